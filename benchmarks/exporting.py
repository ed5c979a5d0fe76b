"""A whole archive in every format: how long, how large, how much memory, and does another program read it?

    python -m benchmarks.exporting onrecord.db FOLDER [--only csv --only ftm]

The stories are compiled once and kept in FOLDER (`accounts.pickle`, with which a second run goes on), then each format is
written, proved again by the means of `onrecord check` against all reports, and read by another program, each in a process of
its own. Printed are seconds of CPU time, the peak of memory, bytes, and what the reader found. The JSON-LD of a whole archive
is some millions of triples: a real RDF library reads the file of every hundredth report, and the whole is read as JSON.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import multiprocessing
import pickle
import resource
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import onrecord
from onrecord.archive.accounts import accounts_in
from onrecord.datamodel import Account
from onrecord.outputs.exports import FORMATS, Format, export_accounts
from onrecord.outputs.exports.pins import check_pins, read_pins

__all__ = ["main"]

_SAMPLED = 100


def _compile(archive: str, kept: Path) -> str:
    """The accounts of all reports into one file, one after the other."""
    half = kept.with_suffix(".part")
    count = statements = 0
    with onrecord.open(archive, create=False) as opened, half.open("wb") as file:
        for account in accounts_in(opened):
            pickle.dump(account, file, protocol=5)
            count += 1
            statements += len(account.statements)
            if count % 500 == 0:
                print(f"  {count} reports, {time.process_time():.0f} s CPU", flush=True)
    half.replace(kept)
    return f"{count} reports, {statements} statements"


def _accounts(kept: Path, step: int = 1) -> Iterator[Account]:
    with kept.open("rb") as file:

        def every() -> Iterator[Account]:
            while True:
                try:
                    yield pickle.load(file)  # noqa: S301 (written above)
                except EOFError:
                    return

        yield from islice(every(), 0, None, step)


def _unpickle(kept: Path) -> str:
    """What reading the accounts back takes, for it is in the time of each format and is no part of an export."""
    return f"{sum(1 for _ in _accounts(kept))} reports"


def _write(form: str, kept: Path, path: Path) -> str:
    return f"{export_accounts(_accounts(kept), path, form=form)} items"


def _check(kept: Path, path: Path) -> str:
    # A report without statements stands in no export.
    checking = check_pins(read_pins(path), [account.report for account in _accounts(kept) if account.statements])
    states = [report.state for report in checking.reports]
    proved = sum(report.passages - report.moved - report.broken for report in checking.reports)
    broken = sum(report.broken for report in checking.reports)
    return f"{'holds' if checking.holds else 'BREAKS'}: {proved} passages of {states.count('proved')} reports, {broken} broken"


def _read(form: Format, kept: Path, path: Path) -> str:
    return _READERS[form.name](kept, path)


def _read_csv(kept: Path, path: Path) -> str:
    csv.field_size_limit(2**31 - 1)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [len(row) for row in csv.reader(file)]
    return f"csv: {len(rows) - 1} rows, all of {min(rows)} to {max(rows)} columns"


def _read_parquet(kept: Path, path: Path) -> str:
    import polars

    frame = polars.read_parquet(path)
    return f"Polars: {frame.height} rows of {frame['report'].n_unique()} reports, {frame['outlet'].n_unique()} outlets"


def _read_sqlite(kept: Path, path: Path) -> str:
    import datasette.app  # type: ignore[import-untyped]

    async def ask() -> str:
        served = datasette.app.Datasette([str(path)], settings={"sql_time_limit_ms": 60_000})
        await served.invoke_startup()
        page = await served.client.get(f"/{path.stem}/statements")
        found = await served.client.get(f"/{path.stem}.json?sql=select+count(*)+as+n+from+statements&_shape=array")
        return f"Datasette: status {page.status_code}, {found.json()[0]['n']} statements"

    return asyncio.run(ask())


def _read_lines(kept: Path, path: Path) -> str:
    from jsonschema import Draft202012Validator

    from onrecord.outputs.exports.lines import schema

    validator = Draft202012Validator(schema())
    count = wrong = 0
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file):
            row = json.loads(line)
            if number % 10 == 0:
                count += 1
                wrong += not validator.is_valid(row)
    return f"jsonschema: {number + 1} lines, {wrong} of {count} (every tenth) not valid"


def _read_jsonld(kept: Path, path: Path) -> str:
    import rdflib

    with path.open(encoding="utf-8") as file:
        whole = json.load(file)
    items = whole.get("items") or whole.get("@graph") or []
    part = path.with_suffix(".part.jsonld")
    form = "webannotation" if "items" in whole else "schemaorg"
    told = export_accounts(_accounts(kept, _SAMPLED), part, form=form)
    graph = rdflib.Graph().parse(part, format="json-ld")
    return f"json: {len(items)} items; rdflib: {told} items of every {_SAMPLED}th report, {len(graph)} triples"


def _read_citron(kept: Path, path: Path) -> str:
    from onrecord.outputs.exports import citron

    found = [(report.text.id, len(statements)) for report, statements in citron.read(path)]
    return f"read back: {len(found)} reports, {sum(count for _, count in found)} quotes"


def _read_ftm(kept: Path, path: Path) -> str:
    from followthemoney import model

    count = wrong = 0
    with path.open(encoding="utf-8") as file:
        for line in file:
            data = json.loads(line)
            count += 1
            try:
                proxy = model.get_proxy(data)
                proxy.schema.validate(data)
            except Exception:  # whatever it does not like is a finding
                wrong += 1
    return f"followthemoney: {count} entities, {wrong} not valid"


def _read_gexf(kept: Path, path: Path) -> str:
    import networkx  # type: ignore[import-untyped]

    graph = networkx.read_gexf(path)
    total = sum(not c.own for account in _accounts(kept) for c in account.citations)
    weights = sum(weight for _, _, weight in graph.edges(data="weight"))
    return f"networkx: {len(graph)} nodes, {graph.number_of_edges()} edges, weight {weights:.0f} of {total} citations"


def _read_memo(kept: Path, path: Path) -> str:
    return f"{sum(1 for _ in path.open(encoding='utf-8'))} lines"


_READERS: dict[str, Callable[[Path, Path], str]] = {
    "csv": _read_csv,
    "parquet": _read_parquet,
    "sqlite": _read_sqlite,
    "jsonl": _read_lines,
    "webannotation": _read_jsonld,
    "schemaorg": _read_jsonld,
    "citron": _read_citron,
    "ftm": _read_ftm,
    "gexf": _read_gexf,
    "markdown": _read_memo,
}


def _apart(what: Callable[..., str], *given: object) -> str:
    """Do it in a process of its own; what came of it, with its CPU time and peak of memory."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measured, (what, *given))


