"""Asking one web site, politely: one request at a time, with pauses, limits and a second try.

    SiteError
    ├── AddressRefused   never connected to (address)
    ├── HostUnknown      the name has no address (address)
    ├── NotGiven         this address was asked for in vain; others of the site may be given
    │   ├── Forbidden         status 403
    │   ├── NoAnswer          no connection, or nothing came in time
    │   └── AnswerUnreadable  not the XML that was asked for (answers)
    ├── ServiceDisabled  there is no web service, or it is switched off (moderngov)
    └── SiteDown         the site does not answer or wants to be left alone: nothing more is asked

What httpx raises is mapped to these in ``Site``, and nowhere else.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

import httpx

from ingest.moderngov.address import AddressRefused, PublicOnly, SiteError

_MEGABYTE: Final = 1_000_000
_BUSY: Final = (429, 503)
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_MAX_TRIES: Final = 3
_MAX_REDIRECTS: Final = 3
_MAX_IN_VAIN: Final = 3
"""Requests in a row without a usable answer after which the site counts as down."""


class NotGiven(SiteError):
    """The site answers, but not with what was asked for."""


class Forbidden(NotGiven):
    """The site refuses this program (status 403)."""


class NoAnswer(NotGiven):
    """There was no connection, or nothing came in time, three times over."""


class SiteDown(SiteError):
    """The site does not answer, or asks to be left alone."""


class _TryAgain(Exception):
    """Carries why a try failed, how long to wait before the next, and whether it was the site's own wish."""

    def __init__(self, why: str, wait_s: float, *, is_wish: bool = False) -> None:
        super().__init__(why)
        self.wait_s = wait_s
        self.is_wish = is_wish


@dataclass(frozen=True)
class Manners:
    """How a site is treated: ``delay_s`` between two requests, and what one answer may cost.

    ``timeout_s`` is for connecting and for each silence of the site, ``whole_s`` for an answer as a whole.
    ``back_off_s`` is the pause after a first failure, doubled after the second, unless the site names one;
    a site that asks for more than ``patience_s`` is left alone.
    """

    delay_s: float = 1.0
    timeout_s: float = 60.0
    whole_s: float = 300.0
    back_off_s: float = 5.0
    patience_s: float = 120.0
    max_bytes: int = 50 * _MEGABYTE


@dataclass(frozen=True)
class Answer:
    """What the site sent; ``media_type`` as it claims, in lower case and without parameters."""

    data: bytes
    media_type: str


