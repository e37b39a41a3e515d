"""Change one thing in a round, as a careless or a dishonest hand might.

Each change is made to a copy of a finished round; `round verify` must name the file, or a folder that holds it. A
sample of them is in the suite; `bench/bench_tampering.py` makes hundreds.
"""

from __future__ import annotations

import io
import json
import random
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from evaluator.base import seal
from evaluator.base.json_text import dumped
from evaluator.evaluation import seal_of
from evaluator.model.round import FILE
from evaluator.rounds.log import LOG
from evaluator.rounds.read import read_round
from evaluator.rounds.record import SEAL, file_state, is_draft, read_record, record_data
from evaluator.work.verify import verify
from tests.rounds.making import again, run, sheet, station, whole

Chance = random.Random


@dataclass(frozen=True)
class Change:
    """A change that was made."""

    kind: str
    paths: tuple[str, ...]
    """Of the files in the round; one of them must be named."""


def finished(folder: Path, kind: str = "plain") -> Path:
    """Make a round with results and papers, of one of KINDS, or `printed`: with PDFs."""
    whole(folder)
    if kind == "drafts":
        sheet(folder / "sheets", "e1", "s1", "marks: {}\n", submitted="")
    _done("run", folder)
    if kind in ("corrected", "replaced"):
        changed = station(folder.parent / "in", "s2", "{area: 31}")
        _done("receive", folder, changed, "--replace", "补正", "--by", "站点")
        _done("run", folder)
    if kind == "again":
        station(folder / "stations" / "s2", "s2", "{area: 31}")
        again(folder, "stations/s2")
        _done("run", folder)
    if kind == "decided":
        _done("decide", folder, "s1", "--mark", "B1=level:好", "--reason", "合议", "--by", "专家组")
        _done("run", folder)
    _done("documents", folder, "--set", "feedback", "--set", "rectification", "--set", "composite")
    if kind == "edited":
        for name in ("reports/s1.docx", "reports/city/ranking.docx"):
            _edit_word(folder / name, Chance(1), figures=False)
            _done("documents", folder, "--keep", name, "--reason", "措辞", "--by", "办公室")
    if kind == "excused":
        _done("panel", folder, "excuse", "e1", "--from", "s1", "--sheets", "drop", *WHY)
        _done("run", folder)
        _done("documents", folder, "--set", "all")
    if kind == "declared":
        text = (folder / "round.yaml").read_text(encoding="utf-8")
        text = text.replace("title: 测试轮次", "title: 测试轮次（二）")
        (folder / "round.yaml").write_text(text, encoding="utf-8")
        _done("documents", folder, "--set", "all")
    if kind in ("closed", "reopened", "reviewed", "rechecked", "withdrawn", "printed"):
        _done("close", folder, "--anyway", "期限已到", "--by", "组织方")
    if kind == "withdrawn":
        _done("withdraw", folder, "s2", "--into", "s1", *WHY)
        _done("documents", folder, "--set", "all")
    if kind == "printed":
        _done("documents", folder, "--set", "feedback", "--pdf")
    if kind == "rechecked":
        _done("rectify", folder, "--stations", "s2", "--due", "2026-10-31", "--by", "组织方")
        _done("reopen", folder, "s2", "--recheck", *WHY)
        changed = station(folder.parent / "in", "s2", "{area: 80, rooms: [a, b]}")
        _done("receive", folder, changed, "--replace", "整改", "--by", "站点")
        _done("run", folder)
        _done("close", folder, "--by", "组织方")
    if kind == "reviewed":
        about = ("--about", "total", "--text", "少算了", "--by", "站点", "--received", "2026-09-03")
        _done("object", folder, "s2", *about)
        _done("object", folder, "--answer", "1", "--text", "复核", "--by", "组织方", "--outcome", "upheld")
    if kind in ("reopened", "reviewed"):
        _done("reopen", folder, "s2", "--reason", "复核", "--by", "组织方")
        changed = station(folder.parent / "in", "s2", "{area: 31}")
        _done("receive", folder, changed, "--replace", "补正", "--by", "站点")
        _done("run", folder)
    if kind == "reviewed":
        _done("close", folder, "--anyway", "期限已到", "--by", "组织方")
        _done("documents", folder)
    return folder


