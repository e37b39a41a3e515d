"""What lies in a station's folder and is named nowhere, matched to what its guideline asks for; as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evaluator.base.frozen import dataclass, field
from evaluator.base.once import lazy_pattern
from evaluator.drafting.folder_files import EvidenceProposal, LedgerProposal, unlisted_files
from evaluator.loading.fields import entries, scalars, text
from evaluator.model.guideline import Guideline
from evaluator.texts import Language
from evaluator.texts.commands import say
from evaluator.yaml.parse import Items, Node, Table

if TYPE_CHECKING:
    from evaluator.yaml.insert import AddedLine

_NUMBERED = lazy_pattern(r"(\D*)(\d+)")


@dataclass(slots=True)
class FolderProposals:
    """What may be handed in, and what is left over."""

    ledgers: list[LedgerProposal] = field(default_factory=list)
    evidence: list[EvidenceProposal] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    """Files that nothing says the use of."""
    archives: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    copies: list[tuple[str, str]] = field(default_factory=list)
    """Files with the bytes of another, and that other."""
    workbooks: list[str] = field(default_factory=list)
    """Self-check workbooks of this program, which are read by themselves."""
    blank: list[str] = field(default_factory=list)
    """Tables with heads and no rows."""
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    """Tables that cannot be opened, with the key of the hint."""
    ids: frozenset[str] = frozenset()
    """Ids of evidence that the submission uses."""

    @property
    def certain(self) -> list[LedgerProposal | EvidenceProposal]:
        """Return the proposals that may be written."""
        return [proposal for proposal in self._all if proposal.certainty != "unclear"]

    @property
    def unclear(self) -> list[LedgerProposal | EvidenceProposal]:
        """Return the proposals that somebody has to decide on."""
        return [proposal for proposal in self._all if proposal.certainty == "unclear"]

    @property
    def _all(self) -> list[LedgerProposal | EvidenceProposal]:
        return [*self.ledgers, *self.evidence]

    def __bool__(self) -> bool:
        """Return whether there is anything to say."""
        parts = (self.ledgers, self.evidence, self.unknown, self.archives, self.empty, self.workbooks)
        return any(parts) or bool(self.copies or self.unreadable)


def folder_proposals(folder: Path, guideline: Guideline, submission: Node | None) -> FolderProposals:
    """Return proposals for the files of a station's folder that its submission does not name."""
    fields = entries(submission)
    unlisted = unlisted_files(folder, submission)
    if not unlisted:
        return FolderProposals()
    # Most folders hold nothing that is not named, and a self-check should not wait for what matches files.
    from evaluator.drafting.evidence_matches import EvidenceMatcher
    from evaluator.drafting.ledger_matches import LedgerMatcher

    handed_in = {id: _paths(node) for id, node in entries(fields.get("ledgers")).items() if _paths(node)}
    evidence = fields.get("evidence")
    items = evidence.nodes if isinstance(evidence, Items) else []
    proposals = FolderProposals(
        archives=unlisted.archives,
        empty=unlisted.empty,
        copies=unlisted.copies,
        ids=frozenset(text(entries(item).get("id")) for item in items),
    )
    tables = LedgerMatcher(guideline, folder).matches(
        [file for file in unlisted.files if file.sort == "table"], handed_in
    )
    proposals.ledgers = tables.proposals
    proposals.workbooks, proposals.blank = tables.workbooks, tables.blank
    proposals.unreadable = tables.unreadable
    matcher = EvidenceMatcher(guideline)
    others = set(tables.others)
    for file in unlisted.files:
        if file.sort == "table" and file not in others:
            continue
        proposal = matcher.proposal(file)
        if proposal is None:
            proposals.unknown.append(file.path)
        else:
            proposals.evidence.append(proposal)
    order = {line.reference: number for number, line in enumerate(matcher.lines)}
    proposals.evidence.sort(key=lambda proposal: (order[proposal.reference], proposal.path))
    return proposals


def _paths(node: Node) -> str:
    """Return the files of a ledger as they are written."""
    files = entries(node).get("files") if isinstance(node, Table) else node
    return "、".join(scalar.text for scalar in scalars(files))


def sentence(proposal: LedgerProposal | EvidenceProposal, language: Language) -> str:
    """Return how sure a proposal is and why."""
    reasons = [say(f"match.why.{why.key}", language, **why.args) for why in proposal.why]
    stop = say("match.stop", language)
    return say(f"match.{proposal.certainty}", language, why=stop.join(reasons))


def ledger_entries(proposals: FolderProposals, language: Language) -> list[AddedLine]:
    """Return the lines for the ledgers that are sure or likely."""
    from evaluator.yaml.insert import AddedLine
    from evaluator.yaml.write import flow

    return [
        AddedLine(f"{flow(proposal.ledger)}: {_ledger(proposal)}", _note(proposal, language))
        for proposal in proposals.ledgers
        if proposal.certainty != "unclear"
    ]


def _ledger(proposal: LedgerProposal) -> str:
    from evaluator.yaml.write import flow

    if not proposal.columns:
        return flow(proposal.paths if len(proposal.paths) > 1 else proposal.paths[0])
    return flow({"files": list(proposal.paths), "columns": dict(proposal.columns)})


def _note(proposal: LedgerProposal | EvidenceProposal, language: Language) -> str:
    return " ".join(sentence(proposal, language).split())


def evidence_entries(proposals: FolderProposals, language: Language) -> list[AddedLine]:
    """Return the lines for the files that are surely or likely evidence, with ids that are free."""
    from evaluator.yaml.insert import AddedLine
    from evaluator.yaml.write import flow

    ids = _free_ids(proposals.ids)
    return [
        AddedLine(
            flow(
                {
                    "id": next(ids),
                    "kind": proposal.kind,
                    "title": proposal.title,
                    "file": proposal.path,
                    **({"date": proposal.date.isoformat()} if proposal.date is not None else {}),
                    "for": [proposal.reference],
                }
            ),
            _note(proposal, language),
        )
        for proposal in proposals.evidence
        if proposal.certainty != "unclear"
    ]


def _free_ids(used: frozenset[str]) -> Iterator[str]:
    """Yield ids that go on after the highest number in use: E01, E02 …"""
    numbers = [(int(match[2]), match[1], len(match[2])) for id in used if (match := _NUMBERED.fullmatch(id))]
    number, prefix, width = max(numbers, default=(0, "E", 2))
    while True:
        number += 1
        id = f"{prefix}{number:0{width}d}"
        if id not in used:
            yield id


def block(proposals: FolderProposals, language: Language) -> list[tuple[str, Sequence[AddedLine]]]:
    """Return the keys with the lines to put under them, without those that have none."""
    parts = [
        ("ledgers", ledger_entries(proposals, language)),
        ("evidence", evidence_entries(proposals, language)),
    ]
    return [(key, entries) for key, entries in parts if entries]


def with_proposals(data: bytes, proposals: FolderProposals, language: Language) -> bytes | None:
    """Return a submission.yaml with the lines added; None where that is not possible without more changes."""
    from evaluator.yaml.insert import inserted

    for key, lines in block(proposals, language):
        grown = inserted(data, key, lines, listed=key == "evidence")
        if grown is None:
            return None
        data = grown
    return data
