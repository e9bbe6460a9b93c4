"""Puts words that would act into everything that the service shows: ``markup.py --payloads 1000``.

A thousand mutated payloads stand in papers (file names, titles, headings, paragraphs, promises, resolutions), and come
as questions, searches, addresses, parameters and reasons. Whatever comes back is read as the program that opens it
would: pages and pictures as a browser does, Markdown by a reader that lets HTML through, Word files and tables as
Word and a spreadsheet do. No element, attribute, scheme, field, outside relation or formula may have come of them,
JSON may not be taken for a page, and every reply, an error too, must carry the headers that forbid it.

Prints a Markdown table; exit status 1 where anything acts, or where the payloads did not get through at all.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import live_markup
from attacked import Replied, application, bearer
from hostile_words import MARK, HostilePaper, payloads, write_hostile_papers
from starlette.testclient import TestClient

from api.guard import REPLY_HEADERS
from api.identity.keys import Keys
from api.identity.roles import AskerRole
from api.ledger import ledger_csv
from api.records.database import Records
from eval.golden_csv import csv_text
from ingest.intake import Intake
from ingest.papers import Access, Scope
from ingest.store.library import Library
from rag.ledger import Wanted

V1 = "/api/v1"
FILES = ("html", "md", "docx")
_JSON = ("application/json", "application/problem+json", "text/event-stream")


@dataclass
class Looked:
    """What was looked at, by kind; ``n_marked`` counts replies that a payload reached."""

    n: Counter[str] = field(default_factory=Counter)
    n_marked: Counter[str] = field(default_factory=Counter)
    n_statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def look(reply: Replied, asked: str, looked: Looked) -> None:
    """Note what of the reply would act, and every header that it lacks."""
    kind = reply.headers.get("content-type", "none").partition(";")[0]
    looked.n[kind] += 1
    looked.n_statuses[reply.status_code] += 1
    looked.n_marked[kind] += MARK in reply.text.lower() or kind.endswith("document")
    found = list(_acting(kind, reply))
    found += [f"no {name}" for name, value in REPLY_HEADERS.items() if reply.headers.get(name) != value]
    found += [f"a header {name}" for name, value in reply.headers.items() if "<" in value or "\n" in value]
    looked.faults += [f"{asked[:200]}: {reply.status_code} {kind}: {each}" for each in found]
    if reply.status_code >= 500:
        looked.faults.append(f"{asked[:200]}: {reply.status_code}")


def _acting(kind: str, reply: Replied) -> Iterator[str]:
    if kind in ("text/html", "image/svg+xml"):
        yield from live_markup.of_html(reply.text, MARK)
    elif kind == "text/markdown":
        yield from live_markup.of_markdown(reply.text, MARK)
    elif kind == "text/csv":
        yield from live_markup.of_table(reply.text)
    elif kind.endswith("wordprocessingml.document"):
        yield from live_markup.of_word(reply.content, MARK)
    elif kind in _JSON:
        yield from _of_completion(reply.text)
    elif reply.content:
        yield f"it is {kind}"


def _of_completion(text: str) -> Iterator[str]:
    """What would act in an answer that clients of OpenAI's interface show as Markdown."""
    if '"choices"' in text and "choices" in (completion := json.loads(text)):
        yield from live_markup.of_markdown(completion["choices"][0]["message"]["content"], MARK)


def from_papers(papers: Sequence[HostilePaper], ids: Mapping[str, str]) -> Iterator[tuple[str, str, object]]:
    """Everything that shows words of papers: method, address, body."""
    yield "GET", f"{V1}/papers", None
    yield "GET", f"{V1}/ledger", None
    for paper in papers:
        paper_id, topic = ids[paper.name.rsplit(" ", 1)[1]], f"repairs of the {paper.word} quay"
        yield "GET", f"{V1}/papers/{paper_id}", None
        yield "GET", f"{V1}/papers/{paper_id}/text?start=0&end=900", None
        for form in FILES:
            yield "POST", f"{V1}/summaries", {"paper": paper_id, "format": form}
            yield "POST", f"{V1}/briefings", {"topic": topic, "format": form}
        for form in ("svg", *FILES):
            yield "GET", f"{V1}/timeline?topic={quote(topic)}&format={form}", None
        question = f"What was decided about the {paper.word} quay?"
        yield "POST", f"{V1}/ask", {"question": question}
        yield "POST", "/v1/chat/completions", _chat(question)


