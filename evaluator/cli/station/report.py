"""`evaluator report`: Word or HTML from evaluations, by the template's kind."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from evaluator.cli import terminal
from evaluator.cli.command import Command
from evaluator.cli.parameters import INPUT_FILE, INPUT_FOLDER, OutputPath
from evaluator.cli.pdf import PDF, make_pdfs, pdf_of
from evaluator.cli.round.shared import opened, still
from evaluator.evaluation.stored import load_result
from evaluator.model.evaluation import Evaluation
from evaluator.model.round import NO_ROUND, RoundContext
from evaluator.rounds.numbering import PAPER_NUMBER
from evaluator.texts import Listing
from evaluator.texts.commands import say
from evaluator.texts.problem import nearest
from evaluator.texts.template_reasons import template_reason

REVIEW = "review-decision"
RECHECK = "recheck"
COMPARING = (REVIEW, RECHECK)
"""The documents that are made of two results."""
ANNEXES = "annexes"
"""The template of what a report's findings rest on: single steps, evidence, counts, hashes."""
ENDINGS = (".docx", ".html", ".htm", ".pdf")
"""Files that a report can be written to."""
SET = ("feedback", "rectification", "composite", ANNEXES, REVIEW)
"""The documents that accompany a result's report."""

Compare = Callable[[Path, Evaluation], RoundContext]


@click.command("report", cls=Command)
@click.argument("evaluations", metavar="EVALUATION...", nargs=-1, required=True, type=INPUT_FILE)
@click.option("-t", "--template", default="", metavar="NAME|FILE")
@click.option("--before", type=INPUT_FILE)
@click.option("-o", "--output", type=OutputPath(ENDINGS, folder=True))
@click.option("--round", "folder", metavar="ROUND", type=INPUT_FOLDER)
@click.option("--annexes", is_flag=True)
@PDF
def command(
    evaluations: tuple[Path, ...],
    template: str,
    output: Path | None,
    before: Path | None,
    folder: Path | None,
    annexes: bool,
    pdf: bool,
) -> None:
    """Make reports from EVALUATIONs."""
    compared = comparing(folder) if folder else None
    # Everything is rendered before anything is written, so a mistake leaves no partial output.
    rendered: list[tuple[Path, bytes]] = []
    chosen = template or _by_output(output)
    if before is not None and (chosen not in COMPARING or len(evaluations) > 1):
        raise click.UsageError(say("before-only-review", terminal.lang()))
    for evaluation in evaluations:
        document = load_result(evaluation)
        context = compared(evaluation, document) if compared else NO_ROUND
        if compared and chosen in (*SET, *COMPARING):  # numbered where the round writes them
            context = replace(context, documents={**context.documents, PAPER_NUMBER: ""})
        old = _replaced(evaluation, document, before) if chosen in COMPARING else None
        data, suffix = render(document, chosen, context, old)
        # a document of the set must not overwrite the report beside the result
        ending = f".{chosen}{suffix}" if chosen in (*SET, *COMPARING) else suffix
        path = _target(evaluation, output, ending, len(evaluations))
        rendered.append((path, as_kind(data, suffix, path, chosen)))
        if annexes:
            data, suffix = render(document, ANNEXES, context)
            rendered.append((path.with_name(f"{path.stem}.{ANNEXES}{suffix}"), data))
    for path, data in rendered:
        terminal.write(path, data)
        terminal.out(say("written", terminal.lang(), path=path))
    _note_unseen(chosen)
    if pdf:
        make_pdfs([path for path, _ in rendered if path.suffix.lower() == ".docx"])


def _note_unseen(template: str) -> None:
    """Say what of a template was not printed, because its readers do not see it."""
    from evaluator import reports

    path = reports.template_path(template)
    unseen = reports.unseen_texts(path)
    if unseen:
        text = Listing(" ".join(part.text.split())[:30] for part in unseen[:3])
        terminal.note(say("template-unseen", terminal.lang(), path=path.name, count=len(unseen), text=text))


def _by_output(output: Path | None) -> str:
    """Choose the template by the output's ending when none is named."""
    return "html" if output is not None and output.suffix.lower() in (".html", ".htm") else "evaluation"


def _replaced(path: Path, document: Evaluation, before: Path | None) -> Evaluation:
    """Return the result that *document* replaces or rechecks: the file *before*, or the one beside it."""
    link = document.get("supersedes") or document.get("rechecks")
    if before is None:
        name = "" if link is None else link["file"]
        before = path.parent / name
        if not name or not before.is_file():
            terminal.stop(say("no-before", terminal.lang(), path=path))
    old = load_result(before)
    if old["station"]["id"] != document["station"]["id"]:
        terminal.stop(say("before-other-station", terminal.lang(), path=before))
    if link is not None and old["seal"] != link["seal"]:
        terminal.stop(say("before-other-result", terminal.lang(), path=before))
    return old


