"""The HTML report: one file, no text lost, the same every time."""

import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeAlias

import pytest
from jinja2 import UndefinedError
from jinja2.exceptions import SecurityError

from evaluator import reports
from tests.conftest import Golden
from tests.hostile import hostile
from tests.reading import html_parts

DATA: Final = Path(__file__).parent / "data"

Json: TypeAlias = Any  # an evaluation, or what a test made of one


def evaluation(name: str = "evaluation") -> Json:
    loaded: Json = json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@pytest.mark.golden
@pytest.mark.parametrize("name", ["evaluation", "evaluation-provisional"])
def test_the_text_of_the_page(name: str, golden: Golden) -> None:
    """All that is shown, in the order in which it is read aloud."""
    golden(f"reports/{name}.html.txt", html_parts(reports.render(evaluation(name), "html"))[0])


def test_a_page_is_the_same_every_time() -> None:
    """Same evaluation, same bytes."""
    assert reports.render(evaluation(), "html") == reports.render(evaluation(), "html")


def test_no_text_is_lost() -> None:
    """Every piece of prose is found again unchanged, whatever is in it."""
    given, placed = hostile(evaluation())
    text = html_parts(reports.render(given, "html"))[0]
    assert {path for piece, path in placed.items() if piece not in text} == {
        "claims.title",  # the criterion's own title stands there
        "findings.evidence_lines.kind_title",
        "findings.reason_title",  # the reasons are said
        "findings.remedy",  # nothing is lost there
        "score.grade_high_title",  # the grade is settled, and both ends are it
        "score.grade_low_title",
    }


def test_prose_is_never_markup() -> None:
    """No text of a station runs in the reader's browser."""
    given, _ = hostile(evaluation())
    page = reports.render(given, "html").decode()
    assert page.count("<script>") == page.count("</script>") == 1
    assert "<select>" not in page


def test_the_page_needs_no_other_file() -> None:
    """Style and script are inside; links lead to places in the page, and each place exists once."""
    data = reports.render(evaluation(), "html")
    _, links, ids = html_parts(data)
    assert {link[:1] for link in links} == {"#"}
    assert {link.removeprefix("#") for link in links} <= set(ids)
    assert len(ids) == len(set(ids))
    assert not re.search(rb"https?:|@import|url\(", data)


def test_the_page_can_be_heard() -> None:
    """Language, one main heading, named regions, headers of rows and columns, pictures that are also text."""
    page = reports.render(evaluation(), "html").decode()
    assert '<html lang="zh-CN">' in page
    assert page.count("<h1>") == 1
    assert page.count("<table") == page.count("<thead>") == page.count('role="region" aria-label=')
    assert page.count('scope="row"') > 30
    assert 'class="bar" aria-hidden="true"' in page
    headings = [int(level) for level in re.findall(r"<h(\d)", page)]
    assert all(after - before <= 1 for before, after in pairwise(headings))


def test_without_script_all_findings_are_there() -> None:
    """The filter shows itself only where it works; nothing is hidden without it."""
    page = reports.render(evaluation(), "html").decode()
    assert '<fieldset id="filter" hidden>' in page
    assert page.count("<article id=") == len(evaluation()["findings"])
    assert not re.search(r"<article[^>]* hidden", page)


def test_the_provisional_page_says_so_first() -> None:
    """Status and banner come before the result."""
    page = reports.render(evaluation("evaluation-provisional"), "html").decode()
    banner = page.index("暂定：尚有 4 项待评定，得分区间 693.71～813.71")
    assert page.index("征求意见稿，非正式发布；编制：示例市民政局") < banner < page.index("评估结论")
    assert "暂定" not in reports.render(evaluation(), "html").decode()


def test_an_english_guideline_has_an_english_page() -> None:
    """Labels and the language attribute follow the guideline."""
    given = evaluation()
    given["guideline"]["language"] = "en"
    page = reports.render(given, "html").decode()
    assert '<html lang="en">' in page
    assert "Files it was computed from" not in page
    assert ">Points<" in page


@pytest.mark.parametrize(
    "source, error",
    [
        pytest.param("{{ station.nmae }}", UndefinedError, id="misspelt"),
        pytest.param("{{ ''.__class__.__mro__ }}", SecurityError, id="sandbox"),
    ],
)
def test_a_template_of_ones_own_is_strict(tmp_path: Path, source: str, error: type[Exception]) -> None:
    """A misspelt name prints nothing in silence nowhere, and a template reaches no Python."""
    path = tmp_path / "own.html"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(error):
        reports.render(evaluation(), path)
