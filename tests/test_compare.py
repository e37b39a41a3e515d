"""What makes the difference between two results adds up to it exactly, on random pairs too."""

import json
import re
import shutil
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from evaluator.base.json_text import dumped
from evaluator.base.resources import shipped
from evaluator.cli import cli
from evaluator.evaluation.contributions import difference, ends, parts
from evaluator.evaluation.ends import LOW, total_of
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.model.evaluation import Evaluation
from tests.reading import word_text
from tests.strategies import Case, Panel, make
from tests.test_properties import reading

SAMPLES = Path(__file__).parent.parent / "samples"
CHUNK = 20


def documents(seed: int) -> list[Evaluation]:
    """Return results of two stations under one random guideline, alone and with sheets, and of another one."""
    random = Random(seed)  # noqa: S311 - test data, no secret
    case = make(random)
    panel = Panel(random, case.guideline)
    submission = panel.submission()
    second = Case(case.guideline, submission, panel.sheets(submission), panel.decisions(submission))
    cases = [case, case.but(sheets=(), decisions=[]), second, make(random)]
    return [evaluate(reading(each)).document for each in cases]


def printed(document: Evaluation, end: str) -> Fraction:
    score = document["score"]
    written = score["points"] or (score["low"] if end == LOW else score["high"])
    assert written is not None
    return Fraction(written)


@pytest.mark.parametrize("chunk", range(5))
def test_the_parts_of_random_pairs_add_up_to_the_difference(chunk: int) -> None:
    compared = 0
    for seed in range(chunk * CHUNK, (chunk + 1) * CHUNK):
        for before, after in pairwise(documents(seed)):
            for end in ends(before, after):
                split = difference(before, after, end)
                if split is None:
                    assert None in (total_of(before["score"], end), total_of(after["score"], end))
                    continue
                compared += 1
                assert split.before == printed(before, end), seed
                assert split.after == printed(after, end), seed
                assert sum(each.change for each in split.movements) == split.after - split.before, seed
                assert all(each.change for each in split.movements)
    assert compared > CHUNK


@pytest.mark.parametrize("seed", range(60))
def test_a_result_without_open_points_is_its_parts_and_nothing_more(seed: int) -> None:
    """Nothing is left over that a line of its own would have to hide."""
    for document in documents(seed):
        score = document["score"]
        if score["points"] is None or any(
            f["points"] is None and f["low"] != f["high"] for f in document["findings"]
        ):
            continue
        for part in parts(document, LOW):
            assert part.kind != "open" or part.points == 0, (seed, part)


# In words


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Results of the samples: a weak and a strong station, and the strong one's own check."""
    made = tmp_path_factory.mktemp("compare")
    for name, station, sheets in (
        ("weak", "luxi", SAMPLES / "sheets"),
        ("strong", "qinghe", SAMPLES / "sheets"),
        ("own", "qinghe", None),
    ):
        inputs, _ = read_inputs(SAMPLES / "stations" / station, sheets=sheets)
        assert inputs is not None
        (made / f"{name}.json").write_bytes(dumped(evaluate(inputs).document))
    return made


def run(*arguments: object, lang: str = "zh") -> Result:
    return CliRunner(env={"EVALUATOR_LANG": lang, "COLUMNS": "80"}).invoke(cli, [*map(str, arguments)])


def test_two_stations_are_compared_by_name(folder: Path) -> None:
    shown = run("compare", folder / "weak.json", folder / "strong.json")
    assert shown.exit_code == 0
    assert "青禾镇社工站（示例）比芦溪镇社工站（示例）高 631.06 分" in shown.stdout.replace("\n", "")
    assert "芦溪镇社工站（示例）触发：等级上限 K1 无持证社工" in shown.stdout
    assert "C1 人员配备：不适用部分折算" in shown.stdout
    assert "基本制度：多了督导、培训、保密与伦理、投诉处理、志愿者管理" in shown.stdout
    assert shown.stdout.rstrip().endswith("+631.06")
    assert max(map(cell_len, shown.stdout.splitlines())) <= 80


