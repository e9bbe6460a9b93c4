"""What a paper is called: its subject line, its body and day, or the first line of it that is a title."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from ingest.papers import Kind, Origin, Stated, Text
from ingest.structure.body_names import is_name
from ingest.structure.dates import DATE, WEEKDAY
from ingest.structure.minutes_heading import heads_minutes
from ingest.structure.opening import LENGTH
from ingest.structure.organisations import is_organisation

_LONGEST = 160
_LONGEST_WRAPPED = 250
_FEWEST_CHARACTERS_OF_WRAPPED = 38
"""A shorter line was not broken for want of room."""
_MOST_LINES = 3
_SUBJECT = re.compile(r"^(?:subject|title|report title)\s*[:|\t]\s*(?:\|\s*)?(\S.+)$", re.I | re.M)
_GENERIC = re.compile(
    r"(?:agenda(?:s)?(?:,? (?:decisions|meetings))?(?: and (?:draft )?minutes)?(?: item)?(?:\s+\d+)?|minutes|items?|"
    r"no\.? item|report|meeting|draft\b.{0,12}|unconfirmed|confirmed|"
    r"webcast\.?|untitled|agendas, meetings and minutes - agenda item|meeting details|public pack|"
    r"not for publication.*|"
    r"exempt.*|confidential.*|by virtue.*|(?:joint )?report (?:of|by|from|to)\b.*|authors?\b.*|"
    r"(?:officer |summary of )?recommend.*|venue\b.*|contact\b.*|paper \d+|\d+[.)].*|[-\u2022\u00b7*].*|"
    r"purpose.*|introduction|background|present\b.*|minutes? of\b.*|pages?\b.*|official\b.*|public document|"
    r"(?:date|time|location|wards?|for)\s*:.*|relevant portfolio.*)$",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"(?:(?:agenda |exempt )?item(?: (?:no\b\.?|number))?\s*:?\s*\d+[a-z]?|"
    r"apologies (?:for|from|were|received)\b.*|(?:status|meeting date)\s*:.*|"
    r"(?:(?:members|also|those|staff) )*(?:apologies|in attendance|attendance|attendees|absent|sederunt|roll call)"
    r"\s*(?::.*)?|(?:chair(?:man|person|woman)?|vice[ -]chair\w*|clerk|secretary)\s*:.*)$",
    re.IGNORECASE,
)
"""What the opening says under a label: the item's number, who was there."""
_NAVIGATION = re.compile(
    r"(?:watch|view|see|read|listen to|follow|download|click|open|browse|search|share|print|subscribe|sign up)\b.*|"
    r"(?:you can|skip to|back to|attendance details|no documents)\b.*|.*\b(?:here|this page|(?:live )?webcast|"
    r"live ?stream|cookies?|log ?in|sign in)\W*$",
    re.IGNORECASE,
)
"""What a web page tells its reader to do."""
_REPORT_OF_GROUP = re.compile(
    r"(?:(?:draft|final|interim)\s+)?report\s+(?:of|by)\s+the\s+\S.*\b(?:group|inquiry|enquiry|review|working party)$",
    re.IGNORECASE,
)
"""What those who looked into something lay before the body, not who wrote a paper of another title."""
_NUMBERED_PART = re.compile(r"#*\s*\d{1,2}(?:\.\d+)*[.)]?\s+\S")
_MARKS = re.compile(r"</?\w+>|^#+\s*")
_DASHES = " .,:;|/-\u2013\u2014"


def title_of(
    text: Text, opening: str, kind: Kind, body: Stated[str] | None, when: Stated[date] | None, name: str
) -> Stated[str]:
    """The title; minutes and agendas are called by their body and day, a paper without a title by its file."""
    lines = opening.split("\n")
    subject = _SUBJECT.search(opening)
    if subject:
        first = opening.count("\n", 0, subject.start())
        whole = _whole([subject.group(1), *lines[first + 1 :]], None)
        return Stated(whole.strip(" |"), Origin.READ, "the subject line")
    if kind in (Kind.MINUTES, Kind.AGENDA) and body and when:
        day = f"{when.value.day} {when.value:%B %Y}"
        return Stated(f"{body.value}: {kind.value}, {day}", Origin.INFERRED, "the body and date")
    known = body.value if body else None
    found = next(_candidates(text, lines, known), None)
    if found is not None:
        # The file's own title goes on where the line was broken in a way that can't be seen.
        is_cut = text.title is not None and text.title.lower().startswith(found.lower())
        basis = "the file's own title" if found == text.title else "the opening"
        return Stated(str(text.title) if is_cut else found, Origin.READ, basis)
    if text.title and not _GENERIC.match(text.title):
        return Stated(text.title, Origin.READ, "the file's own title")
    return Stated(name, Origin.INFERRED, "the file name")


