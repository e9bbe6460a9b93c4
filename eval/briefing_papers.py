"""Invented papers for measuring briefings: an agenda of twelve items with forty papers of two years behind it.

Every subject has a report to the meeting; seven earlier meetings have minutes on all subjects, and three reports
each. The words are put together by chance from lists, with a fixed seed, so that no two papers say the same and
every run measures the same.
"""

from __future__ import annotations

import io
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import docx

BODY = "Ashmere Borough Services Committee"
AGENDA = "agenda.txt"
_LAST = date(2026, 3, 18)
_WEEKS_APART = 14
_N_EARLIER = 7
_REPORTS_EACH = 3
_ROOM = "in the Moot Room, Ashmere Town Hall"


@dataclass(frozen=True)
class _Subject:
    title: str
    officer: str
    things: tuple[str, str, str]


_SUBJECTS = (
    _Subject("Repair of the harbour wall", "Harbour Engineer", ("harbour wall", "sea steps", "tide gauge")),
    _Subject(
        "School crossing patrols",
        "Road Safety Manager",
        ("crossing patrols", "zebra markings", "school gates"),
    ),
    _Subject("Allotment rents", "Parks Manager", ("allotments", "water butts", "waiting list")),
    _Subject(
        "Library opening hours", "Head of Libraries", ("branch libraries", "Sunday opening", "mobile library")
    ),
    _Subject("Collection of garden waste", "Waste Manager", ("garden waste", "brown bins", "compost site")),
    _Subject("Empty homes", "Housing Manager", ("empty homes", "renovation loans", "compulsory purchase")),
    _Subject("Swimming pool roof", "Leisure Manager", ("swimming pool", "pool roof", "learner pool")),
    _Subject("Licensing of taxis", "Licensing Officer", ("taxis", "vehicle tests", "badge renewals")),
    _Subject(
        "Flood defences at Linden Brook", "Drainage Engineer", ("Linden Brook", "flood gates", "trash screen")
    ),
    _Subject(
        "Market stalls in the High Street",
        "Markets Officer",
        ("market stalls", "stall rents", "power points"),
    ),
    _Subject("Youth clubs", "Youth Service Manager", ("youth clubs", "evening sessions", "detached workers")),
    _Subject("Street trees", "Tree Officer", ("street trees", "tree pits", "felling notices")),
)
_PLACES = (
    "Colne Road",
    "Fenwick Green",
    "Hartlow",
    "Mill Quarter",
    "St Osyth Ward",
    "Upper Weir",
    "Ludd Lane",
    "Quay Side",
)
_FINDINGS = (
    "{n} complaints about {thing} in {place} were received in the quarter, against {m} in the quarter before",
    "the contractor had finished {n} of the {m} jobs on {thing} that were ordered for {place}",
    "the cost of {thing} in {place} stood at \u00a3{n},{m:03d}, which was more than had been allowed for",
    "a survey of {thing} in {place} found that {p}% of those who answered were content",
    "{thing} in {place} had been out of use on {n} days because no spare parts could be had",
    "staff who looked after {thing} in {place} had dealt with {n} requests, {p}% of them within a week",
)
_CLAIMS = (
    "The work on {thing} in {place} would take {n} weeks and could begin in {month}.",
    "Two prices were received for {thing} in {place}, of \u00a3{n},{m:03d} and \u00a3{m},{n:03d}.",
    "The condition of {thing} in {place} was last looked at in {month} and {p}% was found to be sound.",
    "People who live near {place} were asked about {thing}; {n} replied, of whom {p}% were in favour.",
    "Other councils of the same size spend about \u00a3{m},{n:03d} a year on {thing}.",
    "If nothing is done about {thing} in {place}, a further {n} cases are to be expected by {month}.",
)
_IMPLICATIONS = (
    "Financial: the cost of \u00a3{n},{m:03d} can be met from the budget for {thing}.",
    "Risk: {thing} in {place} may be out of use until {month}.",
)
_MONTHS = ("January", "April", "May", "July", "September", "October")
_ACTIONS = (
    "be approved for {place} at a cost of \u00a3{n},{m:03d}",
    "be deferred to the next meeting",
    "be put to the people of {place} before a decision is taken",
    "be reviewed again in {month}",
)
_MARKS = ("i", "ii", "iii", "iv", "v", "vi")


