"""The evaluator's page: the questions of `mark` in a browser, and sheets of the very bytes that `mark` writes."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from PIL import Image
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from evaluator.base.resources import shipped
from evaluator.cli.command import cli
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.marking.questions import Marking, evaluator_of, open_marking
from evaluator.marking.sheet_file import tree_of
from evaluator.model.guideline import Criterion
from evaluator.model.round import Round
from evaluator.page.evidence import enough_of, plain_text, shown_as
from evaluator.page.marking import MarkingEngine, answered
from evaluator.page.write import NoRuntime, handed_out, marking_page
from evaluator.rounds.read import station_inputs
from evaluator.rules.marked import FilesForm, form_of
from evaluator.texts import Language
from evaluator.yaml.parse import read_yaml_bytes
from tests.marking_round import a_round
from tests.rounds.making import DAY, opened, run, station, whole
from tests.test_cli_mark import mark
from tests.test_marking import good
from tests.test_page import (
    ALL_LATE,
    AXE,
    LOOK,
    TWICE,
    browser,
    click,
    complaints,
    confirm,
    find,
    settled,
    shows,
    until,
    until_file,
)

Json = dict[str, Any]
__all__ = ["browser"]
"""Chromium, as for the station's page."""
SAMPLE: Final = Path(__file__).parent.parent / "samples" / "round-2026"
GUIDELINE_TEXT: Final = (shipped("criteria") / "tongling-station" / "guideline.yaml").read_text(
    encoding="utf-8"
)


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
    "remarks-as-typed": (
        "e E01 否 复印，不清\nn A1 否 有场地，在用\nｖ V1 改，补\n",
        [
            {"about": "evidence", "id": "E01", "value": "否", "remark": "复印，不清"},
            {"about": "claim", "id": "A1", "value": "否", "remark": "有场地，在用"},
            {"about": "veto", "id": "V1", "value": "yes", "remark": "改，补"},
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


def page_or_skip(round_: Round, evaluator: str, target: Path, lang: Language = "zh") -> Path:
    """Write an evaluator's page; skipped where the runtime is not there."""
    member = round_.evaluator(evaluator)
    assert member is not None
    try:
        target.write_bytes(marking_page(round_, member, lang))
    except NoRuntime as missing:
        pytest.skip(f"no runtime for the page: run `make page-runtime` ({missing})")
    return target


PDF: Final = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\);this.submitForm\\('http://127.0.0.1:9/'\\);)>>>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 5 0 R/Resources<<>>/AA<</O<</S/URI/URI(http://127.0.0.1:9/)>>>>>>endobj
4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 6 0 R/Resources<<>>>>endobj
5 0 obj<</Length 27>>stream
1 0 0 rg 0 0 300 200 re f  \nendstream endobj
6 0 obj<</Length 27>>stream
0 0 1 rg 0 0 300 200 re f  \nendstream endobj
trailer<</Root 1 0 R>>
"""
"""Two pages, a red one and a blue one, and scripts that would call out."""
SCRIPT: Final = "<script>document.title='!';fetch('http://127.0.0.1:9/')</script>"


def evidence(folder: Path) -> None:
    """Lay files of every kind into a station's folder, and cite them for B1."""
    place = folder / "evidence"
    picture = Image.new("RGB", (400, 200), (10, 120, 60))
    picture.save(place / "站点照片.jpg")
    (place / "plan.pdf").write_bytes(PDF)
    document = docx.Document()
    document.add_paragraph("会议纪要：第一段")
    document.add_table(1, 2).cell(0, 1).text = "表中文字"
    document.add_paragraph(SCRIPT)
    document.save(str(place / "minutes.docx"))
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["姓名", "=HYPERLINK(1)", SCRIPT])
    book.save(place / "list.xlsx")
    (place / "icon.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg">{SCRIPT}</svg>', encoding="utf-8"
    )
    (place / "page.html").write_text(f"<html>{SCRIPT}</html>", encoding="utf-8")
    names = ("站点照片.jpg", "plan.pdf", "minutes.docx", "list.xlsx", "icon.svg", "page.html")
    lines = "".join(
        f"  - {{id: F{number}, kind: document, title: '{name}', file: 'evidence/{name}', for: [B1]}}\n"
        for number, name in enumerate(names, 1)
    )
    lines = lines.replace("for: [B1]", "for: [B1, B3, B4]", 1)
    file = folder / "submission.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("evidence:\n", f"evidence:\n{lines}", 1), encoding="utf-8")


class Person:
    """Somebody at the page, with a pointer and a keyboard."""

    def __init__(self, browser: WebDriver, file: Path) -> None:
        self.browser, self.file = browser, file

    def come(self) -> None:
        """Open the page, and wait until its program is there and a station can be opened."""
        self.browser.get(self.file.as_uri())
        self.find(".stations button")

    def leave(self) -> None:
        """Close the page without a word."""
        self.browser.get("about:blank")

    def find(self, place: str) -> WebElement:
        """Return what stands at a place once it is drawn and can be used."""
        return find(self.browser, place)

    def word(self, title: str, remark: str = "") -> None:
        """Say yes or no to something, by the name of its button, with a remark."""
        self.wait(lambda: click(self.browser, f"[aria-label='{title}']"))
        if remark:
            about = "claim" if "同意" in title else "evidence"
            self.type(f"[data-field='{about}-remark/{title.split(maxsplit=1)[0]}']", remark)

    def beside(self) -> None:
        """Open what is noted beside the questions."""
        click(self.browser, ".beside > summary")
        self.find("#find-fact")

    def wait(self, act: Callable[[], object]) -> None:
        """Do something and wait until the sheet is saved, and drawn as it is then."""
        before: int = self.browser.execute_script("return session.took.length")
        act()
        shown = "session.visible.every(id => session.cards.has(id))"
        until(self.browser, f"session.took.length > {before} && !session.busy && {shown}")
        settled(self.browser)

    def station(self, id: str) -> None:
        click(self.browser, f"//ul[@class='stations']//button[.//b[text()='{id}']]")
        self.find(".question")
        settled(self.browser)

    def question(self, id: str) -> None:
        """Go to a question by the list."""
        click(self.browser, f"//nav//ol//button[contains(., ' {id} ')]")
        until(self.browser, f"document.activeElement.id === 'question/{id}'")

    def level(self, id: str, number: int) -> None:
        """Choose a level by its number key."""
        self.question(id)
        self.find(f"[id='question/{id}']").send_keys(str(number))
        until(self.browser, f"document.querySelectorAll('.levels input')[{number - 1}].checked")

    def type(self, place: str, *keys: str) -> None:
        """Type a value and leave its field."""
        self.wait(lambda: self.find(place).send_keys(*keys, Keys.TAB))

    def remark(self, id: str, text: str) -> None:
        self.type(f"[data-field='remark/{id}']", text)

    def inspect(self, id: str, files: dict[str, str]) -> None:
        """Inspect files: a sign for each check, + passed, - not, . does not fit."""
        self.question(id)
        words = {"+": "符合", "-": "不符合", ".": "不适用"}
        for name, signs in files.items():
            self.find(f"[id='file/{id}']").send_keys(name)
            click(self.browser, f"//*[@id='question/{id}']//button[.='加一份']")
            part = f"//fieldset[legend[starts-with(normalize-space(), '{name}')]]"
            *first, last = [
                f"{part}//div[contains(@class, 'check')][{number}]//button[.='{words[sign]}']"
                for number, sign in enumerate(signs, 1)
            ]
            for place in first:
                click(self.browser, place)
                self.find(f"{place}[@aria-pressed='true']")
            self.wait(partial(click, self.browser, last))

    def submit(self) -> str:
        """Hand the sheet in; return what the page asked."""
        click(self.browser, "#submit")
        return self.handed_in()

    def handed_in(self) -> str:
        """Say yes to handing in, and wait until it is done; return what the page asked."""
        asked = confirm(self.browser)
        until(
            self.browser,
            "session.state?.submitted && document.querySelector('.locked code')?.textContent === session.state.sha256",
        )
        return asked


