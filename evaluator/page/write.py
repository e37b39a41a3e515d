"""Make the page: one HTML file of the runtime, a guideline, its form, and a station's files."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from yaml._yaml import CParser

from evaluator import __version__
from evaluator.base.gate import MEBIBYTE, digest, read_file, read_text
from evaluator.evaluation import SEMANTICS
from evaluator.evaluation.pipeline import read_inputs
from evaluator.loading.evidence_kinds import HEAD
from evaluator.loading.guideline import FILE as GUIDELINE_FILE
from evaluator.loading.submission import FILE, open_submission
from evaluator.marking.questions import Refused, UnreadableSheet, evaluator_of, open_marking
from evaluator.marking.sheet_file import Content, tree_of
from evaluator.model.guideline import Guideline
from evaluator.model.round import FILE as ROUND_FILE
from evaluator.model.round import SHEETS, STATIONS, Round
from evaluator.model.sheet import Evaluator
from evaluator.model.values import Period
from evaluator.page.evidence import enough_of
from evaluator.page.form import form_of_guideline
from evaluator.page.marking import CARRIED
from evaluator.page.questions import problems_of, summary_of
from evaluator.page.substitutes import record
from evaluator.rounds.drawing import hand_out_draws
from evaluator.rounds.hand_out import hand_out_files, stations_in
from evaluator.rounds.history import HAND_OUT_DRAWS
from evaluator.rounds.record import CRITERIA
from evaluator.texts import Language
from evaluator.texts.page import PAGE_TEXTS
from evaluator.yaml.parse import Table

RUNTIME: Final = "page/runtime"
RECORDED: Final = "recorded.json"
"""What the page carries of its YAML files as events."""
MOST_WITHIN: Final = 16 * MEBIBYTE
"""Evidence up to this size goes along as files, above it as hashes."""
_ENGINE: Final = ("worker.js", "pyodide.wasm", "stdlib.zip", "app.pack")
_READ_AT_ONCE: Final = (f"round/{ROUND_FILE}", f"round/{CRITERIA}")
_POLICY: Final = (
    "default-src 'none'; script-src 'sha256-{script}' 'wasm-unsafe-eval'; style-src 'sha256-{style}'; "
    "worker-src blob:; img-src blob: data:; connect-src 'none'; base-uri 'none'; form-action 'none'"
)

_DOCUMENT: Final = """\
<!doctype html>
<html lang="{{lang}}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{policy}}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="format-detection" content="telephone=no">
<title>{{title}} · {{about}}</title>
<style>{{style}}</style>
</head>
<body>
<div id="app">
<header class="top"><div class="wide"><p class="kicker">{{title}}</p><h1>{{about}}</h1></div></header>
<main class="wide plain"><p>{{starting}}</p><p id="elsewhere">{{elsewhere}}</p></main>
</div>
{{data}}
<script>{{script}}</script>
</body>
</html>
"""


class NoRuntime(Exception):
    """The runtime is not there, or was made from another state of the program; the argument is which."""


@dataclass(frozen=True, slots=True)
class PageParts:
    """What differs between the pages: the script, what is packed, the keys of two texts."""

    script: str
    packs: tuple[str, ...]
    title: str
    starting: str


STATION_PAGE: Final = PageParts("main.js", _ENGINE, "title", "starting")
MARKING_PAGE: Final = PageParts("marking.js", (*_ENGINE, "pdf.js"), "marking.title", "marking.starting")


@dataclass(frozen=True, slots=True)
class Source:
    """A guideline as the files it is read from."""

    model: Guideline
    file: Path
    profile: Path | None = None


@dataclass(slots=True)
class StationFiles:
    """A station's folder as the page carries it."""

    answers: Content | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    """The submission, and the ledgers' files."""
    evidence: list[dict[str, Any]] = field(default_factory=list)
    """What the engine reads of every other file."""
    links: list[str] = field(default_factory=list)
    """Links out of the folder, which lead nowhere in the page and are told there as here."""
    contents: dict[str, bytes] = field(default_factory=dict)
    """Those other files, where they are small enough to go along."""


