"""Every sentence that Minutebook itself says in an answer, written once."""

from __future__ import annotations

from typing import Literal

Status = Literal["answered", "partial", "not_in_papers", "cut_off", "clarify", "out_of_scope", "unavailable"]

NOT_IN_PAPERS = "The papers in this library do not say."
NO_PAPERS = "No paper in this library fits the filters, so there is nothing to answer from."
CUT_OFF_ITEM = "The source is cut off: the page ends before what was decided on {place} is given in full."
CUT_OFF_POINT = "The source is cut off exactly there: {place} breaks off in the middle."
GET_FULL_TEXT = "Get the full minutes text of {place} and add it to the library."
NOTHING_CLOSE = "Nothing in the {n_windows:,} passages searched is close enough to the question to answer it."
EMPTY_LIBRARY = (
    "There is no paper with words in this library that you may read, so no question can be answered from it. "
    "Add papers with minutebook ingest, or ask whoever keeps the library."
)
UNREAD = (
    "Not looked through, because no words can be read in them: {papers}. The catalogue says of each why, "
    "and what to do."
)
UNREADABLE_LIBRARY = "The library can't be read, so no question can be answered from it now. {why}"
NO_SUCH_MEETING = "No paper of {meeting} is in this library.{nearest}"
NEAREST_MEETINGS = " The nearest that it has papers of: {meetings}."
OF_ANOTHER_MEETING = "The papers of {meeting} do not say; this is from papers of other meetings."
OF_ANOTHER_TIME = (
    "None of these sources is of a meeting in the time that was asked about: look at their dates."
)
PROPOSED_ONLY = (
    "None of these sources is minutes: they say what was put to a meeting, not what was decided there."
)
NO_DECISION = "None of these sentences tells of a decision: they say what else the papers have on it."
ONLY_CLAIMED = (
    "This is what {who} {done}, and no reply to it was found: the papers do not say themselves that it is so."
)
NO_FIGURE = "None of these sentences gives the {wanted} that was asked for."
NOT_MINUTED = (
    "The library has no minutes of {meeting}, only papers written for it: they don't say what was decided."
)
YEAR_NOT_NAMED = "None of these sources names {years}: look at which time their figures are of."
OF_OTHER_DAY = "None of these sentences is of {day}: look at which day their figures are of."
NOT_COUNTED = "None of these sentences counts \u201c{what}\u201d: look at what their figures are of."
NO_SUCH_BODY = (
    "This library has no papers of {body}; what comes nearest is in those of another body of that kind."
)
WHICH_BODY = (
    "Which body do you mean? The papers are of several that this question fits. Name one, or a subject."
)
WHICH_MEETING = (
    "Which meeting do you mean? There are papers of several that this question fits. Give the date, or name "
    "a subject."
)
GREETING = (
    "Hello. Ask a question about the papers in this library, such as: What was decided about the budget? "
    "The answer comes with the words of the papers that it rests on."
)
ABOUT_SERVICE = (
    "Minutebook answers questions from the committee papers in this library, with the exact words and where they "
    "stand, and says so when they do not answer. The catalogue lists the papers: minutebook papers list, or "
    "/api/v1/papers."
)
NO_OPINION = (
    "Minutebook has no opinion to give: it only says what the papers say. Ask what a body, a member or a report "
    "said about the subject."
)
NO_PREDICTION = "Minutebook does not predict: it only says what the papers say. Ask what they say is planned."
NO_ADVICE = (
    "Minutebook gives no legal or personal advice: it only says what the papers say. Ask what was decided or said on "
    "the subject, and ask the council's own officers what it means for you."
)
NO_INSTRUCTIONS = (
    "That is not a question about the papers. Ask what they say, such as: What was decided about the budget?"
)
ASK_IN_A_SENTENCE = "Try a whole question, such as: What was decided about {words}?"
ASK_IN_ENGLISH = "The papers are searched in English: try the question in English."
PART_NOT_ANSWERED = "Not answered: \u201c{question}\u201d {reason}"
UNHEARD_NAME = "No paper that was searched mentions {names}. If that is right, the paper may be missing."
UNHEARD_SUBJECT = (
    "No paper that was searched speaks of {words}. Try another word for it, as a paper would have it."
)
UNHEARD_WORD = "No paper that was searched speaks of {words}: these sentences may be about something else."
NOT_COMPARED = "The rows of the table were not compared for this: look at all of them before you quote one."
TOLD_APART = (
    "None of these sources speaks of \u201c{words}\u201d in one place: they may be about something else."
)
BESIDE_SUBJECT = (
    "The nearest passages are not about \u201c{words}\u201d, so they can't tell what was decided on it."
)
DECIDED_ON_ITEM = (
    "None of these decisions names \u201c{words}\u201d: they were made on the item in which it was spoken of."
)
BODY_NOT_SAID = (
    "{papers} does not say which body it is of: look whether it is of the one that was asked about."
)
ONLY_OF_BODY = "Only papers of {body} were looked through for what it decided."
READ_AS = "\u201c{words}\u201d was read as {body}."
MONTH_READ_AS = "\u201c{words}\u201d was read as {meeting}."
MONTH_READ_AS_LATEST = (
    "\u201c{words}\u201d was read as {meeting}, the latest that fits; there are also papers of {others}."
)
RESPELLED = "\u201c{name}\u201d stands in no paper; it was read as \u201c{meant}\u201d."
OTHER_BODY = "What comes nearest is in the papers of another body, not in those of {body}."
KIND_OF_ANSWER = "The nearest passages are about the subject but give no {wanted} that answers the question."
NOBODY_NAMED = "The nearest passages are about the subject but do not name who {part}."
NO_VOTE_BY_NAME = (
    "No paper that was found records by name {what}: a decision, or how many were for and against, does not "
    "tell who."
)
NOT_IN_ATTENDANCE = (
    "The minutes of that meeting list who came or sent apologies, and do not name {who} among them: {papers}."
)
NOT_SAID_BY = (
    "No paper that was found gives any words of {who} on that: what comes nearest was said by others, or on something "
    "else."
)
OTHER_YEAR = "The nearest passages are about the subject, but of another year than the one asked about."
BROKEN_OFF = "\u2026 [the source is cut off here]"
LOST = "The motion was lost:"
CARRIED = "The motion was carried:"
AMENDED = "The motion was amended and then carried:"
DROPPED = "The motion was not voted on:"
AMENDMENT_CARRIED = "The amendment was carried:"
AMENDMENT_LOST = "The amendment was lost:"
AMENDMENT_DROPPED = "The amendment was not voted on:"
PUT_OFF = "Carried in place of the motion:"
DECIDED = "Decided on it:"
DECIDED_THERE = "Decided under the same item:"
MOVED_THERE = "Moved under the same item:"
NOT_CARRIED = "A motion that was not carried is among these sentences: what it asks for was not decided."
AMENDED_FIRST = (
    "A motion that was amended and then carried is among these sentences: other words were decided."
)
LATER = "At a later meeting:"
UNDONE = "The minutes of {day} say what became later of a decision that is told here ({how}): read both."
TAKEN_UP = "What was put off came back on {day}: look there for all that was decided on it."
PUT_RIGHT = "Put right by a later meeting:"
CORRECTED = (
    "The minutes of {day} put right an earlier source: not \u201c{wrong}\u201d but \u201c{right}\u201d."
)
STRUCK_OUT = "The minutes of {day} put right an earlier source: \u201c{wrong}\u201d was struck out."
AS_OF = "The latest paper found that tells this is of {day}; it may have changed since."
DISAGREE = "The papers give different figures: compare the sentences and their sources."
DISAGREE_ON_DAYS = "Papers of different days give different figures: look at what time each of them is of."
ON_ITEM = "No decision is in the words of what was recommended: these are all that were found on its item."
SOME_ON_ITEM = "No decision is in the words of what was recommended: these are some of those on its item."
COMPARED = "Recommendation and decision were compared by their words: {became}. Read both to be sure."
COMPARED_ROWS = "The {n} rows of one table were compared by {columns}: this is {by}."
TOTALS_LEFT_OUT = "A row that is a total or an average was left out."
BECAME = {
    "followed": "what was recommended was decided",
    "changed": "what was decided differs from what was recommended",
    "deferred": "the decision was put off",
    "refused": "what was recommended was refused",
    "mixed": "not everything that was recommended was decided so",
}
"""What became of a recommendation, by the name of its outcome."""
NO_SUCH_MODEL_REPLY = "The language model gave no usable answer ({why}); these are the papers' own sentences."
CHANGED_MEANWHILE = (
    "Papers changed while the language model wrote; these are their own sentences as they are now."
)
UNSUPPORTED_LEFT_OUT = "{n} of the model's sentences were left out: their sources do not bear them out."
NONE_IN_MINUTES = (
    "No {listing} could be made out in the papers of that meeting: {papers}. Read them to be sure."
)
NO_MINUTES = "The library has no minutes of that meeting, only {papers}, so it can't tell the {listing}."
MORE_IN_MINUTES = "There are {n} more of them; read on in {papers}."
UNDATED = "Some sources carry no date: {papers}."
EXTRACTION = "{document}: {notice}"
