"""Say in a reader's words why a criterion loses points: one sentence, without the steps of the arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache

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
    sentences.pop("", None)
    return words.say("plain.separator").join(sentences)


def _sentences(
    words: Words, reasons: Sequence[Reason], remarks: Sequence[str], *, deduction: bool
) -> Iterator[str]:
    kinds = [_kind(reason.key) for reason in reasons]
    merged = "merged" in kinds or "decided" in kinds
    blank = [words.argument(reason.args["fact"]) for reason in reasons if reason.key == "why.blank"]
    if blank:
        names = dict.fromkeys(words.say("plain.quoted", fact=name) for name in blank)
        yield words.say("plain.blank", facts=words.joined(names, "list.items"))
    without_item = {reason.args["option"] for reason in reasons if reason.key == "why.no_item"}
    for reason, kind in zip(reasons, kinds, strict=True):
        if reason.key == "why.blank" or (merged and kind == "mark"):
            continue  # told in one sentence; the merged mark stands for the marks it was made from
        args = reason.args
        lack = args.get("lack")
        if isinstance(lack, Chosen):  # what has no evidence is told for itself
            titles = words.facts[lack.fact].choices
            rest = tuple(option for option in lack.options if titles[option] not in without_item)
            if not rest:
                continue
            reason = reason._replace(args={**args, "lack": Chosen(lack.fact, rest)})  # noqa: PLW2901
        counted = deduction and kind == "count" and "fact" in args
        key = "plain.deduction" if counted else _key(reason.key, str(args.get("way", "")))
        if key is None:
            yield words.reason(reason)
        elif kind == "ratio" and isinstance(args.get("quantity"), Quantity):
            yield _ratio(words, reason)
        else:
            sentence = words.reason(reason, key, ABOUT, _own_words(words, args))
            yield sentence + _remarks(words, remarks) if kind in ("mark", "merged") else sentence


def _own_words(words: Words, args: Mapping[str, object]) -> dict[str, str]:
    """Return the words of those fields of a reason that a reader reads otherwise."""
    own: dict[str, str] = {}
    quantity = args.get("quantity")
    if isinstance(quantity, Quantity):
        best = args.get("best")
        if is_band(best):
            own["best"] = words.bounds(best, quantity)
        if quantity.to is not None:
            of, to = words.amount(quantity.of), words.amount(quantity.to)
            own["quantity"] = words.say("plain.share_of", of=of, to=to)
    if "expected" in args:
        about = args.get("fact")
        if isinstance(about, Named):
            unit = words.unit(about.fact)
            for name in ("have", "expected", "short"):
                own[name] = words.argument(args[name]).removeprefix(ABOUT) + unit
    return own


def _remarks(words: Words, remarks: Sequence[str]) -> str:
    """Return what evaluators wrote, each text once; empty where they wrote nothing."""
    texts = dict.fromkeys(remark.strip().rstrip("。.；;") for remark in remarks)
    joined = words.say("plain.separator").join(text for text in texts if text)
    return words.say("plain.remarks", remarks=joined) if joined else ""


def _ratio(words: Words, reason: Reason) -> str:
    """Return both figures of a ratio by name; the one that is due where it is no figure of the station."""
    quantity = reason.args["quantity"]
    assert isinstance(quantity, Quantity)

    def shown(name: str) -> str:
        return words.argument(reason.args[name]).removeprefix(ABOUT)

    if quantity.to is None:
        return words.reason(reason, "plain.ratio.set", ABOUT)
    way = str(reason.args["way"])
    if way == ".inverted":
        of = _figure(words, quantity.of, shown("to"))
        return words.say("plain.ratio.inverted", of=of, to=_figure(words, quantity.to, shown("of")))
    of = _figure(words, quantity.of, shown("of"))
    if quantity.to.fact and quantity.to.times == 1 == quantity.to.per:
        own = {"of": of, "to": _figure(words, quantity.to, shown("to"))}
        return words.reason(reason, f"plain.ratio{way}", ABOUT, own)
    return words.say(f"plain.ratio.due{way}", of=of, need=shown("need") + _unit(words, quantity.of))


def _figure(words: Words, amount: Amount, value: str) -> str:
    return words.say("plain.figure", what=words.amount(amount), value=value + _unit(words, amount))


def _unit(words: Words, amount: Amount) -> str:
    fact = words.facts.get(amount.fact)
    return fact.unit if fact is not None and fact.type in NUMERIC else ""


@cache
def _kind(key: str) -> str:
    """Return the first word of a reason's key: `deduct` of `why.deduct.each`."""
    return key.split(".")[1]


@cache
def _key(key: str, way: str) -> str | None:
    """Return the key of a reason's plain sentence, None where it has none."""
    name = key.partition(".")[2]
    return next((plain for plain in (f"plain.{name}{way}", f"plain.{name}") if plain in SENTENCES), None)
