import pytest

from eval.metrics.citations import (
    coverage,
    fabricated,
    first_on_gold,
    gold_precision,
    gold_recall,
    overlaps,
    quote_validity,
)

GOLD = "RESOLVED: that the budget of £60,000 be approved for five years."


class OnePaper:
    """The words of minutes.txt; no other paper is in the library."""

    def text_behind(self, citation):
        return f"Item 4. {GOLD} The meeting closed." if citation.document == "minutes.txt" else None

    def paper_called(self, citation):
        return ""

    def access_of(self, document, passage_id):
        return None


@pytest.fixture
def papers():
    return OnePaper()


def test_the_first_citation_on_gold_counts_and_the_rest_is_precision(make_record, make_reply):
    reply = make_reply(
        [("It was approved.", [1, 2])], [("minutes.txt", "The meeting closed early."), ("minutes.txt", GOLD)]
    )
    assert first_on_gold(make_record(), reply).value == 0
    assert gold_precision(make_record(), reply).value == 0.5
    assert gold_recall(make_record(), reply).value == 1


def test_the_right_words_from_the_wrong_paper_are_not_gold(make_record, make_reply):
    reply = make_reply([("It was approved.", [1])], [("report.txt", GOLD)])
    assert gold_precision(make_record(), reply).value == 0
    assert gold_recall(make_record(), reply).value == 0


def test_recall_is_the_share_of_gold_quotes_cited(make_record, make_reply):
    record = make_record(
        evidence=[
            {"document": "minutes.txt", "quote": GOLD},
            {"document": "report.txt", "quote": "The reserve fell to a tenth of its size."},
        ]
    )
    assert gold_recall(record, make_reply([("x", [1])], [("minutes.txt", GOLD)])).value == 0.5


def test_without_citations_recall_is_0_and_precision_undefined(make_record, make_reply):
    reply = make_reply([("It was approved.", [])])
    assert gold_recall(make_record(), reply).value == 0
    assert gold_precision(make_record(), reply).state == "undefined"
    assert first_on_gold(make_record(), reply).state == "undefined"


def test_a_refusal_and_an_unanswerable_question_have_no_precision(make_record, make_reply):
    refusal = make_reply((), [("minutes.txt", GOLD)], answered=False)
    assert first_on_gold(make_record(), refusal).note == "nothing was answered"
    unanswerable = make_record(answerable=False)
    assert (
        gold_precision(unanswerable, make_reply([("x", [1])], [("minutes.txt", GOLD)])).state == "undefined"
    )
    assert gold_recall(unanswerable, refusal).state == "undefined"


def test_overlap_needs_eight_words_in_a_row_or_five_where_one_is_shorter():
    gold = "a1 b2 c3 d4 e5 f6 g7 h8 i9 j10"
    assert overlaps("x a1 b2 c3 d4 e5 f6 g7 h8 y", gold)
    assert not overlaps("x a1 b2 c3 d4 e5 f6 g7 y z", gold)
    assert overlaps("b2 c3 d4 e5 f6", gold)
    assert not overlaps("b2 c3 d4 e5", gold)
    assert overlaps("met in the town hall", "the town hall")
    assert not overlaps("", gold)


def test_coverage_counts_sentences_whose_marker_has_a_citation(make_reply):
    reply = make_reply(
        [("One.", [1]), ("Two.", []), ("Three.", [7]), ("Four.", [7, 1])], [("minutes.txt", GOLD)]
    )
    score = coverage(reply)
    assert (score.value, score.weight) == (0.5, 4)


def test_an_answer_without_sentences_has_no_coverage(make_reply):
    assert coverage(make_reply()).state == "undefined"


def test_a_quote_is_valid_when_its_words_stand_in_the_paper(make_reply, papers):
    reply = make_reply([("x", [1])], [("minutes.txt", "RESOLVED:  that the\n budget")])
    assert quote_validity(reply, papers).value == 1
    assert fabricated(reply, papers).value == 0


@pytest.mark.parametrize(
    ("document", "quote"),
    [
        ("minutes.txt", "RESOLVED: that the budget of £65,000 be approved"),
        ("minutes.txt", "resolved: that the budget"),
        ("minutes.txt", "  "),
        ("other.txt", "RESOLVED: that the budget"),
    ],
    ids=["changed figure", "changed case", "no words", "no such paper"],
)
def test_a_quote_that_is_not_in_the_paper_is_fabricated(make_reply, papers, document, quote):
    reply = make_reply([("x", [1, 2])], [("minutes.txt", GOLD), (document, quote)])
    assert quote_validity(reply, papers).value == 0.5
    assert fabricated(reply, papers).value == 1
    assert document in fabricated(reply, papers).note


def test_a_marker_that_points_at_nothing_is_fabricated_once(make_reply, papers):
    reply = make_reply([("x", [1, 2]), ("y", [2])], [("minutes.txt", GOLD)])
    score = quote_validity(reply, papers)
    assert (score.value, score.weight) == (0.5, 2)
    assert fabricated(reply, papers).note == "not in the papers: [2] has no citation"


def test_nothing_cited_is_undefined_and_not_perfect(make_reply, papers):
    assert quote_validity(make_reply([("x", [])]), papers).state == "undefined"
    assert fabricated(make_reply(), papers).state == "undefined"
