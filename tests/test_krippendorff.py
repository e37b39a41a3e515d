"""Alpha against the published examples and against the paper's own way; close marks; severity; their sentences."""

import time
import tracemalloc
from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import combinations, permutations
from random import Random
from typing import Final, TypeVar

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evaluator.base.exact import Number
from evaluator.model.rule import Reason
from evaluator.rounds.krippendorff import (
    Agreement,
    AlphaFigures,
    Leaning,
    Mark,
    alpha,
    plain,
    say_alpha,
    say_leaning,
    say_within,
    severity,
    shown,
    summarise,
    undefined_because,
    within,
)
from evaluator.texts.sentences import SENTENCES

LEVELS: Final = ("nominal", "ordinal", "interval", "ratio")

# Krippendorff 2011, parts A, B and C
MEG_AND_OWEN: Final = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
BEN_AND_GERRY: Final = [list("aabbdcccedda"), list("babbbccceddd")]
FOUR_OBSERVERS: Final[list[list[Mark]]] = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]

T = TypeVar("T")
Given = list[list[Fraction | None]]


def by_matrix(ratings: Sequence[Sequence[Fraction | None]], level: str) -> Fraction | None:
    """Compute alpha as the paper does: the coincidence matrix, its margins, δ² from its definition."""
    matrix: defaultdict[tuple[Fraction, Fraction], Fraction] = defaultdict(Fraction)
    for column in zip(*ratings, strict=True):
        marks = [mark for mark in column if mark is not None]
        for pair in permutations(marks, 2):
            matrix[pair] += Fraction(1, len(marks) - 1)
    margins: defaultdict[Fraction, Fraction] = defaultdict(Fraction)
    for (first, _), count in matrix.items():
        margins[first] += count
    values = sorted(margins)

    def apart(one: Fraction, other: Fraction) -> Fraction:
        low, high = sorted((one, other))
        if low == high:
            return Fraction(0)
        match level:
            case "nominal":
                return Fraction(1)
            case "ordinal":
                between = sum((margins[value] for value in values if low <= value <= high), Fraction())
                return (between - (margins[low] + margins[high]) / 2) ** 2
            case "interval":
                return (high - low) ** 2
            case _:
                return ((high - low) / (high + low)) ** 2

    total = sum(margins.values())
    expected = sum(margins[one] * margins[other] * apart(one, other) for one in values for other in values)
    if not expected:
        return None
    observed = sum(count * apart(*pair) for pair, count in matrix.items())
    return 1 - (total - 1) * observed / expected


@st.composite
def tables(draw: st.DrawFn) -> Given:
    """Draw up to five evaluators' marks on up to six items: few values, so that some are equal, and gaps."""
    mark = st.none() | st.integers(0, 8).map(lambda whole: Fraction(whole, 2)) | st.fractions(0, 100)
    items = draw(st.integers(0, 6))
    return draw(st.lists(st.lists(mark, min_size=items, max_size=items), min_size=1, max_size=5))


@pytest.mark.parametrize(
    "ratings, level, published",
    [
        pytest.param(MEG_AND_OWEN, "nominal", "0.095", id="binary"),
        pytest.param(BEN_AND_GERRY, "nominal", "0.692", id="two-observers"),
        pytest.param(FOUR_OBSERVERS, "nominal", "0.743", id="nominal"),
        pytest.param(FOUR_OBSERVERS, "ordinal", "0.815", id="ordinal"),
        pytest.param(FOUR_OBSERVERS, "interval", "0.849", id="interval"),
        pytest.param(FOUR_OBSERVERS, "ratio", "0.797", id="ratio"),
    ],
)
def test_published_examples(ratings: list[list[Mark]], level: str, published: str) -> None:
    """Each example of Krippendorff 2011 gives the value printed there."""
    value = alpha(ratings, level)
    assert value is not None
    assert shown(value) == published


