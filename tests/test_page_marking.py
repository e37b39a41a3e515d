"""The evaluator's page: the questions of `mark` in a browser, and sheets of the very bytes that `mark` writes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

import pytest

from evaluator.model.round import Round
from evaluator.page.marking import MarkingEngine
from evaluator.page.write import handed_out
from tests.marking_round import a_round
from tests.test_cli_mark import mark

Json = dict[str, Any]


def engine_of(round_: Round, evaluator: str, folder: Path) -> MarkingEngine:
    """The engine as the browser starts it, with nothing but the files that the page carries."""
    member = round_.evaluator(evaluator)
    assert member is not None
    _, files = handed_out(round_, member, "zh")
    for path, data in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return MarkingEngine(str(folder / "round"), evaluator)


def ask(engine: MarkingEngine, about: str, id: str, **fields: object) -> Json:
    """Give an answer that is taken; return the state after it."""
    reply: Json = json.loads(
        engine.answer(json.dumps({"about": about, "id": id, "remark": "", **fields}), "zh")
    )
    assert "problem" not in reply, reply["problem"]
    state: Json = reply["state"]
    return state


def files(*names: str, passed: list[int]) -> list[Json]:
    return [{"file": name, "passed": passed, "left_out": []} for name in names]


PAIRS: Final[dict[str, tuple[str, list[Json]]]] = {
    "level": ("j B1\n好\n", [{"about": "mark", "id": "B1", "level": "好", "points": ""}]),
    "level-with-points": (
        "j B1\n2 １４\n个别  缺项\n",
        [{"about": "mark", "id": "B1", "level": "较好", "points": "１４", "remark": "个别  缺项"}],
    ),
    "points": ("j B5\n7.250\n\n", [{"about": "mark", "id": "B5", "points": "7.250"}]),
    "sample": (
        "j B3\nDA01\n1-2\n\nDA02\n1\n3\n0012\n0\n\n抽了三份\n",
        [
            {
                "about": "sample",
                "id": "B3",
                "remark": "抽了三份",
                "files": [
                    {"file": "DA01", "passed": [1, 2], "left_out": []},
                    {"file": "DA02", "passed": [1], "left_out": [3]},
                    {"file": "0012", "passed": [], "left_out": []},
                ],
            }
        ],
    ),
    "fact": ("j visits\n3\n实地\n", [{"about": "observed", "id": "visits", "value": "3", "remark": "实地"}]),
    "observed": (
        "o area 61.7\n实测\no rooms b，a\n\no open 否\n\no place shared\n\n",
        [
            {"about": "observed", "id": "area", "value": "61.7", "remark": "实测"},
            {"about": "observed", "id": "rooms", "value": "b,a"},
            {"about": "observed", "id": "open", "value": "否"},
            {"about": "observed", "id": "place", "value": "shared"},
        ],
    ),
    "evidence": (
        "e E01 no 复印件\ne A1#lease yes\n",
        [
            {"about": "evidence", "id": "E01", "value": "no", "remark": "复印件"},
            {"about": "evidence", "id": "A1#lease", "value": "yes"},
        ],
    ),
    "claims": (
        "n A1 no 适用\nn rooms.b 是\n",
        [
            {"about": "claim", "id": "A1", "value": "no", "remark": "适用"},
            {"about": "claim", "id": "rooms.b", "value": "yes"},
        ],
    ),
    "veto": ("v V1 改过日期\n", [{"about": "veto", "id": "V1", "value": "yes", "remark": "改过日期"}]),
    "taken-back": (
        "e E01 no\ne E01 -\nv V1 x\nv V1 -\nj B5\n7\n\nj B5\nx\no area 5\n\no area -\n",
        [
            {"about": "evidence", "id": "E01", "value": "no"},
            {"about": "evidence", "id": "E01", "value": ""},
            {"about": "veto", "id": "V1", "value": "yes", "remark": "x"},
            {"about": "veto", "id": "V1", "value": ""},
            {"about": "mark", "id": "B5", "points": "7"},
            {"about": "clear", "id": "B5"},
            {"about": "observed", "id": "area", "value": "5"},
            {"about": "clear", "id": "area"},
        ],
    ),
}
"""What is typed in the terminal, and what the page sends for the same answers."""


class TestEngine:
    """What the browser asks, asked here."""

    @pytest.mark.parametrize("name", PAIRS)
    def test_the_sheet_has_the_bytes_that_mark_writes(self, name: str, tmp_path: Path) -> None:
        """Answer by answer, then all of them, submitted and opened again."""
        round_ = a_round(tmp_path / "r")
        typed, answers = PAIRS[name]
        engine = engine_of(round_, "e1", tmp_path / "page")
        engine.open("s01", "", "zh")
        for answer in answers:
            ask(engine, **answer)
        result = mark(round_.folder, typed + "q\n", station="s01")
        sheet = round_.folder / "sheets" / "e1" / "s01.yaml"
        assert sheet.is_file(), result.output
        assert engine.sheet().encode() == sheet.read_bytes()

    def test_a_whole_sheet_submitted_and_opened_again(self, tmp_path: Path) -> None:
        round_ = a_round(tmp_path / "r")
        engine = engine_of(round_, "e1", tmp_path / "page")
        engine.open("s01", "", "zh")
        for name, (_, answers) in PAIRS.items():
            for answer in answers if name != "taken-back" else ():
                ask(engine, **answer)
        mark(
            round_.folder,
            "".join(typed for name, (typed, _) in PAIRS.items() if name != "taken-back") + "s\nyes\n",
            station="s01",
        )
        sheet = round_.folder / "sheets" / "e1" / "s01.yaml"
        state = json.loads(engine.submit("2026-08-02", "zh"))["state"]
        assert engine.sheet().encode() == sheet.read_bytes()
        assert state["sha256"] == hashlib.sha256(sheet.read_bytes()).hexdigest()
        assert state["submitted"] == "2026-08-02"
        mark(round_.folder, "q\n", "--reopen", "看错了", station="s01")
        refused = json.loads(engine.reopen(" ", "2026-08-02", "zh"))
        assert "理由" in refused["problem"]["message"]
        engine.reopen("看错了", "2026-08-02", "zh")
        assert engine.sheet().encode() == sheet.read_bytes()
        # Continued from its bytes, as after the page was closed.
        again = engine_of(round_, "e1", tmp_path / "again")
        again.open("s01", engine.sheet(), "zh")
        assert again.sheet() == engine.sheet()
