"""The search for leaks of ``tests/faults/leaks.py``, some hundred requests of it; the whole takes minutes."""

from __future__ import annotations

import random
import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.settings import load
from rag.assembly import assemble


@pytest.fixture
def leaks(faults):
    """The script, as a module."""
    faults("secret_papers")
    return faults("leaks")


def client_over(library: Path, stack: ExitStack, **more: object) -> TestClient:
    no_limits = {"requests_per_minute": 0, "requests_per_minute_address": 0}
    settings = load(library).settings.model_copy(update=no_limits)
    minutebook = stack.enter_context(assemble(settings.for_answers(), resident=True))
    client = TestClient(create_app(minutebook, settings), raise_server_exceptions=False, **more)
    return stack.enter_context(client)


def test_nobody_is_told_a_word_from_a_place_that_they_may_not_see(
    leaks, faults, secret_library: Path, tmp_path: Path
) -> None:
    library = Path(shutil.copytree(secret_library, tmp_path / "library"))
    papers = secret_library.parent / "papers"
    made = faults("secret_papers").write_papers(tmp_path / "papers")
    known, keys, found = leaks.Known.of(library), leaks.keys_for(library), leaks.Found()
    with ExitStack() as stack:
        alone = leaks.public_alone(papers, tmp_path / "alone")
        other = client_over(tmp_path / "alone", stack, headers=alone)
        client = client_over(library, stack)
        search = leaks.Search(client.request, other.request, keys, made, known, found)
        leaks.look_once(search)
        chance, secrets = random.Random(3), [secret for paper in made for secret in paper.secrets]
        for make in (leaks._catalogue, leaks._ledger, leaks._questions, leaks._clients, leaks._lists):
            for probe in make(chance, known, chance.choice(secrets)):
                for asker in leaks.ASKERS:
                    search.look(asker, probe)
    assert (found.leaks, found.missed) == ([], [])
    assert sum(found.probes.values()) > 500


def test_the_search_sees_a_leak_where_there_is_one(
    leaks, faults, secret_library: Path, tmp_path: Path
) -> None:
    made = faults("secret_papers").write_papers(tmp_path / "papers")
    known, found = leaks.Known.of(secret_library), leaks.Found()

    class Reply:
        status_code, text, content, headers = 200, "The price of PELTURINE.", b"", {"etag": "quorvanth"}

    keys = dict.fromkeys((asker.name for asker in leaks.ASKERS), "")
    search = leaks.Search(lambda *args, **more: Reply(), None, keys, made, known, found)
    for asker in leaks.ASKERS:
        search.look(asker, leaks.Probe("x", "GET", "/x"))
    told = [leak.partition(" in ")[0] for leak in found.leaks]
    names = [asker.name for asker in leaks.ASKERS[2:]]
    assert told == [f"{name}: {word}" for name in names for word in ("pelturine", "quorvanth")]
