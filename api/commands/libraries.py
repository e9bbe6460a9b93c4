"""``minutebook library``: integrity, rebuilding what can be rebuilt, safe copies."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import AsJson, LibraryFolder, settings_of
from api.errors import BackupDamaged
from api.terminal import note, one_line, say, say_json

libraries = typer.Typer(help="Check, rebuild and copy a library.", rich_markup_mode=None)


@libraries.command("check")
def check_library(library: LibraryFolder = None, as_json: AsJson = False) -> None:
    """Check that nothing in the library is damaged or missing. Exit status 1 where something is."""
    from api.identity.keyboard import scope_at_the_keyboard
    from api.records.upkeep import find_problems
    from ingest.store.index import NO_INDEX, STALE, why_not_used
    from ingest.store.library import Library

    folder = settings_of(library).library
    with Library.open(folder) as opened:
        problems = [*opened.check(), *find_problems(folder)]
        reason = why_not_used(opened) if opened.n_windows(scope_at_the_keyboard()) else None
    if reason in (NO_INDEX, STALE):
        note(f"The index is not used: {reason}. Search is exact; minutebook library rebuild makes it anew.")
    elif reason is not None:
        problems.append(f"the index is not used: {reason}: run minutebook library rebuild")
    if as_json:
        say_json({"sound": not problems, "problems": list(problems)})
    else:
        for problem in problems:
            say(one_line(problem))
        say("The library is sound." if not problems else f"{len(problems)} problems found.")
    if problems:
        raise typer.Exit(1)


@libraries.command("rebuild")
def rebuild_library(library: LibraryFolder = None, as_json: AsJson = False) -> None:
    """Make the full-text and vector indexes again from the stored papers."""
    from api.identity.keyboard import scope_at_the_keyboard
    from ingest.store.index import build_generation
    from ingest.store.library import Library

    folder = settings_of(library).library
    if not Library.is_in(folder):
        Library.open(folder).close()  # says what is missing
    # Not opened for reading first: the file may be of an earlier version, or its term index damaged.
    with Library.create_or_open(folder) as opened:
        note("Rebuilding the indexes ...")
        opened.rebuild_fts()
        if opened.n_windows(scope_at_the_keyboard()):
            build_generation(opened)
        revision = opened.revision
    if as_json:
        say_json({"rebuilt": True, "revision": revision})
        return
    say("The indexes are rebuilt.")


@libraries.command("backup")
def back_up_library(
    destination: Annotated[
        Path, typer.Argument(metavar="DEST", help="A new folder for the copy.", show_default=False)
    ],
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Copy the library and what the service keeps to a new folder; safe while both are in use."""
    from api.records.upkeep import copy_records
    from ingest.store.library import Library

    folder = settings_of(library).library
    with Library.open(folder) as opened:
        opened.backup(destination)
    copy_records(folder, destination)
    if as_json:
        say_json({"backup": str(destination)})
        return
    say(f"The library is copied to {destination}.")


@libraries.command("restore")
def restore_library(
    source: Annotated[
        Path, typer.Argument(metavar="SRC", help="The folder of a backup.", show_default=False)
    ],
    library: LibraryFolder = None,
    as_json: AsJson = False,
) -> None:
    """Copy a backup to a library folder that is empty or not there yet, and check the copy."""
    from api.identity.keyboard import scope_at_the_keyboard
    from ingest.errors import LibraryDamaged
    from ingest.store.index import build_generation
    from ingest.store.library import Library
    from ingest.store.restoring import restore_library as restore

    folder = settings_of(library).library
    try:
        restore(source, folder)
    except LibraryDamaged as error:
        raise BackupDamaged(f"{source}: {error} Use another backup.") from error
    _restore_records(source, folder)
    with Library.create_or_open(folder) as restored:
        if restored.n_windows(scope_at_the_keyboard()):
            build_generation(restored)
    if as_json:
        say_json({"library": str(folder), "restored_from": str(source)})
        return
    say(f"The library is restored to {folder}.")


def _restore_records(source: Path, folder: Path) -> None:
    """Copy what the service kept, and check the copy.

    Raises:
        BackupDamaged: It is not sound, and was left out.
    """
    from api.records.errors import RecordsDamaged
    from api.records.upkeep import copy_records, find_problems, remove_records

    try:
        copy_records(source, folder)
        problems = find_problems(folder)
    except RecordsDamaged as error:
        problems = [str(error)]
    if problems:
        remove_records(folder)
        raise BackupDamaged(
            f"{source}: the papers are restored to {folder}, but not what the service kept ({problems[0]}). "
            "Use another backup for that."
        )
