"""A true sentence changed in one thing, or said in another form: material to measure the verifier with.

Changes are made by rule, so that they can be made from any paper at any time and none needs to be kept. A
change says something else than the sentence; a form says the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

_MONTHS = ("January February March April May June July August September October November December").split()
_WORDS = "zero one two three four five six seven eight nine ten eleven twelve".split()
_NUMBER = re.compile(r"(?<![\w.,/(-])\u00a3?(\d{1,3}(?:,\d{3})+|\d+)(?![\w/)]|[.,]\d|-\w)")
_DATE = re.compile(rf"\b(\d{{1,2}})(?:st|nd|rd|th)? ({'|'.join(_MONTHS)})(?: ((?:19|20)\d\d))?\b")
_AUXILIARY = re.compile(
    r"\b(was|were|had|has|have|would|will|is|are|could|should)\b(?! not| no\b| still| nobody| none)"
)
_SPELT = re.compile(
    r"\b(two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b(?! (?:third|quarter|fifth|tenth))"
)
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{3,}(?: [A-Z][a-z]{3,})+")


@dataclass(frozen=True)
class Variant:
    """A sentence made from another; ``kind`` names what was done."""

    kind: str
    text: str


def _pairs(text: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (
            re.compile(old.replace("_", " ") if old[0] == "^" else rf"\b{old.replace('_', ' ')}\b"),
            new.replace("_", " "),
        )
        for old, new in (pair.split("=") for pair in text.split())
    )


_REPLACED = {
    "scale": _pairs("million=billion thousand=million billion=million"),
    "unit": _pairs(
        "weeks=months months=weeks days=weeks hours=days minutes(?!_of)=hours seconds=minutes years=months miles=metres"
    ),
    "negation removed": _pairs("not_= no=a never=always cannot=can") + ((re.compile(r"\bnot "), ""),),
    "modality": _pairs("could=will may=will might=will would=could will=could should=must"),
    "act": _pairs(
        "suggested=resolved noted=approved recommended=agreed deferred=approved asked=agreed thought=resolved "
        "questioned=confirmed approved=noted agreed=refused supported=rejected"
    ),
    "direction": _pairs(
        "increase=decrease increased=decreased increasing=decreasing rise=fall risen=fallen fallen=risen rose=fell "
        "fell=rose above=below before=after after=before more=fewer reduction=increase higher=lower fall=rise"
    ),
    "quantifier": _pairs("all=some most=all several=all some=all every=some half=all"),
    "actor": _pairs("^A_member=The_Panel ^The_Panel=A_member"),
}


def changed(sentence: str, names: Sequence[str] = ()) -> list[Variant]:
    """Each sentence that one change makes of this one; ``names`` are others of the same paper, to take its place."""
    found = [
        Variant(kind, text)
        for kind, pairs in _REPLACED.items()
        for pattern, new in pairs
        for text in (pattern.sub(new, sentence, count=1),)
        if text != sentence
    ]
    for kind, make in _MADE.items():
        found += [Variant(kind, text) for text in make(sentence) if text != sentence]
    found += [Variant("name", text) for text in _renamed(sentence, names)]
    return list({each.text: each for each in found}.values())


def reworded(sentence: str) -> list[Variant]:
    """The same sentence with its figures, dates and short forms written otherwise."""
    found = [
        Variant(kind, text) for kind, make in _FORMS.items() for text in (make(sentence),) if text != sentence
    ]
    return found


def _other_numbers(sentence: str) -> Iterable[str]:
    plain = _DATE.sub(lambda match: "x" * len(match.group()), sentence)
    for match in list(_NUMBER.finditer(plain))[:2]:
        digits = match.group(1)
        value = int(digits.replace(",", ""))
        if not 1900 <= value <= 2099 or "," in digits:
            other = f"{value + 3:,}" if "," in digits else str(value + 3)
            yield sentence[: match.start(1)] + other + sentence[match.end(1) :]


def _other_days(sentence: str) -> Iterable[str]:
    for match in list(_DATE.finditer(sentence))[:1]:
        day = int(match.group(1))
        yield sentence[: match.start(1)] + str(day - 1 if day > 1 else 2) + sentence[match.end(1) :]
        month = _MONTHS[(_MONTHS.index(match.group(2)) + 1) % 12]
        yield sentence[: match.start(2)] + month + sentence[match.end(2) :]


def _other_years(sentence: str) -> Iterable[str]:
    for match in list(re.finditer(r"\b(?:19|20)\d\d\b(?![/-]\d)", sentence))[:1]:
        yield sentence[: match.start()] + str(int(match.group()) - 1) + sentence[match.end() :]


def _denied(sentence: str) -> Iterable[str]:
    match = _AUXILIARY.search(sentence)
    if match:
        yield sentence[: match.end()] + " not" + sentence[match.end() :]


def _exchanged(sentence: str) -> Iterable[str]:
    plain = _DATE.sub(lambda match: "x" * len(match.group()), sentence)
    found = [match for match in _NUMBER.finditer(plain) if not re.fullmatch(r"(?:19|20)\d\d", match.group(1))]
    for one, other in zip(found, found[1:], strict=False):
        after = [plain[each.end() : each.end() + 2].strip()[:1] for each in (one, other)]
        is_alike = one.group()[0] == other.group()[0] or "\u00a3" not in one.group() + other.group()
        if one.group(1) != other.group(1) and is_alike and ("%" in after) == (after == ["%", "%"]):
            first, last = one.span(1), other.span(1)
            yield "".join(
                (
                    sentence[: first[0]],
                    other.group(1),
                    sentence[first[1] : last[0]],
                    one.group(1),
                    sentence[last[1] :],
                )
            )
            return


def _without_condition(sentence: str) -> Iterable[str]:
    match = re.search(r",? (?:subject to|provided that|unless|if|once|until) [^,;]+", sentence)
    if (
        match
        and match.start() > len(sentence) / 3
        and not re.search(r"\b(?:ask|know|see)\w*$", sentence[: match.start()])
    ):
        yield sentence[: match.start()] + sentence[match.end() :]


def _renamed(sentence: str, names: Sequence[str]) -> Iterable[str]:
    for match in list(_NAME.finditer(sentence))[:1]:
        other = next((name for name in names if not set(name.split()) & set(sentence.split())), None)
        if other:
            yield sentence[: match.start()] + other + sentence[match.end() :]


def names_of(text: str) -> list[str]:
    """The names of two words or more in a text, in order of their first place."""
    return list(dict.fromkeys(_NAME.findall(text)))


_MADE: dict[str, Callable[[str], Iterable[str]]] = {
    "number": _other_numbers,
    "day": _other_days,
    "year": _other_years,
    "negation added": _denied,
    "swapped figures": _exchanged,
    "dropped condition": _without_condition,
}


def _as_digits(sentence: str) -> str:
    return _SPELT.sub(lambda match: str(_WORDS.index(match.group())), sentence)


def _spelt(sentence: str) -> str:
    return re.sub(
        r"(?<![\w.,/(-])([2-9]|1[0-2])(?= [a-z]{4,})", lambda match: _WORDS[int(match.group())], sentence
    )


def _numeric_date(sentence: str) -> str:
    def build(match: re.Match[str]) -> str:
        if not match.group(3):
            return match.group()
        return f"{int(match.group(1)):02d}/{_MONTHS.index(match.group(2)) + 1:02d}/{match.group(3)}"

    return _DATE.sub(build, sentence)


def _ordinal_date(sentence: str) -> str:
    return re.sub(
        rf"\b(4|5|6|7|8|9|10|14|15|16|17|18|19|20) (?=(?:{'|'.join(_MONTHS)})\b)", r"\1th ", sentence
    )


_FORMS: dict[str, Callable[[str], str]] = {
    "digits": _as_digits,
    "spelt": _spelt,
    "numeric date": _numeric_date,
    "ordinal date": _ordinal_date,
    "per cent": lambda text: re.sub(r"(?<=\d)%", " per cent", text),
    "short scale": lambda text: re.sub(r"(?<=\d) million\b", "m", text),
    "thousands": lambda text: re.sub(r"\u00a3(\d{1,3}),000\b", "\u00a3\\1k", text),
    "councillor": lambda text: re.sub(r"\bCouncillor\b", "Cllr", text),
    "contraction": lambda text: re.sub(r"\b(did|was|were|had|would|could) not\b", r"\1n't", text),
    "plain quotes": lambda text: text.replace("\u2018", "'").replace("\u2019", "'"),
    "clock": lambda text: re.sub(r"\b2\.00 ?p\.?m\.?", "2pm", text),
    "reported": lambda text: (
        f"It was reported that {text[0].lower()}{text[1:]}"
        if re.match(r"(?:The|A|An) [a-z]", text) and not re.search(r"\b(?:said|asked|that)\b", text)
        else text
    ),
}
