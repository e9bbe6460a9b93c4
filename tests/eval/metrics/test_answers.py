import pytest

from eval.metrics.answers import answer_words, holds_nugget, must_not_say, short_answer, vital_nuggets


@pytest.fixture
def fact(make_record):
    return make_record(
        type="single_fact",
        question="Where did the meeting take place?",
        answers=["Sparrow Room", "the Sparrow Room, Town Hall"],
        nuggets=[
            {"text": "The meeting was held in the Sparrow Room.", "vital": True},
            {"text": "It began at 10.30 am.", "vital": True},
            {"text": "Lunch was served.", "vital": False},
        ],
    )


def test_a_short_answer_is_found_as_whole_words(fact, make_reply):
    assert short_answer(fact, make_reply([("It was held in the Sparrow Room.", [1])])).value == 1
    assert short_answer(fact, make_reply([("It was held in the Sparrow Rooms.", [1])])).value == 0


def test_a_short_answer_may_stand_in_the_label_of_a_citation(fact, make_reply):
    reply = make_reply([("As minuted.", [1])], [("minutes.txt", "x")], labels=["minutes, Sparrow Room"])
    assert short_answer(fact, reply).value == 1


def test_only_the_first_120_words_of_an_answer_are_read(fact, make_reply):
    assert short_answer(fact, make_reply([("word " * 118 + "Sparrow Room", [1])])).value == 1
    assert short_answer(fact, make_reply([("word " * 119 + "Sparrow Room", [1])])).value == 0


def test_an_empty_answer_scores_0_and_its_length_is_undefined(fact, make_reply):
    assert short_answer(fact, make_reply()).value == 0
    assert vital_nuggets(fact, make_reply()).value == 0
    assert answer_words(fact, make_reply()).state == "undefined"
    assert answer_words(fact, make_reply([("One word, two.", [1])])).value == 3


def test_only_single_facts_with_an_answer_have_a_short_answer(make_record, make_reply):
    reply = make_reply([("Anything.", [1])])
    assert short_answer(make_record(answers=["x"]), reply).state == "undefined"
    assert short_answer(make_record(type="single_fact"), reply).state == "undefined"
    unanswerable = make_record(type="unanswerable", answerable=False, answers=["x"])
    assert short_answer(unanswerable, reply).state == "undefined"


def test_vital_nuggets_are_the_share_held_and_the_others_do_not_count(fact, make_reply):
    score = vital_nuggets(fact, make_reply([("The meeting was held in the Sparrow Room.", [1])]))
    assert score.value == 0.5
    assert score.note == "not said: It began at 10.30 am."


def test_without_vital_nuggets_or_answer_the_figure_is_undefined(make_record, make_reply):
    lesser = make_record(nuggets=[{"text": "Lunch was served.", "vital": False}])
    assert vital_nuggets(lesser, make_reply()).state == "undefined"
    assert vital_nuggets(make_record(answerable=False), make_reply()).state == "undefined"


def test_a_nugget_needs_all_its_numbers_in_any_spelling():
    assert holds_nugget("Five wardens were hired for £60,000.", "5 wardens were hired for 60000.")
    assert not holds_nugget("Six wardens were hired for £60,000.", "5 wardens were hired for 60000.")


def test_a_nugget_that_negates_needs_a_negation():
    assert not holds_nugget("The force was visited.", "The force was not visited.")
    assert holds_nugget("The force was never visited.", "The force was not visited.")


def test_70_percent_of_the_content_words_are_enough():
    nugget = "alpha bravo cobra delta ember flame grape house igloo jelly"
    assert holds_nugget("alpha bravo cobra delta ember flame grape", nugget)
    assert not holds_nugget("alpha bravo cobra delta ember flame", nugget)


def test_what_the_question_holds_already_proves_nothing():
    question = "What does the panel think of the cycle lane in Market Street?"
    nugget = "The panel thinks the cycle lane in Market Street is dangerous."
    assert not holds_nugget("The panel discussed the cycle lane in Market Street.", nugget, question)
    assert holds_nugget("They called it dangerous.", nugget, question)


def test_a_briefing_is_read_whole(make_record, make_reply):
    record = make_record(type="briefing", nuggets=[{"text": "The reserve fell.", "vital": True}])
    assert vital_nuggets(record, make_reply([("word " * 500 + "The reserve fell.", [1])])).value == 1


def test_forbidden_statements_are_counted_and_named(make_record, make_reply):
    record = make_record(
        type="briefing", must_not_say=["The panel approved the new bridge.", "The chief constable resigned."]
    )
    reply = make_reply([("In June the panel approved a new bridge.", [1]), ("The chief spoke.", [1])])
    score = must_not_say(record, reply)
    assert score.value == 1
    assert score.note == "said: The panel approved the new bridge."
    assert must_not_say(record, make_reply()).value == 0
    assert must_not_say(make_record(), reply).state == "undefined"
