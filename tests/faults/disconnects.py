"""Leaves the service in the middle of answers: ``disconnects.py LIBRARY --times 200``.

``minutebook serve`` runs with a language model that never stops writing. Each client asks for events, waits for the
first, and goes. The request to the model must end within two seconds, and when all have gone the service must hold as
many files and threads as before. Prints a Markdown table; exit status 1 where anything is kept.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
from odd_http import serving

LONGEST_S = 2.0
SLACK = 2
"""Files and threads that may be more than before."""
_KEY = re.compile(r"\[(E\d+)\]")


class EndlessModel(ThreadingHTTPServer):
    """Speaks OpenAI's protocol and never ends; knows when each of its requests was cut off."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.n_open = 0
        self.guard = threading.Lock()

    def handle_error(self, request: object, client_address: object) -> None:
        """Whoever asked has gone, which is what this is about."""


class _Handler(BaseHTTPRequestHandler):
    server: EndlessModel

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        with self.server.guard:
            self.server.n_open += 1
        try:
            for words in _words(asked):
                delta = {"role": "assistant", "content": words}
                choice = {"index": 0, "delta": delta, "finish_reason": None}
                piece = {
                    "id": "1",
                    "object": "chat.completion.chunk",
                    "created": 1,
                    "model": "m",
                    "choices": [choice],
                }
                self.wfile.write(f"data: {json.dumps(piece)}\n\n".encode())
                time.sleep(0.02)
        finally:
            with self.server.guard:
                self.server.n_open -= 1

    def log_message(self, *words: object) -> None:
        pass


def _words(asked: dict) -> Iterator[str]:
    """The first passage that it was shown, word for word, and then words without end."""
    prompt = "".join(str(message["content"]) for message in asked["messages"])
    for line in prompt.splitlines():
        found = _KEY.match(line)
        if found:
            yield f"- {line.split(') ', 1)[-1].split('. ')[0].rstrip('.')}. [{found.group(1)}]\n"
    while True:
        yield "- and then"
        yield " and then" * 5


@contextmanager
def endless_model() -> Iterator[EndlessModel]:
    with EndlessModel() as model:
        thread = threading.Thread(target=model.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        yield model
        model.shutdown()


def leave(address: str, model: EndlessModel, question: str) -> tuple[bool, float]:
    """Ask, wait for the first event, and go; whether there was one, and the seconds until the model was let go."""
    seen = False
    with httpx.stream(
        "POST", address, json={"question": question}, headers={"accept": "text/event-stream"}, timeout=60
    ) as reply:
        for line in reply.iter_lines():
            if line.startswith("event: "):
                seen = line == "event: sentence"
                break
    left = time.monotonic()
    while model.n_open and time.monotonic() - left < 10:
        time.sleep(0.01)
    return seen, time.monotonic() - left


def held(pid: int) -> tuple[int, int]:
    """The open files and the threads of the process and of those it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pids = [pid, *map(int, children)]
    n_files = sum(len(list(Path(f"/proc/{each}/fd").iterdir())) for each in pids)
    n_threads = sum(len(list(Path(f"/proc/{each}/task").iterdir())) for each in pids)
    return n_files, n_threads


def main() -> int:
    """Leave so often, and print what was kept."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("library", type=Path)
    options.add_argument("--times", type=int, default=200)
    options.add_argument("--question", default="What was decided about front counters?")
    given = options.parse_args()
    with endless_model() as model:
        settings = {
            "MINUTEBOOK_MODEL": "m",
            "MINUTEBOOK_MODEL_BASE_URL": f"http://127.0.0.1:{model.server_port}/v1",
            "MINUTEBOOK_MODEL_TIMEOUT_S": "60",
            "MINUTEBOOK_MODEL_TOKENS_PER_DAY": "0",
        }
        with serving(given.library, **settings) as (host, port, pid):
            address = f"http://{host}:{port}/api/v1/ask"
            for _ in range(3):
                leave(address, model, given.question)
            time.sleep(2)
            before = held(pid)
            outcomes = [leave(address, model, given.question) for _ in range(given.times)]
            time.sleep(6)
            after = held(pid)
    n_seen, slowest = sum(seen for seen, _ in outcomes), max(seconds for _, seconds in outcomes)
    grown = [now - then for now, then in zip(after, before, strict=True)]
    print("| | |\n|---|---:|")
    print(
        f"| left in the middle of an answer | {len(outcomes)} |\n| of these after a first sentence | {n_seen} |"
    )
    print(f"| slowest end of a request to the model | {slowest:.2f} s |")
    print(f"| open files before and after | {before[0]}, {after[0]} |")
    print(f"| threads before and after | {before[1]}, {after[1]} |")
    is_right = slowest <= LONGEST_S and max(grown) <= SLACK and n_seen == len(outcomes)
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
