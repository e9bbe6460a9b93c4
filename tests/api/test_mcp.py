"""The official MCP client: over standard input and output, and over HTTP against the service as it is served."""

from __future__ import annotations

import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp.client import Client
from mcp.client.stdio import StdioServerParameters

from api.records.audit import Audit
from api.records.database import Records

QUESTION = "How many lamps in Mill Lane had failed?"
TOOLS = {"search", "get_passage", "ask", "list_meetings", "ledger"}


def stdio(library: Path, *options: str) -> StdioServerParameters:
    command = ["-c", "from api.cli import main; main()", "mcp", "--library", str(library), *options]
    return StdioServerParameters(command=sys.executable, args=command, cwd=Path(__file__).parents[2])


@pytest.fixture(scope="module")
def address(shared_library: Path, serving) -> Iterator[str]:
    with serving(shared_library) as served:
        yield f"{served}/mcp"


def with_client(server: Any, do: Callable[[Client], Awaitable[None]]) -> None:
    async def run() -> None:
        with anyio.fail_after(120):
            async with Client(server) as client:
                await do(client)

    anyio.run(run)


async def told(client: Client, tool: str, **arguments: Any) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert result.structured_content is not None
    return result.structured_content


async def refused(client: Client, tool: str, **arguments: Any) -> str:
    result = await client.call_tool(tool, arguments)
    assert result.is_error
    return str(result.content[0].text)  # type: ignore[union-attr]


async def uses_every_tool(client: Client) -> None:
    listed = await client.list_tools()
    assert {tool.name for tool in listed.tools} == TOOLS
    for tool in listed.tools:
        assert tool.annotations is not None
        assert tool.annotations.read_only_hint
        assert tool.description
        assert "ctx" not in tool.input_schema["properties"]

    answer = await told(client, "ask", question=QUESTION)
    assert answer["status"] == "answered"
    cited = answer["citations"][0]
    assert "14 of the 60 lamps" in cited["quote"]
    passage = await told(client, "get_passage", passage_id=cited["passage_id"])
    assert cited["quote"] in " ".join(passage["text"].split())
    assert passage["label"] == cited["label"]

    found = await told(client, "search", query="mobile library", k=3)
    assert len(found["hits"]) <= 3
    assert "mobile library" in found["hits"][0]["text"]

    meetings = await told(client, "list_meetings")
    assert [each["date"] for each in meetings["meetings"]] == ["2025-06-10", "2025-03-04"]
    assert (await told(client, "list_meetings", since="2025-06-01", limit=1))["more"] == 0

    ledger = await told(client, "ledger", asked={"kind": ["decision"], "limit": 1})
    assert len(ledger["entries"]) == 1
    assert ledger["next"]

    for unknown in ("0-0-0", "nonsense"):
        reason = await refused(client, "get_passage", passage_id=unknown)
        assert f"no passage {unknown}. The tool search gives the ids" in reason
    assert "question" in await refused(client, "ask", question=" ")
    assert await refused(client, "search", query="lamps", k=100_000)
    assert "date" in await refused(client, "search", query="lamps", since="2025-06-01", until="2024-06-01")
    assert "cursor" in await refused(client, "ledger", asked={"cursor": "abc"})
    assert "no argument state. It takes: asked" in await refused(client, "ledger", state="open")


def test_every_tool_answers_over_standard_input_and_output(shared_library: Path) -> None:
    with_client(stdio(shared_library), uses_every_tool)


def test_every_tool_answers_over_http(address: str) -> None:
    with_client(address, uses_every_tool)


def test_what_tools_are_asked_for_is_on_record(own_library: Path) -> None:
    async def asks(client: Client) -> None:
        await told(client, "search", query="lamps", kind="minutes")
        await told(client, "list_meetings", since="2025-06-01")
        await told(client, "ledger", asked={"kind": ["decision"], "limit": 1})
        await told(client, "ask", question=QUESTION)

    server = stdio(own_library)
    with_client(server.model_copy(update={"env": {"MINUTEBOOK_AUDIT_QUESTIONS": "kept"}}), asks)
    with Records(own_library) as records:
        (_, *links) = Audit(records).every()
    assert [link.words for link in links] == [
        "lamps; kind: minutes",
        "since: 2025-06-01",
        "kind: decision",
        QUESTION,
    ]
    assert all(link.fields()["settings"] and link.fields()["library"] for link in links)


def test_a_role_that_is_tried_out_sees_no_more_than_it_may(shared_library: Path) -> None:
    async def sees_nothing(client: Client) -> None:
        # The papers are restricted, as papers are where nothing is said.
        assert (await told(client, "search", query="lamps"))["hits"] == []
        assert (await told(client, "list_meetings"))["meetings"] == []
        assert (await told(client, "ledger"))["entries"] == []
        assert (await told(client, "ask", question=QUESTION))["citations"] == []

    with_client(stdio(shared_library, "--as", "member"), sees_nothing)


def test_a_role_that_there_is_not_is_wrong_use(run: Any, shared_library: Path) -> None:
    result = run("mcp", "--library", shared_library, "--as", "mayor")
    assert result.exit_code == 2
    assert "there is no such role" in result.stderr
