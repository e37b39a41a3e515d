"""Hold the one-file page to the command line, and measure it.

Run as `python -m bench.bench_page [CASES] [PAGES]` after `make page-runtime`. CASES random guidelines with a
station each (500) are evaluated by the engine under Pyodide in Node, PAGES of them (20) and every sample
station by pages in Chromium; every seal is compared with that of `evaluator score`. Then the page is
measured: its size, the time from opening the file to the first score, and of changes.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, Final

from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.chrome.webdriver import WebDriver

from evaluator.base.resources import shipped
from evaluator.loading.guideline import load_guideline
from evaluator.page.write import NoRuntime, Source, page, station_files
from tests.test_page import WORK, in_node, random_case, seal_of

CHECKOUT: Final = Path(__file__).parent.parent
STATIONS: Final = CHECKOUT / "samples" / "stations"
CASES, PAGES, CHANGES, SEED = 500, 20, 60, 15
WAIT: Final = 120


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


def held(actual: Mapping[str, str], expected: Mapping[str, str], where: str) -> int:
    """Print how many seals are equal; return how many are not."""
    wrong = [name for name, seal in expected.items() if actual.get(name) != seal]
    print(f"{where}: {len(expected) - len(wrong)} of {len(expected)} seals equal {' '.join(wrong[:20])}")
    return len(wrong)


def main(count: int = CASES, pages: int = PAGES) -> int:
    """Compare and measure; return the exit code."""
    if not WORK.is_dir():
        sys.exit("run `make page-runtime` first")
    wrong = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        random = Random(SEED)  # noqa: S311  # test data
        seeds = [random.randrange(10**6) for _ in range(count)]
        cases = {f"r{number}": random_case(seed, folder / f"r{number}") for number, seed in enumerate(seeds)}
        begun = time.perf_counter()
        wrong += held(in_node(folder, list(cases)), cases, "random guidelines, Pyodide in Node")
        print(f"  {time.perf_counter() - begun:.0f} s")
        guideline = shipped("criteria") / "tongling-station" / "guideline.yaml"
        model, _ = load_guideline(guideline)
        assert model is not None
        blank = folder / "blank.html"
        blank.write_bytes(page(Source(model, guideline), "zh"))
        print(f"page without a station's files: {blank.stat().st_size / 1e6:.2f} MB")
        with chromium(folder / "profile") as driver:
            some = list(cases)[:pages]
            actual = {}
            for case in some:
                own, _ = load_guideline(folder / case / "guideline.yaml")
                assert own is not None
                source = Source(own, folder / case / "guideline.yaml")
                file = folder / f"{case}.html"
                file.write_bytes(page(source, "zh", station_files(folder / case / "station")))
                actual[case] = shown(driver, file)[0]
                file.unlink()
            wrong += held(
                actual, {case: cases[case] for case in some}, "random guidelines, pages in Chromium"
            )
            samples = {path.name: seal_of(path, guideline) for path in sorted(STATIONS.iterdir())}
            actual, first = {}, []
            for station in samples:
                file = folder / f"{station}.html"
                file.write_bytes(page(Source(model, guideline), "zh", station_files(STATIONS / station)))
                actual[station], seconds = shown(driver, file)
                first.append(seconds)
            wrong += held(actual, samples, "sample stations, pages in Chromium")
            took = sorted(changes(driver))
        print(f"first score after {statistics.median(first):.2f} s (median of {len(first)} openings)")
        print(f"a change takes {statistics.median(took):.0f} ms, p95 {took[int(len(took) * 0.95)]:.0f} ms")
    return int(wrong > 0)


if __name__ == "__main__":
    try:
        sys.exit(main(*map(int, sys.argv[1:3])))
    except NoRuntime as missing:
        sys.exit(f"run `make page-runtime` first ({missing})")
