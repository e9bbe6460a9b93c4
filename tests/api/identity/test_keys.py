"""API keys in a real file: made, shown once, used, renewed and revoked."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from api.identity import keys as module
from api.identity.errors import CredentialsRefused, KeyNotFound, RoleUnknown
from api.identity.keys import Keys
from api.identity.roles import AskerRole
from api.records.database import FILE_NAME, Records
from api.records.errors import RecordsError
from ingest.papers import Access
from ingest.store.connections import BUSY_TIMEOUT_MS

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class Clock:
    """The time as the keys see it."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "now", clock)
    return clock


@pytest.fixture
def keys(tmp_path: Path, clock: Clock) -> Iterator[Keys]:
    with Records(tmp_path) as records:
        yield Keys(records)


def test_a_key_lets_its_holder_in_with_the_role_and_the_bodies_it_was_made_with(keys: Keys) -> None:
    made = keys.add("Jane", AskerRole.OFFICER, bodies=frozenset({"Harbour Panel"}), access=Access.RESTRICTED)
    asker = keys.asker(made.text)
    assert asker == made.record.asker
    assert (asker.name, asker.role, asker.bodies) == ("Jane", AskerRole.OFFICER, frozenset({"Harbour Panel"}))
    assert asker.access == {Access.PUBLIC, Access.RESTRICTED}


def test_a_key_holds_256_random_bits_and_no_two_are_alike(keys: Keys) -> None:
    texts = [keys.add(f"n{number}", AskerRole.MEMBER).text for number in range(50)]
    assert len(set(texts)) == 50
    assert all(len(text.split("_", 2)[2]) == 43 for text in texts)


def test_the_key_itself_is_nowhere_in_the_file(keys: Keys, tmp_path: Path) -> None:
    made = keys.add("Jane", AskerRole.MEMBER)
    keys.asker(made.text)
    secret = made.text.split("_", 2)[2].encode()
    for file in tmp_path.glob(f"{FILE_NAME}*"):
        assert secret not in file.read_bytes()
    assert made.text not in repr(keys.listed())


@pytest.mark.parametrize(
    "change",
    [
        lambda key: key[:-1] + ("A" if key[-1] != "A" else "B"),
        lambda key: key.replace("mbk_", "mbk_0", 1),
        lambda key: key[:-1],
        lambda key: key + "A",
        lambda key: key.upper(),
        lambda key: "",
        lambda key: "mbk_00000000_" + key.split("_", 2)[2],
        lambda key: key.split("_", 2)[1],
        lambda key: "\udcff" + key,
    ],
)
def test_a_key_with_anything_changed_is_refused_and_not_repeated(keys: Keys, change) -> None:
    text = keys.add("Jane", AskerRole.ADMINISTRATOR).text
    wrong = change(text)
    with pytest.raises(CredentialsRefused) as refused:
        keys.asker(wrong)
    assert not wrong or wrong not in str(refused.value)


def test_a_key_is_good_until_its_end_and_not_after_it(keys: Keys, clock: Clock) -> None:
    text = keys.add("Jane", AskerRole.MEMBER, expires_at=START + timedelta(hours=1)).text
    clock.at = START + timedelta(minutes=59, seconds=59)
    assert keys.asker(text)
    clock.at = START + timedelta(hours=1)
    with pytest.raises(CredentialsRefused, match="is expired"):
        keys.asker(text)


def test_a_revoked_key_is_refused_at_once_and_still_counts_as_a_key(keys: Keys) -> None:
    text = keys.add("Jane", AskerRole.MEMBER).text
    assert [record.asker.name for record in keys.revoke("Jane")] == ["Jane"]
    with pytest.raises(CredentialsRefused, match="is revoked"):
        keys.asker(text)
    assert keys.are_there() and not keys.is_any_live()
    with pytest.raises(KeyNotFound):
        keys.revoke("Jane")


def test_a_key_can_be_revoked_by_its_beginning_alone(keys: Keys) -> None:
    made = keys.add("Jane", AskerRole.MEMBER)
    other = keys.add("John", AskerRole.MEMBER)
    keys.revoke(f"mbk_{made.record.prefix}")
    assert keys.asker(other.text)
    with pytest.raises(CredentialsRefused):
        keys.asker(made.text)


