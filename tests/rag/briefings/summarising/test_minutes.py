"""Summaries of minutes: what was decided, by whom it was said, and what was put right later."""

from rag.briefings.export import briefing_to_docx, briefing_to_html, briefing_to_markdown
from rag.briefings.summary_plan import MOST_POINTS, MOST_WORDS

FEWEST = 5


class TestMinutes:
    def test_begin_with_a_decision_and_never_with_one_of_form(self, paper, texts):
        (headline,) = texts(paper("march.txt"), "headline")
        assert headline == (
            "Street lighting in Mill Lane \u2013 Resolved: That the broken lamps in Mill Lane be replaced by the end "
            "of June 2025"
        )

    def test_every_sentence_is_cited_and_verified(self, paper, every_sentence):
        for name in ("march.txt", "later.txt", "report.txt", "agenda.txt"):
            sentences = every_sentence(paper(name))
            assert sentences
            assert all(each.citations and each.verdict.value == "supported" for each in sentences)

    def test_the_words_told_are_those_of_the_paper(self, paper, minutes):
        summary = paper("march.txt")
        folded = " ".join(minutes.split())
        march = [each for each in summary.citations if each.document == "march.txt"]
        assert march
        assert all(each.quote in folded for each in march)

    def test_what_a_member_said_is_never_told_without_the_member(self, paper, texts):
        (told,) = [text for text in texts(paper("march.txt"), "points") if "nobody cared" in text]
        assert "Councillor Okonjo said that residents were afraid" in told

    def test_points_come_from_several_items_and_say_different_things(self, paper, texts):
        points = texts(paper("march.txt"), "points")
        assert FEWEST <= len(points) <= MOST_POINTS
        assert any("lamp" in point for point in points)
        assert any("library" in point or "parents" in point for point in points)

    def test_decisions_and_promises_stand_apart_and_are_told_once(self, paper, texts, every_sentence):
        summary = paper("march.txt")
        told = [each.text for each in every_sentence(summary)]
        assert sum("be replaced by the end of June 2025" in text for text in told) == 1
        assert any("undertook to bring a timetable" in text for text in texts(summary, "actions"))
        assert not any("undertook" in text for text in texts(summary, "points"))

    def test_a_list_entry_is_told_without_what_leads_on_to_the_next(self, paper, every_sentence):
        assert not any(each.text.endswith("; and") for each in every_sentence(paper("march.txt")))

    def test_a_sum_that_later_minutes_put_right_is_told_with_the_right_one(self, paper, every_sentence):
        summary = paper("march.txt")
        told = [each.text for each in every_sentence(summary)]
        place = next(n for n, text in enumerate(told) if "£18,500 be taken" in text)
        assert told[place + 1].startswith("Put right by a later meeting:")
        assert any("£13,500" in warning for warning in summary.warnings)

    def test_decisions_of_form_are_counted_and_not_told(self, paper, every_sentence):
        summary = paper("march.txt")
        assert not any("report be noted" in each.text for each in every_sentence(summary))
        assert any("Decisions of form" in each for each in summary.not_covered)

    def test_are_never_longer_than_a_page(self, paper, every_sentence):
        for name in ("march.txt", "report.txt"):
            told = every_sentence(paper(name))
            assert sum(len(each.text.split()) for each in told) <= MOST_WORDS


def test_the_files_hold_every_sentence(paper):
    summary = paper("march.txt")
    markdown, page = briefing_to_markdown(summary), briefing_to_html(summary)
    assert briefing_to_docx(summary)[:2] == b"PK"
    assert "What was decided" in page
    assert "Main points" in markdown
