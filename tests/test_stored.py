"""Stored results: whatever was changed in one is seen by `verify`, and nothing uses a result that was changed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from evaluator.base.json_text import dumped
from evaluator.evaluation import SEMANTICS, seal_of
from evaluator.evaluation.stored import load_result
from evaluator.texts.commands import TEXTS
from evaluator.texts.problem import Unusable
from tests.rounds import making
from tests.test_cli import QINGHE, SHEETS, run

Change = Callable[[bytes], bytes]
Edit = Callable[[dict[str, Any]], object]


def edited(change: Edit, *, sealed: bool = False) -> Change:
    """Change the document and write it as the program does, with its old seal or with a new one."""

    def apply(data: bytes) -> bytes:
        document = json.loads(data)
        change(document)
        if sealed:
            document["seal"] = seal_of(document)
        return dumped(document)

    return apply


def replaced(old: str, new: str) -> Change:
    """Replace the first place of a text."""

    def apply(data: bytes) -> bytes:
        assert old.encode() in data
        return data.replace(old.encode(), new.encode(), 1)

    return apply


TAMPERED: Final[dict[str, Change]] = {
    "a figure": edited(lambda document: document["score"].update(points="918.99")),
    "a figure, sealed again": edited(lambda document: document["score"].update(points="918.99"), sealed=True),
    "a null added": edited(lambda document: document["findings"][0].update(zz=None)),
    "a null added, sealed again": edited(
        lambda document: document["findings"][0].update(zz=None), sealed=True
    ),
    "an item null added": edited(lambda document: document["findings"].append(None)),
    "a key taken away": edited(lambda document: document["score"].pop("also")),
    "a list emptied": edited(lambda document: document["problems"].clear() or document["steps"].clear()),
    "a number as text": edited(lambda document: document["ledgers"][0].update(rows="1")),
    "a text as number": edited(lambda document: document["score"].update(out_of=1000)),
    "a number with a point": replaced('"level": 1', '"level": 1.0'),
    "yes as 1": replaced('"provisional": false', '"provisional": 0'),
    "not a number": replaced('"level": 1', '"level": NaN'),
    "half a character": replaced('"kind": "镇"', '"kind": "\\ud800"'),
    "half a character in a name": replaced('"kind": "镇"', '"kind\\ud800": "镇"'),
    "half a character as bytes": lambda data: data.replace(
        '"kind": "镇"'.encode(), b'"\xed\xa0\x80": "", "kind": "\xed\xa0\x80"', 1
    ),
    "the seal": edited(lambda document: document.update(seal="0" * 64)),
    "no seal": edited(lambda document: document.pop("seal")),
    "a key twice, right value last": replaced('"score": {', '"score": {\n    "points": "999.00",'),
    "a key twice, same value": replaced('"level": 1', '"level": 1, "level": 1'),
    "a key twice at the top": replaced('"tool": {', '"tool": 0,\n  "tool": {'),
    "another key order": edited(
        lambda document: document.update(seal=document.pop("seal"), format=document.pop("format"))
    ),
    "spaces": replaced('"format": ', '"format":  '),
    "one line": lambda data: json.dumps(json.loads(data), ensure_ascii=False).encode(),
    "escapes": lambda data: (json.dumps(json.loads(data), indent=2) + "\n").encode(),
    "no last line break": lambda data: data.rstrip(b"\n"),
    "line breaks of Windows": lambda data: data.replace(b"\n", b"\r\n"),
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "UTF-16": lambda data: data.decode().encode("utf-16"),
}
"""Ways to change a result, each with its program's exit 3."""

WRITTEN_OTHERWISE: Final = (
    "another key order",
    "spaces",
    "one line",
    "escapes",
    "no last line break",
    "line breaks of Windows",
    "a byte order mark",
    "UTF-16",
)
"""Changes that leave every value and the seal as they were."""

NO_EVALUATION: Final[dict[str, bytes]] = {
    "empty": b"",
    "other JSON": b"{}",
    "a list": b"[]",
    "no JSON": b"PK\x03\x04",
    "deep": b"[" * 100_000,
    "deep inside": b'{"format": "station-evaluation/1", "score": ' + b'{"a":' * 100_000,
    "nothing but the format": b'{"format": "station-evaluation/1"}',
    "a number without end": b'{"format": ' + b"9" * 1_000_000 + b"}",
    "bytes of no encoding": b'{"format": "\xff\xfe"}',
}


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The strong sample station's evaluation."""
    path = tmp_path_factory.mktemp("result") / "qinghe.json"
    assert run("score", QINGHE, "--sheets", SHEETS, "-o", path).exit_code == 0
    return path.read_bytes()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("kind", TAMPERED)
