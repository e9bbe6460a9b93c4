"""What can be known of the image and the unit without building and starting them."""

from __future__ import annotations

import fnmatch
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DEPLOYMENT = ROOT / "docs" / "deployment"
CONTAINERFILE = (DEPLOYMENT / "Containerfile").read_text()
STEPS = re.findall(r"^([A-Z]+) (.+(?:\\\n.+)*)", re.sub(r"\\\n\s*", " ", CONTAINERFILE), re.MULTILINE)
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())


def _words(step: str) -> list[str]:
    return [words for name, words in STEPS if name == step]


def _copied() -> list[str]:
    """Files and folders of the project that the image is built of."""
    own = (words for words in _words("COPY") if not words.startswith("--from"))
    return [source for words in own for source in words.split()[:-1]]


def _is_given(path: str) -> bool:
    """Whether the builder is given the path: the last line of .dockerignore that fits counts."""
    given = True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!").removeprefix("**/")
        names = {path, *map(str, Path(path).parents), *Path(path).parts} - {"."}
        if line and not line.startswith("#") and any(fnmatch.fnmatch(name, pattern) for name in names):
            given = line.startswith("!")
    return given


def test_all_that_is_copied_is_there_and_given_to_the_builder():
    assert len(_copied()) >= 9
    for source in _copied():
        assert (ROOT / source).exists(), source
        assert _is_given(source), source


def test_every_package_of_the_project_is_copied():
    assert {name.partition(".")[0] for name in PROJECT["tool"]["setuptools"]["packages"]} <= set(_copied())


@pytest.mark.parametrize(
    "path",
    [".git/config", ".venv/bin/python", "demo-library/library.sqlite", "minutebook.env", "runs/x/items.jsonl",
     "tests/conftest.py", "docs/security.md", "api/__pycache__/app.cpython-311.pyc"],
)  # fmt: skip
def test_nothing_else_leaves_the_folder(path):
    assert not _is_given(path)


def test_data_files_of_the_packages_are_in_what_is_installed():
    declared = PROJECT["tool"]["setuptools"]["package-data"]
    for package in PROJECT["tool"]["setuptools"]["packages"]:
        folder = ROOT / package.replace(".", "/")
        for file in folder.iterdir():
            if file.is_file() and file.suffix not in {".py", ".pyc"}:
                assert any(fnmatch.fnmatch(file.name, each) for each in declared.get(package, ())), file
    for package, patterns in declared.items():
        folder = ROOT / package.replace(".", "/")
        assert all(list(folder.glob(pattern)) for pattern in patterns), package


def test_every_folder_of_code_is_a_package_that_is_installed():
    names = {each.partition(".")[0] for each in PROJECT["tool"]["setuptools"]["packages"]}
    folders = {path.parent.relative_to(ROOT) for name in names for path in (ROOT / name).rglob("*.py")}
    assert {str(each).replace("/", ".") for each in folders} == set(PROJECT["tool"]["setuptools"]["packages"])


def test_the_service_runs_as_a_user_without_rights():
    assert _words("USER") == ["10001:10001"]
    (made,) = (words for words in _words("RUN") if "useradd" in words)
    assert "--uid 10001" in made
    assert "/usr/sbin/nologin" in made
    assert [name for name, _ in STEPS].index("USER") < [name for name, _ in STEPS].index("ENTRYPOINT")


def test_no_package_is_fetched_unchecked():
    installs = [line for words in _words("RUN") for line in words.split("&&") if "pip install" in line]
    assert len(installs) == 3
    for line in installs:
        assert "--no-deps" in line
        assert "--require-hashes" in line or "--no-build-isolation" in line


def test_both_stages_are_of_one_python_that_the_project_takes():
    bases = [words.split()[0] for words in _words("FROM")]
    assert len(set(bases)) == 1
    assert re.search(r"python:3\.11-", bases[0])
    assert PROJECT["project"]["requires-python"].startswith(">=3.11")


def test_systemd_finds_no_mistake_in_the_unit(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not here")
    unit = tmp_path / "minutebook.service"
    # The program and the user of the unit are not on this machine: they alone are put aside.
    words = (DEPLOYMENT / "minutebook.service").read_text()
    assert words.count("/opt/minutebook/venv/bin/minutebook serve") == 1
    unit.write_text(words.replace("/opt/minutebook/venv/bin/minutebook", "/bin/true"))
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, timeout=60
    )
    about_it = [line for line in done.stderr.splitlines() if "minutebook.service" in line]
    assert about_it == []
