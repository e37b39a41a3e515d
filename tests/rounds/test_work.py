"""A round from its beginning to its close: status, decisions, history, locks."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluator.base.json_text import dumped
from evaluator.evaluation.pipeline import evaluate
from evaluator.rounds.lock import NAME, Busy, locked
from evaluator.rounds.log import entries
from evaluator.rounds.read import read_round, station_inputs
from evaluator.rounds.status import station_state
from evaluator.yaml.parse import Items, Scalar, Table, read_yaml_bytes
from evaluator.yaml.write import appended, flow, quoted, replaced
from tests.rounds.making import GUIDELINE, MARKS, declared, opened, run, sheet, station, tree, whole

ROOT = Path(__file__).parent.parent.parent
DECIDED = ("--reason", "合议认定", "--by", "专家组", "--date", "2026-08-20")


def results(folder: Path) -> None:
    """Write what a run would write."""
    round_ = opened(folder)
    for id in ("s1", "s2", "s3"):
        inputs, _ = station_inputs(round_, id)
        assert inputs is not None
        path = folder / "results" / f"{id}.json"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(dumped(evaluate(inputs).document))


def test_a_new_round_passes_and_is_pinned(tmp_path: Path) -> None:
    """`round new` pins the guideline, passes as it is, takes in stations, and never overwrites."""
    guideline = tmp_path / "mine"
    guideline.mkdir()
    (guideline / "guideline.yaml").write_text(GUIDELINE, encoding="utf-8")
    folder = tmp_path / "round"
    arguments: list[str | Path] = [
        "round", "new", folder, "--guideline", guideline, "--title", "示例: 一",
        "--from", "2025-07-01", "--to", "2026-06-30", "--stations", station(tmp_path / "in", "s1"),
    ]  # fmt: skip
    made = run(*arguments)
    said = "receipt reports/receipt/s1.docx\n1 taken in, 0 replaced, 0 unchanged.\n"
    assert (made.exit_code, made.stderr) == (0, said)
    round_, problems = read_round(folder)
    assert problems == []
    assert round_ is not None
    assert (round_.id, round_.title, round_.guideline.id) == ("tiny-2026", "示例: 一", "tiny")
    assert (folder / "stations" / "s1" / "submission.yaml").is_file()
    before = tree(folder)
    again = run(*arguments)
    assert again.exit_code == 1
    assert "[round-exists]" in again.stderr
    assert tree(folder) == before
    path = folder / "criteria" / "tiny" / "guideline.yaml"
    path.write_text(GUIDELINE.replace("points: 30", "points: 29", 1), encoding="utf-8")
    assert run("round", "status", folder).exit_code == 1


def test_the_panel_explained_in_a_new_round_works(tmp_path: Path) -> None:
    """The commented examples are what may be written."""
    folder = tmp_path / "round"
    run(
        "round", "new", folder, "--guideline", "tongling-station", "--title", "示例",
        "--from", "2025-07-01", "--to", "2026-06-30",
    )  # fmt: skip
    path = folder / "round.yaml"
    lines = (
        path.read_text(encoding="utf-8")
        .replace("evaluators: []", "evaluators:")
        .replace("awards: []", "awards:")
    )
    changed = [line.replace("#", " ", 1) if "#  - {" in line else line for line in lines.split("\n")]
    text = "\n".join(line for line in changed if "id: e2" not in line)
    path.write_text(text, encoding="utf-8")
    round_, problems = read_round(folder)
    assert round_ is not None, [each.render("en") for each in problems]
    assert problems == []
    assert [one.id for one in round_.panel.evaluators] == ["e1", "f1", "s1", "t1", "v1", "o1"]
    assert round_.awards[0].grade == round_.guideline.grades[0].id


def test_status_tells_how_far_each_station_is(tmp_path: Path) -> None:
    """Received, checked, marked by n of those due, what waits, ready or not; programs get the same."""
    marks = MARKS | {
        "e2": "marks: {B1: {level: 差}}\nvetoes: {V1: {remark: 存疑}}\nevidence: {E01: {accepted: false}}\n"
    }
    folder = whole(tmp_path, marks)
    sheet(folder / "sheets", "e1", "s1", f"{marks['e1']}evidence: {{E01: {{accepted: true}}}}\n")
    (folder / "sheets" / "e1" / "s3.yaml").unlink()
    station(folder / "stations" / "s4", "s4")
    (folder / "stations" / "s4" / "submission.yaml").write_text("guideline: tiny\n", encoding="utf-8")
    before = tree(folder)
    told = run("round", "status", folder, "--json")
    assert told.exit_code == 0
    assert tree(folder) == before
    found = {one["id"]: one for one in json.loads(told.stdout)["stations"]}
    assert [one["what"] for one in found["s1"]["waiting"]] == [
        {"mark": "B1"},
        {"veto": "V1"},
        {"evidence": "E01"},
    ]
    assert found["s1"]["waiting"][0]["said"] == [
        {"by": "e1", "value": "好 30"},
        {"by": "e2", "value": "差 0"},
    ]
    assert (found["s1"]["submitted"], found["s1"]["due"], found["s1"]["ready"]) == (3, 3, False)
    assert found["s3"]["sheets"] == {"e1": "none", "f1": "submitted"}
    assert found["s3"]["open"] == ["B1"]
    assert (found["s4"]["evaluable"], found["s4"]["problems"][0]["code"]) == (False, "missing-key")
    table = run("round", "status", folder)
    assert "3/3" in table.stdout
    assert "2 errors" in table.stdout


def test_what_all_passed_over_waits_for_the_panel(tmp_path: Path) -> None:
    """A claim or a mark that no submitted sheet settles is not left hanging once all have handed in."""
    folder = whole(tmp_path, {"e1": "", "e2": MARKS["e2"]})
    station(folder / "stations" / "s1", "s1", "{rooms: [a, b]}", "not_applicable: {A1: 镇里没有场地}\n")
    waits = [(one.kind, one.id) for one in station_state(opened(folder), "s1").waiting]
    assert waits == [("mark", "B1"), ("claim", "A1")]
    sheet(folder / "sheets", "e1", "s1", "", submitted="")
    assert station_state(opened(folder), "s1").waiting == ()


def test_a_decision_settles_and_stays(tmp_path: Path) -> None:
    """Decisions are appended under the comments that stand there, count, and are superseded only on purpose."""
    folder = whole(tmp_path, MARKS | {"e2": "marks: {B1: {level: 差}}\n"})
    path = folder / "decisions" / "s1.yaml"
    path.parent.mkdir()
    path.write_bytes(
        "# 第一次合议\r\n- {what: {veto: V1}, value: 否, reason: 笔误, by: 组, date: 2026-08-01}".encode()
    )
    listed = run("round", "decide", folder, "s1")
    assert "B1" in listed.stdout
    assert "--mark 'B1=level:" in listed.stderr
    done = run(
        "round", "decide", folder, "s1", "--mark", "B1=level:较好", "--fact", "rooms=接待室、b", *DECIDED
    )
    assert done.exit_code == 0
    assert path.read_bytes().decode().split("\r\n") == [
        "# 第一次合议",
        "- {what: {veto: V1}, value: 否, reason: 笔误, by: 组, date: 2026-08-01}",
        "- {what: {mark: B1}, value: {level: 较好}, reason: 合议认定, by: 专家组, date: 2026-08-20}",
        "- {what: {fact: rooms}, value: [接待室, b], reason: 合议认定, by: 专家组, date: 2026-08-20}",
        "",
    ]
    state = station_state(opened(folder), "s1")
    assert state.ready
    assert state.document is not None
    assert state.document["score"]["points"] == "88.00"
    before = tree(folder)
    twice = run("round", "decide", folder, "s1", "--mark", "B1=好", *DECIDED)
    assert twice.exit_code == 1
    assert "[decision-made]" in twice.stderr
    assert tree(folder) == before
    assert run("round", "decide", folder, "s1", "--mark", "B1=好", "--supersede", *DECIDED).exit_code == 0
    assert path.read_text(encoding="utf-8").count("mark: B1") == 2
    state = station_state(opened(folder), "s1")
    assert state.document is not None
    assert state.document["score"]["points"] == "98.00"
    assert "nothing waits" in run("round", "decide", folder, "s1").stdout


@pytest.mark.parametrize(
    "options, code",
    [
        pytest.param(("--mark", "B9=好"), "decision-unknown", id="criterion"),
        pytest.param(("--mark", "B1=优"), "unknown-level", id="level"),
        pytest.param(("--mark", "B2=points:99"), "mark-outside-level", id="points"),
        pytest.param(("--fact", "area=很大"), "fact-wrong-type", id="fact"),
        pytest.param(("--veto", "V1=maybe"), "decision-answer", id="answer"),
        pytest.param(("--claim", "A1=yes"), "decision-not-claimed", id="claim"),
        pytest.param(("--evidence", "E9=yes"), "decision-no-evidence", id="evidence"),
        pytest.param(("--evidence", "A1#leas=yes"), "evidence-line-unknown", id="line"),
    ],
)
def test_a_wrong_decision_writes_nothing(tmp_path: Path, options: tuple[str, ...], code: str) -> None:
    """One wrong decision keeps the others given with it out of the file too."""
    folder = whole(tmp_path)
    before = tree(folder)
    done = run("round", "decide", folder, "s1", "--fact", "area=30", *options, *DECIDED)
    assert done.exit_code == 1
    assert f"[{code}]" in done.stderr
    assert tree(folder) == before


def test_a_sample_is_decided_file_by_file(tmp_path: Path) -> None:
    """Names may hold blanks; what passed, what does not fit; a number there is no check for is refused."""
    folder = whole(tmp_path, MARKS)
    guideline = folder / "criteria" / "tiny" / "guideline.yaml"
    text = guideline.read_text(encoding="utf-8")
    rule = "rule: {sample: {checks: [接案, 预估, 结案], at_least: 2}}"
    guideline.write_text(text.replace("rule: {mark: {}}", rule), encoding="utf-8")
    wrong = run("round", "decide", folder, "s1", "--mark", "B2=sample:甲: 1 4", *DECIDED)
    assert wrong.exit_code == 1
    assert "[unknown-check]" in wrong.stderr
    assert not (folder / "decisions").exists()
    chosen = "B2=sample：个案 03：1 2 /3；GA05: 1 ;甲"
    done = run("round", "decide", folder, "s1", "--mark", chosen, *DECIDED)
    assert done.exit_code == 0, done.stderr
    written = (folder / "decisions" / "s1.yaml").read_text(encoding="utf-8")
    assert (
        'value: {sample: [{file: "个案 03", passed: [1, 2], left_out: [3]}, '
        "{file: GA05, passed: [1]}, {file: 甲, passed: []}]}"
    ) in written
    document = station_state(opened(folder), "s1").document
    assert document is not None
    found = next(one for one in document["findings"] if one["criterion"] == "B2")
    assert found["points"] == "8.89"  # 20 × (1 + 1/3 + 0) ÷ 3


def test_decide_asks_for_reason_and_author(tmp_path: Path) -> None:
    """A decision without a reason or an author is a wrong command line."""
    folder = whole(tmp_path)
    assert run("round", "decide", folder, "s1", "--mark", "B1=好", "--by", "组").exit_code == 2
    assert run("round", "decide", folder, "s1", "--mark", "B1=好", "--reason", "议").exit_code == 2
    assert run("round", "decide", folder, "s1", "--mark", "B1", *DECIDED).exit_code == 2


def test_close_wants_every_station_evaluated(tmp_path: Path) -> None:
    """What is not final is listed, and nothing changes; closing changes one word of the declaration."""
    folder = whole(tmp_path, MARKS | {"e2": "marks: {B1: {level: 差}}\n"})
    before = tree(folder)
    none = run("round", "close", folder)
    assert none.exit_code == 1
    assert none.stderr.count("no result") == 3
    assert tree(folder) == before
    results(folder)
    station(folder / "stations" / "s3", "s3", "{area: 35, rooms: [a]}")
    refused = run("round", "close", folder)
    assert refused.exit_code == 1
    assert [line.split()[0] for line in refused.stderr.splitlines()[-4:-1]] == ["s1", "s2", "s3"]
    assert "changed since" in refused.stderr
    done = run("round", "close", folder, "--anyway", "期限已到", "--by", "组织方", "--date", "2026-09-01")
    assert done.exit_code == 0
    assert "stays open" not in done.stderr
    *_, head, first, second, third = done.stderr.splitlines()
    assert "closed all the same" in head
    assert "期限已到" in head
    for line, id, why in ((first, "s1", "open"), (second, "s2", "open"), (third, "s3", "changed since")):
        assert line.split()[0] == id
        assert why in line
        assert "its result stays as it is" in line
    text = (folder / "round.yaml").read_bytes()
    assert text == before["round.yaml"].replace(b"state: open ", b"state: closed ")
    *_, adopted, entry = entries(folder)
    assert (adopted.kind, adopted.about) == ("adopted", "templates")
    left = {"s1": "open", "s2": "open", "s3": "outdated"}
    assert (entry.kind, entry.about, entry.day.isoformat()) == ("closed", "r1", "2026-09-01")
    assert entry.fields["edition"] == "1"
    assert {key: entry.fields[key] for key in ("by", "reason", "left")} == {
        "by": "组织方",
        "reason": "期限已到",
        "left": left,
    }
    recorded = entry.fields["results"]
    assert isinstance(recorded, dict)
    assert {id: result["file"] for id, result in recorded.items()} == {
        "s1": "s1.json",
        "s2": "s2.json",
        "s3": "s3.json",
    }
    for command in (("close", folder), ("decide", folder, "s1", "--mark", "B1=好", *DECIDED)):
        late = run("round", *command)
        assert late.exit_code == 1
        assert "[round-closed]" in late.stderr


def test_a_close_says_of_each_station_what_it_did(tmp_path: Path) -> None:
    """One whose files have errors, or that nobody evaluated, has no result and no rank: never two opposite words."""
    folder = whole(tmp_path)
    results(folder)
    (folder / "results" / "s2.json").unlink()
    station(folder / "stations" / "s4", "s4", "{area: 35, rooms: [a]}", more="ledgers: [\n")
    done = run("round", "close", folder, "--anyway", "期限已到", "--date", "2026-09-01")
    assert done.exit_code == 0, done.output
    lines = {line.split()[0]: line for line in done.stderr.splitlines() if line.startswith("  ")}
    assert "never evaluated; it has no result and no rank" in lines["s2"]
    assert "its files have errors; it has no result and no rank" in lines["s4"]
    assert "stays open" not in done.stderr
    assert opened(folder).closed
    frozen = entries(folder)[-1].fields["results"]
    assert isinstance(frozen, dict)
    assert frozen.keys() == {"s1", "s3"}


def test_a_finished_round_closes(tmp_path: Path) -> None:
    """With all stations evaluated and nothing open the round closes without a word."""
    folder = whole(tmp_path)
    results(folder)
    assert run("round", "close", folder, "--by", "组织方").exit_code == 0
    assert opened(folder).closed


def test_a_result_of_a_round_is_verified_with_its_panel(tmp_path: Path) -> None:
    """`verify --against ROUND` recomputes with the round's panel and common facts."""
    folder = whole(tmp_path, MARKS | {"e2": "marks: {B1: {level: 差}}\n"})
    results(folder)
    assert run("verify", folder / "results" / "s1.json", "--against", folder).exit_code == 0
    text = (folder / "round.yaml").read_text(encoding="utf-8")
    (folder / "round.yaml").write_text(text.replace("late: 0", "late: 1"), encoding="utf-8")
    assert run("verify", folder / "results" / "s1.json", "--against", folder).exit_code == 3


