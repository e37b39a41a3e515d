"""Evaluators' sheets and the panel's decisions, checked against the guideline."""

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluator.loading.sheet import read_decisions, read_sheets
from evaluator.model.rule import FileCheck, Mark
from evaluator.model.sheet import ClaimWord, Decision, EvidenceWord, Observation, Sheet
from evaluator.texts.problem import Problem, Severity
from tests.stations import codes, guideline

HEAD = "evaluator: e1\nstation: 990101001\n"


def sheets(
    folder: Path, files: Mapping[str, str | bytes], station: str = "990101001"
) -> tuple[list[Sheet], list[Problem]]:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    found, inputs, problems = read_sheets(folder, guideline(), station)
    assert {each.file: each.sha256 for each in found}.items() <= inputs.items()
    return found, problems


def only(folder: Path, text: str) -> Sheet:
    found, problems = sheets(folder, {"e1/990101001.yaml": HEAD + text})
    assert codes(problems) == []
    return found[0]


def test_a_sheet_is_read_whole(tmp_path: Path) -> None:
    """Marks, observations and words come typed, with their remarks."""
    sheet = only(
        tmp_path,
        """submitted: 2026/8/2
marks:
  B1: {level: 一般, points: ８, remark: 保密制度未见执行记录}
  B3: {sample: [{file: 个案03, passed: [1, 2], left_out: [3]}, {file: 个案04, passed: }]}
observed: {area: {value: 55.5, remark: 现场实测}, tenure: {value: 无}, kit: {value: }}
evidence: {E07: {accepted: false, remark: 与门头不符}, A1#lease: {seen: 是}, A2#档案室: {seen: true}, E08: {accepted: }}
not_applicable: {A5: {agree: true}, rooms.files: {agree: 否, remark: 有需要}}
vetoes: {V1: {remark: 存疑}}
""",
    )
    assert (sheet.evaluator, sheet.station, sheet.role) == ("e1", "990101001", "expert")
    assert sheet.submitted == date(2026, 8, 2)
    assert sheet.marks == {
        "B1": Mark("一般", 8, (), "保密制度未见执行记录", "e1", 5),
        "B3": Mark(
            "",
            None,
            (FileCheck("个案03", frozenset({1, 2}), frozenset({3})), FileCheck("个案04", frozenset())),
            "",
            "e1",
            6,
        ),
    }
    assert sheet.observed == {
        "area": Observation(Fraction(111, 2), "现场实测"),
        "tenure": Observation("none"),
    }
    assert sheet.evidence == {
        "E07": EvidenceWord(holds=False, remark="与门头不符"),
        "A1#lease": EvidenceWord(holds=True),
        "A2#files": EvidenceWord(holds=True),
    }
    assert sheet.not_applicable == {
        "A5": ClaimWord(agree=True),
        "rooms.files": ClaimWord(agree=False, remark="有需要"),
    }
    assert sheet.vetoes == {"V1": "存疑"}
    assert sheet.file == "sheets/e1/990101001.yaml"


def test_a_sheet_may_be_unfinished(tmp_path: Path) -> None:
    """Without `submitted` it comes back too; a mark not yet filled in is none."""
    sheet = only(tmp_path, "submitted:\nmarks: {B1: , B3: {sample: }, B2: }\n".replace(", B2: ", ""))
    assert sheet.submitted is None
    assert sheet.marks == {}


def test_only_the_station_asked_for(tmp_path: Path) -> None:
    """Nested or flat, whatever the files are called; other stations' sheets are not even parsed."""
    files: dict[str, str | bytes] = {
        "e1/990101001.yaml": HEAD,
        "青禾镇 专家二.yaml": HEAD.replace("e1", "e2"),
        "e3/990101002.yaml": HEAD.replace("e1", "e3").replace("990101001", "990101002") + "# 990101001\n",
        "e4/990101003.yaml": "station: 990101003\n\t- broken",
        "e1/.~lock.yaml": HEAD,
        "e1/readme.txt": HEAD,
    }
    found, problems = sheets(tmp_path, files)
    assert codes(problems) == []
    assert [each.evaluator for each in found] == ["e1", "e2"]
    paths = [tmp_path / "e1" / "990101001.yaml", tmp_path / "e3" / "990101002.yaml"]
    found, inputs, problems = read_sheets(paths, guideline(), "990101001")
    assert codes(problems) == []
    assert [each.evaluator for each in found] == ["e1"]
    assert list(inputs) == ["sheets/e1/990101001.yaml"]


