"""Find the tags of each paragraph and their mistakes, apart from the names in them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from evaluator.word.opening import W
from evaluator.word.paragraphs import Paragraph, ancestor

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
"""Full-width braces of a Chinese keyboard: they are not tags and would be printed."""
_COMMENT: Final = re.compile(r"\{#.*?#\}|\{%-?\s*raw\s*-?%\}.*?\{%-?\s*endraw\s*-?%\}", re.DOTALL)
_HOLDERS: Final = {"tr": "tr", "tc": "tc"}
_NOTES: Final = frozenset({"slow", "deleted", "hidden", "struck", "no-code"})
OPENERS: Final = frozenset({"for", "if", "macro", "call", "filter", "with", "set"})
MIDDLES: Final = {"else": ("if", "for"), "elif": ("if",)}


@dataclass(frozen=True, slots=True)
class TemplateFinding:
    """A mistake in a template and its place."""

    code: str
    what: str = ""
    """The tag, name, filter, font or measure it is about."""
    where: str = ""
    """The text of the paragraph; empty where there is none."""
    part: str = ""
    """The file inside the document: `word/document.xml`."""
    paragraph: int = 0
    """Counted from 1 within its part; 0 where it is not known."""
    candidates: tuple[str, ...] = ()
    """The names that could have been meant."""
    actual: str = ""
    wanted: str = ""

    @property
    def is_note(self) -> bool:
        """Return whether reports are correct in spite of it."""
        return self.code in _NOTES


@dataclass(frozen=True, slots=True)
class Tag:
    """A complete tag."""

    kind: str
    """`{`, `%` or `#`: the second character of the written tag."""
    prefix: str
    """`p`, `tr`, `tc` or `r` where it stands for the whole paragraph, row, cell or run."""
    body: str
    paragraph: Paragraph

    @property
    def word(self) -> str:
        """The first word of a `{% %}` tag."""
        match = re.match(r"\w+", self.body)
        return match[0] if match and self.kind == "%" else ""

    @property
    def written(self) -> str:
        """The tag as it is written."""
        return f"{{{self.kind}{self.prefix} {self.body} {_CLOSERS[self.kind]}"


def at(paragraph: Paragraph, code: str, what: str = "", candidates: Iterable[str] = ()) -> TemplateFinding:
    """A finding in a paragraph."""
    return TemplateFinding(
        code, what, paragraph.text.strip(), paragraph.part, paragraph.number, tuple(candidates)
    )


def find_tags(paragraphs: Sequence[Paragraph]) -> tuple[list[Tag], list[TemplateFinding]]:
    """Return the complete tags in order, and a finding for each incomplete or misplaced tag."""
    tags: list[Tag] = []
    findings: list[TemplateFinding] = []
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
        for match in _TAG.finditer(text):
            kind, body, end = match["kind"], match["body"], match["end"]
            rest = rest.replace(match[0], "", 1)
            if end != _CLOSERS[kind]:
                awaited = "" if end else _closed_later(kind, paragraphs, index, match.end() == len(text))
                what = match[0].strip()[:40]
                findings.append(at(paragraph, "split" if awaited else "unclosed", what))
                continue
            if any(match.start() < place < match.end() for place in paragraph.breaks):
                findings.append(at(paragraph, "split", match[0]))
            own.append(_tag(kind, body, paragraph))
        if stray := _END.search(rest):
            findings.append(at(paragraph, "unopened", rest[: stray.end()].strip()[-40:]))
        findings += _misplaced(own, rest)
        tags += own
    return tags, findings


def _blank(match: re.Match[str]) -> str:
    """Return spaces of the same length, so that positions stay the same."""
    return " " * len(match[0])


def _closed_later(kind: str, paragraphs: Sequence[Paragraph], index: int, is_last: bool) -> str:
    """Return the closer where it is the next brace in the paragraphs that follow, else ''."""
    for other in islice(paragraphs, index + 1, None) if is_last else ():
        if other.part != paragraphs[index].part:
            return ""
        if match := _BRACES.search(other.text):
            return match[0] if match[0] == _CLOSERS[kind] else ""
    return ""


def _tag(kind: str, body: str, paragraph: Paragraph) -> Tag:
    prefix = _PREFIX.match(body)
    if prefix:
        body = body[prefix.end() :]
    body = (_TRIMS if kind == "%" else _DASHES).sub("", body).strip()  # `{%-` joins with what is before
    return Tag(kind, prefix[1] if prefix else "", body, paragraph)


def _misplaced(own: Sequence[Tag], rest: str) -> Iterator[TemplateFinding]:
    """Yield tags for a paragraph, row or cell that would delete other text in it, or that are in none."""
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


def unbalanced(tags: Sequence[Tag]) -> list[TemplateFinding]:
    """Return findings about blocks without an end or a start, or with the end in another place."""
    findings: list[TemplateFinding] = []
    opened: list[_Open] = []
    part = ""
    for tag in [*tags, None]:
        if tag is None or tag.paragraph.part != part:
            findings += [at(block.tag.paragraph, "no-end", block.tag.written) for block in opened]
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
                findings.append(replace(at(tag.paragraph, "other-place", tag.written), actual=_name(opened)))
        elif ends != word and ends in OPENERS:
            while opened and opened[-1].word != ends and any(block.word == ends for block in opened):
                findings.append(at(opened[-1].tag.paragraph, "no-end", opened.pop().tag.written))
            if not opened or opened[-1].word != ends:
                findings.append(at(tag.paragraph, "no-start", tag.written))
                continue
            if opened[-1].tag.prefix != tag.prefix or _holder(opened[-1].tag) is not _holder(tag):
                findings.append(replace(at(tag.paragraph, "other-place", tag.written), actual=_name(opened)))
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
