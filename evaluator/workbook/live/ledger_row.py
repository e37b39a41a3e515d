"""One row of a ledger's sheet in formulas: its cells, whether it is a record, whether it is in doubt."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Protocol

from evaluator.conditions.formulas import NO, Formula, and_, negated, or_
from evaluator.loading.ledger_words import LONGEST_SIGN, NOT_YET, NOTHING, SIGNS, compact
from evaluator.loading.values import FIRST_SERIAL, LAST_SERIAL
from evaluator.model.guideline import Column, Ledger
from evaluator.model.values import NUMERIC
from evaluator.workbook import layout
from evaluator.workbook.live.calc import Calc
from evaluator.workbook.live.text_equality import changing, doubtful, narrowed, stripped
from evaluator.workbook.positions import Plan, literal_text

_WIDE: Final = str.maketrans("-_/\\~.()", "－＿／＼～．（）")
_MOST_DASHES: Final = 255
_SUMS: Final = (
    "合计", "小计", "总计", "共计", "累计", "总数", "总和", "均值", "均数", "平均", "TO", "To", "to",
    "SU", "Su", "su", "GR", "Gr", "gr",
)  # fmt: skip
_AFTER_SUM: Final = "：:（(人次户金时数总值约为共0123456789TtBbAaUu"
_SIGNED: Final = (
    "填表", "填报", "填写", "制表", "制单", "编制", "复核", "审核", "审批", "核对", "校对", "核准",
    "批准", "记录", "登记", "统计", "经办", "经手", "承办", "报送", "打印", "导出", "保管", "负责人",
    "领导", "主管", "盖章", "签字", "签名", "签章", "公章",
)  # fmt: skip
_PAGE: Final = (
    "(盖章", "（盖章", "(签", "（签", "(公章", "（公章", "以下空白", "页空白", "无正文", "转下页",
    "转下表", "接上页", "接上表", "接下页", "见下页", "见下表", "见上页", "续下页", "续下表",
    "续上页", "续上表", "下页续", "上页续", "下表续", "上表续", "续表", "过次页", "承前页",
)  # fmt: skip
_FIRST: Final = (
    *_SIGNED, "注", "备注", "附注", "注意", "注释", "说明", "附件", "附表", "附", "电话", "联系电话",
    "联系人", "单位", "单位名称", "地址", "日期", "时间", "年度", "表号", "财务", "会计", "出纳",
    "主管", "分管", "负责", "站长", "主任", "完", "例", "示例", "样例", "举例", "例如", "如",
    "填写示例", "填表人", "制表人", "审核人", "经办人", "记录人", "登记人", "统计人", "复核人",
    "填报人", "填表日期", "填报日期", "填表说明", "填报说明", "填写说明", "情况说明", "补充说明",
    "数据来源", "资料来源", "单位负责人", "分管领导", "主管领导", "（例）", "(例)", "（示例）", "(示例)",
    "（样例）", "(样例)", "（如）", "(如)", "-完-", "—完—", "（完）", "(完)",
)  # fmt: skip
_IN_FIRST: Final = ("签字", "签名", "签章", "盖章", "公章", "页", "page", "Page", "PAGE")
"""Within a short text that comes first in its row: 领导签字, 承上页."""


def _listed(column: Column) -> str:
    """Return the words that say there is nothing, compact, each between bars, as people write them."""
    words = NOTHING | NOT_YET if column.type in (*NUMERIC, "date") else NOTHING
    answers = {compact(title).casefold() for title in (*column.choices, *column.choices.values())}
    cased = [form for word in sorted(words - answers) for form in (word, word.upper(), word.capitalize())]
    written = dict.fromkeys((*cased, *(form.translate(_WIDE) for form in cased)))
    return f"|{'|'.join(written)}|"


class RowSheet(Protocol):
    """The sheet of a ledger, as far as its rows need it."""

    plan: Plan
    calc: Calc
    ledger: Ledger
    sheet: str
    first: int
    last: int
    places: dict[str, int]
    compared: frozenset[str]

    def column(self, formula: str) -> int:
        """Return the hidden column of a formula."""

    def here(self, column: int) -> str:
        """Return the cell of a hidden column in the current row."""

    def all(self, column: int) -> str:
        """Return a column's rows."""

    def cell(self, column: str) -> str:
        """Return the cell of a column of the ledger in the current row."""


