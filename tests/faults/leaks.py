"""Looks for a leak through every door of the service: ``leaks.py --probes 10000``.

A real service over papers of two bodies in every class of access, full of words that stand nowhere else, is
asked by six askers for everything that it gives: papers, spans, pages, searches, answers, conversations,
briefings and summaries in each format, the ledger, timelines, the OpenAI and MCP interfaces, lists, errors, pages.
In no reply, and in no header, may stand a word from a place that its asker may not see. What a member is told must be,
letter for letter, what a service tells that holds the public papers alone, also where the question names what is
hidden. What may not be seen and what is not there must look the same. And nothing that may be seen may be missing.

Prints a Markdown table of probes by route; exit status 1 on any leak or miss.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import httpx
from secret_papers import BODIES, HARBOUR, LIGHTHOUSE, Made, Secret, make_library

from api.identity.keys import Keys
from api.identity.roles import AskerRole
from api.records.database import Records
from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.library import Library

ABSENT_ID = "0f" * 6
FORMATS = ("json", "md", "html", "docx")
_VARYING = re.compile(
    r"urn:uuid:[0-9a-f-]+"
    r'|"(took_ms|id|library|ingested_at|next)": ?("[^"]*"|[\d.]+)'
)
"""What differs between any two replies, or between any two libraries."""


class Replied(Protocol):
    """What is looked at of a response."""

    status_code: int
    text: str
    content: bytes
    headers: Any


Request = Callable[..., Replied]


@dataclass(frozen=True)
class Asker:
    """Somebody with a key, and by the plain rule what they may see."""

    name: str
    role: AskerRole
    body: str | None = None

    def may_see(self, body: str, access: Access) -> bool:
        """The rule, written apart from the code that is tried."""
        if self.role is AskerRole.ADMINISTRATOR or access is Access.PUBLIC:
            return True
        return self.role is AskerRole.OFFICER and self.body == body


ASKERS = (
    Asker("administrator", AskerRole.ADMINISTRATOR),
    *(Asker(f"officer of {body}", AskerRole.OFFICER, body) for body in BODIES),
    *(Asker(f"member of {body}", AskerRole.MEMBER, body) for body in BODIES),
    Asker("evaluator", AskerRole.EVALUATOR),
)
"""Who sees most comes first: what a cache kept of theirs must not reach the others."""
MEMBER = ASKERS[3]
COMPARED = frozenset(
    {
        "POST /api/v1/ask",
        "POST /api/v1/search",
        "POST /api/v1/briefings",
        "POST /api/v1/summaries",
        "GET /api/v1/ledger",
        "GET /api/v1/timeline",
        "GET /api/v1/papers",
        "GET /api/v1/papers/{}",
        "GET /api/v1/papers/{}/text",
        "GET /api/v1/papers/{}/pages/{}",
    }
)
"""Routes whose replies to a member are held against those of a service with the public papers alone."""


@dataclass(frozen=True)
class Probe:
    """A request; ``route`` is what it is counted under, ``says`` a secret word that the request itself holds."""

    route: str
    method: str
    url: str
    body: Mapping[str, object] | None = None
    says: Secret | None = None
    accept: str = "application/json"


@dataclass
class Found:
    """What the probes came to."""

    probes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What the owner of the library knows of it, to ask for by name and number."""

    papers: Mapping[str, str]
    passages: tuple[str, ...]
    entries: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path) -> Known:
        owner = Scope.owner()
        with Library.open(folder) as library:
            papers = {record.name: record.paper_id for record in library.papers(owner)}
            passages = [each.passage_id for one in papers.values() for each in library.passages(owner, one)]
            entries = [each.entry_id for each in library.ledger(owner)]
        return cls(papers, tuple(passages), tuple(entries))


