"""Read sections and criteria: points, weights, rules, evidence."""

from __future__ import annotations

from fractions import Fraction

from evaluator.base import exact
from evaluator.base.exact import Number, simple, text
from evaluator.model.guideline import Criterion, EvidenceLine, EvidencePolicy, Rounding, Section
from evaluator.model.rule import Rule
from evaluator.model.values import EXPERT
from evaluator.rules import read_rule
from evaluator.rules.reader import Reader, flag_of, place_of, text_of
from evaluator.texts.messages import Phrase
from evaluator.yaml.parse import Items, Node, Table

DEFAULT_SCALE = 100
"""A weighted criterion without points of its own is marked on a scale of 100."""
DEDUCTION_RULES = frozenset({"count", "choice", "tiers", "yes_no"})


class CriteriaReader:
    """Reads the tree from the top down, and gives each node its share of the full marks."""

    def __init__(self, reader: Reader, rounding: Rounding, not_applicable: str) -> None:
        """Read with the guideline's rounding and its policy for criteria that do not apply."""
        self.reader = reader
        self.rounding = rounding
        self.not_applicable = not_applicable
        self.policy = EvidencePolicy()
        self.roles: frozenset[str] = frozenset()

    def sections(self, node: Node, full_marks: Number, at: Node) -> tuple[Section, ...]:
        """Return the top sections; without weights their points add up to the full marks."""
        nodes = tables(node)
        fulls = self._fulls(nodes, full_marks, full_marks, at)
        return tuple(
            self._section(section_node, full, 1, self.not_applicable)
            for section_node, full in zip(nodes, fulls, strict=True)
        )

    def beside(self, node: Node, kind: str, limit: Number | None = None) -> tuple[Criterion, ...]:
        """Return the criteria of `bonus` or `deductions`; a deduction's points are its `at_most`."""
        criteria: list[Criterion] = []
        for criterion_node in tables(node):
            entries = criterion_node.entries
            points_node = entries.get("at_most" if kind == "deductions" else "points")
            if points_node is not None:
                points = self.reader.number(points_node)
                self.reader.writable(points, points_node)
            elif limit is not None:
                points = limit
            else:
                self.reader.problem("points-missing", criterion_node.keys["id"], name=text_of(entries["id"]))
                points = 0
            criterion = self._criterion(criterion_node, points, points, "", "zero")
            if kind == "deductions":
                self._check_deduction(criterion, criterion_node)
            criteria.append(criterion)
        return tuple(criteria)

    def _check_deduction(self, criterion: Criterion, node: Table) -> None:
        rule = node.entries["rule"]
        if criterion.rule.kind not in DEDUCTION_RULES:
            self.reader.problem("deduction-rule", rule, rule=criterion.rule.kind)
        for read in criterion.rule.reads():
            fact = self.reader.facts.get(read.fact)
            if fact is not None and not fact.by_role and fact.counted is None:
                self.reader.problem("deduction-fact", rule, name=read.fact)

    def _section(self, node: Table, full: Number, level: int, policy: str) -> Section:
        entries = node.entries
        points = scale(node)
        policy = text_of(entries.get("not_applicable")) or policy
        weight = self.reader.number(entries["weight"]) if "weight" in entries else None
        if "points" in entries:
            self.reader.writable(points, entries["points"])
        name = text_of(entries["id"])
        at = entries.get("points", node.keys["id"])
        inner = tables(entries.get("sections"))
        leaves = tables(entries.get("criteria"))
        fulls = self._fulls(inner or leaves, full, points, at)
        sections: tuple[Section, ...] = ()
        criteria: tuple[Criterion, ...] = ()
        if inner:
            sections = tuple(
                self._section(section_node, share, level + 1, policy)
                for section_node, share in zip(inner, fulls, strict=True)
            )
        else:
            criteria = tuple(
                self._criterion(criterion_node, scale(criterion_node), share, name, policy)
                for criterion_node, share in zip(leaves, fulls, strict=True)
            )
        return Section(
            name,
            text_of(entries["title"]),
            points,
            level,
            full,
            weight,
            sections,
            criteria,
            text_of(entries.get("note")),
            text_of(entries.get("text")),
            place_of(entries["id"]),
        )

    def _fulls(self, nodes: list[Table], full: Number, points: Number, at: Node) -> list[Number]:
        """Return each sibling's share of its parent's *full* marks; their own points add up to *points*."""
        reader = self.reader
        weighted = [node for node in nodes if "weight" in node.entries]
        if not weighted:
            scales = [scale(node) for node in nodes]
            total: Number = sum(scales)
            if total != points:
                rest = Phrase(
                    "points-short" if total < points else "points-over",
                    number=text(simple(max(points - total, total - points))),
                )
                reader.problem("points-sum", at, sum=text(total), points=text(points), rest=rest)
            if full == points:
                return scales
            return [simple(Fraction(full) * own_points / points) if points else 0 for own_points in scales]
        if len(weighted) < len(nodes):
            bare = next(node for node in nodes if "weight" not in node.entries)
            reader.problem("weights-mixed", bare.keys["id"], name=text_of(bare.entries["id"]))
        if self.rounding.at != "total":
            reader.problem("weights-need-total", weighted[0].keys["weight"])
        weights = [reader.number(node.entries["weight"]) if "weight" in node.entries else 0 for node in nodes]
        whole: Number = sum(weights)
        if whole == 0:
            reader.problem("weights-all-zero", weighted[0].keys["weight"])
            return [0 for _ in nodes]
        return [simple(Fraction(full) * weight / whole) for weight in weights]

    def _criterion(self, node: Table, points: Number, full: Number, section: str, policy: str) -> Criterion:
        reader = self.reader
        entries = node.entries
        name = text_of(entries["id"])
        if section and "points" not in entries and "weight" not in entries:
            reader.problem("points-missing", node.keys["id"], name=name)
        elif section and "points" in entries:
            reader.writable(points, entries["points"])
        rule = read_rule(entries["rule"], reader, points)
        if "marked_by" in entries:
            role = text_of(entries["marked_by"])
            if not rule.marked:
                reader.problem("marked-by-without-mark", entries["marked_by"], rule=rule.kind)
            if role != EXPERT and role not in self.roles:
                reader.unknown("unknown-role", entries["marked_by"], role, [*self.roles, EXPERT])
        effort = entries.get("effort")
        weight = entries.get("weight")
        return Criterion(
            id=name,
            title=text_of(entries["title"]),
            points=points,
            rule=rule,
            full=full,
            weight=None if weight is None else reader.number(weight),
            section=section,
            text=text_of(entries.get("text")).strip(),
            note=text_of(entries.get("note")).strip(),
            evidence=self._evidence(entries.get("evidence"), name),
            policy=self.evidence_policy(entries["if_missing"]) if "if_missing" in entries else self.policy,
            look_at=tuple(text_of(item_node) for item_node in _items(entries.get("look_at"))),
            remedy=text_of(entries.get("remedy")).strip(),
            effort=None if effort is None else reader.number(effort),
            marked_by=text_of(entries.get("marked_by")) or EXPERT,
            zero_when=reader.condition(entries["zero_when"]) if "zero_when" in entries else None,
            applies_when=reader.condition(entries["applies_when"]) if "applies_when" in entries else None,
            may_not_apply=flag_of(entries.get("may_not_apply")),
            key_item=flag_of(entries.get("key_item")),
            not_applicable=text_of(entries.get("not_applicable")) or policy,
            ledgers=self._ledgers(rule),
            place=place_of(entries["id"]),
        )

    def _ledgers(self, rule: Rule) -> frozenset[str]:
        names = {table.ledger for table in rule.tables()}
        waiting = [read.fact for read in rule.reads()]
        seen: set[str] = set()
        while waiting:
            fact = self.reader.facts.get(waiting.pop())
            if fact is None or fact.name in seen:
                continue
            seen.add(fact.name)
            if fact.counted is not None:
                names.add(fact.counted.ledger)
            waiting += [*fact.total, *fact.less]
        return frozenset(names)

    def evidence_policy(self, node: Node | None) -> EvidencePolicy:
        """Read the policy for missing evidence: `no_points` (default), `keep_points` or `{cap: 60%}`."""
        if isinstance(node, Table):
            return EvidencePolicy("cap", exact.share(text_of(node.entries["cap"])) or Fraction(0))
        return EvidencePolicy(text_of(node) or "no_points")

    def _evidence(self, node: Node | None, criterion: str) -> tuple[EvidenceLine, ...]:
        reader = self.reader
        lines: list[EvidenceLine] = []
        for position, line_node in enumerate(tables(node), 1):
            entries = line_node.entries
            set_fact = reader.fact(entries["each"], ("set",)) if "each" in entries else ""
            lines.append(
                EvidenceLine(
                    text_of(entries.get("id")) or f"{text_of(entries['kind'])}-{position}",
                    text_of(entries["kind"]),
                    text_of(entries["title"]),
                    int(reader.number(entries["at_least"])) if "at_least" in entries else 1,
                    flag_of(entries.get("optional")),
                    reader.condition(entries["when"]) if "when" in entries else None,
                    "dated" in entries,
                    set_fact,
                    place_of(entries.get("id", line_node)),
                )
            )
        return tuple(lines)


def _items(node: Node | None) -> list[Node]:
    return node.nodes if isinstance(node, Items) else []


def scale(node: Table) -> Number:
    """Return a node's own points; by default the sum of its children, or 100 under a weight."""
    entries = node.entries
    own = entries.get("points")
    if own is not None:
        return exact.parse(text_of(own)) or 0
    children = [table for key in ("sections", "criteria") for table in tables(entries.get(key))]
    if children:
        return sum(scale(child) for child in children)
    return DEFAULT_SCALE if "weight" in entries else 0


def tables(node: Node | None) -> list[Table]:
    """Return the mappings of a list, none where it is absent."""
    return (
        [element for element in node.nodes if isinstance(element, Table)] if isinstance(node, Items) else []
    )
