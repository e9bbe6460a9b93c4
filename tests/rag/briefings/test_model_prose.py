"""Sections told by a model: verified sentence by sentence, and the papers' own where it fails."""

import json
import re
from datetime import date

import pytest

from rag.briefings import wording
from rag.briefings.briefing import Briefing, BriefRequest, Section
from rag.checking.verify import Verdict
from rag.errors import ModelError

WANTED = BriefRequest(body="Tarnbridge Safer Streets Panel", meeting_date=date(2025, 9, 16))


def by_key(briefing: Briefing, key: str) -> list[Section]:
    every = [each for section in briefing.sections for each in (section, *section.sections)]
    return [each for each in every if each.key == key and each.sentences]


def texts(briefing: Briefing, key: str) -> list[str]:
    return [sentence.text for section in by_key(briefing, key) for sentence in section.sentences]


def key_of(prompt: str, words: str) -> str:
    found = re.search(rf"\[(E\d+)\][^\n]*{re.escape(words)}", prompt)
    return found.group(1) if found else "E1"


def in_own_words(prompt: str) -> str:
    """A reply with one sound sentence on the crossings and one that no paper bears out."""
    if "twelve school crossings" not in prompt:
        return "- Nothing is known of the moon and its cheese. [E1]"
    key = key_of(prompt, "Seven of the twelve")
    return (
        f"- Seven of the twelve school crossings have a patrol. [{key}]\n"
        f"- Ninety crossings will be closed by the mayor. [{key}]"
    )


@pytest.mark.parametrize("output", ["grammar", "json_schema"])
def test_a_models_sentences_stand_where_their_passages_bear_them_out(with_writer, owner, output):
    def reply(prompt: str) -> str:
        lines = in_own_words(prompt)
        if output == "grammar":
            return lines
        told = [re.fullmatch(r"- (.*) \[(E\d+)\]", line) for line in lines.split("\n")]
        return json.dumps({"sentences": [{"text": each[1], "keys": [each[2]]} for each in told if each]})

    minutebook, _ = with_writer(reply, model_output=output)
    briefing = minutebook.brief(WANTED, scope=owner)
    assert "Seven of the twelve school crossings have a patrol." in texts(briefing, "figures")
    assert "Ninety" not in json.dumps(briefing.to_json())
    assert any("of the model's sentences were left out" in each for each in briefing.warnings)
    assert wording.BY_MODEL.format(model="scripted") in briefing.warnings
    for section in by_key(briefing, "figures"):
        for sentence in section.sentences:
            assert sentence.verdict is Verdict.SUPPORTED
            assert sentence.citations


def test_what_is_quoted_for_its_very_words_is_never_a_models(with_writer, minutebook, owner):
    told, _ = with_writer(in_own_words)
    by_model, plain = told.brief(WANTED, scope=owner), minutebook.brief(WANTED, scope=owner)
    for key in ("summary", "sought", "decided", "promised", "gaps", "enquiry", "interests"):
        assert texts(by_model, key) == texts(plain, key)


def test_a_model_that_fails_leaves_the_papers_own_sentences_and_a_warning(with_writer, minutebook, owner):
    failing, writer = with_writer(ModelError("its server answered 500"))
    briefing, plain = failing.brief(WANTED, scope=owner), minutebook.brief(WANTED, scope=owner)
    assert briefing.sections == plain.sections
    assert any("its server answered 500" in each for each in briefing.warnings)
    assert len(writer.prompts) == 2


def test_the_prompt_holds_no_word_of_the_minutes_of_the_meeting(with_writer, owner):
    minutebook, writer = with_writer(in_own_words)
    minutebook.brief(WANTED, scope=owner)
    assert writer.prompts
    assert not any("MARZIPAN" in prompt for prompt in writer.prompts)


def test_a_model_that_says_nothing_that_is_borne_out_changes_nothing(with_writer, minutebook, owner):
    told, _ = with_writer("- The Panel resolved to buy the moon for ninety pounds. [E1]")
    assert told.brief(WANTED, scope=owner).sections == minutebook.brief(WANTED, scope=owner).sections
