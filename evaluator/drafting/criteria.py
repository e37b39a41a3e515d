"""A criterion of the draft: its rule, its facts, and what a person has to check about it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Final

from evaluator.base.exact import Number, parse, text
from evaluator.drafting import columns, titles, worths
from evaluator.drafting.accounting import unaccounted
from evaluator.drafting.contents import scores
from evaluator.drafting.grid import TableCell
from evaluator.drafting.ledgers import DraftLedger, ledgers_of
from evaluator.drafting.nodes import TableNode, branches, leaves
from evaluator.drafting.phrases import doubt, numbered_parts, recognise
from evaluator.drafting.ratings import read_scale
from evaluator.drafting.ratios import read_target
from evaluator.drafting.recognition import Asked, RuleDraft, printed
from evaluator.drafting.who import EXPERT, MARKED, SITE, SURVEY, supplier
from evaluator.texts.messages import Phrase
from evaluator.yaml.write import comment, flow, name_or_string, string

_TAKES_ITS_OWN: Final = re.compile(
    r"(?:每?(?:少|缺)|没有|无|不符合|未达到|未完成|缺少)[^,，;；。\d]{0,8}[,，]?(?:则)?(?:扣|扣除|不得|扣减)(?:该|相应|对应|其|本)[^,，;；。\d]{0,4}(?:分值?|分数|得分)"
)
_BEYOND: Final = re.compile("加减分|加分后")
"""Heads of what comes on top of the points that stand beside it."""
_TAKEN: Final = re.compile(r"(?:扣|减)分(?!.*[得加评])")
"""Heads of what is only taken off."""
_GIVES: Final = re.compile(
    r"[得计记给]\s*\d|得分|满分|总分|\d\s*分\s*[。.：:][^；;\n]*扣|(?<!\d)0\s*分|以上\D{0,3}\d|优|良好"
    r"|(?:齐全|健全|完善|达标|规范|到位)(?<!不齐全)(?<!不健全)(?<!不完善)(?<!不达标)(?<!不规范)(?<!不到位)"
)
"""Words of what gives points."""
_BARE_POINTS: Final = re.compile(
    r"(?<=[\u4e00-\u9fff，,：:])(?<![得计加扣减给记为共高多于到达足过满约])[ \u3000]*"
    r"(?=\d+(?:\.\d+)?[ \u3000]*分(?:$|[，,；;。、/\n]))"
)
_WORTH: Final = re.compile(r"[（(]\s*(?P<points>\d+(?:\.\d+)?)\s*分\s*[）)]")
_EACH_SCORED: Final = re.compile(r"[，,]每[项个条次][计得]?\s*\d+(?:\.\d+)?\s*分[）)]?[。；;]?\s*$")
_EVIDENCE_KINDS: Final = (
    ("photo", "照片|图片|影像|视频"),
    ("finance", "财务|凭证|发票|账|审计|支出|预算"),
    ("record", "记录|签到|登记"),
    ("system", "系统|截图|平台"),
)
_PARTS: Final = 2
"""Fewest parts that share the points of a criterion."""
_WITH_POINTS: Final = re.compile(r"(?P<what>[^（()）]+)[（(]\s*(?P<points>\d+(?:\.\d+)?)\s*分?\s*[）)]")


@dataclass(frozen=True, slots=True)
class DraftNote:
    """What a person has to check: a problem's code, its cell, and its fields."""

    code: str
    cell: TableCell
    args: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class DraftCriterion:
    """One criterion as it is drafted."""

    id: str
    title: str
    points: Number
    text: str
    """The table's own words."""
    kind: str
    rule: object
    node: TableNode
    facts: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    zero_when: object = None
    marked_by: str = ""
    """Who marks it, for rules that are marked."""
    notes: Sequence[DraftNote] = ()
    why: str = ""
    """Why no rule was recognised: a field of a message; '' where it was."""
    counted: Sequence[DraftLedger] = ()
    """Ledgers that count its facts."""


