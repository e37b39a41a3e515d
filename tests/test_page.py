"""The one-file page: the engine in it is this one, and gives what the command line gives."""

import base64
import gzip
import io
import json
import os
import re
import shutil
import subprocess
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

import pytest
import rpds
import yaml
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.alert import Alert
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import alert_is_present
from selenium.webdriver.support.wait import WebDriverWait
from yaml._yaml import CParser

from evaluator import __version__
from evaluator.base.resources import shipped
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.loading.guideline import load_guideline
from evaluator.loading.search import open_guideline
from evaluator.loading.submission import FILE
from evaluator.marking.sheet_file import tree_of
from evaluator.page import substitutes
from evaluator.page.engine import Engine, submission_parts
from evaluator.page.view import Places
from evaluator.page.write import NoRuntime, Source, packed, page, station_files
from evaluator.texts.page import PAGE_TEXTS
from evaluator.yaml.parse import Table, read_yaml_bytes
from tests import strategies
from tests.rounds.making import run

SAMPLES: Final = Path(__file__).parent.parent / "samples"
STATIONS: Final = sorted(path.name for path in (SAMPLES / "stations").iterdir())
CRITERIA: Final = shipped("criteria")
GUIDELINE: Final = CRITERIA / "tongling-station" / "guideline.yaml"


def sealed(station: Path) -> str:
    """Return the seal of `evaluator score`."""
    inputs, problems = read_inputs(station)
    assert inputs is not None, problems
    return evaluate(inputs).document["seal"]


def opened(engine: Engine) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(engine.open("zh"))
    return answer


class TestEngine:
    """What the browser asks, asked here."""

    @pytest.mark.parametrize("name", STATIONS)
    def test_the_seal_is_that_of_score(self, name: str) -> None:
        station = SAMPLES / "stations" / name
        assert opened(Engine(str(GUIDELINE), "", str(station)))["view"]["seal"] == sealed(station)

    @pytest.mark.parametrize("name", STATIONS)
    def test_evidence_as_hashes_counts_as_there(self, name: str, tmp_path: Path) -> None:
        """Without its files, but with what is read of them, a station has the same seal."""
        station = SAMPLES / "stations" / name
        carried = station_files(station)
        engine = Engine(str(GUIDELINE), "", str(tmp_path))
        for path, data in carried.files.items():
            engine.put(path, data)
        for item in carried.evidence:
            head = base64.b64decode(item["head"])
            engine.carry(item["path"], item["sha256"], item["size"], head)
        assert opened(engine)["view"]["seal"] == sealed(station)

    @pytest.mark.parametrize(
        "old, new",
        [
            pytest.param("file: evidence/场地使用协议.pdf", "file: evidence", id="folder"),
            pytest.param("file: evidence/场地使用协议.pdf", "file: evidence/没有.pdf", id="missing"),
            pytest.param(
                "file: evidence/场地使用协议.pdf", r"file: 'evidence\场地使用协议.PDF'", id="windows"
            ),
            pytest.param("file: evidence/场地使用协议.pdf", "file: ../场地使用协议.pdf", id="outside"),
            pytest.param("file: evidence/场地使用协议.pdf", "file: evidence/link.pdf", id="link"),
            pytest.param("file: evidence/场地使用协议.pdf", "file: evidence/out.pdf", id="link-out"),
            pytest.param("file: evidence/场地使用协议.pdf", "file: evidence/.hidden.pdf", id="hidden"),
            pytest.param("file: evidence/场地使用协议.pdf", "file: evidence/empty.pdf", id="empty"),
            pytest.param("file: evidence/场地使用协议.pdf", "file: ledgers/团队例会记录.csv", id="ledger"),
            pytest.param("ledgers/团队例会记录.csv", "ledgers/各月", id="ledgers-of-a-folder"),
            pytest.param("ledgers/团队例会记录.csv", "ledgers/没有.csv", id="ledger-missing"),
            pytest.param("premises.area: 96", "premises.area: 九十六", id="number"),
            pytest.param("premises.area: 96", "premises.aera: 96", id="name"),
        ],
    )
    def test_odd_folders_are_told_as_by_check(self, old: str, new: str, tmp_path: Path) -> None:
        """The page says of a folder what the command line says, at the same places, and has its seal."""
        station = shutil.copytree(SAMPLES / "stations" / "qinghe", tmp_path / "there")
        evidence, months = station / "evidence", station / "ledgers" / "各月"
        (evidence / "link.pdf").symlink_to("场地使用协议.pdf")
        (tmp_path / "outside.pdf").write_bytes(b"%PDF-1.4")
        (evidence / "out.pdf").symlink_to(tmp_path / "outside.pdf")
        shutil.copy(evidence / "场地使用协议.pdf", evidence / ".hidden.pdf")
        (evidence / "empty.pdf").touch()
        months.mkdir()
        shutil.copy(station / "ledgers" / "团队例会记录.csv", months / "1.csv")
        (months / "~$1.csv").write_text("x", encoding="utf-8")
        text = (station / FILE).read_text(encoding="utf-8")
        assert old in text
        (station / FILE).write_text(text.replace(old, new), encoding="utf-8")
        inputs, problems = read_inputs(station)
        if inputs is not None:
            problems = list(evaluate(inputs).inputs.problems)
        carried = station_files(station)
        engine = Engine(str(GUIDELINE), "", str(tmp_path / "here"))
        (tmp_path / "here").mkdir()
        for path, data in carried.files.items():
            engine.put(path, data)
        for item in carried.evidence:
            engine.carry(item["path"], item["sha256"], item["size"], base64.b64decode(item["head"]))
        for path in carried.links:
            engine.link(path)
        view = opened(engine)["view"]
        assert view["seal"] == ("" if inputs is None else sealed(station))
        assert [one["message"] for one in view["problems"]] == [one.message("zh") for one in problems]

    def test_answers_are_evaluated_as_the_file_they_are(self, tmp_path: Path) -> None:
        """A changed answer gives the seal of the folder that is saved; a changed ledger is read anew."""
        station = shutil.copytree(SAMPLES / "stations" / "xinqiao", tmp_path / "station")
        engine = Engine(str(GUIDELINE), "", str(station))
        answers = opened(engine)["answers"]
        answers["facts"]["premises.area"] = "41"
        view = json.loads(engine.evaluate(json.dumps(answers), "zh"))
        assert (station / FILE).read_bytes() == engine.submission()
        assert view["seal"] == sealed(station)
        rows = view["ledgers"]["visits"]["rows"]
        path = next(part["file"] for part in view["ledgers"]["visits"]["sheets"])
        lines = (station / path).read_bytes().splitlines(keepends=True)
        engine.put(path, b"".join(lines[:-1]))
        view = json.loads(engine.evaluate(json.dumps(answers), "zh"))
        assert view["ledgers"]["visits"]["rows"] == rows - 1
        assert view["seal"] == sealed(station)

    def test_a_problem_names_its_field(self) -> None:
        """What the command line says of an answer stands at the answer."""
        engine = Engine(str(GUIDELINE), "", str(SAMPLES / "stations" / "xinqiao"))
        engine.folder = engine.folder.parent / "nowhere"
        answers = {"premises.area": "-5", "sign.plaque": "也许"}
        guideline = engine.guideline
        data = "".join(submission_parts({"facts": dict(answers)}, guideline)).encode()
        node, _ = read_yaml_bytes(data, FILE)
        places = Places(node)
        lines = data.decode().splitlines()
        for name in answers:
            line = next(number for number, text in enumerate(lines, 1) if name in text)
            assert places.at(line, 12) == f"facts/{name}"

    def test_errors_are_told_in_both_languages(self, tmp_path: Path) -> None:
        """A folder that cannot be evaluated has no seal, and the sentences of `check`."""
        engine = Engine(str(GUIDELINE), "", str(tmp_path))
        answers = json.dumps({"guideline": "tongling-station", "station": {"id": "", "name": ""}})
        for lang in ("zh", "en"):
            view = json.loads(engine.evaluate(answers, lang))
            _, problems = read_inputs(tmp_path, guideline_model=engine.guideline)
            assert view["seal"] == ""
            expected = [problem.message(lang) for problem in problems]
            assert [problem["message"] for problem in view["problems"]] == expected != []

    def test_what_is_written_reads_back(self) -> None:
        """Answers of every station of the samples, as text and read again."""
        guideline, _ = open_guideline("tongling-station")
        assert guideline is not None
        for name in STATIONS:
            node, _ = read_yaml_bytes((SAMPLES / "stations" / name / FILE).read_bytes(), FILE)
            assert node is not None
            answers = tree_of(node)
            assert isinstance(answers, dict)
            again, problems = read_yaml_bytes("".join(submission_parts(answers, guideline)).encode(), FILE)
            assert again is not None
            written = tree_of(again)
            assert isinstance(written, dict)
            facts, before = written.pop("facts"), answers.pop("facts")
            assert isinstance(facts, dict)
            assert isinstance(before, dict)
            there = [
                {key: value for key, value in part.items() if value is not None} for part in (facts, before)
            ]
            assert there[0] == there[1]
            assert (written, problems) == (answers, [])

    @pytest.mark.parametrize("name", STATIONS)
    def test_parts_read_one_by_one_are_the_file(self, name: str) -> None:
        """Every value and key stands where it stands in the file as a whole, also after a change."""
        engine = Engine(str(GUIDELINE), "", str(SAMPLES / "stations" / name))
        node, _ = read_yaml_bytes((SAMPLES / "stations" / name / FILE).read_bytes(), FILE)
        assert node is not None
        answers: Any = tree_of(node)
        for value in ("1", "2\n3", ""):
            answers["facts"]["premises.area"] = value
            parts = submission_parts(answers, engine.guideline)
            engine.data = "".join(parts).encode()
            document = engine._document(parts)
            whole, _ = read_yaml_bytes(engine.data, FILE)
            assert repr(document.node) == repr(whole)
            assert isinstance(document.node, Table)
            assert isinstance(whole, Table)
            assert repr(document.node.keys) == repr(whole.keys)


