"""One request of each kind that people and programs send to the service, drawn at random in fixed proportions."""

from __future__ import annotations

import itertools
import random
from collections.abc import Awaitable, Callable, Iterator

import httpx

from eval.load_clients import GOOD

KEPT_CONVERSATIONS = 20
"""From so many on the oldest is deleted, as people clear up."""
_EVENTS = {"accept": "text/event-stream"}

Send = Callable[[], Awaitable[httpx.Response]]


class Requests:
    """What one office sends; the answers to earlier requests decide what later ones are about."""

    def __init__(self, client: httpx.AsyncClient, questions: Iterator[str]) -> None:
        self._client = client
        self._questions = questions
        self._chance = random.Random(1)  # noqa: S311 - varied, not hidden
        self._papers: list[str] = []
        self._answers: list[str] = []
        self._conversations: list[str] = []
        self._formats = itertools.cycle(("json", "md", "docx"))
        self._kinds: dict[str, tuple[float, Send]] = {
            "ask": (20, self._ask),
            "ask, in events": (15, self._ask_in_events),
            "search": (12, self._search),
            "papers": (10, self._list_papers),
            "a paper": (10, self._show_paper),
            "words of a paper": (8, self._words),
            "ledger": (6, self._ledger),
            "conversations": (4, self._list_conversations),
            "a question in a conversation": (8, self._converse),
            "feedback": (3, self._feed_back),
            "jobs": (3, self._jobs),
            "briefing": (1, self._brief),
        }

    def drawn(self) -> tuple[str, Send]:
        """The kind of the next request, and what sends it."""
        weights = [weight for weight, _ in self._kinds.values()]
        (kind,) = self._chance.choices(list(self._kinds), weights)
        return kind, self._kinds[kind][1]

    async def _ask(self) -> httpx.Response:
        reply = await self._client.post("/api/v1/ask", json={"question": next(self._questions)})
        if reply.status_code == GOOD:
            self._answers = [*self._answers[-9:], str(reply.json()["record"]["id"])]
        return reply

    async def _ask_in_events(self) -> httpx.Response:
        asked = {"question": next(self._questions)}
        return await self._client.post("/api/v1/ask", json=asked, headers=_EVENTS)

    async def _search(self) -> httpx.Response:
        return await self._client.post("/api/v1/search", json={"query": next(self._questions)})

    async def _list_papers(self) -> httpx.Response:
        reply = await self._client.get("/api/v1/papers", params={"limit": 50})
        if reply.status_code == GOOD:
            self._papers = [paper["paper_id"] for paper in reply.json()["papers"]]
        return reply

    async def _of_a_paper(self, rest: str = "") -> httpx.Response:
        if not self._papers:
            return await self._list_papers()
        return await self._client.get(f"/api/v1/papers/{self._chance.choice(self._papers)}{rest}")

    async def _show_paper(self) -> httpx.Response:
        return await self._of_a_paper()

    async def _words(self) -> httpx.Response:
        return await self._of_a_paper(self._chance.choice(("/pages/1", "/text?start=0&end=500")))

    async def _ledger(self) -> httpx.Response:
        return await self._client.get("/api/v1/ledger", params={"limit": 50})

    async def _list_conversations(self) -> httpx.Response:
        if len(self._conversations) >= KEPT_CONVERSATIONS:
            return await self._client.delete(f"/api/v1/conversations/{self._conversations.pop(0)}")
        return await self._client.get("/api/v1/conversations")

    async def _converse(self) -> httpx.Response:
        if not self._conversations or self._chance.random() < 1 / 3:
            reply = await self._client.post("/api/v1/conversations")
            if reply.is_success:
                self._conversations.append(reply.json()["conversation_id"])
            return reply
        place = f"/api/v1/conversations/{self._conversations[-1]}/questions"
        return await self._client.post(place, json={"question": next(self._questions)})

    async def _feed_back(self) -> httpx.Response:
        if not self._answers:
            return await self._ask()
        told = {"verdict": "incomplete", "note": "The cost is missing."}
        return await self._client.post(f"/api/v1/answers/{self._answers[-1]}/feedback", json=told)

    async def _jobs(self) -> httpx.Response:
        return await self._client.get("/api/v1/jobs", params={"limit": 50})

    async def _brief(self) -> httpx.Response:
        asked = {"topic": next(self._questions), "format": next(self._formats)}
        return await self._client.post("/api/v1/briefings", json=asked)
