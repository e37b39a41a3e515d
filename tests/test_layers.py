"""The architecture, held as one string: arrows point one way.

To edit it: one line is one layer, lowest first, and imports point only to lines above. A new module is added to
its line, or gets a line of its own where it belongs. Names are relative to `evaluator`:

    name      a module; modules on one line may not import each other
    name.*    a package, whose modules may import each other
    !name.*   a package that may be used by those below it here, but imports nothing of ours outside itself
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent / "evaluator"

ORDER: Final = """
    __init__
    exact  files  record  masking  messages.*  resources  seal  sentences.*
    kinds_said  problem
    syntax
    source
    structure
    schema
    model.*
    conditions
    formulas
    condition_formulas
    counting  directions  wording
    reader  scaffold
    rules.*
    loading.*
    evidence.*  guidelines  drafting.*
    agreement  panel
    facts
    assess
    score
    grading
    evaluation.*
    pipeline
    loading.round
    advice.*
    rounds.*
    workbook.kept  workbook.layout  workbook.texts
    workbook.plan
    workbook.live.*
    workbook.*
    workbook.marking.*
    rounds.lists  rounds.receive_books
    rounds.receive
    !word.*
    reports.*
    marking  rounds.work
    score_sheets
    workbook.marking.aside
    workbook.batch
    rounds.run
    cli.*
    __main__
"""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a module stands in the order."""

    layer: int
    entry: str
    """As written in the order, `rules.*`: modules of one package share it."""
    alone: bool


def places(order: str, known: Mapping[str, Path]) -> dict[str, Place]:
    """The place of each known module; one without a place is left out."""
    found: dict[str, Place] = {}
    for layer, line in enumerate(order.split("\n")):
        for word in line.split():
            entry = word.removeprefix("!")
            package = entry.removesuffix(".*")
            for name in known:
                if name == entry or (entry != package and f"{name}.".startswith(f"{package}.")):
                    found[name] = Place(layer, entry, word != entry)
    return found


def modules(root: Path) -> dict[str, Path]:
    """Every module under *root* by its name below the package: `rules.count`; a package is its `__init__`."""
    found = {}
    for file in sorted(root.rglob("*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)
        found[name] = file
    return found


def imports(name: str, file: Path, known: Mapping[str, Path], package: str) -> Iterator[tuple[int, str]]:
    """Line and name of each module of ours that *file* imports, also inside functions."""
    inside = [package, *([] if name == "__init__" else name.split("."))]
    if file.name != "__init__.py":
        inside.pop()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"), str(file))):
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(inside[: len(inside) - node.level + 1]) if node.level else ""
            origin = ".".join(part for part in (base, node.module) if part)
            targets = [f"{origin}.{alias.name}" for alias in node.names]
        else:
            continue
        for target in targets:
            head, _, rest = target.partition(".")
            if head == package:
                while rest and rest not in known:  # `from evaluator.exact import text` imports `exact`
                    rest = rest.rpartition(".")[0]
                yield node.lineno, rest or "__init__"


def complaints(root: Path, order: str) -> list[str]:
    """What is wrong with the arrows under *root*, one sentence each."""
    known = modules(root)
    where = places(order, known)
    said = [f"{name} is missing from the order" for name in known if name not in where]
    for name, place in where.items():
        for line, target in imports(name, known[name], known, root.name):
            to = where.get(target)
            if to is None or to.entry == place.entry:
                continue
            if to.layer >= place.layer or place.alone:
                said.append(f"{name}:{line} imports {target}")
    return said


def test_arrows_point_one_way() -> None:
    """No module imports one above it or beside it, and each has its place in the order."""
    assert complaints(ROOT, ORDER) == []


@pytest.mark.parametrize(
    "file, source, expected",
    [
        pytest.param("score.py", "from evaluator.exact import text", [], id="lower"),
        pytest.param("score.py", "import evaluator.cli.main", ["score:1 imports cli.main"], id="higher"),
        pytest.param(
            "score.py", "def f():\n  from .cli import main", ["score:2 imports cli.main"], id="in-function"
        ),
        pytest.param("score.py", "from evaluator import cli", ["score:1 imports cli"], id="from-the-package"),
        pytest.param("score.py", "from . import __version__", [], id="version"),
        pytest.param(
            "exact.py", "from evaluator.resources import x", ["exact:1 imports resources"], id="beside"
        ),
        pytest.param(
            "rules/count.py", "from .ratio import award\nfrom ..exact import text", [], id="in-package"
        ),
        pytest.param(
            "word/render.py", "from evaluator import exact", ["word.render:1 imports exact"], id="alone"
        ),
        pytest.param("word/render.py", "from . import doctor", [], id="alone-inside"),
        pytest.param("exacts.py", "", ["exacts is missing from the order"], id="no-place"),
        pytest.param("score.py", "import evaluators.cli", [], id="not-ours"),
    ],
)
def test_a_wrong_arrow_is_seen(tmp_path: Path, file: str, source: str, expected: list[str]) -> None:
    """Each way of writing an import is understood; the check above can fail."""
    root = tmp_path / "evaluator"
    skeleton = [
        "__init__",
        "exact",
        "resources",
        "rules/ratio",
        "word/doctor",
        "cli/__init__",
        "cli/main",
        "score",
    ]
    for name in [*skeleton, file.removesuffix(".py")]:
        path = root / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (root / file).write_text(source, encoding="utf-8")
    assert complaints(root, ORDER) == expected