@pytest.mark.parametrize("level", LEVELS)
@given(ratings=tables())
@example(ratings=[[Fraction(0), Fraction(0)], [Fraction(0), Fraction(3)]])
@example(ratings=[[Fraction(10**17), Fraction(10**17 + 1)], [Fraction(10**17), Fraction(10**17 + 2)]])
@example(ratings=[[Fraction(10**400), Fraction(1)], [Fraction(10**399), Fraction(1)]])
def test_same_as_the_coincidence_matrix(level: str, ratings: Given) -> None:
    """The sums give what the paper's matrix gives, and there is no value exactly where it gives none."""
    expected = by_matrix(ratings, level)
    found = alpha(ratings, level)
    if expected is None:
        assert found is None
        shared = any(
            len([mark for mark in column if mark is not None]) > 1 for column in zip(*ratings, strict=True)
        )
        assert undefined_because(ratings, level) == ("no_variation" if shared else "nothing_shared")
    else:
        assert undefined_because(ratings, level) == ""
        assert found == pytest.approx(float(expected), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("level", LEVELS)
@given(ratings=tables(), random=st.randoms(use_true_random=False))
def test_order_changes_nothing(level: str, ratings: Given, random: Random) -> None:
    """Evaluators and items in any order give the very same float."""
    columns = list(zip(*ratings, strict=True))
    random.shuffle(columns)
    shuffled = [list(row) for row in zip(*columns, strict=True)] or [[] for _ in ratings]
    random.shuffle(shuffled)
    assert alpha(shuffled, level) == alpha(ratings, level)
    assert within(shuffled, 1) == within(ratings, 1)


@pytest.mark.parametrize("level", LEVELS)
@given(
    row=st.lists(st.floats(0, 1e6), min_size=2, max_size=8, unique=True),
    evaluators=st.integers(2, 4),
)
def test_perfect_agreement_is_one(level: str, row: list[float], evaluators: int) -> None:
    """Marks that vary and agree everywhere give exactly 1."""
    assert alpha([row] * evaluators, level) == 1.0


@given(ratings=tables(), tolerance=st.fractions(0, 100))
def test_within_counts_pairs(ratings: Given, tolerance: Fraction) -> None:
    """Every two marks on the same item are one pair, near when no further apart than the tolerance."""
    near = [
        abs(one - other) <= tolerance
        for column in zip(*ratings, strict=True)
        for one, other in combinations([mark for mark in column if mark is not None], 2)
    ]
    assert within(ratings, tolerance) == (Fraction(sum(near), len(near)) if near else None)


@given(ratings=tables())
def test_severity_is_the_mean_difference(ratings: Given) -> None:
    """An evaluator's severity is the mean of his mark less the others' mean on the items he shares."""
    for index, found in enumerate(severity(ratings)):
        apart = []
        for column in zip(*ratings, strict=True):
            his = column[index]
            others = [mark for at, mark in enumerate(column) if at != index and mark is not None]
            if his is not None and others:
                apart.append(his - sum(others) / len(others))
        assert found == (sum(apart) / len(apart) if apart else None)


@pytest.mark.parametrize(
    "ratings, level, reason",
    [
        pytest.param([], "nominal", "nothing_shared", id="nobody"),
        pytest.param([[], []], "ratio", "nothing_shared", id="no-items"),
        pytest.param([[1, 2, 3]], "interval", "nothing_shared", id="one-evaluator"),
        pytest.param([[1, None], [None, 2]], "ordinal", "nothing_shared", id="never-the-same"),
        pytest.param([[5, 5, 1], [5, 5, None]], "interval", "no_variation", id="varies-only-alone"),
        pytest.param([[0, 0], [0, 0]], "ratio", "no_variation", id="zeros"),
        pytest.param([["好"], ["好"]], "nominal", "no_variation", id="text"),
        pytest.param([[1, 2], [1, 2]], "interval", "", id="defined"),
    ],
)
def test_undefined(ratings: list[list[Mark]], level: str, reason: str) -> None:
    """Where alpha is undefined it is None, and a code says why."""
    assert undefined_because(ratings, level) == reason
    assert (alpha(ratings, level) is None) == bool(reason)


@pytest.mark.parametrize(
    "ratings, level, message",
    [
        pytest.param([[1]], "polar", "unknown level 'polar'", id="level"),
        pytest.param([[1], [1, 2]], "nominal", "row 2 has 2 items, row 1 has 1", id="ragged"),
        pytest.param([[1, 2], [1, "3"]], "ordinal", "row 2, item 2: '3' is not a number", id="text-ordinal"),
        pytest.param([["好"]], "interval", "row 1, item 1: '好' is not a number", id="text-interval"),
        pytest.param([["1"]], "ratio", "not a number", id="text-ratio"),
        pytest.param([[float("nan")]], "nominal", "nan is not a number", id="nan"),
        pytest.param([[float("inf")]], "interval", "inf is not a number", id="infinite"),
        pytest.param([[Decimal("sNaN")]], "ordinal", "is not a number", id="decimal-nan"),
        pytest.param([[-1], [1]], "ratio", "-1 is below 0", id="negative-ratio"),
    ],
)
def test_what_a_level_cannot_use(ratings: list[list[Mark]], level: str, message: str) -> None:
    """A wrong level, table or mark is named, even when its item would not count."""
    for refused in (alpha, undefined_because):
        with pytest.raises(ValueError, match=message):
            refused(ratings, level)


def test_kinds_of_numbers_mix() -> None:
    """Numbers of any type are equal when they print as the same decimal; text is never a number."""
    mixed: list[list[Mark]] = [[Decimal("0.1"), 1, 2.0, "1"], [0.1, Decimal("1.00"), Fraction(2), "1"]]
    assert alpha(mixed, "nominal") == 1.0
    numeric = [row[:3] for row in mixed]
    assert [alpha(numeric, level) for level in LEVELS] == [1.0] * 4
    assert undefined_because([[1], ["1"]], "nominal") == ""
    assert within([[7.1], [6.8]], 0.3) == 1


def test_a_negative_tolerance_is_refused() -> None:
    """No two marks can be less than nothing apart."""
    with pytest.raises(ValueError, match="cannot be negative"):
        within([[1], [1]], -1)


@pytest.mark.parametrize("level", LEVELS)
def test_continuous_marks_are_quick_and_small(level: str) -> None:
    """2,400 marks that never repeat take a moment, also on a slow machine, and well under 50 MiB."""
    random = Random(2011)  # noqa: S311 - the same marks every time
    quality = [random.uniform(20, 90) for _ in range(800)]
    ratings = [[mark + random.uniform(-9, 9) for mark in quality] for _ in range(3)]
    assert len({mark for row in ratings for mark in row}) == 2400
    start = time.process_time()
    value = alpha(ratings, level)
    took = time.process_time() - start
    assert value is not None
    assert took < 3
    few = [
        row[:200] for row in ratings
    ]  # tracing makes everything slow; the ratio level keeps no more than a row
    tracemalloc.start()
    try:
        alpha(few if level == "ratio" else ratings, level)
        assert tracemalloc.get_traced_memory()[1] < 5 * 2**20
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(
    "value, key, text",
    [
        (1.0, "agreement.reliable", "1.000"),
        (0.8, "agreement.reliable", "0.800"),
        (0.79996, "agreement.tentative", "0.79996"),
        (0.667, "agreement.tentative", "0.667"),
        (0.66699, "agreement.weak", "0.66699"),
        (0.0001, "agreement.weak", "0.0001"),
        (0.0, "agreement.chance", "0.000"),
        (-0.0001, "agreement.chance", "0.000"),
        (-0.25, "agreement.chance", "-0.250"),
    ],
)
def test_worth_of_an_alpha(value: float, key: str, text: str) -> None:
    """Krippendorff's customary limits decide, and what is printed stays on the same side of them."""
    assert plain(value) == key
    assert shown(value) == text


MARKS: Final[dict[str, dict[str, dict[str, Number]]]] = {
    "B1.2": {"e1": {"s1": 20, "s2": 8, "s3": 12}, "e2": {"s1": 18, "s2": 6}, "e3": {"s3": 16}},
    "E2.7": {"e1": {"s1": 10, "s2": Fraction(15, 2)}, "e2": {"s1": 10, "s2": 5}},
}


def test_a_round_is_summarised() -> None:
    """Marks on different scales become shares of full marks before they are compared or pooled."""
    found = summarise(MARKS, {"B1.2": 20, "E2.7": 10}, Fraction(1, 10))
    assert isinstance(found, Agreement)
    b12, e27, overall = found.criteria["B1.2"], found.criteria["E2.7"], found.overall
    assert (b12.within, b12.items, b12.pairs) == (Fraction(2, 3), 3, 3)
    assert b12.alpha == alpha([[20, 8, 12], [18, 6, None], [None, None, 16]], "interval")
    assert (e27.within, e27.items, e27.pairs) == (Fraction(1, 2), 2, 2)
    assert (overall.within, overall.items, overall.pairs) == (Fraction(3, 5), 5, 5)
    shares: list[list[Mark]] = [[20, 8, 12, 20, 15], [18, 6, None, 20, 10], [None, None, 16, None, None]]
    assert overall.alpha == alpha(shares, "interval")
    assert found.evaluators == {
        "e1": Leaning(Fraction(1, 10) * Fraction(1 + 1 - 2 + 0) / 5 + Fraction(1, 20), 5),
        "e2": Leaning(Fraction(-9, 80), 4),
        "e3": Leaning(Fraction(1, 5), 1),
    }


@given(random=st.randoms(use_true_random=False))
def test_keys_in_any_order_summarise_alike(random: Random) -> None:
    """The order in which sheets were read does not show."""

    def stirred(of: Mapping[str, T]) -> dict[str, T]:
        return {key: of[key] for key in random.sample(sorted(of), len(of))}

    mixed = stirred(
        {key: stirred({who: stirred(row) for who, row in of.items()}) for key, of in MARKS.items()}
    )
    full = {"B1.2": 20, "E2.7": 10}
    assert summarise(mixed, full, Fraction(1, 10)) == summarise(MARKS, full, Fraction(1, 10))


@pytest.mark.parametrize("full", [{}, {"B1": 0}])
def test_marks_need_full_marks(full: dict[str, Number]) -> None:
    """A criterion without full marks above 0 has no shares."""
    with pytest.raises(ValueError, match="'B1' has no full marks"):
        summarise({"B1": {"e1": {"s1": 1}}}, full, Fraction(1, 5))


def test_nothing_was_marked() -> None:
    """A round without a mark has figures that say so."""
    found = summarise({}, {}, Fraction(1, 5))
    assert found == Agreement(Fraction(1, 5), {}, AlphaFigures(None, "nothing_shared", None, 0, 0), {})


@pytest.mark.parametrize(
    "said, key",
    [
        (say_alpha(AlphaFigures(0.9, "", Fraction(1), 4, 6)), "agreement.reliable"),
        (say_alpha(AlphaFigures(0.7, "", Fraction(1), 4, 6)), "agreement.tentative"),
        (say_alpha(AlphaFigures(0.5, "", Fraction(1), 4, 6)), "agreement.weak"),
        (say_alpha(AlphaFigures(-0.5, "", Fraction(1), 4, 6)), "agreement.chance"),
        (say_alpha(AlphaFigures(None, "no_variation", Fraction(1), 4, 6)), "agreement.no_variation"),
        (say_alpha(AlphaFigures(None, "nothing_shared", None, 0, 0)), "agreement.nothing_shared"),
        (say_within(AlphaFigures(0.9, "", Fraction(1), 4, 6), Fraction(1, 5)), "agreement.within"),
        (
            say_within(AlphaFigures(None, "nothing_shared", None, 0, 0), Fraction(1, 5)),
            "agreement.within.none",
        ),
        (say_leaning(Leaning(Fraction(-1, 9), 3)), "agreement.leaning.stricter"),
        (say_leaning(Leaning(Fraction(1, 9), 3)), "agreement.leaning.milder"),
        (say_leaning(Leaning(Fraction(0), 3)), "agreement.leaning.level"),
        (say_leaning(Leaning(None, 0)), "agreement.leaning.none"),
    ],
)
def test_every_figure_has_its_sentence(said: Reason, key: str) -> None:
    """Each figure, and each missing one, has a sentence in both languages whose fields are all given."""
    assert said.key == key
    zh, en = SENTENCES[key]
    assert zh.format_map(said.args) != en.format_map(said.args)
