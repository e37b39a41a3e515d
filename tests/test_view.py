"""The view: every value in words, nothing left to compute, in the guideline's language."""

import copy
import json
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest

from evaluator.base.resources import shipped
from evaluator.model.round import RoundContext
from evaluator.reports import variables, view
from evaluator.reports.fields import FindingView, ReportView
from evaluator.reports.variables import variables_page
from evaluator.texts import reports

DATA: Final = Path(__file__).parent / "data"
CHINESE: Final = re.compile(r"[\u3001-\u303f\u4e00-\u9fff\uff00-\uffef]")

Json: TypeAlias = Any  # an evaluation, or what a test made of one


def evaluation(name: str = "evaluation") -> Json:
    loaded: Json = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


def found(seen: ReportView, id: str) -> FindingView:
    [one] = [one for group in seen.groups for one in group.findings if one.id == id]
    return one


def texts(value: object, path: str = "view") -> Iterator[tuple[str, object]]:
    """Each value of the view that is not a list or a group of values, with its path."""
    if is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, tuple):
        for number, item in enumerate(value):
            yield from texts(item, f"{path}[{number}]")
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from texts(item, f"{path}.{name}")
    else:
        yield path, value


@pytest.mark.parametrize("name", ["evaluation", "evaluation-provisional"])
def test_there_is_nothing_left_to_format(name: str) -> None:
    """Every value is text, or a yes or no; no number and no None reaches a template."""
    wrong = [path for path, value in texts(view(evaluation(name))) if not isinstance(value, str | bool)]
    assert wrong == []


@pytest.mark.parametrize(
    "change, expected",
    [
        pytest.param({}, "783.71", id="as-given"),
        pytest.param({"points": "800.00", "shown": "799.996"}, "799.996", id="shown-wins"),
        pytest.param({"points": None, "low": "1.00", "high": "2.50"}, "1.00～2.50", id="range"),
        pytest.param({"points": None, "low": "2.50", "high": "2.50"}, "2.50", id="both-ends-agree"),
        pytest.param({"points": None, "low": None, "high": None}, "不计分", id="nothing-applies"),
    ],
)
def test_points_are_the_strings_given(change: Json, expected: str) -> None:
    """A report prints the points of the evaluation, to the digit; while open, both ends."""
    given = evaluation()
    given["score"] |= change
    assert view(given).score.points == expected


def test_what_is_settled_has_no_banner() -> None:
    """Nothing provisional is said of a final result."""
    score = view(evaluation()).score
    assert (score.provisional, score.banner, score.range) == (False, "", "")


def test_the_banner_counts_what_is_open_and_gives_both_ends() -> None:
    """Marks, pending vetoes and pending claims each count once."""
    seen = view(evaluation("evaluation-provisional"))
    assert [item.id for item in seen.open_items] == ["B1.2", "X1", "V1", "services.s09"]
    assert seen.score.banner == "暂定：尚有 4 个事项待定，得分区间 693.71～813.71"
    assert seen.score.grade == "不合格～合格"


def test_a_claim_on_an_open_criterion_is_one_open_item() -> None:
    """A criterion that waits for its claim is not listed a second time by the claim."""
    given = evaluation("evaluation-provisional")
    given["claims"].append({"id": "B1.2", "title": "制度执行情况", "reason": "无", "state": "pending"})
    assert [item.id for item in view(given).open_items] == ["B1.2", "X1", "V1", "services.s09"]


def test_too_much_that_does_not_apply_is_an_open_item() -> None:
    """Where it keeps the grade provisional, the report says so among the open items."""
    given = evaluation("evaluation-provisional")
    given["score"]["not_applicable"]["over"] = True
    seen = view(given)
    assert seen.open_items[-1].title == "不适用部分超过满分的 10%"
    assert "超过上限 10%" in seen.not_applicable_note


def test_an_open_end_without_a_range_gives_the_points() -> None:
    """A pending veto changes the grade, not the points; the banner then gives them."""
    given = evaluation("evaluation-provisional")
    given["score"] |= {"points": "783.71", "low": "783.71", "high": "783.71"}
    assert view(given).score.banner == "暂定：尚有 4 个事项待定，得分 783.71"


