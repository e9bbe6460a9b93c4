"""Whether a sentence tells what was said or done at a meeting: beside a resolution it is no part of it."""

from __future__ import annotations

import re

_CLAUSE = re.compile(
    r"\W*(?:that|to|and)\b|\W*(?-i:[a-z])|[\W_]*\(?[a-z\d]{1,3}[.)]\s",
    re.IGNORECASE,
)
"""How the words of a resolution begin that are a clause of "RESOLVED"."""
_FIRST_VERB = re.compile(
    r"\b(?:(?P<told>(?:had|have)\s+(?:\w+ly\s+)?(?:been|asked|told|said|made|given|left|come|received|advised|withdrawn|voted)|"
    r"(?:was|were)\s+(?:\w+ly\s+)?(?:told|advised|informed|asked|reminded|thanked|agreed|approved|adopted|carried|passed|"
    r"explained|reported|confirmed|recorded|against|absent|in\s+favou?r|lost|defeated)|"
    r"said|asked|told|explained|thanked|reported|stated|advised|replied|wished|spoke|voted|abstained|dissented|left|"
    r"welcomed|queried|objected|declared|added|felt|hoped|expressed|complained|returned|withdrew)|"
    r"(?:was|were|be|shall|will|should|must|may|is|are|do|does)|to\s+\w+|for\s+\w+ing)\b",
    re.IGNORECASE,
)
"""It tells of the meeting, or says what is to be."""


def tells_of_meeting(text: str) -> bool:
    """Whether a sentence tells of the meeting: "Members had been told", "It was adopted by 7 votes to 2"."""
    verb = _FIRST_VERB.search(text)
    return verb is not None and verb.group("told") is not None and not _CLAUSE.match(text)
