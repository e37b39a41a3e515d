"""The sentences in which rules and reasons are said, in Chinese and in English."""

from typing import Final

from evaluator.texts import Texts
from evaluator.texts.sentences import reasons, reports, rules

SENTENCES: Final = Texts(
    {
        **rules.SENTENCES,
        **reasons.SENTENCES,
        **reports.SENTENCES,
    }
)
