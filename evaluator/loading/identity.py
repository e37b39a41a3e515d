"""Who a station is, also where its submission has errors: lists name every station."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from evaluator.base.gate import read_file
from evaluator.loading.fields import entries
from evaluator.loading.submission import FILE, open_submission, station_of
from evaluator.model.submission import Station
from evaluator.yaml.parse import MOST_BYTES, Table

_NAME: Final = re.compile(
    r"""^station\s*[:：].{0,400}?\bname\s*[:：]\s*(?:"([^"\n]*)"|'([^'\n]*)'|([^,，}\n\#]*))""",
    re.MULTILINE | re.DOTALL,
)
"""The name in a file that is no YAML: in braces or on a line of its own."""


def declared_station(folder: Path) -> Station:
    """Return what a station's folder says about the station; '' for what it does not say."""
    document = open_submission(folder)
    fields = entries(document.node).get("station")
    if isinstance(fields, Table):
        return station_of(fields.entries)
    try:
        text = read_file(folder / FILE, MOST_BYTES, folder=folder).decode("utf-8", "replace")
    except OSError:
        return Station("", "")
    match = _NAME.search(text)
    return Station("", next((name.strip() for name in match.groups() if name), "") if match else "")
