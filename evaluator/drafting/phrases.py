"""The rules that the wordings of score tables stand for.

A wording is split into clauses; each reader joins all of them into one kind of rule, or gives up. A rule is
made only where every clause that gives or takes points has its place in it, and the awards fit the points. A
wording understood in part yields no rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from evaluator.base.exact import Number, text
from evaluator.drafting import worths
from evaluator.drafting.accounting import unaccounted
from evaluator.drafting.amounts import highest_alone, in_points
from evaluator.drafting.clauses import Clause, Wording, read_wording
from evaluator.drafting.counts import read_count
from evaluator.drafting.deductions import read_deductions
from evaluator.drafting.limits import read_limits
from evaluator.drafting.options import RANKS, read_all_of, read_options
from evaluator.drafting.ratings import DEGREE, read_rating
from evaluator.drafting.ratios import read_ratio
from evaluator.drafting.recognition import Asked, RuleDraft, printed
from evaluator.drafting.refusals import AS_ASKED
from evaluator.drafting.signs import number_of
from evaluator.drafting.steps import read_tiers
from evaluator.texts.messages import Phrase

MOST_LETTERS: Final = 1_000
"""A longer wording cannot be stated by a simple rule."""

MOST_CLAUSES: Final = 3
MOST_SHOWN: Final = 40
"""Most characters of a clause shown in a message."""

Reader = Callable[[Wording, Number, Asked], RuleDraft | None]
_ON_TOP: Final = re.compile(r"(?<=[^;,。\n])[;,。]?[(][^()]*[^()\d][加增]\d+(?:\.\d+)?分[)]")
"""Points in brackets that come on top of what the wording says before: …监督记录。（建立一个基地，加5分）."""
_HIGHEST: Final = re.compile("不(?:重复|累计)|取最高|就高|按最高|最高(?:级别|等级|奖项|荣誉)")
"""That not everything counts."""
_BOXED: Final = re.compile(r"(?m)^(?P<what>[□☐○◯].+?)[ \u3000]+(?P<points>\d+(?:\.\d+)?)分?$")
"""Answers to tick, with their points behind them."""
_AT_MOST: Final = re.compile(
    r"(?P<each>每(?:[^，,；;。（(\d]|1(?!\d)){1,14})(?P<points>\d+(?:\.\d+)?)分[，,（(](?:最多|至多|不超过|限|共)[计加得报取算]*(?P<times>\d+)[次篇项个人场件条起名期户家份类][)）]?"
)
"""How often something counts at most: 每篇2分（最多3篇）."""
_OPTION: Final = re.compile(
    r"[^（(\d]{8,}(?:\d+(?!\d*分)[^（(\d]*)*[（(](?P<points>\d+(?:\.\d+)?)分[）)][。；;]?"
)
_ONE_BY_ONE: Final = re.compile(
    r"(?P<what>[^；;。\n\d]{2,60}?)(?P<each>[，,]?每[次人户项处件个篇起例条则份名支场期](?:次)?[，,]?)?(?:分别|依次)"
    r"(?P<verb>扣减|扣除|扣|减|得|计|加|给|记|为) *"
    r"(?P<points>\d+(?:\.\d+)? *分?(?:[、，,/和] *\d+(?:\.\d+)? *分?)+)(?<=分)"
)
"""Points for each of several, in their order: 未建立制度、未落实专人的，分别扣3分和2分."""
_RANK: Final = re.compile("(?:国家|中央|全国|[部省市区县镇乡])级?")
_LED: Final = re.compile(f"(?P<lead>.*(?:被|获|在|经|得到))(?P<rank>{_RANK.pattern})$")
_WORTH_ALONE: Final = re.compile(
    r"(?:(?:总分|满分|分值|共计?|本项|合计)[为:：]?\d+(?:\.\d+)?分[。.：:，,；;]?)?"
)
"""Nothing, or what all parts are worth together, before them: 总分10分。1.…"""
_WORTH_AT_END: Final = re.compile(r"[^（(\n]{2,60}[（(](?P<points>\d+(?:\.\d+)?)分[）)][。；;：:]?")
_PART_NUMBERS: Final = (
    re.compile(r"(?:^|(?<=[\n；;。]))\s*(\d{1,2})[.、．](?!\d)"),
    re.compile(r"(?:^|(?<=[\n；;。]))\s*[（(](\d{1,2})[）)]"),
    re.compile(r"(?:^|(?<=[\n；;。]))\s*([①-⑳])"),
)
"""How the parts of a wording are numbered."""
READERS: Final[Sequence[Reader]] = (
    read_rating, read_tiers, read_ratio, read_all_of, read_deductions, read_count, read_options,
)  # fmt: skip
"""From the most to the least particular."""


def recognise(wording: str, points: Number, asked: Asked) -> RuleDraft | None:
    """Return the rule that *wording* states for *points*, None when no reader accounts for all of it."""
    if len(wording) > MOST_LETTERS or not points:
        return None
    listed = _listing(wording)
    read = read_wording(in_points(listed, points))
    return (
        rule_of(read, points, asked)
        or _added_up(listed, points, asked)
        or _highest_of(listed, points, asked)
        or _below_its_worth(listed, points, asked)
    )


def _below_its_worth(wording: str, points: Number, asked: Asked) -> RuleDraft | None:
    """Return the rule of the lines below one that only names the criterion with its points: 签合同（6分）."""
    head, _, rest = wording.strip().partition("\n")
    worth = _WORTH_AT_END.fullmatch(head)
    if worth is None or number_of(worth["points"]) != points or not rest.strip():
        return None
    return rule_of(read_wording(in_points(rest, points)), points, asked)


def _highest_of(wording: str, points: Number, asked: Asked) -> RuleDraft | None:
    """Return the choice of levels of which only the highest counts: 国家级得5分，省级得3分，就高不就低."""
    alone = highest_alone(wording)
    if alone == wording or "每" in alone:
        return None
    rule_draft = rule_of(read_wording(in_points(alone, points)), points, asked)
    return rule_draft if rule_draft is not None and rule_draft.kind == "choice" else None


def _added_up(wording: str, points: Number, asked: Asked) -> RuleDraft | None:
    """Return the sum of parts, where each is a rule and their points add up to the criterion's."""
    parts = numbered_parts(wording) or _own_parts(wording)
    worth = [_part_points(part) for part in parts]
    if len(parts) < 2 or None in worth or sum((amount or 0 for amount in worth), 0) != points:
        return None
    made: list[object] = []
    facts: dict[str, Mapping[str, object]] = {}
    notes: list[str] = []
    for number, (part, amount) in enumerate(zip(parts, worth, strict=True), 1):
        title = worths.named_by(part)
        if re.search(r"\d\s*分", title) and (clauses := read_wording(part).clauses):
            title = clauses[0].condition or title
        inner = replace(asked, base=f"{asked.base}_{number}", title=title)
        rule_draft = recognise(_without_worth(part, amount or 0), amount or 0, inner)
        if rule_draft is None or rule_draft.zero_when is not None or rule_draft.kind in ("rating", "sum"):
            return None
        kind, rule = rule_draft.kind, rule_draft.rule
        if unaccounted(part, amount or 0, kind, rule, rule_draft.zero_when, rule_draft.names):
            return None
        made.append({"points": amount, "title": title, "rule": {rule_draft.kind: rule_draft.rule}})
        facts |= rule_draft.facts
        notes += rule_draft.notes
    return RuleDraft("sum", made, facts, notes=list(dict.fromkeys(notes)))


