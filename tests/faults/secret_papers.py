"""Papers of two invented bodies in every class of access, each with words that stand nowhere else.

Every word made up here is a canary: whoever is shown one must be allowed to see the place where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ingest.intake import Intake
from ingest.papers import Access
from ingest.store.library import Library

HARBOUR, LIGHTHOUSE = "Norsey Harbour Panel", "Norsey Lighthouse Board"
BODIES = (HARBOUR, LIGHTHOUSE)

_EXCLUSION = (
    "RESOLVED: That under Section 100A(4) of the Local Government Act 1972 the public be excluded from the meeting "
    "for the following item on the grounds that it involves the likely disclosure of exempt information as defined "
    "in paragraph 3 of Part 1 of Schedule 12A of the Act."
)


@dataclass(frozen=True)
class Secret:
    """A word, and who may see it: those who may read this class of papers of this body."""

    word: str
    body: str
    access: Access


@dataclass(frozen=True)
class Made:
    """A paper as it was written, with the secrets that stand in it; ``access`` is the paper's own."""

    name: str
    body: str
    access: Access
    secrets: tuple[Secret, ...]


# By body and class: words for file name, title, text, owner of a promise, and an office that is named.
_WORDS = {
    (HARBOUR, Access.PUBLIC): ("brelvanto", "gostrupal", "mivarden", "Tolquist", "Fennaruby"),
    (HARBOUR, Access.RESTRICTED): ("cradelmop", "hunzibar", "norvatile", "Skelbrane", "Wostrangel"),
    (HARBOUR, Access.EXEMPT): ("drostimel", "jankovoss", "pelturine", "Quorvanth", "Yestrimal"),
    (LIGHTHOUSE, Access.PUBLIC): ("falmistra", "kendrovil", "rastopane", "Umbrelick", "Zandromis"),
    (LIGHTHOUSE, Access.RESTRICTED): ("glenstropa", "lorvimand", "sintrobel", "Vaskorine", "Hestromal"),
    (LIGHTHOUSE, Access.EXEMPT): ("harvelisk", "mondraveth", "tolvestrin", "Wrenstolka", "Istrevand"),
}
_SECTION = {HARBOUR: ("oskaldrim", "xelvanore"), LIGHTHOUSE: ("pindrostel", "yulmarest")}
"""What stands in the exempt part of a body's public minutes."""
_SUBJECT = {Access.PUBLIC: "Ferry", Access.RESTRICTED: "Staffing", Access.EXEMPT: "Tender"}


def write_papers(folder: Path) -> list[Made]:
    """Write the papers, a folder for each class; what was written."""
    made = []
    for (body, access), words in _WORDS.items():
        in_name, in_title, in_text, owner, office = words
        into = folder / access.value
        into.mkdir(parents=True, exist_ok=True)
        secrets = [Secret(word.lower(), body, access) for word in words]
        name = f"report-{in_name}.txt"
        (into / name).write_text(_report(body, access, in_title, in_text, owner, office), "utf-8")
        made.append(Made(name, body, access, tuple(secrets)))
    for number, body in enumerate(BODIES, start=1):
        name = f"minutes-{number}.txt"
        (folder / "public" / name).write_text(_minutes(body, *_SECTION[body]), "utf-8")
        made.append(
            Made(
                name,
                body,
                Access.PUBLIC,
                tuple(Secret(word, body, Access.EXEMPT) for word in _SECTION[body]),
            )
        )
    return made


def make_library(folder: Path, library: Path) -> list[Made]:
    """Write the papers into ``folder`` and take them in, each with its class; what was written."""
    made = write_papers(folder)
    with Library.create_or_open(library) as opened:
        for access in Access:
            outcomes = Intake(opened, access=access, is_indexing=False).ingest([folder / access.value])
            rejected = [outcome.reason for outcome in outcomes if outcome.paper_id is None]
            if rejected:
                raise RuntimeError(f"papers were rejected: {rejected}")
    return made


def _report(body: str, access: Access, in_title: str, in_text: str, owner: str, office: str) -> str:
    subject = _SUBJECT[access]
    return f"""{body.upper()}

10 June 2025

Report of the {office} Office

{subject} for the quay at {in_title.capitalize()}

Recommendation

1. That the {subject.lower()} for the quay at {in_title.capitalize()} be agreed.

Background

2. The {subject.lower()} for the quay was looked at in April 2025. The lowest price, from {in_text.capitalize()} \
Limited, was £41,000 and the work takes five weeks.

3. {owner} undertook to report on the {subject.lower()} for the quay to the next meeting.

4. The {office} Office will write to the harbour master about the {subject.lower()} by September 2025.
"""


def _minutes(body: str, in_section: str, in_resolution: str) -> str:
    return f"""{body.upper()}

Minutes of the meeting held on Tuesday 4 March 2025 at 10.00 am in the Council Chamber, Norsey

Present: Councillor A. Lindqvist (Chair), Councillor B. Okonjo

12. Repairs of the quay

The {body} considered a report about repairs of the quay.

RESOLVED:

(a) That the quay be repaired by the end of June 2025.

(b) That £18,500 be taken from the reserve for the quay.

13. Exclusion of the public

{_EXCLUSION}

14. Contract for the quay

The {body} heard that {in_section.capitalize()} Limited had offered to repair the quay for £77,300.

RESOLVED: That the contract for the quay be given to {in_section.capitalize()} Limited through \
{in_resolution.capitalize()} Finance.
"""
