"""Who may read which passage, as exclusions of the public and markings in a paper say."""

import pytest

from ingest.papers import Access, Role


@pytest.fixture
def secret(minutes_of, prose) -> str:
    """Minutes of a meeting from which the public was excluded for one item."""
    return minutes_of(
        f"31. Street lighting\n\n{prose}\n\n32. Exclusion of the public\n\nRESOLVED: That the public be excluded "
        "from the meeting for the following item, as it holds exempt information under paragraph 3 of Schedule 12A.\n\n"
        "33. Sale of the depot\n\nThis was valued at a sum that members discussed at length before they agreed.\n\n"
        "RESOLVED: That the offer be accepted.\n\nThe public returned to the meeting at noon.\n\n"
        "34. Date of the next meeting\n\nThis will be on 10 June in the usual room.\n"
    )


def test_a_resolution_to_exclude_the_public_is_itself_public(paper_of, find, secret):
    found = find(paper_of(secret), "RESOLVED: That the public be excluded")
    assert (found.role, found.access) == (Role.RESOLUTION, Access.PUBLIC)


def test_what_follows_the_exclusion_is_exempt_until_the_public_returns(paper_of, find, secret):
    paper = paper_of(secret)
    assert find(paper, "This was valued").access is Access.EXEMPT
    assert find(paper, "RESOLVED: That the offer").access is Access.EXEMPT
    assert find(paper, "Sale of the depot").access is Access.EXEMPT
    assert find(paper, "This will be on").access is Access.PUBLIC


def test_an_item_marked_exempt_is_exempt_and_the_next_is_not(paper_of, find, prose, minutes_of):
    paper = paper_of(
        minutes_of(
            f"31. Sale of the depot (NOT FOR PUBLICATION)\n\nThe offer was discussed at length by the members.\n\n"
            f"32. Street lighting\n\n{prose}\n"
        )
    )
    assert find(paper, "The offer was").access is Access.EXEMPT
    assert find(paper, "The Street Works").access is Access.PUBLIC


def test_access_given_by_the_officer_is_never_widened(paper_of, points):
    paper = paper_of(points, access=Access.RESTRICTED)
    assert {each.access for each in paper.passages} == {Access.RESTRICTED}
    assert {each.access for each in paper.windows} == {Access.RESTRICTED}


def test_a_paper_marked_not_for_publication_is_exempt_throughout(paper_of, report):
    paper = paper_of("NOT FOR PUBLICATION by virtue of paragraph 3 of Schedule 12A\n\n" + report)
    assert paper.facts.access is Access.EXEMPT
    assert {each.access for each in paper.passages} == {Access.EXEMPT}


@pytest.mark.parametrize("title", ["Sale of the depot (exempt)", "Sale of the depot - Confidential"])
def test_a_heading_inside_an_exempt_item_does_not_open_it(paper_of, find, title, prose):
    paper = paper_of(
        f"# Harrow Board\n\nMinutes of the meeting held on 6 March 2024\n\n## 4. {title}\n\n### Legal advice\n\n"
        f"The offer was discussed at length by the members.\n\n## 5. Street lighting\n\n{prose}\n",
        "minutes.md",
    )
    assert find(paper, "The offer was").access is Access.EXEMPT
    assert find(paper, "The Street Works").access is Access.PUBLIC


def test_an_exempt_appendix_of_a_report_is_exempt_to_its_end(paper_of, find, report):
    paper = paper_of(
        report
        + "\n\nAppendix B - NOT FOR PUBLICATION\n\nValuation\n\nThe depot was valued at a sum that the agent gave "
        "in writing.\n\nOffers\n\nTwo offers were made and one of them was withdrawn.\n\n"
        "Appendix C\n\nThe map of the lamps is on the next page and shows all wards.\n"
    )
    assert find(paper, "The depot was").access is Access.EXEMPT
    assert find(paper, "Two offers").access is Access.EXEMPT
    assert find(paper, "The map of").access is Access.PUBLIC


def test_a_routine_section_on_exempt_information_hides_no_other_section(paper_of, find, report):
    paper = paper_of(
        report + "\n\nExempt information\n\nNone.\n\nBackground papers\n\nThe survey of the lamps of 2024.\n"
    )
    assert find(paper, "The survey of").access is Access.PUBLIC


def test_public_words_after_the_return_of_the_public_do_not_carry_the_exempt_title(
    paper_of, find, secret, kept_apart
):
    paper = paper_of(
        secret.replace("34. Date", "This was then discussed in public at some length.\n\n34. Date")
    )
    found = find(paper, "This was then")
    assert found.access is Access.PUBLIC
    assert found.item_title is None
    kept_apart(paper.passages)


def test_context_never_reaches_from_an_exempt_into_a_public_passage(paper_of, secret, kept_apart):
    kept_apart(paper_of(secret).passages)


def test_context_stays_apart_when_the_public_returns_inside_an_item(paper_of, prose, minutes_of, kept_apart):
    paper = paper_of(
        minutes_of(
            f"31. Street lighting\n\n{prose}\n\nRESOLVED: That the public be excluded from the meeting.\n\n"
            "The secret depot was valued as follows:\n\nThe price is nine pounds.\n\nThe public "
            "returned to the meeting.\n\n"
            "(i) This was then discussed.\n\n(ii) They were noted.\n"
        )
    )
    kept_apart(paper.passages)


