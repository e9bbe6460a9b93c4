"""What a paper says of itself as a whole: kind, body, meeting date, title, access.

Each fact is read from the opening of the paper where it stands there; what is only likely is marked as
inferred, with what it was inferred from. A date or body that the paper does not show is left out.
"""

from __future__ import annotations

import re
from datetime import date

from ingest.papers import Access, Facts, Kind, Origin, Stated, Text

_OPENING = 3000
"""Characters of the paper in which it introduces itself."""
_MONTHS = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), 1
    )
}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DATE = re.compile(
    rf"\b(?P<day>\d{{1,2}})\s*(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\.?,?\s+(?P<year>(?:19|20)\d\d)\b"
    rf"|\b(?P<iso>(?:19|20)\d\d-\d\d-\d\d)\b"
    rf"|\b(?P<slash>\d{{1,2}}/\d{{1,2}}/(?:19|20)\d\d)\b"
    rf"|\b{_MONTH.replace('month', 'month_first')}\s+(?P<day_second>\d{{1,2}})(?:st|nd|rd|th)?,?\s+"
    r"(?P<year_third>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b", re.IGNORECASE)
_BODY_WORD = (
    r"(?:Panel|Board|Committee|Council|Authority|Forum|Cabinet|Executive|Commission|Assembly|Partnership|"
    r"Sub-Committee|Subcommittee|Group|Trust)"
)
_NAME = (
    r"(?:[A-Z][\w'\u2019-]*|and|&|of|the|for|in)(?:,?\s+(?:[A-Z][\w'\u2019-]*|and|&|of|the|for|in)){0,14}?"
)
_BODY = re.compile(
    rf"(?P<body>(?:{_NAME},?\s+)?{_BODY_WORD})\b"
    rf"(?!\s*(?:Meeting|Member|Chamber|Offices?\b|House\b|Tax\b|report|paper|[A-Z][a-z]+\s+{_BODY_WORD}))"
)
_MEETING_OF = re.compile(
    rf"(?:meeting|minutes|proceedings|agenda)\s+(?:of|for)\s+(?:a\s+meeting\s+of\s+)?(?:the\s+)?(?P<body>{_NAME}\s+{_BODY_WORD})\b",
    re.IGNORECASE,
)
_CONSIDERED = re.compile(
    rf"(?:^|\n)\s*The\s+(?P<body>{_NAME}\s+{_BODY_WORD})\s+(?:considered|received|noted|was|were|discussed|had|agreed)\b"
)
_PLACE_POLICE = re.compile(r"\b((?:[A-Z][a-z]+\s+){1,3})Police\b(?!\s+and\s+Crime)")
_OTHER_DATE = re.compile(
    r"\b(?:published|printed|issued|publication|despatch|previous|next meeting|last meeting)\b|"
    r"\b(?:expires?|ends?|begins?|from|until|since|by|on or before)\s+(?:on\s+)?(?:\w+day,?\s+)?$",
    re.IGNORECASE,
)
"""Words shortly before a date that is not the meeting's own."""
_OF_EARLIER = re.compile(
    r"[^.]{0,60}\b(?:were|was|be|been|as)\s+(?:\w+\s+){0,3}(?:confirmed|signed|approved|agreed|adopted|accepted|taken|correct)",
    re.IGNORECASE,
)
"""Words after the date of an earlier meeting whose minutes are dealt with."""
_SIGNS: tuple[tuple[Kind, re.Pattern[str], int], ...] = (
    (Kind.MINUTES, re.compile(r"^\s*(?:draft\s+)?minutes\s*:\s*$", re.I | re.M), 3),
    (Kind.MINUTES, re.compile(r"\bminutes of (?:a|the) (?:\w+ )?(?:meeting|proceedings)", re.I), 2),
    (
        Kind.MINUTES,
        re.compile(
            r"^\W*(?:draft\s+|confirmed\s+|unconfirmed\s+)?"
            r"(?:minutes?|notes(?: and actions)? (?:of|from) (?:a|the) \w* ?meeting)\b"
            r"(?!\s+of\s+(?:the\s+)?(?:previous|last))[^.:]{0,80}$",
            re.I | re.M,
        ),
        2,
    ),
    (
        Kind.MINUTES,
        re.compile(
            r"^\W*(?:UNANIMOUSLY )?RESOLVED\b|^\W*(?:Resolved|Agreed)\s*[:\u2013-]|it was agreed that\s*:",
            re.M,
        ),
        2,
    ),
    (
        Kind.MINUTES,
        re.compile(r"\b(?:following|main) (?:main )?points were (?:made|noted|raised)\b", re.I),
        2,
    ),
    (
        Kind.MINUTES,
        re.compile(r"^\W*(?:present|in attendance|apologies(?: for absence)?)\s*:", re.I | re.M),
        1,
    ),
    (Kind.MINUTES, re.compile(r"\bis filed with these minutes\b|\btaken as read\b", re.I), 2),
    (Kind.REPORT, re.compile(r"^\W*(?:joint )?report (?:of|by|from)\b|^\W*report author\b", re.I | re.M), 3),
    (
        Kind.REPORT,
        re.compile(
            r"\b(?:purpose of (?:the |this )?(?:report|paper)|"
            r"this (?:paper|report) (?:seeks|provides|presents|sets out|asks|informs))",
            re.I,
        ),
        2,
    ),
    (
        Kind.REPORT,
        re.compile(
            r"^\W*(?:\d+\.?\s*)?(?:officer )?recommendations?\s*:?\s*$|"
            r"^\W*(?:background papers|(?:financial |legal )?implications)\b",
            re.I | re.M,
        ),
        1,
    ),
    (
        Kind.REPORT,
        re.compile(
            r"\b(?:board|panel|committee|authority|council|cabinet)\s+(?:is|are)\s+(?:asked|recommended|invited|requested)\b",
            re.I,
        ),
        1,
    ),
    (
        Kind.REPORT,
        re.compile(
            r"^\W*(?:report )?authors?\s*[:|\t]|^\W*for\s*:\s*(?:decision|information|discussion)",
            re.I | re.M,
        ),
        1,
    ),
    (
        Kind.AGENDA,
        re.compile(
            r"^\W*(?:supplementary |public )?agenda\s*$|^\W*agenda\b(?! item| and )[^\n]{0,90}$", re.I | re.M
        ),
        5,
    ),
    (
        Kind.AGENDA,
        re.compile(
            r"\b(?:you are (?:hereby )?(?:summoned|invited)|will be held (?:on|at)|members are (?:summoned|reminded))",
            re.I,
        ),
        2,
    ),
    (
        Kind.DECISION,
        re.compile(
            r"^\W*(?:record of (?:executive |delegated )?decision|decision notice|decisions? (?:list|sheet|record))",
            re.I | re.M,
        ),
        6,
    ),
)
_BUSINESS = re.compile(
    r"(?:minutes|decision)\s*:$|\((?:i|1|a)\)\s|(?!\d{1,2}[.:]\d\d\s*[ap])\d{1,3}(?:[./]\d+)*[.)]\s+\S|\d{1,3}/\d{2,4}\s+\S|"
    r"\d\.\d\s+[A-Z]",
    re.IGNORECASE,
)
"""A line with which the business of a paper begins."""
_PARENT = re.compile(r"\b(?:County|Borough|City|District|Metropolitan) Council$")
"""Councils whose committees meet: named above the committee that the paper is of."""
_RESTRICTION = re.compile(
    r"^\W*(?:strictly\s+)?(?:not for publication|exempt(?:\s+(?:report|item|information|from publication))?\b|"
    r"confidential\b|restricted\b|private and confidential)",
    re.I | re.M,
)
_GENERIC = re.compile(
    r"(?:agenda(?:s)?(?:,? meetings)?(?: and minutes)?(?: item)?(?:\s+\d+)?|minutes|items?|no\.? item|report|"
    r"webcast\.?|agendas, meetings and minutes - agenda item|meeting details|public pack|not for publication.*|"
    r"exempt.*|confidential.*|by virtue.*|(?:joint )?report (?:of|by|from|to)\b.*|authors?\b.*|"
    r"(?:officer |summary of )?recommend.*|venue\b.*|contact\b.*|paper \d+|\d+[.)].*|[-\u2022\u00b7*].*|"
    r"purpose.*|introduction|background|present\b.*|minutes? of\b.*|pages?\b.*)$",
    re.IGNORECASE,
)