TYPED: Final = {
    "s01": "j B1\n2 14\n个别缺项\nj B3\nDA01\n1-2\n\nDA02\n1\n3\nDA03\n\n抽了三份\n"
    "j B4\nG1\n\nG2\n1-6\n\n\nj B5\n7.25\n\nj B6\nM1\n\nM2\n\nj B7\n优 9.9\n\nj B8\n0.1\n\nj visits\n3\n\n"
    "e F1 no 太暗\nv V1 改过日期\ns\nyes\n",
    "s02": "j B1\n1\nj B5\n3\n\nj B8\n20\nj visits\n0\n\ns\nyes\n",
    "s03": "j B1\n3\n无记录\nj B7\n3\n\nn A1 yes\no area 55\n\nj visits\n1\n\ns\nyes\n",
}
"""What is typed in the terminal for the sheets that the page is to give."""


@pytest.mark.slow
def test_three_stations_are_marked_in_the_page(browser: WebDriver, tmp_path: Path) -> None:
    """As a person does it: typed and clicked, closed in the middle, gone on with, handed in."""
    round_ = a_round(tmp_path / "r", stations=3)
    for place in (round_.folder / "stations").iterdir():
        evidence(place)
    other = shutil.copytree(round_.folder, tmp_path / "other")
    file = page_or_skip(round_, "e1", tmp_path / "page.html")
    assert run("round", "hand-out", round_.folder, "--to", "e1", "-o", tmp_path / "发放包").exit_code == 0
    assert 'href="marking.html"' in (tmp_path / "发放包" / "index.html").read_text(encoding="utf-8")
    assert (tmp_path / "发放包" / "marking.html").stat().st_size > 1_000_000
    person = Person(browser, file)
    person.come()
    person.find("#chosen input[type=file]").send_keys(str(tmp_path / "发放包"))
    shows(browser, "#chosen", "发放包")
    person.station("s01")
    person.level("B1", 2)
    person.type("[data-field='points/B1']", "14", Keys.ENTER)
    person.remark("B1", "个别缺项")
    person.word("F1 不认可", "太暗")
    person.inspect("B3", {"DA01": "++-", "DA02": "+-.", "DA03": "+++"})
    person.remark("B3", "抽了三份")
    person.inspect("B4", {"G1": "+++++++", "G2": "++++++-"})
    person.question("B5")
    person.type("[data-field='points/B5']", "7.25", Keys.ENTER)
    person.inspect("B6", {"M1": "+", "M2": "+"})
    person.level("B7", 1)
    person.type("[data-field='points/B7']", "9.9", Keys.ENTER)
    # Closed in the middle; what was answered is there, and the program goes on where marking stopped.
    person.leave()
    person.come()
    shows(browser, ".stations li", "已评 6 / 8")
    person.station("s01")
    assert browser.execute_script("return session.current") == "B8"
    person.type("[data-field='points/B8']", "0.1", Keys.ENTER)
    person.question("visits")
    person.type("[data-field='fact/visits']", "3", Keys.ENTER)
    person.beside()
    click(browser, ".veto input")
    person.type("[data-field='veto/V1']", "改过日期")
    person.submit()
    back(browser)
    person.station("s02")
    person.level("B1", 1)
    person.question("B5")
    person.type("[data-field='points/B5']", "3", Keys.ENTER)
    person.question("B8")
    person.type("[data-field='points/B8']", "20", Keys.ENTER)
    person.question("visits")
    person.type("[data-field='fact/visits']", "0", Keys.ENTER)
    person.submit()
    back(browser)
    person.station("s03")
    person.level("B1", 3)
    person.remark("B1", "无记录")
    person.level("B7", 3)
    person.question("visits")
    person.type("[data-field='fact/visits']", "1", Keys.ENTER)
    person.beside()
    person.word("A1 同意")
    person.find("#find-fact").send_keys("面积")
    person.type("[data-field='fact/area']", "55", Keys.ENTER)
    person.submit()
    back(browser)
    click(browser, "#save")
    saved = tmp_path / "downloads" / "r1-e1-sheets.zip"
    until_file(saved)
    assert complaints(browser) == []
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    today = browser.execute_script("return session.handedIn[0].submitted")
    for id, typed in TYPED.items():
        result = mark(other, typed, "--date", today, station=id)
        assert result.exit_code == 0, result.output
    with zipfile.ZipFile(saved) as archive:
        sums = archive.read("SHA256SUMS.txt").decode().splitlines()
        for id in TYPED:
            name = f"sheets/e1/{id}.yaml"
            data = archive.read(name)
            assert data == (other / name).read_bytes(), id
            assert f"{hashlib.sha256(data).hexdigest()}  {name}" in sums
    # The round takes the ZIP, and comes to the results of the sheets from the terminal.
    received = run("round", "receive", round_.folder, saved)
    assert received.exit_code == 0, received.output
    for id in TYPED:
        seals = []
        for folder in (round_.folder, other):
            inputs, problems = station_inputs(opened(folder), id)
            assert inputs is not None, problems
            seals.append(evaluate(inputs).document["seal"])
        assert seals[0] == seals[1]


def back(browser: WebDriver) -> None:
    """Return to the list of stations."""
    click(browser, "//header//button[.='返回站点列表']")
    find(browser, ".stations button")


