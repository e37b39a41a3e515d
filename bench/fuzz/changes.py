"""Change files as accidents and attackers do: within their structure, and sometimes in their bytes."""

from __future__ import annotations

import io
import json
import re
import warnings
import zipfile
from collections.abc import Sequence
from random import Random
from typing import Any, Final

import yaml

NASTY: Final = (
    *(
        "",
        " ",
        "~",
        "null",
        "no",
        "是",
        "0",
        "-1",
        "1.0",
        "1e3",
        "0x10",
        "1_000",
        ".5",
        "９９",
        "NaN",
        "Infinity",
    ),
    *(
        "93%",
        "100%",
        "-5%",
        "1/3",
        "9" * 400,
        "-" + "9" * 5000,
        "0." + "0" * 300 + "1",
        "2025-02-30",
        "2025年7月1日",
    ),
    *(
        "9999-12-31",
        "0000-00-00",
        "2025-07-01T00:00:00Z",
        "45000",
        "12:30",
        "010",
        "340711200",
        "<<",
        "*a",
        "&a",
        "!!x",
    ),
    *(
        "..",
        "../../etc/passwd",
        "/dev/zero",
        "a/b\\c",
        "con",
        "A1.1",
        "A1.1#lease",
        "s1",
        "e1",
        "x" * 5000,
        "é",
        "e\u0301",
    ),
    *(
        "\u200b",
        "\ufeff",
        "\u202e甲",
        "𠮷",
        "😀",
        "=1+1",
        "=HYPERLINK(1)",
        "#DIV/0!",
        "合计",
        "填表人：",
        "<w:t>",
        "]]>",
        "&#0;",
    ),
    *(
        "{{ 7*7 }}",
        "{% for a in range(9**9) %}",
        "{{ x.__class__ }}",
        "{%p endif %}",
        "}}{{",
        "${x}",
        "%s",
        "\\u0000",
        "'\"",
    ),
)
"""Texts that once were, or might be, taken for something else."""
Tree = Any


class Twice(dict[str, Tree]):
    """A mapping that is written with one key twice."""


def _places(tree: Tree) -> list[tuple[Tree, Any]]:
    found: list[tuple[Tree, Any]] = []
    todo = [tree]
    while todo:
        node = todo.pop()
        keys: Sequence[Any] = (
            list(node) if isinstance(node, dict) else range(len(node)) if isinstance(node, list) else ()
        )
        for key in keys:
            found.append((node, key))
            todo.append(node[key])
    return found


def changed_tree(tree: Tree, chance: Random) -> Tree:
    """Return the tree with one to four changes; the tree itself is changed too."""
    for _ in range(chance.choice((1, 1, 1, 2, 2, 4))):
        places = _places(tree)
        if not places:
            return chance.choice(NASTY)
        holder, key = chance.choice(places)
        other, other_key = chance.choice(places)
        match chance.randrange(11):
            case 0 | 1 | 2:
                holder[key] = chance.choice(NASTY)
            case 3:
                holder[key] = json.loads(json.dumps(other[other_key]))
            case 4:
                del holder[key]
            case 5 if isinstance(holder, dict):
                holder[chance.choice((*NASTY, str(other_key)))] = holder.pop(key)
            case 6:
                value = holder[key]
                for _ in range(chance.choice((1, 2, 30, 300))):
                    value = [value] if chance.random() < 0.5 else {"a": value}
                holder[key] = value
            case 7:
                holder[key] = [json.loads(json.dumps(holder[key])) for _ in range(chance.choice((0, 2, 40)))]
            case 8 if isinstance(holder, dict):
                holder[key] = Twice(holder[key]) if isinstance(holder[key], dict) else {}
            case 9:
                holder[key] = chance.choice((None, True, 0, -1, 10**30, [], {}, [None], {"": None}))
            case _:
                holder[key], other[other_key] = other[other_key], holder[key]
                if _depth(tree) < 0:  # a part inside itself
                    return tree if isinstance(tree, str) else {}
    return tree


