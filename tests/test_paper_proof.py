"""Proof from paper: the code on its last page, and `evaluator verify` of a paper."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Final

import pytest
import segno
from hypothesis import given as drawn
from hypothesis import strategies as st
from PIL import Image

from evaluator import reports
from evaluator.base.resources import shipped
from evaluator.model.evaluation import Evaluation
from evaluator.reports.proof_code import DRAWING, code_png, code_text, read_code
from evaluator.reports.template_values import VIEWS, WORD_TEMPLATES
from evaluator.texts import Language
from evaluator.word.charts import pictures
from tests.reading import word_text

DATA: Final = Path(__file__).parent / "data"
SEAL: Final = "0123456789abcdef" * 4


def result() -> Evaluation:
    document: Evaluation = json.loads((DATA / "evaluation.json").read_text(encoding="utf-8"))
    return document


def members(paper: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(paper)) as package:
        return {name: package.read(name) for name in package.namelist()}


def dots(png: bytes) -> list[str]:
    """Return a PNG of one bit as rows of 0 (dark) and 1."""
    picture = Image.open(io.BytesIO(png))
    assert picture.mode == "1"
    width, height = picture.size
    pixels = picture.load()
    assert pixels is not None
    return ["".join("1" if pixels[x, y] else "0" for x in range(width)) for y in range(height)]


def test_a_code_says_station_points_grade_edition_and_seal() -> None:
    fields = {"station": "990101101", "points": "86.50", "grade": "良好", "edition": "1", "seal": SEAL}
    assert code_text("zh", **fields) == f"SGZ1;站点=990101101;总分=86.50;等级=良好;版本=1;校验码={SEAL}"
    english = code_text("en", **fields)
    assert english == f"SGZ1;station=990101101;points=86.50;grade=良好;edition=1;seal={SEAL}"


WORDS: Final = st.text(st.characters(exclude_categories=["Z", "C"]), min_size=1, max_size=12)


@drawn(
    st.sampled_from(["zh", "en"]),
    WORDS,
    WORDS.filter(lambda text: "=" not in text),
    st.lists(st.integers(0, 200), max_size=4),
    WORDS,
)
def test_a_code_is_read_back_wherever_lines_break(
    lang: Language, station: str, grade: str, breaks: list[int], before: str
) -> None:
    fields = {"station": station.replace("=", ""), "points": "1～2.50", "grade": grade, "edition": "3"}
    fields["seal"] = SEAL
    if "SGZ1" in before or not fields["station"]:
        return
    text = code_text(lang, **fields)
    for at in sorted(breaks, reverse=True):
        text = f"{text[:at]}\n{text[at:]}"
    read = read_code(f"{before} {text}页")
    assert read is not None
    assert (dict(read.fields), read.seal) == (fields, SEAL)


@pytest.mark.parametrize("text", ["", "校验码 0123456789abcdef", "SGZ2;站点=1", "SGZ 1"])
def test_a_text_without_a_code_has_none(text: str) -> None:
    assert read_code(text) is None


def test_the_picture_shows_the_text_of_the_code_with_four_modules_of_white() -> None:
    text = code_text("zh", station="1", points="2", grade="合格", edition="1", seal=SEAL)
    drawn_dots = dots(code_png(text))
    modules = segno.make_qr(text, error="m", boost_error=False, encoding="utf-8", mask=3).matrix
    size = len(modules) + 8
    assert len(drawn_dots) == len(drawn_dots[0]) == 3 * size
    inner = [row[12::3][: len(modules)] for row in drawn_dots[12::3][: len(modules)]]
    assert inner == ["".join("0" if dark else "1" for dark in row) for row in modules]
    dark = {at for at, row in enumerate(drawn_dots) if "0" in row}
    assert (min(dark), max(dark)) == (12, 3 * size - 13)


@pytest.mark.parametrize("name", WORD_TEMPLATES)
def test_every_template_of_a_paper_that_goes_out_ends_with_the_code(name: str) -> None:
    file, view = WORD_TEMPLATES[name]
    parts = members((shipped("templates") / file).read_bytes())
    if view == "sheet":  # stays with the organiser
        assert not VIEWS[view].code
        assert DRAWING not in pictures(parts)
        return
    assert VIEWS[view].code == DRAWING
    assert pictures(parts)[DRAWING]
    body = parts["word/document.xml"].decode()
    texts = re.findall(r"<w:t(?: [^>]*)?>([^<]+)</w:t>", body)
    assert texts[-4:-1] == ["{%p if code %}", "{{ label.code_scan }}", "{{ label.code_says }}{{ code }}"]
    assert texts[-1] == "{%p endif %}"


@pytest.mark.parametrize(
    "kind", [kind for kind in reports.TEMPLATES if kind not in ("html", "review-decision", "recheck")]
)
def test_a_paper_has_its_code_as_picture_as_text_and_for_those_who_cannot_see(kind: str) -> None:
    evaluation = result()
    paper = members(reports.render(evaluation, kind))
    code = reports.view(evaluation).code
    assert read_code(code) is not None
    assert [data for name, data in paper.items() if name.endswith(".png")] == [code_png(code)]
    assert code in word_text(reports.render(evaluation, kind))
    assert f'name="{DRAWING}" descr="{code}"' in paper["word/document.xml"].decode()


def test_a_page_has_its_code_as_a_drawing_without_network() -> None:
    evaluation = result()
    page = reports.render(evaluation, "html").decode()
    assert page.count("<svg") == 1
    assert reports.view(evaluation).code in page


@pytest.mark.parametrize("text", ["SGZ1;站=990101101", "SGZ1;" + "示例" * 60, "a" * 33])
def test_the_picture_is_the_one_that_the_library_draws(text: str) -> None:
    made = io.BytesIO()
    segno.make_qr(text, error="m", boost_error=False, encoding="utf-8", mask=3).save(
        made, kind="png", scale=3, border=4
    )
    assert code_png(text) == made.getvalue()
