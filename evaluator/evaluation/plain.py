"""Say in a reader's words why a criterion loses points: one sentence, without the steps of the arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluator.conditions.wording import ABOUT, BandLike, Words
from evaluator.model.condition import Quantity
from evaluator.model.rule import Reason
from evaluator.texts.sentences import SENTENCES


def plain(words: Words, reasons: Sequence[Reason], *, deduction: bool) -> str:
    """Return one sentence for the *reasons* of a finding; empty where none of them tells of a loss."""
    sentences = dict.fromkeys(_sentences(words, reasons, deduction=deduction))
    return words.say("plain.separator").join(sentence for sentence in sentences if sentence)


def _sentences(words: Words, reasons: Sequence[Reason], *, deduction: bool) -> Iterator[str]:
    merged = any(_kind(reason) in ("merged", "decided") for reason in reasons)
    blank = [words.argument(reason.args["fact"]) for reason in reasons if reason.key == "why.blank"]
    if blank:
        names = dict.fromkeys(words.say("plain.quoted", fact=name) for name in blank)
        yield words.say("plain.blank", facts=words.joined(names, "list.items"))
    for reason in reasons:
        if reason.key == "why.blank":
            continue  # all of them are told in one sentence
        if merged and _kind(reason) == "mark":
            continue  # the merged mark stands for the marks it was made from
        key = _key(reason, deduction=deduction)
        if key is None:
            yield words.reason(reason)
            continue
        fields = {name: words.argument(value).removeprefix(ABOUT) for name, value in reason.args.items()}
        best, quantity = reason.args.get("best"), reason.args.get("quantity")
        if isinstance(best, BandLike) and isinstance(quantity, Quantity):
            fields["best"] = words.bounds(best, quantity)
        yield words.say(key, **fields)


def _kind(reason: Reason) -> str:
    """Return the first word of a reason's key: `deduct` of `why.deduct.each`."""
    return reason.key.split(".")[1]


def _key(reason: Reason, *, deduction: bool) -> str | None:
    """Return the key of a reason's plain sentence, None where it has none."""
    if deduction and _kind(reason) == "count" and "fact" in reason.args:
        return "plain.deduction"
    name = reason.key.partition(".")[2]
    for key in (f"plain.{name}{reason.args.get('way', '')}", f"plain.{name}"):
        if key in SENTENCES:
            return key
    return None
