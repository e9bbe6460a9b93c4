"""Uses a service with words and keys that stand nowhere else, and reads all that it tells of it: ``canaries.py``.

Six people send the requests by which leaks are looked for, among them questions, names, parameters and file names
that hold canaries, malformed requests and wrong keys, to a real service that logs all that it ever logs and writes its
spans out. In no line of the log, no metric and no span may stand a word of a paper or a question, or any part of a key.
Prints a line of figures; exit status 1 on a hit, or where the service logged nothing.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import httpx
from askers import ASKERS, Known, keys_for
from attacked import bearer, served
from leak_probes import Probe, probes
from secret_papers import make_library

ASKED = "Quokkabridge"
WRONG_KEY = "mbk_wrongkey_canary0123456789canary0123456789"
BROKEN = (
    ("GET", f"/api/v1/papers/{ASKED}?{ASKED}={WRONG_KEY}", None),
    ("GET", f"/{ASKED}/{WRONG_KEY}", None),
    ("POST", "/api/v1/ask", f'{{"question": "{ASKED}"'),
    ("POST", "/api/v1/ask", f'{{"question": "  ", "{ASKED}": "{WRONG_KEY}"}}'),
    ("POST", "/v1/chat/completions", f'{{"model": "{ASKED}", "messages": "{WRONG_KEY}"}}'),
    ("PUT", f"/api/v1/papers/{ASKED}/access", f'{{"access": "{ASKED}"}}'),
    ("DELETE", f"/api/v1/papers/{ASKED}?reason={ASKED}", None),
)
PATIENCE_S = 60.0


def send(client: httpx.Client, keys: dict[str, str], sent: Iterator[Probe], n: int) -> int:
    """Send so many probes by everybody, and what is broken; how many requests."""
    n_sent = 0
    for asker in ASKERS:
        headers = bearer(keys[asker.name])
        for method, url, content in BROKEN:
            for wrong in (headers, {"authorization": f"Bearer {WRONG_KEY}", "x-note": WRONG_KEY}):
                client.request(method, url, content=content, headers={**wrong, "cookie": f"a={WRONG_KEY}"})
                n_sent += 1
        question = {"question": f"What was decided about the {ASKED} crossing?"}
        client.post("/api/v1/ask", json=question, headers=headers)
        name = {"file": (f"{ASKED}.txt", f"1. {ASKED}\n\nThe {ASKED} crossing was lit.\n".encode())}
        client.post("/api/v1/papers", files=name, headers=headers)
        n_sent += 2
    while n_sent < n:
        probe = next(sent)
        asker = ASKERS[n_sent % len(ASKERS)]
        headers = {**bearer(keys[asker.name]), "accept": f"{probe.accept}, text/event-stream"}
        client.request(probe.method, probe.url, json=probe.body, headers=headers)
        n_sent += 1
    return n_sent


def hits(told: str, canaries: Sequence[str]) -> Iterator[str]:
    """The lines that hold a canary, in any letters."""
    for line in told.lower().splitlines():
        yield from (f"{canary}: {line[:300]}" for canary in canaries if canary.lower() in line)


def settled(log: list[str]) -> str:
    """All that was written, once nothing more comes."""
    n, until = -1, time.monotonic() + PATIENCE_S
    while n != len(log) and time.monotonic() < until:
        n = len(log)
        time.sleep(1)
    return "".join(log)


def main(arguments: Sequence[str] | None = None) -> int:
    """Use the service and print what it told."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--requests", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        library = Path(folder) / "library"
        made = make_library(Path(folder) / "papers", library)
        known, keys = Known.of(library), keys_for(library)
        secrets = [secret for paper in made for secret in paper.secrets]
        sent = probes(random.Random(given.seed), known, secrets)
        with (
            served(library, log_level="debug", log_format="json", telemetry="console") as service,
            httpx.Client(base_url=service.address, timeout=120) as client,
        ):
            n = send(client, keys, sent, given.requests)
            metrics = client.get("/metrics", headers=bearer(keys[ASKERS[0].name])).text
            told = settled(service.log)
    parts = [part for key in [*keys.values(), WRONG_KEY] for part in (key, key.removeprefix("mbk_"))]
    canaries = [*(secret.word for secret in secrets), ASKED, *parts]
    found = [*hits(told, canaries), *hits(metrics, canaries)]
    n_lines, n_spans = told.count('"request_id"'), told.count('"span_id"')
    sys.stdout.write(
        f"{n:,} requests with {len(canaries)} canaries: {n_lines:,} lines of the log, {n_spans:,} spans and "
        f"{len(metrics.splitlines()):,} lines of metrics read; {len(found)} hits.\n"
    )
    sys.stdout.write("".join(f"{each}\n" for each in found[:20]))
    return 1 if found or n_lines < n // 2 or not n_spans else 0


if __name__ == "__main__":
    sys.exit(main())