def test_two_processes_do_not_write_at_once(tmp_path: Path) -> None:
    """The second is told who works on the round and leaves; once the first is gone it goes on."""
    folder = whole(tmp_path)
    with locked(folder, "run"), pytest.raises(Busy) as busy, locked(folder, "receive"):
        pass
    assert (busy.value.holder.work, busy.value.holder.pid) == ("run", os.getpid())
    assert not (folder / NAME).exists()
    with locked(folder, "run"):
        second = run("round", "close", folder)
        assert second.exit_code == 1
        assert f"process {os.getpid()}" in second.stderr
    assert run("round", "close", folder, "--anyway", "x").exit_code == 0


def test_a_dead_process_does_not_block(tmp_path: Path) -> None:
    """A lock left by a killed process is taken over, and no file is left in the end."""
    folder = whole(tmp_path)
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom evaluator.rounds.lock import locked\n"
        "with locked(Path(sys.argv[1]), 'run'):\n    print('held', flush=True)\n    time.sleep(600)\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdout=subprocess.PIPE, cwd=ROOT, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        with pytest.raises(Busy) as busy, locked(folder, "receive"):
            pass
        assert busy.value.holder.pid == process.pid
        process.send_signal(signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        process.wait()
    assert (folder / NAME).exists()
    with locked(folder, "receive"):
        pass
    assert not (folder / NAME).exists()


TEXT = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff\ufffe\uffff")
)


