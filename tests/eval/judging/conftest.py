"""A judge behind a real server, and a small finished run to put before it."""

import pytest

from eval.folder import Identity, RunFolder
from eval.judging.judge import Judge
from rag.model.chat import ChatWriter
from rag.settings import Settings

LAMPS = "Fourteen lamps failed."


@pytest.fixture
def judge_behind(model_server):
    """Builds a judge that the local server speaks for."""

    def build(behave, n_repeats=1, timeout_s=10.0):
        model_server.behave = behave
        settings = Settings(model="judge", model_base_url=model_server.address, model_timeout_s=timeout_s)
        return Judge(ChatWriter(settings), n_repeats, settings.prompt_tokens)

    return build


@pytest.fixture
def make_run(tmp_path):
    """Writes a finished run of answers, each a list of (sentence, citation numbers)."""

    def make(*answers, nuggets=(LAMPS,), name="run"):
        lines = [_line(number, said, nuggets) for number, said in enumerate(answers)]
        identity = Identity(golden_sha256="a", library_snapshot="b", settings_hash="c", code_sha256="d")
        with RunFolder.open(tmp_path / name, identity, {line["id"] for line in lines}) as folder:
            for line in lines:
                folder.append(line)
            record = {"golden": "g", "finished_at": "2024-03-01", "versions": {}, "warnings": []}
            folder.finish(identity.model_dump() | record)
        return tmp_path / name

    return make


def _line(number, said, nuggets):
    cited = [(1, LAMPS), (2, "The panel met in the hall.")]
    return {
        "id": f"q{number}",
        "question": "How many lamps failed?",
        "type": "decision",
        "gold": {"answerable": True, "nuggets": [{"text": text, "vital": True} for text in nuggets]},
        "answer": {
            "answered": bool(said),
            "sentences": [{"text": text, "citations": numbers} for text, numbers in said],
            "citations": [
                {"n": n, "passage_id": "p", "document": "m.txt", "quote": quote} for n, quote in cited
            ],
        },
        "hits": [{"document": "m.txt", "text": LAMPS}],
        "scores": {},
        "took_ms": 1.0,
    }


def prompt_of(handler):
    return handler.asked["messages"][-1]["content"]


@pytest.fixture
def fair():
    """A judge that rules by the words: a statement is borne out when it stands among the sources."""

    def behave(handler):
        prompt = prompt_of(handler)
        if "Sentence:" in prompt:
            sources, sentence = prompt.split("Cited words:")[1].split("Sentence:")
            handler.say("full" if sentence.strip() in sources else "none")
        elif "Facts:" in prompt:
            facts, answer = prompt.split("Facts:")[1].split("Answer:")
            stated = [line.split(". ", 1)[1] in answer for line in facts.strip().splitlines()]
            handler.say("\n".join(f"{n}: {'full' if one else 'none'}" for n, one in enumerate(stated, 1)))
        else:
            passages, answer = prompt.split("Passages:")[1].split("Answer:")
            claims = [f"{one.strip()}." for one in answer.strip().rstrip(".").split(".")]
            handler.say("\n".join(f"{'yes' if one in passages else 'no'}: {one}" for one in claims))

    return behave
