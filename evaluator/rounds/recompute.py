"""Compute a stored result again from the inputs it was made from, and name where it differs.

Its inputs are found by their hashes: in their places, or under `history/was/` when they were replaced since.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from evaluator import __version__
from evaluator.base.disk import link_file, make_folder
from evaluator.base.json_text import dumped
from evaluator.evaluation import SEMANTICS
from evaluator.evaluation.differences import differences, is_figure, shown
from evaluator.evaluation.pipeline import evaluate
from evaluator.evaluation.stored import StoredResult, links_of, read_result, semantics_of, with_links
from evaluator.model.evaluation import Evaluation
from evaluator.model.round import DECISIONS, FILE, RESULTS, SHEETS, STATIONS, Round
from evaluator.rounds.read import inputs_of, sheet_files, station_inputs
from evaluator.rounds.record import CRITERIA, WAS, file_state
from evaluator.rounds.subjects import station_of, subject_words
from evaluator.rounds.versions import round_of
from evaluator.texts import Listing
from evaluator.texts.messages import Phrase
from evaluator.texts.problem import Problem, Unusable

MOST_LISTED: Final = 3
"""Differences listed of a result."""
_ROUND: Final = "round.yaml#"


@dataclass(frozen=True, slots=True)
class Recomputed:
    """What a stored result came to."""

    path: str
    """In the round."""
    station: str
    problems: tuple[Problem, ...]
    document: Evaluation | None
    """The result as it should be; None where that cannot be known."""
    current: bool = True
    """Whether the station's files are still those it was made from."""


def recompute(round_: Round, path: str, names: Mapping[str, str], changed: Collection[str]) -> Recomputed:
    """Compute the result at *path* again. *changed* are files that are not as recorded. Raises OSError."""
    station = station_of(path, names)
    what = subject_words(path, names)
    now = _evaluated(round_, station)
    try:
        stored = read_result(round_.folder / path, path)
    except Unusable as unusable:
        return Recomputed(path, station, unusable.problems, now)
    problem = stored.problem(path)
    problems = [] if problem is None else [problem]
    if now is not None and dumped(with_links(now, links_of(stored.document))) == stored.data:
        return Recomputed(path, station, tuple(problems), stored.document)
    fresh, current = now, True
    missing: list[str] = []
    if now is None or stored.document["inputs"] != now["inputs"]:
        earlier, missing = _from_history(round_, station, stored.document)
        if earlier is not None or stored.sealed:
            fresh, current = earlier, False
    if fresh is None:
        touched = [name for name in changed if _concerns(name, station, names)]
        hidden = not missing or any(name.partition("#")[0] in changed for name in missing)
        explained = bool(touched) and hidden
        code = "result-unproved" if explained else "result-inputs-lost" if missing else "result-not-computed"
        problems.append(Problem(code, path, args={"what": what, "names": Listing(missing[:5])}))
        return Recomputed(path, station, tuple(problems), stored.document if stored.sealed else None, current)
    problems += _compared(stored, fresh, path, what)
    wrong = any(problem.code in ("result-seal", "result-differs", "result-bytes") for problem in problems)
    document = with_links(fresh, links_of(stored.document)) if wrong else stored.document
    return Recomputed(path, station, tuple(problems), document, current)


def _concerns(path: str, station: str, names: Mapping[str, str]) -> bool:
    """Return whether a file is among those a station's result is made from."""
    return station_of(path, names) == station or path == FILE or path.startswith(f"{CRITERIA}/")


def computed_again(round_: Round, station: str, document: Evaluation) -> Evaluation | None:
    """Compute a result anew from the inputs it names; None where they are lost. Raises OSError."""
    now = _evaluated(round_, station)
    if now is not None and now["inputs"] == document["inputs"]:
        return now
    return _from_history(round_, station, document)[0]


def _evaluated(round_: Round, station: str) -> Evaluation | None:
    inputs, _ = station_inputs(round_, station)
    return None if inputs is None else evaluate(inputs).document


def _compared(stored: StoredResult, fresh: Evaluation, path: str, what: str) -> Iterator[Problem]:
    """Yield what differs between a stored result and the one computed from its inputs."""
    whole = with_links(fresh, links_of(stored.document))
    tool = stored.document["tool"]
    different = differences(stored.document, whole)
    figures = [node for node in different if is_figure(node)]
    if semantics_of(stored.document) != SEMANTICS:
        args = {"what": what, "count": str(len(figures))}
        yield Problem("result-other-program", path, args=args)
        return
    if tool.get("version") != __version__:
        different = figures
    different = [node for node in different if node.path != "seal"] or different
    if not different:
        if tool.get("version") == __version__ and stored.data != dumped(whole):
            yield Problem("result-bytes", path, args={"what": what})
        return
    for node in different[:MOST_LISTED]:
        stored_value = shown(node.stored) or Phrase("node-absent")
        computed = shown(node.fresh) or Phrase("node-absent")
        args = {"what": what, "place": _place(node.path), "stored": stored_value, "computed": computed}
        yield Problem("result-differs", path, args=args)
    if len(different) > MOST_LISTED:
        args = {"what": what, "count": str(len(different) - MOST_LISTED)}
        yield Problem("result-differs-more", path, args=args)


def _place(path: str) -> str:
    """Return where a node stands in the words of a result."""
    head, _, rest = path.partition("[")
    id, _, inner = rest.partition("].")
    keys = {"findings": "node-criterion", "sections": "node-section"}
    if path.startswith("inputs."):
        return Phrase("node-input", name=path.removeprefix("inputs."))
    if path.startswith("score."):
        node = path.removeprefix("score.")
        return Phrase({"points": "node-total", "grade": "node-grade"}.get(node, "node-score"), node=node)
    if head in keys and inner:
        return Phrase(keys[head], id=id, node=inner)
    return path


def _from_history(round_: Round, station: str, document: Evaluation) -> tuple[Evaluation | None, list[str]]:
    """Return the evaluation of the inputs that a result names, or the files among them that are gone."""
    at_the_time = round_of(round_, station, document)
    if at_the_time is None:
        return None, [name for name in document["inputs"] if name.startswith(_ROUND)] or ["round.yaml"]
    with _rebuilt(at_the_time, station, document["inputs"]) as (rebuilt, missing):
        if missing:
            return None, missing
        inputs, _ = inputs_of(
            rebuilt, station, rebuilt.folder / STATIONS / station, sheet_files(rebuilt, station)
        )
        return (None, []) if inputs is None else (evaluate(inputs).document, [])


@contextmanager
def _rebuilt(round_: Round, station: str, inputs: Mapping[str, str]) -> Iterator[tuple[Round, list[str]]]:
    """Yield a round in a temporary folder with the files of these hashes, and the files that are gone."""
    missing: list[str] = []
    with tempfile.TemporaryDirectory(prefix="evaluator-") as name:
        for inside, sha256 in inputs.items():
            if inside.startswith(_ROUND):
                continue
            path = (
                inside
                if inside.startswith((f"{SHEETS}/", f"{DECISIONS}/"))
                else f"{STATIONS}/{station}/{inside}"
            )
            source = _by_hash(round_.folder, path, sha256)
            if source is None:
                missing.append(path)
                continue
            target = Path(name) / path
            link_file(source, target)
        make_folder(Path(name) / RESULTS)
        yield replace(round_, folder=Path(name)), missing


def _by_hash(folder: Path, path: str, sha256: str) -> Path | None:
    for place in (folder / path, folder / WAS / sha256):
        if place.is_file() and file_state(place).sha256 == sha256:
            return place
    return None
