"""Hold the one-file pages to the command line, and measure them.

Run as `python -m bench.bench_page [CASES] [PAGES] [SHEETS]` after `make page-runtime`. CASES random
guidelines with a station each (500) are evaluated by the engine under Pyodide in Node, PAGES of them (20) and
every sample station by pages in Chromium; every seal is compared with that of `evaluator score`. The answers
of SHEETS sheets (all) of the whole sample round are given to the engine in Node and typed in `evaluator
mark`; the bytes of the sheets are compared. Then the pages are measured: size, the time from opening the file
to the first score, and of changes; marking 36 stations, the time until a question can be answered, of
answers, and memory. At the end every goal stands on a line with what was seen, and the exit code is 1 unless
all of them are held. Times are of a machine with two idle cores.
"""

from __future__ import annotations

import json
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any, Final

from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.chrome.webdriver import WebDriver

from evaluator.base.resources import shipped
from evaluator.loading.guideline import load_guideline
from evaluator.page.write import NoRuntime, Source, handed_out, marking_page, page, station_files
from tests.marking_round import a_round
from tests.rounds.making import DAY, opened, run
from tests.test_cli_mark import mark
from tests.test_page import WORK, in_node, random_case, seal_of
from tests.test_page_marking import evidence, in_terminal

CHECKOUT: Final = Path(__file__).parent.parent
STATIONS: Final = CHECKOUT / "samples" / "stations"
CASES, PAGES, SHEETS, CHANGES, SEED = 500, 20, 10_000, 60, 15
WAIT: Final = 120


@dataclass(frozen=True, slots=True)
class Goal:
    """What is promised, what was seen, and whether it is held."""

    about: str
    promised: str
    seen: str
    held: bool


def equal(about: str, wrong: Sequence[str], count: int) -> Goal:
    """Return the goal that all of *count* are the same as on the command line."""
    named = f": {' '.join(wrong[:20])}" if wrong else ""
    return Goal(about, f"{count} of {count} equal", f"{count - len(wrong)}{named}", not wrong)


def at_most(about: str, most: float, seen: float, unit: str) -> Goal:
    """Return the goal that a measure stays within its limit."""
    return Goal(about, f"at most {most:g} {unit}", f"{seen:.2f}".rstrip("0").rstrip("."), seen <= most)


@contextmanager
def chromium(profile: Path) -> Iterator[WebDriver]:
    """Chromium with a profile of its own and no traffic of its own."""
    options = Options()
    options.binary_location = shutil.which("chromium") or shutil.which("google-chrome") or ""
    for word in (
        "headless=new", "no-sandbox", "disable-gpu", "disable-quic", "no-first-run", "disable-sync",
        "disable-background-networking", "disable-component-update", f"user-data-dir={profile}",
    ):  # fmt: skip
        options.add_argument(f"--{word}")
    driver = WebDriver(options=options, service=Service(shutil.which("chromedriver") or ""))
    try:
        yield driver
    finally:
        driver.quit()


def shown(driver: WebDriver, file: Path) -> tuple[str, float]:
    """Open a page; return its seal and the seconds from navigation to the first score."""
    driver.get(file.as_uri())
    end = time.monotonic() + WAIT
    while time.monotonic() < end:
        answer: Any = driver.execute_script(
            "return [document.querySelector('[data-seal]')?.dataset.seal, session.first, session.failure]"
        )
        assert not answer[2], answer
        if answer[0]:
            return str(answer[0]), float(answer[1]) / 1000
        time.sleep(0.05)
    raise TimeoutError(file.name)


def changes(driver: WebDriver) -> list[float]:
    """Change a number again and again; return the milliseconds until the new view each time."""
    for number in range(CHANGES):
        driver.execute_script("session.set('facts', 'premises.area', arguments[0])", str(30 + number))
        while driver.execute_script("return session.busy"):
            time.sleep(0.01)
    took: list[float] = driver.execute_script("return session.took")
    return took[-CHANGES:]


