"""Put into rows what a panel's minutes hold: who took part, who was excused, what was decided and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from evaluator.model.history import Edition
from evaluator.model.round import Round
from evaluator.reports.inputs import decisions
from evaluator.reports.round_fields import MemberRow, PanelDecisionRow
from evaluator.reports.round_totals import StationResult
from evaluator.reports.wording import DASH, Phrases
from evaluator.rounds.declared import panel_fields
from evaluator.rounds.round_decisions import award_decisions
from evaluator.texts.reports.rounds import SENTENCES
from evaluator.yaml.write import Field


class Minutes:
    """The minutes of an edition, or of a round that is not closed, in rows and sentences."""

    def __init__(
        self,
        phrases: Phrases,
        round_: Round,
        results: Sequence[StationResult],
        edition: Edition | None,
    ) -> None:
        """Take the panel as the edition's close recorded it."""
        self.phrases, self.round, self.results, self.edition = phrases, round_, results, edition
        self.names = {result["station"]["id"]: result["station"]["name"] for result in results}
        recorded = {} if edition is None else edition.declared.get("panel")
        panel = recorded if isinstance(recorded, Mapping) and recorded else panel_fields(round_.panel)
        listed = panel["evaluators"]
        self.evaluators: list[Mapping[str, Field]] = [
            entry for entry in (listed if isinstance(listed, Sequence) else ()) if isinstance(entry, Mapping)
        ]

    def members(self) -> Iterator[MemberRow]:
        """Yield the members of the panel."""
        for entry in self.evaluators:
            marks = self._titles(entry["marks"])
            recused = [self._station(id) for id in _texts(entry["recused_from"])]
            yield MemberRow(
                name=str(entry["name"] or entry["id"]),
                role=self._role(str(entry["role"])),
                marks=self.phrases.join(marks) or SENTENCES.say("marks_all", self.phrases.lang),
                recused=self.phrases.join(recused) or DASH,
            )

    def signers(self) -> Iterator[str]:
        """Yield the members who marked a station, each with the role; all before anybody did."""
        marked = {id for result in self.results for id in result["evaluators"]}
        for entry in self.evaluators:
            if marked and str(entry["id"]) not in marked:
                continue
            name, role = str(entry["name"] or entry["id"]), self._role(str(entry["role"]))
            yield self.phrases.say("signer", role=role, name=name)

    def by_role(self) -> Iterator[str]:
        """Yield a line for each role with the names of its members."""
        names: dict[str, list[str]] = {}
        for entry in self.evaluators:
            names.setdefault(self._role(str(entry["role"])), []).append(str(entry["name"] or entry["id"]))
        for role, members in names.items():
            yield self.phrases.say("not_counted", place=role, why=self.phrases.join(members))

    def changes(self) -> Iterator[str]:
        """Yield who was excused or replaced, and which stations were withdrawn or opened again."""
        lang, history = self.phrases.lang, self.round.history
        number = None if self.edition is None else self.edition.number
        names = {str(entry["id"]): str(entry["name"] or entry["id"]) for entry in self.evaluators}
        for excusal in history.excusals:
            if number is None or excusal.edition < number:
                yield SENTENCES.say(
                    "minutes_replaced" if excusal.successor else "minutes_excused",
                    lang,
                    day=self._day(excusal.day.isoformat()),
                    name=names.get(excusal.evaluator, excusal.evaluator),
                    successor=names.get(excusal.successor, excusal.successor),
                    stations=self.phrases.join(map(self._station, excusal.stations)),
                    reason=excusal.reason,
                    by=excusal.by,
                )
        withdrawn = history.withdrawn if self.edition is None else self.edition.withdrawn
        for withdrawal in withdrawn.values():
            yield SENTENCES.say(
                "minutes_withdrawn",
                lang,
                day=self._day(withdrawal.day.isoformat()),
                name=withdrawal.name or self._station(withdrawal.station),
                reason=withdrawal.reason,
                by=withdrawal.by,
            )
        for reopening in history.reopenings:
            if not reopening.recheck and (number is None or reopening.edition < number):
                yield SENTENCES.say(
                    "minutes_reopened",
                    lang,
                    day=self._day(reopening.day.isoformat()),
                    name=self._station(reopening.station),
                    reason=reopening.reason,
                    by=reopening.by,
                )

    def decisions(self) -> Iterator[PanelDecisionRow]:
        """Yield what was decided about stations, then about awards."""
        rows = [*self._on_stations(), *self._on_awards()]
        for number, (station, what, value, reason, by) in enumerate(rows, 1):
            yield PanelDecisionRow(str(number), station, what, value, reason, by)

    def _on_stations(self) -> Iterator[tuple[str, str, str, str, str]]:
        for result in self.results:
            listed = result["decisions"]
            for row, decision in zip(decisions(self.phrases, listed, {}), listed, strict=True):
                what = self.phrases.join(self._what(kind, id) for kind, id in decision["what"].items())
                yield result["station"]["name"], what, row.value, row.reason, f"{row.by}\n{row.date}"

    def _what(self, kind: str, id: str) -> str:
        """Return what a decision is about; facts and their options go by their titles alone."""
        guideline, word = self.round.guideline, self.phrases.word("decided", kind)
        if id in guideline.facts:
            return f"{word} {guideline.facts[id].title}"
        fact, _, option = id.rpartition(".")
        if fact in guideline.facts:
            return f"{word} {guideline.facts[fact].choices.get(option, option)}"
        titles = {criterion.id: criterion.title for criterion in guideline.criteria()}
        titles |= {veto.id: veto.title for veto in guideline.vetoes}
        return f"{word} {id} {titles.get(id, '')}".rstrip()

    def _on_awards(self) -> Iterator[tuple[str, str, str, str, str]]:
        titles = {award.id: award.title for award in self.round.awards}
        awarded = award_decisions(self.round) if self.edition is None else self.edition.awards
        for award, decision in awarded.items():
            by = f"{decision.by}\n{self._day(decision.day.isoformat())}"
            what = SENTENCES.say("minutes_award", self.phrases.lang, title=titles.get(award, award))
            chosen = self.phrases.join(map(self._station, decision.stations)) or DASH
            yield DASH, what, chosen, decision.reason, by

    def _titles(self, marks: Field) -> Iterator[str]:
        titles = {section.id: f"{section.id} {section.title}" for section in self.round.guideline.walk()}
        titles |= {each.id: f"{each.id} {each.title}" for each in self.round.guideline.criteria()}
        yield from (titles.get(id, id) for id in _texts(marks))

    def _role(self, role: str) -> str:
        return self.round.guideline.roles.get(role) or self.phrases.word("role", role)

    def _station(self, id: str) -> str:
        withdrawal = self.round.history.withdrawn.get(id)
        return self.names.get(id) or (withdrawal.name if withdrawal else "") or id

    def _day(self, day: str) -> str:
        return self.phrases.day(day)


def _texts(value: Field) -> list[str]:
    return [str(entry) for entry in value] if isinstance(value, (list, tuple)) else []
