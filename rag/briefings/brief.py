"""Briefings: what a meeting or a topic rests on in the papers, selected, arranged and cited.

Nothing is written that a paper does not say: every sentence is a paper's own, and what Minutebook says of the papers
stands apart as notes. The minutes of the meeting being prepared do not exist yet as far as a briefing is concerned,
whatever date they carry.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from ingest.papers import Kind, Scope
from ingest.store.library import Library
from ingest.store.records import Selection
from ingest.structure.bodies import matching_bodies
from rag.briefings import wording
from rag.briefings.asked import implications, sought
from rag.briefings.briefing import Briefing, BriefRequest
from rag.briefings.coverage import require_sound
from rag.briefings.drafting import Gathered, drafted
from rag.briefings.earlier import decided, interests, said
from rag.briefings.enquiry import enquiry
from rag.briefings.excerpt import Point
from rag.briefings.facts import background, figures
from rag.briefings.gaps import gaps
from rag.briefings.gathering import WINDOWS, gather
from rag.briefings.headings import Headings
from rag.briefings.listing import Listing, find_stored, read_listing
from rag.briefings.material import Material
from rag.briefings.model_prose import ModelProse
from rag.briefings.opening import Covered, told_once
from rag.briefings.owed import promised
from rag.briefings.part import Part
from rag.briefings.plan import Plan, Planner, Subject
from rag.briefings.righting import put_right, rightings
from rag.briefings.standing import Standing, made_again
from rag.briefings.usable import Usable, usable
from rag.finding.retrieve import Retriever
from rag.ledger import Ledger, LedgerRow, Wanted
from rag.model.chat import Writer
from rag.question.query import Filters, Query, understand
from rag.settings import Settings


@dataclass(frozen=True)
class _Reading:
    """What one briefing reads from: who asks, what may be used, and the ledger of that."""

    scope: Scope
    usable: Usable
    selection: Selection
    rows: tuple[LedgerRow, ...]
    headings: Headings


class Briefer:
    """Drafts briefings from a library."""

    def __init__(
        self,
        library: Library,
        retriever: Retriever,
        ledger: Ledger,
        settings: Settings | None = None,
        writer: Writer | None = None,
    ) -> None:
        """With a ``writer`` it tells what need not be quoted in its own words, verified."""
        self._library = library
        self._retriever = retriever
        self._ledger = ledger
        self._settings = settings or Settings()
        self._writer = writer

    def brief(self, request: BriefRequest, scope: Scope) -> Briefing:
        """The briefing that was asked for; where there is nothing to brief on, a short one that says so.

        Raises:
            QuestionError: The topic is empty or too long.
            BriefingError: It is not said what to brief on, or the agenda is neither in the library nor a file.
            ReadError: The agenda is a file that can't be read.
            PapersChanged: A model wrote, and papers that it rests on changed meanwhile, twice in a row.
        """
        if request.topic:
            understand(request.topic, request.filters, self._library.bodies(scope))
        return made_again(lambda: self._made(request, scope))

    def _made(self, request: BriefRequest, scope: Scope) -> Briefing:
        """From one state of the library, which is held to the end only where no model writes.

        Raises:
            PapersChanged: A model wrote, and papers that the briefing rests on are not as they were.
        """
        with self._library.one_state():
            standing = Standing.of(self._library, scope)
            gathered = self._gathered(request, scope)
            if self._writer is None:
                return self._checked(drafted(gathered, None), gathered, standing)

        def require_standing() -> None:
            standing.require(gathered.paper_ids)

        briefing = drafted(gathered, ModelProse(self._writer, self._settings, require_standing))
        with self._library.one_state():
            require_standing()
            standing.require_told(briefing)
            return self._checked(briefing, gathered, standing)

    def _checked(self, briefing: Briefing, gathered: Gathered, standing: Standing) -> Briefing:
        require_sound(gathered.plan, briefing, self._library, standing.scope)
        return replace(briefing, drafted_from=standing.recorded(briefing))

    def _gathered(self, request: BriefRequest, scope: Scope) -> Gathered:
        """Everything that is read for the briefing."""
        request, listing = self._located(request, scope)
        plan = Planner(self._library, scope).plan(request, listing)
        as_of = _day_of(request, plan)
        reading = self._reading(request.filters, plan, scope, as_of)
        covered = told_once([self._covered(subject, reading) for subject in plan.subjects])
        return Gathered(plan, tuple(covered), reading.usable.warnings, as_of)

    def _located(self, request: BriefRequest, scope: Scope) -> tuple[BriefRequest, Listing | None]:
        """The agenda: that of the library where it has it, else what a file lists."""
        if request.agenda_file is None:
            return request, None
        stored = find_stored(self._library, scope, request.agenda_file)
        if stored is not None:
            return replace(request, agenda=stored.paper_id), None
        return request, read_listing(request.agenda_file)

    def _reading(self, filters: Filters, plan: Plan, scope: Scope, as_of: date | None) -> _Reading:
        """What may be used: for a meeting the papers of its body, for a topic what the filters take."""
        own = frozenset(paper_id for each in plan.subjects for paper_id in each.papers or ())
        allowed = usable(self._library, scope, as_of, own)
        known = self._library.bodies(scope)
        is_meeting = any(each.papers is not None for each in plan.subjects)
        bodies = matching_bodies(plan.body, known) if plan.body and is_meeting else None
        selection = Selection(bodies=bodies, without=allowed.barred)
        has_papers = plan.subjects and (bodies is None or bodies)
        rows = self._ledger.rows(scope, Wanted(without=allowed.barred)) if has_papers else []
        agendas = [each for each in plan.records if each.kind.value is Kind.AGENDA]
        headings = Headings(self._library, scope, agendas)
        placed = tuple(map(headings.row_placed, rows))
        return _Reading(scope, allowed, selection, placed, headings)

    def _covered(self, subject: Subject, reading: _Reading) -> Covered:
        if subject.is_withdrawn:
            words = [each for each in subject.words if "withdrawn" in each.text.lower()]
            points = tuple(Point.of(wording.WITHDRAWN, each) for each in words[:1])
            return Covered(subject, (Part("sought", points, (wording.WITHDRAWN_NOTE,)),))
        query = self._query(subject, reading)
        found = self._retriever.retrieve(query, scope=reading.scope, k=WINDOWS)
        records = {each.paper_id: each for each in self._library.papers(reading.scope, query.selection)}
        material = gather(query, subject, found, records, reading.headings, reading.rows)
        return Covered(subject, tuple(_parts(material)))

    def _query(self, subject: Subject, reading: _Reading) -> Query:
        filters = Filters()
        query = understand(subject.topic, filters, self._library.bodies(reading.scope))
        chosen = reading.selection
        if subject.papers is None:
            chosen = replace(query.selection, without=chosen.without)
        return replace(query, selection=chosen)


def _day_of(request: BriefRequest, plan: Plan) -> date | None:
    """The day that a briefing is for: at the latest that of the meeting, whose minutes do not exist before it."""
    if request.topic:
        return request.as_of or plan.day
    return min((each for each in (request.as_of, plan.day) if each is not None), default=None)


def _parts(material: Material) -> list[Part]:
    """The sections of a subject in the order in which they are read."""
    if material.is_empty:
        asked = sought(material)
        return [replace(asked, notes=(*asked.notes, wording.NOTHING)), gaps(material)]
    asked, told = sought(material), figures(material)
    around = background(material, [*asked.excerpts, *told.excerpts])
    used = [*asked.excerpts, *told.excerpts, *around.excerpts]
    parts = [
        asked,
        decided(material),
        promised(material),
        told,
        around,
        implications(material),
        said(material, used),
        gaps(material),
        enquiry(material),
        interests(material),
    ]
    known = list(rightings(material.rows))
    return [put_right(part, known) for part in parts]
