"""Every sentence that Minutebook itself says in a briefing, written once.

What is a note says only what the library holds or lacks, as the reader may see it. What goes before words of a
paper says no more than what kind of words they are and when they were said.
"""

from __future__ import annotations

HEADINGS = {
    "summary": "In two minutes",
    "sought": "Decision sought",
    "decided": "Previous decisions",
    "promised": "Outstanding promises",
    "figures": "Key facts and figures",
    "background": "Background",
    "implications": "Implications",
    "said": "What was said last time",
    "gaps": "Gaps and inconsistencies",
    "enquiry": "Lines of enquiry",
    "interests": "Interests declared before",
}

# What there is nothing to brief on.
AGENDA_WITHOUT_WORDS = (
    "The agenda {name} holds no words that can be read, so its items are not known. Add one with words, or name the "
    "meeting or a topic instead."
)
NO_ITEMS = "{name} lists no items of business that could be read. Name a topic instead."
CANCELLED = "The meeting of {body} on {day} was called off, as {name} says. There is nothing to prepare for."
NO_PAPERS = (
    "No agenda or report of {body} for {day} is in the library. The nearest meetings that it has papers of: "
    "{nearest}."
)
NO_SUCH_BODY = "The library has no papers of {body}. It has papers of: {known}."
NO_BODY = "The agenda does not say which body it is of, so earlier papers of every body were looked through."
NEW_BODY = "The library has no earlier papers of {body}. It has papers of: {known}."
NO_AGENDA = "No agenda of {body} for {day} is in the library: the sections follow the reports for that day."
NOTHING_ON_TOPIC = "The papers hold nothing on \u201c{topic}\u201d. Try other words, or add the papers."
NOT_STORED = "{name} was read for this briefing only: it is not in the library, and its words are not quoted."

# What is left out.
ROUTINE = "{item}: routine business"
NOT_LISTED = "Not on the agenda: {title}"

# Notes of an item.
NOTHING = "Nothing else on this item was found in the papers."
NO_REPORT = "No report on this item is in the library."
NO_REPORTS = "No report on any of the items is in the library."
NOT_ON_AGENDA = "This report is of the day of the meeting, and no item of the agenda was found to be on it."
ONLY_TITLE = "The agenda gives no more than the title."
NO_RECOMMENDATION = "No recommendation was found in the report."
NO_DECISION = "No earlier decision on this was found in the papers."
NO_PROMISE = "No promise on this was found in the papers."
NO_ANSWER = "Where nothing follows a promise, no later paper in the library was found that answers it or touches on it."
MORE_DECISIONS = "{n} earlier decisions on this are left out here; the ledger has them."
MORE_PROMISES = "{n} more promises on this are left out here; the ledger has them."
NO_IMPLICATIONS = (
    "No part of the report was found that is headed as financial, legal, equality or risk implications."
)
WITHDRAWN_NOTE = "The agenda says that this item is withdrawn."
SUMMARY_ITEM = "Item {number}, {title}:"
SUMMARY_NOTHING = "{item}: nothing on it was found in the papers."
SUMMARY_WITHDRAWN = "{item}: withdrawn."
BY_MODEL = (
    "Key facts, background, implications and what was said are told by the language model {model}, each sentence "
    "checked against the passages that it cites; all other words of papers are quoted."
)
MODEL_FAILED = (
    "The language model gave no usable text for all sections ({why}); the papers' own sentences stand there."
)
MODEL_LEFT_OUT = "{n} of the model's sentences were left out: their sources do not bear them out."

# Before words of a paper.
ON_AGENDA = "The agenda says:"
WITHDRAWN = "Withdrawn:"
RECOMMENDED = "Recommended:"
RECOMMENDED_ON = "Recommended ({day}):"
RESOLVED = "Resolved ({day}):"
AGREED = "Agreed ({day}):"
DEFERRED = "Decided, deferring ({day}):"
REFUSED = "Decided, refusing ({day}):"
UNDER = "Under \u201c{title}\u201d ({day}):"
RESOLVED_UNDER = "Resolved under \u201c{title}\u201d ({day}):"
MINUTED = "Minuted ({day}):"
OPEN = "Open since {day}{more}:"
ASKED_FOR = "Asked for on {day}{more}, and open:"
UNKNOWN = "Promised ({day}{more}), and what became of it can't be told:"
BEARS_ON_IT = "A later paper may bear on it ({day}):"
OUTSTANDING = "A later paper says that it is outstanding ({day}):"
TOUCHES = "A later paper touches on it ({day}):"
STATES = {
    "reported back": "Reported back ({day}):",
    "partly": "Answered in part ({day}):",
    "superseded": "Overtaken ({day}):",
    "dropped": "Given up ({day}):",
}
ASKED_ON = "\u2013 asked for on {day}{more}:"
PROMISED_ON = "\u2013 promised on {day}{more}:"
OWED_BY = ", owed by {owner}"
DUE = ", due {due}"
EARLIER = "\u2013 earlier ({day}):"
AS_PROPOSED = "As proposed:"
UNDER_HEADING = "Under \u201c{title}\u201d:"
NAMED_NOT_HERE = "Named in the report and not found in the library:"
REPORT_ASKED = "The report asked ({day}):"
MEETING_DECIDED = {
    "changed": "\u2013 the minutes decide otherwise or in other words:",
    "deferred": "\u2013 the minutes put it off:",
    "refused": "\u2013 the minutes do not agree to it:",
}
CUT_OFF = "Cut off in the source ({day}):"
PUT_RIGHT = "Put right by later minutes ({day}):"
PUT_RIGHT_SINCE = "\u2013 put right by later minutes ({day}):"
PUT_RIGHT_OF = "\u2013 what they put right ({day}):"
ASK_PROMISE = "What has become of this promise of {day}?"
ASK_REQUEST = "What came of this request of {day}?"
ASK_CHANGE = "What lies behind the change?"
ASK_EARLIER = "How does the proposal meet what was decided on {day}?"
ASK_FOLLOWED = "What has followed from what was decided on {day}?"
ASK_UNSETTLED = "When will this be settled?"
ASK_RISK = "How is this answered?"
ASK_VIEWS = "What weight are these views given?"
ASK_SINCE = "What has been done about this since {day}?"
