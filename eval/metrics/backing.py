"""Do the cited words bear out what is said: figures, dates, names, quoted words and the wording as a whole.

Alarms without a judge. They catch invention; a negation, a wrong attribution or half a truth they don't see.
What bears a sentence out is the quotes and the labels of its own citations, not of the answer's others.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from eval.metrics.score import Score, scored, undefined
from eval.metrics.wording import content_words, fold, numbers, stems
from eval.replies import Reply, Said

LOW = 0.6
"""Below this share of borne-out words a sentence is worth reading: 50 of 57 poor answers of MTRAG fell there."""
_MONTHS = "january february march april may june july august september october november december".split()
_DAY_FIRST = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)?(?: of)? ({'|'.join(_MONTHS)})\b", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"\b({'|'.join(_MONTHS)}) (\d{{1,2}})(?:st|nd|rd|th)?\b(?!,?\d)", re.IGNORECASE)
_SLASHED = re.compile(r"\b(\d{1,2})[/.](\d{1,2})[/.](?:\d\d){1,2}\b")
_NAME = re.compile(r"(?<![.!?:;] )(?<!^)(?<![\"'(])\b[A-Z][a-z]{2,}\b")
_QUOTED = re.compile(r'"([^"]{3,})"|(?<![\w])\'([^\']{3,}(?:\w\'\w[^\']*)*)\'(?!\w)')
_MONTH_NAMES = frozenset(_MONTHS)


def k_precision(reply: Reply) -> Score:
    """Share of the content words said that the cited words hold, pooled over all words of the answer.

    K-Precision (Adlakha et al. 2024, arXiv 2307.16877), sentence by sentence. The note names sentences below
    0.6.
    """
    cited = _cited(reply)
    marks: list[bool] = []
    low: list[str] = []
    for said in reply.said():
        held = stems(cited(said))
        of_sentence = [bool(stems(word) <= held) for word in content_words(said.text)]
        marks += of_sentence
        if of_sentence and sum(of_sentence) < LOW * len(of_sentence):
            low.append(said.text)
    return _share(marks, low, "nothing was said", "hardly borne out")


def number_support(reply: Reply) -> Score:
    """Share of the numbers in each sentence that its cited words hold; five, 5 and 5th are one number."""
    return _supported(reply, numbers, "no number was said")


def date_support(reply: Reply) -> Score:
    """Share of the days in each sentence (day and month) that its cited words hold, however written."""
    return _supported(reply, _days, "no date was said")


def name_support(reply: Reply) -> Score:
    """Share of the capitalised words inside each sentence that its cited words hold; months are no names."""
    return _supported(reply, _names, "no name was said")


def quote_exactness(reply: Reply) -> Score:
    """Share of the quoted spans in the sentences that stand word for word in the quotes they cite.

    Straight, curly and single quotation marks alike, white space folded; spans of one word count too. An
    apostrophe is no quotation mark.
    """
    cited = _cited(reply)
    found: list[bool] = []
    wrong: list[str] = []
    for said in reply.said():
        text = fold(cited(said))
        for match in _QUOTED.finditer(fold(said.text)):
            span = (match.group(1) or match.group(2)).strip(" ,.;:")
            found.append(span in text)
            if span not in text:
                wrong.append(span)
    return _share(found, wrong, "nothing was quoted", "not in the cited words")


def _supported(reply: Reply, parts: Callable[[str], frozenset[str]], reason: str) -> Score:
    cited = _cited(reply)
    marks: list[bool] = []
    lacking: list[str] = []
    for said in reply.said():
        held = parts(cited(said)) if parts is not _names else _words_of_names(cited(said))
        wanted = sorted(parts(said.text))
        marks += [part in held for part in wanted]
        lacking += [part for part in wanted if part not in held]
    return _share(marks, lacking, reason, "not in the cited words")


def _share(marks: list[bool], lacking: Iterable[str], reason: str, lack: str) -> Score:
    if not marks:
        return undefined(reason)
    told = " / ".join(dict.fromkeys(lacking))
    return scored(sum(marks) / len(marks), weight=len(marks), note=f"{lack}: {told}" if told else "")


def _cited(reply: Reply) -> Callable[[Said], str]:
    """The quotes and labels of a sentence's citations as one text."""
    words_of = {citation.n: f"{citation.quote} {citation.label}" for citation in reply.citations}
    return lambda said: " ".join(words_of.get(marker, "") for marker in said.citations)


def _days(text: str) -> frozenset[str]:
    plain = fold(text)
    found = {(int(day), _MONTHS.index(month.lower()) + 1) for day, month in _DAY_FIRST.findall(plain)}
    found |= {(int(day), _MONTHS.index(month.lower()) + 1) for month, day in _MONTH_FIRST.findall(plain)}
    found |= {(int(day), int(month)) for day, month in _SLASHED.findall(plain)}
    return frozenset(f"{day}/{month}" for day, month in found)


def _names(text: str) -> frozenset[str]:
    return frozenset(name for name in _NAME.findall(fold(text)) if name.lower() not in _MONTH_NAMES)


def _words_of_names(text: str) -> frozenset[str]:
    """Every capitalised word, at the start of a sentence too: there it can be a name as well."""
    return frozenset(re.findall(r"\b[A-Z][a-z]{2,}\b", fold(text)))
