"""Questions made of sentences that give a figure: how many, how much, when."""

from __future__ import annotations

import re

from eval.drafting.clauses import DAY, Sentence, asked, clause_of, cut, lowered
from eval.drafting.drafts import Draft

_WORDS = (
    "two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty".split()
)
_NUMBER = rf"(?:\d{{1,3}}(?:,\d{{3}})+|\d{{1,3}}|[1-9]\d{{4,}}|(?i:{'|'.join(_WORDS)}))"
_SUM = r"[\u00a3\u20ac]\s?\d[\d,]*(?:\.\d+)?(?:\s?(?:million|billion|thousand|m|bn|k)\b)?"
_AUX = r"(?:had been|have been|has been|would be|will be|were|was|are|is|had|have|has|would|will)"
_NOT_A_NAME = re.compile(
    r"\b(?:that|which|who|said|reported|asked|had|was|were|is|are|would|will|could|should|if|when|it|they|he|she|"
    r"this|these|there|we|not|no|than|have|has|be|been|further|extra|other|same)\b",
    re.IGNORECASE,
)
_RUN_ON = re.compile(r"\s(?:The|An?)\s")
"""A heading that runs on into the sentence."""
_COUNTED = re.compile(
    rf"^(?P<n>{_NUMBER}) (?P<what>(?:of the )?[a-z][\w' -]{{2,70}}?) (?P<aux>{_AUX}) (?P<rest>.+)$"
)
_SHARE = re.compile(
    rf"^(?P<n>\d{{1,3}}(?:\.\d+)?(?:%| per cent)) of (?P<what>[^,;:]{{3,70}}?) (?P<aux>{_AUX}) (?P<rest>.+)$"
)
_SPENT = re.compile(
    rf"^(?:That )?(?P<n>{_SUM}) (?P<aux>be|had been|has been|would be|will be|was|is|were) (?P<rest>.+)$"
)
_COST = re.compile(
    rf"^(?P<what>[A-Z][^,;:]{{3,80}}?) (?P<aux>would be|will be|had been|is|was|are|were|would cost|will cost|costs?|"
    rf"would come to|came to|comes to|amounts? to|amounted to|would stand at|stood at|stands at) "
    rf"(?:about |nearly |almost |around |approximately |just over |just under )?(?P<n>{_SUM})(?P<rest>.*)$"
)
_THERE = re.compile(
    rf"^There (?P<aux>is|was|were|are|had been|would be|will be) (?:currently |still |now |only |about )?(?P<n>{_SUM}) "
    r"(?P<rest>(?:left|remaining|available|held|in|for|from|to) .+)$"
)
_SUM_OF = re.compile(
    rf"^(?:An?|The) (?P<what>[a-z][\w' -]{{2,60}}?) of (?P<n>{_SUM}) (?P<aux>was|is|had been|would be|were|will be) "
    r"(?P<rest>.+)$"
)
_TAIL = re.compile(
    r"^ (?P<tail>(?:in|on|at|for|from|by|during) [^,;:.(]{3,60})|^(?: an?| each| per) [a-z]+|^(?=[.,;]|$)"
)
_WHEN = re.compile(
    rf"^(?P<what>(?:The|A|An) [^;:]{{3,110}}?),? (?P<aux>was|were|had been|would be|will be|is) "
    rf"(?P<verb>[a-z]+(?:ed|held|made|let|sent|given|built|written|begun|lost|found)) (?:up |out |in |off )?on "
    rf"(?:\w+day,? )?(?P<n>{DAY})(?P<rest>.*)$"
)
_ASIDE = re.compile(r",[^,]*,?$|, [^,]*,(?= )")


def count(sentence: Sentence) -> Draft | None:
    """How many, or what percentage: a clause that begins with its figure."""
    lead, clause = clause_of(sentence.text)
    for pattern, asking in ((_COUNTED, "how many"), (_SHARE, "what percentage of")):
        found = pattern.match(clause)
        if found and not _NOT_A_NAME.search(found["what"]) and len(cut(found["rest"]).split()) >= 2:
            core = f"{asking} {found['what']} {found['aux']} {cut(found['rest'])}{lead}"
            return asked(sentence, "count", core, found["n"])
    return None


def sum_of(sentence: Sentence) -> Draft | None:
    """How much: a clause that begins or ends with a sum of money."""
    lead, clause = clause_of(sentence.text)
    clause = clause[:1].upper() + clause[1:]
    spent = _SPENT.match(clause)
    if spent:
        rest = cut(spent["rest"])
        if spent["aux"] == "be":
            return asked(sentence, "sum", f"how much was to be {rest}", spent["n"]) if lead == "" else None
        return asked(sentence, "sum", f"how much {spent['aux']} {rest}{lead}", spent["n"])
    there = _THERE.match(clause)
    if there:
        first, _, second = there["aux"].partition(" ")
        core = " ".join(["how much", first, "there", *second.split(), cut(there["rest"])])
        return asked(sentence, "sum", f"{core}{lead}", there["n"])
    part = _SUM_OF.match(clause)
    if part and not _NOT_A_NAME.search(part["what"]):
        core = f"how much was the {part['what']} that {part['aux']} {cut(part['rest'])}{lead}"
        return asked(sentence, "sum", core, part["n"])
    cost = _COST.match(clause)
    return _cost(sentence, lead, cost) if cost else None


def _cost(sentence: Sentence, lead: str, found: re.Match[str]) -> Draft | None:
    tail = _TAIL.match(found["rest"])
    if tail is None or _NOT_A_NAME.search(found["what"]) or _RUN_ON.search(found["what"]):
        return None
    what = lowered(found["what"])
    first, _, second = found["aux"].partition(" ")
    if first in ("would", "will", "had"):
        core = f"how much {first} {what} {second}"
    elif first in ("is", "was", "are", "were"):
        core = f"how much {first} {what}"
    else:
        helper = "did" if first in ("came", "amounted", "stood") or first == "cost" else "does"
        verb = {"came": "come", "comes": "come", "amounted": "amount", "amounts": "amount", "stood": "stand"}
        verb |= {"stands": "stand", "costs": "cost"}
        core = f"how much {helper} {what} {verb.get(first, first)} {second}".rstrip()
    more = f" {tail['tail'].rstrip()}" if tail["tail"] else ""
    return asked(sentence, "sum", f"{core}{more}{lead}", found["n"])


def when(sentence: Sentence) -> Draft | None:
    """On what day something was done."""
    found = _WHEN.match(sentence.text)
    if found is None:
        return None
    what = _ASIDE.sub("", found["what"])
    first, _, second = found["aux"].partition(" ")
    if _NOT_A_NAME.search(what) or len(what.split()) < 3:
        return None
    core = f"when {first} {lowered(what)} {second + ' ' if second else ''}{found['verb']}"
    return asked(sentence, "day", core, found["n"])
