"""With which code and which software a model was made."""

import hashlib
import platform
import shutil
import subprocess
from functools import cache
from importlib.metadata import distributions, version
from pathlib import Path

from reference_stack.settings import PACKAGE, ROOT
from reference_stack.values import Value

DISTRIBUTION = "mlops-advisor"
LOCK = "requirements.lock"
SOURCES = {".py", ".sql", ".yaml"}


class Environment(Value):
    """Code and software.

    `code` is the git commit; with changes since, or outside a repository, the digest of
    the sources. `lock` is the digest of the lock file, empty where none is shipped.
    `digest` covers Python and every installed package. `pipeline` is the released
    version of this package.
    """

    code: str
    lock: str
    digest: str
    pipeline: str
    python: str

    def changed(self, other: "Environment") -> tuple[str, ...]:
        """Return the names of what differs in another environment."""
        return tuple(
            name
            for name in type(self).model_fields
            if getattr(self, name) != getattr(other, name)
        )


@cache
def environment() -> Environment:
    """Return the environment of this process."""
    lock = ROOT / LOCK
    return Environment(
        code=code(ROOT, PACKAGE),
        lock=hashlib.sha256(lock.read_bytes()).hexdigest() if lock.exists() else "",
        digest=_installed(),
        pipeline=version(DISTRIBUTION),
        python=platform.python_version(),
    )


def code(root: Path, package: Path) -> str:
    """Return the commit of a package's sources, or their digest where there is none."""
    commit = _git(root, "rev-parse", "HEAD")
    changes = _git(root, "status", "--porcelain", "--", str(package))
    return commit if commit and changes == "" else f"source:{sources(package)}"


def sources(package: Path) -> str:
    """Return the SHA-256 of all source files of a package."""
    total = hashlib.sha256()
    for path in sorted(p for p in package.rglob("*") if p.suffix in SOURCES):
        total.update(path.relative_to(package).as_posix().encode() + b"\0")
        total.update(path.read_bytes() + b"\0")
    return total.hexdigest()


def _git(root: Path, *command: str) -> str | None:
    """Return what git says, or None when there is no git or no repository here."""
    git = shutil.which("git")
    if git is None or not (root / ".git").exists():
        return None
    done = subprocess.run(  # noqa: S603
        [git, "-C", str(root), *command], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else None


def _installed() -> str:
    names = {f"{d.metadata['Name']}=={d.version}".lower() for d in distributions()}
    text = "\n".join((platform.python_version(), *sorted(names)))
    return hashlib.sha256(text.encode()).hexdigest()
