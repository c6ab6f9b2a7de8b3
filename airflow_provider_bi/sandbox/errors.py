"""Why a command cannot be carried out."""


class Unusable(Exception):
    """The command cannot be used as it is; the text is one sentence that says why."""
