"""What all tests share: hypothesis profiles, golden files, LibreOffice."""

import gc
import os
import pickle
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, Protocol

import jsonschema_rs
import pytest
from hypothesis import settings

from evaluator import evaluation
from evaluator.base.resources import schema
from evaluator.reports import documents, pdf
from evaluator.word import Template
from evaluator.work import pools

GOLDEN: Final = Path(__file__).parent / "golden"
SAMPLES: Final = Path(__file__).parent.parent / "samples"
THOROUGH: Final = (
    "test_mutants",
    "test_how_to",
    "rounds/test_verify",
    "rounds/",
    "word/",
    "test_workbook",
    "test_sample",
    "test_stored",
    "test_error_paths",
    "test_layout",
    "test_krippendorff",
    "test_ledger_noise",
    "test_ledger_oracle",
    "test_losses",
    "test_pdf",
    "test_reads",
    "test_review",
    "test_browser",
    "test_page",
    "test_verifier",
    "test_terminal",
    "test_boundary",
    "test_charts",
    "test_cli_mark",
    "test_command_line",
    "test_corpus",
    "test_document",
    "test_folder_matches",
    "test_html",
    "test_import",
    "test_rating_tables",
    "test_template",
    "test_fuzz",
    "test_compare",
    "test_why",
    "test_faults",
    "test_growth",
    "test_advice",
    "test_waivers",
    "test_wheel",
)
"""Beginnings of the test files that take longest, the longest first: whole rounds, renderers and workbooks against
their peers, browsers, campaigns. `make quick` leaves them out; whoever changes one of these parts runs its tests.
`make test` runs all, and these before the others, so that no core waits for the other at the end."""
CI: Final = bool(os.environ.get("CI"))
QUICK: Final = os.environ.get("PROFILE") == "quick"
RECALCULATE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""
NO_OFFICE: Final = "LibreOffice is not installed (no `soffice` on the PATH)"

# The program collects no garbage while a command runs; the default would take an eighth of the suite's time.
gc.set_threshold(100_000, 20, 100)
# Time limits per example say more about a busy machine than about the code, so neither profile has one.
# CI draws the same examples every time: a red run is the change's doing. Elsewhere each run draws other ones.
settings.register_profile("dev", deadline=None, print_blob=True, max_examples=40)
settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True, max_examples=40)
settings.register_profile("quick", deadline=None, print_blob=True, derandomize=True, max_examples=10)
settings.load_profile(os.environ.get("PROFILE") or ("ci" if CI else "dev"))


class Golden(Protocol):
    """Compare *content* with the file *path* under tests/golden/; text is stored as UTF-8 with LF."""

    def __call__(self, path: str, content: str | bytes) -> None: ...


@dataclass(frozen=True)
class Office:
    """Converts with LibreOffice."""

    profile: str
    folder: Path

    def __call__(self, document: Path, to: str = "pdf") -> Path:
        """Convert *document* and return the file made."""
        return self.all([document], to)[0]

    def all(self, documents: Sequence[Path], to: str) -> list[Path]:
        """Convert documents of different names and return the files made."""
        command = ["soffice", f"-env:UserInstallation={self.profile}", "--headless", "--convert-to", to]
        command += ["--outdir", str(self.folder)]
        said = ""
        for start in range(0, len(documents), 100):  # more in one call than it converts
            names = map(str, documents[start : start + 100])
            done = subprocess.run(
                [*command, *names], capture_output=True, text=True, timeout=1800, check=False
            )
            said += f"{done.stdout}{done.stderr}"
        made = [self.folder / f"{document.stem}.{to.partition(':')[0]}" for document in documents]
        missing = [path.name for path in made if not path.is_file()]
        assert missing == [], said
        return made


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """Run one file more than there are cores: a quarter of the whole suite is waiting for browsers and LibreOffice."""
    return (os.cpu_count() or 1) + (not QUICK)


@pytest.fixture(autouse=True, scope="session")
def schema_of_evaluations() -> Iterator[None]:
    """Hold every evaluation that this process makes to the published schema."""
    validator = jsonschema_rs.Draft202012Validator(schema("evaluation"))
    sealed = evaluation.seal_of

    def checked(data: Any) -> str:  # noqa: ANN401  # an evaluation, or what a test made of one
        if data.get("seal") == "":
            for error in validator.iter_errors({**data, "seal": "0" * 64}):
                pytest.fail(f"{error.instance_path}: {error.message[:500]}")
        return sealed(data)

    evaluation.seal_of = checked
    yield
    evaluation.seal_of = sealed


class Inline(Executor):
    """Stands for a pool of processes: runs here and now what a process would run, sent there and back."""

    def __init__(self, *_: object, **__: object) -> None:
        super().__init__()

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # noqa: ANN401
        future: Future[Any] = Future()
        sent = pickle.dumps((fn, args, kwargs))
        try:
            function, arguments, named = pickle.loads(sent)  # noqa: S301  # what was just written
            future.set_result(pickle.loads(pickle.dumps(function(*arguments, **named))))  # noqa: S301
        except Exception as error:  # noqa: BLE001  # as a pool does
            future.set_exception(error)
        return future


