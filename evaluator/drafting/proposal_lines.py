"""Proposals as lines of a submission.yaml, each with how sure it is and why, and written into the file."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from evaluator.drafting.folder_proposals import FolderProposals
from evaluator.drafting.proposals import EvidenceProposal, LedgerProposal
from evaluator.texts import Language
from evaluator.texts.commands import say
from evaluator.yaml.insert import AddedLine, inserted
from evaluator.yaml.write import flow

_NUMBERED = re.compile(r"(\D*)(\d+)")


def sentence(proposal: LedgerProposal | EvidenceProposal, language: Language) -> str:
    """Return how sure a proposal is and why."""
    reasons = [say(f"match.why.{why.key}", language, **why.args) for why in proposal.why]
    stop = say("match.stop", language)
    return say(f"match.{proposal.certainty}", language, why=stop.join(reasons))


def ledger_entries(proposals: FolderProposals, language: Language) -> list[AddedLine]:
    """Return the lines for the ledgers that are sure or likely."""
    return [
        AddedLine(f"{flow(proposal.ledger)}: {_ledger(proposal)}", _note(proposal, language))
        for proposal in proposals.ledgers
        if proposal.certainty != "unclear"
    ]


def _ledger(proposal: LedgerProposal) -> str:
    if not proposal.columns:
        return flow(proposal.paths if len(proposal.paths) > 1 else proposal.paths[0])
    return flow({"files": list(proposal.paths), "columns": dict(proposal.columns)})


def _note(proposal: LedgerProposal | EvidenceProposal, language: Language) -> str:
    return " ".join(sentence(proposal, language).split())


def evidence_entries(proposals: FolderProposals, language: Language) -> list[AddedLine]:
    """Return the lines for the files that are surely or likely evidence, with ids that are free."""
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
    for key, entries in block(proposals, language):
        grown = inserted(data, key, entries, listed=key == "evidence")
        if grown is None:
            return None
        data = grown
    return data
