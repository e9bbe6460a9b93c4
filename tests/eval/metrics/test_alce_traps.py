"""What ALCE's own scorer lets through (Gao et al. 2023, eval.py), each with a number worked out by hand."""

from eval.metrics.citations import coverage, fabricated, gold_recall, quote_validity

GOLD = "RESOLVED: that the budget of £60,000 be approved for five years."


class OnePaper:
    def text_behind(self, citation):
        return GOLD if citation.document == "minutes.txt" else None

    def paper_called(self, citation):
        return ""

    def access_of(self, document, passage_id):
        return None


def test_a_marker_out_of_range_costs_precision(make_reply):
    # One good citation of two: ALCE leaves [9] out of the denominator and says 1.0.
    reply = make_reply([("It was approved.", [1, 9])], [("minutes.txt", GOLD)])
    assert quote_validity(reply, OnePaper()).value == 0.5


def test_marker_0_is_no_citation_and_not_the_last_one(make_reply):
    reply = make_reply([("It was approved.", [0])], [("minutes.txt", GOLD)])
    assert fabricated(reply, OnePaper()).value == 1
    assert coverage(reply).value == 0


def test_an_empty_answer_stays_in_the_mean(make_record, make_reply):
    assert gold_recall(make_record(), make_reply()).value == 0


def test_every_line_of_a_list_is_scored(make_reply):
    # ALCE reads the first line only, and says 1.0.
    reply = make_reply([("First:\n", [1]), ("- second", []), ("- third", [])], [("minutes.txt", GOLD)])
    assert round(coverage(reply).value, 3) == 0.333


def test_a_citation_belongs_to_the_sentence_that_carries_it(make_reply):
    # Read from the sentence's own field: a marker after the full stop can't slide to the next sentence.
    reply = make_reply([("It was approved. [1]", [1]), ("It rained.", [])], [("minutes.txt", GOLD)])
    assert coverage(reply).value == 0.5
