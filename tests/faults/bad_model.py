"""The ways in which a language model's server fails, as a local server that does them on demand.

The server is the one of the test suite (``tests/conftest.py``); here are the faults, and sound replies for between.
"""

from __future__ import annotations

import importlib.util
import itertools
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

# By its place: with the folder of the tests on the path, tests/ingest would be taken for the package ingest.
_SPEC = importlib.util.spec_from_file_location("suite", Path(__file__).resolve().parents[1] / "conftest.py")
if _SPEC is None or _SPEC.loader is None:
    raise ImportError("tests/conftest.py, which holds the model server, is not there")
_suite = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(_suite)
ModelHandler, ModelServer = _suite.ModelHandler, _suite.ModelServer

ANSWER_BYTES = 10_000_000
LONG_RETRY_S, SHORT_RETRY_S = "120", "1"
_SHOWN = re.compile(r"\[(E\d+)\] .*?\) (.+)")
_n_busy = itertools.count()

Fault = Callable[[ModelHandler], None]


def first_sentence(handler: ModelHandler) -> str:
    """The first sentence of the first passage that the model was shown, word for word, as a line of a reply."""
    prompt = "\n".join(str(message["content"]) for message in handler.asked["messages"])
    shown = next(found for line in prompt.splitlines() if (found := _SHOWN.match(line)))
    return f"- {shown[2].split('. ')[0].rstrip('.')}. [{shown[1]}]\n"


def hang(handler: ModelHandler) -> None:
    """Take the request and say nothing."""
    handler.server.is_ending.wait(30)


def reset(handler: ModelHandler) -> None:
    """Close the connection instead of answering."""
    handler.connection.shutdown(2)
    handler.close_connection = True


def busy(handler: ModelHandler) -> None:
    """429, to come back in a second or in two minutes, in turn."""
    after = (SHORT_RETRY_S, LONG_RETRY_S)[next(_n_busy) % 2]
    handler.begin("application/json", 429, Retry_After=after)
    handler.wfile.write(b"{}")


def fail(handler: ModelHandler) -> None:
    """500."""
    handler.begin("application/json", 500)
    handler.wfile.write(b'{"error": {"message": "it broke", "type": "server_error", "code": "x"}}')


def cut(handler: ModelHandler) -> None:
    """A first sentence that is true, half of a second one, and the connection closed."""
    handler.say(first_sentence(handler) + "- And the", is_whole=False)


def bad_json(handler: ModelHandler) -> None:
    """Events that hold no JSON."""
    handler.begin("text/event-stream")
    handler.wfile.write(b"data: {]\n\n\x00\xff\xfe\n\ndata: 7\n\n")


def page(handler: ModelHandler) -> None:
    """200 with the page of a login."""
    handler.begin("text/html")
    handler.wfile.write(b"<!DOCTYPE html><html><body>Sign in to the network</body></html>")


def huge(handler: ModelHandler) -> None:
    """An answer of 10 MB."""
    handler.begin("text/event-stream")
    handler.send_piece({"content": "lamps " * (ANSWER_BYTES // 6)})
    handler.send_piece({}, "stop")


def half(handler: ModelHandler) -> None:
    """A sentence with half of a character in it, as JSON can write and UTF-8 can't."""
    handler.begin("text/event-stream")
    handler.send_piece({"content": first_sentence(handler).replace(" ", " \ud83d", 1)})
    handler.send_piece({}, "stop")


FAULTS: tuple[Fault, ...] = (hang, reset, busy, fail, cut, bad_json, page, huge, half)


def sound(handler: ModelHandler) -> None:
    """A true sentence, and the end."""
    handler.say(first_sentence(handler))


def slowly(seconds: float) -> Fault:
    """A true sentence at once, and the end of the reply so much later."""

    def behave(handler: ModelHandler) -> None:
        handler.begin("text/event-stream")
        handler.send_piece({"content": first_sentence(handler)})
        for _ in range(round(seconds / 0.1)):
            handler.server.is_ending.wait(0.1)
            handler.send_piece({"content": ""})
        handler.send_piece({}, "stop")

    return behave


@contextmanager
def model_server(behave: Fault) -> Iterator[ModelServer]:
    """The server, while the block runs; set its ``behave`` to have it do something else."""
    with ModelServer() as server:
        server.behave = behave
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.is_ending.set()
        server.shutdown()


def settings_of(server: ModelServer, timeout_s: float) -> dict[str, str]:
    """The variables that have a service ask this server, for so long at most."""
    return {
        "MINUTEBOOK_MODEL": "small",
        "MINUTEBOOK_MODEL_BASE_URL": server.address,
        "MINUTEBOOK_MODEL_TIMEOUT_S": f"{timeout_s:g}",
        "MINUTEBOOK_MODEL_TOKENS_PER_DAY": "0",
    }
