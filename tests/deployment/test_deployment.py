"""The files for whoever installs the service say what is so."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from api.metrics import Metrics
from api.settings import AppSettings

ROOT = Path(__file__).resolve().parents[2]
DEPLOYMENT = ROOT / "docs" / "deployment"


def _name(requirement: str) -> str:
    return re.split(r"[\[<>=!~; ]", requirement)[0].lower().replace("_", "-")


def _locked() -> dict[str, str]:
    found = re.findall(
        r"^(\S+)==(\S+) --hash=sha256:[0-9a-f]{64}$",
        (DEPLOYMENT / "requirements.txt").read_text(),
        re.MULTILINE,
    )
    return {_name(name): version for name, version in found}


def test_every_line_of_the_requirements_has_a_hash() -> None:
    lines = (DEPLOYMENT / "requirements.txt").read_text().splitlines()
    assert len(_locked()) == sum(not line.startswith("#") for line in lines)


def test_everything_the_service_needs_is_locked_at_the_version_that_is_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    needed = {_name(each) for each in project["dependencies"]}
    needed |= {
        _name(each) for extra in ("mcp", "telemetry") for each in project["optional-dependencies"][extra]
    }
    locked = _locked()
    assert needed <= locked.keys()
    constraints = [
        line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if "==" in line
    ]
    pinned = {_name(name): version for name, version in constraints if not name.startswith("#")}
    different = {
        name: (version, pinned[name])
        for name, version in locked.items()
        if name in pinned and version.partition("+")[0] != pinned[name].partition("+")[0]
    }
    assert not different, "run make lock"


@pytest.mark.parametrize(
    "file", ["operations.md", "atrs.md", "deployment/minutebook.service", "deployment/Containerfile"]
)
def test_every_setting_that_is_named_is_one(file: str) -> None:
    named = set(re.findall(r"MINUTEBOOK_([A-Z_]+[A-Z])", (ROOT / "docs" / file).read_text()))
    assert {name.lower() for name in named} <= set(AppSettings.model_fields)


def test_every_metric_that_is_named_is_one() -> None:
    from prometheus_client.parser import text_string_to_metric_families

    counts = Metrics()
    told = (ROOT / "docs" / "operations.md").read_text()
    table = told.partition("## Metrics")[2].partition("## Logs")[0]
    named = {name.removesuffix("_total") for name in re.findall(r"`([a-z_]+)(?:\{[a-z,]+\})?`", table)}
    known = {
        family.name.removeprefix("minutebook_")
        for family in text_string_to_metric_families(counts.text().decode())
    }
    in_code = "".join((ROOT / "api" / file).read_text() for file in ("metrics.py", "app.py"))
    assert {name for name in named - known if f'"{name}"' not in in_code} <= {"failed", "minutebook_"}


def test_the_links_of_the_operations_page_lead_somewhere() -> None:
    for file in ("operations.md", "atrs.md"):
        for target in re.findall(r"\]\(([^)#:]+)\)", (ROOT / "docs" / file).read_text()):
            assert (ROOT / "docs" / target).exists(), target
