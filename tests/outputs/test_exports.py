"""Every export is read back by another library, loses nothing, and can be proved."""

from __future__ import annotations

import csv
import json
import sqlite3
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from onrecord import compile_record, find_sample, read_reports
from onrecord.cli import app
from onrecord.datamodel import Account
from onrecord.errors import OnrecordError
from onrecord.outputs.exports import FORMATS, UnknownFormat, citron, export_accounts, lines
from onrecord.outputs.exports.pins import check_pins, read_pins
from onrecord.outputs.exports.rows import COLUMNS
from onrecord.outputs.exports.tables import guarded, plain
from onrecord.record.accounts import accounts_of
from tests.specimens import drawn_report

PINNED = [each.name for each in FORMATS if each.pinned]


@pytest.fixture(scope="module")
def accounts() -> tuple[Account, ...]:
    reports = [o.report for o in read_reports([find_sample("ceasefire")]) if o.report]
    return tuple(accounts_of(compile_record(reports)))


@pytest.fixture(scope="module")
def exported(accounts: tuple[Account, ...], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("exports")
    paths = {each.name: folder / f"{each.name}{each.suffix}" for each in FORMATS}
    for name, path in paths.items():
        export_accounts(iter(accounts), path, form=name)
    return paths


def told(accounts: tuple[Account, ...]) -> int:
    return sum(len(account.statements) for account in accounts)


@pytest.mark.parametrize("name", PINNED)
def test_an_export_is_proved_from_its_reports(name: str, exported: dict[str, Path], accounts: tuple[Account, ...]) -> None:
    checking = check_pins(read_pins(exported[name]), [account.report for account in accounts])
    assert checking.holds
    assert sum(report.passages for report in checking.reports) >= told(accounts)


@pytest.mark.parametrize("name", PINNED)
def test_an_export_that_lies_is_found_out(
    name: str, exported: dict[str, Path], accounts: tuple[Account, ...], tmp_path: Path
) -> None:
    forged = tmp_path / exported[name].name
    forged.write_bytes(exported[name].read_bytes())
    if name == "sqlite":
        with sqlite3.connect(forged) as base:
            base.execute("update passages set exact = replace(exact, 'mistake', 'triumph')")
    elif name == "parquet":
        polars = pytest.importorskip("polars")
        frame = polars.read_parquet(forged)
        frame.with_columns(words=polars.col("words").str.replace_all("mistake", "triumph")).write_parquet(forged)
    else:
        forged.write_bytes(forged.read_bytes().replace(b"mistake", b"triumph"))
    checking = check_pins(read_pins(forged), [account.report for account in accounts])
    assert not checking.holds
    assert checking.broken_items


def test_an_export_without_its_reports_is_not_said_to_hold(exported: dict[str, Path]) -> None:
    checking = check_pins(read_pins(exported["csv"]), [])
    assert not checking.holds
    assert {report.state for report in checking.reports} == {"words missing"}


@pytest.mark.parametrize("name", [each.name for each in FORMATS])
def test_the_same_accounts_give_the_same_bytes(
    name: str, exported: dict[str, Path], accounts: tuple[Account, ...], tmp_path: Path
) -> None:
    again = tmp_path / "again"
    export_accounts(iter(accounts), again, form=name)
    assert again.read_bytes() == exported[name].read_bytes()


def test_csv_has_every_statement_with_outlet_day_and_address(exported: dict[str, Path], accounts: tuple[Account, ...]) -> None:
    with exported["csv"].open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == told(accounts)
    assert list(rows[0]) == [name for name, _, _ in COLUMNS]
    assert all(row["outlet"] and row["published"] and row["words"] for row in rows)


def test_pandas_reads_the_csv(exported: dict[str, Path], accounts: tuple[Account, ...]) -> None:
    pandas = pytest.importorskip("pandas")
    assert len(pandas.read_csv(exported["csv"])) == told(accounts)


@pytest.mark.parametrize("cell", ["=1+1", "+44", "-5", "@A1", "\t=1", "'=1", "'", "''", "so", ""])
def test_no_cell_is_run_as_a_formula(cell: str) -> None:
    assert not guarded(cell).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert plain(guarded(cell)) == cell


def test_a_formula_in_a_report_is_guarded_and_still_proved(tmp_path: Path) -> None:
    report, statement = drawn_report("“<q>=HYPERLINK(1) we stay</q>,” <s>Oru</s> <c>said</c>.", speaker="Oru", outlet="=cmd")
    account = Account(report, (statement,), ((),), ((),))
    export_accounts([account], tmp_path / "x.csv", form="csv")
    with (tmp_path / "x.csv").open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["outlet"], row["words"]) == ("'=cmd", "'=HYPERLINK(1) we stay")
    assert check_pins(read_pins(tmp_path / "x.csv"), [report]).holds


