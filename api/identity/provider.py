"""The login provider, as OpenID Connect Core 1.0 and RFC 6749, 7636 (PKCE), 8414 and 9207 have it.

Nothing of the provider's answer counts before its signature, issuer, audience, time and nonce have been
checked. Keys are taken from the provider's own address over https; only a provider on this machine may do
without.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, SecretStr, ValidationError

from api.identity.errors import ProviderUnreachable, SignInFailed
from api.identity.fetched import TIMEOUT_S, Fetched, fetch_json, require_safe, unreachable
from api.identity.sessions import Person, SignIn

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures with a key pair: a token without one, or signed with a shared secret, is refused."""
LEEWAY_S = 60
"""How far the clocks may be apart."""
KEYS_KEPT_S = 3600.0
KEYS_ASKED_AGAIN_S = 30.0
"""A token with an unknown key has the keys fetched again, but not more often than this."""
LONGEST_SUBJECT = 255
LONGEST_NAME = 200


class _Metadata(BaseModel):
    """What the provider says of itself, as far as it is used."""

    model_config = ConfigDict(extra="ignore")

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


@dataclass(frozen=True)
class Client:
    """Minutebook as the provider knows it."""

    issuer: str
    client_id: str
    secret: SecretStr | None
    redirect_uri: str
    groups_claim: str


class Provider:
    """One login provider. Any thread may call any method."""

    def __init__(self, client: Client) -> None:
        self._client = client
        self.issuer = client.issuer
        self._metadata = Fetched(self._fetch_metadata)
        self._keys = Fetched(self._fetch_keys)

    def require_answer(self) -> None:
        """Have the provider's description here, before anything is noted for somebody who signs in.

        Raises:
            ProviderUnreachable: It gives none.
        """
        self._described()

    def address(self, sign_in: SignIn) -> str:
        """Where to send the person to sign in.

        Raises:
            ProviderUnreachable: The provider does not say where.
        """
        with self._oauth() as oauth:
            url, _ = oauth.create_authorization_url(
                self._described().authorization_endpoint,
                state=sign_in.state,
                nonce=sign_in.nonce,
                code_verifier=sign_in.verifier,
            )
        return str(url)

    def person(self, code: str, sign_in: SignIn) -> Person:
        """Who signed in, for the code that the provider sent back.

        Raises:
            SignInFailed: The code is not good, or the token is not one that may be believed.
            ProviderUnreachable: The provider gives no usable answer.
        """
        token = self._fetch_token(code, sign_in)
        claims = self._believed(token, sign_in.nonce)
        subject = claims.get("sub")
        if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
            raise SignInFailed("The login provider does not say who you are (claim sub).")
        digest = hashlib.sha256(f"{self._client.issuer}\n{subject}".encode()).hexdigest()
        return Person(f"person-{digest[:16]}", _name(claims), _groups(claims.get(self._client.groups_claim)))

    def _oauth(self) -> OAuth2Client:
        secret = self._client.secret
        return OAuth2Client(
            client_id=self._client.client_id,
            client_secret=None if secret is None else secret.get_secret_value(),
            token_endpoint_auth_method="none" if secret is None else "client_secret_basic",  # noqa: S106 - a method
            scope="openid profile",
            redirect_uri=self._client.redirect_uri,
            code_challenge_method="S256",
            timeout=TIMEOUT_S,
            follow_redirects=False,
        )

    def _fetch_token(self, code: str, sign_in: SignIn) -> str:
        endpoint = self._described().token_endpoint
        try:
            with self._oauth() as oauth:
                reply = oauth.fetch_token(
                    endpoint, grant_type="authorization_code", code=code, code_verifier=sign_in.verifier
                )
        except AuthlibBaseError as error:
            raise SignInFailed("The login provider does not take the code. Sign in again.") from error
        except (httpx2.HTTPError, ValueError) as error:
            raise ProviderUnreachable(unreachable(endpoint)) from error
        token = reply.get("id_token")
        if not isinstance(token, str):
            raise SignInFailed("The login provider sent no ID token. Ask for the scope openid there.")
        return token

    def _believed(self, token: str, nonce: str) -> Mapping[str, object]:
        """The claims of a token that may be believed."""
        keys = self._key_set(is_new=False)
        try:
            try:
                decoded = jwt.decode(token, keys, algorithms=list(ALGORITHMS))
            except (JoseError, ValueError):
                # The provider may have changed its keys since they were fetched.
                decoded = jwt.decode(token, self._key_set(is_new=True), algorithms=list(ALGORITHMS))
            jwt.JWTClaimsRegistry(
                leeway=LEEWAY_S,
                iss={"essential": True, "value": self._client.issuer},
                aud={"essential": True, "value": self._client.client_id},
                exp={"essential": True},
                iat={"essential": True},
                nonce={"essential": True, "value": nonce},
            ).validate(decoded.claims)
        except (JoseError, ValueError, TypeError) as error:
            # What is wrong with it is for the log: it may hold what the token holds.
            raise SignInFailed("The login provider's answer can't be believed. Sign in again.") from error
        claims: dict[str, object] = decoded.claims
        audience, party = claims.get("aud"), claims.get("azp")
        is_for_others = isinstance(audience, list) and len(audience) > 1
        if (is_for_others or party is not None) and party != self._client.client_id:
            raise SignInFailed("The login provider's answer is for another service. Sign in again.")
        return claims

    def _described(self) -> _Metadata:
        return self._metadata.no_older_than(math.inf)

    def _key_set(self, *, is_new: bool) -> KeySet:
        """The provider's keys, fetched again now and then, or for a key that is not among them."""
        return self._keys.no_older_than(KEYS_ASKED_AGAIN_S if is_new else KEYS_KEPT_S)

    def _fetch_metadata(self) -> _Metadata:
        url = f"{self._client.issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            found = _Metadata.model_validate(fetch_json(url))
        except ValidationError as error:
            raise ProviderUnreachable(unreachable(url)) from error
        if found.issuer != self._client.issuer:
            raise ProviderUnreachable(
                f"{url} speaks for {found.issuer}. Set MINUTEBOOK_OIDC_ISSUER to exactly what it says."
            )
        for address in (found.authorization_endpoint, found.token_endpoint, found.jwks_uri):
            require_safe(address)
        return found

    def _fetch_keys(self) -> KeySet:
        url = self._described().jwks_uri
        try:
            return KeySet.import_key_set(fetch_json(url))  # type: ignore[arg-type]
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise ProviderUnreachable(unreachable(url)) from error


def _name(claims: Mapping[str, object]) -> str:
    """What to call the person; for people to read, never to decide by."""
    for claim in ("name", "preferred_username", "sub"):
        value = claims.get(claim)
        if isinstance(value, str) and value.strip():
            return "".join(c for c in value if c.isprintable())[:LONGEST_NAME]
    return "a person without a name"


def _groups(claimed: object) -> frozenset[str]:
    given = [claimed] if isinstance(claimed, str) else claimed
    return (
        frozenset(each for each in given if isinstance(each, str)) if isinstance(given, list) else frozenset()
    )
