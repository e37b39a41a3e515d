"""Read, round and write exact numbers without using floats."""

import re
from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from evaluator.base.once import lazy_pattern

Number = int | Fraction
"""An int where the value is known to be whole, else a fraction."""

Rule = Literal["half_up", "half_even"]
"""How a tie is rounded: away from zero, or to the even digit as in GB/T 8170."""

MOST_DIGITS = 60
"""Longer numbers are not measurements; refusing them keeps every later step cheap."""

_NUMBER = lazy_pattern(r"-?(?:0|[1-9][0-9]*)(?:\.([0-9]+))?")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－−．％", "0123456789--.%")


def parse(text: str, *, lenient: bool = False) -> Number | None:
    """Return the number written in *text*, or None when it is not written as one.

    Only `-12` and `-1.50` are numbers: `1e3`, `1_000`, `.5`, `+1` and `010` are not. *lenient* is for
    what a person fills in: full-width digits, sign and point count as the ordinary ones, and blanks
    around are dropped. (Not NFKC: it would read 5² as 52.)
    """
    if lenient:
        text = text.strip().translate(_FULL_WIDTH)
    if len(text) > MOST_DIGITS + 2:
        return None
    match = _NUMBER.fullmatch(text)
    if match is None:
        return None
    decimals = match[1]
    if decimals is None:
        return int(text) if len(text.lstrip("-")) <= MOST_DIGITS else None
    if len(text.lstrip("-")) > MOST_DIGITS + 1:
        return None
    return simple(Fraction(int(text.replace(".", "")), 10 ** len(decimals)))


def of_numeral(numeral: str) -> int:
    """Return the number that a Chinese numeral below 10,000 stands for; 0 for what is none."""
    digit_of = "[一二两三四五六七八九]"
    form = re.fullmatch(
        f"(?:({digit_of})千)?(?:零?({digit_of})百)?(?:零?({digit_of}?)十)?(?:零?({digit_of}))?", numeral
    )
    if form is None:
        return 0
    digits = (form[1], form[2], "一" if form[3] == "" else form[3], form[4])
    worths = (1000, 100, 10, 1)
    return sum(
        ("一二三四五六七八九".find(digit.replace("两", "二")) + 1) * worth
        for digit, worth in zip(digits, worths, strict=True)
        if digit
    )


def share(text: str, *, lenient: bool = False) -> Fraction | None:
    """Return 93/100 for `93%`; None for anything else, a bare number included."""
    if lenient:
        text = text.strip().translate(_FULL_WIDTH)
    if not text.endswith("%"):
        return None
    number = parse(text[:-1], lenient=lenient)
    return None if number is None else Fraction(number) / 100


def simple(number: Number) -> Number:
    """Return *number* as an int when it is whole."""
    if isinstance(number, int):
        return number
    numerator, denominator = number.as_integer_ratio()
    return numerator if denominator == 1 else number


def quotient(number: Number, divisor: Number) -> Number:
    """Return *number* divided by *divisor*, as an int when it is whole."""
    over, under = number.as_integer_ratio()
    other_over, other_under = divisor.as_integer_ratio()
    return _reduced(over * other_under, under * other_over)


def product(number: Number, factor: Number) -> Number:
    """Return *number* times *factor*, as an int when it is whole."""
    over, under = number.as_integer_ratio()
    other_over, other_under = factor.as_integer_ratio()
    return _reduced(over * other_over, under * other_under)


def limited(number: Number, most: Number) -> Number:
    """Return *number*, but not less than 0 nor more than *most*."""
    over, under = number.as_integer_ratio()
    if over <= 0:
        return 0
    most_over, most_under = most.as_integer_ratio()
    return number if over * most_under < most_over * under else most


