"""Spans of each answer for OpenTelemetry, where it is set up: retrieve, choose, chat and verify below the answer.

Names and attributes of a model's call are those of OpenTelemetry's conventions for generative AI, which are still in
development, so that they are written out here. No span holds a question, an answer or words of a paper; there is no
setting for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from api.errors import WrongUse
from rag.answer import Answer
from rag.metering import Meter, Stage
from rag.model.evidence import count_tokens
from rag.settings import Settings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider

Telemetry = Literal["none", "otlp", "console"]
MISSING = (
    "OpenTelemetry is not installed: pip install 'minutebook[telemetry]', or set MINUTEBOOK_TELEMETRY=none."
)
_NAMES: dict[Stage, str] = {"search": "retrieve", "choose": "choose", "model": "chat", "verify": "verify"}
_PROVIDERS = {"openai": "openai", "azure_openai": "azure.ai.openai", "anthropic": "anthropic"}


class Tracing:
    """Tells a tracer provider of each answer."""

    def __init__(self, provider: TracerProvider, settings: Settings) -> None:
        self._provider = provider
        self._tracer = provider.get_tracer("minutebook")
        self._settings = settings

    def answered(self, answer: Answer, meter: Meter, begun_ns: int, ended_ns: int) -> None:
        """One trace: the answer and its stages, with their times in nanoseconds since 1970."""
        from opentelemetry import trace

        whole = self._tracer.start_span(
            "answer",
            start_time=begun_ns,
            attributes={"minutebook.answer.status": answer.status, "minutebook.answer.mode": answer.mode},
        )
        inside = trace.set_span_in_context(whole)
        for stage, (first_ns, last_ns) in meter.spans_ns.items():
            attributes: dict[str, str | int | float] = {
                "minutebook.busy_ms": round(meter.stages_ms.get(stage, 0.0), 3)
            }
            name = _NAMES[stage]
            if stage == "model":
                attributes |= self._of_call(meter)
                name = f"{name} {self._settings.model}"
            span = self._tracer.start_span(name, context=inside, start_time=first_ns, attributes=attributes)
            span.end(last_ns)
        whole.end(ended_ns)

    def _of_call(self, meter: Meter) -> dict[str, str | int]:
        return {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": _PROVIDERS[self._settings.model_provider],
            "gen_ai.request.model": self._settings.model or "",
            "gen_ai.usage.input_tokens": sum(count_tokens(prompt) for prompt, _ in meter.calls),
            "gen_ai.usage.output_tokens": sum(count_tokens(reply) for _, reply in meter.calls if reply),
        }

    def close(self) -> None:
        """Send what is still to be sent."""
        self._provider.shutdown()


def start_tracing(telemetry: Telemetry, endpoint: str | None, settings: Settings) -> Tracing | None:
    """Spans to the console or to a collector (OTLP over gRPC at ``endpoint``); None where they are not wanted.

    Raises:
        WrongUse: OpenTelemetry is not installed.
    """
    if telemetry == "none":
        return None
    try:
        from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor, ConsoleSpanExporter, SpanExporter
    except ImportError as error:
        raise WrongUse(MISSING) from error
    provider = TracerProvider(resource=Resource({"service.name": "minutebook"}))
    exporter: SpanExporter = ConsoleSpanExporter()
    if telemetry == "otlp":
        # An address with http:// asks for no encryption, as a collector on this machine has it.
        exporter = OTLPSpanExporter(
            endpoint=endpoint, insecure=bool(endpoint and endpoint.startswith("http://"))
        )
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return Tracing(provider, settings)
