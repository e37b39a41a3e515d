"""Count the rows of ledger sheets with formulas: hidden columns beside the rows, and cells with totals.

A row that the sheet cannot judge as the program would (a text where a number belongs, a total among the rows,
a date before the date it must follow) puts the whole ledger in doubt; nothing counted from it is then shown.
"""

from __future__ import annotations

from evaluator.conditions.excel import row_truth
from evaluator.conditions.formulas import NO, Formula, LedgerTable, and_, negated, or_
from evaluator.conditions.monotonicity import HELPS, fact_directions
from evaluator.conditions.truth import tests_of
from evaluator.model.condition import Condition, Test
from evaluator.model.guideline import Column, Fact, Ledger
from evaluator.model.values import NUMERIC
from evaluator.workbook import layout
from evaluator.workbook.live.calc import Calc
from evaluator.workbook.live.text_equality import changing, columns_compared, doubtful, narrowed, stripped
from evaluator.workbook.positions import Plan, literal_text

_TOTALS = '{"合计","小计","总计","共计","累计"}'


class LedgerSheet:
    """The hidden columns of one ledger; formulas are written for the first row and filled down.

    In the text of a formula `layout.ROW` is the number of the row, `layout.BEFORE` of the row before it.
    """

    def __init__(self, plan: Plan, calc: Calc, ledger: Ledger) -> None:
        facts = plan.guideline.facts.values()
        rules = [
            fact.counted for fact in facts if fact.counted is not None and fact.counted.ledger == ledger.id
        ]
        self.plan, self.calc, self.ledger = plan, calc, ledger
        self.sheet = f"ledger:{ledger.id}"
        self.first = layout.LEDGER.first
        self.last = self.first + plan.ledger_rows[ledger.id] - 1
        self.start = layout.helper_column(len(ledger.columns))
        self.columns: list[str] = []
        """Formulas with `layout.ROW`, from `start` on."""
        self._columns_by_formula: dict[str, int] = {}
        self.places = {
            name: layout.LEDGER_FIRST_COLUMN + number for number, name in enumerate(ledger.columns)
        }
        compared = [ledger.key, *(name for rule in rules for name in rule.distinct)]
        compared += [name for rule in rules for name in columns_compared(rule.rows)]
        self.compared = frozenset(name for name in compared if name and ledger.columns[name].type == "text")
        row = _Row(self)
        left, right = layout.column_name(1), layout.column_name(max(self.places.values(), default=1))
        cells = f"${left}{layout.ROW}:${right}{layout.ROW}"
        failed = f"SUMPRODUCT(--ISERROR({cells}))>0"
        self.used = self.column(f"IF({failed},1,IF(SUMPRODUCT(--(LEN(TRIM({cells}))>0))>0,1,0))")
        doubts: list[str] = [row.unfit(column) for column in ledger.columns.values()]
        named = [f"${left}{layout.ROW}"] + ([row.ref(ledger.key)] if ledger.key else [])
        doubts += [f"AND(LEN({cell})<9,SUMPRODUCT(--ISNUMBER(FIND({_TOTALS},{cell})))>0)" for cell in named]
        doubt = self.column(f"IF({self.here(self.used)}=1,IF({failed},1,IF({or_(*doubts)},1,0)),0)")
        handed = plan.at(self.sheet, *layout.HANDED)
        self.handed = calc.flag(
            f"OR(EXACT(TRIM({handed}),{literal_text(layout.TICKED)}),SUM({self.all(self.used)})>0)"
        )
        beyond = plan.at(self.sheet, self.last + 1, 1, self.last + 2000)
        beyond = beyond.replace(f":${layout.column_name(1)}$", f":${right}$")
        more = [row.doubtful(name) for name in ledger.columns if name in self.compared]
        if any(asks_period(rule.rows) for rule in rules):
            dated = and_(*(f"ISNUMBER({plan.answer(row_id)})" for row_id in ("period#from", "period#to")))
            more.append(and_(f"{self.handed}=1", negated(dated)))
        self.doubt = calc.flag(or_(f"SUM({self.all(doubt)})>0", f"COUNTA({beyond})>0", *more))

    def column(self, formula: str) -> int:
        """Return the hidden column of a formula; equal formulas share a column."""
        column = self._columns_by_formula.get(formula)
        if column is None:
            column = self._columns_by_formula[formula] = self.start + len(self.columns)
            self.columns.append(formula)
        return column

    def here(self, column: int) -> str:
        """Return the cell of a hidden column in the current row."""
        return f"${layout.column_name(column)}{layout.ROW}"

    def all(self, column: int) -> str:
        """Return a column's rows."""
        return self.plan.at(self.sheet, self.first, column, self.last)

    def cell(self, column: str) -> str:
        """Return the cell of a column of the ledger in the current row."""
        return f"${layout.column_name(self.places[column])}{layout.ROW}"

    def passed(self, condition: Condition | None) -> int:
        """Return the column that says whether a row fulfils the filter: 1, 0 or 0.5."""
        holds = "1" if condition is None else row_truth(condition, _Row(self))
        return self.column(f"IF({self.here(self.used)}=1,{holds},0)")

    def unique(self, passed: int, read: tuple[str, ...]) -> tuple[int, int]:
        """Return two columns: the first row of each key, and the incomplete rows."""
        row = _Row(self)
        key = self.ledger.key
        blank = or_(*(row.blank(name) for name in read))
        lost = or_(blank, row.blank(key) if key else NO)
        here = self.here(passed)
        incomplete = self.column(f"IF(OR({here}=0.5,AND({here}=1,{lost})),1,0)")
        good = self.column(f"IF(AND({here}=1,{negated(lost)}),1,0)")
        return (self.first_of(good, (key,)) if key else good), incomplete

    def first_of(self, among: int, columns: tuple[str, ...]) -> int:
        """Return the column of the first row of each combination of *columns*."""
        row = _Row(self)
        texts = "&CHAR(9)&".join(row.same(name) for name in columns)
        key_column = self.column(f'IF({self.here(among)}=1,"k"&{texts},"")')
        letters = layout.column_name(key_column)
        before = f"${letters}${self.first}:${letters}{layout.BEFORE}"
        return self.column(
            f"IF({self.here(among)}=1,IF(SUMPRODUCT(--EXACT({before},{self.here(key_column)}))=0,1,0),0)"
        )

    def table(self, of: str, to: str, weight: str, if_none: str) -> LedgerTable:
        """Return the weighted ratios of the rows."""
        every_row = self.column(f"IF({self.here(self.used)}=1,1,0)")
        row, key = _Row(self), self.ledger.key
        unique_rows = every_row
        if key:
            good = self.column(f"IF(AND({self.here(every_row)}=1,{negated(row.blank(key))}),1,0)")
            unique_rows = self.first_of(good, (key,))
        here = self.here(unique_rows)
        heavy = row.number(weight) if weight else "1"
        gap = or_(
            row.blank(to),
            f"{row.number(to)}<0",
            *((row.blank(weight), f"{row.number(weight)}<0") if weight else ()),
        )
        bad = self.column(f"IF({here}=1,IF({gap},1,0),0)")
        sound = f"AND({here}=1,{self.here(bad)}=0)"
        has_value = negated(row.blank(of))
        none = "1" if if_none == "full" else "0"
        share = (
            f"IF({has_value},IF({row.number(to)}=0,{none},MIN(1,MAX(0,{row.number(of)}/{row.number(to)}))),0)"
        )
        got = self.column(f"IF({sound},{share}*{heavy},0)")
        left = and_(has_value, f"{row.number(to)}=0") if if_none == "not_applicable" else NO
        weighs = f"IF({left},0,{heavy})" if left != NO else heavy
        weights = self.column(f"IF({sound},{weighs},0)")
        whole = self.column(f"IF({sound},{heavy},0)")
        blank = self.calc.flag(
            f"OR({self.handed}=0,SUM({self.all(unique_rows)})=0,SUM({self.all(bad)})>0,SUM({self.all(whole)})=0)"
        )
        return LedgerTable(
            blank,
            self.calc.cell(f"SUM({self.all(got)})"),
            self.calc.cell(f"SUM({self.all(weights)})"),
        )


