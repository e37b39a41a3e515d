"""Prove a paper that comes back: by the round it is from, by its result, or by what it says of itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import Final, Literal

from evaluator import reports
from evaluator.base.gate import read_file
from evaluator.evaluation.stored import load_result
from evaluator.model.evaluation import Evaluation
from evaluator.model.round import DOCUMENT_KEYS, NO_ROUND, Round, RoundContext
from evaluator.reports.paper_compare import (
    PaperDifference,
    likeness,
    paper_differences,
    printed_differences,
    resaved,
)
from evaluator.reports.paper_text import PaperLine, is_saved_anew, paper_lines
from evaluator.reports.proof_code import LANGUAGES, ProofCode, code_text, read_code
from evaluator.reports.wording import DASH
from evaluator.rounds.numbering import PAPER_EDITION, PAPER_NUMBER
from evaluator.rounds.record import file_state, read_record, state_of
from evaluator.rounds.subjects import station_names, station_of
from evaluator.texts.messages import Phrase
from evaluator.texts.problem import Problem, Unusable
from evaluator.texts.reports import LABELS
from evaluator.work.again import Maker, NotAgain

PDF: Final = ".pdf"
_SAME_AS: Final = {PDF: ".docx", ".htm": ".html"}
LEAST_LIKE: Final = 0.4
"""A paper shares at least so much of its text with what it is taken for."""
_SURE: Final = 0.9
_NEAR, _MOST_NEAR = 0.05, 3
"""Papers of two editions are so near each other that they are told apart by what differs."""
_MOST_STATIONS: Final = 3
_LEAST_TEXT: Final = 4
_ROUNDED: Final = Decimal("0.011")
"""By how much a printed figure may differ from a sum of printed figures."""
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?")
_FOOT: Final = re.compile(
    r"(?:^|— |第(?P<number>\d+)版|评估未结束|本轮|结果|收件清单|审核记录)\s*校验码[\s：]*"
    r"(?P<seal>[0-9a-f]{16,64})"
)
"""The seal at a foot or in a line, with the edition."""
_RESULT_HEADS: Final = frozenset(
    " ".join(LABELS.say(key, lang) for key in ("points", "of", "grade", "eligibility")) for lang in LANGUAGES
)
_SECTION_HEADS: Final = frozenset(
    " ".join(LABELS.say(key, lang) for key in keys)
    for lang in LANGUAGES
    for keys in (("id", "section", "points", "of", "share", "note"), ("section", "points", "of", "share"))
)
_SECTION: Final = re.compile(
    r"(?:(?P<id>[A-Z][\d.]*) )?.+? (?P<points>\d+\.\d+) (?P<full>\d+\.\d+) (?P<share>\d+(?:\.\d+)?)%"
)


_BLANK: Final = "␣␣"
"""What stands in a paper made of a result alone where its round would say something."""
_UNSAID: Final = (
    *("commissioned_by", "evaluated_by", "number", "dated", "objection_until", "objection_to"),
    *("objection_phone", PAPER_NUMBER, PAPER_EDITION, *DOCUMENT_KEYS),
)
"""What the papers of a round say that stands in no result; the names of evaluators too."""


ProvedBy = Literal["round", "result", "sources", "itself"]
"""What a paper is held to: a round's papers, a result, what an explanation is about, or itself."""


class NoText(Exception):
    """A paper without any text: a scan, or a page of pictures."""


class NotOf(Exception):
    """A paper that is like none made of what it is to be proved by."""


@dataclass(frozen=True, slots=True)
class PaperProof:
    """What proving a paper came to."""

    by: ProvedBy
    made: str
    """The paper of the round, or the template, that it was compared with."""
    differences: tuple[PaperDifference, ...]
    same: bool = False
    """Whether the file itself is the same, byte for byte."""
    edited: bool = False
    """Whether the round has it as edited by an office, and recorded so."""
    figures: int = 0
    """The figures that were compared."""
    has_charts: bool = True
    """Whether the figures of charts could be read."""


