"""The independent checker in `verifier/`: it agrees with this program, and finds what was changed.

It shares no code with the program and was written from `docs/reference/` alone; where both say the same they have
computed it twice. Needs Node; without it these tests are skipped and say so.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import shutil
import subprocess
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from selenium.webdriver.chrome.webdriver import WebDriver
from selenium.webdriver.common.by import By

from evaluator.evaluation.pipeline import Inputs, evaluate, read_inputs
from evaluator.loading.guideline import guideline_document, load_guideline
from evaluator.model.forms import Merge
from evaluator.model.sheet import Panel
from evaluator.reports.proof_code import code_text
from tests.rounds.making import run
from tests.strategies import Adjuster, Widener, make, random_case
from tests.strategies import document as yaml_text
from tests.test_page import AXE, LOOK, browser, click, complaints, shows, until

__all__ = ["browser"]
"""Chromium, as for the station's page."""

ROOT = Path(__file__).parent.parent
VERIFIER = ROOT / "verifier" / "verify.mjs"
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="the checker runs in Node, which is not installed")

CASES, CHANGES, SEED = 40, 120, 17
WIDER = 1_000_000
"""From this seed on cases have ledgers, counted facts, waivers, panels, and the rarer operators and keys."""
ADJUSTED = 10_000_000
"""From this seed on they also have a profile that drops, sets and adds."""
ROUNDS = (16, 175, 265, 301)
ONCE_DIFFERENT = (209451, 210329, 214983, 217560, 223216, 316685, 338875, 706349)
Pair = tuple[dict[str, Any], dict[str, Any]]

# Pairs of result and guideline on standard input, line by line; the differences of each on standard output.
DRIVER = """
import { createInterface } from "node:readline";
await import(process.env.VERIFIER);
for await (const line of createInterface({ input: process.stdin })) {
  const [result, guideline] = JSON.parse(line);
  console.log(JSON.stringify(verifier.check(result, guideline).differences));
}
"""


