"""Look up names that stations, evaluators and panels write: criteria, evidence lines, options of sets."""

from __future__ import annotations

from evaluator.base.folding import folded
from evaluator.base.once import once
from evaluator.loading.fields import unknown
from evaluator.loading.values import Unfit
from evaluator.model.guideline import Criterion, Fact, Guideline
from evaluator.texts.problem import Suggestions


class Names:
    """The names of one guideline, gathered once for all the files that use them."""

    def __init__(self, guideline: Guideline) -> None:
        """Take the names of criteria, of options of sets, and of what evidence may be for."""
        self.guideline = guideline
        self.suggestions = Suggestions()
        self.criteria, self.sets, self._places, self._references = _gathered(guideline)

    def option(self, name: str) -> tuple[str, str]:
        """Return fact and option of `services.s09`, ('', '') for anything else."""
        if name in self.criteria or name not in self.sets:
            return "", ""
        fact, option = self.sets[name]
        return fact.name, option

    def refused(self, name: str) -> Unfit | None:
        """Return why a claim that *name* does not apply is refused, None when the guideline allows it."""
        criterion = self.criteria.get(name)
        if criterion is not None:
            allowed = criterion.may_not_apply
        elif name in self.sets:
            allowed = self.sets[name][0].may_not_apply
        else:
            return unknown("claim-unknown", name, [*self.criteria, *self.sets], self.suggestions)
        return None if allowed else Unfit("claim-not-allowed", {"name": name})

    def reference(self, written: str) -> tuple[str, str] | Unfit:
        """Return (criterion, line or option) for `A1.1` or `A1.1#lease`; an option may be named by title."""
        reference = self._references.get(written)
        if reference is not None:
            return reference
        name, line = _parts(written)
        criterion = self.criteria.get(name)
        if criterion is None:
            return unknown("evidence-for-unknown", name, self.criteria, self.suggestions)
        if not line:
            return name, ""
        ids = self._places[name]
        if line in ids:
            return name, ids[line]
        return unknown("evidence-line-unknown", line, ids, self.suggestions, criterion=name)


@once
def _gathered(
    guideline: Guideline,
) -> tuple[
    dict[str, Criterion],
    dict[str, tuple[Fact, str]],
    dict[str, dict[str, str]],
    dict[str, tuple[str, str]],
]:
    """Return criteria by id, options of sets by name, and each criterion's lines and options by name.

    The last are the references as they are usually written, so that nearly all are only looked up.
    """
    criteria = {criterion.id: criterion for criterion in guideline.criteria()}
    sets = {
        f"{fact.name}.{option}": (fact, option)
        for fact in guideline.facts.values()
        if fact.type == "set"
        for option in fact.choices
    }
    places = {id: _places(guideline, criterion) for id, criterion in criteria.items()}
    references = {
        written: (id, ids.get(line, ""))
        for id, ids in places.items()
        for line in ("", *ids)
        for written in [f"{id}#{line}" if line else id]
        if _parts(written) == (id, line)
    }
    return criteria, sets, places, references


def _parts(written: str) -> tuple[str, str]:
    """Return a criterion and what of it a reference names, '' for all of it."""
    name, _, line = folded(written).partition("#")
    return name.strip(), line.strip()


def _places(guideline: Guideline, criterion: Criterion) -> dict[str, str]:
    ids: dict[str, str] = {}
    for line in criterion.evidence:
        if line.id:
            ids[line.id] = line.id
        choices = guideline.facts[line.each].choices if line.each in guideline.facts else {}
        for option, title in choices.items():
            ids.setdefault(option, option)
            ids.setdefault(folded(title), option)
    return ids