def test_a_copied_sheet_that_still_names_another_station_is_told(tmp_path: Path) -> None:
    """It would silently be missing here and be one too many there."""
    files = {"e1/990101001.yaml": HEAD.replace("990101001", "990101002")}
    found, problems = sheets(tmp_path, files)
    assert found == []
    assert codes(problems) == ["sheet-other-station"]
    assert problems[0].line == 2


@pytest.mark.parametrize(
    "text, expected",
    [
        ("marks: {B9: {level: 好}}", ["mark-unknown-criterion"]),
        ("marks: {A1: {points: 3}}", ["mark-not-marked"]),
        ("marks: {B2: {points: 3}}", ["not-yours"]),
        ("observed: {satisfaction: {value: 93%}}", ["not-yours"]),
        ("observed: {area: {}}", ["missing-key"]),
        ("role: expret", ["role-unknown"]),
        ("submitted: 昨天", ["sheet-date"]),
        ("submitted: 2026-02-30", ["sheet-date"]),
        ("vetoes: {V2: {remark: x}}", ["veto-unknown"]),
        ("markz: {}", ["unknown-key"]),
        ("marks: 3", ["wrong-type"]),
    ],
)
def test_what_an_evaluator_cannot_do_is_an_error(tmp_path: Path, text: str, expected: list[str]) -> None:
    """A mark that would silently be lost stops the evaluation."""
    _, problems = sheets(tmp_path, {"e1/990101001.yaml": f"{HEAD}{text}\n"})
    assert codes(problems) == expected
    assert problems[0].severity is Severity.ERROR
    assert problems[0].file == "sheets/e1/990101001.yaml"
    assert problems[0].line >= 3


@pytest.mark.parametrize(
    "text, expected",
    [
        ("marks: {B1: {level: 很好}}", ["unknown-level"]),
        ("marks: {B1: {level: 一般}}", ["mark-without-points"]),
        ("marks: {B1: {level: 一般, points: 13}}", ["mark-outside-level"]),
        ("marks: {B1: {level: 一般, points: 八}}", ["mark-points"]),
        ("role: finance\nmarks: {B2: {points: 3.3}}", ["mark-off-step"]),
        ("marks: {B3: {sample: [{file: a, passed: [4]}]}}", ["unknown-check"]),
        ("marks: {B3: {sample: [{file: a, passed: [0]}]}}", ["mark-check-number"]),
        ("marks: {B3: {sample: [{file: a, passed: [x]}]}}", ["mark-check-number"]),
        ("evidence: {E1: {accepted: 也许}}", ["sheet-answer"]),
        ("not_applicable: {A5: {agree: 也许}}", ["sheet-answer"]),
        ("observed: {aera: {value: 3}}", ["fact-unknown"]),
        ("observed: {area: {value: 三}}", ["fact-wrong-type"]),
        ("observed: {tenure: {value: 独占}}", ["option-unknown"]),
        ("evidence: {A1#leese: {seen: true}}", ["evidence-line-unknown"]),
        ("not_applicable: {A1: {agree: true}}", ["claim-not-allowed"]),
        ("not_applicable: {A55: {agree: true}}", ["claim-unknown"]),
    ],
)
def test_a_value_that_cannot_be_read_is_set_aside(tmp_path: Path, text: str, expected: list[str]) -> None:
    """With a warning, like a station's; the rest of the sheet stands."""
    found, problems = sheets(tmp_path, {"e1/990101001.yaml": f"{HEAD}{text}\n"})
    assert codes(problems) == expected
    assert problems[0].severity is Severity.WARNING
    sheet = found[0]
    assert not any((sheet.marks, sheet.observed, sheet.evidence, sheet.not_applicable))