def _measured(what: Callable[..., str], *given: object) -> str:
    began = time.process_time()
    try:
        said = what(*given)
    except Exception as error:  # a format that fails is a finding, and the others are still to be tried
        said = f"FAILED: {type(error).__name__}: {error}"
    seconds, peak = time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{said}; {seconds:.1f} s CPU, {peak:,.0f} MB"


def main() -> int:
    """Compile, write, check and read; prints as it goes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("archive", help="the archive's file")
    parser.add_argument("folder", type=Path, help="where the files are written")
    parser.add_argument("--only", action="append", help="this format, and no other; may be given several times")
    given = parser.parse_args()
    given.folder.mkdir(exist_ok=True)
    kept: Path = given.folder / "accounts.pickle"
    if not kept.exists():
        print("compiled:", _apart(_compile, given.archive, kept), flush=True)
    print("accounts read back:", _apart(_unpickle, kept), flush=True)
    for form in FORMATS:
        if given.only and form.name not in given.only:
            continue
        path: Path = given.folder / f"whole-{form.name}{form.suffix}"
        print(f"{form.name}, written: {_apart(_write, form.name, kept, path)}", flush=True)
        if not path.exists():
            continue
        print(f"  {path.stat().st_size / 1e6:.1f} million bytes")
        if form.pinned:
            print(f"  checked: {_apart(_check, kept, path)}", flush=True)
        print(f"  read: {_apart(_read, form, kept, path)}", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
