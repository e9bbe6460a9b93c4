import time

from rag.metering import counted, metered, stage
from rag.model.grammar import NOT_IN_PAPERS


def test_the_time_of_a_stage_adds_up():
    with metered() as meter:
        for _ in range(2):
            with stage("search"):
                time.sleep(0.01)
    assert list(meter.stages_ms) == ["search"]
    assert meter.stages_ms["search"] >= 20


def test_nothing_is_counted_outside_and_what_an_inner_meter_counts_an_outer_one_counts_too():
    with stage("search"):
        pass
    with metered() as outer:
        with metered() as inner, stage("choose"):
            pass
        assert list(counted("p", ["a"])) == ["a"]
    assert list(inner.stages_ms) == ["choose"] and sorted(outer.stages_ms) == ["choose", "model"]


def test_a_reply_that_is_cut_off_counts_with_what_had_come_and_ends_the_request():
    closed = []

    def pieces():
        try:
            yield "one "
            yield "two "
        finally:
            closed.append(True)

    with metered() as meter:
        words = counted("asked", pieces())
        assert next(words) == "one "
        words.close()
    assert meter.calls == [("asked", "one ")] and closed == [True]


def test_an_answer_in_the_papers_own_sentences_is_found_and_chosen(minutebook, owner):
    with metered() as meter:
        minutebook.ask("How many of the lamps in Mill Lane had failed?", scope=owner)
    assert set(meter.stages_ms) == {"search", "choose"} and meter.calls == []


def test_an_answer_by_a_model_counts_its_prompt_and_its_reply(with_writer, owner):
    minutebook, writer = with_writer(NOT_IN_PAPERS)
    with metered() as meter:
        minutebook.ask("How many of the lamps in Mill Lane had failed?", scope=owner)
    assert meter.calls == [(writer.prompts[0], NOT_IN_PAPERS)]
    assert {"search", "choose", "model"} <= set(meter.stages_ms)
