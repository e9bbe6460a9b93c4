"""Questions as people put them: routed, of one meeting, several at once, and after one another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import rag.ranking
from ingest.papers import Scope
from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag import wording
from rag.assembly import Minutebook, assemble
from rag.events import Done, SentenceReady
from rag.extract import candidates
from rag.question.conversation import Turn
from rag.settings import Settings

SAFER = "Tarnbridge Safer Streets Panel"


def days_cited(answer) -> set[str]:
    """What stands in the labels of the citations after the kind of paper."""
    return {
        day
        for citation in answer.citations
        for day in ("March 2025", "June 2025", "September 2025")
        if day in citation.label
    }


def test_a_question_for_no_paper_is_not_searched_for(minutebook, owner):
    answer = minutebook.ask("Do you think the lamps are good?", scope=owner)
    assert (answer.status, answer.text, answer.hits) == ("out_of_scope", wording.NO_OPINION, ())
    assert not answer.answered


def test_a_question_without_a_subject_is_given_back_with_the_bodies_that_fit(minutebook, owner):
    answer = minutebook.ask("Who sent apologies?", scope=owner)
    assert (answer.status, answer.abstention.reason) == ("clarify", wording.WHICH_BODY)
    assert any(SAFER in choice for choice in answer.abstention.choices)
    assert 2 <= len(answer.abstention.choices) <= 5


def test_each_choice_that_is_given_leads_on(minutebook, owner):
    bodies = minutebook.ask("What was decided?", scope=owner).abstention.choices
    of_safer = next(choice for choice in bodies if SAFER in choice and "Upper" not in choice)
    meetings = minutebook.ask(of_safer, scope=owner)
    assert (meetings.status, meetings.abstention.reason) == ("clarify", wording.WHICH_MEETING)
    assert minutebook.ask(meetings.abstention.choices[0], scope=owner).status != "clarify"


def test_a_body_with_one_meeting_needs_no_choice(minutebook, owner):
    answer = minutebook.ask("What did the Upper Tarn Safer Streets Panel decide?", scope=owner)
    assert answer.answered
    assert "switched off after midnight" in answer.text


def test_choices_name_no_body_that_the_asker_may_not_see(minutebook):
    scope = Scope(Scope.public().access, frozenset({SAFER}), "a member")
    answer = minutebook.ask("What was decided?", scope=scope)
    assert answer.status == "clarify"
    assert not any("Upper" in choice for choice in answer.abstention.choices)


def test_a_named_meeting_is_answered_from_its_own_papers(minutebook, owner):
    march = minutebook.ask(
        "What was resolved on crossing patrols at the meeting on 11 March 2025?", scope=owner
    )
    september = minutebook.ask(
        "What was resolved on crossing patrols at the September 2025 meeting?", scope=owner
    )
    assert days_cited(march) == {"March 2025"}
    assert days_cited(september) == {"September 2025"}
    assert "MARZIPAN" in september.text


def test_the_last_meeting_is_that_of_the_latest_minutes(minutebook, owner):
    answer = minutebook.ask(
        f"What did the {SAFER} resolve on crossing patrols at its last meeting?", scope=owner
    )
    assert days_cited(answer) == {"September 2025"}


def test_what_the_papers_of_a_meeting_lack_is_looked_for_in_others_and_said_to_be_of_them(minutebook, owner):
    answer = minutebook.ask(
        "How many lamps in Church Row were dark, at the September 2025 meeting?", scope=owner
    )
    assert answer.status == "partial"
    assert "3 of the 20" in answer.text
    assert any("16 September 2025" in warning for warning in answer.warnings)


def test_a_meeting_that_the_library_has_no_paper_of_is_said_to_be_missing_with_the_nearest(minutebook, owner):
    answer = minutebook.ask(
        "What was decided about street lighting at the meeting in June 2031?", scope=owner
    )
    assert answer.status == "not_in_papers"
    assert "June 2031" in answer.text
    assert "16 September 2025" in answer.text


def test_a_namesake_elsewhere_is_not_answered_for(minutebook, owner):
    answer = minutebook.ask(
        "What did the Oldhampton Safer Streets Panel decide about street lighting?", scope=owner
    )
    assert answer.status == "not_in_papers"
    assert "Oldhampton Safer Streets Panel" in answer.text


def test_two_questions_are_answered_with_at_most_two_sentences_each(minutebook, owner):
    answer = minutebook.ask(
        "How many lamps in Church Row were dark at night? And how much do steel posts cost each?", scope=owner
    )
    assert "3 of the 20" in answer.text
    assert "\u00a3310" in answer.text
    assert len(answer.sentences) <= 4
    assert [citation.n for citation in answer.citations] == list(range(1, len(answer.citations) + 1))
    assert {n for sentence in answer.sentences for n in sentence.citations} <= {
        each.n for each in answer.citations
    }


def test_a_part_that_is_not_in_the_papers_is_said_to_be_so(minutebook, owner):
    answer = minutebook.ask(
        "How many lamps in Church Row were dark at night? Which vaccine is given to badgers?", scope=owner
    )
    assert answer.status == "partial"
    assert "3 of the 20" in answer.text
    assert any("Which vaccine is given to badgers?" in warning for warning in answer.warnings)


def test_a_follow_up_is_understood_and_shown_as_it_was(minutebook, owner):
    before = [Turn("How many of the lamps in Church Row were dark?")]
    answer = minutebook.ask("What was resolved about them?", scope=owner, before=before)
    assert answer.question == "What was resolved about them?"
    assert "Church Row" in answer.record["understood_as"]
    assert "midnight" in answer.text


def test_a_question_that_stands_alone_is_not_said_to_be_understood_otherwise(minutebook, owner):
    before = [Turn("How many of the lamps in Church Row were dark?")]
    answer = minutebook.ask("How much do steel posts cost each?", scope=owner, before=before)
    assert answer.record["understood_as"] is None


def test_an_answer_of_another_year_than_was_asked_about_carries_a_warning(minutebook, owner):
    answer = minutebook.ask("What did the Panel resolve about the lamps in Church Row in 2019?", scope=owner)
    assert not answer.answered or wording.OF_ANOTHER_TIME in answer.warnings


@pytest.mark.parametrize(
    "question",
    [
        "What was decided about lamps in Mill Lane?",
        "Hello",
        "How many lamps in Church Row were dark? What do steel posts cost each?",
    ],
)
def test_what_comes_early_is_what_the_whole_answer_says(minutebook, owner, question):
    events = list(minutebook.ask_events(question, scope=owner))
    assert isinstance(events[-1], Done)
    early = tuple(event.sentence for event in events if isinstance(event, SentenceReady))
    assert early == events[-1].answer.sentences


def test_a_library_of_which_nothing_may_be_seen_is_unavailable(minutebook):
    answer = minutebook.ask("street lighting", scope=Scope(frozenset(), None, "nobody"))
    assert (answer.status, answer.text) == ("unavailable", wording.EMPTY_LIBRARY)


def test_an_empty_library_is_unavailable(tmp_path: Path, owner):
    Library.create_or_open(tmp_path / "library").close()
    with assemble(Settings(library=tmp_path / "library")) as minutebook:
        answer = minutebook.ask("What was decided about lamps?", scope=owner)
    assert (answer.status, answer.text) == ("unavailable", wording.EMPTY_LIBRARY)
    assert not answer.answered


@pytest.mark.parametrize(
    "question",
    [
        "lamps",
        "MILL LANE!!!",
        "Wer hat die Lampen bezahlt und warum?",
        "\u0427\u0442\u043e \u0440\u0435\u0448\u0438\u043b\u0438?",
        "lamp " * 700,
        "a\x00b\x07 lamps \ufffd\ufffd",
        "What will be decided about lamps in 2099?",
        "7",
        "\U0001f4a1 lamps \U0001f4a1?",
        "Who? What? When? Where? Why?",
        "it",
        "And in 2020?",
    ],
)
def test_any_odd_question_gets_an_answer_or_an_abstention_with_words(minutebook, owner, question):
    answer = minutebook.ask(question, scope=owner)
    assert answer.text
    assert answer.answered == (answer.abstention is None)


def test_a_paper_that_is_withdrawn_while_a_question_is_answered_counts_from_the_next_one_on(
    library_folder, tmp_path, owner, monkeypatch
):
    folder = Path(shutil.copytree(library_folder, tmp_path / "library"))
    question = "How many of the lamps in Mill Lane had failed?"
    with (
        Library.create_or_open(folder) as writer,
        Minutebook(Settings(library=folder), Library.open(folder), QueryEncoder(), None, None) as minutebook,
    ):
        cited = minutebook.ask(question, scope=owner).citations[0].document

        def candidates_of_a_changed_library(query, found):
            for paper in writer.papers(owner):
                if paper.name == cited:
                    writer.withdraw(paper.paper_id, "it was the wrong file")
            return candidates(query, found)

        monkeypatch.setattr(rag.ranking, "candidates", candidates_of_a_changed_library)
        assert minutebook.ask(question, scope=owner).citations[0].document == cited
        monkeypatch.undo()
        later = minutebook.ask(question, scope=owner)
        assert cited not in [each.document for each in later.citations]
