"""Children that are forked for one piece of work and leave nothing behind."""

from __future__ import annotations

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress


def ended(work: Callable[[], int], patience: float, *, told: bool = False) -> int:
    """Do the work in a child; return its exit status, or a negative one if it had to be killed.

    :param work: Returns the exit status.
    :param patience: Seconds after which the child is killed.
    :param told: Whether what it says is shown.
    """
    pid = os.fork()
    if pid == 0:
        _in_child(work, told=told)
    ends = time.monotonic() + patience
    pause = 0.001
    while True:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            break
        if time.monotonic() > ends:
            with suppress(ProcessLookupError):
                os.killpg(pid, signal.SIGKILL)
        time.sleep(pause)
        pause = min(0.02, pause * 1.5)
    return os.waitstatus_to_exitcode(status)


def _in_child(work: Callable[[], int], *, told: bool) -> None:
    """Work, and end without tidying up what is the parent's."""
    status = 70
    try:
        os.setsid()
        if not told:
            nowhere = os.open(os.devnull, os.O_RDWR)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
        status = work()
    except BaseException:  # noqa: BLE001 - a child must not go on as its parent
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)
