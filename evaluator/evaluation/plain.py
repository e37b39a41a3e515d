"""Say in a reader's words why a criterion loses points: one sentence, without the steps of the arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evaluator.conditions.wording import ABOUT, Words, is_band
from evaluator.model.condition import Quantity
from evaluator.model.rule import Chosen, Named, Reason
from evaluator.model.values import NUMERIC, Amount
from evaluator.texts.sentences import SENTENCES


def plain(words: Words, reasons: Sequence[Reason], remarks: Sequence[str] = (), *, deduction: bool) -> str:
    """Return one sentence for the *reasons* of a finding; empty where none of them tells of a loss.

    What evaluators wrote beside their marks, the *remarks*, follows without their names.
    """
    sentences = dict.fromkeys(_sentences(words, reasons, remarks, deduction=deduction))
    return words.say("plain.separator").join(sentence for sentence in sentences if sentence)


def _sentences(
    words: Words, reasons: Sequence[Reason], remarks: Sequence[str], *, deduction: bool
) -> Iterator[str]:
    merged = any(_kind(reason) in ("merged", "decided") for reason in reasons)
    blank = [words.argument(reason.args["fact"]) for reason in reasons if reason.key == "why.blank"]
    if blank:
        names = dict.fromkeys(words.say("plain.quoted", fact=name) for name in blank)
        yield words.say("plain.blank", facts=words.joined(names, "list.items"))
    without_item = {reason.args["option"] for reason in reasons if reason.key == "why.no_item"}
    for reason in reasons:
        if reason.key == "why.blank":
            continue  # all of them are told in one sentence
        lack = reason.args.get("lack")
        if isinstance(lack, Chosen):  # what has no evidence is told for itself
            titles = words.facts[lack.fact].choices
            rest = tuple(option for option in lack.options if titles[option] not in without_item)
            if not rest:
                continue
            reason = reason._replace(args={**reason.args, "lack": Chosen(lack.fact, rest)})  # noqa: PLW2901
        if merged and _kind(reason) == "mark":
            continue  # the merged mark stands for the marks it was made from
        key = _key(reason, deduction=deduction)
        if key is None:
            yield words.reason(reason)
            continue
        if isinstance(reason.args.get("quantity"), Quantity) and _kind(reason) == "ratio":
            yield _ratio(words, reason)
            continue
        own: dict[str, str] = {}
        best, quantity = reason.args.get("best"), reason.args.get("quantity")
        if isinstance(quantity, Quantity):
            if is_band(best):
                own["best"] = words.bounds(best, quantity)
            if quantity.to is not None:
                of, to = words.amount(quantity.of), words.amount(quantity.to)
                own["quantity"] = words.say("plain.share_of", of=of, to=to)
        about = reason.args.get("fact")
        if isinstance(about, Named) and "expected" in reason.args:
            unit = words.unit(about.fact)
            for name in ("have", "expected", "short"):
                own[name] = words.argument(reason.args[name]).removeprefix(ABOUT) + unit
        sentence = words.reason(reason, key, ABOUT, own)
        if _kind(reason) in ("mark", "merged"):
            sentence += _remarks(words, remarks)
        yield sentence


def _remarks(words: Words, remarks: Sequence[str]) -> str:
    """Return what evaluators wrote, each text once; empty where they wrote nothing."""
    texts = dict.fromkeys(remark.strip().rstrip("。.；;") for remark in remarks)
    joined = words.say("plain.separator").join(text for text in texts if text)
    return words.say("plain.remarks", remarks=joined) if joined else ""


def _ratio(words: Words, reason: Reason) -> str:
    """Return both figures of a ratio by name; the one that is due where it is no figure of the station."""
    quantity = reason.args["quantity"]
    assert isinstance(quantity, Quantity)
    figures = {name: words.argument(reason.args[name]).removeprefix(ABOUT) for name in ("of", "to", "need")}
    fields = {name: words.argument(reason.args[name]).removeprefix(ABOUT) for name in ("value", "reach")}
    if quantity.to is None:
        return words.say("plain.ratio.set", **fields, of=figures["of"], to=figures["to"])
    way = str(reason.args["way"])
    if way == ".inverted":
        of = _figure(words, quantity.of, figures["to"])
        return words.say(f"plain.ratio{way}", of=of, to=_figure(words, quantity.to, figures["of"]))
    of = _figure(words, quantity.of, figures["of"])
    if quantity.to.fact and quantity.to.times == 1 == quantity.to.per:
        return words.say(f"plain.ratio{way}", **fields, of=of, to=_figure(words, quantity.to, figures["to"]))
    return words.say(f"plain.ratio.due{way}", of=of, need=figures["need"] + _unit(words, quantity.of))


def _figure(words: Words, amount: Amount, value: str) -> str:
    return words.say("plain.figure", what=words.amount(amount), value=value + _unit(words, amount))


def _unit(words: Words, amount: Amount) -> str:
    fact = words.facts.get(amount.fact)
    return fact.unit if fact is not None and fact.type in NUMERIC else ""


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
