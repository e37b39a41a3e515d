"""Facts said live: formulas that write a fact's title and value as the engine's words do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from evaluator.conditions.formulas import NO, YES
from evaluator.conditions.wording import ABOUT, MASKED, Words
from evaluator.model.guideline import Fact
from evaluator.workbook.live.facts import Cells, Known
from evaluator.workbook.positions import literal_text

MOST_FORMULA: Final = 7000
"""Excel takes formulas of 8192 characters."""
MOST_OPTIONS: Final = 10
"""Options of a set that are named; of a longer one their number is said."""
MOST_TEXT: Final = 60
"""Characters of a text that are shown."""
_MARK: Final = "\0"
_NUMBER: Final = "0000.00"
"""As long as most numbers."""


class Text(NamedTuple):
    """A formula worth a text, and about the longest text that it may come to."""

    formula: str
    longest: str = ""


def fixed(text: str) -> Text:
    """Return a text that never changes."""
    return Text(literal_text(text), text)


class Said:
    """Says the facts of one workbook."""

    def __init__(self, known: Known) -> None:
        self.known, self.calc, self.plan = known, known.calc, known.plan
        self.words = Words(known.guideline)

    def say(self, key: str, /, **args: object) -> Text:
        """Say a sentence; a `Text` among its fields stays live."""
        live = {name: value for name, value in args.items() if isinstance(value, Text)}
        said = self.plan.say(key, **{**args, **{name: f"{_MARK}{name}{_MARK}" for name in live}})
        pieces = said.split(_MARK)
        return self.joined(
            live[piece] if number % 2 else fixed(piece) for number, piece in enumerate(pieces) if piece
        )

    def joined(self, parts: Iterable[Text]) -> Text:
        """Put texts one after the other, in cells of their own where the formula becomes too long."""
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
        """Write a number as `wording.plain` does; *value* is a cell, it is written several times."""
        short = f"ROUND({value},4)"
        about = f"{literal_text(ABOUT)}&FIXED({value}+1E-11,2,TRUE)"
        return Text(f'IF(ABS({value}-{short})<1E-9,{short}&"",{about})', _NUMBER)

    def percent(self, value: str) -> Text:
        """Write a share as `wording.percent` does; *value* is a cell."""
        short = f"ROUND({value}*100,2)"
        about = f"{literal_text(ABOUT)}&FIXED({value}*100+1E-11,2,TRUE)"
        return Text(f'IF(ABS({value}*100-{short})<1E-9,{short}&"",{about})&"%"', _NUMBER)

    def listed(self, items: Iterable[tuple[str, str]], none: str = "", between: str = "list.items") -> Text:
        """Name the items, each with the condition of its being there, with the language's comma between."""
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
        found = f"MID({cell},{len(comma) + 1},LEN({cell}))"
        if none:
            found = f"IF(LEN({cell})=0,{literal_text(none)},{found})"
        return Text(found, comma.join(title for title, holds in items if holds != NO) or none)

    def fact(self, name: str) -> Text:
        """Say a fact's title and its value."""
        fact, cells = self.known.guideline.facts[name], self.known.cells[name]
        shown = self._shown(fact, cells)
        told = self.say("reason.fact", title=fact.title, value=shown)
        return Text(self.calc.cell(told.formula), told.longest)

    def _shown(self, fact: Fact, cells: Cells) -> Text:
        if fact.by_role:
            awaited = self.say("reason.awaited", role=self.words.role(fact.supplier))
        else:
            awaited = self.say("why.open")
        if cells.waits == YES:
            return awaited
        found, longest = self._value(fact, cells)
        if cells.waits != NO:
            found = f"IF({cells.waits}=1,{awaited.formula},{found})"
        if cells.blank != NO:
            blank = self._blank(fact)
            found = blank if cells.blank == YES else f"IF({cells.blank}=1,{blank},{found})"
        return Text(found, longest)

    def _blank(self, fact: Fact) -> str:
        """Say why there is no value: nothing given, no ledger, or what was given cannot be used."""
        empty, refused = (self.say(f"reason.{one}").formula for one in ("blank", "unusable"))
        typed = empty
        if not (fact.derived or fact.type == "set"):
            typed = f"IF(LEN(TRIM({self.plan.answer(fact.name)}))=0,{empty},{refused})"
        if fact.counted is None:
            return typed
        handed = self.known.counting.sheets[fact.counted.ledger].handed
        without = typed if fact.counted.or_declared else self.say("reason.no_ledger").formula
        return f"IF({handed}=0,{without},{refused})"

    def _value(self, fact: Fact, cells: Cells) -> Text:
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
                yes, no = (self.words.say(f"value.{one}") for one in ("yes", "no"))
                return Text(f"IF({value}=1,{literal_text(yes)},{literal_text(no)})", yes)
            case "choice":
                titles = list(fact.choices.values())
                parts = [
                    Text(f'IF({value}={number},{literal_text(one)},"")')
                    for number, one in enumerate(titles, 1)
                ]
                return Text(self.joined(parts).formula, max(titles, key=len, default=""))
            case "date":
                month, day = (f'RIGHT("0"&{one}({value}),2)' for one in ("MONTH", "DAY"))
                return Text(f'YEAR({value})&"-"&{month}&"-"&{day}', "0000-00-00")
            case "set":
                return self._set(fact, cells)
        return Text(f'LEFT({value},{MOST_TEXT})&IF(LEN({value})>{MOST_TEXT},"…","")', "　" * 20)

    def _set(self, fact: Fact, cells: Cells) -> Text:
        """Name what is there and what is not, or say how many of them there are."""
        ticks = [(title, self.known.ticks[fact.name, one]) for one, title in fact.choices.items()]
        if len(ticks) > MOST_OPTIONS:
            number = Text(f'{cells.value}&""', "00")
            found = self.say("reason.of", all=len(ticks), count=number)
        else:
            there = self.listed([(title, f"{tick}=1") for title, tick in ticks])
            lacks = self.listed([(title, f"{tick}=0") for title, tick in ticks])
            none = literal_text(self.words.say("value.none_chosen"))
            lack = self.say("reason.lacks", lacks=lacks)
            some = f'{there.formula}&IF({cells.value}={len(ticks)},"",{lack.formula})'
            told = f"IF({cells.value}=0,{none},{some})"
            found = Text(told, there.longest + self.say("reason.lacks", lacks="").longest)
        claimed = [
            self.known.claimed[fact.name, one]
            for one in fact.choices
            if (fact.name, one) in self.known.claimed
        ]
        if not claimed:
            return found
        count = self.calc.cell("+".join(claimed))
        out = self.say("reason.options_claimed", count=Text(f'{count}&""', "0"))
        return Text(f'{found.formula}&IF({count}=0,"",{out.formula})', found.longest + out.longest)
