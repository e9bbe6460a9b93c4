"""How much one asker and one address may take: requests, questions at once, tokens of a language model.

``AddressLimit`` stands before anybody is known, ``AskerLimit`` after. They count by what there are few of: addresses,
and askers who were let in. A key that is guessed at is not counted by itself, so that a million of them take no room.
Who sends no key at all guesses nothing, and is only told to send one.
Counts are of this process and begin anew with it.
"""

from __future__ import annotations

import ipaddress
import time
from collections.abc import Iterable
from dataclasses import dataclass

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.admission import Places
from api.errors import ComeBackLater, RateExceeded
from api.identity.roles import OWNER, Asker
from api.leaving import given_up_when_gone
from api.problems import meaning_of, problem_response
from api.settings import AppSettings

NEVER_LIMITED = ("/health/", "/metrics")
"""Who watches the service must be answered when it has most to do."""
_UNAUTHORISED = 401
_SUBNET_BITS = 64
"""Of an IPv6 address; a household or an office has one such network to itself."""
_WRONG_KEY = "invalid_token"
"""In the header ``WWW-Authenticate``, where something was sent that lets nobody in (RFC 6750, 3.1)."""
MINUTE_S = 60


@dataclass(frozen=True)
class Rates:
    """Requests a minute: of one asker, of one address, and with a key that is none of one address; 0 is no limit."""

    of_asker: int
    of_address: int
    refused: int


class Rate:
    """Counts what each of many does in a minute; only those of the last minute take room."""

    def __init__(self, per_minute: int, told_as: str) -> None:
        """``told_as`` says what is counted ("requests with this key"); 0 ``per_minute`` is no limit."""
        self._limit = RateLimitItemPerMinute(per_minute) if per_minute else None
        self._limiter = FixedWindowRateLimiter(MemoryStorage())
        self._told_as = told_as

    def take(self, who: str) -> None:
        """Count one.

        Raises:
            RateExceeded: It is one too many.
        """
        if self._limit is not None and not self._limiter.hit(self._limit, who):
            raise self._exceeded(self._limit, who)

    def _exceeded(self, limit: RateLimitItem, who: str) -> RateExceeded:
        left_s = self._limiter.get_window_stats(limit, who).reset_time - time.time()
        wait_s = min(MINUTE_S, max(1, round(left_s)))
        return RateExceeded(
            f"At most {limit.amount:,} {self._told_as} are taken in a minute. Wait {wait_s} seconds.",
            wait_s,
        )


class AddressLimit:
    """Refuses an address that asks too much, and tells one that guesses at keys to wait.

    A good key is let in from any address: behind a proxy all come from one. This machine's own addresses are
    that of such a proxy, or of the owner, and may send any number of requests.
    """

    def __init__(self, app: ASGIApp, *, rates: Rates) -> None:
        self._app = app
        self._requests = Rate(rates.of_address, "requests from one address")
        self._refused = Rate(rates.refused, "requests with a key that is none from one address")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(NEVER_LIMITED):
            await self._app(scope, receive, send)
            return
        address = network_of(scope.get("client"))
        try:
            if not is_of_this_machine(address):
                self._requests.take(address)
        except RateExceeded as error:
            await refuse(error, scope, receive, send)
            return
        guessed: list[RateExceeded] = []

        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_guess(message):
                try:
                    self._refused.take(address)
                except RateExceeded as error:
                    guessed.append(error)
            if not guessed:
                await send(message)

        await self._app(scope, receive, watched)
        if guessed:
            await refuse(guessed[0], scope, receive, send)


class AskerLimit:
    """Refuses an asker who asks too much, and has questions wait for a place."""

    def __init__(
        self, app: ASGIApp, *, rates: Rates, places: Places, asking: Iterable[tuple[str, str]]
    ) -> None:
        """``asking`` are methods and paths with work to do as for a question: they need a place."""
        self._app = app
        self._requests = Rate(rates.of_asker, "requests of one asker")
        self._places = places
        self._asking = frozenset(asking)

    def _needs_place(self, scope: Scope) -> bool:
        method, path = scope["method"], scope["path"].rstrip("/")
        is_turn = path.startswith("/api/v1/conversations/") and path.endswith("/questions")
        return (method, path) in self._asking or (method == "POST" and is_turn)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        asker = scope.get("state", {}).get("asker")
        if scope["type"] != "http" or not isinstance(asker, Asker) or scope["path"].startswith(NEVER_LIMITED):
            await self._app(scope, receive, send)
            return
        try:
            if asker != OWNER:
                self._requests.take(asker.asker_id)
            if not self._needs_place(scope):
                await self._app(scope, receive, send)
                return
            async with self._places.taken(), given_up_when_gone(scope, receive) as watched:
                await self._app(scope, watched, send)
        except ComeBackLater as error:
            # Of the routes none raises this: they have it told by the table of problems.
            await refuse(error, scope, receive, send)


ASKING = (
    ("POST", "/api/v1/ask"),
    ("POST", "/api/v1/search"),
    ("POST", "/api/v1/briefings"),
    ("POST", "/api/v1/briefings/updates"),
    ("POST", "/api/v1/briefings/approvals"),
    ("POST", "/api/v1/summaries"),
    ("GET", "/api/v1/timeline"),
    ("GET", "/api/v1/ledger"),
    ("POST", "/v1/chat/completions"),
    ("POST", "/mcp"),
)
"""Where a place is needed; what is asked in a conversation, too (``AskerLimit``)."""


def limit_askers(app: Starlette, settings: AppSettings) -> None:
    """Have the application limit who is known; to be called before what finds out who asks is put around it."""
    places = Places(settings.questions_at_once, settings.questions_waiting)
    app.add_middleware(AskerLimit, rates=_rates(settings), places=places, asking=ASKING)


def limit_addresses(app: Starlette, settings: AppSettings) -> None:
    """Have the application limit each address; to be called after what finds out who asks was put around it."""
    app.add_middleware(AddressLimit, rates=_rates(settings))


def _rates(settings: AppSettings) -> Rates:
    return Rates(
        of_asker=settings.requests_per_minute,
        of_address=settings.requests_per_minute_address,
        refused=settings.refused_per_minute,
    )


async def refuse(error: ComeBackLater, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the problem that the error is, and with the seconds to wait."""
    response = problem_response(meaning_of(error), str(error), str(scope["state"]["request_id"]))
    response.headers["retry-after"] = str(error.retry_after_s)
    await response(scope, receive, send)


def _is_guess(start: Message) -> bool:
    """Whether the reply that begins refuses a key or a session that was sent."""
    return start["status"] == _UNAUTHORISED and _WRONG_KEY in Headers(raw=start["headers"]).get(
        "www-authenticate", ""
    )


def is_of_this_machine(address: str) -> bool:
    """Whether an address of ``network_of`` is one that only programs of this machine have."""
    return address != "unknown" and ipaddress.ip_network(address).is_loopback


def network_of(client: tuple[str, int] | None) -> str:
    """What requests are counted by: an IPv4 address, or the network that an IPv6 address is in."""
    try:
        address = ipaddress.ip_address(client[0] if client else "")
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is not None:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, _SUBNET_BITS), strict=False))
    return str(address)
