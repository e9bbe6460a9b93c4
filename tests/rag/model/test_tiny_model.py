"""The whole path over a real model: tiny, of random weights, behind a server that speaks the OpenAI protocol.

What it says is noise. That is the point: a real tokenizer, a real stream of tokens, a real end at the most
tokens allowed, and an answer that is sound all the same.
"""

import json

import pytest
import torch

from ingest.store.encoder import QueryEncoder
from ingest.store.library import Library
from rag.assembly import Minutebook
from rag.errors import ModelError
from rag.events import Done
from rag.model.chat import ChatWriter
from rag.settings import Settings

LAMPS = "How many of the lamps in Mill Lane had failed?"


class TinyModel:
    """A Llama of two layers over single bytes."""

    def __init__(self, seed: int = 1) -> None:
        from transformers import LlamaConfig, LlamaForCausalLM

        torch.manual_seed(seed)
        config = LlamaConfig(
            vocab_size=256,
            hidden_size=32,
            intermediate_size=64,
            num_hidden_layers=2,
            num_attention_heads=2,
            max_position_embeddings=8192,
            bos_token_id=None,
            eos_token_id=None,
            pad_token_id=0,
        )
        self._model = LlamaForCausalLM(config).eval()

    def tokens(self, prompt: str, n_most: int):
        """The bytes that the model puts after the last hundred of the prompt, one at a time."""
        read = torch.tensor([list(prompt.encode())[-100:]])
        kept = None
        with torch.inference_mode():
            for _ in range(n_most):
                said = self._model(input_ids=read, past_key_values=kept, use_cache=True)
                kept = said.past_key_values
                read = torch.multinomial(torch.softmax(said.logits[:, -1] * 4, -1), 1)
                yield int(read)


@pytest.fixture(scope="module")
def tiny():
    return TinyModel()


def serve(tiny: TinyModel):
    def behave(handler):
        prompt = handler.asked["messages"][-1]["content"]
        n_most = min(120, handler.asked.get("max_completion_tokens") or handler.asked["max_tokens"])
        handler.begin("text/event-stream")
        for token in tiny.tokens(prompt, n_most):
            handler.send_piece({"role": "assistant", "content": bytes([token]).decode("latin-1")})
        handler.send_piece({}, "length")
        handler.wfile.write(b"data: [DONE]\n\n")

    return behave


@pytest.mark.parametrize("output", ["grammar", "json_mode"])
def test_noise_of_a_real_model_ends_in_the_words_of_the_papers(
    tiny, model_server, library_folder, owner, output
):
    model_server.behave = serve(tiny)
    settings = Settings(
        library=library_folder,
        model="tiny",
        model_base_url=model_server.address,
        model_output=output,
        model_timeout_s=15,
        reply_tokens=60,
    )
    with Minutebook(
        settings, Library.open(library_folder), QueryEncoder(), None, ChatWriter(settings)
    ) as minutebook:
        *_, done = minutebook.ask_events(LAMPS, scope=owner)
    assert isinstance(done, Done)
    assert done.answer.mode == "extractive"
    assert "14 of the 60 lamps" in done.answer.text
    assert any("language model gave no usable answer" in each for each in done.answer.warnings)
    assert done.answer.record["model"]["name"] == "tiny"
    json.dumps(done.answer.to_json())


def test_what_the_model_says_arrives_token_by_token(tiny, model_server):
    model_server.behave = serve(tiny)
    settings = Settings(
        model="tiny", model_base_url=model_server.address, model_timeout_s=15, reply_tokens=50
    )
    with pytest.raises(ModelError, match="ended early: length"):
        list(ChatWriter(settings).write("Question?"))
    writer = ChatWriter(settings).write("Question?")
    pieces = [next(writer) for _ in range(10)]
    writer.close()
    assert all(len(each) == 1 for each in pieces)
    assert model_server.seen[0].asked["stream"] is True
