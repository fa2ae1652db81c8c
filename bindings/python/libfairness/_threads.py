# SPDX-License-Identifier: MIT
"""Counting with several threads, to the last bit as with one.

Parts of the rows go to audits of their own, one a thread, which are merged at
the end.  Whatever fails is done again by one thread, so that errors are its
errors; what was counted until then is thrown away.  The core holds no locks
and starts no threads: these are Python's, which run while the GIL is released.
"""

import operator
import os
import threading

from ._core import Feed, FairnessError
from ._errors import specification

MANY = 1_000_000  # rows from which on threads are used without being asked
BLOCK = 4096  # rows that the core reads at once
GROUP = 64 * BLOCK  # rows of a stream that are held: two such groups


def available():
    """How many threads this process may run at once."""
    if hasattr(os, "process_cpu_count"):  # since Python 3.13
        return os.process_cpu_count() or 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def checked(threads):
    """The number of threads that was asked for; None is left to us."""
    if threads is None:
        return None
    try:
        count = -1 if isinstance(threads, bool) else operator.index(threads)
    except TypeError:
        count = -1
    if count < 1:
        raise specification(
            "threads: expected a whole number, 1 or more, or None for as many "
            f"as the machine has where that pays, found {threads!r:.200}",
            "threads",
        )
    return count


def _step(rows, count):
    """Rows of a piece: some pieces for each thread, so that one that is held
    up leaves its share to the others."""
    return max(-(-rows // (4 * count * BLOCK)), 1) * BLOCK


def _pieces(rows, step):
    """(start, end) of pieces; an empty batch is one piece, for the checks."""
    if rows < 1:
        return [(0, 0)]
    return [(at, min(at + step, rows)) for at in range(0, rows, step)]


class _Crew:
    """Some threads, each with a part of its own to count into."""

    def __init__(self, core, count):
        self._parts = [core.part() for _ in range(count)]
        self._threads = []
        self._ended = []  # one entry a thread: appending is atomic
        self._wake = threading.Semaphore(0)
        self._failed = False

    def _work(self, part, jobs):
        try:
            for job in jobs:  # an iterator that all share
                if self._failed:
                    break
                job(part)
        except BaseException:  # whatever it is, one thread will meet it again
            self.stop()
        finally:
            self._ended.append(None)
            self._wake.release()

    def start(self, jobs):
        """Begins to do the jobs, callables that take an audit."""
        self._threads.clear()
        self._ended.clear()
        shared = iter(jobs)
        for i, part in enumerate(self._parts[: len(jobs)]):
            thread = threading.Thread(
                target=self._work, args=(part, shared), name=f"libfairness-{i}"
            )
            self._threads.append(thread)
            try:
                thread.start()
            except RuntimeError:  # no more threads: those there are do it
                self._threads.pop()
                break
        if not self._threads:
            self._work(self._parts[0], shared)

    def stop(self):
        """What is at work ends soon and counts no more."""
        self._failed = True
        for part in self._parts:
            part.stop()

    def wait(self):
        """Until all threads have ended.  A signal may interrupt it, after
        which it can be called again: Thread.join() of Python 3.11 and 3.12
        then takes a thread that runs for one that has ended.  The timeout is
        for a wake-up that was lost to a signal."""
        while len(self._ended) < len(self._threads):
            alive = any(thread.is_alive() for thread in self._threads)
            if not alive and len(self._ended) < len(self._threads):
                self._failed = True  # one had no memory to begin with
                return
            self._wake.acquire(timeout=0.1)

    def merge_into(self, core):
        """Whether everything went well and core has it."""
        if self._failed:
            return False
        whole = self._parts[0]
        try:
            for part in self._parts[1:]:
                whole.merge(part)
            core.merge(whole)
        except (FairnessError, MemoryError):
            return False
        for part in self._parts:
            part.reset()
        return True


def _run(crew, jobs, meanwhile=None):
    """Does the jobs; returns what meanwhile returned."""
    try:
        crew.start(jobs)
        found = meanwhile() if meanwhile else None
        crew.wait()  # a signal ends it
    except BaseException:
        crew.stop()
        crew.wait()
        raise
    return found


def add_columns(core, columns, sensitive, control, threads):
    """Columns of the core: all rows or none."""
    rows = len(sensitive[0]) if sensitive else 0
    count = threads
    if count is None:
        count = available() if rows >= MANY else 1
    count = min(count, -(-rows // BLOCK))
    if count > 1:
        crew = _Crew(core, count)

        def job(start, end):
            return lambda part: part.add_columns(
                columns, sensitive, control, start, end
            )

        _run(crew, [job(*p) for p in _pieces(rows, _step(rows, count))])
        if crew.merge_into(core):
            return
    core.add_columns(columns, sensitive, control)


def _batch_jobs(batches, count):
    def job(i, start, end):
        return lambda part: part.add_batch(batches, i, start, end)

    step = _step(batches.rows, count)
    return [
        job(i, *piece)
        for i, rows in enumerate(batches.lengths())
        for piece in _pieces(rows, step)
    ]


def _add_groups(whole, feed, group, count):
    """Adds a first group of batches and all that the feed has left."""
    crew = _Crew(whole, count)
    row = 0
    while True:
        following = _run(
            crew, _batch_jobs(group, count), lambda: feed.pull(GROUP)
        )
        if not crew.merge_into(whole):
            whole.add_rest(feed, (group, following), row)
            return
        row += group.rows
        group = following
        if feed.failed or not feed.open and not group.rows:
            whole.add_rest(feed, (group,), row)
            return


def add_exported(core, exported, threads):
    """What __arrow_c_stream__ or __arrow_c_array__ returned: all or none.

    One thread pulls the next batches while others count those before, so
    memory does not grow with the stream.  A copy takes them; the audit is in
    use all the while, as it is with one thread.
    """
    feed = Feed(exported)
    count = available() if threads is None else threads
    if count == 1:
        core.add_rest(feed, (), 0)
        return
    enough = MANY if threads is None else 2 * BLOCK
    held = core.hold()
    try:
        group = feed.pull(enough)
        if not feed.failed and group.rows >= enough:
            whole = held.copy()
            _add_groups(whole, feed, group, count)
            held.replace(whole)
            return
    finally:
        held.let_go()
    core.add_rest(feed, (group,), 0)
