"""Has the language model fail in nine ways under the real service: ``model_faults.py --times 50``.

``minutebook serve`` runs with a local model server that hangs, closes the connection, is busy (429 with Retry-After),
answers 500, breaks off in the middle, sends broken JSON, a page of HTML, 10 MB, or half of a character. Each fault
meets so many questions, in turn as JSON and as events at /api/v1/ask, and whole and streamed at /v1/chat/completions.
Every one must be answered without the model and say so, in the papers' own words, after at most three tries, and not
more than a second after the model's deadline; the sentences that had been sent before must have been verified, and
their quotes stand in the papers. Prints a Markdown table; exit status 1 where anything else happened.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from bad_model import FAULTS, Fault, model_server, settings_of, sound
from served import make_library, served

from ingest.papers import Scope
from ingest.store.library import Library

SLACK_S = 1.0
MOST_TRIES = 3
NOTICE = "language model gave no usable answer"
QUESTION = "What was agreed about lamp {name}?"
NAMES = ("amber", "birch", "cedar", "damson")


@dataclass
class Reply:
    """What came of one question; ``early`` are the sentences that were sent before the model had failed."""

    status: int
    words: str
    notices: list[str]
    quotes: list[str]
    verdicts: list[str]
    early: list[dict[str, Any]] = field(default_factory=list)
    record_id: str | None = None


def ask_whole(client: httpx.Client, question: str) -> Reply:
    """One JSON object."""
    reply = client.post("/api/v1/ask", json={"question": question})
    return _of_answer(reply.status_code, reply.json())


def ask_events(client: httpx.Client, question: str) -> Reply:
    """Server-sent events."""
    headers = {"accept": "text/event-stream"}
    with client.stream("POST", "/api/v1/ask", json={"question": question}, headers=headers) as reply:
        told = list(_events(reply))
    names = [name for name, _ in told]
    if not names or names[-1] != "done":
        return Reply(reply.status_code, "", [f"the stream ended with {names[-1:]}"], [], [])
    answer = _of_answer(reply.status_code, told[-1][1]["answer"])
    if "started_over" in names:
        answer.early = [sent for name, sent in told[: names.index("started_over")] if name == "sentence"]
    return answer


def chat_whole(client: httpx.Client, question: str) -> Reply:
    """A completion for an OpenAI client."""
    reply = client.post("/v1/chat/completions", json=_chat(question))
    told = reply.json()
    words = told["choices"][0]["message"]["content"] if "choices" in told else ""
    return _of_chat(reply.status_code, words, told)


def chat_streamed(client: httpx.Client, question: str) -> Reply:
    """The same in chunks."""
    with client.stream("POST", "/v1/chat/completions", json=_chat(question) | {"stream": True}) as reply:
        lines = [line.removeprefix("data: ") for line in reply.iter_lines() if line.startswith("data: ")]
    chunks = [json.loads(line) for line in lines if line != "[DONE]"]
    words = "".join(
        choice["delta"].get("content", "") for chunk in chunks for choice in chunk.get("choices", ())
    )
    last = chunks[-1] if chunks else {}
    is_refused = last.get("error", {}).get("code") in ("not_recorded", "library_unavailable")
    is_whole = lines[-1:] == ["[DONE]"] or reply.status_code != httpx.codes.OK
    return _of_chat(reply.status_code if is_whole else 503 if is_refused else 0, words, last)


WAYS: tuple[Callable[[httpx.Client, str], Reply], ...] = (ask_whole, ask_events, chat_whole, chat_streamed)


def _chat(question: str) -> dict[str, Any]:
    return {"model": "minutebook", "messages": [{"role": "user", "content": question}]}


def _events(reply: httpx.Response) -> Iterator[tuple[str, dict[str, Any]]]:
    name = ""
    for line in reply.iter_lines():
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield name, json.loads(line.removeprefix("data: "))


def _of_answer(status: int, told: dict[str, Any]) -> Reply:
    return Reply(
        status,
        told.get("answer", ""),
        told.get("warnings", []),
        [each["quote"] for each in told.get("citations", ())],
        [each["verdict"] for each in told.get("sentences", ())],
        record_id=told.get("record", {}).get("id"),
    )


def _of_chat(status: int, words: str, told: dict[str, Any]) -> Reply:
    quotes = [each["quote"] for each in told.get("citations", ())]
    return Reply(status, words, told.get("warnings", []), quotes, [], record_id=told.get("record_id"))


@dataclass
class Tally:
    """What became of the questions that met one fault; seconds count from the first try's arrival."""

    name: str
    statuses: Counter[int] = field(default_factory=Counter)
    longest_s: float = 0.0
    most_tries: int = 0
    n_early: int = 0
    problems: list[str] = field(default_factory=list)