def facts(text: Text, name: str, access: Access) -> Facts:
    """Read the facts of a paper; ``name`` is its file name, ``access`` what the officer said of it.

    A marking such as "Not for publication" in the opening makes the paper exempt whatever was said.
    """
    opening = _opening(text.content)
    kind = _kind(text.content, opening)
    body = _body(text.content, opening)
    when = _date(opening)
    return Facts(
        title=_title(text, opening, kind.value, body, when, name),
        kind=kind,
        body=body,
        date=when,
        access=Access.EXEMPT if _RESTRICTION.search(opening[:800]) else access,
        agenda_number=_agenda_number(opening),
    )


def _opening(content: str) -> str:
    """The lines before the business begins: up to the first long paragraph, numbered item or label."""
    kept: list[str] = []
    for line in content[:_OPENING].split("\n"):
        stripped = line.strip()
        if len(stripped) > 230 or _BUSINESS.match(stripped):
            break
        kept.append(stripped)
    return "\n".join(kept)


def _kind(content: str, opening: str) -> Stated[Kind]:
    scores = {kind: 0 for kind in Kind}
    seen: dict[Kind, str] = {}
    for kind, sign, weight in _SIGNS:
        match = sign.search(opening if kind in (Kind.AGENDA, Kind.DECISION) else content)
        if match:
            scores[kind] += weight
            seen.setdefault(kind, " ".join(match.group().split())[:60])
    best = max(scores, key=lambda kind: scores[kind])
    if scores[best] < 2:
        return Stated(Kind.OTHER, Origin.INFERRED, "no sign of minutes, report, agenda or decision")
    if best is Kind.MINUTES and scores[Kind.REPORT] >= 4 and scores[Kind.MINUTES] <= 4:
        best = Kind.REPORT
    return Stated(best, Origin.READ, f"the words \u201c{seen[best]}\u201d")


