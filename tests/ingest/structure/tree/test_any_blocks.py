"""What holds for the passages of a paper of any blocks in any order."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.papers import Access, Kind, Text
from ingest.structure.tree import passages

LONG = (
    "The Clerk told members that the footbridge at the mill had been closed since the flood of November, that its "
    "planks were rotten and that two firms had been asked what it would cost to lay new ones before the spring."
)
BLOCK = st.sampled_from(
    [
        "24. Street lighting",
        "25.",
        "Pavements",
        "Minutes:",
        "RESOLVED:",
        "(a) That it be noted;",
        "(b) That it be done.",
        "- a bullet",
        "\u2022 another bullet that goes on",
        "(i) A point was made.",
        "This was said:",
        LONG,
        "RESOLVED: That the public be excluded from the meeting.",
        "NOT FOR PUBLICATION",
        "The public returned to the meeting.",
        "It was noted.",
        "a | b | c",
        "Recommendations",
        "Contact:",
        "Tel: 01632 960123",
        "view the full minutes text for item 3.",
        "1.1 A numbered paragraph of a report.",
        "Declarations of interest",
        "7/24 SALE OF THE DEPOT",
        "...",
        "12",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.lists(BLOCK, min_size=1, max_size=14), st.sampled_from(list(Kind)), st.sampled_from(["\n", "\n\n"]))
def test_whatever_the_blocks_passages_are_in_order_apart_and_keep_access_apart(kept_apart, pieces, kind, gap):
    text = Text(gap.join(pieces), "text")
    found, _ = passages(text, kind, Access.PUBLIC)
    assert [each.ordinal for each in found] == list(range(len(found)))
    for one, other in zip(found, found[1:], strict=False):
        assert one.span.end <= other.span.start
    for each in found:
        assert text.content[each.span.start : each.span.end].strip()
        assert not any(context.overlaps(each.span) for context in each.context)
    kept_apart(found)
