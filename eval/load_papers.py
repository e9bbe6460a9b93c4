"""Papers for a service under load: taken in one after another, and withdrawn again so that the library stays small."""

from __future__ import annotations

import asyncio
import io
import itertools
import random
import textwrap
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx

from eval.large_library import changed_words
from eval.load_clients import LOOK_EVERY_S, rest
from ingest.papers import Scope
from ingest.store.library import Library

PAUSE_S = 1.0
_ACCEPTED, _GONE = 202, 204
_UNDER_WAY = ("queued", "running")
_LINE, _LINES_A_PAGE = 75, 8
_SHORTEST = 1000
"""Characters of a text that is worth sending."""


def texts_of(library: Path) -> list[str]:
    """The words of the library's own papers: what is sent is made of them."""
    scope = Scope.owner()
    with Library.open(library) as opened:
        found = [opened.text(scope, paper.paper_id) for paper in opened.papers(scope)]
    return [text for text in found if text is not None and len(text) >= _SHORTEST]


def changed_papers(texts: list[str]) -> Iterator[bytes]:
    """The texts one after another for ever, in other words each time, so that none is known already."""
    chance = random.Random(1)  # noqa: S311 - varied, not hidden
    vocabulary = sorted({word for text in texts for word in text.split() if word.isalpha()})
    for text in itertools.cycle(texts):
        yield changed_words(text, vocabulary, chance).encode()


def long_pdf(texts: Iterator[bytes], n_pages: int) -> bytes:
    """A PDF of so many pages, filled from the texts; about 600 characters a page.

    Raises:
        ModuleNotFoundError: reportlab, which belongs to the tools of development, is not installed.
    """
    from reportlab.pdfgen.canvas import Canvas

    lines = (line for text in texts for line in textwrap.wrap(text.decode(), _LINE))
    file = io.BytesIO()
    canvas = Canvas(file)
    for _ in range(n_pages):
        for row, line in enumerate(itertools.islice(lines, _LINES_A_PAGE)):
            canvas.drawString(72, 760 - 20 * row, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


async def send(
    client: httpx.AsyncClient, name: str, content: bytes, over: threading.Event
) -> tuple[str, list[str]]:
    """Hand a paper in and wait for what becomes of it: the state of its job, and the ids of the papers in it."""
    reply = await client.post("/api/v1/papers", files={"file": (name, content)}, data={"access": "public"})
    if reply.status_code != _ACCEPTED:
        return f"refused with {reply.status_code}", []
    place = reply.headers["location"]
    while (state := (await client.get(place)).json()["state"]) in _UNDER_WAY:
        if over.is_set():
            return "still under way", []
        await asyncio.sleep(LOOK_EVERY_S)
    result = await client.get(f"{place}/result")
    papers = result.json()["papers"] if state == "done" else []
    return state, [paper["paper_id"] for paper in papers if paper["paper_id"]]


async def come_and_go(
    client: httpx.AsyncClient, papers: Iterator[bytes], seen: Counter[str], over: threading.Event
) -> None:
    """Papers sent one after another; each is withdrawn when the next one has been taken in."""
    earlier: list[str] = []
    for number, content in enumerate(papers):
        state, taken_in = await send(client, f"sent-{number}.txt", content, over)
        seen[state] += 1
        for paper_id in earlier:
            reply = await client.delete(f"/api/v1/papers/{paper_id}")
            seen["withdrawn" if reply.status_code == _GONE else f"not withdrawn: {reply.status_code}"] += 1
        earlier = taken_in
        if over.is_set():
            return
        await rest(PAUSE_S, over)
