"""Nothing is installed that is not pinned, and nothing runs at the start of Python that nobody has read."""

from __future__ import annotations

import importlib.util
import re
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / ".ci" / "packages.py"


@pytest.fixture(scope="module")
def packages():
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("packages_script", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An environment's folder with one package in it."""
    described = tmp_path / "honest_package-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: Honest.Package\nVersion: 1.0+cpu\n")
    return tmp_path


PINS = {"honest-package": "1.0"}


def test_what_is_installed_here_is_pinned_and_known(packages):
    own = [Path(sysconfig.get_path("purelib"))]
    found = packages.look_over(own, packages.pinned(packages.CONSTRAINTS))
    assert found.wrong == ()
    assert found.n_packages > 100


def test_a_package_at_its_version_in_a_clean_folder_is_no_finding(packages, folder):
    (folder / "names.pth").write_text("# a note\nsome/folder\nimporting/is/not/import\n")
    assert packages.look_over([folder], PINS) == packages.Findings(1, 0, ())


@pytest.mark.parametrize(
    ("pins", "told"), [({}, "not in constraints.txt"), ({"honest-package": "1.1"}, "says 1.1")]
)
def test_a_package_without_a_pin_or_at_another_version_is_told(packages, folder, pins, told):
    (wrong,) = packages.look_over([folder], pins).wrong
    assert "honest-package" in wrong
    assert told in wrong


@pytest.mark.parametrize(
    "line", ["import os; os.system('id')", "\ufeffimport os", "import\tos", "a\nimport os"]
)
def test_a_file_that_runs_code_at_every_start_is_told(packages, folder, line):
    (folder / "payload_init.pth").write_text(line, encoding="utf-8")
    (wrong,) = packages.look_over([folder], PINS).wrong
    assert "payload_init.pth" in wrong


def test_another_content_under_a_name_that_was_read_is_told(packages, folder):
    (folder / "distutils-precedence.pth").write_text("import os; os.system('id')\n")
    (wrong,) = packages.look_over([folder], PINS).wrong
    assert "distutils-precedence.pth" in wrong


@pytest.mark.parametrize("name", ["sitecustomize.py", "usercustomize.py"])
def test_a_module_that_python_imports_by_itself_is_told(packages, folder, name):
    (folder / name).write_text("")
    (wrong,) = packages.look_over([folder], PINS).wrong
    assert name in wrong


def test_weights_that_are_others_are_told(packages, monkeypatch, tmp_path):
    from ingest.store import encoder

    other = tmp_path / "model.safetensors"
    other.write_bytes(b"others")
    monkeypatch.setattr(encoder, "weights_path", lambda: other)
    encoder.verify_weights.cache_clear()
    (wrong,) = packages.weights_that_differ()
    encoder.verify_weights.cache_clear()
    assert "sha256" in wrong


def test_each_accepted_advisory_has_a_package_of_ours_and_a_reason():
    section = (
        (ROOT / "docs" / "security.md").read_text().partition("\n## Packages\n")[2].partition("\n## ")[0]
    )
    rows = re.findall(r"^\| ((?:CVE|GHSA|PYSEC)-[\w-]+) \| (\S+) \| (.+) \|$", section, re.MULTILINE)
    locked = (ROOT / "docs" / "deployment" / "requirements.txt").read_text()
    assert rows
    for advisory, package, reason in rows:
        assert f"\n{package}==" in locked, advisory
        assert len(reason) > 60, advisory
