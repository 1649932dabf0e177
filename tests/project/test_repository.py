"""What the repository promises to those who work on it: workflows, sessions, policies, pins."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PYTHON = "Programming Language :: Python :: 3."
CI = "$/.github/workflows/ci.yml"  # $ stands for this repository, at the same commit


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    """The jobs of a workflow that have steps of their own."""
    found: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]
    return {name: job for name, job in found.items() if job.get("uses") != CI}


def steps() -> list[dict[str, Any]]:
    return [step for path in WORKFLOWS for job in jobs(path).values() for step in job["steps"]]


def sessions() -> set[str]:
    functions = [
        node for node in ast.parse(read("noxfile.py")).body if isinstance(node, ast.FunctionDef)
    ]
    return {
        function.name
        for function in functions
        if any("nox.session" in ast.unparse(decorator) for decorator in function.decorator_list)
    }


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_take_nothing_from_outside(path: Path) -> None:
    """None runs with secrets or may write; zizmor looks at triggers, templates and pins."""
    assert "secrets." not in path.read_text(encoding="utf-8")
    for job in jobs(path).values():
        assert job["timeout-minutes"] <= 60
        assert job.get("permissions", {}) in ({}, {"id-token": "write"})
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@"):
                assert step["with"]["persist-credentials"] is False


def test_what_is_published_has_passed_all_of_ci() -> None:
    """The release runs the other workflow first, as it is at the tag."""
    release = yaml.safe_load(read(".github/workflows/release.yml"))["jobs"]
    assert release["checks"]["uses"] == CI
    assert release["publish"]["needs"] == ["checks", "package"]
    called = yaml.safe_load(read(CI.removeprefix("$/")))
    assert "workflow_call" in called[True]  # YAML takes the key `on` for a truth value


def test_the_matrix_is_that_of_the_classifiers() -> None:
    """Whatever Python is named to users is tested, from the checkout and from the wheel."""
    named = [
        f"3.{text.removeprefix(PYTHON)}"
        for text in PROJECT["project"]["classifiers"]
        if text.startswith(PYTHON)
    ]
    assert named[0] == PROJECT["project"]["requires-python"].removeprefix(">=")
    matrices = {
        name: job["strategy"]["matrix"]["python"]
        for name, job in jobs(GITHUB / "workflows" / "ci.yml").items()
        if "strategy" in job
    }
    assert matrices == {"tests": named, "wheel": named}


def test_what_runs_there_runs_here() -> None:
    """Workflows run sessions of nox that there are, and leave none out."""
    run = [step["run"] for step in steps() if "run" in step]
    asked = [line.partition("nox -s ")[2] for line in run if "nox -s " in line]
    names = {name.strip('"').partition("-")[0] for line in asked for name in line.split()}
    assert names == sessions() - {"pins"}
    others = [line for line in run if "nox -s" not in line and " pip install " not in line]
    assert others == []


def test_packaging_tools_are_pinned_by_hash() -> None:
    """All that is named in `pyproject.toml`, and from no particular place."""
    pins = read(".ci/requirements.txt")
    wanted = PROJECT["dependency-groups"]["packaging"]
    assert len(wanted) > 3
    for requirement in wanted:
        name, bound = requirement.split(">=")
        [version] = re.findall(rf"^{name}==(\S+) \\$", pins, re.MULTILINE)
        assert [int(part) for part in version.split(".")] >= [
            int(part) for part in bound.split(".")
        ]
    entries = re.split(r"\n(?! )", pins.strip())
    assert all("--hash=sha256:" in entry for entry in entries)
    assert "://" not in pins


@pytest.mark.parametrize(
    ("tag", "heading", "cited", "said"),
    [
        ("v1.2.0", "[1.2.0] - 2026-12-01", "1.2.0", "1.2.0 may be released\n"),
        ("v1.2.1", "[1.2.0] - 2026-12-01", "1.2.0", "the tag of this commit does not name"),
        ("v1.2.0", "[Unreleased]", "1.2.0", "CHANGELOG.md does not name the version 1.2.0"),
        ("v1.2.0", "[1.2.0] - 2026-12-01", "1.1.0", "CITATION.cff does not name the version"),
    ],
)
def test_a_release_names_one_version(
    tmp_path: Path, tag: str, heading: str, cited: str, said: str
) -> None:
    """In its tag, package, changelog and citation, or nothing is published."""
    package = tmp_path / "src" / "china_trade_cities"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""A package."""\n__version__ = "1.2.0"\n')
    (tmp_path / "CHANGELOG.md").write_text(f"# Changelog\n\n## {heading}\n")
    (tmp_path / "CITATION.cff").write_text(f"title: x\nversion: {cited}\nlicense: MIT\n")
    identity = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"], ["tag", tag]):
        subprocess.run(["git", *identity, *words], cwd=tmp_path, check=True)
    script = ROOT / ".ci" / "release.py"
    done = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, check=False, encoding="utf-8"
    )
    assert done.stdout.startswith(said)
    assert done.returncode == (0 if "may be" in said else 1)


def test_issues_have_forms() -> None:
    """For what does not work, for a figure that looks wrong, and for data that are missing."""
    forms = {
        path.name: yaml.safe_load(path.read_text(encoding="utf-8"))
        for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml")
        if path.name != "config.yml"
    }
    assert set(forms) == {"bug.yml", "figure.yml", "data.yml"}
    for form in forms.values():
        assert form["name"]
        assert form["description"]
        ids = [field["id"] for field in form["body"]]
        assert len(set(ids)) == len(ids)
        assert all(field["attributes"]["label"] for field in form["body"])
        assert any(field["validations"]["required"] for field in form["body"][:1])


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "SECURITY.md", "CODE_OF_CONDUCT.md"])
def test_policies_lead_to_what_is_there(name: str) -> None:
    """Files and sessions that they name exist, and no address is made up."""
    text = read(name)
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert [link for link in targets if "://" not in link and not (ROOT / link).exists()] == []
    assert {link for link in targets if "://" in link} <= {"https://nox.thea.codes/"}
    asked = re.findall(r"nox -s ([a-z ]+)", text)
    assert {session for names in asked for session in names.split()} <= sessions()
    files = re.findall(r"`((?:\.ci|\.github|tests|tools|benchmarks)/[\w./-]+)`", text)
    assert [file for file in files if not (ROOT / file).exists()] == []