def _target(evaluation: Path, output: Path | None, suffix: str, count: int) -> Path:
    beside = evaluation.with_name(f"{evaluation.stem}{suffix}")
    if output is None:
        return beside
    if count == 1 and output.suffix and not output.is_dir():
        return output
    return output / beside.name


def render(
    document: Evaluation,
    template: str,
    context: RoundContext = NO_ROUND,
    before: Evaluation | None = None,
) -> tuple[bytes, str]:
    """Return the report and its file ending; print what is wrong with a template and exit with 1."""
    from evaluator import reports
    from evaluator.word import TemplateError

    lang = terminal.lang()
    path = reports.template_path(template)
    if not path.is_file():
        names = Listing(reports.TEMPLATES)
        terminal.stop(say("unknown-template", lang, name=template, known=names))
    try:
        data = (
            reports.render(document, template if template in reports.TEMPLATES else path, context)
            if before is None
            else reports.render_recheck(before, document, context)
            if template == RECHECK
            else reports.render_review(before, document, context)
        )
    except TemplateError as error:
        _stop_on_template(path, error.code, error.what, error.where)
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        if template in reports.TEMPLATES:
            raise  # a mistake of ours
        _stop_on_template(path, "value", f"{type(error).__name__}: {error}", "")
    return data, reports.ending(path)


def template_mistake(name: str, code: str, what: str) -> str:
    """Return what is wrong with a template: which, what kind of mistake, and which mistake."""
    lang = terminal.lang()
    kind, reason = say(f"template.{code}", lang), template_reason(what, lang)
    return say("template-error" if reason else "template-kind", lang, path=name, kind=kind, reason=reason)


def _stop_on_template(path: Path, code: str, what: str, where: str) -> NoReturn:
    """Print what is wrong with a template, where, and the likely name of a mistyped variable; exit with 1."""
    from evaluator.reports import variables

    lang = terminal.lang()
    if code == "file":
        name = f"{path.name}/{where}" if where else path.name
        kind = say(f"template.{code}", lang)
        terminal.stop(say("template-error", lang, path=name, kind=kind, reason=say(f"file.{what}", lang)))
    lines = [template_mistake(path.name, code, what)]
    if where:
        lines.append(say("template-place", lang, where=where))
    names = re.findall(r"'([A-Za-z_]\w*)'", what) if code == "undefined" else []
    if names:
        variable_names = {
            part for variable in variables() for part in re.findall(r"[A-Za-z_]\w*", variable.path)
        }
        near = nearest(names[-1], sorted(variable_names))
        if near:
            lines.append(say("template-near", lang, near=near))
    if path.suffix.lower() == ".docx":
        lines.append(say("template-check", lang, path=path))
    terminal.stop("\n".join(lines))


def as_kind(data: bytes, suffix: str, path: Path, template: str) -> bytes:
    """Return a report made as *suffix* as the kind of file that *path* names; exit with 1 for another."""
    from evaluator.reports import KINDS

    wanted = path.suffix.lower()
    if wanted == ".pdf" and suffix == ".docx":
        return pdf_of(data, path)
    if wanted in ENDINGS and KINDS[suffix] != KINDS.get(wanted):
        terminal.stop(say("report.kind", terminal.lang(), path=path, template=template, kind=suffix))
    return data


def write_report(document: Evaluation, path: Path, template: str) -> None:
    """Write one report; an .html path takes the HTML template."""
    name = "html" if path.suffix.lower() in (".html", ".htm") else template
    data, suffix = render(document, name)
    terminal.write(path, as_kind(data, suffix, path, name))
    terminal.note(say("written", terminal.lang(), path=path))


def comparing(folder: Path) -> Compare:
    """Return a function that gives what the round in *folder* adds to the report of an evaluation.

    It exits with 1 for an evaluation by another guideline, whose sections may differ under the same id.
    """
    from evaluator.reports.round_files import round_evaluations
    from evaluator.reports.round_totals import mean_shares
    from evaluator.rounds.corrections import edition_with
    from evaluator.rounds.papers import context_of, report_details

    with still(folder):
        round_ = opened(folder)
        means = mean_shares(round_evaluations(round_))
    if not means:
        terminal.note(say("report.no-mean", terminal.lang()))

    def compared(path: Path, document: Evaluation) -> RoundContext:
        if document["guideline"]["sha256"] != round_.guideline.sha256:
            terminal.stop(say("report.other-guideline", terminal.lang(), path=path))
        edition = edition_with(round_, document)
        own = report_details(round_, document["station"]["id"], edition)
        return replace(context_of(round_, edition, own), means=means)

    return compared
