"""Whatever has a language model write is within the asker's budget: briefings, summaries, drafts, jobs, evaluations."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.identity.roles import AskerRole
from api.settings import AppSettings
from rag.assembly import assemble

ABOUT_LAMPS = {"topic": "street lighting in Mill Lane"}
WORD = {"format": "docx", **ABOUT_LAMPS}


class Metered:
    """A service with a language model, and an administrator of it."""

    def __init__(self, client: TestClient, model_server) -> None:
        self.client = client
        self.model_server = model_server
        self.service = client.app.state.service
        made = self.service.keys.add("the clerk", AskerRole.ADMINISTRATOR)
        self.asker_id = made.record.asker.asker_id
        client.headers["authorization"] = f"Bearer {made.text}"

    @property
    def n_calls(self) -> int:
        return len(self.model_server.seen)

    @property
    def prompts(self) -> str:
        """All that the model was sent."""
        return json.dumps([each.asked["messages"] for each in self.model_server.seen])

    @property
    def n_spent(self) -> int:
        return self.service.budget.spent(self.asker_id, datetime.now(UTC))

    def post(self, path: str, **sent: object) -> httpx.Response:
        return self.client.post(f"/api/v1/{path}", **sent)


@pytest.fixture
def metered(own_library: Path, model_server) -> Iterator[Callable[..., Metered]]:
    """Makes a service with so many tokens for each asker a day."""
    opened = []

    def make(per_day: int) -> Metered:
        given = AppSettings(
            library=own_library,
            model="small",
            model_base_url=model_server.address,
            model_tokens_per_day=per_day,
        )
        minutebook = assemble(given.for_answers(), resident=True)
        opened.append(minutebook)
        return Metered(
            TestClient(
                create_app(minutebook, given), base_url="http://localhost", raise_server_exceptions=False
            ),
            model_server,
        )

    yield make
    for minutebook in opened:
        minutebook.close()


def refused(response: httpx.Response) -> tuple[int, str]:
    assert int(response.headers["retry-after"]) >= 1
    return response.status_code, response.json()["code"]


def golden_of(n: int) -> bytes:
    lines = [
        {
            "id": f"q{number}",
            "question": f"How many of the {number + 60} lamps in Mill Lane had failed?",
            "type": "single_fact",
            "answerable": True,
            "answers": ["14"],
            "nuggets": [{"text": "14 lamps had failed", "vital": True}],
            "evidence": [
                {"document": "minutes-march.txt", "quote": "14 of the 60 lamps had failed since October"}
            ],
        }
        for number in range(n)
    ]
    return "\n".join(json.dumps(line) for line in lines).encode()


def test_a_briefing_a_summary_and_a_draft_brought_up_to_date_are_counted(metered) -> None:
    desk = metered(2_000_000)
    draft = desk.post("briefings", json=WORD)
    spent = [0, desk.n_spent]
    assert (draft.status_code, desk.n_calls > 0) == (200, True)
    assert desk.post("summaries", json={"paper": "minutes-march.txt"}).status_code == 200
    spent.append(desk.n_spent)
    updated = desk.post("briefings/updates", files={"draft": ("draft.docx", draft.content)})
    assert updated.status_code == 200
    spent.append(desk.n_spent)
    assert spent == sorted(set(spent)), "each takes something"


def test_once_nothing_is_left_none_of_them_asks_the_model(metered, await_job) -> None:
    desk = metered(50)
    draft = desk.post("briefings", json=WORD)
    n_calls = desk.n_calls
    assert (draft.status_code, n_calls > 0) == (200, True)
    spent_up = (429, "token_budget_spent")
    assert refused(desk.post("briefings", json=WORD)) == spent_up
    assert refused(desk.post("summaries", json={"paper": "minutes-march.txt"})) == spent_up
    sent = {"draft": ("draft.docx", draft.content)}
    assert refused(desk.post("briefings/updates", files=sent)) == spent_up
    assert refused(desk.post("ask", json={"question": "How many lamps had failed?"})) == spent_up
    for accepted in (
        desk.post("briefings?job=true", json=ABOUT_LAMPS),
        desk.post("evaluations", files={"golden": ("golden.jsonl", golden_of(2))}),
    ):
        assert accepted.status_code == 202, accepted.text
        job = await_job(desk.client, accepted.headers["location"])
        assert (job["state"], job["problem"]["status"], job["problem"]["code"]) == ("failed", *spent_up)
        assert "Ask again tomorrow" in job["problem"]["detail"]
    assert desk.n_calls == n_calls
    assert desk.client.get("/api/v1/ledger").status_code == 200  # what needs no model goes on


def test_a_briefing_as_a_job_is_counted(metered, await_job) -> None:
    desk = metered(2_000_000)
    job = await_job(desk.client, desk.post("briefings?job=true", json=ABOUT_LAMPS).headers["location"])
    assert job["state"] == "done", job
    assert desk.n_calls > 0
    assert desk.n_spent > 0


def test_an_evaluation_ends_where_the_budget_does(metered, await_job) -> None:
    desk = metered(50)
    accepted = desk.post("evaluations", files={"golden": ("golden.jsonl", golden_of(5))})
    job = await_job(desk.client, accepted.headers["location"])
    assert (job["state"], job["problem"]["code"]) == ("failed", "token_budget_spent")
    asked = [f"How many of the {number + 60} lamps" in desk.prompts for number in range(5)]
    assert asked == [True, False, False, False, False]
    assert desk.n_spent >= 50


def test_a_question_of_an_evaluation_costs_what_it_costs_when_it_is_asked(metered, await_job) -> None:
    desk = metered(2_000_000)
    golden = golden_of(1)
    assert desk.post("ask", json={"question": json.loads(golden)["question"]}).status_code == 200
    asked = desk.n_spent
    accepted = desk.post("evaluations", files={"golden": ("golden.jsonl", golden)})
    job = await_job(desk.client, accepted.headers["location"])
    assert job["state"] == "done", job
    assert desk.n_spent == 2 * asked > 0


def test_the_last_question_of_an_evaluation_may_take_the_rest(metered, await_job) -> None:
    desk = metered(50)
    accepted = desk.post("evaluations", files={"golden": ("golden.jsonl", golden_of(1))})
    job = await_job(desk.client, accepted.headers["location"])
    assert job["state"] == "done", job
    assert desk.n_spent >= 50
