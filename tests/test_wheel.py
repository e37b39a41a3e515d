"""The wheel holds what it should and nothing else, and works away from the checkout."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from typing import Final

import pytest

ROOT: Final = Path(__file__).parent.parent
STATIONS: Final = ROOT / "samples" / "stations"
SHIPPED: Final = {
    "evaluator": "evaluator",
    "criteria": "evaluator/criteria",
    "templates": "evaluator/templates",
}

# One worker, so that the wheel is built and installed once.
pytestmark = pytest.mark.slow


def run(*command: str | Path, cwd: Path) -> str:
    """Run *command* without this checkout's Python settings and return what it printed."""
    env = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))
    }
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=env | {"PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, f"exit {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-build-isolation", "--no-index"]
    run(sys.executable, "-m", "pip", "wheel", *options, "--wheel-dir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The scripts' folder of a fresh environment with the wheel; the libraries are those of this one."""
    folder = tmp_path_factory.mktemp("elsewhere")
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", cwd=folder)
    scripts = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    python = scripts / "python"
    options = ["--quiet", "--disable-pip-version-check", "--no-deps", "--no-index"]
    run(sys.executable, "-m", "pip", "--python", python, "install", *options, wheel, cwd=folder)
    own = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder).strip()
    # A path in a .pth file comes last and its own .pth files are not read, so this checkout's editable
    # install stays out of sight.
    libraries = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (Path(own) / "libraries.pth").write_text("\n".join(sorted(libraries)), encoding="utf-8")
    return scripts


def test_the_wheel_holds_the_tree_and_nothing_else(wheel: Path) -> None:
    """Every file of the package, the criteria and the templates is inside `evaluator/`; no sample, no test."""
    expected = {
        f"{inside}/{file.relative_to(ROOT / folder).as_posix()}"
        for folder, inside in SHIPPED.items()
        for file in (ROOT / folder).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith("~$")
    }
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    about = {name for name in names if name.split("/")[0].endswith(".dist-info")}
    assert len(names) == len(set(names))
    assert set(names) - about == expected
    assert any(name.endswith("/licenses/LICENSE") for name in about)


def test_the_installed_package_is_the_wheels(installed: Path) -> None:
    """The environment of the next test does not fall back on the checkout."""
    where = run(installed / "python", "-c", "import evaluator; print(evaluator.__file__)", cwd=installed)
    assert Path(where.strip()).is_relative_to(installed.parent)


def test_an_installed_evaluator_scores_a_sample(installed: Path, tmp_path: Path) -> None:
    """Away from the checkout, guideline and schemas are found and a station is scored."""
    stations = sorted(file.parent for file in STATIONS.glob("*/submission.yaml"))
    if not stations:
        pytest.skip("there is no sample station under samples/stations/ yet")
    station = shutil.copytree(stations[0], tmp_path / "station")
    evaluation = json.loads(run(installed / "evaluator", "score", station, cwd=tmp_path))
    assert evaluation["findings"]
    assert evaluation["score"]["out_of"]
