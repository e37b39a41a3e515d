"""Every kind of file that the program reads: an honest one, how it is changed, and what reads it."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Final

import docx
import xlwt
from jinja2.exceptions import TemplateError as JinjaError

from bench.fuzz.changes import (
    changed_bytes,
    changed_csv,
    changed_json,
    changed_package,
    changed_text,
    changed_yaml,
    changed_zip,
    packed,
)
from evaluator.base.files import BROKEN_ZIP, open_zip
from evaluator.base.json_text import dumped
from evaluator.drafting.draft import draft
from evaluator.evaluation import seal_of
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.evaluation.stored import load_result
from evaluator.loading.guideline import load_guideline
from evaluator.loading.tables import read_table
from evaluator.rounds.archives import archive_entries, unpack
from evaluator.rounds.log import read_log
from evaluator.rounds.read import read_round
from evaluator.rounds.record import read_record
from evaluator.texts.problem import Problem, Unusable
from evaluator.word import Limits, TemplateError
from evaluator.word.environment import ReportEnvironment
from evaluator.word.limits import spending
from evaluator.word.opening import open_document
from evaluator.workbook.book import open_book
from evaluator.yaml.parse import read_yaml_bytes
from tests import stations
from tests.rounds.making import declared, sheet, whole
from tests.test_faults import Stage

DATA: Final = Path(stations.__file__).parent / "data" / "loading" / "guideline.yaml"
DAY: Final = ("--date", "2026-08-20")


class Place:
    """A folder with a round that was run, a station with a ledger, and the guidelines of both."""

    def __init__(self, folder: Path) -> None:
        """Make it in an empty folder."""
        self.folder = folder
        self.round, self.station = folder / "round", folder / "station"
        whole(self.round)
        (self.round / "decisions").mkdir()
        (self.round / "decisions" / "s1.yaml").write_text(
            "- {what: {mark: B1}, value: {level: 较好}, reason: 合议, by: 专家组, date: 2026-08-20}\n",
            encoding="utf-8",
        )
        code, shown = Stage(("round", "run", "ROUND", "--jobs", "1", "--no-reports", *DAY)).run(folder)
        assert code == 0, shown
        (folder / "small").mkdir()
        shutil.copy(DATA, folder / "small" / "guideline.yaml")
        facts = "facts: {area: 66, tenure: 独立, rooms: [接待咨询区], staff.total: 3, spent: 93%, opened: 2020-01-01}\n"
        evidence = "evidence: [{id: E1, kind: document, title: 协议, file: lease.pdf, date: 2025-07-02, for: [A1#lease]}]\n"
        more = "ledgers: {cases: ledgers/个案.csv}\nclaims: {}\nnot_applicable: {rooms.files: 没有}\n"
        stations.station(
            self.station,
            f"{facts}{evidence}{more}",
            {"ledgers/个案.csv": stations.LEDGER, "lease.pdf": stations.PDF},
        )

    @cached_property
    def small(self) -> Path:
        """Return the guideline of the station beside the round."""
        return self.folder / "small" / "guideline.yaml"

    def bytes_of(self, name: str) -> bytes:
        """Return the content of a file."""
        return (self.folder / name).read_bytes()


@dataclass(frozen=True)
class Kind:
    """One kind of file."""

    place: str
    """Where it lies in a `Place`; what lies there is the honest one, unless *honest* makes another."""
    change: Callable[[bytes, Random], bytes]
    read: Callable[[bytes, Place], object]
    """The parser, and what follows without writing anything. The file lies in its place already."""
    commands: tuple[tuple[str, ...], ...]
    """Command lines that meet it; BASE and ROUND stand for the places."""
    honest: Callable[[Place], bytes] | None = None

    def seed(self, place: Place) -> bytes:
        """Return the honest file."""
        return self.honest(place) if self.honest is not None else place.bytes_of(self.place)


def _say(problems: list[Problem]) -> None:
    for problem in problems[:50]:
        assert problem.render("zh")
        assert problem.render("en")


def _read_station(_: bytes, place: Place) -> None:
    inputs, problems = read_inputs(place.station, guideline_model=stations.guideline())
    _say(problems)
    if inputs is not None:
        evaluate(inputs)


def _read_marked(_: bytes, place: Place) -> None:
    guideline, _problems = load_guideline(place.round / "criteria" / "tiny" / "guideline.yaml")
    inputs, problems = read_inputs(
        place.round / "stations" / "s1",
        sheets=place.round / "sheets",
        decisions=place.round / "decisions" / "s1.yaml",
        guideline_model=guideline,
    )
    _say(problems)
    if inputs is not None:
        evaluate(inputs)


def _read_yaml(data: bytes, _: Place) -> None:
    _say(read_yaml_bytes(data, "x")[1])


def _read_guideline(_: bytes, place: Place) -> None:
    _say(load_guideline(place.small)[1])


def _read_round(_: bytes, place: Place) -> None:
    _say(read_round(place.round)[1])


def _read_log(data: bytes, _: Place) -> None:
    _say(read_log(data)[1])


def _read_record(_: bytes, place: Place) -> None:
    with suppress(Unusable):
        read_record(place.round)


def _read_result(_: bytes, place: Place) -> None:
    with suppress(Unusable):
        load_result(place.round / "results" / "s1.json")


def _read_table(data: bytes, place: Place) -> None:
    read_table(data)
    _read_station(data, place)


def _read_zip(data: bytes, place: Place) -> None:
    with suppress(*BROKEN_ZIP), open_zip(io.BytesIO(data)) as archive:
        entries, problems = archive_entries(archive, "x.zip")
        _say(problems)
        if not problems:
            unpack(archive, entries, place.folder / "unpacked", "x.zip")
    shutil.rmtree(place.folder / "unpacked", ignore_errors=True)


def _read_template(data: bytes, _: Place) -> None:
    with suppress(TemplateError):
        open_document(data)


REFUSED: Final = (TemplateError, JinjaError, ValueError, RecursionError, ArithmeticError, TypeError)
"""What a template may end in, which `reports.html` puts into a sentence; the command is tried for that."""


def _read_page(data: bytes, _: Place) -> None:
    with (
        spending(Limits(steps=20_000, characters=1_000_000)),
        suppress(*REFUSED),
    ):
        ReportEnvironment().from_string(data.decode()).render(station={"name": "站"}, sections=[1])


def _read_book(data: bytes, _: Place) -> None:
    _say(open_book(data, "x.xlsx")[1])


def _read_rating_table(data: bytes, _: Place) -> None:
    draft(data, "t.xlsx", "t", "1")


def _changed_result(data: bytes, chance: Random) -> bytes:
    """Change a result, and half of the time seal it again: whoever can compute a seal can seal anything."""
    changed = changed_json(data, chance)
    if chance.random() < 0.5:
        with suppress(ValueError, RecursionError, AttributeError, TypeError):
            document = json.loads(changed)
            document["seal"] = seal_of(document)
            return dumped(document)
    return changed


_ROWS: Final = [line.split(",") for line in stations.LEDGER.splitlines()]
_TABLE: Final = [
    ["一级指标", "二级指标", "三级指标", "评分标准", "分值"],
    ["基础建设（40分）", "场地（20分）", "固定场所", "独立得20分，共用得10分，无不得分", 20],
    ["基础建设（40分）", "人员（20分）", "持证率", "持证率达到80%得20分，每低5%扣2分，扣完为止", 20],
    ["服务（60分）", "个案（60分）", "个案数", "每个5分，最高60分", 60],
]


def _old_workbook(_: Place) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("个案")
    for at, row in enumerate(_ROWS):
        for column, cell in enumerate(row):
            page.write(at, column, cell)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _document(*lines: str, table: list[list[object]] | None = None) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    if table is not None:
        made = document.add_table(len(table), len(table[0]))
        for row, cells in zip(made.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = str(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _delivery(place: Place) -> bytes:
    station = place.round / "stations" / "s2"
    files = {
        path.relative_to(station).as_posix(): path.read_bytes()
        for path in station.rglob("*")
        if path.is_file()
    }
    text = files["submission.yaml"].decode().replace("s2", "s9")
    return packed([("s9/submission.yaml", text.encode()), ("s9/evidence/lease.pdf", stations.PDF)], Random(0))  # noqa: S311


def _returned(place: Place) -> bytes:
    folder = declared(place.folder / "returned")
    made = sheet(folder / "sheets", "e1", "s1", "marks: {B1: {level: 差}}\n")
    return packed([("sheets/e1/s1.yaml", made.read_bytes())], Random(0))  # noqa: S311


def _book(place: Place) -> bytes:
    book = place.folder / "book.xlsx"
    code, shown = Stage(("workbook", "new", "BASE/round/stations/s1", "-o", "BASE/book.xlsx", "--force")).run(
        place.folder
    )
    assert code == 0, shown
    return book.read_bytes()


SMALL: Final = ("--guideline", "BASE/small")
CHECK: Final = ("check", "BASE/station", *SMALL)
SCORE: Final = (
    "score",
    "BASE/round/stations/s1",
    "--sheets",
    "BASE/round/sheets",
    "--decisions",
    "BASE/round/decisions/s1.yaml",
)
STATUS: Final = ("round", "status", "ROUND")
RANK: Final = ("round", "rank", "ROUND")
VERIFY: Final = ("round", "verify", "ROUND", "--quick")
REPORT: Final = ("report", "ROUND/results/s1.json")
IMPORT: Final = ("guideline", "import")
LEDGER: Final = "station/ledgers/个案.csv"

KINDS: Final[dict[str, Kind]] = {
    "yaml": Kind("round/sheets/f1/s1.yaml", changed_bytes, _read_yaml, (SCORE,)),
    "submission": Kind("station/submission.yaml", changed_yaml, _read_station, (CHECK, ("workbook", "new", "BASE/station", "-o", "BASE/w.xlsx", "--force"))),
    "guideline": Kind("small/guideline.yaml", changed_yaml, _read_guideline, (CHECK, ("guideline", "check", "BASE/small"))),
    "sheet": Kind("round/sheets/e1/s1.yaml", changed_yaml, _read_marked, (SCORE, STATUS, ("mark", "ROUND", "s1", "--as", "e1"))),
    "decisions": Kind("round/decisions/s1.yaml", changed_yaml, _read_marked, (SCORE, STATUS)),
    "round": Kind("round/round.yaml", changed_yaml, _read_round, (STATUS, RANK, VERIFY)),
    "log": Kind("round/history/log.yaml", changed_yaml, _read_log, (VERIFY, STATUS)),
    "record": Kind("round/history/seal.json", changed_json, _read_record, (VERIFY, RANK)),
    "plan": Kind("round/.incoming/plan.json", changed_json, _read_round, (RANK, VERIFY), lambda _: b'{"removals": [], "moves": ["history/seal.json"]}'),
    "result": Kind("round/results/s1.json", _changed_result, _read_result, ((*REPORT, "-o", "BASE/out.html"), ("verify", "ROUND/results/s1.json", "--against", "ROUND"), RANK)),
    "csv": Kind(LEDGER, changed_csv, _read_table, (CHECK,)),
    "xlsx": Kind(LEDGER, changed_package, _read_table, (CHECK,), lambda _: stations.xlsx(("个案", _ROWS))),
    "xls": Kind(LEDGER, changed_bytes, _read_table, (CHECK,), _old_workbook),
    "delivery": Kind("in.zip", changed_zip, _read_zip, (("round", "receive", "ROUND", "BASE/in.zip", *DAY),), _delivery),
    "returned": Kind("in.zip", changed_zip, _read_zip, (("round", "receive", "ROUND", "BASE/in.zip", *DAY),), _returned),
    "template": Kind("t.docx", changed_package, _read_template, (("template", "check", "BASE/t.docx"), (*REPORT, "-t", "BASE/t.docx", "-o", "BASE/out.docx")), lambda _: _document("{{ station.name }}", "{% for gap in gaps %}{{ gap.criterion }}{% endfor %}", table=[["{{ title }}", "x"]])),
    "page": Kind("t.html", changed_text, _read_page, ((*REPORT, "-t", "BASE/t.html", "-o", "BASE/out.html"),), lambda _: b"<p>{{ station.name|upper }}</p>{% for s in sections if s %}{{ loop.index ~ s }}{% else %}{{ 1 + 2 }}{% endfor %}{% set x = [1, 2]|map('abs')|list %}{{ x }}"),
    "workbook": Kind("book.xlsx", changed_package, _read_book, (("workbook", "read", "BASE/book.xlsx", "-o", "BASE/made", "--guideline", "BASE/round/criteria/tiny", "--force"),), _book),
    "table": Kind("t.xlsx", changed_package, _read_rating_table, ((*IMPORT, "BASE/t.xlsx", "-o", "BASE/draft", "--force"),), lambda _: stations.xlsx(("表", _TABLE))),
    "words": Kind("t.docx", changed_package, _read_rating_table, ((*IMPORT, "BASE/t.docx", "-o", "BASE/draft", "--force"),), lambda _: _document("评分表", table=_TABLE)),
}  # fmt: skip
