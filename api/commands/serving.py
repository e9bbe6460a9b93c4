"""``minutebook serve``."""

from __future__ import annotations

import ipaddress
import signal
import socket
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import LibraryFolder
from api.errors import AddressTaken, WrongUse
from api.terminal import note

if TYPE_CHECKING:
    from rag.assembly import Minutebook
    from rag.settings import Settings

DRAIN_S = 20
"""Seconds that running requests get to finish."""
BACKLOG = 128


def serve(
    host: Annotated[
        str | None,
        typer.Option("--host", help="A loopback address; 127.0.0.1 unless set.", show_default=False),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=0, max=65535, help="8000 unless set; 0 takes a free one.", show_default=False
        ),
    ] = None,
    library: LibraryFolder = None,
) -> None:
    """Serve the HTTP interface to this machine alone, until interrupted."""
    from api.settings import load

    settings = load(library, host=host, port=port).settings
    address = loopback_address(settings.host)
    import uvicorn

    from api.app import create_app
    from api.commands.index_keeper import IndexKeeper

    with (
        listening_socket(address, settings.port) as listening,
        assembled(settings.for_answers()) as minutebook,
        IndexKeeper(minutebook),
    ):
        server = uvicorn.Server(
            uvicorn.Config(
                create_app(minutebook, settings),
                log_level="warning",
                access_log=False,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=DRAIN_S,
            )
        )
        # The server drains on SIGTERM and then raises it again: by now that is a clean end.
        signal.signal(signal.SIGTERM, lambda number, frame: None)
        note(f"Minutebook listens on {_url(listening)} (interface described at /docs). Stop it with Ctrl-C.")
        server.run(sockets=[listening])


def assembled(settings: Settings) -> Minutebook:
    """Minutebook for a process that stays up, after a damaged term index was made anew.

    Raises:
        LibraryError: See ``rag.assembly.assemble``.
    """
    from ingest.store.library import Library
    from ingest.store.records import TermsDamaged
    from rag.assembly import assemble

    try:
        return assemble(settings, resident=True)
    except TermsDamaged as error:
        note(f"minutebook: {error}; it is made anew now.")
        Library.create_or_open(settings.library).close()
        return assemble(settings, resident=True)


def loopback_address(host: str) -> str:
    """The numeric loopback address that was meant.

    Raises:
        WrongUse: Other machines could reach it.
    """
    if host.lower() == "localhost":
        return "127.0.0.1"
    try:
        is_loopback = ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        is_loopback = False
    if not is_loopback:
        raise WrongUse(
            f"{host}: there is no login yet, so Minutebook serves this machine alone. Use 127.0.0.1."
        )
    return host.strip("[]")


def listening_socket(address: str, port: int) -> socket.socket:
    """A socket bound to the address; port 0 takes a free one.

    Raises:
        AddressTaken: Another program listens there, or the address is not of this machine.
    """
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    bound = socket.socket(family, socket.SOCK_STREAM)
    try:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((address, port))
        # From here on nobody is turned away: who comes before the server runs is kept waiting.
        bound.listen(BACKLOG)
    except OSError as error:
        bound.close()
        raise AddressTaken(f"{address} port {port}: {error.strerror}. Choose another with --port.") from error
    return bound


def _url(listening: socket.socket) -> str:
    address, port = listening.getsockname()[:2]
    return f"http://[{address}]:{port}" if ":" in address else f"http://{address}:{port}"
