"""The pages in a real browser: no request, no error, no sideways scrolling on a phone, usable by keyboard."""

import html
import json
import re
import shutil
import subprocess
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import pytest

from evaluator import reports
from evaluator.reports.round_files import PAGE, round_evaluations, write_round_documents
from evaluator.rounds.papers import OtherFolder
from evaluator.rounds.read import read_round
from tests.hostile import hostile
from tests.rounds.making import run, whole

BROWSERS: Final = ("chromium", "chromium-browser", "google-chrome")
BROWSER: Final = next((found for name in BROWSERS if (found := shutil.which(name))), "")
PHONE, DESK = 360, 1440
DATA: Final = Path(__file__).parent / "data"

pytestmark = pytest.mark.skipif(not BROWSER, reason=f"no browser is installed ({', '.join(BROWSERS)})")

PROBE: Final = """
<script>
  const faults = [];
  addEventListener("error", event => faults.push(event.message), true);
  addEventListener("load", () => {
    const all = name => [...document.querySelectorAll(name)];
    const said = one => (one.getAttribute("aria-label") || one.textContent || "").trim();
    const heads = all("table.sortable thead th");
    const first = () => document.querySelector("table.sortable tbody tr")?.textContent;
    const before = first();
    let sorted = null;
    if (heads.length) {
      const button = heads[1].querySelector("button");
      button.click();
      const once = first();
      button.click();
      sorted = {moved: once !== first() || once !== before, told: heads[1].getAttribute("aria-sort")};
    }
    const beyond = all("body *").filter(one => {
      if (one.closest(".scroll") || one.closest(".skip")) return false;
      return one.getBoundingClientRect().right > innerWidth + 1;
    });
    parent.postMessage({
      faults,
      requests: performance.getEntriesByType("resource").map(one => one.name),
      width: document.documentElement.scrollWidth, window: innerWidth,
      beyond: beyond.slice(0, 5).map(one => one.outerHTML.slice(0, 120)),
      language: document.documentElement.lang,
      levels: all("h1, h2, h3, h4").map(one => Number(one.tagName[1])),
      unnamed: all("button, a[href], [role=region]").filter(one => !said(one)).length,
      unreachable: all(".scroll").filter(one => one.tabIndex < 0).length,
      silent: all(".scroll").filter(one => one.scrollWidth > one.clientWidth + 1 && innerWidth < 640 &&
        !getComputedStyle(one, "::before").content.includes(one.dataset.hint)).length,
      sideways: all(".scroll").filter(one => one.scrollWidth > one.clientWidth + 1).length,
      tall: all("tr").filter(one => one.getBoundingClientRect().height > innerHeight).length,
      headless: all("table").filter(one => !one.querySelector("th[scope]")).length,
      broken: all("a[href^='#']").filter(one => !document.getElementById(one.hash.slice(1))).length,
      sorted,
    }, "*");
  });
</script>
"""
FRAME: Final = """<!doctype html><meta charset="utf-8"><pre id="told"></pre>
<script>addEventListener("message", event => {{
  document.getElementById("told").textContent = JSON.stringify(event.data); }});</script>
<iframe src="page.html" style="width: {width}px; height: 844px; border: 0"></iframe>
"""

Seen = Callable[[bytes, int], dict[str, Any]]


def browse(folder: Path, *options: str) -> str:
    """Run the browser without a window, a sandbox (CI is root) or a profile of anybody's."""
    common = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    done = subprocess.run([BROWSER, *common, *options], capture_output=True, timeout=120, check=True)
    return done.stdout.decode()


@pytest.fixture
def seen(tmp_path: Path) -> Seen:
    """What a browser says of a page in a window of some width."""

    def look(page: bytes, width: int) -> dict[str, Any]:
        assert page.count(b"<head>") == 1
        (tmp_path / "page.html").write_bytes(page.replace(b"<head>", b"<head>" + PROBE.encode()))
        (tmp_path / "frame.html").write_text(FRAME.format(width=width), encoding="utf-8")
        dumped = browse(
            tmp_path, "--virtual-time-budget=5000", "--dump-dom", (tmp_path / "frame.html").as_uri()
        )
        told = re.search(r'<pre id="told">(.+?)</pre>', dumped, re.DOTALL)
        assert told is not None, dumped[:500]
        answer: dict[str, Any] = json.loads(html.unescape(told.group(1)))
        return answer

    return look


