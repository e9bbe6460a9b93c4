"""A small library of invented papers, and the parts that answer from it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag.assembly import Minutebook, assemble
from rag.settings import Settings

CANARIES = ("ZEBRAWOOD", "QUINCELAMP", "770,077")
"""Words that stand in exempt passages only."""

PAPERS = Path(__file__).parent / "papers"
SAMPLES = Path(__file__).parents[2] / "examples" / "papers"


@pytest.fixture(scope="session")
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Read by many tests, changed by none; every paper is public but for what it marks as exempt itself."""
    folder = tmp_path_factory.mktemp("library") / "library"
    with Library.create_or_open(folder) as library:
        outcomes = Intake(library, access=Access.PUBLIC, encoder=QueryEncoder()).ingest([PAPERS])
    assert [each.status for each in outcomes] == ["new"] * len(list(PAPERS.iterdir()))
    return folder


@pytest.fixture(scope="session")
def library_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes a library of papers given as words: public ones by name, and others under the access they have.

    It has no index, which takes two seconds to build: over so few papers search is exact with one or without.
    """

    def make(public: dict[str, str], **others: dict[str, str]) -> Path:
        base = tmp_path_factory.mktemp("small")
        encoder = QueryEncoder()
        with Library.create_or_open(base / "library") as library:
            for access, papers in {"public": public, **others}.items():
                for name, text in papers.items():
                    (base / name).write_text(text, encoding="utf-8")
                intake = Intake(library, access=Access(access), encoder=encoder, is_indexing=False)
                taken = intake.ingest([base / name for name in papers])
                assert {each.status for each in taken} <= {"new"}
        return base / "library"

    return make


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The papers of the examples, every one public; read by several tests, changed by none. It has no index."""
    folder = tmp_path_factory.mktemp("samples") / "library"
    with Library.create_or_open(folder) as library:
        Intake(library, access=Access.PUBLIC, is_indexing=False).ingest([SAMPLES])
    return folder


@pytest.fixture(scope="session")
def minutebook(library_folder: Path) -> Iterator[Minutebook]:
    with assemble(Settings(library=library_folder)) as opened:
        yield opened


@pytest.fixture(scope="session")
def owner() -> Scope:
    return Scope.owner()


@pytest.fixture(scope="session")
def canaries() -> tuple[str, ...]:
    return CANARIES


class ScriptedWriter:
    """A model that gives the replies it was told to, and keeps the prompts it was shown."""

    name = "scripted"

    def __init__(self, reply: str | Exception | Callable[[str], str]) -> None:
        self._reply = reply
        self.prompts: list[str] = []

    def write(self, prompt: str) -> Iterator[str]:
        self.prompts.append(prompt)
        if isinstance(self._reply, Exception):
            raise self._reply
        reply = self._reply if isinstance(self._reply, str) else self._reply(prompt)
        # In uneven pieces, as models send them.
        yield from (reply[at : at + 7] for at in range(0, len(reply), 7))


@pytest.fixture
def with_writer(library_folder: Path) -> Iterator[Callable[..., tuple[Minutebook, ScriptedWriter]]]:
    """Builds a Minutebook whose model gives one scripted reply."""
    opened: list[Minutebook] = []

    def build(reply: str | Exception | Callable[[str], str], **settings: int | str):
        writer = ScriptedWriter(reply)
        library = Library.open(library_folder)
        opened.append(
            Minutebook(Settings(library=library_folder, **settings), library, QueryEncoder(), None, writer)
        )
        return opened[-1], writer

    yield build
    for each in opened:
        each.close()
