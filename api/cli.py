"""The command line: which commands there are, and what becomes of anything that goes wrong in one.

Results go to standard output, everything else to standard error. Exit status: 0 done, 1 the work failed,
2 wrong use, 130 interrupted. Commands import what is slow to load only once they run.
"""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer
from typer.core import TyperGroup

from api.commands.approving import approve
from api.commands.asking import ask, search
from api.commands.auditing import auditing
from api.commands.briefing import brief
from api.commands.configuration import config
from api.commands.demo import demo
from api.commands.evaluating import evaluations
from api.commands.feedback import feedback
from api.commands.golden_sets import check, export, import_, suggest
from api.commands.ingesting import ingest
from api.commands.keys import keys
from api.commands.ledger import ledger
from api.commands.libraries import libraries
from api.commands.mcp import mcp
from api.commands.paper_paths import TakesSeveralPapers
from api.commands.papers import papers
from api.commands.serving import serve
from api.commands.sessions import sessions
from api.commands.summarising import summarise
from api.commands.timelines import timeline
from api.errors import ApiError, WrongUse
from api.terminal import note, one_line, say
from api.version import version as installed_version
from eval.errors import EvalError
from ingest.errors import IngestError
from rag.errors import QuestionError, RagError

FAILED, WRONG_USE, INTERRUPTED = 1, 2, 130


class Commands(TyperGroup):
    """The group of all commands; every error ends as one line and an exit status."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: object,
    ) -> object:
        def commands() -> object:
            return super(Commands, self).main(
                args, prog_name or "minutebook", complete_var, False, windows_expand_args, **extra
            )

        return sys.exit(exit_status(commands)) if standalone_mode else commands()


def exit_status(commands: Callable[[], object]) -> int:
    """Run the commands; tell what went wrong in one line."""
    try:
        outcome = commands()
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        return INTERRUPTED
    except typer.TyperException as error:
        return _tell(_wrongly_used(error), error.exit_code)
    except typer.Abort:
        return INTERRUPTED
    except (WrongUse, QuestionError) as error:
        return _tell(str(error), WRONG_USE)
    except (ApiError, IngestError, RagError, EvalError) as error:
        return _tell(str(error), FAILED)
    except OSError as error:
        return _tell(f"{error.filename or 'the system'}: {error.strerror or error}.", FAILED)
    except Exception as error:
        # The last line of defence: a fault of ours is told as such, with the place to report it by.
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}, line {place.lineno}"
        return _tell(
            f"a fault in Minutebook: {type(error).__name__}: {error} ({where}). Please report it.", FAILED
        )
    return outcome if isinstance(outcome, int) else 0


def _wrongly_used(error: typer.TyperException) -> str:
    """What the parser of commands found wrong, and where to read on."""
    context = getattr(error, "ctx", None)
    command = getattr(context, "command_path", "minutebook")
    said = error.format_message().rstrip(".")
    if "unexpected extra argument" in said:
        said += ": words that belong together go in quotes"
        parameters = context.command.params if context is not None else []
        if parameters and all(each.param_type_name == "option" for each in parameters):
            said += f", behind an option such as {parameters[0].opts[0]}"
    return f"{said}{'' if said.endswith('?') else '.'} See {command} --help."


def _tell(message: str, status: int) -> int:
    note(f"minutebook: {one_line(message)}")
    return status


app = typer.Typer(
    name="minutebook",
    cls=Commands,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (demo, ingest, search, ask, brief, approve, summarise, timeline, ledger, serve, mcp, config):
    app.command()(command)
for of_golden_sets in (check, suggest, import_, export):
    evaluations.command(of_golden_sets.__name__.rstrip("_"), cls=TakesSeveralPapers)(of_golden_sets)
app.add_typer(papers, name="papers")
app.add_typer(evaluations, name="eval")
app.add_typer(libraries, name="library")
app.add_typer(keys, name="keys")
app.add_typer(sessions, name="sessions")
app.add_typer(auditing, name="audit")
app.add_typer(feedback, name="feedback")


def _show_version(is_wanted: bool) -> None:
    if is_wanted:
        say(f"minutebook {installed_version()}")
        raise typer.Exit


@app.callback()
def minutebook(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """Ask questions of committee papers and draft briefings from them, each sentence with its source."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="minutebook: %(message)s")


def main() -> None:
    """The ``minutebook`` program."""
    try:
        app()
    except BrokenPipeError:
        # The reader of our output has gone (as with head). What is still buffered must not be tried again
        # while Python shuts down, which would print a traceback.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(FAILED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
