from pathlib import Path

import docx
import pytest

from evaluator.word import TemplateError
from tests.word.documents import template_of


def make_template(folder: Path, *paragraphs: str) -> Path:
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    path = folder / "template.docx"
    document.save(str(path))
    return path


def test_same_values_give_the_same_bytes(tmp_path: Path) -> None:
    """Two templates opened from one file render the same bytes."""
    path = make_template(tmp_path, "{{ name }}")
    assert template_of(path).render({"name": "A&B"}) == template_of(path).render({"name": "A&B"})


def test_an_undefined_variable_is_an_error(tmp_path: Path) -> None:
    """A misspelt variable is refused, never printed as nothing."""
    path = make_template(tmp_path, "站点：{{ nmae }}")
    with pytest.raises(TemplateError, match="nmae"):
        template_of(path).render({"name": "x"})
