"""What is told of a paper that is not public while nobody has said for certain which body it is of."""

from __future__ import annotations

from ingest.papers import Access, Notice
from ingest.store.records import PaperRecord
from ingest.structure.body_names import is_certain

UNSAID_BODY = "body_not_certain"
"""Code of the notice that officers of single bodies do not see a paper, and why."""


def unsaid_body(record: PaperRecord) -> Notice | None:
    """Why officers of single bodies do not see the paper, and how that is put right; None where they may.

    A public paper has none: its exempt parts are withheld in the same way, and nothing may tell of them.
    """
    body = record.body
    if record.access is Access.PUBLIC or (body is not None and is_certain(body)):
        return None
    known = (
        "the body of this paper is not known"
        if body is None
        else f"the body of this paper was guessed ({body.value}, from {body.basis})"
    )
    return Notice(
        UNSAID_BODY,
        f"It is {record.access.value}, and {known}: officers of single bodies do not see it. "
        f'Set the body with minutebook papers body {record.paper_id} "BODY", or in a papers.csv beside the file.',
    )
