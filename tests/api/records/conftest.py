"""A service over a library of its own, and the people who use it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.identity.roles import Asker, AskerRole
from api.jobs.runner import LOCK_NAME
from api.service import Service
from api.settings import load
from ingest.store.lock import WriterLock
from rag.assembly import assemble

ClientOf = Callable[[Path], TestClient]


@pytest.fixture
def client_of() -> Iterator[ClientOf]:
    """Makes a client of a service over a library; the service ends with the test."""
    with ExitStack() as opened:

        def make(library: Path) -> TestClient:
            settings = load(library).settings
            minutebook = opened.enter_context(assemble(settings.for_answers(), resident=True))
            app = create_app(minutebook, settings)
            opened.callback(app.state.service.records.close)
            opened.callback(app.state.service.drain, 5)
            return TestClient(app, base_url="http://localhost", raise_server_exceptions=False)

        yield make


@pytest.fixture
def client(client_of: ClientOf, own_library: Path) -> TestClient:
    return client_of(own_library)


def service_behind(client: TestClient) -> Service:
    service = client.app.state.service  # type: ignore[attr-defined]
    assert isinstance(service, Service)
    return service


@pytest.fixture
def service(client: TestClient) -> Service:
    return service_behind(client)


@pytest.fixture
def jobs_wait(own_library: Path) -> Iterator[None]:
    """No job is run: another process would have to."""
    lock = WriterLock(own_library / LOCK_NAME)
    yield
    lock.release()


@pytest.fixture
def officer() -> Asker:
    return Asker.of("key-officer", "An officer", AskerRole.OFFICER)


@pytest.fixture
def member() -> Asker:
    return Asker.of("key-member", "A member", AskerRole.MEMBER)
