"""Pages, spans and lists of papers over HTTP, with the tags by which nothing is sent twice."""

from __future__ import annotations

import json
import shutil
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import load
from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.library import Library
from rag.assembly import assemble

CANARY = "heronbrook"
PACK = f"""HARROWMERE SAFER STREETS PANEL

Minutes of the meeting held on Tuesday 4 March 2025

1. Street lighting

The Panel heard that 14 of the 60 lamps had failed.

2. Exclusion of the public

RESOLVED: That under section 100A(4) of the Local Government Act 1972 the public be excluded from the meeting for the \
following item, as it involves exempt information as defined in paragraph 3 of Schedule 12A.

3. Purchase of lamps

The Panel considered the bid of {CANARY} Lighting for the lamps.

RESOLVED: That the bid of {CANARY} Lighting be accepted.
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from reportlab.pdfgen.canvas import Canvas

    papers = tmp_path_factory.mktemp("paged")
    drawn = Canvas(str(papers / "minutes.pdf"))
    for number, part in enumerate(PACK.split("2. Exclusion")):
        lines = drawn.beginText(60, 780)
        for line in (("2. Exclusion" if number else "") + part).splitlines():
            for shorter in textwrap.wrap(line, 90) or [""]:
                lines.textLine(shorter)
        drawn.drawText(lines)
        drawn.showPage()
    drawn.save()
    for number in range(5):
        (papers / f"report-{number}.txt").write_text(
            f"HARROWMERE SAFER STREETS PANEL\n\n{number + 1} June 2025\n\nReport on street number {number}\n\n"
            f"1. Street number {number} has {number + 20} lamps, of which some have failed this year.\n"
        )
    folder = tmp_path_factory.mktemp("paged-library") / "library"
    with Library.create_or_open(folder) as library:
        outcomes = Intake(library, access=Access.PUBLIC, is_indexing=False).ingest([papers])
    assert {outcome.status for outcome in outcomes} == {"new"}
    return folder


@pytest.fixture(scope="module")
def client(library: Path) -> Iterator[TestClient]:
    settings = load(library).settings
    with assemble(settings.for_answers(), resident=True) as minutebook:
        yield TestClient(
            create_app(minutebook, settings), base_url="http://localhost", raise_server_exceptions=False
        )


@pytest.fixture
def member(library: Path, run, tmp_path) -> Iterator[TestClient]:
    """Somebody who may see public words only, in a service of their own."""
    own = Path(shutil.copytree(library, tmp_path / "members"))
    made = run("keys", "add", "--library", own, "--name", "a member", "--role", "member", "--json")
    assert made.exit_code == 0, made.stderr
    key = json.loads(made.stdout)["key"]
    settings = load(own).settings
    with assemble(settings.for_answers(), resident=True) as minutebook:
        app = create_app(minutebook, settings)
        yield TestClient(
            app,
            base_url="http://localhost",
            raise_server_exceptions=False,
            headers={"authorization": f"Bearer {key}"},
        )


def minutes_of(client: TestClient) -> dict:
    papers = client.get("/api/v1/papers").json()["papers"]
    return next(paper for paper in papers if paper["name"] == "minutes.pdf")


def words(page: dict) -> str:
    return " ".join(piece["text"] for piece in page["pieces"])


def test_a_page_is_given_with_its_words(client: TestClient) -> None:
    paper = minutes_of(client)
    assert paper["n_pages"] == 2
    for number, told in ((1, "14 of the 60 lamps"), (2, CANARY)):
        page = client.get(f"/api/v1/papers/{paper['paper_id']}/pages/{number}")
        assert page.status_code == 200
        assert told in words(page.json())
        assert page.json()["page"] == number


def test_a_span_is_given_as_it_stands(client: TestClient) -> None:
    cited = client.post("/api/v1/ask", json={"question": "How many lamps had failed?"}).json()["citations"][0]
    paper_id = cited["passage_id"].rsplit("-", 2)[0]
    span = {"start": cited["start"], "end": cited["end"]}
    text = client.get(f"/api/v1/papers/{paper_id}/text", params=span).json()
    assert " ".join(text["text"].split()) == cited["quote"]
    assert text["page"] == cited["page"]


@pytest.mark.parametrize(
    "path", ["pages/3", "pages/99999", "text?start=0&end=99999", "text?start=90000&end=90001"]
)
def test_what_is_not_there_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(f"/api/v1/papers/{minutes_of(client)['paper_id']}/{path}").status_code == 404
    assert client.get(f"/api/v1/papers/nosuch/{path}").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "pages/0",
        "pages/x",
        "pages/-1",
        "text",
        "text?start=5&end=5",
        "text?start=-1&end=5",
        "text?start=0&end=1e9",
    ],
)
def test_what_is_no_page_or_span_is_refused(client: TestClient, path: str) -> None:
    assert client.get(f"/api/v1/papers/{minutes_of(client)['paper_id']}/{path}").status_code == 422


def test_what_a_member_may_not_read_is_left_out_of_pages_and_spans(
    member: TestClient, client: TestClient
) -> None:
    paper = minutes_of(member)
    first, second = (member.get(f"/api/v1/papers/{paper['paper_id']}/pages/{n}") for n in (1, 2))
    assert "14 of the 60 lamps" in words(first.json())
    assert second.status_code == 200
    assert CANARY not in second.text
    whole = client.get(f"/api/v1/papers/{paper['paper_id']}/pages/2").json()["pieces"][0]
    at = whole["start"] + whole["text"].index(CANARY)
    n_given = 0
    for start in range(whole["start"], whole["end"] - 5, 5):
        for end in (start + 5, min(start + 300, whole["end"])):
            given = member.get(
                f"/api/v1/papers/{paper['paper_id']}/text", params={"start": start, "end": end}
            )
            assert given.status_code in (200, 404)
            n_given += given.status_code == 200
            assert not (given.status_code == 200 and start <= at < end)
    assert 0 < n_given


def test_a_list_comes_in_pages_that_together_are_all_of_it(client: TestClient) -> None:
    whole = client.get("/api/v1/papers").json()
    assert whole["next"] is None
    found, cursor = [], None
    while True:
        page = client.get(
            "/api/v1/papers", params={"limit": 2, **({"cursor": cursor} if cursor else {})}
        ).json()
        found += page["papers"]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == whole["papers"]
    assert len(found) == 6


def test_the_ledger_comes_in_pages_too(client: TestClient) -> None:
    whole = client.get("/api/v1/ledger").json()["entries"]
    assert len(whole) > 1
    first = client.get("/api/v1/ledger?limit=1").json()
    second = client.get("/api/v1/ledger", params={"limit": 500, "cursor": first["next"]}).json()
    assert first["entries"] + second["entries"] == whole
    # The cursor is that of the list with these filters, and of no other.
    other = client.get("/api/v1/ledger", params={"kind": "decision", "cursor": first["next"]})
    assert other.status_code == 422
    assert other.json()["code"] == "cursor_invalid"


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=501", "limit=x", "cursor=", "cursor=%00", "cursor=W10", "page=2"]
)
def test_a_page_that_there_can_not_be_is_refused(client: TestClient, query: str) -> None:
    response = client.get(f"/api/v1/papers?{query}")
    assert response.status_code == 422
    assert response.json()["code"] in ("cursor_invalid", "request_invalid")


def test_nothing_is_sent_twice_and_nothing_stale_is_kept(member: TestClient) -> None:
    first = member.get("/api/v1/papers")
    tag = first.headers["etag"]
    assert "authorization" in first.headers["vary"].lower()
    for given in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        again = member.get("/api/v1/papers", headers={"if-none-match": given})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == tag
        assert "content-length" not in again.headers
    assert member.get("/api/v1/papers?limit=2", headers={"if-none-match": tag}).status_code == 200
    assert member.get("/api/v1/papers/nosuch", headers={"if-none-match": "*"}).status_code == 404


def test_equal_words_have_other_tags_for_others(member: TestClient, client: TestClient) -> None:
    paper_id = minutes_of(member)["paper_id"]
    path = f"/api/v1/papers/{paper_id}/pages/1"
    mine, theirs = member.get(path), client.get(path)
    assert mine.json() == theirs.json()
    assert mine.headers["etag"] != theirs.headers["etag"]
    refused = member.get(
        path, headers={"authorization": "Bearer none", "if-none-match": mine.headers["etag"]}
    )
    assert refused.status_code == 401
