"""What stands behind a quotation: the answer key of our own quotations, and what holds of any text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from onrecord import find_sample, list_samples, read_reports
from onrecord.datamodel import Account, Text
from onrecord.record.accounts import read_accounts
from onrecord.record.shelf import Shelf, words_of
from onrecord.record.verifying import verify_quotations

KEY = json.loads((Path(__file__).parents[2] / "evaluation" / "quotations.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def accounts() -> tuple[Account, ...]:
    reports = [o.report for name in list_samples() for o in read_reports([find_sample(name)]) if o.report]
    return read_accounts(reports)


@pytest.fixture(scope="module")
def shelf(accounts: tuple[Account, ...]) -> Shelf:
    return Shelf(accounts)


@pytest.mark.parametrize("case", KEY, ids=lambda case: case["id"])
def test_a_quotation_stands_as_its_key_says(case: dict, shelf: Shelf) -> None:
    first, *_ = verify_quotations(case["text"], shelf)
    named = {difference.kind for finding in first.found[:1] for difference in finding.differences}
    assert (first.standing, set(case["differences"]) - named) == (case["standing"], set()), first.why


def test_the_key_holds_every_standing_many_times() -> None:
    assert len(KEY) >= 40
    assert {case["standing"] for case in KEY} == {
        "word for word", "altered", "somebody else's", "outside marks", "nowhere", "too short",
    }  # fmt: skip


def test_every_passage_is_cut_out_of_its_report(shelf: Shelf) -> None:
    for case in KEY[:12]:
        for each in verify_quotations(case["text"], shelf):
            for part in each.quoted.parts:
                part.verify(Text(case["text"]))
            for finding in each.found:
                for passage in finding.passages:
                    passage.verify(finding.report.text)


def test_a_report_has_its_own_quotations(accounts: tuple[Account, ...], shelf: Shelf) -> None:
    for account in accounts[:4]:
        for each in verify_quotations(account.report.text, shelf):
            assert each.standing in ("word for word", "too short"), (account.report.name, each.words, each.why)


def test_the_order_of_the_reports_changes_nothing(accounts: tuple[Account, ...]) -> None:
    text = KEY[0]["text"]
    assert verify_quotations(text, accounts) == verify_quotations(text, accounts[::-1])


def test_a_text_without_quotations_gives_nothing(shelf: Shelf) -> None:
    assert verify_quotations("Nobody said a word.", shelf) == ()
    assert verify_quotations("", ()) == ()


def test_contractions_are_taken_apart_with_their_spans() -> None:
    text = "I’ll go; you can't, she won’t."
    assert [(w.t, w.n) for w in words_of(text)] == [
        ("I", "i"), ("’ll", "will"), ("go", "go"), ("you", "you"), ("ca", "can"), ("n't", "not"),
        ("she", "she"), ("wo", "will"), ("n’t", "not"),
    ]  # fmt: skip
    assert all(w.span.cut(text) == w.t for w in words_of(text))


@pytest.mark.parametrize(
    "spaced, whole",
    [
        ("I 'm sure they do n't", "I'm sure they don't"),
        ("We ’ re not going , and we won ’ t", "We’re not going, and we won’t"),
        ("They ca n't be 20 % right", "They can't be 20% right"),
    ],
)
def test_a_contraction_with_a_space_in_it_is_the_same_two_words(spaced: str, whole: str) -> None:
    assert [w.n for w in words_of(spaced)] == [w.n for w in words_of(whole)]
    assert all(w.span.cut(spaced) == w.t for w in words_of(spaced))


def test_what_only_looks_like_a_contraction_is_none() -> None:
    assert [w.n for w in words_of("the boys ’ re-run of ‘ ve’, 12 m")] == ["the", "boys", "re", "run", "of", "ve", "12", "m"]
