"""From a Modern.gov site into the library: meeting by meeting, each paper under its address.

Asks only for what can have changed since the last run; see ``cache``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import date

from ingest.intake import Intake
from ingest.moderngov.answers import MeetingEntry
from ingest.moderngov.cache import Found, Visit, Visits
from ingest.moderngov.connector import Fetched, LeftOut, ModernGov, label_of
from ingest.moderngov.documents import is_minutes
from ingest.moderngov.site import SiteDown
from ingest.outcomes import Outcome, Stopped
from ingest.papers import Access, Kind, Origin, Scope, Stated
from ingest.store.encoder import Encoder
from ingest.store.library import Library
from ingest.structure.paper import READING
from ingest.telling import Progress


def ingest_from(
    site: ModernGov,
    entries: Sequence[MeetingEntry],
    library: Library,
    *,
    access: Access = Access.RESTRICTED,
    on_progress: Callable[[Progress], None] | None = None,
    encoder: Encoder | None = None,
    today: date | None = None,
) -> list[Outcome]:
    """What became of each paper of these meetings; what was left out is among them, with the reason.

    When the site stops answering, the papers taken in until then stay, and the last outcome says so.
    Pages are not counted in the progress.

    Args:
        site: Where the papers are.
        entries: The meetings to look at, from ``site.meetings``.
        library: Open for writing.
        access: Given to every paper, as in ``Intake``. That a site shows a paper makes it no wider.
        on_progress: Told of each meeting before it is asked for.
        encoder: As in ``Intake``.
        today: The day of the run; by default the clock's.

    Raises:
        Stopped: It was interrupted; what was taken in until then stays.
    """
    intake = Intake(library, access=access, encoder=encoder)
    harvest = _Harvest(site, library, intake, access, today or date.today())
    report = on_progress or (lambda progress: None)
    for n_done, entry in enumerate(entries):
        report(Progress(n_done, len(entries), label_of(entry), "fetching"))
        try:
            harvest.gather(entry)
        except SiteDown as error:
            harvest.outcomes.append(Outcome(site.host, "rejected", reason=str(error)))
            break
        except KeyboardInterrupt as error:
            raise Stopped(harvest.outcomes, n_done, len(entries)) from error
    report(Progress(len(entries), len(entries), site.host, "indexing"))
    return intake.finish(harvest.outcomes)


class _Harvest:
    """One run over one site; ``outcomes`` grows as the papers come in."""

    def __init__(
        self, site: ModernGov, library: Library, intake: Intake, access: Access, today: date
    ) -> None:
        self.outcomes: list[Outcome] = []
        self._site = site
        self._library = library
        self._intake = intake
        self._access = access
        self._today = today
        self._visits = Visits(library.folder, site.host)

    def gather(self, entry: MeetingEntry) -> None:
        """Take in the papers of one meeting, or recognise that they are all here already.

        Raises:
            SiteDown: The site does not answer any more; what came before that is taken in.
        """
        visit = self._visits.settled(entry.meeting_id)
        known = None if visit is None else [self._as_before(found) for found in visit.found]
        if known and None not in known:
            self.outcomes += [outcome for outcome in known if outcome is not None]
            return
        opened = self._site.open(entry)
        if isinstance(opened, LeftOut):
            self.outcomes.append(_left_out(opened))
            return
        found = [self._take(opened.paper, is_meeting=True)]
        is_complete = True
        for paper in self._site.documents(opened, self._withdrawn):
            if isinstance(paper, Fetched):
                found.append(self._take(paper))
            else:
                self.outcomes.append(_left_out(paper))
                found.append(Found(source=paper.source, reason=paper.reason))
                is_complete &= paper.is_final
        if is_complete and opened.paper.day is not None:
            visit = Visit(
                day=opened.paper.day,
                asked_on=self._today,
                are_minutes_published=opened.meeting.are_minutes_published,
                reading=READING,
                found=tuple(found),
            )
            self._visits.keep(entry.meeting_id, visit)

    def _as_before(self, found: Found) -> Outcome | None:
        """What the last run made of a paper, if the library still has it so; None if it must be asked for."""
        reason = self._withdrawn(found.source, found.sha256 or "") or found.reason
        if reason is not None:
            return Outcome(found.source, "rejected", reason=reason)
        stored = self._library.find_unchanged(
            found.source, found.sha256 or "", self._access, self._intake.readings
        )
        return None if stored is None else Outcome(found.source, "unchanged", stored.paper_id)

    def _take(self, paper: Fetched, *, is_meeting: bool = False) -> Found:
        sha256 = hashlib.sha256(paper.data).hexdigest()
        withdrawn = self._withdrawn(paper.source, sha256)
        if withdrawn is not None:
            outcome = Outcome(paper.source, "rejected", reason=f"{paper.name}: {withdrawn}")
        else:
            outcome = self._intake.take(paper.data, paper.name, paper.source)
        if outcome.paper_id is not None and outcome.status != "unchanged":
            self._fill_in(outcome.paper_id, paper, is_meeting)
        self.outcomes.append(outcome)
        return Found(source=paper.source, sha256=sha256, reason=outcome.reason)

    def _withdrawn(self, source: str, sha256: str = "") -> str | None:
        """Why a paper must not come back by itself: somebody took it out of the library on purpose."""
        withdrawal = self._library.withdrawal(source, sha256)
        if withdrawal is None:
            return None
        return (
            f"it was withdrawn from the library on {withdrawal.withdrawn_at:%Y-%m-%d} ({withdrawal.reason}), "
            "so it was not taken in again. To bring it back, save it from your browser and ingest the file."
        )

    def _fill_in(self, paper_id: str, paper: Fetched, is_meeting: bool) -> None:
        """What a paper does not say itself follows from where it is filed, and is marked as inferred.

        Minutes among the documents are mostly those of the meeting before, so they get no date.
        """
        record = self._library.paper(Scope.owner(), paper_id)
        body = date_of_meeting = None
        if record.body is None and paper.committee:
            basis = f"{self._site.host} files it with the papers of this committee"
            # "and" as the papers' own headings are read, so that one committee does not become two.
            body = Stated(paper.committee.replace(" & ", " and "), Origin.INFERRED, basis)
        is_of_earlier = not is_meeting and (is_minutes(paper.name) or record.kind.value is Kind.MINUTES)
        if record.date is None and paper.day is not None and not is_of_earlier:
            basis = f"{self._site.host}, which files it with the meeting of that day"
            date_of_meeting = Stated(paper.day, Origin.INFERRED, basis)
        if body or date_of_meeting:
            self._library.set_inferred(paper_id, body, date_of_meeting)


def _left_out(paper: LeftOut) -> Outcome:
    return Outcome(paper.source, "rejected", reason=paper.reason)
