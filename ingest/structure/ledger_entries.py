"""What the ledger holds: an entry for everything that a paper decides, promises, recommends or puts right.

Every part of an entry is a span of the paper, so that it is shown as printed and can be opened where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ingest.papers import Span

RULES = "4"
"""Version of the rules by which entries are read; a change makes every stored paper be read for them again."""


class EntryKind(StrEnum):
    """What sort of thing was said."""

    DECISION = "decision"
    COMMITMENT = "commitment"
    RECOMMENDATION = "recommendation"
    CORRECTION = "correction"
    REQUEST = "request"
    REFERRAL = "referral"


class Act(StrEnum):
    """What was done by saying it, as the paper puts it."""

    AGREED = "agreed"
    APPROVED = "approved"
    NOTED = "noted"
    CONFIRMED = "confirmed"
    SUPPORTED = "supported"
    DEFERRED = "deferred"
    REFUSED = "refused"
    APPOINTED = "appointed"
    THANKED = "thanked"
    REQUESTED = "requested"
    UNDERTOOK = "undertook"
    OFFERED = "offered"
    WOULD = "said would be done"
    ACTION = "action"
    ASKED = "asked"
    RECOMMENDED = "recommended"
    REFERRED = "referred"
    CORRECTED = "corrected"


@dataclass(frozen=True)
class LedgerEntry:
    """One thing decided, promised, recommended, asked for, referred or put right.

    ``ordinal`` is that of the passage, ``span`` the words of the entry in the paper's text. ``actor`` is who
    said it, ``owner`` who is to do it, ``addressee`` who is to have it, ``due`` when, ``condition`` what it
    hangs on: each where it is printed, None where the paper names nobody or nothing.
    ``is_owner_inferred`` tells that the words of the entry have a pronoun, and ``owner`` stands before them.
    """

    ordinal: int
    span: Span
    kind: EntryKind
    act: Act
    actor: Span | None = None
    owner: Span | None = None
    addressee: Span | None = None
    due: Span | None = None
    condition: Span | None = None
    is_owner_inferred: bool = False
