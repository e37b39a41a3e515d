"""Print and write what lies in a station's folder and its submission does not name."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from evaluator.base.gate import read_file
from evaluator.cli import terminal
from evaluator.texts.commands import say
from evaluator.texts.problem import Problem

if TYPE_CHECKING:
    from evaluator.drafting.folder_files import EvidenceProposal, LedgerProposal
    from evaluator.drafting.folder_proposals import FolderProposals
    from evaluator.loading.submission import Document
    from evaluator.model.guideline import Guideline

MOST_LINES: Final = 12
"""Lines of a list shown without --all."""


def proposals_for(folder: Path, guideline: Guideline, document: Document | None = None) -> FolderProposals:
    """Return proposals for what lies in a station's folder and its submission does not name.

    *document*: the submission, where it is read already.
    """
    from evaluator.drafting.folder_proposals import folder_proposals
    from evaluator.loading.submission import FILE, open_submission

    if document is None and (folder / FILE).is_file():
        document = open_submission(folder)
    return folder_proposals(folder, guideline, None if document is None else document.node)


def show(proposals: FolderProposals, *, everything: bool) -> None:
    """Print the lines to paste, then what is unclear and what is left over."""
    if not proposals:
        return
    from evaluator.drafting.folder_proposals import block

    lang = terminal.lang()
    terminal.head(say("folder.head", lang))
    if proposals.certain:
        terminal.out(f"  {say('folder.lines', lang, count=len(proposals.certain))}")
        lines = []
        for key, entries in block(proposals, lang):
            dash = "- " if key == "evidence" else ""
            lines.append(f"{key}:")
            lines += [f"  {dash}{entry.text}   # {entry.note}" for entry in entries]
        _listed(lines, "folder.more-lines", everything=everything)
    if proposals.unclear:
        terminal.out(f"  {say('folder.unclear', lang, count=len(proposals.unclear))}")
        unclear = [_unclear(proposal) for proposal in proposals.unclear]
        _listed(unclear, "folder.more-lines", everything=everything)
    copies = [say("folder.copy", lang, path=path, other=other) for path, other in proposals.copies]
    unreadable = [
        say("folder.unreadable-why", lang, path=path, why=_hint(path, key))
        for path, key in proposals.unreadable
    ]
    for key, paths in (
        ("unknown", proposals.unknown),
        ("copies", copies),
        ("blank", proposals.blank),
        ("unreadable", unreadable),
        ("workbooks", proposals.workbooks),
        ("archives", proposals.archives),
        ("empty", proposals.empty),
    ):
        if paths:
            named = _named(paths, everything=everything)
            terminal.out(f"  {say(f'folder.{key}', lang, count=len(paths), paths=named)}")


def _listed(lines: Sequence[str], more: str, *, everything: bool) -> None:
    shown = lines if everything or len(lines) <= MOST_LINES + 2 else lines[:MOST_LINES]
    for line in shown:
        terminal.out(f"    {line}")
    if len(shown) < len(lines):
        terminal.out(f"    {say(more, terminal.lang(), count=len(lines) - len(shown))}")


def _named(paths: Sequence[str], *, everything: bool) -> str:
    lang = terminal.lang()
    shown = paths if everything else paths[:MOST_LINES]
    text = say("folder.between", lang).join(shown)
    return text if len(shown) == len(paths) else say("folder.more", lang, paths=text)


def _unclear(proposal: LedgerProposal | EvidenceProposal) -> str:
    """Return what an unclear file may be, and why that is not clear."""
    from evaluator.drafting.folder_files import EvidenceProposal
    from evaluator.drafting.folder_proposals import sentence

    lang = terminal.lang()
    if isinstance(proposal, EvidenceProposal):
        path = proposal.path
        options = proposal.others or ((proposal.reference, proposal.wanted),)
        what = say("folder.or", lang).join(f"{reference} {title}" for reference, title in options)
    else:
        path = say("folder.between", lang).join(proposal.paths)
        what = f"{proposal.title} ({proposal.ledger})"
    return f"{say('folder.may-be', lang, path=path, what=what)}   # {sentence(proposal, lang)}"


def _hint(path: str, key: str) -> str:
    problem = Problem("ledger-unreadable", path, args={"ledger": ""}, hint_key=key)
    return problem.hint(terminal.lang()).rstrip("。.")


def write(path: Path, proposals: FolderProposals) -> bool:
    """Write the certain proposals into the submission at *path*; return whether anything was written."""
    from evaluator.base.files import write_whole
    from evaluator.drafting.folder_proposals import with_proposals

    lang = terminal.lang()
    if not proposals.certain:
        terminal.note(say("folder.nothing-to-write", lang))
        return False
    data = with_proposals(read_file(path), proposals, lang)
    if data is None:
        show(proposals, everything=True)
        terminal.stop(say("folder.not-written", lang, path=path))
    try:
        write_whole(path, data)
    except OSError as error:
        terminal.stop(say("cannot-write", lang, path=path, reason=error.strerror or str(error)))
    counts = {
        key: sum(proposal.certainty != "unclear" for proposal in parts)
        for key, parts in (("ledgers", proposals.ledgers), ("evidence", proposals.evidence))
    }
    terminal.note(say("folder.written", lang, path=path, **counts))
    return True


def as_json(proposals: FolderProposals) -> dict[str, Any]:
    """Return the proposals for other programs."""
    from evaluator.drafting.folder_proposals import sentence

    lang = terminal.lang()
    return {
        "ledgers": [
            {
                "ledger": proposal.ledger,
                "files": list(proposal.paths),
                "columns": dict(proposal.columns),
                "rows": proposal.rows,
                "certainty": proposal.certainty,
                "why": sentence(proposal, lang),
            }
            for proposal in proposals.ledgers
        ],
        "evidence": [
            {
                "file": proposal.path,
                "for": proposal.reference,
                "kind": proposal.kind,
                "date": proposal.date.isoformat() if proposal.date is not None else None,
                "certainty": proposal.certainty,
                "why": sentence(proposal, lang),
                "perhaps": [reference for reference, _ in proposal.others],
            }
            for proposal in proposals.evidence
        ],
        "unknown": proposals.unknown,
        "copies": [{"file": path, "as": other} for path, other in proposals.copies],
        "archives": proposals.archives,
        "empty": proposals.empty,
        "blank": proposals.blank,
        "unreadable": [path for path, _ in proposals.unreadable],
        "workbooks": proposals.workbooks,
    }