def station_page(name: str, *, odd: bool = False) -> bytes:
    """The page of a station; with every text made odd."""
    evaluation: Any = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return reports.render(hostile(evaluation)[0] if odd else evaluation, "html")


def hold(told: dict[str, Any], width: int) -> None:
    """What is asked of every page."""
    assert told["faults"] == []
    assert told["requests"] == []
    assert told["window"] == width
    assert told["beyond"] == []
    assert told["width"] <= width
    assert (told["silent"], told["tall"]) == (0, 0)
    assert told["language"].startswith(("zh", "en"))
    levels = told["levels"]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert (told["unnamed"], told["unreachable"], told["headless"], told["broken"]) == (0, 0, 0, 0)


@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", ["evaluation", "evaluation-provisional"])
def test_a_stations_page(name: str, width: int, seen: Seen) -> None:
    """On a phone and on a desk, for eyes, keys and screen readers."""
    hold(seen(station_page(name), width), width)


def test_what_is_wrong_is_seen(seen: Seen) -> None:
    """The probe is no ornament: each fault planted in a page is told."""
    planted = (
        b'<h4>x</h4><div style="width: 900px">x</div><button></button><table></table>'
        b'<a href="#nowhere">x</a><div class="scroll" role="region"></div>'
        b'<script>throw new Error("x")</script><img src="data:image/png;base64,xx" alt="">'
        b'<div class="scroll cards" data-hint="x" tabindex="0"><table class="sortable"><tr><th scope="row">'
        b'<div style="width: 900px; height: 900px">x</div></th></tr></table></div>'
    )
    told = seen(station_page("evaluation").replace(b"</main>", planted + b"</main>"), PHONE)
    assert told["faults"]
    assert told["beyond"]
    assert told["width"] > PHONE
    assert (told["silent"], told["tall"]) == (1, 1)
    assert (told["unnamed"], told["unreachable"], told["headless"], told["broken"]) == (2, 1, 1, 1)


def test_odd_text_breaks_nothing(seen: Seen) -> None:
    """Markup, braces and long words in every field: the page stays whole and on the screen."""
    hold(seen(station_page("evaluation", odd=True), PHONE), PHONE)


def test_the_page_of_a_round(tmp_path: Path, seen: Seen) -> None:
    """The same, and its table sorts by a click and says so."""
    folder = whole(tmp_path / "round")
    assert run("round", "run", folder, "--no-reports").exit_code == 0
    round_, _ = read_round(folder)
    assert round_ is not None
    write_round_documents(round_, round_evaluations(round_), OtherFolder(tmp_path / "city"))
    page = (tmp_path / "city" / PAGE).read_bytes()
    for width in (PHONE, DESK):
        told = seen(page, width)
        hold(told, width)
        assert told["sideways"] == 0, "the ranking is cards on a phone"
        assert told["sorted"] == {"moved": True, "told": "descending"}


def test_a_page_prints(tmp_path: Path) -> None:
    """On paper stands what stands on the screen, without the parts that only help on a screen."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler is not installed (no `pdftotext` on the PATH)")
    (tmp_path / "page.html").write_bytes(station_page("evaluation"))
    made = tmp_path / "page.pdf"
    browse(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={made}", (tmp_path / "page.html").as_uri())
    done = subprocess.run(["pdftotext", "-layout", str(made), "-"], capture_output=True, check=True)
    text = re.sub(r"\s", "", done.stdout.decode())
    evaluation: Any = json.loads((DATA / "evaluation.json").read_text(encoding="utf-8"))
    assert evaluation["score"]["points"] in text
    lost = [one["criterion"] for one in evaluation["findings"] if one["criterion"] not in text]
    assert lost == []
