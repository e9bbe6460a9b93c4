"""What can go wrong with who asks.

    ApiError
    ├── IdentityError
    │   ├── CredentialsRequired   nothing was sent that says who asks (401)
    │   ├── CredentialsRefused    the key or the session is not, or no longer, good (401)
    │   ├── NotPermitted          known, but of the wrong role or body (403)
    │   ├── SignInFailed          the login provider's answer can't be believed, or nobody of that group may in (403)
    │   └── ProviderUnreachable   the login provider doesn't answer (503)
    ├── WrongUse
    │   ├── RoleUnknown           a role, a body or a class that there isn't
    │   ├── PersonUnclear         several people who are signed in have that name
    │   └── IdentityMissing       others could reach the service, and nobody could be told apart
    ├── KeyNotFound               no key of that name or beginning
    └── SessionNotFound           nobody of that name or id is signed in (404)

What was sent never stands in a message.
"""

from __future__ import annotations

from api.errors import ApiError, WrongUse


class IdentityError(ApiError):
    """Base of what is refused for who asks."""


class CredentialsRequired(IdentityError):
    """The request says nothing about who asks."""


class CredentialsRefused(IdentityError):
    """The key or the session that was sent is not good."""


class NotPermitted(IdentityError):
    """The asker is known and may not do this."""


class SignInFailed(IdentityError):
    """Somebody came back from the login provider and is not let in."""


class ProviderUnreachable(IdentityError):
    """The login provider gives no usable answer."""


class RoleUnknown(WrongUse):
    """A role, a body or a class of papers that there isn't."""


class PersonUnclear(WrongUse):
    """Several people have the name that was given."""


class IdentityMissing(WrongUse):
    """The service would listen where others can reach it, with no way to tell who asks."""


class KeyNotFound(ApiError):
    """No API key has that name or beginning."""


class SessionNotFound(ApiError):
    """Nobody of that name or id is signed in."""
