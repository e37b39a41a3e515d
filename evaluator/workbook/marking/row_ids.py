"""Prefixes of row ids on an evaluator's sheet, and the ids that every sheet has: see `workbook.layout`."""

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
"""Rows for the station, the evaluator, the role and the date of submission."""
REMARK: Final = "sheet#remark"


def of_evidence(name: str) -> str:
    """Return the row id for evidence: *name* is a file's id, or `A1.1#lease` for a line or an option."""
    return (LINE if "#" in name else ITEM) + name
