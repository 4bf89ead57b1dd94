# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What Linux says about processes."""

import os
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def group_of(pid):
    """Return the processes of a process group, in order."""
    numbers = (int(path.name) for path in Path("/proc").glob("[0-9]*"))
    return sorted(number for number in numbers if _process_group(number) == pid)


def _process_group(pid):
    with suppress(ProcessLookupError):
        return os.getpgid(pid)
    return None


def processor_seconds(pid):
    """Return the processor time of a process and of its children that ended."""
    with suppress(OSError):
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, fields[11:15])) / _TICKS
    return 0