def _depth(tree: Tree) -> int:
    """Return 0, or -1 where the tree holds itself."""
    try:
        json.dumps(tree)
    except (ValueError, RecursionError):
        return -1
    return 0


_PLAIN: Final = re.compile(r"[\w.%/㎡+-]+(?: [\w.%/]+)*")


def flow(tree: Tree, *, quoted: bool) -> str:
    """Return a tree in one line: as JSON with *quoted*, else as YAML."""
    if isinstance(tree, dict):
        pairs = [
            f"{_text(str(key), quoted=quoted)}: {flow(value, quoted=quoted)}" for key, value in tree.items()
        ]
        return "{" + ", ".join([*pairs, *(pairs[:1] if isinstance(tree, Twice) else ())]) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(flow(value, quoted=quoted) for value in tree) + "]"
    if isinstance(tree, str):
        return _text(tree, quoted=quoted)
    return json.dumps(tree)


def _text(text: str, *, quoted: bool) -> str:
    return text if not quoted and _PLAIN.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def changed_yaml(data: bytes, chance: Random) -> bytes:
    """Change a YAML file."""
    tree = changed_tree(yaml.load(data, yaml.BaseLoader), chance)  # noqa: S506  # makes texts only
    if chance.random() < 0.5 and isinstance(tree, dict):
        text = "".join(
            f"{_text(str(key), quoted=False)}: {flow(value, quoted=False)}\n" for key, value in tree.items()
        )
    else:
        text = flow(tree, quoted=chance.random() < 0.3)
    return _odd_bytes(text.encode("utf-8", "surrogatepass"), chance)


def changed_json(data: bytes, chance: Random) -> bytes:
    """Change a JSON file."""
    tree = changed_tree(json.loads(data), chance)
    return _odd_bytes(flow(tree, quoted=True).encode("utf-8", "surrogatepass"), chance)


def changed_csv(data: bytes, chance: Random) -> bytes:
    """Change a table of texts, its separators and its encoding."""
    rows = [line.split(",") for line in data.decode().splitlines()]
    for _ in range(chance.choice((1, 2, 5))):
        row = chance.choice(rows)
        match chance.randrange(6):
            case 0 | 1 if row:
                row[chance.randrange(len(row))] = chance.choice(NASTY)
            case 2:
                rows.insert(chance.randrange(len(rows) + 1), list(row))
            case 3:
                rows.insert(
                    chance.randrange(len(rows) + 1), [chance.choice(NASTY)] * chance.choice((1, 3, 300))
                )
            case 4 if len(rows) > 1:
                rows.remove(row)
            case _:
                row.append(chance.choice(('"', '""', '"a\nb"', "\t", ";")))
    text = chance.choice(("\n", "\r\n", "\r")).join(
        chance.choice((",", ",", ";", "\t")).join(row) for row in rows
    )
    encoding = chance.choice(("utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-32", "cp1252"))
    return _odd_bytes(text.encode(encoding, "replace"), chance)


_TAGS: Final = re.compile(r"(<[^<>]*>)")
_VALUE: Final = re.compile(r'"[^"]*"')


