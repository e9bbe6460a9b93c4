"""Today's briefing with an officer's edits of an earlier draft in it: what was struck out, and the officer's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rag.answer import Citation
from rag.briefings.briefing import Briefing, Section
from rag.briefings.edits import Reading
from rag.briefings.provenance import OFFICER, Provenance, Struck, wording, words_of

OFFICERS_WORDS = "The officer's own words, carried over from the earlier draft"
_NOT_CHECKED = (
    "The officer's own words stand in this draft as they were: they are not from the papers and not checked."
)

_Path = tuple[str, ...]


def new_draft(drafted: Provenance, anew: Briefing, reading: Reading) -> tuple[Briefing, tuple[Struck, ...]]:
    """Today's briefing without what the officer struck out, and with the officer's words where they stood.

    What was struck out, in this draft and in those before it, comes with it.
    """
    places = frozenset(_paths(anew.sections))
    words: dict[_Path, list[str]] = {}
    for each in reading.edits:
        if each.text:
            words.setdefault(_place(each.under, places), []).append(each.text)
    struck = _struck(drafted, reading, places)
    carrier = _Carrier(drafted, struck, words)
    sections = tuple(carrier.carried(each, ()) for each in anew.sections)
    if () in words:
        sections += (Section(OFFICERS_WORDS, notes=tuple(words[()]), key=OFFICER),)
    warnings = (_NOT_CHECKED, *anew.warnings) if words else anew.warnings
    told = tuple(Struck(mark=mark, left=tuple(sorted(left))) for mark, left in struck.items())
    return renumbered(replace(anew, sections=sections, warnings=warnings)), told


def _struck(drafted: Provenance, reading: Reading, places: frozenset[_Path]) -> dict[str, frozenset[str]]:
    """For each sentence that the officer struck out, prints of the sections that keep it, as far as they are found."""
    struck = {each.mark: frozenset(each.left) for each in drafted.struck}
    for mark, under in reading.thinned.items():
        left = {_place(each, places) for each in under} - {()}
        if left:
            struck[mark] = frozenset(drafted.print_of(_told(each)) for each in left)
    return struck | {mark: frozenset() for mark in reading.dropped}


def _told(path: _Path) -> str:
    return " \u203a ".join(path)


def _paths(sections: Sequence[Section], above: _Path = ()) -> Iterator[_Path]:
    for section in sections:
        path = (*above, wording(section.heading))
        yield path
        yield from _paths(section.sections, path)


def _place(under: _Path, places: frozenset[_Path]) -> _Path:
    """The innermost section of the new draft that these headings of the old one lead to; empty for none."""
    path = tuple(each for each in map(wording, under[1:]) if each != wording(OFFICERS_WORDS))
    while path and path not in places:
        path = path[:-1]
    return path


@dataclass(frozen=True)
class _Carrier:
    """Puts the officer's edits into the sections of the new draft; ``words`` are by the section they belong to."""

    drafted: Provenance
    struck: dict[str, frozenset[str]]
    words: dict[_Path, list[str]]

    def carried(self, section: Section, above: _Path) -> Section:
        path = (*above, wording(section.heading))
        below = tuple(self.carried(each, path) for each in section.sections)
        if path in self.words:
            below += (Section(OFFICERS_WORDS, notes=tuple(self.words[path]), key=OFFICER),)
        kept = tuple(
            each for each in section.sentences if self._is_left(self.drafted.print_of(each.text), path)
        )
        return replace(section, sentences=kept, sections=below)

    def _is_left(self, mark: str, path: _Path) -> bool:
        """Whether the officer left the sentence in this section."""
        return mark not in self.struck or self.drafted.print_of(_told(path)) in self.struck[mark]


def renumbered(briefing: Briefing) -> Briefing:
    """The briefing with the citations that its sentences use, numbered from 1 as they come."""
    said = words_of(briefing.sections).sentences
    numbers = {
        old: new for new, old in enumerate(dict.fromkeys(n for each in said for n in each.citations), 1)
    }
    by_number = {each.n: each for each in briefing.citations}

    def renumber(section: Section) -> Section:
        sentences = tuple(
            replace(each, citations=tuple(map(numbers.__getitem__, each.citations)))
            for each in section.sentences
        )
        return replace(section, sentences=sentences, sections=tuple(map(renumber, section.sections)))

    citations: tuple[Citation, ...] = tuple(replace(by_number[old], n=new) for old, new in numbers.items())
    return replace(briefing, sections=tuple(map(renumber, briefing.sections)), citations=citations)