class Search:
    """Sends probes and looks through what comes back."""

    def __init__(
        self,
        request: Request,
        alone: Request,
        keys: Mapping[str, str],
        made: Sequence[Made],
        known: Known,
        found: Found,
    ) -> None:
        """``alone`` sends to a service over the public papers alone, as its owner."""
        self._request = request
        self._alone = alone
        self._keys = keys
        self._made = made
        self._known = known
        self._secrets = [secret for paper in made for secret in paper.secrets]
        self.found = found

    def send(self, asker: Asker, probe: Probe) -> Replied:
        """The reply; counted."""
        headers = {"authorization": f"Bearer {self._keys[asker.name]}", "accept": probe.accept}
        if probe.url == "/mcp":
            headers["accept"] = "application/json, text/event-stream"
        reply = self._request(probe.method, probe.url, json=probe.body, headers=headers)
        self.found.probes[probe.route] += 1
        self.found.statuses[reply.status_code] += 1
        if reply.status_code >= 500:
            self.found.missed.append(
                f"{asker.name}: {probe.method} {probe.url} {probe.body}: {reply.status_code}"
            )
        return reply

    def look(self, asker: Asker, probe: Probe) -> None:
        """Send the probe and note every word in the reply that the asker may not see."""
        reply = self.send(asker, probe)
        told = words_of(reply)
        for secret in self._secrets:
            if asker.may_see(secret.body, secret.access) or secret == probe.says or secret.word not in told:
                continue
            self.found.leaks.append(f"{asker.name}: {secret.word} in {probe.method} {probe.url} {probe.body}")
        if asker == MEMBER and probe.route in COMPARED and probe.accept == "application/json":
            self._compare(probe, reply)

    def _compare(self, probe: Probe, reply: Replied) -> None:
        """The service that holds the public papers alone must say the same."""
        other = self._alone(probe.method, probe.url, json=probe.body)
        told = [(each.status_code, _VARYING.sub("", each.text)) for each in (reply, other)]
        if reply.content[:2] != b"PK" and told[0] != told[1]:
            self.found.leaks.append(
                f"{probe.method} {probe.url} {probe.body} differs: {told[0]} and {told[1]}"
            )

    def look_the_same(self, asker: Asker) -> None:
        """Ask for every paper that may not be seen, and for one that is not there."""
        for paper in self._made:
            if asker.may_see(paper.body, paper.access):
                continue
            paper_id = self._known.papers[paper.name]
            for method, path, body in _BY_ID:
                url = f"/api/v1/papers/{paper_id}{path}"
                route = f"{method} /api/v1/papers/{{}}{path.partition('?')[0]}"
                replies = [
                    self.send(asker, Probe(route, method, url.replace(paper_id, each), body))
                    for each in (paper_id, ABSENT_ID)
                ]
                told = [
                    _bare(reply, each) for reply, each in zip(replies, (paper_id, ABSENT_ID), strict=True)
                ]
                if told[0] != told[1]:
                    self.found.leaks.append(f"{asker.name}: {method} {url}: {told}")

    def nothing_is_missing(self, asker: Asker) -> None:
        """Whatever may be seen is listed, shown with its words, and found by them."""
        expected = {paper.name for paper in self._made if asker.may_see(paper.body, paper.access)}
        listed = json.loads(self.send(asker, Probe("GET /api/v1/papers", "GET", "/api/v1/papers")).text)
        if {paper["name"] for paper in listed["papers"]} != expected:
            self.found.missed.append(f"{asker.name}: the catalogue is {listed}")
        for paper in self._made:
            shown = "" if paper.name not in expected else self._shown(asker, paper)
            for secret in paper.secrets:
                if not asker.may_see(secret.body, secret.access):
                    continue
                if secret.word not in shown:
                    self.found.missed.append(f"{asker.name}: {secret.word} is not shown in {paper.name}")
                query = Probe(
                    "POST /api/v1/search", "POST", "/api/v1/search", {"query": secret.word, "k": 50}
                )
                if secret.word not in words_of(self.send(asker, query)):
                    self.found.missed.append(f"{asker.name}: {secret.word} is not found")

    def _shown(self, asker: Asker, paper: Made) -> str:
        url = f"/api/v1/papers/{self._known.papers[paper.name]}"
        return words_of(self.send(asker, Probe("GET /api/v1/papers/{}", "GET", url)))