@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=3), st.sampled_from(["\n", "\r\n"]))
def test_whatever_is_appended_is_read_again(pairs: list[tuple[str, str]], end: str) -> None:
    """Any reason and author come back as written, below what stood there before."""
    before = f"# 说明{end}  - {{a: 1}}   # 注{end}".encode()
    items = [flow({"reason": reason, "by": [by]}) for reason, by in pairs]
    after = appended(before, items)
    assert after is not None
    assert after.startswith(before)
    node, problems = read_yaml_bytes(after, "")
    assert problems == []
    assert isinstance(node, Items)
    found = []
    for each in node.nodes[1:]:
        assert isinstance(each, Table)
        reason, by = each.entries["reason"], each.entries["by"]
        assert isinstance(reason, Scalar)
        assert isinstance(by, Items)
        first = by.nodes[0]
        assert isinstance(first, Scalar)
        found.append((reason.text, first.text))
    assert found == pairs


@pytest.mark.parametrize("data", [b"[]\n", b"[{a: 1}]\n", b"a: 1\n", b"- {a: 1\n"])
def test_what_is_no_list_in_lines_takes_nothing(data: bytes) -> None:
    """Rather than break a file, nothing is added to it."""
    assert appended(data, ["{b: 2}"]) is None
    assert appended(b"# nothing yet\n", ["{b: 2}"]) == b"# nothing yet\n- {b: 2}\n"