@pytest.mark.parametrize("part", ["PART II (CONFIDENTIAL)", "Part B \u2013 Exempt", "Confidential minutes"])
def test_every_item_of_an_exempt_part_is_exempt(paper_of, find, minutes_of, prose, part):
    content = minutes_of(
        f"31. Street lighting\n\n{prose}\n\n{part}\n\n32. Staff\n\nThe pay of the lamplighter was raised by nine "
        "pounds.\n\n33. Lease (confidential)\n\nThe rent of the depot was looked at again.\n\n34. Sale\n\nAn offer for "
        "the depot was turned down by members.\n"
    )
    paper = paper_of(content)
    assert find(paper, "The Street Works").access is Access.PUBLIC
    for words in ("The pay of", "The rent of", "An offer for"):
        assert find(paper, words).access is Access.EXEMPT


def test_the_items_of_the_part_after_an_exempt_part_are_public(paper_of, find, prose):
    paper = paper_of(
        "# Harrow Board\n\nMinutes of the meeting held on 6 March 2024\n\n## Part A \u2013 Confidential\n\n### 1. "
        "Staff\n\nThe pay of the lamplighter was raised.\n\n"
        f"## Part B \u2013 Public\n\n### 2. Street lighting\n\n{prose}\n",
        "minutes.md",
    )
    assert find(paper, "The pay of").access is Access.EXEMPT
    assert find(paper, "The Street Works").access is Access.PUBLIC


def test_the_titles_of_exempt_items_on_an_agenda_are_for_everybody(paper_of, find):
    paper = paper_of(
        "Harrow Board\n\nAGENDA\n\n6 March 2024\n\n1. Lamps\n\nPART II \u2013 EXEMPT\n\n2. Sale of the depot\n"
    )
    assert find(paper, "Sale of the depot").access is Access.PUBLIC


@pytest.mark.parametrize(
    "said_so",
    [
        "That, under Section 100(A)(4) of the Act, the press and public be excluded from the meeting.",
        "It was moved, seconded and carried that the press and public be excluded.",
        "It was agreed to go into committee.",
    ],
)
def test_what_follows_is_exempt_however_minutes_say_it(paper_of, find, minutes_of, prose, said_so) -> None:
    paper = paper_of(
        minutes_of(
            f"31. Street lighting\n\n{prose}\n\n32. Exclusion of the public\n\n{said_so}\n\n33. Sale of the depot\n\n"
            "Councillor Bell said that the buyer was close to insolvency.\n\n34. Work programme\n\nThis was noted.\n"
        )
    )
    assert find(paper, said_so[:20]).access is Access.PUBLIC
    for words in ("Sale of the depot", "Councillor Bell said", "This was noted"):
        assert find(paper, words).access is Access.EXEMPT


@pytest.mark.parametrize(
    "heading", ["PART B - EXEMPT ITEMS", "EXEMPT BUSINESS", "Part II: Confidential matters"]
)
def test_headings_of_exempt_parts_are_known_with_what_they_hold(
    paper_of, find, minutes_of, prose, heading
) -> None:
    paper = paper_of(
        minutes_of(
            f"31. Street lighting\n\n{prose}\n\n{heading}\n\n32. Sale of the depot\n\nThe offer was low.\n"
        )
    )
    assert find(paper, "The Street Works").access is Access.PUBLIC
    assert find(paper, "The offer was").access is Access.EXEMPT


def test_the_parts_of_an_exempt_item_are_exempt_until_the_next_item(paper_of, find, prose, minutes_of):
    paper = paper_of(
        minutes_of(
            "12. Confidential\n\n12.1 SALE OF THE DEPOT (CONFIDENTIAL)\n\nThe offer was discussed at length.\n\n"
            "12.2 PAY OF THE CLERK\n\nThe sum was settled after a vote of the members.\n\n"
            f"13. Street lighting\n\n{prose}\n"
        )
    )
    assert find(paper, "The offer was").access is Access.EXEMPT
    assert find(paper, "The sum was settled").access is Access.EXEMPT
    assert find(paper, "PAY OF THE CLERK").access is Access.EXEMPT
    assert find(paper, "The Street Works").access is Access.PUBLIC


def test_items_with_numbers_of_their_own_below_an_exempt_heading_are_exempt(paper_of, find, prose):
    paper = paper_of(
        "# Harrow Board\n\nMinutes of the meeting held on 6 March 2024\n\n"
        f"### HB/24/01 Street lighting\n\n{prose} {prose}\n\n## Confidential\n\n"
        "### HB/24/02 Depot\n\nThe offer was discussed at length by the members.\n\n"
        "### HB/24/03 Pay of the Clerk\n\nThe sum was settled after a vote of the members.\n",
        "minutes.md",
    )
    assert find(paper, "The Street Works").access is Access.PUBLIC
    assert find(paper, "The offer was").access is Access.EXEMPT
    assert find(paper, "The sum was settled").access is Access.EXEMPT