_BY_ID: tuple[tuple[str, str, dict[str, object] | None], ...] = (
    ("GET", "", None),
    ("GET", "/text?start=0&end=20", None),
    ("GET", "/pages/1", None),
    ("DELETE", "", None),
    ("PUT", "/access", {"access": "public"}),
)


def words_of(reply: Replied) -> str:
    """Everything that a reply says, in small letters: its words, those in a Word file, and its headers."""
    told = [f"{name}: {value}" for name, value in reply.headers.items()]
    if reply.content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(reply.content)) as packed:
            told += [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
    else:
        told.append(reply.text)
    return "\n".join(told).lower()


def _bare(reply: Replied, paper_id: str) -> tuple[int, str, list[str]]:
    """A reply without what differs between any two: the number of the request, and the id that was asked for."""
    told = _VARYING.sub("", reply.text).replace(paper_id, "")
    return reply.status_code, told, sorted(name.lower() for name in reply.headers)


def probes(chance: random.Random, known: Known, secrets: Sequence[Secret]) -> Iterator[Probe]:
    """Requests without end, of every kind in turn."""
    while True:
        secret = chance.choice(secrets)
        for make in (_catalogue, _ledger, _questions, _drafts, _clients, _lists):
            yield from make(chance, known, secret)


def _post(route: str, body: Mapping[str, object], says: Secret | None = None, **more: str) -> Probe:
    return Probe(f"POST {route}", "POST", route, body, says, **more)


def _get(route: str, url: str = "", says: Secret | None = None) -> Probe:
    return Probe(f"GET {route}", "GET", url or route, None, says)


def _subject(chance: random.Random) -> str:
    subject = chance.choice(["ferry", "staffing", "tender", "contract", "repairs"])
    return chance.choice(
        [
            f"What is the lowest price for the {subject} of the quay?",
            f"Who undertook to report on the {subject} for the quay?",
            f"What was decided about the {subject} for the quay?",
            f"What did the Office say about the {subject} in April 2025?",
            "Who offered to repair the quay, and for how much?",
            f"{subject} quay Limited Finance Office",
        ]
    )


def _catalogue(chance: random.Random, known: Known, secret: Secret) -> Iterator[Probe]:
    yield _get("/api/v1/papers", f"/api/v1/papers?limit={chance.randint(1, 9)}")
    for paper_id in chance.sample(sorted(known.papers.values()), 4):
        yield _get("/api/v1/papers/{}", f"/api/v1/papers/{paper_id}")
        start = chance.randint(0, 1500)
        span = f"start={start}&end={start + chance.randint(1, 900)}"
        yield _get("/api/v1/papers/{}/text", f"/api/v1/papers/{paper_id}/text?{span}")
    yield _get(
        "/api/v1/papers/{}/pages/{}", f"/api/v1/papers/{chance.choice(list(known.papers.values()))}/pages/1"
    )
    yield _get("/api/v1/papers/{}", f"/api/v1/papers/{secret.word}", secret)


def _ledger(chance: random.Random, known: Known, secret: Secret) -> Iterator[Probe]:
    body = chance.choice(BODIES).replace(" ", "%20")
    yield _get("/api/v1/ledger")
    yield _get("/api/v1/ledger", f"/api/v1/ledger?body={body}&limit={chance.randint(1, 20)}")
    yield _get("/api/v1/ledger", f"/api/v1/ledger?owner={secret.word}", secret)
    topic = _subject(chance).replace(" ", "%20")
    form = chance.choice(["json", "svg", "html", "md"])
    yield _get("/api/v1/timeline", f"/api/v1/timeline?topic={topic}&format={form}")
    yield _get("/api/v1/timeline", f"/api/v1/timeline?entry_id={chance.choice(known.entries)}&format={form}")
    yield _get("/api/v1/timeline", f"/api/v1/timeline?topic={secret.word}", secret)


def _questions(chance: random.Random, known: Known, secret: Secret) -> Iterator[Probe]:
    question = _subject(chance)
    yield _post("/api/v1/ask", {"question": question})
    yield _post("/api/v1/ask", {"question": question, "body": chance.choice(BODIES)})
    yield _post("/api/v1/ask", {"question": question}, accept="text/event-stream")
    yield _post("/api/v1/ask", {"question": f"What did {secret.word.capitalize()} Limited offer?"}, secret)
    before = [{"question": question, "answer": "It is in the report."}]
    yield _post("/api/v1/ask", {"question": "And who was that?", "conversation": before})
    yield _post("/api/v1/search", {"query": question, "k": 200})
    yield _post("/api/v1/search", {"query": f"{secret.word[:-1]} quay", "k": 50})


def _drafts(chance: random.Random, known: Known, secret: Secret) -> Iterator[Probe]:
    form, name = chance.choice(FORMATS), chance.choice(list(known.papers))
    body, day = chance.choice(BODIES), chance.choice(["2025-03-04", "2025-06-10"])
    yield _post("/api/v1/briefings", {"topic": _subject(chance), "format": form})
    yield _post("/api/v1/briefings", {"body": body, "meeting_date": day, "format": form})
    yield _post("/api/v1/summaries", {"paper": known.papers[name], "format": form})
    yield _post("/api/v1/summaries", {"body": body, "meeting_date": day, "format": form})
    yield _post("/api/v1/summaries", {"paper": f"report-{secret.word}.txt"}, secret)
    yield _post("/api/v1/briefings", {"agenda": f"report-{secret.word}.txt"}, secret)


def _clients(chance: random.Random, known: Known, secret: Secret) -> Iterator[Probe]:
    asked = {"model": "minutebook", "messages": [{"role": "user", "content": _subject(chance)}]}
    yield _post("/v1/chat/completions", asked)
    yield _post("/v1/chat/completions", {**asked, "stream": True})
    calls: list[tuple[str, dict[str, object]]] = [
        ("search", {"query": _subject(chance), "k": 50}),
        ("ask", {"question": _subject(chance)}),
        ("get_passage", {"passage_id": chance.choice(known.passages)}),
        ("get_passage", {"passage_id": chance.choice(known.passages)}),
        ("list_meetings", {}),
        ("ledger", {}),
    ]
    for tool, arguments in calls:
        params = {"name": tool, "arguments": arguments}
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        yield Probe(f"POST /mcp {tool}", "POST", "/mcp", body)


def _lists(chance: random.Random, known: Known, secret: Secret) -> Iterator[Probe]:
    for route in (
        "/api/v1/me",
        "/api/v1/jobs",
        "/api/v1/conversations",
        "/api/v1/evaluations",
        "/api/v1/feedback",
        "/api/v1/audit",
        "/v1/models",
        "/metrics",
        "/health/ready",
        "/openapi.json",
    ):
        yield _get(route)
    yield _get("/api/v1/nothing", f"/api/v1/{secret.word}", secret)
    yield _post("/api/v1/ask", {"question": _subject(chance), "unknown": 1})


@contextmanager
def serving(library: Path, *options: str) -> Iterator[str]:
    """A real service over the library, a process of its own; its address."""
    minutebook = str(Path(sys.executable).with_name("minutebook"))
    command = [minutebook, "serve", "--library", str(library), "--port", "0", "--workers", "0", *options]
    no_limits = dict.fromkeys(
        ("REQUESTS_PER_MINUTE", "REQUESTS_PER_MINUTE_ADDRESS", "REFUSED_PER_MINUTE"), "0"
    )
    environment = {f"MINUTEBOOK_{name}": value for name, value in no_limits.items()}
    with subprocess.Popen(  # noqa: S603 - our own program
        command,
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
        env={**os.environ, **environment},
    ) as process:
        try:
            yield _address_of(process)
        finally:
            process.terminate()
            process.wait(40)


def _address_of(process: subprocess.Popen[str]) -> str:
    if process.stderr is None:
        raise RuntimeError("the service has no standard error")
    said = []
    for line in process.stderr:
        said.append(line)
        address = re.search(r"http://\S+", line)
        if address:
            # What else it says is read on, so that it never has to wait for us.
            ThreadPoolExecutor(1).submit(lambda: [None for _ in process.stderr or ()])
            return address[0]
    raise RuntimeError(f"the service did not start: {''.join(said)}")


def keys_for(library: Path) -> dict[str, str]:
    """A key for each asker, by name."""
    with Records(library) as records:
        return {
            asker.name: Keys(records)
            .add(
                asker.name,
                asker.role,
                bodies=None if asker.body is None else frozenset({asker.body}),
            )
            .text
            for asker in ASKERS
        }


def public_alone(papers: Path, library: Path) -> dict[str, str]:
    """A library of the public papers alone; the header of a member of it."""
    with Library.create_or_open(library) as opened:
        Intake(opened, access=Access.PUBLIC, is_indexing=False).ingest([papers / "public"])
    with Records(library) as records:
        return {"authorization": f"Bearer {Keys(records).add('member', AskerRole.MEMBER).text}"}


def look_once(search: Search) -> None:
    """What is asked by everybody once."""
    for asker in ASKERS:
        search.nothing_is_missing(asker)
        search.look_the_same(asker)


def look_on(search: Search, known: Known, made: Sequence[Made], n_probes: int, seed: int) -> None:
    """One kind of request after the other by everybody, until so many were sent in all."""
    secrets = [secret for paper in made for secret in paper.secrets]
    for probe in probes(random.Random(seed), known, secrets):  # noqa: S311 - varied, not hidden
        if sum(search.found.probes.values()) >= n_probes:
            return
        for asker in ASKERS:
            search.look(asker, probe)


def main() -> int:
    """Run the probes and print what they came to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--probes", type=int, default=10_000)
    parser.add_argument("--threads", type=int, default=3)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="minutebook-leaks-"))
    try:
        made = make_library(folder / "papers", folder / "library")
        known, keys, found = Known.of(folder / "library"), keys_for(folder / "library"), Found()
        alone = public_alone(folder / "papers", folder / "alone")
        with (
            serving(folder / "library") as address,
            serving(folder / "alone") as other_address,
            httpx.Client(base_url=address, timeout=120) as client,
            httpx.Client(base_url=other_address, timeout=120, headers=alone) as other,
        ):
            search = Search(client.request, other.request, keys, made, known, found)
            look_once(search)
            with ThreadPoolExecutor(asked.threads) as pool:
                seeds = range(asked.seed, asked.seed + asked.threads)
                list(pool.map(lambda seed: look_on(search, known, made, asked.probes, seed), seeds))
    finally:
        shutil.rmtree(folder)
    sys.stdout.write(report(found))
    return 1 if found.leaks or found.missed else 0


def report(found: Found) -> str:
    """The probes by route as a Markdown table, then every leak and every miss."""
    n_probes = sum(found.probes.values())
    lines = [
        "| route | probes |",
        "|---|---|",
        *(f"| {route} | {n} |" for route, n in sorted(found.probes.items())),
    ]
    lines.append(f"| all, by {len(ASKERS)} askers of {HARBOUR} and {LIGHTHOUSE} | {n_probes:,} |")
    lines.append(f"\nStatus: {dict(sorted(found.statuses.items()))}")
    lines.append(f"Leaks: {len(found.leaks)}. Missing or failed: {len(found.missed)}.")
    return "\n".join([*lines, *found.leaks[:20], *found.missed[:20]]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
