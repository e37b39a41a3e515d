"""Put what an edition corrects into rows: for the ranking with points, for the notice without."""

from __future__ import annotations

from dataclasses import replace

from evaluator.model.history import Edition
from evaluator.model.round import Round
from evaluator.reports.round_fields import CorrectionRow
from evaluator.reports.wording import DASH, Phrases
from evaluator.rounds.corrections import Correction, Position, corrections
from evaluator.texts.reports.rounds import SENTENCES


class CorrectionRows:
    """The corrections of an edition in words; all is empty for a first edition."""

    def __init__(self, phrases: Phrases, round_: Round, edition: Edition | None) -> None:
        """Compare the edition with the one before it. Raises Unusable when results cannot be used."""
        self.phrases = phrases
        self.listed = [] if edition is None else corrections(round_, edition)
        later = edition is not None and edition.number > 1
        number = edition.number if edition is not None else 1
        self.edition = SENTENCES.say("edition", phrases.lang, number=number) if later else ""
        self.notice = (
            SENTENCES.say("correction_notice", phrases.lang, title=round_.title, before=number - 1)
            if later
            else ""
        )

    def rows(self) -> tuple[CorrectionRow, ...]:
        """Return a row for each station whose position changed or whose result was reviewed."""
        return self._numbered([self._row(correction, public=False) for correction in self.listed])

    def public_rows(self) -> tuple[CorrectionRow, ...]:
        """Return a row for each station whose grade or awards changed."""
        rows = [
            self._row(correction, public=True)
            for correction in self.listed
            if _public(correction.before) != _public(correction.after)
        ]
        return self._numbered(rows)

    def _numbered(self, rows: list[CorrectionRow]) -> tuple[CorrectionRow, ...]:
        return tuple(replace(row, no=str(number)) for number, row in enumerate(rows, 1))

    def _row(self, correction: Correction, *, public: bool) -> CorrectionRow:
        lang = self.phrases.lang
        before = self._position(correction.before, public=public)
        after = self._position(correction.after, public=public)
        return CorrectionRow(
            no="",
            name=correction.name or correction.station,
            county=correction.county or DASH,
            before=before,
            after=SENTENCES.say("upheld", lang) if correction.upheld else after,
            cause=SENTENCES.say(f"cause_{correction.cause}", lang),
        )

    def _position(self, position: Position, *, public: bool) -> str:
        lang = self.phrases.lang
        parts: list[str] = []
        if not public and position.rank:
            parts.append(SENTENCES.say("position_rank", lang, rank=position.rank))
        if not public and position.points:
            parts.append(SENTENCES.say("position_points", lang, points=position.points))
        parts += [position.grade, *position.awards]
        if position.why:
            parts.append(SENTENCES.say(f"why_{position.why}", lang))
        return "\n".join(part for part in parts if part) or DASH


def _public(position: Position) -> tuple[str, tuple[str, ...], str]:
    return position.grade, position.awards, position.why
