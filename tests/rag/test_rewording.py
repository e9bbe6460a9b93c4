"""What minutes put right, read with both wordings, the item that is named, and what it is of."""

import pytest

from rag.rewording import rewordings_in


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "The minutes were signed subject to the sum being corrected from \u00a31.2 million to \u00a32.1 million.",
            [("\u00a31.2 million", "\u00a32.1 million")],
        ),
        (
            "The minutes were confirmed subject to amendment of the venue so that it read \u2018Market Hall\u2019 "
            "instead of \u2018Guildhall.\u2019",
            [("Guildhall", "Market Hall")],
        ),
        (
            "Mr Ash said that the minutes were wrong, as the number of boats in minute 7 was 13 and not 31.",
            [("31", "13")],
        ),
        ("The minutes were signed. The vote of 4 May was 13 and not 31, the clerk said.", []),
        ("In minute 7, \u201cMr Ash\u201d should read \u201cMrs Ash\u201d.", [("Mr Ash", "Mrs Ash")]),
        (
            "It was agreed to delete \u201cnine\u201d and insert \u201cninety\u201d in the minutes.",
            [("nine", "ninety")],
        ),
        ("Minute 3: replace \u201cMay\u201d with \u201cJune\u201d.", [("May", "June")]),
        ("In the minutes the rent should read $940.50, not $904.50.", [("$904.50", "$940.50")]),
        (
            "The minutes were approved; for \u201cten boats\u201d read \u201ctwo boats\u201d.",
            [("ten boats", "two boats")],
        ),
        (
            "Minutes approved, the rent of \u20ac8.20 in item 6 being corrected to \u20ac8.02.",
            [("\u20ac8.20", "\u20ac8.02")],
        ),
        (
            "Minutes agreed with the amendment that \u201cthe weir\u201d in item 2 be replaced "
            "by \u201cthe sluice\u201d.",
            [("the weir", "the sluice")],
        ),
        ("Minutes signed, the date to be altered from 3 May to 5 May.", [("3 May", "5 May")]),
        ("The minutes gave the fine as CHF 90; the correct sum is CHF 60.", [("CHF 90", "CHF 60")]),
        ("Minutes: the grant of \u20ac500 should have been \u20ac550.", [("\u20ac500", "\u20ac550")]),
        (
            "Minutes agreed, with the words \u201cby all\u201d deleted and replaced by \u201cby most\u201d.",
            [],
        ),
        (
            "Minutes agreed, \u201cby all\u201d to be deleted and replaced by \u201cby most\u201d.",
            [("by all", "by most")],
        ),
        (
            "The minutes were signed subject to the deletion of Orla Finch from the list of those present.",
            [("Orla Finch", "")],
        ),
        (
            "Minutes signed, the words \u201cin principle\u201d to be deleted from item 9.",
            [("in principle", "")],
        ),
        (
            "Minutes: the word \u201cnot\u201d be inserted before \u201cgranted\u201d in item 4.",
            [("granted", "not granted")],
        ),
        ("The minutes were confirmed as a correct record.", []),
        ("The minutes were signed once the word \u201cnot\u201d had been inserted.", []),
        ("The price had been changed from \u00a310 to \u00a312 by the contractor.", []),
        ("The minutes were signed. The fee had been changed from \u00a310 to \u00a312 since.", []),
        ("The amendment to the minutes policy was carried by six votes to three.", []),
        ("The minutes were signed and the removal of Elm Tree House from the green was noted.", []),
    ],
)
def test_corrections_are_read_with_both_wordings(text, expected):
    assert [(each.wrong, each.right) for each in rewordings_in(text)] == expected


def test_minutes_may_be_spoken_of_in_the_title_of_the_item_alone():
    text = "Corrected: the rent should read $940.50, not $904.50."
    assert [each.right for each in rewordings_in(text, "Minute of 4 June")] == ["$940.50"]
    assert not list(rewordings_in(text, "Rents"))


@pytest.mark.parametrize(
    ("text", "item", "about"),
    [
        ("Minutes: at item 5 the rent should read $940, not $904.", "5", {"rent"}),
        ("Minutes: for \u201cten boats\u201d read \u201ctwo boats\u201d in minute 12.", "12", set()),
        (
            "Minutes signed subject to the cost of the weir being corrected from \u00a38 to \u00a39.",
            None,
            {"cost", "weir"},
        ),
    ],
)
def test_the_item_and_what_it_is_of_are_read_beside_a_correction(text, item, about):
    told = next(rewordings_in(text))
    assert (told.item, told.about) == (item, about)
