"""What is fetched from a site and what is not, and where connections go."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.moderngov.address import AddressRefused
from ingest.moderngov.connector import Fetched, LeftOut, ModernGov
from ingest.moderngov.documents import file_name
from ingest.papers import Access

YEAR = date(2025, 1, 1), date(2025, 12, 31)


def test_a_meeting_and_its_open_documents_are_fetched_under_their_own_titles(site):
    found = [each for each in site.fetch(31, *YEAR) if isinstance(each, Fetched)]
    assert [each.name for each in found] == [
        "Harbour & Markets Panel 11 March 2025 (meeting 502).xml",
        "Minutes of 12 November (901).pdf",
        "Quay repairs report (902).txt",
    ]
    assert {each.day for each in found} == {date(2025, 3, 11)}
    assert {each.access for each in found} == {Access.PUBLIC}
    assert {each.meeting_id for each in found} == {502}


def test_restricted_documents_are_never_asked_for_and_each_is_told(site, council):
    left_out = [each for each in site.fetch(31, *YEAR) if isinstance(each, LeftOut)]
    told = "\n".join(each.reason for each in left_out)
    for closed in ("Tender prices", "Exempt appendix", "Unmarked paper", "Arrears by tenant"):
        assert closed in told
    assert not {"903", "904", "905", "907"} & set(council.asked)
    assert "Webcast" in told and "lies outside" in told


def test_a_cancelled_meeting_and_one_without_papers_yet_are_told(site, council):
    left_out = {each.meeting_id: each for each in site.fetch(31, *YEAR) if isinstance(each, LeftOut)}
    assert "14 January 2025: the meeting was cancelled" in left_out[501].reason
    assert "501" not in council.asked
    assert "published nothing" in left_out[503].reason and not left_out[503].is_final


def test_addresses_with_blanks_and_line_ends_are_asked_for_percent_encoded_and_once(site, council):
    list(site.fetch(31, *YEAR))
    assert council.asked.count("/documents/s902/Quay%20repairs%20report.txt") == 1


def test_a_web_page_in_place_of_a_document_is_no_paper(site, council):
    page = b"<!DOCTYPE html><html><body>You may not see this.</body></html>"
    council.pages["901"] = (200, {"Content-Type": "application/octet-stream"}, page)
    left_out = [each for each in site.fetch(31, *YEAR) if isinstance(each, LeftOut)]
    assert any("901" in each.source and "a web page instead" in each.reason for each in left_out)


def test_one_document_that_is_missing_does_not_stop_the_others(site, council):
    del council.pages["901"]
    found = list(site.fetch(31, *YEAR))
    assert any("status 404" in each.reason for each in found if isinstance(each, LeftOut))
    assert any(each.name.startswith("Quay") for each in found if isinstance(each, Fetched))


@given(st.text())
def test_any_title_makes_a_file_name_that_every_disk_takes(title):
    name = file_name(title, ".pdf")
    assert name.endswith(".pdf") and 4 < len(name) < 130
    assert not set(name) & set('/\\:*?"<>|\n\r\0') and not name.startswith(".")


def test_this_machine_is_only_let_in_where_a_caller_says_so(council):
    with pytest.raises(AddressRefused):
        ModernGov(council.base)
    assert council.asked == []


def test_a_redirect_inside_the_site_is_followed(site, council):
    council.first["901"] = [(302, {"Location": "/documents/s902/Quay repairs report.txt"}, b"")]
    names = [each.name for each in site.fetch(31, *YEAR) if isinstance(each, Fetched)]
    assert "Minutes of 12 November (901).txt" in names


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example.org/x", "http://localhost:{port}/x", "//10.0.0.1/"]
)
def test_a_redirect_to_another_host_is_refused(site, council, elsewhere):
    council.first["901"] = [(302, {"Location": elsewhere.format(port=council.server_port)}, b"")]
    left_out = [each for each in site.fetch(31, *YEAR) if isinstance(each, LeftOut)]
    assert any(each.source.endswith("=901") and "lies outside" in each.reason for each in left_out)
    assert council.hosts == {f"127.0.0.1:{council.server_port}"}


def test_a_redirect_without_end_is_given_up_after_the_third(site, council):
    council.pages["901"] = (302, {"Location": "/mgConvert2PDF.aspx?ID=901"}, b"")
    left_out = [each for each in site.fetch(31, *YEAR) if isinstance(each, LeftOut)]
    assert any("leads on more than 3 times" in each.reason for each in left_out)
    assert council.asked.count("901") == 4
