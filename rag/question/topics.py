"""What a question is about, in its own words."""

from __future__ import annotations

import re

from ingest.structure.terms import index_terms
from rag.question.asking_words import AUXILIARY, HEAD
from rag.question.periods import periods

_ABOUT = re.compile(
    r"\b(?:about|regarding|concerning|on the subject of|in relation to|with regard to)\s+(?P<topic>.+)$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:decided?|agreed?|resolved?|discuss(?:ed)?|approved?|considered?|said|says?|recommend(?:ed|s)?|"
    r"proposed?|noted?|"
    r"supported?|rejected?|deferred?|endorsed?|adopted?|heard?|told|asked?|voted?|received?|reported?|"
    r"want(?:ed)?|spen[dt]|"
    r"happened|planned|raised?|awarded?|granted?|given|set|chosen?|costs?|take|makes?|made|use[sd]?)\s+"
    r"(?:(?:on|to|for|with|against|in favour of|by)\s+)?(?P<topic>(?:the|a|an|its|their|any|"
    r"[A-Z0-9\u00a3]).*)$"
)
_FIRST_VERB = re.compile(
    rf"\s(?:{AUXILIARY}|be|been|cost|costs|rise|fall|say|says|said|get|gets|begin|start|end|happen|work|"
    rf"proposed?|decided?|agreed?|due)\b.*$",
    re.IGNORECASE,
)
SITTING_AFTER = re.compile(r"\s+meetings?\b", re.IGNORECASE)
"""Behind a day: it is named as that of a meeting."""


def is_body_word(word: str) -> bool:
    """Whether a lower-case word names whoever meets, rather than what the meeting is about."""
    return word in {
        "panel",
        "board",
        "committee",
        "council",
        "authority",
        "cabinet",
        "members",
        "chair",
        "meeting",
        "commissioner",
    }


def topic_of(question: str) -> str | None:
    """The words that say what a question is about, as they stand in it, without its time; None where none do."""
    said = question.rstrip(" ?.!")
    for pattern in (_ABOUT, _VERB):
        match = pattern.search(said)
        if match:
            topic = _without_time(match.group("topic"))
            if _says_something(topic):
                return topic
    rest = said
    while head := HEAD.match(rest):
        rest = rest[head.end() :]
    start = re.search(r"\b(?:the|a|an|any)\s|\b[A-Z0-9\u00a3]", rest)
    after_body = re.sub(
        r"^the (?:\w+ ){0,4}?(?:panel|board|committee|council|authority|commissioner|cabinet|"
        r"members?)\s+\w+\s+"
        r"(?:(?:on|to|for|with|against)\s+)?",
        "",
        rest,
        flags=re.IGNORECASE,
    )
    rest = after_body if after_body != rest else rest[start.start() :] if start else rest
    rest = _without_time(_FIRST_VERB.sub("", f" {rest}").strip())
    return rest if _says_something(rest) else None


def _says_something(topic: str) -> bool:
    return any(not is_body_word(term) for term in index_terms(topic))


def _without_time(text: str) -> str:
    for period in reversed(periods(text)):
        sitting = SITTING_AFTER.match(text, period.span.end)
        text = f"{text[: period.span.start]} {text[sitting.end() if sitting else period.span.end :]}"
    text = re.sub(r"\s+(?:at|of|in|from) the\s+meeting\s*$", "", " ".join(text.split()))
    return re.sub(r"[\s,]+(?:and|at|in|on|of|for|by)?[\s,]*$", "", text) or text
