"""What a person fills in gets the type its fact or column declares, or a reason why not."""

import dataclasses
import pickle
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.base import frozen
from evaluator.base.masking import mask
from evaluator.loading.cells import Cell, ErrorValue
from evaluator.loading.values import Unfit, beyond, fact_value, titled, typed, typed_cell
from evaluator.model.guideline import Column
from evaluator.model.rule import Read
from evaluator.model.values import FACT_TYPES, NOTHING, Value
from evaluator.yaml.parse import Table, read_yaml_bytes
from tests.stations import guideline

CHOICES = {"own": "独立", "shared": "共用"}


@pytest.mark.parametrize(
    "text, kind, expected",
    [
        ("12", "integer", 12),
        ("12.0", "integer", 12),
        ("１２", "integer", 12),
        ("－12．50", "number", Fraction(-25, 2)),
        ("0.1", "number", Fraction(1, 10)),
        ("93%", "share", Fraction(93, 100)),
        ("９３％", "share", Fraction(93, 100)),
        ("100%", "share", 1),
        ("是", "boolean", True),
        ("否", "boolean", False),
        ("true", "boolean", True),
        ("no", "boolean", False),
        ("own", "choice", "own"),
        ("独立", "choice", "own"),
        (" 共用 ", "choice", "shared"),
        ("2025-07-01", "date", date(2025, 7, 1)),
        ("2025/7/1", "date", date(2025, 7, 1)),
        ("2025.7.1", "date", date(2025, 7, 1)),
        ("2025年7月1日", "date", date(2025, 7, 1)),
        ("２０２５/７/１", "date", date(2025, 7, 1)),
        ("a < b", "text", "a < b"),
        ("  ", "text", None),
        ("", "integer", None),
        ("独立、共用", "set", frozenset({"own", "shared"})),
        ("独立、、共用", "set", frozenset({"own", "shared"})),
    ],
)
def test_what_people_write_is_read(text: str, kind: str, expected: Value | None) -> None:
    """Each form files.md lists gives the value meant, exactly."""
    value = typed(text, kind, CHOICES)
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    "text, kind, code, hint",
    [
        ("1e3", "number", "fact-wrong-type", "write-number"),
        ("1_000", "number", "fact-wrong-type", "write-number"),
        (".5", "number", "fact-wrong-type", "write-number"),
        ("1,200", "number", "fact-wrong-type", "write-without-commas"),
        ("66㎡", "number", "fact-wrong-type", "write-without-unit"),
        ("66 平方米", "number", "fact-wrong-type", "write-without-unit"),
        ("93%", "integer", "fact-wrong-type", "write-without-percent"),
        ("1.5", "integer", "fact-wrong-type", "write-integer"),
        ("0.93", "share", "fact-wrong-type", "write-share"),
        ("93", "share", "fact-wrong-type", "write-share"),
        ("有", "boolean", "fact-wrong-type", "write-boolean"),
        ("2025-02-30", "date", "date-impossible", ""),
        ("2025-13-01", "date", "date-impossible", ""),
        ("2025-7/1", "date", "fact-wrong-type", "write-date"),
        ("2025-07-01 10:30", "date", "fact-wrong-type", "write-date"),
        ("owm", "choice", "option-unknown", "did-you-mean"),
        ("xyzzy", "choice", "option-unknown", "known-options"),
    ],
)
def test_what_cannot_be_read_has_a_reason_and_a_hint(text: str, kind: str, code: str, hint: str) -> None:
    """The hint is about the way of writing where that alone is wrong."""
    value = typed(text, kind, CHOICES)
    assert isinstance(value, Unfit)
    assert (value.code, value.hint_key) == (code, hint)


def column(kind: str) -> Column:
    return Column("x", "甲", kind, CHOICES)


@pytest.mark.parametrize(
    "cell, kind, expected",
    [
        (12.0, "integer", 12),
        (0.1 + 0.2, "number", Fraction(3, 10)),
        ("1,234,567.80", "number", Fraction(12345678, 10)),
        ("１，２００", "integer", 1200),
        (0.93, "share", Fraction(93, 100)),
        ("93%", "share", Fraction(93, 100)),
        (1, "share", 1),
        (45839.0, "date", date(2025, 7, 1)),
        (45839.5, "date", date(2025, 7, 1)),
        ("45839", "date", date(2025, 7, 1)),
        (datetime(2025, 7, 1, 10, 30), "date", date(2025, 7, 1)),
        ("2025/7/1 0:00", "date", date(2025, 7, 1)),
        ("20250701", "date", date(2025, 7, 1)),
        (20250701, "date", date(2025, 7, 1)),
        ("2025年7月1号", "date", date(2025, 7, 1)),
        ("2025年 7月 1日", "date", date(2025, 7, 1)),
        ("2025.07.01.", "date", date(2025, 7, 1)),
        ("2025-7-1（周二）", "date", date(2025, 7, 1)),
        ("2025-7-1 星期二", "date", date(2025, 7, 1)),
        ("2025/7/1 上午9:30", "date", date(2025, 7, 1)),
        ("2025-7-1 14时30分", "date", date(2025, 7, 1)),
        ("2025年7月1日下午", "date", date(2025, 7, 1)),
        ("√", "boolean", True),
        ("☑", "boolean", True),
        ("×", "boolean", False),
        (date(2025, 7, 1), "text", "2025-07-01"),
        (1.0, "text", "1"),
        (2.5, "text", "2.5"),
        ("Ａ１ ", "text", "A1"),
        (True, "boolean", True),
        ("TRUE", "boolean", True),
        (True, "text", "是"),
        ("独立", "choice", "own"),
        ("独立；共用", "set", frozenset({"own", "shared"})),
        ("", "integer", None),
        ("  ", "date", None),
        (None, "text", None),
    ],
)
def test_cells_are_read_as_spreadsheets_write_them(cell: Cell, kind: str, expected: Value | None) -> None:
    """Floats, day numbers, percentages and separators give exact values."""
    value = typed_cell(cell, column(kind))
    assert value == expected
    assert type(value) is type(expected)