def test_verify_sees_every_change(kind: str, lang: str, result: bytes, tmp_path: Path) -> None:
    """Exit 3, and no sentence that says the opposite."""
    path = tmp_path / "r.json"
    path.write_bytes(TAMPERED[kind](result))
    shown = run("verify", path, "--against", QINGHE, "--sheets", SHEETS, lang=lang)
    assert shown.exit_code == 3, shown.output
    assert shown.stdout
    assert TEXTS.say("verify.same", lang) not in shown.output
    equal = TEXTS.say("verify.bytes", lang) in shown.output
    assert equal == (kind in WRITTEN_OTHERWISE)
    assert not (equal and TEXTS.say("verify.seal", lang) in shown.output)


def under(semantics: int | None, change: Callable[[dict[str, Any]], object] = dict) -> Change:
    """Make the result one of another semantics, changed and sealed again."""

    def apply(document: dict[str, Any]) -> None:
        document["tool"].pop("semantics")
        if semantics is not None:
            document["tool"]["semantics"] = semantics
        change(document)

    return edited(apply, sealed=True)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("semantics", [None, SEMANTICS - 1, SEMANTICS + 1])
def test_a_result_under_another_semantics_is_held_to_seal_and_inputs(
    semantics: int | None, lang: str, result: bytes, tmp_path: Path
) -> None:
    """What comes out differently is told and is no fault; an older result says nothing of semantics."""
    path = tmp_path / "r.json"
    names = {"then": semantics or 0, "now": SEMANTICS}
    path.write_bytes(under(semantics)(result))
    shown = run("verify", path, "--against", QINGHE, "--sheets", SHEETS, lang=lang)
    assert shown.exit_code == 0, shown.output
    assert TEXTS.say("verify.other-program-same", lang, **names) in shown.stdout
    path.write_bytes(under(semantics, lambda document: document["score"].update(points="918.99"))(result))
    shown = run("verify", path, "--against", QINGHE, "--sheets", SHEETS, lang=lang)
    assert shown.exit_code == 0, shown.output
    assert TEXTS.say("verify.other-program", lang, **names, count=1) in shown.stdout
    assert "score.points" in shown.stdout
    assert "918.99" in shown.stdout
    assert TEXTS.say("verify.same", lang) not in shown.stdout


@pytest.mark.parametrize(
    "kind", ["a null added", "a key twice, same value", "a number as text", "spaces", "one line"]
)
def test_under_another_semantics_a_changed_file_is_seen_too(kind: str, result: bytes, tmp_path: Path) -> None:
    """Exit 3, and no word that all is the same."""
    path = tmp_path / "r.json"
    path.write_bytes(TAMPERED[kind](under(SEMANTICS - 1)(result)))
    shown = run("verify", path, "--against", QINGHE, "--sheets", SHEETS)
    assert shown.exit_code == 3, shown.output
    names = {"then": SEMANTICS - 1, "now": SEMANTICS}
    assert TEXTS.say("verify.other-program-same", "zh", **names) not in shown.output


@pytest.mark.parametrize(
    "change, told",
    [
        (edited(lambda document: document["tool"].pop("semantics")), "verify.seal"),
        (
            under(1, lambda document: document["inputs"].update({"submission.yaml": "0" * 64})),
            "submission.yaml",
        ),
        (under(1, lambda document: document["inputs"].update({"more.yaml": "0" * 64})), "more.yaml"),
        (under(1, lambda document: document["guideline"].update(sha256="0" * 64)), "guideline"),
    ],
    ids=["not sealed again", "another input", "one input more", "another guideline"],
)
def test_other_semantics_are_no_excuse(change: Change, told: str, result: bytes, tmp_path: Path) -> None:
    """A broken seal and inputs that are not those of the result are faults under every semantics."""
    path = tmp_path / "r.json"
    path.write_bytes(change(result))
    shown = run("verify", path, "--against", QINGHE, "--sheets", SHEETS)
    assert shown.exit_code == 3, shown.output
    key = told if told.startswith("verify.") else "verify.input"
    assert TEXTS.say(key, "zh", name=told) in shown.stdout


