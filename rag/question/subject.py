"""What a question is about: its words without those that any question to any committee is put together with."""

from __future__ import annotations

from ingest.structure.bodies import name_parts
from ingest.structure.terms import stem, words
from rag.question.asking_words import WORDLESS
from rag.question.query import Query

_BUSINESS = frozenset(
    stem(word)
    for word in (
        "decide decided decision decisions resolve resolved resolution resolutions agree agreed agreement "
        "approve approved "
        "outcome outcomes apology apologies apologise apologised absent absence attend attended attendance "
        "attendee "
        "attendees attendant present chair chaired chairman chairwoman chairperson chairing vice deputy "
        "member members "
        "councillor councillors people person officer officers meeting meetings meet met next last latest "
        "previous recent "
        "first agenda agendas minute minutes paper papers report reports item items discuss discussed "
        "discussion discussions "
        "consider considered say said happen happened hold held place venue room where date time day start "
        "started begin "
        "began end ended finish finished conclude concluded commence "
        "commenced adjourn adjourned panel board committee subcommittee council authority cabinet body "
        "bodies group name "
        "names list declare declared declaration declarations interest interests vote voted votes voting "
        "give gave given make "
        "made take took taken open opened close closed sign signed confirm confirmed record recorded "
        "summary summarise "
        "summarize tell show point points raise raised matter matters arise arising business urgent "
        "question questions ask "
        "asked recommendation recommendations recommend recommended recommending note noted main key "
        "important topic topics "
        "subject subjects send sent session about go went thing things sit sat speak spoke talk talked "
        "action actions promise promised promises commit committed commitment commitments undertake "
        "undertook undertaken undertaking undertakings come came all yet already pass passed passes"
    ).split()
)
"""Stems of the words of any committee's business: a question of nothing else is about no subject."""
_MEASURED = frozenset(
    stem(word)
    for word in (
        "spend spent spending cost costs pay paid payment payments price prices money fund funds funded funding budget "
        "budgets amount amounts sum total number numbers figure figures rate rates level levels average percentage "
        "responsible responsibility lead leads leading led owner owners charge duty involve involved use used need "
        "needed want wanted work worked know known think get got receive received provide provided publish published "
        "plan plans planned planning propose proposal proposals progress update updates updated status position change "
        "changes changed changing increase increased decrease decreased rise rose fall fell impact effect problem "
        "problems issue issues concern concerns concerned view views opinion opinions comment comments mention "
        "mentioned reason reasons cause causes describe described explain explained type types kind way ways annual "
        "current currently new latest recent place area areas service services information detail details extra "
        "most highest largest biggest greatest fewest lowest smallest least higher lower larger smaller fewer "
        "additional further other another similar different various several exact exactly actual actually"
    ).split()
) | frozenset(map(stem, WORDLESS))
"""Stems of words that say what is wanted to be known of a subject: how much, by whom, why, with what result."""


def _words_of_times(query: Query) -> list[str]:
    """Words of dates, which name no subject."""
    return [word for word in words(query.question) if word.isdigit() or "/" in word or word in _TIME_WORDS]


_TIME_WORDS = frozenset(
    (
        "january february march april may june july august september october november december "
        "jan feb mar apr jun jul aug sep sept oct nov dec "
        "monday tuesday wednesday thursday friday saturday sunday day days week weeks weekday weekend "
        "year years month months today yesterday tomorrow quarter financial since"
    ).split()
)


def own_terms(query: Query) -> frozenset[str]:
    """The terms of a question beside those of any committee's business, of names of bodies and of times."""
    of_bodies = {stem(part) for body in query.named for group in name_parts(body) for part in group} | {
        stem(place) for place in query.places
    }
    of_bodies |= {stem(word) for each in query.called for word in words(each.words)}
    return frozenset(query.terms) - _BUSINESS - of_bodies - {stem(word) for word in _words_of_times(query)}


def subject_terms(query: Query) -> frozenset[str]:
    """The terms that name what the question is about; none where it asks for a sum or a person alone."""
    return frozenset(term for term in own_terms(query) - _MEASURED if len(term) > 1)