class LedgerRow:
    """A ledger row for the formulas of conditions (`condition_formulas.Cells`)."""

    def __init__(self, sheet: RowSheet) -> None:
        self.sheet = sheet

    def ref(self, column: str) -> Formula:
        return Formula(self.sheet.cell(column))

    def column(self, name: str) -> Column:
        return self.sheet.ledger.columns[name]

    def blank(self, column: str) -> Formula:
        empty = f"LEN(TRIM({self.ref(column)}))=0"
        return or_(empty, f"{self.nothing(column)}=1") if self.may_be_blank(column) else Formula(empty)

    def nothing(self, column: str) -> str:
        """Return the cell that says whether a column holds a sign of nothing: `—`, `无`."""
        ref, definition = self.ref(column), self.column(column)
        calc = self.sheet.calc
        dashes = calc.text(f"{SIGNS}{SIGNS.translate(_WIDE)} 　")
        # Blanks fill it up: LibreOffice finds no empty text in another, where Excel does.
        filled = f"TRIM({ref})&{calc.text(' ' * _MOST_DASHES)}"
        other = f"SUMPRODUCT(--ISERROR(FIND(MID({filled},ROW($1:${_MOST_DASHES}),1),{dashes})))"
        words = calc.text(_listed(definition))
        joined = _without(ref, " 　")
        short = f"LEN(TRIM({ref}))<={LONGEST_SIGN}"
        word = f'AND({short},ISNUMBER(FIND("|"&{joined}&"|",{words})))'
        sign = f"OR({other}+(LEN({ref})>{_MOST_DASHES})=0,{word})"
        flag = f"IF(ISERROR({ref}),0,IF(LEN(TRIM({ref}))=0,0,IF({sign},1,0)))"
        return self.sheet.here(self.sheet.column(flag))

    def unreadable(self, column: str) -> Formula:
        del column  # it puts the ledger in doubt
        return NO

    def may_be_blank(self, column: str) -> bool:
        return self.column(column).may_be_blank

    def number(self, column: str) -> Formula:
        ref, kind = self.ref(column), self.column(column).type
        if kind == "choice":
            titles = self.column(column).choices.values()
            parts = [
                f"{number}*EXACT(TRIM({ref}),{literal_text(title.strip())})"
                for number, title in enumerate(titles, 1)
            ]
            return Formula(f"({'+'.join(parts)})")
        if kind == "boolean":
            return Formula(f"IF(EXACT(TRIM({ref}),{literal_text(layout.TICKED)}),1,0)")
        return Formula(f"INT({ref})" if kind == "date" else ref)

    def text(self, column: str) -> Formula:
        if self.kind(column) != "text":
            return Formula(f"TRIM({self.ref(column)})")
        return Formula(stripped(self.sheet.here(self.narrow(column))))

    def narrow(self, column: str) -> int:
        return self.sheet.column(narrowed(self.ref(column)))

    def doubtful(self, column: str) -> str:
        """Return a flag: whether the program may compare some text of the column differently."""
        sheet = self.sheet
        cells = sheet.plan.at(sheet.sheet, sheet.first, sheet.places[column], sheet.last)
        strange = sheet.calc.text(changing())
        return sheet.calc.flag(doubtful(cells, sheet.all(self.narrow(column)), strange))

    def same(self, column: str) -> Formula:
        """Return the content by which two cells count as the same."""
        if self.column(column).type == "date":
            return Formula(f"INT({self.ref(column)})")
        return self.text(column)

    def kind(self, column: str) -> str:
        return self.column(column).type

    def options(self, column: str) -> tuple[str, ...]:
        return tuple(self.column(column).choices)

    def within(self, column: str) -> Formula:
        plan = self.sheet.plan
        ref = f"INT({self.ref(column)})"
        return Formula(f"AND({ref}>={plan.answer('period#from')},{ref}<={plan.answer('period#to')})")

    def unfit(self, column: Column) -> Formula:
        """Return whether a cell has content that the sheet cannot read."""
        ref = self.ref(column.id)
        if column.type == "text":
            return Formula(f"ISLOGICAL({ref})" if column.id in self.sheet.compared else NO)
        has_value = negated(self.blank(column.id))
        if column.type in NUMERIC or column.type == "date":
            wrong = f"NOT(ISNUMBER({ref}))"
            if column.type == "date":
                wrong = f"IF(ISNUMBER({ref}),OR({ref}<{FIRST_SERIAL},{ref}>{LAST_SERIAL}),TRUE)"
            if column.type == "integer":
                wrong = f"IF(ISNUMBER({ref}),{ref}<>INT({ref}),TRUE)"
            if column.not_before:
                first = self.ref(column.not_before)
                early = f"IF(ISNUMBER({first}),INT({ref})<INT({first}),FALSE)"
                wrong = f"IF(ISNUMBER({ref}),OR({ref}<{FIRST_SERIAL},{ref}>{LAST_SERIAL},{early}),TRUE)"
        elif column.type == "boolean":
            yes, no = literal_text(layout.TICKED), literal_text(layout.UNTICKED)
            wrong = f"NOT(OR(EXACT(TRIM({ref}),{yes}),EXACT(TRIM({ref}),{no})))"
        else:
            wrong = f"{self.number(column.id)}=0"
        return and_(has_value, wrong)


