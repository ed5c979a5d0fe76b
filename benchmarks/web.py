"""The web app under load: 20 readers at once over an archive, while reports are added to it and judgements are made.

    python -m benchmarks.web onrecord.db                     on a copy of the archive, its pages made first
    python -m benchmarks.web onrecord.db --stories 200       more different stories

The server is a process of its own, started as `onrecord serve` starts it. Each reader asks one page after the other, with a
pause between (``--pause``, seconds; 0 asks without a break). No two searches ask the same: their words are drawn from all that
the archive holds, rare ones and common ones. Printed for each kind of page: requests, 50th and 95th percentile
of the server's own time (its ``Server-Timing``) and of the reader's, the heaviest answer as sent. Then errors, the server's CPU
time a request, and whether every report and judgement that was written is there at the end.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import httpx

from benchmarks.speed import sample_stories

__all__ = ["main"]

_SEARCHES = 1_000
"""Words that are drawn for searches; a run asks a few hundred of them, each once."""


class Readers:
    """Threads that read pages, and what they saw."""

    def __init__(self, base: str, paths: dict[str, list[str]], searches: Iterator[str], *, pause: float, until: float) -> None:
        self.base, self.paths, self.searches, self.pause, self.until = base, paths, searches, pause, until
        self.seen: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
        self.errors: list[str] = []
        self.told_to_wait = 0
        self._lock = threading.Lock()

    def read(self, number: int) -> None:
        """One reader's life."""
        chance = random.Random(number)  # noqa: S311 (which page, no secret)
        kinds = [*sorted(self.paths), "search"]
        with httpx.Client(base_url=self.base, timeout=120) as client:
            while time.monotonic() < self.until:
                kind = chance.choice(kinds)
                with self._lock:
                    path = next(self.searches) if kind == "search" else chance.choice(self.paths[kind])
                begun = time.perf_counter()
                try:
                    with client.stream("GET", path) as answer:
                        size = sum(len(part) for part in answer.iter_raw())
                    spent = 1000 * (time.perf_counter() - begun)
                    served = float(re.findall(r"dur=([\d.]+)", answer.headers["server-timing"])[0])
                    with self._lock:
                        self.seen[kind].append((served, spent, size))
                        self.told_to_wait += answer.status_code == 202
                        if answer.status_code not in (200, 202):
                            self.errors.append(f"{answer.status_code} {path}")
                except httpx.HTTPError as error:
                    with self._lock:
                        self.errors.append(f"{type(error).__name__} {path}")
                time.sleep(self.pause * chance.uniform(0.5, 1.5))


def new_reports(folder: Path, count: int) -> Path:
    """A file of so many reports that the archive cannot know: invented samples under names of their own."""
    path = folder / "new.jsonl"
    texts = [report["text"] for story in sample_stories(repeat=1) for report in story]
    with path.open("w", encoding="utf-8") as out:
        for number in range(count):
            row = {"id": f"new-{number}", "outlet": f"Load Gazette {number}", "published": "2031-03-13"}
            out.write(json.dumps(row | {"text": texts[number % len(texts)]}, ensure_ascii=False) + "\n")
    return path


