"""Loading OpenVINO leaves a thread the stack that it had for signal handlers.

OpenVINO's CPU plugin gives the thread that loads it a stack of its own for them (``sigaltstack``),
and when it is unloaded puts back the one before, unmapping its own. With two plugins, the first of
which goes first, that is one that is mapped no more: the next signal, be it Ctrl-C or the end of a
child, then ends the process with a segmentation fault (seen with OpenVINO 2026.4).
"""

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager


class _Stack(ctypes.Structure):
    """``stack_t`` of Linux; see sigaltstack(2)."""

    _fields_ = (("sp", ctypes.c_void_p), ("flags", ctypes.c_int), ("size", ctypes.c_size_t))


@contextmanager
def signal_stack_kept() -> Iterator[None]:
    """Around whatever may load OpenVINO's CPU plugin."""
    if sys.platform != "linux":
        yield
        return
    library, before = ctypes.CDLL(None), _Stack()
    library.sigaltstack(None, ctypes.byref(before))
    try:
        yield
    finally:
        library.sigaltstack(ctypes.byref(before), None)