def test_all_that_does_not_apply_is_listed_with_its_reason() -> None:
    """Criteria and options alike, each with the reason the station gave or the rule that took it out."""
    given = evaluation()
    listed = view(given).not_applicable
    assert [(item.id, item.points, item.reason, item.state) for item in listed] == [
        ("E3", "50.00", "本镇尚未设立社区慈善基金 ]]> 😀", "已认可"),
        ("services.s09", "", "本镇无孤儿", "已认可"),
    ]
    given["claims"] = []
    [by_rule] = view(given).not_applicable
    assert (by_rule.reason, by_rule.state) == (
        "申报不适用，已认可：本镇尚未设立社区慈善基金 ]]> 😀",
        "不适用",
    )


@pytest.mark.parametrize(
    "status, issuer, line, short",
    [
        pytest.param("official", "示例市民政局", "", "", id="official-says-nothing"),
        pytest.param(
            "constructed", "本项目", "示例指标，非官方；编制：本项目", "示例指标，非官方", id="constructed"
        ),
        pytest.param(
            "draft", "甲局", "征求意见稿，非正式发布；编制：甲局", "征求意见稿，非正式发布", id="draft"
        ),
    ],
)
def test_the_status_of_the_guideline_is_said(status: str, issuer: str, line: str, short: str) -> None:
    """Only an official guideline is silent about its status."""
    given = evaluation()
    given["guideline"] |= {"status": status, "issuer": issuer}
    seen = view(given).guideline
    assert (seen.status_line, seen.status) == (line, short)


def test_losses_are_ordered_and_exact() -> None:
    """The largest loss comes first; bonus, what doesn't apply and what is open are no losses."""
    gaps = [(one.id, one.lost) for one in view(evaluation()).gaps]
    assert gaps == [
        ("A2.2", "80.00"),
        ("A1.2", "30.00"),
        ("E1", "30.00"),
        ("B1.2", "25.00"),
        ("A2.1", "24.00"),
        ("B1.1", "20.00"),
        ("E4", "7.00"),
        ("X1", "5.00"),
    ]
    assert "B1.2" not in {one.id for one in view(evaluation("evaluation-provisional")).gaps}


def test_remedies_are_only_for_what_loses_points() -> None:
    """A met criterion needs none, and a missing remedy leaves no empty line."""
    assert [one.id for one in view(evaluation()).remedies] == ["A2.2", "A1.2", "E1", "A2.1", "B1.1", "X1"]
    assert found(view(evaluation()), "A1.1").remarks == "—"


def test_a_difference_says_what_was_used() -> None:
    """The value that counted and the one that did not, each with its source."""
    one = found(view(evaluation()), "A1.2")
    assert one.differences == ("使用面积：采用实地 55㎡；申报 66㎡",)
    assert one.remarks == "使用面积：采用实地 55㎡；申报 66㎡\n整改：面积不足的，增设或调剂活动用房。"


def test_own_scale_and_exact_values_stand_beside_the_points() -> None:
    """A weighted criterion shows its own scale; a value that cannot be written at `places` its fraction."""
    given = evaluation()
    given["findings"][0] |= {"own": {"points": "84", "of": "100"}, "exact": "7/26"}
    assert found(view(given), "A1.1").points_note == "本级 84/100\n精确值 7/26"
    assert found(view(given), "E4").points_note == "修约前 93.004"


def test_a_ceiling_that_changed_the_grade_is_explained() -> None:
    """The grade of the points and the grade given differ visibly."""
    given = evaluation()
    given["score"]["grade_before_ceilings"] = "good"
    assert view(given).score.grade_note == "按得分应为良好，因“K2 触发，最高定为合格”改定"