@pytest.fixture(autouse=True, scope="session")
def shared_work() -> Iterator[None]:
    """Run the units of a round in the tests' own process, and compile each Word template once.

    A round of three stations is no work for several processes, and each test has its templates in a folder of its
    own. Tests of processes use the fixture `pools_of_processes`, or start the program.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pools, "ProcessPoolExecutor", Inline)
        patch.setattr(documents, "Template", lru_cache(maxsize=64)(Template))
        yield


@pytest.fixture
def pools_of_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Share the work among processes, as the program does."""
    monkeypatch.setattr(pools, "ProcessPoolExecutor", ProcessPoolExecutor)


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare with golden files; `make golden` (GOLDEN=write) rewrites them, never in CI."""
    writing = os.environ.get("GOLDEN") == "write"

    def compare(path: str, content: str | bytes) -> None:
        file = GOLDEN / path
        request.node.user_properties.append(("golden", file.relative_to(GOLDEN).as_posix()))
        if writing:
            if CI:
                pytest.fail("golden files are not written in CI: run `make golden` and commit the difference")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content.encode() if isinstance(content, str) else content)
            return
        if not file.is_file():
            pytest.fail(f"no golden file {path}: run `make golden` and read what it wrote")
        expected = file.read_bytes()
        if isinstance(content, str):
            assert content == expected.decode(), f"{path} differs; if that is meant, run `make golden`"
        elif content != expected:
            pytest.fail(f"{path} differs (binary); if that is meant, run `make golden`")

    return compare


@pytest.fixture(scope="session")
def office_profile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A profile under which LibreOffice runs until the last test: what is converted under it needs no start.

    A document that stays open keeps it running; it ends when its input does, so also with a process that is killed.
    It computes workbooks anew that it opens, as other programs do.
    """
    folder = tmp_path_factory.mktemp("office")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATE, encoding="utf-8")
    opened = folder / "open.txt"
    opened.write_text("open\n", encoding="utf-8")
    command = 'soffice "$@" >/dev/null 2>&1 & cat; kill $!; wait'
    options = (f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", str(opened))
    with subprocess.Popen(["sh", "-c", command, "sh", *options], stdin=subprocess.PIPE):
        until = time.monotonic() + 60
        while not opened.with_name(f".~lock.{opened.name}#").exists() and time.monotonic() < until:
            time.sleep(0.05)
        yield profile.as_uri()


@pytest.fixture
def office(tmp_path: Path, office_profile: str) -> Office:
    """LibreOffice without a window."""
    return Office(office_profile, tmp_path / "office")


@pytest.fixture
def running_office(office_profile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the program make its PDFs by the LibreOffice that runs already."""
    run = pdf._run

    def quickly(command: Sequence[str], seconds: float) -> None:
        run([command[0], f"-env:UserInstallation={office_profile}", *command[2:]], seconds)

    monkeypatch.setattr(pdf, "_run", quickly)


def made_once(folders: pytest.TempPathFactory, script: str) -> Path:
    """Return the folder that a script of samples/ makes, once for all workers of xdist."""
    base = folders.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / script
    if not shared.exists():
        made = folders.mktemp("made") / script
        subprocess.run([sys.executable, str(SAMPLES / f"{script}.py"), str(made)], check=True, timeout=600)
        try:
            made.rename(shared)  # so it is complete when another worker sees it
        except OSError:
            if not shared.exists():  # or another worker was quicker
                raise
    return shared


@pytest.fixture(scope="session")
def sample_round(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The whole sample round; read it, or copy from it."""
    return made_once(tmp_path_factory, "make_round")


@pytest.fixture(scope="session")
def mistakes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample stations full of mistakes; read them, or copy from them."""
    return made_once(tmp_path_factory, "mistakes")


def _thorough(path: Path) -> int:
    """Return the place of a test file among the thorough ones, or their number."""
    name = path.relative_to(GOLDEN.parent).as_posix()
    return next((at for at, start in enumerate(THOROUGH) if name.startswith(start)), len(THOROUGH))


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave the thorough files out of the quick profile, unread: to import them takes as long as to run the rest."""
    return (collection_path.is_file() and QUICK and _thorough(collection_path) < len(THOROUGH)) or None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark tests by the fixtures they use; skip what this machine cannot run, with the reason."""
    items.sort(key=lambda item: _thorough(item.path))
    for item in items:
        for name in ("golden", "office"):
            if name in getattr(item, "fixturenames", ()):
                item.add_marker(name)
        if item.get_closest_marker("office") and shutil.which("soffice") is None:
            item.add_marker(pytest.mark.skip(reason=NO_OFFICE))


class Unasked:
    """Fail a whole run in which no test asked for some golden file: nobody would notice it going stale."""

    def __init__(self, golden: Path, whole: Callable[[], bool]) -> None:
        self.golden = golden
        self.whole = whole
        self.asked: set[str] = set()
        self.all_ran = True
        self.stale: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.asked.update(str(value) for key, value in report.user_properties if key == "golden")
        if "golden" in report.keywords and not report.passed:
            self.all_ran = False

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.all_ran and self.whole() and session.exitstatus == pytest.ExitCode.OK:
            files = {
                file.relative_to(self.golden).as_posix() for file in self.golden.rglob("*") if file.is_file()
            }
            self.stale = sorted(files - self.asked)
            if self.stale:
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for file in self.stale:
            terminalreporter.write_line(f"no test asked for tests/golden/{file}: remove it", red=True)


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):  # a worker of xdist sees only its share of the tests
        return

    def whole() -> bool:
        option = config.option
        narrowed = option.keyword or option.markexpr not in {"", "golden"} or option.collectonly
        return config.args_source == pytest.Config.ArgsSource.TESTPATHS and not (narrowed or option.lf)

    config.pluginmanager.register(Unasked(GOLDEN, whole), "unasked-golden-files")
