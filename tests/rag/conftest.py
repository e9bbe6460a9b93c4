"""A small library of invented papers, the parts that answer from it, and a chat server that does as it is told."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
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


@pytest.fixture(scope="session")
def library_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Read by many tests, changed by none; every paper is public but for what it marks as exempt itself."""
    folder = tmp_path_factory.mktemp("library") / "library"
    with Library.create_or_open(folder) as library:
        outcomes = Intake(library, access=Access.PUBLIC, encoder=QueryEncoder()).ingest([PAPERS])
    assert [each.status for each in outcomes] == ["new"] * len(list(PAPERS.iterdir()))
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


class ModelHandler(BaseHTTPRequestHandler):
    """One request to the chat server; ``asked`` is its body."""

    server: "ModelServer"
    asked: dict

    def do_POST(self) -> None:
        self.asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.seen.append(self)
        try:
            self.server.behave(self)
        except OSError:
            pass  # whoever asked has gone

    def say(
        self, words: str, *, call: str = "answer", finish: str | None = None, is_whole: bool = True
    ) -> None:
        """Stream the words in the form that was asked for: as a call where tools were given, else as content."""
        self.begin("text/event-stream")
        has_tools = "tools" in self.asked
        for at in range(0, max(1, len(words)), 9):
            piece = words[at : at + 9]
            if has_tools:
                named = {"id": "c1", "type": "function"} if at == 0 else {}
                function = {"arguments": piece} | ({"name": call} if at == 0 else {})
                self.send_piece({"tool_calls": [{"index": 0, **named, "function": function}]})
            else:
                self.send_piece({"role": "assistant", "content": piece})
        if is_whole:
            self.send_piece({}, finish or ("tool_calls" if has_tools else "stop"))
            self.wfile.write(b"data: [DONE]\n\n")

    def begin(self, kind: str, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()

    def send_piece(self, delta: dict, finish: str | None = None) -> None:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        piece = {
            "id": "1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "small",
            "choices": [choice],
        }
        self.wfile.write(f"data: {json.dumps(piece)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *words: object) -> None:
        pass


class ModelServer(ThreadingHTTPServer):
    """An OpenAI-compatible server that treats each request as ``behave`` says and keeps what it was asked."""

    daemon_threads = True
    behave: Callable[[ModelHandler], None]

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), ModelHandler)
        self.seen: list[ModelHandler] = []
        self.is_ending = threading.Event()

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked has gone in the middle of a word: that is what many of the tests are about."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"


@pytest.fixture
def model_server() -> Iterator[ModelServer]:
    with ModelServer() as server:
        server.behave = lambda handler: handler.say("- The lamps failed. [E1]\n")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.is_ending.set()
        server.shutdown()
        thread.join()
