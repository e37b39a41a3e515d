"""What makes the difference between two results adds up to it exactly; sealed results judged again; editions."""

import copy
import json
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any, cast

import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from evaluator.base import exact
from evaluator.base.json_text import dumped
from evaluator.base.resources import shipped
from evaluator.cli.command import cli
from evaluator.evaluation import compute
from evaluator.evaluation.compare import compare
from evaluator.evaluation.contributions import LOW, difference, ends, parts, total_of
from evaluator.evaluation.editions import rejudged
from evaluator.evaluation.figures import Computed
from evaluator.evaluation.guideline_changes import ChangeWords, guideline_changes
from evaluator.evaluation.pipeline import evaluate, read_inputs
from evaluator.evaluation.sealed import sealed_case
from evaluator.loading.guideline import load_guideline
from evaluator.loading.search import open_guideline
from evaluator.model.evaluation import Evaluation
from evaluator.model.guideline import Guideline
from evaluator.model.values import Amount
from tests.reading import word_text
from tests.strategies import Case, Panel, make
from tests.test_properties import reading

SAMPLES = Path(__file__).parent.parent / "samples"
CHUNK = 20
SEALED = 60
STATIONS = sorted(file.parent for file in SAMPLES.glob("stations/*/submission.yaml"))


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


def test_a_ledger_read_row_by_row_says_what_each_side_has(folder: Path, tmp_path: Path) -> None:
    shown = run("compare", folder / "weak.json", folder / "strong.json").stdout
    text = re.sub(r"[\s│├└─]+", "", shown)
    counts = []
    for name in ("weak", "strong"):
        document = json.loads((folder / f"{name}.json").read_bytes())
        finding = next(each for each in document["findings"] if each["criterion"] == "F1.1")
        (read,) = (each for each in finding["read"] if each["kind"] == "ledger")
        counts.append(len(read["rows"]))
        assert re.sub(r"\s", "", f"{document['station']['name']}：{finding['plain']}") in text
        assert re.sub(r"\s", "", read["at"][0]["lines"].replace("-", "–")) in text
    differs = "内容不同" if counts[0] == counts[1] else f"不同：{counts[0]}行→{counts[1]}行"
    assert f"逐行读取的台账“协议指标台账”{differs}" in text


def test_a_round_is_not_compared_with_a_result(folder: Path) -> None:
    done = run("compare", folder, folder / "weak.json")
    assert done.exit_code == 2
    assert "两个评估轮次的文件夹" in done.stderr


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
    named = re.compile(r"(?<![0-9a-f])e1(?![0-9a-f])")  # not within a hash
    assert not named.search(texts[0])
    assert "sheets/" not in texts[0]
    assert named.search(texts[1])


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


# A sealed result judged again


def same(computed: Computed, again: Computed, label: object) -> None:
    for finding, other in zip(computed.findings, again.findings, strict=True):
        id = (label, finding.criterion.id)
        assert (finding.low.points, finding.high.points) == (other.low.points, other.high.points), id
        assert (finding.low.applies, finding.high.applies) == (other.low.applies, other.high.applies), id
    for score, other_score in ((computed.low, again.low), (computed.high, again.high)):
        assert score.total == other_score.total, label
        assert score.steps == other_score.steps, label
    assert computed.grading == again.grading or _grades(computed) == _grades(again), label


def _grades(computed: Computed) -> object:
    grading = computed.grading
    return grading.grade, grading.low, grading.high, grading.provisional, grading.eligibility


def written(document: Evaluation) -> Evaluation:
    """Return a document as it comes back from its file."""
    return cast("Evaluation", json.loads(json.dumps(document)))


@pytest.mark.parametrize("chunk", range(5))
def test_random_results_are_judged_again_as_they_were(chunk: int) -> None:
    for seed in range(chunk * SEALED, (chunk + 1) * SEALED):
        evaluated = evaluate(reading(make(Random(seed))))  # noqa: S311 - test data, no secret
        guideline = evaluated.inputs.guideline
        again = sealed_case(written(evaluated.document), guideline, guideline)
        same(evaluated.computed, compute(again.case), seed)


@pytest.mark.parametrize("sheets", [True, False], ids=["marked", "alone"])
@pytest.mark.parametrize("station", STATIONS, ids=lambda path: path.name)
def test_sample_results_are_judged_again_as_they_were(station: Path, sheets: bool) -> None:
    inputs, _ = read_inputs(station, sheets=SAMPLES / "sheets" if sheets else None)
    assert inputs is not None
    evaluated = evaluate(inputs)
    again = sealed_case(written(evaluated.document), inputs.guideline, inputs.guideline)
    assert again.lacking == ()
    same(evaluated.computed, compute(again.case), station.name)