MARKING_IN_NODE: Final = """
import { createInterface } from "node:readline";
const { loadPyodide } = await import(process.argv[1] + "/node_modules/pyodide/pyodide.mjs");
const python = await loadPyodide({ indexURL: process.argv[1] + "/node_modules/pyodide" });
for (const [place, root] of [["/app", process.argv[1] + "/python/app"], ["/rounds", process.argv[2]]]) {
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
from evaluator.page.marking import MarkingEngine
engines = {}
def sheet(line):
    evaluator, station, answers, day = json.loads(line)
    if evaluator not in engines:
        engines[evaluator] = MarkingEngine(f"/rounds/{evaluator}/round", evaluator)
    engine = engines[evaluator]
    engine.open(station, "", "zh")
    for answer in answers:
        reply = json.loads(engine.answer(json.dumps(answer), "zh"))
        if "problem" in reply:
            return json.dumps([evaluator, station, reply["problem"]["message"]])
    engine.submit(day, "zh")
    return json.dumps([evaluator, station, engine.sheet()])
`);
const sheet = python.globals.get("sheet");
for await (const line of createInterface({ input: process.stdin })) console.log(sheet(line));
"""


def whole_round(folder: Path) -> Path:
    """Write the whole sample round."""
    script = CHECKOUT / "samples" / "make_round.py"
    subprocess.run([sys.executable, str(script), str(folder)], check=True, capture_output=True)
    return folder


