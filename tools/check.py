"""`make check`: everything a machine can judge without running the portal. All steps run; any failure fails."""

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
AT_ONCE = 2
CODE = ("interior_portal", "reports", "vehicles", "visas", "tests", "tools")


def steps() -> dict[str, list[str]]:
    """What is judged; the slowest first, so that the others run beside it."""
    templates = [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]
    manage = [sys.executable, "manage.py"]
    return {
        "types": [_bin("mypy"), *CODE],
        "format": [_bin("ruff"), "format", "--check", "--quiet", "."],
        "lint": [_bin("ruff"), "check", "--quiet", "."],
        "templates": [_bin("djade"), "--check", "--target-version", "5.2", *templates],
        "walls": [_bin("lint-imports"), "--no-logo"],
        "settings": [*manage, "check", "--fail-level", "WARNING"],
        "migrations": [*manage, "makemigrations", "--check", "--dry-run", "--verbosity", "0"],
        "procedures": [*manage, "procedures", "--check"],
        "texts": [sys.executable, "-m", "tools.texts"],
    }


def _bin(name: str) -> str:
    return str(BIN / name)


def main() -> int:
    """Run the steps; 1 when one of them failed."""
    todo = steps()
    with ThreadPoolExecutor(AT_ONCE) as threads:
        passed = dict(zip(todo, threads.map(_run, todo, todo.values()), strict=True))
    failed = [name for name in todo if not passed[name]]
    print(f"{len(failed)} of {len(todo)} checks failed: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


def _run(name: str, command: list[str]) -> bool:
    """Whether the step passed. What failed is printed in full, what passed in a line."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings"}
    start = time.monotonic()
    result = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    seconds = time.monotonic() - start
    if result.returncode == 0:
        print(f"ok     {name} ({seconds:.1f} s)", flush=True)
        return True
    words = "\n".join(filter(None, (result.stdout.strip(), result.stderr.strip())))
    print(f"FAILED {name} ({seconds:.1f} s)\n{words}\n", flush=True)
    return False


if __name__ == "__main__":
    sys.exit(main())
