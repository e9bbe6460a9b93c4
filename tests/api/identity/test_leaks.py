"""The search for leaks of ``tests/faults/leaks.py``, some hundred requests of it; the whole takes minutes."""

from __future__ import annotations

import random
import shutil
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import load
from rag.assembly import assemble

NAMES = ("secret_papers", "askers", "attacked", "leak_probes", "leak_search", "leak_keeping", "leaks")


@pytest.fixture
def scripts(faults) -> SimpleNamespace:
    """The parts of the script, as modules."""
    return SimpleNamespace(**{name: faults(name) for name in NAMES})


def client_over(library: Path, stack: ExitStack, **more: object) -> TestClient:
    no_limits = {"requests_per_minute": 0, "requests_per_minute_address": 0}
    settings = load(library).settings.model_copy(update=no_limits)
    minutebook = stack.enter_context(assemble(settings.for_answers(), resident=True))
    client = TestClient(
        create_app(minutebook, settings), base_url="http://localhost", raise_server_exceptions=False, **more
    )
    return stack.enter_context(client)


def test_nobody_is_told_a_word_from_a_place_that_they_may_not_see(
    scripts: SimpleNamespace, secret_library: Path, tmp_path: Path
) -> None:
    library = Path(shutil.copytree(secret_library, tmp_path / "library"))
    papers = secret_library.parent / "papers"
    made = scripts.secret_papers.write_papers(tmp_path / "papers")
    known, keys = scripts.askers.Known.of(library), scripts.askers.keys_for(library)
    found = scripts.leak_search.Found()
    with ExitStack() as stack:
        alone = scripts.leaks.public_alone(papers, tmp_path / "alone")
        other = client_over(tmp_path / "alone", stack, headers=alone)
        client = client_over(library, stack)
        search = scripts.leak_search.Search(client.request, other.request, keys, made, known, found)
        scripts.leaks.look_once(search)
        chance, secrets = random.Random(3), [secret for paper in made for secret in paper.secrets]
        probes = scripts.leak_probes
        for make in (probes._catalogue, probes._ledger, probes._questions, probes._clients, probes._lists):
            for probe in make(chance, known, chance.choice(secrets)):
                for asker in scripts.askers.ASKERS:
                    search.look(asker, probe)
    assert (found.leaks, found.missed) == ([], [])
    assert sum(found.probes.values()) > 500


def test_the_search_sees_a_leak_where_there_is_one(
    scripts: SimpleNamespace, secret_library: Path, tmp_path: Path
) -> None:
    made = scripts.secret_papers.write_papers(tmp_path / "papers")
    known, found = scripts.askers.Known.of(secret_library), scripts.leak_search.Found()

    class Reply:
        status_code, text, content, headers = (
            200,
            "The price of PELTURINE.",
            b"The price of PELTURINE.",
            {"etag": "quorvanth"},
        )

    askers = scripts.askers.ASKERS
    keys = dict.fromkeys((asker.name for asker in askers), "")
    search = scripts.leak_search.Search(lambda *args, **more: Reply(), None, keys, made, known, found)
    for asker in askers:
        search.look(asker, scripts.leak_probes.Probe("x", "GET", "/x"))
    told = [leak.partition(" in ")[0] for leak in found.leaks]
    names = [asker.name for asker in askers[2:]]
    assert told == [f"{name}: {word}" for name in names for word in ("pelturine", "quorvanth")]


def test_what_looks_unlike_nothing_is_a_leak(
    scripts: SimpleNamespace, secret_library: Path, tmp_path: Path
) -> None:
    found, known = scripts.leak_search.Found(), scripts.askers.Known.of(secret_library)

    class Reply:
        status_code, content, headers = 404, b"", {}

        def __init__(self, url: str) -> None:
            self.text = f"{url.rpartition('/')[2]} is not there" if "0f0f" in url else "It is not yours."

    keys = dict.fromkeys((asker.name for asker in scripts.askers.ASKERS), "")
    search = scripts.leak_search.Search(lambda _, url, **more: Reply(url), None, keys, [], known, found)
    probe = scripts.leak_probes.Probe("GET /x/{}", "GET", "/x/abc")
    search.look_absent(scripts.askers.MEMBER, probe, "abc")
    assert len(found.leaks) == 1


def test_a_route_that_nobody_asks_is_told(scripts: SimpleNamespace) -> None:
    found = scripts.leak_search.Found()
    forgotten = scripts.leaks.forgotten_routes(found)
    assert "POST /api/v1/ask" in forgotten
    found.probes.update(forgotten)
    assert scripts.leaks.forgotten_routes(found) == []
    assert set(scripts.leak_probes.NO_WORDS) <= scripts.attacked.described_routes()
