"""Folders as stations keep them: folders by module, scans, pictures from chats, copies, what systems leave."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import openpyxl

DAY: Final = date(2025, 8, 1)
JPEG: Final = b"\xff\xd8\xff\xe0"
WORD: Final = b"\xd0\xcf\x11\xe0"

Cells = Sequence[object]


def put(folder: Path, path: str, data: bytes | None = None) -> Path:
    """Write a file of the kind that its name says, its content its own."""
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    if data is None:
        ending = file.suffix.casefold()
        beginning = (
            JPEG if ending in (".jpg", ".jpeg", ".png") else WORD if ending == ".doc" else b"%PDF-1.4 "
        )
        data = beginning + path.encode()
    file.write_bytes(data)
    return file


def table(folder: Path, path: str, heads: Cells, rows: Iterable[Cells], title: str = "") -> Path:
    """Write a table as .xlsx or .csv, with a line of title above its heads where there is one."""
    lines = [*([[title]] if title else []), heads, *rows]
    if path.endswith(".csv"):
        text = "\r\n".join(",".join(str(cell) for cell in line) for line in lines)
        return put(folder, path, text.encode("gb18030"))
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in lines:
        sheet.append([*line])
    data = io.BytesIO()
    book.save(data)
    return put(folder, path, data.getvalue())


def cases(count: int, first: int = 1) -> list[Cells]:
    """Rows of a ledger of cases."""
    return [
        [f"GA{number:03d}", f"张{number}", DAY + timedelta(number), DAY + timedelta(number + 30), "达成"]
        for number in range(first, first + count)
    ]


def visits(count: int, first: int = 1) -> list[Cells]:
    """Rows of a ledger of visits."""
    return [
        [f"Z{number:03d}", DAY + timedelta(number), f"H{number}", "李", "低保家庭", "王"]
        for number in range(first, first + count)
    ]


CASE_HEADS: Final = ("编号", "服务对象", "接案日期", "结案日期", "目标达成")
VISIT_HEADS: Final = ("编号", "走访日期", "户号", "户主", "对象类别", "走访人")

FILES: Final[Mapping[str, tuple[str, str]]] = {
    "A基础建设/A1.1固定办公场所/门头照片.jpg": ("sure", "A1.1#front"),
    "A基础建设/A1.1固定办公场所/微信图片_20251103101112.jpg": ("likely", "A1.1#front"),
    "A基础建设/A1.1固定办公场所/场地租赁协议扫描件.pdf": ("sure", "A1.1#lease"),
    "A基础建设/A1.1固定办公场所/扫描0001.pdf": ("likely", "A1.1#lease"),
    "A基础建设/A1-2 使用面积/平面图.pdf": ("sure", "A1.2#plan"),
    "A基础建设/A1.3功能分区/个案工作室.jpg": ("sure", "A1.3#casework"),
    "A基础建设/A1.3功能分区/档案室1.png": ("sure", "A1.3#files"),
    "A基础建设/A1.3功能分区/IMG_2231.JPG": ("unclear", "A1.3#casework"),
    "A基础建设/固定办公场所/门头2.jpg": ("sure", "A1.1#front"),
    "Ａ1．5消防/灭火器.jpg": ("unclear", "A1.5#access"),
    "B1.1/2025制度汇编（盖章版）.pdf": ("sure", "B1.1#volume"),
    "C2.3 资金使用合规/2025年审计报告.pdf": ("sure", "C2.3#audit"),
    "D2.2督导质量/督导计划.doc": ("sure", "D2.2#plan"),
    "E2.5社区活动场次/DSC0001.JPG": ("sure", "E2.5#photos"),
    "场地租赁协议扫描件(1).pdf": ("likely", "A1.1#lease"),
    "督导记录2025-11.doc": ("sure", "D2.1#records"),
    "保密协议/张三保密协议.pdf": ("sure", "D4.2#agreement"),
    "2025年度工作计划.doc": ("likely", "D1.2#plan"),
    "劳动合同-李四.pdf": ("unclear", "C1.1#contract"),
    "考勤表2025.csv": ("sure", "C1.1#attendance"),
    "志愿服务系统截图.png": ("unclear", "E3.1#export"),
    "社区活动照片/2025-09-10重阳节/DSC1.JPG": ("likely", "E2.5#photos"),
    "微信图片_20251109.jpg": ("", ""),
    "工作总结.doc": ("unclear", "E2.6#plans"),
    "会议照片.jpg": ("", ""),
    "通讯录.doc": ("", ""),
    "新建文本文档.txt": ("", ""),
}
"""What each file of a station's folder is surely, likely or perhaps; '' where nothing says what it is."""
LEFT_BEHIND: Final = (
    "Thumbs.db",
    "A基础建设/Thumbs.db",
    "desktop.ini",
    ".DS_Store",
    "~$督导记录2025-11.doc",
    "A基础建设/~WRL0001.tmp",
    ".~lock.a.docx#",
    "__MACOSX/a.jpg",
    "下载.crdownload",
    "快捷方式.lnk",
)
"""What systems and programs leave: nothing is said of it."""


def real_folder(folder: Path) -> Path:
    """Write a folder of documents and pictures as a station keeps them."""
    for path in FILES:
        if path.endswith(".csv"):
            table(folder, path, ["姓名", "出勤天数"], [["张", 21], ["李", 20]])
        else:
            put(folder, path)
    for path in LEFT_BEHIND:
        put(folder, path, b"left behind")
    put(folder, "A基础建设/A1.1固定办公场所/门头照片 - 副本.jpg", (folder / next(iter(FILES))).read_bytes())
    put(folder, "照片.zip", b"PK\3\4x")
    put(folder, "佐证.rar", b"Rar!")
    put(folder, "空.docx", b"")
    return folder
