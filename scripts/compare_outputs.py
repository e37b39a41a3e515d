"""Compare, byte for byte, everything that two checkouts of the program print and write.

    python scripts/compare_outputs.py OLD NEW [--guidelines 300] [--jobs 2] [--keep FOLDER]

OLD and NEW are checkouts; OLD may be a commit of the repository this is called in, and then gets a temporary
work tree. OLD makes all inputs, once: its samples and test cases, the sample round, random guidelines with a
station each, and the tables, templates and workbooks that its tests fill in. Then both run the same commands
on them, each part in a process of its own. Only the command line and files are relied on, so modules may have
been moved. The hash seed stays random, and commands that would ask for today are told a day. LibreOffice
(`--pdf`) and clusters stay out. The exit code is 1 when anything differs.
"""

from __future__ import annotations

import argparse
import contextlib
import filecmp
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, Final

SHOWN: Final = 20
SLICES: Final = 4
"""The random guidelines are evaluated in so many parts."""
RECORDED: Final = ("test_import", "test_template_doctor", "test_workbook_read", "test_workbook_mark_read")
"""The modules of tests whose tables, templates and workbooks are inputs."""
TYPED: Final = "1\n记录不全\n2\n8\n?\nl\n档案1\n1-3\n\n\n99\nn\n" * 30 + "s\nyes\n"
"""What an evaluator answers in the terminal; much of it is refused."""
LISTS: Final = {
    "stations.csv": "编号,名称,县区\n990101101,云溪镇社工站,示例一区\n990101102,柳塘镇社工站,示例一区\n",
    "panel.csv": "编号,姓名,身份,回避站点\ne1,专家甲,expert,\nf1,财务丁,finance,990101102\n",
    "wrong.csv": "编号,姓名,身份,回避站点\ne1,专家甲,expert,1\ne1,某人,无此身份,\n",
}

# Commands, one a line: `*` runs it in Chinese and in English, `|` separates several of them.
GUIDELINE: Final = """
* guideline check {name} | * guideline show {name} | guideline check {name} --json | guideline schema {name}
guideline docs {name} | guideline docs {name} -o {id}.html | workbook new {name} -o {id}.xlsx
workbook new {name} --for evaluator -o {id}-e.xlsx
"""
TEMPLATE: Final = """
* template check {path} | template check {path} --house gbt9704 --json
template check {path} --annotate {id}-notes.docx
"""
STATION: Final = """
* check {folder} {of} | * check {folder} {of} {panel} --all | * check {folder} {of} {panel} --json
check {folder} {of} --report self/{id}.html | score {folder} {of} -o alone/{id}.json --fail-under 600
* score {folder} {of} {panel} -o {id}.json | report {id}.json -o {id}.docx | report {id}.json -o {id}.html
report {id}.json -t self-check -o self/{id}.docx | report {id}.json -t feedback -o feedback/{id}.docx
report {id}.json -t rectification -o rectification/{id}.docx
report {id}.json -t composite -o composite/{id}.docx
report {id}.json -t review-decision --before alone/{id}.json -o review/{id}.docx
verify {id}.json --against {folder} {of} {panel} | * verify {id}.json --against {folder} {of}
workbook new {book} -o {id}.xlsx | workbook read {id}.xlsx {of} -o back/{id}
"""
LOOK: Final = """
* round status round | round status round --json | * round rank round | round rank round --json
* round agreement round | round agreement round --json | * round decide round 990102202
round decide round 990103103 --json
"""
ROUND: Final = f"""{LOOK}
round run round --jobs 2 | * round run round {LOOK}
round rank round -o ranking.json | round documents round --set all -o documents
round sheets round -o sheets | round sheets round --to e1 --blank -o blank
round hand-out round --to e1 --workbook -o e1.zip | workbook new round --each -o stations
report round/results/990101101.json --round round -o compared.docx
workbook new round --for evaluator --each -o evaluators
* mark round 990101110 --as e3 {{day}} | * mark round 990101110 --as e1 {{day}}
* mark round 990101110 --as e1 --reopen 看错 {{day}} | * round close round --by 办公室 {{day}}
* round decide round 990102202 --mark E2.4=level:很好 {{who}}
round decide round 990102202 --mark E2.4=level:好 {{who}} | round run round --jobs 1
round close round --anyway 到期 --by 办公室 {{day}} | round run round
round decide round 990102202 --mark E2.4=level:较好 --supersede {{who}}
* verify round/results/990101110.json --against round
verify round/results/990101101.json --against round | round documents round --set all {LOOK}
* round new wrong {{new}} --panel {{given}}/wrong.csv | round new empty {{new}}
round new next {{new}} --panel {{given}}/panel.csv --list {{given}}/stations.csv --workbooks
round receive next {{given}}/round/stations/990101101 {{given}}/round/stations/990101103
* round receive next {{given}}/round/stations/990101101 {{given}}/round/stations/990101102
* round receive next evaluators/e1.xlsx {{day}}
round receive next stations --replace 更正 --by 站点 {{day}} | round run next | round status next
"""
SHIPPED: Final = """
* guideline list | guideline schema | * template list | * template variables | new guideline own --edition 1
* --version | * chek | * round | * score | * check none | * check . | * workbook read none.xlsx
* report none.json | * verify none.json --against . | * guideline show tonglin-station
* guideline show tongling-station A9.9 | * guideline docs tongling-station --profile none | * round run .
* template new x.docx --from evaluatoin | * template new x.txt | * template check none.docx
* round decide . 990101101 --mark B1.2 | * workbook new tongling-station --each | * round receive . none
* workbook new tongling-station --for evaluator --role nobody -o x.xlsx | * new station d --guideline none
"""
NAMES: Final = {
    "day": "--date 2026-09-10",
    "who": "--reason 合议 --by 专家组 --date 2026-09-10",
    "new": "--guideline tongling-station --from 2025-07-01 --to 2026-06-30 --title 又一轮",
}


