"""Where the words on one motion end: at another motion, at another item, or where what is agreed can't be told.

Not every paper's items are read as such, so that of one motion must not be told what stands below the number of the
next item, or the outcome of what somebody moved, proposed or suggested after it.
"""

from __future__ import annotations

import re

_NAME = r"[\w.'\u2019-]+(?:\s+[\w.'\u2019-]+){0,3}"
_MOVER = re.compile(
    # "Motion (Hask/Dovey) to ...", "MOTION Hask, SECOND Dovey", "M/S/C Hask/Dovey to ...", "Motion no. 3: that ..."
    rf"[\W_]*(?:motion|proposal|resolution\s+proposed)\s*(?:\(|{_NAME}\s*/\s*{_NAME}\s+(?:to|that|for)\b|no\b|\d|"
    rf"(?:was|is)\s+(?:then\s+|also\s+)?(?:made|moved|put|offered)\b|(?-i:[A-Z]){_NAME},?\s+second)|"
    r"[\W_]*proposal\s+(?:to|that|for|by|from)\b|[\W_]*m\s*/\s*s(?:\s*/\s*[cfup])?\b|"
    r"[\W_]*(?:up)?on\s+(?:a\s+|the\s+)?(?:further\s+)?(?:motion|proposal|proposition)\s+(?:of|by|from|made)\b|"
    r"[\W_]*there\s+was\s+an?\s+(?:\w+\s+)?motion\b|"
    r"[\W_]*it\s+was\s+(?:then|also|further|next|subsequently|duly)\s+(?:\w+\s+)?(?:moved|proposed)\b",
    re.IGNORECASE,
)
_NAMED_MOVER = re.compile(
    r"\W*(?:[Tt]he\s+)?(?:[A-Z][\w.'\u2019-]*[,\s]+){1,6}(?:and\s+[^,.]{1,40}\s)?"
    r"(?:\(?[Ss]econded\s+by\s+[^,.;()]{1,40}[,)]\s*)?(?:then\s+|also\s+|next\s+)?"
    r"(?:(?:made|offered|put\s+forward|introduced|presented|submitted)\s+an?\s+(?:\w+\s+)?(?:motion|proposal)\b|"
    r"(?:moved|proposed)(?:,\s+(?:and\s+)?[^.;]{1,60}\bsecond(?:ed|ing)?,?)?\s+(?:that|to|for|an?\s)|"
    r"(?:moved|proposed)\s+(?:the\s+)?(?:approval|adoption|acceptance|ratification)\s+of\s+(?!(?:the|this|that)\s+"
    r"(?:motion|resolution|recommendation|proposal)s?\b)(?-i:[A-Z]|the\s+[A-Z]))",
    re.DOTALL,
)
_SUGGESTS = re.compile(
    r"\b(?:suggest(?:ed|s)|counter-?proposed|urged|recommended|requested|preferred|wished|called\s+for)\b"
    r"[^.;]*\b(?:that|be|to|\w+ing|an?)\b|\basked\s+(?:that|for)\b|\b(?:suggestion|request)\b[^.;]*\b(?:that|to)\b",
    re.IGNORECASE,
)
_OF_RECORD = re.compile(
    r"\b(?:votes?|dissent|abstentions?|names?|objections?)\b[^.;]*\b(?:recorded|noted|minuted|taken)\b|"
    r"\brecorded\s+vote\b|\b(?:roll\s+call|show\s+of\s+hands|division)\b",
    re.IGNORECASE,
)
"""What is asked for about the vote itself is no other proposal."""
_AGREED_ALONE = re.compile(
    r"[\W_]*(?:(?:it|this|that|which)\s+)?(?:(?:was|is|were|then|duly|unanimously|all)\s+)*(?:not\s+)?"
    r"(?:agreed|approved|adopted|accepted|supported|rejected|refused)(?:\s+to|\s+unanimously)?[\W_]*",
    re.IGNORECASE,
)
_VOTE_WORD = (
    r"(?:carried|lost|defeated|failed|passed|in\s+favou?r|for|against|votes?|voted|approved|agreed|abst)"
)
_NUMBER = (
    r"(?:"
    rf"(?:(?:agenda\s+)?(?:item|minute)\s+(?:no\.?\s*)?)(?:[A-Z]{{1,3}}[. ]?\s?)?\d[\w./-]*"
    rf"(?:\s*[.:\u2013-]\s|[.:]?$|(?=\s+(?-i:[A-Z]))(?!\s+{_VOTE_WORD}\b))|"
    r"\d{1,2}[A-Z][.)](?=\s+[\"'\u2018\u201c*_]*(?-i:[A-Z])|$)|"
    rf"(?:[A-Z]{{1,4}}[. ]?)?\d{{2,4}}/\d{{2,4}}\b[.:)]?(?=[\s*_]+(?!{_VOTE_WORD}\b)(?-i:[A-Z\d][\w]))|"
    rf"[A-Z]{{1,4}}\.?\s?\d{{1,4}}(?:/|\s?-\s?)\d{{2,4}}\b[.:)]?(?=[\s*_]+(?!{_VOTE_WORD}\b)(?-i:[A-Z]))|"
    r"[A-Z]{1,3}\.\d{2,5}(?=\s+(?-i:[A-Z]))"
    r")"
)
_ITEM = re.compile(
    rf"\s*(?:[#*_]+\s*)?{_NUMBER}|\s*(?:\*\*|__)\d{{1,3}}(?:\.\d{{1,2}}){{0,2}}[.:)]?\s+\S|"
    r"\s*\d{1,3}(?:\.\d{1,2}){0,2}[.:)]?\s+(?:\*\*|__)(?-i:[A-Z])(?!(?:ARRIED|OST|EFEATED|ESOLVED|GREED|OTION)\b)",
    re.IGNORECASE,
)
"""The number of an item before its title: "5B. Ordinance", "**25/076 Roads.**", "P.11/25 APPLICATION", "Item 5B."."""


def begins_item(text: str) -> bool:
    """Whether a text begins with the number of an item, in papers too of which the items are not read as such."""
    return bool(_ITEM.match(text))


def begins_motion(text: str) -> bool:
    """Whether a text begins by saying that something is moved, in forms that are no motion's own words."""
    return bool(_MOVER.match(text) or _NAMED_MOVER.match(text))


def suggests(text: str) -> bool:
    """Whether a sentence tells of something else that somebody wanted: what is agreed after it may be that."""
    return bool(_SUGGESTS.search(text)) and not _OF_RECORD.search(text)


def agrees_alone(text: str) -> bool:
    """Whether a sentence says that something was agreed or refused, and neither what nor by how many votes."""
    return bool(_AGREED_ALONE.fullmatch(text))
