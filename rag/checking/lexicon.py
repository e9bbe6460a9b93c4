"""The small words of committee English that change what a sentence says: who acts, how, how surely, which way.

Words are given as they are written and kept by their root (``root``): stem, after irregular forms, with words
that say the same made one.
"""

from __future__ import annotations

from functools import lru_cache

from ingest.structure.terms import stem
from rag.checking.synonyms import SAME

_IRREGULAR = dict(
    pair.split("=")
    for pair in (
        "told=tell said=say gave=give given=give fell=fall fallen=fall rose=rise risen=rise began=begin begun=begin "
        "kept=keep left=leave sent=send held=hold came=come found=find made=make took=take taken=take met=meet "
        "paid=pay bought=buy sold=sell spent=spend wrote=write written=write went=go gone=go grew=grow grown=grow "
        "drew=draw drawn=draw chose=choose chosen=choose drove=drive driven=drive shown=show knew=know known=know "
        "thought=think heard=hear built=build lost=lose brought=bring ran=run spoke=speak spoken=speak stood=stand "
        "understood=understand withdrew=withdraw withdrawn=withdraw undertook=undertake undertaken=undertake "
        "fought=fight taught=teach caught=catch led=lead felt=feel saw=see seen=see stolen=steal stole=steal "
        "became=become broke=break broken=break got=get rang=ring rung=ring sought=seek swore=swear threw=throw "
        "decision=decide reduction=reduce closure=close agreement=agree refusal=refuse renewal=renew "
        "removal=remove retention=retain attendance=attend purchase=buy proposal=propose arrival=arrive "
        "replacement=replace examination=examine payment=pay growth=grow choice=choose loss=lose sale=sell "
        "children=child people=person men=man women=woman less=less lapsed=lapse "
        "extension=extend introduction=introduce provision=provide deferral=defer deferment=defer "
        "submission=submit publication=publish publications=publish referral=refer referrals=refer "
        "expansion=expand demolition=demolish maintenance=maintain suspension=suspend addition=add "
        "inclusion=include exclusion=exclude apology=apologise explanation=explain delivery=deliver "
        "discovery=discover failure=fail vacancy=vacant vacancies=vacant absence=absent presence=present "
        "length=long width=wide belief=believe expectation=expect intention=intend application=apply "
        "applications=apply division=divide conclusion=conclude permission=permit confirmation=confirm "
        "reception=receive receipt=receive destruction=destroy description=describe production=produce "
        "abolition=abolish pursuit=pursue proof=prove advice=advise speech=speak theft=steal "
        "entry=enter consideration=consider departure=depart success=succeed satisfaction=satisfy knowledge=know "
        "admission=admit admissions=admit "
        "weight=weigh opposition=oppose objection=object successful=succeed amendment=amend correction=amend "
        "correct=amend corrected=amend "
        "laid=lay lain=lie put=put set=set cut=cut let=let shut=shut won=win dealt=deal meant=mean slept=sleep "
        "dug=dig hung=hang hid=hide hidden=hide flew=fly ate=eat drank=drink drunk=drink"
    ).split()
)
_OPPOSITES = (
    ("rise increase grow raise climb go-up", "fall drop decrease reduce lower cut decline shrink"),
    ("approve endorse adopt accept agree grant", "reject refuse decline dismiss veto"),
    ("accept admit acknowledge confirm agree", "deny"),
    ("support favour back", "oppose object"),
    ("free", "charge cost fee paid"),
    ("favour", "against"),
    ("carry pass", "lose fall"),
    ("large larger big bigger", "small smaller little"),
    ("young", "old elderly"),
    ("average", "longest shortest highest lowest"),
    ("approve accept endorse adopt support", "defer postpone adjourn"),
    ("open reopen", "close shut"),
    ("more", "fewer less"),
    ("most", "least"),
    ("majority", "minority"),
    ("above over", "below under"),
    ("before", "after"),
    ("higher high", "lower low"),
    ("first", "last"),
    ("largest highest biggest most", "smallest lowest least"),
    ("best", "worst"),
    ("better improve", "worse worsen deteriorate"),
    ("early earlier", "late later"),
    ("fast quick faster quicker sooner", "slow slower later"),
    ("long longer lengthen", "short shorter shorten"),
    ("start begin", "finish end stop cease"),
    ("include", "exclude"),
    ("internal", "external"),
    ("public", "private exempt confidential"),
    ("permanent", "temporary"),
    ("win gain", "lose"),
    ("buy purchase", "sell"),
    ("add", "remove"),
    ("maximum", "minimum"),
    ("surplus underspending underspend", "deficit overspending overspend shortfall"),
    ("uphold upheld allow", "dismiss"),
    ("pass succeed", "fail"),
    ("present", "absent"),
    ("strong strength", "weak weakness"),
    ("easy easier", "hard harder difficult"),
    ("rural", "urban"),
    ("inside", "outside"),
    ("many", "few"),
    ("retain keep retention", "close remove abolish"),
    ("appoint elect", "dismiss remove"),
    ("widen extend expand", "narrow shorten"),
    ("full", "empty"),
    ("guilty", "innocent"),
    ("compulsory", "voluntary optional"),
    ("common", "rare"),
    ("arrive", "leave depart"),
    ("income", "spending expenditure"),
    ("day", "night"),
    ("morning", "afternoon evening"),
    ("summer", "winter"),
    ("spring", "autumn"),
    ("north northern", "south southern"),
    ("east eastern", "west western"),
    ("men man male", "women woman female"),
    ("satisfied content", "dissatisfied troubled"),
    ("tomorrow", "yesterday"),
    ("hire borrow", "return"),
    ("publish", "withhold"),
    ("vacant", "filled fill"),
)
_ACTS = {
    "say": "say state tell explain report remark observe inform point comment mention stress emphasise "
    "highlight clarify describe announce present recall repeat advise answer reply respond confirm introduce",
    "ask": "ask question enquire query",
    "request": "request ask invite",
    "suggest": "suggest",
    "propose": "propose move",
    "recommend": "recommend",
    "note": "note",
    "agree": "agree accept undertake promise consent",
    "offer": "offer",
    "decide": "resolve decide determine",
    "approve": "approve adopt endorse ratify authorise",
    "support": "support back",
    "defer": "defer adjourn postpone",
    "reject": "reject refuse decline dismiss veto",
    "believe": "think believe feel fear hope doubt view observe wonder consider",
    "elect": "elect appoint",
    "confirm": "confirm assure",
    "declare": "declare",
    "apologise": "apologise",
    "second": "second",
    "complain": "complain",
    "admit": "admit concede acknowledge accept",
    "thank": "thank",
}
_BEARS_OUT = {
    "say": frozenset("say agree believe confirm declare admit complain suggest".split()),
    "confirm": frozenset(("confirm",)),
    "ask": frozenset(("ask",)),
    "request": frozenset(("request",)),
    "suggest": frozenset(("suggest", "propose")),
    "propose": frozenset(("propose",)),
    "recommend": frozenset(("recommend",)),
    "note": frozenset(("note",)),
    "agree": frozenset("agree decide".split()),
    "decide": frozenset("decide agree".split()),
    "approve": frozenset(("approve",)),
    "support": frozenset(("support",)),
    "defer": frozenset(("defer",)),
    "reject": frozenset(("reject",)),
    "believe": frozenset(("believe",)),
    "admit": frozenset("admit agree".split()),
}
"""For each act of a sentence the acts of its source that bear it out; an act not listed bears out itself only."""
_HEDGES = {
    "suggest": "suggest",
    "propose": "propose proposed moved",
    "ask": "ask request invite question query enquire whether wonder",
    "recommend": "recommend recommendation",
    "believe": "think thought believe feel felt fear doubt view opinion consider",
    "hope": "hope wish want",
    "expect": "expect anticipate forecast predict due",
    "estimate": "estimate",
    "intend": "intend intention",
    "possible": "could may might possible possibly perhaps",
    "advisable": "should ought",
    "draft": "draft provisional",
    "likely": "likely probably unlikely risk",
    "offer": "offer",
    "try": "try attempt",
}
_QUANTIFIERS = {
    "all": "all every each whole entire entirely both fully completely wholly totally",
    "some": "some several partly",
    "few": "few minority",
    "most": "most majority mainly largely mostly chiefly primarily principally predominantly",
    "half": "half",
    "only": "only solely just alone",
    "unanimous": "unanimous unanimously unanimity",
    "none": "none nobody nothing",
    "always": "always",
    "sometimes": "sometimes occasionally",
    "often": "often frequently regularly",
    "rarely": "rarely seldom hardly scarcely",
    "usually": "usually normally generally typically",
    "never": "never",
}


