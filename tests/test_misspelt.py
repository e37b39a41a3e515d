"""A key, an id or a file that nothing reads is said: misspelt, it would pass without a word otherwise."""

from __future__ import annotations

import copy
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from bench.fuzz.changes import flow
from evaluator.evaluation.cases import run_cases
from evaluator.evaluation.pipeline import read_inputs
from evaluator.loading.decisions import decisions_in
from evaluator.loading.guideline import load_guideline
from evaluator.loading.sheet import sheet_in
from evaluator.loading.submission import read_submission
from evaluator.model.guideline import Guideline
from evaluator.model.round import DOCUMENT_KEYS
from evaluator.rounds.keys import documents
from evaluator.rounds.numbering import _OWN, numbers_meet
from evaluator.rounds.read import read_round, received_stations
from evaluator.rounds.round_decisions import decisions_in as awards_in
from evaluator.rounds.sheet_checks import unread_files
from evaluator.texts.problem import Problem, Severity
from tests import stations
from tests.rounds.making import PANEL, ROUND, declared, opened, run, sheet, station, whole
from tests.stations import codes

ROOT: Final = Path(__file__).parent.parent
SAMPLES: Final = ROOT / "samples"
ROUND_SAMPLE: Final = SAMPLES / "round-2026"
SMALL: Final = ROOT / "tests" / "data" / "loading" / "guideline.yaml"
DECLARING: Final = {"roles", "choices", "columns", "levels", "facts", "ledgers"}
"""Mappings of a guideline whose keys are names that it gives; a further one is a further option, not a mistake."""
CASES: Final = "- {title: 好, criterion: B1, marks: {level: 好}, points: 10}\n"
AWARDS: Final = "- {what: {award: model}, value: [s1], reason: 合议, by: 专家组, date: 2026-08-20}\n"

Tree = Any
Reader = Callable[[bytes, Path], Sequence[Problem]]


def tree_of(data: bytes) -> Tree:
    return yaml.load(data, yaml.CBaseLoader)  # noqa: S506  # makes texts only


