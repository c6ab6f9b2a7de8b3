"""Waiting for what other processes do, with a bound."""

import time


def until(found, *, what, seconds=60.0):
    """Return what the function finds, once it finds something.

    :param what: What is waited for, for the message.
    """
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if result := found():
            return result
        time.sleep(0.1)
    raise AssertionError(f"Waited {seconds:.0f} s for {what}")
