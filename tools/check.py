"""`make check`: everything a machine can judge without running the portal. All steps run; any failure fails."""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
CODE = ("interior_portal", "visas", "tests", "tools")


def steps() -> dict[str, list[str]]:
    """What is judged, in the order of how fast it is found."""
    templates = [str(path) for path in sorted((ROOT / "templates").rglob("*.html"))]
    manage = [sys.executable, "manage.py"]
    return {
        "format": [_bin("ruff"), "format", "--check", "--quiet", "."],
        "lint": [_bin("ruff"), "check", "--quiet", "."],
        "templates": [_bin("djade"), "--check", "--target-version", "5.2", *templates],
        "walls": [_bin("lint-imports"), "--no-logo"],
        "settings": [*manage, "check", "--fail-level", "WARNING"],
        "migrations": [*manage, "makemigrations", "--check", "--dry-run", "--verbosity", "0"],
        "procedures": [*manage, "procedures", "--check"],
        "texts": [sys.executable, "-m", "tools.texts"],
        "types": [_bin("mypy"), *CODE],
    }


def _bin(name: str) -> str:
    return str(BIN / name)


def main() -> int:
    """Run the steps; 1 when one of them failed. What failed is printed in full, what passed in a line."""
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "tests.settings", "PYTHONPATH": str(ROOT)}
    failed = []
    for name, command in steps().items():
        start = time.monotonic()
        result = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        seconds = time.monotonic() - start
        word = "ok    " if result.returncode == 0 else "FAILED"
        print(f"{word} {name} ({seconds:.1f} s)", flush=True)
        if result.returncode:
            failed.append(name)
            print(result.stdout, result.stderr, sep="\n", flush=True)
    print(f"{len(failed)} of {len(steps())} checks failed: {', '.join(failed) or 'none'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
