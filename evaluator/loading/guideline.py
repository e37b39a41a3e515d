"""Read a guideline: strict YAML, structure check, profile, then the model with all names resolved."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import cast

from evaluator.base import exact, seal
from evaluator.base.exact import Number, simple
from evaluator.base.frozen import dataclass
from evaluator.loading.criteria import CriteriaReader
from evaluator.loading.facts import read_facts, read_ledgers
from evaluator.loading.lint import lint
from evaluator.loading.profile import Profile, apply_profile, placed, read_profile
from evaluator.model.forms import Compare, HeldBack, RoundingPlace, RoundingRule, Status
from evaluator.model.guideline import (
    Bonus,
    Ceiling,
    Deductions,
    Eligibility,
    Grade,
    Guideline,
    Rounding,
    Veto,
)
from evaluator.rules import read_rule
from evaluator.rules.reader import Reader, flag_of, place_of, text_of
from evaluator.texts.problem import Problem, Severity, sort_problems
from evaluator.yaml.parse import Items, Node, Table, read_yaml, read_yaml_bytes, texts
from evaluator.yaml.schema import check_structure

FILE = "guideline.yaml"


def load_guideline(
    path: Path, profile: Path | None = None, *, shown: str = ""
) -> tuple[Guideline | None, list[Problem]]:
    """Return the resolved guideline (None when a problem is an error) and every problem of its files.

    *path* is the guideline's folder or its YAML file.
    """
    read = _resolved(path, profile, shown)
    if read.node is None:
        return None, sort_problems(read.problems)
    overlay = read.overlay
    guideline, more_problems = build(read.node, read.name, "" if overlay is None else overlay.name)
    problems = read.problems + (more_problems if overlay is None else placed(more_problems, overlay))
    return (None if _broken(problems) else guideline), sort_problems(problems)


def guideline_problems(data: bytes, shown: str) -> list[Problem]:
    """Return the problems of a guideline whose file holds *data*, without a profile."""
    node, problems = read_yaml_bytes(data, shown)
    if node is None:
        return problems
    problems += check_structure(node, "guideline", shown)
    if _broken(problems) or not isinstance(node, Table):
        return problems
    return problems + build(node, shown)[1]


def guideline_document(path: Path, profile: Path | None = None) -> dict[str, object] | None:
    """Return the object whose canonical JSON is hashed as a guideline's sha256, None where it has errors.

    Every scalar is the text that stands in the file.
    """
    read = _resolved(path, profile, "")
    return None if read.node is None else hashed(read.node, "" if read.overlay is None else read.overlay.name)


def hashed(root: Table, profile: str) -> dict[str, object]:
    """Return what a guideline's sha256 is made from."""
    return {"guideline": texts(root), "profile": profile}


@dataclass(frozen=True, slots=True)
class _Resolved:
    """A guideline's document with its profile applied; without it where a problem is an error."""

    name: str
    node: Table | None
    overlay: Profile | None
    problems: list[Problem]


def _resolved(path: Path, profile: Path | None, shown: str) -> _Resolved:
    file = path / FILE if path.is_dir() else path
    name = shown or f"{file.parent.name}/{file.name}"
    node, problems = read_yaml(file, name)
    if node is None:
        return _Resolved(name, None, None, problems)
    problems += check_structure(node, "guideline", name)
    if _broken(problems) or not isinstance(node, Table):
        return _Resolved(name, None, None, problems)
    if profile is None:
        return _Resolved(name, node, None, problems)
    overlay, more_problems = read_profile(profile)
    problems += more_problems
    if overlay is None:
        return _Resolved(name, None, None, problems)
    node, more_problems = apply_profile(node, overlay)
    problems += more_problems
    if not _broken(problems):
        # The profile's additions must have the same structure.
        problems += placed(check_structure(node, "guideline", name), overlay)
    return _Resolved(name, None if _broken(problems) else node, overlay, problems)