KINDS: Final = (
    "plain",
    "drafts",
    "replaced",
    "again",
    "decided",
    "edited",
    "closed",
    "reopened",
    "reviewed",
    "excused",
    "declared",
    "withdrawn",
    "rechecked",
)
WHY: Final = ("--reason", "有变化", "--by", "组织方")


def _done(command: str, folder: Path, *arguments: str | Path) -> None:
    result = run("round", command, folder, *arguments)
    assert result.exit_code == 0, (command, result.output)


def named(folder: Path) -> tuple[set[str], list[str]]:
    """Return the files that `round verify` calls wrong, and its sentences."""
    round_, problems = read_round(folder)
    verified = verify(round_, folder, quick=False, jobs=1)
    listed = [problem for problem in (*problems, *verified.problems) if problem.severity == "error"]
    files = {problem.file for problem in listed} | {str(problem.args.get("path", "")) for problem in listed}
    return files, [problem.render("zh") for problem in listed]


def is_named(change: Change, files: set[str]) -> bool:
    """Return whether a change is named: the file, a folder that holds it, or what says that it was changed."""
    return any(f"{path}/".startswith(f"{file}/") for path in change.paths for file in files if file)


def tamper(folder: Path, chance: Chance) -> Change:
    """Change one thing in the round and return what it was."""
    while True:
        kind, change = chance.choice(sorted(CHANGES.items()))
        path = change(folder, chance)
        if path:
            return Change(kind, tuple(path.split("\n")))


def _files(folder: Path, *tops: str) -> list[Path]:
    """Return the files under some folders of a round; a sheet that is not submitted may change unseen."""
    return [folder / FILE] * (FILE in tops) + sorted(
        path
        for top in tops
        for path in (folder / top).rglob("*")
        if path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
        and not (top == "sheets" and is_draft(path))
    )


ALL: Final = (
    "stations",
    "sheets",
    "decisions",
    "results",
    "reports",
    "criteria",
    "templates",
    "history",
    FILE,
)


def _pick(folder: Path, chance: Chance, *tops: str, ending: str = "") -> Path | None:
    tops = tops or (chance.choice(ALL),)
    files = [path for path in _files(folder, *tops) if path.name.endswith(ending)]
    return chance.choice(files) if files else None


def _shown(folder: Path, path: Path) -> str:
    return path.relative_to(folder).as_posix()


def _bytes(change: Callable[[bytes, Chance], bytes]) -> Callable[[Path, Chance], str]:
    """Return a change of a file's bytes; one that comes to nothing is none."""

    def made(folder: Path, chance: Chance) -> str:
        path = _pick(folder, chance)
        if path is None or not path.stat().st_size:
            return ""
        data = path.read_bytes()
        after = change(data, chance)
        path.write_bytes(after)
        return "" if after == data else _shown(folder, path)

    return made


def _flip(data: bytes, chance: Chance) -> bytes:
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def _cut(data: bytes, chance: Chance) -> bytes:
    return data[: chance.randrange(len(data))]


def _appended(data: bytes, chance: Chance) -> bytes:
    return data + chance.choice([b" ", b"\n", b"\x00", "附注".encode()])


def _digit(data: bytes, chance: Chance) -> bytes:
    places = [match.start() for match in re.finditer(rb"[0-9]", data)]
    if not places:
        return data
    at = chance.choice(places)
    return data[:at] + str((int(data[at : at + 1]) + chance.randint(1, 9)) % 10).encode() + data[at + 1 :]


def _line_gone(data: bytes, chance: Chance) -> bytes:
    lines = data.splitlines(keepends=True)
    del lines[chance.randrange(len(lines))]
    return b"".join(lines)


def _lines_swapped(data: bytes, chance: Chance) -> bytes:
    lines = data.splitlines(keepends=True)
    first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    return b"".join(lines)


def _removed(folder: Path, chance: Chance) -> str:
    path = _pick(folder, chance)
    if path is None:
        return ""
    path.unlink()
    return _shown(folder, path)


def _renamed(folder: Path, chance: Chance) -> str:
    path = _pick(folder, chance)
    if path is None:
        return ""
    path.rename(path.with_name(f"旧{path.name}"))
    return _shown(folder, path)