class Program:
    """The program of one checkout, whose commands run in this process and leave a transcript in `said`."""

    def __init__(self, main: Callable[[], None]) -> None:
        self.main = main
        self.seen: Counter[str] = Counter()

    def run(self, line: str, lang: str = "zh") -> str:
        """Run one command, keep all it said with its exit code, and return what it printed."""
        os.environ["EVALUATOR_LANG"] = lang
        sys.argv = ["evaluator", *line.split()]
        sys.stdin = io.TextIOWrapper(io.BytesIO(TYPED.encode()), "utf-8")
        out, err = io.BytesIO(), io.BytesIO()
        texts = [io.TextIOWrapper(each, "utf-8", write_through=True) for each in (out, err)]
        code: object = 0
        with contextlib.redirect_stdout(texts[0]), contextlib.redirect_stderr(texts[1]):
            try:
                self.main()
            except SystemExit as end:
                code = end.code
            except Exception as error:  # noqa: BLE001 - a crash is an outcome to compare
                code = f"crashed: {error!r}"
        printed = out.getvalue().decode()
        words = line.split()[
            : 2 if line.startswith(("guideline", "new", "round", "template", "workbook")) else 1
        ]
        folder = Path("said", "-".join(words))
        folder.mkdir(parents=True, exist_ok=True)
        self.seen[line] += 1
        digest = hashlib.sha256(line.encode()).hexdigest()[:8]
        name = f"{re.sub('[^-.0-9A-Za-z]+', '_', line)[-80:]}-{digest}-{self.seen[line]}-{lang}.txt"
        text = f"$ evaluator {line}\nexit {code}\n--- stdout\n{printed}--- stderr\n{err.getvalue().decode()}"
        (folder / name).write_text(text, encoding="utf-8")
        return printed

    def all(self, commands: str, **names: object) -> None:
        """Run several commands with their *names* filled in."""
        for line in re.split(r"[|\n]", commands.format(**NAMES, **names)):
            both, given = line.lstrip().startswith("* "), " ".join(line.lstrip(" *").split())
            for lang in ("zh", "en")[: both + 1] if given else ():
                self.run(given, lang)

    def station(self, folder: Path, id: str, panel: str = "", of: Path | None = None) -> None:
        """Write all on a station, alone and with its *panel*: the options for sheets and decisions."""
        own = f"--guideline {of}" if of else ""
        book = f"{of} --from {folder}" if of else folder
        self.all(STATION, folder=folder, id=id, panel=panel, of=own, book=book)


# Inputs


