"""Who sent a request: a key, a session, or the owner of a service that this machine alone can reach.

A service without any key and without a login is its owner's own: whoever reaches it could open the library file
as well. That holds on a loopback address alone, and only where people are not sent to it by another name: a name of
its own means that a proxy stands before it. From the first key on, or with a login set up, nobody is let in unknown;
a key that was revoked counts as a key, so that revoking the last one closes the service.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser

from api.errors import SettingsRefused
from api.identity.errors import CredentialsRefused, CredentialsRequired, IdentityMissing, NotPermitted
from api.identity.groups import Grant, asker_from
from api.identity.keys import Keys
from api.identity.provider import Client, Provider
from api.identity.roles import OWNER, Asker
from api.identity.sessions import Sessions
from api.identity.waiting_room import WaitingRoom
from api.records.database import Records
from api.settings import AppSettings

CALLBACK = "/login/callback"
_FORWARDING = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")


@dataclass(frozen=True)
class Caller:
    """Who asks; ``is_by_cookie`` where a browser said so by itself, without the person's doing."""

    asker: Asker
    is_by_cookie: bool = False


class Doorway:
    """Tells who sent a request. Any thread may call any method."""

    def __init__(self, records: Records, settings: AppSettings, keys: Keys) -> None:
        """Open the doorway of the service that keeps these records and keys.

        Raises:
            SettingsRefused: The login is set up by half.
        """
        self.keys = keys
        self.sessions = Sessions(records)
        self.provider = _provider_of(settings)
        self.waiting_room = WaitingRoom()
        self.lasting = timedelta(hours=settings.oidc_session_hours)
        self.is_https = (settings.public_url or "").startswith("https:")
        self.grants: Mapping[str, Grant] = settings.oidc_groups
        self._is_private = is_for_this_machine(settings)

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; over https no other host and no other path can set it."""
        return self._named("minutebook")

    @property
    def sign_in_cookie(self) -> str:
        """The name of the cookie of a login that has begun; a sibling host can't put one of its own there either."""
        return self._named("minutebook-sign-in")

    def _named(self, name: str) -> str:
        return f"__Host-{name}" if self.is_https else name

    def caller(self, headers: Headers) -> Caller:
        """Who sent a request with these headers.

        Raises:
            CredentialsRequired: They say nothing about who asks, and that is needed.
            CredentialsRefused: What they say is not good.
            NotPermitted: They went through a proxy to a service that is its owner's own.
        """
        if self.is_single_user:
            if any(name in headers for name in _FORWARDING):
                raise NotPermitted(
                    "This service has neither keys nor a login and serves its own machine alone, but the request "
                    "came through a proxy. Make a key (minutebook keys add) or set up a login."
                )
            return Caller(OWNER)
        given = headers.get("authorization")
        if given is not None:
            return Caller(self._by_key(given))
        token = cookie_parser(headers.get("cookie", "")).get(self.cookie)
        if token and self.provider is not None:
            return Caller(self._by_session(token), is_by_cookie=True)
        way = " or sign in at /login" if self.provider is not None else ""
        raise CredentialsRequired(f"Send an API key (Authorization: Bearer KEY){way}.")

    @property
    def is_single_user(self) -> bool:
        """Whether the service is its owner's own: for this machine, without a login, and no key was ever made."""
        return self._is_private and self.provider is None and not self.keys.are_there()

    def admitted(self, asker: Asker | None) -> Asker:
        """Somebody who signed in, where a group of theirs may do anything.

        Raises:
            NotPermitted: None may.
        """
        if asker is None:
            raise NotPermitted("You are known, but none of your groups may use Minutebook. Ask who runs it.")
        return asker

    def _by_key(self, given: str) -> Asker:
        scheme, _, text = given.partition(" ")
        if scheme.lower() != "bearer":
            raise CredentialsRefused("Send the key as Authorization: Bearer KEY.")
        return self.keys.asker(text.strip())

    def _by_session(self, token: str) -> Asker:
        person = self.sessions.person(token)
        if person is None:
            raise CredentialsRefused("The session has ended. Sign in again at /login.")
        return self.admitted(asker_from(person, self.grants))


def require_identity(settings: AppSettings) -> None:
    """Have the service not start where others could reach it and nobody could be told apart.

    Raises:
        IdentityMissing: There is neither a good key nor a login; or the name that it is reached by is not known.
        SettingsRefused: The login is set up by half, or the address for people is none.
    """
    has_login = _provider_of(settings) is not None
    if is_for_this_machine(settings):
        return
    if not has_login and not _has_live_key(settings):
        raise IdentityMissing(
            f"{_reached_as(settings)}: other machines could reach the service, and it could not tell who asks: there "
            "is no key that is good, and no login. Make a key (minutebook keys add), set up a login "
            "(MINUTEBOOK_OIDC_ISSUER), or serve this machine alone (--host 127.0.0.1, without "
            "MINUTEBOOK_PUBLIC_URL)."
        )
    if settings.public_url is None and settings.host.strip("[]") in ("0.0.0.0", "::"):  # noqa: S104 - looked for
        raise IdentityMissing(
            f"{settings.host}: set MINUTEBOOK_PUBLIC_URL to the address by which people reach the service, such as "
            "https://minutes.example.gov.uk. Requests to any other name are refused."
        )


def _has_live_key(settings: AppSettings) -> bool:
    if not Records.are_in(settings.library):
        return False
    with Records(settings.library) as records:
        return Keys(records).is_any_live()


def is_for_this_machine(settings: AppSettings) -> bool:
    """Whether the service listens for this machine alone, and people are sent to it by no other machine's name.

    Raises:
        SettingsRefused: The address for people is none.
    """
    if settings.public_url is None:
        return is_loopback(settings.host)
    try:
        name = urlsplit(settings.public_url).hostname or ""
    except ValueError as error:
        raise SettingsRefused(
            f"MINUTEBOOK_PUBLIC_URL {settings.public_url}: give an address such as https://minutes.example.gov.uk."
        ) from error
    return is_loopback(settings.host) and is_loopback(name)


def _reached_as(settings: AppSettings) -> str:
    """The setting by which the service is for others."""
    if is_loopback(settings.host):
        return f"MINUTEBOOK_PUBLIC_URL {settings.public_url}"
    return settings.host


def is_loopback(host: str) -> bool:
    """Whether this machine alone can reach the address."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _provider_of(settings: AppSettings) -> Provider | None:
    issuer, client_id = settings.oidc_issuer, settings.oidc_client_id
    if issuer is None:
        return None
    needed = {
        "MINUTEBOOK_OIDC_CLIENT_ID": client_id,
        "MINUTEBOOK_PUBLIC_URL": settings.public_url,
        "MINUTEBOOK_OIDC_GROUPS": settings.oidc_groups,
    }
    missing = [name for name, value in needed.items() if not value]
    if missing or client_id is None:
        raise SettingsRefused(
            f"MINUTEBOOK_OIDC_ISSUER is set, but not {', '.join(missing)}. The login needs both."
        )
    if urlsplit(issuer).scheme != "https" and not is_loopback(urlsplit(issuer).hostname or ""):
        raise SettingsRefused(f"MINUTEBOOK_OIDC_ISSUER {issuer}: give an https address.")
    redirect_uri = f"{settings.public_url}{CALLBACK}"
    return Provider(
        Client(issuer, client_id, settings.oidc_client_secret, redirect_uri, settings.oidc_groups_claim)
    )
