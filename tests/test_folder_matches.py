"""What lies in a station's folder is matched to what is asked for, with how sure that is; nothing is guessed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Final

import openpyxl
import pytest
from click.testing import CliRunner, Result

from evaluator.cli.command import cli
from evaluator.drafting.evidence_matches import day_in
from evaluator.drafting.folder_proposals import FolderProposals, folder_proposals
from evaluator.loading.search import open_guideline
from evaluator.loading.submission import open_submission, read_submission
from evaluator.model.guideline import Guideline
from evaluator.yaml.parse import read_yaml_bytes
from tests.workbooks import blank

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


@pytest.fixture(scope="module")
def guideline() -> Guideline:
    found, _ = open_guideline("tongling-station")
    assert found is not None
    return found


def proposals(folder: Path, guideline: Guideline, submission: str = "") -> FolderProposals:
    node = read_yaml_bytes(submission.encode(), "")[0] if submission else None
    return folder_proposals(folder, guideline, node)


def run(*arguments: str | Path, lang: str = "zh") -> Result:
    result = CliRunner().invoke(cli, [str(one) for one in arguments], env={"EVALUATOR_LANG": lang})
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_a_folder_as_a_station_keeps_it(tmp_path: Path, guideline: Guideline) -> None:
    """Each file is what its folders, name and kind say, or unclear, or unknown; noise is passed over."""
    found = proposals(real_folder(tmp_path), guideline)
    told: dict[str, tuple[str, str]] = {one.path: (one.certainty, one.reference) for one in found.evidence}
    told |= dict.fromkeys(found.unknown, ("", ""))
    assert told == dict(FILES)
    assert found.copies == [
        ("A基础建设/A1.1固定办公场所/门头照片 - 副本.jpg", "A基础建设/A1.1固定办公场所/门头照片.jpg")
    ]
    assert (found.archives, found.empty) == (["佐证.rar", "照片.zip"], ["空.docx"])
    assert all(one.why for one in found.evidence), "each says why"
    others = {one.path: [reference for reference, _ in one.others] for one in found.evidence}
    assert others["劳动合同-李四.pdf"] == ["C1.1#contract", "C1.3#contract"]
    assert others["A基础建设/A1.3功能分区/IMG_2231.JPG"][0].startswith("A1.3#")
    days = {one.path: one.date for one in found.evidence if one.date is not None}
    assert days == {
        "A基础建设/A1.1固定办公场所/微信图片_20251103101112.jpg": date(2025, 11, 3),
        "社区活动照片/2025-09-10重阳节/DSC1.JPG": date(2025, 9, 10),
    }


@pytest.mark.parametrize(
    "name, day",
    [
        ("微信图片_20251103101112", date(2025, 11, 3)),
        ("IMG_20251103_101112", date(2025, 11, 3)),
        ("2025-11-3会议", date(2025, 11, 3)),
        ("2025年11月03日", date(2025, 11, 3)),
        ("2025.11.03", date(2025, 11, 3)),
        ("20251103", date(2025, 11, 3)),
        ("20251103、20251104", None),
        ("20251340", None),
        ("2025年11月", None),
        ("mmexport1699000000000", None),
        ("340711202511031234", None),
        ("12025110388", None),
    ],
)
def test_the_day_in_a_name(name: str, day: date | None) -> None:
    assert day_in(name) == day


LEDGERS: Final[
    dict[str, tuple[str, tuple[str, ...], list[list[object]], tuple[str, str, dict[str, str]]]]
] = {
    "its own heads and name": (
        "台账/个案台账2025.xlsx",
        CASE_HEADS,
        [*map(list, cases(5))],
        ("sure", "cases", {}),
    ),
    "its own heads alone": ("Sheet1.csv", CASE_HEADS, [*map(list, cases(3))], ("sure", "cases", {})),
    "another head": (
        "走访记录(1-6月).xlsx",
        ("编号", "走访时间", "户号", "户主姓名", "对象类别", "走访人"),
        [*map(list, visits(5))],
        ("likely", "visits", {"走访时间": "date", "户主姓名": "head"}),
    ),
    "other words for the options": (
        "走访台账.xlsx",
        ("编号", "走访日期", "户号", "户主", "类别", "走访人"),
        [[*row[:4], "甲类", "王"] for row in visits(5)],
        ("unclear", "visits", {"类别": "category"}),
    ),
    "only running numbers": (
        "个案台账.xlsx",
        ("序号", *CASE_HEADS[1:]),
        [[number, *row[1:]] for number, row in enumerate(cases(4), 1)],
        ("unclear", "cases", {"序号": "case_no"}),
    ),
    "a column is not there": (
        "投诉台账.xlsx",
        ("编号", "受理日期", "投诉人"),
        [["1", date(2025, 9, 1), "某"]],
        ("unclear", "complaints", {}),
    ),
    "no ledger": ("通讯录.xlsx", ("姓名", "电话"), [["甲", "138"]], ("", "", {})),
    "a column of the wrong kind": (
        "个案.xlsx",
        ("编号", "服务对象", "接案时间", "结案日期", "目标达成"),
        [["1", "张", "上午", date(2025, 9, 1), "达成"], ["2", "李", "下午", date(2025, 9, 1), "达成"]],
        ("", "", {}),
    ),
}
"""File, heads, rows; how sure it is, which ledger, and the heads that stand for its columns."""


@pytest.mark.parametrize("name", LEDGERS)
def test_a_table_is_matched_by_its_heads(name: str, tmp_path: Path, guideline: Guideline) -> None:
    path, heads, rows, (certainty, ledger, renamed) = LEDGERS[name]
    table(tmp_path, path, heads, rows, title="2025年台账")
    found = proposals(tmp_path, guideline)
    told = [(one.certainty, one.ledger, dict(one.columns)) for one in found.ledgers]
    if not certainty:
        assert not [one for one in told if one[0] != "unclear"]
        return
    columns = guideline.ledgers[ledger].columns
    assert set(renamed.values()) <= set(columns), "the test names columns there are"
    assert told == [(certainty, ledger, renamed)]


def test_a_ledger_in_several_files(tmp_path: Path, guideline: Guideline) -> None:
    """Tables without a row in common go together; of tables that share rows nobody chooses but the station."""
    table(tmp_path, "走访1-6月.xlsx", VISIT_HEADS, visits(4))
    table(tmp_path, "走访7-12月.xlsx", VISIT_HEADS, visits(4, 10))
    table(tmp_path, "个案台账.xlsx", CASE_HEADS, cases(4))
    table(tmp_path, "个案台账新.xlsx", CASE_HEADS, cases(6))
    found = {one.paths: (one.ledger, one.certainty) for one in proposals(tmp_path, guideline).ledgers}
    assert found == {
        ("走访1-6月.xlsx", "走访7-12月.xlsx"): ("visits", "sure"),
        ("个案台账.xlsx",): ("cases", "unclear"),
        ("个案台账新.xlsx",): ("cases", "unclear"),
    }


def test_what_is_named_is_left_alone(tmp_path: Path, guideline: Guideline) -> None:
    """Nothing named is offered again; a further table of a ledger that has one is unclear, a copy is a copy."""
    table(tmp_path, "ledgers/个案台账.xlsx", CASE_HEADS, cases(4))
    data = (tmp_path / "ledgers" / "个案台账.xlsx").read_bytes()
    put(tmp_path, "个案台账 - 副本.xlsx", data)
    table(tmp_path, "个案台账补.xlsx", CASE_HEADS, cases(2, 50))
    put(tmp_path, "制度汇编.pdf")
    named = (
        "ledgers: {cases: ledgers\\个案台账.xlsx}\n"
        "evidence:\n  - {id: E07, kind: document, title: x, file: ./制度汇编.pdf, for: [B1.1]}\n"
    )
    found = proposals(tmp_path, guideline, named)
    assert [(one.paths, one.certainty) for one in found.ledgers] == [(("个案台账补.xlsx",), "unclear")]
    assert found.evidence == []
    assert found.copies == [("个案台账 - 副本.xlsx", "ledgers/个案台账.xlsx")]


def test_a_workbook_and_blank_tables_are_no_ledgers(tmp_path: Path, guideline: Guideline) -> None:
    """The program's own workbook is read by itself; a table of heads alone would hand in a ledger without rows."""
    put(tmp_path, "自评工作簿.xlsx", blank(guideline))
    table(tmp_path, "督导记录.xlsx", ("编号", "督导日期", "督导", "主题"), [])
    put(tmp_path, "坏.xlsx", b"PK\3\4 broken")
    found = proposals(tmp_path, guideline)
    assert (found.ledgers, found.evidence) == ([], [])
    assert (found.workbooks, found.blank) == (["自评工作簿.xlsx"], ["督导记录.xlsx"])
    assert [path for path, _ in found.unreadable] == ["坏.xlsx"]


