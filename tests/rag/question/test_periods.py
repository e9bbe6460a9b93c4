"""Times that a question names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.question.periods import DateRange, bare_months, months_named, periods, sharp_days


def ranges(question: str, latest: date | None = None) -> list[tuple[str, str]]:
    found = periods(question, lambda: latest)
    return [(each.days.first.isoformat(), each.days.last.isoformat()) for each in found]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("on 24 September 2019", [("2019-09-24", "2019-09-24")]),
        ("on Tuesday, 24th of September 2019", [("2019-09-24", "2019-09-24")]),
        ("in February 2024", [("2024-02-01", "2024-02-29")]),
        ("in Sept. 2019", [("2019-09-01", "2019-09-30")]),
        ("February and March 2026", [("2026-02-01", "2026-02-28"), ("2026-03-01", "2026-03-31")]),
        (
            "May, June or July 2025",
            [("2025-05-01", "2025-05-31"), ("2025-06-01", "2025-06-30"), ("2025-07-01", "2025-07-31")],
        ),
        ("between March and June 2026", [("2026-03-01", "2026-06-30")]),
        ("between 2019 and 2021", [("2019-01-01", "2021-12-31")]),
        ("from 3 May 2024 to 5 June 2025", [("2024-05-03", "2025-06-05")]),
        ("in 2019", [("2019-01-01", "2019-12-31")]),
        ("since 2020", [("2020-01-01", "9999-12-31")]),
        ("before June 2024", [("0001-01-01", "2024-05-31")]),
        ("until June 2024", [("0001-01-01", "2024-06-30")]),
        ("after 3 May 2024", [("2024-05-04", "9999-12-31")]),
        ("the 2024/25 budget", [("2024-04-01", "2025-03-31")]),
        ("the financial year 2024-25", [("2024-04-01", "2025-03-31")]),
        ("Q2 2025/26", [("2025-07-01", "2025-09-30")]),
        ("Q4 of 2025/26", [("2026-01-01", "2026-03-31")]),
        ("the second quarter of 2025", [("2025-04-01", "2025-06-30")]),
        ("in the winter of 2024", [("2024-12-01", "2025-02-28")]),
        ("What cost \u00a32019?", []),
        ("of 2000 offences", [("2000-01-01", "2000-12-31")]),
        ("2,019 offences and 2019 vehicles", [("2019-01-01", "2019-12-31")]),
        ("on 31 February 2020", [("2020-02-01", "2020-02-29")]),
        ("What was decided?", []),
    ],
)
def test_a_time_is_read_as_its_first_and_last_day(question, expected):
    assert ranges(question) == expected


def test_last_year_is_the_year_before_the_latest_meeting_and_not_before_today():
    assert ranges("What was decided last year?", date(2020, 2, 20)) == [("2019-01-01", "2019-12-31")]
    assert ranges("What was decided this year?", date(2020, 2, 20)) == [("2020-01-01", "2020-12-31")]
    assert ranges("What was decided last year?") == []


def test_a_preposition_belongs_to_the_time_and_its_words_are_found_again():
    question = "What was said in February 2024 about lamps?"
    (period,) = periods(question)
    assert (period.lead, question[period.span.start : period.span.end]) == ("in", "in February 2024")


def test_days_months_and_quarters_are_sharp_and_years_are_not():
    assert all(each.is_sharp for each in periods("3 May 2024, June 2024, Q2 2024/25"))
    assert not any(each.is_sharp for each in periods("in 2019, 2024/25, since May 2020"))


def test_the_day_after_a_before_is_kept_for_a_briefing():
    assert sharp_days("before the meeting on 3 May 2024") == (DateRange(date(2024, 5, 3), date(2024, 5, 3)),)


@given(st.text(alphabet="0123456789/- ,.QFYabcMayJuneandtobetweensince", max_size=80))
def test_any_text_gives_times_in_order_that_do_not_overlap(text):
    found = periods(text)
    assert all(one.span.end <= other.span.start for one, other in zip(found, found[1:], strict=False))
    assert all(each.days.first <= each.days.last for each in found)


@pytest.mark.parametrize(
    ("question", "months"),
    [
        ("How did Mr Pell vote in May?", {"May"}),
        ("Who moved it on 3 June?", {"June"}),
        ("How did Mr Pell vote in May 2024?", set()),
        ("Who moved it on June 3, 2024?", set()),
        ("May the board vote in private?", set()),
        ("What changed in June and July?", set()),
    ],
)
def test_a_month_without_its_year_is_read_by_name(question, months):
    assert months_named(question) == months


@pytest.mark.parametrize(
    ("question", "month", "day", "words"),
    [
        ("What was decided at the October meeting?", 10, None, "October meeting"),
        ("What was decided in March?", 3, None, "in March"),
        ("What was decided in the session of June 11?", 6, 11, "session of June 11"),
        ("What was agreed at the meeting held on 5 December?", 12, 5, "meeting held on 5 December"),
    ],
)
def test_a_month_that_names_a_meeting_is_found_with_its_words(question, month, day, words):
    assert [(each.month, each.day, each.words) for each in bare_months(question)] == [(month, day, words)]


@pytest.mark.parametrize(
    "question",
    [
        "What was put off to the June meeting?",
        "What has to be done before the May meeting?",
        "What did the storm in January break?",
        "May the board vote?",
        "What changed in June and July?",
        "What was decided at the meeting in October 2024?",
        "What was agreed on June 11, 2024?",
    ],
)
def test_a_month_that_names_no_meeting_is_not_found(question):
    assert bare_months(question) == ()
