"""Options that several commands share, and the checks of what was given to them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.dates import parse_date
from api.errors import WrongUse
from ingest.papers import Kind

if TYPE_CHECKING:
    from api.settings import AppSettings
    from rag.question.query import Filters

LibraryFolder = Annotated[
    Path | None,
    typer.Option(
        "--library",
        metavar="DIR",
        help="The library's folder; without it $MINUTEBOOK_LIBRARY, else ./minutebook-library.",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
TriedAs = Annotated[
    str | None,
    typer.Option(
        "--as",
        metavar="ROLE[:BODY]",
        help="Show only what a member, evaluator or officer (of a body) may see, to try it out.",
        show_default=False,
    ),
]
OfBody = Annotated[str | None, typer.Option("--body", help="Only papers of this committee, panel or board.")]
From = Annotated[
    str | None, typer.Option("--from", metavar="DATE", help="Only meetings on or after this day.")
]
To = Annotated[str | None, typer.Option("--to", metavar="DATE", help="Only meetings on or before this day.")]
OfKind = Annotated[Kind | None, typer.Option("--kind", help="Only papers of this kind.")]


def settings_of(library: Path | None) -> AppSettings:
    """The settings of a command that was given this library, or none.

    Raises:
        SettingsRefused: See ``api.settings.load``.
    """
    from api.settings import load

    return load(library).settings


def folder_with_library(library: Path | None) -> Path:
    """The folder of a library that is there: what is stored beside none, a key for instance, would be lost to all.

    Raises:
        LibraryMissing: There is no library.
    """
    from ingest.store.library import Library

    folder = settings_of(library).library
    Library.open(folder).close()
    return folder


def filters_of(body: str | None, date_from: str | None, date_to: str | None, kind: Kind | None) -> Filters:
    """The filters that were given.

    Raises:
        WrongUse: A date can't be read, or the first is after the last.
    """
    if body is not None:
        require_text(body, "--body")
    first = None if date_from is None else parse_date(date_from, "--from")
    last = None if date_to is None else parse_date(date_to, "--to")
    if first and last and first > last:
        raise WrongUse(f"--from {first} is after --to {last}. Give the earlier day first.")
    from rag.question.query import Filters

    return Filters(body=body, date_from=first, date_to=last, kind=kind)


def require_text(given: str, given_as: str) -> str:
    """The text, if it can be written as Unicode at all.

    Raises:
        WrongUse: The shell handed over bytes that are not UTF-8, or there is nothing but white space.
    """
    try:
        given.encode()
    except UnicodeEncodeError as error:
        raise WrongUse(f"{given_as}: the text is not UTF-8. Type it again.") from error
    if not given.strip():
        raise WrongUse(f"{given_as}: the text is empty.")
    return given
