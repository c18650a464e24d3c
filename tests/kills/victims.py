"""The processes of a portal that runs, by what they are."""

import os
import random
import signal
from pathlib import Path

PARTS = {"web": "gunicorn", "worker": "worker", "beat": "beat"}


def kill_one(chance: random.Random, supervisor: int, data: Path) -> str | None:
    """kill -9 of the broker, PostgreSQL, web, worker or beat, or a child of theirs; which it was."""
    found = _children_of(supervisor) | _servers(data)
    if not found:
        return None
    name = chance.choice(sorted(found))
    # Every second time the kernel takes a child, as it does when memory runs out.
    pids = _offspring(found[name]) if name in {"web", "worker"} and chance.random() < 0.5 else []
    try:
        os.kill(chance.choice(pids) if pids else found[name], signal.SIGKILL)
    except ProcessLookupError:
        return None
    return name


def _children_of(supervisor: int) -> dict[str, int]:
    found = {}
    for pid in _offspring(supervisor):
        words = _command(pid)
        for name, word in PARTS.items():
            if word in words:
                found[name] = pid
    return found


def _servers(data: Path) -> dict[str, int]:
    """The postmaster and Valkey, whose command names the folder."""
    found = {}
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        words = _command(int(entry.name))
        if str(data) in " ".join(words) and words:
            program = Path(words[0]).name
            if program == "postgres" and "-D" in words:
                found["postgres"] = int(entry.name)
            elif "valkey" in program:
                found["broker"] = int(entry.name)
    return found


def _offspring(pid: int) -> list[int]:
    try:
        return [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _command(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")[:-1]
    except OSError:
        return []
