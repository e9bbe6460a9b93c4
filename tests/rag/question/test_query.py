"""A question understood."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.papers import Kind, Passage, Role, Span
from rag.errors import QuestionError
from rag.question.periods import DateRange
from rag.question.query import LONGEST_QUESTION, Filters, Wants, select, understand

BODIES = [
    "Tarnbridge Safer Streets Panel",
    "Upper Tarn Safer Streets Panel",
    "Tarnbridge Fire and Rescue Authority",
]


def read(question: str, **filters):
    return understand(question, Filters(**filters), BODIES)


@pytest.mark.parametrize(
    ("question", "wants"),
    [
        ("How many lamps had failed?", Wants.NUMBER),
        ("How much was allocated to the youth club?", Wants.MONEY),
        ("What is the estimated cost of the crossing?", Wants.MONEY),
        ("By how much did the precept rise?", Wants.NUMBER),
        ("What percentage of calls was answered?", Wants.NUMBER),
        ("At what rate was it charged?", Wants.NUMBER),
        ("When was the contract signed?", Wants.DATE),
        ("On what date does it end?", Wants.DATE),
        ("In which year was the hall built?", Wants.DATE),
        ("Where did the Panel meet?", Wants.PLACE),
        ("In which room was the meeting held?", Wants.PLACE),
        ("Who chaired the meeting?", Wants.NAME),
        ("Which councillor declared an interest?", Wants.NAME),
        ("Which two officers gave the talk?", Wants.NAME),
        ("What did the Panel decide about lamps?", Wants.ANYTHING),
        ("Why did the contractor come late?", Wants.ANYTHING),
        ("Is there a plan for the river?", Wants.ANYTHING),
    ],
)
def test_the_kind_of_answer_is_read_from_the_question_words(question, wants):
    assert read(question).wants is wants


@pytest.mark.parametrize(
    "question",
    [
        "What did the Panel decide?",
        "What was resolved?",
        "Was the budget approved?",
        "What was the outcome?",
        "Was it agreed?",
        "How much was granted to the youth club?",
    ],
)
def test_a_question_for_a_decision_is_known(question):
    assert read(question).asks_decision


def test_a_question_for_a_recommendation_is_known_and_is_no_question_for_a_decision():
    query = read("What does the report recommend?")
    assert query.asks_recommendation
    assert not query.asks_decision
    assert not read("How many lamps failed?").asks_recommendation


@pytest.mark.parametrize(
    ("question", "item", "point"),
    [
        ("What was decided under item 24?", "24", None),
        ("What does minute 39/20 say?", "39/20", None),
        ("What is resolution (d) of item 16?", "16", "d"),
        ("What does paragraph 16 say?", None, "16"),
        ("What does para 4 of the report say?", None, "4"),
        ("What was said at point (iv)?", None, "iv"),
        ("What is item no. 7 about?", "7", None),
        ("What was decided under minute MD.24/120?", "md.24/120", None),
        ("What was decided in item 9.1?", "9.1", None),
        ("What was said in item 9.", "9", None),
        ("What was decided about lamps?", None, None),
    ],
)
def test_numbers_of_items_and_points_are_read(question, item, point):
    query = read(question)
    assert (query.item, query.point) == (item, point)


def test_days_and_months_are_read_as_ranges():
    assert read("What happened on 11 March 2025?").dates == (DateRange(date(2025, 3, 11), date(2025, 3, 11)),)
    assert read("What happened in February 2024?").dates == (DateRange(date(2024, 2, 1), date(2024, 2, 29)),)
    assert read("What happened then?").dates == ()


def test_a_month_is_not_read_twice_from_a_day_in_it():
    assert len(read("What was decided on 11 March 2025?").dates) == 1


def test_the_place_of_a_body_is_read():
    assert read("What did the Upper Tarn panel decide?").places == {"upper", "tarn"}


def test_terms_come_once_each_without_the_empty_words():
    query = read("What about lamps, lamps and the lamp?")
    assert query.terms == ("lamp",)


def test_the_form_of_a_question_is_not_searched_for():
    assert read("How much was allocated to Otterbourne?").terms == read("Was allocated to Otterbourne?").terms


@pytest.mark.parametrize("question", ["", "   ", "?!", "\u2014 \u2026"])
def test_a_question_without_a_word_is_refused_with_an_example(question):
    with pytest.raises(QuestionError, match="empty"):
        read(question)


def test_a_question_as_long_as_a_document_is_refused_with_its_length():
    assert read("a" * LONGEST_QUESTION)
    with pytest.raises(QuestionError, match="4,001"):
        read("a" * (LONGEST_QUESTION + 1))


def test_dates_the_wrong_way_round_are_refused():
    with pytest.raises(QuestionError, match="wrong way round"):
        read("What?", date_from=date(2025, 2, 1), date_to=date(2025, 1, 1))


def test_a_single_day_is_no_contradiction():
    selection = read("What?", date_from=date(2025, 1, 1), date_to=date(2025, 1, 1)).selection
    assert selection.date_from == selection.date_to


def test_filters_become_a_selection():
    selection = select(Filters(body="Safer Streets Panel", kind=Kind.MINUTES), BODIES)
    assert selection.bodies == frozenset(BODIES[:2])
    assert selection.kinds == {Kind.MINUTES}


def test_a_body_that_the_library_lacks_is_refused_with_the_nearest_names():
    with pytest.raises(QuestionError, match=r"called Wessmark Parish Council\. The nearest .*"):
        select(Filters(body="Wessmark Parish Council"), BODIES)


def test_a_body_selects_none_where_no_paper_says_its_body():
    assert select(Filters(body="Wessmark Parish Council"), ()).bodies == frozenset()


def test_no_filter_selects_everything():
    selection = select(Filters(), BODIES)
    assert (selection.bodies, selection.kinds, selection.date_from, selection.date_to) == (
        None,
        None,
        None,
        None,
    )


@given(st.text(max_size=200))
def test_any_text_is_understood_or_refused(text):
    try:
        query = read(text)
    except QuestionError:
        return
    assert query.question == " ".join(text.split())
    assert len(set(query.terms)) == len(query.terms)


@pytest.mark.parametrize(
    "question",
    [
        "Did the Panel follow the recommendation on lamps?",
        "Was the bid turned down?",
        "Was the motion thrown out?",
        "Did members give the scheme the green light?",
        "Is the scheme to go ahead?",
        "Was the application refused?",
        "Was the item deferred?",
    ],
)
def test_plain_words_for_deciding_are_known(question):
    assert read(question).asks_decision


@pytest.mark.parametrize(
    "question",
    [
        "How often is refuse collected?",
        "What support is there for victims?",
        "How was the survey carried out?",
    ],
)
def test_words_that_only_look_like_deciding_are_not_taken_for_it(question):
    assert not read(question).asks_decision


@pytest.mark.parametrize(
    ("question", "item", "point", "role"),
    [
        ("What does paragraph 4.2 say?", None, "4.2", None),
        ("What does para 16 of the report say?", None, "16", None),
        ("What is recommendation 2?", None, "2", Role.RECOMMENDATION),
        ("What was resolution (c) of item 24?", "24", "c", Role.RESOLUTION),
        ("What was agreed under minute 31(ii)?", "31", "ii", None),
        ("What was decided under minutes 25?", "25", None, None),
        ("Were they seen within minutes 90% of the time?", None, None, None),
        ("What point did the member make?", None, None, None),
    ],
)
def test_numbers_and_letters_of_places_in_a_paper_are_read(question, item, point, role):
    query = read(question)
    assert (query.item, query.point, query.point_role) == (item, point, role)


def test_a_question_points_at_the_passage_with_the_number_it_names():
    passage = Passage(0, Span(0, 5), Role.RECOMMENDATION, item="7", point="(2)")
    assert read("What is recommendation 2 of item 7?").points_at(passage)
    assert read("What is item 7?").points_at(passage)
    assert read("What is point 2?").points_at(passage)
    assert not read("What is recommendation 3?").points_at(passage)
    assert not read("What is resolution 2?").points_at(passage)
    assert not read("What was decided?").points_at(passage)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What do the minutes say about lamps?", Kind.MINUTES),
        ("How many lamps failed according to the minutes?", Kind.MINUTES),
        ("What does the officer's report recommend?", Kind.REPORT),
        ("What is on the agenda?", Kind.AGENDA),
        ("How many failed in the report, and how many according to the minutes?", None),
        ("How many minutes does a call take?", None),
        ("Who reported the fault?", None),
    ],
)
def test_the_kind_of_paper_that_is_asked_for_is_read(question, kind):
    assert read(question).kind is kind


def test_a_year_is_a_time_of_meetings_only_with_words_of_meetings():
    year = DateRange(date(2019, 1, 1), date(2019, 12, 31))
    assert read("What did the Panel decide about lamps in 2019?").dates == (year,)
    assert read("How many lamps failed in 2019?").dates == ()
    assert read("What was agreed for the 2019/20 budget?").dates == ()


def test_last_year_is_read_against_the_latest_meeting():
    query = understand("What was decided last year?", Filters(), BODIES, lambda: date(2020, 2, 20))
    assert query.dates == (DateRange(date(2019, 1, 1), date(2019, 12, 31)),)


def test_the_day_that_something_is_needed_before_is_itself_preferred():
    assert read("Brief me before the 3 May 2024 item on lamps").dates == (
        DateRange(date(2024, 5, 3), date(2024, 5, 3)),
    )


@pytest.mark.parametrize(
    ("question", "years"),
    [
        ("What was agreed in March 2019 on the 2020/21 precept?", {2019}),
        ("What was agreed in May and June 2020?", {2020}),
        ("What was agreed in May 2020 and March 2021?", {2020, 2021}),
    ],
)
def test_a_year_of_the_matter_is_no_time_of_the_meeting(question: str, years: set[int]) -> None:
    asked = understand(question, Filters(), ()).times_asked
    assert {each.first.year for each in asked} == years


@pytest.mark.parametrize(
    ("question", "last"),
    [
        ("List the actions from the November 2024 community council meeting.", date(2024, 11, 30)),
        ("What was decided from November 2024 to May 2025?", date(2025, 5, 31)),
    ],
)
def test_what_is_from_a_meeting_is_not_from_then_on(question: str, last: date) -> None:
    asked = understand(question, Filters(), ())
    assert [each.last for each in (asked.times_asked or asked.dates)] == [last]
