"""The sentences that describe rules, reasons and reports, in Chinese and English."""

from typing import Final

from evaluator.texts import Texts
from evaluator.texts.sentences import plain, reasons, reports, rules

SENTENCES: Final = Texts(
    {
        **rules.SENTENCES,
        **reasons.SENTENCES,
        **plain.SENTENCES,
        **reports.SENTENCES,
    }
)
