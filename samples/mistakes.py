"""Write the stations full of mistakes, which show what the program says to each kind.

    python samples/mistakes.py FOLDER

What an editor can keep stands in `mistakes.txt`, each file after a line `== path`; the rest is made here:
files in another encoding, empty, or not what their name says. `mistakes.md` says what each folder shows.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from random import Random

from files import Table, csv_text, jpeg, pdf, write, xlsx

HERE = Path(__file__).parent

GBK = """\
# 用记事本填写，保存成了 ANSI（GBK）
guideline: tongling-station
station: {id: 990199001, name: 记事本镇社工站（示例）}
period: {from: 2025-07-01, to: 2026-06-30}
facts:
  premises.tenure: 独立
"""

WEB_PAGE = """\
<html><head><meta charset="utf-8"></head><body><table>
<tr><th>编号</th><th>培训日期</th><th>培训主题</th></tr>
<tr><td>P01</td><td>2025-08-09</td><td>档案规范</td></tr>
</table></body></html>
"""

# Typed in a hurry: a day that does not exist, an end before its beginning, two cases under one number.
CASES = Table(
    ["编号", "服务对象", "接案日期", "结案日期", "目标达成"],
    [
        ["GA01", "张某甲", "2025/7/15", "2025/11/2", "达成"],
        ["GA02", "李某乙", "2026/2/30", "", ""],
        ["GA03", "陈某丙", "2025/9/8", "2025/8/9", "达成"],
        ["GA04", "周某丁", "2025年10月1日", "2026年1月20日", "基本达成"],
        ["GA05", "吴某戊", "去年冬天", "", ""],
        ["GA06", "徐某己", "2026/3/3", "", ""],
        ["GA06", "孙某庚", "2026/3/9", "", ""],
        ["", "马某辛", "2026/4/1", "", ""],
        ["合计", "8", "", "", ""],
    ],
)
CLIENTS = Table(
    ["档案编号", "户号", "服务对象", "身份证号", "建档日期"],
    [
        ["DA001", "H001", "朱某壬", 990101195001010012, "2025/8/1"],
        ["DA002", "H002", "胡某癸", "990101196203040025", "2025/8/2"],
    ],
    sheet="档案",
)
NO_HOUSEHOLD = Table(
    ["编号", "走访时间", "户主", "对象类别"],
    [["Z001", "2025/8/1", "郭某甲", "低保家庭"], ["Z002", "2025/8/3", "何某乙", "特困人员"]],
    "走访登记",
)
OTHER_SHEET = Table(
    ["编号", "小组名称", "开始日期", "节数"], [["XZ1", "手工小组", "2025/9/1", 5]], sheet="小组明细"
)


def mistakes() -> dict[str, bytes]:
    """Return the files by their path under the folder asked for."""
    _, *parts = re.split(
        r"^== (.+)\n", (HERE / "mistakes.txt").read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    return {
        **{name: text.encode() for name, text in zip(parts[::2], parts[1::2], strict=True)},
        "errors-encoding/submission.yaml": GBK.encode("gbk"),
        "errors-ledgers/ledgers/走访台账.csv": csv_text(NO_HOUSEHOLD).encode("gb18030"),
        "errors-ledgers/ledgers/小组台账.xlsx": xlsx(OTHER_SHEET),
        "errors-ledgers/ledgers/个案台账2025.csv": csv_text(CASES).encode("gb18030"),
        "errors-ledgers/ledgers/培训导出.xls": WEB_PAGE.encode(),
        "errors-ledgers/ledgers/督导记录.xlsx": b"",
        "errors-ledgers/ledgers/例会.csv": '编号,例会日期,主要内容\r\nH01,2025/7/28,"七月安排\r\n'.encode(
            "gb18030"
        ),
        "warnings/ledgers/个案台账.csv": csv_text(CASES).encode("gb18030"),
        "warnings/ledgers/档案台账.xlsx": xlsx(CLIENTS),
        "warnings/evidence/场地协议.pdf": pdf(
            "场地协议", ["示例材料：站点、人物、数字均为虚构。"], "warnings E01"
        ),
        "warnings/evidence/空文件.pdf": b"",
        "warnings/evidence/门头.jpg": b"%PDF-1.4\n% renamed, not a picture\n",
        "warnings/evidence/接待区.jpg": jpeg(Random("warnings"), "warnings E05"),  # noqa: S311  # a made-up picture
        "warnings/evidence/制度汇编.txt": "制度汇编（示例）\r\n".encode(),
    }


if __name__ == "__main__":
    for file, content in mistakes().items():
        write(Path(sys.argv[1]) / file, content)
