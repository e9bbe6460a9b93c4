"""A person whom a question means: by a name, or by an office that one person holds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.structure.terms import fold, stem, words

_TITLE = re.compile(
    r"^(?:the\s+)?(?:councillor|cllr|cr|alderman|mr|mrs|ms|miss|dr|sir|dame|lord|lady|baroness|prof(?:essor)?|"
    r"(?:(?:right|rt)\.?\s+)?hon(?:ourable)?|rev(?:erend)?|canon|father|pc|dc|di|dci|dcc|acc|sgt|sergeant|inspector|"
    r"(?:chief )?superintendent|(?:(?:assistant |deputy )?chief )?constable)\b\.?\s+(?=\S)",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"^(?:the|our|its|their)?\s*(?P<office>(?:[\w'&-]+\s+){0,4}?(?:chair(?:man|woman|person)?|leader|commissioner|"
    r"pcc|mayor|provost|president|clerk|treasurer|secretary|convenor|convener|constable|superintendent|inspector|"
    r"sergeant|executive|director|manager|solicitor|auditor|"
    r"examiner|registrar|spokes(?:man|woman|person)|portfolio holder|lead member|officer|"
    r"minister(?:\s+(?:of|for)\s+[\w'& -]{1,60})?))$",
    re.IGNORECASE,
)
_NO_PERSON = frozenset(
    "panel committee subcommittee board council authority cabinet group members member councillors people residents "
    "public police force officers officer party majority minority they we you i he she everyone everybody anyone "
    "anybody someone somebody nobody it paper papers report reports minutes agenda government minister ministers "
    "service services company community town trust partnership association union office team department hospital "
    "school university agency survey consultation letter review plan strategy law act code inspectorate court "
    "federation society forum county city district borough parish region country ministry network rail water mail "
    "national local and or each all".split()
)
"""Words of what is no single person."""
_NAME = re.compile(r"[A-Z][\w'-]*\.?(?:\s+(?:(?:de|van|von|der|la)\s+)?[A-Z][\w'-]*\.?){0,3}")


@dataclass(frozen=True)
class Somebody:
    """One person: ``office`` in lower case, or the parts of a name, of which the last is the surname.

    ``printed`` is what the question calls them. ``has_title`` says that the question gives a title of a person: a
    bare name may be that of a company or a place.
    """

    printed: str
    name: tuple[str, ...] = ()
    office: str = ""
    has_title: bool = False

    @property
    def terms(self) -> frozenset[str]:
        """The index terms of the words that name the person."""
        return frozenset(stem(word) for word in words(self.printed))


def somebody(printed: str) -> Somebody | None:
    """The person that words of a question name; None for a body, a group, a paper, or what names nobody.

    Without a title, a name is one by its capitals.
    """
    plain = " ".join(fold(printed).split()).strip(" ,.?")
    title = _TITLE.match(plain)
    rest = plain[title.end() :] if title else plain
    said = words(rest)
    if not said:
        return None
    if held := _OFFICE.match(plain):
        return Somebody(plain, office=held.group("office").lower())
    if not _NO_PERSON.isdisjoint(said):
        return None
    if not title and not _NAME.fullmatch(rest):
        return None
    # "OPCC" is an abbreviation; a surname has small letters.
    if not title and rest.isupper():
        return None
    return Somebody(plain, name=tuple(rest.replace(".", " ").split()), has_title=title is not None)
