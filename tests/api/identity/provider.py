"""A small OpenID Connect provider that keeps to the standards, as a process of its own: ``provider.py``.

Prints its issuer, then serves discovery, keys, authorisation (everybody is signed in at once, as the person of
the query's ``login_hint``, else ``jane``) and the token endpoint with PKCE (S256) and client authentication.
``POST /set`` with a JSON object changes how it behaves from then on, to see a client refuse what it must:
``claims`` (put into the token; null takes one out), ``algorithm`` (``RS256``, ``none``, ``HS256``, ``stranger`` for
another's key), ``rotate`` (a new key of its own), ``iss`` (sent with the code), ``deny`` (nobody is signed in).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "minutebook-test", "provider-test-secret"  # noqa: S105 - of a provider for tests


class Behaviour:
    """What the provider does, its keys, and the codes that it gave out."""

    def __init__(self) -> None:
        self.settings: dict[str, Any] = {}
        self.key = RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)
        self.codes: dict[str, dict[str, str]] = {}


class Handler(BaseHTTPRequestHandler):
    """The endpoints."""

    server: Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path == "/.well-known/openid-configuration":
            self._send_json(200, self._metadata())
        elif parts.path == "/jwks":
            self._send_json(200, {"keys": [self.server.behaviour.key.as_dict(private=False)]})
        elif parts.path == "/authorize":
            self._authorize({name: values[0] for name, values in parse_qs(parts.query).items()})
        else:
            self._send_json(404, {})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        if self.path == "/set":
            self.server.behaviour.settings = json.loads(body)
            if self.server.behaviour.settings.get("rotate"):
                self.server.behaviour.key = RSAKey.generate_key(2048, {"use": "sig"}, auto_kid=True)
            self._send_json(200, {})
        elif self.path == "/token":
            self._token({name: values[0] for name, values in parse_qs(body).items()})
        else:
            self._send_json(404, {})

    def _metadata(self) -> dict[str, object]:
        issuer = self.server.issuer
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": True,
        }

    def _authorize(self, asked: dict[str, str]) -> None:
        behaviour = self.server.behaviour
        is_sound = (
            asked.get("response_type") == "code"
            and asked.get("client_id") == CLIENT_ID
            and "openid" in asked.get("scope", "").split()
            and asked.get("code_challenge_method") == "S256"
        )
        if not is_sound:
            self._send_json(400, {"error": "invalid_request"})
            return
        back = {"state": asked["state"], "iss": behaviour.settings.get("iss", self.server.issuer)}
        if behaviour.settings.get("deny"):
            back["error"] = "access_denied"
        else:
            back["code"] = secrets.token_urlsafe(16)
            behaviour.codes[back["code"]] = asked
        self.send_response(302)
        self.send_header("location", f"{asked['redirect_uri']}?{urlencode(back)}")
        self.end_headers()

    def _token(self, given: dict[str, str]) -> None:
        behaviour = self.server.behaviour
        asked = behaviour.codes.pop(given.get("code", ""), None)
        challenge = hashlib.sha256(given.get("code_verifier", "").encode()).digest()
        is_sound = (
            asked is not None
            and self._is_client()
            and given.get("grant_type") == "authorization_code"
            and given.get("redirect_uri") == asked["redirect_uri"]
            and _encoded(challenge) == asked["code_challenge"]
        )
        if asked is None or not is_sound:
            self._send_json(400, {"error": "invalid_grant"})
            return
        token = self._id_token(asked)
        self._send_json(200, {"access_token": "x", "token_type": "Bearer", "id_token": token})

    def _is_client(self) -> bool:
        scheme, _, given = self.headers.get("authorization", "").partition(" ")
        if scheme != "Basic":
            return False
        client_id, _, secret = base64.b64decode(given).decode().partition(":")
        return (unquote(client_id), unquote(secret)) == (CLIENT_ID, CLIENT_SECRET)

    def _id_token(self, asked: dict[str, str]) -> str:
        behaviour, at = self.server.behaviour, int(time.time())
        claims = {
            "iss": self.server.issuer,
            "sub": asked.get("login_hint", "jane"),
            "aud": CLIENT_ID,
            "iat": at,
            "exp": at + 300,
            "nonce": asked["nonce"],
            "name": "Jane Smith",
            "groups": ["clerks"],
            **behaviour.settings.get("claims", {}),
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        algorithm = behaviour.settings.get("algorithm", "RS256")
        if algorithm == "none":
            return ".".join(_encoded(json.dumps(part).encode()) for part in ({"alg": "none"}, claims)) + "."
        header = {"alg": "RS256", "kid": behaviour.key.kid}
        if algorithm == "HS256":
            return self._signed_with_the_public_key(claims)
        key = RSAKey.generate_key(2048) if algorithm == "stranger" else behaviour.key
        return jwt.encode(header, claims, key)

    def _signed_with_the_public_key(self, claims: dict[str, Any]) -> str:
        """What a client takes for good that checks a shared secret where it has a public key."""
        key = self.server.behaviour.key
        parts = ({"alg": "HS256", "kid": key.kid}, claims)
        signed = ".".join(_encoded(json.dumps(part).encode()) for part in parts)
        return f"{signed}.{_encoded(hmac.digest(key.as_pem(private=False), signed.encode(), 'sha256'))}"

    def _send_json(self, status: int, body: object) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def _encoded(part: bytes) -> str:
    return base64.urlsafe_b64encode(part).rstrip(b"=").decode()


class Server(ThreadingHTTPServer):
    """The provider on a free port of this machine."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.behaviour = Behaviour()
        self.issuer = f"http://127.0.0.1:{self.server_address[1]}"


if __name__ == "__main__":
    provider = Server()
    sys.stdout.write(f"{provider.issuer}\n")
    sys.stdout.flush()
    provider.serve_forever()