def checked(pairs: Iterator[Pair] | list[Pair]) -> list[list[dict[str, Any]]]:
    """Return what the checker finds in each pair; all in the same process."""
    lines = "".join(json.dumps(pair, ensure_ascii=False) + "\n" for pair in pairs)
    assert NODE is not None
    command = [NODE, "--input-type=module", "-e", DRIVER]
    environment = {"VERIFIER": VERIFIER.as_uri()}
    done = subprocess.run(
        command, input=lines, capture_output=True, encoding="utf-8", env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def exported(guideline: str | Path) -> dict[str, Any]:
    """Return a guideline as `guideline export --json` gives it."""
    document: dict[str, Any] = json.loads(run("guideline", "export", guideline, "--json").stdout)
    return document


def random_pair(seed: int, folder: Path) -> Pair:
    """Return the result of a random station under a random guideline, with this guideline."""
    draw = Random(seed)  # noqa: S311  # test data
    case = make(draw)
    book = ""
    if seed >= WIDER:
        case, book = Widener(draw).widened(case)
    if seed % 3 == 0:
        add_operators(case.guideline, case.guideline["facts"], Random(seed))  # noqa: S311  # test data
    guideline, submission, sheets, decisions = case.texts()
    if seed % 2:
        guideline = guideline.replace("full_marks:", f"also_out_of: {seed % 7 + 3}\nfull_marks:", 1)
    texts = {"guideline.yaml": guideline, "station/submission.yaml": submission, "decisions.yaml": decisions}
    if book:
        texts["station/book.csv"] = book
    texts |= {f"sheets/{number}.yaml": sheet for number, sheet in enumerate(sheets)} | {
        "sheets/README.md": ""
    }
    for name, text in texts.items():
        path = folder / str(seed) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    of = folder / str(seed)
    profile, inputs = None, _inputs(of)
    if seed >= ADJUSTED:
        profile, inputs = adjusted(of, Adjuster(draw, case.guideline)) or (None, inputs)
    assert inputs is not None
    if seed >= WIDER and draw.random() < 0.6:
        merge: Merge = draw.choice(("mean", "median", "trimmed_mean"))
        inputs = replace(inputs, panel=Panel(merge=merge, apart=draw.choice((None, Fraction(1, 5)))))
    exported = guideline_document(of, profile)
    assert exported is not None
    return json.loads(json.dumps(evaluate(inputs).document)), exported


def _inputs(of: Path, profile: Path | None = None) -> Inputs | None:
    """Return what is in a folder, judged by the guideline in it with a profile; None where that has mistakes."""
    read, _ = load_guideline(of, profile)
    if read is None:
        return None
    inputs, _ = read_inputs(
        of / "station",
        sheets=of / "sheets",
        decisions=of / "decisions.yaml",
        guideline=str(of),
        guideline_model=read,
    )
    return inputs


def adjusted(of: Path, adjuster: Adjuster) -> tuple[Path, Inputs] | None:
    """Return a profile with the changes that the guideline takes one after another; None without any."""
    path = of / "profiles" / "county.yaml"
    path.parent.mkdir()
    taken: list[Any] = []
    found = None
    for change_ in adjuster.changes():
        path.write_text(yaml_text(adjuster.profile([*taken, change_])), encoding="utf-8")
        inputs = _inputs(of, path)
        if inputs is not None:
            taken.append(change_)
            found = path.read_text(encoding="utf-8"), inputs
    if found is None:
        return None
    path.write_text(found[0], encoding="utf-8")
    return path, found[1]


def add_operators(node: Any, facts: Any, draw: Random) -> None:  # noqa: ANN401
    """Give some tests of numbers a second operator, with a number, another fact, or `is_given`."""
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        add_operators(child, facts, draw)
    tests = {"at_least", "above", "at_most", "below", "is", "is_not"}
    if not isinstance(node, dict) or set(node) & {"points", "award"} or not tests & set(node):
        return
    name = node.get("fact")
    numbers = [id for id, fact in facts.items() if fact["type"] in ("integer", "number")]
    if name in numbers and len(node) == 2 and draw.random() < 0.6:
        operator = draw.choice(sorted({"at_least", "at_most", "is_given"} - set(node)))
        limit = str(draw.randint(0, 6)) if draw.random() < 0.5 else draw.choice(numbers)
        node[operator] = draw.choice(("true", "false")) if operator == "is_given" else limit


def random_round(seed: int, folder: Path) -> Pair:
    """Return the result of the same station in a round: a panel with its way of merging, and marks still due."""
    draw = random.Random(seed)  # noqa: S311  # test data
    guideline, submission, sheets, decisions = random_case(seed)
    home = folder / f"round-{seed}"
    (folder / f"guideline-{seed}").mkdir()
    (folder / f"guideline-{seed}" / "guideline.yaml").write_text(guideline, encoding="utf-8")
    options = ["--title", "随机", "--id", "random", "--from", "2025-07-01", "--to", "2026-06-30"]
    run("round", "new", home, "--guideline", folder / f"guideline-{seed}", *options)
    texts = {"stations/s010/submission.yaml": submission, "decisions/s010.yaml": decisions}
    panel = [{"id": "z1", "role": "expert"}, {"id": "z2", "role": "expert"}][: draw.randint(0, 2)]
    for sheet in sheets:
        who = dict(line.split(": ") for line in sheet.splitlines() if line.startswith(("evaluator", "role")))
        texts[f"sheets/{who['evaluator']}/s010.yaml"] = sheet
        panel.append({"id": who["evaluator"], "role": who["role"]})
    for name, text in texts.items():
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text(text, encoding="utf-8")
    old = (home / "round.yaml").read_text(encoding="utf-8")
    merged = {"evaluators": panel, "merge": draw.choice(["mean", "median", "trimmed_mean"]), "apart": "20%"}
    new = re.sub(r"(?ms)^panel:.*?(?=^\S|\Z)", "", old) + f"\npanel: {json.dumps(merged)}\n"
    (home / "round.yaml").write_text(new, encoding="utf-8")
    run("round", "run", home, "--no-reports", "--jobs", "1")
    return json.loads((home / "results" / "s010.json").read_bytes()), exported(folder / f"guideline-{seed}")


def seal(document: dict[str, Any]) -> str:
    """Return the hash of a document, written as RFC 8785 wants it."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def sealed(result: dict[str, Any]) -> dict[str, Any]:
    """Return a result with the seal that belongs to it, as whoever changed it would write it."""
    rest = {key: value for key, value in result.items() if key != "seal"}
    return rest | {"seal": seal(rest)}


# Changes. What a guideline determines in a result: the figures of these parts, whatever node they stand on.
FIGURES = {
    "points",
    "low",
    "high",
    "exact",
    "of",
    "applicable",
    "share",
    "share_low",
    "share_high",
    "change",
    "costs",
}
FIGURES |= {
    "evidence_costs",
    "unrounded",
    "shown",
    "out_of",
    "at_most",
    "full_marks",
    "bound",
    "places",
    "number",
}
VERDICTS = {
    "outcome",
    "grade",
    "grade_low",
    "grade_high",
    "grade_before_ceilings",
    "provisional",
    "over",
    "rescaled",
}
VERDICTS |= {"inclusive", "status"}
PARTS = ("score", "steps", "sections", "findings", "bonus", "deductions", "guideline", "eligibility")


def leaves(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:  # noqa: ANN401
    """Yield every scalar of a document with its path."""
    if isinstance(node, dict | list):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from leaves(value, (*path, key))
    else:
        yield path, node


def figures(result: dict[str, Any]) -> list[tuple[str | int, ...]]:
    """Return the places of all that the guideline determines in a result."""
    found = []
    for path, _ in leaves({part: result[part] for part in PARTS}):
        if path[-1] in FIGURES | VERDICTS and not {"read", "facts"} & set(path):
            found.append(path)
    for at, finding in enumerate(result["findings"]):
        read = {entry["name"] for entry in finding["read"] if entry["kind"] == "fact"}
        shown = {fact["name"] for fact in finding["facts"]}
        places = enumerate(finding["facts"])
        found += [
            ("findings", at, "facts", number, "number") for number, fact in places if fact["name"] in read
        ]
        for number, entry in enumerate(finding["read"]):
            if (
                entry["kind"] == "fact"
                and entry["name"] in shown
                and "equals" not in entry  # a private text is masked: nothing else holds its other letters
                and not isinstance(entry["value"], list | None)
            ):
                found.append(("findings", at, "read", number, "value"))
    return found


def other(value: Any, draw: random.Random) -> Any:  # noqa: ANN401
    """Return another value of the same kind: one digit changed where there are digits."""
    if value is None:
        return "1.00"
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    places = [at for at, letter in enumerate(value) if letter.isdigit()]
    if not places:
        return value + "x"
    at = draw.choice(places)
    return value[:at] + str((int(value[at]) + draw.randint(1, 9)) % 10) + value[at + 1 :]


def change(document: dict[str, Any], path: tuple[str | int, ...], draw: random.Random) -> dict[str, Any]:
    """Return a copy of a document with another value at a place."""
    copy = deepcopy(document)
    node: Any = copy
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = other(node[path[-1]], draw)
    return copy


def changed(pair: Pair, draw: random.Random, kind: str) -> tuple[str, Pair]:
    """Return a pair with a single change, and its place.

    `result`: anything in it, its seal left; `sealed`: a figure, and sealed again; `guideline`: anything in it;
    `both`: anything in the guideline, whose new hash is written into the result, sealed again.
    """
    result, guideline = pair
    if kind in ("result", "sealed"):
        places = (
            figures(result) if kind == "sealed" else [path for path, _ in leaves(result) if path != ("seal",)]
        )
        path = draw.choice(places)
        new = change(result, path, draw)
        return f"{kind} {path}", (sealed(new) if kind == "sealed" else new, guideline)
    path = draw.choice([path for path, _ in leaves(guideline)])
    return f"{kind} {path}", (result, change(guideline, path, draw))


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> list[Pair]:
    """Results of random stations, the same in every run."""
    folder = tmp_path_factory.mktemp("random")
    return [random_pair(seed, folder) for seed in range(CASES)]


class TestAgreement:
    """Both programs say the same."""

    def test_samples(self) -> None:
        """The sample stations, with all sheets."""
        guideline = exported("tongling-station")
        found = []
        for station in sorted((ROOT / "samples" / "stations").iterdir()):
            sheets = ROOT / "samples" / "sheets"
            found.append((json.loads(run("score", station, "--sheets", sheets, "--json").stdout), guideline))
        assert checked(found) == [[]] * 4

    def test_random(self, pairs: list[Pair]) -> None:
        """Random guidelines with a station each: open facts, claims, weights, rescaling, ceilings, vetoes."""
        assert checked(pairs) == [[]] * CASES

    def test_once_different(self, tmp_path: Path) -> None:
        """Cases that the checker saw otherwise: what opens a condition, whose claim it is, the lower grade."""
        assert checked([random_pair(seed, tmp_path) for seed in ONCE_DIFFERENT]) == [[]] * len(ONCE_DIFFERENT)

    def test_operators(self, tmp_path: Path) -> None:
        """Tests with two operators, each judged for itself: a third of the random cases have some."""
        seeds = range(900, 990, 3)
        assert checked([random_pair(seed, tmp_path) for seed in seeds]) == [[]] * len(seeds)

    def test_wider(self, tmp_path: Path) -> None:
        """Ledgers, waivers, panels, rarer operators: a key item that is open, sets by size, days, yes as 1."""
        seeds = range(WIDER, WIDER + CASES)
        assert checked([random_pair(seed, tmp_path) for seed in seeds]) == [[]] * len(seeds)

    def test_profiles(self, tmp_path: Path) -> None:
        """Guidelines with a profile: criteria and sections dropped, added, weighed, marked otherwise."""
        seeds = range(ADJUSTED, ADJUSTED + CASES)
        found = [random_pair(seed, tmp_path) for seed in seeds]
        assert sum(bool(guideline["profile"]) for _, guideline in found) > CASES / 2
        assert checked(found) == [[]] * len(seeds)

    def test_panels(self, tmp_path: Path) -> None:
        """Rounds with a panel: marks merged, too far apart, still due."""
        assert checked([random_round(seed, tmp_path) for seed in ROUNDS]) == [[]] * len(ROUNDS)


class TestChanges:
    """One changed thing is found and named."""

    def test_random(self, pairs: list[Pair]) -> None:
        """Anything in result or guideline; and any figure of the result, sealed again by whoever changed it."""
        draw = random.Random(SEED)  # noqa: S311  # test data
        kinds = ("result", "sealed", "sealed", "guideline")
        made = [changed(draw.choice(pairs), draw, kinds[number % len(kinds)]) for number in range(CHANGES)]
        missed = [
            place
            for (place, _), found in zip(made, checked([pair for _, pair in made]), strict=True)
            if not found
        ]
        assert missed == []

    def test_place(self, pairs: list[Pair]) -> None:
        """A changed award is named with its finding, what is said and what it must be."""
        result, guideline = pairs[0]
        at = next(number for number, one in enumerate(result["findings"]) if one["points"] is not None)
        new = deepcopy(result)
        new["findings"][at]["points"] = "99.99"
        [[found]] = checked([(sealed(new), guideline)])
        criterion = result["findings"][at]
        assert found == {
            "place": f"findings[{criterion['criterion']}].points",
            "said": "99.99",
            "wanted": criterion["points"],
        }


class TestCommand:
    """`node verifier/verify.mjs RESULT.json GUIDELINE.json`."""

    @staticmethod
    def command(*arguments: str | Path, language: str = "zh") -> tuple[int, str]:
        """Run it; return its exit code and what it says."""
        assert NODE is not None
        line = [NODE, str(VERIFIER), *map(str, arguments)]
        done = subprocess.run(
            line, capture_output=True, encoding="utf-8", env={"EVALUATOR_LANG": language}, check=False
        )
        return done.returncode, done.stdout + done.stderr

    def test_exit_codes(self, pairs: list[Pair], tmp_path: Path) -> None:
        """0 the same, 3 differs, 1 unreadable, 2 wrong command line; in both languages, without a stack."""
        result, guideline = pairs[0]
        files = {
            "r": result,
            "g": guideline,
            "bad": result | {"station": {**result["station"], "id": "other"}},
        }
        for name, document in files.items():
            (tmp_path / name).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        (tmp_path / "cut").write_text('{"format": "station-evaluation/1", "score"', encoding="utf-8")
        (tmp_path / "twice").write_text(
            json.dumps(result)[:-1] + ', "format": "station-evaluation/1"}', encoding="utf-8"
        )
        told = {
            ("r", "g"): (0, "一致", "The same"),
            ("bad", "g"): (3, "密封码（seal）：结果中为", "seal: the result says"),
            ("cut", "g"): (1, "不是完整的 JSON 文件", "not a complete JSON file"),
            ("twice", "g"): (1, "写了两次", "stands twice"),
            ("none", "g"): (1, "没有这个文件", "there is no such file"),
            ("g", "r"): (1, "不是评估结果", "not a result"),
            ("r",): (2, "用法", "Usage"),
        }
        for names, (code, chinese, english) in told.items():
            for language, sentence in (("zh", chinese), ("en", english)):
                found = self.command(*(tmp_path / name for name in names), language=language)
                assert found[0] == code, found
                assert sentence in found[1]
                assert "    at " not in found[1]

    def test_page(self, pairs: list[Pair], tmp_path: Path, browser: WebDriver) -> None:
        """In a browser: both files, the code of a paper, both languages, a phone's width, and no request."""
        code, _ = self.command("--page", tmp_path / "verify.html")
        text = (tmp_path / "verify.html").read_text(encoding="utf-8")
        assert code == 0
        assert VERIFIER.read_text(encoding="utf-8") in text
        assert "default-src 'none'; connect-src 'none'; script-src 'sha256-" in text
        result, guideline = next(
            pair for pair in pairs if pair[0]["score"]["points"] and pair[0]["score"]["grade_title"]
        )
        said = {"station": result["station"]["id"], "points": result["score"]["points"]}
        said |= {"grade": result["score"]["grade_title"], "edition": "1", "seal": result["seal"]}
        paper = code_text("zh", **said)
        changed = {**result["score"], "points": "0.01"}
        files = {"r": result, "g": guideline, "bad": sealed(result | {"score": changed})}
        for name, document in files.items():
            (tmp_path / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        phone = {"width": 360, "height": 740, "deviceScaleFactor": 1, "mobile": True}
        browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", phone)
        scanner = f"""globalThis.BarcodeDetector = class {{
          static async getSupportedFormats() {{ return ["qr_code"]; }}
          async detect() {{ return [{{ rawValue: {json.dumps(paper)} }}]; }}
        }};
        navigator.mediaDevices.getUserMedia = async () => document.createElement("canvas").captureStream();
        HTMLMediaElement.prototype.play = async () => {{}};"""
        browser.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": scanner})
        browser.get((tmp_path / "verify.html").as_uri())

        def shown(id: str, text: str, kind: str) -> None:
            shows(browser, f"#{id}", text)
            until(browser, f"document.getElementById('{id}').className === '{kind}'")

        def choose(name: str) -> None:
            browser.find_element(By.ID, "files").send_keys(str(tmp_path / f"{name}.json"))

        choose("r")
        until(browser, "document.getElementById('have').textContent.includes('还缺评估指南')")
        choose("g")
        shown("verdict", "一致：", "same")
        until(browser, "!document.getElementById('scan').hidden")
        click(browser, "#scan")  # the camera sees the code
        shown("paper", "纸上写的与这份结果一致", "same")
        box = browser.find_element(By.ID, "code")
        for other_code, sentence in (
            (
                paper.replace(f"总分={said['points']}", "总分=0.01"),
                f"总分：纸上为 0.01，结果为 {said['points']}",
            ),
            (paper[:-4], "核对码不完整"),
            ("SGZ2;站点=1", "没有核对码"),
            (code_text("zh", round="r", stations="3", edition="1", seal="0" * 64), "整轮文书的核对码"),
        ):
            box.clear()
            box.send_keys(other_code)
            shown("paper", sentence, "" if "整轮" in sentence else "differs")
        box.clear()
        box.send_keys("\n".join((paper[:20], paper[20:60], paper[60:])))  # as a scanner may break it
        shown("paper", "纸上写的与这份结果一致", "same")
        choose("bad")
        until(browser, "document.getElementById('verdict').className === 'differs'")
        click(browser, "#language")
        shown("verdict", "Differs: ", "differs")
        shown("paper", "seal: the paper says", "differs")
        if AXE.is_file():
            browser.execute_script(AXE.read_text(encoding="utf-8"))
            assert browser.execute_async_script(LOOK) == []
        wide = (
            "return [document.documentElement.scrollWidth, performance.getEntriesByType('resource').length]"
        )
        assert browser.execute_script(wide) == [360, 0]
        assert complaints(browser) == []

    def test_size(self) -> None:
        """It stays small enough to be read."""
        assert len(VERIFIER.read_text(encoding="utf-8").splitlines()) <= 1500
        assert [path.name for path in VERIFIER.parent.iterdir()] == ["verify.mjs"]
