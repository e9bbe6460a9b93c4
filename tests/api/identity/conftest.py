"""A library of two bodies with papers of every class, a service over it, and keys of every role."""

from __future__ import annotations

import importlib.util
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.identity.keys import Keys
from api.identity.roles import AskerRole
from api.records.database import Records
from api.settings import load
from rag.assembly import assemble

FAULTS = Path(__file__).parents[2] / "faults"


def module_at(name: str) -> ModuleType:
    """A script of tests/faults as a module."""
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, FAULTS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def faults() -> Callable[[str], ModuleType]:
    """Gives the scripts of tests/faults by name."""
    return module_at


@dataclass(frozen=True)
class Guarded:
    """A service with keys: the client, and the key of each asker by name."""

    client: TestClient
    library: Path
    keys: dict[str, str]

    def as_(self, name: str) -> dict[str, str]:
        """The header that says who asks."""
        return {"authorization": f"Bearer {self.keys[name]}"}


@pytest.fixture(scope="session")
def secret_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Read by many tests, changed by none."""
    folder = tmp_path_factory.mktemp("secret")
    module_at("secret_papers").make_library(folder / "papers", folder / "library")
    return folder / "library"


@contextmanager
def guarding(library: Path) -> Iterator[Guarded]:
    """A service over the library, with a key for each asker and a revoked one."""
    harbour, lighthouse = (frozenset({body}) for body in module_at("secret_papers").BODIES)
    askers = {
        "member": (AskerRole.MEMBER, None),
        "harbour officer": (AskerRole.OFFICER, harbour),
        "lighthouse officer": (AskerRole.OFFICER, lighthouse),
        "evaluator": (AskerRole.EVALUATOR, None),
        "administrator": (AskerRole.ADMINISTRATOR, None),
        "former": (AskerRole.ADMINISTRATOR, None),
    }
    with Records(library) as records:
        keys = Keys(records)
        texts = {name: keys.add(name, role, bodies=bodies).text for name, (role, bodies) in askers.items()}
        keys.revoke("former")
    # Strangers are sent here by the hundred; that they are slowed down is tested elsewhere.
    no_limits = {"refused_per_minute": 0, "requests_per_minute": 0, "requests_per_minute_address": 0}
    settings = load(library).settings.model_copy(update=no_limits)
    with assemble(settings.for_answers(), resident=True) as minutebook:
        yield Guarded(
            TestClient(
                create_app(minutebook, settings), base_url="http://localhost", raise_server_exceptions=False
            ),
            library,
            texts,
        )


@pytest.fixture(scope="session")
def unchanged(secret_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Guarded]:
    """A service for tests that change nothing."""
    folder = tmp_path_factory.mktemp("unchanged") / "library"
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.upper().startswith("MINUTEBOOK_")]:
            patch.delenv(name)
        with guarding(Path(shutil.copytree(secret_library, folder))) as service:
            yield service


@pytest.fixture
def guarded(secret_library: Path, tmp_path: Path) -> Iterator[Guarded]:
    """A service for one test that changes something."""
    with guarding(Path(shutil.copytree(secret_library, tmp_path / "guarded"))) as service:
        yield service
