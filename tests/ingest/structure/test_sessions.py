"""What says that the public was sent out of a meeting, and that it came back."""

import time

import pytest

from ingest.structure.sessions import closes, is_closed, reopens

EXCLUSION = "Exclusion of press and public"


def said(text: str, title: str = "", *, is_resolution: bool = False, is_minutes: bool = True) -> bool:
    return closes(text, is_resolution=is_resolution, title=title, is_minutes=is_minutes)


@pytest.mark.parametrize(
    "text",
    [
        "That, under Section 100(A)(4) of the Local Government Act 1972, the press and public be excluded from the "
        "meeting for the following item.",
        "It was moved by the Chair, seconded by Cllr Bell and carried that the press and public be excluded.",
        "The Board resolved to go into private session. Members of the press and public left the meeting.",
        "It was agreed to go into committee.",
        "It was agreed, on the proposal of Cllr. Roe, to go into committee to consider a legal matter.",
        "Moved by Ash, second by Bell, to go into executive session under the statute. Carried.",
        "THAT Council move into closed session at 8:40 p.m. under s. 239(2)(c) of the Municipal Act.",
        "The meeting then moved in camera.",
        "The public were asked to leave at 8.05 pm.",
        "Members of the public and the press were excluded for the rest of the meeting.",
        "The Committee agreed to exclude the press and public while the tender was considered.",
        "The Commissioners recessed into executive session at noon.",
        "Proposed: that the meeting go into a public excluded session. Put and carried.",
    ],
)
def test_the_public_was_sent_out(text: str) -> None:
    assert said(text)


@pytest.mark.parametrize(
    "text",
    [
        "There are no items which would require the exclusion of the press and public.",
        "It was not necessary for the public to be excluded.",
        "RESOLVED not to move into closed session.",
        "Members asked whether the public could be excluded.",
        "A motion that the press and public be excluded was lost by four votes to five.",
        "The public toilets were excluded from the contract.",
        "Pupils who are excluded from schools were discussed in public.",
        "Public health grants exclude the public realm.",
        "The report went to committee in March, and the paper was passed in committee room 2.",
        "The motion was moved in the usual way and carried.",
    ],
)
def test_the_public_was_not_sent_out(text: str) -> None:
    assert not said(text)


@pytest.mark.parametrize(
    "text", ["Agreed.", "Moved by Cllr Bell, seconded and carried.", "RESOLVED accordingly."]
)
def test_under_a_title_of_exclusion_it_is_enough_that_it_was_agreed(text: str) -> None:
    assert said(text, EXCLUSION)
    assert not said(text, "Street lighting")


@pytest.mark.parametrize(
    "text", ["There were none.", "It was not agreed that this was needed.", "No item was exempt."]
)
def test_under_a_title_of_exclusion_none_may_have_followed(text: str) -> None:
    assert not said(text, EXCLUSION)


def test_another_paper_must_say_that_it_was_resolved() -> None:
    assert said("The Board resolved that the press and public be excluded.", is_minutes=False)
    assert not said("It is recommended that the press and public be excluded.", is_minutes=False)
    assert not said("The Board is asked to agree that the public be excluded.", is_minutes=False)


@pytest.mark.parametrize(
    "text",
    [
        "The public returned to the meeting at noon.",
        "The press and public were readmitted at 8.10 pm.",
        "On resuming in public session the Manager said that nothing was decided.",
        "The Board returned to open session at 8:52 p.m.",
        "Council rose from closed session at 9:15 p.m.",
        "The meeting was re-opened to the public.",
        "The Commissioners came out of executive session.",
    ],
)
def test_the_public_came_back(text: str) -> None:
    assert reopens(text)


@pytest.mark.parametrize(
    "text",
    [
        "The public toilets contract was returned unsigned.",
        "The figure is not to be told before the public are readmitted.",
        "The press had not returned.",
        "Officers will say so when the meeting returns to open session.",
        "The public library's books were returned late.",
    ],
)
def test_it_is_not_said_plainly_that_the_public_came_back(text: str) -> None:
    assert not reopens(text)


@pytest.mark.parametrize(
    ("title", "closed"),
    [
        ("Closed Session", True),
        ("8. EXECUTIVE SESSION", True),
        ("In Camera", True),
        ("Confidential business", True),
        ("Public excluded business", True),
        ("Private sector housing", False),
        ("Executive business plan", False),
        ("Closed-circuit cameras", False),
    ],
)
def test_titles_of_items_without_the_public(title: str, closed: bool) -> None:
    assert is_closed(title) is closed


def test_text_built_to_be_gone_through_often_is_read_at_once() -> None:
    begun = time.process_time()
    for piece in (
        "the public and the ",
        "members of the ",
        "representatives of ",
        "public, ",
        "go into the ",
        "not ",
    ):
        text = piece * (100_000 // len(piece))
        closes(text, is_resolution=True, title=text[:2_000], is_minutes=True)
        closes(text, is_resolution=False, title="", is_minutes=False)
        reopens(text)
    assert time.process_time() - begun < 10
