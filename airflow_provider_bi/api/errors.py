"""What can go wrong, typed by what the caller does next.

::

    BiApiError
      SettingsError          the connection cannot be used as it is
      ArgumentError          the arguments cannot make a request; nothing was sent
      ConnectionFailed       no reply: dead host, TLS, timeout, connection lost, a login that failed before
      StatusError            a reply that is not 2xx
        AuthError              401, 403, and a refused login
        NotFoundError          404
        InvalidRequestError    400, 422
        RateLimitedError       429
        ServerError            5xx
      UnexpectedReply        a 2xx that is not what the API documents
      WaitFailed             what a task waits for cannot come any more

``permanent`` says whether the same request can ever succeed without somebody changing something.
"""

from __future__ import annotations

from typing import ClassVar, Final

LONGEST: Final = 2000
"""Characters that a message may have."""


def one_line(text: str, *, longest: int = LONGEST) -> str:
    """Return a text as one printable line: a service's words may hold anything, and logs are read line by line."""
    line = " ".join("".join(letter if letter.isprintable() else " " for letter in text[: 10 * longest]).split())
    return line if len(line) <= longest else f"{line[: longest - 3]}..."


class BiApiError(Exception):
    """Any failure of a call to Datafold or Looker.

    :param message: What was tried and what happened; kept as one printable line of at most :data:`LONGEST` characters.
    """

    permanent: bool = True

    def __init__(self, message: str) -> None:
        super().__init__(one_line(message))


class SettingsError(BiApiError):
    """The connection's settings cannot be used."""


class ArgumentError(BiApiError):
    """The arguments cannot make the change that they ask for. Nothing was written."""


class ConnectionFailed(BiApiError):
    """No complete reply arrived, or the call was not sent, since the login before it failed.

    :param message: What was tried and what happened.
    :param ambiguous: Whether the request may have reached the service.
    :param permanent: True for what no retry mends: a refused TLS handshake, a login that answers no token.
    """

    def __init__(self, message: str, *, ambiguous: bool, permanent: bool = False) -> None:
        super().__init__(message)
        self.ambiguous = ambiguous
        self.permanent = permanent

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.args, self.__dict__)


class StatusError(BiApiError):
    """The service answered, and not with success.

    :param message: Request, status, the service's words and the next step.
    :param status_code: HTTP status.
    :param method: HTTP method of the request.
    :param path: Path of the request, without host and query.
    :param problems: The fields that were refused and why, for 400 and 422.
    :param retry_after: Seconds the service asked to wait, where it said so.
    """

    passing: ClassVar[frozenset[int]] = frozenset({408, 425})

    def __init__(
        self,
        message: str,
        *,
        status_code: int,
        method: str,
        path: str,
        problems: tuple[str, ...] = (),
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.method = method
        self.path = path
        self.problems = problems
        self.retry_after = retry_after
        self.permanent = type(self).permanent and status_code not in self.passing

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.args, self.__dict__)


class AuthError(StatusError):
    """The key, the login or the rights behind it were refused."""


class NotFoundError(StatusError):
    """Nothing is there, or these credentials may not see it."""


class InvalidRequestError(StatusError):
    """The service refused the body; ``problems`` names the fields."""


class RateLimitedError(StatusError):
    """Too many requests; ``retry_after`` holds the seconds where the service said how many."""

    permanent = False


class ServerError(StatusError):
    """The service itself failed."""

    permanent = False


class UnexpectedReply(BiApiError):
    """A 2xx whose body is not what the call needs: HTML, an empty body, another type."""


class WaitFailed(BiApiError):
    """What is waited for cannot come any more."""


def may_have_arrived(error: BiApiError) -> bool:
    """Tell whether a call that failed so may have done its work all the same."""
    return isinstance(error, (ServerError, UnexpectedReply)) or (
        isinstance(error, ConnectionFailed) and error.ambiguous
    )


def status_error(status_code: int) -> type[StatusError]:
    """Return the error class for an HTTP status."""
    match status_code:
        case 401 | 403:
            return AuthError
        case 404:
            return NotFoundError
        case 400 | 422:
            return InvalidRequestError
        case 429:
            return RateLimitedError
        case _ if status_code >= 500:
            return ServerError
        case _:
            return StatusError


def _rebuild(error: type[BiApiError], args: tuple[object, ...], state: dict[str, object]) -> BiApiError:
    """Make pickling work: Airflow hands exceptions between processes."""
    rebuilt = error.__new__(error, *args)
    rebuilt.__dict__.update(state)
    return rebuilt