def opened_paper(path: Path) -> tuple[bytes, list[PaperLine]]:
    """Return a paper's content and its lines. Raises UnreadablePaper, NoText, OSError."""
    data = read_file(path)
    lines = paper_lines(path.name, data)
    if not any(any(map(str.isalnum, line.text)) for line in lines if line.place != "place-code"):
        raise NoText
    return data, lines


class Prover:
    """Proves papers by a round: its papers are made again from its sealed results, each once."""

    def __init__(self, round_: Round) -> None:
        """Read the round's record. Raises Unusable, OSError."""
        self._round = round_
        self._record = read_record(round_.folder)
        self._names = station_names(round_.folder)
        self._results: dict[str, Evaluation] = {}
        self._maker = Maker(round_, self._results)
        self._made: dict[str, tuple[bytes, list[PaperLine]]] = {}

    def prove(self, path: Path) -> PaperProof:
        """Return how a paper differs from the round's that it is most like.

        Raises UnreadablePaper, NoText, NotOf, Unusable when the round's files are not as recorded, OSError.
        """
        data, lines = opened_paper(path)
        problems: list[Problem] = []
        alike: list[tuple[float, str]] = []
        for name in self._candidates(path, lines):
            try:
                made = self._lines(name)
            except Unusable as unusable:
                problems += unusable.problems
                continue
            except NotAgain:
                continue
            alike.append((likeness(lines, made), name))
        alike.sort(reverse=True)
        most = alike[0][0] if alike else 0.0
        if problems and most < _SURE:  # it may be one that cannot be made again
            raise Unusable(list({(problem.code, problem.file): problem for problem in problems}.values()))
        if most < LEAST_LIKE:
            raise NotOf
        near = [name for like, name in alike[:_MOST_NEAR] if like > most - _NEAR]
        proofs = [proof_of("round", name, path, (data, lines), self._made[name]) for name in near]
        proof = min(proofs, key=lambda proof: len(proof.differences))
        is_same = self._made[proof.made][0] == data
        return replace(proof, same=is_same, edited=self._record.papers[proof.made].edited)

    def _lines(self, name: str) -> list[PaperLine]:
        """Return the lines of a paper of the round as it should be. Raises Unusable, NotAgain."""
        if name not in self._made:
            source = self._record.papers[name]
            for result in source.results:
                self._read(result)
            data = self._as_recorded(name) if source.edited else self._maker.make(name, source)
            self._made[name] = data, paper_lines(name, data)
        return self._made[name][1]

    def _read(self, name: str) -> None:
        """Read a result, and hold it to its seal and to the record. Raises Unusable."""
        if name not in self._results:
            document = load_result(self._round.folder / name, name)
            if self._record.files.get(name) != file_state(self._round.folder / name):
                raise Unusable([Problem("result-not-as-recorded", name)])
            self._results[name] = document

    def _as_recorded(self, name: str) -> bytes:
        """Return a paper that an office edited, as it was recorded. Raises NotAgain."""
        place = self._round.folder / name
        data = read_file(place) if place.is_file() else b""
        if self._record.files.get(name) != state_of(data):
            raise NotAgain(name)
        return data

    def _candidates(self, path: Path, lines: Sequence[PaperLine]) -> Iterator[str]:
        """Yield the papers of the round that it may be: where it lies, else by what it says."""
        suffix = _SAME_AS.get(path.suffix.lower(), path.suffix.lower())
        own = [name for name in self._record.papers if PurePosixPath(name).suffix == suffix]
        folder = self._round.folder.resolve()
        if path.resolve().is_relative_to(folder):
            inside = path.resolve().relative_to(folder).with_suffix(suffix).as_posix()
            if inside in own:
                yield inside
                return
        stations, of_round = self._subjects(lines)
        for name in own:
            results = self._record.papers[name].results
            about = next((id for at in (name, *results) if (id := station_of(at, self._names))), "")
            if about in stations or (not about and of_round):
                yield name

    def _subjects(self, lines: Sequence[PaperLine]) -> tuple[set[str], bool]:
        """Return the stations a paper may be about, and whether it may be about the whole round."""
        text = "".join("".join(line.text.split()) for line in lines)
        code = _code(lines)
        fields = {} if code is None else code.fields
        counts: Counter[str] = Counter()
        for id, name in self._names.items():
            counts[id] = sum(text.count(words) for words in ("".join(name.split()), id) if words)
        stations = {id for id, count in counts.most_common(_MOST_STATIONS) if count}
        if fields.get("station") in self._names:
            stations.add(fields["station"])
        is_other = "round" in fields or "evaluator" in fields
        return stations, is_other or sum(count > 0 for count in counts.values()) != 1