def _swapped(folder: Path, chance: Chance) -> str:
    top = chance.choice(ALL)
    first, second = _pick(folder, chance, top), _pick(folder, chance, top)
    if first is None or second is None or first.read_bytes() == second.read_bytes():
        return ""
    data = first.read_bytes()
    first.write_bytes(second.read_bytes())
    second.write_bytes(data)
    return f"{_shown(folder, first)}\n{_shown(folder, second)}"


def _added(folder: Path, chance: Chance) -> str:
    path = _pick(folder, chance, "stations", "results", "reports", "sheets")
    if path is None:
        return ""
    more = path.with_name(f"新{path.name}")
    more.write_bytes(path.read_bytes())
    return _shown(folder, more)


def _station_gone(folder: Path, chance: Chance) -> str:
    place = chance.choice(sorted((folder / "stations").iterdir()))
    shutil.rmtree(place)
    return _shown(folder, place)


def _folder_renamed(folder: Path, chance: Chance) -> str:
    """A folder with files gets another name, such as a station's or that of all papers."""
    places = sorted(
        {path.parent for path in _files(folder, "stations", "sheets", "results", "reports", "criteria")}
    )
    place = chance.choice(places)
    files = [_shown(folder, path) for path in _files(folder, _shown(folder, place))]
    place.rename(place.with_name(f"{place.name}（旧）"))
    return "\n".join(files)


def _stations_swapped(folder: Path, chance: Chance) -> str:
    """Two stations' folders change places."""
    first, second = chance.sample(sorted((folder / "stations").iterdir()), 2)
    between = folder / "stations" / "between"
    first.rename(between)
    second.rename(first)
    between.rename(second)
    files = _files(folder, _shown(folder, first), _shown(folder, second))
    return "\n".join(_shown(folder, path) for path in files)


def _linked(folder: Path, chance: Chance) -> str:
    """A link to a copy elsewhere in the place of a file."""
    path = _pick(folder, chance, "stations", "sheets", "results", "reports", "templates")
    assert path is not None
    elsewhere = folder.with_name(f"{folder.name}-elsewhere")
    elsewhere.mkdir(exist_ok=True)
    copy = elsewhere / path.name
    shutil.copy(path, copy)
    path.unlink()
    path.symlink_to(copy)
    return _shown(folder, path)


def _empty_station(folder: Path, chance: Chance) -> str:
    place = folder / "stations" / f"s{chance.randrange(4, 1000)}"
    place.mkdir()
    return _shown(folder, place)


def _resealed(folder: Path, chance: Chance) -> str:
    """A figure of a result, with the seal that fits the change."""
    path = _pick(folder, chance, "results", ending=".json")
    assert path is not None
    document = json.loads(path.read_bytes())
    place = chance.choice(["score", "finding", "grade", "input", "station"])
    if place == "score" and document["score"]["points"]:
        document["score"]["points"] = "99.99"
    elif place == "finding":
        document["findings"][0]["points"] = "1.23"
    elif place == "input":
        name = chance.choice(sorted(document["inputs"]))
        document["inputs"][name] = "0" * 64
    elif place == "station":
        document["station"]["name"] = "另一个站"
    else:
        document["score"]["grade_title"] = "特优"
    document["seal"] = seal_of(document)
    path.write_bytes(dumped(document))
    return _shown(folder, path)


def _edit_word(path: Path, chance: Chance, *, figures: bool) -> bool:
    """Change a figure or a word of a Word document and pack it again; return whether there was one."""
    words = r"(?<=>)[^<\d]*[一-龥][^<\d]*(?=</w:t>)"
    return _edit_part(path, "word/document.xml", _FIGURE if figures else words, chance)


_FIGURE: Final = r"(?<=>)[^<]*\d[^<]*(?=</(?:w:t|c:v|v)>)"


