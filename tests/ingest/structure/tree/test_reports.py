"""Recommendations, numbered paragraphs and contacts of reports; declared interests."""

from ingest.papers import Kind, Role


def test_recommendations_at_the_top_and_repeated_are_both_recommendations(paper_of, find, report):
    paper = paper_of(report)
    assert paper.facts.kind.value is Kind.REPORT
    for words in ("1. That the Panel agree", "2. That the Panel receive", "(a) agree", "(b) receive"):
        assert find(paper, words).role is Role.RECOMMENDATION, words


def test_numbered_paragraphs_of_a_report_are_paragraphs_with_their_numbers(paper_of, find, report):
    paper = paper_of(report)
    found = find(paper, "3. The Street")
    assert (found.role, found.point, found.item) == (Role.PARAGRAPH, "para 3", None)
    assert found.item_title == "Background"


def test_a_report_never_resolves(paper_of, report):
    assert not [each for each in paper_of(report).passages if each.role is Role.RESOLUTION]


def test_who_to_ask_is_a_contact(paper_of, find, report):
    assert find(paper_of(report), "Jo Marsh").role is Role.CONTACT


def test_declared_interests_are_interests(paper_of, find, prose, minutes_of):
    paper = paper_of(
        minutes_of(
            "23. Declarations of interest\n\nCouncillor K. Okonjo declared a personal interest in "
            "item 24 as a resident.\n\n"
            f"24. Street lighting\n\n{prose}\n"
        )
    )
    found = find(paper, "Councillor K. Okonjo declared")
    assert (found.role, found.item) == (Role.INTEREST, "23")
    assert find(paper, "The Street Works").role is Role.DISCUSSION
