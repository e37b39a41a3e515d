"""`evaluator workbook new`: a station's workbook or an evaluator's, one or a whole round's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from evaluator.cli import show
from evaluator.cli.common import read_station
from evaluator.cli.guideline import PROFILE, opened
from evaluator.cli.texts import say
from evaluator.loading.submission import FILE
from evaluator.problem import Problem

if TYPE_CHECKING:
    from evaluator.model.guideline import Guideline
    from evaluator.model.submission import Submission
    from evaluator.workbook.batch import Books

STATION, EVALUATOR = "station", "evaluator"


@click.command("new")
@click.argument("guideline", metavar="GUIDELINE|STATION|ROUND")
@click.option(
    "--for",
    "audience",
    type=click.Choice([STATION, EVALUATOR]),
    default=STATION,
    show_default=True,
    help="Who fills it in. 给谁填写。",
)
@click.option("--as", "name", default="", metavar="EVALUATOR", help="Of this evaluator. 评估人编号。")
@click.option("--role", default="", metavar="ROLE", help="Of this role; default: expert. 评估人类别。")
@click.option(
    "--from",
    "station",
    default="",
    metavar="STATION",
    help="Fill it from this station: its folder, or its id in the round. 用站点的内容填好。",
)
@click.option("--each", is_flag=True, help="One for every station or evaluator. 每个站点、评估人各一份。")
@click.option("--force", is_flag=True, help="Replace workbooks somebody saved. 覆盖已保存过的工作簿。")
@PROFILE
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE|FOLDER",
    help="Write it here; several go into this folder. 写入的文件或文件夹。",
)
def new(
    guideline: str,
    audience: str,
    name: str,
    role: str,
    station: str,
    each: bool,
    force: bool,
    profile: str,
    output: Path | None,
) -> None:
    """Make a workbook of a GUIDELINE, of a STATION's folder filled in, or of a ROUND. 新建工作簿。"""
    from evaluator.loading.round import FILE as ROUND_FILE

    if audience == STATION and (name or role):
        raise click.UsageError(say("workbook.new.usage.as", show.lang()))
    named = Path(guideline)
    if (named / ROUND_FILE).is_file() or (named.name == ROUND_FILE and named.is_file()):
        from evaluator.cli.workbook_new_round import evaluators, stations

        if profile:
            raise click.UsageError(say("workbook.new.usage.profile", show.lang()))
        if audience == STATION:
            stations(named, station, output, each=each, force=force)
        else:
            evaluators(named, name, role, station, output, each=each, force=force)
        return
    if each:
        raise click.UsageError(say("workbook.new.usage.each", show.lang()))
    found, submission = _read(guideline, station, profile)
    if audience == STATION:
        from evaluator.cli.workbook_left_out import note
        from evaluator.workbook.write import workbook

        note(found, submission)
        data, default = workbook(found, submission), submission.station.id if submission else found.id
    else:
        data, default = _evaluators(found, name, role, submission)
    write_one(output, f"{default}.xlsx", data, audience, force=force)


def _read(guideline: str, station: str, profile: str) -> tuple[Guideline, Submission | None]:
    """Return the guideline, and what a station handed in where one is named."""
    is_station = (Path(guideline) / FILE).is_file()
    if not station and not is_station:
        return opened(guideline, profile), None
    own = "" if is_station else guideline
    inputs = read_station(Path(station or guideline), None, None, own, profile)
    show.problems(inputs.problems)
    return inputs.guideline, inputs.submission


def _evaluators(
    guideline: Guideline, name: str, role: str, submission: Submission | None
) -> tuple[bytes, str]:
    """Return the workbook of somebody in no round, and what it is called."""
    from evaluator.loading.round import is_file_name
    from evaluator.marking import asked_of
    from evaluator.model.sheet import Evaluator
    from evaluator.model.values import EXPERT
    from evaluator.wording import Words
    from evaluator.workbook.batch import loose_book

    if name and not is_file_name(name):
        raise click.UsageError(say("workbook.new.usage.name", show.lang(), name=name))
    evaluator = Evaluator(name, role=known_role(guideline, role) or EXPERT)
    if not asked_of(guideline, evaluator, "", ()):
        show.stop(say("workbook.new.nothing-asked", show.lang(), role=Words(guideline).role(evaluator.role)))
    whose = [guideline.id if submission is None else submission.station.id, name or evaluator.role]
    return loose_book(guideline, evaluator, submission), "-".join(whose)


def known_role(guideline: Guideline, role: str) -> str:
    """Return the role; leave with 1 where the guideline has none of that name."""
    from evaluator.loading.fields import unknown
    from evaluator.model.values import EXPERT

    roles = (EXPERT, *guideline.roles)
    if role and role not in roles:
        unfit = unknown("role-unknown", role, roles)
        args = {**unfit.args, "roles": "、".join(roles)}
        refuse([Problem(unfit.code, "--role", args=args, hint_key=unfit.hint_key or "roles-known")])
    return role


def write_one(output: Path | None, name: str, data: bytes, audience: str, *, force: bool) -> None:
    """Write a workbook to the file named, or under its own name into the folder named."""
    path = output or Path(name)
    if path.is_dir():
        path = path / name
    write_books([(path, data)], force=force)
    key = "workbook.done" if audience == STATION else "workbook.new.done.evaluator"
    show.note(say(key, show.lang(), path=path))


def write_all(books: Books, folder: Path, *, none: str, force: bool) -> None:
    """Write workbooks into a folder, all or none; leave with 1 where there are none."""
    count = write_books(((folder / name, data) for name, data in books), force=force)
    if not count:
        show.stop(none)
    show.note(say("workbook.new.done.each", show.lang(), count=count, folder=folder))


class _Kept(Exception):
    """Workbooks are there that somebody saved."""

    def __init__(self, paths: list[Path]) -> None:
        super().__init__(paths)
        self.paths = paths


def write_books(files: Iterable[tuple[Path, bytes]], *, force: bool) -> int:
    """Write workbooks, all or none; leave with 1 where somebody's work would be lost."""
    from evaluator.files import write_each

    try:
        return write_each(files if force else _replaceable(files))
    except _Kept as kept:
        paths = "、".join(str(path) for path in kept.paths)
        show.stop(say("workbook.new.kept", show.lang(), paths=paths))
    except OSError as error:
        path = error.filename or ""
        show.stop(say("cannot-write", show.lang(), path=path, reason=error.strerror or str(error)))


def _replaceable(files: Iterable[tuple[Path, bytes]]) -> Iterator[tuple[Path, bytes]]:
    from evaluator.workbook.kept import is_kept

    kept: list[Path] = []
    for path, data in files:
        if is_kept(path, data):
            kept.append(path)
        else:
            yield path, data
    if kept:
        raise _Kept(kept)


def refuse(problems: Iterable[Problem]) -> NoReturn:
    """Print problems and leave with 1."""
    show.problems(problems)
    show.stop(say("nothing-done", show.lang()))
