"""Labels: what a citation is called, from stored facts only, admitting what is guessed or missing."""

from __future__ import annotations

from datetime import date

from ingest.papers import Kind, Passage, Role
from ingest.store.records import PaperRecord

_LONGEST_TITLE = 80


def day_name(day: date) -> str:
    """A date as people write it: 24 September 2019."""
    return f"{day.day} {day:%B %Y}"


def paper_label(record: PaperRecord) -> str:
    """The paper alone: body, kind, date; for a report its title as well."""
    body = record.body.value if record.body else "[body not stated]"
    if record.body and record.body.is_inferred:
        body += " [inferred]"
    day = day_name(record.date.value) if record.date else "[undated]"
    if record.date and record.date.is_inferred:
        day += " [inferred]"
    kind = record.kind.value.value if record.kind.value is not Kind.OTHER else "paper"
    if record.kind.value in (Kind.REPORT, Kind.OTHER):
        title = " ".join(record.title.value.split())
        if len(title) > _LONGEST_TITLE:
            title = title[: _LONGEST_TITLE - 1].rsplit(" ", 1)[0] + "\u2026"
        return f"{body}, {kind} \u201c{title}\u201d, {day}"
    return f"{body}, {kind} {day}"


def place_label(record: PaperRecord) -> str:
    """The paper and the name of its file, to tell copies of one text apart."""
    return f"{paper_label(record)} ({record.name})"


def passage_label(record: PaperRecord, passage: Passage, *, is_marked: bool = True) -> str:
    """A passage: its paper, the item and point as printed, the page where the format has pages.

    ``is_marked`` says whether a cut is told in the label.
    """
    parts = [paper_label(record)]
    place = _place(passage)
    if place:
        parts.append(place)
    if passage.page is not None:
        parts.append(_page_name(record, passage.page))
    label = ", ".join(parts)
    return f"{label} (cut off in the source)" if passage.is_truncated and is_marked else label


def _page_name(record: PaperRecord, number: int) -> str:
    """The physical page, with its printed number where that differs, and whether a program made it out."""
    page = next((each for each in record.unusual_pages if each.number == number), None)
    said = [f"printed {page.label}"] if page and page.label else []
    said += ["recognised from a picture"] if page and page.is_ocr else []
    return f"p. {number} ({', '.join(said)})" if said else f"p. {number}"


def _place(passage: Passage) -> str:
    point = passage.point
    named = {Role.RESOLUTION: "resolution", Role.RECOMMENDATION: "recommendation"}.get(passage.role)
    if point and point.startswith("para "):
        named = None
    item = f"item {passage.item}" if passage.item else None
    if named:
        return ", ".join(part for part in (item, f"{named} {point}" if point else named) if part)
    if item and point:
        return f"{item} {point}" if point.startswith("(") else f"{item}, {point}"
    return item or point or ""