def proof_of(
    by: ProvedBy,
    made: str,
    path: Path,
    stored: tuple[bytes, Sequence[PaperLine]],
    own: tuple[bytes, Sequence[PaperLine]],
) -> PaperProof:
    """Return how a paper differs from its own, as it should be; each with its lines."""
    (data, lines), (own_data, own_lines) = stored, own
    is_pdf = path.suffix.lower() == PDF
    differences = printed_differences(own_lines, lines) if is_pdf else paper_differences(lines, own_lines)
    if differences and path.suffix.lower() == ".docx" and is_saved_anew(data, own_data):
        differences = paper_differences(*resaved(lines, own_lines))
    has_charts = not is_pdf or not any(line.place == "place-chart" for line in own_lines)
    return PaperProof(by, made, tuple(differences), figures=_figures(lines), has_charts=has_charts)


def proved_by_result(result: Evaluation, path: Path) -> PaperProof:
    """Return how a paper on a station differs from one made of its sealed result.

    What a round adds (numbers, days, names) is not in the result and is left out.
    Raises UnreadablePaper, NoText, NotOf, OSError.
    """
    data, lines = opened_paper(path)
    is_page = path.suffix.lower() in (".html", ".htm")
    names = dict.fromkeys((sheet["evaluator"] for sheet in result["sheets"]), _BLANK)
    of_round = RoundContext(dict.fromkeys(_UNSAID, _BLANK), names=names)
    chosen, most = ("", list[PaperLine](), b""), 0.0
    for template, file in reports.TEMPLATES.items():
        if template in (reports.REVIEW, reports.RECHECK) or file.endswith(".html") != is_page:
            continue
        for context in (NO_ROUND, of_round):
            made = reports.render(result, template, context)
            own = list(_completed(paper_lines(file, made), lines))
            like = likeness(lines, own)
            if like > most:
                chosen, most = (template, own, made), like
    if most < LEAST_LIKE:
        raise NotOf
    template, own, made = chosen
    proof = proof_of("result", template, path, (data, lines), (made, own))
    differences = [difference for difference in proof.differences if _BLANK not in difference.made]
    if path.suffix.lower() == PDF and any(_BLANK in line.text for line in own):
        differences = [difference for difference in differences if difference.made]  # the rest is the round's
    return replace(proof, differences=tuple(differences), same=made == data)


def _completed(made: Sequence[PaperLine], stored: Sequence[PaperLine]) -> Iterator[PaperLine]:
    """Yield the lines of a made paper, with what only the round says as the stored paper says it."""
    pictures = _pictures(_code(stored))
    own = next((line.text for line in stored if line.place == "place-code"), "")
    left = [line.text for line in stored]
    for line in made:
        if line.place == "place-code" and own in pictures:
            yield PaperLine(line.place, own)
            continue
        if _BLANK in line.text:
            parts = line.text.split(_BLANK)
            pattern = re.compile(".*?".join(map(re.escape, parts)), re.DOTALL)
            if sum(map(str.isalnum, "".join(parts))) >= _LEAST_TEXT:
                fitting = next((text for text in left if pattern.fullmatch(text)), "")
                if fitting:
                    left.remove(fitting)
                yield PaperLine(line.place, fitting or line.text)
                continue
        yield line


def proved_by_itself(path: Path) -> PaperProof:
    """Return where a paper contradicts its own code, its feet, and its own sums.

    A paper in which everything was changed alike is not seen. Raises UnreadablePaper, NoText, NotOf when
    it has no code, OSError.
    """
    _, lines = opened_paper(path)
    code = _code(lines)
    if code is None:
        raise NotOf
    differences = [*_feet(code, lines), *_picture(code, lines), *_totals(code, lines), *_sums(lines)]
    return PaperProof(
        "itself", "", tuple(dict.fromkeys(differences)), figures=_figures(lines), has_charts=False
    )


