"""What the service keeps of each asker, looked at by the others: conversations, feedback, jobs and their results.

Each of the six begins a conversation, notes what is wrong with its answer, has a briefing drafted by a job and, where
they may, an evaluation run. Then all the others ask for every one of these by its number: it must look like nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from askers import ASKERS, Asker
from attacked import words_of
from leak_probes import FORMATS, Probe
from leak_search import Search
from secret_papers import Secret

from api.identity.roles import AskerRole

V1 = "/api/v1"
PATIENCE_S = 120.0
QUESTIONS = (
    "What is the lowest price for the tender of the quay?",
    "Who undertook to report on the staffing for the quay?",
)


@dataclass(frozen=True)
class Kept:
    """Something that is one asker's alone: the requests that another might send for it."""

    owner: Asker
    given_id: str
    asks: tuple[Probe, ...]


def look_at_what_is_kept(search: Search) -> None:
    """Have something kept of everybody, and everybody ask for it."""
    kept = [each for asker in ASKERS for each in _keep(search, asker)]
    for asker in ASKERS[:3]:
        _hand_drafts_on(search, asker)
    for asker in ASKERS:
        for route in ("conversations", "jobs", "evaluations", "feedback", "feedback/golden"):
            search.look(asker, Probe(f"GET {V1}/{route}", "GET", f"{V1}/{route}"))
        for each in kept:
            if each.owner == asker:
                continue
            for probe in each.asks:
                search.look_absent(asker, probe, each.given_id)
    for each in kept:
        for probe in each.asks:
            if probe.method == "DELETE":
                search.look(each.owner, probe)


def _keep(search: Search, asker: Asker) -> Iterator[Kept]:
    yield from _conversation(search, asker)
    for form in FORMATS:
        topic = "the tender and the staffing for the quay"
        accepted = search.look(
            asker,
            Probe(
                f"POST {V1}/briefings", "POST", f"{V1}/briefings?job=true", {"topic": topic, "format": form}
            ),
        )
        yield _job(search, asker, json.loads(accepted.text)["job_id"])
    if asker.role in (AskerRole.EVALUATOR, AskerRole.ADMINISTRATOR):
        for secret in search.secrets[::5]:
            golden = ("golden", ("golden.jsonl", golden_of(secret)))
            probe = Probe(f"POST {V1}/evaluations", "POST", f"{V1}/evaluations", says=secret, file=golden)
            yield _job(search, asker, json.loads(search.look(asker, probe).text)["job_id"], secret)


def _conversation(search: Search, asker: Asker) -> Iterator[Kept]:
    begun = search.look(asker, Probe(f"POST {V1}/conversations", "POST", f"{V1}/conversations"))
    number = json.loads(begun.text)["conversation_id"]
    place, route = f"{V1}/conversations/{number}", f"{V1}/conversations/{{}}"
    own = next(each.word for each in reversed(search.secrets) if asker.may_see(each.body, each.access))
    for question in chain(QUESTIONS, [f"What did {own.capitalize()} Limited offer?"]):
        asked = Probe(f"POST {route}/questions", "POST", f"{place}/questions", {"question": question})
        record = json.loads(search.look(asker, asked).text)["record"]["id"]
        feedback = {"verdict": "incomplete", "note": f"It should name {own}.", "question": question}
        said = Probe(f"POST {V1}/answers/{{}}/feedback", "POST", f"{V1}/answers/{record}/feedback", feedback)
        search.look(asker, said)
        yield Kept(asker, record, (Probe(said.route, said.method, said.url, {"verdict": "wrong"}),))
    show = Probe(f"GET {route}", "GET", place)
    search.look(asker, show)
    yield Kept(
        asker,
        number,
        (
            show,
            Probe(f"POST {route}/questions", "POST", f"{place}/questions", {"question": "And then?"}),
            Probe(f"DELETE {route}", "DELETE", place),
        ),
    )


def _hand_drafts_on(search: Search, owner: Asker) -> None:
    """Have everybody bring a draft of somebody up to date, and approve it: they know its words, and no more."""
    topic = {"topic": "the tender and the staffing for the quay", "format": "docx"}
    draft = search.look(owner, Probe(f"POST {V1}/briefings", "POST", f"{V1}/briefings", topic))
    file, holds = ("draft", ("draft.docx", draft.content)), words_of(draft)
    for asker in ASKERS:
        for path, fields in (
            ("updates", {"format": "md"}),
            ("updates", {}),
            ("approvals", {"by": asker.name}),
        ):
            route = f"{V1}/briefings/{path}"
            search.look(asker, Probe(f"POST {route}", "POST", route, fields, file=file, holds=holds))


def _job(search: Search, asker: Asker, number: str, says: Secret | None = None) -> Kept:
    """The job, once it has ended and its result was looked at."""
    place, route = f"{V1}/jobs/{number}", f"{V1}/jobs/{{}}"
    show = Probe(f"GET {route}", "GET", place, says=says)
    result = Probe(f"GET {route}/result", "GET", f"{place}/result", says=says)
    until = time.monotonic() + PATIENCE_S
    while json.loads(search.look(asker, show).text)["state"] in ("queued", "running"):
        if time.monotonic() > until:
            raise TimeoutError(f"the job {number} has not ended in {PATIENCE_S:.0f} s")
        time.sleep(0.2)
    if search.look(asker, result).status_code != 200:
        search.found.missed.append(f"{asker.name}: {place} has no result")
    return Kept(asker, number, (show, result, Probe(f"DELETE {route}", "DELETE", place)))


def golden_of(secret: Secret) -> bytes:
    """A golden set of one question that names what is hidden."""
    entry = {
        "id": "q1",
        "question": f"What did {secret.word.capitalize()} Limited offer for the quay?",
        "type": "unanswerable",
        "answerable": False,
        "answers": [],
        "nuggets": [],
        "evidence": [],
        "notes": "Absent.",
    }
    return json.dumps(entry).encode() + b"\n"
