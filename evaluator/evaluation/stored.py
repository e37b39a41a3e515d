"""Read a stored evaluation. Whatever uses a result reads it by `load_result`, which holds it to its seal."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypedDict, cast

from evaluator.base.frozen import dataclass
from evaluator.base.gate import read_file
from evaluator.base.json_text import is_fast_to_read, parsed_again
from evaluator.evaluation import FORMAT, seal_of
from evaluator.model.evaluation import Evaluation, ProgramJson, ResultReferenceJson
from evaluator.texts.problem import Problem, Unusable
from evaluator.texts.reasons import reason
from evaluator.yaml.errors import shortened
from evaluator.yaml.schema import first_misfit

_MOST_NAMED: Final = 10
"""Parts named that a file lacks."""
_sound: Final[set[bytes]] = set()
"""Hashes of files that hold: a command on a round reads its results several times, but holds each once."""
_MOST_SOUND: Final = 100_000
_PARTS: Final = {
    dict: ("tool", "guideline", "station", "period", "eligibility", "score", "inputs"),
    list: (
        "steps",
        "sections",
        "findings",
        "evidence",
        "facts",
        "ledgers",
        "differences",
        "claims",
        "sheets",
        "decisions",
        "problems",
    ),
}
"""What every evaluation holds, by the kind of value."""


@dataclass(frozen=True, slots=True)
class StoredResult:
    """A file that has the form of an evaluation, whether or not its seal holds."""

    document: Evaluation
    data: bytes
    repeated: str
    """The first key that stands twice in one object; JSON readers differ in which value they take."""
    sealed: bool
    """Whether the seal is that of the contents."""

    def problem(self, file: str) -> Problem | None:
        """Return why the result cannot be used, None where it can."""
        if self.repeated:
            return Problem("result-key-twice", file, args={"key": self.repeated})
        return None if self.sealed else Problem("result-seal", file)


def load_result(path: Path, file: str = "") -> Evaluation:
    """Return the evaluation in *path*, shown to the user as *file*.

    Raises Unusable when it cannot be read, is no evaluation, or is not as it was sealed.
    """
    file = file or path.as_posix()
    data = _read(path, file)
    sha256 = hashlib.sha256(data).digest()
    if sha256 in _sound:
        return cast("Evaluation", parsed_again(data))
    stored = _stored(data, file)
    problem = stored.problem(file)
    if problem is None:
        place = first_misfit(stored.document, "evaluation") or next(_dangling(stored.document), "")
        if not place:
            if len(_sound) < _MOST_SOUND and is_fast_to_read(data, stored.document):
                _sound.add(sha256)
            return stored.document
        problem = Problem("result-structure", file, args={"place": shortened(place)})
    raise Unusable([problem])


def read_result(path: Path, file: str) -> StoredResult:
    """Return the file as it is; raises Unusable when it cannot be read or is no evaluation."""
    return _stored(_read(path, file), file)


def _read(path: Path, file: str) -> bytes:
    try:
        return read_file(path)
    except OSError as error:
        raise Unusable([Problem("result-unreadable", file, args={"reason": reason(error)})]) from error


def _stored(data: bytes, file: str) -> StoredResult:
    pairs = _Pairs()
    try:
        document = json.loads(
            data, object_pairs_hook=pairs.object, parse_constant=pairs.constant, parse_float=pairs.fraction
        )
    except (ValueError, RecursionError) as error:
        raise Unusable([Problem("result-format", file)]) from error
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise Unusable([Problem("result-format", file)])
    lacking = _lacking(document)
    if lacking:
        raise Unusable(
            [
                Problem(
                    "result-parts",
                    file,
                    args={"names": ", ".join(shortened(name) for name in lacking[:_MOST_NAMED])},
                )
            ]
        )
    return StoredResult(
        cast("Evaluation", document), data, pairs.repeated, not pairs.foreign and _sealed(document)
    )


def semantics_of(document: Evaluation) -> int:
    """Return under which semantics an evaluation was computed; 0 before there were any."""
    return document["tool"].get("semantics", 0)


class Links(TypedDict, total=False):
    """What a round adds to an evaluation: it cannot be computed from the station's inputs."""

    supersedes: ResultReferenceJson
    rechecks: ResultReferenceJson
    program: ProgramJson


