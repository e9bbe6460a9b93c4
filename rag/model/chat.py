"""One prompt to a chat model and its reply in pieces, within one deadline, whatever the server does.

The reply is read by a thread of its own: whoever waits for it leaves at the deadline, also when the server
says nothing, or a byte a second. A server that is busy is asked again while the deadline allows.
"""

from __future__ import annotations

import queue
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Protocol

from rag.errors import ModelError
from rag.model.grammar import Output
from rag.model.providers import connected, prepare, require
from rag.settings import Settings
from rag.stopping import LOOK_EVERY_S, require_waiting

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessageChunk

THREAD = "model reply"
"""Name of the threads that read replies."""
_MOST_TRIES = 3
_BUSY = frozenset((408, 409, 429, 500, 502, 503, 504, 529))
"""Statuses after which the same request may well succeed."""
_FIRST_WAIT_S = 0.2
_CALL_NAME = "answer"
_WHOLE = frozenset(("stop", "end_turn", "stop_sequence", "tool_calls", "tool_use"))
_FINISHED_BY = ("finish_reason", "stop_reason")


class Writer(Protocol):
    """Something that turns a prompt into a reply."""

    name: str

    def write(self, prompt: str) -> Iterator[str]:
        """The reply to one prompt in pieces; raises ModelError when there is none, or no whole one, in time."""
        ...


@dataclass(frozen=True)
class _Piece:
    """Words of the reply; ``finished_by`` is the server's reason for ending it, with the last piece."""

    words: str
    finished_by: str | None = None


@dataclass(frozen=True)
class _Ended:
    """The server has closed its reply; ``error`` is what the client raised, if anything."""

    error: Exception | None = None


@dataclass
class _Call:
    """One request under way: what its thread has read so far, and how it is told to stop."""

    arrived: queue.SimpleQueue[_Piece | _Ended] = field(default_factory=queue.SimpleQueue)
    is_given_up: threading.Event = field(default_factory=threading.Event)


class ChatWriter:
    """A chat model behind LangChain; its client is imported on first use, since that takes a second."""

    def __init__(self, settings: Settings) -> None:
        """Checks that all the model needs is there.

        Raises:
            ModelError: It is not; the message says what to set or install.
        """
        self.name = require(settings)
        self._settings = settings

    def write(self, prompt: str) -> Iterator[str]:
        """The reply as it arrives, asked for at most three times within the deadline.

        Raises:
            ModelError: No whole reply within the deadline, a refusal by the server, or no text.
        """
        prepare(self._settings)
        deadline = time.monotonic() + self._settings.model_timeout_s
        for n_tries in range(1, _MOST_TRIES + 1):
            has_begun = False
            try:
                for words in self._once(prompt, deadline):
                    has_begun = True
                    yield words
                return
            except _Refused as refusal:
                wait_s = refusal.wait_s(n_tries)
                is_last = has_begun or n_tries == _MOST_TRIES or wait_s is None
                if is_last or wait_s is None or time.monotonic() + wait_s >= deadline:
                    raise ModelError(refusal.why) from refusal
                _pause(wait_s)

    def _once(self, prompt: str, deadline: float) -> Iterator[str]:
        call = _Call()
        left_s = max(0.01, deadline - time.monotonic())
        with connected(self._settings, left_s) as (model, cut):
            thread = threading.Thread(
                target=_read,
                args=(call, lambda: model.stream(prompt), self._settings.model_output),
                daemon=True,
                name=THREAD,
            )
            thread.start()
            try:
                yield from _pieces(call, deadline, self._settings.model_timeout_s)
            finally:
                call.is_given_up.set()
                cut()


def _pause(wait_s: float) -> None:
    """Wait before the next try, as long as somebody waits for the answer."""
    until = time.monotonic() + wait_s
    while (left_s := until - time.monotonic()) > 0:
        require_waiting()
        time.sleep(min(left_s, LOOK_EVERY_S))


class _Refused(Exception):
    """A request that failed; whether to try again is for the caller to say."""

    def __init__(self, error: Exception) -> None:
        super().__init__(type(error).__name__)
        self._status: int | None = getattr(error, "status_code", None)
        self._headers: Mapping[str, str] = getattr(getattr(error, "response", None), "headers", {})
        self.why = f"its server answered {self._status}" if self._status else _in_words(error)
        self._is_broken = "Connection" in type(error).__name__ or isinstance(error, ConnectionError)

    def wait_s(self, n_tries: int) -> float | None:
        """Seconds to wait before the next try; None where another try is no use."""
        if self._status in _BUSY:
            told = _retry_after_s(self._headers.get("retry-after"))
            if told is not None:
                return told
        elif self._status is not None or not self._is_broken:
            return None
        return _FIRST_WAIT_S * (1 << (n_tries - 1)) * random.uniform(0.5, 1.0)  # noqa: S311 - not a secret


def _in_words(error: Exception) -> str:
    # Never the server's own words: they can hold anything, our key included.
    name = type(error).__name__
    if "Timeout" in name:
        return "no reply in time"
    return "no connection to its server" if "Connection" in name else f"{name} while reading its reply"


def _retry_after_s(value: str | None) -> float | None:
    """The header ``Retry-After``, which is seconds or a date; None where there is none that can be read."""
    if value is None:
        return None
    try:
        return max(0.0, float(value))
    except ValueError:
        pass
    try:
        until = parsedate_to_datetime(value)
    except ValueError:
        return None
    return max(0.0, (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _pieces(call: _Call, deadline: float, timeout_s: float) -> Iterator[str]:
    finished_by: str | None = None
    while True:
        require_waiting()
        left_s = deadline - time.monotonic()
        try:
            arrived = call.arrived.get(timeout=min(max(0.0, left_s), LOOK_EVERY_S))
        except queue.Empty:
            if left_s > LOOK_EVERY_S:
                continue
            left_s = 0.0
        if left_s <= 0:  # also where pieces without words never cease to arrive
            raise ModelError(f"no whole reply within {timeout_s:g} seconds")
        if isinstance(arrived, _Ended):
            break
        finished_by = arrived.finished_by or finished_by
        if arrived.words:
            yield arrived.words
    if arrived.error is not None:
        raise arrived.error if isinstance(arrived.error, ModelError) else _Refused(arrived.error)
    if finished_by is None:
        raise ModelError("its reply broke off")
    if finished_by not in _WHOLE:
        raise ModelError(f"its reply ended early: {finished_by}")


def _read(call: _Call, stream: Callable[[], Iterator[BaseMessageChunk]], output: Output) -> None:
    """Runs in the thread: every piece of the reply into the queue, and last how it ended."""
    from langsmith import tracing_context

    try:
        # The papers' words go to the model alone, whatever is set for tracing in the environment.
        with tracing_context(enabled=False):
            for chunk in stream():
                if call.is_given_up.is_set():
                    return
                call.arrived.put(_piece(chunk, output))
        call.arrived.put(_Ended())
    except Exception as error:  # every client raises its own; all of them mean: no model today
        call.arrived.put(_Ended(error))


def _piece(chunk: BaseMessageChunk, output: Output) -> _Piece:
    calls = getattr(chunk, "tool_call_chunks", [])
    if calls and (
        output != "function_calling" or any(each["name"] not in (None, "", _CALL_NAME) for each in calls)
    ):
        raise ModelError("it called for a tool that it was not given")
    if output == "function_calling":
        words = "".join(each["args"] or "" for each in calls)
    else:
        words = str(chunk.text)
    reasons = (chunk.response_metadata.get(name) for name in _FINISHED_BY)
    return _Piece(words, next((str(reason) for reason in reasons if reason), None))