def _edit_part(path: Path, member: str, pattern: str, chance: Chance) -> bool:
    """Change a text in a part of a package and pack it again; return whether there was one."""
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    names = sorted(name for name in members if re.fullmatch(member, name))
    if not names:
        return False
    name = chance.choice(names)
    text = members[name].decode()
    places = list(re.finditer(pattern, text))
    if not places:
        return False
    match = chance.choice(places)
    digit = re.compile(r"\d")
    changed = digit.sub(lambda found: str((int(found[0]) + 1) % 10), match[0], count=1)
    changed = changed if changed != match[0] else "改"
    members[name] = (text[: match.start()] + changed + text[match.end() :]).encode()
    path.write_bytes(_packed(members))
    return True


def _part_figure(ending: str, member: str) -> Callable[[Path, Chance], str]:
    """Return a change of a figure in such a part of a paper."""

    def made(folder: Path, chance: Chance) -> str:
        path = _pick(folder, chance, "reports", ending=ending)
        return _shown(folder, path) if path is not None and _edit_part(path, member, _FIGURE, chance) else ""

    return made


def _word_figure(folder: Path, chance: Chance) -> str:
    path = _pick(folder, chance, "reports", ending=".docx")
    return _shown(folder, path) if path is not None and _edit_word(path, chance, figures=True) else ""


def _word_wording(folder: Path, chance: Chance) -> str:
    path = _pick(folder, chance, "reports", ending=".docx")
    return _shown(folder, path) if path is not None and _edit_word(path, chance, figures=False) else ""


def _log_forged(folder: Path, chance: Chance) -> str:
    """Add an entry to the log that follows from the last, as the program would write it."""
    from evaluator.rounds.log import Entry, appended
    from tests.rounds.making import DAY

    path = folder / LOG
    path.write_bytes(appended(path.read_bytes(), [Entry("decided", "decisions/s1.yaml", DAY, {"by": "甲"})]))
    return LOG


def _log_rewritten(folder: Path, chance: Chance) -> str:
    """What a close recorded is changed, every later line chained anew, and the record of the log with it."""
    from evaluator.rounds.log import appended, read_log

    entries, _ = read_log((folder / LOG).read_bytes())
    places = [at for at, entry in enumerate(entries) if entry.kind == "closed" and "results" in entry.fields]
    if not places:
        return ""
    at = chance.choice(places)
    fields = json.loads(json.dumps(entries[at].fields))
    match chance.randrange(4):
        case 0:
            fields["results"]["s1"]["seal"] = "0" * 64
        case 1:
            fields["seal"] = "0" * 64
        case 2:
            fields["panel"]["merge"] = "median" if fields["panel"]["merge"] == "mean" else "mean"
        case _:
            fields["results"]["s1"] = fields["results"]["s3"]
    entries[at] = replace(entries[at], fields=fields)
    (folder / LOG).write_bytes(appended(b"", entries))
    record = read_record(folder)
    record.log = file_state(folder / LOG)
    (folder / SEAL).write_bytes(record_data(record))
    return f"{LOG}\nresults/s1.json\nresults/s3.json\n{FILE}"


def _log_line(folder: Path, chance: Chance) -> str:
    path = folder / LOG
    data = path.read_bytes()
    after = chance.choice([_digit, _line_gone, _lines_swapped])(data, chance)
    path.write_bytes(after)
    return "" if after == data else LOG


def _record_changed(folder: Path, chance: Chance) -> str:
    """A hash or a length in the record of files, or a whole line of it."""
    path = folder / SEAL
    data = path.read_bytes()
    after = chance.choice([_digit, _line_gone, _flip])(data, chance)
    path.write_bytes(after)
    return "" if after == data else SEAL


def _copied_over(folder: Path, chance: Chance) -> str:
    """Another file of its kind, or what was replaced earlier, in the place of a file."""
    target = _pick(folder, chance, chance.choice(["stations", "sheets", "decisions", "results", "reports"]))
    if target is None:
        return ""
    top = _shown(folder, target).partition("/")[0]
    source = _pick(folder, chance, *chance.choice([(top,), ("history/was",)]))
    if source is None or source.read_bytes() == target.read_bytes():
        return ""
    target.write_bytes(source.read_bytes())
    return _shown(folder, target)