def drafted(node: TableNode, identity: str, title: str) -> DraftCriterion:
    """Return the criterion of a leaf: with the rule that was recognised, or a mark."""
    notes: list[DraftNote] = []
    points = node.points
    if points is None:
        wording = node.points_cell.text if node.points_cell is not node.cell else ""
        if wording:
            args = {"title": title, "found": wording}
            notes.append(DraftNote("import-bad-points", node.points_cell, args))
        elif _lacks_standard(node):
            notes.append(DraftNote("import-row", node.cell, {"title": title}))
        else:
            notes.append(DraftNote("import-no-points", node.points_cell, {"title": title}))
        points = 0
    if titles.is_bare(title):
        notes.append(DraftNote("import-title", node.cell, {"title": title}))
    stated = "\n".join(node.texts(columns.STANDARD))
    target = "\n".join(node.texts(columns.TARGET))
    looked = "、".join(node.texts(columns.METHOD))
    if (parts := _parts_total(stated, points)) not in (None, points):
        args = {"title": title, "expected": text(points), "found": text(parts or 0)}
        notes.append(DraftNote("import-sum", _standard_cell(node), args))
    marker = MARKED.search(stated)
    looked = "、".join([*filter(None, [looked]), *SITE.findall(stated)])
    asked = Asked(re.sub(r"\W", "_", identity.lower()), title, f"{looked}、{marker[0]}" if marker else looked)
    stated = stated or _scale_wording(node) or ("" if target else _scored_request(node))
    scored = _as_taken(node, stated)
    wording = _steps_wording(node) or _without_points(scored, points) or title
    rule_draft = _rule(wording, target, points, asked, is_stated=bool(stated))
    left = "" if rule_draft is None else _left(rule_draft, _steps_wording(node) or scored or title, points)
    if rule_draft is None or left:
        rule_draft = _listed_rule(node, stated, points, asked) or _agreed(node, points, asked)
    if len(node.rows) == 1 and (scale := node.rows[0].scale):
        rule_draft = read_scale(scale, points)
    if (
        rule_draft is not None
        and rule_draft.zero_when is not None
        and _has_worth_by_part(node, stated, points)
    ):
        rule_draft = None
    if rule_draft is not None and (_adds_beyond(node, stated) or _takes_from_part(rule_draft, node, points)):
        rule_draft, left = None, stated
    cell = _standard_cell(node)
    if rule_draft is None:
        why = (
            Phrase("doubt-account", clause=printed(left))
            if left
            else doubt(wording if stated else target or (title if "分" in title else ""), points)
        )
        notes.append(DraftNote("import-mark", cell, {"title": title, "why": why}))
        by = SURVEY if supplier(title + stated, looked=looked) == SURVEY else ""
        return DraftCriterion(
            identity, title, points, stated, "mark", {"step": step_of(points)}, node,
            marked_by=by, notes=notes, why=why,
        )  # fmt: skip
    rule_draft = rule_draft.as_printed()
    notes += [DraftNote(code, cell, {"title": title}) for code in rule_draft.notes]
    counted = ledgers_of(rule_draft, asked, stated)
    marked_by = ""
    if rule_draft.kind == "rating" and supplier(title, looked=looked) == SURVEY:
        marked_by = SURVEY
    return DraftCriterion(
        identity, title, points, stated, rule_draft.kind, rule_draft.rule, node, rule_draft.facts,
        rule_draft.zero_when, marked_by, notes, counted=counted,
    )  # fmt: skip


def _as_taken(node: TableNode, stated: str) -> str:
    """Return a standard with what its head says: below 扣分标准, 缺一项2分 takes 2 points."""
    heads = [column.title for row in node.rows for column, _ in row.cells if column.role == columns.STANDARD]
    taken = heads and all(map(_TAKEN.match, heads)) and not _GIVES.search(stated)
    return _BARE_POINTS.sub("扣", stated) if taken else stated


def _adds_beyond(node: TableNode, stated: str) -> bool:
    """Return whether a standard only adds to a criterion's points: 加0.1分/次 under 加减分标准."""
    heads = [column.title for row in node.rows for column, _ in row.cells if column.role == columns.STANDARD]
    return (
        any(map(_BEYOND.search, heads)) and "加" in stated and re.search("[扣减得]|计[0-9]", stated) is None
    )


def _left(rule_draft: RuleDraft, wording: str, points: Number) -> str:
    """Return what of a wording the rule does not account for."""
    return unaccounted(
        wording, points, rule_draft.kind, rule_draft.rule, rule_draft.zero_when, rule_draft.names
    )


def _parts_total(stated: str, points: Number) -> Number | None:
    """Return what the parts of a standard come to, None unless each ends with points: …（5分）…（5分）.

    A part that is worth all *points* is none: it is the sum of the others, or they are alternatives.
    """
    plain = titles.plain(stated).rstrip("。；; \n")
    ends = list(_WORTH.finditer(plain))
    amounts = [parse(end["points"]) or 0 for end in ends]
    if len(ends) < _PARTS or max(amounts) >= points or ends[-1].end() != len(plain):
        return None
    return None if scores(_WORTH.sub("", plain)) else sum(amounts, 0)


def _has_worth_by_part(node: TableNode, stated: str, points: Number) -> bool:
    """Return whether the numbered parts of a standard belong to parts that each have points of their own.

    ①支部书记…（2分）②…（2分）: 不得分 below ① may take its 2 points, or all.
    """
    return len(numbered_parts(stated)) >= _PARTS and bool(_parts_beside(node, points))


