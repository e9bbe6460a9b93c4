import html
from pathlib import Path

import pytest

from ingest.errors import NoText, ReadError, UnsupportedFormat
from ingest.papers import Access, Text
from ingest.readers.moderngov_xml import read_moderngov_xml
from ingest.readers.read import read
from ingest.readers.sandbox import read_in_child
from ingest.structure.paper import structure


def item_of(number: str, title: str, **fields: str) -> str:
    told = {"agendaitemtitle": title, "fulldisplaynumberformat": number, **fields}
    return (
        "<agendaitem>" + "".join(f"<{tag}>{value}</{tag}>" for tag, value in told.items()) + "</agendaitem>"
    )


def meeting_of(*items: str, more: str = "", status: str = "Confirmed") -> bytes:
    return (
        '<?xml version="1.0" encoding="utf-8"?><meeting><meetingid>12</meetingid>'
        f"<meetingdate>11/03/2025</meetingdate><meetingstatus>{status}</meetingstatus>"
        "<meetingtime>7.30 pm</meetingtime><meetinglocation>The Old Hall</meetinglocation>"
        f"{more}<agendaitems>{''.join(items)}</agendaitems></meeting>"
    ).encode()


def text_of(*items: str, more: str = "", status: str = "Confirmed") -> Text:
    return read(meeting_of(*items, more=more, status=status), "meeting.xml")


LAMPS = item_of(
    "7.",
    "Street lighting",
    agendatext=html.escape("<p>To consider&nbsp;a report.</p>"),
    decisionnonemptyhtmlbody=html.escape("<p>RESOLVED that the lamps be mended.</p>"),
    minutesnonemptyhtmlbody=html.escape("<p>The Manager reported:</p><ul><li>14 lamps<li>2 poles</ul>"),
    isrestricted="False",
)


def test_a_meeting_reads_from_its_header_to_its_last_item() -> None:
    attendees = (
        "<committeetitle>Harrow Lanes Panel</committeetitle>"
        '<attendees><attendee name="Councillor Lindqvist" roledescription="Chair" attendance="Expected" '
        'politicalparty="X"><url>https://example.org</url></attendee></attendees>'
    )
    text = text_of(LAMPS, more=attendees)
    assert text.content == (
        "Agenda, decisions and minutes\n\nHarrow Lanes Panel - 11/03/2025 7.30 pm\n\nVenue: The Old Hall\n\n"
        "Attendance\n\n- Councillor Lindqvist, Chair, Expected\n\n"
        "7.\n\nStreet lighting\n\nTo consider a report.\n\n"
        "Decision:\n\nRESOLVED that the lamps be mended.\n\n"
        "Minutes:\n\nThe Manager reported:\n\n- 14 lamps\n- 2 poles"
    )
    assert (text.format, text.title) == ("moderngov-xml", "Harrow Lanes Panel - 11/03/2025 7.30 pm")
    assert text.notices == ()


@pytest.mark.parametrize("times", [1, 2, 3])
def test_bodies_escaped_more_than_once_are_read_as_if_escaped_once(times: int) -> None:
    body = "<p>Costs &lt; 5 &amp; more</p>"
    for _ in range(times):
        body = html.escape(body, quote=False)
    assert "Costs < 5 & more" in text_of(item_of("1.", "Costs", agendatext=body)).content


def test_a_body_without_markup_keeps_its_signs() -> None:
    text = text_of(item_of("1.", "Costs &amp; fees", agendatext="Where x &amp;lt; 5 the fee is nil."))
    assert "Costs & fees\n\nWhere x < 5 the fee is nil." in text.content


def test_an_item_has_the_number_that_the_agenda_prints() -> None:
    text = text_of(
        item_of("12a", "Lettered"),
        item_of("", "Counted", agendaitemnumber="4", agendaitemsubnumber="2"),
        item_of("", "Heading between items", agendaitemnumber="0"),
    )
    assert text.content.split("\n\n")[3:] == ["12a.", "Lettered", "4.2.", "Counted", "Heading between items"]


def test_empty_markup_makes_no_label() -> None:
    text = text_of(item_of("1.", "Costs", decisionnonemptyhtmlbody=html.escape("<p>&nbsp;</p>")))
    assert "Decision" not in text.content
    assert text.content.startswith("Agenda\n\n")


def test_the_committee_is_that_of_the_documents_filed_for_this_meeting_or_none() -> None:
    def document(committee: str, day: str) -> str:
        return f"<linkeddoc><committeetitle>{committee}</committeetitle><meetingdate>{day}</meetingdate></linkeddoc>"

    own, other = document("Lanes Panel", "11/03/2025"), document("Cabinet", "01/02/2025")
    named = text_of(item_of("1.", "Costs", linkeddocuments=own + other))
    assert "\n\nLanes Panel - 11/03/2025 7.30 pm\n\n" in named.content
    unclear = text_of(item_of("1.", "Costs", linkeddocuments=own + document("Cabinet", "11/03/2025")))
    assert "\n\n11/03/2025 7.30 pm\n\n" in unclear.content