def _moved(folder: Path, chance: Chance) -> str:
    """A file or a folder under a name that the program could have given it."""
    path = _pick(folder, chance, "stations", "sheets", "decisions", "results", "reports", "criteria")
    assert path is not None
    place = chance.choice([path, path.parent])
    stem, dot, ending = place.name.partition(".")
    name = chance.choice([f"{stem}.2{dot}{ending}", f"s7{dot}{ending}", f"{stem.upper()}{dot}{ending}"])
    target = place.with_name(name)
    if target.exists() or place.parent == folder:
        return ""
    files = [_shown(folder, inside) for inside in _files(folder, _shown(folder, place))]
    place.rename(target)
    return "\n".join(files) or _shown(folder, path)


def _folder_gone(folder: Path, chance: Chance) -> str:
    """All of a kind: every result, the whole history."""
    places = [
        place for place in sorted(folder.rglob("*")) if place.is_dir() and not place.name.startswith(".")
    ]
    places = [place for place in places if _files(folder, _shown(folder, place))]
    place = chance.choice(places)
    files = [_shown(folder, path) for path in _files(folder, _shown(folder, place))]
    shutil.rmtree(place)
    return "\n".join([*files, _shown(folder, place)])


def _plausible(folder: Path, chance: Chance) -> str:
    """A file more where the program or somebody else might have put it."""
    name, source = chance.choice(
        [
            ("decisions/s3.yaml", "sheets/f1/s3.yaml"),
            ("sheets/e9/s1.yaml", "sheets/f1/s1.yaml"),
            ("sheets/e2/s3.yaml", "sheets/f1/s3.yaml"),
            ("results/s1.9.json", "results/s1.json"),
            ("results/s3.recheck-1.json", "results/s3.json"),
            ("results/s9.json", "results/s1.json"),
            ("templates/feedback-2.docx", "templates/feedback.docx"),
            ("criteria/tiny/profiles/x.yaml", "round.yaml"),
            (f"history/was/{'0' * 64}", "round.yaml"),
            ("history/log-1.yaml", "history/log.yaml"),
            ("reports/city/notice.docx", "reports/city/ranking.docx"),
            ("reports/9/s1.docx", "reports/s1.docx"),
            ("stations/s1/evidence/more/x.pdf", "stations/s1/evidence/lease.pdf"),
            ("stations/s9/submission.yaml", "stations/s1/submission.yaml"),
        ]
    )
    if (folder / name).exists() or not (folder / source).is_file():
        return ""
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(folder / source, folder / name)
    return name


def _reworded(folder: Path, chance: Chance) -> str:
    """An input that still reads: another level, another number, another name."""
    path = _pick(folder, chance, "stations", "sheets", "decisions", FILE, ending=".yaml")
    assert path is not None
    text = path.read_text(encoding="utf-8")
    old, new = chance.choice(
        [
            ("好", "差"),
            ("66", "99"),
            ("points: 18", "points: 20"),
            ("专家", "评委"),
            ("20%", "60%"),
            ("s1", "s2"),
        ]
    )
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return _shown(folder, path) if old in text else ""


def _part_changed(folder: Path, chance: Chance) -> str:
    """Any part of a package: properties, styles, embedded data, images, comments; or packed again as it is."""
    path = _pick(folder, chance, "reports", "templates", ending=chance.choice([".docx", ".xlsx"]))
    if path is None:
        return ""
    before = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    name = chance.choice(sorted(members))
    match chance.randrange(5):
        case 0:
            members[name] = _digit(members[name], chance)
        case 1:
            members[name] = _flip(members[name], chance) if members[name] else b"x"
        case 2:
            del members[name]
        case 3:
            members["word/comments.xml"] = b"<w:comments/>"
        case _:
            pass  # packed again
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for inside, data in members.items():
            archive.writestr(inside, data)
    path.write_bytes(made.getvalue())
    return _shown(folder, path) if made.getvalue() != before else ""


def _record_resealed(folder: Path, chance: Chance) -> str:
    """The record of files with something else in it, and the seal that fits the change."""
    path = folder / SEAL
    fields = json.loads(path.read_bytes())
    name = chance.choice(sorted(fields["files"]))
    paper = chance.choice(sorted(fields["papers"]))
    match chance.randrange(9):
        case 0:
            del fields["files"][name]
        case 1:
            fields["files"][name]["sha256"] = "0" * 64
        case 2:
            fields["files"][name]["length"] += 1
        case 3:
            fields["files"][f"{name}.bak"] = fields["files"][name]
        case 4:
            del fields["papers"][paper]
        case 5:
            fields["papers"][paper]["edited"] = True
        case 6:
            fields["papers"][paper]["results"] = ["results/s3.json"]
        case 7:
            fields["papers"][paper]["program"] = "0.0.1"
        case _:
            fields["log"]["length"] += 1
    after = resealed_record(fields)
    if after == path.read_bytes():
        return ""
    path.write_bytes(after)
    return f"{SEAL}\n{name}\n{name}.bak\n{paper}"


