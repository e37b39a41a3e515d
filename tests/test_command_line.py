"""Every command explains itself, and every wrong line is answered, in the user's language; Chinese by default."""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

import click
import pytest
from click.testing import CliRunner, Result
from rich.cells import cell_len

from evaluator.cli.command import cli, metavar
from evaluator.cli.parameters import Day, InputPath, OneOf, OutputPath, WholeNumber
from evaluator.texts.commands import say

SAMPLES: Final = Path(__file__).parent.parent / "samples"
QINGHE: Final = SAMPLES / "stations" / "qinghe"
CJK: Final = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
ENGLISH: Final = re.compile(r"\b(?!evaluator\b)[a-z]{2,} [a-z]{2,}\b")
"""Two words beside each other: a sentence in English, not a name."""
CHINESE_NAMES: Final = re.compile(r"B1\.2=level:较好|评估指南")
"""Names in a guideline, which are what they are in every language."""


def walked(
    command: click.Command, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command and group with the words it is called by."""
    yield path, command
    if isinstance(command, click.Group):
        ctx = click.Context(command)
        for name in command.list_commands(ctx):
            inner = command.get_command(ctx, name)
            assert inner is not None, name
            yield from walked(inner, (*path, name))


COMMANDS: Final = dict(walked(cli))
LEAVES: Final = [path for path, command in COMMANDS.items() if not isinstance(command, click.Group)]
NAMES: Final = [" ".join(path) for path in LEAVES]


def typed(*words: str | Path, lang: str = "", columns: int = 80, text: str | None = None) -> Result:
    """Run the program with the environment a person has who set nothing, or a language."""
    environment = {"EVALUATOR_LANG": lang, "COLUMNS": str(columns)}
    result = CliRunner(env=environment).invoke(
        cli, [str(word) for word in words], prog_name="evaluator", input=text
    )
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def in_one_language(text: str, lang: str, *names: str) -> None:
    """Hold a text to its language, apart from *names*, which stand as they were typed."""
    commands = sorted((" ".join(path) for path in COMMANDS if path), key=len, reverse=True)
    for name in (*names, *commands):
        text = text.replace(name, "")
    if lang == "en":
        assert not CJK.search(CHINESE_NAMES.sub("", text)), text
    else:
        # `--outcome upheld|rejected` are words one types
        assert not ENGLISH.search(re.sub(r"--[a-z-]+ [a-z]+\|", "", text)), text


def line_for(path: tuple[str, ...], folder: Path) -> list[str]:
    """Return the shortest line that names everything a command requires, with files that are there."""
    words: list[str] = list(path)
    for parameter in COMMANDS[path].params:
        if not parameter.required:
            continue
        value = "x"
        if isinstance(parameter.type, InputPath):
            value = str(folder if not parameter.type.file else folder / "there.json")
        elif isinstance(parameter.type, OutputPath):
            value = str(folder / f"new{(*parameter.type.endings, '')[0]}")
        elif isinstance(parameter.type, Day):
            value = "2026-01-01"
        words += [value] if isinstance(parameter, click.Argument) else [parameter.opts[-1], value]
    return words


@pytest.mark.parametrize("columns", [60, 80, 200])
@pytest.mark.parametrize("lang", ["", "zh", "en"])
@pytest.mark.parametrize("path", COMMANDS, ids=lambda path: " ".join(path) or "evaluator")
def test_every_help_page_is_in_the_users_language(path: tuple[str, ...], lang: str, columns: int) -> None:
    """All of it: usage, purpose, arguments, options, headings; and no line is wider than the terminal."""
    shown = typed(*path, "--help", lang=lang, columns=columns)
    assert shown.exit_code == 0
    assert shown.stderr == ""
    in_one_language(shown.stdout, lang or "zh")
    assert all(cell_len(line) <= columns for line in shown.stdout.splitlines())
    assert typed(*path, "-h", lang=lang, columns=columns).stdout == shown.stdout


def test_nothing_typed_shows_the_page_and_is_no_success() -> None:
    """As with `--help`, but exit 2."""
    for path in ((), ("round",), ("--",)):
        shown = typed(*path)
        assert shown.exit_code == 2
        assert say("help.commands", "zh") in shown.stderr


def test_every_placeholder_has_a_word() -> None:
    """No FILE or TEXT stays English in a Chinese usage line."""
    for path, command in COMMANDS.items():
        ctx = click.Context(command, info_name=path[-1] if path else "evaluator")
        for parameter in command.params:
            if isinstance(parameter, click.Option) and parameter.is_flag:
                continue
            if not isinstance(parameter.type, OneOf):
                assert not re.search("[A-Z]{2,}", metavar(ctx, parameter)), (path, parameter.name)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", LEAVES, ids=NAMES)
def test_every_wrong_line_is_answered_in_the_users_language(
    path: tuple[str, ...], lang: str, tmp_path: Path
) -> None:
    """Exit 2, nothing on stdout, the usage line, and one sentence that says what is wrong."""
    (tmp_path / "there.json").write_text("{}", encoding="utf-8")
    line = line_for(path, tmp_path)
    command = COMMANDS[path]
    wrong = {
        "unknown option": [*line, "--nosuch"],
        "nearly an option": [*line, "--hlep"],
        "short option": [*line, "-9"],
        "flag with a value": [*line, "--help=yes"],
        "empty word": [*line, ""],
        "blank word": [*line, " "],
    }
    if all(parameter.nargs == 1 for parameter in command.params):
        arguments = [parameter for parameter in command.params if isinstance(parameter, click.Argument)]
        wrong["too many words"] = [*line, *("m1" for _ in arguments), "m2"]
    if len(line) > len(path):
        wrong["nothing"] = list(path)
    for parameter in command.params:
        name = parameter.opts[-1]
        if isinstance(parameter, click.Option) and not parameter.is_flag and parameter.flag_value is None:
            wrong[f"{name} and nothing"] = [*line, name]
            wrong[f"{name}="] = [*line, f"{name}="]
            if parameter.type is click.STRING:
                for odd in ("\udcff", "\x1b[31m", "\ufffe"):
                    wrong[f"{name} {odd!a}"] = [*line, name, f"a{odd}"]
        if isinstance(parameter.type, (OneOf, WholeNumber, Day)):
            for value in ("nosuch", "-1", "0", "2026-02-30", "9" * 5000):
                wrong[f"{name} {value[:9]}"] = [*line, name, value]
    for kind, words in wrong.items():
        shown = typed(*words, lang=lang)
        assert shown.exit_code == 2, (kind, shown.output)
        assert shown.stdout == "", kind
        first, *_, last = shown.stderr.strip().splitlines()
        assert first.startswith(say("usage.line", lang, words="evaluator")), kind
        assert last.startswith(say("usage.error", lang, text="")[:-1].strip()), kind
        in_one_language(shown.stderr, lang, "9" * 5000, str(tmp_path))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("path", LEAVES, ids=NAMES)
def test_files_named_that_cannot_be_used_are_errors(path: tuple[str, ...], lang: str, tmp_path: Path) -> None:
    """Exit 1 before anything is done, all of them at once, each with its option."""
    (tmp_path / "there.json").write_text("{}", encoding="utf-8")
    words = list(path)
    named: list[str] = []
    wrongly: list[str] = []
    ctx = click.Context(COMMANDS[path])
    for parameter in COMMANDS[path].params:
        values: list[str] = []
        if isinstance(parameter.type, InputPath):
            values = [str(tmp_path / "nosuch")]
            if not parameter.type.folder:
                values.append(str(tmp_path))
            if not parameter.type.file:
                values.append(str(tmp_path / "there.json"))
        elif isinstance(parameter.type, OutputPath):
            if parameter.type.endings:
                values = [str(tmp_path / "new.xyz")]
            if not parameter.type.folder:
                values.append(str(tmp_path))
            elif not parameter.type.endings:
                values.append(str(tmp_path / "there.json"))
        elif parameter.required and isinstance(parameter, click.Argument):
            words.append("x")
        elif parameter.required:
            words += [parameter.opts[-1], "2026-01-01" if isinstance(parameter.type, Day) else "x"]
        if not values:
            continue
        wrongly += values[1:]
        named.append(metavar(ctx, parameter) if isinstance(parameter, click.Argument) else parameter.opts[-1])
        words += [values[0]] if isinstance(parameter, click.Argument) else [parameter.opts[-1], values[0]]
    if not named:
        return
    before = sorted(tmp_path.rglob("*"))
    shown = typed(*words, lang=lang)
    assert shown.exit_code == 1, shown.output
    assert shown.stdout == ""
    codes = ("named-missing", "output-ending", "named-file", "named-folder")
    assert sum(shown.stderr.count(f"[{code}]") for code in codes) == len(named), shown.stderr
    in_one_language(shown.stderr, lang, str(tmp_path))
    assert sorted(tmp_path.rglob("*")) == before
    for value in wrongly:
        again = [value if word.endswith(("nosuch", "new.xyz")) else word for word in words]
        assert typed(*again, lang=lang).exit_code == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_mistyped_folder_of_sheets_is_not_nobody_having_marked(lang: str, tmp_path: Path) -> None:
    """The nearest name is offered; a folder without a sheet on the station is said."""
    (tmp_path / "sheets").mkdir()
    for command in ("check", "score"):
        shown = typed(command, QINGHE, "--sheets", tmp_path / "sheet", lang=lang)
        assert shown.exit_code == 1
        assert "sheets" in shown.stderr.replace(str(tmp_path / "sheet"), "").replace("--sheets", "")


def test_sheets_on_other_stations_are_said(tmp_path: Path) -> None:
    """A folder of sheets that holds none on the station is a warning, and an error under --strict."""
    (tmp_path / "sheets").mkdir()
    shown = typed("score", QINGHE, "--sheets", tmp_path / "sheets")
    assert shown.exit_code == 0
    assert "[no-sheet]" in shown.stderr
    assert typed("score", QINGHE, "--sheets", tmp_path / "sheets", "--strict").exit_code == 1
    assert "[no-sheet]" not in typed("score", QINGHE, "--sheets", SAMPLES / "sheets").stderr


@pytest.mark.parametrize("ending", [".xyz", ".doc", ".PDFX", ""])
def test_an_unknown_ending_of_a_report_is_an_error(ending: str, tmp_path: Path) -> None:
    """Nothing is written, and the endings there are are named."""
    shown = typed("check", QINGHE, "--report", tmp_path / f"r{ending}")
    assert shown.exit_code == 1
    assert ".docx .html .htm .pdf" in shown.stderr
    assert [*tmp_path.iterdir()] == []


def test_a_report_is_the_kind_its_name_says(tmp_path: Path) -> None:
    """A Word template writes no .html, and what was written before stays."""
    result = tmp_path / "r.json"
    assert typed("score", QINGHE, "-o", result).exit_code == 0
    for template, name in (("evaluation", "x.html"), ("html", "x.docx"), ("html", "x.pdf")):
        shown = typed("report", result, "-t", template, "-o", tmp_path / name)
        assert shown.exit_code == 1
        assert template in shown.stderr
        assert not (tmp_path / name).exists()


@pytest.mark.parametrize("command", ["check", "report"])
def test_a_pdf_is_written_by_its_name(command: str, tmp_path: Path, office: object) -> None:
    """By LibreOffice, on both commands."""
    path = tmp_path / "r.pdf"
    if command == "check":
        shown = typed("check", QINGHE, "--report", path)
    else:
        assert typed("score", QINGHE, "-o", tmp_path / "r.json").exit_code == 0
        shown = typed("report", tmp_path / "r.json", "-o", path)
    assert shown.exit_code == 0, shown.output
    assert path.read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_libreoffice_a_pdf_is_an_error(
    lang: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said in words; no file with another content has its name."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr("evaluator.reports.pdf._PLACES", ())
    shown = typed("check", QINGHE, "--report", tmp_path / "r.pdf", lang=lang)
    assert shown.exit_code == 1
    assert "LibreOffice" in shown.stderr
    assert not (tmp_path / "r.pdf").exists()


@pytest.mark.parametrize(
    "written, day", [("2026-07-01", 1), ("2026/7/1", 1), ("2026年7月15日", 15), ("2026.7.9", 9)]
)
def test_days_are_typed_as_in_the_files(written: str, day: int) -> None:
    """One way of writing a date everywhere."""
    assert Day().convert(written, None, None) == date(2026, 7, day)


def test_a_device_is_written_through_and_a_link_is_followed(tmp_path: Path) -> None:
    """`-o` never puts a file in the place of something else."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    received: list[bytes] = []
    opened = threading.Event()

    def read() -> None:
        with pipe.open("rb") as stream:
            opened.set()
            received.append(stream.read())

    held = os.open(pipe, os.O_RDWR)  # until the program is through, so that neither end has to come first
    reader = threading.Thread(target=read)
    reader.start()
    assert opened.wait(120)
    assert typed("guideline", "schema", "-o", pipe).exit_code == 0
    os.close(held)
    reader.join(120)
    assert pipe.is_fifo()
    assert received[0].startswith(b"{")
    target, link = tmp_path / "target.json", tmp_path / "link.json"
    target.write_bytes(b"old")
    link.symlink_to(target)
    assert typed("guideline", "schema", "-o", link).exit_code == 0
    assert link.is_symlink()
    assert target.read_bytes() == received[0]


@pytest.mark.parametrize(
    "line, other",
    [
        ("report E.json -t D.docx -o D.docx", "--template"),
        ("report E.json -t D.docx -o ./D.docx", "--template"),
        ("report E.json E2.json -o linked.html", "评估结果"),
        ("compare E2.json linked.html -o linked.html", "B"),
        ("template check D.docx --annotate D.docx", "文件"),
        ("guideline import T.xlsx -o out --review T.xlsx", "评分表"),
        ("workbook new G -o D.xlsx --from D.xlsx", "--from"),
    ],
)
def test_no_output_replaces_what_its_command_reads(
    line: str, other: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However the file is written; nothing is done, and the file is as it was."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "out").mkdir()
    for name in ("E.json", "E2.json", "D.docx", "T.xlsx", "D.xlsx", "G"):
        (tmp_path / name).write_bytes(name.encode())
    (tmp_path / "linked.html").hardlink_to(tmp_path / "E.json")
    before = {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()}
    shown = typed(*line.split())
    assert (shown.exit_code, shown.stdout) == (1, "")
    assert "[output-is-input]" in shown.stderr
    assert f"“{other}”" in shown.stderr
    assert {path: path.read_bytes() for path in tmp_path.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("place", ["results/s1.json", "stations/s1/x.json", "history/was/y.json"])
def test_no_other_output_replaces_a_file_of_a_round(place: str, tmp_path: Path) -> None:
    """A ranking over a result: the round would be without it. What is not there yet may be written."""
    (tmp_path / "R" / place).parent.mkdir(parents=True)
    (tmp_path / "R" / "round.yaml").write_text("id: r\n", encoding="utf-8")
    assert typed("guideline", "schema", "-o", tmp_path / "R" / place).exit_code == 0
    written = (tmp_path / "R" / place).read_bytes()
    (tmp_path / "link.json").symlink_to(tmp_path / "R" / place)
    for path in (tmp_path / "R" / place, tmp_path / "link.json"):
        shown = typed("score", QINGHE, "-o", path)
        assert (shown.exit_code, "[output-of-round]" in shown.stderr) == (1, True)
    assert (tmp_path / "R" / place).read_bytes() == written
    (tmp_path / "R" / "own.json").write_bytes(b"")
    assert typed("guideline", "schema", "-o", tmp_path / "R" / "own.json").exit_code == 0


def test_interrupted_and_closed_input_end_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C is no traceback and no success."""

    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("evaluator.cli.station.check.read_station", interrupt)
    for lang in ("zh", "en"):
        shown = typed("check", QINGHE, lang=lang)
        assert shown.exit_code == 1
        assert say("usage.interrupted", lang) in shown.stderr
