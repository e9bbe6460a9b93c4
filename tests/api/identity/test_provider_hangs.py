"""A login provider that hangs or fails: those who sign in are told so, and nobody else notices."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.identity import fetched, sessions, waiting_room
from api.identity.errors import ProviderUnreachable
from api.identity.fetched import Fetched
from api.identity.keys import Keys
from api.identity.roles import AskerRole
from api.identity.sessions import Sessions
from api.identity.waiting_room import WaitingRoom
from api.records.database import Records
from api.settings import load
from rag.assembly import assemble

N_LOGINS = 60
"""More than the threads that the service has for all its routes."""


class SilentProvider:
    """Takes every connection and says nothing until it is told to hang up."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.issuer = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self.taken: list[socket.socket] = []
        self._thread = threading.Thread(target=self._take)
        self._thread.start()

    def _take(self) -> None:
        while True:
            try:
                self.taken.append(self._listening.accept()[0])
            except OSError:
                return

    def hang_up(self) -> None:
        if self._listening.fileno() == -1:
            return
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join()
        for each in self.taken:
            each.close()


@pytest.fixture
def silent() -> Iterator[SilentProvider]:
    provider = SilentProvider()
    yield provider
    provider.hang_up()


def test_while_the_provider_hangs_others_are_answered_and_nothing_is_kept_of_strangers(
    silent: SilentProvider, own_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {
        "OIDC_ISSUER": silent.issuer,
        "OIDC_CLIENT_ID": "minutebook-test",
        "OIDC_GROUPS": '{"clerks": {"role": "officer"}}',
        "PUBLIC_URL": "http://localhost",
    }.items():
        monkeypatch.setenv(f"MINUTEBOOK_{name}", value)
    with Records(own_library) as records:
        key = {"authorization": f"Bearer {Keys(records).add('a member', AskerRole.MEMBER).text}"}
    settings = load(own_library).settings
    with (
        assemble(settings.for_answers()) as minutebook,
        TestClient(
            create_app(minutebook, settings), base_url="http://localhost", raise_server_exceptions=False
        ) as client,
        ThreadPoolExecutor(N_LOGINS) as strangers,
    ):
        logins = [strangers.submit(client.get, "/login", follow_redirects=False) for _ in range(N_LOGINS)]
        counts = client.app.state.metrics
        _wait_for(lambda: f"requests_in_progress {N_LOGINS}.0" in counts.text().decode())
        assert client.get("/api/v1/papers", headers=key).status_code == 200
        assert not any(login.done() for login in logins)
        silent.hang_up()
        refused = [login.result() for login in logins]
    assert {(each.status_code, each.json()["code"]) for each in refused} == {(503, "login_unavailable")}
    assert all(int(each.headers["retry-after"]) >= 1 for each in refused)
    assert len(silent.taken) == 1
    with Records(own_library) as records, records.reading() as connection:
        assert connection.execute("SELECT count(*) FROM sign_ins").fetchone()[0] == 0


def _wait_for(is_so) -> None:
    until = time.monotonic() + 30
    while not is_so():
        assert time.monotonic() < until, "it never came to that"
        time.sleep(0.01)


class TestWhatIsFetched:
    def test_a_failure_is_remembered_for_a_while_and_then_it_is_tried_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        tries = []

        def get() -> str:
            tries.append(1)
            if len(tries) == 1:
                raise ProviderUnreachable("it hangs. Wait.")
            return "its keys"

        kept = Fetched(get)
        for _ in range(5):
            with pytest.raises(ProviderUnreachable, match="it hangs"):
                kept.no_older_than(60)
        assert len(tries) == 1
        monkeypatch.setattr(fetched, "FAILED_KEPT_S", 0.0)
        assert [kept.no_older_than(60) for _ in range(5)] == ["its keys"] * 5
        assert len(tries) == 2
        assert kept.no_older_than(0.0) == "its keys"
        assert len(tries) == 3

    def test_of_many_who_want_it_one_fetches_it(self) -> None:
        tries, gate = [], threading.Event()

        def get() -> str:
            tries.append(1)
            gate.wait(30)
            return "its keys"

        kept = Fetched(get)
        with ThreadPoolExecutor(10) as many:
            wanted = [many.submit(kept.no_older_than, 60) for _ in range(10)]
            gate.set()
            assert {each.result() for each in wanted} == {"its keys"}
        assert len(tries) == 1


class TestTheWaitingRoom:
    def test_so_many_sign_in_so_many_wait_and_the_rest_come_back_later(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(waiting_room, "N_THREADS", 2)
        monkeypatch.setattr(waiting_room, "N_WAITING", 3)
        gate, at_once, most = threading.Event(), [], []

        def work() -> str:
            at_once.append(1)
            most.append(len(at_once))
            gate.wait(30)
            at_once.pop()
            return "in"

        async def run() -> list[str | BaseException]:
            room = WaitingRoom()
            tasks = [asyncio.create_task(room.do(work)) for _ in range(8)]
            while sum(task.done() for task in tasks) < 3:
                await asyncio.sleep(0.01)
            gate.set()
            return await asyncio.gather(*tasks, return_exceptions=True)

        told = asyncio.run(run())
        assert [each for each in told if isinstance(each, str)] == ["in"] * 5
        assert sum(isinstance(each, ProviderUnreachable) for each in told) == 3
        assert max(most) <= 2


class TestLoginsUnderWay:
    def test_of_too_many_the_oldest_go(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sessions, "MOST_SIGN_INS", 3)
        at = sessions.now()
        with Records(tmp_path) as records:
            kept, begun = Sessions(records), []
            for number in range(5):
                monkeypatch.setattr(sessions, "now", lambda number=number: at.replace(microsecond=number))
                begun.append(kept.begin("/docs").state)
            assert [kept.take(state) is not None for state in begun] == [False, False, True, True, True]

    def test_of_many_in_one_second_the_one_that_has_just_begun_stays(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(sessions, "MOST_SIGN_INS", 3)
        at = sessions.now()
        monkeypatch.setattr(sessions, "now", lambda: at)
        with Records(tmp_path) as records:
            kept = Sessions(records)
            for _ in range(20):
                begun = kept.begin("/docs").state
                with records.reading() as connection:
                    assert connection.execute("SELECT count(*) FROM sign_ins").fetchone()[0] <= 3
            assert kept.take(begun) is not None