@pytest.mark.parametrize(
    "line", ["state: open   # 注", "state: 'open'", 'state: "open" # x', "state:   open"]
)
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_one_value_is_replaced_and_nothing_else(line: str, bom: bytes) -> None:
    """Comments, quotes around others and line ends stay."""
    data = bom + f"标题: '甲: 乙'\r\n{line}\r\nother: open\r\n".encode()
    node, problems = read_yaml_bytes(data, "")
    assert problems == []
    assert isinstance(node, Table)
    state = node.entries["state"]
    assert isinstance(state, Scalar)
    written = line.replace("'open'", "open").replace('"open"', "open").replace("open", "closed")
    assert replaced(data, state, "closed") == bom + f"标题: '甲: 乙'\r\n{written}\r\nother: open\r\n".encode()


def test_words_are_quoted_where_yaml_would_read_something_else() -> None:
    """Plain words stay plain; what would be read as blank, a list or a comment is quoted."""
    assert [quoted(one) for one in ("合议", "null", "a: b", "", "55", "[x]")] == [
        "合议", '"null"', '"a: b"', '""', "55", '"[x]"',
    ]  # fmt: skip
    assert flow({"level": "好"}) == "{level: 好}"


def test_a_round_that_is_none_is_said(tmp_path: Path) -> None:
    """A folder without round.yaml is answered by each command alike."""
    (tmp_path / "empty").mkdir()
    for command in ("status", "close"):
        done = run("round", command, tmp_path / "empty")
        assert done.exit_code == 1
        assert "[round-missing]" in done.stderr
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_round_without_a_panel_takes_any_sheet(tmp_path: Path) -> None:
    """Until the panel is named every submitted sheet counts, as in `score --sheets`."""
    folder = declared(tmp_path / "round", panel="")
    station(folder / "stations" / "s1", "s1")
    sheet(folder / "sheets", "x1", "s1", MARKS["e1"])
    inputs, _ = station_inputs(opened(folder), "s1")
    assert inputs is not None
    document = evaluate(inputs).document
    assert next(one for one in document["findings"] if one["criterion"] == "B1")["points"] == "30.00"