def meet(client: httpx.Client, server: Any, fault: Fault, times: int, longest_s: float, words: str) -> Tally:
    """Ask so many times while the model fails in this way; none may take longer than ``longest_s``."""
    tally, names = Tally(fault.__name__), itertools.cycle(NAMES)
    arrived: list[float] = []

    def behave(handler: Any) -> None:
        arrived.append(time.monotonic())
        fault(handler)

    server.behave = behave
    for way in itertools.islice(itertools.cycle(WAYS), times):
        arrived.clear()
        name = next(names)
        reply = way(client, QUESTION.format(name=name))
        took_s = time.monotonic() - arrived[0] if arrived else 0.0
        tally.statuses[reply.status] += 1
        tally.longest_s = max(tally.longest_s, took_s)
        tally.most_tries = max(tally.most_tries, len(arrived))
        tally.n_early += len(reply.early)
        wrong = list(_wrong(reply, len(arrived), f"contract {name}", words))
        if took_s > longest_s:
            wrong.append(f"took {took_s:.2f} s")
        tally.problems += [f"{fault.__name__}, {way.__name__}: {each}" for each in wrong]
    return tally


def _wrong(reply: Reply, n_tries: int, wanted: str, words: str) -> Iterator[str]:
    """What is not as it should be; ``words`` are those of all papers."""
    if reply.status != httpx.codes.OK:
        yield f"status {reply.status}"
        return
    if not 1 <= n_tries <= MOST_TRIES:
        yield f"the model was asked {n_tries} times"
    if sum(NOTICE in notice for notice in reply.notices) != 1:
        yield f"no notice that there is no model's answer: {reply.notices}"
    if wanted not in reply.words:
        yield f"the papers' own words are not the answer: {reply.words[:80]!r}"
    if not reply.quotes:
        yield "no citation"
    early = [quote["quote"] for sent in reply.early for quote in sent["citations"]]
    yield from (
        f"not in the papers: {quote!r}" for quote in [*reply.quotes, *early] if _folded(quote) not in words
    )
    verdicts = [*reply.verdicts, *(sent["sentence"]["verdict"] for sent in reply.early)]
    yield from (f"a sentence is {verdict}" for verdict in verdicts if verdict != "supported")


def _folded(text: str) -> str:
    return " ".join(text.split())


def words_of(library: Path) -> str:
    """The words of all papers."""
    with Library.open(library) as opened:
        scope = Scope.owner()
        return _folded("\n".join(opened.text(scope, paper.paper_id) for paper in opened.papers(scope)))


def report(tallies: list[Tally], timeout_s: float) -> None:
    """The table, and what was wrong."""
    print(
        f"A model's deadline of {timeout_s:g} s; seconds count from the model's being asked to the whole answer.\n"
    )
    print("| fault | questions, by status | longest, s | most tries | early sentences | wrong |")
    print("|---|---|---:|---:|---:|---:|")
    for each in tallies:
        statuses = ", ".join(f"{n} x {status}" for status, n in sorted(each.statuses.items()))
        print(
            f"| {each.name} | {statuses} | {each.longest_s:.2f} | {each.most_tries} | {each.n_early} "
            f"| {len(each.problems)} |"
        )
    for problem in [problem for each in tallies for problem in each.problems][:20]:
        print(f"- {problem}")


def main(times: int, timeout_s: float, slack_s: float) -> int:
    """All faults; the exit status."""
    with tempfile.TemporaryDirectory() as folder, model_server(sound) as server:
        library = make_library(Path(folder), *NAMES)
        words = words_of(library)
        with (
            served(library, workers=1, **settings_of(server, timeout_s)) as running,
            running.client() as client,
        ):
            for way in WAYS:
                way(client, QUESTION.format(name=NAMES[0]))  # what is read once is read now
            tallies = [meet(client, server, fault, times, timeout_s + slack_s, words) for fault in FAULTS]
            server.behave = sound
            is_back = client.post("/api/v1/ask", json={"question": QUESTION.format(name=NAMES[0])}).json()
            n_faults = len(running.unexpected())
    report(tallies, timeout_s)
    print(
        f"\nUnexpected errors in the service's log: {n_faults}. Once the model is sound again: {is_back['mode']}."
    )
    early = sum(each.n_early for each in tallies)
    is_right = not any(each.problems for each in tallies) and not n_faults
    return 0 if is_right and early and is_back["mode"] == "generated" else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=50, help="questions for each fault")
    parser.add_argument("--timeout-s", type=float, default=2.0, help="the model's deadline")
    parser.add_argument("--slack-s", type=float, default=SLACK_S, help="what an answer may take beyond it")
    given = parser.parse_args()
    sys.exit(main(given.times, given.timeout_s, given.slack_s))
