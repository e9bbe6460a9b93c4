"""The sections of an item: asked, decided, promised, figures with their change, implications, gaps, enquiry."""

from rag.briefings import wording
from rag.checking.verify import Verdict


def test_recommendations_are_given_word_for_word(public, item, told):
    assert told(item(public, "3")["sought"])[0].endswith(
        "That the Panel agree to replace the three sluice gates at Scagglethorpe at a cost of £64,000."
    )


def test_what_was_put_off_is_called_that_and_the_latest_decision_comes_last(public, item, told):
    decided = told(item(public, "3")["decided"])
    assert decided[0].startswith("Decided, deferring (11 March 2025): That the replacement")
    assert decided[-1].startswith(
        "Resolved (11 March 2025): That the sluice gates at Scagglethorpe be inspected"
    )


def test_a_promise_that_came_back_is_told_with_the_later_words_and_an_open_one_as_open(public, item, told):
    promised = told(item(public, "3")["promised"])
    (back,) = [text for text in promised if text.startswith("Reported back (10 June 2025):")]
    assert "had been sent to members on 2 June 2025" in back
    assert "promised on 11 March 2025" in back
    assert any(
        text.startswith("Open since 11 March 2025") and "owner of the weir" in text for text in promised
    )


def test_a_figure_that_moved_is_told_with_the_earlier_one(public, item, told):
    (moved,) = [text for text in told(item(public, "3")["figures"]) if "£9,200" in text]
    assert "earlier (11 March 2025): The repair of the sluice gates at Scagglethorpe cost £5,700" in moved


def test_implications_are_told_under_the_headings_of_the_report(public, item, told):
    assert told(item(public, "3")["implications"]) == [
        "Financial Implications \u2013 The cost would be met from the capital fund.",
        "Legal Implications \u2013 None.",
    ]


def test_an_appendix_that_is_not_there_and_a_decision_against_the_report_are_gaps(public, item, told):
    found = told(item(public, "3")["gaps"])
    assert f"{wording.NAMED_NOT_HERE} Appendix B." in found
    assert any(text.startswith("The report asked (11 March 2025)") and "put it off" in text for text in found)


def test_lines_of_enquiry_quote_what_prompts_them(public, item, told):
    asked = told(item(public, "3")["enquiry"])
    assert any(text.startswith("What has become of this promise") for text in asked)
    assert any(text.startswith(wording.ASK_CHANGE) for text in asked)
    assert any(
        text.startswith("How does the proposal meet what was decided on 11 March 2025?") for text in asked
    )


def test_only_interests_in_the_item_are_remembered(public, item, told):
    assert told(item(public, "3")["interests"]) == [
        "11 March 2025: Councillor B. Wold declared a personal interest in minute 21 as the owner of a meadow beside "
        "the sluice gates."
    ]


def test_an_item_without_a_report_says_so_and_quotes_the_agenda(public, item, told):
    store = item(public, "4")
    assert wording.NO_REPORT in store["gaps"].notes
    assert told(store["sought"])[0].startswith(
        "The agenda says: The Flood Engineer will give a spoken account"
    )
    assert "400 of the 900 sandbags" in " ".join(told(store["figures"]))


def test_a_withdrawn_item_is_told_as_withdrawn_and_a_bare_one_as_bare(public, item, told):
    assert item(public, "5")["sought"].notes == (wording.WITHDRAWN_NOTE,)
    assert told(item(public, "5")["sought"]) == ["Withdrawn: This item has been withdrawn."]
    assert wording.ONLY_TITLE in item(public, "6")["sought"].notes
    assert wording.NOTHING in item(public, "6")["sought"].notes


def test_the_summary_is_short_and_has_a_word_on_every_item(public, told):
    summary = public.sections[0]
    words = " ".join((*told(summary), *summary.notes))
    assert len(words.split()) <= 430
    for number in ("Item 3", "Item 4", "5. Beaver dams", "6. Tidal alarms"):
        assert number in words


def test_every_sentence_of_an_item_is_borne_out(public):
    for section in public.sections:
        for part in (section, *section.sections):
            assert all(sentence.verdict is Verdict.SUPPORTED for sentence in part.sentences)
