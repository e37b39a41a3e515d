"""Count the rows of ledger sheets with formulas: hidden columns beside the rows, and cells with totals.

A row that the sheet cannot judge as the program would (a text where a number belongs, a total or a signature
among the rows, a date before the date it must follow) puts the whole ledger in doubt; nothing counted from it
is then shown.
"""

from __future__ import annotations

from evaluator.conditions.excel import row_truth
from evaluator.conditions.formulas import NO, Formula, LedgerTable, and_, negated, or_
from evaluator.conditions.monotonicity import HELPS, fact_directions
from evaluator.conditions.truth import tests_of
from evaluator.loading.submission import needed_columns
from evaluator.model.condition import Condition, Test
from evaluator.model.guideline import Fact, Ledger
from evaluator.workbook import layout
from evaluator.workbook.live.calc import Calc, is_set
from evaluator.workbook.live.ledger_row import LedgerRow, RecordFlags
from evaluator.workbook.live.text_equality import columns_compared
from evaluator.workbook.positions import Plan, literal_text


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
        self._different: dict[int, int] = {}
        self.places = {
            name: layout.LEDGER_FIRST_COLUMN + number for number, name in enumerate(ledger.columns)
        }
        compared = [ledger.key, *(name for rule in rules for name in rule.distinct)]
        compared += [name for rule in rules for name in columns_compared(rule.rows)]
        if not ledger.key:
            compared += ledger.columns
        self.compared = frozenset(name for name in compared if name and ledger.columns[name].type == "text")
        self.row = row = LedgerRow(self)
        judged = RecordFlags(self, row, needed_columns(plan.guideline, ledger))
        self.used = judged.used
        self.bad = self._bad(judged)
        """The number of a row's first column that cannot be read, or one more where the row is no record."""
        handed = plan.at(self.sheet, *layout.HANDED)
        self.handed = calc.flag(
            f"OR(EXACT(TRIM({handed}),{literal_text(layout.TICKED)}),SUM({self.all(judged.filled)})>0)"
        )
        beyond = plan.at(self.sheet, self.last + 1, 1, self.last + 2000)
        right = layout.column_name(max(self.places.values(), default=1))
        beyond = beyond.replace(f":${layout.column_name(1)}$", f":${right}$")
        self.beyond = calc.flag(f"COUNTA({beyond})>0")
        used = self.all(self.used)
        self.put_in = calc.flag(f"COUNTBLANK({used})>0")
        """Whether rows were put in between, which have none of the hidden formulas."""
        self.row_put_in = f"SUMPRODUCT(MIN((LEN({used})>0)*1E6+ROW({used})))"
        self.strange = {name: row.doubtful(name) for name in ledger.columns if name in self.compared}
        """Flags of the columns with a text that the program may compare differently."""
        more = [is_set(flag) for flag in (*self.strange.values(), self.beyond, self.put_in)]
        if any(asks_period(rule.rows) for rule in rules):
            dated = and_(*(f"ISNUMBER({plan.answer(row_id)})" for row_id in ("period#from", "period#to")))
            more.append(and_(f"{self.handed}=1", negated(dated)))
        if ledger.id in plan.unlike:
            more.append(Formula("1=1"))
        self.doubt = calc.flag(or_(f"SUM({self.all(self.bad)})>0", *more))

    def _bad(self, judged: RecordFlags) -> int:
        """Return the column that says which of a row's cells cannot be read first."""
        columns = list(self.ledger.columns.values())
        whole = str(len(columns) + 1)
        failed, unfit = whole, f"IF({or_(*judged.doubts())},{whole},0)"
        for number, column in reversed(list(enumerate(columns, 1))):
            failed = f"IF(ISERROR({self.row.ref(column.id)}),{number},{failed})"
            wrong = self.row.unfit(column)
            if wrong != NO:
                unfit = f"IF({wrong},{number},{unfit})"
        return self.column(f"IF({self.here(self.used)}=1,IF({judged.failed},{failed},{unfit}),0)")

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
        holds = "1" if condition is None else row_truth(condition, self.row)
        return self.column(f"IF({self.here(self.used)}=1,{holds},0)")

    def unique(self, passed: int, read: tuple[str, ...]) -> tuple[int, int]:
        """Return two columns: each record once, and the rows that may be records but do not count."""
        row, key = self.row, self.ledger.key
        blank = or_(*(row.blank(name) for name in read))
        lost = or_(blank, row.blank(key) if key else NO)
        here = self.here(passed)
        incomplete = self.column(f"IF(OR({here}=0.5,AND({here}=1,{lost})),1,0)")
        good = self.column(f"IF(AND({here}=1,{negated(lost)}),1,0)")
        if key:
            # A row that was set aside has its key all the same: no later row counts in its place.
            has_key = negated(row.blank(key))
            claims = self.column(f"IF(AND({self.here(good)}+{self.here(incomplete)}>0,{has_key}),1,0)")
            first = self.here(self.first_of(claims, (key,)))
            return self.column(f"IF(AND({first}=1,{self.here(good)}=1),1,0)"), incomplete
        different = self.different(good)
        perhaps = self.column(
            f"IF(AND({self.here(good)}=1,{self.here(different)}=0),IF({self._repeated(different)},0,1),0)"
        )
        return different, self.column(f"{self.here(incomplete)}+{self.here(perhaps)}")

    def unknown(self, passed: int, read: str) -> str:
        """Return whether some row is unknown: a blank that is an answer takes no part in a mean."""
        blank, key = self.row.blank(read), self.row.blank(self.ledger.key) if self.ledger.key else NO
        lost = and_(negated(blank), key) if self.row.may_be_blank(read) else or_(blank, key)
        here = self.here(passed)
        column = self.column(f"IF(OR({here}=0.5,AND({here}=1,{lost})),1,0)")
        return f"SUM({self.all(column)})>0"

    def first_of(self, among: int, columns: tuple[str, ...]) -> int:
        """Return the column of the first row of each combination of *columns*."""
        texts = "&CHAR(9)&".join(self.row.same(name) for name in columns)
        key_column = self.column(f'IF({self.here(among)}=1,"k"&{texts},"")')
        before = self._before(key_column)
        return self.column(
            f"IF({self.here(among)}=1,IF(SUMPRODUCT(--EXACT({before},{self.here(key_column)}))=0,1,0),0)"
        )

    def different(self, among: int) -> int:
        """Return the column of the rows that are equal to no earlier one wherever both have a value."""
        if among not in self._different:
            texts = self._texts()
            own = layout.column_name(self.start + len(self.columns))
            parts = [f"(${own}${self.first}:${own}{layout.BEFORE}=1)"]
            for text in texts:
                before, here = self._before(text), self.here(text)
                parts.append(f'((EXACT({before},{here})+({before}="")+({here}=""))>0)')
            formula = f"IF({self.here(among)}=1,IF(SUMPRODUCT({'*'.join(parts)})=0,1,0),0)"
            self._different[among] = self.column(formula)
        return self._different[among]

    def _texts(self) -> list[int]:
        """Return the columns of what the rows hold, as texts for comparison."""
        row = self.row
        return [self.column(f'IF({row.blank(name)},"",{row.same(name)}&"")') for name in self.ledger.columns]

    def _repeated(self, among: int) -> str:
        """Return whether the row is equal to an earlier one in all columns, blanks included."""
        parts = [f"({self._before(among)}=1)"]
        parts += [f"EXACT({self._before(text)},{self.here(text)})" for text in self._texts()]
        return f"SUMPRODUCT({'*'.join(parts)})>0"

    def _before(self, column: int) -> str:
        letters = layout.column_name(column)
        return f"${letters}${self.first}:${letters}{layout.BEFORE}"

    def table(self, of: str, to: str, weight: str, if_none: str) -> LedgerTable:
        """Return the weighted ratios of the rows."""
        row = self.row
        unique_rows, incomplete = self.unique(self.passed(None), ())
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
            f"OR({self.handed}=0,SUM({self.all(unique_rows)})=0,SUM({self.all(incomplete)})>0,"
            f"SUM({self.all(bad)})>0,SUM({self.all(whole)})=0)"
        )
        return LedgerTable(
            blank,
            self.calc.cell(f"SUM({self.all(got)})"),
            self.calc.cell(f"SUM({self.all(weights)})"),
        )


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
        passed = sheet.passed(rule.rows)
        rows, incomplete = sheet.unique(passed, read)
        if rule.distinct:
            rows = sheet.first_of(rows, rule.distinct)
        here, row = sheet.here(rows), sheet.row
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
        elif rule.mean:
            blanks.append(Formula(sheet.unknown(passed, rule.mean)))
        if fact.type == "integer" and (rule.sum or rule.mean):
            blanks.append(Formula(f"ABS({value}-ROUND({value},0))>1E-9"))
        return value, self.calc.flag(or_(*blanks))
