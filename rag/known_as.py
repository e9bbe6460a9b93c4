"""What else a paper calls a person that a question means: an office that they hold, or the letters of the name.

Papers name somebody once, "Ann Pell (AP, Treasurer)", and then write "AP advised" or "the Treasurer said". Who is
called so is told by each paper for itself: the Chair of one meeting is not that of another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from ingest.structure.terms import fold
from rag.persons import PERSON, TITLE, signed
from rag.question.somebody import Somebody

SELF = "\x05"
"""What stands for the person that a question means, where ``rag.persons.ACTOR`` stands for anybody else."""
_OFFICE_NOUN = (
    r"(?:Chair(?:man|woman|person)?|Leader|Commissioner|PCC|Mayor|Provost|President|Clerk|Treasurer|Secretary|"
    r"Conven[eo]r|Constable|Superintendent|Inspector|Sergeant|Executive|Director|Manager|Officer|Solicitor|Auditor)"
)
_OFFICE = rf"(?:[A-Z][\w&-]*\s+(?:(?:and|of|for)\s+)?){{0,5}}{_OFFICE_NOUN}\b"
_FEWEST_INITIALS = 3
"""Letters from which on the initials of a name, without the paper saying so, are taken for it."""
_LETTERS = re.compile(r"(?=(?:[a-z]*[A-Z]){2})[A-Z][A-Za-z]{1,5}")
_BEFORE = rf"(?:{TITLE}\s+)?(?:(?:(?:[A-Z]\.\s?)+|[A-Z]{{1,3}}\s+|[A-Z][\w'-]+\s+)){{0,3}}"
_NOT_OTHER = (
    r"(?<![Vv]ice )(?<![Vv]ice-)(?<![Dd]eputy )(?<![Dd]eputy-)(?<![Aa]ssistant )(?<![Ff]ormer )"
    r"(?<![Pp]revious )(?<![Oo]utgoing )"
)
_OF_ANOTHER = r"(?!'s\b)(?!\s+for\s+[A-Z])"
_ADDRESSED = re.compile(
    r"\b(?:reply|response|answer(?:ing)?|told|asked|thanked|replying|with|from)\b[\w\s.]{0,40}$",
    re.IGNORECASE,
)
"""Before a name of somebody spoken to: "in reply to Mrs Pell, the Clerk" tells of two people."""
_FULL_FORMS = {
    "commissioner": r"(?:(?:police|fire|crime)(?:,|\s+and)?\s+){0,3}commissioner|pcc",
    "pcc": r"(?:(?:police|fire|crime)(?:,|\s+and)?\s+){0,3}commissioner|pcc",
    "chair": r"chair(?:man|woman|person)?",
    "chairman": r"chair(?:man|woman|person)?",
    "chairwoman": r"chair(?:man|woman|person)?",
    "chairperson": r"chair(?:man|woman|person)?",
    "minister": r"(?:prime\s+)?minister(?:\s+(?:of|for)\s+[\w'& -]{1,60}?)?",
}


@dataclass(frozen=True)
class KnownAs:
    """A person as one paper may call them; ``offices`` are in lower case, ``names`` are surnames."""

    who: Somebody
    names: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    letters: frozenset[str] = frozenset()

    def sign(self, text: str) -> str:
        """The text, white space folded, with `SELF` in place of each mention of the person, and others signed."""
        plain = fold(" ".join(text.split()))
        return signed(_mentions(self).sub(lambda match: self._sign_of(match.group()), plain))

    def _sign_of(self, mention: str) -> str:
        """`SELF`, or the mention itself where its first name is that of a namesake."""
        parts = re.sub(rf"^{TITLE}\s+", "", mention).replace(".", " ").split()
        is_by_name = parts[-1].lower() in {name.lower() for name in self.names}
        theirs = {part[0].lower() for part in parts[:-1]}
        ours = {part[0].lower() for part in self.who.name[:1]} if self.who.name[:-1] else set()
        return mention if is_by_name and theirs and ours and not ours & theirs else SELF


def known_as(who: Somebody, texts: Iterable[str]) -> KnownAs:
    """What a paper of these texts calls the person, as far as it says so itself."""
    names, offices = set(who.name[-1:]), {who.office} - {""}
    letters: set[str] = set()
    for text in texts:
        plain = fold(" ".join(text.split()))
        if who.office:
            names.update(_holders(who.office, plain))
        elif who.name[-1].lower() in plain.lower():
            letters.update(_initials(who, plain))
            for beside in _beside(who.name[-1]).finditer(plain):
                if _ADDRESSED.search(plain[: beside.start()]):
                    continue
                parts = [part.strip() for each in beside.groups() if each for part in each.split(",")]
                letters.update(part for part in parts[:1] if _are_letters_of(part, who.name[-1]))
                offices.update(part.lower() for part in parts if re.fullmatch(_OFFICE, part))
    return KnownAs(who, frozenset(names), frozenset(offices), frozenset(letters))


def _initials(who: Somebody, plain: str) -> Iterable[str]:
    """The letters of the name in full, as a pattern, where they are enough to mean nobody else: L R McC."""
    for match in re.finditer(rf"(?:[A-Z][\w'-]+\s+){{0,2}}{_surname(who.name[-1])}", plain):
        name = re.sub(rf"^{TITLE}\s+", "", match.group())
        capitals = [letter for letter in name if letter.isupper()] if not name.isupper() else []
        if len(capitals) >= _FEWEST_INITIALS and len(name.split()) > 1:
            yield "[a-z]?".join(capitals)


def _are_letters_of(part: str, surname: str) -> bool:
    return bool(_LETTERS.fullmatch(part)) and surname[0].upper() in part


@lru_cache(maxsize=64)
def _mentions(known: KnownAs) -> re.Pattern[str]:
    """What the person is called by: surnames with what stands before them, offices, letters."""
    forms = [rf"\b{_BEFORE}{_surname(name)}\b" for name in sorted(known.names)]
    for office in sorted(known.offices):
        form = _FULL_FORMS.get(office, r"[\s-]+".join(map(re.escape, re.split(r"[\s-]+", office))))
        forms.append(rf"\b(?:[Tt]he\s+)?{_NOT_OTHER}\b(?i:{form})\b{_OF_ANOTHER}")
    forms += [rf"\b{letters}\b(?!\))" for letters in sorted(known.letters)]
    return re.compile("|".join(forms))


def _surname(name: str) -> str:
    """A surname as papers may write it: with its capital, or in capitals; a hyphen may be missing."""
    return rf"(?=[A-Z])(?i:{re.escape(name).replace(re.escape('-'), '[ -]')})"


@lru_cache(maxsize=16)
def _beside(name: str) -> re.Pattern[str]:
    """What stands in brackets after a surname, or after a comma, or is an office just before the name."""
    return re.compile(
        rf"{_surname(name)}\s*\(([^()]{{2,60}})\)|{_surname(name)}\s*[,\u2013-]\s+(?:[Tt]he\s+)?({_OFFICE})(?=\s*(?:[,;.)]|$))|"
        rf"({_OFFICE}),?\s+(?:{TITLE}\s+)?(?:[A-Z][\w.'-]*\s+){{0,2}}{_surname(name)}\b"
    )


def _holders(office: str, plain: str) -> Iterable[str]:
    """Surnames of those whom a text names as holding an office."""
    form = rf"{_NOT_OTHER}\b(?i:{_FULL_FORMS.get(office, re.escape(office))})\b"
    person = rf"(?P<person>{PERSON})"
    after = rf"{person}\s*(?:,\s*|\(\s*)(?:in\s+)?(?:[Tt]he\s+)?{form}(?=\s*(?:[,;.)]|$))"
    before = rf"{form}\s*(?:[:,(]\s*)?{person}"
    for pattern in (after, before):
        for match in re.finditer(pattern, plain):
            if not _ADDRESSED.search(plain[: match.start()]):
                yield match.group("person").split()[-1]
