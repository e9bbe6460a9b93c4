"""Text to Paper: facts, passages and windows put together. Pure: no file, no library."""

from __future__ import annotations

from dataclasses import replace

from ingest.errors import TooLong
from ingest.papers import NO_WORDS, Access, Facts, Notice, Paper, Passage, Supplied, Text
from ingest.structure.bounds import MOST_CHARACTERS, MOST_LINES, require_at_most
from ingest.structure.conflicts import conflicts
from ingest.structure.covered import Covered
from ingest.structure.metadata import facts
from ingest.structure.outside import exempt_spans, outside_of
from ingest.structure.tree import passages
from ingest.structure.windows import windows

_ONLY_HEADINGS = (
    "There are only headings and labels in it. Check that the right file was sent. Until then it is kept but "
    "can't be searched or quoted."
)
_UNSEEN_MARKINGS = (
    "A marking such as \u201cNot for publication\u201d could not be read in it, so it is not shown to the public. "
    "Look at the original; if it is public, say so with minutebook papers access."
)
READING = "12"
"""Version of the readers and of these rules; a change makes every file be read again."""
READING_WITHOUT_OCR = f"{READING} without OCR"
"""The same, of a paper with pages that could not be read for want of text recognition."""


def structure(text: Text, name: str, sha256: str, access: Access, supplied: Supplied | None = None) -> Paper:
    """The paper that a text is, ready to be stored.

    ``access`` is what the officer asked for all the files, ``supplied`` what one wrote down about this one. It
    takes a few seconds for a million characters, whatever they are.

    Raises:
        TooLong: It is larger than ``bounds`` allows.
    """
    try:
        return _structure(text, name, sha256, access, supplied or Supplied())
    except TooLong as error:
        size = f"{len(text.content):,} characters of text"
        advice = "One paper may hold no more. Split it into its papers and add those."
        raise TooLong(f"{name}: {error} in {size}. {advice}") from error


def _read(
    text: Text, name: str, access: Access, given: Supplied
) -> tuple[Facts, list[Passage], list[Notice], Text]:
    """The facts, which are those outside of the exempt parts, the passages with notices, and the text outside.

    Another kind of paper has other passages. What was exempt as one kind stays so, and the facts are read again until
    they tell nothing of what is.
    """
    known, outside, hidden = facts(text, name, access, given), text, Covered()
    found, notices = passages(text, known.kind.value, known.access)
    while spans := exempt_spans(found, known.access):
        hidden = Covered((*spans, *hidden.spans))
        outside, kind = outside_of(hidden.spans, text), known.kind.value
        # A marking counts wherever it stands.
        known = replace(
            facts(outside, name, access, given), access=known.access, exempt_under=known.exempt_under
        )
        if known.kind.value is kind:
            break
        found, notices = passages(text, known.kind.value, known.access)
        found = [replace(each, access=Access.EXEMPT) if hidden.touches(each.span) else each for each in found]
    return known, found, notices, outside


def _structure(text: Text, name: str, sha256: str, access: Access, given: Supplied) -> Paper:
    require_at_most(MOST_CHARACTERS, len(text.content), "characters")
    require_at_most(MOST_LINES, text.content.count("\n"), "lines")
    known, found, notices, outside = _read(text, name, access, given)
    if text.content and not found:
        notices = [*notices, Notice(NO_WORDS, _ONLY_HEADINGS)]
    if not text.content and known.access is not (given.access or access):
        notices = [*notices, Notice("access_narrowed", _UNSEEN_MARKINGS)]
    return Paper(
        name=name,
        sha256=sha256,
        text=text,
        facts=known,
        passages=tuple(found),
        windows=tuple(windows(text.content, found)),
        notices=(*text.notices, *notices, *given.notices, *conflicts(outside, name, known)),
        supplied=given.mark(access),
        asked=access,
    )