@lru_cache(maxsize=4096)
def root(word: str) -> str:
    """One form for a word, its inflections and what says the same; ``word`` in lower case."""
    word = word.removesuffix("'s").removesuffix("'")
    found = stem(_IRREGULAR.get(word, word))
    return _CANONICAL.get(found, found)


def plain_root(word: str) -> str:
    """The stem of a word alone, after irregular forms."""
    word = word.removesuffix("'s").removesuffix("'")
    return stem(_IRREGULAR.get(word, word))


def _stems(line: str) -> frozenset[str]:
    return frozenset(plain_root(word) for word in line.split())


_CANONICAL = {plain_root(word): plain_root(group.split()[0]) for group in SAME for word in group.split()[1:]}
_ACT_STEMS = {name: _stems(line) for name, line in _ACTS.items()}
_HEDGE_WORDS = {name: frozenset(line.split()) | _stems(line) for name, line in _HEDGES.items()}
_OPPOSITE_STEMS = tuple((_stems(one), _stems(other)) for one, other in _OPPOSITES)
_QUANTIFIER_WORDS = {word: name for name, line in _QUANTIFIERS.items() for word in line.split()}
QUANTIFIERS = tuple(_QUANTIFIER_WORDS)

NEGATORS = frozenset(
    "not no never none neither nor nobody nothing nowhere without cannot unable refuse refused refuses fail failed "
    "fails decline declined declines reject rejected".split()
)
"""Words that turn round what follows; the verbs among them only before "to"."""
NEGATING_VERBS = frozenset(
    "refuse refused refuses fail failed fails decline declined declines unable".split()
)
PARTICLES = {"up": "down", "down": "up", "on": "off", "off": "on", "in": "out", "out": "in"}
"""Small words after a verb, with those that make it say the opposite."""
DIRECTIONS = _stems("rise fall change")
"""The words, by their root, for going up and down."""
LIGHT = frozenset(
    root(word)
    for word in "make take give hold have do be put carry go come bring submit conduct undertake set".split()
)
"""Verbs, by their root, that say little by themselves: a proposal is made, submitted or put."""
COMPARING = frozenset(
    "better worse higher lower longer shorter bigger smaller larger faster slower earlier later quicker cheaper dearer "
    "exactly precisely favour favoured "
    "best worst largest smallest highest lowest longest shortest biggest first second third fourth fifth sixth last "
    "final double doubled halved triple trebled twice thrice exceeded won lost succeeded failed legal illegal lawful "
    "unlawful guilty innocent acquitted convicted record unprecedented unique never-before".split()
)
"""Words that compare, rank or judge: what they say is never only another way of saying it."""
PERIODS = frozenset("hour day week month quarter year".split())
PREFIXES = ("un", "in", "im", "dis", "non", "non-", "ir")
FUTURE = frozenset("will would shall".split())
CAUSES = frozenset("because therefore consequently hence thus owing due since caused cause led".split())
TITLES = {
    "mr": "mr",
    "mrs": "mrs",
    "ms": "ms",
    "miss": "ms",
    "dr": "dr",
    "cllr": "councillor",
    "cllrs": "councillor",
    "councillor": "councillor",
    "councillors": "councillor",
    "father": "father",
    "rev": "rev",
    "sir": "sir",
    "inspector": "inspector",
}
PERSON_CHANGING = frozenset("deputy assistant vice vice-chair former acting interim shadow".split())
"""Words before a role that make it another person's."""
ACTORS = frozenset(
    "panel board committee authority council cabinet meeting group member members chair chairman officer "
    "commissioner constable executive manager treasurer clerk director superintendent inspector visitor resident "
    "residents public councillor councillors representative trust service union charity company contractor "
    "supplier police force office partnership mayor government minister secretary auditor".split()
)