def parse_date(match: re.Match[str]) -> date | None:
    """The calendar date that a match of `DATE` names, day before month; None when there is no such day."""
    try:
        if match.group("iso"):
            return date.fromisoformat(match.group("iso"))
        if match.group("slash"):
            day, month, year = (int(part) for part in match.group("slash").split("/"))
            return date(year, month, day)
        word = (match.group("month") or match.group("month_first")).lower()
        month = next(number for name, number in _MONTHS.items() if name.startswith(word[:3]))
        day = int(match.group("day") or match.group("day_second"))
        return date(int(match.group("year") or match.group("year_third")), month, day)
    except ValueError:
        return None


def _date(opening: str) -> Stated[date] | None:
    """The meeting date in the opening: by a weekday, "held", or a line of its own; the first of equals."""
    best: tuple[int, date, str] | None = None
    for match in DATE.finditer(opening):
        found = parse_date(match)
        start = opening.rfind("\n", 0, match.start()) + 1
        stop = opening.find("\n", match.end())
        line = opening[start : stop if stop >= 0 else len(opening)]
        lead = opening[max(start, match.start() - 40) : match.start()]
        if found is None or _OTHER_DATE.search(lead) or _OF_EARLIER.match(opening, match.end()):
            continue
        score = 2 * bool(_WEEKDAY.search(line)) + 2 * bool(
            re.search(r"\b(?:date|held|meeting)\b", line, re.I)
        )
        score += 2 * (len(line) <= 60) + (
            bool(re.search(rf"\b{_BODY_WORD}\b", _as_title(line))) and len(line) <= 120
        )
        if best is None or score > best[0]:
            best = (score, found, " ".join(match.group().split()))
    if best is None:
        return None
    return Stated(best[1], Origin.READ, f"\u201c{best[2]}\u201d in the opening")


def _clean_name(name: str) -> str:
    name = re.sub(r"\s+", " ", re.sub(r"</?\w+>", "", name)).strip(" ,.-")
    name = re.sub(r"^(?:(?:the|for|of|and|in)\s+)+", "", name, flags=re.IGNORECASE).replace(" & ", " and ")
    return _as_title(name)


