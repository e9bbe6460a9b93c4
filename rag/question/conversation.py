"""Follow-up questions made whole: "And in 2020?" after a question on lamps asks about lamps in 2020.

Rules over the words alone. A question that stands alone is left as it is; a wrong guess shows, since the whole
question is given with the answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.structure.bodies import places_named
from ingest.structure.terms import STOP_WORDS, fold, index_terms, words
from rag.question.bodies import bodies_asked
from rag.question.periods import periods

_AUXILIARY = r"(?:did|do|does|was|were|is|are|has|have|had|will|would|can|could|should|may|might)(?:n't)?"
_OPENING = re.compile(
    r"^(?:(?:and|but|so|or|then|ok|okay|also|well|now|right|thanks)\b[\s,]*)+", re.IGNORECASE
)
_WHAT_ABOUT = re.compile(
    r"^(?:what|how) about\s+(?P<thing>.+)$|^(?:the )?same (?:question )?(?:for|about|with)\s+(?P<same>.+)$",
    re.IGNORECASE,
)
_BARE = re.compile(
    r"^(?P<word>(?:by|to|for|from|with|on)\s+(?:whom|what)|who|whom|why(?: not)?|when|where|how|how "
    r"(?:much|many|often|long|so|come)|"
    r"how much money|which (?:one|ones|meeting)|(?:by|since|until|till|from|to) when|what for|for how long|"
    r"at "
    r"what (?:cost|price))$",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    rf"\b(?P<it>it|they|them|he|she|him|the other (?:ones?|two)|"
    rf"the same(?= ?[?.!]*$)|this(?= ?[?.!]*$)|these(?= ?[?.!]*$)|those(?= ?[?.!]*$)|that(?= ?[?.!]*$)|"
    rf"(?:this|that|these|those)(?= {_AUXILIARY}\b)|(?<=did )(?:that|this|these|those)\b|"
    rf"(?<=was )(?:that|this)\b|(?<=were )(?:these|those)\b|(?<=does )(?:that|this)\b|(?<=is )(?:that|"
    rf"this)(?= )|(?<=has )(?:that|this)\b|"
    rf"(?<=will )(?:that|this)\b|(?<=would )(?:that|this)\b|(?<=about )(?:that|this|these|those)(?= )|"
    rf"(?:this|that|these|those) (?:decision|item|matter|report|proposal|plan|meeting|motion|amount|sum|"
    rf"figure|cost|point|issue|"
    rf"recommendation|vote|scheme|project|one|ones)s?)\b",
    re.IGNORECASE,
)
_OWNED = re.compile(r"\b(?P<it>its|their|his|her)\b(?= \w)", re.IGNORECASE)
_DUMMY = re.compile(
    r"\b(?:is|was|will) it (?:be )?(?:true|possible|likely|legal|right|correct|known|clear|the case|"
    r"necessary|\w+ that\b)|"
    r"\bit (?:is|was) (?:\w+ )?(?:agreed|said|decided|resolved|noted|true|possible)\b(?= that)",
    re.IGNORECASE,
)
_OTHER_ONE = re.compile(r"^the other (?:one|ones|two)$", re.IGNORECASE)
_PERSON = frozenset(("he", "she", "him", "his", "her"))
_ABOUT = re.compile(
    r"\b(?:about|regarding|concerning|on the subject of|in relation to|with regard to)\s+(?P<topic>.+)$",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:decided?|agreed?|resolved?|discuss(?:ed)?|approved?|considered?|said|says?|recommend(?:ed|s)?|"
    r"proposed?|noted?|"
    r"supported?|rejected?|deferred?|endorsed?|adopted?|heard?|told|asked?|voted?|received?|reported?|"
    r"want(?:ed)?|spen[dt]|"
    r"happened|planned|raised?|awarded?|granted?|given|set|chosen?|costs?|take|makes?|made|use[sd]?)\s+"
    r"(?:(?:on|to|for|with|against|in favour of|by)\s+)?(?P<topic>(?:the|a|an|its|their|any|"
    r"[A-Z0-9\u00a3]).*)$"
)
_HEAD = re.compile(
    rf"^(?:(?:by |to |for |from |on |in |at |of )?(?:what|which|who|whom|whose|when|where|why|how)(?: "
    rf"(?:much|many|often|long|far))?"
    rf"(?: of)?|{_AUXILIARY})\s+",
    re.IGNORECASE,
)
_FIRST_VERB = re.compile(
    rf"\s(?:{_AUXILIARY}|be|been|cost|costs|rise|fall|say|says|said|get|gets|begin|start|end|happen|work|"
    rf"proposed?|decided?|agreed?|due)\b.*$",
    re.IGNORECASE,
)
_ASKING = re.compile(
    rf"^(?:what|when|where|why|who|how|how much|how many)\s+(?P<rest>{_AUXILIARY}\s.+)$", re.IGNORECASE
)
_HOW_MANY = re.compile(
    rf"^how (?:many|much)(?: "
    rf"of)?\s+(?P<what>(?!{_AUXILIARY}\b).+?)\s+(?P<auxiliary>{_AUXILIARY})\s+(?P<after>.+)$",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(rf"^{_AUXILIARY}\s", re.IGNORECASE)
_NAME = re.compile(
    r"\b(?:Councillor|Cllr|Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Superintendent|Inspector|Chief \w+|Professor)\.?"
    r"(?:\s+[A-Z][\w.'\u2019-]*){1,3}|\b[A-Z][a-z]+ [A-Z][a-z]+\b"
)
_SOMEONE = re.compile(
    r"\b(?:councillor|member|officer|resident|chair\w*|manager|warden|commissioner|constable|person|man|"
    r"woman|mayor|clerk)\b",
    re.IGNORECASE,
)
_DONE_TO_MEETING = re.compile(
    r"\b(?:chair(?:s|ed|ing)?|presid(?:e|es|ed|ing) over|clerk(?:s|ed)?|minuted)\s+$", re.IGNORECASE
)
"""What is done to a meeting, and to few things that it talks of: "it" after these is the meeting."""
_SAT = re.compile(
    r"\b(?:group|committee|panel|board|forum|session|seminar|workshop|inquiry|hearing|event|conference)\b",
    re.IGNORECASE,
)
_SITTING_AFTER = re.compile(r"\s+meetings?\b", re.IGNORECASE)
_MEETING_AT_MEETING = re.compile(
    r"\bthe meeting (?:at|of|in) (?P<named>(?:the )?[^,?]*\bmeeting\b)", re.IGNORECASE
)
_NAMED_THING = re.compile(
    r"\b(?:the|an?|any|each|every|about|on|of|for|in|from|with|at)\s+(?P<noun>[a-z][\w'-]*)(?:\s|$)|"
    r"(?<=\w )(?P<name>[A-Z][\w'-]+)"
)
_COUNTED = re.compile(r"\b(?:how many|which|what)\s+(?P<noun>[a-z][\w'-]*)", re.IGNORECASE)
_PLURAL = frozenset(("they", "them", "their", "these", "those"))
_WORDLESS = frozenset(
    "proposed propose proposes seconded second cost costs paid pay decided agreed happened say said says "
    "vote voted against favour "
    "declare declared interest interests much many long often reason reasons support supported oppose "
    "opposed approved "
    "approve else more next follow followed result "
    "outcome start started end ended next chair chaired vote votes voting done begin began take took name "
    "full kind type".split()
)
"""Words of a question that carry no subject of their own: with these alone, "it" is something said before."""


@dataclass(frozen=True)
class Turn:
    """A question that was asked before and, where it is known, the answer that was given."""

    question: str
    answer: str = ""


def stand_alone(question: str, before: Sequence[Turn], bodies: Sequence[str] = ()) -> str:
    """The question with what it leaves to those before it; unchanged where it stands alone.

    ``before`` are the turns so far, the latest last; ``bodies`` are those of the library that the asker may see.
    """
    whole, answer = "", ""
    for turn in before:
        whole = _whole(" ".join(turn.question.split()), whole, answer, bodies)
        answer = turn.answer
    return _whole(" ".join(question.split()), whole, answer, bodies)


def is_follow_up(question: str, bodies: Sequence[str] = ()) -> bool:
    """True for a question that says of what it is only together with one before it."""
    rest = _rest(question)
    if _BARE.match(rest) or _WHAT_ABOUT.match(rest):
        return True
    return _is_only_time(rest) or _is_fragment(question, rest) or _open_pronoun(rest) is not None


def _whole(question: str, previous: str, answer: str, bodies: Sequence[str]) -> str:
    if not previous or not is_follow_up(question, bodies):
        return question
    rest = _rest(question)
    thing = _WHAT_ABOUT.match(rest)
    if thing:
        rest = thing.group("thing") or thing.group("same")
    if _BARE.match(rest):
        return _with_question_word(rest, previous)
    if _is_only_time(rest):
        return _at_another_time(rest, previous)
    pronoun = _open_pronoun(rest)
    if pronoun is not None and not _OTHER_ONE.match(rest):
        return _with_topic(rest, pronoun, previous, answer, bodies)
    if _is_fragment(question, rest) or thing:
        return _about_another(rest, previous, bodies)
    return question


def _rest(question: str) -> str:
    """The question without "And", "But", "So" before it and without its mark."""
    return _OPENING.sub("", fold(question)).strip().rstrip("?!. ").strip()


def _is_only_time(rest: str) -> bool:
    """True for "in 2020" and "at the June 2024 meeting": nothing but a time is new."""
    found = periods(f"in {rest}") if re.fullmatch(r"(?:19|20)\d\d", rest) else periods(rest)
    left = rest
    for period in reversed(found):
        left = (
            left[: period.span.start] + " " + left[period.span.end :] if period.span.end <= len(rest) else ""
        )
    small = {"meeting", "meetings", "minutes"}
    is_turn = re.fullmatch(
        r"(?:at|in|from)?\s*the (?:last|latest|next|previous|most recent) (?:meeting|year)|last year|this "
        r"year|(?:the )?year "
        r"before(?: that)?|before that|after that|since then|since",
        rest,
        re.IGNORECASE,
    )
    return bool(is_turn) or (bool(found) and all(word in STOP_WORDS | small for word in words(left)))


def _is_fragment(question: str, rest: str) -> bool:
    """True for words without a verb of asking that are put after "And": "And the flood gates?"."""
    is_added = bool(_OPENING.match(question))
    has_question = bool(_HEAD.match(rest)) or bool(_ASKING.match(rest))
    return is_added and not has_question and 0 < len(rest.split()) <= 8


def _open_pronoun(rest: str) -> re.Match[str] | None:
    """The first word that points at something said before; None where the question itself says what it means."""
    if _DUMMY.search(rest):
        return None
    match = _PRONOUN.search(rest) or _OWNED.search(rest)
    if match is None:
        return None
    return None if _names_something(rest[: match.start()], match.group("it").lower()) else match


def _names_something(before: str, pronoun: str) -> bool:
    """Whether the words before a pronoun name what it can mean."""
    if pronoun in _PERSON:
        return bool(_NAME.search(before) or _SOMEONE.search(before))
    named = [match.group("noun") or match.group("name") for match in _NAMED_THING.finditer(before)]
    if pronoun in _PLURAL:
        named += [match.group("noun") for match in _COUNTED.finditer(before)]
    # A body has its own figures and members, but it is seldom what "it" means.
    can_be_body = pronoun in ("its", "their")
    return any(
        (can_be_body or not _is_body_word(noun.lower())) and noun.lower() not in STOP_WORDS | _WORDLESS
        for noun in named
    )


def _is_body_word(word: str) -> bool:
    return word in {
        "panel",
        "board",
        "committee",
        "council",
        "authority",
        "cabinet",
        "members",
        "chair",
        "meeting",
        "commissioner",
    }


def _with_question_word(rest: str, previous: str) -> str:
    """The question before with another question word: "Why?" after "When did it open?" is "Why did it open?"."""
    word, said = rest[0].upper() + rest[1:], previous.rstrip(" ?.!")
    asking = _ASKING.match(said)
    inner = asking.group("rest") if asking else said if _YES_OR_NO.match(said) else None
    counted = _HOW_MANY.match(said)
    if counted:
        return f"{word} {counted.group('auxiliary')} {counted.group('what')} {counted.group('after')}?"
    if inner is None:
        return f"{word}, of this: {said[0].lower() + said[1:]}?"
    auxiliary, _, after = inner.partition(" ")
    if asking and re.match(r"(?:\w+ed|said|done|made|given|told|put|set|spent|paid)\b", after):
        after = f"it {after}"
    return f"{word} {auxiliary.lower()} {after}?"


def _at_another_time(rest: str, previous: str) -> str:
    """The question before with the new time in place of its own, or at its end."""
    said, own = previous.rstrip(" ?.!"), periods(previous)
    time = f"in {rest}" if re.fullmatch(r"(?:19|20)\d\d", rest) else rest
    if not own:
        return f"{said} {time}?"
    last = own[-1]
    tail = re.match(r"(?:\s+(?:meetings?|minutes))", said[last.span.end :])
    lead = re.search(r"(?:\b(?:at|in|of|from) (?:the )?)?(?:\bmeeting (?:held )?)?$", said[: last.span.start])
    start = lead.start() if lead else last.span.start
    after = said[last.span.end + (tail.end() if tail else 0) :]
    return " ".join(f"{said[:start]} {time}{after}".split()) + "?"


def _about_another(rest: str, previous: str, bodies: Sequence[str]) -> str:
    """The question before about another thing: a place for a place, a body for a body, else a subject for a subject."""
    said = previous.rstrip(" ?.!")
    bare = re.sub(r"^(?:(?:in|at|of|for|by|on|from|to|about|with)\s+)", "", rest, flags=re.IGNORECASE)
    if _OTHER_ONE.match(rest):
        return f"{said}: {rest}?"
    if bodies_asked(bare, bodies).named or places_named(bare, bodies):
        replaced = _other_body(said, bare, bodies)
        if replaced:
            return replaced
    topic = topic_of(said)
    if not topic or topic not in said:
        return f"{said}: {bare}?"
    last = said.rfind(topic)
    times = "".join(f" {said[each.span.start : each.span.end]}" for each in periods(topic))
    return f"{said[:last]}{bare}{said[last + len(topic) :]}{times}?"


def _other_body(said: str, bare: str, bodies: Sequence[str]) -> str | None:
    """The question with the body, or its place, changed; None where it names none."""
    full = next(iter(sorted(bodies_asked(bare, bodies).named)), bare).removeprefix("the ")
    for body in sorted(bodies_asked(said, bodies).named, key=len, reverse=True):
        name = re.compile(r"\s+".join(map(re.escape, body.split())), re.IGNORECASE)
        if name.search(said):
            return f"{name.sub(lambda _: full, said, count=1)}?"
    for place in sorted(places_named(said, bodies), key=len, reverse=True):
        return re.sub(rf"\b{re.escape(place)}\b", lambda _: bare, said, count=1, flags=re.IGNORECASE) + "?"
    return None


def _with_topic(rest: str, pronoun: re.Match[str], previous: str, answer: str, bodies: Sequence[str]) -> str:
    """The question with the subject of the one before in place of the word that points at it."""
    which = pronoun.group("it").lower()
    person = (
        _person(previous, answer)
        if which in _PERSON or which in ("they", "them", "their") and not topic_of(previous)
        else None
    )
    is_chaired = which == "it" and bool(_DONE_TO_MEETING.search(rest[: pronoun.start()]))
    topic = person or topic_of(previous)
    if is_chaired and not _SAT.search(topic or ""):
        topic = "the meeting"
    if not topic:
        return f"{rest[0].upper() + rest[1:]}, of this: {previous.rstrip(' ?.!')}?"
    owned = (
        "'s" if which in ("its", "their", "his") or (which == "her" and rest[pronoun.end() :].strip()) else ""
    )
    kept = f" ({which.split(' ', 1)[1]})" if which.startswith(("this ", "that ", "these ", "those ")) else ""
    whole = f"{rest[: pronoun.start()]}{topic}{owned}{kept}{rest[pronoun.end() :]}"
    subject = topic_of(previous) if person else None
    if subject and subject not in whole and all(word in STOP_WORDS | _WORDLESS for word in words(rest)):
        whole += f" about {subject}"
    whole += _kept_setting(whole, previous, bodies)
    whole = _MEETING_AT_MEETING.sub(r"\g<named>", whole)
    return f"{whole[0].upper() + whole[1:]}?"


def _kept_setting(whole: str, previous: str, bodies: Sequence[str]) -> str:
    """The time and the body of the question before, where the new one names none."""
    said = previous.rstrip(" ?.!")
    added = ""
    if not periods(whole):
        for each in periods(said)[-1:]:
            sitting = _SITTING_AFTER.match(said, each.span.end)
            added += f" {said[each.span.start : sitting.end() if sitting else each.span.end]}"
    named = sorted(bodies_asked(said, bodies).named)
    if len(named) == 1 and not bodies_asked(whole, bodies).places:
        added += f", {named[0]}"
    return added


def _person(previous: str, answer: str) -> str | None:
    found = _NAME.findall(answer) or _NAME.findall(previous)
    return found[0] if found else None


def topic_of(question: str) -> str | None:
    """The words that say what a question is about, as they stand in it, without its time; None where none do."""
    said = question.rstrip(" ?.!")
    for pattern in (_ABOUT, _VERB):
        match = pattern.search(said)
        if match:
            topic = _without_time(match.group("topic"))
            if _says_something(topic):
                return topic
    rest = said
    while head := _HEAD.match(rest):
        rest = rest[head.end() :]
    start = re.search(r"\b(?:the|a|an|any)\s|\b[A-Z0-9\u00a3]", rest)
    after_body = re.sub(
        r"^the (?:\w+ ){0,4}?(?:panel|board|committee|council|authority|commissioner|cabinet|"
        r"members?)\s+\w+\s+"
        r"(?:(?:on|to|for|with|against)\s+)?",
        "",
        rest,
        flags=re.IGNORECASE,
    )
    rest = after_body if after_body != rest else rest[start.start() :] if start else rest
    rest = _without_time(_FIRST_VERB.sub("", f" {rest}").strip())
    return rest if _says_something(rest) else None


def _says_something(topic: str) -> bool:
    return any(not _is_body_word(term) for term in index_terms(topic))


def _without_time(text: str) -> str:
    for period in reversed(periods(text)):
        sitting = _SITTING_AFTER.match(text, period.span.end)
        text = f"{text[: period.span.start]} {text[sitting.end() if sitting else period.span.end :]}"
    text = re.sub(r"\s+(?:at|of|in|from) the\s+meeting\s*$", "", " ".join(text.split()))
    return re.sub(r"[\s,]+(?:and|at|in|on|of|for|by)?[\s,]*$", "", text) or text
