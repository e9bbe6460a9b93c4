"""Whose language model it is: from the settings to a LangChain chat model, and what is missing for that.

A server of one's own that speaks the OpenAI protocol (Ollama, vLLM, llama.cpp) needs a name and an address;
OpenAI needs a name and a key; Azure an address and a key; Anthropic its package and a key.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from rag.errors import ModelError
from rag.model.grammar import ReplyIn
from rag.settings import Settings

if TYPE_CHECKING:
    from httpx2 import Response, SyncByteStream
    from langchain_core.runnables import Runnable
    from openai import DefaultHttpxClient

_AZURE_API_VERSION = "2024-10-21"
"""The version of Azure's interface that is asked for where none is set: the newest that is not a preview."""


@dataclass(frozen=True)
class _Package:
    """The package that speaks to a provider, and the extra of Minutebook that brings it."""

    module: str
    extra: str | None


_ROOM_BYTES, _BYTES_PER_TOKEN = 100_000, 2_000
"""What a reply may weigh: every token comes in an event of its own, of 200 to 500 bytes with most servers."""
_PACKAGES = {
    "openai": _Package("langchain_openai", None),
    "azure_openai": _Package("langchain_openai", None),
    "anthropic": _Package("langchain_anthropic", "anthropic"),
}


def require(settings: Settings) -> str:
    """The name of the configured model, once all that it needs is there; nothing is imported or sent.

    Raises:
        ModelError: No model, no package for its provider, or neither an address nor a key.
    """
    if settings.model is None:
        raise ModelError("no language model is configured. Set MINUTEBOOK_MODEL.")
    package = _PACKAGES[settings.model_provider]
    if importlib.util.find_spec(package.module) is None:
        extra = f"'minutebook[{package.extra}]'" if package.extra else package.module
        raise ModelError(
            f"a model of {settings.model_provider} needs the package {package.module}, which is not installed. "
            f"Run pip install {extra}, or choose another MINUTEBOOK_MODEL_PROVIDER."
        )
    if settings.model_provider == "azure_openai" and settings.model_base_url is None:
        raise ModelError("a model of azure_openai needs its address. Set MINUTEBOOK_MODEL_BASE_URL.")
    if settings.model_base_url is None and settings.model_api_key is None:
        raise ModelError(
            f"the model {settings.model} needs an address or a key. Set MINUTEBOOK_MODEL_BASE_URL for a server "
            "of your own, or MINUTEBOOK_MODEL_API_KEY for a hosted one."
        )
    return settings.model


def prepare(settings: Settings) -> None:
    """Import the client. It takes seconds once in a process, which are not the model's."""
    for module in ("langchain.chat_models", "langsmith", _PACKAGES[settings.model_provider].module):
        importlib.import_module(module)


@contextmanager
def connected(
    settings: Settings, timeout_s: float
) -> Iterator[tuple[Runnable[Any, Any], Callable[[], None]]]:
    """A model that is ready to be streamed from, and a function that cuts its connection from any thread.

    The connection is this call's own, so that cutting it off disturbs no other. A redirect is not followed:
    the papers' words go to the address that was set and to no other.
    """
    from langchain.chat_models import init_chat_model

    options, close = _options(settings, timeout_s)
    try:
        try:
            model = init_chat_model(
                require(settings),
                model_provider=settings.model_provider,
                timeout=timeout_s,
                max_retries=0,
                temperature=0,
                max_tokens=settings.reply_tokens,
                **options,
            )
            ready = _held_to_form(model, settings)
        except Exception as error:  # every client raises its own; its words could hold the key
            raise ModelError(f"its client could not be set up: {type(error).__name__}") from error
        yield ready, close
    finally:
        close()


def _options(settings: Settings, timeout_s: float) -> tuple[dict[str, Any], Callable[[], None]]:
    key = settings.model_api_key.get_secret_value() if settings.model_api_key else "none"
    if settings.model_provider == "anthropic":
        address = {"base_url": settings.model_base_url} if settings.model_base_url else {}
        return {"api_key": key, **address}, _nothing
    from openai import DefaultHttpxClient

    # Asked for plain, a reply cannot unfold into a thousand times what was received.
    client = DefaultHttpxClient(
        timeout=timeout_s, follow_redirects=False, headers={"accept-encoding": "identity"}
    )
    most_bytes = _ROOM_BYTES + settings.reply_tokens * _BYTES_PER_TOKEN
    client.event_hooks = {"response": [lambda response: _bound(client, response, most_bytes)]}
    options: dict[str, Any] = {"api_key": key, "http_client": client}
    if settings.model_provider == "azure_openai":
        options["azure_endpoint"] = settings.model_base_url
        options["api_version"] = settings.model_api_version or _AZURE_API_VERSION
    else:
        options["base_url"] = settings.model_base_url
    return options, client.close


def _bound(client: DefaultHttpxClient, response: Response, most_bytes: int) -> None:
    """Holds a reply to a size; ends one whose connection came about just as the client was closed.

    The client parses an event only once it has all of it, and nothing stops it then: ten megabytes in one event
    would keep the whole process from its deadlines.
    """
    from rag.model.bounded import Bounded

    if client.is_closed:
        raise ConnectionError("the reply was given up")
    if response.headers.get("content-encoding", "identity") != "identity":
        raise ModelError("its reply is compressed, which was not asked for")
    response.stream = Bounded(cast("SyncByteStream", response.stream), most_bytes)


def _nothing() -> None:
    """This provider's client can't be cut off; its own timeout ends it."""


def _held_to_form(model: Any, settings: Settings) -> Runnable[Any, Any]:  # noqa: ANN401 - LangChain's type
    """The model, told by the server's own method to reply in JSON where the settings ask for that.

    Only the bound model is taken: what LangChain would parse at the end is read here as it arrives.
    """
    method = settings.model_output
    if method == "grammar":
        bound: Runnable[Any, Any] = model
    else:
        bound = model.with_structured_output(ReplyIn.model_json_schema(), method=method).steps[0]
    return bound
