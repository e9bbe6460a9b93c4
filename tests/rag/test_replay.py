"""An answer made again from its record."""

import json

import pytest

from rag.errors import ReplayError
from rag.replay import read_answer, replay

LAMPS = "How many of the lamps in Mill Lane had failed?"
TRUE = "The Manager reported that 14 of the 60 lamps had failed since October 2024."


def kept(answer) -> dict:
    return json.loads(json.dumps(answer.to_json()))


def again(minutebook, answer: dict, owner):
    return replay(minutebook.settings, read_answer(json.dumps(answer)), owner)


@pytest.mark.parametrize("question", [LAMPS, "What does the swimming pool cost to heat?"])
def test_the_same_library_gives_the_same_answer(minutebook, owner, question):
    assert again(minutebook, kept(minutebook.ask(question, scope=owner)), owner).is_same


def test_what_was_changed_in_a_kept_answer_is_told(minutebook, owner):
    answer = kept(minutebook.ask(LAMPS, scope=owner))
    answer["sentences"][0]["text"] = "All 60 lamps had failed."
    answer["citations"][0]["quote"] = "All 60 lamps had failed."
    answer["status"] = "partial"
    told = again(minutebook, answer, owner).differences
    assert len(told) == 3
    assert "status was partial and is answered" in told[0]


def test_another_library_and_other_settings_are_told(minutebook, owner):
    answer = kept(minutebook.ask(LAMPS, scope=owner))
    answer["record"] |= {"library": "0" * 12, "settings": "0" * 16}
    told = again(minutebook, answer, owner).differences
    assert [each.split(" ")[1] for each in told] == ["library", "settings"]


def test_a_models_sentences_are_verified_again(with_writer, owner):
    def reply(prompt: str) -> str:
        line = next(each for each in prompt.splitlines() if each.startswith("[E") and "14 of the 60" in each)
        return f"- {TRUE} {line[: line.index(']') + 1]}"

    minutebook, _ = with_writer(reply)
    answer = kept(minutebook.ask(LAMPS, scope=owner))
    assert answer["mode"] == "generated"
    assert again(minutebook, answer, owner).is_same
    answer["sentences"][0]["text"] = TRUE.replace("14", "41")
    answer["citations"][0]["quote"] = "Words of no paper."
    told = again(minutebook, answer, owner).differences
    assert len(told) == 2
    assert "citation 1" in told[0]
    assert "Sentence 1" in told[1]


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"question": 1}', "\x00"])
def test_what_is_no_answer_is_refused_with_what_to_give(text):
    with pytest.raises(ReplayError, match="minutebook ask --json"):
        read_answer(text)


def test_the_record_holds_what_an_answer_was_made_from_and_no_words(minutebook, owner):
    answer = minutebook.ask(LAMPS, scope=owner)
    record = answer.record
    assert record["evidence"]
    assert answer.citations[0].passage_id in record["evidence"]
    assert record["verdicts"]["supported"] == len(answer.sentences)
    assert record["model"] is None
    assert "lamps" not in json.dumps(record)


def test_the_record_of_a_models_answer_names_prompt_model_and_verdicts(with_writer, owner):
    minutebook, writer = with_writer(
        lambda prompt: f"- {TRUE} [E1]\n- The lamps were sold for 900 pounds. [E1]\n"
    )
    record = minutebook.ask(LAMPS, scope=owner).record
    assert record["model"]["name"] == "scripted"
    assert record["model"]["prompt"] == "answer v2"
    assert len(record["model"]["prompt_hash"]) == 16
    assert sum(record["verdicts"].values()) == 2
    assert "sold" not in json.dumps(record)
