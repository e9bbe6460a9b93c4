"""A briefing in a template's order and words: nothing reworded, nothing lost without a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.papers import Access
from rag.answer import Citation, Sentence
from rag.briefings.arrange import arrange, walk
from rag.briefings.briefing import Briefing, BriefRequest, Section
from rag.briefings.template import SECTION_KEYS, SectionRule, Template, default_template
from rag.checking.verify import Verdict


def citation(n: int) -> Citation:
    return Citation(n, f"paper-1-{n}", "a.txt", "A", f"A, {n}", None, f"Words {n}.", 0, 9, Access.PUBLIC)


def section(key: str, *numbers: int) -> Section:
    return Section(
        f"Drafted {key}", tuple(Sentence(f"Words {n}.", (n,), Verdict.SUPPORTED) for n in numbers), key=key
    )


def briefing_of(*sections: Section) -> Briefing:
    highest = max(
        (n for each in walk(sections) for point in each.sentences for n in point.citations), default=0
    )
    return Briefing("On lamps", sections, tuple(citation(n) for n in range(1, highest + 1)), ("a.txt: cut",))


TWO_ITEMS = briefing_of(
    section("summary", 1, 2),
    Section("3. Lamps", sections=(section("sought", 1), section("decided", 3, 4, 5), section("said", 6))),
    Section("4. Library", sections=(section("decided", 7), section("said", 2))),
    section("of-another-kind", 1),
)


def headings(sections) -> list[str]:
    return [each.heading for each in walk(sections)]


def test_sections_come_in_the_order_and_under_the_headings_of_the_template():
    template = Template(
        section=[
            SectionRule(key="summary", heading="At a glance"),
            SectionRule(key="decided", heading="Past decisions"),
            SectionRule(key="sought"),
        ]
    )
    assert headings(arrange(TWO_ITEMS, template).sections) == [
        "At a glance",
        "3. Lamps",
        "Past decisions",
        "Drafted sought",
        "Drafted said",
        "4. Library",
        "Past decisions",
        "Drafted said",
        "Drafted of-another-kind",
    ]


def test_what_is_left_out_is_told_and_its_sources_go_without_a_gap_in_the_numbers():
    arranged = arrange(TWO_ITEMS, Template(leave_out=["decided"]))
    assert "Drafted decided" not in headings(arranged.sections)
    assert arranged.not_covered == ("\u201cDrafted decided\u201d is left out, as the template says.",)
    assert [(each.n, each.quote) for each in arranged.citations] == [
        (1, "Words 1."),
        (2, "Words 2."),
        (3, "Words 6."),
    ]
    quotes = {each.n: each.quote for each in arranged.citations}
    for each in walk(arranged.sections):
        assert all(quotes[point.citations[0]] == point.text for point in each.sentences)


def test_an_item_without_any_section_left_says_so():
    one = briefing_of(Section("3. Lamps", sections=(section("said", 1),)))
    assert arrange(one, Template(leave_out=["said"])).sections[0].notes == (
        "Every section on this is left out, as the template says.",
    )


def test_points_that_are_cut_are_counted_and_a_section_can_have_its_own_limit():
    template = Template(most_points=1, section=[SectionRule(key="decided", most_points=2)])
    arranged = {each.heading: each for each in walk(arrange(TWO_ITEMS, template).sections[1:2])}
    assert [each.text for each in arranged["Drafted decided"].sentences] == ["Words 4.", "Words 5."]
    assert arranged["Drafted sought"].notes == ()
    assert arranged["Drafted decided"].notes == ("1 more point is left out, as the template says.",)
    assert arranged["Drafted said"].notes == ()


def test_the_summary_is_never_cut():
    summary = arrange(TWO_ITEMS, Template(most_points=1)).sections[0]
    assert len(summary.sentences) == 2
    assert summary.notes == ()


def test_the_title_line_is_the_councils():
    assert arrange(TWO_ITEMS, Template(title="Borough: {title}")).title == "Borough: On lamps"


def test_the_usual_template_leaves_a_real_briefing_as_it_was_drafted(minutebook, owner):
    real = minutebook.brief(BriefRequest(agenda="agenda-september.txt"), scope=owner)
    arranged = arrange(real, default_template())
    assert arranged == real


@given(st.sets(st.sampled_from(SECTION_KEYS[1:])), st.permutations(SECTION_KEYS), st.integers(1, 3))
def test_whatever_a_template_says_every_sentence_keeps_its_source_and_warnings_stay(left_out, order, most):
    rules = [SectionRule(key=key) for key in order if key not in left_out]
    arranged = arrange(TWO_ITEMS, Template(leave_out=sorted(left_out), section=rules, most_points=most))
    sources = {each.n: each.quote for each in arranged.citations}
    assert sorted(sources) == list(range(1, len(sources) + 1))
    points = [point for each in walk(arranged.sections) for point in each.sentences]
    assert all(sources[point.citations[0]] == point.text for point in points)
    assert {n for point in points for n in point.citations} == set(sources)
    assert arranged.warnings == TWO_ITEMS.warnings
    assert arranged.sections[0].key == "summary"


@pytest.mark.parametrize("key", ["", "points", "officer"])
def test_sections_that_no_template_knows_stay_as_they_are(key):
    own = briefing_of(section(key, 1), section("summary", 2))
    assert headings(arrange(own, default_template()).sections) == [f"Drafted {key}", "In two minutes"]
