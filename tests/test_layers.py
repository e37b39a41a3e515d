"""The house: which rooms there are, that arrows between them point one way, and that no modules form a circle.

To edit it: `ROOMS` lists the rooms from the lowest to the highest, as ARCHITECTURE.md does; a room imports only
rooms to its left. A room is a folder of `evaluator/`; nothing else stands there but what `BESIDE` names.
"""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

CHECKOUT: Final = Path(__file__).parent.parent
ROOT: Final = CHECKOUT / "evaluator"

ROOMS: Final = [
    "base",
    "texts",
    "yaml",
    "model",
    "conditions",
    "rules",
    "loading",
    "scoring",
    "evaluation",
    "drafting",
    "marking",
    "rounds",
    "word",
    "reports",
    "workbook",
    "page",
    "work",
    "cli",
]

ALONE: Final = {"word"}
"""Rooms that import nothing of ours: they could be libraries."""

BESIDE: Final = {"__init__.py", "__main__.py", "py.typed", "schemas"}
"""What stands in the package beside the rooms."""

MOST_ENTRIES: Final = 18

Arrow = tuple[str, int, str]
"""A module, the line of its import, and the module imported; names are relative to the package."""


def modules(root: Path) -> dict[str, Path]:
    """Return every module under *root* by its name below the package; a package is its `__init__`."""
    names = {}
    for file in sorted(root.rglob("*.py")):
        parts = file.relative_to(root).with_suffix("").parts
        names[".".join(parts[:-1] if parts[-1] == "__init__" and len(parts) > 1 else parts)] = file
    return names


def imports(name: str, file: Path, names: Mapping[str, Path], package: str) -> Iterator[Arrow]:
    """Yield each module of ours that *file* imports, inside functions and under TYPE_CHECKING too."""
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
                while (
                    rest and rest not in names
                ):  # `from evaluator.base.exact import text` imports `base.exact`
                    rest = rest.rpartition(".")[0]
                yield name, node.lineno, rest or "__init__"


def room(module: str) -> str:
    """Return the room a module stands in; the package's own modules stand in none."""
    head = module.partition(".")[0]
    return "" if head.startswith("__") else head


def arrows(root: Path) -> list[Arrow]:
    """Return every import of one module of the package by another."""
    names = modules(root)
    return [arrow for name, file in names.items() for arrow in imports(name, file, names, root.name)]


def faults(root: Path, rooms: list[str]) -> list[str]:
    """Return what is wrong with the house under *root*, one sentence each."""
    entries = {entry.name for entry in root.iterdir() if entry.name != "__pycache__"}
    sentences = [f"{entry} has no place among the rooms" for entry in sorted(entries - BESIDE - set(rooms))]
    sentences += [f"the room {entry} is not there" for entry in rooms if entry not in entries]
    for module, line, target in arrows(root):
        start, end = room(module), room(target)
        if start == end or start not in rooms or end not in rooms:
            continue
        if start in ALONE or rooms.index(end) > rooms.index(start):
            sentences.append(f"{module}:{line} imports {target}")
    return sentences + [f"circle: {' '.join(circle)}" for circle in circles(arrows(root))]


def circles(links: list[Arrow]) -> list[list[str]]:
    """Return the groups of modules that import each other in a circle, by Tarjan's algorithm."""
    graph: dict[str, set[str]] = {}
    for start, _, end in links:
        graph.setdefault(start, set()).add(end)
        graph.setdefault(end, set())
    order: dict[str, int] = {}
    lowest: dict[str, int] = {}
    stack: list[str] = []
    groups: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = lowest[module] = len(order)
        stack.append(module)
        for target in sorted(graph[module] - {module}):
            if target not in order:
                visit(target)
                lowest[module] = min(lowest[module], lowest[target])
            elif target in stack:
                lowest[module] = min(lowest[module], order[target])
        if lowest[module] == order[module]:
            group = stack[stack.index(module) :]
            del stack[stack.index(module) :]
            if len(group) > 1:
                groups.append(sorted(group))

    for module in sorted(graph):
        if module not in order:
            visit(module)
    return groups


def test_every_room_has_its_place_and_arrows_point_one_way() -> None:
    """No room imports one above it, no modules form a circle, and there is no entry without a place."""
    assert faults(ROOT, ROOMS) == []


def test_the_house_stays_small() -> None:
    assert len(ROOMS) <= MOST_ENTRIES


def test_no_module_mixes_two_kinds_of_classes_of_values() -> None:
    """A field of the standard library would pass for a default in a class made by `base.frozen`."""
    mixing = []
    for file in ROOT.rglob("*.py"):
        made = {
            node.module: {name.name for name in node.names}
            for node in ast.parse(file.read_text(encoding="utf-8")).body
            if isinstance(node, ast.ImportFrom)
        }
        own, standard = made.get("evaluator.base.frozen", set()), made.get("dataclasses", set())
        if "dataclass" in own and standard & {"dataclass", "field"}:
            mixing.append(file.name)
    assert mixing == []


def test_architecture_shows_the_rooms_in_this_order() -> None:
    """The table of rooms in ARCHITECTURE.md is this list."""
    text = (CHECKOUT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    shown = [line.split("`")[1].rstrip("/") for line in text.splitlines() if line.startswith("| `")]
    assert [name for name in shown if name in ROOMS] == ROOMS


@pytest.mark.parametrize(
    "file, source, expected",
    [
        pytest.param("high/score.py", "from evaluator.low.exact import text", [], id="lower"),
        pytest.param(
            "low/exact.py", "import evaluator.high.main", ["low.exact:1 imports high.main"], id="higher"
        ),
        pytest.param(
            "low/exact.py",
            "def f():\n  from ..high.main import main",
            ["low.exact:2 imports high.main"],
            id="in-function",
        ),
        pytest.param(
            "low/exact.py",
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n  from evaluator import high",
            ["low.exact:3 imports high"],
            id="for-types",
        ),
        pytest.param("high/score.py", "from evaluator import __version__", [], id="version"),
        pytest.param("high/score.py", "from . import main", [], id="in-room"),
        pytest.param("high/main.py", "from evaluator.high import main", [], id="itself"),
        pytest.param(
            "word/render.py", "from evaluator import low", ["word.render:1 imports low"], id="alone"
        ),
        pytest.param("word/render.py", "from . import doctor", [], id="alone-inside"),
        pytest.param("exacts.py", "", ["exacts.py has no place among the rooms"], id="module-without-room"),
        pytest.param("more/exact.py", "", ["more has no place among the rooms"], id="room-without-place"),
        pytest.param("high/score.py", "import evaluators.cli", [], id="not-ours"),
        pytest.param(
            "high/helper.py",
            "def f():\n  from evaluator.high import main",
            ["circle: high.helper high.main"],
            id="circle",
        ),
    ],
)
def test_a_wrong_arrow_is_seen(tmp_path: Path, file: str, source: str, expected: list[str]) -> None:
    """Each way of writing an import is understood; the check above can fail."""
    root = tmp_path / "evaluator"
    skeleton = ["__init__", "low/__init__", "low/exact", "word/doctor", "high/__init__", "high/main"]
    for name in [*skeleton, file.removesuffix(".py")]:
        path = root / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    if "helper" in file:
        (root / "high/main.py").write_text("from evaluator.high import helper", encoding="utf-8")
    (root / file).write_text(source, encoding="utf-8")
    assert faults(root, ["low", "word", "high"]) == expected