def edited(random: Random, guideline: Any) -> Any:  # noqa: ANN401  # a guideline as plain YAML
    """Return the next edition of a guideline: what may change without making it wrong."""
    other = copy.deepcopy(guideline)
    other["edition"] = "2"
    other["missing_evidence"] = random.choice(("no_points", "keep_points", {"cap": "50%"}))
    other["not_applicable"]["within"] = random.choice(("section", "total"))
    other["compare"] = random.choice(("exact", "rounded"))

    def walk(nodes: Any) -> None:  # noqa: ANN401
        for node in nodes:
            walk(node.get("sections", []))
            for criterion in node.get("criteria", []):
                if random.random() < 0.3:
                    criterion.pop("evidence", None)
                if random.random() < 0.3:
                    criterion.pop("zero_when", None)
                if random.random() < 0.2:
                    criterion["rule"] = {"mark": {}}
                    criterion.pop("may_not_apply", None)
                    criterion.pop("evidence", None)

    walk(other["sections"])
    return other


def rejudged_pair(seed: int, random: Random) -> tuple[Evaluation, Evaluation, Evaluation, tuple[str, ...]]:
    """Return an old result, the same by another edition, a new result by it, and what the old one lacks."""
    case = make(Random(seed))  # noqa: S311 - test data, no secret
    unlike = make(Random(seed + 5000)).guideline  # noqa: S311
    other = unlike if seed % 4 == 0 else edited(random, case.guideline)
    panel = Panel(random, other)
    submission = panel.submission()
    after = Case(other, submission, panel.sheets(submission), panel.decisions(submission))
    old, new = evaluate(reading(case)), evaluate(reading(after))
    between = rejudged(written(old.document), old.inputs.guideline, new.inputs.guideline)
    return old.document, between.document, new.document, between.lacking


@pytest.mark.parametrize("chunk", range(4))
def test_what_the_guideline_and_the_station_did_adds_up_exactly(chunk: int) -> None:
    compared = 0
    for seed in range(chunk * 30, (chunk + 1) * 30):
        before, between, after, lacking = rejudged_pair(seed, Random(seed))  # noqa: S311
        whole = compare(before, after, between, lacking)
        for end, splits in whole.splits.items():
            compared += 1
            totals = [printed(document, end) for document in (before, after)]
            movements = [movement for split in splits for movement in split.difference.movements]
            assert sum(movement.change for movement in movements) == totals[1] - totals[0], seed
            assert [split.cause for split in splits] == ["guideline", "station"]
    assert compared > 20


def test_another_edition_moves_only_what_it_changed() -> None:
    """The same facts by a guideline of which one criterion was changed: nothing else moves."""
    changed = 0
    for seed in range(60):
        case = make(Random(seed))  # noqa: S311 - test data, no secret
        other = copy.deepcopy(case.guideline)
        other["edition"] = "2"
        old, new = evaluate(reading(case)), evaluate(reading(case.but(guideline=other)))
        between = rejudged(written(old.document), old.inputs.guideline, new.inputs.guideline)
        whole = compare(old.document, between.document)
        assert between.lacking == ()
        for splits in whole.splits.values():
            changed += 1
            assert not any(split.difference.movements for split in splits), seed
    assert changed > 40


# What changed, in words


def changed(old: Guideline, new: Guideline) -> dict[tuple[str, str], str]:
    """Return the changes by id and aspect, in words."""
    words = ChangeWords("en")
    return {(each.id, each.aspect): words.sentence(each) for each in guideline_changes(old, new, "en")}


def guideline_with(tmp_path: Path, *replacements: tuple[str, str]) -> Guideline:
    text = (shipped("criteria") / "tongling-station" / "guideline.yaml").read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    (tmp_path / "guideline.yaml").write_text(text, encoding="utf-8")
    guideline, problems = load_guideline(tmp_path)
    assert guideline is not None, [problem.render("en") for problem in problems]
    return guideline


