"""Where minutes say that the public was sent out of the meeting, and where they say that it came back.

What follows the first is exempt until the second. Minutes say the first in many ways, not all of them as a
resolution, and in doubt they do say it: words that only look so hide what could have been shown, while words that
are missed show what must not be. The second counts only where it is said plainly.
"""

from __future__ import annotations

import re

_OUTSIDERS = (
    r"(?:the\s+|members\s+of\s+(?:the\s+)?|all\s+|representatives\s+of\s+(?:the\s+)?){0,3}"
    r"(?:public|press|media|observers)(?:\s*(?:,|and|&|or|and/or)\s*(?:the\s+|members\s+of\s+(?:the\s+)?)?"
    r"(?:public|press|media|observers)){0,3}"
)
_CLOSED = r"(?:closed|private|executive|confidential|exempt|non-?public|public[ -]excluded|in[ -]camera)"
_BEHIND_DOORS = rf"(?:{_CLOSED}\s+(?:session|meeting|business|part)|camera)"
_SENTENCE = re.compile(r"(?<=[.;!?])\s+|\n\s*\n")
_EXCLUDED = re.compile(
    rf"\b(?:public|press|media)\b.{{0,80}}\bexcluded?\b|\bexclu(?:de|ding|sion\s+of)\s+{_OUTSIDERS}\b",
    re.IGNORECASE | re.DOTALL,
)
"""Said in a resolution, it is one that the public be excluded."""
_SENT_OUT = re.compile(
    rf"\b{_OUTSIDERS}\s+(?:(?:be|is|are|was|were|being|been|having|had|then|now|hereby|therefore|accordingly)\s+){{1,4}}"
    r"(?:excluded|asked\s+to\s+(?:leave|withdraw)|requested\s+to\s+(?:leave|withdraw)|sent\s+out)\b",
    re.IGNORECASE,
)
"""Said anywhere in minutes."""
_WITHDREW = re.compile(
    rf"\b(?:go(?:es|ne|ing)?|went|move[sd]?|moving|enter(?:s|ed|ing)?|conven(?:e|ed|ing)|recess(?:ed|ing)?|"
    rf"adjourn(?:ed|ing)?|resolv(?:e|ed|ing)|continu(?:e|ed|ing)|s[ai]t|me[et]t|pass(?:ed|ing)?|retir(?:e|ed|ing))\s+"
    rf"(?:(?:itself|back|over|on)\s+)?(?:(?:in|into|to)\s+(?:an?\s+|the\s+)?{_BEHIND_DOORS}|into\s+committee)\b",
    re.IGNORECASE,
)
_BY_VOTE = re.compile(
    r"\b(?:resolved|agreed|moved|carried|voted|decided|determined|unanimous(?:ly)?|passed|approved)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(
    rf"\bexclu(?:sion|de|ding)\s+(?:of\s+)?{_OUTSIDERS}\b|\b(?:public|press)\s+(?:be\s+)?excluded\b",
    re.IGNORECASE,
)
"""Title of an item in which the public is sent out, if it is."""
_CLOSED_TITLE = re.compile(
    rf"\W*(?:\d+\W+)?(?:items?\s+(?:for|in|of)\s+)?(?:in\s+)?{_BEHIND_DOORS}(?:\s+(?:items?|matters|minutes))?\W*$",
    re.IGNORECASE,
)
_NOT_SO = re.compile(
    r"\b(?:no|not|none|nothing|never|without|whether|if|unless|would|might|neither|nor|consider(?:ed)?\s+(?:whether|if))"
    r"\b|n['\u2019]t\b",
    re.IGNORECASE,
)
"""Before the words: it is not said to have been done."""
_RESOLVED = re.compile(r"\b(?:resolved|agreed|carried)\b", re.IGNORECASE)
_ADVISED = re.compile(
    r"\b(?:recommend\w*|propos\w*|invited|asked|consider\w*|no|not|whether|if|unless|would|might)\b",
    re.IGNORECASE,
)
_FELL = re.compile(
    r"\b(?:not\s+carried|lost|defeated|fell|failed|rejected|not\s+agreed|withdrawn|not\s+necessary)\b",
    re.IGNORECASE,
)
"""Behind the words."""
_BACK = re.compile(
    r"\b(?:public|press|media)\b[^.;]{0,60}\bre-?admitted\b|"
    rf"\b{_OUTSIDERS}\s+(?:(?:was|were|had|having|then|now|be|been)\s+){{0,3}}(?:returned|re-?joined|re-?entered)\b|"
    r"\b(?:returned|return|resumed|resuming|re-?convened|reconvening|came|moved|went|back)\s+(?:back\s+)?"
    r"(?:(?:in|to|into|its|the|an?)\s+){0,3}(?:open|public|regular)\s+(?:session|meeting)\b|"
    r"\b(?:re-?opened|opened\s+again)\s+to\s+(?:the\s+)?(?:public|press)\b|"
    rf"\b(?:came|rose|rise|moved|went|return(?:ed)?|resumed)\s+(?:out\s+of|from)\s+(?:{_BEHIND_DOORS}|committee)\b|"
    rf"\b(?:end|close|conclusion)\s+of\s+(?:the\s+)?{_BEHIND_DOORS}",
    re.IGNORECASE,
)
_BEFORE = 200
"""Characters before the words that are looked at for what denies them."""
_NOT_BACK = re.compile(
    r"\b(?:not|never|before|until|till|unless|whether|if|would|will|when|once|to\s+be)\b[^.;]*$",
    re.IGNORECASE,
)


def is_closed(title: str) -> bool:
    """Whether the title of an item or section of minutes says that the public was not there."""
    return _CLOSED_TITLE.match(title) is not None


def closes(text: str, *, is_resolution: bool, title: str, is_minutes: bool) -> bool:
    """Whether a passage says that what follows was done without the public.

    Args:
        text: The passage.
        is_resolution: It is what was resolved.
        title: Title of its item or section; empty where it has none.
        is_minutes: It is of minutes; in other papers it must say that this was resolved.
    """
    if is_resolution and _EXCLUDED.search(text):
        return True
    if not is_minutes:
        return any(
            _RESOLVED.search(each)
            and not _ADVISED.search(each)
            and (_SENT_OUT.search(each) or _WITHDREW.search(each))
            for each in _SENTENCE.split(text)
        )
    for sentence in _SENTENCE.split(text):
        for sign in (_SENT_OUT, _WITHDREW, _EXCLUDED):
            found = sign.search(sentence)
            if found and _is_done(sentence, found) and (sign is not _EXCLUDED or _BY_VOTE.search(sentence)):
                return not _FELL.search(text[text.index(sentence) + found.end() :])
    if not _TITLE.search(title):
        return False
    return any(_is_done(each, found) for each in _SENTENCE.split(text) if (found := _BY_VOTE.search(each)))


def _is_done(sentence: str, found: re.Match[str]) -> bool:
    return not _NOT_SO.search(sentence, 0, found.start())


def reopens(text: str) -> bool:
    """Whether a passage of minutes says plainly that the public was there again."""
    return any(
        not _NOT_BACK.search(text, max(0, found.start() - _BEFORE), found.start())
        for found in _BACK.finditer(text)
    )
