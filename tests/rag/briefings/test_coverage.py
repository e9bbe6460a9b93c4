"""The check of a draft: items without a section, citations that may not be seen, sentences without a source."""

from dataclasses import replace

import pytest

from ingest.papers import Scope
from rag.briefings.briefing import Briefing, BriefRequest
from rag.briefings.coverage import require_sound, uncited, uncovered, unseen
from rag.briefings.plan import Planner
from rag.errors import BriefingError

AGENDA = BriefRequest(agenda="agenda-september.txt")


@pytest.fixture(scope="module")
def drafted(minutebook, owner) -> Briefing:
    return minutebook.brief(AGENDA, scope=owner)


@pytest.fixture(scope="module")
def plan(minutebook, owner):
    return Planner(minutebook.library, owner).plan(AGENDA)


def test_a_draft_covers_its_agenda_and_cites_what_may_be_seen(minutebook, owner, drafted, plan):
    assert uncovered(plan, drafted) == []
    assert unseen(drafted, minutebook.library, owner) == []
    assert uncited(drafted) == []


def test_an_item_without_a_section_is_found(minutebook, owner, drafted, plan):
    short = replace(drafted, sections=drafted.sections[:-1])
    assert uncovered(plan, short) == ["5. Falconry displays at the harbour festival has no section."]
    with pytest.raises(BriefingError, match="failed its own check"):
        require_sound(plan, short, minutebook.library, owner)


def test_a_section_without_a_word_is_found(drafted, plan):
    bare = replace(drafted, sections=(*drafted.sections[:-1], replace(drafted.sections[-1], sections=())))
    assert uncovered(plan, bare) == ["The section 5. Falconry displays at the harbour festival says nothing."]


def test_a_citation_of_a_paper_or_a_passage_that_may_not_be_seen_is_found(minutebook, owner):
    sale = minutebook.brief(
        BriefRequest(topic="sale of the depot and the street lighting store"), scope=owner
    )
    assert unseen(sale, minutebook.library, owner) == []
    found = unseen(sale, minutebook.library, Scope.public())
    assert any("paper that the reader may not see" in each for each in found)
    assert any("passage that the reader may not see" in each for each in found)


def test_a_sentence_without_a_source_is_found(drafted):
    assert len(uncited(replace(drafted, citations=()))) > 5