def test_each_role_marks_its_own(tmp_path: Path) -> None:
    """A role's criteria and facts are open to it and nobody else."""
    finance = only(
        tmp_path,
        "role: finance\nmarks: {B2: {points: 9.5}}\nobserved: {audit: {value: 是}, area: {value: 3}}\n",
    )
    assert finance.marks["B2"].points == Fraction(19, 2)
    assert finance.observed["audit"].value is True


def test_one_evaluator_has_one_sheet_on_a_station(tmp_path: Path) -> None:
    """Two of them are an error, wherever they lie."""
    found, problems = sheets(tmp_path, {"a.yaml": HEAD, "e1/990101001.yaml": HEAD})
    assert codes(problems) == ["sheet-twice"]
    assert (problems[0].file, problems[0].args["first"]) == ("sheets/e1/990101001.yaml", "sheets/a.yaml")
    assert len(found) == 1


@pytest.mark.parametrize(
    "data, expected",
    [
        (b"", ["empty-file"]),
        ((HEAD + "\tmarks: {}").encode(), ["tab-indent"]),
        ((HEAD + "role: 专家").encode("gbk"), ["wrong-encoding"]),
        (HEAD.encode("utf-16"), ["wrong-encoding"]),
        (b"evaluator: e1 # 990101001\n", ["missing-key"]),
        (b"station: 990101001\n", ["missing-key"]),
        (b"station: 990101001\nevaluator:\n", ["wrong-type"]),
        (b"- 990101001\n", ["wrong-type"]),
    ],
)
def test_a_broken_sheet_is_not_overlooked(tmp_path: Path, data: bytes, expected: list[str]) -> None:
    """What may be about the station is told, not skipped."""
    found, problems = sheets(tmp_path, {"e1/x.yaml": data})
    assert found == []
    assert codes(problems) == expected


def test_sheets_that_are_not_there(tmp_path: Path) -> None:
    """An empty folder has no sheets; a named file that is missing is a problem."""
    assert read_sheets(tmp_path / "nowhere", guideline(), "1") == ([], {}, [])
    assert codes(read_sheets([tmp_path / "e1" / "x.yaml"], guideline(), "1")[2]) == ["file-missing"]


DECISIONS = """- {what: {mark: B1}, value: {level: 好}, reason: 合议认定, by: 专家组, date: 2026-08-20}
- {what: {fact: area}, value: 55, reason: 复测, by: 专家组, date: 2026/8/20}
- {what: {veto: V1}, value: false, reason: 属笔误, by: 专家组, date: 2026-08-21}
- {what: {claim: A5}, value: 是, reason: 属实, by: 专家组, date: 2026-08-21}
- {what: {not_applicable: total}, value: true, reason: 情况特殊, by: 专家组, date: 2026-08-21}
- {what: {evidence: E07}, value: false, reason: 与门头不符, by: 专家组, date: 2026-08-21}
- {what: {evidence: A1#lease}, value: true, reason: 已见原件, by: 专家组, date: 2026-08-21}
"""


def decisions(folder: Path, text: str | bytes) -> tuple[list[Decision], list[Problem]]:
    path = folder / "990101001.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    found, inputs, problems = read_decisions(path, guideline())
    assert set(inputs) <= {"decisions/990101001.yaml"}
    return found, problems


