"""What each kind of template may print, as data: for the template doctor and for the list of variables."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, get_args, get_origin, get_type_hints

from evaluator.base.gate import read_text
from evaluator.reports.charts import GRADES, MEAN, RANKS, SECTIONS
from evaluator.reports.explanation import SLOPES, ExplanationView
from evaluator.reports.fields import ReportView
from evaluator.reports.letters import AnswerView, CheckView, ReceiptView
from evaluator.reports.proof_code import DRAWING
from evaluator.reports.review import ReviewView
from evaluator.reports.round_fields import RoundView
from evaluator.reports.score_sheet import SheetView
from evaluator.reports.variables import Variable, fields_of
from evaluator.texts.reports import LABELS
from evaluator.texts.reports.rounds import LABELS as ROUND_LABELS
from evaluator.word.names import FLAG, TEXT, Shape


@dataclass(frozen=True, slots=True)
class TemplateKind:
    """A kind of report: its view and its labels."""

    view: type[object]
    labels: Mapping[str, tuple[str, str]]
    charts: tuple[str, ...] = ()
    """The drawings that are filled where a template has them."""

    @property
    def code(self) -> str:
        """Return the name of the picture that proves the paper; '' for one that does not go out."""
        return DRAWING if "code" in get_type_hints(self.view) else ""


VIEWS: Final[Mapping[str, TemplateKind]] = MappingProxyType(
    {
        "station": TemplateKind(ReportView, LABELS, (SECTIONS, MEAN)),
        "round": TemplateKind(RoundView, {**LABELS, **ROUND_LABELS}, (GRADES, SECTIONS, RANKS)),
        "review": TemplateKind(ReviewView, LABELS),
        "sheet": TemplateKind(SheetView, LABELS),
        "receipt": TemplateKind(ReceiptView, LABELS),
        "check": TemplateKind(CheckView, LABELS),
        "answer": TemplateKind(AnswerView, LABELS),
        "explanation": TemplateKind(ExplanationView, LABELS, (SLOPES,)),
    }
)
"""The views by name. A new kind of document is one line here, and one for each of its templates below."""

WORD_TEMPLATES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "evaluation": ("evaluation-report.docx", "station"),
        "self-check": ("self-check.docx", "station"),
        "annexes": ("annexes.docx", "station"),
        "summary": ("summary.docx", "round"),
        "ranking": ("ranking.docx", "round"),
        "one-page": ("one-page.docx", "round"),
        "minutes": ("minutes.docx", "round"),
        "publicity": ("publicity.docx", "round"),
        "correction": ("correction.docx", "round"),
        "feedback": ("feedback.docx", "station"),
        "rectification": ("rectification.docx", "station"),
        "composite": ("composite.docx", "station"),
        "review-decision": ("review-decision.docx", "review"),
        "recheck": ("recheck.docx", "review"),
        "score-sheet": ("score-sheet.docx", "sheet"),
        "receipt": ("receipt.docx", "receipt"),
        "material-check": ("material-check.docx", "check"),
        "objection-answer": ("objection-answer.docx", "answer"),
        "explanation": ("explanation.docx", "explanation"),
    }
)
"""The Word templates that come with the program: file and view."""


_EXTRA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "documents.commissioned_by": "示例市民政局",
        "documents.evaluated_by": "示例市社会工作评估中心",
        "documents.number": "示民评〔2026〕12号",
        "documents.dated": "2026年11月24日",
        "documents.deadline": "2026年12月31日",
        "documents.contact": "示例市民政局慈社科 0000-0000000",
        "documents.objection_until": "2026年12月8日",
        "documents.objection_to": "示例市民政局",
        "documents.objection_phone": "100-0000000",
        "documents.recheck": "2027年3月",
        "documents.rectification_number": "示民评改〔2026〕3号",
        "documents.review_number": "示民评复〔2026〕1号",
        "documents.review_dated": "2026年12月15日",
        "problems[].severity": "error",
        "problems[].where": "ledgers/cases.xlsx:C14",
        "problems[].message": "日期“2026-13-01”不存在",
        "problems[].hint": "按 2026-01-31 的样子填写",
    }
)
"""Examples of what the sample round does not have."""


@cache
def view_fields(name: str) -> Mapping[str, Shape]:
    """Return the fields of a view, in the form the template doctor takes."""
    kind = VIEWS[name]
    return {**_tree(kind.view), "label": dict.fromkeys(kind.labels, TEXT)}


def _tree(view: type[object]) -> dict[str, Shape]:
    assert is_dataclass(view)
    hints = get_type_hints(view)
    return {field.name: _field_type(hints[field.name]) for field in fields(view)}


def _field_type(hint: object) -> Shape:
    if get_origin(hint) is tuple:
        return (_field_type(get_args(hint)[0]),)
    if isinstance(hint, type) and is_dataclass(hint):
        return _tree(hint)
    return FLAG if hint is bool else TEXT


def documented(name: str) -> Iterator[tuple[Variable, str]]:
    """List the variables of a view in its order, each with an example from the sample round; labels last."""
    kind = VIEWS[name]
    taken = _examples()
    examples = {**_EXTRA, **taken["station"], **taken.get(name, {})}
    alike = {path.rpartition(".")[2]: text for path, text in reversed([*taken["station"].items()])}
    for variable in fields_of(kind.view):
        last = variable.path.rpartition(".")[2]
        yield (
            variable,
            examples.get(variable.path) or ("" if variable.kind == "list" else alike.get(last, "")),
        )
    for label, (zh, en) in kind.labels.items():
        yield Variable(f"label.{label}", "text", en), zh


@cache
def _examples() -> Mapping[str, Mapping[str, str]]:
    """Read the examples that `scripts/build_examples.py` took from the sample round."""
    text = read_text(Path(__file__).with_name("examples.json"))
    examples: dict[str, dict[str, str]] = json.loads(text)
    return examples