class _Row:
    """A ledger row for the formulas of conditions (`condition_formulas.Cells`)."""

    def __init__(self, sheet: LedgerSheet) -> None:
        self.sheet = sheet

    def ref(self, column: str) -> Formula:
        return Formula(self.sheet.cell(column))

    def column(self, name: str) -> Column:
        return self.sheet.ledger.columns[name]

    def blank(self, column: str) -> Formula:
        return Formula(f"LEN(TRIM({self.ref(column)}))=0")

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

    def doubtful(self, column: str) -> Formula:
        """Return a flag: whether the program may compare some text of the column differently."""
        sheet = self.sheet
        cells = sheet.plan.at(sheet.sheet, sheet.first, sheet.places[column], sheet.last)
        strange = sheet.calc.text(changing())
        return Formula(f"{sheet.calc.flag(doubtful(cells, sheet.all(self.narrow(column)), strange))}=1")

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
            if column.type == "integer":
                wrong = f"IF(ISNUMBER({ref}),{ref}<>INT({ref}),TRUE)"
            if column.not_before:
                first = self.ref(column.not_before)
                wrong = f"IF(ISNUMBER({ref}),IF(ISNUMBER({first}),INT({ref})<INT({first}),FALSE),TRUE)"
        elif column.type == "boolean":
            yes, no = literal_text(layout.TICKED), literal_text(layout.UNTICKED)
            wrong = f"NOT(OR(EXACT(TRIM({ref}),{yes}),EXACT(TRIM({ref}),{no})))"
        else:
            wrong = f"{self.number(column.id)}=0"
        return and_(has_value, wrong)