class TestWhatIsShown:
    """What the page knows and says: an evaluator's own sheet alone, nothing private, nothing of others."""

    def test_no_other_sheet_decision_or_result_goes_along(self, tmp_path: Path) -> None:
        """Blind as `mark`: no marks of others, no decision; and no station from which one is recused."""
        folder = whole(tmp_path / "r")
        (folder / "decisions").mkdir()
        (folder / "decisions" / "s1.yaml").write_text(
            "- {what: {mark: B1}, value: {level: 差}, reason: x, by: y, date: 2026-08-02}\n", encoding="utf-8"
        )
        round_ = opened(folder)
        (member,) = (one for one in round_.panel.evaluators if one.id == "e2")
        stations, carried = handed_out(round_, member, "zh")
        assert [one["id"] for one in stations] == ["s1", "s2"]
        assert {path.split("/")[1] for path in carried} == {
            "round.yaml", "criteria", "stations", "carried.json", "draws.yaml"
        }  # fmt: skip
        assert all(one["submitted"] and "evaluator: e2" in one["sheet"] for one in stations)
        engine = engine_of(round_, "e2", tmp_path / "page")
        assert "回避" in json.loads(engine.open("s3", "", "zh"))["refused"]
        state = json.loads(engine.open("s1", stations[0]["sheet"], "zh"))["state"]
        assert state["submitted"] == "2026-08-02"

    @pytest.mark.parametrize(
        "evaluator, change, expected",
        [
            pytest.param("x", None, "专家组里没有", id="unknown"),
            pytest.param("e1", ("state: open", "state: closed"), "", id="closed"),
            pytest.param("e2", ("[s02]", "[s01]"), "还没有收到可以由专家乙评分的材料", id="recused"),
        ],
    )
    def test_who_may_not_mark_gets_no_page(
        self, evaluator: str, change: tuple[str, str] | None, expected: str, tmp_path: Path
    ) -> None:
        """With the sentence of `mark`, and nothing written."""
        folder = a_round(tmp_path / "r").folder
        if change:
            text = (folder / "round.yaml").read_text(encoding="utf-8")
            assert change[0] in text
            (folder / "round.yaml").write_text(text.replace(*change), encoding="utf-8")
        target = tmp_path / "page.html"
        words = ["page", str(folder), "--for", "evaluator", "--as", evaluator, "-o", str(target)]
        result = CliRunner(env={"EVALUATOR_LANG": "zh"}).invoke(cli, words)
        if "make page-runtime" in result.stderr:
            pytest.skip("no runtime for the page")
        assert result.exit_code == 1
        assert expected in result.stderr
        assert not target.exists()

    def test_both_options_are_asked_for(self, tmp_path: Path) -> None:
        folder = a_round(tmp_path / "r").folder
        for words in (("--for", "evaluator"), ("--as", "e1")):
            result = run("page", folder, *words)
            assert result.exit_code == 2
            assert "--for evaluator --as" in result.stderr

    def test_private_values_are_masked_everywhere(self, tmp_path: Path) -> None:
        """Neither the station's telephone nor the one that the evaluator observed is in what is shown."""
        round_ = a_round(tmp_path / "r")
        engine = engine_of(round_, "e1", tmp_path / "page")
        engine.open("s01", "", "zh")
        reply = engine.answer(
            json.dumps({"about": "observed", "id": "phone", "value": "13811112222", "show": ["B1"]}), "zh"
        )
        shown = json.loads(reply)
        del shown["state"]["sheet"]
        texts = [
            json.dumps(shown),
            engine.beside("zh"),
            *(engine.card(one["id"], "zh") for one in shown["state"]["steps"]),
        ]
        for text in texts:
            assert "13900000000" not in text
            assert "13811112222" not in text
        assert "***2222" in texts[0] + texts[1]
        assert "13811112222" in engine.sheet()

    def test_the_sample_round_shows_what_mark_prints(self, tmp_path: Path) -> None:
        """Cards of a real guideline: facts, rows that count (with private columns masked), evidence, own marks."""
        folder = shutil.copytree(SAMPLE, tmp_path / "r")
        shutil.rmtree(folder / "sheets" / "e1")
        assert (
            run("round", "draw", folder, "--seed", "1", "--date", "2026-08-01", "--reason", "试").exit_code
            == 0
        )
        round_ = opened(folder)
        engine = engine_of(round_, "e1", tmp_path / "page")
        state = json.loads(engine.open("990101101", "", "zh"))["state"]
        for step in state["steps"]:
            card = json.loads(engine.card(step["id"], "zh"))
            typed = f"j {step['id']}\nr all\nq\n"
            environment = {"EVALUATOR_LANG": "zh", "COLUMNS": "4000"}
            result = CliRunner(env=environment).invoke(
                cli, ["mark", str(folder), "990101101", "--as", "e1"], input=typed
            )
            printed = re.sub(r"\s", "", result.stdout)
            wanted = [card["title"], card.get("text", ""), card["note"], card.get("own", "")]
            wanted += [part for fact in card.get("facts", ()) for part in (fact["title"], fact["value"])]
            wanted += (
                [line["title"] for line in card.get("lines", ())]
                + card.get("checks", [])
                + card.get("drawn", [])
            )
            wanted += [level["range"] for level in card.get("levels", ())]
            rows = json.loads(engine.rows(step["id"], "zh"))
            wanted += [row for part in rows for row in (part["title"], *part["rows"])]
            for text in wanted:
                assert re.sub(r"\s", "", text) in printed, (step["id"], text)
        assert json.loads(engine.card("B2.2", "zh"))["drawn"]
        assert "private: true" in GUIDELINE_TEXT  # rows show such columns masked
        assert "某某" in engine.rows("E2.2", "zh")

    def test_what_is_wrong_is_told_and_changes_nothing(self, tmp_path: Path) -> None:
        """The problem of the loader, in the user's language; the sheet stays as it was."""
        engine = engine_of(a_round(tmp_path / "r"), "e1", tmp_path / "page")
        engine.open("s01", "", "zh")
        before = engine.sheet()
        for answer, zh, en in (
            ({"about": "mark", "id": "B1", "level": "较好", "points": "15"}, "10", "10"),
            ({"about": "mark", "id": "B1", "level": "较好", "points": ""}, "10", "10"),
            ({"about": "mark", "id": "B5", "points": "21"}, "20", "20"),
            ({"about": "mark", "id": "B5", "points": "多"}, "多", "多"),
            ({"about": "observed", "id": "area", "value": "-1"}, "-1", "-1"),
            ({"about": "observed", "id": "vouchers", "value": "1"}, "财务", "财务"),
            ({"about": "evidence", "id": "E99", "value": "yes"}, "E99", "E99"),
            ({"about": "claim", "id": "A3", "value": "yes"}, "A3", "A3"),
            ({"about": "veto", "id": "V1", "value": "yes", "remark": " "}, "事实", "remark"),
            ({"about": "sample", "id": "B3", "files": [{"file": "", "passed": [1], "left_out": []}]}, "", ""),
        ):
            words: dict[Language, str] = {"zh": zh, "en": en}
            for lang, word in words.items():
                reply = json.loads(engine.answer(json.dumps(answer), lang))
                assert word in reply["problem"]["message"] + reply["problem"]["hint"], answer
                assert engine.sheet() == before
                assert reply["undo"] == 0

    def test_answers_are_taken_back_one_by_one_and_a_remark_at_once(self, tmp_path: Path) -> None:
        engine = engine_of(a_round(tmp_path / "r"), "e1", tmp_path / "page")
        engine.open("s01", "", "zh")
        ask(engine, "mark", "B1", level="好", points="")
        one = engine.sheet()
        for text in ("记", "记录", "记录不全"):
            ask(engine, "mark", "B1", level="好", points="", remark=text, typing=True)
        assert "记录不全" in engine.sheet()
        assert json.loads(engine.undo("zh"))["undo"] == 1
        assert engine.sheet() == one
        engine.undo("zh")
        assert "marks" not in engine.sheet()

    def test_what_an_answer_does_not_name_stays(self, tmp_path: Path) -> None:
        """The screen may be older than the last answer: it sends what was changed, and nothing else."""
        engine = engine_of(a_round(tmp_path / "r"), "e1", tmp_path / "page")
        engine.open("s01", "", "zh")

        def give(about: str, id: str, **fields: object) -> None:
            reply = json.loads(engine.answer(json.dumps({"about": about, "id": id, **fields}), "zh"))
            assert "problem" not in reply, reply["problem"]

        give("mark", "B1", level="较好", points="14")
        give("mark", "B1", remark="记")
        give("mark", "B1", level="好", points="")
        give("mark", "B5", points="7")
        give("mark", "B5", remark="五")
        give("mark", "B5", points="")
        for name, passed in (("DA01", [1]), ("DA02", [1, 2]), ("DA01", [2])):
            give("sample", "B3", file={"file": name, "passed": passed, "left_out": []})
        give("mark", "B3", remark="三")
        give("observed", "rooms", option=["a", "甲"], chosen=True)
        give("observed", "rooms", option=["b", "乙"], chosen=True)
        give("observed", "rooms", remark="看过")
        give("observed", "rooms", option=["a", "甲"], chosen=False)
        give("observed", "phone", value="13811112222")
        give("observed", "phone", remark="打过")  # the screen shows the number masked
        give("evidence", "E01", value="no")
        give("evidence", "E01", remark="复印")
        give("claim", "A1", value="yes", remark="对")
        give("claim", "A1", value="no")
        content = engine._marking.content
        assert content["marks"] == {
            "B1": {"level": "好", "remark": "记"},
            "B3": {
                "remark": "三",
                "sample": [{"file": "DA01", "passed": ["2"]}, {"file": "DA02", "passed": ["1", "2"]}],
            },
            "B5": {"remark": "五"},
        }
        assert content["observed"] == {
            "rooms": {"value": ["b"], "remark": "看过"},
            "phone": {"value": "13811112222", "remark": "打过"},
        }
        assert content["evidence"] == {"E01": {"accepted": False, "remark": "复印"}}
        assert content["not_applicable"] == {"A1": {"agree": False, "remark": "对"}}
        # What is taken back leaves nothing behind.
        give("mark", "B5", remark="")
        give("sample", "B3", without="DA01")
        give("sample", "B3", without="DA02", remark="")
        give("observed", "rooms", option=["b", "乙"], chosen=False)
        give("evidence", "E01", value="")
        content = engine._marking.content
        assert content["marks"] == {"B1": {"level": "好", "remark": "记"}}
        assert content["observed"] == {"phone": {"value": "13811112222", "remark": "打过"}}
        assert not content.get("evidence")

    def test_a_remark_before_the_mark_stays(self, tmp_path: Path) -> None:
        """It is saved, shown again, and goes with the mark that follows."""
        engine = engine_of(a_round(tmp_path / "r"), "e1", tmp_path / "page")
        engine.open("s01", "", "zh")
        state = ask(engine, "mark", "B1", level="", points="", remark="再看", typing=True)
        assert state["remarks"] == {"B1": "再看"}
        assert state["steps"][0]["open"]
        engine.open("s01", engine.sheet(), "zh")
        card = json.loads(engine.card("B1", "zh"))
        assert card["remark"] == "再看"
        ask(engine, "mark", "B1", level="好", points="", remark=card["remark"])
        assert "B1: {level: 好, remark: 再看}" in engine.sheet()

    def test_saved_copies_are_opened_all_or_none(self, tmp_path: Path) -> None:
        """A copy goes on where it was; a bomb, another evaluator's sheets and damage are refused with why."""
        engine = engine_of(a_round(tmp_path / "r"), "e1", tmp_path / "page")
        engine.open("s01", "", "zh")
        ask(engine, "mark", "B1", level="好", points="")
        sheet = engine.sheet()
        for name, entries, problem in (
            ("good.zip", {"sheets/e1/s01.yaml": sheet}, ""),
            ("inside.zip", {"copy/sheets/e1/s01.yaml": sheet}, ""),
            ("other.zip", {"sheets/e2/s01.yaml": sheet}, "没有"),
            ("bomb.zip", {"sheets/e1/s01.yaml": "x" * 60_000_000}, "bomb"),
            ("out.zip", {"../sheets/e1/s01.yaml": sheet}, "../"),
        ):
            with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive:
                for path, text in entries.items():
                    archive.writestr(path, text)
            reply = json.loads(engine.saved_sheets(str(tmp_path / name), "zh"))
            assert bool(reply["problems"]) == bool(problem), name
            assert reply["sheets"] == ({} if problem else {"s01": sheet})
        (tmp_path / "no.zip").write_bytes(b"PK\3\4 no")
        assert json.loads(engine.saved_sheets(str(tmp_path / "no.zip"), "zh"))["problems"]
        assert json.loads(engine.checked("s01", sheet, "zh"))["summary"]["left"] == 7
        assert json.loads(engine.checked("s01", "evaluator: e2\n", "zh"))["problems"]
        assert json.loads(engine.checked("s77", sheet, "zh"))["problems"]

    def test_an_unreadable_station_or_sheet_is_told(self, tmp_path: Path) -> None:
        """The list of stations says why one cannot be opened, with the sentences of `mark`."""
        folder = a_round(tmp_path / "r", stations=3).folder
        (folder / "stations" / "s02" / "submission.yaml").write_text("guideline: [", encoding="utf-8")
        (folder / "sheets" / "e1").mkdir(parents=True)
        (folder / "sheets" / "e1" / "s03.yaml").write_text(
            "marks: {B1: {level: 好}, B1: {}}\n", encoding="utf-8"
        )
        round_ = opened(folder)
        member = round_.evaluator("e1")
        assert member is not None
        stations, _ = handed_out(round_, member, "zh")
        assert [bool(one["problems"]) for one in stations] == [False, True, True]
        assert stations[1]["problems"][0]["place"] == "submission.yaml:1:12"