@pytest.mark.parametrize(
    "replacement, key, words",
    [
        (("edition: 2024", "edition: 2026"), ("", "edition"), "2024 → 2026"),
        (("shared: 9, none: 0", "shared: 5, none: 0"), ("A1.1", "rule"), "共用 9；无 0 → 按"),
        (("title: 固定办公场所\n", "title: 办公场所\n"), ("A1.1", "title"), "固定办公场所 → 办公场所"),
        (("at_least: 2, dated: period}", "at_least: 3, dated: period}"), ("A1.1", "asked"), "×2 dated in the period; 现场查看记录"),
        (("at_least: 90%}", "at_least: 92%}"), ("excellent", "bound"), "≥ 900 → ≥ 920"),
        (("zero_when: {fact: premises.area, below: 30}", "zero_when: {fact: premises.area, below: 25}"), ("A1.2", "zero_when"), "25"),
        (("missing_evidence: no_points", "missing_evidence: keep_points"), ("A1.1", "if_missing"), "no points → points stay, the gap is named"),
        (("title: 使用面积, type: number, unit: ㎡", "title: 使用面积, type: number, unit: 平方米"), ("premises.area", "unit"), "平方米"),
    ],
)  # fmt: skip
def test_a_change_is_said_in_words(
    tmp_path: Path, replacement: tuple[str, str], key: tuple[str, str], words: str
) -> None:
    old, _ = open_guideline("tongling-station")
    assert old is not None
    changes = changed(old, guideline_with(tmp_path, replacement))
    assert words in changes[key]


def test_no_change_of_random_guidelines_passes_unsaid() -> None:
    """Whatever makes another guideline of it is among the changes; the same guideline has none."""
    for seed in range(60):
        random = Random(seed)  # noqa: S311 - test data, no secret
        case = make(random)
        old = reading(case).guideline
        assert guideline_changes(old, reading(case).guideline, "zh") == []
        later = case.but(guideline=edited(random, case.guideline), sheets=(), decisions=[])
        new = reading(later).guideline
        said = guideline_changes(old, new, "zh")
        assert ("", "edition") in {(each.id, each.aspect) for each in said}
        for criterion, other in zip(old.criteria(), new.criteria(), strict=True):
            if criterion.rule.kind != other.rule.kind or bool(criterion.zero_when) != bool(other.zero_when):
                assert any(criterion.id in each.criteria for each in said), (seed, criterion.id)


def other(part: Any, **changes: Any) -> Any:  # noqa: ANN401 - a part of any kind
    """Return a part with other fields."""
    return replace(part, **changes)


def otherwise(value: Any) -> Any:  # noqa: ANN401 - a field of any kind
    """Return another value of a field."""
    match value:
        case bool():
            return not value
        case int() | Fraction():
            return value + 1
        case str():
            known = {"good": "pass", "pass": "fail", "fail": "pass", "station": "finance"}
            roles = ("finance", "survey", "organiser", "township", "village", "expert")
            return known.get(value, "station" if value in roles else f"{value}2")
        case tuple():
            return value[:-1] or ("late.days",)
        case _:
            return None if value is not None else Amount(7)


def parts_of(guideline: Guideline) -> Iterator[tuple[Any, Guideline]]:
    """Yield every field of every part of a guideline that says something, with the guideline without it so."""
    keep = {
        "place",
        "name",
        "id",
        "full",
        "level",
        "sections",
        "criteria",
        "ledgers",
        "by",
        "of",
        "kind",
        "type",
    }
    keep |= {"result", "decided_by", "rule", "policy", "not_applicable", "when", "rows", "section", "cap"}
    for name, fact in guideline.facts.items():
        for field in fields(fact):
            if field.name not in keep | {"counted"} and name != "late.days":
                value = getattr(fact, field.name)
                new = {"其他": "其他"} if isinstance(value, Mapping) else otherwise(value)
                facts = {**guideline.facts, name: other(fact, **{field.name: new})}
                yield ("fact", name, field.name), replace(guideline, facts=facts)
        for field in fields(fact.counted) if fact.counted is not None else ():
            if field.name not in keep | {"ledger"}:
                counted = other(fact.counted, **{field.name: otherwise(getattr(fact.counted, field.name))})
                facts = {**guideline.facts, name: replace(fact, counted=counted)}
                yield ("fact", name, field.name), replace(guideline, facts=facts)
    for name, ledger in guideline.ledgers.items():
        for column in ledger.columns.values():
            for field in fields(column):
                if field.name not in keep | {"choices"}:
                    new = other(column, **{field.name: otherwise(getattr(column, field.name))})
                    changed = replace(ledger, columns={**ledger.columns, column.id: new})
                    yield (
                        ("ledger", name, field.name),
                        replace(guideline, ledgers={**guideline.ledgers, name: changed}),
                    )
    for kind in ("ceilings", "vetoes", "eligibility"):
        for at, limit in enumerate(getattr(guideline, kind)):
            for field in fields(limit):
                if field.name not in keep:
                    new = other(limit, **{field.name: otherwise(getattr(limit, field.name))})
                    listed = list(getattr(guideline, kind))
                    listed[at] = new
                    yield ("limit", limit.id, field.name), other(guideline, **{kind: tuple(listed)})
    for field in fields(guideline):
        if field.init and field.name not in keep - {"id"} | {
            "grades",
            "facts",
            "sections",
            "sha256",
            "bonus",
        } | {*("deductions", "ceilings", "vetoes", "eligibility", "rounding", "status", "compare", "within")}:
            value = getattr(guideline, field.name)
            new = {**value, "new": "新角色"} if isinstance(value, Mapping) else otherwise(value)
            if field.name == "also_out_of":
                new = 7
            yield ("whole", "", field.name), other(guideline, **{field.name: new})


