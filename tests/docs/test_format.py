"""docs/format.md and the JSON say the same: every key that is written is described, and every key described is written."""

from __future__ import annotations

import json
import re
import typing
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import find

from onrecord import datamodel
from onrecord.datamodel import Outcome
from onrecord.outputs.json import describe_record, write_statements
from tests.specimens import drawn_report, records

PAGE = (Path(__file__).parents[2] / "docs" / "format.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## (.+?)\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S))
VALUES = {
    "block": datamodel.BlockKind,
    "speaker kind": datamodel.SpeakerKind,
    "resolution": datamodel.Resolution,
    "mode": datamodel.Mode,
    "manner": datamodel.Manner,
    "act": datamodel.Act,
    "variant": datamodel.VariantClass,
    "loss": datamodel.LossKind,
    "detail": datamodel.DetailKind,
    "verdict": datamodel.Verdict,
    "standing": datamodel.Standing,
    "link": datamodel.LinkKind,
    "alone": datamodel.AloneKind,
    "difference": datamodel.DifferenceKind,
}


def keys_of(section: str) -> set[str]:
    return set(re.findall(r"^\| `([\w]+)` \|", SECTIONS[section], re.M))


def described() -> set[str]:
    """Every path that the page describes: ``reports[].capture.size``."""
    return {
        f"{title.strip('`').strip('.')}.{key}".lstrip(".")
        for title in SECTIONS
        if title.startswith("`") and " " not in title
        for key in keys_of(title)
    }


def written(value: object, path: str = "") -> Iterator[str]:
    """Every path that a record has; the ids under ``only`` and ``leaves_out`` are any name."""
    if isinstance(value, dict):
        for key, inner in value.items():
            here = f"{path}.*" if path in ("only", "leaves_out") else f"{path}.{key}".lstrip(".")
            if path not in ("only", "leaves_out"):
                yield here
            yield from written(inner, here)
    elif isinstance(value, list):
        for inner in value:
            yield from written(inner, f"{path}[]")


def test_every_key_of_the_record_is_described_and_no_other() -> None:
    record = find(records(), lambda record: bool(record.reports[0].text.blocks))
    assert described() == set(written(describe_record(record)))


def test_every_key_of_a_line_of_statements_is_described_and_no_other() -> None:
    report, statement = drawn_report("<q>We stay,</q> <s>Oru</s> <c>said</c>.", speaker="Oru")
    line = json.loads(write_statements(Outcome("a", report), (statement,)))
    assert keys_of("`statements --jsonl`") == set(line)
    assert keys_of("`statements[]`") == {"report", *line["statements"][0]}


@pytest.mark.parametrize("name", list(VALUES))
def test_every_value_is_described_and_no_other(name: str) -> None:
    (row,) = re.findall(rf"^\| \*{name}\* \| (.+) \|$", SECTIONS["Values"], re.M)
    assert set(re.findall(r"`([^`]+)`", row)) == set(typing.get_args(VALUES[name]))


def test_every_kind_of_value_that_a_table_names_is_listed() -> None:
    assert set(re.findall(r"^\| `\w+` \| \*([\w ]+)\*", PAGE, re.M)) == set(VALUES)


def test_the_format_is_named() -> None:
    assert f"`{datamodel.FORMAT}`" in SECTIONS["`.`"]
