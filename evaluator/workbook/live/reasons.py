"""The reasons for a criterion's points as formulas: its result, its facts and its missing evidence."""

from __future__ import annotations

from collections.abc import Iterable

from evaluator.conditions.excel import truth
from evaluator.conditions.formulas import NO, YES, amount, and_, if_, is_zero, literal, or_, ratio, total
from evaluator.conditions.monotonicity import facts_of
from evaluator.conditions.wording import percent, rule_words
from evaluator.model.guideline import Criterion
from evaluator.model.rule import Rule
from evaluator.rules.base import awarded_formula
from evaluator.rules.deduct import Deduct
from evaluator.rules.ratio import Ratio
from evaluator.rules.sum import Sum, SumPart
from evaluator.rules.tiers import Tiers
from evaluator.rules.weighted_ratios import WeightedRatios
from evaluator.workbook.live.calc import is_set
from evaluator.workbook.live.criteria import DEDUCTION, Judged
from evaluator.workbook.live.model import Model
from evaluator.workbook.live.view import AssignmentView
from evaluator.workbook.live.wording import LiveSentences, Text, fixed


class Reasons:
    """Writes the reasons for the points of every criterion of a workbook."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.sentences = LiveSentences(model.facts)
        self.words, self.plan = self.sentences.words, model.plan

    def rule(self, criterion: Criterion) -> str:
        """Return the fixed text: the rule, its weight, its conditions and the cost of missing evidence."""
        sentences = [rule_words(criterion.rule, self.words, criterion.points)]
        if criterion.full != criterion.points:
            own, full = (self.words.number(points) for points in (criterion.points, criterion.full))
            sentences.append(
                self.plan.say("rule.weight" if criterion.full else "rule.no_weight", own=own, full=full)
            )
        for key in ("applies_when", "zero_when"):
            condition = getattr(criterion, key)
            if condition is not None:
                sentences.append(self.plan.say(f"rule.{key}", condition=self.words.condition(condition)))
        if criterion.policy.kind == "cap" and criterion.evidence and not criterion.rule.marked:
            sentences.append(self.plan.say("rule.cap", share=percent(criterion.policy.cap)))
        return self.plan.say("stop").join(sentences)

    def reason(self, judgement: Judged, doubt: str, empty: str) -> Text:
        """Return the reason; *empty* holds where the station answered nothing that the criterion reads."""
        self.model.calc.label = judgement.criterion.id
        state = self._state(judgement, empty)
        facts = self.facts(facts_of(judgement.criterion))
        parts = [state, *([self.sentences.say("reason.end"), facts] if facts.longest else [])]
        parts += [
            *self._figure(judgement.criterion.rule, judgement.early.view),
            *self._ruled(judgement),
            *self._uncounted(judgement),
        ]
        text = self.sentences.joined(parts)
        if doubt == NO:
            return text
        return Text(f"IF({doubt},{self.sentences.say('engine').formula},{text.formula})", text.longest)

    def facts(self, names: Iterable[str]) -> Text:
        """Return the titles and values of facts, separated by semicolons."""
        stop = self.sentences.say("stop")
        parts: list[Text] = []
        for name in dict.fromkeys(names):
            if name in self.sentences.facts.cells:
                parts += [stop, self.sentences.fact(name)]
        return self.sentences.joined(parts[1:])

    def _state(self, judgement: Judged, empty: str) -> Text:
        """Return the sentence on the result; the cases are tested in the engine's order."""
        sentences, points, applies = self.sentences, self.model.own_ends(judgement)[0][0], judgement.low[1]
        low, full = judgement.low[0], judgement.criterion.points
        got = sentences.number(points)
        deduction = judgement.kind == DEDUCTION
        if deduction:
            text = self._when(f"{low}>0", sentences.say("reason.deducted", points=got), "nothing")
        else:
            least = f"ROUND({low}-{literal(full)},9)<0"
            worth = self.words.number(full)
            partly, whole = (
                sentences.say(f"reason.{key}", full=worth, points=got) for key in ("partly", "full")
            )
            scored = f"IF({least},{partly.formula},{whole.formula})"
            text = self._when(f"{low}>0", Text(scored, partly.longest), "zero")
        longest = [text.longest]
        if empty != NO:
            key, sure = ("blank_deducted", "TRUE") if deduction else ("blank", f"{low}=0")
            blank_text = sentences.say(f"why.{key}")
            longest.append(blank_text.longest)
            text = Text(f"IF(AND({empty},{sure}),{blank_text.formula},{text.formula})")
        if judgement.no_evidence != NO:
            lacking = self._lacking(judgement, got)
            longest.append(lacking.longest)
            text = Text(f"IF({judgement.no_evidence}=1,{lacking.formula},{text.formula})")
        text = self._zero(judgement, text, longest)
        if judgement.settled != YES:
            text = Text(f"IF({judgement.settled}=0,{self._open(judgement, longest)},{text.formula})")
        if applies != YES:
            out = self._not_applying(judgement, longest)
            text = Text(f"IF(AND({applies}=0,{judgement.settled}=1),{out},{text.formula})")
        return Text(text.formula, max(longest, key=len))

    def _when(self, condition: str, then: Text, otherwise: str) -> Text:
        return Text(
            f"IF({condition},{then.formula},{self.sentences.say(f'why.{otherwise}').formula})", then.longest
        )

    def _lacking(self, judgement: Judged, got: Text) -> Text:
        """Return the sentence that names the lines without evidence and what that costs."""
        lines = [
            (line.line.title, and_(is_set(line.asked), f"{line.ok}=0"))
            for line in judgement.lines
            if not line.option
        ]
        names = self.sentences.listed(lines, self.plan.say("why.clash"))
        policy = judgement.criterion.policy
        if policy.kind != "cap":
            return self.sentences.say("reason.no_evidence", lines=names)
        cap = self.words.number(judgement.criterion.points * policy.cap)
        return self.sentences.say("reason.capped", lines=names, cap=cap, points=got)

    def _zero(self, judgement: Judged, text: Text, longest: list[str]) -> Text:
        """Return the sentence on the zero condition where it holds or is unknown, else *text*."""
        criterion = judgement.criterion
        if criterion.zero_when is None:
            return text
        tri = truth(criterion.zero_when, judgement.early.view)
        condition = self.words.condition(criterion.zero_when)
        sure, unsure = (
            fixed(self.words.say(f"why.{key}", condition=condition))
            for key in ("zero_when", "zero_when_unknown")
        )
        longest.append(unsure.longest)
        otherwise = if_(tri.unknown, unsure.formula, text.formula)
        return Text(if_(tri.holds, sure.formula, otherwise))

    def _open(self, judgement: Judged, longest: list[str]) -> str:
        """Return the sentence on what is open: a claim, a condition, or the points."""
        criterion = judgement.criterion
        formula = self.sentences.say("why.open").formula
        early = judgement.early
        for flag, condition, key in (
            (early.zero_open, criterion.zero_when, "zero_when_open"),
            (early.claim, None, "claim"),
            (early.out_open, criterion.applies_when, "applies_open"),
        ):
            if flag == NO:
                continue
            if condition is None:
                text = self.sentences.say(f"reason.{key}")
            else:
                text = fixed(self.words.say(f"why.{key}", condition=self.words.condition(condition)))
            longest.append(text.longest)
            formula = if_(flag, text.formula, formula)
        return formula

    def _not_applying(self, judgement: Judged, longest: list[str]) -> str:
        """Return the sentence that the criterion does not apply, with the condition where there is one."""
        criterion = judgement.criterion
        plain = self.sentences.say("why.not_applicable").formula
        if criterion.applies_when is None:
            return plain
        text = fixed(
            self.words.say("why.applies_not", condition=self.words.condition(criterion.applies_when))
        )
        longest.append(text.longest)
        return if_(truth(criterion.applies_when, judgement.early.view).fails, text.formula, plain)

    def _figure(self, rule: Rule, view: AssignmentView) -> list[Text]:
        """Return the sentence on the rule's ratio, if it has one."""
        match rule:
            case Ratio() if rule.of_set:
                name = rule.quantity.of.fact
                of = view.number(name)
                to = view.cell(total(view.applies(name, option) for option in view.options(name)))
                names: tuple[str, ...] = (name,)
                nothing, value = NO, view.cell(f"{of}/{to}")
            case Ratio() | Tiers() if rule.quantity.to is not None:
                names = tuple(
                    operand.fact for operand in (rule.quantity.of, rule.quantity.to) if operand.fact
                )
                if isinstance(rule, Ratio) and rule.lower_is_better:
                    of, to = (amount(view, operand) for operand in (rule.quantity.to, rule.quantity.of))
                    nothing = is_zero(to)
                    value = view.cell(f"IF({nothing},0,{of}/{to})")
                else:
                    value, nothing = ratio(view, rule.quantity)
            case WeightedRatios() if rule.ledger:
                table = view.table(rule.ledger, rule.of, rule.to, rule.weight, rule.if_none)
                none = or_(is_set(table.blank), is_zero(table.weights))
                value = view.cell(f"IF({none},0,{table.total}/{table.weights})")
                ledger = self.words.ledgers[rule.ledger]
                mean = self.sentences.say("reason.mean", share=self.sentences.percent(value))
                blank = self.sentences.say("reason.no_targets", ledger=ledger.title or ledger.id)
                return [Text(if_(is_set(table.blank), blank.formula, mean.formula), blank.longest)]
            case _:
                return []
        missing = [flag for name in names for flag in (view.blank(name), view.waits(name))]
        share = self.sentences.say("reason.ratio", share=self.sentences.percent(value))
        if_none = self.sentences.say("reason.no_ratio").formula
        return [Text(if_(or_(*missing), '""', if_(nothing, if_none, share.formula)), share.longest)]

    def _ruled(self, judgement: Judged) -> list[Text]:
        """Return the points of each part of the rule, where the rule has parts and was applied."""
        parts = self._parts(judgement.criterion.rule, judgement.early.view)
        if not parts:
            return []
        asked = [is_set(judgement.settled), is_set(judgement.low[1])]
        if judgement.criterion.zero_when is not None:
            asked.append(truth(judgement.criterion.zero_when, judgement.early.view).fails)
        text = self.sentences.joined(parts)
        return [Text(if_(and_(*asked), text.formula, '""'), text.longest)]

    def _parts(self, rule: Rule, view: AssignmentView) -> list[Text]:
        missing = or_(*(flag for name in rule.needs() for flag in (view.blank(name), view.waits(name))))
        match rule:
            case Sum():
                return [self._part(number, part, view) for number, part in enumerate(rule.parts, 1)]
            case Deduct():
                return [
                    self._if(or_(missing, f"{cost}=0"), "reason.cost", entry=entry, points=cost)
                    for entry, cost in (
                        (entry, view.cell(cost)) for entry, cost in rule.costs(view, self.words)
                    )
                ]
            case Tiers():
                nothing = ratio(view, rule.quantity)[1]
                bands = [self.sentences.say("reason.band", band=self.words.band(band)) for band in rule.bands]
                none = self.sentences.say("reason.no_band")
                formula = rule.chosen(view, [text.formula for text in bands], none.formula)
                longest = max((text.longest for text in (*bands, none)), key=len)
                return [Text(if_(or_(missing, nothing), '""', formula), longest)]
        return []

    def _part(self, number: int, part: SumPart, view: AssignmentView) -> Text:
        """Return the sentence on the points of one part of a sum."""
        award = view.cell(awarded_formula(part.rule, view, part.points))
        title = part.title or self.words.say("part.nth", position=number)
        worth = literal(part.points)
        got = self.sentences.number(view.cell(f"IF(ISNUMBER({award}),MIN({worth},MAX(0,{award})),0)"))
        full = self.words.number(part.points)
        points = self.sentences.say("reason.part", part=title, points=got, of=full)
        left = self.sentences.say("reason.part_left", part=title)
        return Text(f"IF(ISNUMBER({award}),{points.formula},{left.formula})", points.longest)

    def _if(self, not_when: str, key: str, *, entry: str, points: str) -> Text:
        text = self.sentences.say(key, entry=entry, points=self.sentences.number(points))
        return Text(if_(not_when, '""', text.formula), text.longest)

    def _uncounted(self, judgement: Judged) -> list[Text]:
        """Name the chosen options that do not count because they lack evidence of their own."""
        facts = self.plan.guideline.facts
        lines = [
            (facts[line.line.each].choices[line.option], and_(is_set(line.asked), f"{line.ok}=0"))
            for line in judgement.lines
            if line.option
        ]
        if not lines:
            return []
        listed = self.sentences.listed(lines)
        cell = self.model.calc.cell(listed.formula)
        text = self.sentences.say("reason.uncounted", options=Text(cell, listed.longest))
        return [Text(f'IF(LEN({cell})=0,"",{text.formula})', text.longest)]