def asks_period(condition: Condition | None) -> bool:
    """Return whether a filter asks for rows of the period."""
    tests = tests_of(condition) if condition is not None else ()
    return any(
        isinstance(test, Test) and any(c.operator == "within" for c in test.comparisons) for test in tests
    )


class LedgerCounting:
    """All the ledgers of a guideline."""

    def __init__(self, plan: Plan, calc: Calc) -> None:
        self.plan, self.calc = plan, calc
        self.sheets = {
            ledger.id: LedgerSheet(plan, calc, ledger) for ledger in plan.guideline.ledgers.values()
        }
        self.pull = fact_directions(plan.guideline)

    def counted(self, fact: Fact) -> tuple[Formula, Formula]:
        """Return the value of a counted fact, and whether it is blank though the ledger is handed in."""
        rule = fact.counted
        assert rule is not None
        sheet = self.sheets[rule.ledger]
        read = tuple(name for name in (*rule.distinct, rule.sum, rule.mean, rule.of) if name)
        rows, incomplete = sheet.unique(sheet.passed(rule.rows), read)
        if rule.distinct:
            rows = sheet.first_of(rows, rule.distinct)
        here, row = sheet.here(rows), _Row(sheet)
        number = self.calc.cell(f"SUM({sheet.all(rows)})")
        none = NO
        if rule.by:
            day = row.number(rule.of)
            span = {
                "month": f"YEAR({day})*12+MONTH({day})",
                "week": f"{day}-WEEKDAY({day},2)",
            }.get(rule.by, day)
            spans = sheet.all(sheet.column(f'IF({here}=1,{span},"")'))
            value = self.calc.cell(f"IF({number}=0,0,SUMPRODUCT(--(FREQUENCY({spans},{spans})>0)))")
        elif rule.sum or rule.mean:
            column = rule.sum or rule.mean
            value = self.calc.cell(f"SUM({sheet.all(sheet.column(f'IF({here}=1,{row.number(column)},0)'))})")
            if rule.mean:
                none = Formula(f"{number}=0")
                value = self.calc.cell(f"IF({none},0,{value}/{number})")
        else:
            value = number
        blanks = [none]
        if self.pull.get(fact.name, HELPS) != HELPS:
            blanks.append(Formula(f"SUM({sheet.all(incomplete)})>0"))
        if fact.type == "integer" and (rule.sum or rule.mean):
            blanks.append(Formula(f"ABS({value}-ROUND({value},0))>1E-9"))
        return value, self.calc.flag(or_(*blanks))