def page(
    source: Source,
    lang: Language,
    station: StationFiles | None = None,
    period: Period | None = None,
    title: str = "",
) -> bytes:
    """Return a station's page; raises NoRuntime."""
    runtime = runtime_folder()
    carried = station or StationFiles()
    data = {
        "version": __version__,
        "lang": lang,
        "texts": dict(PAGE_TEXTS),
        "form": form_of_guideline(source.model),
        "profile": "" if source.profile is None else source.profile.name,
        "answers": carried.answers,
        "period": None if period is None else [period.first.isoformat(), period.last.isoformat()],
        "round": title,
        "base": hashlib.sha256(carried.files[FILE]).hexdigest() if FILE in carried.files else "",
        "ledgerFiles": [path for path in carried.files if path != FILE],
        "evidence": carried.evidence,
        "links": carried.links,
    }
    guideline_files = {f"guideline/{GUIDELINE_FILE}": read_file(source.file)}
    if source.profile is not None:
        guideline_files[f"guideline/{source.profile.name}"] = read_file(source.profile)
    station_files = {f"station/{path}": content for path, content in carried.files.items()}
    recorded = [
        *guideline_files.values(),
        *(carried.files[path] for path in (FILE,) if path in carried.files),
    ]
    packs = {
        "station-files": packed({**_recorded(recorded), **guideline_files, **station_files}),
        "evidence-files": packed(carried.contents),
    }
    model = source.model
    return html_page(runtime, STATION_PAGE, data, packs, lang, f"{model.title} {model.edition}")


def station_files(folder: Path, *, most_within: int = MOST_WITHIN) -> StationFiles:
    """Return the files of a station's folder; what cannot be read is left out, and the engine says so.

    Evidence of at most *most_within* bytes goes along as files.
    """
    node = open_submission(folder).node
    answers = tree_of(node) if isinstance(node, Table) else None
    carried = StationFiles(answers if isinstance(answers, dict) else None)
    ledgers = tuple(_paths(carried.answers.get("ledgers") if carried.answers else None))
    size = 0
    for path, file in _walk(folder):
        if _leads_out(file, folder):
            carried.links.append(path)
            continue
        try:
            if path == FILE or any(path == name or path.startswith(f"{name}/") for name in ledgers):
                carried.files[path] = read_file(file, folder=folder)
                continue
            state = digest(file, HEAD)
        except OSError:
            continue
        size += state.size
        head = base64.b64encode(state.head).decode()
        carried.evidence.append({"path": path, "sha256": state.sha256, "size": state.size, "head": head})
    if size <= most_within:
        carried.contents = {item["path"]: read_file(folder / item["path"]) for item in carried.evidence}
    return carried


def marking_page(round_: Round, evaluator: Evaluator, lang: Language) -> bytes:
    """Return an evaluator's page with the stations that may be marked; raises NoRuntime, Refused, OSError."""
    runtime = runtime_folder()
    stations, files = handed_out(round_, evaluator, lang)
    model = round_.guideline
    data = {
        "version": __version__,
        "semantics": SEMANTICS,
        "lang": lang,
        "texts": dict(PAGE_TEXTS),
        "round": {"id": round_.id, "title": round_.title},
        "guideline": {"title": model.title, "edition": model.edition, "sha256": model.sha256},
        "evaluator": {"id": evaluator.id, "name": evaluator.name or evaluator.id},
        "stations": stations,
    }
    recorded = _recorded(content for path, content in files.items() if path.startswith(_READ_AT_ONCE))
    packs = {"round-files": packed({**recorded, **files})}
    return html_page(runtime, MARKING_PAGE, data, packs, lang, round_.title)


def handed_out(
    round_: Round, evaluator: Evaluator, lang: Language
) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """Return what the list of stations shows, and the round's files as the page carries them.

    Of evidence goes along what the engine reads of it, its size and its hash. Raises Refused, OSError.
    """
    there = hand_out_files(round_, evaluator.id)
    received = stations_in(there)
    stations: list[dict[str, Any]] = []
    carried: dict[str, object] = {}
    refused: Refused | None = None
    files = {
        f"round/{path}": read_file(there[path]) for path in there if path.startswith((ROUND_FILE, CRITERIA))
    }
    for station in received:
        try:
            evaluator_of(round_, evaluator.id, station)
        except Refused as reason:
            refused = reason
            continue
        inside = station_files(round_.folder / STATIONS / station, most_within=-1)
        files |= {f"round/{STATIONS}/{station}/{path}": content for path, content in inside.files.items()}
        carried[station] = {"files": [_carried(item) for item in inside.evidence], "links": inside.links}
        sheet = there.get(f"{SHEETS}/{evaluator.id}/{station}.yaml")
        stations.append(
            _station(round_, evaluator, station, None if sheet is None else read_file(sheet), lang)
        )
    if not stations:
        raise refused or Refused("nothing-received", name=evaluator.name or evaluator.id)
    files[f"round/{HAND_OUT_DRAWS}"] = hand_out_draws(round_, received)
    files[f"round/{CARRIED}"] = json.dumps(carried).encode()
    return stations, files


def _recorded(streams: Iterable[bytes]) -> dict[str, bytes]:
    rows = json.dumps(record(streams, CParser), ensure_ascii=False, separators=(",", ":"))
    return {RECORDED: rows.encode()}