def changed_package(data: bytes, chance: Random) -> bytes:
    """Change an Office file: a part of it, or the list of its parts."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    for _ in range(chance.choice((1, 1, 2, 3))):
        at = chance.randrange(len(parts))
        name, content = parts[at]
        match chance.randrange(9):
            case 0:
                del parts[at]
                parts = parts or [(name, b"")]
            case 1:
                parts.append(
                    (
                        chance.choice((name, name.upper(), name.replace("/", "\\"), "../x", "/" + name)),
                        content,
                    )
                )
            case 2:
                parts[at] = (name, _odd_bytes(content, chance, often=True))
            case _:
                parts[at] = (name, _changed_xml(content, chance))
    return _odd_bytes(packed(parts, chance), chance)


def packed(parts: Sequence[tuple[str, bytes]], chance: Random) -> bytes:
    """Return a ZIP of these files; two may have one name."""
    made = io.BytesIO()
    kind = chance.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2))
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w", kind) as archive:
        warnings.simplefilter("ignore")
        for name, content in parts:
            archive.writestr(zipfile.ZipInfo(name), content, kind)
    return made.getvalue()


def _changed_xml(content: bytes, chance: Random) -> bytes:
    pieces = _TAGS.split(content.decode("utf-8", "replace"))
    for _ in range(chance.choice((1, 2, 4))):
        at = chance.randrange(len(pieces))
        match chance.randrange(6):
            case 0 | 1:
                pieces[at] = _VALUE.sub(
                    lambda _: json.dumps(chance.choice(NASTY), ensure_ascii=False), pieces[at], count=1
                )
            case 2:
                pieces[at] = "" if chance.random() < 0.5 else pieces[at] * 2
            case 3:
                pieces.insert(at, pieces[chance.randrange(len(pieces))])
            case 4:
                pieces.insert(
                    at,
                    chance.choice(
                        ("<a>" * 500, "<!DOCTYPE a [<!ENTITY b 'c'>]>", "&b;", "<?x?>", "<![CDATA[")
                    ),
                )
            case _:
                pieces[at] = pieces[at] if pieces[at].startswith("<") else chance.choice(NASTY)
    return "".join(pieces).encode("utf-8", "surrogatepass")


def changed_zip(data: bytes, chance: Random) -> bytes:
    """Change the files in a ZIP, their names and their attributes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(info.filename, archive.read(info)) for info in archive.infolist()]
    for _ in range(chance.choice((1, 2, 3))):
        at = chance.randrange(len(parts))
        name, content = parts[at]
        match chance.randrange(5):
            case 0:
                parts[at] = (
                    chance.choice((*NASTY, "sheets/e1/s1.yaml", "stations/s1/submission.yaml")) or "x",
                    content,
                )
            case 1:
                parts.append(
                    (f"{chance.choice(('', 'x/', '示例/'))}{name}", _odd_bytes(content, chance, often=True))
                )
            case 2 if name.endswith(".yaml"):
                parts[at] = (name, changed_yaml(content, chance))
            case 3:
                parts.append((f"{name}/{name}", content))
            case _:
                parts[at] = (name, _odd_bytes(content, chance, often=True))
    return _odd_bytes(packed([(name.replace("\0", "0"), content) for name, content in parts], chance), chance)


def changed_text(data: bytes, chance: Random) -> bytes:
    """Change a text between its signs: a template's tags, a sentence of a table."""
    pieces = re.split(r"(\{[{%].*?[%}]\}|\W)", data.decode())
    for _ in range(chance.choice((1, 2, 4))):
        at = chance.randrange(len(pieces))
        pieces[at] = chance.choice(
            (chance.choice(NASTY), "", pieces[chance.randrange(len(pieces))], pieces[at] * 3)
        )
    return _odd_bytes("".join(pieces).encode("utf-8", "surrogatepass"), chance)


def changed_bytes(data: bytes, chance: Random) -> bytes:
    """Change bytes, wherever they stand."""
    return _odd_bytes(data, chance, often=True)


def _odd_bytes(data: bytes, chance: Random, *, often: bool = False) -> bytes:
    if chance.random() > (1 if often else 0.12):
        return data
    changed = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 20))):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(7):
            case 0 | 1 if changed:
                changed[at % len(changed)] = chance.randrange(256)
            case 2:
                del changed[at : at + chance.choice((1, 4, 100))]
            case 3:
                changed[at:at] = chance.choice(
                    (b"\0", b"\xff", b"\xef\xbb\xbf", b"\r", b"\x1a", b"\xed\xa0\x80", b"\x85")
                )
            case 4:
                del changed[at:]
            case 5:
                changed[at:at] = bytes(changed[at : at + 50]) * chance.choice((2, 200))
            case _:
                changed[at : at + 4] = chance.randbytes(4)
    return bytes(changed)
