"""Read, round and write exact numbers without using floats."""

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

Number = int | Fraction
"""An int where the value is known to be whole, else a fraction."""

Rule = Literal["half_up", "half_even"]
"""How a tie is rounded: away from zero, or to the even digit as in GB/T 8170."""

MOST_DIGITS = 60
"""Longer numbers are not measurements; refusing them keeps every later step cheap."""

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.([0-9]+))?")
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
    return number.numerator if number.denominator == 1 else number


def quotient(number: Number, divisor: Number) -> Number:
    """Return *number* divided by *divisor*, as an int when it is whole."""
    if isinstance(number, int) and isinstance(divisor, int):
        whole, rest = divmod(number, divisor)
        return Fraction(number, divisor) if rest else whole
    return simple(Fraction(number) / divisor)


def sum_of(numbers: Iterable[Number]) -> Number:
    """Return the sum, as an int when it is whole; numbers with a common denominator are added as ints."""
    numerators: dict[int, int] = {}
    for number in numbers:
        denominator = number.denominator
        numerators[denominator] = numerators.get(denominator, 0) + number.numerator
    whole: Number = numerators.pop(1, 0)
    return simple(sum((Fraction(each, of) for of, each in numerators.items()), whole))


def text(number: Number) -> str:
    """Return the shortest decimal that is exactly *number*, or `7/26` when there is none."""
    if isinstance(number, int):
        return str(number)
    places = _places(number.denominator)
    if places is None:
        return f"{number.numerator}/{number.denominator}"
    return fixed(number, places)


def rounded(number: Number, places: int, rule: Rule) -> Number:
    """Return *number* rounded once to *places* decimals.

    A tie goes away from zero with half_up, to the even digit with half_even (GB/T 8170-2008, 3.2).
    """
    if writable(number, places):
        return simple(number)
    return simple(Fraction(_scaled(Fraction(number), places, rule), 10**places))


def written(number: Number, places: int, rule: Rule) -> str:
    """Return *number* rounded once, with exactly *places* decimals: `12.50`."""
    if isinstance(number, int):
        return f"{number}.{'0' * places}" if places else str(number)
    return _with_point(_scaled(number, places, rule), places)


def _scaled(number: Fraction, places: int, rule: Rule) -> int:
    """Return *number* as a whole number of units of its last decimal place."""
    numerator, denominator = number.numerator, number.denominator
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


def _places(denominator: int) -> int | None:
    """Return how many decimals 1/denominator needs; None when no number is enough."""
    twos = (denominator & -denominator).bit_length() - 1
    rest, fives = denominator >> twos, 0
    while rest % 5 == 0:
        rest //= 5
        fives += 1
    return max(twos, fives) if rest == 1 else None
