"""When two texts are the same words, and when a difference tells."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.papers import Page, Span
from ingest.structure.likeness import Relation, likeness
from ingest.structure.same_words import differences, is_same_text, words_of

MINUTES = """Minutes of the meeting of the Harbour Panel held on 5 March 2024
Present: Councillor Ashdown (Chair), Councillor Okonjo
12. Quay repairs
The Panel considered a report on the north quay. The crane had failed in 17 of 60 trials.
(i) Councillor Ashdown asked when the crane would return to co-operative use.
(ii) The Clerk said that the contractor had not answered two letters.
RESOLVED: That £4,200 be spent on the crane, and that the Clerk report in June.
13. Dredging
The Clerk reported that dredging would cost 9.4m over three years.
RESOLVED: That the report be noted.
"""
"""Long enough to be told from a form of words."""


def relation(one: str, other: str) -> Relation | None:
    found = likeness(words_of(one), words_of(other))
    return None if found is None else found.relation


@pytest.mark.parametrize(
    "other",
    [
        MINUTES.replace("considered a report", "con-\nsidered a\n   report"),
        MINUTES.replace("(i) ", "- ").replace("(ii) ", "\u2022 ").replace("13. ", ""),
        MINUTES.replace("co-operative", "cooperative").upper(),
        MINUTES.replace("letters.", "letters.\n\n").replace("fi", "\ufb01"),
        "Minutes of the meeting of the Harbour Panel held on 5 March 2024\n" + MINUTES,
    ],
    ids=["wrapped", "list marks", "case and hyphens", "blank lines and ligatures", "title twice"],
)
def test_another_form_of_the_same_words_is_the_same(other):
    assert relation(MINUTES, other) is Relation.SAME
    assert relation(other, MINUTES) is Relation.SAME


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        ("4,200", "4,300"),
        ("9.4m", "94m"),
        ("17 of 60", "17 of 61"),
        ("had not answered", "had answered"),
        ("Councillor Ashdown asked", "Councillor Okonjo asked"),
        ("be noted", "be not noted"),
        ("\u00a34,200", "$4,200"),
        ("13. Dredging", "14. Dredging"),
        ("5 March 2024", "6 March 2024"),
        ("would cost", "could cost"),
    ],
)
def test_one_word_or_figure_that_differs_makes_another_version(words, instead):
    other = MINUTES.replace(words, instead)
    assert relation(MINUTES, other) is Relation.SHARES
    assert relation(other, MINUTES) is Relation.SHARES
    assert not is_same_text(MINUTES, other)


def test_an_added_line_leaves_the_shorter_one_a_part():
    longer = MINUTES.replace("13. Dredging", "Councillor Okonjo voted against the spending.\n13. Dredging")
    assert relation(MINUTES, longer) is Relation.PART
    assert relation(longer, MINUTES) is Relation.HOLDS


def test_the_page_of_one_item_is_a_part_of_the_minutes():
    item = MINUTES[MINUTES.index("12.") : MINUTES.index("13.")]
    assert relation(item, MINUTES) is Relation.PART
    assert relation(MINUTES, item) is Relation.HOLDS
    assert relation(item.replace("60", "61"), MINUTES) is not Relation.PART


def test_minutes_bound_into_a_pack_are_a_part_of_it():
    other = "\n".join(
        f"Report {n} says that {n * 7} lamps of {n * 31} were mended in ward {n}." for n in range(200)
    )
    pack = f"{other}\n{MINUTES}\n{other.replace('lamps', 'bins')}"
    assert relation(MINUTES, pack) is Relation.PART


def test_other_minutes_are_nothing_to_these():
    other = "The Board met in the town hall. " + " ".join(
        f"Item {n} was left until spring." for n in range(30)
    )
    assert relation(MINUTES, other) is None
    assert relation(MINUTES, "") is None


def test_page_numbers_and_running_lines_are_no_words_of_a_paper():
    lines = MINUTES.splitlines(keepends=True)
    pages, content = [], ""
    for number, part in enumerate((lines[:4], lines[4:7], lines[7:]), 1):
        printed = "HARBOUR PANEL PAPERS\n" + "".join(part) + f"Page {number} of 3\n"
        pages.append(Page(number, Span(len(content), len(content) + len(printed))))
        content += printed
    found = likeness(words_of(content, pages), words_of(MINUTES))
    assert found is not None
    assert found.relation is Relation.SAME


def test_windows_are_copied_only_where_all_their_words_stand_in_searched_text():
    changed = MINUTES.replace("9.4m", "9.5m")
    found = likeness(words_of(MINUTES), words_of(changed))
    assert found is not None
    quay = Span(MINUTES.index("12."), MINUTES.index("13."))
    dredging = Span(MINUTES.index("13."), len(MINUTES))
    whole = Span(0, len(changed))
    assert found.copied([quay, dredging], [whole]) == (True, False)
    assert found.copied([quay, dredging], [Span(0, changed.index("RESOLVED"))]) == (False, False)
    assert found.turned().copied([quay, dredging], [whole]) == (True, False)
    assert found.copied([Span(5, 5)], [whole]) == (False,)


WORDS = st.lists(st.sampled_from("quay crane lamp ward bin 12 9.4 not".split()), max_size=40)


@given(WORDS, WORDS)
def test_what_is_not_a_difference_is_equal_word_for_word(one, other):
    a, b = words_of(" ".join(one)), words_of(" ".join(other))
    at_a = at_b = 0
    for hunk in differences(a, b):
        assert a.words[at_a : hunk.a0] == b.words[at_b : hunk.b0]
        assert hunk.a0 < hunk.a1 or hunk.b0 < hunk.b1
        at_a, at_b = hunk.a1, hunk.b1
    assert a.words[at_a:] == b.words[at_b:]


@given(WORDS, WORDS, WORDS)
def test_a_text_inside_another_is_found_whole(before, inside, after):
    long = inside + [f"rare{n}x" for n in range(12)]
    a, b = words_of(" ".join(long)), words_of(" ".join([*before, *long, *after]))
    assert all(hunk.a0 == hunk.a1 for hunk in differences(a, b)) or not inside
