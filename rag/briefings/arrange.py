"""A briefing as a template wants it: sections in order, headed and cut, what was left out told.

Nothing is reworded. Citations that no sentence uses any more go, and the others are numbered without gaps.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from rag.answer import Sentence
from rag.briefings.briefing import Briefing, Section
from rag.briefings.template import SUMMARY, SectionRule, Template

_LATEST_LAST = frozenset(("decided",))
"""Sections in the order of meetings, of which the last decision must not be the one that is cut."""


def arrange(briefing: Briefing, template: Template) -> Briefing:
    """The briefing in the template's order and words; what it leaves out is told under what is not covered."""
    rules = {rule.key: (place, rule) for place, rule in enumerate(template.section)}
    left_out = frozenset(template.leave_out)
    sections = _arranged(briefing.sections, rules, left_out, template.most_points)
    headings = dict.fromkeys(each.heading for each in walk(briefing.sections) if each.key in left_out)
    told = tuple(f"\u201c{heading}\u201d is left out, as the template says." for heading in headings)
    return _renumbered(
        replace(
            briefing,
            title=template.titled(briefing.title),
            sections=sections,
            not_covered=(*briefing.not_covered, *told),
        )
    )


def walk(sections: Sequence[Section]) -> Iterator[Section]:
    """Every section with those below it, in reading order."""
    for section in sections:
        yield section
        yield from walk(section.sections)


_Rules = dict[str, tuple[int, SectionRule]]


def _arranged(
    sections: Sequence[Section], rules: _Rules, left_out: frozenset[str], most: int
) -> tuple[Section, ...]:
    kept = [_ruled(each, rules, left_out, most) for each in sections if each.key not in left_out]
    # Sections that a template names change places among themselves; items and others stay where they are.
    in_order = iter(sorted((each for each in kept if each.key in rules), key=lambda each: rules[each.key][0]))
    return tuple(next(in_order) if each.key in rules else each for each in kept)


def _ruled(section: Section, rules: _Rules, left_out: frozenset[str], most: int) -> Section:
    _, rule = rules.get(section.key, (0, None))
    shown = _shown(section, (rule and rule.most_points) or most)
    n_cut = len(section.sentences) - len(shown)
    cut = (f"{n_cut} more {'point is' if n_cut == 1 else 'points are'} left out, as the template says.",)
    below = _arranged(section.sections, rules, left_out, most)
    is_emptied = bool(section.sections) and not below and not section.sentences
    emptied = ("Every section on this is left out, as the template says.",)
    return replace(
        section,
        heading=rule.heading if rule is not None and rule.heading else section.heading,
        sentences=shown,
        sections=below,
        notes=(*section.notes, *(cut if n_cut > 0 else ()), *(emptied if is_emptied else ())),
    )


def _shown(section: Section, most: int) -> tuple[Sentence, ...]:
    """The points that stay: all of the summary, which speaks of every item, and the latest where the latest is last."""
    if section.key == SUMMARY or len(section.sentences) <= most:
        return section.sentences
    return section.sentences[-most:] if section.key in _LATEST_LAST else section.sentences[:most]


def _renumbered(briefing: Briefing) -> Briefing:
    """Citations in use, numbered from 1 in their old order."""
    used = {n for section in walk(briefing.sections) for each in section.sentences for n in each.citations}
    kept = [each for each in briefing.citations if each.n in used]
    numbers = {each.n: n for n, each in enumerate(kept, 1)}

    def renumber(section: Section) -> Section:
        sentences = tuple(
            replace(each, citations=tuple(numbers[n] for n in each.citations)) for each in section.sentences
        )
        return replace(section, sentences=sentences, sections=tuple(map(renumber, section.sections)))

    citations = tuple(replace(each, n=numbers[each.n]) for each in kept)
    return replace(briefing, sections=tuple(map(renumber, briefing.sections)), citations=citations)