def make_inputs(old: Path, guidelines: int) -> None:
    """Copy and make what OLD's samples and tests have, into the working directory."""
    from tests.strategies import random_case

    copied = ("samples/stations", "samples/sheets", "tests/cases", "tests/data/loading")
    for name in copied:
        shutil.copytree(old / name, name)
    if (old / "samples" / "mistakes").is_dir():
        shutil.copytree(old / "samples" / "mistakes", "samples/mistakes")
    for script, target in (("make_round", "round"), ("mistakes", "samples/mistakes")):
        if not Path(target).exists():
            command = [sys.executable, str(old / "samples" / f"{script}.py"), target]
            subprocess.run(command, check=True)  # noqa: S603 - the checkout's own script
    committed = old / "samples" / "round-2026"
    if committed.is_dir():
        made = [str(one.relative_to("round")) for one in Path("round").rglob("*") if one.is_file()]
        equal, unequal, missing = filecmp.cmpfiles("round", committed, made, shallow=False)
        say(f"sample round: {len(equal)} files as committed, {len(unequal)} different, {len(missing)} more")
    texts = {Path(name): text for name, text in LISTS.items()}
    for seed in range(guidelines):
        guideline, submission, sheets, decisions = random_case(seed)
        folder = Path("random", str(seed))
        texts |= {folder / f"sheets/{number}.yaml": sheet for number, sheet in enumerate(sheets)}
        texts |= {folder / "guideline.yaml": guideline, folder / "station/submission.yaml": submission}
        texts |= {folder / "decisions.yaml": decisions, folder / "sheets/README.md": ""}
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def record_inputs(old: Path) -> None:
    """Run some of OLD's tests and keep every table, template and workbook that they save, in `recorded`."""
    import docx.document
    import openpyxl
    import pytest

    known: set[int] = set()

    def record(kind: Any, suffix: str) -> None:  # noqa: ANN401 - a class that has `save`
        original = kind.save

        def save(self: object, target: io.BytesIO | Path | str) -> None:
            original(self, target)
            data = target.getvalue() if isinstance(target, io.BytesIO) else Path(target).read_bytes()
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                names = (one for one in parts.infolist() if not one.filename.startswith("docProps"))
                content = hash(tuple(one.CRC for one in names))
            if content not in known:
                known.add(content)
                (folder / f"{len(known):04d}{suffix}").write_bytes(data)

        kind.save = save

    record(openpyxl.Workbook, ".xlsx")
    record(docx.document.Document, ".docx")
    os.environ["CI"] = "1"  # hypothesis draws the same every time
    for module in RECORDED:
        folder = Path("recorded", module)
        folder.mkdir(parents=True)
        test = str(old / "tests" / f"{module}.py")
        with contextlib.redirect_stdout(io.StringIO()):
            pytest.main(["-q", "-p", "no:cacheprovider", "-m", "not office and not slow", test])
    from tests.marking_books import TINY

    Path("recorded", "tiny.yaml").write_text(TINY, encoding="utf-8")


# Parts


def shipped(program: Program, _: Path) -> None:
    """Ask for help on every command, mistype some, and write all on what comes with the program."""

    def walk(command: str) -> None:
        program.run(f"{command} --help")
        _, _, listed = program.run(f"{command} --help", "en").partition("Commands:\n")
        for name in re.findall("^  ([a-z][a-z-]*) ", listed, re.MULTILINE):
            walk(f"{command} {name}".strip())

    walk("")
    program.all(SHIPPED)
    program.all(GUIDELINE, name="own", id="own")
    for row in json.loads(program.run("template list --json")):
        path = f"{row['name']}.docx"
        program.all("template variables --template {name} | template new {name}.docx --from {name}", **row)
        program.all(TEMPLATE, path=path, id=row["name"])
    for row in json.loads(program.run("guideline list --json")):
        name = row["id"]
        program.all(GUIDELINE, name=name, id=name)
        for one in json.loads(program.run(f"guideline show {name} --json"))["criteria"]:
            program.all(
                "* guideline show {name} {id} | guideline show {name} {id} --json", name=name, id=one["id"]
            )
        for profile in filter(None, row["profiles"].split("、")):
            program.all(GUIDELINE, name=f"{name} --profile {profile}", id=f"{name}-{profile}")
        program.run(f"new station new-{name} --guideline {name} --from 2026-01-01 --to 2026-12-31")
        program.station(Path(f"new-{name}"), f"new-{name}")


