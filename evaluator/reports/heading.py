"""Put into words the head of all documents: the guideline, and the round's details for its documents."""

from evaluator.reports.fields import DocumentsView, GuidelineView
from evaluator.reports.wording import DASH, Json, Phrases, text


def guideline_of(phrases: Phrases, about: Json, subject: str) -> GuidelineView:
    status = phrases.word("status", about.get("status"))
    issuer = text(about.get("issuer"))
    notes = (("modelled_on", "modelled_on"), ("profile", "profile"), ("source_document", "source_document"))
    rounding = about["rounding"]
    edition = phrases.say("edition", edition=about["edition"])
    return GuidelineView(
        id=text(about["id"]),
        title=text(about["title"]),
        edition=edition,
        status=status,
        status_line=phrases.say("status_issuer", status=status, issuer=issuer) if status else "",
        issuer=issuer or DASH,
        subject=subject,
        full_title=phrases.say("full_title", title=about["title"], edition=edition),
        basis=tuple(line for line in text(about.get("basis")).splitlines() if line.strip()),
        notes=tuple(
            phrases.say(sentence_key, name=about[key]) for key, sentence_key in notes if about.get(key)
        ),
        arithmetic=(
            phrases.say("order"),
            phrases.say(
                f"round_{rounding['at']}",
                rule=phrases.word("rounding", rounding["rule"]),
                places=rounding["places"],
            ),
            phrases.say(f"compare_{about.get('compare') or 'exact'}"),
            phrases.say("blank_rule"),
        ),
        sha256=text(about.get("sha256")),
    )


def documents_of(phrases: Phrases, documents: Json, station: str = "") -> DocumentsView:
    """Return the round's details; numbers of documents for every station get the station's id."""

    def numbered(name: str) -> str:
        return (
            f"{documents[name]}-{station}" if documents.get(name) and station else text(documents.get(name))
        )

    return DocumentsView(
        commissioned_by=text(documents.get("commissioned_by")),
        evaluated_by=text(documents.get("evaluated_by")),
        number=text(documents.get("number")),
        dated=phrases.day(documents.get("dated")),
        deadline=phrases.day(documents.get("deadline")),
        contact=text(documents.get("contact")),
        objection_until=phrases.day(documents.get("objection_until")),
        objection_to=text(documents.get("objection_to")) or text(documents.get("commissioned_by")),
        recheck=text(documents.get("recheck")),
        rectification_number=numbered("rectification_number"),
        review_number=numbered("review_number"),
        review_dated=phrases.day(documents.get("review_dated")),
    )
