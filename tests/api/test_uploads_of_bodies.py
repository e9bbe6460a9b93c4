"""Over HTTP nobody publishes in the name of a body that they are no officer of; the owner's commands are not bound."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.identity.keys import Keys
from api.identity.roles import Asker, AskerRole
from api.jobs.tasks import desks_of
from api.records.database import Records
from api.settings import load
from ingest.desks import Desks
from ingest.papers import Access, Scope
from ingest.store.library import Library
from rag.assembly import assemble

HandIn = Callable[..., dict[str, object]]

PANEL = "Harrowmere Safer Streets Panel"
FALSE = b"""Norsey Harbour Panel

Minutes of the meeting held on 4 March 2025

1. Harbour wall

RESOLVED: That the harbour wall be pulled down by Friday.
"""
OWN = FALSE.replace(b"Norsey Harbour Panel", PANEL.encode()).replace(b"harbour wall", b"bandstand")


@pytest.fixture
def client_as(own_library: Path) -> Iterator[Callable[[str], TestClient]]:
    """A client with the key of an officer of the panel or of every body, of a member, or of an administrator."""
    panel = frozenset({PANEL})
    askers = {
        "officer": (AskerRole.OFFICER, panel, Access.EXEMPT),
        "held": (AskerRole.OFFICER, panel, Access.RESTRICTED),
        "held everywhere": (AskerRole.OFFICER, None, Access.RESTRICTED),
        "member": (AskerRole.MEMBER, None, Access.PUBLIC),
        "administrator": (AskerRole.ADMINISTRATOR, None, Access.EXEMPT),
    }
    with Records(own_library) as records:
        keys = {
            name: Keys(records).add(name, role, bodies=of, access=access).text
            for name, (role, of, access) in askers.items()
        }
    settings = load(own_library).settings
    with assemble(settings.for_answers()) as minutebook:
        app = create_app(minutebook, settings)

        def made(name: str) -> TestClient:
            headers = {"authorization": f"Bearer {keys[name]}"}
            return TestClient(
                app, base_url="http://localhost", raise_server_exceptions=False, headers=headers
            )

        yield made
        app.state.service.drain(5)
        app.state.service.records.close()


def names(folder: Path) -> set[str]:
    with Library.open(folder) as library:
        return {each.name for each in library.papers(Scope.owner())}


def test_an_officer_of_one_body_can_not_publish_in_another_bodys_name(
    client_as: Callable[[str], TestClient], hand_in: HandIn, own_library: Path
) -> None:
    job = hand_in(client_as("officer"), "false.txt", FALSE, access="public")
    assert job["state"] == "failed"
    problem = job["problem"]
    assert isinstance(problem, dict)
    assert problem["code"] == "paper_rejected"
    assert "Norsey Harbour Panel" in problem["detail"] and PANEL in problem["detail"]
    assert "false.txt" not in names(own_library)
    asked = client_as("member").post(
        "/api/v1/ask", json={"question": "What was resolved on the harbour wall?"}
    )
    assert "pulled down" not in asked.text


def test_of_an_officers_pack_the_papers_of_their_own_body_are_taken_in(
    client_as: Callable[[str], TestClient], hand_in: HandIn, own_library: Path
) -> None:
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w") as archive:
        archive.writestr("false.txt", FALSE)
        archive.writestr("own.txt", OWN)
        archive.writestr("claimed.txt", b"A note\n\nThe wall is old.\n")
        archive.writestr("papers.csv", "file,body\nclaimed.txt,Norsey Harbour Panel\n")
    job = hand_in(client_as("officer"), "pack.zip", pack.getvalue(), access="public")
    papers = job["papers"]
    assert isinstance(papers, list)
    told = {each["path"].rpartition("/")[2]: each["status"] for each in papers}
    assert told == {"false.txt": "rejected", "own.txt": "new", "claimed.txt": "rejected"}
    assert {"false.txt", "claimed.txt"}.isdisjoint(names(own_library))


def test_an_administrator_takes_in_papers_of_every_body(
    client_as: Callable[[str], TestClient], hand_in: HandIn, own_library: Path
) -> None:
    assert hand_in(client_as("administrator"), "harbour.txt", FALSE, access="public")["state"] == "done"
    assert "harbour.txt" in names(own_library)


def test_an_officer_held_to_a_class_replaces_no_paper_that_they_may_not_see(
    client_as: Callable[[str], TestClient], hand_in: HandIn
) -> None:
    for first, held in (("officer", "held"), ("administrator", "held everywhere")):
        name = f"{first}.txt"
        sent = hand_in(client_as(first), name, OWN.replace(b"Friday", first.encode()), access="exempt")
        hidden = sent["papers"][0]
        place = f"/api/v1/papers/{hidden['paper_id']}"
        assert client_as(held).get(place).status_code == 404
        other = OWN.replace(b"pulled down", f"painted by the {held}".encode())
        told = hand_in(client_as(held), name, other, access="restricted")["papers"][0]
        assert (told["status"], told["paper_id"] == hidden["paper_id"]) == ("new", False)
        assert client_as(first).get(place).json()["version"] == 1


def test_desks_are_by_bodies_and_classes_and_stay_where_every_class_is_seen() -> None:
    def desks(bodies: frozenset[str] | None, access: Access) -> Desks:
        return desks_of(Asker.of("1", "Jane", AskerRole.OFFICER, bodies, access))

    of_panel = [desks(frozenset({PANEL}), access) for access in Access]
    of_all = [desks(None, access) for access in Access]
    assert len({each.own for each in (*of_panel, *of_all)}) == 6
    assert of_all[-1].own == ""
    assert of_panel[-1].own == hashlib.sha256(json.dumps([PANEL]).encode()).hexdigest()[:12] + "/"
    assert all({each.own, *each.others} == {one.own for one in of_panel} for each in of_panel)
