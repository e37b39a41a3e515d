"""Find the tags of each paragraph, and what is wrong with them before any name is looked at."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from evaluator.word.paragraphs import Paragraph, W, ancestor

_TAG: Final = re.compile(
    r"\{(?P<kind>[{%#])(?P<body>(?:\"[^\"]*\"|'[^']*'|(?!\{[{%#]|[}%#]\}).)*)(?P<end>[}%#]\})?", re.DOTALL
)
_BRACES: Final = re.compile(r"\{[{%#]|[}%#]\}")
_END: Final = re.compile(r"[}%]\}")
_CLOSERS: Final = {"{": "}}", "%": "%}", "#": "#}"}
_PREFIX: Final = re.compile(r"(p|tr|tc|r)\s+(?=\S)")
_TRIMS: Final = re.compile(r"^[-+]|[-+]$")
_DASHES: Final = re.compile(r"^-|-$")
_ESCAPED: Final = re.compile(r"\{_[{%]|[}%]_\}")
_WIDE: Final = re.compile(r"｛\s?[{｛%％]|\{\s?[｛％]|[}｝%％]\s?｝|｝\s?[}｝]|％\s?\}")
"""Braces as a Chinese keyboard writes them: they are no tags, and would be printed."""
_COMMENT: Final = re.compile(r"\{#.*?#\}|\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_HOLDERS: Final = {"tr": "tr", "tc": "tc"}
OPENERS: Final = frozenset({"for", "if", "macro", "call", "filter", "with", "set"})
MIDDLES: Final = {"else": ("if", "for"), "elif": ("if",)}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing in a template that will go wrong, and where."""

    code: str
    what: str = ""
    """The tag, name, filter, font or measure it is about."""
    where: str = ""
    """The text of the paragraph, empty for what is not in one."""
    part: str = ""
    """The file inside the document: `word/document.xml`."""
    paragraph: int = 0
    """Counted from 1 within its part; 0 where it is not known."""
    known: tuple[str, ...] = ()
    """The names that could have been meant."""
    found: str = ""
    wanted: str = ""

    @property
    def is_note(self) -> bool:
        """Whether reports come out right all the same."""
        return self.code == "slow"


@dataclass(frozen=True, slots=True)
class Tag:
    """One tag that is complete."""

    kind: str
    """`{`, `%` or `#`, the second character of how it is written."""
    prefix: str
    """`p`, `tr`, `tc` or `r` where it stands for the whole paragraph, row, cell or run."""
    body: str
    paragraph: Paragraph

    @property
    def word(self) -> str:
        """The first word of a `{% %}` tag."""
        found = re.match(r"\w+", self.body)
        return found[0] if found and self.kind == "%" else ""

    @property
    def written(self) -> str:
        """The tag as it is written."""
        return f"{{{self.kind}{self.prefix} {self.body} {_CLOSERS[self.kind]}"


def at(paragraph: Paragraph, code: str, what: str = "", known: Iterable[str] = ()) -> Finding:
    """A finding in a paragraph."""
    return Finding(code, what, paragraph.text.strip(), paragraph.part, paragraph.number, tuple(known))


def find_tags(paragraphs: Sequence[Paragraph]) -> tuple[list[Tag], list[Finding]]:
    """Return the complete tags in their order and a finding for each that is not, or cannot stand there."""
    tags: list[Tag] = []
    findings: list[Finding] = []
    awaited = ""  # the closer of a tag that the paragraph before left open
    for index, paragraph in enumerate(paragraphs):
        text = _ESCAPED.sub("···", _COMMENT.sub(_blank, paragraph.text))
        if awaited:
            before, end, after = text.partition(awaited)
            if not end and not _BRACES.search(text):
                continue  # still in the tag
            text, awaited = " " * len(before + end) + after if end else text, ""
        own: list[Tag] = []
        rest = text
        if wide := _WIDE.search(text):
            findings.append(at(paragraph, "full-width", wide[0]))
            text = rest = ""
        for found in _TAG.finditer(text):
            kind, body, end = found["kind"], found["body"], found["end"]
            rest = rest.replace(found[0], "", 1)
            if end != _CLOSERS[kind]:
                awaited = "" if end else _closed_later(kind, paragraphs, index, found.end() == len(text))
                what = found[0].strip()[:40]
                findings.append(at(paragraph, "split" if awaited else "unclosed", what))
                continue
            if any(found.start() < place < found.end() for place in paragraph.breaks):
                findings.append(at(paragraph, "split", found[0]))
            own.append(_tag(kind, body, paragraph))
        if stray := _END.search(rest):
            findings.append(at(paragraph, "unopened", rest[: stray.end()].strip()[-40:]))
        findings += _misplaced(own, rest)
        tags += own
    return tags, findings


