"""Create a round: a declaration with the guideline pinned and every optional part explained."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from evaluator.base.gate import read_file
from evaluator.model.guideline import Guideline
from evaluator.model.round import FILE
from evaluator.model.sheet import Evaluator
from evaluator.model.submission import Station
from evaluator.model.values import EXPERT
from evaluator.rounds.copies import PROFILES, guideline_files, template_files
from evaluator.rounds.intake import adopt
from evaluator.rounds.read import ORGANISER
from evaluator.rounds.record import CRITERIA
from evaluator.rounds.staging import Operation
from evaluator.yaml.write import Field, flow, quoted


def round_files(
    guideline: Guideline,
    path: Path,
    profile: Path | None,
    *,
    id: str,
    title: str,
    first: date,
    last: date,
    stations: Sequence[Station] = (),
    panel: Sequence[Evaluator] = (),
) -> dict[str, bytes]:
    """Return the files of a new round by path, with copies of the guideline, its profile and the templates.

    Without *stations*, all stations that are handed in take part.
    """
    copied = guideline_files(path, guideline.id) | template_files()
    if profile is not None:
        copied[f"{CRITERIA}/{guideline.id}/{PROFILES}/{profile.name}"] = profile
    files = {name: read_file(file) for name, file in copied.items()}
    declaration = _declaration(guideline, id, title, first, last, stations, panel)
    return {**files, FILE: declaration.encode()}


def begin(folder: Path, files: Mapping[str, bytes], day: date) -> None:
    """Write the files of a new round and begin its log. Use under its lock. Raises Unusable, OSError."""
    with Operation(folder) as operation:
        operation.write(FILE, files[FILE])
        adopt(operation, {path: data for path, data in files.items() if path != FILE}, day, {})
        operation.commit()


def _declaration(
    guideline: Guideline,
    id: str,
    title: str,
    first: date,
    last: date,
    stations: Sequence[Station],
    panel: Sequence[Evaluator],
) -> str:
    chinese = guideline.language == "zh"

    def note(zh: str, en: str) -> str:
        return f"   # {zh if chinese else en}"

    roles = {EXPERT: "专家" if chinese else EXPERT, **guideline.roles}
    wanted = dict.fromkeys(criterion.marked_by for criterion in guideline.criteria() if criterion.rule.marked)
    wanted |= dict.fromkeys(
        fact.supplier for fact in guideline.facts.values() if fact.by_role and fact.supplier in roles
    )
    best = guideline.grades[0]
    pinned = {"id": guideline.id, "edition": guideline.edition, "sha256": guideline.sha256}
    example = f"id: model, title: {quoted(best.title)}, places: 4, needs: {{grade: {best.id}}}"
    lines = [
        f"id: {quoted(id)}",
        f"title: {quoted(title)}",
        f"guideline: {flow(pinned)}"
        + note("已锁定，指南改动会有提示", "pinned: a change to the guideline is noticed"),
    ]
    if guideline.profile:
        lines.append(f"profile: {quoted(guideline.profile)}")
    lines += [
        f"period: {{from: {first.isoformat()}, to: {last.isoformat()}}}"
        + note("首尾两天都算在内", "both days included"),
        "state: open" + note("open 进行中，closed 已结束", "open or closed"),
        *_stations(stations, note("all，或编号列表如 [990101001, 990101002]", "all, or a list of ids")),
        "",
        "panel:",
    ]
    if panel:
        lines += ["  evaluators:", *(f"    - {flow(_member(evaluator))}" for evaluator in panel)]
    else:
        explained = note("去掉 []，照下面的样子每人一行", "delete [] and write one line each, such as")
        lines.append(f"  evaluators: []{explained}")
        lines += _examples(guideline, wanted, roles, note("只评其中一部分", "who marks a part only"))
    lines += [
        "  merge: mean"
        + note("mean 平均，median 中位数，trimmed_mean 去掉最高最低", "mean, median, trimmed_mean"),
        "  apart: 20%" + note("分差超过满分的 20% 须合议", "marks further apart than this need a decision"),
        "",
        "awards: []" + note("奖项，如", "such as"),
        f"#  - {{{example}, at_most_per_county: 2}}",
    ]
    common = [fact for fact in guideline.facts.values() if fact.supplier == ORGANISER]
    if common:
        lines += ["", "facts:" + note("各站共用，由组织方提供", "common to all stations, the organiser's")]
        for fact in common:
            unit = f"（{fact.unit}）" if fact.unit else ""
            lines.append(f"  {fact.name}:   # {fact.title}{unit}")
    lines += [
        "",
        "documents:" + note("写进报告", "go into the reports"),
        "  commissioned_by:" + note("委托单位", "who commissioned the evaluation"),
        "  evaluated_by:" + note("评估单位", "who carries it out"),
        "  number:"
        + note(
            "总报告的文号，各站报告、反馈意见书顺延，如 示评〔2026〕1号",
            "number of the summary; reports and feedback are counted on from it",
        ),
        "  dated:" + note("落款日期，如 2026-09-01", "date of the documents"),
        "  contact:" + note("联系人及电话", "whom to call"),
        f"#  objections: {{days: 5, to: {'民政局' if chinese else 'the bureau'}, phone: 000-0000000}}"
        + note("异议期：公布后几天、受理单位、电话", "days after the publication, to whom"),
        "  rectification_number:"
        + note("第一份整改通知书的文号，以后顺延", "of the first notice; the next are counted on from it"),
        "  deadline:" + note("整改期限", "until when problems are put right"),
    ]
    return "\n".join(lines) + "\n"


def _stations(stations: Sequence[Station], note: str) -> list[str]:
    if not stations:
        return [f"stations: all{note}"]
    named = (f"   # {station.name}" if station.name != station.id else "" for station in stations)
    return [
        f"stations:{note}",
        *(f"  - {quoted(station.id)}{name}" for station, name in zip(stations, named, strict=True)),
    ]


def _member(evaluator: Evaluator) -> dict[str, Field]:
    fields: dict[str, Field] = {"id": evaluator.id, "name": evaluator.name, "role": evaluator.role}
    fields |= {"marks": evaluator.marks, "recused_from": evaluator.recused_from}
    return {key: value for key, value in fields.items() if value}


def _examples(
    guideline: Guideline, wanted: Iterable[str], roles: Mapping[str, str], partly: str
) -> Iterator[str]:
    """Yield example lines for the panel, a member for each role in *wanted*."""
    ids: list[str] = []
    for role in wanted:
        alike = [member_id for member_id in ids if member_id[0] == role[0]]
        ids.append(f"{role[0]}{len(alike) + 1}")
        yield f"  #  - {{id: {ids[-1]}, name: {roles.get(role, role)}, role: {role}, recused_from: []}}"
    sections = ", ".join(section.id for section in guideline.sections[:2])
    yield f"  #  - {{id: e2, marks: [{sections}]}}{partly}"