def numbered_parts(wording: str) -> list[str]:
    """Return the parts of a wording that are numbered 1, 2, 3 from its beginning."""
    for form in _PART_NUMBERS:
        starts = [match for match in form.finditer(wording) if match[1]]
        numbers = [_ordinal(match[1]) for match in starts]
        if (
            len(starts) > 1
            and _WORTH_ALONE.fullmatch(wording[: starts[0].start()].strip())
            and numbers == list(range(1, len(numbers) + 1))
        ):
            ends = [*(match.start() for match in starts[1:]), len(wording)]
            return [wording[match.end() : end].strip() for match, end in zip(starts, ends, strict=True)]
    return []


def _own_parts(wording: str) -> list[str]:
    """Return the statements of a wording of which each gives its own points and limits or takes from them.

    按时报送得4分，迟报一次扣1分；按时下发得4分，迟一次扣1分. 培训每次1分（最高4分）；宣传每次1分（最高3分）.
    Levels and steps of one thing, each in a statement of its own, are no parts.
    """
    parts = [part.strip() for part in re.split(r"[；;。\n]|(?<=分[)）])[，,、]", wording) if part.strip()]
    adds = asks = levels = 0
    for part in parts:
        read = read_wording(part)
        first = read.clauses[0] if read.clauses else None
        if first is None and not (read.vague or read.leftover or adds):
            asks += 1
            continue  # what is asked for, before the parts
        if first is None or first.kind not in ("award", "product"):
            return []
        takes = any(clause.kind == "deduct" for clause in read.clauses)
        several = sum(clause.kind == "award" for clause in read.clauses) > 1
        alone = not (takes or several or first.kind == "product" or "每" in first.condition)
        levels += alone and _of_several(first.condition)
        adds += takes or several or bool(read.caps) or first.kind == "product"
    if levels > 1:
        return []
    return parts[asks:] if adds and len(parts) > asks + 1 else []


