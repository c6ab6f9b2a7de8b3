"""From a response to its JSON, or to one clear sentence about what went wrong."""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Any, Final
from urllib.parse import urlsplit

from airflow_provider_bi.api.calls import Call, Json, Repeatable, Reply
from airflow_provider_bi.api.errors import BiApiError, StatusError, UnexpectedReply, one_line, status_error
from airflow_provider_bi.api.redaction import scrub, spellings

MAY_BE_DONE: Final = "It may have been done all the same. Look in the service before it is run again."
_LONGEST: Final = 300
_DEEPEST: Final = 100
_MOST: Final = 50
"""Problems that are read of a body."""
_TITLE: Final = re.compile(r"<title[^>]{0,200}+>([^<]{1,1000})", re.IGNORECASE)
_HEAD: Final = 2**16
"""Letters of a page in which its title is looked for."""
_NEEDED: Final[dict[Reply, tuple[tuple[type, ...], str]]] = {
    Reply.OBJECT: ((dict,), "an object"),
    Reply.LIST: ((list,), "a list"),
    Reply.LIST_OR_NULL: ((list, type(None)), "a list"),
}


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What of a response matters here.

    :param unreadable: What stands in place of a body that was left unread.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    unreadable: str | None = None


def read_reply(call: Call, answer: Answer, *, hints: Mapping[int, str], secrets: Iterable[str]) -> Json:
    """Return the reply's JSON.

    :param hints: What to do next: by status, by a status' first digit, and 0 for a reply that is not the API's.
    :param secrets: Values that no error text may repeat.
    :raises StatusError: for any status but 2xx, in the class that fits it.
    :raises UnexpectedReply: for a 2xx that does not carry what the call needs.
    """
    if not 200 <= answer.status < 300:
        raise refusal(call, answer, hints=hints, secrets=secrets)
    if answer.unreadable is not None:
        raise UnexpectedReply(f"{call} answered {answer.status} with {answer.unreadable} instead of JSON. {hints[0]}")
    if not answer.content.strip():
        if call.reply in {Reply.JSON_OR_EMPTY, Reply.NOTHING}:
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
    # A page that a proxy or a login puts in the way is no success, even where nothing is needed of the reply.
    return None if call.reply is Reply.NOTHING else decoded


def refusal(call: Call, answer: Answer, *, hints: Mapping[int, str], secrets: Iterable[str]) -> BiApiError:
    """Return the error for a status that is not 2xx."""
    hidden = spellings(secrets)
    found, said = _read_problems(answer.content, hidden)
    problems = [scrub(problem, hidden) for problem in found]
    if 300 <= answer.status < 400:
        text = f"{call} was redirected ({answer.status}){_target(answer, hidden)}; credentials do not follow."
    else:
        words = _shortened("; ".join(problems) or scrub(said, hidden))
        text = f"{call} refused ({answer.status})" + (f": {words.removesuffix('.')}." if words else ".")
    # A page is not the API's own: it says that nothing answers there, not that what was asked for does not exist.
    astray = answer.status == 404 and _is_html(answer.content)
    hint = hints.get(0) if astray else hints.get(answer.status) or hints.get(answer.status // 100)
    if answer.status >= 500 and call.repeatable is Repeatable.NEVER:
        hint = MAY_BE_DONE
    retry_after = _seconds(answer.headers.get("retry-after", "")) if answer.status in {429, 503} else None
    error: type[StatusError] = StatusError if astray else status_error(answer.status)
    return error(
        f"{text} {hint or ''}".rstrip(),
        status_code=answer.status,
        method=call.method,
        path=call.path,
        problems=tuple(map(_shortened, problems)),
        retry_after=retry_after,
    )


def _read_problems(content: bytes, hidden: Iterable[str]) -> tuple[list[str], str]:
    """Return the fields that were refused and, where the body names none, what it says.

    FastAPI puts a list under ``detail``; RFC 7807 has ``title`` and ``detail``; Looker has ``message`` and ``errors``.
    Of a FastAPI problem only place and message are read: it may repeat the input, and with it a secret.
    """
    try:
        body = _decoded(content)
    except ValueError:
        # Of a page only a part is told, and a secret that was cut could not be found any more.
        text = scrub(content.decode(errors="replace"), hidden)
        if _is_html(content):
            title = _TITLE.search(text[:_HEAD])
            return [], f"an HTML page, {title.group(1).strip()!r}" if title else "an HTML page"
        return [], text
    if not isinstance(body, dict):
        return [], body if isinstance(body, str) else ""
    problems = [*islice(_problems(body.get("errors")), _MOST), *islice(_problems(body.get("detail")), _MOST)]
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
    try:
        decoded = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse, parse_float=_finite)
    except RecursionError:
        raise ValueError("nested too deeply") from None
    if content.count(b"[") + content.count(b"{") > _DEEPEST:
        _check_depth(decoded)
    if b"\\ud" in content.lower():
        # Half of a surrogate pair cannot be written to an XCom.
        json.dumps(decoded, ensure_ascii=False).encode()
    return decoded


def _check_depth(decoded: Json) -> None:
    """Look at one level after the other: no recursion, and each value once."""
    level = [decoded] if isinstance(decoded, (dict, list)) else []
    for _ in range(_DEEPEST):
        level = [
            item
            for holder in level
            for item in (holder.values() if isinstance(holder, dict) else holder)
            if isinstance(item, (dict, list))
        ]
    if level:
        raise ValueError("nested too deeply")


def _refuse(constant: str) -> None:
    raise ValueError(constant)


def _finite(text: str) -> float:
    if math.isinf(number := float(text)):
        raise ValueError(text)
    return number


def _target(answer: Answer, hidden: Iterable[str]) -> str:
    """Return where a redirect leads: no more than the host, since a query may hold anything."""
    try:
        target = urlsplit(scrub(answer.headers.get("location", ""), hidden))
    except ValueError:
        return ""
    return f" to {target.scheme}://{target.netloc.rpartition('@')[2]}" if target.hostname else ""


def _is_html(content: bytes) -> bool:
    return content[:_HEAD].removeprefix(codecs.BOM_UTF8).lstrip()[:1] == b"<"


def _shortened(text: str) -> str:
    return one_line(text, longest=_LONGEST)


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
