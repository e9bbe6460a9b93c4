import pytest

from eval.metrics.retrieval import covers, evidence_at, seen
from eval.replies import RankedHit

QUOTE = "RESOLVED: that the budget of £60,000 be approved for five years."


def hit(text, document="minutes.txt"):
    return RankedHit(document=document, text=text)


def test_evidence_is_found_at_the_rank_of_the_hit_that_holds_it(make_record):
    hits = [hit("Nothing of it."), hit(f"Item 4. {QUOTE} Next item.")]
    assert evidence_at(make_record(), hits, 1).value == 0
    assert evidence_at(make_record(), hits, 5).value == 1


def test_evidence_of_two_quotes_is_half_found_with_one(make_record):
    record = make_record(
        evidence=[
            {"document": "minutes.txt", "quote": QUOTE},
            {"document": "report.txt", "quote": "The reserve fell to a tenth."},
        ]
    )
    score = evidence_at(record, [hit(QUOTE)], 10)
    assert score.value == 0.5
    assert "The reserve fell" in score.note


def test_the_same_words_in_another_document_are_not_the_evidence(make_record):
    assert evidence_at(make_record(), [hit(QUOTE, "report.txt")], 10).value == 0


def test_a_document_is_compared_by_its_file_name(make_record):
    assert evidence_at(make_record(), [hit(QUOTE, "packs\\2024/minutes.txt")], 1).value == 1


def test_60_percent_of_a_quote_in_one_run_cover_it():
    # Ten words: six in a row are enough, five are not.
    quote = "a1 b2 c3 d4 e5 f6 g7 h8 i9 j10"
    assert covers("x a1 b2 c3 d4 e5 f6 y", quote)
    assert not covers("a1 b2 c3 d4 e5 y f6 g7 h8 i9", quote)


def test_only_the_first_300_words_of_a_hit_count(make_record):
    assert evidence_at(make_record(), [hit("word " * 289 + QUOTE)], 1).value == 1
    assert evidence_at(make_record(), [hit("word " * 300 + QUOTE)], 1).value == 0


def test_no_hits_score_0_and_no_evidence_is_undefined(make_record):
    assert evidence_at(make_record(), [], 10).value == 0
    assert seen(make_record(), []).value == 0
    assert evidence_at(make_record(evidence=[]), [], 10).state == "undefined"
    unanswerable = make_record(type="unanswerable", answerable=False)
    assert seen(unanswerable, [hit(QUOTE)]).state == "undefined"


def test_seen_stops_at_2000_tokens(make_record):
    # 1,500 words are 2,000 tokens: what stands behind them is not read.
    assert seen(make_record(), [hit("word " * 1400), hit(QUOTE)]).value == 1
    assert seen(make_record(), [hit("word " * 1500), hit(QUOTE)]).value == 0


def test_seen_cuts_the_hit_that_overshoots(make_record):
    # The quote has 11 words. 5 words of the budget are left: 5 of 11 words are seen, too few to cover it.
    assert seen(make_record(), [hit("word " * 1495), hit(QUOTE)]).value == pytest.approx(5 / 11)
