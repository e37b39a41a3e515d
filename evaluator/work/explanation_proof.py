"""Prove an explanation that comes back: it is made again from the sealed results it says it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Final, get_args

from evaluator.base.gate import read_file
from evaluator.evaluation.editions import beside, compared, guideline_of
from evaluator.evaluation.stored import load_result
from evaluator.evaluation.why import Audience, names
from evaluator.model.evaluation import Evaluation
from evaluator.model.guideline import Guideline
from evaluator.model.round import RESULTS, Round
from evaluator.reports.explanation import Explanation, as_docx, as_html
from evaluator.reports.movements import MovementWords, RehearsalWords
from evaluator.reports.paper_compare import likeness
from evaluator.reports.paper_text import paper_lines
from evaluator.reports.reasons import (
    Kind,
    comparison_explanation,
    edition_explanation,
    language_of,
    why_explanation,
)
from evaluator.rounds.movements import movements, rehearse
from evaluator.rounds.record import file_state, read_record
from evaluator.texts.problem import Problem, Unusable
from evaluator.work.paper_proof import NotOf, PaperProof, opened_paper, proof_of

_PAGES: Final = (".html", ".htm")
_AUDIENCES: Final[Sequence[Audience]] = get_args(Audience)
_LEAST_LIKE: Final = 0.2
"""What an explanation of a few lines still shares with its own when one of them was changed."""
_SHORT: Final = 16
"""Digits of a seal that a comparison shows."""
_SEAL: Final = re.compile(rb'"seal": *"([0-9a-f]{64})"')
_Placed = tuple[Evaluation, Path]
"""A result, and where it lies: its guideline is looked for beside it."""


@dataclass(frozen=True, slots=True)
class Sources:
    """What an explanation is made of again, as far as it was named: the later, and the earlier."""

    after: Round | Path | None = None
    """A round, or a result's file."""
    before: Round | Path | None = None
    old: Guideline | None = None
    new: Guideline | None = None


def proved_explanation(kind: Kind, path: Path, sources: Sources) -> PaperProof | None:
    """Return how an explanation differs from the one made again; None where its sources were not named.

    Raises UnreadablePaper, NoText, NotOf, Unusable when a result is not as recorded, OSError.
    """
    _, lines = opened_paper(path)
    text = "".join("".join(line.text.split()) for line in lines)
    made = _made(kind, text, sources)
    least = _LEAST_LIKE if kind in ("why", "compare") else 0.0  # else there is one that it can be
    return None if made is None else _nearest(made, path, least)


def _made(kind: Kind, text: str, sources: Sources) -> Iterable[Explanation] | None:
    after, before = sources.after, sources.before
    if kind == "why" and after is not None:
        return _of_results(text, after)
    if kind == "compare" and after is not None and (before is not None or isinstance(after, Round)):
        return _of_pairs(text, after, before or after)
    if kind == "rounds" and isinstance(after, Round) and isinstance(before, Round):
        return [MovementWords(movements(before, after), language_of(after.guideline)).explanation()]
    if kind == "rehearse" and isinstance(after, Round) and sources.new is not None:
        lang = language_of(sources.new)
        words = RehearsalWords(rehearse(after, sources.new, lang), lang)
        return [words.explanation(after.title or after.id)]
    if kind == "editions" and sources.old is not None and sources.new is not None:
        return [edition_explanation(sources.old, sources.new)]
    return None


def _nearest(made: Iterable[Explanation], path: Path, least: float) -> PaperProof:
    """Compare a paper with that of the explanations from which it differs in the fewest places."""
    data, lines = opened_paper(path)
    is_page = path.suffix.lower() in _PAGES
    proofs: list[PaperProof] = []
    for explanation in made:
        own = as_html(explanation) if is_page else as_docx(explanation)
        own_lines = paper_lines("own.html" if is_page else "own.docx", own)
        if likeness(lines, own_lines) < least:
            continue
        proof = proof_of("sources", explanation.title, path, (data, lines), (own, own_lines))
        proofs.append(replace(proof, same=own == data))
        if not proofs[-1].differences:
            break
    if not proofs:
        raise NotOf
    return min(proofs, key=lambda proof: len(proof.differences))


def _of_results(text: str, source: Round | Path) -> Iterator[Explanation]:
    """Yield the explanations that a text may be: of what it names, for either reader."""
    for document, _ in _results(text, source, 64):
        asked = [(name, audience) for name, audience in product(names(document), _AUDIENCES)]
        made = [why_explanation(document, *each) for each in asked]
        titled = [each for each in made if "".join(each.title.split()) in text] or made
        yield from titled
        for (name, audience), each in zip(asked, made, strict=True):
            if each in titled:
                yield why_explanation(document, name, audience, every_row=True)


def _of_pairs(text: str, after: Round | Path, before: Round | Path) -> Iterator[Explanation]:
    """Yield the comparisons of results that a text names by their seals, for either reader."""
    pairs = product(_results(text, before, _SHORT), _results(text, after, _SHORT))
    for (old, old_place), (new, new_place) in pairs:
        if old["seal"] == new["seal"]:
            continue
        guidelines = [
            guideline_of(document, [(document["guideline"]["id"], beside(place))])
            for document, place in ((old, old_place), (new, new_place))
        ]
        comparison = compared(old, new, *guidelines)
        yield from (comparison_explanation(comparison, audience) for audience in _AUDIENCES)


def _results(text: str, source: Round | Path, digits: int) -> list[_Placed]:
    """Return the results that a text names by so many digits of their seals, else by stations' names.

    Each is held to its seal and to the round's record. Raises Unusable.
    """
    if isinstance(source, Path):
        return [(load_result(source), source)]
    files = read_record(source.folder).files
    stored = {
        name: source.folder / name
        for name in sorted(files)
        if name.startswith(f"{RESULTS}/") and name.endswith(".json")
    }
    sealed = [name for name, place in stored.items() if any(seal[:digits] in text for seal in _seals(place))]
    listed: list[_Placed] = []
    for name in sealed or stored:
        document = load_result(stored[name], name)
        if files[name] != file_state(stored[name]):
            raise Unusable([Problem("result-not-as-recorded", name)])
        if sealed or "".join(document["station"]["name"].split()) in text:
            listed.append((document, stored[name]))
    return listed


def _seals(place: Path) -> list[str]:
    """Return the seals that stand in a result: its own, and those of results it replaces or checks."""
    return [seal.decode() for seal in _SEAL.findall(read_file(place))] if place.is_file() else []
