"""The cells of every fact: value, blank, awaited, in doubt; settled as in `facts.gather`."""

from __future__ import annotations

from dataclasses import dataclass, field

from evaluator.conditions.formulas import NO, YES, Formula, amount, and_, compared, if_, negated, or_, total
from evaluator.model.guideline import Fact, Guideline
from evaluator.model.values import NUMERIC, Amount
from evaluator.workbook import layout
from evaluator.workbook.live.calc import Calc, is_set
from evaluator.workbook.live.counting import LedgerCounting
from evaluator.workbook.live.problem_cells import ProblemCell, concerned, expected
from evaluator.workbook.live.text_equality import changing, doubtful, facts_compared, narrowed, stripped
from evaluator.workbook.positions import Plan, literal_text


@dataclass(frozen=True)
class FactCell:
    """The cells of a fact. The value is only used where it is neither blank nor awaited."""

    value: Formula
    blank: Formula
    waits: Formula = NO
    doubt: Formula = NO


@dataclass
class FactCells:
    """The cells of all facts of the station, the same in both assignments."""

    plan: Plan
    calc: Calc
    counting: LedgerCounting
    cells: dict[str, FactCell] = field(default_factory=dict)
    ticks: dict[tuple[str, str], Formula] = field(default_factory=dict)
    problems: list[ProblemCell] = field(default_factory=list)
    claimed: dict[tuple[str, str], Formula] = field(default_factory=dict)
    """Options of a set claimed not to apply, and not chosen."""
    compared: frozenset[str] = frozenset()
    """Facts whose text is compared."""

    @property
    def guideline(self) -> Guideline:
        """The guideline."""
        return self.plan.guideline

    def settle(self) -> None:
        """Read every fact, treat contradictory values as blank, derive the others."""
        self.compared = facts_compared(self.guideline)
        for fact in self.guideline.facts.values():
            self.calc.label = fact.name
            self.cells[fact.name] = self._cells_of(fact)
        self._derive()
        cells = dict(self.cells)
        has_contradiction = False
        for fact in self.guideline.facts.values():
            if fact.by_role or fact.derived:
                continue
            wrong = []
            for bound, operator, key in ((fact.at_most, ">", "above"), (fact.at_least, "<", "below")):
                if bound is not None and bound.fact:
                    flag = self._beyond(fact, bound, operator, cells)
                    other = self.guideline.facts[bound.fact].title
                    self._note(fact, fact.name, flag, self.plan.say(f"problem.{key}", other=other))
                    wrong.append(flag)
            if wrong:
                has_contradiction = True
                mine = cells[fact.name]
                blank = self.calc.flag(or_(mine.blank, *wrong))
                doubts = [cells[b.fact].doubt for b in (fact.at_most, fact.at_least) if b and b.fact]
                doubt = self.calc.flag(or_(mine.doubt, *doubts))
                self.cells[fact.name] = FactCell(mine.value, blank, mine.waits, doubt)
        if has_contradiction:
            self._derive()

    def _beyond(self, fact: Fact, bound: Amount, operator: str, cells: dict[str, FactCell]) -> str:
        mine, other = cells[fact.name], cells[bound.fact]
        there = and_(negated(mine.blank), negated(other.blank), negated(other.waits))
        limit = amount(_Plain(cells), bound)  # type: ignore[arg-type]  # amounts ask for numbers only
        return self.calc.flag(if_(there, if_(compared(mine.value, operator, limit), YES, NO), NO))

    def _derive(self) -> None:
        for fact in self.guideline.facts.values():
            if fact.derived:
                self.calc.label = fact.name
                self.cells[fact.name] = self._sum(fact)

    def _sum(self, fact: Fact, depth: int = 0) -> FactCell:
        """Add up other facts; a blank takes precedence over an awaited value."""
        parts = [(sign, name) for names, sign in ((fact.total, "+"), (fact.less, "-")) for name in names]
        others = [self._operand(name, depth) for _, name in parts]
        waits = or_(*(other.waits for other in others))
        blank = or_(*(other.blank for other in others))
        doubt = self.calc.flag(or_(*(other.doubt for other in others)))
        added = "".join(f"{sign}{other.value}" for (sign, _), other in zip(parts, others, strict=True))
        gap = self.calc.flag(blank)
        waits = self.calc.flag(and_(waits, negated(gap)))
        return FactCell(self.calc.cell(if_(or_(gap, waits), NO, f"0{added}")), gap, waits, doubt)

    def _operand(self, name: str, depth: int) -> FactCell:
        other = self.guideline.facts[name]
        return (
            self._sum(other, depth + 1)
            if other.derived and depth < len(self.guideline.facts)
            else (self.cells[name])
        )

    def _cells_of(self, fact: Fact) -> FactCell:
        answer = self.plan.answer(fact.name)
        if fact.type == "set":
            return self._set(fact)
        if fact.by_role:
            return FactCell(NO, NO, YES)
        if fact.derived:
            return FactCell(NO, YES)
        if fact.counted is None:
            own = self._typed(fact, answer)
            why = self.plan.say("problem.text") if fact.type == "text" else expected(self.plan, fact)
            self._note(fact, fact.name, own.doubt, why)
            return own
        sheet = self.counting.sheets[fact.counted.ledger]
        counted, none = self.counting.counted(fact)
        missing = f"{sheet.handed}=0"
        if not fact.counted.or_declared:
            blank = self.calc.flag(or_(missing, is_set(none)))
            return FactCell(counted, blank, NO, sheet.doubt)
        own = self._typed(fact, answer)
        self._note(
            fact, fact.name, self.calc.flag(and_(missing, is_set(own.doubt))), expected(self.plan, fact)
        )
        return FactCell(
            self.calc.cell(f"IF({missing},{own.value},{counted})"),
            self.calc.flag(f"IF({missing},{own.blank}=1,{none}=1)"),
            NO,
            self.calc.flag(or_(sheet.doubt, and_(missing, own.doubt))),
        )

    def _note(self, fact: Fact, id: str, flag: str, why: str) -> None:
        """Note the cell of an answer that may keep figures from being shown."""
        title = fact.title if id == fact.name else f"{fact.title}：{fact.choices[id[len(fact.name) + 1 :]]}"
        place = self.plan.rows[id], layout.FACT_INPUT
        self.problems.append(
            ProblemCell("facts", *place, flag, title, why, concerned(self.guideline, fact.name))
        )

    def _typed(self, fact: Fact, answer: str) -> FactCell:
        """Read one answer; what does not fit its type, or its bounds, is in doubt."""
        blank = self.calc.flag(f"LEN(TRIM({answer}))=0")
        has_value = negated(f"{blank}=1")
        if fact.type == "boolean":
            yes, no = (
                f"EXACT(TRIM({answer}),{literal_text(word)})" for word in (layout.TICKED, layout.UNTICKED)
            )
            return FactCell(
                self.calc.cell(f"IF({yes},1,0)"),
                blank,
                NO,
                self.calc.flag(and_(has_value, f"NOT(OR({yes},{no}))")),
            )
        if fact.type == "choice":
            parts = [
                f"{number}*EXACT(TRIM({answer}),{literal_text(title.strip())})"
                for number, title in enumerate(fact.choices.values(), 1)
            ]
            value = self.calc.cell("+".join(parts))
            doubt = and_(has_value, or_(f"{value}=0", f"{value}>{len(fact.choices)}"))
            return FactCell(value, blank, NO, self.calc.flag(doubt))
        if fact.type == "text":
            if fact.name not in self.compared:
                return FactCell(self.calc.cell(f"TRIM({answer})"), blank)
            narrow = self.calc.cell(narrowed(answer))
            strange = or_(f"ISLOGICAL({answer})", doubtful(answer, narrow, self.calc.text(changing())))
            return FactCell(self.calc.cell(stripped(narrow)), blank, NO, self.calc.flag(strange))
        wrong = [f"NOT(ISNUMBER({answer}))"]
        value = self.calc.cell(f"IF(ISNUMBER({answer}),{answer},0)")
        if fact.type == "integer":
            wrong.append(f"{value}<>INT({value})")
        if fact.type == "date":
            value = self.calc.cell(f"INT({value})")
        for bound, operator in ((fact.at_least, "<"), (fact.at_most, ">")):
            if bound is not None and bound.constant is not None and fact.type in NUMERIC:
                limit = amount(_Plain({}), bound)  # type: ignore[arg-type]  # a constant asks nothing
                wrong.append(compared(value, operator, limit, 9))
        return FactCell(value, blank, NO, self.calc.flag(and_(has_value, or_(*wrong))))

    def _set(self, fact: Fact) -> FactCell:
        ticks = []
        strange = []
        for option in fact.choices:
            name = f"{fact.name}.{option}"
            answer = self.plan.answer(name)
            tick = self.calc.flag(f"EXACT(TRIM({answer}),{literal_text(layout.TICK)})")
            ticks.append(tick)
            other = f"LEN(TRIM({answer}))>{tick}"
            strange.append(other)
            if not fact.by_role:
                self._note(fact, name, self.calc.flag(other), self.plan.say("error.option"))
            self.ticks[fact.name, option] = tick
            if fact.may_not_apply:
                reason = self.plan.reason(name)
                self.claimed[fact.name, option] = self.calc.flag(f"AND(LEN(TRIM({reason}))>0,{tick}=0)")
        if fact.by_role:
            return FactCell(NO, NO, YES)
        head = self.plan.answer(fact.name)
        chosen = self.calc.cell(total(ticks))
        none = f"EXACT(TRIM({head}),{literal_text(layout.NONE_CHOSEN)})"
        blank = self.calc.flag(f"AND({chosen}=0,NOT({none}))")
        strange_head = [f"AND({chosen}>0,{none})", f"AND(LEN(TRIM({head}))>0,NOT({none}))"]
        strange += strange_head
        self._note(fact, fact.name, self.calc.flag(or_(*strange_head)), self.plan.say("error.set"))
        return FactCell(chosen, blank, NO, self.calc.flag(or_(*strange)))


class _Plain:
    """The facts for an amount, which only asks for their numbers."""

    def __init__(self, cells: dict[str, FactCell]) -> None:
        self.cells = cells

    def number(self, fact: str) -> str:
        return self.cells[fact].value
