"""Spans of answers, with and without a model."""

from __future__ import annotations

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.tracing import Tracing, start_tracing
from rag.answer import Answer
from rag.metering import Meter
from rag.settings import Settings


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


def _tracing(exporter: InMemorySpanExporter, settings: Settings) -> Tracing:
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    return Tracing(provider, settings)


def test_the_stages_are_spans_below_the_answer(exporter: InMemorySpanExporter) -> None:
    settings = Settings(model="small-one", model_provider="azure_openai")
    meter = Meter(
        stages_ms={"search": 2.0, "model": 5.0},
        calls=[("one two three", "four five")],
        spans_ns={"search": (1_000, 3_000), "model": (3_000, 9_000)},
    )
    answer = Answer("What of it?", "answered", mode="generated", model="small-one")
    _tracing(exporter, settings).answered(answer, meter, 900, 9_500)
    spans = {span.name: span for span in exporter.get_finished_spans()}
    assert set(spans) == {"answer", "retrieve", "chat small-one"}
    whole, chat = spans["answer"], spans["chat small-one"]
    assert (whole.start_time, whole.end_time) == (900, 9_500)
    assert (chat.start_time, chat.end_time) == (3_000, 9_000)
    assert chat.parent is not None and chat.parent.span_id == whole.context.span_id
    told = dict(chat.attributes or {})
    assert told["gen_ai.operation.name"] == "chat"
    assert told["gen_ai.provider.name"] == "azure.ai.openai"
    assert told["gen_ai.request.model"] == "small-one"
    assert told["gen_ai.usage.input_tokens"] >= 3 and told["gen_ai.usage.output_tokens"] >= 2
    assert dict(whole.attributes or {}) == {
        "minutebook.answer.status": "answered",
        "minutebook.answer.mode": "generated",
    }


def test_the_names_are_those_of_the_conventions() -> None:
    from opentelemetry.semconv._incubating.attributes import gen_ai_attributes as conventions

    assert conventions.GEN_AI_OPERATION_NAME == "gen_ai.operation.name"
    assert conventions.GEN_AI_PROVIDER_NAME == "gen_ai.provider.name"
    assert conventions.GEN_AI_REQUEST_MODEL == "gen_ai.request.model"
    assert conventions.GEN_AI_USAGE_INPUT_TOKENS == "gen_ai.usage.input_tokens"
    assert conventions.GEN_AI_USAGE_OUTPUT_TOKENS == "gen_ai.usage.output_tokens"


def test_there_is_no_tracing_unless_it_is_set() -> None:
    assert start_tracing("none", None, Settings()) is None
