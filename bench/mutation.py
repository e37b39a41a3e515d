"""Put small faults into files of the program, one by one, and name those that no test sees.

`python -m bench.mutation evaluator/rules/ratio.py tests/rules --then tests/test_properties.py` changes
comparisons, `and` and `or`, signs, numbers and the like in a copy of the checkout and runs the tests named
on each. What it prints as survived is either the same program written differently, or wants a test and an
entry in `tests/mutants.py`. It takes hours and is no part of `make bench`.
"""

from __future__ import annotations

import argparse
import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from queue import Queue
from typing import Final

ROOT: Final = Path(__file__).parent.parent
NOT_LINKED: Final = frozenset(
    {"evaluator", ".git", ".venv", ".mypy_cache", ".ruff_cache", ".pytest_cache", ".hypothesis"}
)
TIMEOUT: Final = 180
OTHER: Final[dict[type[ast.AST], type[ast.AST]]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Div,
    ast.Div: ast.Mult,
    ast.BitOr: ast.BitAnd,
    ast.BitAnd: ast.BitOr,
}
NAMES: Final = {"min": "max", "max": "min", "any": "all", "all": "any"}
LEFT_ALONE: Final = frozenset({"words", "bound_words", "formula"})
"""Functions that only make sentences, or formulas, which LibreOffice tests."""


@dataclass(frozen=True)
class Fault:
    """A changed expression."""

    line: int
    start: int
    end: int
    """Bytes of the file."""
    text: str

    def shown(self, source: bytes) -> str:
        """Return what is changed into what."""
        return f"{self.line}: {source[self.start : self.end].decode()}  →  {self.text}"


def faults(source: bytes) -> Iterator[Fault]:
    """Yield each fault that can be put into *source*."""
    lines = [0]
    for line in source.split(b"\n"):
        lines.append(lines[-1] + len(line) + 1)
    for node, changed in _changes(ast.parse(source)):
        assert isinstance(node, ast.expr)
        assert node.end_lineno is not None
        assert node.end_col_offset is not None
        start = lines[node.lineno - 1] + node.col_offset
        end = lines[node.end_lineno - 1] + node.end_col_offset
        yield Fault(node.lineno, start, end, f"({ast.unparse(changed)})")


def _changes(tree: ast.AST) -> Iterator[tuple[ast.AST, ast.expr]]:
    for child in ast.iter_child_nodes(tree):
        if isinstance(child, ast.FunctionDef) and child.name in LEFT_ALONE:
            continue
        if isinstance(child, ast.expr):
            for changed in _changed(child):
                yield child, changed
        if isinstance(child, ast.FunctionDef):
            for part in child.body:
                wrapper = ast.Module([part], [])
                yield from _changes(wrapper)
        elif isinstance(child, ast.AnnAssign):
            if child.value is not None:
                yield from _changes(ast.Module([ast.Expr(child.value)], []))
        elif not isinstance(child, ast.JoinedStr):
            yield from _changes(child)


def _changed(node: ast.expr) -> Iterator[ast.expr]:
    match node:
        case ast.Compare(left, [operator], comparators) if type(operator) in OTHER:
            yield ast.Compare(left, [OTHER[type(operator)]()], comparators)  # type: ignore[list-item]
        case ast.Compare(left, [first, second], comparators) if type(first) in OTHER:
            yield ast.Compare(left, [OTHER[type(first)](), second], comparators)  # type: ignore[list-item]
            yield ast.Compare(left, [first, OTHER[type(second)]()], comparators)  # type: ignore[list-item]
        case ast.BoolOp(operator, values):
            yield ast.BoolOp(OTHER[type(operator)](), values)  # type: ignore[arg-type]
            for index in range(len(values)):
                others = values[:index] + values[index + 1 :]
                yield others[0] if len(others) == 1 else ast.BoolOp(operator, others)
        case ast.UnaryOp(ast.Not() | ast.USub(), operand):
            yield operand
        case ast.BinOp(left, operator, right) if type(operator) in OTHER:
            yield ast.BinOp(left, OTHER[type(operator)](), right)  # type: ignore[arg-type]
        case ast.Constant(bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(int(value)):
            yield ast.Constant(value + 1)
        case ast.IfExp(test, body, orelse):
            yield ast.IfExp(test, orelse, body)
        case ast.Call(ast.Name(name), arguments, keywords) if name in NAMES:
            yield ast.Call(ast.Name(NAMES[name]), arguments, keywords)


def checkout(folder: Path) -> Path:
    """Make a folder with a copy of the program and links to everything else."""
    shutil.copytree(ROOT / "evaluator", folder / "evaluator", ignore=shutil.ignore_patterns("__pycache__"))
    for entry in ROOT.iterdir():
        if entry.name not in NOT_LINKED:
            (folder / entry.name).symlink_to(entry, target_is_directory=entry.is_dir())
    return folder


def survives(folder: Path, tests: list[str]) -> bool:
    """Return whether all tests pass on the copy."""
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests]
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, capture_output=True, check=False, cwd=folder, env=environment, timeout=TIMEOUT
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> None:
    """Print the faults that survive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", help="the file to put faults into")
    parser.add_argument("tests", nargs="+", help="what pytest is asked to run")
    parser.add_argument("--then", nargs="+", default=[], help="slower tests for what survives the first ones")
    parser.add_argument("-j", "--jobs", type=int, default=2)
    arguments = parser.parse_args()
    source = (ROOT / arguments.file).read_bytes()
    found = list(faults(source))
    with tempfile.TemporaryDirectory() as temporary, ThreadPoolExecutor(arguments.jobs) as pool:
        copies: Queue[Path] = Queue()
        for number in range(arguments.jobs):
            place = Path(temporary) / str(number)
            place.mkdir()
            copies.put(checkout(place))

        def alive(fault: Fault) -> bool:
            folder = copies.get()
            try:
                changed = source[: fault.start] + fault.text.encode() + source[fault.end :]
                (folder / arguments.file).write_bytes(changed)
                return survives(folder, arguments.tests) and (
                    not arguments.then or survives(folder, arguments.then)
                )
            finally:
                (folder / arguments.file).write_bytes(source)
                copies.put(folder)

        count = 0
        for fault, lives in zip(found, pool.map(alive, found), strict=True):
            if lives:
                count += 1
                sys.stdout.write(f"survived {arguments.file}:{fault.shown(source)}\n")
                sys.stdout.flush()
    sys.stdout.write(f"{arguments.file}: {len(found)} faults, {count} survived\n")


if __name__ == "__main__":
    main()
