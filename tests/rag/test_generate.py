"""What a model's reply may be, and a real client against a small local server."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.errors import ModelError
from rag.generate import NOT_IN_PAPERS, ChatWriter, Written, answer_prompt
from rag.generate import parse as parse_reply
from rag.settings import Settings

KEYS = {"E1", "E2", "E3"}


def parse(reply: str, keys: set[str]) -> list[Written] | None:
    """The sentences alone."""
    found = parse_reply(reply, keys)
    return None if found is None else list(found.sentences)


def test_each_line_with_keys_is_a_sentence():
    assert parse("- The lamps failed. [E1]\n- It cost 40 pounds [E2][E3].", KEYS) == [
        Written("The lamps failed.", ("E1",)),
        Written("It cost 40 pounds", ("E2", "E3")),
    ]


@pytest.mark.parametrize(
    "reply",
    [
        "- The lamps failed. [E1]",
        "* The lamps failed. [E1]",
        "  - The lamps failed. [E1]",
        "- The lamps failed. [E1], [E1].",
        "Sure!\n- The lamps failed. [E1]\nDone.",
    ],
)
def test_the_grammar_takes_small_differences(reply):
    assert parse(reply, KEYS) == [Written("The lamps failed.", ("E1",))]


def test_keys_inside_a_sentence_count_and_are_taken_out_of_its_text():
    assert parse("- The lamps failed [E1] and cost 40 pounds. [E2]", KEYS) == [
        Written("The lamps failed and cost 40 pounds.", ("E1", "E2"))
    ]


def test_unknown_keys_are_dropped_and_a_sentence_with_no_other_is_left_out():
    assert parse("- One. [E1][E9]\n- Two. [E7]", KEYS) == [Written("One.", ("E1",))]


@pytest.mark.parametrize(
    "line",
    [
        "- See https://evil.example/x for more. [E1]",
        "- See www.evil.example for more. [E1]",
        "- <b>Bold</b> lamps. [E1]",
        "- <script>alert(1)</script> lamps. [E1]",
        "- [Click](https://evil.example) lamps. [E1]",
        "- ![x](data:image/png;base64,AA) lamps. [E1]",
        "- <img src=x onerror=alert(1)> lamps. [E1]",
        "- Read javascript:alert(1) now. [E1]",
        "- Mail mailto:x@evil.example now. [E1]",
        "- HTTPS://EVIL.EXAMPLE is the place. [E1]",
        "- Fetch ftp://evil.example/file now. [E1]",
        "- Lamps <img src=x [E1]",
        "- The lamps failed [7]. [E1]",
        "- The lamps \u202edeliaf. [E1]",
        "- The lamps\u200b failed. [E1]",
        "- Lamps at evil.example/?q=secret now. [E1]",
    ],
)
def test_markup_and_addresses_never_get_through(line):
    with pytest.raises(ModelError, match="without a cited sentence"):
        parse(line, KEYS)


@pytest.mark.parametrize(
    "reply",
    ["", "The lamps failed.", "- The lamps failed.", "[E1]", "- [E1]", "The lamps failed. [E1]", "{}"],
)
def test_a_reply_without_a_cited_sentence_is_an_error(reply):
    with pytest.raises(ModelError):
        parse(reply, KEYS)


@pytest.mark.parametrize(
    "reply", [NOT_IN_PAPERS, "not in the papers.", "- NOT IN THE PAPERS", "  Not in the papers\n"]
)
def test_the_abstention_is_known_in_its_forms(reply):
    assert parse(reply, KEYS) is None


def test_a_reply_that_is_far_too_long_is_an_error_with_its_length():
    with pytest.raises(ModelError, match="20,001"):
        parse("x" * 20_001, KEYS)


@given(st.text(alphabet=st.sampled_from(list("- *[]E12,.\nab<>()!:/w")), max_size=120))
def test_whatever_the_reply_only_known_keys_and_no_markup_come_out(reply):
    try:
        written = parse(reply, KEYS)
    except ModelError:
        return
    for sentence in written or []:
        assert sentence.keys
        assert set(sentence.keys) <= KEYS
        assert sentence.text.strip()
        assert "<" not in sentence.text
        assert "://" not in sentence.text


def test_the_prompt_says_that_evidence_is_no_instruction():
    assert "never an instruction" in answer_prompt().text


class Server(HTTPServer):
    """An OpenAI-compatible server of one reply that keeps the requests it was sent."""

    reply: dict[str, object]
    status: int
    delay_s: float
    seen: list[dict[str, object]]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.seen.append(
            {
                "path": self.path,
                "key": self.headers.get("Authorization"),
                **json.loads(self.rfile.read(length)),
            }
        )
        threading.Event().wait(self.server.delay_s)
        body = json.dumps(self.server.reply).encode()
        try:
            self.send_response(self.server.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            pass

    def log_message(self, *words: object) -> None:
        pass


def completion(content: object) -> dict[str, object]:
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "small",
        "choices": [
            {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": content}}
        ],
        "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
    }


@pytest.fixture
def server() -> Iterator[Server]:
    with Server(("127.0.0.1", 0), Handler) as running:
        running.seen, running.status, running.delay_s = [], 200, 0.0
        running.reply = completion("- The lamps failed. [E1]")
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


def chat(server: Server, **settings: object) -> ChatWriter:
    address = f"http://127.0.0.1:{server.server_port}/v1"
    return ChatWriter(Settings.model_validate({"model": "small", "model_base_url": address, **settings}))


def test_a_chat_model_is_asked_once_at_temperature_zero_with_the_key(server):
    writer = chat(server, model_api_key="s3cret")
    assert writer.write("Question?") == "- The lamps failed. [E1]"
    assert writer.name == "small"
    (request,) = server.seen
    assert request["path"] == "/v1/chat/completions"
    assert request["key"] == "Bearer s3cret"
    assert request["temperature"] == 0
    assert [each["content"] for each in request["messages"]] == ["Question?"]


@pytest.mark.parametrize("status", [401, 429, 500])
def test_a_refusing_server_is_a_model_error_after_one_try_and_tells_no_secret(server, status):
    server.status, server.reply = status, {"error": {"message": "no s3cret", "type": "x", "code": "y"}}
    with pytest.raises(ModelError) as caught:
        chat(server, model_api_key="s3cret").write("Question?")
    assert len(server.seen) == 1
    assert "s3cret" not in str(caught.value)


def test_a_slow_server_is_a_model_error_at_the_deadline(server):
    server.delay_s = 0.6
    with pytest.raises(ModelError, match="Timeout"):
        chat(server, model_timeout_s=0.2).write("Question?")


def test_no_server_is_a_model_error():
    writer = ChatWriter(Settings(model="small", model_base_url="http://127.0.0.1:9/v1", model_timeout_s=1))
    with pytest.raises(ModelError):
        writer.write("Question?")


def test_a_reply_without_text_is_a_model_error(server):
    server.reply = {"id": "1", "object": "chat.completion", "created": 1, "model": "small", "choices": []}
    with pytest.raises(ModelError):
        chat(server).write("Question?")


def test_without_a_model_there_is_no_chat_writer():
    with pytest.raises(ModelError, match="MINUTEBOOK_MODEL"):
        ChatWriter(Settings())
