"""What a client needs to know of a service: where it is and how to reach it. Read from a connection, checked once."""

from __future__ import annotations

import ipaddress
import ssl
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from airflow_provider_bi.api.errors import SettingsError


class Transport(BaseModel):
    """The settings that stand in a connection's extra, for both services; ``connections.TRANSPORT`` tells more."""

    model_config: ClassVar[ConfigDict] = ConfigDict(hide_input_in_errors=True, frozen=True)

    timeout: float = Field(60.0, gt=0, le=3600)
    verify: bool | str = True
    proxy: SecretStr | None = None
    retries: int = Field(4, ge=0, le=20)
    allow_http: bool = False


class ClientSettings(BaseModel):
    """Where a service is and how to reach it."""

    model_config: ClassVar[ConfigDict] = ConfigDict(hide_input_in_errors=True, frozen=True)

    base_url: str
    transport: Transport = Transport()

    def tls(self) -> ssl.SSLContext | bool:
        """Return what the HTTP client takes for ``verify``."""
        match self.transport.verify:
            case bool() as verify:
                return verify
            case path:
                try:
                    return ssl.create_default_context(cafile=path)
                except OSError as error:
                    raise SettingsError(f"verify: {path} cannot be read as a file of CA certificates.") from error


def read_transport(extra: Mapping[str, Any], *, source: str) -> tuple[Transport, list[str]]:
    """Read a connection's extra; the second value holds what to warn about.

    Empty values mean that the default holds. ``verify_ssl`` of ``gcp_looker`` connections is read as ``verify``.

    :param extra: The connection's extra.
    :param source: How to name the connection in a message.
    :raises SettingsError: for a value that cannot be used; the text names the key.
    """
    given = {key: value for key, value in extra.items() if value not in (None, "")}
    if "verify_ssl" in given:
        given.setdefault("verify", given.pop("verify_ssl"))
    if "proxy" in given:
        given["proxy"] = _proxy(given["proxy"], source=source)
    warnings = [_unknown(key, source=source) for key in given if key not in Transport.model_fields]
    if "verify" in given:
        given["verify"] = _verify(given["verify"], source=source)
    try:
        return Transport.model_validate(given), warnings
    except ValidationError as error:
        problems = "; ".join(f"{problem['loc'][0]}: {problem['msg']}" for problem in error.errors())
        raise SettingsError(f"{source} has an unusable extra: {problems}.") from None


def base_url(
    host: str | None, *, port: int | None, scheme: str | None, suffix: str, allow_http: bool, source: str
) -> str:
    """Put a base URL together from what a connection holds.

    :param host: Host or URL; https where no scheme stands.
    :param port: Port, where the host names none.
    :param scheme: The connection's schema, which a connection URI may carry.
    :param suffix: Path of the API, cut off where somebody pasted it.
    :param allow_http: Whether plain http may leave this machine.
    :param source: How to name the connection in a message.
    :raises SettingsError: for what is no http(s) URL, carries credentials, or would send the key in the clear.
    """
    text = (host or "").strip()
    if not text:
        raise SettingsError(f"{source} has no host: put the service's URL there.")
    url = text if "://" in text else f"{scheme or 'https'}://{text}"
    try:
        parts = urlsplit(url)
        number = parts.port or port
        (parts.hostname or "").encode("idna")
    except ValueError:
        raise SettingsError(f"{source}: the host is no URL.") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname or not url.isprintable() or " " in url:
        raise SettingsError(f"{source}: the host is no http or https URL.")
    if number is not None and not 0 < number < 2**16:
        raise SettingsError(f"{source}: {number} is no port.")
    if parts.username or parts.password:
        raise SettingsError(f"{source}: the host carries a user name; put credentials in login and password.")
    if parts.query or parts.fragment:
        raise SettingsError(f"{source}: the host has a query or a fragment; a URL without is needed.")
    if port and number != port:
        raise SettingsError(f"{source} names two ports, {number} in the host and {port}: remove one.")
    if parts.scheme == "http" and not allow_http and not is_loopback(parts.hostname):
        raise SettingsError(
            f"{source} would send its credentials over plain http to {parts.hostname}: "
            'use https, or set "allow_http": true in its extra.'
        )
    name = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    path = parts.path.rstrip("/").removesuffix(suffix).rstrip("/")
    return f"{parts.scheme}://{name}{f':{number}' if number else ''}{path}"


def is_loopback(host: str) -> bool:
    """Tell whether the host is this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _verify(value: Any, *, source: str) -> bool | str:
    match value:
        case bool():
            return value
        case str() if value.strip().lower() in {"true", "t", "1", "yes", "y", "on"}:
            return True
        case str() if value.strip().lower() in {"false", "f", "0", "no", "n", "off"}:
            return False
        case str() if _is_file(value):
            return value
        case str() if value.startswith("/") and value.isprintable():
            raise SettingsError(
                f"{source} has an unusable extra: verify is {value[:200]!r}, and this worker has no such file."
            )
    raise SettingsError(f"{source} has an unusable extra: verify is true, false, or the path of a CA file that exists.")


def _is_file(path: str) -> bool:
    try:
        return Path(path).is_file()
    except OSError:  # the certificate itself, pasted
        return False


def _proxy(value: Any, *, source: str) -> Any:
    """Check a proxy's URL, which may hold a password and therefore is not repeated."""
    try:
        parts = urlsplit(str(value).strip())
        usable = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise SettingsError(f"{source} has an unusable extra: proxy is a URL such as http://proxy.example:3128.")
    return str(value).strip()


def _unknown(key: str, *, source: str) -> str:
    near = get_close_matches(key, Transport.model_fields, n=1)
    known = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(Transport.model_fields)}."
    return f"{source}: extra {key!r} is not read; {known}"
