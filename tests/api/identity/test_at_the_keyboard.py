"""``--as`` and ``minutebook keys``, as commands over a real library."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

HARBOUR = "Norsey Harbour Panel"
COMMANDS = (
    ("ask", "What is the lowest price for the tender of the quay?"),
    ("search", "lowest price for the tender", "-k", "20"),
    ("brief", "--topic", "tender for the quay"),
    ("brief", "--meeting", HARBOUR, "10 June 2025"),
    ("ledger",),
    ("papers", "list"),
    ("papers", "show", "report-drostimel.txt"),
    ("summarise", "report-drostimel.txt"),
    ("summarise", "--meeting", HARBOUR, "10 June 2025"),
    ("timeline", "--topic", "tender for the quay"),
)
HIDDEN = ("pelturine", "jankovoss", "quorvanth", "yestrimal")
"""Words of an exempt report of the harbour's."""


@pytest.fixture
def library(secret_library: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(secret_library, tmp_path / "library"))


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_each_reading_command_shows_a_role_what_it_may_see_and_nothing_else(run, library, command):
    def shown(tried_as: str) -> set[str]:
        result = run(*command, "--json", "--as", tried_as, "--library", library)
        assert result.exit_code in (0, 1), result.stderr
        told = f"{result.stdout}{result.stderr}".lower().replace("report-drostimel.txt", "")
        return {word for word in HIDDEN if word in told}

    assert shown("member") == shown("officer:norsey lighthouse  board") == set()
    assert shown(f"officer:{HARBOUR}")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("boss", "there is no such role. Give one of member, evaluator, officer, administrator"),
        ("", "there is no such role"),
        ("officer:", "no paper is of a body of that name"),
        ("officer:Norsey Harbor Panel", f"The nearest: {HARBOUR}"),
        (f"administrator:{HARBOUR}", "administrators see every body"),
    ],
)
def test_a_wrong_role_or_body_is_told_in_one_line(run, one_line_of, library, given, told):
    result = run("papers", "list", "--as", given, "--library", library)
    assert result.exit_code == 2
    assert told in one_line_of(result)


def test_a_key_is_made_shown_once_listed_renewed_and_revoked(run, library):
    def keys(*args: str) -> dict:
        result = run("keys", *args, "--json", "--library", library)
        assert result.exit_code == 0, result.stderr
        return json.loads(result.stdout)

    added = run(
        "keys", "add", "--name", "Jane", "--role", "officer", "--body", HARBOUR.lower(), "--library", library
    )
    key = added.stdout.strip()
    assert key.startswith("mbk_")
    assert key not in added.stderr
    listed = run("keys", "list", "--library", library).stdout
    assert key not in listed
    assert "live     officer        up to exempt      Jane (Norsey Harbour Panel), not used yet" in listed
    renewed = keys("rotate", "Jane", "--overlap", "0")
    states = {each["prefix"]: each["state"] for each in keys("list")["keys"]}
    assert states == {key.split("_")[1]: "expired", renewed["prefix"]: "live"}
    assert renewed["bodies"] == [HARBOUR]
    assert set(keys("revoke", "Jane")["revoked"]) == set(states)


@pytest.mark.parametrize(
    ("args", "status", "told"),
    [
        (
            ("add", "--name", "x", "--role", "officer", "--body", "Nobody"),
            2,
            "The nearest: Norsey Harbour Panel",
        ),
        (("add", "--name", "x", "--role", "administrator", "--body", HARBOUR), 2, "see every body"),
        (("add", "--name", "x", "--role", "member", "--expires", "2020-01-01"), 2, "Give a later day"),
        (("rotate", "x"), 1, "no key has that name or beginning"),
        (("revoke", "x"), 1, "no key of that name or beginning is in use"),
    ],
)
def test_what_can_not_be_done_with_keys_is_told_in_one_line(run, one_line_of, library, args, status, told):
    result = run("keys", *args, "--library", library)
    assert result.exit_code == status
    assert told in one_line_of(result)


def test_a_key_is_not_made_where_there_is_no_library(run, one_line_of, tmp_path):
    result = run("keys", "add", "--name", "x", "--role", "member", "--library", tmp_path / "none")
    assert "no library in" in one_line_of(result)
    assert not (tmp_path / "none").exists()


def test_with_keys_made_renewed_and_revoked_the_audit_is_sound_and_the_backup_whole(run, library, tmp_path):
    def keys(*args: str) -> None:
        told = run("keys", *args, "--library", library)
        assert told.exit_code == 0, told.stderr

    keys("add", "--name", "Jane", "--role", "officer")
    keys("add", "--name", "Sam", "--role", "member")
    keys("rotate", "Sam", "--overlap", "1")
    keys("revoke", "Sam")
    restored = tmp_path / "restored"
    assert run("library", "backup", tmp_path / "copy", "--library", library).exit_code == 0
    assert run("library", "restore", tmp_path / "copy", "--library", restored).exit_code == 0
    for folder in (library, restored):
        for command in (("audit", "verify"), ("library", "check")):
            told = run(*command, "--library", folder)
            assert told.exit_code == 0, told.stdout + told.stderr
    assert "Jane" in run("keys", "list", "--library", restored).stdout
