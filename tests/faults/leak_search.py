"""Sends probes to the service, looks through what comes back, and holds it against what it must be."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from askers import MEMBER, Asker, Known
from attacked import Replied, bearer, words_of
from leak_probes import Probe
from secret_papers import HARBOUR, Made

Request = Callable[..., Replied]
ABSENT_ID = "0f" * 6
_VARYING = re.compile(
    r"urn:uuid:[0-9a-f-]+"
    r'|"(took_ms|id|job_id|library|ingested_at|next)": ?("[^"]*"|[\d.]+)'
    r'|,"provenance":\{.*\}(?=\}$)|<!-- minutebook-draft: .*? -->|<template data-minutebook-draft="[^"]*"></template>'
)
"""What differs between any two replies, or between any two libraries: records of drafts are salted."""
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


@dataclass
class Found:
    """What the probes came to."""

    probes: Counter[str] = field(default_factory=Counter)
    statuses: Counter[int] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)


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
        self.secrets = [secret for paper in made for secret in paper.secrets]
        self.found = found

    def send(self, asker: Asker, probe: Probe) -> Replied:
        """The reply; counted."""
        headers = {**bearer(self._keys[asker.name]), "accept": probe.accept}
        if probe.url == "/mcp":
            headers["accept"] = "application/json, text/event-stream"
        sent: dict[str, object] = {"json": probe.body}
        if probe.file is not None:
            sent = {"files": dict([probe.file]), "data": probe.body or {}}
        reply = self._request(probe.method, probe.url, headers=headers, **sent)
        self.found.probes[probe.route] += 1
        self.found.statuses[reply.status_code] += 1
        if reply.status_code >= 500:
            self.found.missed.append(
                f"{asker.name}: {probe.method} {probe.url} {probe.body}: {reply.status_code}"
            )
        return reply

    def look(self, asker: Asker, probe: Probe) -> Replied:
        """The reply; every word in it that the asker may not see is noted."""
        reply = self.send(asker, probe)
        told = words_of(reply)
        for secret in self.secrets:
            is_known = asker.may_see(secret.body, secret.access) or secret == probe.says
            if is_known or secret.word not in told or secret.word in probe.holds:
                continue
            self.found.leaks.append(f"{asker.name}: {secret.word} in {probe.method} {probe.url} {probe.body}")
        if asker == MEMBER and probe.route in COMPARED and probe.accept == "application/json":
            self._compare(probe, reply)
        return reply

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
                self.look_absent(asker, Probe(route, method, url, body), paper_id)

    def look_absent(self, asker: Asker, probe: Probe, given_id: str) -> None:
        """What the id stands for is another's: the reply must be that to an id of nothing."""
        told = []
        for each in (given_id, ABSENT_ID):
            reply = self.look(asker, replace(probe, url=probe.url.replace(given_id, each)))
            told.append(_bare(reply, each))
        if told[0] != told[1] or told[0][0] < 400:
            self.found.leaks.append(f"{asker.name}: {probe.method} {probe.url}: {told}")

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
    ("PUT", "/body", {"body": HARBOUR}),
)


def _bare(reply: Replied, paper_id: str) -> tuple[int, str, list[str]]:
    """A reply without what differs between any two: the number of the request, and the id that was asked for."""
    told = _VARYING.sub("", reply.text).replace(paper_id, "")
    return reply.status_code, told, sorted(name.lower() for name in reply.headers)
