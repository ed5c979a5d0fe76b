"""The commands in the docs, and what they print: read from a page's ``console`` blocks, run, compared, or written anew.

    python -m tests.docs.console README.md docs/tutorial.md      write what the commands print now into the pages

A line that begins with ``$`` is a command, one that begins with ``>`` goes on with it; what follows is what it prints (both
streams). The blocks of a page run in order in one empty folder, with the ``onrecord`` that is being tested.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

BLOCK = re.compile(r"(?<=^```console\n).*?(?=^```$)", re.M | re.S)
WIDTH = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One command and what the page says it prints."""

    command: str
    printed: str


def steps_of(block: str) -> Iterator[Step]:
    """The commands of a block with their output, in order."""
    for step in re.split(r"^\$ ", block, flags=re.M)[1:]:
        lines = step.splitlines(keepends=True)
        length = next((i for i, line in enumerate(lines) if i and not line.startswith("> ")), len(lines))
        command = "".join([lines[0], *(line[2:] for line in lines[1:length])])
        yield Step(command.rstrip("\n"), "".join(lines[length:]))


def show(step: Step) -> str:
    """A step as it stands in a page."""
    first, *rest = step.command.split("\n")
    return "".join([f"$ {first}\n", *(f"> {line}\n" for line in rest), step.printed])


class Shell:
    """A folder and an environment in which a page's commands run."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "work"
        self.folder.mkdir()
        doors = folder / "bin"
        doors.mkdir()
        for name, arguments in (("onrecord", "-m onrecord.cli "), ("python", "")):
            door = doors / name
            door.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments}"$@"\n', encoding="utf-8")
            door.chmod(0o755)
        kept = {key: os.environ[key] for key in ("HOME", "PYTHONPATH", "LANG", "LC_ALL") if key in os.environ}
        paths = os.pathsep.join([str(doors), *os.environ.get("PATH", os.defpath).split(os.pathsep)])
        self.environ = {**kept, "PATH": paths, "COLUMNS": str(WIDTH), "PYTHONUTF8": "1", "NO_COLOR": "1"}

    def run(self, command: str) -> str:
        """What a command prints on both streams, trailing white space cut off."""
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
            timeout=120,
        )
        return "".join(f"{line.rstrip()}\n" for line in done.stdout.decode("utf-8").split("\n")).rstrip("\n") + "\n"


def blocks_of(page: str) -> list[str]:
    """The ``console`` blocks of a page."""
    return [match[0] for match in BLOCK.finditer(page)]


def refresh(page: str, shell: Shell) -> str:
    """The page with what its commands print now."""

    def again(match: re.Match[str]) -> str:
        fresh = (Step(step.command, shell.run(step.command)) for step in steps_of(match[0]))
        return "".join(show(Step(step.command, step.printed if step.printed.strip() else "")) for step in fresh)

    return BLOCK.sub(again, page)


def main() -> None:
    for name in sys.argv[1:]:
        path = Path(name)
        with TemporaryDirectory() as folder:
            path.write_text(refresh(path.read_text(encoding="utf-8"), Shell(Path(folder))), encoding="utf-8")


if __name__ == "__main__":
    main()
