"""Put into words what all papers have at their head: the guideline, and what the round says of its papers."""

from evaluator.reports.fields import Documents, Guideline
from evaluator.reports.wording import DASH, Json, Phrases, text


def guideline_of(phrases: Phrases, about: Json, subject: str) -> Guideline:
    status = phrases.word("status", about.get("status"))
    issuer = text(about.get("issuer"))
    notes = (("modelled_on", "modelled_on"), ("profile", "profile"), ("source_document", "source_document"))
    rounding = about["rounding"]
    edition = phrases.say("edition", edition=about["edition"])
    return Guideline(
        id=text(about["id"]),
        title=text(about["title"]),
        edition=edition,
        status=status,
        status_line=phrases.say("status_issuer", status=status, issuer=issuer) if status else "",
        issuer=issuer or DASH,
        subject=subject,
        full_title=phrases.say("full_title", title=about["title"], edition=edition),
        basis=tuple(line for line in text(about.get("basis")).splitlines() if line.strip()),
        notes=tuple(phrases.say(said, name=about[key]) for key, said in notes if about.get(key)),
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


def documents_of(phrases: Phrases, given: Json, station: str = "") -> Documents:
    """What the round says; numbers of papers that every station gets get the station's id."""

    def numbered(name: str) -> str:
        return f"{given[name]}-{station}" if given.get(name) and station else text(given.get(name))

    return Documents(
        commissioned_by=text(given.get("commissioned_by")),
        evaluated_by=text(given.get("evaluated_by")),
        number=text(given.get("number")),
        dated=phrases.day(given.get("dated")),
        deadline=phrases.day(given.get("deadline")),
        contact=text(given.get("contact")),
        objection_until=phrases.day(given.get("objection_until")),
        objection_to=text(given.get("objection_to")) or text(given.get("commissioned_by")),
        recheck=text(given.get("recheck")),
        rectification_number=numbered("rectification_number"),
        review_number=numbered("review_number"),
        review_dated=phrases.day(given.get("review_dated")),
    )
