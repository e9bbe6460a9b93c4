"""Questions which of several things has the most of something, more than so much, or more than before."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from ingest.structure.terms import fold
from rag.checking.lexicon import plain_root


class By(StrEnum):
    """What is asked of the figures of a table; the words end the sentence that says how they were compared."""

    HIGHEST = "the highest figure"
    LOWEST = "the lowest figure"
    ABOVE = "what is above {limit}"
    AT_LEAST = "what is at least {limit}"
    BELOW = "what is below {limit}"
    AT_MOST = "what is at most {limit}"
    ROSE = "what went up"
    FELL = "what went down"


@dataclass(frozen=True)
class Comparison:
    """What is to be compared.

    ``kinds`` are roots of the words that may say what the rows are, ``rest`` is the question without the words that
    compare. ``limit`` is the figure that is named, as printed. ``is_of_count`` is True for "the most" and "the
    fewest", which are of no share, ``is_of_last_year`` where the change is that of one year.
    """

    by: By
    kinds: frozenset[str]
    rest: str
    limit: str | None = None
    is_of_count: bool = False
    is_of_last_year: bool = False


_OPENING = re.compile(
    r"\W*(?:(?:in|at|on|for|of|by|from)\s+)?(?:which|what)(?:\s+of\s+the)?\s+(?P<words>(?:[\w&'-]+\s+){1,5})"
)
_AFTER_KIND = re.compile(
    r"(?:ha[sd]|have|is|are|was|were|did|do|does|gets?|got|saw|sees?|takes?|took|makes?|made|spends?|spent|loses?|lost|"
    r"rises?|rose|falls?|fell|grows?|grew|goes|went|costs?|gives?|gave|runs?|ran|sells?|sold|holds?|held|pays?|paid|"
    r"wins?|won|kept|carry|carries|receives?|reports?|records?|with|in|at|of|on|shows?|\w{2,}ed)"
)
_SUPERLATIVE = re.compile(
    r"(?<!\bat )\b(?:the\s+)?(?:(?P<most>most|highest|largest|biggest|greatest)|"
    r"(?P<least>fewest|lowest|smallest|least))\b"
    r"(?!\s+(?:of\b|recent|likely))"
)
_COUNTS = frozenset(("most", "fewest"))
_FIGURE = r"(?P<limit>[\u00a3$\u20ac]?\d[\d,]*(?:\.\d+)?(?:\s?%|\s?per\s?cent)?)(?![\w/]|[.,]\d)"
_LIMITS: tuple[tuple[By, re.Pattern[str]], ...] = (
    (By.AT_LEAST, re.compile(rf"\b(?:at\s+least|no\s+(?:fewer|less|lower)\s+than)\s+{_FIGURE}")),
    (By.AT_MOST, re.compile(rf"\b(?:at\s+most|no\s+(?:more|higher|greater)\s+than|up\s+to)\s+{_FIGURE}")),
    (
        By.ABOVE,
        re.compile(
            rf"\b(?:(?:more|greater|higher|larger)\s+than|over|above|exceed(?:s|ed|ing)?)\s+{_FIGURE}"
        ),
    ),
    (By.BELOW, re.compile(rf"\b(?:(?:fewer|less|lower|smaller)\s+than|under|below)\s+{_FIGURE}")),
)
_SCALED = re.compile(r"\s*(?:m|k|bn|million|thousand|billion|hundred|dozen)\b")
_CHANGES: tuple[tuple[By, re.Pattern[str]], ...] = (
    (
        By.ROSE,
        re.compile(
            r"\b(?:(?:saw|had)\s+an?\s+)?(?:gain(?:s|ed)?|rose|rises?|risen|gr[eo]w(?:s|n)?|growth|increas(?:e[sd]?|ing)|"
            r"go(?:es)?\s+up|gone\s+up|went\s+up)\b"
        ),
    ),
    (
        By.FELL,
        re.compile(
            r"\b(?:(?:saw|had)\s+an?\s+)?(?:los(?:t|es?|ing)|fell|fall(?:s|en)?|drop(?:s|ped)?|declin(?:e[sd]?|ing)|"
            r"decreas(?:e[sd]?|ing)|shr[aiu]nk|go(?:es)?\s+down|gone\s+down|went\s+down)\b"
        ),
    ),
)
_LAST_YEAR = re.compile(
    r"\b(?:in|over|during|since)\s+(?:the\s+)?(?:last|past)\s+year\b|\byear\s+on\s+year\b"
)
_NOT_PLAIN = re.compile(
    r"\b(?:not|no|never|neither|nor|except|excluding|without|other\s+than|apart\s+from|besides|outside|"
    r"before|after|until|since|earlier|later|joint|equal|same|twice|half|double)\b|n't\b|"
    r"\b(?:second|third|fourth|fifth|sixth|next|top|bottom|two|three|four|five|six|seven|eight|nine|ten|\d+(?:st|nd|rd|th)?)"
    r"[\s-]+(?:the\s+)?"
    r"(?:most|highest|largest|biggest|greatest|fewest|lowest|smallest|least)\b|\btop\s+\w+\b|"
    r"\b(?:which|what)\s+(?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b|"
    r"\b(?:most|highest|largest|biggest|greatest|fewest|lowest|smallest|least)\s+(?:two|three|four|five|six|\d+)\b"
)
"""Words that make a comparison another one than the plain one."""
_AGAINST = re.compile(
    r"\b(?:over|under)[\s-]?(?:spent|spending|budget)|\b(?:worst|best)\b|"
    r"\b(?:over|under|above|below|behind|miss(?:ed|es|ing)?|me(?:t|ets|eting))\s+(?:(?:the|its|their)\s+)?"
    r"(?:budgets?|estimates?|targets?|plans?|forecasts?|limits?)\b"
)
"""Words that hold a figure against another one of its row."""


def asks_to_compare(question: str) -> bool:
    """Whether a question is which of several things a comparison of figures, plain or not, is true of."""
    asked = " ".join(fold(question).lower().split())
    patterns = (_SUPERLATIVE, _AGAINST, *(pattern for _, pattern in (*_LIMITS, *_CHANGES)))
    return bool(_kinds(asked)) and any(pattern.search(asked) for pattern in patterns)


def comparison_asked(question: str) -> Comparison | None:
    """What the question wants compared; None for any other question, and for comparisons that are not plain."""
    asked = " ".join(fold(question).lower().split())
    kinds = _kinds(asked)
    if not kinds:
        return None
    superlatives = list(_SUPERLATIVE.finditer(_without_limits(asked)))
    limits = _limits(asked)
    plain = asked
    for _, match in limits:
        plain = plain.replace(match.group(), " ")
    if is_not_plain(plain) or len(superlatives) + len(limits) > 1:
        return None
    if superlatives:
        return _of_superlative(asked, superlatives[0], kinds)
    if limits:
        return _of_limit(asked, *limits[0], kinds)
    return _of_change(asked, kinds)


def is_not_plain(question: str) -> bool:
    """Whether a question turns something round, leaves something out, or goes on from a time or up to it."""
    return _NOT_PLAIN.search(_LAST_YEAR.sub(" ", " ".join(fold(question).lower().split()))) is not None


def _kinds(asked: str) -> frozenset[str]:
    """Roots of the words after "which" that a verb or the like follows: one of them says what the rows are."""
    opening = _OPENING.match(f"{asked} ")
    said = opening.group("words").split() if opening else []
    owners = [word for word in said if word.endswith(("'s", "s'"))]
    return frozenset(
        map(
            plain_root,
            owners[:1]
            or [word for word, after in zip(said, said[1:], strict=False) if _AFTER_KIND.fullmatch(after)],
        )
    )


def _limits(asked: str) -> list[tuple[By, re.Match[str]]]:
    """The limits that are named, each once: "no more than ten" is not "more than ten"."""
    found: list[tuple[By, re.Match[str]]] = []
    for by, pattern in _LIMITS:
        for match in pattern.finditer(asked):
            if not any(match.start() < each.end() and each.start() < match.end() for _, each in found):
                found.append((by, match))
    return found


def _without_limits(asked: str) -> str:
    """The question with what names a limit made blank, so that places stay the same."""
    for _, match in _limits(asked):
        asked = asked[: match.start()] + " " * (match.end() - match.start()) + asked[match.end() :]
    return asked


def _of_superlative(asked: str, match: re.Match[str], kinds: frozenset[str]) -> Comparison:
    by = By.HIGHEST if match.group("most") else By.LOWEST
    is_of_count = (match.group("most") or match.group("least")) in _COUNTS
    return Comparison(by, kinds, _blanked(asked, match), is_of_count=is_of_count)


def _of_limit(asked: str, by: By, match: re.Match[str], kinds: frozenset[str]) -> Comparison | None:
    limit = match.group("limit")
    is_year = re.fullmatch(r"(?:19|20)\d\d", limit) is not None
    if is_year or _SCALED.match(asked, match.end()):
        return None
    return Comparison(by, kinds, _blanked(asked, match), limit=limit)


def _of_change(asked: str, kinds: frozenset[str]) -> Comparison | None:
    found = [(by, match) for by, pattern in _CHANGES for match in pattern.finditer(asked)]
    if len(found) != 1:
        return None
    by, match = found[0]
    rest = _blanked(asked, match)
    return Comparison(
        by, kinds, _LAST_YEAR.sub(" ", rest), is_of_last_year=_LAST_YEAR.search(rest) is not None
    )


def _blanked(asked: str, match: re.Match[str]) -> str:
    return f"{asked[: match.start()]} {asked[match.end() :]}"
