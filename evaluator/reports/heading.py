"""Put into words the head of all documents: the guideline, and the round's details for its documents."""

from collections.abc import Mapping
from typing import Final

from evaluator.model.evaluation import GuidelineJson
from evaluator.reports.fields import DocumentsView, GuidelineView
from evaluator.reports.wording import DASH, Phrases, text
from evaluator.rounds.numbering import PAPER_EDITION, PAPER_NUMBER

SEAL_DIGITS: Final = 16
"""Digits of a seal at the foot of every page."""


def guideline_of(phrases: Phrases, about: GuidelineJson, subject: str) -> GuidelineView:
    status = phrases.word("status", about["status"])
    issuer = about["issuer"]
    notes = (
        ("modelled_on", about["modelled_on"]),
        ("profile", about["profile"]),
        ("source_document", about["source_document"]),
    )
    rounding = about["rounding"]
    edition = phrases.say("edition", edition=about["edition"])
    return GuidelineView(
        id=about["id"],
        title=about["title"],
        edition=edition,
        status=status,
        status_line=phrases.say("status_issuer", status=status, issuer=issuer) if status else "",
        issuer=issuer or DASH,
        subject=subject,
        cited=phrases.say("cited", title=about["title"], edition=edition),
        full_title=phrases.say("full_title", title=about["title"], edition=edition),
        basis=tuple(line for line in about["basis"].splitlines() if line.strip()),
        notes=tuple(phrases.say(key, name=name) for key, name in notes if name),
        arithmetic=(
            phrases.say("order"),
            phrases.say(
                f"round_{rounding['at']}",
                rule=phrases.word("rounding", rounding["rule"]),
                places=rounding["places"],
            ),
            phrases.say(f"compare_{about['compare']}"),
            phrases.say("blank_rule"),
        ),
        sha256=about["sha256"],
    )


def documents_of(phrases: Phrases, documents: Mapping[str, str]) -> DocumentsView:
    """Return the round's details, with the number and the edition that this one paper has."""

    def numbered(name: str) -> str:
        return text(documents.get(PAPER_NUMBER, documents.get(name)))

    return DocumentsView(
        commissioned_by=text(documents.get("commissioned_by")),
        evaluated_by=text(documents.get("evaluated_by")),
        number=numbered("number"),
        edition=text(documents.get(PAPER_EDITION)),
        dated=phrases.day(documents.get("dated")),
        deadline=phrases.day(documents.get("deadline")),
        contact=text(documents.get("contact")),
        objection_until=phrases.day(documents.get("objection_until")),
        objection_to=text(documents.get("objection_to")) or text(documents.get("commissioned_by")),
        objection_phone=text(documents.get("objection_phone")),
        recheck=text(documents.get("recheck")),
        rectification_number=numbered("rectification_number"),
        review_number=numbered("review_number"),
        review_dated=phrases.day(documents.get("review_dated")),
    )


def foot_of(phrases: Phrases, documents: DocumentsView, seal: str) -> str:
    """Return the foot of every page: the edition, where there is one, and the first digits of the seal."""
    key = "foot_edition" if documents.edition else "foot"
    return phrases.say(key, number=documents.edition, seal=seal[:SEAL_DIGITS])
