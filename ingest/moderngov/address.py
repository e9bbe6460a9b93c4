"""Which addresses may be connected to: those of public machines, each name looked up once.

A name on the internet can point at a machine inside the council's own network. So a name is looked up here,
every address it has is judged, and the connection is made to that very address: a second look-up, which
could answer differently, never happens.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Final

import httpx

from ingest.errors import IngestError

Resolve = Callable[[str, int], Sequence[str]]
"""From a host name and port to its addresses as text, the preferred one first."""

_PAGE: Final = re.compile(r"[^/]*\.as[pm]x(?:/.*)?$", re.I)
_TRANSLATED: Final = IPv6Network("64:ff9b::/96")
"""Where networks without IPv4 of their own reach it (RFC 6052)."""


class SiteError(IngestError):
    """A site that papers should be fetched from gives none, or not this one."""


class AddressRefused(SiteError):
    """An address that is never connected to: not https, not public, or not of the site that was named."""


class HostUnknown(SiteError):
    """A host name that has no address."""


def site_folder(address: str) -> httpx.URL:
    """The folder of the site that holds its pages and its web service, from the address of any of them.

    Raises:
        AddressRefused: It is no address of a web site, or carries a password.
    """
    written = address.strip()
    try:
        url = httpx.URL(written if "://" in written else f"https://{written}")
        path = _PAGE.sub("", url.path)
        if url.scheme not in ("http", "https") or not url.host or url.userinfo:
            raise AddressRefused(
                f"{address[:200]!r} is not the address of a web site. Write it as https://democracy.example.gov.uk"
            )
        return url.copy_with(path=path if path.endswith("/") else f"{path}/", query=None, fragment=None)
    except httpx.InvalidURL as error:
        raise AddressRefused(f"{address[:200]!r} is no address ({error}). Check its spelling.") from error


def look_up(host: str, port: int) -> list[str]:
    """The addresses of a host as the operating system knows them.

    Raises:
        HostUnknown: There are none, or they can't be found out now.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise HostUnknown(
            f"{host}: no address is known for this name ({error}). Check its spelling and your network."
        ) from error
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


def is_public(address: str) -> bool:
    """Whether a machine with this address stands on the internet rather than in somebody's own network.

    An IPv6 address that only wraps an IPv4 one is judged by what it wraps; the form ``::ffff:a.b.c.d``, which
    no name server has reason to give, never passes.
    """
    try:
        known = ip_address(address)
    except ValueError:
        return False
    if isinstance(known, IPv4Address):
        return _is_global(known)
    if known in _TRANSLATED:
        return _is_global(IPv4Address(int(known) & 0xFFFF_FFFF))
    if known.ipv4_mapped is not None or known.is_site_local:
        return False
    wrapped = [known.sixtofour, *(known.teredo or ())]
    return _is_global(known) and all(_is_global(inner) for inner in wrapped if inner is not None)


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    # Each is asked for by name: what "global" leaves out differs between versions of Python.
    return address.is_global and not (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
    )


def is_loopback(address: str) -> bool:
    """Whether the address is of this machine itself."""
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False


class PublicOnly(httpx.BaseTransport):
    """Carries requests to public addresses only; certificates are checked against the name, as always."""

    def __init__(
        self,
        resolve: Resolve = look_up,
        *,
        allow_loopback: bool = False,
        carrier: httpx.BaseTransport | None = None,
    ) -> None:
        """``allow_loopback`` also lets through this machine, with http; ``carrier`` makes the connections."""
        self._resolve = resolve
        self._allow_loopback = allow_loopback
        self._carrier = carrier or httpx.HTTPTransport(trust_env=False)
        self._known: dict[tuple[str, int], tuple[str, ...]] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The answer from the first address that can be connected to.

        Raises:
            AddressRefused: An address of the host is not public, or the address is not https.
            HostUnknown: The host has no address.
        """
        url = request.url
        addresses = self.addresses(url)
        for number, address in enumerate(addresses, start=1):
            pinned = httpx.Request(
                request.method,
                url.copy_with(host=address),
                headers=request.headers,
                stream=request.stream,
                extensions={**request.extensions, "sni_hostname": url.host},
            )
            try:
                return self._carrier.handle_request(pinned)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if number == len(addresses):
                    raise
        raise HostUnknown(f"{url.host}: no address is known for this name. Check its spelling.")

    def addresses(self, url: httpx.URL) -> tuple[str, ...]:
        """Every address of the host, once all of them are found to be fit.

        Raises:
            AddressRefused: One of them is not; the others are then not trusted either.
            HostUnknown: There are none.
        """
        place = (url.host, url.port or (443 if url.scheme == "https" else 80))
        if place not in self._known:
            self._known[place] = tuple(self._resolve(*place))
        found = self._known[place]
        if not found:
            raise HostUnknown(f"{url.host}: no address is known for this name. Check its spelling.")
        is_this_machine = self._allow_loopback and all(is_loopback(address) for address in found)
        if url.scheme != "https" and not is_this_machine:
            raise AddressRefused(f"{url.scheme}://{url.host}: papers are only fetched over https.")
        unfit = [address for address in found if not is_public(address)]
        if unfit and not is_this_machine:
            raise AddressRefused(
                f"{url.host}: its address {unfit[0]} is not one of the public internet, so it is not connected "
                "to. Save the papers from your browser and ingest the files."
            )
        return found

    def close(self) -> None:
        self._carrier.close()
