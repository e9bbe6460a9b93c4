"""Every sentence that a timeline says in the software's own words, written once."""

from __future__ import annotations

NOTHING = "Nothing in the papers that you may read is on \u201c{topic}\u201d, as far as their words show."
UNHEARD = "No paper that was searched mentions {names}."
NONE_IN_TIME = "What the papers hold on it is of other meetings than those asked about."
CUT = "{n} more rows are left out; narrow it down by body or dates."
NO_BODY = "no paper is of a body called {body}. {known}"
NO_TRACE = "No other paper that you may read shows what came before or after it."
PUT_RIGHT = "Put right by the minutes of {day}: not \u201c{wrong}\u201d but \u201c{right}\u201d."
STRUCK_OUT = "Put right by the minutes of {day}: \u201c{wrong}\u201d was struck out."
ONLY_WORDS = (
    "Rows are found by the words of the papers; what is told in quite other words is not among them. Look into the "
    "papers before relying on a gap."
)
