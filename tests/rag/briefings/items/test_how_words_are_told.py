"""How a wrong sum, a request and an option are told, so that nobody takes them for something else."""

import json
from datetime import date

from ingest.papers import Scope
from rag.assembly import assemble
from rag.briefings.briefing import BriefRequest
from rag.settings import Settings


def test_a_wrong_sum_is_never_told_without_the_words_that_put_it_right(library_of, minutes_head, told):
    papers = {
        "february.txt": minutes_head("11 February 2025")
        + "10. Flood reserve\n\nThe flood reserve stood at £4.2 million at the end of January.\n\n"
        "RESOLVED: That the flood reserve be kept.\n",
        "march.txt": minutes_head("11 March 2025")
        + "12. Minutes of the meeting held on 11 February 2025\n\nRESOLVED: That the minutes of the meeting held on "
        "11 February 2025 be confirmed, subject to the sum in minute 10 being amended from \u2018£4.2 million\u2019 to "
        "\u2018£2.4 million\u2019.\n",
    }
    with assemble(Settings(library=library_of(papers))) as minutebook:
        briefing = minutebook.brief(BriefRequest(topic="flood reserve"), scope=Scope.public())
        earlier = BriefRequest(topic="flood reserve", as_of=date(2025, 3, 1))
        before = minutebook.brief(earlier, scope=Scope.public())
    wrong = [text for section in briefing.sections for text in told(section) if "£4.2 million" in text]
    assert wrong
    assert all("£2.4 million" in text for text in wrong)
    assert "£2.4 million" not in json.dumps(before.to_json())


def test_what_a_member_asked_for_is_not_called_a_promise(library_of, minutes_head, told):
    papers = {
        "march.txt": minutes_head("11 March 2025")
        + "21. Sluice gates at Scagglethorpe\n\nCouncillor Wold asked that the cost of the sluice gates at "
        "Scagglethorpe be reported to the next meeting.\n\nRESOLVED: That the position be noted.\n",
    }
    with assemble(Settings(library=library_of(papers))) as minutebook:
        wanted = BriefRequest(topic="sluice gates at Scagglethorpe")
        briefing = minutebook.brief(wanted, scope=Scope.public())
    (owed,) = [text for each in briefing.sections if each.key == "promised" for text in told(each)]
    assert owed.startswith("Asked for on 11 March 2025")
    (asked,) = [text for each in briefing.sections if each.key == "enquiry" for text in told(each)]
    assert asked.startswith("What came of this request of 11 March 2025?")


def test_an_option_of_a_report_is_told_under_its_heading(library_of, papers, report, item, told):
    report = report.replace(
        "Financial Implications", "Options\n\n9. The gates would be left to rust.\n\nFinancial"
    )
    papers = {**papers, "report-october.txt": report}
    with assemble(Settings(library=library_of(papers))) as minutebook:
        briefing = minutebook.brief(BriefRequest(agenda="agenda-october.txt"), scope=Scope.public())
    gates = item(briefing, "3")
    every = [text for section in gates.values() for text in told(section) if "left to rust" in text]
    assert every
    assert all(text.startswith("Under \u201cOptions\u201d:") for text in every)
