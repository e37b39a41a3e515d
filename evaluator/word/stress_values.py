"""Worst-case values that templates have to withstand: very long, empty, hostile."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from evaluator.word.names import FLAG, Shape

HOSTILE: Final = "<select> A&B ]]> {{ x }} {% if %} \"'\u202eשלום\u202c 👩‍👩‍👧 𠮷\u200b\ufeff\n\t-- %} }}"
LONG: Final = "很长的文字没有空格Word" * 150
USUAL: Final = "示例市示例区示例街道社会工作服务站"
_ROWS: Final = 3


def worst_cases(variables: Mapping[str, Shape]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield each case with its name: `usual`, `long`, `empty`, `hostile`."""
    for name, text, flag, rows in (
        ("usual", USUAL, True, 1),
        ("long", LONG, True, _ROWS),
        ("empty", "", False, 0),
        ("hostile", HOSTILE, True, _ROWS),
    ):
        yield name, {key: filled(kind, text, flag, rows) for key, kind in variables.items()}


def filled(kind: Shape, text: str, flag: bool, rows: int) -> Any:  # noqa: ANN401  # any value
    """Return a value of that shape."""
    if isinstance(kind, Mapping):
        return {name: filled(inner, text, flag, rows) for name, inner in kind.items()}
    if isinstance(kind, tuple):
        return tuple(filled(kind[0], text, flag, rows) for _ in range(rows))
    return flag if kind == FLAG else text
