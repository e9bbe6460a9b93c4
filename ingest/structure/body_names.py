"""The name of the body that a paper is of, as it stands in the paper or follows from what it speaks of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from operator import itemgetter

from ingest.papers import Origin, Stated
from ingest.structure.bodies import is_same_body
from ingest.structure.dates import DATE
from ingest.structure.opening import BODY_WORD, as_title, without_gaps, without_tags
from ingest.structure.organisations import BOARD_OF, below_council, council_of, of_organisation

_NAME = (
    r"(?:[A-Z][\w'\u2019-]*|and|&|of|the|for|in)(?:,?\s+(?:[A-Z][\w'\u2019-]*|and|&|of|the|for|in)){0,14}?"
)
_OFFICE = (
    r"(?:Accountant|Administrator|Advis[eo]r|Architect|Assistant|Chair(?:man|woman|person)?|Chief|Clerk|Convenor|Director|"
    r"Engineer|Lawyer|Leader|Manager|Officer|Planner|President|Secretary|Solicitor|Surveyor|Treasurer)\b"
)
"""What somebody is: "Senior Executive Engineer", "Board Secretary"."""
_BODY = re.compile(
    rf"(?P<body>(?:{_NAME},?\s+)?(?:{BOARD_OF}|{BODY_WORD}(?:\s+[A-H](?=\s*(?:$|[,:;|)\u2013\u2014-]|held\b|on\b)))?))\b"
    rf"(?!\s*(?:Meeting(?!\s+(?:Minutes|Agenda|Notes))|Member|Chamber|Offices?\b|House\b|Tax\b|report|paper|{_OFFICE}|"
    rf"[A-Z][a-z]+\s+{BODY_WORD}))"
)
_MEETING_OF = re.compile(
    rf"(?:meeting|minutes?|notes|proceedings|agenda)\s+(?:of|for)\s+(?:a\s+meeting\s+of\s+)?(?:the\s+)?"
    rf"(?P<body>(?:{_NAME}\s+)?{BOARD_OF}|{_NAME}\s+{BODY_WORD})\b(?!\s*(?:Chamber|Offices?\b|House\b|Room\b))",
    re.IGNORECASE,
)
_CONSIDERED = re.compile(
    rf"(?:^|\n)\s*The\s+(?P<body>{_NAME}\s+{BODY_WORD})\s+(?:considered|received|noted|was|were|discussed|had|agreed)\b"
)
_PLACE_POLICE = re.compile(r"\b((?:[A-Z][a-z]+\s+){1,3})Police\b(?!\s+and\s+Crime)")
_PARENT = re.compile(
    r"\b(?:County|Borough|City|District|Metropolitan|Regional|Unitary|Shire|Islands?) Council$"
)
"""Councils whose committees meet: named above the committee that the paper is of."""
_OF_SEVERAL = re.compile(r"\W*(?:joint\s+)?meeting between\b", re.IGNORECASE)
"""A line that names those who met: the paper is of none of them alone."""
_INTRODUCED = re.compile(
    r"\b(?:commissioner for|report (?:to|of)(?: the)?|(?:meeting|minutes?|notes|agenda) (?:of|for)(?: the)?)\s+",
    re.IGNORECASE,
)
_MAY_HAVE_COMMITTEES = re.compile(r".*\b(?:Council|Authority|Trust|Assembly)")
_COMMITTEE = re.compile(
    rf".*\b(?:Committee|Sub-Committee|Subcommittee|Panel|Board|Cabinet|Forum|Commission|Group|{BOARD_OF})"
    r"(?:\s+[A-H])?"
)
_LEADS_IN = re.compile(
    r"(?:report\s+to|(?:meeting|minutes|agenda)\s+(?:of|for)|committee|meeting|body|to)?\s*:?\s*(?:the\s+)?",
    re.IGNORECASE,
)
"""What may stand before the name of a committee below that of its council."""
_ROLL = re.compile(
    r"\W*(?:(?:members?|also|those)\s+)*(?:present|in\s+attendance|attendance|attendees|sederunt|apologies)\b",
    re.IGNORECASE,
)
"""The line with which those who were there begin: what they sit on elsewhere is not what the paper is of."""
_NO_NAME = re.compile(
    rf"\b(?:meeting|held|session|minutes|council chamber)\b|\b(?:Chief|Senior|Assistant) Executive$|"
    rf"(?:last|next) {BODY_WORD}$",
    re.IGNORECASE,
)
_HONORIFIC = re.compile(
    r"\b(?:Cllrs?|Councillors?|Cr|Mr|Mrs|Ms|Miss|Mx|Dr|Prof(?:essor)?|Sir|Dame|Lord|Lady|Rev|Revd|Trustee)\b\.?\s+[A-Z]"
)
"""Before the name of somebody: what is named behind it is where they come from."""
_OFFICE_IN = re.compile(
    r"(?:(?:vice|deputy)[\s-]+)?(?:chair(?:man|woman|person)?|clerk|conven[eo]r|leader|members?|president|secretary)\s+"
    r"(?:of|to)\s+",
    re.IGNORECASE,
)
"""Whoever is the chairman of a council is no council."""
_SITTING = re.compile(
    r"(?:(?:regular|ordinary|extraordinary|annual|monthly|quarterly|emergency)\s+|special\s+(?=(?:board|council)$))+",
    re.IGNORECASE,
)
"""Which meeting of a body it was, no part of its name: "Regular Board Meeting"."""
_IN_WELSH = re.compile(
    rf"Cyngor\s+(?:Bwrdeistref(?:\s+Sirol)?|Cymdeithas|Cymuned|Dinas|Dosbarth|Sir|Tref)\s+(?=\S.*\b{BODY_WORD}$)",
    re.IGNORECASE,
)
"""What the name of a Welsh council begins with in Welsh where it goes on in English."""
_DASH = re.compile(r"\s+[-\u2013\u2014|]\s+")
_NO_PLACES = frozenset({"The", "If", "Local", "National", "British Transport"})
IN_OPENING = "the opening"
"""Basis of a body that the opening names so that no other can be meant."""
_FIRST_OF_SEVERAL = "the first of several bodies that the opening names alike: "


def is_certain(body: Stated[str]) -> bool:
    """Whether somebody said that a paper is of this body, or its opening does: a guess opens no paper to anyone."""
    return body.origin is Origin.SUPPLIED or (body.origin is Origin.READ and body.basis == IN_OPENING)


def body_of(content: str, opening: str) -> Stated[str] | None:
    """The body that a paper is of; None where it names none and none follows."""
    lines = opening.split("\n")
    named = _named_in(opening)
    if named is not None:
        return replace(named, value=below_council(of_organisation(named.value, lines), lines))
    whole = council_of(lines)
    if whole is not None:
        return Stated(whole, Origin.READ, IN_OPENING)
    content = without_gaps(content)
    considered = _CONSIDERED.search(content)
    if considered and len(considered.group("body").split()) >= 2:
        name = _clean(considered.group("body"))
        return None if name in _who_met(lines, _lines_of_several(lines)) else _with_place(name, content)
    return _from_police(content)


def _named_in(opening: str) -> Stated[str] | None:
    """The body that the opening names, as it stands there."""
    for meeting in _MEETING_OF.finditer(" ".join(opening.split())):
        name = _clean(_last_name(meeting.group("body")))
        if len(name.split()) >= 2 and not _NO_NAME.search(name):
            return Stated(_in_full(name, opening.split("\n")), Origin.READ, IN_OPENING)
    lines = opening.split("\n")
    several = _lines_of_several(lines)
    who_met = _who_met(lines, several)
    above = _lines_of_parents(lines)
    roll = next((number for number, line in enumerate(lines) if _ROLL.match(line)), len(lines))
    found = [
        (
            2 * bool(DATE.search(line))
            + (len(line) < 120 and number < roll)
            - 2 * (is_parent(name) or number in above),
            name,
        )
        for number, line in enumerate(lines)
        if number not in several
        for name in bodies_in(_without_persons(line, is_roll=number >= roll))
        if name not in who_met
    ]
    return _foremost(found) if found else None


def _without_persons(line: str, *, is_roll: bool) -> str:
    """A line up to where it names somebody: what they sit on, and what they are called, is not what the paper is of."""
    person = _HONORIFIC.search(line)
    kept = line[: person.start()] if person else line
    return re.split(r"[(,;]", kept, maxsplit=1)[0] if is_roll else kept


def _in_full(name: str, lines: Sequence[str]) -> str:
    """The name as a line of its own gives it, where that is longer: "Harrow Schools Forum" for "Schools Forum"."""
    short = name.lower().removeprefix("full ")
    parts = (part.strip(" #*_") for line in lines for part in _DASH.split(line))
    longer = (part for part in parts if part.lower().endswith(f" {short}") and is_name(part))
    found = next((bodies_in(part)[0] for part in longer), name)
    return found if len(found) > len(short) and found.lower() != name.lower() else name


def _foremost(found: Sequence[tuple[int, str]]) -> Stated[str]:
    """The body that stands foremost, by how telling its line is; of several alike the first, and that is said."""
    most, name = max(found, key=itemgetter(0))
    alike = [other for telling, other in found if telling == most and not is_same_body(name, other)]
    basis = f"{_FIRST_OF_SEVERAL}{'; '.join(dict.fromkeys((name, *alike)))}" if alike else IN_OPENING
    return Stated(name, Origin.READ, basis)


def _lines_of_several(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of the lines that say between whom a meeting was, however many they are broken over."""
    found: set[int] = set()
    for number, line in enumerate(lines):
        is_more = number - 1 in found and lines[number - 1].rstrip().endswith((",", " and", "&"))
        if _OF_SEVERAL.match(line) or is_more:
            found.add(number)
    return frozenset(found)


