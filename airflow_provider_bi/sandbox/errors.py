"""Why a command cannot be carried out."""


class Unusable(Exception):  # noqa: N818 - it is the command that cannot be used
    """The command cannot be used as it is; the text is one sentence that says why."""