def write_papers(folder: Path, seed: int = 1) -> int:
    """Write the agenda and the papers behind it; how many these are, the agenda not counted."""
    chance = random.Random(seed)  # noqa: S311 - varied, not hidden
    days = [_LAST - timedelta(weeks=_WEEKS_APART * before) for before in range(_N_EARLIER, -1, -1)]
    (folder / AGENDA).write_text(_agenda(days[-1]), encoding="utf-8")
    n_papers = 0
    for number, day in enumerate(days[:-1]):
        (folder / f"minutes-{day}.txt").write_text(_minutes(day, chance), encoding="utf-8")
        subjects = [
            _SUBJECTS[(number * _REPORTS_EACH + each) % len(_SUBJECTS)] for each in range(_REPORTS_EACH)
        ]
        n_papers += 1 + _write_reports(folder, day, subjects, chance)
    return n_papers + _write_reports(folder, days[-1], _SUBJECTS, chance)


def _write_reports(folder: Path, day: date, subjects: Sequence[_Subject], chance: random.Random) -> int:
    for subject in subjects:
        name = f"report-{subject.title.lower().replace(' ', '-')}-{day}.docx"
        (folder / name).write_bytes(_report(subject, day, chance))
    return len(subjects)


def _agenda(day: date) -> str:
    lines = [BODY.upper(), "AGENDA", f"{_told(day)} at 6.30 pm {_ROOM}", "1. Apologies for absence"]
    lines += ["2. Declarations of interest", "3. Minutes of the last meeting"]
    for number, subject in enumerate(_SUBJECTS, 4):
        lines += [f"{number}. {subject.title}", f"Report of the {subject.officer}."]
    return "\n\n".join([*lines, f"{len(_SUBJECTS) + 4}. Date of the next meeting", ""])


def _minutes(day: date, chance: random.Random) -> str:
    lines = [BODY.upper(), f"Minutes of the meeting held on {_told(day)} at 6.30 pm {_ROOM}"]
    lines += [
        "Present: Councillor D. Amory (Chair), Councillor T. Bexley, Councillor W. Carne, Councillor J. Dorne"
    ]
    for number, subject in enumerate(_SUBJECTS, 1):
        lines.append(f"{number}. {subject.title}")
        lines.append(f"The Committee considered a report of the {subject.officer} on {subject.things[0]}.")
        for mark in _MARKS[:4]:
            lines.append(
                f"({mark}) The {subject.officer} reported that {_filled(chance.choice(_FINDINGS), subject, chance)}."
            )
        asked = _filled("how many {thing} there were in {place}", subject, chance)
        lines.append(
            f"({_MARKS[4]}) A member asked {asked}. The {subject.officer} undertook to send the figure to members."
        )
        lines.append("RESOLVED:")
        lines.append(
            f"(a) That the proposal on {subject.things[0]} {_filled(chance.choice(_ACTIONS), subject, chance)}."
        )
        lines.append(f"(b) That the {subject.officer} report on {subject.things[1]} to the next meeting.")
    return "\n\n".join([*lines, ""])


def _report(subject: _Subject, day: date, chance: random.Random) -> bytes:
    document = docx.Document()
    document.add_heading(subject.title, 0)
    for line in (BODY, _told(day), f"Report of the {subject.officer}"):
        document.add_paragraph(line)
    document.add_heading("Recommendation", 1)
    document.add_paragraph(
        f"1. That the work on {subject.things[0]} {_filled(chance.choice(_ACTIONS), subject, chance)}."
    )
    document.add_heading("Background", 1)
    for number in range(2, 16):
        claims = [_filled(chance.choice(_CLAIMS), subject, chance) for _ in range(3)]
        document.add_paragraph(f"{number}. {' '.join(claims)}")
    document.add_heading("Implications", 1)
    for implication in _IMPLICATIONS:
        document.add_paragraph(_filled(implication, subject, chance))
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _filled(pattern: str, subject: _Subject, chance: random.Random) -> str:
    return pattern.format(
        thing=chance.choice(subject.things),
        place=chance.choice(_PLACES),
        month=chance.choice(_MONTHS),
        n=chance.randint(11, 99),
        m=chance.randint(101, 989),
        p=chance.randint(12, 96),
    )


def _told(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"