def resealed_record(fields: dict[str, Any]) -> bytes:
    """Write a record as the program does."""
    for key in ("files", "papers", "headings"):
        fields[key] = dict(sorted(fields[key].items()))
    used = {paper["heading"] for paper in fields["papers"].values()}
    fields["headings"] = {key: heading for key, heading in fields["headings"].items() if key in used}
    del fields["seal"]
    fields["seal"] = seal.digest(fields)
    return (json.dumps(fields, ensure_ascii=False, indent=1) + "\n").encode()


CHANGES: Final[Mapping[str, Callable[[Path, Chance], str]]] = {
    "bit": _bytes(_flip),
    "cut short": _bytes(_cut),
    "appended": _bytes(_appended),
    "digit": _bytes(_digit),
    "line gone": _bytes(_line_gone),
    "lines swapped": _bytes(_lines_swapped),
    "emptied": _bytes(lambda _data, _chance: b""),
    "removed": _removed,
    "renamed": _renamed,
    "swapped": _swapped,
    "added": _added,
    "station gone": _station_gone,
    "folder renamed": _folder_renamed,
    "stations swapped": _stations_swapped,
    "linked": _linked,
    "empty station": _empty_station,
    "result resealed": _resealed,
    "Word figure": _word_figure,
    "Word wording": _word_wording,
    "Word chart": _part_figure(".docx", r"word/charts/chart\d+\.xml"),
    "Word foot": _part_figure(".docx", r"word/footer\d+\.xml"),
    "workbook cell": _part_figure(".xlsx", r"xl/worksheets/sheet\d+\.xml"),
    "log forged": _log_forged,
    "log line": _log_line,
    "log rewritten": _log_rewritten,
    "record": _record_changed,
    "record resealed": _record_resealed,
    "copied over": _copied_over,
    "moved": _moved,
    "folder gone": _folder_gone,
    "plausible file": _plausible,
    "reworded": _reworded,
    "part of a package": _part_changed,
}


PARTS: Final = (
    r"word/document\.xml",
    r"word/(?:header|footer)\d*\.xml",
    r"word/charts/chart\d*\.xml",
    r"word/embeddings/.*\.xlsx",
)
"""What of a Word document shows figures: text and tables, heads and feet, charts, the data behind them."""
_SHEETS: Final = r"xl/worksheets/sheet\d+\.xml|xl/sharedStrings\.xml"


def other_digit(paper: bytes, chance: Chance, parts: Sequence[str] = PARTS) -> tuple[str, bytes]:
    """Change one digit in a part of a Word document; return the part's name, '' where no part has a digit."""
    with zipfile.ZipFile(io.BytesIO(paper)) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    for part in chance.sample(parts, len(parts)):
        names = [name for name in members if re.fullmatch(part, name)]
        for name in chance.sample(names, len(names)):
            made = _other_digit(name, members[name], chance)
            if made is not None:
                return name, _packed({**members, name: made})
    return "", paper


def _other_digit(name: str, data: bytes, chance: Chance) -> bytes | None:
    if name.endswith(".xlsx"):
        part, made = other_digit(data, chance, [_SHEETS])
        return made if part else None
    text = data.decode()
    places = [
        shown.start(1) + at
        for shown in re.finditer(r"<(?:w:t|c:v|v|t)(?: [^>]*)?>([^<]+)<", text)
        for at, sign in enumerate(shown[1])
        if sign.isdecimal()
    ]
    if not places:
        return None
    at = chance.choice(places)
    digit = chance.choice("0123456789".replace(text[at], ""))
    return f"{text[:at]}{digit}{text[at + 1 :]}".encode()


def _packed(members: Mapping[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return made.getvalue()
