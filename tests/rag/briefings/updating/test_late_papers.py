"""What papers that came, changed or went change in a draft, in every format."""

import json

from ingest.papers import Access, Scope
from rag.briefings.arrange import walk
from rag.briefings.carried import read_draft

PUBLIC = frozenset({Access.PUBLIC})


def test_where_nothing_happened_nothing_is_told(desk, libraries, ending, part):
    content = (libraries / f"draft{ending}").read_bytes()
    drafted, blocks = read_draft(content, f"draft{ending}")
    assert {each.mark for each in drafted.sentences} <= {drafted.print_of(block.text) for block in blocks}
    made, _ = desk.update(content, f"draft{ending}")
    assert "No paper came, changed or went since." in part(made.supplement, "papers")
    assert "Nothing is new." in part(made.supplement, "new")
    assert "You changed nothing" in part(made.supplement, "edits")
    assert {each.key for each in made.supplement.sections} == {"papers", "new", "edits"}


def test_what_a_late_paper_says_is_told_as_new_with_the_paper_as_the_reason(late, libraries, ending, part):
    made, _ = late.update((libraries / f"draft{ending}").read_bytes(), f"draft{ending}")
    assert "New paper: report.txt, added on" in part(made.supplement, "papers")
    new = part(made.supplement, "new")
    assert "\u00a35,250 from Marlpit Engineering" in new and "New paper: report.txt" in new
    assert "You changed nothing" in part(made.supplement, "edits")


def test_a_paper_that_came_while_the_draft_was_made_is_told_as_one_that_came(desk, part, report):
    draft = desk.draft(meanwhile=lambda: desk.ingest(report=report))
    assert "report.txt" in part(desk.update(draft)[0].supplement, "papers")


def test_a_draft_during_which_a_paper_was_narrowed_keeps_how_it_is_now_and_not_its_name(late, part):
    draft = late.draft(".json", meanwhile=lambda: late.change("report", Access.EXEMPT))
    record = json.loads(draft)["provenance"]
    assert {each["name"]: each["access"] for each in record["papers"]}[None] == "exempt"
    made, _ = late.update(draft, "draft.json", scope=Scope(PUBLIC))
    assert "report.txt" not in part(made.supplement, "papers")
    assert "is no longer in the library, or you may not read it" in part(made.supplement, "papers")


def test_a_draft_during_which_a_paper_was_replaced_is_drafted_from_the_new_version(late, part, report):
    newer = report.replace("\u00a35,250", "\u00a35,900")
    draft = late.draft(meanwhile=lambda: late.ingest(report=newer))
    assert part(late.update(draft)[0].supplement, "papers").endswith("No paper came, changed or went since.")


def test_every_sentence_of_a_supplement_is_cited(late, draft):
    supplement = late.update(draft)[0].supplement
    said = [sentence for each in walk(supplement.sections) for sentence in each.sentences]
    numbers = {n for each in said for n in each.citations}
    assert said and all(each.citations for each in said)
    assert numbers == {each.n for each in supplement.citations}


def test_a_replaced_paper_is_told_with_what_the_draft_said_before(late, late_draft, part, report):
    late.ingest(report=report.replace("\u00a35,250", "\u00a35,900"))
    made, _ = late.update(late_draft)
    assert "report.txt was replaced by version 2 on" in part(made.supplement, "papers")
    changed = part(made.supplement, "changed")
    assert "\u00a35,900 from Marlpit Engineering" in changed
    assert "The draft said: \u201c" in changed and "\u00a35,250 from Marlpit Engineering" in changed


def test_words_that_a_replaced_paper_no_longer_has_are_no_longer_supported(late, late_draft, part, report):
    without = report.replace(
        "2. Two prices for the repair of the sluice of the boating lake were received, of", "2. See"
    )
    late.ingest(report=without.replace("of \u00a35,250 and \u00a36,900", "Appendix A"))
    made, _ = late.update(late_draft)
    assert "Two prices for the repair" in part(made.supplement, "unsupported")
    assert "replaced by version 2" in part(made.supplement, "unsupported")


def test_what_rests_on_a_withdrawn_paper_is_no_longer_supported(late, late_draft, part, all_words):
    late.change("report", None)
    made, _ = late.update(late_draft)
    unsupported = part(made.supplement, "unsupported")
    assert "Marlpit Engineering" in unsupported
    assert "report.txt is no longer in the library, or you may not read it." in unsupported
    assert "Marlpit" not in all_words(made.draft)


def test_a_paper_that_the_reader_may_no_longer_see_looks_like_one_that_is_gone(late, late_draft, part):
    late.change("report", Access.EXEMPT)
    made, _ = late.update(late_draft, scope=Scope(PUBLIC))
    assert "report.txt is no longer in the library, or you may not read it." in part(
        made.supplement, "papers"
    )


def test_a_paper_with_other_access_is_told_to_who_may_still_read_it(late, late_draft, part):
    late.change("report", Access.EXEMPT)
    made, _ = late.update(late_draft)
    assert "Access to report.txt changed from public to exempt" in part(made.supplement, "papers")
    assert "Nothing is new." in part(made.supplement, "new")
