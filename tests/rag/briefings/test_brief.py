"""Briefings over a topic, a meeting and an agenda."""

import json
from datetime import date

import pytest

from rag.briefings import wording
from rag.briefings.briefing import Briefing, BriefRequest, Section
from rag.checking.verify import Verdict, folded
from rag.errors import BriefingError, QuestionError

PANEL = "Tarnbridge Safer Streets Panel"
MEETING = date(2025, 9, 16)
REQUESTS = [
    BriefRequest(topic="street lighting in Mill Lane"),
    BriefRequest(body=PANEL, meeting_date=MEETING),
    BriefRequest(agenda="agenda-september.txt"),
]


def all_sections(sections: tuple[Section, ...]) -> list[Section]:
    return [each for section in sections for each in (section, *all_sections(section.sections))]


def text_of(briefing: Briefing) -> str:
    return " ".join(
        sentence.text for section in all_sections(briefing.sections) for sentence in section.sentences
    )


@pytest.mark.parametrize("wanted", REQUESTS)
def test_every_sentence_is_cited_and_every_quote_stands_in_its_paper(minutebook, owner, wanted):
    briefing = minutebook.brief(wanted, scope=owner)
    papers = {record.name: record.paper_id for record in minutebook.library.papers(owner)}
    used = set()
    for section in all_sections(briefing.sections):
        assert section.sentences or section.sections or section.notes
        for sentence in section.sentences:
            assert sentence.citations
            assert sentence.verdict is Verdict.SUPPORTED
            used.update(sentence.citations)
    assert used == {each.n for each in briefing.citations} == set(range(1, len(briefing.citations) + 1))
    for each in briefing.citations:
        stored = minutebook.library.text(owner, papers[each.document])
        assert folded(stored[each.start : each.end]) == folded(each.quote)


@pytest.mark.parametrize("wanted", REQUESTS)
def test_no_sentence_is_given_twice_in_one_section(minutebook, owner, wanted):
    briefing = minutebook.brief(wanted, scope=owner)
    for section in all_sections(briefing.sections):
        told = [each.text for each in section.sentences]
        assert len(set(told)) == len(told)


@pytest.mark.parametrize("wanted", REQUESTS)
def test_every_section_has_a_key_and_the_first_one_is_the_summary(minutebook, owner, wanted):
    briefing = minutebook.brief(wanted, scope=owner)
    assert briefing.sections[0].key == "summary"
    for section in all_sections(briefing.sections):
        assert bool(section.key) != bool(section.sections)
        if section.key:
            assert section.heading == wording.HEADINGS[section.key]


def test_a_topic_brings_decisions_promises_and_figures(minutebook, owner):
    briefing = minutebook.brief(BriefRequest(topic="street lighting in Mill Lane"), scope=owner)
    shown = text_of(briefing)
    assert "mend every lamp in Mill Lane" in shown
    assert "agreed to provide a list of the streets" in shown
    assert "14 of the 60" in shown
    assert {"summary", "decided", "promised"} <= {section.key for section in briefing.sections}


@pytest.mark.parametrize("wanted", REQUESTS[1:])
def test_a_meeting_has_a_section_for_each_item_of_business(minutebook, owner, wanted):
    briefing = minutebook.brief(wanted, scope=owner)
    assert [section.heading for section in briefing.sections] == [
        "In two minutes",
        "3. Street lighting in Mill Lane",
        "4. School crossing patrols",
        "5. Falconry displays at the harbour festival",
    ]
    assert briefing.not_covered == (
        "1. Apologies for absence: routine business",
        "2. Minutes of the meeting held on 10 June 2025: routine business",
    )
    assert "a full hour at each end" in text_of(briefing)


@pytest.mark.parametrize("wanted", REQUESTS[1:])
def test_minutes_of_the_meeting_being_prepared_are_never_used(minutebook, owner, wanted):
    briefing = minutebook.brief(wanted, scope=owner)
    assert "MARZIPAN" not in json.dumps(briefing.to_json())
    assert "minutes-september.txt" not in {each.document for each in briefing.citations}
    assert briefing.as_of == MEETING


def test_a_day_keeps_out_everything_that_came_after_it(minutebook, owner):
    wanted = BriefRequest(topic="street lighting and school crossing patrols", as_of=date(2025, 4, 1))
    documents = {each.document for each in minutebook.brief(wanted, scope=owner).citations}
    assert documents
    assert documents <= {"minutes-march.txt", "upper-tarn-minutes.txt", "exempt-report.txt", "letter.txt"}