def samples(program: Program, given: Path) -> None:
    """Evaluate the sample stations, those with mistakes too, and read the cases of the tests."""
    folder = given / "samples"
    for name in ("stations", "mistakes"):
        sheets = folder / "sheets" if name == "stations" else folder / name / "sheets"
        for file in sorted((folder / name).glob("*/submission.yaml")):
            program.station(file.parent, file.parent.name, f"--sheets {sheets}")
    program.all(GUIDELINE, name=folder / "mistakes" / "criteria" / "broken-sheet", id="broken")
    cases = given / "tests" / "cases"
    for file in sorted(cases.glob("guideline/*/*.yaml")):
        program.all(GUIDELINE, name=file, id=file.stem)
    for file in sorted([*cases.glob("yaml/*/*.yaml"), *cases.glob("submission/*/*.yaml")]):
        station = Path("cases", file.stem)
        station.mkdir(parents=True)
        shutil.copy(file, station / "submission.yaml")
        small = given / "tests" / "data" / "loading"
        commands = "* guideline check {file} | * check {station} --guideline {small}"
        program.all(commands, file=file, station=station, small=small)


def recorded(program: Program, given: Path) -> None:
    """Read the tables, templates and workbooks of the tests."""
    tiny = given / "recorded" / "tiny.yaml"
    drafted = "guideline import {path} --edition 1 -o {id}"
    commands = {
        "test_import": f"{drafted} | * {drafted} --force | {drafted} --force --json",
        "test_template_doctor": TEMPLATE,
        "test_workbook_read": "* workbook read {path} -o {id} --force",
        "test_workbook_mark_read": f"* workbook read {{path}} -o {{id}} --force --guideline {tiny}",
    }
    for path in sorted((given / "recorded").glob("*/*")):
        program.all(commands[path.parent.name], path=path, id=path.stem)


def round_stations(program: Program, given: Path) -> None:
    """Evaluate every station of the sample round by itself, with its sheets and decisions."""
    for folder in sorted((given / "round" / "stations").iterdir()):
        decided = given / "round" / "decisions" / f"{folder.name}.yaml"
        decisions = f"--decisions {decided}" if decided.exists() else ""
        program.station(folder, folder.name, f"--sheets {given}/round/sheets {decisions}")


def whole_round(program: Program, given: Path) -> None:
    """Lead the sample round past its close, begin another one, and read the evaluators' workbooks."""
    shutil.copytree(given / "round", "round")
    program.all(ROUND, given=given)
    for book in sorted(Path("evaluators").glob("*.xlsx")):
        program.run(f"workbook read {book} -o read/{book.stem}")
    left = sorted(path for path in Path("round").rglob("*") if path.is_file())
    Path("round-files.txt").write_text("\n".join(map(str, left)), encoding="utf-8")
    for path in left:
        before = given / path
        if before.is_file() and filecmp.cmp(path, before, shallow=False):
            path.unlink()  # as it was given, so nothing to compare


def random_guidelines(program: Program, given: Path, number: int) -> None:
    """Evaluate one slice of the random guidelines."""
    for folder in sorted((given / "random").glob("*")):
        if int(folder.name) % SLICES == number:
            program.all(GUIDELINE, name=folder, id=f"g{folder.name}")
            panel = f"--sheets {folder}/sheets --decisions {folder}/decisions.yaml"
            program.station(folder / "station", folder.name, panel, folder)


PARTS: Final[dict[str, Callable[[Program, Path], None]]] = {
    "round-stations": round_stations,
    "round": whole_round,
    "recorded": recorded,
    "samples": samples,
    **{f"random-{number}": partial(random_guidelines, number=number) for number in range(SLICES)},
    "shipped": shipped,
}


# Both sides


def child(checkout: Path, part: str, given: Path, guidelines: int) -> None:
    """Do one part in the working directory with the program of *checkout*."""
    import evaluator
    from evaluator.__main__ import main as program

    assert Path(evaluator.__file__).is_relative_to(checkout), evaluator.__file__
    if part == "inputs":
        make_inputs(checkout, guidelines)
    elif part == "records":
        record_inputs(checkout)
    else:
        PARTS[part](Program(program), given)


def start(work: Path, side: str, checkout: Path, part: str, guidelines: int) -> None:
    """Do one part in a process of its own."""
    began = time.monotonic()
    folder = work / side / part if part in PARTS else work / "given"
    folder.mkdir(parents=True, exist_ok=True)
    given = os.path.relpath(work / "given", folder)
    command = [sys.executable, "-P", __file__, "--child", str(checkout), part, given, str(guidelines)]
    fixed = {"PYTHONPATH": str(checkout), "PYTHONPYCACHEPREFIX": str(work / "cache"), "PYTHONUTF8": "1"}
    environment = {**os.environ, **fixed, "COLUMNS": "80", "LINES": "40"}
    subprocess.run(command, cwd=folder, env=environment, check=True)  # noqa: S603 - this very script
    say(f"{time.monotonic() - began:4.0f} s  {side} {part}")