@pytest.mark.parametrize(
    "cell, kind, code",
    [
        (ErrorValue("#N/A"), "text", "cell-error"),
        (ErrorValue("#REF!"), "date", "cell-error"),
        ("#N/A", "number", "cell-wrong-type"),
        ("三", "integer", "cell-wrong-type"),
        (1.5, "integer", "cell-wrong-type"),
        (93, "share", "cell-wrong-type"),
        ("93", "share", "cell-wrong-type"),
        (2025, "date", "cell-wrong-type"),
        (20251301, "date", "date-impossible"),
        (202507011, "date", "cell-wrong-type"),
        ("2025年7月", "date", "cell-wrong-type"),
        ("7月1日", "date", "cell-wrong-type"),
        ("25.7.1", "date", "cell-wrong-type"),
        ("2025-7-1至2025-7-3", "date", "cell-wrong-type"),
        ("2025.7.1-7.3", "date", "cell-wrong-type"),
        ("√×", "boolean", "cell-wrong-type"),
        ("12:30", "date", "cell-wrong-type"),
        ("2025-02-30", "date", "date-impossible"),
        (True, "integer", "cell-wrong-type"),
        (date(2025, 7, 1), "integer", "cell-wrong-type"),
        (time(10, 3), "text", "cell-wrong-type"),
        (timedelta(hours=30), "number", "cell-wrong-type"),
        (1.0, "boolean", "cell-wrong-type"),
        (float("inf"), "number", "cell-wrong-type"),
        (340711200001011234.0, "text", "cell-digits-lost"),
        (7.0, "choice", "option-unknown"),
    ],
)
def test_bad_cells_are_told(cell: Cell, kind: str, code: str) -> None:
    """A cell that does not say clearly what it is becomes no value."""
    value = typed_cell(cell, column(kind))
    assert isinstance(value, Unfit)
    assert value.code == code


@given(
    st.one_of(
        st.text(),
        st.floats(),
        st.integers(),
        st.booleans(),
        st.dates(),
        st.times(),
        st.timedeltas(),
        st.none(),
    ),
    st.sampled_from(FACT_TYPES),
)
def test_any_cell_is_a_value_or_a_complaint(cell: Cell, kind: str) -> None:
    """No cell whatever ends in an exception, and no float gets through."""
    value = typed_cell(cell, column(kind))
    assert not isinstance(value, float)


@given(st.text(), st.sampled_from(FACT_TYPES))
def test_any_text_is_a_value_or_a_complaint(text: str, kind: str) -> None:
    """No text whatever ends in an exception."""
    value = typed(text, kind, CHOICES)
    assert not isinstance(value, float)


def test_there_are_no_other_types() -> None:
    """A type nobody knows is a mistake of ours, not of whoever wrote the value."""
    with pytest.raises(ValueError, match="colour"):
        typed("red", "colour")


@pytest.mark.parametrize(
    "name, written, expected",
    [
        ("area", "null", None),
        ("area", "-1", "fact-below-limit"),
        ("area", "10001", "fact-above-limit"),
        ("area", "10000", 10000),
        ("area", "[1]", "fact-wrong-type"),
        ("area", "{a: 1}", "fact-wrong-type"),
        ("spent", "121%", "fact-above-limit"),
        ("rooms", "[]", frozenset()),
        ("rooms", "[reception, 接待咨询区]", frozenset({"reception"})),
        ("rooms", "reception", "fact-wrong-type"),
        ("rooms", "[reception, [x]]", "fact-wrong-type"),
        ("rooms", "[reception, null]", "fact-wrong-type"),
        ("rooms", "[receptoin]", "option-unknown"),
        ("plaque", '"true"', True),
    ],
)
def test_facts_are_typed_and_kept_in_their_bounds(name: str, written: str, expected: Value | None) -> None:
    """`[]` is no blank, one unknown option spoils the set, bounds belong to what is allowed."""
    node, _ = read_yaml_bytes(f"value: {written}".encode(), "x")
    assert isinstance(node, Table)
    value = fact_value(guideline().facts[name], node.entries["value"])
    assert (value.code if isinstance(value, Unfit) else value) == expected


