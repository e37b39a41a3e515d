"""The seal is RFC 8785 canonical JSON, so a standard tool can recompute it."""

from __future__ import annotations

import hashlib

import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from evaluator.base.seal import canonical, digest

_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]))
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | _TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_TEXT, inner, max_size=4),
    max_leaves=20,
)


@given(_JSON)
def test_canonical_form_is_the_librarys(data: object) -> None:
    """Our shortcut and the library write the same bytes for any JSON without floats."""
    assert canonical(data) == rfc8785.dumps(data)  # type: ignore[arg-type]


def test_keys_sort_by_utf16_units() -> None:
    """The example of RFC 8785, 3.2.3: an emoji sorts before U+FB33, by code point it would come after."""
    data = {
        "\u20ac": "Euro",
        "\r": "CR",
        "\ufb33": "Dalet",
        "1": "One",
        "\U0001f600": "Smile",
        "\u0080": "C",
        "ö": "o",
    }
    keys = [*data]
    ordered = canonical(data).decode()
    positions = [
        ordered.index(f'"{data[key]}"')
        for key in ("\r", "1", "\u0080", "ö", "\u20ac", "\U0001f600", "\ufb33")
    ]
    assert positions == sorted(positions)
    assert len(keys) == len(positions)


def test_digest_is_sha256_of_it() -> None:
    """The hash is the plain SHA-256 of the canonical bytes."""
    assert digest({"b": 1, "a": "é"}) == hashlib.sha256('{"a":"é","b":1}'.encode()).hexdigest()
