"""``minutebook mcp``."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.options import LibraryFolder, settings_of
from api.errors import PackageMissing

if TYPE_CHECKING:
    from api.ledger import LedgerPages
    from api.settings import AppSettings
    from api.token_budget import TokenBudget
    from ingest.store.library import Library
    from rag.assembly import Minutebook


@dataclass(frozen=True)
class Desk:
    """What questions are answered with where no service runs; see ``api.questioning.Answering``."""

    minutebook: Minutebook
    settings: AppSettings
    budget: TokenBudget

    @property
    def library(self) -> Library:
        """The library, for reading."""
        return self.minutebook.library

    @property
    def ledger(self) -> LedgerPages:
        """The ledger, made in this process."""
        from api.ledger import PagesMadeHere

        return PagesMadeHere(self.minutebook)


def mcp(
    library: LibraryFolder = None,
    tried_as: Annotated[
        str | None,
        typer.Option(
            "--as",
            metavar="ROLE[:BODY]",
            help="Show only what this role may see; without it everything, as the owner of the library may.",
            show_default=False,
        ),
    ] = None,
) -> None:
    """Answer an MCP client (an assistant's tools) over standard input and output; it can only read."""
    settings = settings_of(library)
    if find_spec("mcp") is None:
        raise PackageMissing("The package mcp is not installed. Run: pip install 'minutebook[mcp]'.")
    from api.commands.serving import assembled
    from api.identity.keyboard import asker_at_the_keyboard
    from api.mcp_server import Call, mcp_server
    from api.recording import Recorder
    from api.records.audit import Audit
    from api.records.database import Records
    from api.token_budget import TokenBudget

    asker = asker_at_the_keyboard(tried_as, settings.library)
    answers = settings.for_answers()
    with assembled(answers) as minutebook, Records(settings.library) as records:
        audit = Audit(records, settings.audit_questions)
        desk = Desk(minutebook, settings, TokenBudget(records, settings.model_tokens_per_day))

        def call(_context: Any) -> Call:  # noqa: ANN401 - everyone who calls is the one at the keyboard
            return Call(
                desk,
                Recorder(audit, asker, settings=answers.fingerprint(), library=minutebook.library.snapshot()),
            )

        mcp_server(call).run("stdio")
