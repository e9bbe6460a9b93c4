import pytest

from eval.metrics.briefings import coverage, too_early

QUOTE = "Five additional wardens had been recruited at a cost of £60,000."


@pytest.fixture
def record(make_record):
    evidence = [{"document": "minutes.txt", "quote": QUOTE}]
    nuggets = [
        {"text": "Five wardens were recruited.", "vital": True, "evidence": evidence},
        {
            "text": "The ferry was sold.",
            "vital": True,
            "evidence": [{"document": "b.txt", "quote": "The ferry was sold."}],
        },
        {"text": "It rained.", "vital": False},
    ]
    return make_record(type="briefing", nuggets=nuggets)


def test_a_fact_counts_when_it_is_said_and_cited_from_its_own_evidence(record, make_reply):
    reply = make_reply([(QUOTE, [1])], [("minutes.txt", QUOTE)])
    assert coverage(record, reply).value == 0.5
    assert coverage(record, reply).note == "not said and cited: The ferry was sold."


def test_a_fact_cited_from_elsewhere_does_not_count(record, make_reply):
    assert coverage(record, make_reply([(QUOTE, [1])], [("other.txt", QUOTE)])).value == 0


def test_only_briefings_with_proven_facts_are_scored(make_record, make_reply):
    assert coverage(make_record(), make_reply()).state == "undefined"
    bare = make_record(type="briefing", nuggets=[{"text": "It rained.", "vital": True}])
    assert coverage(bare, make_reply()).state == "undefined"


def test_papers_that_nobody_has_on_the_day_are_counted_where_they_are_cited(make_record, make_reply):
    record = make_record(type="briefing", brief={"as_of": "2025-03-04", "not_yet": ["minutes.txt"]})
    reply = make_reply([(QUOTE, [1, 2])], [("minutes.txt", QUOTE), ("report.txt", QUOTE)])
    assert too_early(record, reply).value == 1
    assert "minutes.txt" in too_early(record, reply).note
    assert too_early(record, make_reply([(QUOTE, [1])], [("report.txt", QUOTE)])).value == 0


def test_nothing_is_too_early_where_the_record_names_no_such_paper(make_record, make_reply):
    reply = make_reply([(QUOTE, [1])], [("minutes.txt", QUOTE)])
    assert too_early(make_record(type="briefing"), reply).state == "undefined"
    assert too_early(make_record(type="briefing", brief={"agenda": "a.txt"}), reply).state == "undefined"