def marked(folder: Path, most: int) -> Goal:
    """Give the answers of the sample round's sheets by `mark` and by the page; compare the bytes."""
    terminal = whole_round(folder / "terminal")
    sheets = {file: file.read_bytes() for file in sorted((terminal / "sheets").glob("*/*.yaml"))}
    shutil.rmtree(terminal / "sheets")
    round_ = opened(terminal)
    for member in round_.panel.evaluators:
        for path, data in handed_out(round_, member, "zh")[1].items():
            target = folder / "pages" / member.id / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
    lines: list[str] = []
    expected: dict[tuple[str, str], str] = {}
    step = max(1, -(-len(sheets) // most))
    for file, data in [*sheets.items()][::step]:
        evaluator, station = file.parent.name, file.stem
        answers, written = in_terminal(terminal, evaluator, station, data)
        expected[evaluator, station] = written.decode()
        lines.append(json.dumps([evaluator, station, answers, DAY.isoformat()]))
    command = ["node", "--input-type=module", "--eval", MARKING_IN_NODE, str(WORK), str(folder / "pages")]
    done = subprocess.run(command, input="\n".join(lines), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    answers_of_node = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("[")]
    actual = {(evaluator, station): sheet for evaluator, station, sheet in answers_of_node}
    wrong = [" ".join(about) for about, sheet in expected.items() if actual.get(about) != sheet]
    return equal("sheets of the sample round, Pyodide in Node", wrong, len(expected))


def memory(profile: Path) -> tuple[float, float]:
    """Return the mebibytes of the page's own process, and of all processes of the browser."""
    page_, whole = 0.0, 0.0
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words = (place / "cmdline").read_bytes().decode(errors="replace")
            if str(profile) not in words:
                continue
            size = re.search(r"^Pss:\s+(\d+)", (place / "smaps_rollup").read_text(), re.MULTILINE)
        except OSError:
            continue
        amount = 0 if size is None else int(size[1]) / 1024
        whole += amount
        if "--type=renderer" in words:
            page_ = max(page_, amount)
    return page_, whole


ANSWER_ALL: Final = """
const done = arguments[0];
(async () => {
  for (const { id } of session.data.stations) {
    await session.open(id);
    for (const step of session.state.steps.slice(0, arguments[1] ?? 4)) {
      await session.go(step.id);
      const card = session.cards.get(step.id);
      const level = card.levels?.find((one) => one.fixed);
      if (!level && card.kind !== "points") continue;
      const points = level ? "" : "1";
      await session.answer({ about: "mark", id: step.id, level: level?.name ?? "", points, remark: "看过" });
    }
  }
  done(session.took);
})();
"""


def marking(driver: WebDriver, folder: Path, profile: Path) -> Iterator[Goal]:
    """Mark in the page for 36 stations, each of them opened; yield times and memory."""
    round_ = opened(whole_round(folder / "whole"))
    shutil.rmtree(folder / "whole" / "sheets")
    member = round_.panel.evaluators[0]
    file = folder / "marking.html"
    file.write_bytes(marking_page(round_, member, "zh"))
    driver.set_script_timeout(900)
    driver.get(file.as_uri())
    end = time.monotonic() + WAIT
    while not driver.execute_script("return globalThis.session?.ready") and time.monotonic() < end:
        time.sleep(0.05)
    first = driver.execute_script("return session.first") / 1000
    begun = time.perf_counter()
    driver.execute_async_script("session.open(session.data.stations[0].id).then(arguments[0])")
    shown_after = time.perf_counter() - begun
    took: list[float] = sorted(driver.execute_async_script(ANSWER_ALL))
    page_, whole = memory(profile)
    late = took[int(len(took) * 0.95)]
    count = driver.execute_script("return session.data.stations.length")
    what = f"marking {count} stations"
    yield at_most(f"{what}: the first question", 8, first + shown_after, "s")
    yield at_most(f"{what}: an answer, p95 of {len(took)}", 150, late, "ms")
    yield at_most(f"{what}: memory of the page (the browser in all: {whole:.0f})", 600, page_, "MiB")


PUPPETEER: Final = "puppeteer-core@25.16.0"
FIREFOX: Final = """
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
const [, folder, executablePath, page, handOut] = process.argv;
const place = createRequire(`${folder}/package.json`).resolve("puppeteer-core");
const { default: puppeteer } = await import(pathToFileURL(place).href);
const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
try {
  const tab = await browser.newPage();
  await tab.setViewport({ width: 1440, height: 900 });
  tab.on("dialog", (dialog) => void dialog.accept());
  const until = (script) => tab.waitForFunction(script, { timeout: 120000, polling: 200 });
  await tab.goto(page);
  await until("globalThis.session?.ready");
  await (await tab.$("#chosen input[accept^='.zip']")).uploadFile(handOut);
  await until("session.chosenName");
  await tab.click(".stations button");
  await until("session.state && session.cards.size");
  await tab.click(".levels .option:nth-of-type(2) input");
  await tab.type("[data-field='points/B1']", "14\\n");
  await until("session.state.steps[0].given.includes('14')");
  await tab.type("[data-field='remark/B1']", "个别缺项");
  await until("session.state.remarks.B1");
  await until("document.querySelector('.sight canvas')?.dataset.drawn === '0'");
  const pdf = await tab.evaluateHandle(() => [...document.querySelectorAll(".tabs button")][1]);
  await pdf.click();
  await until("document.querySelector('.sight canvas')?.dataset.drawn === '1/0'");
  await tab.click("#submit");
  await until("session.state.submitted");
  const seen = () => [session.state.sheet, session.first, session.state.submitted];
  console.log(JSON.stringify(await tab.evaluate(seen)));
} finally {
  await browser.close();
}
"""


def firefox(folder: Path) -> Goal:
    """Mark a station in Firefox, with a picture and a PDF beside it; hold its sheet to that of `mark`.

    No driver for Firefox is packaged: puppeteer-core drives it by WebDriver BiDi. Without either, a note.
    """
    program, npm = shutil.which("firefox-esr") or shutil.which("firefox"), shutil.which("npm")
    place = WORK / "firefox"
    place.mkdir(exist_ok=True)
    install = [
        npm or "npm",
        "install",
        "--silent",
        "--no-fund",
        "--no-audit",
        "--prefix",
        str(place),
        PUPPETEER,
    ]
    if not program or not npm or subprocess.run(install, check=False).returncode:
        why = "not run: no Firefox, no npm, or puppeteer-core cannot be had"
        return Goal("Firefox: a marked station", "the sheet of mark", why, True)
    round_ = a_round(folder / "firefox", stations=1)
    evidence(round_.folder / "stations" / "s01")
    page_file, hand_out = folder / "firefox.html", folder / "firefox.zip"
    page_file.write_bytes(marking_page(round_, round_.panel.evaluators[0], "zh"))
    assert run("round", "hand-out", round_.folder, "--to", "e1", "-o", hand_out).exit_code == 0
    (place / "package.json").touch()
    words = [str(place), program, page_file.as_uri(), str(hand_out)]
    command = ["node", "--input-type=module", "--eval", FIREFOX, *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return Goal("Firefox: a marked station", "the sheet of mark", done.stderr[-500:], False)
    sheet, first, day = json.loads(done.stdout)
    mark(round_.folder, "j B1\n2 14\n个别缺项\ns\nyes\n", "--date", day, station="s01")
    same = (round_.folder / "sheets" / "e1" / "s01.yaml").read_text(encoding="utf-8") == sheet
    seen = f"{'the same' if same else 'another'}, ready after {first / 1000:.2f} s"
    return Goal("Firefox: a marked station", "the sheet of mark", seen, same)


def seals(actual: Mapping[str, str], expected: Mapping[str, str], about: str) -> Goal:
    """Hold seals to those of `score`."""
    return equal(about, [name for name, seal in expected.items() if actual.get(name) != seal], len(expected))


def in_chromium(folder: Path, cases: Mapping[str, str], pages: int) -> Iterator[Goal]:
    """Open pages of random guidelines and of the sample stations, and an evaluator's; yield what is seen."""
    guideline = shipped("criteria") / "tongling-station" / "guideline.yaml"
    model, _ = load_guideline(guideline)
    assert model is not None
    blank = folder / "blank.html"
    blank.write_bytes(page(Source(model, guideline), "zh"))
    yield at_most("page without a station's files", 9.5, blank.stat().st_size / 1e6, "MB")
    with chromium(folder / "profile") as driver:
        some = [*cases][:pages]
        actual = {}
        for case in some:
            own, _ = load_guideline(folder / case / "guideline.yaml")
            assert own is not None
            source = Source(own, folder / case / "guideline.yaml")
            file = folder / f"{case}.html"
            file.write_bytes(page(source, "zh", station_files(folder / case / "station")))
            actual[case] = shown(driver, file)[0]
            file.unlink()
        yield seals(actual, {case: cases[case] for case in some}, "random guidelines, pages in Chromium")
        samples = {path.name: seal_of(path, guideline) for path in sorted(STATIONS.iterdir())}
        actual, first = {}, []
        for station in samples:
            file = folder / f"{station}.html"
            file.write_bytes(page(Source(model, guideline), "zh", station_files(STATIONS / station)))
            actual[station], seconds = shown(driver, file)
            first.append(seconds)
        yield seals(actual, samples, "sample stations, pages in Chromium")
        took = sorted(changes(driver))
        count = len(first)
        yield at_most(f"first score, median of {count} openings", 6, statistics.median(first), "s")
        yield at_most(f"a change, p95 of {len(took)}", 150, took[int(len(took) * 0.95)], "ms")
        yield from marking(driver, folder, folder / "profile")


def goals(folder: Path, count: int, pages: int, sheets: int) -> Iterator[Goal]:
    """Compare and measure; yield what is promised with what was seen."""
    random = Random(SEED)  # noqa: S311  # test data
    seeds = [random.randrange(10**6) for _ in range(count)]
    cases = {f"r{number}": random_case(seed, folder / f"r{number}") for number, seed in enumerate(seeds)}
    yield seals(in_node(folder, list(cases)), cases, "random guidelines, Pyodide in Node")
    yield marked(folder / "sheets", sheets)
    yield from in_chromium(folder, cases, pages)
    yield firefox(folder)


def main(count: int = CASES, pages: int = PAGES, sheets: int = SHEETS) -> int:
    """Print each goal as it is looked at, with the seconds it took, and all of them at the end."""
    if not WORK.is_dir():
        sys.exit("run `make page-runtime` first")
    begun = last = time.perf_counter()
    seen: list[Goal] = []
    with tempfile.TemporaryDirectory() as name:
        for goal in goals(Path(name), count, pages, sheets):
            now = time.perf_counter()
            print(f"{now - last:5.0f} s  {goal.about}: {goal.seen}", flush=True)
            last = now
            seen.append(goal)
    print()
    for goal in seen:
        print(f"{'held' if goal.held else 'NOT HELD':8}  {goal.about}: {goal.promised}; seen {goal.seen}")
    used = sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(f"{time.perf_counter() - begun:.0f} s in all, {used:.0f} s of the processors")
    return int(not all(goal.held for goal in seen))


if __name__ == "__main__":
    try:
        sys.exit(main(*map(int, sys.argv[1:4])))
    except NoRuntime as missing:
        sys.exit(f"run `make page-runtime` first ({missing})")