def _of_several(condition: str) -> bool:
    """Return whether an award is one of several: a level, a rank or a step."""
    return bool(
        DEGREE.search(condition) or RANKS.search(condition) or read_limits(condition.rpartition(",")[2])
    )


def _ordinal(number: str) -> int:
    return int(number) if number.isdecimal() else ord(number) - ord("①") + 1


def _part_points(part: str) -> Number | None:
    """Return the points of a part: stated, its limit, or all that it gives."""
    if (worth := worths.worth_of(part)) is not None:
        return worth
    if first := worths.named_first(part) or worths.bare_worth(part):
        return first[1]
    read = read_wording(part)
    if read.cap is not None:
        return read.cap
    awards = [clause for clause in read.clauses if clause.kind != "none"]
    if len(awards) == 1 and awards[0].kind == "product":
        return awards[0].low or None  # 执行率×3
    if len(awards) > 1 and all(clause.kind == "deduct" for clause in awards[1:]):
        awards = awards[:1]  # 按时报送得4分，迟报一次扣1分
    if any(clause.kind != "award" or clause.low != clause.high or clause.per for clause in awards):
        return None
    amounts = [clause.low for clause in awards]
    if len(amounts) > 1 and _of_several(awards[0].condition):
        return max(amounts)  # 市级得5分，区级得3分
    return sum(amounts, 0) or None


def _without_worth(part: str, points: Number) -> str:
    stated = worths.points_in_text(part)
    total = worths.summed(part)
    if total is not None and total[1] == points:
        return total[0]
    if stated is not None and stated[1] == points:
        rest = part[len(stated[0]) :].lstrip("。；;：: ")
        return rest[rest.index("分") + 1 :].lstrip("）)。；;：: \n") or part
    return part


def rule_of(wording: Wording, points: Number, asked: Asked) -> RuleDraft | None:
    """Return the rule that a *wording* states for *points*."""
    if wording.vague or wording.leftover or not wording.clauses:
        return None
    if any(cap != points for _, cap in wording.caps):
        return None
    if _HIGHEST.search(wording.plain) or _ON_TOP.search(wording.plain):
        return None
    exempt = any(
        clause.kind == "full" and clause.bare and not AS_ASKED.match(clause.condition)
        for clause in wording.clauses
    )  # 整改到位的不扣分
    for read in (read_deductions,) if exempt else READERS:
        rule_draft = read(wording, points, asked)
        if rule_draft is not None:
            return _with_exception(rule_draft, wording) if wording.excepted else rule_draft
    return None


def _with_exception(rule_draft: RuleDraft, wording: Wording) -> RuleDraft | None:
    """Return a rule whose one fact says what does not count: 工作日空岗（病假、公差除外）."""
    if len(wording.clauses) > 1 or len(rule_draft.facts) != 1:
        return None
    ((name, fact),) = rule_draft.facts.items()
    return replace(rule_draft, facts={name: {**fact, "title": f"{fact['title']}（{wording.excepted}）"}})


def _listing(written: str) -> str:
    """Return 好16-20/较好11-15/差0-5 with its points written out."""
    written = _AT_MOST.sub(_most_points, _ONE_BY_ONE.sub(_shared_out, written))
    lines = [line.strip() for line in written.strip().split("\n")]
    falling = [number_of(match["points"]) for line in lines if (match := _OPTION.fullmatch(line))]
    if len(falling) == len(lines) > 1 and falling == sorted(set(falling), reverse=True):
        written = "\n".join(re.sub("[；;。](?=.)", "，", line) for line in lines)  # each line is one option
    if len(_BOXED.findall(written)) > 1:  # □开立独立账户 5, □未开立 0
        written = _BOXED.sub(r"\g<what>得\g<points>分", written)
    bare = written.strip().rstrip("。；;")
    if not re.search(r"[分得扣加减每]", bare) and re.fullmatch(
        r"(?:[^\d，,；;]{1,12}\d+(?:\.\d+)?[，,；;\n]\s*)+[^\d，,；;]{1,12}\d+(?:\.\d+)?", bare
    ):  # 符合1.0，基本符合0.5，不符合0
        return re.sub(r"[，,；;\n]", "分；", bare) + "分"
    if re.fullmatch(r"(?:[^\d/、]{1,6}\d+(?:[-–~]\d+)?[/、])+[^\d/、]{1,6}\d+(?:[-–~]\d+)?", written.strip()):
        return re.sub(r"[/、]", "分；", written.strip()) + "分"
    return written


