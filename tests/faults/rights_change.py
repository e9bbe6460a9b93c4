"""Lowers rights while twenty clients ask: ``rights_change.py --rounds 10``.

A real service over papers of two bodies. Twenty threads ask without a pause, for papers, searches, answers, the
ledger, and over the OpenAI interface. Meanwhile papers are made exempt, withdrawn, and taken in again, and keys
are revoked. No request that was sent after the change was acknowledged may show a word of what it took away, or be
let in with a revoked key: not after a minute, and not after a millisecond.

Prints what was sent and seen; exit status 1 on any leak.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from askers import ASKERS, Known, keys_for
from attacked import serving, words_of
from secret_papers import HARBOUR, make_library

from api.identity.keys import Keys
from api.identity.roles import AskerRole
from api.records.database import Records

N_CLIENTS = 20
TAKEN_AWAY = "mivarden"
"""A word of the public report of one body."""
PAPER = "report-brelvanto.txt"
PAUSE_S = 0.7


@dataclass
class Seen:
    """What the clients sent and saw; times are ``time.monotonic``."""

    n_requests: int = 0
    n_with_word: int = 0
    n_after: int = 0
    leaks: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    guard: threading.Lock = field(default_factory=threading.Lock)


@dataclass
class Change:
    """When the word was last taken from the public, and given back; infinity where it is not so."""

    hidden_since: float = float("inf")
    revoked_since: float = float("inf")
    is_over: bool = False


def ask_on(
    address: str, headers: Mapping[str, str], paper_id: str, change: Change, seen: Seen, seed: int
) -> None:
    """Ask without a pause until it is over; note what should not have been seen."""
    chance = random.Random(seed)  # noqa: S311 - varied, not hidden
    asked = {"question": "What did the lowest price for the ferry at the quay come to?"}
    chat = {"model": "minutebook", "messages": [{"role": "user", "content": asked["question"]}]}
    requests = [
        ("GET", f"/api/v1/papers/{paper_id}", None),
        ("GET", "/api/v1/papers", None),
        ("GET", "/api/v1/ledger", None),
        ("GET", f"/api/v1/papers/{paper_id}/text?start=300&end=500", None),
        ("POST", "/api/v1/search", {"query": "lowest price for the ferry", "k": 20}),
        ("POST", "/api/v1/ask", asked),
        ("POST", "/v1/chat/completions", chat),
    ]
    with httpx.Client(base_url=address, timeout=60, headers=headers) as client:
        while not change.is_over:
            method, url, body = chance.choice(requests)
            begun, is_hidden = time.monotonic(), change.hidden_since
            try:
                reply = client.request(method, url, json=body)
            except httpx.HTTPError as error:
                with seen.guard:
                    seen.failed.append(f"{method} {url}: {error!r}")
                continue
            has_word = TAKEN_AWAY in words_of(reply)
            with seen.guard:
                seen.n_requests += 1
                seen.n_with_word += has_word
                # Where it was given back meanwhile, the reply may rightly have it.
                is_after = begun > is_hidden and change.hidden_since == is_hidden
                seen.n_after += is_after
                if has_word and is_after:
                    seen.leaks.append(f"{method} {url}: {reply.status_code}, {begun - is_hidden:.3f} s after")
                if reply.status_code >= 500 and reply.status_code != 503:
                    seen.failed.append(f"{method} {url}: {reply.status_code}")


def lower_and_raise(address: str, key: str, known: Known, change: Change, n_rounds: int) -> None:
    """Make the paper exempt and public again, many times; each takes effect with its reply."""
    paper_id = known.papers[PAPER]
    with httpx.Client(base_url=address, timeout=60, headers={"authorization": f"Bearer {key}"}) as client:
        for _ in range(n_rounds):
            time.sleep(PAUSE_S)
            _done(client.put(f"/api/v1/papers/{paper_id}/access", json={"access": "exempt"}))
            change.hidden_since = time.monotonic()
            time.sleep(PAUSE_S)
            change.hidden_since = float("inf")
            _done(client.put(f"/api/v1/papers/{paper_id}/access", json={"access": "public"}))
        time.sleep(PAUSE_S)
        _done(client.delete(f"/api/v1/papers/{paper_id}"))
        change.hidden_since = time.monotonic()
        time.sleep(4 * PAUSE_S)


def revoke_keys(address: str, library: Path, n_keys: int, seen: Seen) -> int:
    """Revoke keys that are in use; how many requests with one were sent after it. None may be let in."""
    n_after = 0
    with Records(library) as records, httpx.Client(base_url=address, timeout=60) as client:
        for number in range(n_keys):
            made = Keys(records).add(f"for a moment {number}", AskerRole.MEMBER)
            headers = {"authorization": f"Bearer {made.text}"}
            if client.get("/api/v1/me", headers=headers).status_code != 200:
                seen.failed.append("a new key was refused")
            Keys(records).revoke(made.record.prefix)
            for url in ("/api/v1/me", "/api/v1/papers"):
                n_after += 1
                if client.get(url, headers=headers).status_code != 401:
                    seen.leaks.append(f"{url}: a revoked key was let in")
    return n_after


def _done(reply: httpx.Response) -> None:
    if not reply.is_success:
        raise RuntimeError(f"the change was refused: {reply.status_code} {reply.text}")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the clients beside the changes and print what they saw."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--clients", type=int, default=N_CLIENTS)
    asked = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="minutebook-rights-"))
    seen, change = Seen(), Change()
    try:
        make_library(folder / "papers", folder / "library")
        known, keys = Known.of(folder / "library"), keys_for(folder / "library")
        names = [asker.name for asker in ASKERS if asker.role is AskerRole.MEMBER]
        with serving(folder / "library") as address:
            clients = [
                threading.Thread(
                    target=ask_on,
                    args=(
                        address,
                        {"authorization": f"Bearer {keys[names[number % len(names)]]}"},
                        known.papers[PAPER],
                        change,
                        seen,
                        number,
                    ),
                )
                for number in range(asked.clients)
            ]
            for client in clients:
                client.start()
            try:
                lower_and_raise(address, keys[f"officer of {HARBOUR}"], known, change, asked.rounds)
                n_revoked = revoke_keys(address, folder / "library", 20, seen)
            finally:
                change.is_over = True
                for client in clients:
                    client.join()
    finally:
        shutil.rmtree(folder)
    sys.stdout.write(
        f"{seen.n_requests:,} requests of {asked.clients} clients, {seen.n_with_word:,} with the word while it was "
        f"public; {seen.n_after:,} sent after it was taken away, {n_revoked} with a key that was revoked before: "
        f"{len(seen.leaks)} leaks, {len(seen.failed)} failures.\n"
    )
    sys.stdout.write("".join(f"{each}\n" for each in [*seen.leaks[:20], *seen.failed[:20]]))
    is_tried = seen.n_with_word and seen.n_after
    return 1 if seen.leaks or seen.failed or not is_tried else 0


if __name__ == "__main__":
    sys.exit(main())
