"""What is read from the login provider's addresses: over https alone, one at a time, and seldom while it fails.

Anybody may set out to sign in. A provider that hangs must not be asked anew by each of them, so a failure is remembered
for a while and told at once.
"""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar
from urllib.parse import urlsplit

import httpx2

from api.identity.errors import ProviderUnreachable

TIMEOUT_S = 10.0
FAILED_KEPT_S = 30.0
"""How long nobody tries again after a failure."""

Found = TypeVar("Found")


class Fetched(Generic[Found]):
    """Something of the provider's that takes a request to get. Any thread may call any method."""

    def __init__(self, get: Callable[[], Found]) -> None:
        """``get`` raises ``ProviderUnreachable`` where there is nothing usable."""
        self._get = get
        self._turn = threading.Lock()
        self._found: tuple[float, Found] | None = None
        self._failed: tuple[float, str] | None = None

    def no_older_than(self, age_s: float) -> Found:
        """What was fetched in the last ``age_s`` seconds, or else now, by one thread while the others wait for it.

        Raises:
            ProviderUnreachable: Nothing usable came, now or in the last ``FAILED_KEPT_S`` seconds.
        """
        found = self._fresh(age_s)
        if found is not None:
            return found
        with self._turn:
            found = self._fresh(age_s)
            if found is not None:
                return found
            if self._failed is not None and time.monotonic() - self._failed[0] < FAILED_KEPT_S:
                raise ProviderUnreachable(self._failed[1])
            try:
                found = self._get()
            except ProviderUnreachable as error:
                self._failed = (time.monotonic(), str(error))
                raise
            self._found, self._failed = (time.monotonic(), found), None
            return found

    def _fresh(self, age_s: float) -> Found | None:
        kept = self._found
        return kept[1] if kept is not None and time.monotonic() - kept[0] < age_s else None


def fetch_json(url: str) -> object:
    """What the address gives.

    Raises:
        ProviderUnreachable: It is not safe, does not answer, or gives no JSON.
    """
    require_safe(url)
    try:
        reply = httpx2.get(url, timeout=TIMEOUT_S, follow_redirects=False)
        reply.raise_for_status()
        return reply.json()
    except (httpx2.HTTPError, ValueError) as error:
        raise ProviderUnreachable(unreachable(url)) from error


def require_safe(url: str) -> None:
    """Accept https, and plain http on this machine.

    Raises:
        ProviderUnreachable: Others could read or change what goes there and back.
    """
    parts = urlsplit(url)
    if parts.scheme == "https" or (parts.scheme == "http" and _is_here(parts.hostname or "")):
        return
    raise ProviderUnreachable(f"{url}: a login provider is reached over https alone. Give its https address.")


def unreachable(url: str) -> str:
    """What to tell where the address gives nothing that can be used."""
    return f"{url}: the login provider gives no usable answer. Try again, or check MINUTEBOOK_OIDC_ISSUER."


def _is_here(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
