"""Make a machine ready: system packages, virtual environment, pinned packages.

Runs on the bare Python 3.11 of a fresh machine, before anything is installed, so it imports the
standard library alone. What is done already is not done again.

    python3 tools/prepare.py run      # what `make run` needs
    python3 tools/prepare.py develop  # the same and what tests and checks need
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
REQUIREMENTS = {"run": "embedded.txt", "develop": "dev.txt"}
OLDEST, NEWEST = (3, 11), (3, 14)
DEVELOPMENT_MARK = "# --- development ---"


def main(purpose: str) -> None:
    """Prepare for the purpose, or stop with the line to type."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        found = sys.version.split()[0]
        sys.exit(f"Python 3.11 to 3.14 is needed; {sys.executable} is {found}. Set PYTHON=...")
    need_system_packages(purpose)
    need_environment()
    need_requirements(purpose)


# --- system packages ------------------------------------------------------------------------------


def need_system_packages(purpose: str) -> None:
    """Install what is missing when we may; otherwise print the one line to type and stop."""
    wanted = _listed(purpose)
    if importlib.util.find_spec("ensurepip") is None:
        wanted.append("python3-venv")
    if shutil.which("dpkg-query") is None:
        print("This is not Debian or Ubuntu. The portal needs what these packages hold:", *wanted)
        return
    missing = [package for package in wanted if not _is_installed(package)]
    if not missing:
        return
    line = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    if os.geteuid() != 0:
        sys.exit(
            f"System packages are missing. Type this once, then start again:\n  sudo {' '.join(line)}"
        )
    print("Installing system packages:", *missing, flush=True)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "--quiet=2"], check=True, env=quiet)
    subprocess.run([*line, "--quiet=2"], check=True, env=quiet, stdout=subprocess.DEVNULL)


def _listed(purpose: str) -> list[str]:
    text = (ROOT / "packages.txt").read_text()
    if purpose == "run":
        text = text.partition(DEVELOPMENT_MARK)[0]
    return [line for line in text.split("\n") if line and not line.startswith("#")]


def _is_installed(package: str) -> bool:
    command = ["dpkg-query", "--show", "--showformat", "${db:Status-Status}", package]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return answer.stdout == "installed"


# --- virtual environment --------------------------------------------------------------------------


def need_environment() -> None:
    """A virtual environment that works; one left by another Python is made anew."""
    if _works():
        return
    print(f"Making the virtual environment {ENVIRONMENT.name} ...", flush=True)
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)], check=True)


def _works() -> bool:
    if not PYTHON.exists():
        return False
    command = [str(PYTHON), "-c", "import sys, pip; assert sys.version_info[:2] >= (3, 11)"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def need_requirements(purpose: str) -> None:
    """Install the pinned packages, every file checked against its hash."""
    if any(_stamp(done).exists() for done in _purposes_that_cover(purpose)):
        return
    print("Installing Python packages (a minute or two the first time) ...", flush=True)
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += [
        "--require-hashes",
        "--no-deps",
        "-r",
        str(ROOT / "requirements" / REQUIREMENTS[purpose]),
    ]
    subprocess.run(command, check=True)
    for old in ENVIRONMENT.glob("installed-*"):
        old.unlink()
    _stamp(purpose).touch()


def _purposes_that_cover(purpose: str) -> list[str]:
    """What a developer installs holds what `make run` needs."""
    return ["run", "develop"] if purpose == "run" else ["develop"]


def _stamp(purpose: str) -> Path:
    """Its name holds the hash of the requirements: other requirements, other stamp."""
    content = (ROOT / "requirements" / REQUIREMENTS[purpose]).read_bytes()
    return ENVIRONMENT / f"installed-{purpose}-{hashlib.sha256(content).hexdigest()[:16]}"


if __name__ == "__main__":
    main(sys.argv[1])