def test_decisions_are_read_in_order(tmp_path: Path) -> None:
    """Each has its value typed by what it is about."""
    found, problems = decisions(tmp_path, DECISIONS)
    assert codes(problems) == []
    assert [(each.kind, each.id, each.value) for each in found] == [
        ("mark", "B1", Mark("好", line=1)),
        ("fact", "area", 55),
        ("veto", "V1", False),
        ("claim", "A5", True),
        ("not_applicable", "total", True),
        ("evidence", "E07", False),
        ("evidence", "A1#lease", True),
    ]
    assert (found[1].reason, found[1].by, found[1].date, found[1].line) == (
        "复测",
        "专家组",
        date(2026, 8, 20),
        2,
    )
    assert read_decisions(tmp_path / "nothing.yaml", guideline()) == ([], {}, [])


@pytest.mark.parametrize(
    "change, expected",
    [
        (("mark: B1", "mark: B11"), ["decision-unknown"]),
        (("mark: B1", "mark: A1"), ["decision-unknown"]),
        (("fact: area", "fact: aera"), ["decision-unknown"]),
        (("veto: V1", "veto: V9"), ["decision-unknown"]),
        (("claim: A5", "claim: A55"), ["claim-unknown"]),
        (("A1#lease", "A1#leese"), ["evidence-line-unknown"]),
        (("{level: 好}", "{level: 很好}"), ["unknown-level"]),
        (("{level: 好}", "{}"), ["decision-without-value"]),
        (("value: 55", "value: 五十五"), ["fact-wrong-type"]),
        (("value: 55", "value: "), ["decision-without-value"]),
        (("value: false, reason: 属笔误", "value: 不, reason: x"), ["decision-answer"]),
        (("date: 2026/8/20", "date: 下周"), ["decision-date"]),
        (("date: 2026/8/20", "date: 2026-02-30"), ["decision-date"]),
        (("date: 2026/8/20", "date: "), ["wrong-type"]),
        (("reason: 复测, ", ""), ["missing-key"]),
        (("{fact: area}", "{fact: area, veto: V1}"), ["too-many"]),
        (("claim: A5", "veto: V1"), ["decision-twice"]),
    ],
)
def test_a_decision_that_cannot_stand_is_told(
    tmp_path: Path, change: tuple[str, str], expected: list[str]
) -> None:
    """It is not taken; the others are."""
    assert change[0] in DECISIONS
    found, problems = decisions(tmp_path, DECISIONS.replace(*change, 1))
    assert codes(problems) == expected
    assert len(found) == 6
    assert problems[0].file == "decisions/990101001.yaml"
    assert problems[0].line


def test_a_broken_file_of_decisions(tmp_path: Path) -> None:
    """Not a list, not UTF-8, not a file."""
    assert codes(decisions(tmp_path, "what: x\n")[1]) == ["wrong-type"]
    assert codes(decisions(tmp_path, DECISIONS.encode("gbk"))[1]) == ["wrong-encoding"]
    (tmp_path / "folder.yaml").mkdir()
    assert codes(read_decisions(tmp_path / "folder.yaml", guideline())[2]) == ["file-is-folder"]


_SCALARS = st.one_of(st.text(max_size=12), st.integers(), st.booleans(), st.none())
_NODES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_KEYS = ["marks", "observed", "evidence", "not_applicable", "vetoes", "role", "submitted", "what", "value"]
_INNER = ["B1", "B2", "B3", "area", "A5", "rooms.files", "A1#lease", "V1", "mark", "fact", "veto", "claim"]
_CONTENT = st.dictionaries(
    st.sampled_from(_KEYS), _NODES | st.dictionaries(st.sampled_from(_INNER), _NODES, max_size=3)
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(_CONTENT)
def test_any_document_is_a_sheet_or_problems(tmp_path: Path, content: dict[str, object]) -> None:
    """JSON is YAML: no document of any shape ends in an exception."""
    import json

    text = json.dumps({"evaluator": "e1", "station": "990101001", **content})
    _, problems = sheets(tmp_path, {"e1/990101001.yaml": text})
    assert codes(problems) is not None
    base = {"reason": "x", "by": "x", "date": "2026-08-21"}
    found, problems = decisions(tmp_path, json.dumps([{**base, **content}]))
    assert len(found) <= 1
    assert found or codes(problems)