def test_polars_reads_what_pyarrow_wrote(exported: dict[str, Path], accounts: tuple[Account, ...]) -> None:
    polars = pytest.importorskip("polars")
    frame = polars.read_parquet(exported["parquet"])
    assert frame.height == told(accounts)
    assert frame.columns == [name for name, _, _ in COLUMNS]
    assert frame.schema["start"] == polars.Int64


def test_datasette_opens_the_database(exported: dict[str, Path], accounts: tuple[Account, ...]) -> None:
    datasette = pytest.importorskip("datasette.app")
    import asyncio

    async def ask() -> tuple[int, int, list[dict[str, object]]]:
        served = datasette.Datasette([str(exported["sqlite"])])
        await served.invoke_startup()
        page = await served.client.get("/sqlite/statements")
        rows = await served.client.get("/sqlite/quotations.json?_shape=array&_size=max")
        found = await served.client.get("/sqlite/statements.json?_search=bridge&_shape=array")
        return page.status_code, len(found.json()), rows.json()

    status, found, rows = asyncio.run(ask())
    assert status == 200
    assert found > 0
    assert all(row["outlet"] for row in rows)


def test_the_database_keeps_its_references(exported: dict[str, Path]) -> None:
    with sqlite3.connect(exported["sqlite"]) as base:
        assert base.execute("pragma foreign_key_check").fetchall() == []
        assert base.execute("pragma integrity_check").fetchone() == ("ok",)


def test_every_line_is_as_its_schema_says(exported: dict[str, Path], accounts: tuple[Account, ...]) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    jsonschema.Draft202012Validator.check_schema(lines.schema())
    validator = jsonschema.Draft202012Validator(lines.schema())
    rows = [json.loads(line) for line in exported["jsonl"].read_text(encoding="utf-8").splitlines()]
    assert len(rows) == told(accounts)
    for row in rows:
        validator.validate(row)


def test_rdflib_reads_the_annotations_without_a_network(exported: dict[str, Path], accounts: tuple[Account, ...]) -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(exported["webannotation"], format="json-ld")
    oa = rdflib.Namespace("http://www.w3.org/ns/oa#")
    assert len(set(graph.subjects(rdflib.RDF.type, oa.Annotation))) == told(accounts)
    texts = {account.report.text.id: account.report.text.words for account in accounts}
    checked = 0
    for target in graph.subjects(rdflib.RDF.type, oa.SpecificResource):
        digest = str(graph.value(target, rdflib.URIRef("urn:onrecord:term:digest")))
        both = list(graph.objects(target, oa.hasSelector))
        (place,) = (s for s in both if (s, rdflib.RDF.type, oa.TextPositionSelector) in graph)
        (quote,) = (s for s in both if (s, rdflib.RDF.type, oa.TextQuoteSelector) in graph)
        start, end = (int(graph.value(place, oa[name])) for name in ("start", "end"))
        assert texts[digest][start:end] == str(graph.value(quote, oa.exact))
        checked += 1
    assert checked >= told(accounts)


def test_rdflib_reads_schema_org(exported: dict[str, Path], accounts: tuple[Account, ...]) -> None:
    rdflib = pytest.importorskip("rdflib")
    graph = rdflib.Graph().parse(exported["schemaorg"], format="json-ld")
    schema = rdflib.Namespace("https://schema.org/")
    assert len(set(graph.subjects(rdflib.RDF.type, schema.NewsArticle))) == len(accounts)
    said = {*graph.subjects(rdflib.RDF.type, schema.Quotation), *graph.subjects(rdflib.RDF.type, schema.Claim)}
    assert len(said) == told(accounts)
    assert any(graph.objects(None, schema.spokenByCharacter))