def cpu_of(pid: int) -> float:
    """Seconds of CPU time that a process has used (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100


def judge(client: httpx.Client, pairs: Sequence[tuple[str, str]], until: float) -> list[str]:
    """Judgements made one after the other; their ids."""
    made = []
    for first, second in pairs:
        if time.monotonic() > until:
            break
        word = {"on": "utterance", "verdict": "unsure", "first": first, "second": second, "by": "Load"}
        made.append(client.post("/api/v1/judgements", json=word, timeout=120).json()["id"])
        time.sleep(2)
    return made


def choose(client: httpx.Client, stories: int) -> tuple[dict[str, list[str]], list[tuple[str, str]]]:
    """The pages that are read, of stories told by several chosen by lot, and pairs of statements to judge."""
    known: list[dict[str, Any]] = []
    after = None
    while True:
        page = client.get(
            "/api/v1/stories", params={"several": True, "limit": 200} | ({"after": after} if after else {})
        ).json()
        known += page["items"]
        after = page["next"]
        if after is None:
            break
    chosen = random.Random(1).sample(known, min(stories, len(known)))  # noqa: S311 (a sample, no secret)
    people = client.get("/api/v1/people", params={"limit": 120}).json()["items"][20:]
    hits = client.get("/api/v1/statements", params={"limit": 40}).json()["items"]
    paths = {
        "story": [f"/stories/{quote(story['id'])}" for story in chosen],
        "reading": [f"/stories/{quote(story['id'])}/reading" for story in chosen],
        "person": [f"/people/{quote(person['id'])}" for person in people[:12]],
    }
    return paths, [(a["statement"], b["statement"]) for a, b in zip(hits[::2], hits[1::2], strict=False)]


def words_of(archive: Path, count: int) -> list[str]:
    """Words that stand in two statements or more, by lot: as many of each order of frequency, as far as there are so many."""
    with closing(sqlite3.connect(archive)) as connection:
        connection.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab('main', 'words', 'row')")
        found = connection.execute(
            "SELECT term, doc FROM vocabulary WHERE doc > 1 AND length(term) > 3 ORDER BY term"
        ).fetchall()
    orders: dict[int, list[str]] = defaultdict(list)
    for term, statements in found:
        if term.isalpha():
            orders[len(str(statements))].append(term)
    chance = random.Random(2)  # noqa: S311 (a sample, no secret)
    words: list[str] = []
    for left, order in zip(range(len(orders), 0, -1), sorted(orders, reverse=True), strict=True):
        words += chance.sample(orders[order], min(len(orders[order]), (count - len(words)) // left))
    chance.shuffle(words)
    return words


def searches_of(words: Sequence[str]) -> list[str]:
    """A search for each word: of ten, seven plain, one by the beginning of a word, one cut down to an act, one to a manner."""
    kinds = ("{}", "{}", "{}&act=deny", "{}", "{}", "{}*", "{}", "{}", "{}&manner=direct", "{}")
    return [
        "/search?q=" + kinds[number % 10].format(quote(word[:5] if number % 10 == 5 else word))
        for number, word in enumerate(words)
    ]


def part(values: list[float], share: float) -> float:
    """The value below which this share of the values lies."""
    return sorted(values)[min(len(values) - 1, int(share * len(values)))]


def run(options: argparse.Namespace, folder: Path) -> int:
    """Start the server, read, write beside it, and print; the exit code."""
    place = folder / "onrecord.db"
    shutil.copy(options.archive, place)
    if (made := Path(f"{options.archive}.made")).exists():
        shutil.copy(made, f"{place}.made")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "onrecord.cli", "serve", "--archive", str(place), "--port", str(port), "--no-ahead"]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        with httpx.Client(base_url=base, timeout=300) as client:
            _wait(client)
            paths, pairs = choose(client, options.stories)
            before = client.get("/api/v1").json()["archive"]["reports"]
            first = []
            for kind in ("story", "person"):
                for path in paths[kind]:
                    begun = time.perf_counter()
                    while client.get(path).status_code == 202:
                        time.sleep(0.1)
                    first.append(1000 * (time.perf_counter() - begun))
            print(f"made on first view: {len(first)} pages, median {part(first, 0.5):.0f} ms, p95 {part(first, 0.95):.0f} ms")
            importing = subprocess.Popen(
                [sys.executable, "-m", "onrecord.cli", "add", "--no-update", "--archive", str(place),
                 str(new_reports(folder, options.reports))], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            until = time.monotonic() + options.seconds
            searches = cycle(searches_of(words_of(options.archive, _SEARCHES)))
            readers = Readers(base, paths, searches, pause=options.pause, until=until)
            used = cpu_of(server.pid)
            threads = [threading.Thread(target=readers.read, args=(number,)) for number in range(options.readers)]
            for thread in threads:
                thread.start()
            judged = judge(client, pairs, until)
            for thread in threads:
                thread.join()
            used = cpu_of(server.pid) - used
            importing.wait(600)
            held = client.get("/api/v1").json()["archive"]["reports"]
            kept = {each["id"] for each in client.get("/api/v1/judgements").json()["items"]}
    finally:
        server.terminate()
        server.wait(30)
    asked = sum(map(len, readers.seen.values()))
    for kind, rows in sorted(readers.seen.items()):
        served, spent = [row[0] for row in rows], [row[1] for row in rows]
        heaviest = max(row[2] for row in rows) / 1000
        print(
            f"{kind:8} {len(rows):5} requests  server p50 {part(served, 0.5):5.0f} p95 {part(served, 0.95):5.0f} ms  reader"
            f" p50 {part(spent, 0.5):5.0f} p95 {part(spent, 0.95):5.0f} ms  heaviest {heaviest:.0f} kB"
        )
    lost = options.reports - (held - before), len(set(judged) - kept)
    print(
        f"{options.readers} readers, {asked} requests in {options.seconds} s, "
        f"CPU of the server {1000 * used / asked:.1f} ms a request"
    )
    print(f"told that a page is being made: {readers.told_to_wait}")
    print(f"errors {len(readers.errors)} {readers.errors[:3]}; lost: {lost[0]} of {options.reports} reports, "
          f"{lost[1]} of {len(judged)} judgements")  # fmt: skip
    return 1 if readers.errors or any(lost) else 0


def _wait(client: httpx.Client) -> None:
    for _ in range(600):
        try:
            client.get("/api/v1")
            return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", type=Path)
    parser.add_argument("--stories", type=int, default=60)
    parser.add_argument("--readers", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--pause", type=float, default=1.0)
    parser.add_argument("--reports", type=int, default=12, help="Reports that are added beside.")
    with TemporaryDirectory() as folder:
        return run(parser.parse_args(arguments), Path(folder))


if __name__ == "__main__":
    sys.exit(main())
