import decimal
import math
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.base.exact import (
    Number,
    Rule,
    ceiling,
    fixed,
    limited,
    parse,
    percent,
    product,
    quotient,
    rounded,
    share,
    short,
    simple,
    sum_of,
    text,
    writable,
    written,
)

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=9)
FRACTIONS = st.fractions(max_denominator=10**6)
PLACES = st.integers(min_value=0, max_value=6)


@pytest.mark.parametrize(
    "written, value",
    [
        ("0", 0),
        ("-0", 0),
        ("12", 12),
        ("-12", -12),
        ("1.10", Fraction(11, 10)),
        ("-0.5", Fraction(-1, 2)),
        ("2.00", 2),
        ("9" * 60, 10**60 - 1),
        ("0." + "0" * 58 + "1", Fraction(1, 10**59)),
    ],
)
def test_parse(written: str, value: Number) -> None:
    """Integers and decimals with a point are read exactly, whole ones as int."""
    found = parse(written)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "-",
        "+1",
        "01",
        "010",
        "-01",
        "00.5",
        ".5",
        "5.",
        "1e3",
        "1_000",
        "1,000",
        "0x10",
        "1.2.3",
        "--1",
        " 1",
        "1 ",
        "1\n",
        "１２",
        "−1",
        "½",
        "٣",
        "inf",
        "nan",
        "7/26",
        "93%",
        "9" * 61,
        "0." + "0" * 59 + "1",
        "1" * 10**6,
    ],
)
def test_parse_refuses(written: str) -> None:
    """Every other spelling is no number, and an absurd length is none either."""
    assert parse(written) is None


@pytest.mark.parametrize(
    "written, value",
    [
        ("１２", 12),
        ("－１．５", Fraction(-3, 2)),
        ("−3", -3),
        (" 66 ", 66),
        ("\u300066\u3000", 66),
        ("5²", None),
        ("①", None),
        ("½", None),
        ("三", None),
        ("１e３", None),
        ("０１", None),
    ],
)
def test_parse_leniently(written: str, value: Number | None) -> None:
    """A person's full-width digits count; superscripts and circled digits are not guessed at."""
    assert parse(written, lenient=True) == value


@pytest.mark.parametrize(
    "written, lenient, value",
    [
        ("93%", False, Fraction(93, 100)),
        ("100%", False, Fraction(1)),
        ("0%", False, Fraction(0)),
        ("66.7%", False, Fraction(667, 1000)),
        ("-5%", False, Fraction(-1, 20)),
        ("93", False, None),
        ("0.93", False, None),
        ("%", False, None),
        ("93 %", False, None),
        ("93%%", False, None),
        ("９３％", False, None),
        ("９３％", True, Fraction(93, 100)),
        (" 93 % ", True, Fraction(93, 100)),
        ("93", True, None),
    ],
)
def test_share(written: str, lenient: bool, value: Fraction | None) -> None:
    """A share is written with its percent sign; a bare number is none."""
    assert share(written, lenient=lenient) == value


@pytest.mark.parametrize(
    "number, places, rule, expected",
    [
        # GB/T 8170-2008: half to even, and one rounding only
        ("28.175", 2, "half_even", "28.18"),
        ("28.165", 2, "half_even", "28.16"),
        ("15.4546", 0, "half_even", "15"),
        ("15.4546", 0, "half_up", "15"),
        ("28.165", 2, "half_up", "28.17"),
        ("0.5", 0, "half_up", "1"),
        ("-0.5", 0, "half_up", "-1"),
        ("-0.5", 0, "half_even", "0"),
        ("-1.5", 0, "half_even", "-2"),
        ("2.5", 0, "half_even", "2"),
        ("2.675", 2, "half_up", "2.68"),
        ("89.995", 2, "half_up", "90"),
        ("-2.675", 2, "half_up", "-2.68"),
        ("7", 2, "half_up", "7"),
    ],
)
def test_rounding(number: str, places: int, rule: Rule, expected: str) -> None:
    """Ties go away from zero or to the even digit, and nothing is rounded twice."""
    exact = parse(number)
    assert exact is not None
    assert text(rounded(exact, places, rule)) == expected


def test_rounding_of_what_has_no_decimal() -> None:
    """Thirds round too, and a whole result is an int."""
    assert rounded(Fraction(1, 3), 2, "half_up") == Fraction(33, 100)
    assert rounded(Fraction(-2, 3), 2, "half_up") == Fraction(-67, 100)
    assert type(rounded(Fraction(2, 3), 0, "half_up")) is int


@given(DECIMALS, PLACES, st.sampled_from([("half_up", ROUND_HALF_UP), ("half_even", ROUND_HALF_EVEN)]))
def test_rounding_agrees_with_decimal(number: Decimal, places: int, rule: tuple[Rule, str]) -> None:
    """Rounding is that of the decimal module, which implements the same two rules."""
    with decimal.localcontext(prec=60):
        expected = number.quantize(Decimal(1).scaleb(-places), rounding=rule[1])
    assert rounded(Fraction(number), places, rule[0]) == Fraction(expected)


