"""How a site is treated: asked again, waited for, or left alone."""

from __future__ import annotations

import socket
from datetime import UTC, date, datetime
from email.utils import format_datetime

import pytest

from ingest.moderngov.connector import LeftOut, ModernGov, ServiceDisabled
from ingest.moderngov.site import Forbidden, Manners, NoAnswer, SiteDown

YEAR = date(2025, 1, 1), date(2025, 12, 31)


def test_a_busy_site_is_given_the_time_that_it_asks_for(site, council, pauses):
    council.first["GetCommittees"] = [(429, {"Retry-After": "2"}, b""), (503, {"Retry-After": "7"}, b"")]
    assert len(site.committees()) == 2
    assert pauses == [2.0, 7.0]


def test_a_busy_site_that_names_a_day_in_the_past_or_nothing_is_asked_again(site, council, pauses):
    past = format_datetime(datetime(2020, 1, 1, tzinfo=UTC), usegmt=True)
    council.first["GetCommittees"] = [(503, {"Retry-After": past}, b""), (503, {"Retry-After": "soon"}, b"")]
    assert len(site.committees()) == 2
    assert pauses == [0.0, 0.02]


def test_a_site_that_stays_busy_is_left_alone_after_three_tries(site, council):
    council.pages["GetCommittees"] = (503, {}, b"")
    with pytest.raises(SiteDown, match=r"too busy \(status 503\)"):
        site.committees()
    assert council.asked == ["GetCommittees"] * 3


def test_a_site_that_asks_for_an_hour_is_left_alone_at_once(site, council, pauses):
    council.pages["GetCommittees"] = (429, {"Retry-After": "3600"}, b"")
    with pytest.raises(SiteDown, match="asks to wait 3600 seconds"):
        site.committees()
    assert (council.asked, pauses) == (["GetCommittees"], [])


def test_between_two_requests_there_is_a_pause(council, pauses):
    manners = Manners(delay_s=30.0)
    with ModernGov(council.base, manners=manners, allow_loopback=True, sleep=pauses.append) as site:
        site.committees()
        assert pauses == []
        site.committees()
    assert len(pauses) == 1 and 29.0 < pauses[0] <= 30.0


def test_an_answer_that_is_cut_off_is_asked_for_again(site, council):
    _, _, committees = council.pages["GetCommittees"]
    council.first["GetCommittees"] = [
        (200, {"Content-Length": "99999", "Connection": "close"}, b"<committees>")
    ]
    council.pages["GetCommittees"] = (200, {"Connection": "close"}, committees)
    assert len(site.committees()) == 2


def test_a_silent_site_is_told_as_giving_no_answer(pauses):
    manners = Manners(delay_s=0.0, timeout_s=0.05)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}"
        with (
            ModernGov(address, manners=manners, allow_loopback=True, sleep=pauses.append) as site,
            pytest.raises(NoAnswer, match="no answer"),
        ):
            site.committees()
    assert pauses == [5.0, 10.0]


def test_an_answer_is_counted_while_it_is_read_whatever_it_says_of_its_length(council):
    manners = Manners(delay_s=0.0, max_bytes=50_000)
    council.pages["901"] = (200, {"Content-Type": "application/pdf"}, b"%PDF-" + b"x" * 60_000)
    with ModernGov(council.base, manners=manners, allow_loopback=True) as site:
        left_out = [each for each in site.fetch(31, *YEAR) if isinstance(each, LeftOut)]
    assert any("more than 0.05 MB" in each.reason for each in left_out)


def test_a_site_that_refuses_programs_is_told_in_one_line(site, council):
    council.pages["GetCommittees"] = (403, {}, b"")
    with pytest.raises(Forbidden, match=r"refuses this program \(status 403\)") as told:
        site.committees()
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    "reply",
    [
        (404, {}, b""),
        (500, {}, b"Request format is unrecognized"),
        (200, {"Content-Type": "text/html"}, b"<html><body>The service is off.</body></html>"),
    ],
)
def test_a_site_without_the_service_is_told_in_one_line(site, council, reply):
    council.pages["GetMeetings"] = reply
    with pytest.raises(ServiceDisabled, match="no web service of Modern.gov answers there") as told:
        site.meetings(31, *YEAR)
    assert "\n" not in str(told.value)
