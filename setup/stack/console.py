# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import sys
import threading
import time
from contextlib import contextmanager

HEARTBEAT_SECONDS = 15


def say(text):
    """Tell the user what happens; standard output stays free for results."""
    print(f"==> {text}", file=sys.stderr, flush=True)


@contextmanager
def step(title, progress=lambda: ""):
    """Announce a slow step, show that it is alive and how long it took."""
    started = time.monotonic()
    finished = threading.Event()

    def beat():
        while not finished.wait(HEARTBEAT_SECONDS):
            seconds = int(time.monotonic() - started)
            detail = progress()
            say(f"{title} ... still working ({seconds} s{detail and ', ' + detail})")

    say(f"{title} ...")
    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        finished.set()
        thread.join()
    say(f"{title}: done in {time.monotonic() - started:.0f} s")


def table(rows, header=None, right=()):
    """Return ``rows`` as aligned text; the columns in ``right`` are numbers."""
    rows = [[str(cell) for cell in row] for row in ([header] if header else []) + rows]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if index in right else cell.ljust(width)
            for index, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    if header:
        lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def last_lines(path, count=20):
    """Return the end of a log file, for an error message."""
    try:
        lines = path.read_text(errors="replace").splitlines()
    except OSError:
        return "(no log)"
    return "\n".join(f"    {line}" for line in lines[-count:])