def _parts_beside(node: TableNode, points: Number) -> list[str]:
    """Return the parts beside a standard that each have points of their own, which come to all *points*."""
    for row in node.rows:
        for column, cell in row.cells:
            plain = titles.plain(cell.text)
            ends = list(_WORTH.finditer(plain))
            worth = sum((parse(end["points"]) or 0 for end in ends), 0)
            if column.role != columns.STANDARD and len(ends) >= _PARTS and worth == points:
                starts = [0, *(end.end() for end in ends)]
                return [plain[start : end.start()] for start, end in zip(starts, ends, strict=False)]
    return []


def _takes_from_part(rule_draft: RuleDraft, node: TableNode, points: Number) -> bool:
    """Return whether all that is taken off each time is amiss in one part, which has points of its own.

    有制度（4分）…会议出勤（6分） with 无故不参加会议的每次扣1分: the 4 points cannot be meant.
    """
    parts = _parts_beside(node, points) if rule_draft.kind == "deduct" else []
    touched: list[set[int]] = []
    for fact in rule_draft.facts.values() if parts else ():
        named = str(fact["title"])
        pairs = {named[i : i + 2] for i in range(len(named) - 1)} if "：" not in named else set()
        having = [{i for i, part in enumerate(parts) if pair in part} for pair in pairs]
        touched.append({i for those in having if len(those) == 1 for i in those})
    counts = any(fact["type"] != "boolean" for fact in rule_draft.facts.values())
    return counts and bool(touched) and all(those == touched[0] and len(those) == 1 for those in touched)


def _agreed(node: TableNode, points: Number, asked: Asked) -> RuleDraft | None:
    """Return the rule that two columns of standards state, each for itself: 评分标准 | 评分说明."""
    texts = node.texts(columns.STANDARD)
    indexes = {
        column.index for row in node.rows for column, _ in row.cells if column.role == columns.STANDARD
    }
    if len(texts) < 2 or len(indexes) < 2:
        return None
    made = [recognise(_without_points(text, points), points, asked) for text in texts]
    first = made[0]
    if first is None or any(other is None or _parts_of(other) != _parts_of(first) for other in made):
        return None
    return first if _parts_of(first) else None


def _parts_of(rule_draft: RuleDraft) -> list[object]:
    """Return the points of a rule's parts, where it adds up parts."""
    match rule_draft.kind, rule_draft.rule:
        case "checklist", {"award": award} if isinstance(award, Mapping):
            return list(award.values())
        case "sum", list(parts):
            return [part["points"] for part in parts]
    return []


def _listed_rule(node: TableNode, stated: str, points: Number, asked: Asked) -> RuleDraft | None:
    """Return the checklist of the parts listed with their points, where the standard takes each part's own.

    有活动室（4）寝室（4）盥洗室（2） with 少一室扣该室分值; ①有制度、②有人员 with ①②各1分.
    """
    numbered = worths.numbered_worth(stated)
    if not numbered and not _TAKES_ITS_OWN.fullmatch(stated.strip().rstrip("。；;")):
        return None
    texts = [node.cell.text, *(cell.text for row in node.rows for _, cell in row.cells)]
    for words in dict.fromkeys(texts):
        parts = [
            (part["what"].strip("，,、；;。 \n"), titles.points_of(part["points"]))
            for part in _WITH_POINTS.finditer(titles.plain(words))
        ]
        parts = worths.items_worth(words, numbered) if numbered else parts
        named = [(what, amount) for what, amount in parts if what and amount is not None]
        if len(named) == len(parts) > 1 and sum((amount for _, amount in named), 0) == points:
            facts, items = asked.facts(), [what for what, _ in named]
            fact = facts.add("items", asked.subject, "set", choices=items, source="".join(items))
            award = {f"o{number}": amount for number, (_, amount) in enumerate(named, 1)}
            return RuleDraft("checklist", {"fact": fact, "award": award}, facts.made)
    return None


def _rule(wording: str, target: str, points: Number, asked: Asked, *, is_stated: bool) -> RuleDraft | None:
    """Return the rule recognised in the wording, else in the target."""
    if not points:
        return None
    if rule_draft := recognise(wording, points, asked):
        return rule_draft
    return read_target(target, points, asked) if target and not is_stated else None


def _scale_wording(node: TableNode) -> str:
    """Return the levels that stand in columns of their own as a wording: 优（1.0）：认识明确."""
    return "；\n".join(
        f"{grade.name}：{described}"
        for row in node.rows
        for described, grade in row.scale
        if described and described != grade.name
    )


def _scored_request(node: TableNode) -> str:
    """Return what is asked for where it says itself how it is scored and nothing else does: …，每项计1分."""
    texts = [
        cell.text
        for row in node.rows
        for column, cell in row.cells
        if column.role in (columns.OTHER, columns.NUMBER) and columns.is_asked(column.title)
    ]
    return next((request for request in (*texts, node.cell.text) if _EACH_SCORED.search(request)), "")


