"""The requests by which leaks are looked for: every kind that the service takes, aimed at what is hidden.

``NO_WORDS`` names the routes that are not asked here, each with the reason why nothing of a paper could come out of it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from askers import Known
from secret_papers import BODIES, Secret

FORMATS = ("json", "md", "html", "docx")
NO_WORDS = {
    "GET /health/live": "says that the process lives",
    "GET /login": "leads to the login provider; tests/api/identity/test_login.py",
    "GET /login/callback": "comes from the login provider; tests/api/identity/test_login.py",
    "POST /logout": "ends a session",
    "DELETE /api/v1/sessions": "ends sessions, for administrators",
    "DELETE /api/v1/sessions/{}": "ends a session, for administrators",
    "POST /api/v1/briefings/approvals": "gives back the file that was sent; tests/api/test_draft_routes.py",
    "POST /api/v1/papers": "tells the number of a job; the job is of the asker's own file",
}


@dataclass(frozen=True)
class Probe:
    """A request; ``route`` is what it is counted under, ``says`` a secret word that the request itself holds.

    ``file`` is the name of a form's field, with the file's name and content; ``body`` are the form's other fields then.
    ``holds`` are the words of the file.
    """

    route: str
    method: str
    url: str
    body: Mapping[str, object] | None = None
    says: Secret | None = None
    accept: str = "application/json"
    file: tuple[str, tuple[str, bytes]] | None = None
    holds: str = ""


def probes(chance: random.Random, known: Known, secrets: Sequence[Secret]) -> Iterator[Probe]:
    """Requests without end, round after round."""
    while True:
        yield from one_round(chance, known, chance.choice(secrets))


def one_round(chance: random.Random, known: Known, secret: Secret) -> Iterator[Probe]:
    """Requests of every kind in turn."""
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
    draft = "draft", ("draft.json", _made_up_draft(chance, known))
    yield Probe("POST /api/v1/briefings/updates", "POST", "/api/v1/briefings/updates", file=draft)


def _made_up_draft(chance: random.Random, known: Known) -> bytes:
    """A draft that nobody was given, whose record names places in papers that the sender may not see."""
    cited = chance.sample(known.passages, min(5, len(known.passages)))
    kept = [{"paper_id": paper_id, "version": 1, "access": "exempt"} for paper_id in known.papers.values()]
    said = [
        {
            "mark": f"{number:08x}",
            "anchors": [{"passage_id": passage_id, "start": 0, "end": chance.choice([20, 300])}],
        }
        for number, passage_id in enumerate(cited)
    ]
    record = {
        "drafted_at": "2025-01-01T00:00:00Z",
        "library": "",
        "request": {"topic": _subject(chance)},
        "salt": "0" * 16,
        "papers": kept,
        "sentences": said,
    }
    return json.dumps({"title": "Draft", "sections": [], "provenance": record}).encode()


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
        "/api/v1/sessions",
        "/v1/models",
        "/metrics",
        "/health/ready",
        "/openapi.json",
        "/",
        "/docs",
    ):
        yield _get(route)
    form = chance.choice(("yaml", "csv", "jsonl"))
    yield _get("/api/v1/feedback/golden", f"/api/v1/feedback/golden?format={form}")
    yield _get(
        "/v1/models/{}", chance.choice(["/v1/models/minutebook", f"/v1/models/{chance.choice(BODIES)}"])
    )
    yield _get("/api/v1/nothing", f"/api/v1/{secret.word}", secret)
    yield _post("/api/v1/ask", {"question": _subject(chance), "unknown": 1})
