"""Sentences as formulas: a fact's title and value, worded as the engine words them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from evaluator.conditions.formulas import NO, YES
from evaluator.conditions.wording import ABOUT, MASKED, Words
from evaluator.model.guideline import Fact
from evaluator.workbook.live.facts import FactCell, FactCells
from evaluator.workbook.positions import literal_text

MOST_FORMULA: Final = 7000
"""Excel takes formulas of 8192 characters."""
MOST_OPTIONS: Final = 10
"""The most options of a set that are named; a longer set shows their number."""
MOST_TEXT: Final = 60
"""Characters shown of a text."""
_MARK: Final = "\0"
_NUMBER: Final = "0000.00"
"""A sample as long as most numbers."""


class Text(NamedTuple):
    """A formula that gives a text, and a text about as long as its longest result."""

    formula: str
    longest: str = ""


def fixed(text: str) -> Text:
    """Return a text that never changes."""
    return Text(literal_text(text), text)


class LiveSentences:
    """Writes the sentences of one workbook as formulas."""

    def __init__(self, facts: FactCells) -> None:
        self.facts, self.calc, self.plan = facts, facts.calc, facts.plan
        self.words = Words(facts.guideline)

    def say(self, key: str, /, **args: object) -> Text:
        """Return a sentence; a `Text` among its fields stays a formula."""
        live = {name: value for name, value in args.items() if isinstance(value, Text)}
        sentence = self.plan.say(key, **{**args, **{name: f"{_MARK}{name}{_MARK}" for name in live}})
        pieces = sentence.split(_MARK)
        return self.joined(
            live[piece] if number % 2 else fixed(piece) for number, piece in enumerate(pieces) if piece
        )

    def joined(self, parts: Iterable[Text]) -> Text:
        """Concatenate texts; parts go into helper cells where the formula becomes too long."""
        cells: list[str] = []
        piece = longest = ""
        for part in parts:
            longest += part.longest
            if piece and len(piece) + len(part.formula) > MOST_FORMULA:
                cells.append(self.calc.cell(piece))
                piece = ""
            piece += ("&" if piece else "") + part.formula
        return Text("&".join([*cells, piece or '""']), longest)

    def number(self, value: str) -> Text:
        """Write a number as `wording.plain` does; *value* is a cell, because the formula repeats it."""
        short = f"ROUND({value},4)"
        about = f"{literal_text(ABOUT)}&FIXED({value}+1E-11,2,TRUE)"
        return Text(f'IF(ABS({value}-{short})<1E-9,{short}&"",{about})', _NUMBER)

    def percent(self, value: str) -> Text:
        """Write a share as `wording.percent` does; *value* is a cell."""
        short = f"ROUND({value}*100,2)"
        about = f"{literal_text(ABOUT)}&FIXED({value}*100+1E-11,2,TRUE)"
        return Text(f'IF(ABS({value}*100-{short})<1E-9,{short}&"",{about})&"%"', _NUMBER)

    def listed(self, items: Iterable[tuple[str, str]], none: str = "", between: str = "list.items") -> Text:
        """List the titles whose condition holds, separated by the text *between*."""
        comma = self.plan.say(between)
        items = list(items)
        parts = [
            Text(
                literal_text(comma + title)
                if holds == YES
                else f'IF({holds},{literal_text(comma + title)},"")'
            )
            for title, holds in items
            if holds != NO
        ]
        if not parts:
            return fixed(none)
        cell = self.calc.cell(self.joined(parts).formula)
        formula = f"MID({cell},{len(comma) + 1},LEN({cell}))"
        if none:
            formula = f"IF(LEN({cell})=0,{literal_text(none)},{formula})"
        return Text(formula, comma.join(title for title, holds in items if holds != NO) or none)

    def fact(self, name: str) -> Text:
        """Return a fact's title and its value."""
        fact, cells = self.facts.guideline.facts[name], self.facts.cells[name]
        shown = self._shown(fact, cells)
        text = self.say("reason.fact", title=fact.title, value=shown)
        return Text(self.calc.cell(text.formula), text.longest)

    def _shown(self, fact: Fact, cells: FactCell) -> Text:
        if fact.by_role:
            awaited = self.say("reason.awaited", role=self.words.role(fact.supplier))
        else:
            awaited = self.say("why.open")
        if cells.waits == YES:
            return awaited
        formula, longest = self._value(fact, cells)
        if cells.waits != NO:
            formula = f"IF({cells.waits}=1,{awaited.formula},{formula})"
        if cells.blank != NO:
            blank = self._blank(fact)
            formula = blank if cells.blank == YES else f"IF({cells.blank}=1,{blank},{formula})"
        return Text(formula, longest)

    def _blank(self, fact: Fact) -> str:
        """Return why there is no value: no answer, no ledger, or an unusable answer."""
        empty, refused = (self.say(f"reason.{key}").formula for key in ("blank", "unusable"))
        typed = empty
        if not (fact.derived or fact.type == "set"):
            typed = f"IF(LEN(TRIM({self.plan.answer(fact.name)}))=0,{empty},{refused})"
        if fact.counted is None:
            return typed
        handed = self.facts.counting.sheets[fact.counted.ledger].handed
        without = typed if fact.counted.or_declared else self.say("reason.no_ledger").formula
        return f"IF({handed}=0,{without},{refused})"

    def _value(self, fact: Fact, cells: FactCell) -> Text:
        if fact.private:
            return fixed(MASKED)
        value, unit = cells.value, fact.unit
        match fact.type:
            case "share":
                return self.percent(value)
            case "integer":
                return self.joined([Text(f'ROUND({value},0)&""', "0000"), *([fixed(unit)] if unit else [])])
            case "number":
                return self.joined([self.number(value), *([fixed(unit)] if unit else [])])
            case "boolean":
                yes, no = (self.words.say(f"value.{key}") for key in ("yes", "no"))
                return Text(f"IF({value}=1,{literal_text(yes)},{literal_text(no)})", yes)
            case "choice":
                titles = list(fact.choices.values())
                parts = [
                    Text(f'IF({value}={number},{literal_text(title)},"")')
                    for number, title in enumerate(titles, 1)
                ]
                return Text(self.joined(parts).formula, max(titles, key=len, default=""))
            case "date":
                month, day = (f'RIGHT("0"&{function}({value}),2)' for function in ("MONTH", "DAY"))
                return Text(f'YEAR({value})&"-"&{month}&"-"&{day}', "0000-00-00")
            case "set":
                return self._set(fact, cells)
        return Text(f'LEFT({value},{MOST_TEXT})&IF(LEN({value})>{MOST_TEXT},"…","")', "　" * 20)

    def _set(self, fact: Fact, cells: FactCell) -> Text:
        """Name the chosen options and the missing options, or give their number."""
        ticks = [(title, self.facts.ticks[fact.name, option]) for option, title in fact.choices.items()]
        if len(ticks) > MOST_OPTIONS:
            number = Text(f'{cells.value}&""', "00")
            text = self.say("reason.of", all=len(ticks), count=number)
        else:
            there = self.listed([(title, f"{tick}=1") for title, tick in ticks])
            lacks = self.listed([(title, f"{tick}=0") for title, tick in ticks])
            none = literal_text(self.words.say("value.none_chosen"))
            lack = self.say("reason.lacks", lacks=lacks)
            some = f'{there.formula}&IF({cells.value}={len(ticks)},"",{lack.formula})'
            formula = f"IF({cells.value}=0,{none},{some})"
            text = Text(formula, there.longest + self.say("reason.lacks", lacks="").longest)
        claimed = [
            self.facts.claimed[fact.name, option]
            for option in fact.choices
            if (fact.name, option) in self.facts.claimed
        ]
        if not claimed:
            return text
        count = self.calc.cell("+".join(claimed))
        out = self.say("reason.options_claimed", count=Text(f'{count}&""', "0"))
        return Text(f'{text.formula}&IF({count}=0,"",{out.formula})', text.longest + out.longest)
