"""Changed files of every kind, a seeded sample: `python -m bench.fuzz` tries 300,000."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from bench.fuzz.__main__ import Campaign, failure, known
from bench.fuzz.kinds import KINDS

SLOW: Final = {
    "guideline": 40,
    "words": 20,
    "template": 60,
    "workbook": 120,
    "table": 250,
    "csv": 250,
    "xlsx": 150,
}
"""How many files of the kinds that take longest."""
CHEAP: Final = {"yaml": 4380, "record": 1200, "returned": 600, "delivery": 600, "result": 350, "page": 600}
MANY: Final = 250


@pytest.mark.parametrize("name", KINDS)
def test_no_changed_file_ends_in_a_traceback(name: str, tmp_path: Path) -> None:
    """Nor in exit 70, nor after seconds: by the parsers, and a few by whole command lines."""
    campaign = Campaign(name, tmp_path, seed=20261130)
    count = SLOW.get(name, CHEAP.get(name, MANY))
    found = campaign.run(count, command=False) + campaign.run(2, command=True)
    assert [line for line, _ in found] == []


def test_what_failed_once_does_not_fail_again(tmp_path: Path) -> None:
    """Each file that a campaign turned up is kept and tried."""
    wrong = []
    for kind, data in known():
        campaign = Campaign(kind, tmp_path, seed=1)
        wrong += [
            line
            for command in (False, True)
            if (line := failure(campaign.kind, data, campaign.place, command=command))
        ]
    assert wrong == []
