from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.dates import parse_date
from api.errors import WrongUse


@pytest.mark.parametrize(
    "written", ["2019-09-24", "24 September 2019", "24 sep 2019", "24th  September, 2019", "24 Sept. 2019"]
)
def test_a_date_is_read_in_every_form_people_use(written: str) -> None:
    assert parse_date(written, "--from") == date(2019, 9, 24)


@pytest.mark.parametrize(
    "written", ["31 February 2020", "2019-02-29", "0 May 2020", "2020-13-01", "1 May 0000"]
)
def test_a_day_that_is_not_in_the_calendar_is_wrong_use_and_told_with_the_form(written: str) -> None:
    with pytest.raises(WrongUse, match=r"--as-of: there is no .* in the calendar\. Write it as 2019-09-24"):
        parse_date(written, "--as-of")


@pytest.mark.parametrize(
    "written", ["", "yesterday", "24/09/2019", "September 2019", "24 Ju 2019", "24 Foo 2019"]
)
def test_what_is_not_a_date_is_wrong_use(written: str) -> None:
    with pytest.raises(WrongUse, match="is not a date"):
        parse_date(written, "--to")


@given(st.dates())
def test_every_date_reads_back_from_both_forms(day: date) -> None:
    assert parse_date(day.isoformat(), "--to") == day
    assert parse_date(f"{day.day} {day:%B} {day.year:04}", "--to") == day


@given(st.text())
def test_any_text_is_a_date_or_wrong_use(text: str) -> None:
    try:
        parse_date(text, "--to")
    except WrongUse as error:
        assert "Write it as" in str(error)