def test_for_the_overlap_the_old_key_and_the_new_one_are_the_same_asker(keys: Keys, clock: Clock) -> None:
    old = keys.add("Jane", AskerRole.OFFICER, bodies=frozenset({"Harbour Panel"}))
    new = keys.rotate("Jane", timedelta(hours=24))
    assert keys.asker(old.text) == keys.asker(new.text)
    clock.at = START + timedelta(hours=24)
    assert keys.asker(new.text).bodies == {"Harbour Panel"}
    with pytest.raises(CredentialsRefused):
        keys.asker(old.text)


def test_a_renewed_key_lives_as_long_as_the_one_before_and_never_prolongs_it(
    keys: Keys, clock: Clock
) -> None:
    keys.add("Jane", AskerRole.MEMBER, expires_at=START + timedelta(days=30))
    clock.at = START + timedelta(days=29, hours=23)
    new = keys.rotate("Jane", timedelta(hours=24))
    assert new.record.expires_at == clock.at + timedelta(days=30)
    old = next(record for record in keys.listed() if record.prefix != new.record.prefix)
    assert old.expires_at == START + timedelta(days=30)


def test_an_expired_or_revoked_key_is_not_renewed(keys: Keys, clock: Clock) -> None:
    keys.add("Jane", AskerRole.MEMBER, expires_at=START + timedelta(hours=1))
    clock.at = START + timedelta(days=1)
    with pytest.raises(KeyNotFound, match="is expired"):
        keys.rotate("Jane", timedelta(0))
    with pytest.raises(KeyNotFound, match="no key has that name"):
        keys.rotate("Nobody", timedelta(0))


def test_a_name_can_be_used_again_once_its_key_is_gone_and_is_somebody_else_then(keys: Keys) -> None:
    first = keys.add("Jane", AskerRole.MEMBER).record.asker
    with pytest.raises(RoleUnknown, match="there is a live key"):
        keys.add("Jane", AskerRole.ADMINISTRATOR)
    keys.revoke("Jane")
    assert keys.add("Jane", AskerRole.MEMBER).record.asker.asker_id != first.asker_id


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\nb", "a\x1b[2J"])
def test_a_name_that_can_not_be_shown_in_a_line_is_refused(keys: Keys, name: str) -> None:
    with pytest.raises(RoleUnknown, match="--name"):
        keys.add(name, AskerRole.MEMBER)


def test_an_administrator_of_one_body_and_an_end_in_the_past_are_refused(keys: Keys) -> None:
    with pytest.raises(RoleUnknown, match="administrators see every body"):
        keys.add("Jane", AskerRole.ADMINISTRATOR, bodies=frozenset({"Harbour Panel"}))
    with pytest.raises(RoleUnknown, match="later day"):
        keys.add("Jane", AskerRole.MEMBER, expires_at=START)


def test_the_last_use_is_noted_by_the_day(keys: Keys, clock: Clock) -> None:
    text = keys.add("Jane", AskerRole.MEMBER).text
    keys.note_uses()
    assert keys.listed()[0].last_used_on is None
    keys.asker(text)
    keys.note_uses()
    assert keys.listed()[0].last_used_on == "2026-03-02"
    clock.at += timedelta(days=2)
    keys.asker(text)
    keys.note_uses()
    assert keys.listed()[0].last_used_on == "2026-03-04"


def test_while_another_program_writes_a_key_lets_in_at_once_and_its_use_is_noted_later(
    keys: Keys, tmp_path: Path
) -> None:
    texts = [keys.add(f"n{number}", AskerRole.MEMBER).text for number in range(5)]
    other = sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)
    with closing(other):
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        assert [keys.asker(text).name for text in texts] == [f"n{number}" for number in range(5)]
        assert time.monotonic() - begun < BUSY_TIMEOUT_MS / 1000 / 2
        other.execute("ROLLBACK")
    assert {record.last_used_on for record in keys.listed()} == {None}
    keys.note_uses()
    assert {record.last_used_on for record in keys.listed()} == {"2026-03-02"}


def test_a_use_that_could_not_be_noted_is_noted_the_next_time(tmp_path: Path, clock: Clock) -> None:
    with Records(tmp_path) as records:
        keys = Keys(records)
        keys.asker(keys.add("Jane", AskerRole.MEMBER).text)
        with records.in_use() as connection:
            connection.execute("PRAGMA query_only = ON")
            with pytest.raises(RecordsError, match="may not be written to"):
                keys.note_uses()
            connection.execute("PRAGMA query_only = OFF")
        keys.note_uses()
        assert keys.listed()[0].last_used_on == "2026-03-02"