def _broken(problems: list[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


def build(root: Table, shown: str, profile: str = "") -> tuple[Guideline, list[Problem]]:
    """Build the model from a structurally valid document; return it with the problems found."""
    entries = root.entries
    rounding = _rounding(entries.get("rounding"))
    ledgers, ledger_problems = read_ledgers(entries.get("ledgers"), shown)
    reader = Reader(shown, {}, ledgers, rounding.places, read_rule)
    reader.problems += ledger_problems
    reader.facts = read_facts(entries["facts"], reader, _titles(entries.get("roles")))
    full_marks = reader.number(entries["full_marks"])
    reader.writable(full_marks, entries["full_marks"])
    not_applicable = entries.get("not_applicable")
    outside = not_applicable.entries if isinstance(not_applicable, Table) else {}
    criteria = CriteriaReader(reader, rounding, text_of(outside.get("points")) or "rescale")
    criteria.roles = frozenset(_titles(entries.get("roles")))
    criteria.policy = criteria.evidence_policy(entries.get("missing_evidence"))
    sections = criteria.sections(entries["sections"], full_marks, entries["full_marks"])
    at_most = exact.share(text_of(outside.get("at_most")))
    also = entries.get("also_out_of")
    guideline = Guideline(
        id=text_of(entries["id"]),
        edition=text_of(entries["edition"]),
        title=text_of(entries["title"]),
        status=cast("Status", text_of(entries["status"])),
        issuer=text_of(entries["issuer"]),
        full_marks=full_marks,
        grades=_grades(entries["grades"], reader, full_marks),
        facts=reader.facts,
        sections=sections,
        language=text_of(entries.get("language")) or "zh",
        modelled_on=text_of(entries.get("modelled_on")),
        subject=text_of(entries.get("subject")),
        basis=text_of(entries.get("basis")).strip(),
        source_document=text_of(entries.get("source_document")),
        source_sha256=text_of(entries.get("sha256")),
        also_out_of=None if also is None else reader.number(also),
        roles=_titles(entries.get("roles")),
        rounding=rounding,
        compare=cast("Compare", text_of(entries.get("compare")) or "exact"),
        within=text_of(outside.get("within")) or "section",
        not_applicable_at_most=at_most,
        ledgers=ledgers,
        bonus=_bonus(entries.get("bonus"), criteria),
        deductions=_deductions(entries.get("deductions"), criteria),
        ceilings=tuple(
            Ceiling(
                text_of(table["id"]),
                text_of(table["title"]),
                reader.condition(table["when"], ceiling=True),
                text_of(table["at_most"]),
                place_of(table["id"]),
            )
            for table in _tables(entries.get("ceilings"))
        ),
        vetoes=tuple(
            Veto(
                text_of(table["id"]),
                text_of(table["title"]),
                text_of(table["grade"]),
                reader.condition(table["when"]) if "when" in table else None,
                text_of(table.get("decided_by")),
                place_of(table["id"]),
            )
            for table in _tables(entries.get("vetoes"))
        ),
        eligibility=tuple(
            Eligibility(
                text_of(table["id"]),
                text_of(table["title"]),
                reader.condition(table["when"]),
                cast("HeldBack", text_of(table["result"])),
                place_of(table["id"]),
            )
            for table in _tables(entries.get("eligibility"))
        ),
        profile=profile,
        sha256=seal.digest(hashed(root, profile)),
    )
    lint(guideline, root, reader)
    return guideline, reader.problems


def _rounding(node: Node | None) -> Rounding:
    if not isinstance(node, Table):
        return Rounding()
    entries = node.entries
    return Rounding(
        int(exact.parse(text_of(entries["places"])) or 0) if "places" in entries else 2,
        cast("RoundingRule", text_of(entries.get("rule")) or "half_up"),
        cast("RoundingPlace", text_of(entries.get("at")) or "criterion"),
    )


def _titles(node: Node | None) -> dict[str, str]:
    return {key: text_of(value) for key, value in node.entries.items()} if isinstance(node, Table) else {}


def _tables(node: Node | None) -> list[Mapping[str, Node]]:
    nodes = node.nodes if isinstance(node, Items) else []
    return [element.entries for element in nodes if isinstance(element, Table)]


def _grades(node: Node, reader: Reader, full_marks: Number) -> tuple[Grade, ...]:
    """Return the grades, best first whatever their order in the file."""
    grades: list[Grade] = []
    for table in _tables(node):
        inclusive = "at_least" in table
        bound_node = table["at_least"] if inclusive else table["above"]
        share = exact.share(text_of(bound_node))
        bound = reader.number(bound_node) if share is None else simple(Fraction(full_marks) * share)
        grades.append(
            Grade(
                text_of(table["id"]),
                text_of(table["title"]),
                bound,
                inclusive,
                text_of(table.get("note")),
                place_of(table["id"]),
            )
        )
    # Of two bands with the same bound, the band that excludes the bound is higher.
    return tuple(sorted(grades, key=lambda grade: (grade.bound, not grade.inclusive), reverse=True))


def _bonus(node: Node | None, criteria: CriteriaReader) -> Bonus:
    if not isinstance(node, Table):
        return Bonus()
    entries = node.entries
    at_most = criteria.reader.number(entries["at_most"]) if "at_most" in entries else None
    return Bonus(criteria.beside(entries["criteria"], "bonus"), at_most, flag_of(entries.get("above_full")))


def _deductions(node: Node | None, criteria: CriteriaReader) -> Deductions:
    if not isinstance(node, Table):
        return Deductions()
    entries = node.entries
    at_most = criteria.reader.number(entries["at_most"]) if "at_most" in entries else None
    criteria.reader.asks_for_full = False
    deduction_criteria = criteria.beside(entries["criteria"], "deductions", at_most)
    criteria.reader.asks_for_full = True
    return Deductions(deduction_criteria, at_most)
