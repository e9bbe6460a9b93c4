"""How surely a thing is said: modality, reservations, conditions, quantifiers, causes."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.structure.motions import is_motion
from rag.checking.actors import Shift, actor_shifts
from rag.checking.lexicon import CAUSES, FUTURE, QUANTIFIERS, acts_of, hedges_of, quantifier_of
from rag.checking.reading import Reading, Token, read
from rag.checking.regions import Region

_CONDITION = re.compile(
    r"\b(?:subject to|provided that|on condition|in principle|so long as|as long as|unless|except|pending)\b|"
    r"\bif\b|\buntil (?!\d|noon|(?:the )?(?:end|start|beginning|middle|close) of|[A-Z])|"
    r"\bonce (?!a|every)|, should (?:it|they|the|this)\b|\bbut not\b|\bwithout prejudice\b",
    re.IGNORECASE,
)
_WHETHER = re.compile(
    r"\b(?:ask|asked|asks|know|knew|known|see|question\w*|say|enquir\w*|wonder\w*)\s+if\b", re.IGNORECASE
)
_AIMED = re.compile(
    r"\b(?:to|be|due|plan\w*|expect\w*|intend\w*|agreed?|agrees|undert\w+|promis\w+)\b", re.IGNORECASE
)
_PUT = re.compile(
    r"\b(?:propos\w*|mov(?:ed|es|ing|er)|motions?|second\w*|suggest\w*|recommend\w*|ask\w*|call(?:ed|s)\s+for|want\w*|"
    r"put\s+to|lost|fail\w*|fell|defeat\w*|reject\w*|refus\w*|withdr\w+|not\s+(?:agreed|carried|approved|adopted))\b",
    re.IGNORECASE,
)
"""Words by which a sentence says that something was only put to a meeting, or lost there."""
_AGREED = re.compile(r"\b(?:agreed|resolved|carried|approved|accepted|adopted|decided)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|till) (?:the end of |early |late )?(?:[A-Z][a-z]+ )?(?:19|20)\d\d\b")
_NOW = frozenset(("is", "are"))
_CONCESSION = re.compile(r"\b(?:although|though|however)\b", re.IGNORECASE)
_ARRANGING = frozenset("agree decide request propose recommend".split())
_MAY = frozenset("could may might".split())
_PERFECT = frozenset("has have had".split())
_MUST = frozenset("must required obliged".split())
_SHOULD = frozenset(("should", "ought"))
_MODALS = {
    "will": FUTURE,
    "may": _MAY,
    "can": frozenset(("can",)),
    "should": _SHOULD,
    "must": frozenset(("must",)),
}
_ASIDE = re.compile(
    r",\s+(?:which|who|whose|of whom|of which)\b|;\s|"
    r",\s+(?:and|but|while|whereas)\s+(?:the|an?|it|he|she|they|no|[A-Z])"
    r"(?=[^,;]* (?:would|will|was|were|is|are|had|has|have|did|does)\b)"
)
_OPENING = re.compile(
    r"(?:in (?:response|reply|answer) to|with regard|regarding|further to|arising from|on) [^,]+, ",
    re.IGNORECASE,
)
"""Words before the sentence proper that say what it answers: what is asked there reserves nothing after it."""
_PART = re.compile(
    r"(?:,|;) (?=(?:and|but|while|whereas|with)\b)|; |,? (?=(?:though|although|whilst|but)\b)", re.IGNORECASE
)
_CONDITION_ON = re.compile(rf"(?:{_CONDITION.pattern}).*", re.IGNORECASE | re.DOTALL)
_SENT_IN = frozenset(
    "application applications request requests petition petitions letter complaint bid bids".split()
)
_QUANTIFIED = re.compile(rf"\b(?:{'|'.join(QUANTIFIERS)})\b", re.IGNORECASE)
_AUXILIARY = re.compile(r"\b(?:would|will|was|were|is|are|be|had|has|have|could|should|may|must|shall)\b")
_IF_ONLY = re.compile(
    r"\bhad (?:the|an?|it|he|she|they|there) (?:\w+ ){0,6}(?:been|not)\b|\bwere it\b", re.IGNORECASE
)
_STILL_TO_COME = FUTURE | frozenset("to be could may might should must".split())
_AUXILIARIES = frozenset("be been have not also then now only never".split())
_AIMS = frozenset("was is were are due able enough ready willing likely supposed".split())
_GOVERNED = 0.6
"""Share of the words in common that must follow a reservation for it to govern them."""


def shifts(reading: Reading, region: Region) -> list[Shift]:
    """Every change of force between a sentence and the region that it rests on."""
    return [
        *actor_shifts(reading, region),
        *_put_only(reading, region),
        *_modality(reading, region),
        *_dropped(reading, region),
        *_framed(reading, region),
        *_quantifiers(reading, region),
        *_connections(reading, region),
    ]


def _put_only(reading: Reading, region: Region) -> list[Shift]:
    """What was put to a meeting, and not resolved, told as anything but that."""
    core = region.core.text
    is_put = region.source.is_undecided and is_motion(core) and not _AGREED.search(core)
    if not is_put or _PUT.search(reading.text):
        return []
    return [Shift("a motion told as decided", True)]


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
    return found + _still_to_come(reading, region)


def _still_to_come(reading: Reading, region: Region) -> list[Shift]:
    """What has been done in the region, said as what will be."""
    tokens = region.core.tokens
    found = []
    for verb, modals in _modals(reading.tokens).items():
        places = [place for place, token in enumerate(tokens) if token.key == verb]
        before = [{other.lower for other in tokens[max(0, place - 3) : place]} for place in places]
        if (
            "will" in modals
            and places
            and all(each & _PERFECT and not each & _STILL_TO_COME for each in before)
        ):
            found.append(Shift(f"will {verb}", True))
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
        if _is_agreed(reading, region):
            continue
        governing = hedges_of(tokens[index - 1].lower) if index else frozenset()
        if governing & {hedge for token in reading.tokens for hedge in hedges_of(token.lower)}:
            continue
        if places and not any(_is_aimed(reading.tokens, place) for place in places):
            return True
    return False


def _predicate(part: str) -> str:
    """What a part says of its subject, without a condition on it."""
    plain = _CONDITION_ON.sub("", part)
    verb = _AUXILIARY.search(plain)
    return plain[verb.end() :] if verb else plain


def _is_agreed(reading: Reading, region: Region) -> bool:
    """True when the sentence says only that something was agreed or asked for, and the region no more."""
    ours = {act for token in reading.tokens for act in acts_of(token.lower)}
    return bool(ours & _ARRANGING & region.acts)


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
    if _is_nominal(tokens, place) and any(token.lower in FUTURE for token in tokens):
        return True
    return bool(before & _STILL_TO_COME) or tokens[place].lower.endswith("ing")


def _is_nominal(tokens: Sequence[Token], place: int) -> bool:
    """True for a deed as a thing: approval, extension, the grant."""
    before = tokens[place - 1].lower if place else ""
    return before in ("the", "a", "an", "its", "of") or tokens[place].lower.endswith(("al", "ion", "ment"))


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
        if not hedges or hedges & ours or token.key in reading.keys or not shared:
            continue
        if _is_received(tokens, index) or _is_denied(tokens, index):
            continue
        if sum(index < place < _end_of_clause(region.core, index) for place in shared) >= _GOVERNED * len(
            shared
        ):
            found.append(Shift(f"leaves out {token.lower}", False))
    found += _questions(reading, region)
    if _UNTIL.search(_told_part(region.core.text, keys, _UNTIL)) and not _UNTIL.search(reading.text):
        if reading.lowers & _NOW and not any(token.day is not None for token in reading.tokens):
            found.append(Shift("leaves out until when", False))
    if _has_condition(_told_part(region.core.text, keys)) and not (
        _has_condition(reading.text) or _IF_ONLY.search(reading.text) or _CONCESSION.search(reading.text)
    ):
        found.append(Shift("leaves out a condition", False))
    return found


def _questions(reading: Reading, region: Region) -> list[Shift]:
    """What the region leaves open after "whether", said as if it were so."""
    tokens, keys = region.core.tokens, reading.keys
    if "whether" in keys or _OPENING.match(region.core.text):
        return []
    for index, token in enumerate(tokens):
        asked = [other.key for other in tokens[index + 1 : index + 8] if other.is_content][:2]
        if token.lower == "whether" and asked and asked[-1] in keys:
            return [Shift("leaves out whether", False)]
    return []


def _is_denied(tokens: Sequence[Token], index: int) -> bool:
    """True for "could not", which reserves nothing."""
    following = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    return tokens[index].lower in ("could", "may", "might") and following == "not"


def _is_received(tokens: Sequence[Token], index: int) -> bool:
    """True for considering what somebody had sent in: an application, a petition."""
    following = [token.lower for token in tokens[index + 1 : index + 4]]
    return tokens[index].key == "consid" and not _SENT_IN.isdisjoint(following)


def _told_part(text: str, keys: set[str], mark: re.Pattern[str] = _CONDITION) -> str:
    """What a sentence says without the parts of its own, after a comma or semicolon, that the other leaves out.

    A part with the ``mark`` counts as told when it holds a word that no other part has; the words of a condition
    are none.
    """
    parts = _PART.split(text)
    if len(parts) < 2:
        return text
    held = [{token.key for token in read(_predicate(part)).content} & keys for part in parts]
    told = []
    for place, part in enumerate(parts):
        others = set().union(*(words for at, words in enumerate(held) if at != place))
        is_own = not mark.search(part) or bool(held[place] - others)
        if is_own or not read(_predicate(part)).content:
            told.append(part)
    return "; ".join(told)


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
    opening = _OPENING.match(reading.text)
    is_opening = opening is not None and reading.tokens[index].end <= opening.end()
    aside = opening if is_opening else _ASIDE.search(reading.text, reading.tokens[index].end)
    if aside is None:
        return len(reading.tokens)
    if is_opening:
        return next(place for place, token in enumerate(reading.tokens) if token.start >= aside.end())
    return next(place for place, token in enumerate(reading.tokens) if token.start >= aside.start())


def _has_condition(text: str) -> bool:
    return bool(_CONDITION.search(_WHETHER.sub(" ", text)))


def _quantifiers(reading: Reading, region: Region) -> list[Shift]:
    there = {_quantity(token) for token in region.everything}
    if any(token.lower == "no" for token in region.tokens):
        there.add("none")
    found = []
    for token in reading.tokens:
        quantifier = _quantity(token)
        if quantifier and quantifier not in there:
            found.append(Shift(token.lower, quantifier != "some"))
    ours = {_quantity(token) for token in reading.tokens}
    keys = {token.key for token in reading.content}
    opening = _OPENING.match(region.core.text)
    told = _told_part(region.core.text[opening.end() if opening else 0 :], keys, _QUANTIFIED).lower()
    for index, token in enumerate(region.core.tokens):
        quantifier = _quantity(token)
        if quantifier in (None, "all", "always") or quantifier in ours:
            continue
        if token.lower not in told or _is_of_cause(region.core.tokens, index) and not reading.lowers & CAUSES:
            continue
        around = region.core.tokens[_clause_start(region.core.tokens, index) : index + 4]
        if any(other.is_content and other.key in keys for other in around):
            found.append(Shift(f"leaves out {token.lower}", False))
    return found


def _is_of_cause(tokens: Sequence[Token], index: int) -> bool:
    """True for "mainly because"."""
    return index + 1 < len(tokens) and tokens[index + 1].lower in CAUSES


def _clause_start(tokens: Sequence[Token], index: int) -> int:
    """The index of the second word before another, or of the first after a comma between."""
    start = index
    while start > max(0, index - 2) and tokens[start].start - tokens[start - 1].end <= 1:
        start -= 1
    return start


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