BODIES = frozenset("panel board committee authority council cabinet meeting".split())
"""The actors that are bodies of people who decide together."""


@lru_cache(maxsize=4096)
def acts_of(word: str) -> frozenset[str]:
    """The speech acts that a word may be of; empty for other words."""
    found = plain_root(word)
    return frozenset(name for name, stems in _ACT_STEMS.items() if found in stems)


def bears_out(act: str) -> frozenset[str]:
    """The acts of a source that bear out this act of a sentence."""
    return _BEARS_OUT.get(act, frozenset((act,)))


@lru_cache(maxsize=4096)
def hedges_of(word: str) -> frozenset[str]:
    """The kinds of reservation that a word expresses; empty for other words."""
    found = plain_root(word)
    return frozenset(name for name, held in _HEDGE_WORDS.items() if word in held or found in held)


@lru_cache(maxsize=4096)
def opposites_of(word: str) -> frozenset[str]:
    """The stems that say the opposite of a word."""
    found = plain_root(word)
    return frozenset(
        stem_
        for one, other in _OPPOSITE_STEMS
        for stem_ in (other if found in one else one if found in other else ())
    )


def quantifier_of(word: str) -> str | None:
    """What part of a whole a word names: all, some, most, only, none; None for other words."""
    return _QUANTIFIER_WORDS.get(word)
