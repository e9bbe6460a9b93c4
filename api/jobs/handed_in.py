"""What came of an upload: kept without a fact of its papers, and told with those that its sender may see by then.

What is not kept need not be taken out of the records again when a paper is withdrawn, moved or narrowed, nor what a
warning says of another paper.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ingest.as_stored import as_seen
from ingest.outcomes import Outcome
from ingest.papers import Scope
from ingest.store.library import Library

_KEPT = ("path", "status", "paper_id", "reason")
_NOT_SEEN = (
    "You can't see it: it is of no body that you are an officer of, as far as anybody has said, or of a class that "
    "your role does not open."
)


def kept(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """What is stored of an upload: of each file where it was, what became of it, and the id of its paper."""
    return {"papers": [{name: getattr(each, name) for name in _KEPT} for each in outcomes]}


def told(result: dict[str, Any], library: Library, scope: Scope) -> dict[str, Any]:
    """What is told of an upload now, with a warning at each paper that its sender may not see."""
    with library.one_state():
        return {"papers": [_told(each, library, scope) for each in result["papers"]]}


def _told(stored: dict[str, Any], library: Library, scope: Scope) -> dict[str, Any]:
    outcome = as_seen(Outcome(**{name: stored[name] for name in _KEPT}), library, scope)
    shown = {"reason": None, **outcome.to_json()}
    is_hidden = outcome.paper_id is not None and outcome.title is None
    return {**shown, "warnings": [_NOT_SEEN]} if is_hidden else shown
