"""Why a criterion has its points, in words and live: what it came to, its facts, what evidence lacks."""

from __future__ import annotations

from collections.abc import Iterable

from evaluator.conditions.excel import truth
from evaluator.conditions.formulas import NO, YES, amount, either, every, is_zero, literal, ratio, total, when
from evaluator.conditions.monotonicity import facts_of
from evaluator.conditions.wording import percent, rule_words
from evaluator.model.guideline import Criterion
from evaluator.model.rule import Rule
from evaluator.rules.base import awarded_formula
from evaluator.rules.deduct import Deduct
from evaluator.rules.ratio import Ratio
from evaluator.rules.sum import Part, Sum
from evaluator.rules.tiers import Tiers
from evaluator.rules.weighted_ratios import WeightedRatios
from evaluator.workbook.live.calc import is_set
from evaluator.workbook.live.criteria import DEDUCTION, Judged
from evaluator.workbook.live.model import Model
from evaluator.workbook.live.view import View
from evaluator.workbook.live.wording import Said, Text, fixed


class Reasons:
    """Says why, for every criterion of a workbook."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.said = Said(model.known)
        self.words, self.plan = self.said.words, model.plan

    def rule(self, criterion: Criterion) -> str:
        """Say the rule, its weight, when it applies, what missing evidence costs: what never changes."""
        told = [rule_words(criterion.rule, self.words, criterion.points)]
        if criterion.full != criterion.points:
            own, full = (self.words.number(one) for one in (criterion.points, criterion.full))
            told.append(
                self.plan.say("rule.weight" if criterion.full else "rule.no_weight", own=own, full=full)
            )
        for key in ("applies_when", "zero_when"):
            condition = getattr(criterion, key)
            if condition is not None:
                told.append(self.plan.say(f"rule.{key}", condition=self.words.condition(condition)))
        if criterion.policy.kind == "cap" and criterion.evidence and not criterion.rule.marked:
            told.append(self.plan.say("rule.cap", share=percent(criterion.policy.cap)))
        return self.plan.say("stop").join(told)

    def reason(self, one: Judged, doubt: str, empty: str) -> Text:
        """Say why; *empty* holds where nothing of what the criterion reads was given."""
        self.model.calc.label = one.criterion.id
        state = self._state(one, empty)
        facts = self.facts(facts_of(one.criterion))
        told = [state, *([self.said.say("reason.end"), facts] if facts.longest else [])]
        told += [*self._figure(one.criterion.rule, one.early.view), *self._ruled(one), *self._uncounted(one)]
        found = self.said.joined(told)
        if doubt == NO:
            return found
        return Text(f"IF({doubt},{self.said.say('engine').formula},{found.formula})", found.longest)

    def facts(self, names: Iterable[str]) -> Text:
        """Say facts one after the other."""
        stop = self.said.say("stop")
        parts: list[Text] = []
        for name in dict.fromkeys(names):
            if name in self.said.known.cells:
                parts += [stop, self.said.fact(name)]
        return self.said.joined(parts[1:])

    def _state(self, one: Judged, empty: str) -> Text:
        """Say what it came to, in the order in which the engine asks."""
        said, points, applies = self.said, self.model.own_ends(one)[0][0], one.low[1]
        low, full = one.low[0], one.criterion.points
        got = said.number(points)
        deduction = one.kind == DEDUCTION
        if deduction:
            found = self._when(f"{low}>0", said.say("reason.deducted", points=got), "nothing")
        else:
            least = f"ROUND({low}-{literal(full)},9)<0"
            worth = self.words.number(full)
            partly, whole = (said.say(f"reason.{key}", full=worth, points=got) for key in ("partly", "full"))
            scored = f"IF({least},{partly.formula},{whole.formula})"
            found = self._when(f"{low}>0", Text(scored, partly.longest), "zero")
        longest = [found.longest]
        if empty != NO:
            key, sure = ("blank_deducted", "TRUE") if deduction else ("blank", f"{low}=0")
            told = said.say(f"why.{key}")
            longest.append(told.longest)
            found = Text(f"IF(AND({empty},{sure}),{told.formula},{found.formula})")
        if one.no_evidence != NO:
            lacking = self._lacking(one, got)
            longest.append(lacking.longest)
            found = Text(f"IF({one.no_evidence}=1,{lacking.formula},{found.formula})")
        found = self._zero(one, found, longest)
        if one.settled != YES:
            found = Text(f"IF({one.settled}=0,{self._open(one, longest)},{found.formula})")
        if applies != YES:
            out = self._not_applying(one, longest)
            found = Text(f"IF(AND({applies}=0,{one.settled}=1),{out},{found.formula})")
        return Text(found.formula, max(longest, key=len))

    def _when(self, condition: str, then: Text, otherwise: str) -> Text:
        return Text(
            f"IF({condition},{then.formula},{self.said.say(f'why.{otherwise}').formula})", then.longest
        )

    def _lacking(self, one: Judged, got: Text) -> Text:
        """Name the lines whose evidence is not there, and say what that costs."""
        lines = [
            (line.line.title, every(is_set(line.asked), f"{line.ok}=0"))
            for line in one.lines
            if not line.option
        ]
        names = self.said.listed(lines, self.plan.say("why.clash"))
        policy = one.criterion.policy
        if policy.kind != "cap":
            return self.said.say("reason.no_evidence", lines=names)
        cap = self.words.number(one.criterion.points * policy.cap)
        return self.said.say("reason.capped", lines=names, cap=cap, points=got)

    def _zero(self, one: Judged, found: Text, longest: list[str]) -> Text:
        """Say that a condition makes it nothing, or may: nobody can tell."""
        criterion = one.criterion
        if criterion.zero_when is None:
            return found
        tri = truth(criterion.zero_when, one.early.view)
        condition = self.words.condition(criterion.zero_when)
        sure, unsure = (
            fixed(self.words.say(f"why.{key}", condition=condition))
            for key in ("zero_when", "zero_when_unknown")
        )
        longest.append(unsure.longest)
        told = when(tri.unknown, unsure.formula, found.formula)
        return Text(when(tri.holds, sure.formula, told))

    def _open(self, one: Judged, longest: list[str]) -> str:
        """Say what is still to be settled: a claim, whether it applies or counts nothing, or the points."""
        criterion = one.criterion
        found = self.said.say("why.open").formula
        early = one.early
        for flag, condition, key in (
            (early.zero_open, criterion.zero_when, "zero_when_open"),
            (early.claim, None, "claim"),
            (early.out_open, criterion.applies_when, "applies_open"),
        ):
            if flag == NO:
                continue
            if condition is None:
                told = self.said.say(f"reason.{key}")
            else:
                told = fixed(self.words.say(f"why.{key}", condition=self.words.condition(condition)))
            longest.append(told.longest)
            found = when(flag, told.formula, found)
        return found

    def _not_applying(self, one: Judged, longest: list[str]) -> str:
        """Say that it does not apply, and where a condition says so, which."""
        criterion = one.criterion
        plain = self.said.say("why.not_applicable").formula
        if criterion.applies_when is None:
            return plain
        told = fixed(
            self.words.say("why.applies_not", condition=self.words.condition(criterion.applies_when))
        )
        longest.append(told.longest)
        return when(truth(criterion.applies_when, one.early.view).fails, told.formula, plain)

    def _figure(self, rule: Rule, view: View) -> list[Text]:
        """Say the ratio that decides, where there is one."""
        match rule:
            case Ratio() if rule.of_set:
                name = rule.quantity.of.fact
                of = view.number(name)
                to = view.cell(total(view.applies(name, one) for one in view.options(name)))
                names: tuple[str, ...] = (name,)
                nothing, value = NO, view.cell(f"{of}/{to}")
            case Ratio() | Tiers() if rule.quantity.to is not None:
                names = tuple(one.fact for one in (rule.quantity.of, rule.quantity.to) if one.fact)
                if isinstance(rule, Ratio) and rule.lower_is_better:
                    of, to = (amount(view, one) for one in (rule.quantity.to, rule.quantity.of))
                    nothing = is_zero(to)
                    value = view.cell(f"IF({nothing},0,{of}/{to})")
                else:
                    value, nothing = ratio(view, rule.quantity)
            case WeightedRatios() if rule.ledger:
                table = view.table(rule.ledger, rule.of, rule.to, rule.weight, rule.if_none)
                none = either(is_set(table.blank), is_zero(table.weights))
                value = view.cell(f"IF({none},0,{table.total}/{table.weights})")
                ledger = self.words.ledgers[rule.ledger]
                mean = self.said.say("reason.mean", share=self.said.percent(value))
                blank = self.said.say("reason.no_targets", ledger=ledger.title or ledger.id)
                return [Text(when(is_set(table.blank), blank.formula, mean.formula), blank.longest)]
            case _:
                return []
        missing = [flag for name in names for flag in (view.blank(name), view.waits(name))]
        share = self.said.say("reason.ratio", share=self.said.percent(value))
        none = self.said.say("reason.no_ratio").formula
        return [Text(when(either(*missing), '""', when(nothing, none, share.formula)), share.longest)]

    def _ruled(self, one: Judged) -> list[Text]:
        """Say how the points add up, where the rule was asked and has parts: each with what it gives."""
        parts = self._parts(one.criterion.rule, one.early.view)
        if not parts:
            return []
        asked = [is_set(one.settled), is_set(one.low[1])]
        if one.criterion.zero_when is not None:
            asked.append(truth(one.criterion.zero_when, one.early.view).fails)
        found = self.said.joined(parts)
        return [Text(when(every(*asked), found.formula, '""'), found.longest)]

    def _parts(self, rule: Rule, view: View) -> list[Text]:
        missing = either(*(flag for name in rule.needs() for flag in (view.blank(name), view.waits(name))))
        match rule:
            case Sum():
                return [self._part(number, part, view) for number, part in enumerate(rule.parts, 1)]
            case Deduct():
                return [
                    self._if(either(missing, f"{cost}=0"), "reason.cost", entry=entry, points=cost)
                    for entry, cost in (
                        (entry, view.cell(cost)) for entry, cost in rule.costs(view, self.words)
                    )
                ]
            case Tiers():
                nothing = ratio(view, rule.quantity)[1]
                bands = [self.said.say("reason.band", band=self.words.band(band)) for band in rule.bands]
                none = self.said.say("reason.no_band")
                found = rule.chosen(view, [one.formula for one in bands], none.formula)
                longest = max((one.longest for one in (*bands, none)), key=len)
                return [Text(when(either(missing, nothing), '""', found), longest)]
        return []

    def _part(self, number: int, part: Part, view: View) -> Text:
        """Say what a part of a sum gives."""
        award = view.cell(awarded_formula(part.rule, view, part.points))
        title = part.title or self.words.say("part.nth", position=number)
        worth = literal(part.points)
        got = self.said.number(view.cell(f"IF(ISNUMBER({award}),MIN({worth},MAX(0,{award})),0)"))
        told = self.words.number(part.points)
        points = self.said.say("reason.part", part=title, points=got, of=told)
        left = self.said.say("reason.part_left", part=title)
        return Text(f"IF(ISNUMBER({award}),{points.formula},{left.formula})", points.longest)

    def _if(self, not_when: str, key: str, *, entry: str, points: str) -> Text:
        told = self.said.say(key, entry=entry, points=self.said.number(points))
        return Text(when(not_when, '""', told.formula), told.longest)

    def _uncounted(self, one: Judged) -> list[Text]:
        """Name the options that are chosen and do not count, for want of evidence of their own."""
        facts = self.plan.guideline.facts
        lines = [
            (facts[line.line.each].choices[line.option], every(is_set(line.asked), f"{line.ok}=0"))
            for line in one.lines
            if line.option
        ]
        if not lines:
            return []
        listed = self.said.listed(lines)
        cell = self.model.calc.cell(listed.formula)
        told = self.said.say("reason.uncounted", options=Text(cell, listed.longest))
        return [Text(f'IF(LEN({cell})=0,"",{told.formula})', told.longest)]
