"""The evaluation document: its schema accepts what the program writes and nothing else, and `read[]` is enough."""

from __future__ import annotations

import copy
import datetime as dt
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import jsonschema_rs
import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from evaluator.base import json_text
from evaluator.base.resources import schema
from evaluator.base.seal import canonical, digest
from evaluator.evaluation import SEMANTICS
from evaluator.evaluation.pipeline import evaluate, read_inputs

ROOT: Final = Path(__file__).parent.parent
Json = dict[str, Any]


@pytest.fixture(scope="module")
def document() -> Json:
    """Return a sample station's evaluation, with all sheets."""
    inputs, problems = read_inputs(ROOT / "samples" / "stations" / "luxi", sheets=ROOT / "samples" / "sheets")
    assert inputs is not None, problems
    written: Json = json.loads(json.dumps(evaluate(inputs).document))
    return written


@pytest.fixture(scope="module")
def validator() -> jsonschema_rs.Draft202012Validator:
    """Return the published schema, ready to check."""
    return jsonschema_rs.Draft202012Validator(schema("evaluation"))


def test_the_schema_is_made_from_the_types() -> None:
    """The schema and whatever else is generated of the reference are up to date."""
    command = [sys.executable, str(ROOT / "scripts" / "build_reference.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, f"run `make reference` and commit the difference: {done.stdout}{done.stderr}"


def test_the_schema_is_valid_draft_2020_12() -> None:
    Draft202012Validator.check_schema(schema("evaluation"))


def test_the_schema_accepts_a_result(document: Json, validator: jsonschema_rs.Draft202012Validator) -> None:
    assert [error.message for error in validator.iter_errors(document)] == []


def test_the_program_names_its_semantics(document: Json) -> None:
    assert document["tool"]["semantics"] == SEMANTICS
    assert isinstance(SEMANTICS, int)


def finding(data: Json, criterion: str) -> Json:
    """Return the finding on a criterion."""
    row: Json = next(row for row in data["findings"] if row["criterion"] == criterion)
    return row


def read(data: Json, criterion: str, kind: str) -> Json:
    """Return the first entry of a kind among what a criterion read."""
    row: Json = next(row for row in finding(data, criterion)["read"] if row["kind"] == kind)
    return row


BROKEN: Final[dict[str, Callable[[Json], object]]] = {
    "a key of the top level is missing": lambda d: d.pop("steps"),
    "a key nobody knows": lambda d: d.update(note="?"),
    "another format": lambda d: d.update(format="station-evaluation/2"),
    "no semantics": lambda d: d["tool"].pop("semantics"),
    "semantics as text": lambda d: d["tool"].update(semantics="1"),
    "a status that is none": lambda d: d["guideline"].update(status="final"),
    "a language that is a number": lambda d: d["guideline"].update(language=1),
    "a hash of the guideline too short": lambda d: d["guideline"].update(sha256="abc"),
    "full marks as a number": lambda d: d["guideline"].update(full_marks=1000),
    "a rounding rule that is none": lambda d: d["guideline"]["rounding"].update(rule="up"),
    "a bound in words": lambda d: d["guideline"]["grades"][0].update(bound="90%"),
    "a station without id": lambda d: d["station"].pop("id"),
    "a period that begins at noon": lambda d: d["period"].update({"from": "2025-07-01T12:00"}),
    "points with a comma": lambda d: d["score"].update(points="318,99"),
    "points as a float": lambda d: d["score"].update(points=318.99),
    "a ceiling that may be": lambda d: d["score"]["ceilings"][0].update(state="maybe"),
    "a veto that is a text": lambda d: d["score"].update(vetoes=["V1"]),
    "provisional in words": lambda d: d["score"].update(provisional="no"),
    "a step nobody takes": lambda d: d["steps"][0].update(step="guess"),
    "a grade in a step of points": lambda d: d["steps"][0].update(grade="good"),
    "a section without share": lambda d: d["sections"][0].pop("share"),
    "a level as text": lambda d: d["sections"][0].update(level="1"),
    "an outcome that is none": lambda d: finding(d, "A1.1").update(outcome="good"),
    "a reason that is none": lambda d: finding(d, "A1.1").update(reason="because"),
    "a reason in words that is no list": lambda d: finding(d, "A1.1").update(why="…"),
    "a finding that read nothing that is a list": lambda d: finding(d, "A1.1").pop("read"),
    "a read of no kind": lambda d: read(d, "A1.1", "fact").update(kind="guess"),
    "a read fact without state": lambda d: read(d, "A1.1", "fact").pop("state"),
    "a read fact whose value is a number": lambda d: read(d, "X1", "fact").update(value=3),
    "a ledger's cell in words": lambda d: read(d, "F1.1", "ledger")["rows"][0].update(done="many"),
    "marks merged by dice": lambda d: read(d, "B1.2", "panel").update(merge="dice"),
    "a mark without evaluator": lambda d: read(d, "B1.2", "mark").pop("evaluator"),
    "a check by its name": lambda d: read(d, "E2.2", "mark")["files"][0].update(passed=["接案"]),
    "evidence that is half there": lambda d: read(d, "A1.1", "evidence")["low"].update(ok="half"),
    "an exact value with two slashes": lambda d: finding(d, "A1.1").update(unrounded="1/2/3"),
    "an item of evidence without hash": lambda d: d["evidence"][0].pop("sha256"),
    "rows that were counted as text": lambda d: d["ledgers"][0].update(rows="3"),
    "a problem without a code": lambda d: d["problems"].append({"severity": "warning"}),
    "inputs as a list": lambda d: d.update(inputs=list(d["inputs"])),
    "a seal in capitals": lambda d: d.update(seal=d["seal"].upper()),
}
"""Documents that look like a result and are none."""


@pytest.mark.parametrize("change", BROKEN.values(), ids=BROKEN)
def test_the_schema_rejects_what_is_broken(
    document: Json, validator: jsonschema_rs.Draft202012Validator, change: Callable[[Json], object]
) -> None:
    broken = copy.deepcopy(document)
    change(broken)
    assert broken != document
    assert not validator.is_valid(broken)


@pytest.mark.parametrize("name", ["evaluation", "evaluation-provisional"])
def test_the_documents_that_reports_are_tested_with_are_evaluations(
    name: str, validator: jsonschema_rs.Draft202012Validator
) -> None:
    written = json.loads((ROOT / "tests" / "data" / f"{name}.json").read_text(encoding="utf-8"))
    assert [f"{error.instance_path}: {error.message}" for error in validator.iter_errors(written)] == []


_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(_JSON)
def test_canonical_form_is_the_librarys(data: object) -> None:
    """Our shortcut and the library write the same bytes for any JSON without floats."""
    assert canonical(data) == rfc8785.dumps(data)  # type: ignore[arg-type]


def test_keys_sort_by_utf16_units() -> None:
    """The example of RFC 8785, 3.2.3: an emoji sorts before U+FB33, by code point it would come after."""
    data = {
        "\u20ac": "Euro",
        "\r": "CR",
        "\ufb33": "Dalet",
        "1": "One",
        "\U0001f600": "Smile",
        "\u0080": "C",
        "ö": "o",
    }
    keys = [*data]
    ordered = canonical(data).decode()
    positions = [
        ordered.index(f'"{data[key]}"')
        for key in ("\r", "1", "\u0080", "ö", "\u20ac", "\U0001f600", "\ufb33")
    ]
    assert positions == sorted(positions)
    assert len(keys) == len(positions)


def test_digest_is_sha256_of_it() -> None:
    """The hash is the plain SHA-256 of the canonical bytes."""
    assert digest({"b": 1, "a": "é"}) == hashlib.sha256('{"a":"é","b":1}'.encode()).hexdigest()


@given(_JSON | st.text() | st.integers())
def test_both_writers_give_the_same_bytes(data: object) -> None:
    """Where there is no build of orjson, files and seals are the same."""
    stored, canon = json_text.dumped(data), json_text.sorted_by_key(data)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "_writer", lambda *_: None)
        assert json_text.dumped(data) == stored
        assert json_text.sorted_by_key(data) == canon


@given(_JSON | st.text() | st.integers())
def test_what_is_fast_to_read_is_read_as_it_was(data: object) -> None:
    """Where it is not as the program writes it, no reader but Python's own is asked: keys twice, long numbers."""
    written = json_text.dumped(data)
    fast = json_text.is_fast_to_read(written, data)
    assert fast or not -(2**63) <= min(_numbers(data), default=0) <= max(_numbers(data), default=0) < 2**64
    if fast:
        again = json_text.parsed_again(written)
        assert again == data
        assert [*map(type, _numbers(again))] == [*map(type, _numbers(data))]
    assert not json_text.is_fast_to_read(written + b" ", data)


def _numbers(data: object) -> list[int | float]:
    if isinstance(data, dict):
        data = [*data.values()]
    if isinstance(data, list):
        return [number for element in data for number in _numbers(element)]
    return [data] if isinstance(data, int | float) else []


@pytest.mark.parametrize("data", [["\ud800"], {1: "a"}, [dt.date(2026, 1, 1)], [2**70], ("a", {"b": ()})])
def test_writers_agree_on_what_orjson_refuses(data: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a surrogate pair, a key that is no text, a day, a long number: refused or written as without orjson."""

    def outcome() -> bytes | type[Exception]:
        try:
            return json_text.dumped(data)
        except (TypeError, ValueError) as error:
            return type(error)

    fast = outcome()
    monkeypatch.setattr(json_text, "_writer", lambda *_: None)
    assert outcome() == fast