def test_no_detail_of_a_guideline_changes_unsaid() -> None:
    """Whatever field of a fact, ledger, limit or of the whole is another, a change of that part is named in words."""
    old, _ = open_guideline("tongling-station")
    assert old is not None
    looked: Counter[tuple[str, str]] = Counter()
    for (subject, id, field), new in parts_of(old):
        looked[subject, field] += 1
        if looked[subject, field] > 2:
            continue
        changes = guideline_changes(old, new, "en")
        assert (subject, id) in {(each.subject, each.id) for each in changes}, (subject, id, field)
        assert all(ChangeWords(lang).sentence(change) for change in changes for lang in ("zh", "en"))
    assert len(looked) >= 40


def test_what_is_only_called_otherwise_is_no_change_of_rules(tmp_path: Path) -> None:
    """A fact's new title is one change; the rules that read it are what they were."""
    old, _ = open_guideline("tongling-station")
    assert old is not None
    changes = changed(old, guideline_with(tmp_path, ("title: 使用面积, type", "title: 面积, type")))
    assert list(changes) == [("premises.area", "title")]


def test_a_criterion_that_moves_beside_the_sections_is_named(tmp_path: Path) -> None:
    """From the bonus to the deductions, under the same id."""
    old, _ = open_guideline("tongling-station")
    assert old is not None
    moved = old.bonus.criteria[0]
    bonus = replace(old.bonus, criteria=old.bonus.criteria[1:])
    deductions = replace(old.deductions, criteria=(*old.deductions.criteria, moved))
    new = replace(old, bonus=bonus, deductions=deductions)
    words = changed(old, new)[moved.id, "section"]
    assert "bonus → deductions" in words


def test_a_criterion_that_is_new_or_gone_is_named(tmp_path: Path) -> None:
    old, _ = open_guideline("tongling-station")
    other, _ = open_guideline("community-canteen")
    assert old is not None
    assert other is not None
    changes = guideline_changes(old, other, "zh")
    ways = {(each.subject, each.way) for each in changes}
    assert {("criterion", "new"), ("criterion", "gone"), ("fact", "new"), ("ledger", "gone")} <= ways
    said = [ChangeWords("zh").sentence(each) for each in changes]
    for criterion in old.criteria():
        if criterion.id not in {each.id for each in other.criteria()}:
            points = exact.text(criterion.points)
            head = f"取消指标 {criterion.id} {criterion.title}（原为：分值 {points}；评分规则 "
            assert any(sentence.startswith(head) for sentence in said), head
    assert "取消等级限制 G3 未同意接受评估（原为：条件 同意接受评估为“否”；后果 不予评估）" in said


def test_the_command_says_what_changed(tmp_path: Path) -> None:
    guideline_with(tmp_path, ("edition: 2024", "edition: 2026"), ("shared: 9, none: 0", "shared: 5, none: 0"))
    shown = run("guideline", "diff", "tongling-station", tmp_path)
    assert shown.exit_code == 0
    assert "共改动 2 处，其中 1 处可能影响得分或等级。" in shown.stdout
    assert "指标 A1.1 固定办公场所" in shown.stdout
    assert "两版指南完全相同" in run("guideline", "diff", "tongling-station", "tongling-station").stdout
    data = json.loads(run("guideline", "diff", "tongling-station", tmp_path, "--json").stdout)
    assert [(each["id"], each["may_move_points"]) for each in data] == [("", False), ("A1.1", True)]
    page = tmp_path / "diff.html"
    assert run("guideline", "diff", "tongling-station", tmp_path, "-o", page).exit_code == 0
    assert "固定办公场所" in page.read_text(encoding="utf-8")
    assert run("guideline", "diff", "tongling-statio", tmp_path).exit_code == 1
