"""Where a walk over the blocks of a paper stands, and the passages it has found so far."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ingest.papers import Access, Kind, Passage, Role, Span
from ingest.structure.covered import Covered
from ingest.structure.lines import Block, is_row
from ingest.structure.numbered_titles import ItemNumber
from ingest.structure.sessions import is_closed
from ingest.structure.signs import ANAPHOR, EXEMPT, INTEREST, OVER_ITEMS

_RULE = re.compile(r"[|\s:+=\-\u2500-\u257f]+")
"""The line that parts the head of a table from its rows."""
LONGEST_CONTEXT = 2_000
"""Characters of a lead-in; each passage below it would repeat it."""


@dataclass
class Walk:
    """The item, the section inside it, and the list that is open.

    ``parent`` is the label of the point that bullets hang on, ``marking`` the heading that makes what follows
    exempt, ``part`` the one that does so for several items, ``table_head`` the first row of the table that is open,
    ``last_row`` the block before if it was a row, ``exempt`` what may not be context of a public passage.
    ``is_after_items`` says that what follows closes the minutes and belongs to no item. ``numbers`` are the blocks
    that begin an item by a number of the paper's own kind.
    """

    kind: Kind
    numbers: Mapping[int, ItemNumber] = field(default_factory=dict)
    item: str | None = None
    title: Block | None = None
    role: Role = Role.HEADER
    lead_in: Span | None = None
    parent: str | None = None
    n_bullets: int = 0
    has_resolved: bool = False
    has_items: bool = False
    is_exempt: bool = False
    marking: Block | None = None
    part: Block | None = None
    closed_session: bool = False
    in_body: bool = False
    is_after_items: bool = False
    table_head: Span | None = None
    last_row: Span | None = None
    passages: list[Passage] = field(default_factory=list)
    exempt: Covered = field(default_factory=Covered)

    def open_item(self, number: str | None, title: Block | None) -> None:
        """Begin an item; sections, lists and markings of the one before end, but for that of a part of the paper."""
        self.has_items, self.is_after_items = True, False
        self.item, self.title, self.role = (
            number,
            title,
            Role.DISCUSSION if self.is_minutes else Role.PARAGRAPH,
        )
        self.lead_in, self.parent, self.n_bullets, self.in_body = None, None, 0, True
        self.mark(title if title and self.is_marking(title.text) else None)
        if title and INTEREST.search(title.text):
            self.role = Role.INTEREST

    def open_section(self, heading: Block) -> None:
        """What follows stands under a heading that is no item's; behind the last item it leaves that for good."""
        self.item = None if self.is_after_items else self.item
        self.title, self.is_after_items = heading, False

    def is_marking(self, title: str) -> bool:
        """Whether the title of an item or section makes what stands below it exempt."""
        return bool(EXEMPT.search(title)) or (self.is_minutes and is_closed(title))

    def mark(self, marking: Block | None) -> None:
        """Take what follows for exempt by a new marking, or without one by what else makes it so.

        The items of an exempt part are exempt too, but on an agenda, where their titles are for everybody.
        """
        self.marking = marking
        if marking and self.kind is not Kind.AGENDA and OVER_ITEMS.match(marking.text):
            self.part = marking
        self.is_exempt = self.closed_session or self.marking is not None or self.part is not None

    @property
    def is_minutes(self) -> bool:
        return self.kind in (Kind.MINUTES, Kind.DECISION)

    def append(
        self,
        span: Span,
        role: Role,
        text: str = "",
        point: str | None = None,
        is_truncated: bool = False,
    ) -> None:
        """Add a passage where the walk stands; ``text`` is given where its first words decide its context."""
        access = Access.EXEMPT if self.is_exempt else Access.PUBLIC
        previous = self.passages[-1] if self.passages else None
        is_hidden = self.title and not self.is_exempt and self.exempt.touches(self.title.span)
        title = None if is_hidden or self.is_after_items else self.title
        before = previous.span if previous and ANAPHOR.match(text) else None
        head = self._head_of_table(span, text)
        context = tuple(
            each
            for each in dict.fromkeys((title.span if title else None, self.lead_in, head, before))
            if each is not None and self._may_show(each, span)
        )
        if self.is_exempt:
            self.exempt.add(span)
        self.passages.append(
            Passage(
                ordinal=len(self.passages),
                span=span,
                role=role,
                item=None if self.is_after_items else self.item,
                item_title=title.text.strip() if title else None,
                point=point,
                context=context,
                is_truncated=is_truncated,
                access=access,
            )
        )

    def _head_of_table(self, span: Span, text: str) -> Span | None:
        """The first row of the table that this row stands in: what its columns are called."""
        if _RULE.fullmatch(text):
            self._begin_table()
            return None
        self.last_row = span if is_row(text) else None
        if not is_row(text):
            self.table_head = None
        elif self.table_head is None:
            self.table_head = span
        return self.table_head

    def _begin_table(self) -> None:
        """Take the row above a rule for the head of a table of its own, though it stands right below another one."""
        if self.last_row is None or self.last_row == self.table_head:
            return
        head = self.passages[-1]
        context = tuple(each for each in head.context if each != self.table_head)
        self.passages[-1] = replace(head, context=context)
        self.table_head = self.last_row

    def _may_show(self, span: Span, beside: Span) -> bool:
        """Whether a span may be the context of the passage ``beside`` it, where the walk stands now."""
        if span.end - span.start > LONGEST_CONTEXT or span.overlaps(beside):
            return False
        return self.is_exempt or not self.exempt.touches(span)