def _who_met(lines: Sequence[str], several: frozenset[int]) -> frozenset[str]:
    """The bodies that met with each other. Some names have a comma in them, most are parted by one."""
    named = (part for number in several for part in (lines[number], *lines[number].split(",")))
    return frozenset(name for part in named for name in bodies_in(part))


def _lines_of_parents(lines: Sequence[str]) -> frozenset[int]:
    """The numbers of the lines that hold a council's name alone, right above the line of the committee that meets."""
    filled = [(number, line.strip(" #*_")) for number, line in enumerate(lines) if line.strip()]
    found: set[int] = set()
    for (number, line), (_, below) in pairwise(filled):
        names, committees = bodies_in(line), bodies_in(below)
        if len(names) != 1 or not committees or _clean(line) != names[0]:
            continue
        lead = as_title(below).replace("&", "and").partition(committees[0])[0]
        is_below = _LEADS_IN.fullmatch(lead) and _COMMITTEE.fullmatch(committees[0])
        if is_below and _MAY_HAVE_COMMITTEES.fullmatch(names[0]):
            found.add(number)
    return frozenset(found)


def bodies_in(line: str) -> list[str]:
    """The names of bodies, of two words and more, on a line; councils that others belong to among them."""
    matches = _BODY.finditer(as_title(without_tags(line)))
    names = [_clean(_last_name(match.group("body"))) for match in matches]
    return [name for name in names if len(name.split()) >= 2 and not _NO_NAME.search(name)]