@contextlib.contextmanager
def checkout_of(given: str, work: Path) -> Iterator[Path]:
    """Give a checkout's folder; a commit gets a work tree for as long as it is needed."""
    if Path(given).is_dir():
        yield Path(given).resolve()
        return
    tree = str(work / "checkout")
    git = [shutil.which("git") or sys.exit("git is not installed"), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", tree, given], check=True)  # noqa: S603 - git
    try:
        yield Path(tree)
    finally:
        subprocess.run([*git, "remove", "--force", tree], check=True)  # noqa: S603 - git


def difference(old: Path, new: Path) -> str:
    """Say where two files differ first."""
    if not (old.is_file() and new.is_file()):
        return "only in OLD" if old.is_file() else "only in NEW"
    if zipfile.is_zipfile(old) and zipfile.is_zipfile(new):
        with zipfile.ZipFile(old) as one, zipfile.ZipFile(new) as other:
            was, now = ({name: each.read(name) for name in each.namelist()} for each in (one, other))
        found = [name for name in sorted({*was, *now}) if was.get(name) != now.get(name)]
        return f"in {', '.join(found[:4])}" if found else "in the archive's own data"
    texts = (path.read_text(encoding="utf-8", errors="replace").split("\n") for path in (old, new))
    for number, (was_line, line) in enumerate(zip(*texts, strict=False), 1):
        if was_line != line:
            return f"line {number}: {was_line.strip()[:90]!r}, now {line.strip()[:90]!r}"
    return "one goes on where the other ends"


def compared(work: Path) -> int:
    """Compare both folders, print what was compared and what differs; return how many files differ."""

    def kind(name: str) -> str:
        path = Path(name)
        return f"said: {path.parent.name}" if path.parts[1] == "said" else f"written: {path.suffix}"

    old, new = work / "old", work / "new"
    files = sorted(
        {str(one.relative_to(side)) for side in (old, new) for one in side.rglob("*") if one.is_file()}
    )
    _, unequal, missing = filecmp.cmpfiles(old, new, files, shallow=False)
    differ = sorted([*unequal, *missing])
    counts, changed = Counter(map(kind, files)), Counter(map(kind, differ))
    for each, count in sorted(counts.items()):
        say(f"{each:32}{count:7} compared{changed[each]:7} different")
    codes = Counter(one.open(encoding="utf-8").readlines()[1].strip() for one in old.glob("*/said/*/*"))
    say("OLD: " + ", ".join(f"{code}: {count}" for code, count in codes.most_common()))
    for name in differ[:SHOWN]:
        say(f"{name}\n    {difference(old / name, new / name)}")
    say(f"{len(files)} files compared, {len(differ)} different")
    return len(differ)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> None:
    """Make the inputs, have both checkouts work on them, compare."""
    if sys.argv[1:2] == ["--child"]:
        checkout, part, given, count = sys.argv[2:]
        child(Path(checkout), part, Path(given), int(count))
        return
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("old", metavar="OLD", help="a checkout, or a commit of this repository")
    parser.add_argument("new", metavar="NEW", help="a checkout")
    parser.add_argument("--guidelines", type=int, default=300, help="random guidelines to evaluate")
    parser.add_argument("--jobs", type=int, default=2, help="processes at the same time")
    parser.add_argument("--keep", type=Path, help="leave inputs and outputs in this folder, a new one")
    options = parser.parse_args()
    new = Path(options.new).resolve(strict=True)
    with contextlib.ExitStack() as stack:
        if options.keep:
            options.keep.mkdir(parents=True)
        work = (options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))).resolve()
        old = stack.enter_context(checkout_of(options.old, work))
        pool = stack.enter_context(ThreadPoolExecutor(options.jobs))
        for parts, sides in ((("inputs", "records"), {"old": old}), (PARTS, {"old": old, "new": new})):
            done = [
                pool.submit(start, work, side, tree, part, options.guidelines)
                for part in parts
                for side, tree in sides.items()
            ]
            for each in done:
                each.result()
        sys.exit(compared(work) > 0)


if __name__ == "__main__":
    main()