def test_new_station_in_a_folder_with_files(tmp_path: Path, guideline: Guideline) -> None:
    """Nothing that lies there is touched; the lines are offered, and written only with --write."""
    folder = real_folder(tmp_path / "990101001")
    table(folder, "台账/个案台账2025.xlsx", CASE_HEADS, cases(5), title="个案台账")
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    made = run("new", "station", folder, "--from", "2025-07-01", "--to", "2026-06-30")
    assert made.exit_code == 0, made.output
    assert all(path.read_bytes() == data for path, data in before.items())
    assert "cases: 台账/个案台账2025.xlsx" in made.stdout
    assert "- {id: E01, kind: document, title: 场地租赁协议扫描件" in made.stdout
    assert "拿不准" in made.stdout
    assert "Thumbs.db" not in made.stdout
    text = (folder / "submission.yaml").read_text(encoding="utf-8")
    assert "台账/个案台账2025.xlsx" not in text
    assert not (folder / "ledgers" / "个案台账.csv").exists(), "there is a table for it"
    assert (folder / "ledgers" / "走访台账.csv").exists()
    again = run("new", "station", folder)
    assert again.exit_code == 1
    assert "submission.yaml" in again.stderr
    assert (folder / "submission.yaml").read_text(encoding="utf-8") == text


