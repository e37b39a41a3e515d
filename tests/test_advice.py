"""What each gap costs, and the cheapest way to the next grade, against brute force."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

from evaluator.evaluation import Computed, compute
from evaluator.evaluation.gaps import Gap, gaps
from evaluator.evaluation.next_grade import UNKNOWN_EFFORT, _cheapest, path_to_next_grade
from evaluator.evaluation.pipeline import read_inputs

SAMPLES = Path(__file__).parent.parent / "samples"
NAMES = ("qinghe", "baishi", "luxi", "xinqiao")


def computed(name: str, *, sheets: bool) -> Computed:
    """Compute a sample station with or without its sheets."""
    inputs, _ = read_inputs(SAMPLES / "stations" / name, sheets=SAMPLES / "sheets" if sheets else None)
    assert inputs is not None
    return compute(inputs.case())


def subsets(candidates: list[Gap]) -> Iterator[tuple[Gap, ...]]:
    """Yield every choice of gaps."""
    for size in range(len(candidates) + 1):
        yield from itertools.combinations(candidates, size)


def days(chosen: tuple[Gap, ...] | list[Gap]) -> Fraction:
    """Add up the working days."""
    efforts = (gap.criterion.effort for gap in chosen)
    return sum((Fraction(UNKNOWN_EFFORT if one is None else one) for one in efforts), Fraction(0))


@pytest.mark.parametrize("needed", [0, Fraction(1, 100), 10, Fraction(49, 2), 50, 90, 10_000])
@pytest.mark.parametrize("strict", [True, False])
def test_the_cheapest_choice_is_cheapest(needed: Fraction, strict: bool) -> None:
    """No other choice of gaps reaches as far with less effort; None only when all together do not."""
    candidates = gaps(computed("luxi", sheets=True))[:10]

    def reaches(chosen: tuple[Gap, ...] | list[Gap]) -> bool:
        gained = sum(gap.costs for gap in chosen)
        return gained > needed or (gained == needed and not strict)

    chosen = _cheapest(candidates, needed, strict=strict)
    good = [days(one) for one in subsets(candidates) if reaches(one)]
    if chosen is None:
        assert not good
    else:
        assert reaches(chosen)
        assert days(chosen) == min(good)


def test_the_path_reaches_the_grade() -> None:
    """After the path the total stands at the next grade's bound or above it."""
    way = path_to_next_grade(computed("baishi", sheets=True))
    assert way is not None
    assert way.target.id == "good"
    assert way.gaps
    assert way.target.holds(way.reaches)
    assert way.effort == days(list(way.gaps))


def test_no_path_beyond_the_highest_grade() -> None:
    """At the top there is nowhere to go."""
    assert path_to_next_grade(computed("qinghe", sheets=True)) is None


def test_a_path_takes_open_marks_at_the_stations_claim() -> None:
    """A self-check counts what the station would give itself, and says so."""
    way = path_to_next_grade(computed("qinghe", sheets=False))
    assert way is not None
    assert "B1.2" in way.assumed
    assert way.start > (computed("qinghe", sheets=False).low.total or 0)


def test_ceilings_that_stay_are_named() -> None:
    """Points alone do not lift a station over a ceiling; the path says what still holds it down."""
    way = path_to_next_grade(computed("luxi", sheets=True))
    assert way is not None
    assert way.target.id == "pass"
    assert way.blocked_by == ()