def _body(content: str, opening: str) -> Stated[str] | None:
    meeting = _MEETING_OF.search(" ".join(opening.split()))
    if meeting and len(_clean_name(_last_name(meeting.group("body"))).split()) >= 2:
        return Stated(_clean_name(_last_name(meeting.group("body"))), Origin.READ, "the opening")
    found: list[tuple[int, str]] = []
    for line in opening.split("\n"):
        for match in _BODY.finditer(_as_title(re.sub(r"</?\w+>", "", line))):
            name = _clean_name(_last_name(match.group("body")))
            if len(name.split()) >= 2:
                is_parent = bool(_PARENT.search(name))
                found.append((2 * bool(DATE.search(line)) + (len(line) < 120) - 2 * is_parent, name))
    if found:
        return Stated(max(found, key=lambda pair: pair[0])[1], Origin.READ, "the opening")
    considered = _CONSIDERED.search(content)
    if considered and len(considered.group("body").split()) >= 2:
        return _with_place(_clean_name(considered.group("body")), content)
    return _from_police(content)


def _last_name(name: str) -> str:
    """The body's own name where an office runs into it: "Commissioner for Anyshire Police and Crime Panel"."""
    introduced = (
        r"\b(?:commissioner for|report (?:to|of)(?: the)?|(?:meeting|minutes|agenda) (?:of|for)(?: the)?)\s+"
    )
    return re.split(introduced, name, flags=re.IGNORECASE)[-1]


def _as_title(line: str) -> str:
    """Capitals made title case, so that one pattern reads both."""
    if not line.isupper():
        return line
    small = {"and", "of", "for", "the", "in"}
    return " ".join(word.lower() if word.lower() in small else word.capitalize() for word in line.split())


def _with_place(name: str, content: str) -> Stated[str]:
    """A body named without its place ("Police and Crime Panel") gets the force area that the paper speaks of."""
    if name.lower() != "police and crime panel":
        return Stated(name, Origin.READ, "the text of the item")
    place = _force_area(content)
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
    places = [
        place for place in places if place not in {"The", "If", "Local", "National", "British Transport"}
    ]
    return max(set(places), key=places.count) if places else None


def _beside(body: str, line: str) -> str:
    """What stands on a line beside the body's name and a date, or nothing: often the subject."""
    plain = re.sub(r"</?\w+>", " ", line)
    if body.lower() not in plain.lower() or not DATE.search(plain):
        return ""
    rest = DATE.sub(" ", re.sub(re.escape(body), " ", plain, flags=re.IGNORECASE))
    return "" if _WEEKDAY.search(rest) else " ".join(rest.split()).strip(" .,:-\u2013")


def _agenda_number(opening: str) -> str | None:
    match = re.search(r"agenda item(?:\s+no\.?)?:?\s+(\d{1,3}[a-z]?)\b", opening, re.IGNORECASE)
    return match.group(1) if match else None


def _title(
    text: Text, opening: str, kind: Kind, body: Stated[str] | None, when: Stated[date] | None, name: str
) -> Stated[str]:
    subject = re.search(r"^(?:subject|title|report title)\s*[:|\t]\s*(?:\|\s*)?(\S.+)$", opening, re.I | re.M)
    if subject:
        return Stated(subject.group(1).strip(" |"), Origin.READ, "the subject line")
    if kind in (Kind.MINUTES, Kind.AGENDA) and body and when:
        day = f"{when.value.day} {when.value:%B %Y}"
        return Stated(f"{body.value}: {kind.value}, {day}", Origin.INFERRED, "the body and date")
    headings = [
        text.content[each.span.start : each.span.end] for each in text.headings if each.span.end <= _OPENING
    ]
    lines = opening.split("\n")
    beside = [_beside(body.value, line) for line in lines] if body else []
    for line in (*beside, *headings, *lines):
        candidate = re.sub(r"</?\w+>|^#+\s*", "", line).strip(" *_/|")
        names_body = body is not None and body.value.lower() in candidate.lower().replace("&", "and")
        has_words = len(re.findall(r"[A-Za-z]{3,}", candidate)) >= 2
        if (
            has_words
            and len(candidate) <= 160
            and not (names_body or _GENERIC.match(candidate) or DATE.search(candidate))
        ):
            is_wrapped = text.title is not None and text.title.lower().startswith(candidate.lower())
            return Stated(str(text.title) if is_wrapped else candidate, Origin.READ, "the opening")
    if text.title:
        return Stated(text.title, Origin.READ, "the file's own title")
    return Stated(name, Origin.INFERRED, "the file name")
