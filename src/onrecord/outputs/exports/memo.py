"""Accounts as Markdown: a memo for the newsroom, report by report.

It says who said what, how many reports tell it, and on which characters it rests.

The pins stand in comments that no reader sees and `onrecord check` reads; no word of a report is taken for Markdown or HTML.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from onrecord.datamodel import Account, Statement, Utterance
from onrecord.outputs.edition import spell_date
from onrecord.outputs.exports.rows import pin_of
from onrecord.outputs.unseen import show_unseen

__all__ = ["write"]

_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!|<>~&-])")


def write(accounts: Iterable[Account], path: Path) -> int:
    """Write the memo; returns the number of statements."""
    count = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("# Who said what\n")
        for account in accounts:
            report = account.report
            head = _plain(report.headline or report.name)
            if report.url and re.fullmatch(r"https?://[^\s<>()]+", report.url):
                head = f"[{head}](<{report.url}>)"
            file.write(f"\n## {_plain(report.outlet or report.name)}, {_plain(spell_date(report.published))}\n\n{head}\n\n")
            for statement, utterances in zip(account.statements, account.utterances, strict=True):
                file.write(_line(account, statement, utterances))
                count += 1
    return count


def _line(account: Account, statement: Statement, utterances: Sequence[Utterance]) -> str:
    said = statement.interpretation
    who = said.speaker if said.speaker and said.resolved == "yes" else {"author": "the report itself"}.get(said.resolved)
    words = " … ".join(" ".join(passage.exact.split()) for passage in statement.content)
    facets = ", ".join([said.act, said.manner, *(f"via {via.name}" for via in said.via), *_told_by(utterances)])
    pin = {"report": account.report.id, "digest": account.report.text.id, "pins": [pin_of(p) for p in statement.content]}
    # A comment ends at --, so none may stand in it.
    hidden = json.dumps(pin, ensure_ascii=True).replace("--", "-\\u002d").replace(">", "\\u003e")
    return f"- **{_plain(who or 'not settled')}** ({_plain(facets)}): {_plain(words)} <!-- pin {hidden} -->\n"


def _told_by(utterances: Sequence[Utterance]) -> Iterator[str]:
    """How many reports tell it, and how many of them are independent; of the part that most tell, where it has several."""
    counts = [(len({told.report_id for told in u.tellings}), u.origins.lower, u.origins.upper) for u in utterances]
    if counts:
        reports, low, high = max(counts)
        yield f"told by {reports} reports, {low if low == high else f'{low} to {high}'} independent"


def _plain(words: str) -> str:
    return _SPECIAL.sub(r"\\\1", show_unseen(words))
