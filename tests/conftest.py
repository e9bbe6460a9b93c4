"""What holds for all tests: generated examples are the same in every run, and a busy machine fails none of them.

Also a chat server that does as it is told.
"""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import settings

settings.register_profile("steady", derandomize=True, deadline=None)
settings.load_profile("steady")


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

    @property
    def prompt(self) -> str:
        """What the model was told last."""
        return self.asked["messages"][-1]["content"]

    def reply(self, known: str, *sentences: str) -> str:
        """A reply of these sentences in the form that was asked for, each resting on the passage with ``known``."""
        line = next(each for each in self.prompt.splitlines() if each.startswith("[E") and known in each)
        key = line[1 : line.index("]")]
        if "tools" in self.asked or "response_format" in self.asked:
            return json.dumps({"sentences": [{"text": each, "keys": [key]} for each in sentences]})
        return "\n".join(f"- {each} [{key}]" for each in sentences) + "\n"

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