OLDER: Final[dict[str, tuple[int, Callable[[dict[str, Any]], object]]]] = {
    "the same shape": (0, dict),
    "without places": (0, lambda document: [fact.pop("at") for fact in document["facts"]]),
    "without claims": (1, lambda document: document.pop("claims")),
    "without sheets": (1, lambda document: document.pop("sheets")),
}


@pytest.mark.parametrize("code, change", OLDER.values(), ids=OLDER.keys())
def test_an_older_programs_result_is_taken_by_all_commands_or_by_none(
    code: int, change: Callable[[dict[str, Any]], object], tmp_path: Path
) -> None:
    """What verifies can be ranked, reported and explained; what one refuses no other takes."""
    folder = making.whole(tmp_path / "round")
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    path = folder / "results" / "s1.json"
    path.write_bytes(under(SEMANTICS - 1, change)(path.read_bytes()))
    codes = {
        " ".join(map(str, words[:2])): run(*words).exit_code
        for words in (
            ("verify", path, "--against", folder),
            ("report", path, "-o", tmp_path / "r.docx"),
            ("why", path, "total"),
            ("compare", path, path),
            ("round", "rank", folder),
            ("round", "documents", folder),
        )
    }
    assert set(codes.values()) == {code}, codes


def test_verify_names_what_stands_on_one_side_only(result: bytes, tmp_path: Path) -> None:
    """A null that was added is not the same as nothing."""
    path = tmp_path / "r.json"
    path.write_bytes(TAMPERED["a null added"](result))
    shown = run("verify", path, "--against", QINGHE, "--sheets", SHEETS).stdout
    assert "findings[A1.1].zz" in shown
    assert TEXTS.say("verify.computed", "zh", value=TEXTS.say("verify.absent", "zh")) in shown


@pytest.mark.parametrize("kind", [kind for kind in TAMPERED if "sealed again" not in kind])
def test_report_refuses_a_result_that_was_changed(kind: str, result: bytes, tmp_path: Path) -> None:
    """No paper carries the seal of other figures; what only looks different is still the same result."""
    path = tmp_path / "r.json"
    path.write_bytes(TAMPERED[kind](result))
    paper = tmp_path / "r.html"
    shown = run("report", path, "-o", paper)
    if kind in WRITTEN_OTHERWISE:
        assert shown.exit_code == 0, shown.output
        return
    assert shown.exit_code == 1
    assert "[result-" in shown.stderr
    assert not paper.exists()


@pytest.mark.parametrize("kind", NO_EVALUATION)
@pytest.mark.parametrize("command", [("report",), ("verify", "--against", QINGHE)])
def test_any_other_file_is_refused_in_words(kind: str, command: tuple[str, ...], tmp_path: Path) -> None:
    """Exit 1, whatever the file holds."""
    path = tmp_path / "x.json"
    path.write_bytes(NO_EVALUATION[kind])
    shown = run(command[0], path, *command[1:])
    assert shown.exit_code == 1, shown.output
    assert isinstance(shown.exception, SystemExit)
    assert "x.json" in shown.stderr
    assert not [*tmp_path.glob("x.docx")]


@pytest.mark.parametrize("name", ["tool", "station", "score", "steps", "findings", "bonus", "read"])
@pytest.mark.parametrize("value", [None, [], {}, "x", [None], [{}]], ids=str)
def test_a_misshapen_result_is_refused_though_its_seal_holds(
    name: str, value: object, result: bytes, tmp_path: Path
) -> None:
    """Whoever can compute a seal can seal anything; no paper is made of it, and its first odd place is named."""
    path = tmp_path / "r.json"
    path.write_bytes(edited(lambda document: document.update({name: value}), sealed=True)(result))
    shown = run("report", path, "-o", tmp_path / "r.html")
    if shown.exit_code == 0:  # a list of which nothing is there is still a list
        assert value == []
        return
    assert (shown.exit_code, "[result-" in shown.stderr) == (1, True), shown.output
    assert name in shown.stderr
    assert not (tmp_path / "r.html").exists()


def put(value: object, *path: str | int) -> Edit:
    """Return what puts a value at a place of a result."""

    def change(document: dict[str, Any]) -> None:
        place: Any = document
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value

    return change