def test_a_topic_that_names_its_meeting_keeps_later_minutes_out(minutebook, owner):
    wanted = BriefRequest(topic="school crossing patrols before the meeting on 16 September 2025")
    briefing = minutebook.brief(wanted, scope=owner)
    assert briefing.as_of == MEETING
    assert "MARZIPAN" not in text_of(briefing)


def test_without_a_day_later_minutes_are_used(minutebook, owner):
    assert "MARZIPAN" in text_of(minutebook.brief(BriefRequest(topic="school crossing patrols"), scope=owner))


def test_what_was_decided_before_on_an_item_is_told(minutebook, owner):
    briefing = minutebook.brief(BriefRequest(body=PANEL, meeting_date=MEETING), scope=owner)
    patrols = next(section for section in briefing.sections if "patrols" in section.heading)
    assert "report on crossing patrols be noted" in text_of(Briefing("", (patrols,), (), ()))


@pytest.mark.parametrize(
    "wanted",
    [
        BriefRequest(agenda="absent.txt"),
        BriefRequest(),
        BriefRequest(body=PANEL),
    ],
)
def test_what_can_not_be_briefed_on_is_told_with_what_to_do(minutebook, owner, wanted):
    with pytest.raises(BriefingError) as caught:
        minutebook.brief(wanted, scope=owner)
    assert len(str(caught.value)) > 30


@pytest.mark.parametrize(
    "topic", ["opera tickets in Verona", "swimming pool heating", "quantum chromodynamics"]
)
def test_a_topic_that_no_paper_is_about_is_told_and_not_made_up(minutebook, owner, topic):
    briefing = minutebook.brief(BriefRequest(topic=topic), scope=owner)
    assert briefing.citations == ()
    (told,) = briefing.sections
    assert told.notes == (wording.NOTHING_ON_TOPIC.format(topic=topic),)


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (BriefRequest(topic="street lighting", as_of=date(2000, 1, 1)), "hold nothing on"),
        (BriefRequest(body=PANEL, meeting_date=date(2021, 1, 5)), "11 March 2025"),
        (BriefRequest(body="Wessmark Parish Council", meeting_date=MEETING), "has no papers of Wessmark"),
        (BriefRequest(agenda="letter.txt"), "lists no items of business"),
    ],
)
def test_where_there_is_nothing_to_brief_on_a_short_briefing_says_why(minutebook, owner, wanted, told):
    briefing = minutebook.brief(wanted, scope=owner)
    assert briefing.citations == ()
    assert [section.key for section in briefing.sections] == ["summary"]
    assert told in " ".join(briefing.sections[0].notes)


@pytest.mark.parametrize("topic", ["?!", "a" * 5000])
def test_a_topic_that_is_no_question_is_refused(minutebook, owner, topic):
    with pytest.raises(QuestionError):
        minutebook.brief(BriefRequest(topic=topic), scope=owner)


def test_an_item_that_the_papers_hold_nothing_on_has_a_section_that_says_so(minutebook, owner):
    briefing = minutebook.brief(BriefRequest(agenda="agenda-september.txt"), scope=owner)
    falconry = next(each for each in briefing.sections if "Falconry" in each.heading)
    notes = [note for section in falconry.sections for note in section.notes]
    assert wording.NOTHING in notes
    assert wording.NO_REPORT in notes
    assert any("Falconry displays" in note for note in briefing.sections[0].notes)


def test_a_paper_that_is_damaged_is_a_warning_where_it_is_used(minutebook, owner):
    briefing = minutebook.brief(BriefRequest(topic="flood gates at Weir Bridge"), scope=owner)
    assert any("cut off in item 32" in warning for warning in briefing.warnings)
    cut = next(section for section in briefing.sections if section.key == "gaps")
    assert any(sentence.text.startswith("Cut off in the source") for sentence in cut.sentences)


def test_the_object_has_the_agreed_fields(minutebook, owner):
    shown = minutebook.brief(REQUESTS[0], scope=owner).to_json()
    assert {"title", "sections", "citations", "warnings"} <= set(shown)
    assert set(shown["sections"][0]) >= {"heading", "sentences"}
    assert json.loads(json.dumps(shown)) == shown