def test_a_section_has_its_place_its_bar_and_its_notes() -> None:
    """Rescaled sections say what applied; an open share is drawn as what is certain and what is possible."""
    sections = {section.id: section for section in view(evaluation("evaluation-provisional")).sections}
    assert sections["E"].note == "适用部分 350.00 分；按适用部分折算"
    assert (sections["A1"].indent, sections["A1"].is_top) == ("　", False)
    assert (sections["B"].bar_low, sections["B"].bar_high, sections["B"].share) == (
        "40.00",
        "90.00",
        "40.00%～90.00%",
    )
    given = evaluation()
    given["sections"][0] |= {"share": None, "share_low": None, "share_high": None}
    assert view(given).sections[0].bar_high == "0"


def test_eligibility_that_holds_stands_among_the_limits() -> None:
    """Why a station is not graded is said where ceilings and vetoes are."""
    given = evaluation()
    given["eligibility"] = {
        "status": "postponed",
        "items": [
            {
                "id": "G1",
                "title": "运营不满12个月",
                "result": "postponed",
                "state": "holds",
                "why": "运营 8 个月",
            }
        ],
    }
    given["score"] |= {"grade": None, "grade_title": None, "grade_low_title": None, "grade_high_title": None}
    seen = view(given)
    assert seen.score.grade == "暂不定级"
    assert [(one.kind, one.effect, one.state) for one in seen.limits] == [
        ("等级上限", "最高定为合格", "已触发"),
        ("参评资格", "暂缓评估", "已触发"),
    ]


def test_the_papers_of_the_round_are_printed_where_known() -> None:
    """Without a round the lines stay empty, to be filled in by hand."""
    given = evaluation()
    assert view(given).documents.number == ""
    documents = {
        "commissioned_by": "示例市民政局",
        "number": "示评〔2026〕1号",
        "dated": "2026-09-01",
    }
    seen = view(given, RoundContext(documents)).documents
    assert (seen.commissioned_by, seen.number, seen.dated) == (
        "示例市民政局",
        "示评〔2026〕1号",
        "2026年9月1日",
    )


def test_a_decision_reads_as_one_line() -> None:
    """What was decided may be a mapping, as in the file."""
    given = evaluation()
    given["decisions"] = [
        {
            "what": {"mark": "B1.2"},
            "value": {"level": "较好", "points": "75"},
            "reason": "",
            "by": "",
            "date": "八月",
        }
    ]
    given["decisions"].append(
        {"what": {"veto": "V1"}, "value": False, "reason": "", "by": "", "date": "2026-08-21"}
    )
    lines = [(one.what, one.value, one.date) for one in view(given).decisions]
    assert lines == [
        ("评分：B1.2 制度执行情况", "较好 75 分", "八月"),
        ("否决：V1", "不成立", "2026年8月21日"),
    ]


def test_the_evaluations_own_words_win() -> None:
    """Where it has a title for a code, that is printed; the rest falls back to ours."""
    given = evaluation()
    given["findings"][0] |= {"why": [], "reason_title": "已评分"}
    given["evidence"][0]["state_title"] = "采用"
    given["guideline"]["roles"] = {"survey": "满意度调查方"}
    seen = view(given)
    assert found(seen, "A1.1").why_text == "已评分"
    assert seen.evidence[0].state == "采用"
    assert [sheet.role for sheet in seen.sheets] == ["评估专家", "评估专家", "满意度调查方"]


def test_marks_are_told_once() -> None:
    """Beside reasons that give an evaluator's mark already it is not repeated."""
    given = evaluation()
    mark = given["findings"][5]
    mark["why"] = ["e1：较好 75 分（个别记录缺项）", "平均：75"]
    assert [line.partition("：")[0] for line in found(view(given), "B1.2").why_text.split("\n")] == [
        "e1",
        "平均",
        "e2",
    ]


def test_those_who_judged_sign() -> None:
    """Each with the role; where few are named, there are lines for three."""
    assert view(evaluation()).signers == ("评估专家 e1", "评估专家 e2", "survey s1")
    assert view(evaluation("evaluation-provisional")).signers == ("评估专家 e1", "评估组成员", "评估组成员")