def test_check_offers_and_writes(tmp_path: Path, guideline: Guideline) -> None:
    """`check` says what is not named; `--write` adds it, every other byte kept; then nothing sure is left."""
    folder = real_folder(tmp_path / "990101001")
    table(folder, "台账/个案台账2025.xlsx", CASE_HEADS, cases(5))
    table(folder, "走访1-6月.csv", ("编号", "走访时间", *VISIT_HEADS[2:]), visits(4))
    run("new", "station", folder, "--from", "2025-07-01", "--to", "2026-06-30")
    file = folder / "submission.yaml"
    text = file.read_text(encoding="utf-8").replace("\n", "\r\n")
    file.write_bytes(b"\xef\xbb\xbf" + text.encode())
    shown = run("check", folder)
    assert shown.exit_code == 0
    assert "submission.yaml 没有写的文件" in shown.stdout
    assert file.read_bytes() == b"\xef\xbb\xbf" + text.encode(), "only --write writes"
    written = run("check", folder, "--write")
    assert written.exit_code == 0, written.output
    assert "已写入" in written.stderr
    lines = file.read_bytes().decode("utf-8-sig").split("\r\n")
    rest = iter(lines)
    assert all(line.replace("evidence: []", "evidence: ") in rest for line in text.split("\r\n"))
    submission, problems = read_submission(open_submission(folder), guideline)
    assert submission is not None, [one.render("zh") for one in problems]
    sure = {path: reference for path, (how, reference) in FILES.items() if how in ("sure", "likely")}
    assert {item.file: "#".join(item.serves[0]) for item in submission.evidence} == sure
    assert len({item.id for item in submission.evidence}) == len(sure)
    assert {name: len(handed.rows) for name, handed in submission.ledgers.items()} == {
        "cases": 5,
        "visits": 4,
    }
    left = run("check", folder, "--write")
    assert "没有可以写入的" in left.stderr
    unlisted = proposals(folder, guideline, file.read_text(encoding="utf-8-sig"))
    assert unlisted.certain == []
    assert [one.path for one in unlisted.unclear if hasattr(one, "path")]


def test_what_cannot_be_added_is_left_and_shown(tmp_path: Path) -> None:
    """A file written on one line, or one that is no list, stays as it is: the lines are there to paste."""
    folder = tmp_path / "s1"
    put(folder, "B1.1/制度汇编.pdf")
    text = (
        "{guideline: tongling-station, station: {id: s1, name: 示例}, "
        "period: {from: 2025-07-01, to: 2026-06-30}}\n"
    )
    put(folder, "submission.yaml", text.encode())
    done = run("check", folder, "--write")
    assert done.exit_code == 1
    assert "贴进去" in done.stderr
    assert "B1.1/制度汇编.pdf" in done.stdout
    assert (folder / "submission.yaml").read_text(encoding="utf-8") == text
    english = run("check", folder, "--write", lang="en")
    assert "please paste them" in english.stderr


def test_programs_may_read_along(tmp_path: Path) -> None:
    """`check --json` has the same: certainty and reason of each."""
    import json

    folder = tmp_path / "s1"
    put(folder, "B1.1/制度汇编.pdf")
    run("new", "station", folder)
    unlisted = json.loads(run("check", folder, "--json").stdout)["unlisted"]
    (one,) = unlisted["evidence"]
    assert (one["file"], one["for"], one["certainty"]) == ("B1.1/制度汇编.pdf", "B1.1#volume", "sure")
    assert "B1.1" in one["why"]
