"""What ids of rows on an evaluator's sheet begin with, and those every sheet has: see `workbook.layout`."""

from __future__ import annotations

from typing import Final

from evaluator.workbook import layout

MARK: Final = "mark#"
FILE: Final = "file#"
FACT: Final = "fact#"
ITEM: Final = "item#"
LINE: Final = "line#"
NA: Final = layout.NOT_APPLICABLE
VETO: Final = "veto#"
HEADING: Final = ("sheet#station", "sheet#evaluator", "sheet#role", "sheet#submitted")
"""Who marks which station, and when it was handed in."""
REMARK: Final = "sheet#remark"


def of_evidence(name: str) -> str:
    """Return the row of a word on evidence: a file's by its id, a line's or an option's by `A1.1#lease`."""
    return (LINE if "#" in name else ITEM) + name
