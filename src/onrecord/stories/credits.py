"""A report in, the news agencies to which it gives credit out: in its byline, its dateline, or a line at its end.

What is hard here is that an agency's name is also a subject of news ("AP reported that …" credits one sentence, not the
text). So a name counts only where credits stand: in the byline, in brackets or after a bar before a dateline's dash, alone on
a short line, and in the set phrases of a credit ("contributed to this report", "by The …", "© …").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from onrecord.datamodel import Passage, Report
from onrecord.spans import Span

__all__ = ["AGENCIES", "Credit", "find_credits"]

AGENCIES: dict[str, tuple[str, ...]] = {
    "Associated Press": ("The Associated Press", "Associated Press", "AP"),
    "Reuters": ("Thomson Reuters", "Reuters"),
    "AFP": ("Agence France-Presse", "Agence France Presse", "AFP"),
    "UPI": ("United Press International", "UPI"),
    "Xinhua": ("Xinhua News Agency", "Xinhua"),
    "TASS": ("ITAR-TASS", "Itar-Tass", "TASS"),
    "Interfax": ("Interfax-Ukraine", "Interfax"),
    "Ukrinform": ("Ukrinform",),
    "PA": ("Press Association", "PA Media"),
    "dpa": ("Deutsche Presse-Agentur", "dpa", "DPA"),
    "ANSA": ("ANSA",),
    "EFE": ("EFE",),
    "Kyodo": ("Kyodo News", "Kyodo"),
    "Yonhap": ("Yonhap News Agency", "Yonhap"),
    "PTI": ("Press Trust of India", "PTI"),
    "ANI": ("Asian News International", "ANI"),
    "IANS": ("IANS",),
    "Anadolu": ("Anadolu Agency", "Anadolu"),
    "CNN": ("CNN Newsource", "CNN Wire"),
    "Bloomberg": ("Bloomberg News", "Bloomberg"),
    "Canadian Press": ("The Canadian Press", "Canadian Press"),
    "AAP": ("Australian Associated Press", "AAP"),
    "RIA Novosti": ("RIA Novosti",),
    "Tribune News Service": ("Tribune News Service", "Tribune Content Agency"),
}
"""Agencies by the name under which they are shown, with the forms in which credits print them."""

_NAMED = {form: name for name, forms in AGENCIES.items() for form in forms}
_ANY = "|".join(re.escape(form) for form in sorted(_NAMED, key=lambda form: (-len(form), form)))
_DASH = r"(?:—|–|--|-(?=\s)|\|)"
_FORMS = (
    re.compile(rf"^.{{0,60}}?[(\[]\s*(?P<a>{_ANY})\s*[)\]]\s*{_DASH}"),  # PORT AVERIL (AP) —
    re.compile(rf"^\W*(?P<a>{_ANY})\s*(?:{_DASH}|:|/)\s*\S"),  # Xinhua | …, AFP - …
    re.compile(rf"^[A-Z][A-Z .’'-]{{2,40}},?[^.]{{0,40}}?{_DASH}\s*(?P<a>{_ANY})\s*{_DASH}"),
    re.compile(
        rf"^\W*(?:(?:by|from|source|sources|via|credit|©|copyright|\(c\))\W*(?:\d{{4}}\W*)?)?(?:the )?(?P<a>{_ANY})"
        r"\W*(?:staff|writer|news|agency|\d{4})?\W*$",
        re.IGNORECASE,
    ),
    re.compile(rf"\b(?P<a>{_ANY})\b[^.\n]{{0,80}}\bcontributed\b"),
    re.compile(rf"\bcontributed\b[^.\n]{{0,40}}\b(?P<a>{_ANY})\b"),
    re.compile(rf"(?:©|\bcopyright\b|\(c\))[^.\n]{{0,24}}?\b(?P<a>{_ANY})\b", re.IGNORECASE),
    re.compile(
        rf"\b(?:by|with|and)\b[^.\n]{{0,50}},?\s(?:of |for |at )?(?:the )?(?P<a>{_ANY})\W*$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\bwith (?:files|reports?|material|inputs?|additional reporting) (?:from|by) [^.\n]{{0,30}}?(?P<a>{_ANY})\b",
        re.IGNORECASE,
    ),
    re.compile(rf"[(\[]\s*(?:with )?(?:inputs? from )?(?:the )?(?P<a>{_ANY})(?:\s+(?:photo|news agency))?\s*[)\]]\W*$"),
)  # fmt: skip
_LONG = 220
"""Characters beyond which a paragraph is no line of credits; its start is read all the same, for a dateline."""
_ENDS = 4
"""Paragraphs at the start and at the end of a report in which credits stand."""


@dataclass(frozen=True, slots=True)
class Credit:
    """An agency, and where the report gives it credit; without a passage the byline given with the report does so."""

    agency: str
    passage: Passage | None


def find_credits(report: Report) -> tuple[Credit, ...]:
    """The agencies to which the report as a whole gives credit, each once, the byline's first.

    >>> from onrecord.datamodel import Block, Capture, Text
    >>> words = "PORT AVERIL (AP) — The ferry was late again, its captain Ida Oru said."
    >>> text = Text(words, (Block("body", Span(0, len(words))),))
    >>> [credit.agency for credit in find_credits(Report("a", text, Capture("sha256:0", 1, "txt")))]
    ['Associated Press']
    """
    found: dict[str, Credit] = {}
    for form in re.finditer(rf"\b(?:{_ANY})\b", report.byline or ""):
        found.setdefault(_NAMED[form[0]], Credit(_NAMED[form[0]], None))
    for span in _places(report):
        for agency, at in _credited(span.cut(report.text.words)):
            here = Span(span.start + at.start, span.start + at.end)
            found.setdefault(agency, Credit(agency, Passage(report.text, here)))
    return tuple(found.values())


def _places(report: Report) -> list[Span]:
    """The paragraphs in which credits stand: bylines, datelines and furniture anywhere, others at the start and the end."""
    blocks = report.text.blocks
    return [
        block.span
        for n, block in enumerate(blocks)
        if n < _ENDS or n >= len(blocks) - _ENDS or block.kind in {"byline", "dateline", "furniture"}
    ]


def _credited(paragraph: str) -> Iterator[tuple[str, Span]]:
    forms = _FORMS if len(paragraph) <= _LONG else _FORMS[:3]
    for form in forms:
        found = form.search(paragraph[:_LONG])
        if found:
            name = next((_NAMED[known] for known in _NAMED if known.casefold() == found["a"].casefold()), None)
            # "Pa" and "ap" are no agencies: short names count as printed only.
            if name is not None and (len(found["a"]) > 3 or found["a"] in _NAMED):
                yield name, Span(*found.span("a"))
