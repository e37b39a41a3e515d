"""Losses in a reader's words: what each kind of reason says on paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest

from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.model.findings import FindingJson
from evaluator.model.rule import Mark
from tests.scoring import read_guideline, score, sheet

SAMPLES: Final = Path(__file__).parent.parent / "samples"
MARKED: Final = """
full_marks: 10
sections:
  - {id: A, title: 甲, points: 10, criteria: [{id: A1, title: 一, points: 10, marked_by: expert, rule: {mark: {}}}]}
"""
ROOMS: Final = """
full_marks: 9
sections:
  - id: A
    title: 甲
    points: 9
    criteria:
      - id: A1
        title: 一
        points: 9
        rule: {checklist: {fact: r, award: {r1: 3, r2: 3, r3: 3}}}
        evidence: [{id: photo, kind: photo, title: 照片, each: r}]
"""
MACHINE: Final = re.compile(r"修约|属于 [≥>≤<\[(]|[≥≤]| [<>=] |÷.*×|（）|并非|≈|[A-Z]\d\.\d#")
"""What no reader should have to understand."""

LUXI: Final = {
    "A1.1": "办公场所为“与其他单位共用”，得满分须为“独立”",
    "A1.3": "缺个案工作室、小组活动室、档案室、社工办公区",
    "A1.4": "缺打印机、电话、带锁档案柜；缺佐证材料：固定资产台账，按规定不得分",
    "A1.6": "“有功能室使用记录的天数”没有填报，或所报不能采信",
    "A3.2": "有纪要的联席会议次数 1次，得满分须 4次",
    "B1.2": "3 位评估人员评定，平均 6.67 分",
    "C1.1": "驻站社工人数 1人，得满分须达到 3人",
    "C1.2": "0%（驻站社工人数 1人，其中持证人数 0人），应达 100%",
    "C1.5": "",
    "E1.2": "38.10%（应有 21 项，已有 8 项），应达 100%",
    "E2.1": "个案数 4个，应达 6个",
    "F3.2": "乡镇评价 6分，应达 10分；村(社区)评价 5.75分，应达 10分",
    "D2.2": "3 位评估人员评定，平均 4.67 分（社工说不出督导内容）",
    "C2.3": "不合规凭证数 3张，每处扣 4 分",
    "D2.1": "督导次数 6次，应有 12次，少 6次",
    "D2.3": "“其中已整改条数”、“督导意见条数”没有填报，或所报不能采信",
    "F3.1": "满意度 78.8%，没有达到给分的档次，得满分须达到 95%",
    "X1": "逾期天数 3天",
}


def findings(station: str) -> dict[str, FindingJson]:
    inputs, _ = read_inputs(SAMPLES / "stations" / station, sheets=SAMPLES / "sheets")
    assert inputs is not None
    return {finding["criterion"]: finding for finding in evaluate(inputs).document["findings"]}


def test_losses_are_told_in_plain_words() -> None:
    """Each kind of reason has the sentence a leader can read aloud."""
    told = findings("luxi")
    assert {id: told[id]["plain"] for id in LUXI} == LUXI


@pytest.mark.parametrize(
    "rooms, plain",
    [
        ("[r1]", "“接待区”没有佐证，不计；缺个案室、档案室"),
        ("[r1, r2, r3]", "“接待区”没有佐证，不计；“个案室”没有佐证，不计；“档案室”没有佐证，不计"),
        ("[]", "缺接待区、个案室、档案室"),
    ],
)
def test_an_option_without_evidence_is_told_once(rooms: str, plain: str) -> None:
    """It is not among what is lacking too."""
    scored = score(read_guideline(ROOMS), f"{{r: {rooms}}}")
    assert scored.document["findings"][0]["plain"] == plain


def test_remarks_follow_without_names_each_once() -> None:
    """What evaluators wrote is the reason a station can use; who wrote it stands nowhere."""
    guideline = read_guideline(MARKED)
    sheets = [
        sheet("e1", {"A1": Mark(points=4, remark="记录不全。")}),
        sheet("e2", {"A1": Mark(points=6, remark="记录不全")}),
        sheet("e3", {"A1": Mark(points=5, remark="没有签名")}),
    ]
    scored = score(guideline, "{}", sheets=sheets)
    assert scored.document["findings"][0]["plain"] == "3 位评估人员评定，平均 5 分（记录不全；没有签名）"


@pytest.mark.parametrize("station", ["baishi", "luxi", "qinghe", "xinqiao"])
def test_every_loss_has_its_sentence_and_nothing_else_has(station: str) -> None:
    """A criterion with full points says nothing, nor a bonus not earned; none speaks as a machine."""
    for id, finding in findings(station).items():
        if finding["points"] is None:
            continue
        full = "0.00" if finding["kind"] == "deduction" else finding["of"]
        lost = finding["kind"] != "bonus" and finding["points"] != full
        assert bool(finding["plain"]) is lost, id
        assert not MACHINE.search(finding["plain"].replace(" ÷ ", "/")), finding["plain"]