def _carried(item: Mapping[str, Any]) -> list[object]:
    head = enough_of(item["path"], base64.b64decode(item["head"]))
    return [item["path"], item["sha256"], item["size"], base64.b64encode(head).decode()]


def _station(
    round_: Round, evaluator: Evaluator, station: str, sheet: bytes | None, lang: Language
) -> dict[str, Any]:
    """Return what the list of stations shows before a station is opened."""
    shown: dict[str, Any] = {"id": station, "name": station, "county": "", "sheet": "", "problems": []}
    place = round_.folder / STATIONS / station
    inputs, problems = read_inputs(place, guideline_model=round_.guideline)
    if inputs is None:
        return {**shown, "problems": problems_of(problems, lang)}
    about = inputs.submission.station
    shown |= {"name": about.name or station, "county": about.county, "sheet": (sheet or b"").decode()}
    try:
        marking = open_marking(round_, evaluator, inputs.submission, sheet)
    except UnreadableSheet as unreadable:
        return {**shown, "problems": problems_of(unreadable.problems, lang)}
    return {**shown, **summary_of(marking)}


def _walk(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files and links below *folder*, but for those in hidden folders."""
    for file in sorted(folder.rglob("*")):
        parts = file.relative_to(folder).parts
        if (file.is_file() or file.is_symlink()) and not any(part.startswith(".") for part in parts[:-1]):
            yield "/".join(parts), file


def _leads_out(file: Path, folder: Path) -> bool:
    try:
        return file.is_symlink() and not file.resolve(strict=True).is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return True


def _paths(part: object) -> Iterator[str]:
    """Yield the paths that a part of a submission names, however it is written."""
    if isinstance(part, str):
        yield part.strip().replace("\\", "/").removeprefix("./").rstrip("/")
    elif isinstance(part, Mapping):
        for name, value in part.items():
            if name not in ("sheet", "header_row", "columns"):
                yield from _paths(value)
    elif isinstance(part, Sequence):
        for value in part:
            yield from _paths(value)


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return many files as one: the length of the index in 4 bytes, the index, the contents."""
    index: list[tuple[str, int, int]] = []
    at = 0
    for path, content in files.items():
        index.append((path, at, at + len(content)))
        at += len(content)
    head = json.dumps(index).encode()
    return len(head).to_bytes(4, "little") + head + b"".join(files.values())


def runtime_folder() -> Path:
    """Return the runtime's folder; raise NoRuntime unless it was made from this state of the program."""
    package = Path(__file__).parent.parent
    runtime = package / RUNTIME
    if not (runtime / "manifest.json").is_file():
        raise NoRuntime("page.no-runtime")
    sources: dict[str, str] = json.loads(read_text(runtime / "manifest.json"))["sources"]
    for path, sha256 in sources.items():
        file = package / path
        if not file.is_file() or hashlib.sha256(read_file(file)).hexdigest() != sha256:
            raise NoRuntime("page.other-runtime")
    return runtime


def html_page(
    runtime: Path,
    parts: PageParts,
    data: Mapping[str, object],
    packs: Mapping[str, bytes],
    lang: Language,
    about: str,
) -> bytes:
    """Return the file: what is read at once, the data, the packs, the scripts; *about* is its heading."""
    script, style = read_text(runtime / parts.script), read_text(runtime / "page.css")
    policy = _POLICY.format(script=_hash(script), style=_hash(style))
    blocks = [_block("data", "application/json", json.dumps(data, ensure_ascii=False))]
    for name, content in packs.items():
        text = base64.b64encode(gzip.compress(content, 6, mtime=0)).decode()
        blocks.append(_block(name, "application/octet-stream", text))
    blocks += [
        _block(name, "application/octet-stream", read_text(runtime / f"{name}.85"), base=85)
        for name in parts.packs
    ]
    texts = {key: html.escape(text) for key, text in PAGE_TEXTS.all(lang).items()}
    fields = {
        "lang": "en" if lang == "en" else "zh-CN",
        "policy": policy,
        "style": style,
        "script": script,
        "data": "\n".join(blocks),
        "about": html.escape(about),
        "title": texts[parts.title],
        "starting": texts[parts.starting],
        "elsewhere": texts["elsewhere"],
    }
    return re.sub(r"\{\{(\w+)\}\}", lambda place: fields[place[1]], _DOCUMENT).encode()


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _block(name: str, kind: str, content: str, base: int = 64) -> str:
    safe = content.replace("<", "\\u003c")
    return f'<script type="{kind}" id="{name}" data-base="{base}">{safe}</script>'
