"""The figures of the charts in the Word papers on a whole round, from the same texts the tables print."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from evaluator.reports.charts import SECTIONS, number_of
from evaluator.reports.round_fields import RoundView
from evaluator.word import Chart, Series

GRADES: Final = "chart:grades"


def round_charts(view: RoundView) -> Mapping[str, Chart]:
    """Return every chart a round's template may have, by the name of its drawing."""
    return {GRADES: _grades(view), SECTIONS: _by_section(view)}


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
