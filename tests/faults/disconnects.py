"""Leaves the service in the middle of answers: ``disconnects.py --times 200``.

``minutebook serve`` runs with a language model that never stops writing. Clients ask at /api/v1/ask and at
/v1/chat/completions in turn, first for events, then for one reply. The one waits for a first sentence and goes, the
other goes while the model writes. The request to the model must end within two seconds, and when all have gone the
service must hold as many files, threads and requests as before. Prints a Markdown table; exit status 1 where anything
is kept.
"""

from __future__ import annotations

import argparse
import itertools
import json
import re
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import httpx
from bad_model import ModelHandler, first_sentence, model_server, settings_of
from served import Served, make_library, served

LONGEST_S = 2.0
SLACK = 2
"""Files, threads and requests that may be more than before."""
N_WARM = 24
"""Clients that come at once before anything is counted, so that every thread and connection to be kept is there."""
SETTLES_S = 30.0
QUESTION = "What was agreed about lamp one?"
STARTS_S = 60.0
"""How long a model may take to be asked."""
_PATHS = ("/api/v1/ask", "/v1/chat/completions")


@dataclass(frozen=True)
class Way:
    """Where a client asks, and whether for events or for one reply."""

    path: str
    is_streamed: bool


WAYS = tuple(Way(path, is_streamed) for is_streamed in (True, False) for path in _PATHS)


class Endless:
    """A reply that begins with a true sentence and never ends; ``n_open`` are those under way."""

    def __init__(self) -> None:
        self.n_open = 0
        self._guard = threading.Lock()

    def __call__(self, handler: ModelHandler) -> None:
        self._count(1)
        try:
            handler.begin("text/event-stream")
            handler.send_piece({"content": first_sentence(handler) + "- and then"})
            while not handler.server.is_ending.wait(0.02):
                handler.send_piece({"content": " and then" * 5})
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        with self._guard:
            self.n_open += change


def leave(url: str, way: Way, model: Endless) -> bool:
    """Ask, wait until the answer is under way, and go; whether it was."""
    asked: dict[str, object] = {"question": QUESTION}
    if way.path != _PATHS[0]:
        messages = [{"role": "user", "content": QUESTION}]
        asked = {"model": "minutebook", "stream": way.is_streamed, "messages": messages}
    if not way.is_streamed:
        return _leave_before_reply(url, way.path, asked, model)
    headers = {"accept": "text/event-stream"}
    with httpx.stream("POST", f"{url}{way.path}", json=asked, headers=headers, timeout=300) as reply:
        return any(_is_sentence(line) for line in reply.iter_lines())


def _leave_before_reply(url: str, path: str, asked: dict[str, object], model: Endless) -> bool:
    """Ask for a reply in one piece and go as soon as the model writes."""
    connection = HTTPConnection(url.removeprefix("http://"))
    connection.request("POST", path, json.dumps(asked), {"content-type": "application/json"})
    until = time.monotonic() + STARTS_S
    while not (is_under_way := model.n_open > 0) and time.monotonic() < until:
        time.sleep(0.01)
    connection.close()
    return is_under_way


def _is_sentence(line: str) -> bool:
    if line == "event: sentence":
        return True
    if not line.startswith('data: {"id"'):
        return False
    choices = json.loads(line.removeprefix("data: "))["choices"]
    return any(choice["delta"].get("content") for choice in choices)


def seconds_to_end(model: Endless) -> float:
    """Seconds until no request to the model is under way."""
    left = time.monotonic()
    while model.n_open and time.monotonic() - left < 10 * LONGEST_S:
        time.sleep(0.01)
    return time.monotonic() - left


@dataclass(frozen=True)
class Held:
    """What the service and the processes that it started hold open; ``files`` are counted by what they are."""

    files: Counter[str]
    n_threads: int
    n_requests: int

    @classmethod
    def by(cls, running: Served) -> Held:
        """Counted now."""
        pids = [running.process.pid, *_children(running.process.pid)]
        files = Counter(name for pid in pids for name in _open_files(pid))
        n_threads = sum(len(list(Path(f"/proc/{pid}/task").iterdir())) for pid in pids)
        told = httpx.get(f"{running.url}/metrics").raise_for_status().text
        found = re.search(r"^minutebook_http_requests_in_progress (\d+)", told, re.MULTILINE)
        if found is None:
            raise SystemExit("/metrics does not say how many requests are in progress")
        return cls(files, n_threads, int(found[1]))

    @property
    def numbers(self) -> tuple[int, int, int]:
        """Files, threads, requests."""
        return self.files.total(), self.n_threads, self.n_requests

    def exceeds(self, before: Held) -> bool:
        """Whether more is held than before, beyond what may be."""
        return any(now - then > SLACK for now, then in zip(self.numbers, before.numbers, strict=True))


def _children(pid: int) -> Iterator[int]:
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in map(int, (task / "children").read_text().split()):
            yield child
            yield from _children(child)


def _open_files(pid: int) -> Iterator[str]:
    for each in Path(f"/proc/{pid}/fd").iterdir():
        try:
            yield re.sub(r"\d+", "", each.readlink().name)
        except FileNotFoundError:
            continue  # closed just now


def settled(running: Served, before: Held) -> Held:
    """What is held once it is no more than before, or after ``SETTLES_S``."""
    until = time.monotonic() + SETTLES_S
    while (held := Held.by(running)).exceeds(before) and time.monotonic() < until:
        time.sleep(0.5)
    return held


def main(times: int, longest_s: float) -> int:
    """Leave so often, and print what was kept."""
    endless, outcomes, seconds = Endless(), list[bool](), list[float]()
    with tempfile.TemporaryDirectory() as folder, model_server(endless) as server:
        library = make_library(Path(folder), "one")
        # Without an index: one that is taken up in between would count as files that were kept.
        settings = {**settings_of(server, 60), "MINUTEBOOK_INDEX": "exact"}
        with served(library, workers=1, **settings) as running:
            with ThreadPoolExecutor(N_WARM) as crowd:
                ways = itertools.islice(itertools.cycle(WAYS), N_WARM)
                list(crowd.map(lambda way: leave(running.url, way, endless), ways))
            seconds_to_end(endless)
            time.sleep(2)
            before = Held.by(running)
            for way in itertools.islice(itertools.cycle(WAYS), times):
                outcomes.append(leave(running.url, way, endless))
                seconds.append(seconds_to_end(endless))
            after = settled(running, before)
    return report(outcomes, seconds, before, after, longest_s)


def report(outcomes: list[bool], seconds: list[float], before: Held, after: Held, longest_s: float) -> int:
    """The table; the exit status."""
    print("| left in the middle | |\n|---|---:|")
    print(f"| answers left, of these while they were made | {len(outcomes)}, {sum(outcomes)} |")
    print(f"| slowest end of a request to the model | {max(seconds):.2f} s |")
    for name, then, now in zip(("files", "threads", "requests"), before.numbers, after.numbers, strict=True):
        print(f"| {name} before and after | {then}, {now} |")
    is_kept = after.exceeds(before)
    if is_kept:
        print(f"- more files: {after.files - before.files}")
    return 0 if max(seconds) <= longest_s and all(outcomes) and not is_kept else 1


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument(
        "--longest-s", type=float, default=LONGEST_S, help="what the end of a request may take"
    )
    given = parser.parse_args()
    sys.exit(main(given.times, given.longest_s))
