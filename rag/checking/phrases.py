"""Several words that say what one word says, made that word before a text is read: "took the view", "thought".

Only what holds whatever the subject: each pair may stand for the other in any minutes.
"""

from __future__ import annotations

import re

_PHRASES = {
    "not": "no longer|rather than|instead of|as opposed to",
    "nobody": "no one|no-one",
    "most of": "the greater part of|the bulk of|the better part of|the majority of",
    "few of": "the smaller part of|the lesser part of|a minority of|hardly any of|hardly any",
    "several": "a number of",
    "many": "a large number of|a great number of|a great many|a good many",
    "few": "a small number of|only a handful of|a handful of",
    "much": "a good deal|a great deal",
    "outdated": "out of date|out-of-date",
    "updated": "up to date|up-to-date",
    "free": "free of charge|at no charge|at no cost|without charge|for free|for nothing",
    "thought": "took the view|takes the view|were of the view|was of the view|was of the opinion|"
    "were of the opinion|held the view|formed the view",
    "asked": "wished to know|wanted to know|wished to be told",
    "was told": "heard|learnt|learned",
    "offset by": "set off by|made up for by|balanced by",
    "rejected": "turned down|thrown out|voted down",
    "deferred": "put off|held over",
    "established": "set up",
    "recruited": "taken on|took on",
    "put forward": "brought forward|bring forward|bringing forward",
    "risen": "gone up|went up|go up|goes up|going up",
    "fallen": "gone down|went down|go down|goes down|going down|come down|came down",
    "monthly": "month by month|each month|every month|per month",
    "weekly": "week by week|each week|every week|per week",
    "yearly": "each year|every year|per annum|per year",
    "currently": "at present|at the moment|for the time being|at this time|for now",
    "before": "prior to|ahead of|in advance of",
    "after": "subsequent to",
    "by": "no later than|not later than|on or before",
    "from": "with effect from|as from|starting on|starting from|beginning on|with effect on|commencing on",
    "about": "in the region of|of the order of|in the order of|getting on for",
    "because of": "owing to|on account of|as a result of|by reason of",
    "caused": "resulted in|led to|gave rise to|brought about",
    "cause": "result in|lead to|give rise to|bring about",
    "ended": "came to an end|come to an end|comes to an end|drew to a close|brought to an end",
    "to": "in order to|so as to",
    "except": "apart from|with the exception of|other than",
    "included in": "built into",
    "lacking": "short of",
    "was held": "took place|takes place",
    "be held": "take place",
    "been held": "taken place",
    "being held": "taking place",
    "return": "come back|comes back|bring back",
    "returned": "came back|brought back",
    "reach": "get to",
    "reached": "got to",
    "continue": "go on|going on",
    "continued": "went on",
    "nearly": "just under|a little under|slightly under|just below|a little below|just short of|not quite",
    "over": "just over|a little over|slightly over|a little more than|just above",
    "fully": "in full",
    "partly": "in part",
    "conducted": "carried out",
    "conduct": "carry out",
    "together": "in total|altogether|in all",
    "must": "is required to|are required to|was required to|were required to|is obliged to|are obliged to",
    "unanimously": "by a unanimous vote|with one voice|without dissent|nem con",
    "left": "withdrew from|withdraw from",
    "discover": "find out",
    "discovered": "found out",
    "attempted": "made an attempt",
    "decided": "took a decision|made a decision|reached a decision",
    "despite": "in spite of|notwithstanding",
    "regarding": "with regard to|with regards to|in relation to|in respect of|in connection with",
}
_ONE_WORD = {phrase: word for word, line in _PHRASES.items() for phrase in line.split("|")}
_ANY = re.compile(rf"\b(?:{'|'.join(sorted(_ONE_WORD, key=len, reverse=True))})\b(?!-)", re.IGNORECASE)
_HYPHEN = re.compile(
    r"(?<![A-Za-z-])(?!(?:non|sub|pre|anti|vice|self|half|semi|multi|inter|Twenty|Thirty|Forty|Fifty|Sixty|Seventy|Eighty|Ninety|"
    r"Non|Sub|Pre|Anti|Vice|Self|Half|twenty|thirty|forty|fifty|sixty|seventy|"
    r"eighty|ninety)-)([A-Za-z][a-z]{2,})-(?=[a-z]{2,})"
)
"""A hyphen between two words of their own: long-barrelled, better-paid."""
_DUE_TO = re.compile(
    r"\bdue to(?! (?:be|open|reopen|close|start|begin|end|finish|meet|report|come|go|take|expire|return|run|complete|"
    r"publish|receive|consider|attend|move|leave|join|retire|arrive|hear|visit|speak|pay|hold|last)\b)",
    re.IGNORECASE,
)
_TWELVE_MONTHS = re.compile(r"\b(the|last|past|next|first|full) (?:twelve|12) months\b", re.IGNORECASE)
_YET_TO = re.compile(r"\b(?:yet|still) to (?=be\b|[a-z]+\b)", re.IGNORECASE)
_HELD = re.compile(r"(?<=members )held that|(?<=councillors )held that", re.IGNORECASE)


def plain_words(text: str) -> str:
    """A text with its set phrases as single words; a capital first letter is kept."""
    text = _TWELVE_MONTHS.sub(r"\1 year", text)
    text = _DUE_TO.sub("because of", text)
    text = _HELD.sub("thought that", _YET_TO.sub("not yet ", text))
    return _HYPHEN.sub(r"\1 ", _ANY.sub(_one_word, text))


def _one_word(match: re.Match[str]) -> str:
    word = _ONE_WORD[match.group().lower()]
    return word.capitalize() if match.group()[0].isupper() else word