def is_name(line: str) -> bool:
    """Whether a line is the name of a body and nothing else."""
    return bodies_in(line) == [_clean(line)]


def is_parent(name: str) -> bool:
    """Whether it is a council as a whole, as it stands above the names of its committees."""
    return bool(_PARENT.search(name))


def _clean(name: str) -> str:
    name = re.sub(r"\s+", " ", without_tags(name)).strip(" ,.-")
    name = _IN_WELSH.sub("", _without_lead(_OFFICE_IN.sub("", _without_lead(name), count=1)), count=1)
    return as_title(_SITTING.sub("", name, count=1) if _SITTING.match(name) else name)


def _without_lead(name: str) -> str:
    return re.sub(
        r"^(?:(?:the|for|of|and|in|this|that|each|our|your|their|its)\s+)+",
        "",
        name,
        flags=re.IGNORECASE,
    ).replace(" & ", " and ")


def _last_name(name: str) -> str:
    """The body's own name where an office runs into it: "Commissioner for Anyshire Police and Crime Panel"."""
    return _INTRODUCED.split(name)[-1]


def _with_place(name: str, content: str) -> Stated[str]:
    """A body named without its place ("Police and Crime Panel") gets the force area that the paper speaks of."""
    place = _force_area(content) if name.lower() == "police and crime panel" else None
    if place is None:
        return Stated(name, Origin.READ, "the text of the item")
    return Stated(
        f"{place} {name}", Origin.INFERRED, f"the text names the Police and Crime Panel and {place} Police"
    )


def _from_police(content: str) -> Stated[str] | None:
    """Minutes that speak of "the Panel" and of one police force are that force area's police and crime panel."""
    place = _force_area(content)
    if (
        place
        and re.search(r"\bthe Panel\b", content)
        and re.search(r"\bPolice and Crime Commissioner\b", content)
    ):
        basis = f"the text speaks of the Panel, the Police and Crime Commissioner and {place} Police"
        return Stated(f"{place} Police and Crime Panel", Origin.INFERRED, basis)
    return None


def _force_area(content: str) -> str | None:
    places = [match.group(1).strip() for match in _PLACE_POLICE.finditer(content)]
    places = [re.sub(r"^(?:The|And|That|If|When)\s+", "", place) for place in places]
    places = [place for place in places if place not in _NO_PLACES]
    return max(Counter(places).items(), key=itemgetter(1))[0] if places else None
