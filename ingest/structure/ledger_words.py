"""The words by which an entry of the ledger is known: verbs of delivering, of deciding, times, conditions.

Patterns run over folded text (see ``terms.fold``), which is as long as the paper's own.
"""

from __future__ import annotations

import re

from ingest.papers import Span
from ingest.structure.dates import MONTH

_MONTH = MONTH.replace("?P<month>", "?:")
DELIVERING = (
    r"report|write|send|circulate|provide|give|supply|share|publish|bring|come\s+back|return\s+to|submit|present|"
    r"prepare|produce|draw\s+up|draft|arrange|organise|convene|call|find\s+out|look\s+(?:at|into|again)|check|confirm|"
    r"clarify|investigate|examine|review|consult|contact|speak|talk|liaise|ask|invite|raise|chase|remind|relay|"
    r"feed\s*back|follow\s+up|follow\s+this|take\s+(?:this|it|that|up|forward|a\s+decision|the\s+\w+\s+forward)|update|"
    r"inform|notify|advise|let\s+(?:\w+\s+){1,3}(?:have|know)|e-?mail|telephone|add|amend|revise|rewrite|"
    r"strengthen|correct|make\s+(?:the\s+|any\s+)?(?:arrangements|enquiries|inquiries|representations)|"
    r"have\s+(?:it|them|this|that|the\s+\w+(?:\s+\w+)?|a\s+(?:\w+\s+){1,7}?)\s*(?:ready|put|costed|checked|corrected|changed|"
    r"looked|prepared|\w+ed)\b|put\s+(?:\w+\s+){1,3}in\s+touch|"
    r"cost\b(?!\s+(?:[a-z]+\s+){0,3}[^\w\s]?\d)|collect|gather|explore|progress|promote|seek|"
    r"pursue|monitor|receive\s+(?:a|an|further|regular|the|another)\b|meet\s+with|visit|attend|work\s+with|"
    r"complete|carry\s+out|undertake|conduct|compile|distribute|forward|pass\s+on|set\s+up|hold\s+(?:a|an|back)\b|"
    r"withhold|reply|respond|answer\b|consider\s+(?:further|again|bringing|adding|how|whether)|put\s+(?:\w+\s+){1,4}(?:right|back)"
)
"""Verbs of what one does for others later: to deliver, to find out, to go and speak."""
DELIVERED = (
    r"reported|written|sent|circulated|provided|given|supplied|shared|published|brought|bought\s+back|submitted|presented|"
    r"prepared|produced|drawn\s+up|drafted|arranged|organised|convened|examined|reviewed|consulted|contacted|asked|"
    r"requested|invited|put\s+(?:before|to)|updated|informed|notified|e-?mailed|added\s+to\s+the\s+report|amended|"
    r"revised|rewritten|strengthened|checked|confirmed\s+to|investigated|looked\s+(?:at|into)|costed|issued|"
    r"distributed|forwarded|collected|recruited|set\s+up|carried\s+out|undertaken|conducted|followed\s+up"
)
DECIDED = (
    r"noted|approved|agreed|adopted|accepted|endorsed|supported|received|confirmed|granted|authori[sz]ed|delegated|"
    r"ratified|signed|deferred|postponed|adjourned|refused|rejected|withdrawn|appointed|elected|nominated|excluded|"
    r"recorded|held|extended|renewed|welcomed|determined|designated|used|retained|exercised|waived|moved"
)
LATER_BODY = (
    r"(?:panel|board|committee|council|authority|cabinet|members?|councillors|partnership|forum|executive)"
)
ADDRESSED = re.compile(
    rf"\b(?:to|before|with)\s+(?:\w+\s+){{0,5}}?{LATER_BODY}\b|\b(?:members|the\s+panel)\b", re.IGNORECASE
)
_NUMBER = r"(?:\d+|a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a\s+few|a\s+couple\s+of)"
_UNIT = r"(?:days?|weeks?|months?|years?|quarters?|meetings?)"
_DAY = (
    rf"(?:\w+day,?\s+)?(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+(?:19|20)\d\d)?|"
    rf"\w+day,?\s+\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|"
    rf"{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+(?:19|20)\d\d"
)
_SEASON = (
    rf"(?:(?:(?:early|mid|late)[ -]|the\s+)?(?:spring|summer|autumn|winter|new\s+year|easter|christmas|{_MONTH})"
    r"(?:\s+of)?(?:\s+(?:19|20)\d\d)?|(?:19|20)\d\d(?:/\d\d)?)"
)
_SITTING = (
    rf"(?:(?:a|an|its|their|our|the|this)\s+)?(?:(?:next|future|first|following|forthcoming|later|subsequent|coming|annual|"
    rf"{_MONTH})\s+)?(?:ordinary\s+|scheduled\s+|panel\s+|board\s+|committee\s+|full\s+council\s+)?meetings?"
)
DUE = re.compile(
    rf"\b(?:"
    rf"(?:by|before|within|until|from|for|at|to|in|after|on|no\s+later\s+than|ahead\s+of|following)\s+(?:"
    rf"the\s+(?:end|start|beginning|middle)\s+of\s+(?:{_SEASON}|the\s+\w+)|"
    rf"{_SITTING}(?:\s+(?:of\s+(?:the\s+\w+|(?:19|20)\d\d)|(?:in|on)\s+(?:{_DAY}|{_SEASON})))?(?=\W|$)|{_DAY}|{_SEASON}(?=\W|$)|"
    rf"(?!a\s+\w+\b(?!'))(?:the\s+)?(?:next\s+)?(?:few|first|{_NUMBER})\s+{_UNIT}(?:'s?\s+time)?|the\s+{_MONTH}\s+report)"
    rf"|in\s+(?!a\s+\w+\b(?!')){_NUMBER}\s+{_UNIT}(?:'s?)?(?:\s+time)?|over\s+the\s+next\s+(?:few\s+|{_NUMBER}\s+)?{_UNIT}|in\s+due\s+course|"
    rf"as\s+soon\s+as\s+(?:possible|\w+)|every\s+(?:quarter|month|year|meeting|six\s+months)|each\s+(?:meeting|quarter|month|year)|"
    rf"(?:once|twice|four\s+times)\s+a\s+(?:year|month)|month\s+by\s+month|quarterly|annually|"
    rf"after\s+the\s+(?:first\s+)?(?:six|twelve|{_NUMBER})\s+{_UNIT}(?:\s+of\s+the\s+\w+)?|"
    rf"(?:today|tonight|tomorrow|immediately|shortly|early\s+(?:19|20)\d\d)"
    rf")",
    re.IGNORECASE,
)
"""When a thing is due, as minutes print it: a day, a meeting, a season, a rhythm."""
CONDITION = re.compile(
    r"\b(?:subject\s+to|provided\s+that|on\s+condition\s+that|once|unless|pending|should\s+(?:it|they|the|this)\b|"
    r"if\b(?!\s+appropriate)|until|so\s+long\s+as|as\s+long\s+as)\b[^;.]*",
    re.IGNORECASE,
)
_TO_WHOM = (
    r"(?:(?:the|all|each|other|its)\s+)?(?:(?:[A-Z][\w&'-]*|of|and|for|the)\s+){0,6}?"
    r"(?:[Mm]embers?(?:\s+of\s+the\s+[A-Z]\w+)?|[Cc]ouncillors|[Rr]esidents|Panel|Board|Committee|Council|Authority|"
    r"Cabinet|Executive|Commissioner|Constable|Forum|Partnership|Trust|Office|Government|Minister|"
    r"Department(?:\s+(?:of|for)\s+[A-Z]\w+)?|Service|Officer|them|him|her)(?!'s)"
)
ADDRESSEE = re.compile(
    rf"\b(?:to|before|inform|give|send|let|tell|notify|advise|provide|update|brief|put)\s+(?P<whom>{_TO_WHOM})\b(?!')"
)
BODY_NAME = re.compile(
    r"\b(?:the\s+)?(?:[\w&'-]+\s+){0,6}?(?:panel|board|committee|council|authority|cabinet|executive|meeting|forum|"
    r"partnership|members)$",
    re.IGNORECASE,
)
ROLE_WORDS = frozenset(
    "officer officers member members clerk chair chairman chairwoman chairperson secretary treasurer manager director "
    "councillor councillors commissioner constable superintendent inspector sergeant commander auditor solicitor lead "
    "representative representatives volunteers subgroup trust council panel board committee authority service police "
    "executive force group team department office company contractor governors school university "
    "he she they it".split()
)
THINGS = frozenset(
    "strategy plan report act fund budget scheme project programme policy order framework review centre option grant "
    "assessment survey agreement contract precept proposal proposals motion amendment minutes agenda appendix annex "
    "road street avenue lane park zone roundabout consultation".split()
)
_NOBODY = re.compile(r"(?:this|these|those|that|there|which|what|such|all)$", re.IGNORECASE)
PRONOUN = re.compile(r"(?:he|she|they|it)$", re.IGNORECASE)


def inner(span: Span, start: int, end: int) -> Span:
    """A part of ``span`` given by offsets into its own text."""
    return Span(span.start + start, span.start + end)


def is_actor(words: str) -> bool:
    """True for words that end in somebody who can do a thing: a name, a role, initials, a pronoun."""
    plain = re.sub(r"\s*\([^)]*\)\s*$|\s+present\s*$", "", words).strip(" ,")
    if re.search(r"\b(?:be|is|are|was|were|been|to)\b", plain):
        return False
    if not plain or len(plain.split()) > 14:
        return False
    last = re.sub(r"'s?$", "", plain.split()[-1])
    if last.lower() in THINGS or _NOBODY.match(plain):
        return False
    if last.lower() in ROLE_WORDS:
        return not re.match(r"(?:of|for|in|to|by|with|from)\b", plain, re.IGNORECASE)
    is_initials = sum(letter.isupper() for letter in last) > 1
    return is_initials or (len(plain.split()) > 1 and last[:1].isupper() and not last[:1].isdigit())