def _blank(found: re.Match[str]) -> str:
    """Spaces in its place, so that all else stays where it is."""
    return " " * len(found[0])


def _closed_later(kind: str, paragraphs: Sequence[Paragraph], index: int, is_last: bool) -> str:
    """The closer, where the next paragraph that has any brace begins with it."""
    for other in islice(paragraphs, index + 1, None) if is_last else ():
        if other.part != paragraphs[index].part:
            return ""
        if found := _BRACES.search(other.text):
            return found[0] if found[0] == _CLOSERS[kind] else ""
    return ""


def _tag(kind: str, body: str, paragraph: Paragraph) -> Tag:
    prefix = _PREFIX.match(body)
    if prefix:
        body = body[prefix.end() :]
    body = (_TRIMS if kind == "%" else _DASHES).sub("", body).strip()  # `{%-` joins with what is before
    return Tag(kind, prefix[1] if prefix else "", body, paragraph)


def _misplaced(own: Sequence[Tag], rest: str) -> Iterator[Finding]:
    """Tags for a whole paragraph, row or cell swallow what else is in it, or have none to stand for."""
    for tag in own:
        paragraph = tag.paragraph
        if tag.prefix == "p" and (rest.strip() or len(own) > 1):
            yield at(paragraph, "not-alone", tag.written)
            return
        name = _HOLDERS.get(tag.prefix)
        if name is None:
            continue
        holder = ancestor(paragraph.element, name)
        if holder is None:
            yield at(paragraph, f"not-in-{name}", tag.written)
        elif "".join(t.text or "" for t in holder.iter(W + "t")).strip() != paragraph.text.strip() or (
            rest.strip() or len(own) > 1
        ):
            yield at(paragraph, "not-alone", tag.written)
            return


@dataclass(frozen=True, slots=True)
class _Open:
    tag: Tag
    word: str


def unbalanced(tags: Sequence[Tag]) -> list[Finding]:
    """Loops and conditions that do not end, or do not begin, or end in another place of the document."""
    findings: list[Finding] = []
    opened: list[_Open] = []
    part = ""
    for tag in [*tags, None]:
        if tag is None or tag.paragraph.part != part:
            findings += [at(one.tag.paragraph, "no-end", one.tag.written) for one in opened]
            opened = []
            if tag is None:
                break
            part = tag.paragraph.part
        word = tag.word
        ends = word.removeprefix("end")
        if word in OPENERS and not (word == "set" and "=" in tag.body):
            opened.append(_Open(tag, word))
        elif word in MIDDLES:
            if not opened or opened[-1].word not in MIDDLES[word]:
                findings.append(at(tag.paragraph, "no-start", tag.written))
            elif opened[-1].tag.prefix != tag.prefix:
                findings.append(replace(at(tag.paragraph, "other-place", tag.written), found=_name(opened)))
        elif ends != word and ends in OPENERS:
            while opened and opened[-1].word != ends and any(one.word == ends for one in opened):
                findings.append(at(opened[-1].tag.paragraph, "no-end", opened.pop().tag.written))
            if not opened or opened[-1].word != ends:
                findings.append(at(tag.paragraph, "no-start", tag.written))
                continue
            if opened[-1].tag.prefix != tag.prefix or _holder(opened[-1].tag) is not _holder(tag):
                findings.append(replace(at(tag.paragraph, "other-place", tag.written), found=_name(opened)))
            opened.pop()
    return findings


def _name(opened: Sequence[_Open]) -> str:
    return opened[-1].tag.written


def _holder(tag: Tag) -> object:
    """The element that has to be the same where a block begins and ends."""
    element = tag.paragraph.element
    if name := _HOLDERS.get(tag.prefix):
        inner = ancestor(element, name)
        element = element if inner is None else inner
    return element.getparent()
