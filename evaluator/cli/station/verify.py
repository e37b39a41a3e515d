"""`evaluator verify`: recompute an evaluation from its inputs and name the first place that differs."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from evaluator.base.json_text import dumped
from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import INPUT, INPUT_FILE, INPUT_FOLDER
from evaluator.cli.round.shared import opened, still
from evaluator.evaluation import SEMANTICS
from evaluator.evaluation.differences import NodeDifference, differences, is_figure, shown
from evaluator.evaluation.pipeline import Inputs, evaluate, read_inputs
from evaluator.evaluation.stored import (
    StoredResult,
    links_of,
    load_result,
    read_result,
    semantics_of,
    with_links,
)
from evaluator.loading.search import open_guideline
from evaluator.model.evaluation import Evaluation
from evaluator.model.round import FILE as ROUND_FILE
from evaluator.rounds.read import read_round, station_inputs
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem

if TYPE_CHECKING:
    from evaluator.model.guideline import Guideline
    from evaluator.model.round import Round
    from evaluator.reports.paper_compare import PaperDifference
    from evaluator.reports.reasons import Kind
    from evaluator.work.paper_proof import PaperProof

PAPERS: Final = (".docx", ".pdf", ".html", ".htm", ".xlsx")
"""Files that are compared with what they were made of."""
_MOST_TITLES: Final = 3
"""Lines at the beginning of a paper among which its title stands."""
MOST_LISTED: Final = 10
"""Nodes listed: figures that come out differently under another semantics, inputs that changed."""


@click.command("verify", cls=Command)
@click.argument("evaluation", metavar="EVALUATION|PAPER", type=INPUT_FILE)
@click.option("--against", type=INPUT)
@click.option("--result", type=INPUT_FILE)
@click.option("--sheets", type=INPUT_FOLDER)
@click.option("--decisions", type=INPUT_FILE)
@click.option("--guideline", default="", metavar="ID|PATH")
@click.option("--before", default="", metavar="RESULT|ROUND|GUIDELINE")
def command(
    evaluation: Path,
    against: Path | None,
    result: Path | None,
    sheets: Path | None,
    decisions: Path | None,
    guideline: str,
    before: str,
) -> None:
    """Recompute an EVALUATION from the inputs, or compare a PAPER with its sealed result."""
    lang = terminal.lang()
    if evaluation.suffix.lower() in PAPERS:
        if sheets or decisions or (against and result):
            raise click.UsageError(say("verify.paper-options", lang))
        _prove(evaluation, against, result, before, guideline)
        return
    if against is None or result is not None or before:
        raise click.UsageError(say("verify.needs-against", lang))
    file = read_result(evaluation, evaluation.as_posix())
    stored = file.document
    if not file.sealed:
        terminal.out(click.style(say("verify.seal", lang), fg="red"))
    if file.repeated:
        terminal.out(click.style(say("verify.twice", lang, key=file.repeated), fg="red"))
    if (against / ROUND_FILE).is_file() and not (sheets or decisions or guideline):
        inputs, problems = _of_round(stored, against)
    else:
        station, sheets, decisions = _inputs(stored, against, sheets, decisions)
        profile = stored["guideline"]["profile"]
        inputs, problems = read_inputs(
            station, sheets=sheets, decisions=decisions, guideline=guideline, profile=profile
        )
    if inputs is None:
        terminal.problems(problems)
        terminal.stop(say("nothing-done", lang))
    fresh = evaluate(inputs).document
    fresh = with_links(fresh, links_of(stored))
    different = differences(stored, fresh)
    if semantics_of(stored) != SEMANTICS:
        _other_program(file, fresh, different)
        return
    if different:
        _other_inputs(stored, fresh)
        first = different[0]
        terminal.out(click.style(say("verify.differs", lang, path=first.path), fg="red"))
        terminal.out(say("verify.stored", lang, value=_shown(first.stored)))
        terminal.out(say("verify.computed", lang, value=_shown(first.fresh)))
    elif file.data == dumped(fresh):
        terminal.out(say("verify.same", lang))
        return
    elif not file.repeated:
        terminal.out(click.style(say("verify.bytes", lang), fg="red"))
    sys.exit(terminal.BELOW)


def _prove(path: Path, against: Path | None, result: Path | None, before: str, guideline: str) -> None:
    """Say where a paper differs from what it was made of; exit with 3 where it does, 1 if nobody can tell."""
    from evaluator.reports.paper_text import UnreadablePaper
    from evaluator.reports.reasons import kind_of
    from evaluator.work.paper_proof import (
        NoText,
        NotOf,
        Prover,
        opened_paper,
        proved_by_itself,
        proved_by_result,
    )

    file = path.as_posix()
    beside = path.with_suffix(".json")
    if against is None and result is None and beside.is_file():
        result = beside
    unlike = "paper-no-code"
    try:
        kind = kind_of("".join(line.text for line in opened_paper(path)[1][:_MOST_TITLES]))
        if kind is None and (before or guideline):
            raise click.UsageError(say("verify.paper-options", terminal.lang()))
        if kind is not None and (against or result or before or guideline):
            unlike = "paper-not-of-round" if against is not None else "paper-not-of-result"
            proof = _explained(kind, path, against or result, before, guideline)
        elif against is not None:
            unlike = "paper-not-of-round"
            with still(against):
                proof = Prover(_round(against)).prove(path)
        elif result is not None:
            unlike = "paper-not-of-result"
            proof = proved_by_result(load_result(result), path)
        else:
            proof = proved_by_itself(path)
    except NotOf:
        terminal.problems([Problem(unlike, file)])
        sys.exit(terminal.ERRORS if unlike == "paper-no-code" else terminal.BELOW)
    except (NoText, UnreadablePaper) as error:
        terminal.problems([Problem("paper-no-text" if isinstance(error, NoText) else "paper-damaged", file)])
        terminal.stop(say("nothing-done", terminal.lang()))
    _say_proof(proof, file)


def _explained(kind: Kind, path: Path, after: Path | None, before: str, guideline: str) -> PaperProof:
    """Prove an explanation by what it was made of; exit with 2 where something of that is not named."""
    from evaluator.work.explanation_proof import Sources, proved_explanation
    from evaluator.work.paper_proof import NotOf

    sources = Sources(
        None if after is None else _source(after),
        _source(Path(before)) if before and kind != "editions" else None,
        _guideline(before) if before and kind == "editions" else None,
        _guideline(guideline) if guideline else None,
    )
    lacking = say(f"verify.explanation-{kind}", terminal.lang())
    try:
        proof = proved_explanation(kind, path, sources)
    except NotOf:
        if kind == "compare" and not before:  # the earlier result is not in the same round
            raise click.UsageError(lacking) from None
        raise
    if proof is None:
        raise click.UsageError(lacking)
    return proof


def _source(path: Path) -> Round | Path:
    """Return a round, or the file of a result."""
    if path.is_dir():
        with still(path):
            return _round(path)
    if not path.is_file():
        terminal.problems([Problem("file-missing", path.as_posix())])
        terminal.stop(say("nothing-done", terminal.lang()))
    return path


def _guideline(name: str) -> Guideline:
    guideline, problems = open_guideline(name)
    if guideline is None:
        terminal.problems(problems)
        terminal.stop(say("nothing-done", terminal.lang()))
    return guideline


def _round(folder: Path) -> Round:
    if not (folder / ROUND_FILE).is_file():
        terminal.stop(say("verify.not-round", terminal.lang(), folder=folder))
    return opened(folder)


def _say_proof(proof: PaperProof, file: str) -> None:
    """Print what differs, figures first, then what was compared; exit with 3 where something differs."""
    lang = terminal.lang()
    figures = [difference for difference in proof.differences if difference.figure]
    words = [difference for difference in proof.differences if not difference.figure]
    for difference in (*figures, *words[:MOST_LISTED]):
        args = {"place": difference.place, "stored": difference.stored, "made": difference.made}
        problem = Problem(_difference_code(proof, difference), file, args=args)
        terminal.out(click.style(problem.render(lang), fg="red"))
    terminal.out(say(f"verify.by-{proof.by}", lang, made=proof.made, figures=proof.figures))
    if proof.edited:
        terminal.out(say("verify.recorded-edit", lang))
    if not proof.has_charts and proof.by != "itself":
        terminal.out(say("verify.charts-unread", lang))
    if proof.differences:
        counts = {"figures": len(figures), "words": len(words)}
        terminal.out(click.style(say("verify.paper-differs", lang, **counts), fg="red"))
        sys.exit(terminal.BELOW)
    if proof.by == "itself":
        key = "verify.paper-agrees"
    elif Path(file).suffix.lower() == ".pdf":
        key = "verify.paper-printed-same"
    else:
        key = "verify.paper-same" if proof.same else "verify.paper-reads-same"
    terminal.out(say(key, lang))


def _difference_code(proof: PaperProof, difference: PaperDifference) -> str:
    if proof.by == "itself":
        return "proof-contradicts"
    if not difference.stored:
        return "proof-lacking"
    if not difference.made:
        return "proof-added"
    return "proof-figure" if difference.figure else "proof-wording"


def _other_program(file: StoredResult, fresh: Evaluation, different: Sequence[NodeDifference]) -> None:
    """Check what can be checked of a result under another semantics: its seal, and what it was made from.

    What comes out differently now is information: this program computes otherwise.
    """
    lang, stored = terminal.lang(), file.document
    changed = _changed(stored, fresh)
    for name in changed:
        terminal.out(click.style(say("verify.input", lang, name=name), fg="red"))
    sound = file.sealed and not file.repeated
    if sound and file.data != dumped(stored):
        terminal.out(click.style(say("verify.written", lang), fg="red"))
        sound = False
    figures = [node for node in different if is_figure(node)]
    key = "verify.other-program" if figures else "verify.other-program-same"
    if not sound and not figures:  # nothing good is said of a file that was changed
        key = "verify.other-program-only"
    args = {"then": semantics_of(stored), "now": SEMANTICS, "count": len(figures)}
    terminal.out(say(key, lang, **args))
    for node in figures[:MOST_LISTED]:
        values = {"stored": _shown(node.stored), "computed": _shown(node.fresh)}
        terminal.out(say("verify.moved", lang, path=node.path, **values))
    if changed or not sound:
        sys.exit(terminal.BELOW)


def _other_inputs(stored: Evaluation, fresh: Evaluation) -> None:
    """Name the inputs that are not those of the result: they are why the figures differ."""
    lang, changed = terminal.lang(), _changed(stored, fresh)
    if not any(name.startswith("sheets/") for name in fresh["inputs"]):
        without = [name for name in changed if name.startswith("sheets/")]
        if without:
            terminal.out(say("verify.without-sheets", lang, count=len(without)))
        changed = [name for name in changed if name not in without]
    for name in changed[:MOST_LISTED]:
        terminal.out(say("verify.input", lang, name=name))
    if len(changed) > MOST_LISTED:
        terminal.out(say("verify.inputs-more", lang, count=len(changed) - MOST_LISTED))


def _changed(stored: Evaluation, fresh: Evaluation) -> list[str]:
    """Return the names of what the two were made from that is not the same."""
    then, now = _made_from(stored), _made_from(fresh)
    return [name for name in dict.fromkeys((*then, *now)) if then.get(name) != now.get(name)]


def _made_from(document: Evaluation) -> dict[str, str]:
    """Return the hash of everything an evaluation was made from, by its name."""
    return {**document["inputs"], "guideline": document["guideline"].get("sha256", "")}


def _of_round(stored: Evaluation, folder: Path) -> tuple[Inputs | None, list[Problem]]:
    """Return the inputs as the round evaluates them: with its panel, its common facts, its decisions."""
    round_, problems = read_round(folder)
    if round_ is None:
        return None, problems
    return station_inputs(round_, stored["station"]["id"])


def _inputs(
    stored: Evaluation, against: Path, sheets: Path | None, decisions: Path | None
) -> tuple[Path, Path | None, Path | None]:
    """Return station, sheets and decisions: from a round's folder, or the paths of the options."""
    if not (against / "stations").is_dir():
        return against, sheets, decisions
    station = stored["station"]["id"]
    own = against / "stations" / station
    if not own.is_dir():
        terminal.stop(say("verify.no-station", terminal.lang(), id=station, folder=against))
    settled = against / "decisions" / f"{station}.yaml"
    marks = against / "sheets"
    return (
        own,
        sheets or (marks if marks.is_dir() else None),
        decisions or (settled if settled.is_file() else None),
    )


def _shown(value: object) -> str:
    return shown(value) or say("verify.absent", terminal.lang())