def with_links(document: Evaluation, links: Links) -> Evaluation:
    """Return the evaluation with what a round adds to it, sealed again."""
    if not links:
        return document
    sealed: Evaluation = {**document, **links}
    sealed["seal"] = seal_of(sealed)
    return sealed


def links_of(document: Evaluation) -> Links:
    """Return what a round has added to an evaluation."""
    links: Links = {}
    if "supersedes" in document:
        links["supersedes"] = document["supersedes"]
    if "rechecks" in document:
        links["rechecks"] = document["rechecks"]
    if "program" in document:
        links["program"] = document["program"]
    return links


def _lacking(document: Mapping[str, Any]) -> list[str]:
    """Return what the document lacks of what every evaluation holds, and of what says whose it is."""
    lacking = [
        name for kind, names in _PARTS.items() for name in names if not isinstance(document.get(name), kind)
    ]
    if lacking:
        return lacking
    texts = {
        "station.id": document["station"].get("id"),
        "guideline.profile": document["guideline"].get("profile"),
        **{f"inputs.{name}": sha256 for name, sha256 in document["inputs"].items()},
    }
    lacking = [name for name, value in texts.items() if not isinstance(value, str)]
    if type(document["tool"].get("semantics", 0)) is not int:
        lacking.append("tool.semantics")
    return lacking


def _dangling(document: Evaluation) -> Iterator[str]:
    """Yield the places that name a grade, a section or evidence which the document does not hold."""
    grades = {grade["id"] for grade in document["guideline"]["grades"]}
    sections = {section["id"] for section in document["sections"]}
    items = {item["id"] for item in document["evidence"]}
    named: list[tuple[str, Mapping[str, Any], tuple[str, ...]]] = [
        ("score", document["score"], (*_GRADES, "grade_before_ceilings")),
        *((f"steps[{number}]", step, _GRADES) for number, step in enumerate(document["steps"])),
    ]
    for place, part, keys in named:
        yield from (f"{place}.{key}" for key in keys if part.get(key) is not None and part[key] not in grades)
    for number, section in enumerate(document["sections"]):
        if section["parent"] and section["parent"] not in sections:
            yield f"sections[{number}].parent"
    for number, finding in enumerate(document["findings"]):
        if finding["section"] and finding["section"] not in sections:
            yield f"findings[{number}].section"
        for at, line in enumerate(finding["evidence_lines"]):
            if not items.issuperset(line["items"]):
                yield f"findings[{number}].evidence_lines[{at}].items"


_GRADES: Final = ("grade", "grade_low", "grade_high")


def _sealed(document: Mapping[str, object]) -> bool:
    try:
        return bool(document.get("seal") == seal_of(document))
    except (ValueError, RecursionError):
        # What canonical JSON cannot hold (half a surrogate pair) was never sealed.
        return False


class _Pairs:
    """Makes objects of JSON's pairs and remembers the first key that stands twice, and what is no JSON."""

    def __init__(self) -> None:
        self.repeated = ""
        self.foreign = ""
        """NaN or Infinity, which canonical JSON cannot hold, or a decimal: figures are texts."""

    def constant(self, word: str) -> None:
        self.foreign = word

    def fraction(self, word: str) -> float:
        self.foreign = word
        return float(word)

    def object(self, pairs: list[tuple[str, object]]) -> dict[str, object]:
        made = dict(pairs)
        if len(made) != len(pairs) and not self.repeated:
            counts = Counter(name for name, _ in pairs)
            self.repeated = next(name for name, count in counts.items() if count > 1)
        return made
