"""A station's folder is read whole: values, evidence, claims, and every mistake with its place."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluator.loading.evidence import KINDS
from evaluator.loading.submission import (
    locate,
    named_guideline,
    needed_columns,
    open_submission,
    read_submission,
)
from evaluator.model.submission import SelfMark
from evaluator.model.values import Period
from evaluator.texts.messages import SAY
from evaluator.texts.problem import Severity
from evaluator.texts.sentences import SENTENCES
from tests.expected import expected
from tests.stations import HEAD, JPEG, LEDGER, PDF, codes, guideline, read, station

CASES = Path(__file__).parent / "cases" / "submission" / "reject"


def errors(folder: Path, submission: str | bytes) -> list[str]:
    found, problems = read_submission(station(folder, submission), guideline())
    assert found is None
    return [each.code for each in problems if each.severity is Severity.ERROR and codes([each])]


def test_a_station_is_read_whole(tmp_path: Path) -> None:
    """Everything handed in is there, typed, and each file has its hash."""
    text = """facts: {area: 66.5, tenure: 独立, rooms: [接待咨询区, files], plaque: 是, opened: 2020年3月5日, spent: ９５％}
ledgers: {cases: ledgers/个案.csv}
evidence:
  - {id: E01, kind: document, title: 协议, file: 'evidence\\协议.pdf', date: 2023/7/1, for: [A1, 'A1#lease']}
  - {id: E02, kind: photo, title: 档案室, file: ./evidence/../evidence/1.JPG, for: [A2#档案室, A2＃files]}
  - {id: E03, kind: system, title: 系统记录, for: [A9]}
not_applicable: {A5: 无外墙, rooms.casework: 无此需要}
claims: {B1: {level: 好}, B2: {points: 9.5}, B3: {}}
"""
    found, problems = read(
        tmp_path, text, {"ledgers/个案.csv": LEDGER, "evidence/协议.pdf": PDF, "evidence/1.JPG": JPEG}
    )
    assert codes(problems) == []
    assert (found.guideline, found.station.id, found.station.name) == ("small", "010", "青禾镇社工站")
    assert found.period == Period(date(2025, 7, 1), date(2026, 6, 30))
    assert {name: each.value for name, each in found.facts.items()} == {
        "area": Fraction(133, 2),
        "tenure": "own",
        "rooms": frozenset({"reception", "files"}),
        "plaque": True,
        "opened": date(2020, 3, 5),
        "spent": Fraction(95, 100),
    }
    assert (found.facts["tenure"].place.line, found.facts["tenure"].place.column) == (4, 29)
    assert len(found.ledgers["cases"].rows) == 2
    first, second, third = found.evidence
    assert (first.file, first.date, first.usable) == ("evidence/协议.pdf", date(2023, 7, 1), True)
    assert first.serves == (("A1", ""), ("A1", "lease"))
    assert (second.file, second.serves) == ("evidence/1.JPG", (("A2", "files"),))
    assert (third.file, third.sha256, third.usable, third.date) == ("", "", True, None)
    assert {name: each.reason for name, each in found.not_applicable.items()} == {
        "A5": "无外墙",
        "rooms.casework": "无此需要",
    }
    assert found.claims == {"B1": SelfMark("好"), "B2": SelfMark("", Fraction(19, 2))}
    assert list(found.inputs) == [
        "evidence/1.JPG",
        "evidence/协议.pdf",
        "ledgers/个案.csv",
        "submission.yaml",
    ]
    assert first.sha256 == found.inputs["evidence/协议.pdf"]


def test_a_file_may_serve_as_several_items(tmp_path: Path) -> None:
    """It is read once and has one hash."""
    item = "{{id: {}, kind: document, title: x, file: 协议.pdf}}"
    text = f"evidence: [{item.format('E1')}, {item.format('E2')}]\n"
    found, problems = read(tmp_path, text, {"协议.pdf": PDF})
    assert codes(problems) == []
    assert found.evidence[0].sha256 == found.evidence[1].sha256 == found.inputs["协议.pdf"]


def test_a_rename_fits_the_ledger(tmp_path: Path) -> None:
    """What the submission says about a ledger's files reaches the reader."""
    text = "ledgers: {cases: {files: [a.csv], header_row: 2, columns: {号: case_no}}}\n"
    found, problems = read(tmp_path, text, {"a.csv": "x\n" + LEDGER.replace("编号", "号")})
    assert codes(problems) == []
    assert len(found.ledgers["cases"].rows) == 2


def test_blank_sections_are_nothing(tmp_path: Path) -> None:
    """A form with nothing filled in is a submission, and null is not []."""
    found, problems = read(
        tmp_path, "facts: {area: , rooms: []}\nledgers:\nevidence:\nclaims:\nnot_applicable:\n"
    )
    assert codes(problems) == []
    assert found.facts["area"].value is None
    assert found.facts["rooms"].value == frozenset()
    assert not found.evidence


def test_what_else_is_said_about_a_station_is_kept(tmp_path: Path) -> None:
    """Further keys of the station are its own business."""
    folder = station(tmp_path, HEAD.replace("name:", "township: 青禾镇, phone: , name:").encode())
    found, _ = read_submission(folder, guideline())
    assert found is not None
    assert found.station.other == {"township": "青禾镇"}


@pytest.mark.parametrize(
    "text, expected",
    [
        ("facts: {aera: 1}", ["fact-unknown"]),
        ("facts: {使用面积: 1}", ["fact-unknown"]),
        ("facts: {zzzzzz: 1}", ["fact-unknown"]),
        ("facts: {tenure: 独占}", ["option-unknown"]),
        ("facts: {area: 66㎡}", ["fact-wrong-type"]),
        ("facts: {spent: 0.93}", ["fact-wrong-type"]),
        ("facts: {opened: 2025-02-30}", ["date-impossible"]),
        ("facts: {area: -1}", ["fact-below-limit"]),
        ("facts: {staff.certified: 4, staff.total: 3}", ["fact-above-fact"]),
        ("facts: {head.age: 青禾镇的王小明}", ["fact-wrong-type"]),
        ("ledgers: {case: x.csv}", ["ledger-unknown"]),
        ("ledgers: {cases: {files: a.csv, columns: {号: case_on}}}", ["ledger-rename-unknown"]),
        ("evidence: [{id: E1, kind: picture, title: x}]", ["evidence-kind-unknown"]),
        ("evidence: [{id: E1, kind: 照片, title: x}]", ["evidence-kind-unknown"]),
        ("evidence: [{id: E1, kind: photo, title: x, date: 2025-02-30}]", ["evidence-date"]),
        ("evidence: [{id: E1, kind: photo, title: x, date: 去年}]", ["evidence-date"]),
        ("evidence: [{id: E1, kind: photo, title: x, for: [A11]}]", ["evidence-for-unknown"]),
        ("evidence: [{id: E1, kind: photo, title: x, for: [A1#leese]}]", ["evidence-line-unknown"]),
        ("evidence: [{id: E1, kind: photo, title: x, for: [A2#个案室]}]", ["evidence-line-unknown"]),
        ("evidence: [{id: E1, kind: photo, title: x, file: photo/a.jpg}]", ["evidence-missing"]),
        ("evidence: [{id: E1, kind: photo, title: x, file: e}]", ["evidence-is-folder"]),
        ("evidence: [{id: E1, kind: record, title: x, file: submission.yaml}]", ["evidence-is-form"]),
        ("evidence: [{id: E1, kind: record, title: x, file: ./e/../submission.yaml}]", ["evidence-is-form"]),
        ("evidence: [{id: E1, kind: photo, title: x, file: e/empty.jpg}]", ["evidence-empty"]),
        ("evidence: [{id: E1, kind: photo, title: x, file: e/text.jpg}]", ["evidence-not-what-it-says"]),
        ("evidence: [{id: E1, kind: document, title: x, file: e/png.pdf}]", ["evidence-not-what-it-says"]),
        ("evidence: [{id: E1, kind: photo, title: x, file: e/a.txt}]", ["evidence-not-a-photo"]),
        ("not_applicable: {A55: 无}", ["claim-unknown"]),
        ("not_applicable: {A1: 无}", ["claim-not-allowed"]),
        ("not_applicable: {kit.desk: 无}", ["claim-not-allowed"]),
        ("not_applicable: {A5: }", ["claim-without-reason"]),
        ("facts: {rooms: [files]}\nnot_applicable: {rooms.files: 无}", ["claim-on-chosen"]),
        ("claims: {B9: {level: 好}}", ["self-mark-unknown"]),
        ("claims: {A1: {points: 3}}", ["self-mark-not-marked"]),
        ("claims: {B2: {points: 九}}", ["self-mark-points"]),
        ("claims: {B2: {points: 11}}", ["self-mark-unfit"]),
        ("claims: {B1: {level: 很好}}", ["self-mark-unfit"]),
    ],
)
def test_warnings_set_one_thing_aside(tmp_path: Path, text: str, expected: list[str]) -> None:
    """The rest is evaluated; nothing that was set aside counts, nothing private shows."""
    files: dict[str, str | bytes] = {
        "a.csv": LEDGER,
        "e/empty.jpg": "",
        "e/text.jpg": "照片",
        "e/png.pdf": b"\x89PNG\r\n\x1a\n",
        "e/a.txt": "照片",
    }
    found, problems = read(tmp_path, f"{text}\n", files)
    assert codes(problems) == expected
    assert all(each.severity is Severity.WARNING for each in problems)
    assert all(each.line >= 4 and each.column for each in problems)
    assert not found.not_applicable
    assert not found.claims
    for fact in found.facts.values():
        assert fact.value is None or not fact.set_aside
    assert "王小明" not in str(problems)


@pytest.mark.parametrize(
    "text, hint",
    [
        ("facts: {aera: 1}", "area"),
        ("facts: {使用面积: 1}", "area"),
        ("facts: {使用面级: 1}", "area"),
        ("facts: {tenure: 独力}", "独立"),
        ("ledgers: {case: x.csv}", "cases"),
        ("evidence: [{id: E1, kind: foto, title: x}]", "photo"),
        ("evidence: [{id: E1, kind: photo, title: x, for: [B11]}]", "B1"),
        ("evidence: [{id: E1, kind: photo, title: x, for: [A2#档案馆]}]", "档案室"),
        ("evidence: [{id: E1, kind: photo, title: x, file: e/门投.jpg}]", "e/门头.jpg"),
        ("evidence: [{id: E1, kind: document, title: x, file: e/png.pdf}]", ".png"),
        ("not_applicable: {rooms.fles: 无}", "rooms.files"),
        ("claims: {B22: {points: 1}}", "B2"),
    ],
)
def test_a_mistyped_name_gets_the_nearest(tmp_path: Path, text: str, hint: str) -> None:
    """The hint names what was probably meant."""
    files = {"e/门头.jpg": JPEG, "e/png.pdf": b"\x89PNG\r\n\x1a\n" + bytes(30)}
    _, problems = read(tmp_path, f"{text}\n", files)
    assert len(problems) == 1
    assert hint in problems[0].hint("zh")


def test_certified_above_total_spoils_only_itself(tmp_path: Path) -> None:
    """The order in which the two are written changes nothing."""
    for text in ("{staff.certified: 4, staff.total: 3}", "{staff.total: 3, staff.certified: 4}"):
        found, problems = read(tmp_path, f"facts: {text}\n")
        assert found.facts["staff.total"].value == 3
        assert found.facts["staff.certified"].value is None
        assert found.facts["staff.certified"].set_aside == "fact-above-fact"
        assert "staff.total" in problems[0].message("zh")


def test_a_role_fact_of_the_station_is_a_claim(tmp_path: Path) -> None:
    """It is kept without a warning; whether it counts is decided elsewhere. Counted ones likewise."""
    found, problems = read(tmp_path, "facts: {satisfaction: 99%, audit: 是, cases: 12}\n")
    assert codes(problems) == []
    assert found.facts["satisfaction"].value == Fraction(99, 100)
    assert found.facts["cases"].value == 12


@pytest.mark.parametrize(
    "path",
    [
        "../x.pdf",
        "e/../../x.pdf",
        "/etc/passwd",
        "C:\\x.pdf",
        "c:x.pdf",
        "\\\\server\\x.pdf",
        "..\\x.pdf",
        "out/x.pdf",
        "loop/x.pdf",
    ],
)
@pytest.mark.parametrize(
    "where", ["evidence: [{{id: E1, kind: photo, title: x, file: {}}}]", "ledgers: {{cases: {}}}"]
)
def test_no_path_leaves_the_folder(tmp_path: Path, where: str, path: str) -> None:
    """Not by name, not by drive, not by a link: an error, and the file is not opened."""
    folder = tmp_path / "station"
    (tmp_path / "x.pdf").write_bytes(PDF)
    folder.mkdir()
    (folder / "out").symlink_to(tmp_path)
    (folder / "loop").symlink_to(folder / "loop")
    assert errors(folder, where.format(f"'{path}'") + "\n") == ["path-escapes"]


def test_evidence_is_found_under_either_spelling_of_a_name(tmp_path: Path) -> None:
    """A zip made on a Mac stores é in two characters; it is the same file."""
    text = "evidence: [{id: E1, kind: document, title: x, file: caf\u00e9.pdf}]\n"
    found, problems = read(tmp_path, text, {"cafe\u0301.pdf": PDF})
    assert codes(problems) == []
    assert found.evidence[0].file == "cafe\u0301.pdf"


@pytest.mark.parametrize("name", ["x" * 300 + ".pdf", "照" * 300 + ".jpg"])
def test_a_name_no_disk_can_hold_is_a_missing_file(tmp_path: Path, name: str) -> None:
    """It is a warning like any other missing file."""
    _, problems = read(tmp_path, f"evidence: [{{id: E1, kind: document, title: x, file: {name}}}]\n")
    assert codes(problems) == ["evidence-missing"]


@pytest.mark.parametrize(
    "name, content, fits",
    [
        ("a.jpg", JPEG, True),
        ("a.jpg", b"\x89PNG\r\n\x1a\n" + bytes(30), True),
        ("a.webp", b"RIFF1234WEBP", True),
        ("a.heic", b"\0\0\0\x18ftypheic", True),
        ("a.pdf", b"\n%PDF-1.4", True),
        ("a.docx", b"PK\x03\x04", True),
        ("a.doc", b"{\\rtf1", True),
        ("a.xls", b"\xef\xbb\xbf<html>", True),
        ("a.zip", b"PK\x03\x04", True),
        ("a.txt", "说明".encode("utf-16"), True),
        ("a.bmp", b"BM\x36\0\0\0\0\0\0\0", True),
        ("a.txt", "BMI 统计".encode(), True),
        ("a.HEIC", b"\0\0\0\x18ftypmif1", True),
        ("a.avif", b"\0\0\0\x18ftypavif", True),
        ("a.mp4", b"\0\0\0\x18ftypisom", True),
        ("a.mov", b"\0\0\0\x18moov", True),
        ("a.avi", b"RIFF1234AVI ", True),
        ("a.wmv", b"\x30\x26\xb2\x75\x8e\x66", True),
        ("a.ofd", b"PK\3\4....OFD.xml", True),
        ("a.ofd", b"PK\3\4....Doc_0/Document.xml", True),
        ("a.wps", b"\xd0\xcf\x11\xe0", True),
        ("a.wps", b"PK\3\4....[Content_Types].xml", True),
        ("a.svg", b"<?xml version='1.0'?><svg/>", True),
        ("a.doc", b"<html>", True),
        ("a.docx", "正文".encode(), False),
        ("a.ofd", PDF, False),
        ("a.pdf", b"PK\3\4....OFD.xml", False),
        ("a.mp4", b"<html>", False),
        ("a.mp4", PDF, False),
        ("a.wps", JPEG, False),
        ("a.unknown", b"\0\1\2", True),
        ("a", b"\0\1\2", True),
        ("a.docx", PDF, False),
        ("a.zip", PDF, False),
        ("a.txt", b"\0\1\2", False),
        ("a.jpg", b"<html>", False),
        ("a.pdf", b"PK\x03\x04" + bytes(60), False),
    ],
)
def test_content_must_be_what_the_ending_says(tmp_path: Path, name: str, content: bytes, fits: bool) -> None:
    """Only what is clearly something else is set aside."""
    text = f"evidence: [{{id: E1, kind: document, title: x, file: {name}}}]\n"
    found, problems = read(tmp_path, text, {name: content})
    assert found.evidence[0].usable is fits
    assert codes(problems) == ([] if fits else ["evidence-not-what-it-says"])
    assert found.evidence[0].unusable_why == ("" if fits else "evidence-not-what-it-says")


@pytest.mark.parametrize(
    "name, content, expected",
    [
        ("a.jpg", JPEG, []),
        ("IMG_0001.HEIC", b"\0\0\0\x18ftypheic", []),
        ("a.mp4", b"\0\0\0\x18ftypmp42", []),
        ("a.mov", b"\0\0\0\x14ftypqt  ", []),
        ("扫描.pdf", PDF, []),
        ("a", JPEG, []),
        ("扫描.ofd", b"PK\3\4....OFD.xml", ["evidence-photo-unseen"]),
        ("照片.wps", b"\xd0\xcf\x11\xe0", ["evidence-photo-unseen"]),
        ("照片.docx", b"PK\3\4....[Content_Types].xml", ["evidence-photo-unseen"]),
        ("照片.zip", b"PK\3\4....1.jpg", ["evidence-photo-unseen"]),
        ("照片.rar", b"Rar!", ["evidence-photo-unseen"]),
        ("a.dat", b"\0\1\2", ["evidence-photo-unseen"]),
        ("a.mp3", b"ID3\3", ["evidence-not-a-photo"]),
        ("a.txt", "说明".encode(), ["evidence-not-a-photo"]),
    ],
)
def test_what_can_be_a_photo_is_told_by_its_content(
    tmp_path: Path, name: str, content: bytes, expected: list[str]
) -> None:
    """What cannot be looked into is said; it is never called no photo. Each counts until an evaluator has seen it."""
    text = f"evidence: [{{id: E1, kind: photo, title: x, file: {name}}}]\n"
    found, problems = read(tmp_path, text, {name: content})
    assert codes(problems) == expected
    assert found.evidence[0].usable
    found, problems = read(tmp_path, text.replace("photo", "record"), {name: content})
    assert codes(problems) == []


@pytest.mark.parametrize(
    "content, expected",
    [
        (b"", ["empty-file"]),
        ((HEAD + "facts: {a: 1, a: 2}\n").encode(), ["duplicate-key"]),
        ((HEAD + "\tfacts: {}\n").encode(), ["tab-indent"]),
        (HEAD.encode("gbk"), ["wrong-encoding"]),
        ((HEAD + "fcts: {}\n").encode(), ["unknown-key"]),
        (HEAD.replace("small", "smal").encode(), ["wrong-guideline"]),
        (HEAD.replace("guideline: small\n", "").encode(), ["missing-key"]),
        (HEAD.replace(", name: 青禾镇社工站", "").encode(), ["missing-key"]),
        (HEAD.replace("to: ", "too: ").encode(), ["missing-key", "unknown-key"]),
        (HEAD.replace("2025-07-01", "2025-02-30").encode(), ["period-date"]),
        (HEAD.replace("2025-07-01", "2026-07-01").encode(), ["period-reversed"]),
        ((HEAD + "facts: [1]\nledgers: 3\n").encode(), ["wrong-type", "wrong-type"]),
        ((HEAD + "evidence: [{id: 1, kind: photo}]\n").encode(), ["missing-key"]),
        (
            (
                HEAD
                + "evidence: [1, {kind: photo, title: x}, {id: a, kind: photo, title: x}, {id: a, kind: photo, title: x}]\n"
            ).encode(),
            ["evidence-duplicate-id", "missing-key", "wrong-type"],
        ),
        ((HEAD + "ledgers: {cases: {files: nowhere.csv}}\n").encode(), ["ledger-missing"]),
        ((HEAD + "not_applicable: {A5: [x]}\n").encode(), ["wrong-type"]),
        (
            (HEAD + "ledgers: {cases: {files: a.csv, columns: {x: }}}\n").encode(),
            ["ledger-missing", "wrong-type"],
        ),
        ((HEAD + "evidence: [{id: 1, title: x}]\n").encode(), ["missing-key"]),
        (b"- 1\n", ["wrong-type"]),
        (b"x\n", ["wrong-type"]),
    ],
)
def test_errors_stop_everything(tmp_path: Path, content: bytes, expected: list[str]) -> None:
    """No submission comes out of a file that cannot be trusted."""
    assert sorted(errors(tmp_path, content)) == expected


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Structure, values, files and tables in one run, in the order of the file."""
    text = """fact: {}
facts: {aera: 1}
ledgers: {cases: l.csv}
evidence: [{id: E1, kind: photo, title: x, file: ../x}]
"""
    found, problems = read_submission(station(tmp_path, text, {"l.csv": "a,b\n"}), guideline())
    assert found is None
    assert set(codes(problems)) == {"unknown-key", "fact-unknown", "ledger-column-missing", "path-escapes"}
    assert [each.line for each in problems if each.file == "submission.yaml"] == [4, 5, 7]


def test_a_chosen_guideline_overrides_the_named_one(tmp_path: Path) -> None:
    """With --guideline the name in the file is only a name."""
    folder = station(tmp_path, HEAD.replace("small", "other").encode())
    assert read_submission(folder, guideline())[0] is None
    found, _ = read_submission(folder, guideline(), any_guideline=True)
    assert found is not None
    assert found.guideline == "other"


def test_the_named_guideline_is_known_before_it_is_loaded(tmp_path: Path) -> None:
    """The YAML is read once for both questions."""
    folder = station(tmp_path, "profile: island\n")
    document = open_submission(folder)
    (folder / "submission.yaml").unlink()
    assert named_guideline(document) == ("small", "island", [])
    found, _ = read_submission(document, guideline())
    assert found is not None
    assert found.profile == "island"
    name, profile, problems = named_guideline(folder)
    assert (name, profile, codes(problems)) == ("", "", ["file-missing"])
    station(folder, HEAD.replace("guideline: small\n", "").encode())
    assert codes(named_guideline(folder)[2]) == ["missing-key"]


def test_a_station_is_found_by_folder_or_file(tmp_path: Path) -> None:
    """Whatever else is named is told what it should have been."""
    folder = station(tmp_path / "990101001", "")
    assert locate(folder) == (folder, [])
    assert locate(folder / "submission.yaml") == (folder, [])
    (folder / "other.txt").touch()
    assert codes(locate(folder / "other.txt")[1]) == ["not-a-submission"]
    found, problems = locate(tmp_path / "990101010")
    assert (found, codes(problems)) == (None, ["station-missing"])
    assert "990101001" in problems[0].hint("zh")
    (folder / "submission.yaml").rename(folder / "submission.yaml.txt")
    found, problems = locate(folder)
    assert (found, codes(problems)) == (None, ["submission-missing"])
    assert "submission.yaml.txt" in problems[0].hint("zh")
    assert codes(locate(tmp_path / ("x" * 300))[1]) == ["station-missing"]


def test_nobody_hands_in_personal_data_that_nothing_counts() -> None:
    """Needed are the key, what a count reads, and what may not be blank unless it is private."""
    small = guideline()
    assert needed_columns(small, small.ledgers["cases"]) == {"case_no", "opened", "kind"}


@pytest.mark.parametrize("case", sorted(CASES.glob("*.yaml")), ids=lambda each: each.stem)
def test_rejected_submissions_read_as_expected(tmp_path: Path, case: Path) -> None:
    """The exact sentences in both languages, with their places and hints."""
    files: dict[str, str | bytes] = {
        "ledgers/个案台账.csv": LEDGER,
        "evidence/门头.jpg": JPEG,
        "evidence/空.pdf": "",
    }
    station(tmp_path, case.read_bytes(), files)
    _, problems = read_submission(tmp_path, guideline())
    said = "".join(f"{each.render('zh')}\n{each.render('en')}\n" for each in problems)
    assert said == expected(CASES)[case.stem]


def test_there_are_cases() -> None:
    """An empty folder would pass for nothing."""
    assert len(list(CASES.glob("*.yaml"))) >= 3
    assert {each.stem for each in CASES.glob("*.yaml")} == set(expected(CASES))


_SCALARS = st.one_of(st.text(max_size=12), st.integers(), st.booleans(), st.none())
_NODES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_KEYS = ["facts", "ledgers", "evidence", "not_applicable", "claims", "station", "period", "profile"]
_INNER = st.sampled_from(["area", "rooms", "cases", "A1", "A5", "B1", "id", "file", "for", "rooms.files"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.dictionaries(st.sampled_from(_KEYS), _NODES | st.dictionaries(_INNER, _NODES, max_size=3)))
def test_any_document_is_a_submission_or_problems(tmp_path: Path, content: dict[str, object]) -> None:
    """JSON is YAML: no document of any shape ends in an exception."""
    import json

    text = json.dumps({"guideline": "small", **content}, ensure_ascii=True)
    found, problems = read_submission(station(tmp_path, text.encode()), guideline())
    assert (found is None) == any(each.severity is Severity.ERROR for each in problems)
    assert codes(problems) is not None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.binary() | st.text().map(str.encode) | st.text().map(lambda text: (HEAD + text).encode()))
def test_any_bytes_are_a_submission_or_problems(tmp_path: Path, data: bytes) -> None:
    """No bytes whatever end in an exception."""
    found, problems = read_submission(station(tmp_path, data), guideline())
    assert (found is None) == any(each.severity is Severity.ERROR for each in problems)
    assert codes(problems) is not None


def test_a_mistyped_option_is_set_aside_alone(tmp_path: Path) -> None:
    """The other options of the set still count, since more of them can only help; each mistake is said."""
    station(tmp_path, "facts: {rooms: [接待咨询区, 个案室, files, 厨房]}\n")
    found, problems = read_submission(tmp_path, guideline())
    assert found is not None
    assert found.facts["rooms"].value == frozenset({"reception", "files"})
    assert [(each.code, each.args["option"]) for each in problems if each.code == "option-unknown"] == [
        ("option-unknown", "个案室"),
        ("option-unknown", "厨房"),
    ]


@pytest.mark.parametrize(
    "kind, zh, en",
    [
        (
            "picture",
            "可以写：document（文件）、photo（照片）、record（记录）",
            "it can be: document, photo, record",
        ),
        ("现场照片", "是不是“photo”？", "did you mean 'photo'?"),
        ("photos", "是不是“photo”？", "did you mean 'photo'?"),
    ],
)
def test_the_kinds_of_evidence_are_said_in_words(kind: str, zh: str, en: str, tmp_path: Path) -> None:
    """An unknown kind is answered by the kinds there are with their titles, or by the one that was meant."""
    _, problems = read(tmp_path, f"evidence: [{{id: E1, kind: {kind}, title: x}}]")
    assert problems[0].hint("zh").startswith(zh)
    assert problems[0].hint("en").startswith(en)


def test_kinds_are_called_the_same_everywhere() -> None:
    """A kind's title in a hint is its title in reports."""
    assert {each: SAY[f"kind-{each}"] for each in KINDS} == {
        each: (f"{each}（{SENTENCES[f'kind.{each}'][0]}）", SENTENCES[f"kind.{each}"][1]) for each in KINDS
    }
