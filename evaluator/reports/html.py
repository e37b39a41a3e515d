"""Render HTML reports: one file that needs no other, and no network.

A template of one's own has the sandbox and the budget of Word templates, and sees only its folder's files.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from traceback import walk_tb
from typing import TYPE_CHECKING, Final

from jinja2 import BaseLoader, Environment, Template, TemplateNotFound, TemplateSyntaxError
from jinja2.exceptions import TemplateError as JinjaError
from jinja2.loaders import split_template_path
from markupsafe import Markup

from evaluator.base.files import stamp
from evaluator.base.gate import MEBIBYTE, TooLarge, read_file
from evaluator.reports.documents import context
from evaluator.reports.proof_code import code_svg
from evaluator.word import Limits, TemplateError
from evaluator.word.environment import PageEnvironment
from evaluator.word.errors import DEEP, TOO_DEEP, explain
from evaluator.word.limits import spending

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

MOST_BYTES: Final = 4 * MEBIBYTE
"""Of a file of a template."""
_MOST_TEMPLATES: Final = 8


def render(view: DataclassInstance, template: Path, limits: Limits = Limits()) -> bytes:  # noqa: B008
    """Return the report as UTF-8; the template may include files of its own folder: its style sheet.

    TemplateError says what is wrong with a template, and in which line.
    """
    try:
        with spending(limits):
            values = context(view)
            if values.get("code"):
                values["code_picture"] = Markup(code_svg(values["code"]))  # noqa: S704 - drawn by a library
            compiled = _compiled(_environment(template, values.get("label", {})), template.name)
            return compiled.render(values).encode()
    except SyntaxError as error:  # of a file that the template includes
        raise TemplateError("limit", DEEP) from error
    except (JinjaError, RecursionError, MemoryError, OverflowError, NameError) as error:
        raise explain(error, *_place(error, template.parent)) from error


def _compiled(environment: PageEnvironment, name: str) -> Template:
    try:
        return environment.get_template(name)
    except TOO_DEEP as error:
        raise TemplateError("limit", DEEP) from error


class FolderLoader(BaseLoader):
    """Loads templates from one folder, and nothing that lies elsewhere."""

    def __init__(self, folder: Path) -> None:
        """Take the folder."""
        self.folder = folder

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Return a file's text, its name, and how to see whether it is still the same."""
        del environment
        try:
            path = self.folder.joinpath(*split_template_path(template))
            before = stamp(path)
            source = read_file(path, MOST_BYTES, folder=self.folder).decode("utf-8-sig")
        except (TemplateNotFound, FileNotFoundError, IsADirectoryError, NotADirectoryError) as error:
            raise TemplateNotFound(template, f"{template!r} not found in search path") from error
        except TooLarge as error:
            raise TemplateError("limit", f"{template!r} is too large") from error
        except OSError as error:
            raise TemplateError("unsafe", f"{template!r} cannot be read from the folder") from error
        except UnicodeDecodeError as error:
            raise TemplateError("syntax", f"{template!r} is not in UTF-8") from error
        return source, str(path), lambda: stamp(path) == before


_environments: Final[dict[Path, PageEnvironment]] = {}


def _environment(template: Path, labels: Mapping[str, str]) -> PageEnvironment:
    """Return where a template is compiled, once for all pages with the same labels."""
    made = _environments.get(template)
    if made is None or made.labels != labels:
        if len(_environments) == _MOST_TEMPLATES:
            _environments.clear()
        made = _environments[template] = PageEnvironment(FolderLoader(template.parent), template.name, labels)
    return made


def _place(error: BaseException, folder: Path) -> tuple[str, int | None]:
    """Return the text of the template that an error points into, '' where there is none, and the line."""
    if isinstance(error, TemplateSyntaxError):
        return error.source or "", error.lineno
    lines = [
        (frame.f_code.co_filename, line)
        for frame, line in walk_tb(error.__traceback__)
        if Path(frame.f_code.co_filename).parent == folder
    ]
    if not lines:
        return "", None
    name, line = lines[-1]
    return read_file(Path(name), MOST_BYTES).decode("utf-8-sig", "replace"), line
