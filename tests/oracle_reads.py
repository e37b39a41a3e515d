"""The oracle once more, on a sealed result alone: what `read[]` says must be enough to compute every award again.

It takes the guideline and the evaluation document, and neither the station's files nor the sheets.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from tests.oracle import ZERO, Judged, Oracle, rounded
from tests.oracle_rules import (
    BLANK,
    OPEN,
    Answer,
    Facts,
    Node,
    Result,
    Unknown,
    award,
    constant,
    mark_points,
    outcomes,
    typed,
)


class Recorded(Oracle):
    """One station under one guideline, from its evaluation."""

    def __init__(self, guideline: Node, document: Any) -> None:  # noqa: ANN401  # an evaluation
        """Take what the document says was read."""
        decisions = [
            {"what": one["what"], "value": "true" if one["value"] is True else "false"}
            for one in document["decisions"]
            if "not_applicable" in one["what"] or "claim" in one["what"]
        ]
        self.declared = guideline["facts"]
        self.read = {row["criterion"]: row["read"] for row in document["findings"]}
        self.limits = document["read"]
        super().__init__(guideline, {}, (), decisions)

    def _value(self, name: str) -> Answer:
        return next((self._answer(row) for row in self._facts(self.limits) if row["name"] == name), BLANK)

    def _facts(self, rows: list[Node]) -> Iterator[Node]:
        return (row for row in rows if row["kind"] == "fact")

    def _answer(self, row: Node) -> Answer:
        if row["state"] != "present":
            return OPEN if row["state"].startswith("awaiting") else BLANK
        value, fact = row["value"], self.declared[row["name"]]
        if isinstance(value, bool):
            return value
        return Fraction(value) if fact["type"] in ("integer", "number", "share") else typed(fact, value)

    def _options_out(self, rows: list[Node], *, high: bool) -> dict[str, frozenset[str]]:
        return {
            row["name"]: frozenset(self.declared[row["name"]]["choices"])
            - (set(row["applies"]) - (set(row.get("claimed", [])) if high else set()))
            for row in self._facts(rows)
            if "applies" in row
        }

    def _out(self, *, high: bool) -> dict[str, frozenset[str]]:
        return self._options_out(self.limits, high=high)

    def judge(self, criterion: Node, scale: Fraction, full: Fraction, kind: str, *, high: bool) -> Judged:
        """Judge one criterion in the order of arithmetic.md, from what its finding read."""
        rows = self.read[criterion["id"]]
        rule = criterion["rule"]
        values = {row["name"]: self._answer(row) for row in self._facts(rows)}
        out = self._options_out(rows, high=high)
        facts = Facts(self.declared, values, out, high=high)

        def judged(own: Fraction, reason: str, *, applies: bool = True) -> Judged:
            own = own if applies else ZERO
            counted = own * full / scale if scale else ZERO
            if self.at == "criterion":
                counted = rounded(counted, self.places, self.rule)
            return Judged(counted, own, applies, reason)

        whole = scale if (high != (kind == "deduction")) else ZERO
        if "applies_when" in criterion:
            may = outcomes(criterion["applies_when"], facts)
            if may == {False}:
                return judged(ZERO, "not_applicable", applies=False)
            if False in may:
                return judged(whole, "awaiting")
        claim = next((row["state"] for row in rows if row["kind"] == "claim"), "dropped")
        if claim == "accepted":
            return judged(ZERO, "not_applicable", applies=False)
        if claim == "refused":
            return judged(ZERO, "refused")
        if claim == "pending":
            return judged(ZERO, "claimed", applies=not high)
        if "zero_when" in criterion:
            may = outcomes(criterion["zero_when"], facts)
            if False not in may:
                return judged(ZERO, "zero_when")
            if may != {False}:
                return judged(whole, "awaiting")
        for row in self._facts(rows):
            lacking = row.get("without_item", [])
            lacking = row.get("without_item_high", lacking) if high else lacking
            chosen = values[row["name"]]
            if lacking and isinstance(chosen, frozenset):
                values[row["name"]] = chosen - set(lacking)
        return self._by_rule(
            criterion,
            self._spelled_out(rule, rows, values),
            scale,
            rows,
            values,
            kind,
            judged,
            out,
            high=high,
        )

    def _by_rule(
        self,
        criterion: Node,
        rule: Node,
        scale: Fraction,
        rows: list[Node],
        values: dict[str, Answer],
        kind: str,
        judged: Any,  # noqa: ANN401  # makes a judgement
        out: Mapping[str, frozenset[str]],
        *,
        high: bool,
    ) -> Judged:
        turned = Facts(self.declared, values, out, high=high != (kind == "deduction"))
        marks = [row for row in rows if row["kind"] in ("mark", "decision")]
        panel = next((row for row in rows if row["kind"] == "panel"), None)
        mark = None if panel is None else self._recorded_mark(rule, marks, panel, scale, turned)
        result = award(rule, scale, turned, mark)
        if panel is not None and kind == "bonus" and result.open and not marks:
            submitted = set(panel["submitted"])
            if submitted and submitted >= set(panel["due"]):
                result = Result(ZERO, blank=True)
        if kind == "deduction" and result.blank:
            silent = [row["name"] for row in self._facts(rows) if row["state"] == "blank"]
            result = Result(scale if silent else ZERO)
        if not result.applies:
            return judged(ZERO, "not_applicable", applies=False)  # type: ignore[no-any-return]
        got = result.points
        end = "high" if high else "low"
        lacking = [
            row
            for row in rows
            if row["kind"] == "evidence" and not row["each"] and row[end]["asked"] and not row[end]["ok"]
        ]
        if got and kind != "deduction" and panel is None and lacking:
            policy = criterion.get("if_missing", self.guideline.get("missing_evidence", "no_points"))
            if policy == "no_points":
                got = ZERO
            elif isinstance(policy, Mapping):
                got = min(got, (constant(policy["cap"]) or ZERO) * scale)
        return judged(got, "")  # type: ignore[no-any-return]

    def _spelled_out(self, rule: Node, rows: list[Node], values: dict[str, Answer]) -> Node:
        """Turn the ledger form of `weighted_ratios` into its other form, row by row."""
        kind, body = next(iter(rule.items()))
        if kind == "sum":
            parts = [{**part, "rule": self._spelled_out(part["rule"], rows, values)} for part in body]
            return {"sum": parts}
        if kind != "weighted_ratios" or not isinstance(body, Mapping):
            return rule
        (ledger,) = [row for row in rows if row["kind"] == "ledger" and row["name"] == body["ledger"]]
        entries = []
        whole = ZERO
        for number, row in enumerate(ledger["rows"] or []):
            weight = row[body["weight"]] if "weight" in body else "1"
            entry = {"if_none": body["if_none"], "weight": weight or "0"}
            for key in ("of", "to"):
                name = f"{body['ledger']}#{number}.{key}"
                written = row[body[key]]
                values[name] = BLANK if written is None else Fraction(written)
                entry[key] = name
            if weight is None or Fraction(weight) < 0 or (row[body["to"]] or "").startswith("-"):
                values[entry["to"]] = BLANK
            whole += Fraction(weight or "0")
            entries.append(entry)
        if not entries or not whole:
            values["nothing"] = BLANK
            entries = [{"of": "nothing", "to": "nothing", "if_none": "zero"}]
        return {kind: entries}

    def _recorded_mark(
        self, rule: Node, rows: list[Node], panel: Node, scale: Fraction, facts: Facts
    ) -> Fraction | Unknown | None:
        def points(row: Node) -> Fraction | Unknown:
            sample = [
                {key: [str(number) for number in one[key]] for key in ("passed", "left_out")}
                for one in row["files"]
            ]
            return mark_points(
                rule, {"level": row["level"], "points": row["points"], "sample": sample}, scale, facts
            )

        for row in rows:
            if row["kind"] == "decision":
                return points(row)
        given = [points(row) for row in rows]
        numbers = sorted(one for one in given if isinstance(one, Fraction))
        missing = len(given) - len(numbers) + len(set(panel["due"]) - {row["evaluator"] for row in rows})
        if not numbers:
            return None
        if panel["apart"] is not None and numbers[-1] - numbers[0] > Fraction(panel["apart"]) * scale:
            return None
        trimmed = len(numbers) > 2 and panel["merge"] == "trimmed_mean"
        numbers = sorted([*numbers, *[scale if facts.high else ZERO] * missing])
        if trimmed:
            numbers = numbers[1:-1]
        if panel["merge"] == "median":
            numbers = numbers[(len(numbers) - 1) // 2 : len(numbers) // 2 + 1]
        return sum(numbers, ZERO) / len(numbers)

    def _veto(self, veto: Node) -> bool | Unknown:
        (row,) = [row for row in self.limits if row["kind"] == "veto" and row["id"] == veto["id"]]
        if row["decided"] is not None:
            return bool(row["decided"])
        if "when" in veto:
            known = self._known(veto["when"])
            if known is not False:
                return known
        return OPEN if row["ticked"] else False