def _most_points(match: re.Match[str]) -> str:
    """Return 每篇2分（最多3篇） with its limit in points."""
    most = number_of(match["points"]) * number_of(match["times"])
    return f"{match['each']}{match['points']}分（最高{text(most)}分）"


def _shared_out(listed: re.Match[str]) -> str:
    """Return 一、二、三等奖分别得10分、8分、5分 with its points behind each; else unchanged."""
    amounts = re.findall(r"\d+(?:\.\d+)?", listed["points"])
    before, comma, what = listed["what"].rstrip("，,的者").rpartition("，")
    each = (listed["each"] or "").strip("，, ")
    parts = re.split("[、/和及]|或者?", re.sub(r"(?<=.)[两二三四]级(?=.)", "", what))
    if len(parts) != len(amounts) or not all(parts):
        return listed[0]
    *heads, last = parts
    lead = tail = ""
    if (led := _LED.match(heads[0])) and all(map(_RANK.match, [*heads[1:], last])):
        lead, heads[0], tail = led["lead"], led["rank"], _RANK.sub("", last, count=1)  # 被国家、省、市采用
    size, end = len(heads[0]), heads[0][-1]
    if not lead and not re.match("[未没无不缺]", last):
        if all(len(head) == size for head in heads) and size < len(last):
            tail = last[size:] if size < 3 or last[size - 1] == end else ""
        elif all(head.endswith(end) for head in heads) and end in last:
            tail = last[last.index(end) + 1 :]
    items = [*heads, last.removesuffix(tail)]
    verb = listed["verb"]
    return f"{before}{comma}" + "；".join(
        f"{lead}{item}{tail}{each}{verb}{points}分" for item, points in zip(items, amounts, strict=True)
    )


def doubt(source_text: str, points: Number) -> str:
    """Return why *source_text* was not recognised for *points*, as a field of a message."""
    if not points:
        return Phrase("doubt-no-points")
    if not source_text:
        return Phrase("doubt-nothing")
    if len(source_text) > MOST_LETTERS:
        return Phrase("doubt-long", limit=str(MOST_LETTERS))
    wording = read_wording(source_text)
    if wording.vague:
        clause = next((part for part in _sentences(wording) if wording.vague in part), wording.vague)
        return Phrase("doubt-vague", word=_short(wording.vague), clause=_short(clause))
    if wording.cap is not None and wording.cap != points:
        return Phrase("doubt-cap", cap=text(wording.cap), points=text(points))
    if wording.leftover:
        return Phrase("doubt-clause", clause="”、“".join(map(_short, wording.leftover[:MOST_CLAUSES])))
    if not wording.clauses:
        return Phrase("doubt-silent")
    if ranged := next((clause for clause in wording.clauses if clause.low != clause.high), None):
        span = f"{text(ranged.low)}-{text(ranged.high)}分"
        stated = (part for part in re.split("[;。\n]", wording.plain) if span in part)
        return Phrase("doubt-vague", word=span, clause=_short(next(stated, span)))
    unread = [clause for clause in wording.clauses if not _is_understood(wording, clause)]
    if unread:
        return Phrase(
            "doubt-clause", clause="”、“".join(_short(_written(clause)) for clause in unread[:MOST_CLAUSES])
        )
    return Phrase("doubt-together", points=text(points))


def _is_understood(wording: Wording, clause: Clause) -> bool:
    """Return whether a clause alone would be a rule, for the points that it gives."""
    if clause.kind in ("none", "full"):
        return True
    alone = Wording(wording.plain, (clause,), wording.about, (), "", ())
    return rule_of(alone, clause.high or 1, Asked("a", "a")) is not None


def _written(clause: Clause) -> str:
    span = text(clause.low) if clause.low == clause.high else f"{text(clause.low)}-{text(clause.high)}"
    match clause.kind:
        case "deduct":
            return f"{clause.condition}扣{span}分"
        case "award":
            return f"{clause.condition}得{span}分"
        case "proportion":
            return f"{clause.condition}按{clause.per}比例得分"
        case _:
            return f"{clause.condition}×{span}"


def _sentences(wording: Wording) -> list[str]:
    return [part for part in re.split(r"[,;。\n]", wording.plain) if part]


def _short(clause: str) -> str:
    clause = printed(clause)
    return clause if len(clause) <= MOST_SHOWN else clause[: MOST_SHOWN - 1] + "…"
