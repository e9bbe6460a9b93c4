"""``minutebook search`` and ``minutebook ask``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.live import follow, is_terminal
from api.commands.live import shown as plain
from api.commands.options import (
    AsJson,
    From,
    LibraryFolder,
    OfBody,
    OfKind,
    To,
    TriedAs,
    filters_of,
    require_text,
    settings_of,
)
from api.commands.replaying import replay_answer
from api.errors import WrongUse
from api.terminal import one_line, say, say_json
from ingest.errors import LibraryError
from rag.plain import unlinked

if TYPE_CHECKING:
    from api.schemas import AnswerOut, CitationOut
    from rag.finding.hits import Hit


def search(
    query: Annotated[
        str, typer.Argument(metavar="QUERY", help="Words to find passages by.", show_default=False)
    ],
    n_hits: Annotated[
        int | None,
        typer.Option(
            "-k", min=1, max=200, help="How many hits; without it, the setting k.", show_default=False
        ),
    ] = None,
    library: LibraryFolder = None,
    body: OfBody = None,
    date_from: From = None,
    date_to: To = None,
    kind: OfKind = None,
    tried_as: TriedAs = None,
    as_json: AsJson = False,
) -> None:
    """Find the passages nearest to some words, best first."""
    require_text(query, "QUERY")
    filters = filters_of(body, date_from, date_to, kind)
    settings = settings_of(library)
    from api.identity.keyboard import scope_at_the_keyboard
    from rag.assembly import assemble

    scope = scope_at_the_keyboard(tried_as, settings.library)
    with assemble(settings.for_answers()) as minutebook:
        hits = minutebook.search(query, scope=scope, filters=filters, k=n_hits)
    if as_json:
        say_json({"hits": [hit.to_json() for hit in hits]})
        return
    _say_hits(hits)


def ask(
    question: Annotated[
        str | None,
        typer.Argument(metavar="QUESTION", help="The question, in your own words.", show_default=False),
    ] = None,
    library: LibraryFolder = None,
    body: OfBody = None,
    date_from: From = None,
    date_to: To = None,
    kind: OfKind = None,
    after: Annotated[
        list[str] | None,
        typer.Option(
            "--after",
            metavar="QUESTION",
            help='A question asked before, which "And in 2020?" leans on; repeat it for several, in order.',
            show_default=False,
        ),
    ] = None,
    explain: Annotated[
        bool, typer.Option("--explain", help="Show what was found and how it was judged.")
    ] = False,
    replay: Annotated[
        Path | None,
        typer.Option(
            "--replay",
            metavar="FILE",
            help="In place of a question: an answer that --json wrote, to be made again and compared.",
            show_default=False,
        ),
    ] = None,
    tried_as: TriedAs = None,
    as_json: AsJson = False,
) -> None:
    """Answer a question from the papers, each sentence with the words it rests on."""
    if replay is not None:
        replay_answer(replay, question, library, tried_as=tried_as, as_json=as_json)
        return
    if question is None:
        raise WrongUse("Missing argument 'QUESTION'. Ask in your own words, or give --replay FILE.")
    require_text(question, "QUESTION")
    earlier = [require_text(each, "--after") for each in after or ()]
    filters = filters_of(body, date_from, date_to, kind)
    settings = settings_of(library)
    from api.identity.keyboard import scope_at_the_keyboard
    from rag.asking import unavailable
    from rag.assembly import assemble
    from rag.question.conversation import Turn

    before = [Turn(each) for each in earlier]
    is_live = is_terminal() and not as_json
    try:
        scope = scope_at_the_keyboard(tried_as, settings.library)
        with assemble(settings.for_answers()) as minutebook:
            events = minutebook.ask_events(
                question,
                scope=scope,
                filters=filters,
                before=before,
            )
            answer = follow(events, is_shown=is_live)
    except LibraryError as error:
        if as_json:
            say_json(unavailable(question, str(error), settings.for_answers()).to_json())
        raise
    if as_json:
        hits = {"hits": [hit.to_json() for hit in answer.hits]} if explain else {}
        say_json({**answer.to_json(), **hits})
        return
    from api.schemas import AnswerOut

    shown = AnswerOut.model_validate(answer.to_json())
    if shown.record.understood_as:
        say(f"Understood as: {one_line(shown.record.understood_as)}")
    say_answer(shown, is_told=is_live)
    if explain:
        _explain(shown, answer.hits)
    for warning in shown.warnings:
        say(f"Warning: {plain(warning)}")


def say_answer(answer: AnswerOut, *, is_told: bool = False) -> None:
    """The sentences with their markers, then each source; or why there is no answer, and what comes nearest.

    ``is_told`` says that the sentences have been printed already.
    """
    if answer.abstention is None:
        if not is_told:
            say(unlinked(answer.answer))
        say()
    else:
        say(answer.abstention.reason)
        if answer.abstention.nearest:
            say("Nearest in the papers:")
        for near in answer.abstention.nearest:
            say(f"  {plain(near.label)}\n    “{plain(near.quote)}”")
        if answer.abstention.choices:
            say("You could ask:")
        for choice in answer.abstention.choices:
            say(f"  {plain(choice)}")
        say()
    for citation in answer.citations:
        say_citation(citation)


def say_citation(citation: CitationOut) -> None:
    """One source: its number, label, file and page, then the words."""
    page = "" if citation.page is None else f", page {citation.page}"
    access = "" if citation.access == "public" else f" [{citation.access}: not for everyone]"
    say(f"[{citation.n}] {plain(citation.label)} ({plain(citation.document)}{page}){access}")
    say(f"    “{plain(citation.quote)}”")


def _explain(answer: AnswerOut, hits: tuple[Hit, ...]) -> None:
    model = "" if answer.model is None else f" by {answer.model}"
    say(f"\nStatus {answer.status}, {answer.mode}{model}, {answer.record.took_ms:.0f} ms.")
    for number, sentence in enumerate(answer.sentences, start=1):
        marks = "".join(f"[{n}]" for n in sentence.citations) or "no citation"
        say(f"Sentence {number}: {sentence.verdict} ({marks})")
    say(f"Found {len(hits)} passages:")
    _say_hits(hits)


def _say_hits(hits: list[Hit] | tuple[Hit, ...]) -> None:
    if not hits:
        say("Nothing found. Try other words, or fewer filters.")
    for rank, hit in enumerate(hits, start=1):
        page = "" if hit.page is None else f", page {hit.page}"
        say(f"{rank:3}. {hit.score:.3f}  {plain(hit.label)} ({plain(hit.document)}{page})")
        say(f"     {plain(hit.text)}")