@pytest.mark.parametrize(
    "marking", [{"isrestricted": "True"}, {"isrestricted": "Perhaps"}, {"isdisplayallowed": "False"}]
)
def test_a_restricted_item_is_exempt_with_its_title_and_the_next_is_not(marking: dict[str, str]) -> None:
    secret = item_of(
        "8.",
        "Sale of the depot",
        agendatext=html.escape("<h1>Offers</h1><p>The offer of Acme is 41,000 pounds and will be taken.</p>"),
        minutesnonemptyhtmlbody=html.escape(
            "<h2>Debate</h2><p>Members thought the offer of Acme was low.</p>"
        ),
        **marking,
    )
    text = text_of(LAMPS, secret, LAMPS.replace("7.", "9."))
    paper = structure(text, "meeting.xml", "0" * 64, Access.PUBLIC)
    shown = " ".join(
        text.content[each.span.start : each.span.end]
        for each in paper.passages
        if each.access is Access.PUBLIC
    )
    assert "Sale of the depot (Not for publication)" in text.content
    for word in ("depot", "Offers", "Acme", "Debate"):
        assert word in text.content
        assert word not in shown
    assert shown.count("RESOLVED that the lamps be mended.") == 2
    assert paper.facts.access is Access.PUBLIC


def test_a_restricted_item_without_number_or_title_is_exempt_too() -> None:
    secret = item_of(
        "",
        "",
        agendatext=html.escape("<h1>Offers</h1><p>Acme offers 41,000 pounds.</p>"),
        isrestricted="True",
    )
    text = text_of(secret, LAMPS)
    paper = structure(text, "meeting.xml", "0" * 64, Access.PUBLIC)
    public = [text.content[p.span.start : p.span.end] for p in paper.passages if p.access is Access.PUBLIC]
    assert not any("Acme" in words for words in public)
    assert any("RESOLVED that the lamps" in words for words in public)


def test_a_meeting_that_may_not_be_shown_is_exempt_as_a_whole() -> None:
    text = text_of(LAMPS, more="<isdisplayallowed>False</isdisplayallowed>")
    assert structure(text, "meeting.xml", "0" * 64, Access.PUBLIC).facts.access is Access.EXEMPT


def test_a_cancelled_meeting_is_kept_with_a_notice() -> None:
    text = text_of(status="Cancelled")
    assert "11/03/2025 7.30 pm, CANCELLED" in text.content
    assert [notice.code for notice in text.notices] == ["meeting_cancelled"]


def test_code_and_hidden_words_in_a_body_are_left_out_with_notices() -> None:
    body = '<p>Shown</p><p style="display:none">unseen words</p><script>alert(1)</script><img onerror=x>'
    text = text_of(item_of("1.", "Costs", agendatext=html.escape(body)))
    assert text.content.endswith("Shown")
    assert [notice.code for notice in text.notices] == ["hidden_text", "active_content"]


@pytest.mark.parametrize(
    "wrap", ["{}", "<soap:Envelope xmlns='http://moderngov.co.uk/namespaces'>{}</soap:Envelope>"]
)
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (
            "<getmeetings><committee><meeting><meetingdate>1</meetingdate></meeting></committee></getmeetings>",
            "meetings",
        ),
        ("<committees><committee><committeeid>1</committeeid></committee></committees>", "committees"),
    ],
)
def test_lists_hold_no_paper(answer: str, kind: str, wrap: str) -> None:
    with pytest.raises(NoText, match=f"a list of {kind} from the web service"):
        read(wrap.format(answer).encode(), "answer.xml")


def test_a_meeting_in_an_envelope_is_read() -> None:
    inner = meeting_of(LAMPS).partition(b"?>")[2]
    envelope = (
        b"<?xml version='1.0'?><soap:Envelope xmlns:soap='http://schemas.xmlsoap.org/soap/envelope/'><soap:Body>"
        b"<GetMeetingResponse xmlns='http://moderngov.co.uk/namespaces'>" + inner + b"</GetMeetingResponse>"
        b"</soap:Body></soap:Envelope>"
    )
    assert "lamps be mended" in read(envelope, "answer.xml").content


def test_other_xml_of_the_same_root_is_unsupported() -> None:
    with pytest.raises(UnsupportedFormat, match="unknown kind"):
        read(b"<meeting><room>1</room></meeting>", "room.xml")


@pytest.mark.parametrize("lead", [b"", b"<?xml version='1.0'?>", b"<!-- " + b"x" * 2000 + b" -->"])
def test_a_document_type_is_refused_wherever_it_stands(lead: bytes) -> None:
    with pytest.raises(ReadError, match="document type declaration"):
        read_moderngov_xml(
            lead + b"<!DOCTYPE meeting [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><meeting>&x;</meeting>",
            "m.xml",
        )


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"<meeting><agendaitems>", "damaged XML"),
        (b"<meeting>&nosuch;</meeting>", "damaged XML"),
        (b"<?xml version='1.0' encoding='nosuch'?><meeting/>", "damaged XML"),
        (b"<meeting>" + b"<a>" * 200, "refused as unsafe"),
    ],
)
def test_damaged_or_monstrous_xml_is_refused_in_plain_words(data: bytes, found: str) -> None:
    with pytest.raises(ReadError, match=found):
        read(data, "m.xml")


def test_it_is_read_in_the_child_like_any_paper() -> None:
    assert "lamps be mended" in read_in_child(meeting_of(LAMPS), "meeting.xml").content


def test_the_real_answer_of_a_web_service_is_read(shared: Path) -> None:
    folder = shared / "papers" / "moderngov-xml"
    text = read((folder / "meeting_with_minutes.xml").read_bytes(), "meeting.xml")
    facts = structure(text, "meeting.xml", "0" * 64, Access.PUBLIC).facts
    assert facts.body is not None and facts.body.value == "Audit Committee"
    assert facts.date is not None and facts.date.value.isoformat() == "2026-02-10"
    assert "1.\n\nMinutes\n\nTo approve as a correct record the minutes" in text.content
    for name in ("meetings.xml", "committees.xml"):
        with pytest.raises(NoText):
            read((folder / name).read_bytes(), name)