def test_rows_left_out_for_one_reason_share_a_line() -> None:
    """Every row is named, with its reason once; a ledger that was not handed in says so."""
    given = evaluation()
    for row in given["ledgers"][0]["not_counted"][:2]:
        row["why"] = "不符合统计条件"
    given["ledgers"][1]["handed_in"] = False
    cases, visits = view(given).ledgers
    assert cases.not_counted == (
        "个案数：不符合统计条件（个案!B5、个案!A9）",
        "个案数：接案日期为空（个案!B11）",
        "个案数：合计行（个案!A13）",
    )
    assert visits.counted == "未提交"


def test_a_step_shows_what_it_changed_and_the_grades_still_possible() -> None:
    """The grade of an open evaluation is both ends, in their titles."""
    given = evaluation("evaluation-provisional")
    given["steps"][2]["change"] = "+10.00"
    given["steps"][5] |= {"grade_low": "fail", "grade_high": "pass"}
    steps = view(given).steps
    assert (steps[2].change, steps[0].change) == ("+10.00", "")
    assert (steps[5].grade, steps[0].grade) == ("不合格～合格", "")


def test_a_rounded_share_has_a_bar() -> None:
    """A share the evaluation marks as rounded is still a length; one that looks exact keeps its mark."""
    given = evaluation()
    for share, shown, length in (("≈98.67%", "98.67%", "98.67"), ("≈60.00%", "≈60.00%", "60.00")):
        given["sections"][0]["share"] = share
        section = view(given).sections[0]
        assert (section.share, section.bar_low) == (shown, length)


def test_an_unknown_code_is_shown_as_it_is() -> None:
    """An evaluation of a later version still makes a report."""
    given = evaluation()
    given["score"]["ceilings"][0]["state"] = "brand_new"
    assert [limit.state for limit in view(given).limits] == ["brand_new"]


def test_every_label_and_sentence_has_both_languages() -> None:
    """Both are given, no English one has Chinese characters, and both use the same fields."""
    tables = [reports.LABELS, reports.SENTENCES, *reports.CODES.values()]
    for table in tables:
        for name, (zh, en) in table.items():
            assert bool(zh.strip()) == bool(en.strip()), name
            assert not CHINESE.search(en), name
            assert (
                sorted(re.findall(r"\{\w+\}", zh)) == sorted(re.findall(r"\{\w+\}", en)) or name == "banner"
            ), name


def english(value: Any) -> Any:  # noqa: ANN401  # any JSON
    """The same evaluation, its prose in English."""
    if isinstance(value, dict):
        return {english(key): english(item) for key, item in value.items()}
    if isinstance(value, list):
        return [english(item) for item in value]
    return "English words" if isinstance(value, str) and CHINESE.search(value) else value


@pytest.mark.parametrize("name", ["evaluation", "evaluation-provisional"])
def test_an_english_guideline_gives_an_english_report(name: str) -> None:
    """The view adds no Chinese character of its own, but the space that indents."""
    given = english(evaluation(name))
    given["guideline"]["language"] = "en"
    seen = view(given)
    assert seen.lang == "en"
    assert [(path, value) for path, value in texts(seen) if CHINESE.search(str(value))] == []


def test_the_view_changes_nothing_in_the_evaluation() -> None:
    """One evaluation feeds all reports; none may leave a trace in it."""
    given = evaluation()
    before = copy.deepcopy(given)
    view(given)
    assert given == before


def test_the_list_of_variables_is_complete() -> None:
    """Whatever the view of an evaluation holds is listed for those who write templates."""
    listed = {variable.path for variable in variables()}
    seen = {re.sub(r"\[\d+\]", "[]", path.removeprefix("view.")) for path, _ in texts(view(evaluation()))}
    assert {path.removesuffix("[]") for path in seen} - listed == set()


def test_the_page_of_variables_is_up_to_date() -> None:
    """templates/README.md ends with the list generated from the view."""
    page = shipped("templates") / "README.md"
    marker = "<!-- generated by scripts/build_templates.py -->\n"
    assert page.read_text(encoding="utf-8").partition(marker)[2] == variables_page(), (
        "run `python scripts/build_templates.py --variables` and read what it changed"
    )