def mappings(tree: Tree, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every mapping that has keys."""
    if isinstance(tree, dict):
        if tree:
            yield path
        for key, value in tree.items():
            yield from mappings(value, (*path, key))
    elif isinstance(tree, list):
        for number, value in enumerate(tree):
            yield from mappings(value, (*path, number))


def kinds(tree: Tree) -> list[tuple[str | int, ...]]:
    """Return the first mapping of each kind: ids and positions in a path do not make another kind."""
    first: dict[tuple[object, ...], tuple[str | int, ...]] = {}
    for path in mappings(tree):
        kind = tuple("*" if isinstance(step, int) or re.search(r"[\d.#]", step) else step for step in path)
        first.setdefault(kind, path)
    return list(first.values())


def misspelt(key: str) -> str:
    return f"{key[:-1]}zq" if len(key) > 3 else f"{key}zq"


def silent(tree: Tree, read: Reader, folder: Path, ways: Sequence[str] = ("beside",)) -> list[str]:
    """Return the keys of which nothing is said when they stand misspelt beside themselves, or instead."""
    unsaid: list[str] = []
    for path in kinds(tree):
        for way in ways:
            changed = copy.deepcopy(tree)
            node = changed
            for step in path:
                node = node[step]
            key = next(reversed(node))
            value = node.pop(key) if way == "instead" else node[key]
            node[misspelt(key)] = value
            problems = read(f"{flow(changed, quoted=False)}\n".encode(), folder)
            said = any(misspelt(key) in problem.render("zh") for problem in problems)
            if not said and not any(problem.severity is Severity.ERROR for problem in problems):
                unsaid.append(f"{'/'.join(map(str, path))}/{misspelt(key)} {way}")
    return unsaid


def read_guideline(data: bytes, folder: Path) -> list[Problem]:
    (folder / "guideline.yaml").write_bytes(data)
    return load_guideline(folder / "guideline.yaml")[1]


def tongling() -> Guideline:
    found, _ = load_guideline(ROOT / "criteria" / "tongling-station" / "guideline.yaml")
    assert found is not None
    return found


@pytest.mark.parametrize(
    "guideline",
    [
        SMALL,
        pytest.param(ROOT / "criteria" / "community-canteen" / "guideline.yaml", marks=pytest.mark.slow),
    ],
    ids=["small", "canteen"],
)
def test_a_misspelt_key_of_a_guideline(tmp_path: Path, guideline: Path) -> None:
    tree = tree_of(guideline.read_bytes())
    unsaid = silent(tree, read_guideline, tmp_path)
    assert [path for path in unsaid if path.split("/")[-2] not in DECLARING] == []


@pytest.mark.slow
def test_a_misspelt_key_of_a_profile(tmp_path: Path) -> None:
    pack = ROOT / "criteria" / "tongling-station"
    shutil.copy(pack / "guideline.yaml", tmp_path)

    def read(data: bytes, folder: Path) -> list[Problem]:
        (folder / "profile.yaml").write_bytes(data)
        return load_guideline(folder / "guideline.yaml", folder / "profile.yaml")[1]

    tree = tree_of((pack / "profiles" / "three-sources.yaml").read_bytes())
    unsaid = silent(tree, read, tmp_path)
    assert [path for path in unsaid if path.split("/")[-2] not in DECLARING] == []


@pytest.mark.parametrize("name", ["baishi", "qinghe"])
def test_a_misspelt_key_of_a_submission(tmp_path: Path, name: str) -> None:
    guideline = tongling()
    folder = tmp_path / name
    shutil.copytree(SAMPLES / "stations" / name, folder)

    def read(data: bytes, folder: Path) -> list[Problem]:
        (folder / "submission.yaml").write_bytes(data)
        return read_submission(folder, guideline)[1]

    assert silent(tree_of((folder / "submission.yaml").read_bytes()), read, folder) == []


@pytest.mark.parametrize("evaluator", ["e1", "o1"])
def test_a_misspelt_key_of_a_sheet(tmp_path: Path, evaluator: str) -> None:
    """An item of evidence too: a refusal of one that is not there would leave its points."""
    guideline = tongling()
    written = SAMPLES / "sheets" / evaluator / "990101002.yaml"

    def read(data: bytes, folder: Path) -> list[Problem]:
        path = folder / "sheet.yaml"
        path.write_bytes(data)
        own = read_inputs(SAMPLES / "stations" / "baishi", sheets=[path], guideline_model=guideline)[1]
        return [*own, *sheet_in(data, guideline, "sheet.yaml")[1]]

    assert silent(tree_of(written.read_bytes()), read, tmp_path, ("beside", "instead")) == []


@pytest.mark.parametrize(
    "file", sorted((ROUND_SAMPLE / "decisions").glob("*.yaml")), ids=lambda file: file.stem
)
def test_a_misspelt_key_of_a_decision(tmp_path: Path, file: Path) -> None:
    guideline = tongling()
    assert (
        silent(tree_of(file.read_bytes()), lambda data, _: decisions_in(data, "x", guideline)[1], tmp_path)
        == []
    )


def test_a_misspelt_key_of_what_belongs_to_a_round(tmp_path: Path) -> None:
    def read(data: bytes, folder: Path) -> list[Problem]:
        (folder / "round.yaml").write_bytes(data)
        return read_round(folder)[1]

    more = "documents: {contact: 甲, number: 甲1, objections: {days: 5, to: 乙}}\n"
    data = (ROUND_SAMPLE / "round.yaml").read_bytes()
    assert silent(tree_of(data), read, tmp_path) == []
    data = f"{ROUND}{PANEL}facts: {{late: 0}}\n{more}".encode()
    assert silent(tree_of(data), read, declared(tmp_path / "tiny")) == []
    assert silent(tree_of(AWARDS.encode()), lambda data, _: awards_in(data, ["model"])[1], tmp_path) == []


def test_a_misspelt_key_of_a_case(tmp_path: Path) -> None:
    guideline = stations.guideline()

    def read(data: bytes, folder: Path) -> list[Problem]:
        (folder / "cases").mkdir(exist_ok=True)
        (folder / "cases" / "a.yaml").write_bytes(data)
        results, problems = run_cases(folder, guideline)
        return [*problems, *(problem for result in results for problem in result.problems)]

    assert read(CASES.encode(), tmp_path) == []
    assert silent(tree_of(CASES.encode()), read, tmp_path, ("beside", "instead")) == []


def test_what_no_paper_uses_of_documents(tmp_path: Path) -> None:
    """With the nearest key and the place; and every key that numbers or heads use is there to be used."""
    text = "documents: {comissioned_by: 民政局, 盖章: 有, reprot_number: 甲1}\n"
    folder = declared(tmp_path, panel=PANEL + text)
    _, problems = read_round(folder)
    unused = [problem for problem in problems if problem.code == "document-key-unknown"]
    assert [(problem.args["name"], problem.args["near"], problem.line > 0) for problem in unused] == [
        ("comissioned_by", "commissioned_by", True),
        ("盖章", "", True),
        ("reprot_number", "report_number", True),
    ]
    assert set(_OWN.values()) < set(DOCUMENT_KEYS)
    every = ", ".join(f"{key}: 3" for key in DOCUMENT_KEYS if key != "objections")
    declared(
        tmp_path / "all",
        panel=f"{PANEL}facts: {{late: 0}}\ndocuments: {{{every}}}\n",
    )
    found, problems = read_round(tmp_path / "all")
    assert found is not None
    assert codes(problems) == ["guideline-not-pinned"]
    assert documents(found).keys() >= set(DOCUMENT_KEYS) - {"objections"}


@pytest.mark.parametrize(
    "written, meeting",
    [
        pytest.param("number: 甲〔2026〕1号, report_number: 甲〔2026〕3号", [("number", "report_number")], id="summary, feedback"),
        pytest.param("number: 甲〔2026〕1号, report_number: 甲〔2026〕5号", [], id="room for them"),
        pytest.param("number: 甲〔2026〕1号, report_number: 乙〔2026〕1号", [], id="another prefix"),
        pytest.param("number: 甲〔2026〕1号, report_number: 甲〔2027〕1号", [], id="another year"),
        pytest.param("receipt_number: 收1, review_number: 收１", [("review_number", "receipt_number")], id="the same"),
        pytest.param("receipt_number: 收9, review_number: 收7", [("review_number", "receipt_number")], id="backwards"),
        pytest.param("receipt_number: 收　　号, review_number: 收　　号", [], id="by hand"),
    ],
)  # fmt: skip
def test_numbers_of_papers_that_meet(tmp_path: Path, written: str, meeting: list[tuple[str, str]]) -> None:
    whole(tmp_path)
    with (tmp_path / "round.yaml").open("a", encoding="utf-8") as file:
        file.write(f"documents: {{{written}}}\n")
    problems = numbers_meet(opened(tmp_path))
    assert codes(problems) == ["numbers-meet"] * len(meeting)
    assert [(problem.args["first"], problem.args["name"]) for problem in problems] == meeting
    assert all(problem.line for problem in problems)


def test_answers_on_what_was_not_handed_in(tmp_path: Path) -> None:
    """Refusing an item that is not there, or agreeing to what was not claimed, changes nothing: it is said."""
    station(tmp_path / "s1", "s1", more="not_applicable: {}\n")
    body = "evidence: {E1: {accepted: false}, E01: {accepted: true}, 'A1#lease': {seen: true}}\n"
    paths = [sheet(tmp_path / "sheets", "e1", "s1", body + "not_applicable: {A1: {agree: true}}\n")]
    decisions = tmp_path / "s1.yaml"
    decisions.write_text(
        "".join(
            f"- {{what: {{{kind}: {id}}}, value: true, reason: 合议, by: 专家组, date: 2026-08-20}}\n"
            for kind, id in (("evidence", "E02"), ("evidence", "E01"), ("claim", "A1"), ("claim", "total"))
        ),
        encoding="utf-8",
    )
    guideline, _ = load_guideline(declared(tmp_path / "round") / "criteria" / "tiny")
    inputs, problems = read_inputs(
        tmp_path / "s1", sheets=paths, decisions=decisions, guideline_model=guideline
    )
    assert inputs is not None
    assert [(problem.file, problem.line, problem.code, problem.args["near"]) for problem in problems] == [
        ("decisions/s1.yaml", 1, "answer-unmatched", "E01"),
        ("decisions/s1.yaml", 3, "claim-unmatched", ""),
        ("sheets/e1/s1.yaml", 5, "answer-unmatched", "E01"),
        ("sheets/e1/s1.yaml", 6, "claim-unmatched", ""),
    ]
    assert codes(problems)


UNREAD: Final = {
    "sheets/e1/s1.yml": "sheets/e1/s1.yaml",
    "sheets/e1/s1.yaml.txt": "sheets/e1/s1.yaml",
    "sheets/e1/s11.yaml": "sheets/e1/s1.yaml",
    "sheets/s2.yaml": "",
    "sheets/e1/old/s2.yaml": "",
    "sheets/e1/评分.xlsx": "",
    "decisions/s1.YAML": "decisions/s1.yaml",
    "decisions/rounds.yaml": "",
    "decisions/e1/s1.yaml": "",
    "stations/s4.zip": "",
}
READ: Final = (
    "sheets/e1/扫描件.pdf",
    "decisions/round.yaml",
    "decisions/s3.yaml",
    "sheets/e1/.s1.yml",
    "stations/说明.md",
)


def test_files_of_a_round_that_nothing_reads(tmp_path: Path) -> None:
    """A sheet or a decision under another name would count for nothing without a word."""
    whole(tmp_path)
    for name in (*UNREAD, *READ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")
    round_ = opened(tmp_path)
    problems = list(unread_files(round_, received_stations(round_)))
    assert codes(problems) == ["round-file-not-read"] * len(UNREAD)
    assert {problem.file: problem.args.get("near", "") for problem in problems} == UNREAD
    shown = run("round", "status", tmp_path)
    assert all(name in shown.stderr for name in UNREAD)


def test_folders_and_templates_of_a_round_under_other_names(tmp_path: Path) -> None:
    """A folder of sheets called `sheet`, or a template nearly called as a paper's, would count for nothing."""
    whole(tmp_path)
    wanted = {
        "sheet/": "sheets/",
        "Decisions/": "decisions/",
        "templete/": "templates/",
        "templates/Ranking.docx": "ranking.docx",
        "templates/rankng.docx": "ranking.docx",
        "templates/ranking.doc": "ranking.docx",
        "templates/副本.docx": "",
    }
    for name in (
        *wanted,
        "templates/ranking.docx",
        "templates/~$ranking.docx",
        "templates/说明.txt",
        "photos/",
    ):
        path = tmp_path / (f"{name}x.yaml" if name.endswith("/") else name)
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"")
    (tmp_path / "station").mkdir()  # nothing in it
    round_ = opened(tmp_path)
    problems = list(unread_files(round_, received_stations(round_)))
    assert {problem.file: problem.args["near"] for problem in problems} == wanted
    assert set(codes(problems)) == {"round-file-not-read", "round-template-not-read"}
    assert "rankng.docx" in run("round", "status", tmp_path).stderr


def test_sheets_with_another_ending(tmp_path: Path) -> None:
    """Where a folder is named by `--sheets`, one sheet read does not hide that another is not."""
    for name in ("e1/990101002.yaml", "e2/990101002.yml", "e3/990101002.yaml.txt", "readme.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(SAMPLES / "sheets" / "e1" / "990101002.yaml", tmp_path / name)
    _, problems = read_inputs(SAMPLES / "stations" / "baishi", sheets=tmp_path)
    assert [(problem.file, problem.code) for problem in problems] == [
        ("sheets/e2/990101002.yml", "sheet-ending"),
        ("sheets/e3/990101002.yaml.txt", "sheet-ending"),
    ]
