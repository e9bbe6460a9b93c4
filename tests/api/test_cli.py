"""What needs no library: help, wrong use, settings, and how faults are told."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

OneLine = Callable[[Result], str]
Run = Callable[..., Result]

COMMANDS = [
    ("ingest",),
    ("search",),
    ("ask",),
    ("brief",),
    ("serve",),
    ("config",),
    ("papers", "list"),
    ("papers", "show"),
    ("papers", "withdraw"),
    ("papers", "access"),
    ("eval", "run"),
    ("eval", "compare"),
    ("eval", "gate"),
    ("eval", "baseline"),
    ("eval", "report"),
    ("library", "check"),
    ("library", "rebuild"),
    ("library", "backup"),
    ("library", "restore"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_explains_itself(run: Run, command: tuple[str, ...]) -> None:
    result = run(*command, "--help")
    assert result.exit_code == 0
    assert f"Usage: minutebook {' '.join(command)}" in result.stdout
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("args", "told"),
    [
        ((), "Missing command"),
        (("asks",), "No such command 'asks'. Did you mean 'ask'? See minutebook --help."),
        (
            ("ask", "What", "of", "lamps?"),
            "(of lamps?): words that belong together go in quotes. See minutebook ask",
        ),
        (
            ("timeline", "ferry lamps"),
            "go in quotes, behind an option such as --topic. See minutebook timeline",
        ),
        (("ask",), "Missing argument 'QUESTION'"),
        (("ask", "   "), "the text is empty"),
        (
            ("ask", "Lamps?", "--from", "2025-05-01", "--to", "1 May 2024"),
            "--from 2025-05-01 is after --to 2024-05-01",
        ),
        (("ask", "Lamps?", "--from", "31 February 2020"), 'Write it as 2019-09-24 or "24 September 2019"'),
        (("ask", "Lamps?", "--kind", "novel"), "'novel' is not one of"),
        (("search", "lamps", "-k", "0"), "'-k': Input should be greater than or equal to 1"),
        (("ask", "Lamps?", "--colour"), "No such option"),
        (("ingest",), "Missing argument 'PATH...'"),
        (("ingest", "x", "--access", "secret"), "'secret' is not one of"),
        (("brief",), "none was given"),
        (("brief", "--topic", "lamps", "--agenda", "a.pdf"), "--agenda and --topic were given"),
        (
            ("brief", "--meeting", "Harrowmere Safer Streets Panel", "31 June 2025"),
            "there is no '31 June 2025'",
        ),
        (("brief", "--topic", "lamps", "--as-of", "soon"), "--as-of: 'soon' is not a date"),
        (("brief", "--topic", "lamps", "-o", "out.pdf"), "must end in .docx, .html, .md"),
        (("serve", "--host", "0.0.0.0"), "it could not tell who asks"),
        (("serve", "--host", "192.168.1.5"), "it could not tell who asks"),
        (("serve", "--host", "example.org"), "give the address as a number"),
        (("papers", "list", "--as", "boss"), "there is no such role"),
        (("ask", "Lamps?", "--as", "administrator:Harbour Panel"), "Leave the body out"),
        (("keys", "add", "--name", "Jane", "--role", "boss"), "there is no such role"),
        (("keys", "add", "--name", " ", "--role", "member"), "--name: the text is empty"),
        (("keys", "add", "--name", "Jane", "--role", "member", "--expires", "soon"), "is not a date"),
        (("serve", "--port", "70000"), "'--port': Input should be less than or equal to 65535"),
        (("eval", "run", "q.jsonl", "--out", "r", "--papers", "p", "--library", "l"), "not both"),
        (("eval", "run", "q.jsonl"), "Missing option '--out'"),
    ],
)
def test_wrong_use_is_told_in_one_line_with_exit_status_2(
    run: Run, one_line_of: OneLine, args: tuple[str, ...], told: str
) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert told in one_line_of(result)


@pytest.mark.parametrize(
    ("args", "told"),
    [
        (("ask", "How many lamps?"), "no library in minutebook-library"),
        (("search", "lamps"), "no library in minutebook-library"),
        (("brief", "--topic", "lamps"), "no library in minutebook-library"),
        (("papers", "list"), "no library in minutebook-library"),
        (("papers", "withdraw", "x"), "no library in minutebook-library"),
        (("library", "check"), "no library in minutebook-library"),
        (("library", "rebuild"), "no library in minutebook-library"),
        (("library", "backup", "copy"), "no library in minutebook-library"),
        (("library", "restore", "copy"), "there is no library in this folder"),
        (("serve", "--port", "0"), "no library in minutebook-library"),
        (("ingest", "nowhere.pdf"), "nowhere.pdf: there is no such file or folder"),
        (("brief", "--topic", "lamps", "-o", "nowhere/out.docx"), "there is no folder nowhere"),
        (("eval", "run", "nowhere.jsonl", "--out", "r"), "nowhere.jsonl: there is no such file"),
    ],
)
def test_what_is_missing_is_told_in_one_line_with_exit_status_1(
    run: Run, one_line_of: OneLine, tmp_path: Path, args: tuple[str, ...], told: str
) -> None:
    result = run(*args)
    assert result.exit_code == 1
    assert told in one_line_of(result)
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_setting_in_the_environment_stops_every_command(
    run: Run, one_line_of: OneLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINUTEBOOK_MODLE", "x")
    result = run("ask", "How many lamps?")
    assert result.exit_code == 2
    assert "MINUTEBOOK_MODLE is no setting" in one_line_of(result)


def test_config_gives_each_setting_with_its_source_and_masks_the_key(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINUTEBOOK_MODEL_API_KEY", "canary-key")
    result = run("config", "--library", "elsewhere", "--json")
    assert result.exit_code == 0
    rows = {row["name"]: row for row in json.loads(result.stdout)["settings"]}
    assert (rows["library"]["value"], rows["library"]["source"]) == ("elsewhere", "flag")
    assert rows["model_api_key"]["source"] == "env"
    assert rows["k"]["source"] == "default"
    human = run("config")
    assert "k = 20  [default, MINUTEBOOK_K]" in human.stdout
    assert "canary" not in result.output + human.output


def test_a_fault_of_ours_ends_in_one_line_without_a_traceback(
    run: Run, one_line_of: OneLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("by \x1b[31mnothing")

    monkeypatch.setattr("api.settings.load", broken)
    result = run("config")
    assert result.exit_code == 1
    assert "a fault in Minutebook: ZeroDivisionError: by [31mnothing (test_cli.py, line" in one_line_of(
        result
    )


def test_an_interrupted_command_exits_with_130(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*args: object, **kwargs: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("api.settings.load", interrupted)
    result = run("config")
    assert result.exit_code == 130
    assert result.stdout == ""


def test_several_papers_may_follow_one_option() -> None:
    from api.commands.paper_paths import _one_option_a_path

    spread = ["q.jsonl", "--papers", "a", "--papers", "b", "--out", "r"]
    assert _one_option_a_path(["q.jsonl", "--papers", "a", "b", "--out", "r"]) == spread
    assert _one_option_a_path(spread) == spread
    for golden in ("q.jsonl", "q.yaml", "q.csv"):
        last = ["--papers", "a", golden, "--out", "r"]
        assert _one_option_a_path(last) == last


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.9", "::1", "[::1]", "localhost", "LOCALHOST"])
def test_every_name_of_this_machine_may_be_served(host: str) -> None:
    from api.commands.serving import listening_address
    from api.identity.doorway import is_loopback

    assert listening_address(host) in {"127.0.0.1", "127.0.0.9", "::1"}
    assert is_loopback(host)


def test_a_port_in_use_is_told(run: Run) -> None:
    import socket

    from api.commands.serving import listening_socket
    from api.errors import AddressTaken

    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(AddressTaken, match="Choose another"):
        listening_socket("127.0.0.1", taken.getsockname()[1])
