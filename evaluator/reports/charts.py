"""The figures of the charts in Word papers, from the same texts the tables print."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from evaluator.reports.fields import ReportView
from evaluator.reports.round_fields import RoundView
from evaluator.reports.round_totals import digits
from evaluator.reports.wording import DASH
from evaluator.word import Chart, Series

SECTIONS: Final = "chart:sections"
MEAN: Final = "chart:mean"
GRADES: Final = "chart:grades"
RANKS: Final = "chart:ranks"

_LONGEST: Final = 10
"""Chinese characters of a title that fit around a radar; Latin characters take half the room."""

_MOST_STATIONS: Final = 30
"""Stations whose names fit below a chart."""


def charts(view: ReportView) -> Mapping[str, Chart]:
    """Return every chart a station's template may have, by the name of its drawing."""
    return {SECTIONS: _sections(view), MEAN: _against_mean(view)}


def _sections(view: ReportView) -> Chart:
    """The share of each top section; both ends where something is open.

    Where a title is too long for the radar, all corners have ids; the table before it has ids and titles.
    """
    rows = view.top_sections
    short = all(_room(row.title) <= _LONGEST for row in rows)
    return _shares(view, [row.title if short else row.id for row in rows])


def _room(title: str) -> float:
    return sum(0.5 if character.isascii() else 1 for character in title)


def _shares(view: ReportView, names: list[str]) -> Chart:
    rows = view.top_sections
    low = [None if row.share == DASH else row.bar_low for row in rows]
    high = [None if row.share == DASH else row.bar_high for row in rows]
    if all(_same(*ends) for ends in zip(low, high, strict=True)):
        return Chart(names, [Series(view.label["chart_share"], low)])
    return Chart(names, [Series(view.label["chart_low"], low), Series(view.label["chart_high"], high)])


def _against_mean(view: ReportView) -> Chart:
    """The round's average share of each section, and the station's."""
    shares = {mean.code: number_of(mean.value) for mean in view.means}
    own = _shares(view, [row.title for row in view.top_sections])
    average = Series(view.label["chart_mean"], [shares.get(row.id) for row in view.top_sections])
    return Chart(own.categories, [average, *own.series])


def _same(low: str | None, high: str | None) -> bool:
    return low == high or (low is not None and high is not None and Decimal(low) == Decimal(high))


def number_of(text: str) -> str | None:
    """Return the figure of a printed share, None where there is none."""
    return None if text == DASH else digits(text)


def round_charts(view: RoundView) -> Mapping[str, Chart]:
    """Return every chart a round's template may have, by the name of its drawing."""
    return {GRADES: _grades(view), SECTIONS: _by_section(view), RANKS: _ranks(view)}


def _grades(view: RoundView) -> Chart:
    """How many stations have each grade."""
    return Chart(
        [row.title for row in view.grades],
        [Series(view.label["count_of"], [row.count for row in view.grades])],
    )


def _by_section(view: RoundView) -> Chart:
    """The average share of each section beside the highest and the lowest station's."""
    label = view.label
    return Chart(
        [row.title for row in view.sections],
        [
            Series(label["chart_average"], [number_of(row.share) for row in view.sections]),
            Series(label["chart_highest"], [number_of(row.highest_share) for row in view.sections]),
            Series(label["chart_lowest"], [number_of(row.lowest_share) for row in view.sections]),
        ],
    )


def _ranks(view: RoundView) -> Chart:
    """How many ranks stations go up and down under random weights; of many those that move most."""
    rows = view.robust_rows
    widest = sorted(rows, key=lambda row: int(row.downs) - int(row.ups))[:_MOST_STATIONS]
    rows = tuple(row for row in rows if row in widest)
    return Chart(
        [row.label for row in rows],
        [
            Series(view.label["chart_ups"], [row.ups for row in rows]),
            Series(view.label["chart_downs"], [row.downs for row in rows]),
        ],
    )