def events(next_event: Callable[[], Any]) -> Iterator[tuple[object, ...]]:
    """Yield what the reader of YAML asks of each event."""
    while True:
        event = next_event()
        mark = event.start_mark
        yield (
            type(event), getattr(event, "value", None), getattr(event, "anchor", None), getattr(event, "tag", None),
            mark.line, mark.column, getattr(event, "style", None) or "",
        )  # fmt: skip
        if isinstance(event, yaml.StreamEndEvent):
            return


class TestSubstitutes:
    """Pure Python in the place of compiled modules."""

    def test_yaml_reads_the_same(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every YAML file of samples and guidelines gives the same events, read anew and as recorded."""
        files = [
            *SAMPLES.glob("stations/*/*.yaml"),
            *SAMPLES.glob("sheets/*/*.yaml"),
            *CRITERIA.rglob("*.yaml"),
        ]
        assert len(files) > 10
        for file in files:
            data = file.read_bytes()
            expected = list(events(CParser(data).get_event))
            assert list(events(substitutes.CParser(data).get_event)) == expected, file
            recorded = json.loads(json.dumps(substitutes.record([data], CParser)))
            assert len(recorded) == 1
            monkeypatch.setattr(substitutes.CParser, "recorded", recorded)
            assert list(events(substitutes.CParser(data).get_event)) == expected, file
            other = data + b"# x\n"
            assert list(events(substitutes.CParser(other).get_event)) == list(
                events(CParser(other).get_event)
            )
            monkeypatch.undo()

    @pytest.mark.parametrize("text", ["a: &b 1", "a: !!str 1", "a: *b", "a: [", "a: '"])
    def test_what_is_no_strict_yaml_is_not_recorded(self, text: str) -> None:
        """Its problems are found where it is read."""
        assert substitutes.record([text.encode()], CParser) == {}
        assert substitutes.record([text.encode()], substitutes.CParser) == {}

    def test_containers_are_those_of_rpds(self) -> None:
        """The operations that jsonschema and referencing use."""
        for module in (rpds, substitutes):
            first: Any = module.HashTrieMap({"a": 1})
            both = first.insert("b", 2)
            assert (dict(both), dict(first)) == ({"a": 1, "b": 2}, {"a": 1})
            assert dict(both.remove("a").update({"c": 3})) == {"b": 2, "c": 3}
            assert dict(module.HashTrieMap.convert({"x": 1})) == {"x": 1}
            assert hash(module.HashTrieMap({"a": 1})) == hash(first)
            with pytest.raises(KeyError):
                first.remove("z")
            some: Any = module.HashTrieSet(["a"])
            assert set(some.insert("b").update(["c"]).remove("a")) == {"b", "c"}
            with pytest.raises(KeyError):
                some.remove("z")
            items: Any = module.List([2])
            pushed = items.push_front(1)
            assert (list(pushed), pushed.first, list(pushed.rest), list(items)) == ([1, 2], 1, [2], [2])


WEB: Final = Path(__file__).parent.parent / "evaluator" / "page" / "web"


def test_every_sentence_of_the_page_is_there_and_said() -> None:
    """The browser's side says no sentence that does not exist, and none stands unused."""
    text = "".join(file.read_text(encoding="utf-8") for file in sorted(WEB.glob("*.ts*")))
    said = set(re.findall(r"""[("]([a-z]+(?:[.-][a-z0-9-]+)*)["]""", text))
    begun = tuple(re.findall(r"say\(`([a-z.-]+)\$\{", text))
    keys = set(PAGE_TEXTS)
    own = {"title", "starting", "marking.starting", "elsewhere"}
    asked = set(re.findall(r"""say\("([^"]+)\"""", text))
    assert asked - keys == set()
    assert all(any(key.startswith(one) for key in keys) for one in begun)
    assert {key for key in keys - said - own if not key.startswith(begun)} == set()


def source() -> Source:
    guideline, _ = open_guideline("tongling-station")
    assert guideline is not None
    return Source(guideline, GUIDELINE)


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The page of a sample station; skipped where the runtime is not there."""

    def make(name: str) -> Path:
        target = tmp_path_factory.getbasetemp() / f"page-{name}.html"
        if not target.is_file():
            try:
                data = page(source(), "zh", station_files(SAMPLES / "stations" / name) if name else None)
            except NoRuntime as missing:
                pytest.skip(f"no runtime for the page: run `make page-runtime` ({missing})")
            target.write_bytes(data)
        return target

    return make


Made = Callable[[str], Path]


def unpacked(file: Path) -> bytes:
    """Return what a file of the runtime holds: text in base 85, compressed."""
    digits = "".join(letter for letter in map(chr, range(35, 127)) if letter not in "&'<>\\`")[:85]
    usual = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
    text = file.read_text(encoding="ascii")
    data = base64.b85decode(text[1:].translate(str.maketrans(digits, usual)))
    return gzip.decompress(data[: len(data) - int(text[0])])


class TestFile:
    """The file as it is written."""

    def test_nothing_is_asked_of_any_network(self, made: Made) -> None:
        text = made("qinghe").read_text(encoding="utf-8")
        policy = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', text)
        assert len(policy) == 1
        assert "default-src 'none'" in policy[0]
        assert "connect-src 'none'" in policy[0]
        assert "unsafe-inline" not in policy[0]
        assert " 'unsafe-eval'" not in policy[0]
        head = text[: text.index('<script type="application/json"')]
        assert not re.search(r"\b(?:src|href|action)=", head)

    def test_it_is_small(self, made: Made) -> None:
        """At most 9.5 MB without a station's files."""
        assert made("").stat().st_size <= 9_500_000

    def test_its_scripts_run_in_the_oldest_browser_that_is_promised(self, made: Made) -> None:
        """Chrome 109: nothing that came later is called in what was bundled, but where it is put in first."""
        made("")
        runtime = Path(substitutes.__file__).parent / "runtime"
        later = re.compile(
            r"\b(?:Object|Map)\.groupBy\b|\bArray\.fromAsync\b|\.(?:toSorted|toReversed|toSpliced|isWellFormed|toWellFormed"
            r"|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom|showPopover|togglePopover|checkVisibility"
            r"|getOrInsert|toHex|transferToFixedLength)\(|\bURL\.(?:canParse|parse)\b|\bPromise\.try\b|\bRegExp\.escape\b"
            r"|\bUint8Array\.from(?:Base64|Hex)\b|\bIterator\.from\b|\bMath\.sumPrecise\b|\bError\.isError\b"
        )
        unfit = re.compile(
            r"color-mix\(|light-dark\(|@starting-style|\{&|[;}]&|\bpopover\b|\b1lh\b|field-sizing"
        )
        scripts = [runtime / "main.js", runtime / "marking.js"]
        texts = {file.name: file.read_text(encoding="utf-8") for file in scripts}
        texts |= {name: unpacked(runtime / f"{name}.85").decode() for name in ("worker.js", "pdf.js")}
        assert [
            (name, word) for name, text in texts.items() for word in sorted(set(later.findall(text)))
        ] == []
        for name, text in texts.items():
            at = text.find("Promise.withResolvers")
            assert at < 0 or text.startswith("Promise.withResolvers ||=", at), name
        assert unfit.findall((runtime / "page.css").read_text(encoding="utf-8")) == []
        builder = (Path(__file__).parent.parent / "scripts" / "page_runtime.mjs").read_text(encoding="utf-8")
        assert builder.count('"chrome109"') == 2  # scripts and style

    def test_without_runtime_it_says_how_to_get_it(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        monkeypatch.setattr("evaluator.page.write.RUNTIME", "page/not-there")
        result = run("page", SAMPLES / "stations" / "luxi", "-o", tmp_path / "page.html")
        assert result.exit_code == 1
        assert "Run make page-runtime once" in result.stderr
        assert not (tmp_path / "page.html").exists()

    def test_a_runtime_of_another_program_is_refused(
        self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        manifest = {"sources": {"page/write.py": "0" * 64}}
        (tmp_path / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
        monkeypatch.setattr("evaluator.page.write.RUNTIME", str(tmp_path))
        with pytest.raises(NoRuntime, match="other-runtime"):
            page(source(), "zh")

    @pytest.mark.parametrize("what", ["nowhere", "station"])
    def test_what_cannot_be_used_is_told(self, what: str, tmp_path: Path) -> None:
        (tmp_path / "station").mkdir()
        (tmp_path / "station" / FILE).write_text("guideline: nowhere\n", encoding="utf-8")
        result = run("page", tmp_path / what)
        assert result.exit_code == 1
        assert "Traceback" not in result.stderr
        assert result.stderr

    def test_a_pack_is_an_index_and_contents(self) -> None:
        data = packed({"a": b"xy", "b": b"z"})
        length = int.from_bytes(data[:4], "little")
        assert json.loads(data[4 : 4 + length]) == [["a", 0, 2], ["b", 2, 3]]
        assert data[4 + length :] == b"xyz"


WORK: Final = Path(__file__).parent.parent / "build" / "page"
IN_NODE: Final = """
import { createInterface } from "node:readline";
const { loadPyodide } = await import(process.argv[1] + "/node_modules/pyodide/pyodide.mjs");
const python = await loadPyodide({ indexURL: process.argv[1] + "/node_modules/pyodide" });
for (const [place, root] of [["/app", process.argv[1] + "/python/app"], ["/cases", process.argv[2]]]) {
  python.FS.mkdirTree(place);
  python.FS.mount(python.FS.filesystems.NODEFS, { root }, place);
}
python.runPython(`
import sys
sys.dont_write_bytecode = True
sys.path.insert(0, "/app")
from evaluator.page.substitutes import install
install()
import json
from evaluator.page.engine import Engine
def seal(name):
    folder = f"/cases/{name}"
    return json.loads(Engine(f"{folder}/guideline.yaml", "", f"{folder}/station").open("zh"))["view"]["seal"]
`);
const seal = python.globals.get("seal");
for await (const name of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify([name, seal(name)]));
}
"""


def random_case(seed: int, folder: Path) -> str:
    """Write a random guideline and a station into *folder*; return the seal of its evaluation."""
    guideline, submission, _, _ = strategies.random_case(seed)
    (folder / "station").mkdir(parents=True)
    (folder / "guideline.yaml").write_text(guideline, encoding="utf-8")
    (folder / "station" / "submission.yaml").write_text(submission, encoding="utf-8")
    return seal_of(folder / "station", folder / "guideline.yaml")


def seal_of(station: Path, guideline: Path) -> str:
    """Return the seal that `evaluator score` gives."""
    model, _ = load_guideline(guideline)
    assert model is not None
    inputs, problems = read_inputs(station, guideline_model=model)
    assert inputs is not None, [problem.render("en") for problem in problems]
    return evaluate(inputs).document["seal"]


def in_node(folder: Path, names: list[str]) -> dict[str, str]:
    """Return the seals that the engine under Pyodide gives for cases below *folder*."""
    command = ["node", "--input-type=module", "--eval", IN_NODE, str(WORK), str(folder)]
    done = subprocess.run(command, input="\n".join(names), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(json.loads(line) for line in done.stdout.splitlines() if line.startswith("["))


CHROMIUM: Final = next((path for name in ("chromium", "google-chrome") if (path := shutil.which(name))), "")
DRIVER: Final = shutil.which("chromedriver") or ""


SLOWED: Final = int(os.environ.get("SLOWED", "0"))
"""How many times slower the page's own thread runs than it could."""
LATE: Final = int(os.environ.get("LATE", "0"))
"""How many milliseconds later than they come the page gets answers of its engine and of its store."""
ALL_LATE: Final = """
for (const [kind, name] of [[Worker, "onmessage"], [IDBTransaction, "oncomplete"]]) {
  const { set } = Object.getOwnPropertyDescriptor(kind.prototype, name);
  Object.defineProperty(kind.prototype, name, { configurable: true, set(act) {
    set.call(this, (event) => setTimeout(() => act.call(this, event), %d)); } });
}
"""
"""What a page waits for: answers of its threads, and its store."""


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[WebDriver]:
    """Chromium with a profile of its own, without any network of its own either."""
    if not CHROMIUM or not DRIVER:
        pytest.skip("no browser to drive is installed (chromium, chromedriver)")
    options = Options()
    options.binary_location = CHROMIUM
    for word in (
        "headless=new", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run",
        "disable-background-networking", "disable-component-update", "disable-sync", "force-prefers-reduced-motion",
        f"user-data-dir={tmp_path / 'profile'}", "window-size=1280,900",
    ):  # fmt: skip
        options.add_argument(f"--{word}")
    folder = tmp_path / "downloads"
    folder.mkdir()
    options.add_experimental_option("prefs", {"download.default_directory": str(folder)})
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = WebDriver(options=options, service=Service(DRIVER))
    driver.set_script_timeout(120)
    if SLOWED:
        driver.execute_cdp_cmd("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    if LATE:
        driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": ALL_LATE % LATE})
    yield driver
    driver.quit()


Looked = TypeVar("Looked")


def wait(browser: WebDriver, look: Callable[[], Looked | None], what: str, seconds: float = 90) -> Looked:
    """Return what *look* gives once it is something, or fail with the page's own complaint.

    Whatever is asserted of a page stands here: the page draws when it is ready, and a slow machine is late.
    """
    end = time.monotonic() + seconds
    while True:
        try:
            value = look()
        except StaleElementReferenceException:  # drawn anew meanwhile
            value = None
        if value:
            return value
        failure = browser.execute_script("return globalThis.session?.failure || globalThis.session?.defect")
        assert not failure
        if time.monotonic() > end:
            pytest.fail(
                f"the page never came to {what}, but shows\n{browser.find_element(By.TAG_NAME, 'body').text}"
            )
        time.sleep(0.05)


def until(browser: WebDriver, script: str, seconds: float = 90) -> Any:  # noqa: ANN401  # whatever it gives
    """Return what a script gives once it is something."""
    value: Any = wait(browser, lambda: browser.execute_script(f"return {script}"), script, seconds)
    return value


def find(browser: WebDriver, place: str) -> WebElement:
    """Return what stands at a place, by CSS or by path, once it is drawn and can be used."""
    how = By.XPATH if place.startswith("//") else By.CSS_SELECTOR
    return wait(
        browser,
        lambda: next((one for one in browser.find_elements(how, place) if one.is_enabled()), None),
        place,
    )


def shows(browser: WebDriver, place: str, text: str) -> None:
    """Wait until a text stands at a place."""
    wait(
        browser,
        lambda: any(text in one.text for one in browser.find_elements(By.CSS_SELECTOR, place)),
        f"{text!r} at {place}",
    )


def settled(browser: WebDriver) -> None:
    """Wait until what the page knows is drawn, and what it does after drawing is done."""
    browser.execute_async_script(
        "const done = arguments[0]; setTimeout(done, 250);"  # where it is in the background nothing is drawn
        "setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));"
    )


def confirm(browser: WebDriver, *, yes: bool = True) -> str:
    """Say yes or no to the question that the page asks in a window of its own; return it."""
    alert = WebDriverWait(browser, 90).until(alert_is_present())
    assert isinstance(alert, Alert)
    text: str = alert.text
    (alert.accept if yes else alert.dismiss)()
    return text


def until_file(path: Path, seconds: float = 90) -> None:
    """Wait until a file is saved."""
    end = time.monotonic() + seconds
    while not path.is_file() and time.monotonic() < end:
        time.sleep(0.05)
    assert path.is_file()


SEAL: Final = "document.querySelector('[data-seal]')?.dataset.seal"


def complaints(browser: WebDriver) -> list[str]:
    entries: list[dict[str, str]] = browser.execute("getLog", {"type": "browser"})["value"]
    return [entry["message"] for entry in entries if entry["level"] == "SEVERE"]


@pytest.mark.slow
def test_the_browser_gives_the_seal_of_score(made: Made, browser: WebDriver) -> None:
    """Opened from a file: the seal of the command line, no request, no complaint."""
    for name in STATIONS:
        browser.get(made(name).as_uri())
        assert until(browser, SEAL) == sealed(SAMPLES / "stations" / name)
        assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    assert complaints(browser) == []


def step(browser: WebDriver, title: str) -> None:
    """Go to a step as a person does, by its name in the list."""
    click(browser, f"//nav//ol//button[span[1][normalize-space()='{title}']]")
    # The page takes the focus to the step when it has drawn it: what is typed before that goes astray.
    until(
        browser,
        f"document.querySelector('h2').textContent === {json.dumps(title)} && document.activeElement.id === 'form'",
    )


def pick(place: WebElement, *files: Path) -> None:
    """Choose files where *place* has its button for it."""
    place.find_element(By.CSS_SELECTOR, ".pick input[type=file]").send_keys("\n".join(map(str, files)))


def click(browser: WebDriver, what: str | WebElement) -> None:
    """Scroll to an element, or to what stands at a place, away from under the head of the page, and click it."""
    element = find(browser, what) if isinstance(what, str) else what
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    element.click()


def fill_facts(browser: WebDriver, facts: dict[str, Any], choices: dict[str, dict[str, str]]) -> None:
    """Answer the questions of the step on the screen, by typing and clicking."""
    for field in browser.find_elements(By.CSS_SELECTOR, "main .field"):
        control = (
            field.get_attribute("id") or field.find_element(By.TAG_NAME, "input").get_attribute("id") or ""
        )
        name = control.removeprefix("facts/")
        value = facts.get(name)
        if value is None:
            continue
        typed = field.find_elements(By.CSS_SELECTOR, ".typed input")
        if typed:
            typed[0].clear()
            typed[0].send_keys(str(value))
            continue
        titles = value if isinstance(value, list) else [value]
        for title in titles or ["以上都没有"]:
            shown = choices.get(name, {}).get(title, title)
            box = field.find_element(By.XPATH, f".//label[span[normalize-space()='{shown}']]/input")
            click(browser, box)


def hand_in_evidence(browser: WebDriver, station: Path, evidence: list[dict[str, Any]]) -> None:
    """Choose the files of the evidence that serves the criteria of the step on the screen."""
    for item in evidence:
        for reference in item["for"]:
            criterion = reference.partition("#")[0]
            if not browser.find_elements(By.ID, f"criteria/{criterion}"):
                continue
            slot: WebElement = until(
                browser,
                f"[...document.getElementById({json.dumps(f'criteria/{criterion}')}).querySelectorAll('[data-reference]')]"
                f".find(slot => slot.dataset.reference.split(' ').includes({json.dumps(reference)}))",
            )
            before = len(slot.find_elements(By.CLASS_NAME, "item"))
            if "file" in item:
                file = station / item["file"]
                day = time.mktime(time.strptime(item.get("date", "2000-01-01"), "%Y-%m-%d")) + 43200
                os.utime(file, (day, day))
                pick(slot, file)
                _has_more(browser, slot, before)
                for box in slot.find_elements(By.CSS_SELECTOR, "input[type=date]"):
                    if not box.get_attribute("value") and "date" in item:
                        year, month, date = item["date"].split("-")
                        browser.execute_script("arguments[0].closest('details').open = true", box)
                        box.send_keys(f"{month}{date}{year}")
            else:
                click(browser, slot.find_element(By.XPATH, ".//button[contains(., '现场可查')]"))
                _has_more(browser, slot, before)


def _has_more(browser: WebDriver, slot: WebElement, before: int) -> None:
    """Wait until more evidence than before is shown for a line."""
    wait(browser, lambda: len(slot.find_elements(By.CLASS_NAME, "item")) > before, "one more item")


@pytest.mark.slow
def test_random_guidelines_have_the_seal_of_score(made: Made, tmp_path: Path) -> None:
    """A few of the 500 of the bench, by the engine under Pyodide in Node."""
    made("")
    if not WORK.is_dir() or shutil.which("node") is None:
        pytest.skip("no Node, or build/page/ of `make page-runtime` is not there")
    cases = {str(seed): random_case(seed, tmp_path / str(seed)) for seed in range(8)}
    assert in_node(tmp_path, list(cases)) == cases


@pytest.mark.slow
def test_a_whole_self_check(made: Made, browser: WebDriver, tmp_path: Path) -> None:
    """From a blank page to what the round takes: typed, chosen, closed in the middle, continued, saved."""
    station = shutil.copytree(SAMPLES / "stations" / "luxi", tmp_path / "station")
    node, _ = read_yaml_bytes((station / FILE).read_bytes(), FILE)
    assert node is not None
    answers: Any = tree_of(node)
    guideline = source().model
    choices = {name: dict(fact.choices) for name, fact in guideline.facts.items()}
    page_file = made("").as_uri()
    browser.get(page_file)
    find(browser, "header .grade")
    assert browser.execute_script(f"return {SEAL} ?? null") is None  # nothing is sealed without a station
    for name in ("id", "name", "county", "kind"):
        browser.find_element(By.ID, f"station/{name}").send_keys(answers["station"].get(name, ""))
    for box, day in zip(
        browser.find_elements(By.CSS_SELECTOR, "fieldset input[type=date]"),
        answers["period"].values(),
        strict=True,
    ):
        year, month, date = day.split("-")
        box.send_keys(f"{month}{date}{year}")
    steps = [one.text for one in browser.find_elements(By.CSS_SELECTOR, "nav ol button > span:first-child")]
    sections = [title for title in steps if title not in ("站点信息", "台账", "材料清单", "结果与保存")]
    for number, title in enumerate(sections):
        if number == len(sections) // 2:  # closed in the middle, and opened again
            until(browser, "!session.unkept")
            browser.get("about:blank")
            browser.get(page_file)
            until(browser, SEAL)
            assert (
                browser.find_element(By.ID, "station/id").get_attribute("value") == answers["station"]["id"]
            )
        step(browser, title)
        fill_facts(browser, answers["facts"], choices)
        hand_in_evidence(browser, station, answers.get("evidence", []))
        for criterion, reason in (answers.get("not_applicable") or {}).items():
            for box in browser.find_elements(By.ID, f"not_applicable/{criterion}"):
                box.send_keys(reason)
        for criterion, own in (answers.get("claims") or {}).items():
            for card in browser.find_elements(By.ID, f"criteria/{criterion}"):
                if "level" in own:
                    click(
                        browser,
                        card.find_element(
                            By.XPATH,
                            f".//label[span[starts-with(normalize-space(), '{own['level']}')]]/input",
                        ),
                    )
                else:
                    card.find_element(By.CSS_SELECTOR, ".own input").send_keys(own["points"])
    step(browser, "台账")
    for ledger, named in answers["ledgers"].items():
        files: Any = named.get("files") if isinstance(named, dict) else named
        paths = [station / path for path in (files if isinstance(files, list) else [files])]
        pick(browser.find_element(By.ID, f"ledgers/{ledger}"), *paths)
        until(browser, f"session.view?.ledgers?.[{json.dumps(ledger)}]?.handedIn")
    step(browser, "结果与保存")
    until(browser, "!session.busy")
    shown = browser.execute_script("return session.view.score")
    click(browser, "#save")
    saved = tmp_path / "downloads" / f"{answers['station']['id']}.zip"
    until_file(saved)
    with zipfile.ZipFile(saved) as archive:
        archive.extractall(tmp_path / "unpacked")
    (folder,) = (tmp_path / "unpacked").iterdir()
    until(browser, f"{SEAL} === {json.dumps(sealed(folder))}")
    inputs, _ = read_inputs(station)
    assert inputs is not None
    expected = evaluate(inputs).document["score"]
    assert (shown["low"], shown["high"]) == (expected["low"], expected["high"])
    assert complaints(browser) == []
    # The round takes it, and it opens again.
    period = answers["period"]
    made_round = run(
        "round", "new", tmp_path / "round", "--guideline", "tongling-station", "--title", "示例",
        "--from", period["from"], "--to", period["to"],
    )  # fmt: skip
    assert made_round.exit_code == 0, made_round.stderr
    assert run("round", "receive", tmp_path / "round", saved).exit_code == 0
    assert sealed(tmp_path / "round" / "stations" / answers["station"]["id"]) == sealed(folder)
    browser.get(made("qinghe").as_uri())
    until(browser, SEAL)
    find(browser, "input[accept^='.zip']").send_keys(str(saved))
    until(browser, f"{SEAL} === {json.dumps(sealed(folder))}")
    assert browser.execute_script("return session.station.id") == answers["station"]["id"]


HELD: Final = """
const held = new Promise((done) => { globalThis.release = done; });
const { set } = Object.getOwnPropertyDescriptor(Worker.prototype, "onmessage");
Object.defineProperty(Worker.prototype, "onmessage", { configurable: true, set(act) {
  set.call(this, (event) => held.then(() => act.call(this, event))); } });
"""
"""Nothing is heard of the engine until it is released."""


@pytest.mark.slow
def test_a_draft_is_there_again_and_can_be_cleared(made: Made, browser: WebDriver) -> None:
    """A changed station's page continues where it was left; cleared, it is as it came."""
    browser.get(made("xinqiao").as_uri())
    before = until(browser, SEAL)
    browser.execute_script("session.set('facts', 'premises.area', '41')")
    until(browser, f"!session.busy && {SEAL} !== {json.dumps(before)}")
    changed = until(browser, f"!session.unkept && {SEAL}")
    browser.get("about:blank")
    browser.get(made("xinqiao").as_uri())
    assert until(browser, SEAL) == changed
    # What is typed and chosen before the engine is there is not lost, nor is the draft under it.
    browser.get("about:blank")
    held = browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": HELD})
    browser.get(made("xinqiao").as_uri())
    until(browser, "session.resumed")
    assert browser.execute_script("return session.stage") == 0
    browser.execute_script("session.set('facts', 'premises.office_area', '12')")
    browser.execute_script(
        "const heads = session.data.form.ledgers.complaints.columns.map(column => column.title).join();"
        "return session.addLedger('complaints', [new File([heads + String.fromCharCode(10)], '早.csv')])"
    )
    browser.execute_cdp_cmd("Page.removeScriptToEvaluateOnNewDocument", held)
    browser.execute_script("release()")
    until(browser, SEAL)
    stored(browser)
    facts = browser.execute_script("return session.answers.facts")
    assert (facts["premises.area"], facts["premises.office_area"]) == ("41", "12")
    read = browser.execute_script("return session.view.problems.map(one => one.code)")
    assert "ledger-missing" not in read
    named = browser.execute_script("return session.view.ledgers.complaints.sheets.map(one => one.file)")
    assert named == ["ledgers/complaints.csv", "ledgers/早.csv"]  # two files of one ledger
    step(browser, "结果与保存")
    browser.execute_script("globalThis.left = true")
    click(browser, "button.danger")
    confirm(browser)
    assert until(browser, f"!globalThis.left && {SEAL}") == before
    assert browser.execute_script("return session.resumed") == 0


def fact(browser: WebDriver, name: str, value: str) -> None:
    """Answer by the page's own state, as its fields do."""
    browser.execute_script("session.set('facts', arguments[0], arguments[1])", name, value)


def stored(browser: WebDriver) -> None:
    """Wait until everything is evaluated and stored."""
    until(browser, "session.ready && !session.opening && !session.busy && !session.unkept")


@pytest.mark.slow
def test_nothing_is_lost_by_windows_copies_and_early_typing(
    made: Made, browser: WebDriver, tmp_path: Path
) -> None:
    """Each of two windows keeps what was filled in; an opened ZIP takes the place of nothing."""
    # Typed at once, before the engine and the drafts are there: the file's answers do not come over it.
    browser.get(made("luxi").as_uri())
    fact(browser, "premises.area", "77")
    browser.execute_script("return session.keep()")
    until(browser, SEAL)
    stored(browser)
    assert browser.execute_script("return session.answers.facts['premises.area']") == "77"
    # Two windows on one draft.
    first = browser.current_window_handle
    browser.switch_to.new_window("tab")
    browser.get(made("luxi").as_uri())
    until(browser, SEAL)
    fact(browser, "premises.area", "78")
    stored(browser)
    second = browser.current_window_handle
    browser.switch_to.window(first)
    fact(browser, "premises.office_area", "12")
    stored(browser)
    shows(browser, ".notes", "另一个窗口")
    browser.switch_to.window(second)
    browser.get(made("luxi").as_uri())
    until(browser, "session.others.length === 1 && session.resumed")
    stored(browser)
    areas = (
        "[session.answers, session.others[0].answers].map((one) => one.facts['premises.area']).sort().join()"
    )
    assert browser.execute_script(f"return {areas}") == "77,78"
    # A ZIP is opened beside it; one of another guideline is refused with the sentence of `check`.
    folder = shutil.copytree(SAMPLES / "stations" / "xinqiao", tmp_path / "x" / "xinqiao")
    text = (folder / FILE).read_text(encoding="utf-8")
    shutil.make_archive(str(tmp_path / "good"), "zip", tmp_path / "x")
    (folder / FILE).write_text(
        text.replace("guideline: tongling-station", "guideline: other"), encoding="utf-8"
    )
    shutil.make_archive(str(tmp_path / "other"), "zip", tmp_path / "x")
    opener = find(browser, "input[accept^='.zip']")
    opener.send_keys(str(tmp_path / "other.zip"))
    shows(browser, ".problems", "other")
    assert browser.execute_script("return session.station.name") != "xinqiao"
    opener.send_keys(str(tmp_path / "good.zip"))
    shows(browser, ".notes", "good.zip")
    stored(browser)
    assert browser.execute_script("return session.others.length") == 2
    assert browser.execute_script("return session.view.seal") == sealed(SAMPLES / "stations" / "xinqiao")
    shows(browser, ".notes", "没有丢")
    # Opened again it goes on with that ZIP, its files too; the seal is that of the file as the page writes it.
    state = (
        "return [session.station, session.view.score.low, session.view.problems.length,"
        "[...session.files.values()].filter(one => one.blob).length]"
    )
    before = browser.execute_script(state)
    browser.get(made("luxi").as_uri())
    until(browser, SEAL)
    assert browser.execute_script(state) == before


@pytest.mark.slow
def test_what_is_typed_last_is_saved(made: Made, browser: WebDriver, tmp_path: Path) -> None:
    """On a slow machine the ZIP waits for the last letter, and evidence chosen at once has ids of its own."""
    browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": ALL_LATE % 500})
    browser.get(made("luxi").as_uri())
    until(browser, SEAL)
    chosen = []
    for number in range(3):
        chosen.append(tmp_path / f"{number}.txt")
        chosen[-1].write_text(f"{number}", encoding="utf-8")
    step(browser, "A 基础建设")
    before = browser.execute_script("return session.items.length")
    for place in ("A1.1#lease", "A1.1#front"):
        pick(find(browser, f"[data-reference='{place}']"), *(chosen[:2] if "lease" in place else chosen[2:]))
    until(browser, f"session.items.length === {before + 3}")
    assert browser.execute_script("return new Set(session.items.map(one => one.id)).size") == before + 3
    step(browser, "站点信息")
    find(browser, "[id='station/county']").send_keys("某某县")
    click(browser, "header .tools .main")
    click(browser, "#save")
    saved = tmp_path / "downloads" / browser.execute_script("return session.zipName")
    until_file(saved)
    with zipfile.ZipFile(saved) as archive:
        text = archive.read(f"{saved.stem}/submission.yaml").decode()
    county = browser.execute_script("return session.station.county")
    assert county.endswith("某某县")
    assert county in text
    assert sum(f"evidence/{one.name}" in text for one in chosen) == 3
    browser.execute_script("session.leave()")


NO_SPACE: Final = """
const put = IDBObjectStore.prototype.put;
IDBObjectStore.prototype.put = function (value) {
  if (globalThis.full === "all" || (globalThis.full && value.blob)) throw new DOMException("full", "QuotaExceededError");
  return put.call(this, value);
};
"""


@pytest.mark.slow
def test_without_space_it_says_so_and_the_answers_stay(
    made: Made, browser: WebDriver, tmp_path: Path
) -> None:
    """Files that cannot be stored, answers that cannot, a browser that stores nothing: each is told at once."""
    browser.get(made("luxi").as_uri())
    until(browser, SEAL)
    browser.execute_script(NO_SPACE + "globalThis.full = 'files'")
    browser.execute_script(
        "return session.addEvidence('A1.1#lease', 'photo', '合同', [new File([new Uint8Array(12e6)], '大.jpg')])"
    )
    stored(browser)
    shows(browser, ".notes", "没有：请现在“保存 ZIP”")
    assert browser.execute_script("return session.atRisk")
    browser.execute_script("globalThis.full = 'all'")
    fact(browser, "premises.area", "79")
    shows(browser, ".notes", "不让这一页存草稿")
    assert browser.execute_script("return session.atRisk")
    # There is space again: everything is stored, and the page says no more of it.
    browser.execute_script("globalThis.full = ''")
    fact(browser, "premises.area", "80")
    until(browser, "session.canKeep && session.filesKept && !session.unkept")
    until(browser, "document.querySelector('.notes').textContent === ''")
    browser.get(made("luxi").as_uri())
    until(browser, SEAL)
    assert browser.execute_script("return session.answers.facts['premises.area']") == "80"
    assert browser.execute_script("return session.files.get('evidence/大.jpg').blob.size") == 12_000_000
    # A browser that has no such store at all, with a clock that is far off.
    browser.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument",
        {"source": "IDBFactory.prototype.open = () => { throw new Error('no'); }; Date.now = () => 1000;"},
    )
    browser.get(made("luxi").as_uri())
    assert until(browser, SEAL) == sealed(SAMPLES / "stations" / "luxi")
    fact(browser, "premises.area", "81")
    until(browser, "!session.busy && session.atRisk && session.unkept")
    shows(browser, ".notes", "不让这一页存草稿")
    size = "return session.zip().then((blob) => blob.size)"
    assert browser.execute_script(size) > 1000
    browser.execute_script("session.leave()")


@pytest.mark.slow
def test_awkward_answers_are_told_as_by_check(made: Made, browser: WebDriver, tmp_path: Path) -> None:
    """Typed the Chinese way, too long, wrong files: the page says what `check` says of the saved folder."""
    browser.get(made("qinghe").as_uri())
    until(browser, SEAL)
    for name, value in {
        "premises.area": "－９６．５", "premises.office_area": "１２，３", "station.open_days": "2025年",
        "finance.spent": "1,000", "summary.months": "", "staff.total": "1e3", "survey.satisfaction": "９３％",
    }.items():  # fmt: skip
        if browser.execute_script("return Boolean(session.data.form.facts[arguments[0]])", name):
            fact(browser, name, value)
    browser.execute_script("session.set('station', 'name', arguments[0])", "很长的名字" * 400)
    browser.execute_script("session.set('station', 'county', arguments[0])", "甲\n乙: {x} # y")
    browser.execute_script("session.set('period', 'from', '2025年1月1日')")
    browser.execute_script("session.set('not_applicable', 'A1.1', '理由：' + '长'.repeat(3000))")
    chosen = tmp_path / "chosen"
    chosen.mkdir()
    (chosen / "列不对.csv").write_bytes("甲,乙\n1,2\n".encode("gb18030"))
    (chosen / "老表.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    (chosen / "不是表.xlsx").write_bytes(b"<html><table></table></html>")
    (chosen / "空.csv").write_bytes(b"")
    ledgers = browser.execute_script("return Object.keys(session.data.form.ledgers)")
    step(browser, "台账")
    for ledger, file in zip(ledgers, sorted(chosen.iterdir()), strict=False):
        pick(browser.find_element(By.ID, f"ledgers/{ledger}"), file)
        until(browser, f"[...session.files.keys()].some(one => one.endsWith({json.dumps(file.name)}))")
    stored(browser)
    # A document of evidence that is a ledger's own file.
    browser.execute_script(
        "const path = [...session.files.values()].find(one => one.ledger).path;"
        "session.editItem(session.items[0].id, {file: path})"
    )
    stored(browser)
    data = browser.execute_async_script(
        "const done = arguments[0]; session.zip().then(async (blob) => {"
        "const bytes = new Uint8Array(await blob.arrayBuffer()); let text = '';"
        "for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));"
        "done(btoa(text)); })"
    )
    with zipfile.ZipFile(io.BytesIO(base64.b64decode(data))) as archive:
        archive.extractall(tmp_path / "unpacked")
    (folder,) = (tmp_path / "unpacked").iterdir()
    inputs, problems = read_inputs(folder, guideline_model=source().model)
    if inputs is not None:
        problems = list(evaluate(inputs).inputs.problems)
    assert len(problems) > 5
    said = browser.execute_script("return session.view.problems.map(one => [one.message, one.hint])")
    assert said == [[one.message("zh"), one.hint("zh")] for one in problems]
    assert browser.execute_script("return session.view.seal") == ("" if inputs is None else sealed(folder))
    # A day as the file has it is seen where it is put right.
    step(browser, "站点信息")
    until(browser, "document.querySelector('fieldset input')?.value === '2025-01-01'")
    assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth")
    assert complaints(browser) == []


@pytest.mark.slow
def test_by_keyboard_alone(made: Made, browser: WebDriver) -> None:
    """Skip to the form, choose the step, type, tick and choose: never a pointer."""
    browser.get(made("luxi").as_uri())
    until(browser, SEAL)

    def press(*keys: str) -> None:
        for key in keys:
            ActionChains(browser).send_keys(key).perform()

    def focused(script: str) -> Any:  # noqa: ANN401  # whatever it gives
        return browser.execute_script(f"const at = document.activeElement; return {script}")

    def tab_to(script: str) -> None:
        for _ in range(80):
            if focused(script):
                return
            press(Keys.TAB)
        pytest.fail(f"no way by Tab to {script}")

    tab_to("at.classList.contains('skip')")
    press(Keys.ENTER)
    until(browser, "document.activeElement.id === 'form'")
    tab_to("at.id === 'station/name'")
    press(Keys.END, "乙")
    until(browser, "session.station.name.endsWith('乙')")
    tab_to("at.textContent.includes('下一步')")
    press(Keys.ENTER)
    until(browser, "document.querySelector('h2').textContent.startsWith('A ')")
    until(browser, "document.activeElement.id === 'form'")
    tab_to("at.id === 'facts/station.open_days'")
    press(*[Keys.BACKSPACE] * 6, "1", "2", "3")
    tab_to("at.type === 'radio' && at.name === 'premises.tenure'")
    press(Keys.ARROW_RIGHT)
    tab_to("at.type === 'checkbox'")
    before = browser.execute_script("return session.answers.facts.rooms.length")
    press(Keys.SPACE)
    until(browser, f"session.answers.facts.rooms.length !== {before}")
    until(browser, "session.answers.facts['station.open_days'] === '123'")
    tab_to("at.closest('.pick') && at.type === 'file'")
    until(browser, "getComputedStyle(document.activeElement.closest('.pick')).outlineStyle === 'solid'")
    unnamed = (
        "[...document.querySelectorAll('button, input, select, a')].filter(one => !(one.textContent.trim() ||"
        " one.getAttribute('aria-label') || one.labels?.length)).length"
    )
    assert browser.execute_script(f"return {unnamed}") == 0


@pytest.mark.slow
def test_the_result_prints(made: Made, browser: WebDriver, tmp_path: Path) -> None:
    """On paper stand the score, the program's version, the guideline's hash and the seal; no buttons."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is not installed (no `pdftotext` on the PATH)")
    browser.get(made("qinghe").as_uri())
    seal = until(browser, SEAL)
    step(browser, "结果与保存")
    (tmp_path / "page.pdf").write_bytes(
        base64.b64decode(browser.execute_cdp_cmd("Page.printToPDF", {})["data"])
    )
    done = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "page.pdf", "-"], capture_output=True, check=True
    )
    text = re.sub(r"\s", "", done.stdout.decode())
    for part in (
        seal,
        source().model.sha256,
        __version__,
        browser.execute_script("return session.view.score.low"),
    ):
        assert part in text
    assert "清除这台设备" not in text


HOSTILE: Final = '<img src="x" onerror="document.title=1"><script>document.title=1</script>{{x}}'


@pytest.mark.slow
def test_nothing_hostile_does_anything(made: Made, browser: WebDriver, tmp_path: Path) -> None:
    """Names, texts and files that carry markup or scripts are shown as they are; bombs are refused."""
    browser.get(made("luxi").as_uri())
    until(browser, SEAL)
    title = browser.title
    browser.execute_script("session.set('station', 'name', arguments[0])", HOSTILE)
    for name, content in (
        ("a.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>parent.document.title=1</script></svg>'),
        ("b.html", b"<script>document.title=1</script>"),
        ("'\"onload=x.jpg", b"\xff\xd8\xff<script>document.title=1</script>"),
    ):
        (tmp_path / name).write_bytes(content)
    step(browser, "A 基础建设")
    slot = find(browser, "[data-reference='A1.1#lease']")
    pick(slot, *(tmp_path / name for name in ("a.svg", "b.html", "'\"onload=x.jpg")))
    until(browser, "session.items.length >= 3 && !session.busy")
    shows(browser, "h1", HOSTILE)
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("submission.yaml", b"x" * 60_000_000)
    with zipfile.ZipFile(tmp_path / "out.zip", "w") as archive:
        archive.writestr("../submission.yaml", b"guideline: x")
    for name in ("bomb.zip", "out.zip"):
        step(browser, "站点信息")
        find(browser, "input[accept^='.zip']").send_keys(str(tmp_path / name))
        until(browser, "session.refused.length === 1")
        browser.execute_script("session.refused = []")
    assert browser.title == title
    assert browser.execute_script("return performance.getEntriesByType('resource').length") == 0
    request = "return fetch('https://example.org').then(() => 'asked', () => 'refused')"
    assert browser.execute_script(request) == "refused"


AXE: Final = WORK / "node_modules" / "axe-core" / "axe.min.js"


@pytest.mark.slow
def test_every_step_fits_and_is_accessible(made: Made, browser: WebDriver) -> None:
    """Nothing runs out of a screen, in either language; the accessibility checker has no serious finding."""
    browser.get(made("xinqiao").as_uri())
    until(browser, SEAL)
    # One item for two lines of a criterion, and for the criterion as a whole.
    browser.execute_script(
        "session.editItem(session.items[0].id, {for: ['A1.1#lease', 'A1.1#front', 'A1.1']})"
    )
    browser.execute_script(
        "for (let count = 0; count < 20; count++) session.set('facts', 'premises.area', `${count}`)"
    )
    until(browser, "session.remind && !session.busy && !session.unkept")
    if AXE.is_file():
        browser.execute_script(AXE.read_text(encoding="utf-8"))
    steps = browser.execute_script(
        "return [...document.querySelectorAll('.steps-phone option')].map(o => o.value)"
    )
    findings: list[str] = []

    def wide(width: int) -> None:
        screen = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", screen)

    def look(width: int, state: str, *, checked: bool) -> None:
        settled(browser)
        assert browser.execute_script("return document.documentElement.scrollWidth") <= width, state
        assert browser.execute_script(TWICE) == [], state
        if AXE.is_file() and checked:
            findings.extend(f"{width} {state} {one}" for one in browser.execute_async_script(LOOK))

    for width, language in ((360, "zh"), (360, "en"), (768, "en"), (1440, "zh")):
        wide(width)
        browser.execute_script("session.speak(arguments[0])", language)
        until(browser, "!session.busy")
        for name in steps:
            browser.execute_script(
                "const box = document.querySelector('.steps-phone select'); box.value = arguments[0];"
                "box.dispatchEvent(new Event('change', {bubbles: true}))", name,
            )  # fmt: skip
            look(width, name, checked=language == "zh")
    # What goes wrong: files that give no score, two windows, nothing stored, no engine; on the step with the result.
    for state, act in {
        "errors": "session.change((answers) => { answers.guideline = 'x'; })",
        "windows": "session.warning = session.say('draft.elsewhere'); session.filesKept = false; session.tell()",
        "no store": "session.canKeep = false; session.tell()",
        "no engine": "session.failure = 'x'; session.view = null; session.stage = 2; session.tell()",
    }.items():
        browser.execute_script(act)
        wait(browser, lambda: browser.execute_script("return !session.busy"), state)
        for width in (360, 768, 1440):
            wide(width)
            look(width, state, checked=True)
    browser.execute_script("session.leave()")
    assert findings == []


TWICE: Final = """
const ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
const groups = [...document.querySelectorAll("fieldset")].map((one) => one.querySelector("input[type=radio]")?.name);
const named = groups.filter(Boolean);
return [...ids.filter((id, at) => ids.indexOf(id) !== at), ...named.filter((name, at) => named.indexOf(name) !== at)];
"""
"""What stands twice on the screen: ids, and names of groups of which one choice holds."""
LOOK: Final = """
const done = arguments[0];
axe.run(document).then(({passes, violations}) => done(passes.length < 10 ? ["the checker did not look"] :
  violations.filter(one => ["serious", "critical"].includes(one.impact))
    .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(" | ")}`)));
"""