def _candidates(text: Text, lines: Sequence[str], body: str | None) -> Iterator[str]:
    """Lines that may be the title, the best first."""
    headings = [
        text.content[each.span.start : each.span.end] for each in text.headings if each.span.end <= LENGTH
    ]
    first_part = next((number for number, each in enumerate(headings) if _NUMBERED_PART.match(each)), None)
    headings = headings[:first_part]
    beside = [rest for rest in (_beside(body, line) for line in lines) if rest] if body else []
    for line in (*beside, *headings):
        is_of_group = line in beside and _REPORT_OF_GROUP.fullmatch(_plain(line))
        if is_of_group or _is_title(_plain(line), body):
            yield _plain(line)
    if text.format == "html":
        # Between a page's headings and its items stand its links and its venue, and no title.
        if body and text.title and body.lower() in text.title.lower().replace("&", "and"):
            yield text.title
        lines = [line if not _NAVIGATION.match(_plain(line)) else "" for line in lines]
    for number, line in enumerate(lines):
        if _is_title(_plain(line), body):
            yield _whole(lines[number:], body)


def _plain(line: str) -> str:
    return " ".join(_MARKS.sub("", line).split()).strip(" *_/|\u2013\u2014")


def _is_title(line: str, body: str | None) -> bool:
    plain = line.lower().replace("&", "and")
    names_body = body is not None and (body.lower() in plain or body.lower().startswith(plain))
    has_words = len(re.findall(r"[A-Za-z]{3,}", line)) >= 2
    return (
        has_words
        and len(line) <= _LONGEST
        and not (names_body or _GENERIC.match(line) or _LABELLED.match(line) or DATE.search(line))
        and not (heads_minutes(line) or is_name(line) or is_organisation(line))
    )


def _whole(lines: Sequence[str], body: str | None) -> str:
    """The title that begins with the first line, joined where it was broken over two or three.

    A longer run of lines is a paragraph and no title: then the first line is taken alone.
    """
    whole = [_plain(lines[0])]
    for line in map(_plain, lines[1:]):
        is_more = _is_more(line, whole[-1], body)
        if is_more and len(whole) == _MOST_LINES:
            return whole[0]
        if not is_more:
            break
        whole.append(line)
    joined = " ".join(whole)
    return joined if len(joined) <= _LONGEST_WRAPPED else whole[0]


def _is_more(line: str, before: str, body: str | None) -> bool:
    """Whether a line goes on with the title above it."""
    if not line or len(before) < _FEWEST_CHARACTERS_OF_WRAPPED or before[-1] in ".:;?!":
        return False
    if "|" in line or "|" in before or ":" in line or len(line) > len(before) + 15 or line.endswith("."):
        return False
    if (body is not None and body.lower() in line.lower().replace("&", "and")) or DATE.search(line):
        return False
    return before.isupper() == line.isupper() and not _GENERIC.match(line) and not _NAVIGATION.match(line)


def _beside(body: str, line: str) -> str:
    """What stands on a line beside the body's name, often the subject; nothing where that is only the date."""
    plain = _MARKS.sub("", line)
    at = plain.lower().replace("&", "and").find(body.lower())
    if at < 0:
        return ""
    if not DATE.search(plain):
        # "Anyshire Board \u2013 Annual Report of the Chair": the name comes first and a dash parts the two.
        rest = plain[at + len(body) :] if "&" not in plain else ""
        return rest.strip(_DASHES) if at == 0 and re.match(r"\s*[\u2013\u2014|:-]", rest) else ""
    rest = DATE.sub(" ", re.sub(re.escape(body), " ", plain, flags=re.IGNORECASE))
    return "" if WEEKDAY.search(rest) else " ".join(rest.split()).strip(" .,:-\u2013")
