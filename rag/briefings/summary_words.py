"""Every sentence that a summary says in the software's own words, written once."""

from __future__ import annotations

# The keys are none of a briefing's own, whose headings a template may change to words that would not fit here.
HEADINGS = {
    "about": "About this summary",
    "headline": "In one sentence",
    "points": "Main points",
    "recommended": "What is recommended",
    "decisions": "What was decided",
    "actions": "What was promised or asked for",
    "items": "What is on the agenda",
}
OTHER_FORM = "{given} holds the same words as {best}; the summary is of that form."
CANCELLED = "The papers say that this meeting was cancelled."
NO_MEETING = "No paper of {body} for {day} that you may read is in the library."
NEAREST_MEETINGS = " The nearest meetings of that body with papers: {meetings}."
NOT_USED = "Summarised from the minutes; put to the meeting as well, and not used here: {papers}."
FROM_REPORTS = (
    "No minutes of the meeting of {day} are in the library: this is what the papers put to it say, and not what was "
    "decided."
)
ONLY_AGENDA = (
    "Of the meeting of {day} the library holds no more than an agenda: nothing here says what was decided."
)
AGENDA_DECIDES_NOTHING = "An agenda says what is to be talked about; it decides nothing."
REPORT_ASKS = "A report asks; what the meeting decided stands in its minutes."
NO_DECISION = "No decision could be made out in these minutes beyond what is told here; read them to be sure."
ALL_OF_FORM = (
    "Only decisions of form could be made out ({n}): reports noted, minutes confirmed, thanks and the like."
)
OF_FORM = "Decisions of form (reports noted, minutes confirmed, thanks, the sitting itself): {n}."
LEFT_OUT = "Further decisions, promises and recommendations, not told here: {n}. The ledger lists them all."
NO_POINT = "Nothing is told here of: {items}. These are routine, or tell less than the rest."
NOTHING_TO_TELL = "There is nothing that could be told from {papers}."
SEVERAL_BODIES = (
    "several bodies of the name {named} met that day: {bodies}. Give the name of one of them in full."
)
