"""Read a station's evidence items, and check that their files exist and are of the stated type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from evaluator.base.frozen import dataclass, field
from evaluator.base.gate import Digest, digest
from evaluator.loading.evidence_kinds import HEAD, foreign, may_be_photo
from evaluator.loading.fields import at, day, entries, place_of, scalars, text, unknown
from evaluator.loading.names import Names
from evaluator.loading.paths import Folders, inside
from evaluator.loading.values import Unfit
from evaluator.model.submission import EvidenceItem
from evaluator.texts import evidence_kinds
from evaluator.texts.problem import Problem
from evaluator.texts.reasons import reason
from evaluator.yaml.parse import Items, Node, Scalar, is_null

KINDS = ("document", "photo", "record", "ledger", "finance", "system", "survey", "site", "interview")


@dataclass(slots=True)
class _EvidenceReader:
    names: Names
    folder: Path
    shown: str
    problems: list[Problem] = field(default_factory=list)
    inputs: dict[str, str] = field(default_factory=dict)
    read: dict[str, Digest] = field(default_factory=dict)
    """Files by path; a file cited twice is read once."""
    folders: Folders = field(default_factory=Folders)

    def say(self, unfit: Unfit, node: Node) -> None:
        self.problems.append(at(unfit, node, self.shown))


def read_evidence(
    node: Node | None,
    names: Names,
    folder: Path,
    shown: str,
    digests: Mapping[str, Digest] | None = None,
) -> tuple[tuple[EvidenceItem, ...], list[Problem], dict[str, str]]:
    """Return the items in file order, every problem, and the SHA-256 of each file that exists.

    *digests* are of files in the folder, none of them a link, that were read already, or whose content is not
    at hand: an empty file stands in the place of each.
    """
    reading = _EvidenceReader(names, folder, shown, read=dict(digests or {}))
    items: list[EvidenceItem] = []
    first: dict[str, int] = {}
    for item_node in node.nodes if isinstance(node, Items) else []:
        fields = entries(item_node)
        id = text(fields.get("id"))
        if not id:
            continue
        if id in first:
            reading.say(Unfit("evidence-duplicate-id", {"id": id, "first": str(first[id])}), fields["id"])
            continue
        first[id] = fields["id"].line
        item = _item(reading, id, fields, item_node)
        if item is not None:
            items.append(item)
    return tuple(items), reading.problems, reading.inputs


def _item(reading: _EvidenceReader, id: str, fields: Mapping[str, Node], node: Node) -> EvidenceItem | None:
    kind = text(fields.get("kind"))
    if kind not in KINDS:
        if kind:
            reading.say(_unknown_kind(id, kind), fields["kind"])
        return None
    file, sha256, why = _file(reading, id, kind, fields.get("file"))
    dated = day(fields.get("date"), "evidence-date", id=id)
    if isinstance(dated, Unfit):
        reading.say(dated, fields["date"])
        dated = None
    serves = tuple(dict.fromkeys(_serves(reading, fields.get("for"))))
    return EvidenceItem(
        id, kind, text(fields.get("title")), file, dated, serves, sha256, not why, why, place_of(node)
    )


def _unknown_kind(id: str, kind: str) -> Unfit:
    """Return the problem of an unknown kind; a kind written by its Chinese title gets a suggestion."""
    near = evidence_kinds.meant(kind, KINDS)
    if near:
        return Unfit("evidence-kind-unknown", {"id": id, "name": kind, "near": near}, "did-you-mean")
    return unknown("evidence-kind-unknown", kind, KINDS, id=id, known=evidence_kinds.listed(KINDS))


def _file(reading: _EvidenceReader, id: str, kind: str, node: Node | None) -> tuple[str, str, str]:
    """Return an item's path, its SHA-256 and why it cannot be used."""
    if not isinstance(node, Scalar) or is_null(node) or not node.text.strip():
        # A record in a system, or a document on site, has no file.
        return "", "", ""
    path, refused = inside(reading.folder, node.text, reading.folders, reading.read)
    if refused is not None:
        reading.say(refused, node)
        return node.text, "", refused.code
    args = {"id": id, "path": path}
    if path.casefold() == reading.shown.casefold():
        reading.say(Unfit("evidence-is-form", args), node)
        return path, "", "evidence-is-form"
    try:
        if path not in reading.read:
            reading.read[path] = digest(reading.folder / path, HEAD)
    except IsADirectoryError:
        reading.say(Unfit("evidence-is-folder", args), node)
        return path, "", "evidence-is-folder"
    except (FileNotFoundError, NotADirectoryError):
        near = reading.folders.nearest_file(reading.folder, path)
        hint = "did-you-mean" if near else ""
        reading.say(Unfit("evidence-missing", {**args, "near": near}, hint), node)
        return path, "", "evidence-missing"
    except OSError as error:
        reading.say(Unfit("evidence-unreadable", {**args, "reason": reason(error)}), node)
        return path, "", "evidence-unreadable"
    file = reading.read[path]
    if not file.size:
        reading.say(Unfit("evidence-empty", args), node)
        return path, "", "evidence-empty"
    reading.inputs[path] = file.sha256
    content = foreign(path, file.head)
    why = ""
    if content is not None:
        why = "evidence-not-what-it-says"
        hint = "evidence-looks-like" if content else ""
        reading.say(Unfit(why, {**args, "content": content}, hint), node)
    elif kind == "photo" and not (photo := may_be_photo(file.head)):
        code = "evidence-photo-unseen" if photo is None else "evidence-not-a-photo"
        reading.say(Unfit(code, args), node)
    return path, reading.inputs[path], why


def _serves(reading: _EvidenceReader, node: Node | None) -> Iterator[tuple[str, str]]:
    for scalar in scalars(node):
        reference = reading.names.reference(scalar.text)
        if isinstance(reference, Unfit):
            reading.say(reference, scalar)
        else:
            yield reference
