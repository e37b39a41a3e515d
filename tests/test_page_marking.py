"""The evaluator's page: the questions of `mark` in a browser, and sheets of the very bytes that `mark` writes."""

from __future__ import annotations

import hashlib
import json
import shutil
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import docx
import openpyxl
import pytest
from PIL import Image
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from evaluator.evaluation.pipeline import evaluate
from evaluator.model.round import Round
from evaluator.page.marking import MarkingEngine
from evaluator.page.write import NoRuntime, handed_out, marking_page
from evaluator.rounds.read import station_inputs
from evaluator.texts import Language
from tests.marking_round import a_round
from tests.rounds.making import opened, run
from tests.test_cli_mark import mark
from tests.test_page import browser, click, complaints, until

Json = dict[str, Any]
__all__ = ["browser"]
"""Chromium, as for the station's page."""


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
    file = folder / "submission.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("evidence:\n", f"evidence:\n{lines}", 1), encoding="utf-8")


class Person:
    """Somebody at the page, with a pointer and a keyboard."""

    def __init__(self, browser: WebDriver, file: Path) -> None:
        self.browser, self.file = browser, file

    def come(self) -> None:
        """Open the page, and wait until its program is there."""
        self.browser.get(self.file.as_uri())
        until(self.browser, "globalThis.session?.ready")

    def leave(self) -> None:
        """Close the page without a word."""
        self.browser.get("about:blank")

    def find(self, place: str) -> WebElement:
        until(self.browser, f"document.querySelector({json.dumps(place)})")
        return self.browser.find_element(By.CSS_SELECTOR, place)

    def word(self, title: str, remark: str = "") -> None:
        """Say yes or no to something, by the name of its button, with a remark."""
        self.wait(lambda: click(self.browser, self.find(f"[aria-label='{title}']")))
        if remark:
            box = self.find(
                f"[id='{'claim' if '同意' in title else 'evidence'}-remark/{title.split(maxsplit=1)[0]}']"
            )
            self.wait(lambda: box.send_keys(remark, Keys.TAB))

    def beside(self) -> None:
        """Open what is noted beside the questions."""
        click(self.browser, self.find(".beside > summary"))
        until(self.browser, "session.beside")

    def wait(self, act: Callable[[], object]) -> None:
        """Do something and wait until the sheet is saved."""
        before: int = self.browser.execute_script("return session.took.length")
        act()
        until(self.browser, f"session.took.length > {before}")

    def station(self, id: str) -> None:
        row = self.browser.find_element(By.XPATH, f"//ul[@class='stations']//button[.//b[text()='{id}']]")
        click(self.browser, row)
        until(self.browser, "session.state && session.cards.size")

    def question(self, id: str) -> None:
        """Go to a question by the list."""
        row = self.browser.find_element(By.XPATH, f"//nav//ol//button[contains(., ' {id} ')]")
        click(self.browser, row)
        self.find(f"[id='question/{id}']")

    def level(self, id: str, number: int) -> None:
        """Choose a level by its number key."""
        self.question(id)
        self.find(f"[id='question/{id}']").send_keys(str(number))

    def type(self, place: str, text: str) -> None:
        """Type a value and leave its field."""
        box = self.find(place)
        self.wait(lambda: box.send_keys(text, Keys.ENTER, Keys.TAB))

    def remark(self, id: str, text: str) -> None:
        box = self.find(f"[id='remark/{id}']")
        self.wait(lambda: box.send_keys(text, Keys.TAB))

    def inspect(self, id: str, files: dict[str, str]) -> None:
        """Inspect files: a sign for each check, + passed, - not, . does not fit."""
        self.question(id)
        words = {"+": "符合", "-": "不符合", ".": "不适用"}
        for name, signs in files.items():
            self.find(f"[id='file/{id}']").send_keys(name)
            click(
                self.browser,
                self.find(f"[id='question/{id}']").find_element(By.XPATH, ".//button[.='加一份']"),
            )
            part = f"//fieldset[legend[starts-with(normalize-space(), '{name}')]]"
            for number, sign in enumerate(signs, 1):
                place = f"{part}//div[contains(@class, 'check')][{number}]//button[.='{words[sign]}']"
                button = self.browser.find_element(By.XPATH, place)
                before: int = self.browser.execute_script("return session.took.length")
                click(self.browser, button)
                if number == len(signs):
                    until(self.browser, f"session.took.length > {before}")

    def submit(self) -> None:
        click(self.browser, self.find("#submit"))
        self.browser.switch_to.alert.accept()
        until(self.browser, "session.state?.submitted")


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
    until(browser, "session.chosenName")
    person.station("s01")
    person.level("B1", 2)
    person.type("[id='points/B1']", "14")
    person.remark("B1", "个别缺项")
    person.word("F1 不认可", "太暗")
    person.inspect("B3", {"DA01": "++-", "DA02": "+-.", "DA03": "+++"})
    person.remark("B3", "抽了三份")
    person.inspect("B4", {"G1": "+++++++", "G2": "++++++-"})
    person.question("B5")
    person.type("[id='points/B5']", "7.25")
    person.inspect("B6", {"M1": "+", "M2": "+"})
    person.level("B7", 1)
    person.type("[id='points/B7']", "9.9")
    # Closed in the middle; what was answered is there, and the program goes on where marking stopped.
    person.leave()
    person.come()
    assert "已评 6 / 8" in person.find(".stations li").text
    person.station("s01")
    assert browser.execute_script("return session.current") == "B8"
    person.type("[id='points/B8']", "0.1")
    person.question("visits")
    person.type("[id='fact/visits']", "3")
    person.beside()
    click(browser, person.find(".veto input"))
    person.wait(lambda: person.find("[id='veto/V1']").send_keys("改过日期", Keys.TAB))
    person.submit()
    back(browser)
    person.station("s02")
    person.level("B1", 1)
    person.question("B5")
    person.type("[id='points/B5']", "3")
    person.question("B8")
    person.type("[id='points/B8']", "20")
    person.question("visits")
    person.type("[id='fact/visits']", "0")
    person.submit()
    back(browser)
    person.station("s03")
    person.level("B1", 3)
    person.remark("B1", "无记录")
    person.level("B7", 3)
    person.question("visits")
    person.type("[id='fact/visits']", "1")
    person.beside()
    person.word("A1 同意")
    person.find("#find-fact").send_keys("面积")
    person.type("[id='fact/area']", "55")
    person.submit()
    back(browser)
    click(browser, person.find("#save"))
    saved = tmp_path / "downloads" / "r1-e1-sheets.zip"
    until_file(saved)
    assert complaints(browser) == []
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    today = browser.execute_script("return session.handedIn[0].submitted")
    for station, typed in TYPED.items():
        result = mark(other, typed, "--date", today, station=station)
        assert result.exit_code == 0, result.output
    with zipfile.ZipFile(saved) as archive:
        sums = archive.read("SHA256SUMS.txt").decode().splitlines()
        for station in TYPED:
            name = f"sheets/e1/{station}.yaml"
            data = archive.read(name)
            assert data == (other / name).read_bytes(), station
            assert f"{hashlib.sha256(data).hexdigest()}  {name}" in sums
    # The round takes the ZIP, and comes to the results of the sheets from the terminal.
    received = run("round", "receive", round_.folder, saved)
    assert received.exit_code == 0, received.output
    for station in TYPED:
        seals = []
        for folder in (round_.folder, other):
            inputs, problems = station_inputs(opened(folder), station)
            assert inputs is not None, problems
            seals.append(evaluate(inputs).document["seal"])
        assert seals[0] == seals[1]


def back(browser: WebDriver) -> None:
    """Return to the list of stations."""
    click(browser, browser.find_element(By.XPATH, "//header//button[.='返回站点列表']"))
    until(browser, "!session.at && document.querySelector('.stations')")


def until_file(path: Path, seconds: float = 60) -> None:
    """Wait until a file is saved."""
    end = time.monotonic() + seconds
    while not path.is_file() and time.monotonic() < end:
        time.sleep(0.1)
    assert path.is_file()
