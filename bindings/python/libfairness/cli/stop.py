# SPDX-License-Identifier: MIT
"""Ctrl-C and its kin: the run ends in order, nothing half written is left."""

import contextlib
import functools
import signal
import sys
import threading

_SIGNALS = [
    getattr(signal, name)
    for name in ("SIGINT", "SIGTERM", "SIGHUP")
    if hasattr(signal, name)
]


class _Stopper:
    """What the process was asked for; signals belong to the process."""

    def __init__(self):
        self._held = False
        self.asked = False  # to stop

    def _stop(self, number, frame):
        for other in _SIGNALS:  # a second one must not break the cleaning up
            signal.signal(other, signal.SIG_IGN)
        self.asked = True
        if not self._held:
            raise KeyboardInterrupt

    def _heed(self, hook, unraisable):
        """Python swallows what is raised in a finalizer or a callback of
        weak references, where a handler may run as anywhere else: it is
        raised again soon after."""
        lost = self.asked and unraisable.exc_type is KeyboardInterrupt
        if not lost or not hasattr(signal, "setitimer"):
            hook(unraisable)
            return
        signal.signal(signal.SIGALRM, self._stop)
        signal.setitimer(signal.ITIMER_REAL, 0.01)

    @contextlib.contextmanager
    def heard(self, last):
        """Turns the signals into KeyboardInterrupt, except where they are
        ignored (nohup) or someone else's.  Where the process ends anyhow
        (last), they stay ignored once one came: DuckDB raises it again."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        ours = (signal.SIG_DFL, signal.default_int_handler)
        before = {}
        self._held = self.asked = False
        for number in _SIGNALS:
            if signal.getsignal(number) in ours:
                before[number] = signal.signal(number, self._stop)
        hook = sys.unraisablehook
        sys.unraisablehook = functools.partial(self._heed, hook)
        try:
            yield
        finally:
            sys.unraisablehook = hook
            if self.asked and hasattr(signal, "setitimer"):
                signal.setitimer(signal.ITIMER_REAL, 0)
            if not (last and self.asked):
                for number, handler in before.items():
                    signal.signal(number, handler)

    @contextlib.contextmanager
    def held(self):
        """Puts them off for good: for the last thing to do."""
        self._held = True
        try:
            yield
        finally:
            self._held = False


stopper = _Stopper()
