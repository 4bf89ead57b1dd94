# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from ..arguments import Parser, whole_number, writable_file
from ..console import step, table
from ..errors import SetupError, UsageError
from ..paths import PROJECT

FOLDER = PROJECT / "benchmarks"
DESCRIPTION = """\
Runs a benchmark of the folder benchmarks/, or all of them, and prints ratios:
the connector against the plainest code that does the same work.
"""
# Whoever runs all benchmarks does not expect to wait for an hour.
ONLY_BY_NAME = {"orders-scale", "soak-orders"}


def names():
    """Return the names of the benchmarks."""
    files = FOLDER.glob("*.py")
    stems = (path.stem for path in files if not path.stem.startswith("_"))
    return sorted(stem.replace("_", "-") for stem in stems)


def parse(arguments):
    """Read the command line and refuse an unknown benchmark."""
    parser = Parser("bench", DESCRIPTION, epilog=f"Benchmarks: {', '.join(names())}")
    parser.add_argument(
        "name",
        nargs="?",
        metavar="NAME",
        help=f"default: all but {', '.join(sorted(ONLY_BY_NAME))}, which take long",
    )
    parser.add_argument(
        "--orders",
        metavar="N",
        type=whole_number,
        help="so many orders; fewer are quicker and say less",
    )
    parser.add_argument(
        "--json", metavar="FILE", type=writable_file, help="write the result to FILE"
    )
    options = parser.parse_args(arguments)
    if options.name and options.name not in names():
        raise UsageError(
            f"There is no benchmark '{options.name}', only: {', '.join(names())}."
        )
    return options


def run(options):
    """Run the benchmark here, or each of them in a process of its own."""
    sizes = {"orders": options.orders} if options.orders else {}
    result = _run_one(options.name, sizes) if options.name else _run_all(sizes)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")
    return 0


def _run_one(name, sizes):
    import importlib

    from ..running import Stack

    with step(f"Benchmark {name}"), Stack("bench") as stack:
        module = importlib.import_module(f"benchmarks.{name.replace('-', '_')}")
        result = module.run(stack, **sizes)
    rows = [(key.replace("_", " "), value) for key, value in result.items()]
    print(f"\nBenchmark {name}\n\n{table(rows, right=(1,))}\n", flush=True)
    return result


def _run_all(sizes):
    """Separate processes, because the peak of the memory counts."""
    results = {}
    arguments = [f"--{key}={number}" for key, number in sizes.items()]
    for name in sorted(set(names()) - ONLY_BY_NAME):
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "result.json"
            command = [sys.executable, "-m", "stack", "bench", name, *arguments]
            command += ["--json", str(file)]
            if subprocess.run(command, check=False).returncode:
                raise SetupError(f"The benchmark {name} failed.")
            results[name] = json.loads(file.read_text())
    return results