def test_citrons_format_goes_out_and_comes_back(exported: dict[str, Path], accounts: tuple[Account, ...]) -> None:
    back = list(citron.read(exported["citron"]))
    assert len(back) == len(accounts)
    for account, (report, statements) in zip(accounts, back, strict=True):
        assert (report.text, report.id) == (
            account.report.text,
            account.report.id,
        ) or report.text.words == account.report.text.words
        assert [s.content for s in statements] == [s.content for s in account.statements]
        assert [s.cue for s in statements] == [s.cue for s in account.statements]
        assert [s.id for s in statements] == [s.id for s in account.statements]


def test_citrons_own_shape_is_read_and_a_lie_refused(tmp_path: Path) -> None:
    text = "“We will stay,” Oru said."
    quote = {"cue": {"start": 20, "end": 24, "text": "said"}, "contents": [{"start": 0, "end": 15, "text": "“We will stay,”"}]}
    quote |= {"sources": [{"start": 16, "end": 19, "text": "Oru"}], "confidence": 0.5}
    path = tmp_path / "citron.json"
    path.write_text(json.dumps({"text": text, "quotes": [quote]}), encoding="utf-8")
    ((_, (statement,)),) = citron.read(path)
    assert statement.source[0].exact == "Oru"
    assert statement.interpretation.manner == "direct"
    quote["sources"][0]["text"] = "Lee"
    path.write_text(json.dumps([{"text": text, "quotes": [quote]}]), encoding="utf-8")
    with pytest.raises(OnrecordError, match="does not stand"):
        list(citron.read(path))


def test_followthemoney_takes_the_entities(exported: dict[str, Path], accounts: tuple[Account, ...]) -> None:
    pytest.importorskip("followthemoney")
    from followthemoney import model
    from followthemoney.proxy import EntityProxy

    rows = [json.loads(line) for line in exported["ftm"].read_text(encoding="utf-8").splitlines()]
    kinds = []
    for row in rows:
        proxy = EntityProxy.from_dict(row, cleaned=False)
        model[row["schema"]].validate(proxy.to_dict())
        kinds.append(row["schema"])
    assert kinds.count("Article") == len(accounts)
    assert kinds.count("Documentation") + kinds.count("Note") == told(accounts)
    keys = {row["id"] for row in rows}
    assert all(
        key in keys for row in rows for key in row["properties"].get("entity", []) + row["properties"].get("document", [])
    )


def test_networkx_reads_who_cites_whom(exported: dict[str, Path], accounts: tuple[Account, ...]) -> None:
    networkx = pytest.importorskip("networkx")
    graph = networkx.read_gexf(exported["gexf"])
    assert graph.is_directed()
    total = sum(not c.own for account in accounts for c in account.citations)
    assert sum(weight for _, _, weight in graph.edges(data="weight")) == total > 0
    named = {data["label"] for _, data in graph.nodes(data=True)}
    assert {account.report.outlet for account in accounts} <= named


def test_the_memo_reads_and_hides_its_pins(exported: dict[str, Path], accounts: tuple[Account, ...]) -> None:
    memo = exported["markdown"].read_text(encoding="utf-8")
    assert "**Ilian Morvath** (offer" in memo
    assert memo.count("<!-- pin ") == told(accounts)
    several = [line for account in accounts for line in account.utterances if line]
    assert memo.count(" reports, ") == len(several) > 0
    assert all(
        "--" not in line.split("<!-- pin ", 1)[1].removesuffix("-->") for line in memo.splitlines() if "<!-- pin " in line
    )


def test_an_unknown_format_is_named_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownFormat, match="csv, parquet"):
        export_accounts([], tmp_path / "x", form="pdf")
    assert not list(tmp_path.iterdir())


def test_a_library_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OnrecordError, match=r"onrecord\[parquet\]"):
        export_accounts([], tmp_path / "x", form="parquet")
    assert not list(tmp_path.iterdir())


def test_nothing_is_an_export_too(tmp_path: Path) -> None:
    for each in FORMATS:
        assert export_accounts([], tmp_path / each.name, form=each.name) == 0


def test_export_and_check_from_the_command_line(tmp_path: Path) -> None:
    run = CliRunner()
    sample, out = str(find_sample("ceasefire")), tmp_path / "out.csv"
    assert run.invoke(app, ["export", "csv", sample, "--out", str(out)]).exit_code == 0
    checked = run.invoke(app, ["check", str(out), sample])
    assert (checked.exit_code, "The record holds" in checked.output) == (0, True)
    assert run.invoke(app, ["check", str(out)]).exit_code == 1