def test_a_bound_may_be_another_fact() -> None:
    """Certified above total is out of bounds; a blank total lets everything pass."""
    fact = guideline().facts["staff.certified"]
    over = beyond(fact, 4, {"staff.total": 3}.get)
    assert over is not None
    assert (over.code, over.args["limit"], over.args["bound"]) == ("fact-above-fact", "3", "staff.total")
    assert beyond(fact, 3, {"staff.total": 3}.get) is None
    assert beyond(fact, 4, NOTHING.get) is None
    assert beyond(guideline().facts["plaque"], value=True, lookup=NOTHING.get) is None


@pytest.mark.parametrize(
    "text, expected",
    [
        ("王小明", "王某某"),
        ("欧阳修文", "欧某某"),
        ("340711200001011234", "***1234"),
        ("34071120000101123X", "***123X"),
        ("电话13900001234", "***1234"),
        ("幸福路 12 号", "***"),
        ("王", "***"),
        ("1234567", "***"),
        (" ", ""),
    ],
)
def test_private_values_are_masked(text: str, expected: str) -> None:
    """A name keeps its first character, a number its last four."""
    assert mask(text) == expected


@given(st.text(min_size=1))
def test_a_mask_never_shows_most_of_a_text(text: str) -> None:
    """At most four characters of the original are left."""
    shown = mask(text).replace("某某", "").replace("***", "")
    assert len(shown) <= 4


def test_a_private_fact_is_masked_in_its_complaint() -> None:
    """What was written does not show, neither itself nor as the nearest option."""
    fact = guideline().facts["head.age"]
    node, _ = read_yaml_bytes("王小明".encode(), "x")
    assert node is not None
    unfit = fact_value(fact, node)
    assert isinstance(unfit, Unfit)
    assert titled(fact, unfit).args["found"] == "王某某"
    assert titled(guideline().facts["area"], unfit).args["found"] == "王小明"


def _record(module: Any) -> Any:  # noqa: ANN401 - either of two modules
    field = module.field

    @module.dataclass(frozen=True, slots=True)
    class First:
        """A field that is inherited."""

        first: int

    @module.dataclass(frozen=True, slots=True)
    class Record(First):
        """Fields of every kind."""

        kind: ClassVar[str] = "record"
        second: str = "b"
        third: list[int] = field(default_factory=list)
        factory0: int = 4
        made: int = field(init=False, repr=False, compare=False)
        last: int = field(default=5, compare=False)

        def __post_init__(self) -> None:
            object.__setattr__(self, "made", self.first + 1)

    return Record


@pytest.mark.parametrize(
    "arguments, named",
    [((1,), {}), ((1, "c", [7]), {}), ((1,), {"third": [8], "last": 9}), ((), {"first": 2, "factory0": 0})],
)
def test_classes_of_values_are_made_as_the_standard_library_makes_them(
    arguments: tuple[Any, ...], named: dict[str, Any]
) -> None:
    own, standard = _record(frozen), _record(dataclasses)
    mine, theirs = own(*arguments, **named), standard(*arguments, **named)
    for each in dataclasses.fields(standard):
        assert getattr(mine, each.name) == getattr(theirs, each.name)
    assert repr(mine) == repr(theirs)
    assert own.kind == standard.kind
    assert own.__match_args__ == standard.__match_args__
    for change in (frozen.replace, dataclasses.replace):
        assert mine == own(*arguments, **{**named, "last": 6}) != change(mine, first=3)
        assert repr(change(mine, first=3)) == repr(dataclasses.replace(theirs, first=3))
    listed = [
        [(each.name, each.type, each.default, each.init, each.repr, each.compare) for each in fields]
        for fields in map(dataclasses.fields, (own, standard))
    ]
    assert listed[0] == listed[1]
    assert own(1).third is not own(1).third
    assert not hasattr(mine, "__dict__")
    with pytest.raises(TypeError):
        own()
    with pytest.raises(TypeError):
        own(1, "c", [], 4, 5, 6)
    with pytest.raises(TypeError):
        own(1, made=2)
    with pytest.raises(TypeError):
        frozen.replace(mine, fourth=2)


def test_named_tuples_are_tuples_with_fields_defaults_and_a_home() -> None:
    read = Read("staff", 1)
    assert read == ("staff", 1, 0) == tuple(read)
    assert hash(read) == hash(("staff", 1, 0))
    assert repr(read._replace(above_zero=-1)) == "Read(fact='staff', direction=1, above_zero=-1)"
    assert [Read._fields, Read._field_defaults] == [("fact", "direction", "above_zero"), {"above_zero": 0}]
    assert pickle.loads(pickle.dumps(read)) == read  # noqa: S301 - our own bytes
    assert type(read) is Read
    assert (Read.__module__, Read.__qualname__) == ("evaluator.model.rule", "Read")
    assert Read.__doc__ == "A fact that a rule or condition reads, and the direction of its effect."
    made: Any = Read
    with pytest.raises(TypeError):
        made("staff")
    with pytest.raises(AttributeError):
        made("staff", 1).direction = 2