def ceiling(number: Number, factor: Number) -> int:
    """Return the smallest whole number that is not below *number* times *factor*."""
    over, under = number.as_integer_ratio()
    other_over, other_under = factor.as_integer_ratio()
    return -(-over * other_over // (under * other_under))


def _reduced(numerator: int, denominator: int) -> Number:
    whole, rest = divmod(numerator, denominator)
    return Fraction(numerator, denominator) if rest else whole


def sum_of(numbers: Iterable[Number]) -> Number:
    """Return the sum, as an int when it is whole; numbers with a common denominator are added as ints."""
    whole = 0
    numerators: dict[int, int] = {}
    for number in numbers:
        if isinstance(number, int):
            whole += number
        else:
            numerator, denominator = number.as_integer_ratio()
            numerators[denominator] = numerators.get(denominator, 0) + numerator
    if not numerators:
        return whole
    over, under = whole, 1
    for denominator, numerator in numerators.items():
        over, under = over * denominator + numerator * under, under * denominator
    return _reduced(over, under)


def text(number: Number) -> str:
    """Return the shortest decimal that is exactly *number*, or `7/26` when there is none."""
    if isinstance(number, int):
        return str(number)
    numerator, denominator = number.as_integer_ratio()
    places = _places(denominator)
    if places is None:
        return f"{numerator}/{denominator}"
    return _with_point(numerator * (10**places // denominator), places)


def short(number: Number, places: int) -> str | None:
    """Return the shortest decimal that is exactly *number*; None where *places* decimals are too few."""
    if isinstance(number, int):
        return str(number)
    numerator, denominator = number.as_integer_ratio()
    units, rest = divmod(numerator * 10**places, denominator)
    return None if rest else _without_zeros(_with_point(units, places))


def percent(number: Number, about: str) -> str:
    """Return a share as a percentage: exact up to two decimals, else rounded and with *about* before it."""
    numerator, denominator = number.as_integer_ratio()
    units, rest = divmod(numerator * 10_000, denominator)
    if not rest:
        return f"{_without_zeros(_with_point(units, 2))}%"
    return f"{about}{_with_point(_scaled(numerator * 100, denominator, 2, 'half_up'), 2)}%"


def rounded(number: Number, places: int, rule: Rule) -> Number:
    """Return *number* rounded once to *places* decimals.

    A tie goes away from zero with half_up, to the even digit with half_even (GB/T 8170-2008, 3.2).
    """
    if isinstance(number, int):
        return number
    numerator, denominator = number.as_integer_ratio()
    scale: int = 10**places
    if scale % denominator == 0:
        return simple(number)
    return _reduced(_scaled(numerator, denominator, places, rule), scale)


def written(number: Number, places: int, rule: Rule) -> str:
    """Return *number* rounded once, with exactly *places* decimals: `12.50`."""
    if isinstance(number, int):
        return f"{number}.{'0' * places}" if places else str(number)
    return _with_point(_scaled(*number.as_integer_ratio(), places, rule), places)


def _scaled(numerator: int, denominator: int, places: int, rule: Rule) -> int:
    """Return numerator ÷ denominator as a whole number of units of the last decimal place."""
    scale: int = 10**places
    whole, rest = divmod(abs(numerator) * scale, denominator)
    twice = 2 * rest
    if twice > denominator or (twice == denominator and (rule == "half_up" or whole % 2)):
        whole += 1
    return -whole if numerator < 0 else whole


def writable(number: Number, places: int) -> bool:
    """Return whether *number* can be written exactly with *places* decimals."""
    return isinstance(number, int) or 10**places % number.denominator == 0


def fixed(number: Number, places: int) -> str:
    """Return *number* with exactly *places* decimals: `12.50`.

    Rounding is decided elsewhere: a number that needs more places is a ValueError here.
    """
    scale = 10**places
    if scale % number.denominator:
        raise ValueError(f"{number} cannot be written with {places} decimals; round it first")
    return _with_point(number.numerator * (scale // number.denominator), places)


def _with_point(units: int, places: int) -> str:
    """Return a whole number of units of the last decimal place with its point."""
    digits = str(abs(units)).rjust(places + 1, "0")
    sign = "-" if units < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def _without_zeros(decimal: str) -> str:
    """Return a decimal without zeros at its end that say nothing."""
    return decimal.rstrip("0").rstrip(".") if "." in decimal else decimal


@lru_cache(maxsize=256)
def _places(denominator: int) -> int | None:
    """Return how many decimals 1/denominator needs; None when no number is enough."""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    return max(twos, fives) if rest == 1 else None