@pytest.mark.parametrize(
    "command", [("report",), ("report", "-t", "annexes"), ("why", "total"), ("compare",)]
)
@pytest.mark.parametrize(
    "change, place",
    [
        (put("极好", "score", "grade_low"), "score.grade_low"),
        (put("极好", "score", "grade_before_ceilings"), "score.grade_before_ceilings"),
        (put("极好", "steps", -1, "grade_high"), ".grade_high"),
        (put("极好", "guideline", "grades", 0, "id"), "score.grade"),
        (put("Q", "sections", 1, "parent"), "sections[1].parent"),
        (put("Q", "findings", 0, "section"), "findings[0].section"),
        (put(["E404"], "findings", 0, "evidence_lines", 0, "items"), "findings[0].evidence_lines[0].items"),
        (put([], "evidence"), ".evidence_lines[0].items"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_a_sealed_result_names_stands_in_it(
    command: tuple[str, ...], change: Edit, place: str, result: bytes, tmp_path: Path
) -> None:
    """A grade, a section or an item of evidence that is not there is no reason to fail, and never a paper."""
    path, other = tmp_path / "r.json", tmp_path / "other.json"
    other.write_bytes(result)
    path.write_bytes(edited(change, sealed=True)(result))
    words = {"report": (path, "-o", tmp_path / "r.docx"), "why": (path,), "compare": (other, path)}
    shown = run(command[0], *words[command[0]], *command[1:])
    assert (shown.exit_code, "[result-structure]" in shown.stderr) == (1, True), shown.output
    assert place in shown.stderr
    assert not (tmp_path / "r.docx").exists()


@pytest.mark.parametrize("level", ["1.0", "1e308", "1E0"])
def test_a_figure_with_a_point_was_never_sealed(level: str, result: bytes, tmp_path: Path) -> None:
    """Figures are texts and counts are integers, whatever a reader of JSON makes of 1.0."""
    path = tmp_path / "r.json"
    path.write_bytes(result.replace(b'"level": 1,', b'"level": ' + level.encode() + b",", 1))
    assert path.read_bytes() != result
    shown = run("report", path, "-o", tmp_path / "r.docx")
    assert (shown.exit_code, "[result-seal]" in shown.stderr) == (1, True), shown.output
    assert run("verify", path, "--against", QINGHE, "--sheets", SHEETS).exit_code == 3


def test_the_previous_result_is_held_to_its_seal(result: bytes, tmp_path: Path) -> None:
    """A review decision shows two results; neither may have been changed."""
    path, before = tmp_path / "r.json", tmp_path / "before.json"
    path.write_bytes(result)
    before.write_bytes(TAMPERED["a figure"](result))
    shown = run("report", path, "-t", "review-decision", "--before", before)
    assert shown.exit_code == 1
    assert "before.json" in shown.stderr
    assert "r.json" not in shown.stderr


def test_an_unchanged_result_loads(result: bytes, tmp_path: Path) -> None:
    """The loader gives the document as it is; a file that is not there is said."""
    path = tmp_path / "r.json"
    path.write_bytes(result)
    assert load_result(path) == load_result(path) == json.loads(result)
    path.write_bytes(result.replace(b'"low": "', b'"low": "1', 1))
    with pytest.raises(Unusable):
        load_result(path)
    with pytest.raises(Unusable) as caught:
        load_result(tmp_path / "gone.json", "results/gone.json")
    assert [(problem.code, problem.file) for problem in caught.value.problems] == [
        ("result-unreadable", "results/gone.json")
    ]


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A round of three stations with results."""
    folder = making.whole(tmp_path_factory.mktemp("made") / "round")
    assert making.run("round", "run", folder, "--no-reports", "--jobs", "1").exit_code == 0
    return folder


@pytest.mark.parametrize(
    "command", [("rank",), ("rank", "--json"), ("documents",), ("documents", "--set", "all")]
)
def test_a_round_refuses_changed_results_and_names_all(
    command: tuple[str, ...], evaluated: Path, tmp_path: Path
) -> None:
    """No ranking and no paper is made from them."""
    folder = tmp_path / "round"
    shutil.copytree(evaluated, folder)
    for station in ("s1", "s3"):
        path = folder / "results" / f"{station}.json"
        path.write_bytes(TAMPERED["a figure"](path.read_bytes()))
    before = making.tree(folder)
    shown = making.run("round", command[0], folder, *command[1:])
    assert shown.exit_code == 1
    assert shown.stdout == ""
    assert "results/s1.json" in shown.stderr
    assert "results/s2.json" not in shown.stderr
    assert "results/s3.json" in shown.stderr
    assert making.tree(folder) == before