def _code(lines: Sequence[PaperLine]) -> ProofCode | None:
    """Return what a paper says of itself beside the picture of its code; None where it says nothing."""
    return read_code("".join(line.text for line in lines if line.place != "place-code"))


def _feet(code: ProofCode, lines: Sequence[PaperLine]) -> Iterator[PaperDifference]:
    """Yield seals and editions on the pages that are not the code's."""
    edition = code.fields.get("edition", DASH)
    for line in lines:
        for match in _FOOT.finditer(line.text):
            number, seal = match["number"], match["seal"]
            if not code.seal.startswith(seal):
                yield PaperDifference(line.place, seal, code.seal[: len(seal)], figure=True)
            if number and edition not in (DASH, number):
                yield PaperDifference(line.place, number, edition, figure=True)


def _picture(code: ProofCode, lines: Sequence[PaperLine]) -> Iterator[PaperDifference]:
    """Yield a picture that is not that of the line below it; a PDF's is not read."""
    fitting = _pictures(code)
    for line in lines:
        if line.place == "place-code" and line.text not in fitting:
            yield PaperDifference(line.place, line.text, fitting[0], figure=True)


def _pictures(code: ProofCode | None) -> list[str]:
    """Return what the picture of a code says, in each language."""
    if code is None:
        return []
    return [code_text(lang, **code.fields) for lang in LANGUAGES]


def _totals(code: ProofCode, lines: Sequence[PaperLine]) -> Iterator[PaperDifference]:
    """Yield the row of the result whose points and grade are not the code's."""
    points, grade = (code.fields.get(key) for key in ("points", "grade"))
    if points is None or grade is None:
        return
    rows = list(_rows(lines))
    for (_, head), (place, row) in pairwise(rows):
        if head in _RESULT_HEADS:
            words = row.split()
            if not _squeezed(row).startswith(points) or grade not in _squeezed("".join(words[1:])):
                yield PaperDifference(place, row, f"{points} … {grade}", figure=True)


def _sums(lines: Sequence[PaperLine]) -> Iterator[PaperDifference]:
    """Yield sections that are not the sum of their parts, and shares that are not points of full marks."""
    listed: dict[str, tuple[Decimal, Decimal]] = {}
    places: dict[str, tuple[str, str]] = {}
    below = False
    for place, row in _rows(lines):
        match = _SECTION.match(row) if below else None
        if match is None:
            below = row in _SECTION_HEADS
            continue
        points, full, share = (Decimal(match[name]) for name in ("points", "full", "share"))
        if full and abs(points / full * 100 - share) > Decimal(1) / full + _ROUNDED:
            exact = f"{points / full * 100:.2f}%"
            yield PaperDifference(place, row, exact, figure=True)
        if match["id"]:
            listed[match["id"]], places[match["id"]] = (points, full), (place, row)
    for id, (points, full) in listed.items():
        parts = [own for other, own in listed.items() if re.fullmatch(rf"{re.escape(id)}\.?\d+", other)]
        if parts and sum(of for _, of in parts) == full:  # nothing was rescaled
            total = sum((own for own, _ in parts), Decimal())
            if abs(total - points) > _ROUNDED * len(parts):
                yield PaperDifference(*places[id], f"{total}", figure=True)


def _rows(lines: Sequence[PaperLine]) -> Iterator[tuple[str, str]]:
    """Yield the rows of tables, and all other lines, each with its place, in one spacing."""
    at: tuple[str, str] | None = None
    place, cells = "", ""
    for line in [*lines, PaperLine("", "")]:
        fields = line.place.fields if isinstance(line.place, Phrase) and line.place == "place-cell" else {}
        row = (fields["table"], fields["row"]) if fields else None
        if cells and (row is None or row != at):
            yield place, " ".join(cells.split())
            cells = ""
        if row is None:
            yield line.place, " ".join(line.text.split())
        else:
            place, cells = (place if cells else line.place), f"{cells} {line.text}"
        at = row


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _figures(lines: Sequence[PaperLine]) -> int:
    return sum(len(_FIGURE.findall(line.text)) for line in lines)
