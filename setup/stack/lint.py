# Copyright 2026 Amazon Connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The checks of the source; each returns what it has to say, nothing if all is well."""

import ast
import io
import subprocess
import sys
import tokenize

from .paths import PROJECT, addons

SHELL_SCRIPTS = ("setup/demo", "setup/odoo", "setup/test", "setup/bench", "setup/lint")


def _run(*command):
    result = subprocess.run(
        [str(part) for part in command],
        cwd=PROJECT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return (result.stdout.strip() or f"{command} failed") if result.returncode else ""


def ruff():
    """Style, likely bugs, order of imports, complexity."""
    return _run(sys.executable, "-m", "ruff", "check", "--quiet", ".")


def ruff_format():
    """The one layout of the code."""
    return _run(sys.executable, "-m", "ruff", "format", "--check", "--quiet", ".")


def pylint_odoo():
    """The rules of the Odoo Community Association."""
    return _run(sys.executable, "-m", "pylint", "--rcfile=.pylintrc", *addons())


def pure_lib():
    """``lib/`` and the simulator know nothing of Odoo."""
    folders = [PROJECT / addon / "lib" for addon in addons()] + [PROJECT / "simulator"]
    return "\n".join(
        f"{path.relative_to(PROJECT)}:{line} imports odoo"
        for folder in folders
        for path in sorted(folder.rglob("*.py"))
        for line in _odoo_imports(path)
    )


def _odoo_imports(path):
    for node in ast.walk(ast.parse(path.read_text(), str(path))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names = [node.module]
        if any(name.split(".")[0] == "odoo" for name in names):
            yield node.lineno


def explained_sudo():
    """Every ``sudo()`` has a comment just above its statement that says why."""
    return "\n".join(
        f"{path.relative_to(PROJECT)}:{line} uses sudo() without saying why"
        for addon in addons()
        for path in sorted((PROJECT / addon).rglob("*.py"))
        if "tests" not in path.relative_to(PROJECT).parts
        for line in unexplained_sudo(path.read_text())
    )


def unexplained_sudo(source):
    """Return the lines of those ``sudo()`` calls that no comment stands above."""
    comments = {
        token.start[0]
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type == tokenize.COMMENT
    }
    tree = ast.parse(source)
    starts = {node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "sudo":
            start = max(line for line in starts if line <= node.end_lineno)
            if comments.isdisjoint(range(start - 1, node.end_lineno + 1)):
                yield node.end_lineno


def shell_syntax():
    """The scripts are valid for bash."""
    scripts = [*SHELL_SCRIPTS, ".ci/run", "setup/lib/environment.sh"]
    return "\n".join(filter(None, (_run("bash", "-n", script) for script in scripts)))


def compose_syntax():
    """docker/compose.yaml is YAML whose services have an image or a build."""
    import yaml

    path = PROJECT / "docker" / "compose.yaml"
    try:
        services = yaml.safe_load(path.read_text())["services"]
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        return f"docker/compose.yaml: {error}"
    bad = [
        name for name, value in services.items() if not {"image", "build"} & {*value}
    ]
    return f"docker/compose.yaml: no image for {bad}" if bad else ""


CHECKS = (
    ruff,
    ruff_format,
    pure_lib,
    explained_sudo,
    shell_syntax,
    compose_syntax,
    pylint_odoo,
)
