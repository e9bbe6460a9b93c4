"""A reply of a model server is held to a size before its client parses it."""

import gzip

import pytest

from rag.errors import ModelError
from rag.model.chat import ChatWriter
from rag.settings import Settings


def written(server, **more) -> str:
    given = {"model": "small", "model_base_url": server.address, "model_timeout_s": 10.0, **more}
    return "".join(ChatWriter(Settings.model_validate(given)).write("Which lamps failed?"))


def test_a_reply_of_as_many_tokens_as_were_asked_for_is_taken_whole(model_server):
    def say(handler):
        handler.begin("text/event-stream")
        for _ in range(800):
            handler.send_piece({"content": "lamps "})
        handler.send_piece({}, "stop")

    model_server.behave = say
    assert written(model_server, reply_tokens=800) == "lamps " * 800


@pytest.mark.parametrize("n_events", [1, 1000])
def test_a_reply_that_is_longer_than_any_answer_is_given_up(model_server, n_events):
    def say(handler):
        handler.begin("text/event-stream")
        for _ in range(n_events):
            handler.send_piece({"content": "lamps " * (500_000 // n_events)})

    model_server.behave = say
    with pytest.raises(ModelError, match="longer than 1,700,000 bytes"):
        written(model_server, reply_tokens=800)


def test_a_reply_that_unfolds_is_not_unfolded(model_server):
    def say(handler):
        assert handler.headers["accept-encoding"] == "identity"
        handler.send_response(200)
        handler.send_header("content-type", "text/event-stream")
        handler.send_header("content-encoding", "gzip")
        handler.end_headers()
        handler.wfile.write(gzip.compress(b"data: " + b"0" * 10_000_000))

    model_server.behave = say
    with pytest.raises(ModelError, match="compressed"):
        written(model_server)
