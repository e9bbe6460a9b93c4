"""The bodies whose decisions a question asks for: only their own papers can tell what they decided."""

from __future__ import annotations

from dataclasses import replace

from ingest.papers import Scope
from ingest.store.library import Library
from rag import wording
from rag.answer import Answer
from rag.cautions import asks_what_was_decided
from rag.question.proceedings import Proceedings, proceedings_asked
from rag.question.query import Query
from rag.question.routing import is_generic


def of_deciders(query: Query, library: Library, scope: Scope) -> Query:
    """The query on the papers of the bodies that it names, where it asks what they decided; else the same query.

    Papers that do not say their body stay in.
    """
    taken = query.selection.bodies
    deciders = query.named if taken is None else query.named & taken
    if not deciders or not asks_what_was_decided(query):
        return query
    n_open = query.n_open or library.n_windows(scope, query.selection)
    return replace(query, selection=replace(query.selection, bodies=deciders), n_open=n_open)


def in_own_papers(query: Query, library: Library, scope: Scope) -> Query:
    """The query on the papers that are known to be of the bodies which it names."""
    records = library.papers(scope, query.selection)
    own = frozenset(each.paper_id for each in records if each.body and each.body.value in query.named)
    return replace(query, selection=replace(query.selection, papers=own))


def listed_of_bodies(query: Query) -> Proceedings | None:
    """What a question wants listed that names a body, no time and no subject: "list the decisions of the Board"."""
    if not query.named or query.dates or query.times_asked or not is_generic(query):
        return None
    listing = proceedings_asked(query)
    return listing if listing in (Proceedings.DECISIONS, Proceedings.ACTIONS) else None


def of_bodies_alone(answer: Answer, query: Query) -> Answer:
    """The answer; where it abstains, with the words that only papers of the bodies named were looked through."""
    if answer.abstention is None or answer.status != "not_in_papers":
        return answer
    looked = wording.ONLY_OF_BODY.format(body=" / ".join(sorted(query.named)))
    return replace(
        answer, abstention=replace(answer.abstention, reason=f"{answer.abstention.reason} {looked}")
    )