@given(FRACTIONS, PLACES, st.sampled_from(["half_up", "half_even"]))
def test_rounding_stays_near_and_is_final(number: Fraction, places: int, rule: Rule) -> None:
    """A rounded number is at most half a step away, mirrors its negative, and rounds to itself."""
    found = rounded(number, places, rule)
    assert abs(found - number) * 2 <= Fraction(1, 10**places)
    assert rounded(-number, places, rule) == -found
    assert rounded(found, places, rule) == found
    assert writable(found, places)


@pytest.mark.parametrize(
    "number, shown",
    [
        (0, "0"),
        (-7, "-7"),
        (Fraction(1, 2), "0.5"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(25, 2), "12.5"),
        (Fraction(1, 3), "1/3"),
        (Fraction(-7, 26), "-7/26"),
        (Fraction(4, 2), "2"),
        (Fraction(1, 10**20), "0.00000000000000000001"),
    ],
)
def test_text(number: Number, shown: str) -> None:
    """A number is written as its shortest decimal, or as a fraction where there is none."""
    assert text(number) == shown


@given(DECIMALS)
def test_text_is_read_back(number: Decimal) -> None:
    """What is written is what is read."""
    exact = simple(Fraction(number))
    assert parse(text(exact)) == exact


@pytest.mark.parametrize(
    "number, places, shown",
    [
        (Fraction(25, 2), 2, "12.50"),
        (12, 2, "12.00"),
        (12, 0, "12"),
        (Fraction(-1, 20), 2, "-0.05"),
        (-3, 1, "-3.0"),
        (0, 2, "0.00"),
    ],
)
def test_fixed(number: Number, places: int, shown: str) -> None:
    """A number is padded to the places asked for."""
    assert fixed(number, places) == shown


def test_fixed_never_rounds() -> None:
    """89.995 is not written as 90.00 by accident."""
    assert not writable(Fraction(89995, 1000), 2)
    with pytest.raises(ValueError, match="round it first"):
        fixed(Fraction(89995, 1000), 2)
    with pytest.raises(ValueError, match="round it first"):
        fixed(Fraction(1, 3), 10)


@given(
    st.fractions(max_denominator=10**6) | st.integers(),
    st.integers(0, 6),
    st.sampled_from(["half_up", "half_even"]),
)
def test_written_is_rounded_and_then_fixed(number: Number, places: int, rule: Rule) -> None:
    """The short way from a number to its text, also for what rounds to nothing."""
    assert written(number, places, rule) == fixed(rounded(number, places, rule), places)


NUMBERS = st.one_of(st.integers(-(10**15), 10**15), FRACTIONS, DECIMALS.map(Fraction)).map(simple)


@given(NUMBERS, NUMBERS)
def test_a_quotient_is_exact_and_whole_where_it_can_be(number: Number, divisor: Number) -> None:
    if not divisor:
        with pytest.raises(ZeroDivisionError):
            quotient(number, divisor)
        return
    result = quotient(number, divisor)
    assert result * divisor == number
    assert isinstance(result, int) == (Fraction(result).denominator == 1)


@given(st.lists(NUMBERS, max_size=12))
def test_a_sum_is_exact_and_whole_where_it_can_be(numbers: list[Number]) -> None:
    result = sum_of(iter(numbers))
    assert result == sum(map(Fraction, numbers))
    assert isinstance(result, int) == (Fraction(result).denominator == 1)


@given(NUMBERS, NUMBERS)
def test_a_product_is_exact_and_whole_where_it_can_be(number: Number, factor: Number) -> None:
    result = product(number, factor)
    assert result == Fraction(number) * factor
    assert isinstance(result, int) == (Fraction(result).denominator == 1)


@given(NUMBERS, NUMBERS)
def test_a_product_rounded_up_is_the_next_whole_number(number: Number, factor: Number) -> None:
    assert ceiling(number, factor) == math.ceil(Fraction(number) * factor)


@given(NUMBERS, NUMBERS)
def test_a_number_is_limited_at_both_ends(number: Number, size: Number) -> None:
    most = max(size, -size)
    assert limited(number, most) == min(most, max(0, number))


@given(NUMBERS, PLACES)
def test_a_short_decimal_is_the_text_of_the_number_where_its_places_are_enough(
    number: Number, places: int
) -> None:
    assert short(number, places) == (text(number) if writable(number, places) else None)


@given(NUMBERS)
def test_a_percentage_is_the_hundredfold_or_marked_as_rounded(number: Number) -> None:
    hundredfold = simple(Fraction(number) * 100)
    exact = writable(hundredfold, 2)
    shown = text(hundredfold) if exact else f"≈{written(hundredfold, 2, 'half_up')}"
    assert percent(number, "≈") == f"{shown}%"
