"""onrecord: who said what, in which words, according to whom, from several news reports of one event.

The verbs, in the order of the data flow; each is at home in the room of its module:

    read_reports(["a.txt", "b.html"])          outcomes: a report, or the reason why there is none
    find_statements(report.text)               who said what in one report
    group_stories([report, report])            which reports tell one event
    compile_record([report, report])           the record of one event's reports
    write_record(record), read_record(words)   the record as JSON, and back
    check_record(rows, reports)                which passages of a record still stand, and which do not
    verify_quotations(text, accounts)          what stands behind the quotations of any text
    write_page(record)                         the record as one HTML page
    open("onrecord.db")                        an archive: reports kept, found again, followed over time

A verb is imported when it is first used, so that ``import onrecord`` costs nothing. The nouns are in `onrecord.datamodel`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.archive import open
    from onrecord.outputs.json import parse_record, read_record, write_record
    from onrecord.outputs.page import write_page
    from onrecord.record import check_record, compile_record
    from onrecord.record.verifying import verify_quotations
    from onrecord.reports import read_reports
    from onrecord.samples import find_sample, list_samples
    from onrecord.statements import find_statements
    from onrecord.stories import group_stories

__all__ = [
    "check_record",
    "compile_record",
    "find_sample",
    "find_statements",
    "group_stories",
    "list_samples",
    "open",
    "parse_record",
    "read_record",
    "read_reports",
    "verify_quotations",
    "write_page",
    "write_record",
]

__version__ = "0.1.0"

_HOMES = {
    "check_record": "onrecord.record",
    "compile_record": "onrecord.record",
    "find_sample": "onrecord.samples",
    "find_statements": "onrecord.statements",
    "group_stories": "onrecord.stories",
    "list_samples": "onrecord.samples",
    "open": "onrecord.archive",
    "parse_record": "onrecord.outputs.json",
    "read_record": "onrecord.outputs.json",
    "read_reports": "onrecord.reports",
    "verify_quotations": "onrecord.record.verifying",
    "write_page": "onrecord.outputs.page",
    "write_record": "onrecord.outputs.json",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"onrecord has no {name!r}; its verbs are {', '.join(__all__)}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
