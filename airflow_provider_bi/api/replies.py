"""From a response to its JSON, or to one clear sentence about what went wrong."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any, Final
from urllib.parse import quote, quote_plus, urlsplit

from airflow_provider_bi.api.calls import Call, Json, Reply
from airflow_provider_bi.api.errors import BiApiError, StatusError, UnexpectedReply, status_error
from airflow_provider_bi.api.redaction import scrub

_LONGEST: Final = 300
_DEEPEST: Final = 100
_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.)*"', re.DOTALL)
_TITLE: Final = re.compile(rb"<title[^>]*>([^<]+)", re.IGNORECASE)
_NEEDED: Final[dict[Reply, tuple[tuple[type, ...], str]]] = {
    Reply.OBJECT: ((dict,), "an object"),
    Reply.LIST: ((list,), "a list"),
    Reply.LIST_OR_NULL: ((list, type(None)), "a list"),
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What of a response matters here."""

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)


def read_reply(call: Call, answer: Answer, *, hints: Mapping[int, str], secrets: Iterable[str]) -> Json:
    """Return the reply's JSON.

    :param hints: What to do next: by status, by a status' first digit, and 0 for a reply that is not the API's.
    :param secrets: Values that no error text may repeat.
    :raises StatusError: for any status but 2xx, in the class that fits it.
    :raises UnexpectedReply: for a 2xx that does not carry what the call needs.
    """
    if not 200 <= answer.status < 300:
        raise refusal(call, answer, hints=hints, secrets=secrets)
    if call.reply is Reply.NOTHING:
        return None
    if not answer.content.strip():
        if call.reply is Reply.JSON_OR_EMPTY:
            return None
        raise UnexpectedReply(f"{call} answered {answer.status} with an empty body where JSON is needed. {hints[0]}")
    try:
        decoded = _decoded(answer.content)
    except ValueError:
        page = "an HTML page" if _is_html(answer.content) else "something else"
        raise UnexpectedReply(f"{call} answered {answer.status} with {page} instead of JSON. {hints[0]}") from None
    needed, words = _NEEDED.get(call.reply, ((object,), "JSON"))
    if not isinstance(decoded, needed):
        raise UnexpectedReply(
            f"{call} answered {answer.status} with a JSON {type(decoded).__name__} where {words} is needed. {hints[0]}"
        )
    return decoded


def refusal(call: Call, answer: Answer, *, hints: Mapping[int, str], secrets: Iterable[str]) -> BiApiError:
    """Return the error for a status that is not 2xx."""
    hidden = _spellings(secrets)
    found, said = _read_problems(answer)
    problems = [scrub(problem, hidden) for problem in found]
    if 300 <= answer.status < 400:
        text = f"{call} was redirected ({answer.status}){scrub(_target(answer), hidden)}; credentials do not follow."
    else:
        words = _shortened("; ".join(problems) or scrub(said, hidden))
        text = f"{call} refused ({answer.status})" + (f": {words.removesuffix('.')}." if words else ".")
    hint = hints.get(answer.status) or hints.get(answer.status // 100)
    retry_after = _seconds(answer.headers.get("retry-after", "")) if answer.status in {429, 503} else None
    error: type[StatusError] = status_error(answer.status)
    return error(
        f"{text} {hint}" if hint else text,
        status_code=answer.status,
        method=call.method,
        path=call.path,
        problems=tuple(map(_shortened, problems)),
        retry_after=retry_after,
    )


def _read_problems(answer: Answer) -> tuple[list[str], str]:
    """Return the fields that were refused and, where the body names none, what it says.

    FastAPI puts a list under ``detail``; RFC 7807 has ``title`` and ``detail``; Looker has ``message`` and ``errors``.
    Of a FastAPI problem only place and message are read: it may repeat the input, and with it a secret.
    """
    try:
        body = _decoded(answer.content)
    except ValueError:
        if _is_html(answer.content):
            title = _TITLE.search(answer.content)
            return [], f"an HTML page, {title.group(1).decode(errors='replace').strip()!r}" if title else "an HTML page"
        return [], answer.content.decode(errors="replace")
    if not isinstance(body, dict):
        return [], body if isinstance(body, str) else ""
    problems = [*_problems(body.get("errors")), *_problems(body.get("detail"))]
    said = [body[key] for key in ("message", "title", "detail") if isinstance(body.get(key), str)]
    instance = body.get("instance")
    return problems, ": ".join(said) + (f" (instance {instance})" if isinstance(instance, str) else "")


def _problems(listed: Any) -> Iterator[str]:
    match listed:
        case list():
            for item in listed:
                yield from _problems(item) if isinstance(item, dict) else ([item] if isinstance(item, str) else [])
        case {"msg": str(message)}:
            loc = listed.get("loc")
            place = [str(part) for part in loc if part != "body"] if isinstance(loc, list) else []
            yield f"{'.'.join(place)}: {message}" if place else message
        case {"message": str(message)}:
            place = listed.get("field")
            yield f"{place}: {message}" if isinstance(place, str) and place else message


def _decoded(content: bytes) -> Json:
    """Decode JSON; NaN and Infinity, which JSON does not have, are refused, and numbers that would become one.

    :raises ValueError: for what is no JSON, wrongly encoded, or nested too deeply for all that reads it later.
    """
    if content.count(b"[") + content.count(b"{") > _DEEPEST and _depth(content) > _DEEPEST:
        raise ValueError("nested too deeply")
    decoded = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse, parse_float=_finite)
    if b"\\ud" in content.lower():
        # Half of a surrogate pair cannot be written to an XCom.
        json.dumps(decoded, ensure_ascii=False).encode()
    return decoded


def _depth(content: bytes) -> int:
    """Return how deeply JSON text is nested; brackets in strings do not count."""
    depth = deepest = 0
    for bracket in re.findall(rb"[\[\]{}]", _STRING.sub(b"", content)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _finite(text: str) -> float:
    if math.isinf(number := float(text)):
        raise ValueError(text)
    return number


def _spellings(secrets: Iterable[str]) -> set[str]:
    """Return the secrets, and as JSON text spells them: a line break in a private key is not one there."""
    return {
        spelling
        for secret in secrets
        for spelling in (secret, json.dumps(secret)[1:-1], quote(secret, safe=""), quote_plus(secret))
    }


def _target(answer: Answer) -> str:
    """Return where a redirect leads: no more than the host, since a query may hold anything."""
    try:
        target = urlsplit(answer.headers.get("location", ""))
    except ValueError:
        return ""
    return f" to {target.scheme}://{target.netloc.rpartition('@')[2]}" if target.hostname else ""


def _is_html(content: bytes) -> bool:
    return content.lstrip()[:1] == b"<"


def _shortened(text: str) -> str:
    text = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _seconds(header: str) -> float | None:
    """Read ``Retry-After``: seconds or an HTTP date; None for anything else."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        date = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (date.replace(tzinfo=date.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