def _without_points(standard: str, points: Number) -> str:
    """Return the standard without the title and points before it: 按时制定计划（3分）：未制定扣3分."""
    standard = worths.without_worth(standard, points)
    total = worths.summed(standard)
    if total is not None and total[1] == points:
        return total[0]
    for named in (worths.named_first(standard), worths.scaled_first(standard)):
        if named is not None and named[1] == points:
            return named[2] or named[0]
    stated = worths.points_in_text(standard)
    if stated is None or stated[1] != points:
        return standard
    rest = standard.strip()[len(stated[0]) :]
    match = re.search(r"分\s*(?P<beside>[^()（）]*)[)）]", rest)
    parts = (match["beside"], rest[match.end() :]) if match else ()
    return "。".join(bare for part in parts if (bare := part.strip("：:。；;，, \n"))) or stated[0]


def _steps_wording(node: TableNode) -> str:
    """Return the steps of a criterion as a wording: ≥7500平方米得80分；≥6500平方米得70分."""
    if not node.steps:
        return ""
    unit = re.search(r"[（(]([^（()）\d]{1,6})[）)]\s*$", node.title)
    lines = []
    for standard, points in node.steps:
        limit = titles.plain(standard).strip().rstrip("。；;").removesuffix("↑")
        if titles.points_of(limit) is not None:
            limit = f"≥{limit}{unit[1].partition('/')[0] if unit else ''}"
        lines.append(f"{limit}得{text(points)}分")
    return "；\n".join(lines)


def _lacks_standard(node: TableNode) -> bool:
    """Return whether the table has a standard for other rows and none for this."""
    asks = {column.role for row in node.rows for column, _ in row.cells} & {columns.STANDARD, columns.TARGET}
    return bool(asks) and not any(node.texts(role) for role in asks)


def _standard_cell(node: TableNode) -> TableCell:
    cells = (
        cell
        for row in node.rows
        for column, cell in row.cells
        if column.role == columns.STANDARD and cell.text
    )
    return next(cells, node.cell)


def step_of(points: Number) -> Number:
    """Return the step of a mark, such that whole steps reach the full points."""
    if isinstance(points, int) and points >= 10:
        return 1
    return next((step for step in (Fraction(1, 2), Fraction(1, 10)) if not points % step), Fraction(1, 100))


def suppliers(criterion: DraftCriterion) -> list[tuple[str, str]]:
    """Return who supplies what of a criterion: role and title of each fact, or of the mark."""
    pairs = [(criterion.marked_by or EXPERT, criterion.title)] if criterion.kind in ("mark", "rating") else []
    return pairs + [
        (str(fact.get("from", "station")), str(fact["title"])) for fact in criterion.facts.values()
    ]


def other_columns(node: TableNode) -> Iterator[str]:
    """Yield the lines for the other columns: evidence, methods, and everything else as a note."""
    wanted = [
        part for text in node.texts(columns.EVIDENCE) for part in re.split(r"[；;\n]", text) if part.strip()
    ]
    if wanted:
        yield "  evidence:"
        for i, part in enumerate(wanted):
            kind = next((kind for kind, words in _EVIDENCE_KINDS if re.search(words, part)), "document")
            yield f"    - {flow({'id': f'e{i + 1}', 'kind': kind, 'title': part.strip()}, name_or_string)}"
    looked = [
        part.strip()
        for text in node.texts(columns.METHOD)
        for part in re.split(r"[、；;，,\n]", text)
        if part.strip()
    ]
    if looked:
        yield f"  look_at: [{', '.join(map(string, looked))}]"
    notes = []
    for row in node.rows:
        for column, cell in row.cells:
            if column.role in (columns.TARGET, columns.NUMBER, columns.BLANK, columns.OTHER) and cell.text:
                notes.append(f"{column.title}：{cell.text}" if column.title else cell.text)
    chains = dict.fromkeys(tuple(row.levels) for row in node.rows)
    if len(chains) > 1:  # several rows became one criterion
        notes += [" / ".join(cell.text for cell in chain) for chain in chains]
    if notes:
        yield f"  note: {string(chr(10).join(dict.fromkeys(notes)))}"


def set_aside(nodes: Sequence[TableNode]) -> list[str]:
    """Return the sections without ordinary criteria as comments, row by row."""
    lines = []
    for node in nodes:
        for subnode in dict.fromkeys([*branches([node]), *leaves([node])]):
            lines.append(comment(f"{subnode.cell.place} {subnode.cell.text}"))
            for row in subnode.rows:
                texts = [cell.text for cell in row.levels]
                texts += [cell.text for _, cell in row.cells]
                texts.append("" if row.points is None else row.points.text)
                lines.append(comment("  " + " | ".join(part for part in texts if part)))
    return lines