def from_askers(words: Sequence[str], paper_id: str) -> Iterator[tuple[str, str, object]]:
    """Payloads that are sent instead of being in a paper: as words, addresses, parameters, values of fields."""
    for number, each in enumerate(words):
        yield "POST", f"{V1}/ask", {"question": each}
        yield "POST", "/v1/chat/completions", _chat(each)
        yield "GET", f"{V1}/papers/{quote(each, safe='')}", None
        yield "GET", f"{V1}/papers?{quote(each, safe='')}=1", None
        if number % 5 == 0:
            yield "POST", f"{V1}/search", {"query": each, each: each}
            yield "POST", f"{V1}/briefings", {"topic": each, "format": FILES[number % 3]}
            yield "GET", f"{V1}/timeline?topic={quote(each)}&format={FILES[number % 3]}", None
            yield "PUT", f"{V1}/papers/{paper_id}/access", {"access": "public", "reason": each}
            yield "PUT", f"{V1}/papers/{paper_id}/access", {"access": each}
            yield "GET", f"/{quote(each, safe='')}", None


def _chat(words: str) -> dict[str, object]:
    return {"model": "minutebook", "messages": [{"role": "user", "content": words}]}


def other_replies(client: TestClient, key: str) -> Iterator[tuple[str, Replied]]:
    """Replies of every other sort, for their headers: pages, refusals, what is not there, what breaks."""
    yield "no key", client.get(f"{V1}/papers")
    headers = bearer(key)
    for path in (
        "/docs",
        "/docs/style.css",
        "/openapi.json",
        "/metrics",
        "/health/live",
        "/health/ready",
        "/x",
    ):
        reply = client.get(path, headers=headers)
        if path not in ("/docs/style.css", "/metrics"):
            yield path, reply
    yield "405", client.put("/health/live", headers=headers)
    yield "no JSON", client.post(f"{V1}/ask", content=b"<script>", headers=headers)
    yield "too large", client.post(f"{V1}/ask", content=b" " * 2_000_000, headers=headers)
    yield "another host", client.get(f"{V1}/me", headers={**headers, "host": "attacker.invalid"})
    yield "another origin", client.post(f"{V1}/ask", headers={**headers, "origin": "http://attacker.invalid"})
    tag = client.get(f"{V1}/me", headers=headers).headers["etag"]
    yield "not changed", client.get(f"{V1}/me", headers={**headers, "if-none-match": tag})
    yield "the audit", client.get(f"{V1}/audit?format=csv", headers=headers)


def send_all(library: Path, papers: Sequence[HostilePaper], words: Sequence[str], looked: Looked) -> None:
    """Ask for everything in which the payloads could stand."""
    with Records(library) as records:
        key = Keys(records).add("administrator", AskerRole.ADMINISTRATOR).text
    with Library.open(library) as opened:
        # The intake takes signs out of names that are not for showing; the number at their end stays.
        ids = {record.name.rsplit(" ", 1)[1]: record.paper_id for record in opened.papers(Scope.owner())}
    with application(library, audit_questions="kept") as client:
        asked = [*from_papers(papers, ids), *from_askers(words, next(iter(ids.values())))]
        for method, url, body in asked:
            reply = client.request(method, url, headers=bearer(key), json=body)
            look(reply, f"{method} {url} {body or ''}", looked)
        for what, reply in other_replies(client, key):
            look(reply, what, looked)
        entries = client.app.state.service.minutebook.ledger(Wanted(), scope=Scope.owner())
    for name, table in (("the ledger", ledger_csv(entries)), ("a golden set", golden_table(words))):
        looked.faults += [f"the table of {name}: {each}" for each in live_markup.of_table(table)]
        looked.n["text/csv"] += 1


def golden_table(words: Sequence[str]) -> str:
    """A golden set in which the words stand in every column, as feedback is exported to."""
    return csv_text(
        [
            {
                **dict.fromkeys(("id", "question", "type", "notes"), each),
                "answers": [each, each],
                "nuggets": [{"text": each, "vital": True}],
                "evidence": [{"document": each, "quote": each}],
            }
            for each in words
        ]
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Take the papers in, send the payloads, and print what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--payloads", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args(arguments)
    words, looked = payloads(given.payloads, given.seed), Looked()
    with tempfile.TemporaryDirectory() as folder:
        papers = write_hostile_papers(Path(folder) / "papers", words)
        with Library.create_or_open(Path(folder) / "library") as library:
            Intake(library, access=Access.PUBLIC, is_indexing=False).ingest([Path(folder) / "papers"])
        send_all(Path(folder) / "library", papers, words, looked)
    rows = [f"| {kind} | {n:,} | {looked.n_marked[kind]:,} |" for kind, n in sorted(looked.n.items())]
    lines = ["| replies of the type | looked at | with a payload |", "|---|---:|---:|", *rows]
    lines.append(f"| all | {looked.n.total():,} | {looked.n_marked.total():,} |")
    lines.append(f"\nStatus: {dict(sorted(looked.n_statuses.items()))}")
    lines.append(f"{len(words):,} payloads: {len(looked.faults)} faults.")
    sys.stdout.write("\n".join([*lines, *looked.faults[:20]]) + "\n")
    reached = all(
        looked.n_marked[kind] for kind in ("text/html", "text/markdown", "image/svg+xml", "application/json")
    )
    return 1 if looked.faults or not reached else 0


if __name__ == "__main__":
    sys.exit(main())
