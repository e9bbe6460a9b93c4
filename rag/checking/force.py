"""How surely a thing is said: modality, reservations, conditions, quantifiers, causes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rag.checking.actors import Shift, actor_shifts
from rag.checking.lexicon import CAUSES, FUTURE, acts_of, hedges_of, quantifier_of
from rag.checking.reading import Reading, Token
from rag.checking.regions import Region

_CONDITION = re.compile(
    r"\b(?:subject to|provided that|on condition|in principle|so long as|as long as|unless|except|pending)\b|"
    r"\bif\b|\buntil\b|\bonce (?!a|every)|, should (?:it|they|the|this)\b|\bbut not\b|\bwithout prejudice\b",
    re.IGNORECASE,
)
_WHETHER = re.compile(
    r"\b(?:ask|asked|asks|know|knew|known|see|question\w*|say|enquir\w*|wonder\w*)\s+if\b", re.IGNORECASE
)
_AIMED = re.compile(
    r"\b(?:to|be|due|plan\w*|expect\w*|intend\w*|agreed?|agrees|undert\w+|promis\w+)\b", re.IGNORECASE
)
_MAY = frozenset("could may might".split())
_MUST = frozenset("must required obliged".split())
_SHOULD = frozenset(("should", "ought"))
_MODALS = {
    "will": FUTURE,
    "may": _MAY,
    "can": frozenset(("can",)),
    "should": _SHOULD,
    "must": frozenset(("must",)),
}
_ASIDE = re.compile(r",\s+(?:which|who|whose|of whom|of which)\b|;\s")
_STILL_TO_COME = FUTURE | frozenset("to be could may might should must".split())
_AUXILIARIES = frozenset("be been have not also then now only never".split())
_AIMS = frozenset("was is were are due able".split())
_GOVERNED = 0.6
"""Share of the words in common that must follow a reservation for it to govern them."""


def shifts(reading: Reading, region: Region) -> list[Shift]:
    """Every change of force between a sentence and the region that it rests on."""
    return [
        *actor_shifts(reading, region),
        *_modality(reading, region),
        *_dropped(reading, region),
        *_framed(reading, region),
        *_quantifiers(reading, region),
        *_connections(reading, region),
    ]


def _modality(reading: Reading, region: Region) -> list[Shift]:
    here, there = reading.lowers, {token.lower for token in region.everything}
    found = _other_modals(reading, region)
    if here & FUTURE and not there & FUTURE and not _AIMED.search(region.core.text):
        found.append(Shift("will", True))
    if here & _MUST and not there & _MUST and not _is_needed(region):
        found.append(Shift("must", True))
    if here & _MAY and not there & _MAY:
        found.append(Shift("could", False))
    if here & _SHOULD and not there & _SHOULD and "recommend" not in region.acts:
        found.append(Shift("should", False))
    if _is_done_early(reading, region):
        found.append(Shift("said as done", False))
    return found


def _other_modals(reading: Reading, region: Region) -> list[Shift]:
    """Verbs under "will" that the region has under "could", and the like."""
    theirs = _modals(region.core.tokens)
    found = []
    for verb, modals in _modals(reading.tokens).items():
        if verb in theirs and not modals & theirs[verb]:
            found.append(Shift(f"{' '.join(sorted(modals))} {verb}", bool(modals & {"will", "must"})))
    return found


def _modals(tokens: Sequence[Token]) -> dict[str, set[str]]:
    """The kinds of modal that each verb stands under."""
    found: dict[str, set[str]] = {}
    for index, token in enumerate(tokens):
        kind = next((name for name, words in _MODALS.items() if token.lower in words), None)
        verb = next((other for other in tokens[index + 1 : index + 7] if other.is_content), None)
        if kind and verb:
            found.setdefault(verb.key, set()).add(kind)
    return found


def _is_needed(region: Region) -> bool:
    return any(
        token.key in ("must", "need", "requir") or token.lower in ("have", "has") for token in region.tokens
    )


def _is_done_early(reading: Reading, region: Region) -> bool:
    """A verb that the region puts in the future and the sentence does not."""
    tokens = region.core.tokens
    for index, token in enumerate(tokens):
        if token.lower not in FUTURE and not _is_aim(tokens, index):
            continue
        following = _verb_after(tokens, index)
        places = [
            place for place, other in enumerate(reading.tokens) if following and other.key == following.key
        ]
        if places and not any(_is_aimed(reading.tokens, place) for place in places):
            return True
    return False


def _verb_after(tokens: Sequence[Token], index: int) -> Token | None:
    """The verb that an auxiliary or a "to" goes with; None where another word comes first."""
    for token in tokens[index + 1 : index + 4]:
        if token.is_content:
            return token
        if token.lower not in _AUXILIARIES:
            return None
    return None


def _is_aimed(tokens: Sequence[Token], place: int) -> bool:
    """True when the verb is said to be still to come, or as possible."""
    before = {token.lower for token in tokens[max(0, place - 4) : place]}
    return bool(before & _STILL_TO_COME) or tokens[place].lower.endswith("ing")


def _is_aim(tokens: Sequence[Token], index: int) -> bool:
    """The "to" of what somebody undertook, or of what was to be."""
    before = tokens[index - 1].lower if index else ""
    return tokens[index].lower == "to" and bool(before in _AIMS or acts_of(before) or hedges_of(before))


def _dropped(reading: Reading, region: Region) -> list[Shift]:
    """Reservations and conditions of the region that the sentence leaves out."""
    ours = {hedge for token in reading.tokens for hedge in hedges_of(token.lower)}
    keys = {token.key for token in reading.content}
    tokens = region.core.tokens
    shared = [index for index, token in enumerate(tokens) if token.is_content and token.key in keys]
    found = []
    for index, token in enumerate(tokens):
        hedges = hedges_of(token.lower)
        if not hedges or hedges & ours or token.key in keys or not shared:
            continue
        if sum(index < place < _end_of_clause(region.core, index) for place in shared) >= _GOVERNED * len(
            shared
        ):
            found.append(Shift(f"leaves out {token.lower}", False))
    if _has_condition(region.core.text) and not _has_condition(reading.text):
        found.append(Shift("leaves out a condition", False))
    return found


def _framed(reading: Reading, region: Region) -> list[Shift]:
    """What stands under "It is recommended that" and is said as if it had been done."""
    theirs = {hedge for token in region.framing for hedge in hedges_of(token.lower)}
    framed = {act for token in region.framing for act in acts_of(token.lower)}
    ours = {hedge for token in reading.tokens for hedge in hedges_of(token.lower)}
    has_act = any(acts_of(token.lower) for token in reading.tokens)
    is_clause = reading.text[:1].islower() or reading.text.startswith("That ")
    if "recommend" in theirs - ours and has_act and not is_clause and not framed & {"decide", "agree"}:
        return [Shift("leaves out that it is recommended", False)]
    return []


def _end_of_clause(reading: Reading, index: int) -> int:
    """The index of the first token after a reservation that an aside (", which ...") puts outside of it."""
    aside = _ASIDE.search(reading.text, reading.tokens[index].end)
    if aside is None:
        return len(reading.tokens)
    return next(place for place, token in enumerate(reading.tokens) if token.start >= aside.start())


def _has_condition(text: str) -> bool:
    return bool(_CONDITION.search(_WHETHER.sub(" ", text)))


def _quantifiers(reading: Reading, region: Region) -> list[Shift]:
    there = {_quantity(token) for token in region.everything}
    found = []
    for token in reading.tokens:
        quantifier = _quantity(token)
        if quantifier and quantifier not in there:
            found.append(Shift(token.lower, quantifier != "some"))
    ours = {_quantity(token) for token in reading.tokens}
    keys = {token.key for token in reading.content}
    for index, token in enumerate(region.core.tokens):
        quantifier = _quantity(token)
        if quantifier in (None, "all", "always") or quantifier in ours:
            continue
        around = region.core.tokens[max(0, index - 2) : index + 4]
        if any(other.is_content and other.key in keys for other in around):
            found.append(Shift(f"leaves out {token.lower}", False))
    return found


def _quantity(token: Token) -> str | None:
    if token.kind != "word":
        return None
    return quantifier_of(token.lower)


def _connections(reading: Reading, region: Region) -> list[Shift]:
    """A cause that the sentence makes and the region does not."""
    here, there = reading.lowers, {token.lower for token in region.everything}
    causes = here & CAUSES
    if (
        causes
        and not there & CAUSES
        and not causes & there
        and not (there & {"as", "for", "so"} and "because" in causes)
    ):
        return [Shift(f"{' '.join(sorted(causes))} is the sentence's own", True)]
    return []
