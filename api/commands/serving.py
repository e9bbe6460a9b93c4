"""``minutebook serve``."""

from __future__ import annotations

import importlib
import ipaddress
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import LibraryFolder
from api.commands.serving_alone import alone_in
from api.errors import AddressTaken, WrongUse
from api.terminal import note

if TYPE_CHECKING:
    from api.answering.pool import AnsweringProcesses
    from api.draining import DrainingServer
    from api.logs import LogStyle
    from api.settings import AppSettings
    from api.tracing import Tracing
    from rag.assembly import Minutebook
    from rag.settings import Settings

BACKLOG = 128


def serve(
    host: Annotated[
        str | None,
        typer.Option(
            "--host",
            help="Address to listen on; 127.0.0.1 unless set. One that others can reach needs a key or a login.",
            show_default=False,
        ),
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(
            "--port", min=0, max=65535, help="8000 unless set; 0 takes a free one.", show_default=False
        ),
    ] = None,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            min=0,
            max=64,
            help="Processes that answer and brief; as many as there are cores unless set, 0 for none of their own.",
            show_default=False,
        ),
    ] = None,
    library: LibraryFolder = None,
) -> None:
    """Serve the HTTP interface until interrupted: to this machine alone, unless told otherwise."""
    from api.settings import load

    settings = load(library, host=host, port=port, answering_processes=workers).settings
    address = listening_address(settings.host)
    from api.identity.doorway import is_loopback, require_identity

    require_identity(settings)
    from api.commands.index_keeper import IndexKeeper
    from api.logs import LogStyle, start_logging
    from api.processes.arenas import share_arenas

    share_arenas()
    style = LogStyle(settings.log_format, settings.log_level)
    start_logging(style)
    with (
        listening_socket(address, settings.port) as listening,
        alone_in(settings.library),
        assembled(settings.for_answers()) as minutebook,
        answering_processes(minutebook, settings, style) as processes,
        traced(settings) as tracing,
        IndexKeeper(minutebook),
    ):
        server = server_of(minutebook, settings, processes, tracing)
        note(f"Minutebook listens on {_url(listening)} (interface described at /docs). Stop it with Ctrl-C.")
        if not is_loopback(address) and not (settings.public_url or "").startswith("https:"):
            note(
                "Keys and papers cross the network unencrypted: put a proxy with TLS before it (docs/security.md)."
            )
        server.run(sockets=[listening])
    if server.ended_by == signal.SIGINT:
        raise KeyboardInterrupt


def server_of(
    minutebook: Minutebook,
    settings: AppSettings,
    processes: AnsweringProcesses | None,
    tracing: Tracing | None,
) -> DrainingServer:
    """The HTTP server, ready to run."""
    import uvicorn

    from api.app import create_app
    from api.draining import DRAIN_S, KEEP_ALIVE_S, DrainingServer
    from api.processes.arenas import settle
    from api.slow_clients import PatientProtocol

    app = create_app(minutebook, settings, processes, tracing)
    app.state.health.look()  # what takes long is looked at once before anybody asks
    settle()
    config = uvicorn.Config(
        app,
        http=PatientProtocol,
        log_config=None,
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=DRAIN_S,
        timeout_keep_alive=KEEP_ALIVE_S,
    )
    return DrainingServer(config, app.state.service.drain)


@contextmanager
def answering_processes(
    minutebook: Minutebook, settings: AppSettings, style: LogStyle
) -> Iterator[AnsweringProcesses | None]:
    """The processes that answer, all of them ready; None where the service is to answer itself.

    Raises:
        AnsweringUnavailable: One of them could not start.
    """
    from api.answering.pool import AnsweringProcesses
    from eval.workers import n_cores

    n = n_cores() if settings.answering_processes is None else settings.answering_processes
    if n == 0:
        yield None
        return
    with AnsweringProcesses(
        settings.for_answers(), n, minutebook.questions, style, meanwhile=_load_interface
    ) as processes:
        yield processes


def _load_interface() -> None:
    """Import what serves HTTP: as much work as the start of a process that answers, and done beside it."""
    importlib.import_module("api.app")


@contextmanager
def traced(settings: AppSettings) -> Iterator[Tracing | None]:
    """Where spans of answers go, as the settings have it.

    Raises:
        WrongUse: OpenTelemetry is not installed.
    """
    from api.tracing import start_tracing

    tracing = start_tracing(settings.telemetry, settings.telemetry_endpoint, settings.for_answers())
    try:
        yield tracing
    finally:
        if tracing is not None:
            tracing.close()


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


def listening_address(host: str) -> str:
    """The numeric address that was meant.

    Raises:
        WrongUse: It is none.
    """
    if host.lower() == "localhost":
        return "127.0.0.1"
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        raise WrongUse(f"--host {host}: give the address as a number, such as 127.0.0.1 or ::1.") from None


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
