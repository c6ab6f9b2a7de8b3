"""The changes that no test notices, each with the reason why it may live: it changes nothing that is sent, retried or
redacted.

For each module a change as the runner prints it, or a function for all of its changes.
"""

from typing import Final

_WORDS: Final = "words for people, without a secret in them"
_SAME: Final = "behaves the same"

LISTED: Final = {
    "calls": {
        "_shown": f"{_WORDS}: what an error shows of an argument that is no id",
        "module: 3  ->  4": "refuses more: what hides behind a fourth encoding",
    },
    "datafold.body": {
        "read_fields: True  ->  False": f"{_SAME}: every caller says whether the schedule is checked",
        "_where": _WORDS,
    },
    "datafold.creation": {
        "Creation: field() without repr=False": "the integration in it is redacted",
        "Creation: False  ->  True": "the integration in it is redacted",
    },
    **{
        f"datafold.kinds.{module}": {f"{name}DataSourceConfig: '{label}'  ->  'X{label}'": f"{_WORDS}: the tool's name"}
        for module, name, label in (
            ("hightouch", "HighTouch", "Hightouch"),
            ("looker", "Looker", "Looker"),
            ("mode", "Mode", "Mode"),
            ("tableau", "Tableau", "Tableau"),
        )
    },
    "datafold.find": {
        "_some": _WORDS,
    },
    "datafold.schedules": {
        "apply: shown_fields() without names={CRON}": f"{_SAME}, more slowly",
    },
    "datafold.targets": {
        "Target.stands: shown_fields() without names={CRON}": f"{_SAME}, more slowly",
        "targets: name  ->  True": f"{_SAME}: null is nobody's key",
        "_target: ''  ->  '/X'": f"{_SAME}: neither is a name",
        "_twice: target.cron is None  ->  target.cron is not None": f"{_SAME}: the two are told apart either way",
        "_target: target.kind.model_fields[name].is_required()  ->  True": f"{_SAME}: all kinds require their secrets",
    },
    "datafold.sync": {
        "_same: json.dumps() without default=str": f"{_SAME}: what a reply holds is JSON",
    },
    "errors": {
        "one_line: 10  ->  11": f"{_SAME}: how much is looked at of what is cut",
    },
    "lanes": {
        "module: 100  ->  101": "the bound of httpx, and one more",
    },
    "looker.auth": {
        "LookerAuth.__init__: 0.0  ->  1.0": f"{_SAME}: without a token its end is not asked for",
        "LookerAuth._accepted: dict without 3: hint": f"{_WORDS}: the next step after a redirect",
    },
    "looker.creation": {
        "_address: ''  ->  '/X'": f"{_SAME}: neither is a URL",
    },
    "looker.deletion": {
        "delete_hub: 1  ->  2": f"{_SAME}: only whether a send is left counts",
    },
    "looker.integration": {
        "_snapshot: shown_fields() without names=_PLAIN": f"{_SAME}: the list of a reply is no mapping of parameters",
        "_body: path[0] in _PLAIN  ->  True": f"{_SAME}: what it adds is replaced by the whole list",
    },
    "looker.naming": {
        "known: len(names) > _MANY  ->  len(names) >= _MANY": _WORDS,
    },
    "looker.token_write": {
        "_noting: step is plan.write  ->  True": f"{_SAME}: a read follows only a write that may have arrived",
    },
    "looker.rotation": {
        "module: 250  ->  251": f"{_WORDS}: the length of a quotation",
        "rotate: previous_token is None  ->  False": f"{_SAME}: the model reads null as null",
        "_tested: len(failed) > _TOLD  ->  len(failed) >= _TOLD": _WORDS,
        "_bare": f"{_WORDS}; the tokens are hidden before",
    },
    "models": {
        "Model: ConfigDict() without defer_build=True": f"{_SAME}, more slowly",
        "Model: True  ->  False #3": f"{_SAME}, more slowly",
    },
    "redaction": {
        "module: '[A-Za-z0-9_.-]*'  ->  'X[A-Za-z0-9_.-]*'": f"{_SAME}, more slowly",
        "_spelled: _SAME_EVERYWHERE.fullmatch(secret)  ->  False": f"{_SAME}, more slowly",
        "redacted.shown: return value  ->  return None #2": "no JSON value gets there",
    },
    "replies": {
        "read_reply: 'JSON'  ->  'XJSON'": f"{_SAME}: any JSON is an object of Python's",
        "refusal: ''  ->  '/X'": f"{_SAME}: neither tells how long to wait",
        "_decoded: content.count(b'[') + content.count(b'{') > _DEEPEST  ->  True": f"{_SAME}, more slowly",
        "_decoded: content.count(b'[') + content.count(b'{') > _DEEPEST  ->  content.count(b'[') + content.count(b'{')"
        " >= _DEEPEST": f"{_SAME}, more slowly",
        "_decoded: b'\\\\ud' in content.lower()  ->  True": f"{_SAME}, more slowly",
        "_check_depth: isinstance(decoded, (dict, list))  ->  True": f"{_SAME}: it is called where there are brackets",
        "_target: ''  ->  '/X'": f"{_SAME}: neither names a host",
        "module: 50  ->  51": f"{_WORDS}: how many problems are told",
        "module: 2  ->  3": f"{_WORDS}: how much of a page is looked at for its title",
        "module: 16  ->  17": f"{_WORDS}: how much of a page is looked at for its title",
    },
    "requests": {
        "_url: query  ->  True": f"{_SAME}: no path holds a query that empty parameters would take away",
    },
    "retries": {
        "_named: not isinstance(failure, (httpx.Response, httpx.RequestError))  ->  False": (
            f"{_WORDS}: only such failures are waited for"
        ),
        "_named: return 'Request'  ->  return None": f"{_WORDS}: only failures of a request are waited for",
        "_named: 'Request'  ->  'XRequest'": f"{_WORDS}: only failures of a request are waited for",
    },
    "settings": {
        "base_url: ''  ->  '/X' #2": f"{_SAME}: neither is refused as a host's name, and no host is",
        "_unknown": _WORDS,
    },
    "transports": {
        "Body.__init__: ''  ->  '/X'": f"{_SAME}: neither is a number",
        "Body.__init__: 20  ->  21": f"{_SAME}: a number of 20 digits is too large already",
        "Body.given_to: response.headers.pop('content-encoding', None)  ->  pass": (
            f"{_SAME}: nothing of a packed body is kept that could be unpacked"
        ),
        "Body.given_to: 'content-encoding'  ->  'Xcontent-encoding'": (
            f"{_SAME}: nothing of a packed body is kept that could be unpacked"
        ),
        "Body.given_to: self.unreadable is not None  ->  True": f"{_SAME}: null is no reason",
        "proxy_for: ''  ->  '/X'": f"{_SAME}: neither is a host's name",
        "proxy_for: ''  ->  '/X' #2": f"{_SAME}: neither is a host's name",
        "proxy_secrets: ''  ->  '/X'": f"{_SAME}: neither holds a password",
        "module: 'unreadable'  ->  'Xunreadable'": "a key between two functions of the module",
        "trust: 0  ->  1": f"{_SAME}: any number stands for a file that is not there",
    },
    "update": {
        "_written: 1  ->  2": f"{_SAME}: only whether a send is left counts",
        "_written: raise AssertionError  ->  pass": f"{_SAME}: the loop always ends before",
    },
    "wire": {
        "module: 'sending'  ->  'Xsending'": "a name for people",
        "Wire._sent: steps.close()  ->  pass": f"{_SAME}: an abandoned generator is closed by the interpreter",
        "Wire._asent: await steps.aclose()  ->  pass": f"{_SAME}: the event loop closes an abandoned one a step later",
        "Wire._watched: (httpx.InvalidURL, UnicodeError) without UnicodeError": "an error, and nothing is sent",
        "_reason: '.'  ->  'X.'": _WORDS,
    },
}
"""Module below ``airflow_provider_bi.api`` -> change -> reason."""