class RecordFlags:
    """Says of a row whether it is a record, as `loading.ledger_rows` does."""

    def __init__(self, sheet: RowSheet, row: LedgerRow, needed: Collection[str]) -> None:
        self.sheet, self.row, self.needed = sheet, row, needed
        columns = sheet.ledger.columns
        left, right = layout.column_name(1), layout.column_name(max(sheet.places.values(), default=1))
        self.cells = f"${left}{layout.ROW}:${right}{layout.ROW}"
        self.titles = f"${left}${layout.LEDGER.header + 1}:${right}${layout.LEDGER.header + 1}"
        self.failed = f"SUMPRODUCT(--ISERROR({self.cells}))>0"
        signs = "".join(f"-{row.nothing(name)}" for name, column in columns.items() if column.may_be_blank)
        self.filled = filled = sheet.column(
            f"IF({self.failed},2,SUMPRODUCT(--(LEN(TRIM({self.cells}))>0)){signs})"
        )
        alone: str = NO
        for name, column in reversed(list(columns.items())):
            alone = f"IF({row.blank(name)},{alone},{self._alone(column)})"
        several = f"{sheet.here(filled)}>1"
        # 2: a value alone, which is a record unless only such rows follow.
        state = sheet.column(f"IF({several},1,IF({sheet.here(filled)}=1,{alone},0))")
        letters = layout.column_name(state)
        below = f"${letters}{layout.ROW}:${letters}${sheet.last + 1}"
        here = sheet.here(state)
        self.used = sheet.column(f"IF({here}=2,IF(SUMPRODUCT(--({below}=1))>0,1,0),{here})")

    def _alone(self, column: Column) -> str:
        """Return what a row is whose only value stands in *column*."""
        if len(self.needed) <= 1 and (column.id in self.needed or not self.needed):
            return "1"
        if column.id == self.sheet.ledger.key or column.type == "text":
            return "0"
        if column.type in ("choice", "boolean"):
            return "2"
        return f"IF(ISTEXT({self.row.ref(column.id)}),1,2)"

    def doubts(self) -> list[str]:
        """Return what may make a row a sum, a label, an example or the heads again."""
        sheet, row = self.sheet, self.row
        first: str = NO
        for name in reversed(list(sheet.ledger.columns)):
            first = f"IF({row.blank(name)},{first},{row.ref(name)})"
        first = sheet.here(sheet.column(f"IF({self.failed},0,{_without(first, ' 　：:')})"))
        incomplete = or_(*(row.blank(name) for name in self.needed))
        signs = or_(
            *self._sums(), *self._labels(), f"SUMPRODUCT(--EXACT({sheet.calc.words(_FIRST)},{first}))>0"
        )
        within = f"SUMPRODUCT(--ISNUMBER(FIND({sheet.calc.words(_IN_FIRST)},{first})))"
        begins = f'(LEN({first})>1)*ISNUMBER(FIND(MID({first}&" ",1,1),"共-—~<"))'
        signs = or_(signs, f"(LEN({first})<13)*({within}+{begins})>0")
        colon = f'ISNUMBER(FIND(":",SUBSTITUTE({self.cells},"：",":")))'
        loose = f'SUMPRODUCT({colon}+ISNUMBER(FIND(MID(TRIM({self.cells}),1,1),"注※*")))>0'
        heads = f"SUMPRODUCT(--EXACT({self.titles},{self.cells}))>0"
        doubt = or_(signs, and_(incomplete, loose), heads)
        return [f"{sheet.here(sheet.column(f'IF({sheet.here(self.used)}=1,IF({doubt},1,0),0)'))}=1"]

    def _sums(self) -> list[str]:
        text = _without(f'SUBSTITUTE({self.cells},"（","(")', " 　：:")
        text = f'MID({text},1,FIND("(",{text}&"(")-1)'
        short = f"(LEN({text})<13)"
        begins = f"(MID({text},1,2)={self.sheet.calc.words(_SUMS)})"
        after = f'((LEN({text})=2)+ISNUMBER(FIND(MID({text}&" ",3,1),"{_AFTER_SUM}")))'
        ends = f"(MID({text},LEN({text})-1+2*(LEN({text})<2),2)={self.sheet.calc.words(_SUMS[:10])})"
        return [f"SUMPRODUCT({begins}*{after}*{short})>0", f"SUMPRODUCT({ends}*{short})>0"]

    def _labels(self) -> list[str]:
        cells = self.cells
        colon = f'ISNUMBER(FIND(":",SUBSTITUTE({cells},"：",":")))'
        digits = f'ISNUMBER(1*("0"&{_without(cells, "年月日 　")}))'
        return [
            f"SUMPRODUCT(ISNUMBER(FIND({self.sheet.calc.words(_SIGNED)},{cells}))*{colon})>0",
            f"SUMPRODUCT(--ISNUMBER(FIND({self.sheet.calc.words(_PAGE)},{cells})))>0",
            f'SUMPRODUCT((LEN({cells})<20)*ISNUMBER(FIND("第",{cells}))*ISNUMBER(FIND("页",{cells})))>0',
            f'SUMPRODUCT((LEN({cells})<20)*ISNUMBER(FIND("共",{cells}))*ISNUMBER(FIND("页",{cells})))>0',
            f'SUMPRODUCT({digits}*ISNUMBER(FIND("年",{cells}))*ISTEXT({cells}))>0',
        ]


def _without(text: str, characters: str) -> str:
    for character in characters:
        text = f'SUBSTITUTE({text},"{character}","")'
    return text
