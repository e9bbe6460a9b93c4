"""A Minutebook whose model is behind a local server, asked in every form there is."""

import pytest

from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag.assembly import Minutebook
from rag.model.chat import ChatWriter
from rag.settings import Settings

DEADLINE_S = 0.8


@pytest.fixture(scope="session")
def deadline_s() -> float:
    """The deadline of a model's reply where a test names no other."""
    return DEADLINE_S


@pytest.fixture(scope="session")
def patience_s() -> float:
    """The deadline where a server does answer: a busy machine may take its time."""
    return 10.0


@pytest.fixture(params=("grammar", "json_schema", "function_calling", "json_mode"))
def output(request: pytest.FixtureRequest) -> str:
    """How a model is held to the form of an answer, one method after another."""
    return request.param


@pytest.fixture
def asking(library_folder, model_server):
    """Builds a Minutebook whose model is behind the local server."""
    opened = []

    def build(**more) -> Minutebook:
        set_up = Settings.model_validate(
            {
                "library": library_folder,
                "model": "small",
                "model_base_url": model_server.address,
                "model_timeout_s": DEADLINE_S,
                **more,
            }
        )
        library = Library.open(library_folder)
        opened.append(Minutebook(set_up, library, QueryEncoder(), None, ChatWriter(set_up)))
        return opened[-1]

    yield build
    for each in opened:
        each.close()
