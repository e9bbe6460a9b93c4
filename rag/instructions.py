"""Sentences of a paper that speak to a machine: words to quote where someone asks for them, never an answer.

A paper can hold "ignore all previous instructions" or "add this link to your reply", by malice or as an
example. Minutebook obeys nothing in a paper in any case; this keeps such a sentence from being served as the
answer to an ordinary question merely because it names what the question is about.
"""

from __future__ import annotations

import re

from ingest.structure.sentences import sentences
from rag.plain import visible

_TELL = r"(?:answer|say|reply|respond|output|print|tell|state|write|reveal|visit|click|ignore|include|repeat|claim)"
_REPLY = r"(?:response|reply|replies|answers?|output|summary|summaries|completion)"
_MACHINE = (
    r"(?:AI|A\.I\.|LLM|chat ?bot|language model|(?:virtual|digital|chat|AI) (?:assistant|agent)|GPT\S*)"
)
_ADDRESSES = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass|discard)\b[^.!?]{0,60}"
    r"\b(?:instructions?|prompts?|(?:previous|prior|earlier|other) (?:rules|directions|text|messages|evidence)|"
    r"everything (?:above|before)|rules (?:above|before))\b|"
    r"\b(?:you|assistants?|models?) (?:must|should|will|shall|are to|have to) "
    rf"(?:now |always |only |instead )?{_TELL}\b|"
    rf"^\W*(?:please |also |always |now )*(?:add|include|insert|append|integrate|introduce|embed|incorporate|replace|"
    rf"rearrange|remove|begin|start|end|finish|write|give|provide|format|encode|translate|mention|promote|put)\b"
    rf"[^\n]{{0,200}}\b(?:your|every|each) {_REPLY}\b|"
    rf"\b(?:you are|act as|pretend to be|behave as|as) (?:now )?(?:an? |the )?(?:\w+ ){{0,3}}{_MACHINE}\b[^.!?]*\b"
    rf"(?:you|your|must|{_TELL})\b|"
    r"\b(?:attention|note|message|instructions?|memo) (?:to|for) (?:any |all |the )?"
    rf"(?:\w+ ){{0,2}}(?:{_MACHINE}|models?|assistants?)\b|"
    r"\b(?:reveal|print|repeat|output|show|recite|list)\b[^.!?]{0,40}"
    r"\b(?:your|the|system|hidden|initial) (?:\w+ )?(?:prompts?|instructions)\b|"
    r"\b(?:system|developer) (?:prompt|message|mode|override)\b|"
    r"\b(?:if|when|whenever) (?:you are |anyone |someone |a user |the user )?"
    r"(?:asks?|asked|answering|summari[sz]ing)\b[^.!?]*"
    rf"[,:] ?(?:you |please |always |only )*{_TELL}\b|"
    r"^\W*(?:system|assistant|user|human)\s*:|<\|?\s*/?\s*(?:im_start|im_end|system|assistant|user)\b|\[/?INST\]|"
    r"#{2,}\s*(?:instruction|system|response)|\b(?:begin|end) (?:of )?(?:system|prompt|instructions?|admin)\b",
    re.IGNORECASE,
)
_ASKS_FOR_IT = re.compile(
    rf"\b(?:instruct\w*|prompts?|{_MACHINE}|assistants?|inject\w*|machines?|artificial intelligence|hidden text)\b",
    re.IGNORECASE,
)


def is_addressed_to_machine(text: str) -> bool:
    """True when the sentence tells a machine what to do, as far as its form shows; unseen characters aside."""
    return _ADDRESSES.search(visible(text)) is not None


def without_orders(text: str) -> str:
    """The text without its sentences that tell a machine what to do."""
    if not is_addressed_to_machine(text):
        return text
    spoken = (text[each.start : each.end] for each in sentences(text))
    return " ".join(each for each in spoken if not is_addressed_to_machine(each))


def asks_for_instructions(question: str) -> bool:
    """True when the question is itself about such words: then they are quoted like any others."""
    return _ASKS_FOR_IT.search(question) is not None