def test_json_adds_up_and_is_exact(folder: Path) -> None:
    compared = json.loads(run("compare", folder / "weak.json", folder / "strong.json", "--json").stdout)
    (end,) = compared["ends"]
    (split,) = end["splits"]
    assert split["change"] == "631.06"
    assert sum(Fraction(each["change"]) for each in split["movements"]) == Fraction("631.06")
    satisfaction = next(each for each in split["movements"] if each["id"] == "F3.1")
    assert satisfaction["why"][1]["text"] == "满意度：78.8% → 95.2%"


def test_a_self_check_against_the_panel_is_compared_at_both_ends(folder: Path) -> None:
    shown = run("compare", folder / "own.json", folder / "strong.json", lang="en")
    assert shown.exit_code == 0
    for words in ("at the low end 258.48 up", "at the high end 27.88 down"):
        assert words in " ".join(shown.stdout.split())
    assert shown.stdout.count("add up exactly") == 2


def test_a_result_against_itself_differs_nowhere(folder: Path) -> None:
    shown = run("compare", folder / "weak.json", folder / "weak.json")
    assert "没有变" in shown.stdout
    assert "没有一处得分不同" in shown.stdout


def test_paper_names_no_evaluator_unless_the_organiser_asks(folder: Path, tmp_path: Path) -> None:
    texts = []
    for name, more in (("a.docx", []), ("b.docx", ["--for", "organiser"])):
        path = tmp_path / name
        arguments = [folder / "own.json", folder / "strong.json", "-o", path, *more]
        assert run("compare", *arguments).exit_code == 0
        texts.append(word_text(path.read_bytes()))
    assert "e1" not in texts[0]
    assert "sheets/" not in texts[0]
    assert "e1" in texts[1]


def test_a_page_of_a_comparison_needs_no_network(folder: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert run("compare", folder / "weak.json", folder / "strong.json", "-o", page).exit_code == 0
    assert "http" not in page.read_text(encoding="utf-8")


def test_a_broken_seal_is_refused(folder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.json"
    text = (folder / "weak.json").read_text(encoding="utf-8").replace('"9.00"', '"9.50"', 1)
    broken.write_text(text, encoding="utf-8")
    shown = run("compare", broken, folder / "strong.json")
    assert (shown.exit_code, shown.stdout) == (1, "")


# Two editions of a guideline


@pytest.fixture(scope="module")
def editions(folder: Path) -> Path:
    """A later edition of the guideline, and the strong station's result by it."""
    later = folder / "criteria" / "later"
    shutil.copytree(shipped("criteria") / "tongling-station", later)
    path = later / "guideline.yaml"
    text = path.read_text(encoding="utf-8")
    for old, new in (("edition: 2024", "edition: 2026"), ("shared: 9", "shared: 5")):
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    inputs, _ = read_inputs(SAMPLES / "stations" / "qinghe", sheets=SAMPLES / "sheets", guideline=str(later))
    assert inputs is not None
    (folder / "later.json").write_bytes(dumped(evaluate(inputs).document))
    return later


def test_what_the_guideline_did_is_told_apart(folder: Path, editions: Path) -> None:
    arguments = [folder / "weak.json", folder / "later.json", "--new", editions]
    shown = run("compare", *arguments)
    assert shown.exit_code == 0
    assert re.search(r"指南的变化 +-4\.00\n│  └─ A1\.1 固定办公场所 +-4\.00\n", shown.stdout)
    assert re.search(r"站点的变化 +\+635\.06\n", shown.stdout)
    data = json.loads(run("compare", *arguments, "--json").stdout)
    assert [split["change"] for split in data["ends"][0]["splits"]] == ["-4", "635.06"]


def test_without_the_guideline_at_hand_it_says_so_and_still_adds_up(folder: Path, editions: Path) -> None:
    assert editions.is_dir()
    shown = run("compare", folder / "weak.json", folder / "later.json")
    assert "分不开站点和指南各自造成的部分" in shown.stdout.replace("\n", "").replace(" ", "")
    assert "※ A1.1 固定办公场所" in shown.stdout
    assert shown.stdout.rstrip().endswith("+631.06")