class TestFilesOfEvidence:
    """How a file is shown is told by its content, and its text is read within bounds."""

    @pytest.mark.parametrize(
        "head, look",
        [
            (b"\xff\xd8\xff\xe0", "picture"),
            (b"\x89PNG\r\n\x1a\n", "picture"),
            (b"GIF89a", "picture"),
            (b"RIFF\0\0\0\0WEBPVP8 ", "picture"),
            (b"BM\x36\0\0\0\0\0\0\0", "picture"),
            (b"%PDF-1.7\n", "pages"),
            (b"\n\n%PDF-1.4", "pages"),
            (b"PK\3\4....[Content_Types].xml", "text"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "text"),
            (b"<html><script>", "text"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script/>", "text"),
            (b"<?xml version='1.0'?><svg>", "text"),
            ("纯文字".encode(), "text"),
            (b"MM\0*\0\0\0\x08", ""),
            (b"\0\0\0\x18ftypheic", "heic"),
            (b"\0\0\0\x18ftypmif1", "heic"),
            (b"\0\0\0\x18ftypavif", "picture"),
            (b"\0\0\0\x18ftypmp42", "video"),
            (b"\0\0\0\x14ftypqt  ", "video"),
            (b"RIFF\0\0\0\0AVI LIST", "video"),
            (b"\x1aE\xdf\xa3\x01\0\0\0", "video"),
            (b"#!AMR\n", "video"),
            (b"PK\3\4" + bytes(22) + b"\x07\0\0\0OFD.xml", "ofd"),
            (b"PK\3\4" + bytes(22) + b"\x12\0\0\0Doc_0/Document.xml", "ofd"),
            (b"\x7fELF\2\1\1\0", ""),
        ],
    )
    def test_how_it_is_shown(self, head: bytes, look: str) -> None:
        assert shown_as(head)[0] == look

    def test_the_shortest_beginning_says_as_much(self) -> None:
        """What is carried of a photo is short; of what is judged by what comes later, enough."""
        photo = b"\xff\xd8\xff\xe0" + bytes(4092)
        assert len(enough_of("a.jpg", photo)) == 64
        late = b"PK\3\4" + b"x" * 600 + b"[Content_Types].xml" + b"y" * 3000
        short = enough_of("a.docx", late)
        assert len(short) == 1024
        assert shown_as(short) == shown_as(late)

    def test_text_of_documents_and_tables(self, tmp_path: Path) -> None:
        """Paragraphs, cells of tables, rows of sheets; Chinese Windows' text; what has none is said to."""
        station(tmp_path, "s1")
        evidence(tmp_path)
        text = plain_text((tmp_path / "evidence" / "minutes.docx").read_bytes())
        lines = text["parts"][0]["lines"]
        assert lines[0] == "会议纪要：第一段"
        assert any("表中文字" in line for line in lines)
        assert SCRIPT in lines
        rows = plain_text((tmp_path / "evidence" / "list.xlsx").read_bytes())["parts"][0]["rows"]
        assert rows == [["姓名", "=HYPERLINK(1)", SCRIPT]] or rows[0][0] == "姓名"
        assert plain_text("甲,乙\n1,2\n".encode("gb18030"))["parts"][0]["lines"] == ["甲,乙", "1,2"]
        for data in (b"\x89PNG\r\n\x1a\n", b"PK\3\4 broken", b"\xd0\xcf\x11\xe0 broken", b"\x7fELF\0"):
            assert plain_text(data)["parts"] == []
        long = plain_text(("行\n" * 5000).encode())
        assert long["cut"]
        assert len(long["parts"][0]["lines"]) == 2000

    @pytest.mark.parametrize(
        "part",
        [
            pytest.param(b"<w:document>" + b"<w:t>x</w:t>" * 9_000_000, id="bomb"),
            pytest.param(
                b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><w:document><w:t>&b;</w:t></w:document>',
                id="entities",
            ),
            pytest.param(b"<w:document><w:t>", id="broken"),
        ],
    )
    def test_a_document_that_would_swell_is_not_read(self, part: bytes) -> None:
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("[Content_Types].xml", b"<Types/>")
            archive.writestr("word/document.xml", part)
        assert plain_text(buffer.getvalue())["parts"] == []

    def test_of_a_zip_no_more_is_unpacked_than_was_handed_out(self, tmp_path: Path) -> None:
        engine = engine_of(a_round(tmp_path / "r"), "e1", tmp_path / "page")
        with zipfile.ZipFile(tmp_path / "out.zip", "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("x/stations/s01/evidence/lease.pdf", b"y" * 1_000_000)
            archive.writestr("x/stations/s01/evidence/bomb", bytes(50))
        reply = json.loads(engine.archive_of(str(tmp_path / "out.zip"), "zh"))
        assert [name for name, _ in reply["files"]] == [
            "x/stations/s01/evidence/lease.pdf",
            "x/stations/s01/evidence/bomb",
        ]
        assert len(engine.content("x/stations/s01/evidence/lease.pdf", 13)) == 14


HOSTILE: Final = '<img src="x" onerror="document.title=1"><script>document.title=1</script>{{title}}'


@pytest.fixture
def three(tmp_path: Path) -> Round:
    """A round of three stations with files of every kind."""
    round_ = a_round(tmp_path / "r", stations=3)
    for place in (round_.folder / "stations").iterdir():
        evidence(place)
    return round_


@pytest.mark.slow
def test_evidence_is_shown_beside_and_nothing_hostile_does_anything(
    three: Round, browser: WebDriver, tmp_path: Path
) -> None:
    """Pictures, pages and texts from the hand-out's ZIP; scripts in them stay text, changed files unseen."""
    file = three.folder / "stations" / "s02" / "submission.yaml"
    text = file.read_text(encoding="utf-8").replace("name: 站点s02", f"name: '{HOSTILE}'")
    file.write_text(text.replace("title: 'list.xlsx'", f"title: '{HOSTILE}'"), encoding="utf-8")
    page_file = page_or_skip(opened(three.folder), "e1", tmp_path / "page.html")
    assert run("round", "hand-out", three.folder, "--to", "e1", "-o", tmp_path / "out.zip").exit_code == 0
    person = Person(browser, page_file)
    person.come()
    title = browser.title
    shows(browser, ".stations", "{{title}}")
    # What is no hand-out, or would swell, is refused with why, and the right one is taken.
    with zipfile.ZipFile(tmp_path / "other.zip", "w") as archive:
        archive.writestr("x/readme.txt", "x")
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("stations/s01/evidence/plan.pdf", bytes(60_000_000))
    chooser = "#chosen input[accept^='.zip']"
    for name in ("other.zip", "bomb.zip"):
        person.find(chooser).send_keys(str(tmp_path / name))
        until(browser, "session.chosenTroubles.length === 1")
        assert not browser.execute_script("return session.chosenName")
        browser.execute_script("session.chosenTroubles = []")
    person.find(chooser).send_keys(str(tmp_path / "out.zip"))
    shows(browser, "#chosen", "out.zip")
    person.station("s02")
    shows(browser, "h1", HOSTILE)

    def show(id: str) -> None:
        tab = f"//ul[@class='tabs']//button[starts-with(., '{id} ')]"
        click(browser, tab)
        find(browser, f"{tab}[@aria-pressed='true']")

    def pixel(x: float = 0.5) -> list[int]:
        """The colour of a place on the canvas."""
        point = "Math.floor(c.width * arguments[0]), Math.floor(c.height / 2), 1, 1"
        script = (
            "const c = document.querySelector('.sight canvas');"
            f"return [...c.getContext('2d').getImageData({point}).data]"
        )
        colour: list[int] = browser.execute_script(script, x)
        return colour

    show("F1")
    until(browser, "document.querySelector('.sight canvas')?.dataset.drawn === '0'")
    assert pixel()[:3] == pytest.approx([10, 120, 60], abs=3)
    wide = browser.execute_script(
        "const c = document.querySelector('.sight canvas'); return [c.width, c.height]"
    )
    assert wide[0] > wide[1]
    click(browser, "//button[.='旋转']")
    until(browser, "document.querySelector('.sight canvas').dataset.drawn === '90'")
    tall = browser.execute_script(
        "const c = document.querySelector('.sight canvas'); return [c.width, c.height]"
    )
    assert tall[1] > tall[0]
    click(browser, "[aria-label='放大']")
    shows(browser, ".viewer", "150%")
    show("F2")
    until(browser, "document.querySelector('.sight canvas')?.dataset.drawn === '1/0'")
    assert pixel()[:3] == [255, 0, 0]
    click(browser, "//button[.='下一页']")
    until(browser, "document.querySelector('.sight canvas').dataset.drawn === '2/0'")
    assert pixel()[:3] == [0, 0, 255]
    for id, name, words in (
        ("F3", "minutes", "会议纪要"), ("F4", "list", "姓名"), ("F5", "icon", "<svg"), ("F6", "page", "<html>")
    ):  # fmt: skip
        show(id)
        shows(browser, ".viewer .path", name)
        shows(browser, ".sight.text", words)
        shows(browser, ".sight.text", "<script>")
    person.remark("B1", HOSTILE)
    until(browser, f"session.state.remarks.B1 === {json.dumps(' '.join(HOSTILE.split()))}")
    # A file that was changed after the hand-out is not shown.
    (three.folder / "stations" / "s03" / "evidence" / "plan.pdf").write_bytes(
        PDF.replace(b"1 0 0 rg", b"0 1 0 rg")
    )
    (three.folder / "stations" / "s03" / "evidence" / "minutes.docx").unlink()
    back(browser)
    person.find("#chosen input[type=file]").send_keys(str(three.folder))
    until(browser, "session.chosenName === 'r'")
    shows(browser, "#chosen", "“r”")
    person.station("s03")
    for id, words in (("F2", "指纹不符"), ("F3", "没有这个文件")):
        show(id)
        shows(browser, ".viewer .warning", words)
    assert browser.title == title
    assert complaints(browser) == []
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    request = "return fetch('https://example.org').then(() => 'asked', () => 'refused')"
    assert browser.execute_script(request) == "refused"


@pytest.mark.slow
def test_marking_by_keyboard_alone(three: Round, browser: WebDriver, tmp_path: Path) -> None:
    """Open a station, choose a level, type points and a remark, go on, submit: never a pointer."""
    person = Person(browser, page_or_skip(three, "e1", tmp_path / "page.html"))
    person.come()

    def press(*keys: str) -> None:
        for key in keys:
            ActionChains(browser).send_keys(key).perform()

    def focused(script: str) -> Any:  # noqa: ANN401  # whatever it gives
        return browser.execute_script(f"const at = document.activeElement; return {script}")

    def tab_to(script: str) -> None:
        for _ in range(90):
            if focused(script):
                return
            press(Keys.TAB)
        pytest.fail(f"no way by Tab to {script}")

    tab_to("at.classList.contains('skip')")
    press(Keys.ENTER)
    until(browser, "document.activeElement.id === 'form'")
    tab_to("at.matches('.stations button') && at.textContent.includes('s01')")
    press(Keys.ENTER)
    find(browser, ".question .levels input")
    settled(browser)
    tab_to("at.type === 'radio'")
    press("2")
    until(browser, "document.activeElement.dataset.field === 'points/B1'")
    press("1", "4", Keys.ENTER)
    until(browser, "session.state.steps[0].given.includes('14')")
    press(Keys.TAB, "个", "别", Keys.TAB)
    until(browser, "session.state.remarks.B1 === '个别'")
    tab_to("at.matches('button') && at.textContent === '下一个待评项'")
    press(Keys.ENTER)
    until(browser, "document.activeElement.id === 'question/B3'")
    press("n")
    until(browser, "document.activeElement.id === 'question/B4'")
    press("k", "k")
    until(browser, "document.activeElement.id === 'question/B1'")
    press("u")
    until(browser, "!session.state.remarks.B1")
    tab_to("at.id === 'submit'")
    press(Keys.ENTER)
    assert "B3" in person.handed_in()
    unnamed = (
        "[...document.querySelectorAll('button, input, select, textarea')].filter(one => !(one.textContent.trim()"
        " || one.getAttribute('aria-label') || one.labels?.length)).length"
    )
    assert browser.execute_script(f"return {unnamed}") == 0


@pytest.mark.slow
def test_copies_windows_and_newer_hand_outs(three: Round, browser: WebDriver, tmp_path: Path) -> None:
    """A copy goes on where the device was cleared; two windows, and a newer hand-out, overwrite nothing unseen."""
    file = page_or_skip(three, "e1", tmp_path / "page.html")
    person = Person(browser, file)
    person.come()
    person.station("s01")
    person.level("B1", 1)
    until(browser, "session.state.steps[0].given && !session.busy")
    sheet = browser.execute_script("return session.state.sheet")
    back(browser)
    click(browser, "#save-copy")
    copy = tmp_path / "downloads" / "r1-e1-drafts.zip"
    until_file(copy)
    browser.execute_script("globalThis.left = true")
    click(browser, "button.danger")
    confirm(browser)
    until(browser, "!globalThis.left && globalThis.session?.ready && session.drafts.size === 0")
    person.find("main section:last-of-type input[accept^='.zip']").send_keys(str(copy))
    until(browser, "session.drafts.size === 1")
    person.station("s01")
    assert browser.execute_script("return session.state.sheet") == sheet
    # Another window answers; this one says so, shows it, and takes its own answer back.
    first = browser.current_window_handle
    browser.switch_to.new_window("tab")
    person.come()
    person.station("s01")
    person.question("B5")
    person.type("[data-field='points/B5']", "7", Keys.ENTER)
    browser.switch_to.window(first)
    person.question("B8")
    person.find("[data-field='points/B8']").send_keys("3", Keys.ENTER)
    shows(browser, ".questions .warning", "另一个窗口")
    assert "B5" in browser.execute_script("return session.state.sheet")
    assert "B8" not in browser.execute_script("return session.state.sheet")
    # A hand-out that brings a sheet of its own asks which of the two is to be used.
    newer = sheet.replace("level: 好", "level: 差")
    (three.folder / "sheets" / "e1").mkdir(parents=True)
    (three.folder / "sheets" / "e1" / "s01.yaml").write_text(newer, encoding="utf-8")
    page_or_skip(opened(three.folder), "e1", file)
    person.come()
    person.station("s01")
    assert "B5" in browser.execute_script("return session.state.sheet")
    click(browser, "//button[.='改用发放包里的']")
    confirm(browser)
    until(browser, "session.state?.sheet.includes('差')")
    # A copy that differs from the draft on this device takes its place only when that is wanted.
    person.level("B1", 2)
    person.type("[data-field='points/B1']", "14", Keys.ENTER)
    back(browser)
    opener = "main section:last-of-type input[accept^='.zip']"
    for wanted in (False, True):
        person.find(opener).send_keys(str(copy))
        assert "s01" in confirm(browser, yes=wanted)
        until(
            browser, f"[...session.drafts.values()][0].sheet.includes({json.dumps('好' if wanted else '14')})"
        )
    find(browser, ".notes .good")  # it is stored
    # Drafts by another state of the guideline are offered, and gone on with where they fit.
    browser.execute_async_script(OTHER_STATE)
    person.come()
    shows(browser, "main .warning", "s01")
    assert browser.execute_script("return session.drafts.size") == 0
    click(browser, "//button[.='接着用这些草稿']")
    until(browser, "session.drafts.size === 1 && session.older.length === 0")
    assert complaints(browser) == []
    # Where nothing can be stored it says so, and what was answered goes into the copy.
    browser.execute_script("IDBObjectStore.prototype.put = () => { throw new DOMException('full'); }")
    person.station("s01")
    person.question("B8")
    person.type("[data-field='points/B8']", "3", Keys.ENTER)
    shows(browser, ".notes", "不让这一页存评分")
    assert "points: 3" in browser.execute_script("return session.drafts.get('s01').sheet")
    browser.execute_script("session.unsaved = 0")


@pytest.mark.slow
def test_answers_faster_than_the_engine_are_all_taken(
    three: Round, browser: WebDriver, tmp_path: Path
) -> None:
    """On a slow machine a person is quicker than the page: nothing that was answered is lost for that."""
    browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": ALL_LATE % 1000})
    person = Person(browser, page_or_skip(three, "e1", tmp_path / "page.html"))
    person.come()
    person.station("s01")
    # While something is under way, closing the page asks.
    assert browser.execute_script("void session.reopen(''); return session.atRisk")
    until(browser, "!session.atRisk")
    # A level, and its remark before the level is taken; a value, corrected before it is taken.
    person.level("B1", 1)
    person.find("[data-field='remark/B1']").send_keys("记录不全", Keys.TAB)
    person.question("B5")
    person.find("[data-field='points/B5']").send_keys("7", Keys.ENTER, Keys.BACKSPACE, "8", Keys.TAB)
    # Two files of a sample, all checks at once.
    person.question("B3")
    for name in ("DA01", "DA02"):
        person.find("[id='file/B3']").send_keys(name)
        click(browser, "//*[@id='question/B3']//button[.='加一份']")
    for name in ("DA01", "DA02"):
        click(browser, f"//fieldset[legend[starts-with(normalize-space(), '{name}')]]//button[.='全部符合']")
    # A station's list, and the ZIP, before all that is stored.
    back(browser)
    click(browser, "#save-copy")
    copy = tmp_path / "downloads" / "r1-e1-drafts.zip"
    until_file(copy)
    with zipfile.ZipFile(copy) as archive:
        sheet = archive.read("sheets/e1/s01.yaml").decode()
    assert "B1: {level: 好, remark: 记录不全}" in sheet
    assert "B5: {points: 8}" in sheet
    assert [line.strip() for line in sheet.splitlines() if "DA0" in line] == [
        "- {file: DA01, passed: [1, 2, 3]}",
        "- {file: DA02, passed: [1, 2, 3]}",
    ]
    assert browser.execute_script("return session.state") is None
    until(browser, "!session.atRisk")


OTHER_STATE: Final = """
const done = arguments[0];
indexedDB.open("station-evaluator").onsuccess = ({ target }) => {
  const transaction = target.result.transaction("sheets", "readwrite");
  const store = transaction.objectStore("sheets");
  store.getAll().onsuccess = ({ target: { result } }) => {
    for (const draft of result) {
      store.delete(draft.key);
      const other = (text) => text.replace(session.data.guideline.sha256, "f".repeat(64));
      store.put({ ...draft, key: other(draft.key), scope: other(draft.scope) });
    }
  };
  transaction.oncomplete = () => { target.result.close(); done(); };
};
"""
"""Makes the stored sheets those of another state of the guideline."""


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_state_fits_and_is_accessible(
    three: Round, language: Language, browser: WebDriver, tmp_path: Path
) -> None:
    """Nothing runs out of a screen at 360, 768 and 1440; the accessibility checker has no serious finding."""
    assert run("round", "hand-out", three.folder, "--to", "e1", "-o", tmp_path / "out").exit_code == 0
    (three.folder / "stations" / "s03" / "submission.yaml").write_text("guideline: [", encoding="utf-8")
    person = Person(browser, page_or_skip(opened(three.folder), "e1", tmp_path / "page.html", language))
    person.come()
    if AXE.is_file():
        browser.execute_script(AXE.read_text(encoding="utf-8"))
    findings: list[str] = []

    def look(state: str) -> None:
        for width in (360, 768, 1440):
            screen = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)
            settled(browser)
            wide = browser.execute_script("return document.documentElement.scrollWidth")
            findings.extend([f"{width} {state} is {wide} wide"] if wide > width else [])
            twice = browser.execute_script(TWICE)
            findings.extend([f"{width} {state} has twice {twice}"] if twice else [])
            if AXE.is_file():
                findings.extend(f"{width} {state} {one}" for one in browser.execute_async_script(LOOK))

    look("list")
    browser.execute_script("return session.open('s03')")
    until(browser, "session.troubles.length")
    look("error")
    browser.execute_script("return session.open('s01')")
    until(browser, "session.state && session.cards.size")
    look("question without files")
    browser.execute_script("session.close(); session.tell()")
    person.find("#chosen input[type=file]").send_keys(str(tmp_path / "out"))
    until(browser, "session.chosenName")
    browser.execute_script("return session.open('s01')")
    until(browser, "document.querySelector('.sight canvas')?.dataset.drawn")
    browser.execute_script("return session.openBeside()")
    browser.execute_script("document.querySelector('.beside').open = true")
    # One piece of evidence for three questions, judged: in each of them, and beside them.
    browser.execute_script("return session.answer({about: 'evidence', id: 'F1', value: 'no', remark: '暗'})")
    browser.execute_script("return session.answer({about: 'claim', id: 'A1', value: 'no', remark: '有'})")
    browser.execute_script("return session.answer({about: 'observed', id: 'area', value: '5', remark: '量'})")
    look("question with a picture")
    browser.execute_script(
        "return session.answer({about: 'sample', id: 'B3', files: [{file: 'DA1', passed: [1], left_out: [2]}], remark: ''})"
    )
    browser.execute_script("return session.setEverything(true)")
    until(browser, "session.cards.size === session.state.steps.length")
    look("all questions")
    browser.execute_script("return session.submit()")
    until(browser, "session.state.submitted")
    look("submitted")
    browser.execute_script("session.close(); session.tell()")
    look("list with a sheet")
    assert findings == []


def answers_of(data: bytes) -> list[Json]:
    """Return a sheet's answers as the page sends them."""
    node, _ = read_yaml_bytes(data, "")
    content: Any = tree_of(node) if node is not None else {}
    answers: list[Json] = []
    for id, mark_ in (content.get("marks") or {}).items():
        remark = mark_.get("remark", "")
        if "sample" in mark_:
            parts = [
                {
                    "file": one["file"],
                    **{key: [*map(int, one.get(key, ()))] for key in ("passed", "left_out")},
                }
                for one in mark_["sample"]
            ]
            answers.append({"about": "sample", "id": id, "files": parts, "remark": remark})
        else:
            level, points = mark_.get("level", ""), mark_.get("points", "")
            answers.append({"about": "mark", "id": id, "level": level, "points": points, "remark": remark})
    for about, key in (("observed", "value"), ("evidence", ""), ("not_applicable", "agree")):
        for id, word in (content.get(about) or {}).items():
            value = word[key] if key else word.get("accepted", word.get("seen"))
            text = ",".join(value) if isinstance(value, list) else value
            text = ("yes" if value else "no") if isinstance(value, bool) else text
            kind = "claim" if about == "not_applicable" else about
            answers.append({"about": kind, "id": id, "value": text, "remark": word.get("remark", "")})
    for id, word in (content.get("vetoes") or {}).items():
        answers.append({"about": "veto", "id": id, "value": "yes", "remark": word.get("remark", "")})
    return answers


def typed_for(now: Marking, answers: list[Json]) -> Iterator[str]:
    """Yield the lines that an evaluator types in the terminal for answers.

    A remark on full points is not asked for there: it is taken out of the answer.
    """
    for answer in answers:
        id, remark = answer["id"], answer["remark"]
        match answer["about"]:
            case "mark":
                now = good(answered(now, {**answer, "remark": ""}))
                yield from (f"j {id}", f"{answer['level']} {answer['points']}".strip())
                if _remark_is_asked(now, id):
                    yield remark
                else:
                    answer["remark"] = ""
            case "sample":
                yield f"j {id}"
                yield from _sample(now, answer)
            case "observed":
                asked = now.step(id) is not None
                yield from ((f"j {id}", answer["value"]) if asked else (f"o {id} {answer['value']}",))
                yield remark
            case "evidence":
                yield f"e {id} {answer['value']} {remark}"
            case "claim":
                yield f"n {id} {answer['value']} {remark}"
            case _:
                yield f"v {id} {remark}"


def _remark_is_asked(now: Marking, id: str) -> bool:
    criterion = now.steps[now.step(id) or 0].about
    assert isinstance(criterion, Criterion)
    points = now.points(criterion)
    return points is not None and (points < criterion.points or bool(now.sheet.marks[id].remark))


def _sample(now: Marking, answer: Json) -> Iterator[str]:
    """Yield what is typed for a sample: every file with its checks, and the remark once it is asked for."""
    id, remark = answer["id"], ""
    criterion = now.steps[now.step(id) or 0].about
    assert isinstance(criterion, Criterion)
    form = form_of(criterion)
    assert isinstance(form, FilesForm)
    size = now.sample_size(criterion)
    for number, file in enumerate(answer["files"], 1):
        yield file["file"]
        whole_ = len(file["passed"]) == len(form.checks)
        yield "" if whole_ else ",".join(map(str, file["passed"])) or "0"
        if not whole_:
            yield ",".join(map(str, file["left_out"]))
        now = good(answered(now, {**answer, "files": answer["files"][:number], "remark": remark}))
        if size is not None and number >= size:
            if _remark_is_asked(now, id):
                yield "" if remark else answer["remark"]
                remark = answer["remark"]
            if number < len(answer["files"]):
                yield f"j {id}"
    answer["remark"] = remark


def in_terminal(folder: Path, evaluator: str, station: str, sheet: bytes) -> tuple[list[Json], bytes]:
    """Give a sheet's answers by `mark` in the terminal; return them, and the sheet it wrote."""
    round_ = opened(folder)
    inputs, problems = read_inputs(folder / "stations" / station, guideline_model=round_.guideline)
    assert inputs is not None, problems
    answers = answers_of(sheet)
    now = open_marking(round_, evaluator_of(round_, evaluator, station), inputs.submission, None)
    lines = [*typed_for(now, answers), "s", "yes"]
    result = mark(folder, "\n".join(lines) + "\n", evaluator=evaluator, station=station)
    assert result.exit_code == 0, result.output
    return answers, (folder / "sheets" / evaluator / f"{station}.yaml").read_bytes()


def in_page(engine: MarkingEngine, station: str, answers: list[Json]) -> bytes:
    """Give answers as the page does; return the sheet."""
    engine.open(station, "", "zh")
    for answer in answers:
        reply = json.loads(engine.answer(json.dumps(answer), "zh"))
        assert "problem" not in reply, (station, answer, reply["problem"])
    engine.submit(DAY.isoformat(), "zh")
    return engine.sheet().encode()


@pytest.mark.parametrize("evaluator", ["e1", "e2", "f1", "s1", "t1", "v1", "o1"])
def test_every_sample_sheet_is_the_same_in_page_and_terminal(evaluator: str, tmp_path: Path) -> None:
    """The answers of the sample round's evaluators in each role, typed and clicked: the very same bytes."""
    folder = shutil.copytree(SAMPLE, tmp_path / "r")
    sheets = {file.stem: file.read_bytes() for file in sorted((folder / "sheets" / evaluator).iterdir())}
    shutil.rmtree(folder / "sheets")
    engine = engine_of(opened(folder), evaluator, tmp_path / "page")
    assert sheets
    for id, sheet in sheets.items():
        answers, written = in_terminal(folder, evaluator, id, sheet)
        assert len(answers) > 0
        assert in_page(engine, id, answers) == written
