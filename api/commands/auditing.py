"""``minutebook audit``: what the service recorded, taken out and checked."""

from __future__ import annotations

import re
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import AsJson, LibraryFolder, require_text, settings_of
from api.dates import parse_date
from api.errors import WrongUse
from api.terminal import one_line, say, say_json

if TYPE_CHECKING:
    from datetime import date

    from api.records.audit import Checked

auditing = typer.Typer(help="Export and check what the service recorded.", rich_markup_mode=None)

_HEAD = re.compile(r"(\d{1,18}):([0-9a-f]{64})")


class AuditForm(StrEnum):
    """How the audit is written."""

    CSV = "csv"
    JSON = "json"


@auditing.command("export")
def export_audit(
    form: Annotated[AuditForm, typer.Option("--format", help="A table, or one JSON object a line.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE", help="A new file; without it, standard output.", show_default=False
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="Only what was done on or after this day (UTC)."),
    ] = None,
    until: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="Only what was done on or before this day (UTC)."),
    ] = None,
    library: LibraryFolder = None,
) -> None:
    """Write the audit out: who asked what of which papers when, each entry with its hash."""
    from api.records.audit import Audit
    from api.records.audit_export import csv_lines, json_lines
    from api.records.database import Records

    first, last = _days(since, until)
    if out is not None and out.exists():
        raise WrongUse(f"-o {out}: the file is there already. Give a new name.")
    lines_of = csv_lines if form is AuditForm.CSV else json_lines
    with Records.existing(settings_of(library).library) as records:
        lines = lines_of(Audit(records).every(first, last))
        if out is None:
            sys.stdout.writelines(lines)
            return
        with out.open("w", encoding="utf-8", newline="") as file:
            file.writelines(lines)
    say(f"The audit is written to {one_line(str(out))}.")


@auditing.command("verify")
def verify_audit(
    expected: Annotated[
        str | None,
        typer.Option(
            "--head",
            metavar="NUMBER:SHA256",
            help="What an earlier verify told as the end; that entry must be the same still.",
            show_default=False,
        ),
    ] = None,
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Look for every change, gap and loss in the audit. Exit status 1 where there is any."""
    from api.records.audit import holds, verified
    from api.records.database import Records
    from api.records.head import Noted

    noted = None if expected is None else _HEAD.fullmatch(expected.strip())
    if expected is not None and noted is None:
        raise WrongUse(f"--head {expected}: give a number, a colon and 64 hex digits, as verify prints them.")
    with Records.existing(settings_of(library).library) as records:
        checked = verified(records)
        problems = list(checked.problems)
        if noted and not holds(records, Noted(int(noted[1]), noted[2])):
            problems.append(f"entry {noted[1]} is not the one that --head names, or was removed")
    _say_checked(checked, problems, as_json=as_json)
    if problems:
        raise typer.Exit(1)


@auditing.command("resume")
def resume_audit(
    reason: Annotated[str, typer.Option("--reason", help="What became of the entries.", show_default=False)],
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Go on recording after entries were lost, as when an older copy was put back; the audit says so."""
    from api.identity.roles import OWNER
    from api.records.audit import resume
    from api.records.database import Records

    with Records.existing(settings_of(library).library) as records:
        number = resume(records, require_text(reason, "--reason"), OWNER.asker_id)
    if as_json:
        say_json({"resumed": True, "number": number})
        return
    say(f"The audit goes on with entry {number}, which says why.")


def _days(since: str | None, until: str | None) -> tuple[date | None, date | None]:
    """The days that were given.

    Raises:
        WrongUse: One can't be read, or the first is after the last.
    """
    first = None if since is None else parse_date(since, "--from")
    last = None if until is None else parse_date(until, "--to")
    if first and last and first > last:
        raise WrongUse(f"--from {first} is after --to {last}. Give the earlier day first.")
    return first, last


def _say_checked(checked: Checked, problems: list[str], *, as_json: bool) -> None:
    last = None if checked.last is None else f"{checked.last.number}:{checked.last.sha256}"
    if as_json:
        say_json({"sound": not problems, "problems": problems, "entries": checked.n_entries, "head": last})
        return
    for problem in problems:
        say(one_line(problem))
    if problems:
        say(f"{len(problems)} problems found.")
        return
    say(f"The audit is sound: {checked.n_entries:,} entries." if last else "Nothing was recorded yet.")
    if last:
        say(f"Its end, to be kept elsewhere and given to --head later: {last}")
