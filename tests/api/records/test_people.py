"""What officers of other bodies, members and evaluators may do with papers and see of each other's words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from httpx import Response
from starlette.testclient import TestClient

from api.identity.keys import Keys
from api.identity.roles import Asker, AskerRole
from api.records.chain import Action, Deed
from api.records.feedback import FeedbackVerdict
from api.service import Service
from ingest.papers import Scope

HandIn = Callable[..., dict[str, object]]
BODY = "Harrowmere Safer Streets Panel"
FERRY = (
    "HARBOUR PANEL\n\nMinutes of the meeting held on Tuesday 4 March 2025\n\n1. Ferry\n\n"
    "RESOLVED: That the ferry would run on {day}.\n"
)


@pytest.fixture
def as_(client: TestClient, service: Service) -> Callable[..., TestClient]:
    """A client with a key of somebody of a role, for a body."""

    def make(role: AskerRole, *bodies: str) -> TestClient:
        known = service.library.bodies(Scope.owner())
        spelt = frozenset(next(body for body in known if body.lower() == each.lower()) for each in bodies)
        made = Keys(service.records).add(f"{role} {bodies}", role, bodies=spelt or None)
        return TestClient(
            client.app,
            base_url="http://localhost",
            headers={"authorization": f"Bearer {made.text}"},
            raise_server_exceptions=False,
        )

    return make


def test_officers_change_papers_of_their_own_bodies_alone(
    as_: Callable[..., TestClient], hand_in: HandIn, client: TestClient
) -> None:
    public = hand_in(client, "ferry.txt", FERRY.format(day="Sundays").encode(), access="public")
    paper_id = public["papers"][0]["paper_id"]  # type: ignore[index]
    officer = as_(AskerRole.OFFICER, BODY)
    assert officer.get(f"/api/v1/papers/{paper_id}").status_code == 200
    for refused in (
        officer.delete(f"/api/v1/papers/{paper_id}"),
        officer.put(f"/api/v1/papers/{paper_id}/access", json={"access": "exempt"}),
    ):
        assert (refused.status_code, refused.json()["code"]) == (403, "not_permitted")
    theirs = hand_in(officer, "ferry.txt", FERRY.format(day="Mondays").encode())
    assert theirs["problem"]["code"] == "paper_rejected"  # type: ignore[index]
    # The same name from another desk is another paper, and one of no body of theirs they can't see.
    own = hand_in(officer, "ferry.txt", b"The ferry does not sail when the wind is above force 8.\n")
    taken = own["papers"][0]  # type: ignore[index]
    assert (taken["status"], taken["paper_id"] == paper_id) == ("new", False)
    assert "You can't see it" in taken["warnings"][-1]
    mine = next(
        paper["paper_id"]
        for paper in officer.get("/api/v1/papers").json()["papers"]
        if paper["name"] == "minutes-june.txt"
    )
    changed = officer.put(f"/api/v1/papers/{mine}/access", json={"access": "public"})
    assert (changed.status_code, changed.json()["access"]) == (200, "public")
    assert officer.delete(f"/api/v1/papers/{mine}").status_code == 204


def test_what_came_of_an_upload_is_told_as_far_as_its_paper_is_seen_by_then(
    as_: Callable[..., TestClient], hand_in: HandIn, service: Service
) -> None:
    officer, administrator = as_(AskerRole.OFFICER, BODY), as_(AskerRole.ADMINISTRATOR)
    report = (
        f"{BODY.upper()}\n\nReport of the Director\n\n10 June 2025\n\nSale of the depot\n\n1. It was sold.\n"
    )
    job = hand_in(officer, "scan0017.txt", report.encode(), access="exempt")
    place = f"/api/v1/jobs/{job['job_id']}/result"

    def told() -> dict[str, object]:
        (only,) = officer.get(place).json()["papers"]
        return dict(only)

    seen = told()
    assert (seen["title"], seen["body"], seen["date"]) == ("Sale of the depot", BODY, "2025-06-10")
    paper = f"/api/v1/papers/{seen['paper_id']}/body"
    assert administrator.put(paper, json={"body": "Harbour Panel"}).status_code == 200
    hidden = told()
    assert [hidden[name] for name in ("path", "status", "paper_id")] == [
        "scan0017.txt",
        "new",
        seen["paper_id"],
    ]
    assert [hidden[name] for name in ("title", "kind", "body", "date", "passages")] == [None] * 4 + [0]
    assert "You can't see it" in str(hidden["warnings"])
    administrator.put(paper, json={"body": BODY})
    assert told()["title"] == "Sale of the depot"
    with service.records.writing() as connection:
        connection.execute("UPDATE api_keys SET role = 'member', bodies = NULL, access = 'public'")
    assert told() == hidden


def test_what_came_of_an_upload_holds_no_name_of_another_paper(
    hand_in: HandIn, client: TestClient, service: Service, own_library: Path
) -> None:
    title = "Sale of the freehold of Tern House Quay"
    report = f"{BODY.upper()}\n\n10 June 2025\n\nReport of the Estates Office\n\n{title}\n\n1. It was sold.\n"
    minutes = (
        f"{BODY.upper()}\n\n{title}\n\nMinutes of the meeting held in the Council Chamber\n\n"
        f"Present: Councillor A. Lindqvist (Chair)\n\n1. {title}\n\nRESOLVED: That it be noted.\n"
    )
    other = hand_in(client, "bidders.txt", report.encode(), access="public")["papers"][0]
    job = hand_in(client, "minutes.txt", minutes.encode(), access="public")
    assert "bidders.txt" in str(job["papers"])
    client.delete(f"/api/v1/papers/{other['paper_id']}")
    service.clear_out()
    told = client.get(f"/api/v1/jobs/{job['job_id']}/result")
    assert (told.status_code, "bidders.txt" in told.text) == (200, False)
    kept = b"".join(file.read_bytes() for file in own_library.glob("service.sqlite*"))
    assert b"bidders.txt" not in kept


def test_nobody_reaches_the_records_of_another(as_: Callable[..., TestClient]) -> None:
    officer, member = as_(AskerRole.OFFICER), as_(AskerRole.MEMBER)
    answer = officer.post("/api/v1/ask", json={"question": "How many lamps in Mill Lane had failed?"}).json()
    conversation = officer.post("/api/v1/conversations").headers["location"]
    job = officer.post("/api/v1/briefings?job=true", json={"topic": "lamps"}).headers["location"]
    feedback = f"/api/v1/answers/{answer['record']['id']}/feedback"
    reaching: tuple[Callable[[TestClient], Response], ...] = (
        lambda who: who.get(conversation),
        lambda who: who.delete(conversation),
        lambda who: who.post(f"{conversation}/questions", json={"question": "Why?"}),
        lambda who: who.get(job),
        lambda who: who.get(f"{job}/result"),
        lambda who: who.delete(job),
        lambda who: who.post(feedback, json={"verdict": "wrong"}),
    )
    for asked in reaching:
        assert asked(member).status_code == 404
    absent = member.get("/api/v1/conversations/0123456789abcdef0123456789abcdef").json()
    other = member.get(conversation).json()
    assert {**absent, "instance": ""} == {**other, "instance": ""}
    told = [
        member.post(feedback.replace(answer["record"]["id"], each), json={"verdict": "wrong"}).json()
        for each in (answer["record"]["id"], "0" * 32)
    ]
    assert told[0]["detail"].replace(answer["record"]["id"], "0" * 32) == told[1]["detail"]
    assert member.get("/api/v1/audit").status_code == 403
    assert officer.get("/api/v1/audit").status_code == 403


def test_evaluators_read_feedback_without_the_words_of_who_sees_more(
    as_: Callable[..., TestClient],
) -> None:
    officer, evaluator = as_(AskerRole.OFFICER), as_(AskerRole.EVALUATOR)
    administrator = as_(AskerRole.ADMINISTRATOR)
    question = "How many lamps in Mill Lane had failed?"
    for who in (officer, evaluator):
        record = who.post("/api/v1/ask", json={"question": question}).json()["record"]["id"]
        said = {"verdict": "wrong", "note": "No.", "question": question}
        assert who.post(f"/api/v1/answers/{record}/feedback", json=said).status_code == 201
    notes = [each["note"] for each in evaluator.get("/api/v1/feedback").json()["feedback"]]
    assert notes == [None, "No."]
    notes = [each["note"] for each in administrator.get("/api/v1/feedback").json()["feedback"]]
    assert notes == ["No.", "No."]
    assert officer.get("/api/v1/feedback").status_code == 403


def test_all_feedback_is_read_however_much_there_is(service: Service, member: Asker) -> None:
    first = service.feedback.give(
        "r", member, FeedbackVerdict.WRONG, None, "What now?", status="answered", papers=frozenset()
    )
    with service.records.writing() as connection:
        connection.execute(
            """WITH RECURSIVE counted (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counted WHERE n < 10001)
                INSERT INTO feedback (feedback_id, record_id, asker_id, given_at, verdict, status, question, rights)
                SELECT 'f' || n, record_id, asker_id, given_at, verdict, status, 'What of ' || n || '?', rights
                FROM feedback, counted"""
        )
    given = service.feedback.every()
    assert (len(given), given[0].feedback_id, given[-1].question) == (
        10_002,
        first.feedback_id,
        "What of 10001?",
    )
    assert [each.question for each in service.feedback.every(after=given[-3].number, limit=1)] == [
        "What of 10000?"
    ]


def test_evaluators_get_golden_questions_drafted_from_the_feedback_that_they_may_read(
    as_: Callable[..., TestClient],
) -> None:
    officer, evaluator = as_(AskerRole.OFFICER), as_(AskerRole.EVALUATOR)
    questions = {officer: "How many lamps in Mill Lane had failed?", evaluator: "Which lamps had failed?"}
    for who, question in questions.items():
        record = who.post("/api/v1/ask", json={"question": question}).json()["record"]["id"]
        said = {"verdict": "incomplete", "note": "The cause is missing.", "question": question}
        assert who.post(f"/api/v1/answers/{record}/feedback", json=said).status_code == 201
    for form in ("yaml", "csv", "jsonl"):
        drafted = evaluator.get("/api/v1/feedback/golden", params={"format": form})
        assert drafted.headers["content-disposition"].endswith(f'"feedback.{form}"')
        assert questions[evaluator] in drafted.text and "The cause is missing." in drafted.text
        assert questions[officer] not in drafted.text, "officers see more than evaluators"
    assert evaluator.get("/api/v1/feedback/golden?format=docx").status_code == 422
    assert officer.get("/api/v1/feedback/golden").status_code == 403


def test_an_evaluator_who_asks_as_the_owner_is_answered_as_the_public(
    as_: Callable[..., TestClient], questions: Path, await_job: HandIn
) -> None:
    evaluator = as_(AskerRole.EVALUATOR)
    sent = {"golden": ("set.jsonl", questions.read_bytes())}
    accepted = evaluator.post("/api/v1/evaluations", files=sent)
    job = await_job(evaluator, accepted.headers["location"])
    found = job["totals"]["metrics"]["evidence@10"]  # type: ignore[index]
    assert found["mean"] == 0.0
    assert as_(AskerRole.OFFICER).post("/api/v1/evaluations", files=sent).status_code == 403


def test_what_is_old_is_removed_and_the_audit_signs_it_off(client: TestClient, service: Service) -> None:
    client.post("/api/v1/conversations")
    service.audit.record(Deed(Action.ASKED, "key", "member"))
    with service.records.writing() as connection:
        old = (datetime.now(UTC) - timedelta(days=40)).isoformat(timespec="milliseconds")
        connection.execute("UPDATE conversations SET created_at = ?", (old,))
    service.housekeeping().remove_old()
    assert client.get("/api/v1/conversations").json()["conversations"] == []
    assert service.audit.trim(datetime.now(UTC) + timedelta(seconds=1)) > 0
    assert service.audit.verify().problems == ()
    assert not service.records.is_compacting_due
