"""The sentences in which rules and reasons are said, in Chinese and in English."""

from typing import Final

from evaluator.sentences import reasons, reports, rules

SENTENCES: Final[dict[str, tuple[str, str]]] = {
    **rules.SENTENCES,
    **reasons.SENTENCES,
    **reports.SENTENCES,
}