class Site:
    """One host, asked by GET only; it never leads to another."""

    def __init__(
        self,
        base: httpx.URL,
        transport: PublicOnly,
        manners: Manners | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._base = base
        self._manners = manners or Manners()
        self._sleep = sleep
        self._asked_at: float | None = None
        self._n_in_vain = 0
        self._client = httpx.Client(
            transport=transport,
            timeout=self._manners.timeout_s,
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": "Minutebook (committee papers)", "Accept-Encoding": "gzip"},
        )

    def close(self) -> None:
        """Close the connection; nothing can be asked after that."""
        self._client.close()

    def own(self, address: str) -> httpx.URL:
        """The address as this site's, ready to be asked: joined, cleaned and over the site's own scheme.

        Addresses in lists hold blanks and line ends; those at the ends and all line ends are dropped, other
        blanks are written as %20.

        Raises:
            AddressRefused: It is no address, or of another host.
        """
        cleaned = "".join(character for character in address.strip() if character not in "\r\n\t")
        try:
            url = self._base.join(cleaned)
        except httpx.InvalidURL as error:
            raise AddressRefused(f"{cleaned[:200]!r} is no address ({error}).") from error
        if url.scheme == "http" and self._base.scheme == "https" and url.port is None:
            # Lists made before a site went over to https still say http.
            url = url.copy_with(scheme="https")
        if (url.scheme, url.host, url.port, url.userinfo) != (
            self._base.scheme,
            self._base.host,
            self._base.port,
            b"",
        ):
            raise AddressRefused(
                f"{url}: lies outside {self._base.scheme}://{self._base.netloc.decode()}, so it was not fetched."
            )
        return url.copy_with(fragment=None)

    def get(self, url: httpx.URL) -> Answer:
        """The answer to one request, after the pause that is due; ``url`` is from ``own``.

        Raises:
            NotGiven: The site refuses, has no such thing, or sends too much.
            AddressRefused: It leads to another host, or its address is not a public one.
            SiteDown: It wants to be left alone, or leaves several requests in a row unanswered.
        """
        try:
            answer = self._with_tries(url)
        except NoAnswer as error:
            self._n_in_vain += 1
            if self._n_in_vain >= _MAX_IN_VAIN:
                raise SiteDown(
                    f"{error} After {_MAX_IN_VAIN} requests in a row without an answer no more were made."
                ) from error
            raise
        except SiteError:
            self._n_in_vain = 0
            raise
        self._n_in_vain = 0
        return answer

    def _with_tries(self, url: httpx.URL) -> Answer:
        for n_failed in range(1, _MAX_TRIES + 1):
            try:
                return self._following(url, n_failed)
            except _TryAgain as failure:
                is_last = n_failed == _MAX_TRIES or failure.wait_s > self._manners.patience_s
                if is_last and failure.is_wish:
                    raise SiteDown(f"{url}: {failure}. Run the same command again later.") from failure
                if is_last:
                    raise NoAnswer(
                        f"{url}: {failure}. Check your network, or run the same command again later."
                    ) from failure
                self._sleep(failure.wait_s)
        raise AssertionError("the last try returns or raises")

    def _following(self, url: httpx.URL, n_tries: int) -> Answer:
        for _ in range(_MAX_REDIRECTS + 1):
            answer = self._once(url, n_tries)
            if isinstance(answer, Answer):
                return answer
            url = answer
        raise NotGiven(f"{url}: the site leads on more than {_MAX_REDIRECTS} times. Open it in a browser.")

    def _once(self, url: httpx.URL, n_tries: int) -> Answer | httpx.URL:
        """One request: the answer, or where it leads to."""
        self._pause()
        back_off_s = self._manners.back_off_s * 2 ** (n_tries - 1)
        try:
            with self._client.stream("GET", url) as response:
                if response.status_code in _BUSY:
                    raise self._busy(response, back_off_s)
                if response.status_code in _REDIRECTS:
                    return self.own(str(url.join(response.headers.get("Location", ""))))
                _require_success(response, url)
                return self._read(response, url)
        except httpx.TransportError as error:
            raise _TryAgain(f"no answer ({str(error) or type(error).__name__})", back_off_s) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NotGiven(f"{url}: the answer can't be used ({error}). Open it in a browser.") from error
        finally:
            self._asked_at = time.monotonic()

    def _busy(self, response: httpx.Response, back_off_s: float) -> _TryAgain:
        asked_s = _retry_after(response.headers.get("Retry-After", ""))
        why = f"the site is too busy (status {response.status_code})"
        if asked_s is not None and asked_s > self._manners.patience_s:
            why += f" and asks to wait {asked_s:.0f} seconds"
        return _TryAgain(why, back_off_s if asked_s is None else asked_s, is_wish=True)

    def _pause(self) -> None:
        if self._asked_at is None:
            return
        due_s = self._asked_at + self._manners.delay_s - time.monotonic()
        if due_s > 0:
            self._sleep(due_s)

    def _read(self, response: httpx.Response, url: httpx.URL) -> Answer:
        """The body, counted while it comes in: what the site says about its length is not relied on."""
        started = time.monotonic()
        read = bytearray()
        for piece in response.iter_bytes():
            read += piece
            if len(read) > self._manners.max_bytes:
                raise NotGiven(
                    f"{url}: more than {self._manners.max_bytes / _MEGABYTE:g} MB, so it was not fetched. "
                    "Save it in smaller parts and ingest those."
                )
            if time.monotonic() - started > self._manners.whole_s:
                raise NotGiven(f"{url}: not complete after {self._manners.whole_s:g} seconds. Try it later.")
        media_type = str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()
        return Answer(bytes(read), media_type)


def _require_success(response: httpx.Response, url: httpx.URL) -> None:
    if response.status_code == 403:
        raise Forbidden(
            f"{url}: the site refuses this program (status 403). Ask the council to allow it, or save the papers "
            "from your browser and ingest the files."
        )
    if response.status_code != 200:
        raise NotGiven(f"{url}: the site answers with status {response.status_code}. Open it in a browser.")


def _retry_after(written: str) -> float | None:
    """Seconds that the site asks to wait (a number or a date, RFC 9110 section 10.2.3); None without."""
    written = written.strip()
    if written.isascii() and written.isdigit():
        return float(written[:9])
    try:
        until = parsedate_to_datetime(written)
    except ValueError:
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
