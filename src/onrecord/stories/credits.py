"""A report in, the news agencies to which it gives credit out: in its byline, its dateline, or a line at its end.

What is hard here is that an agency's name is also a subject of news ("AP reported that …" credits one sentence, not the
text), and that pictures have credits of their own. So a name counts only where credits of a text stand: in the byline, in
brackets or before a dash at the start of a paragraph, alone on a short line, behind the last sentence, and in the set phrases
of a credit ("contributed to this report", "with files from", "© …").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from onrecord.datamodel import Passage, Report
from onrecord.spans import Span

__all__ = ["AGENCIES", "Credit", "find_credits"]

AGENCIES: dict[str, tuple[str, ...]] = {
    "Associated Press": ("The Associated Press", "Associated Press", "AP"),
    "Reuters": ("Thomson Reuters", "Reuters"),
    "AFP": ("Agence France-Presse", "Agence France Presse", "AFP", "afp"),
    "UPI": ("United Press International", "UPI"),
    "Xinhua": ("Xinhua News Agency", "Xinhua"),
    "TASS": ("ITAR-TASS", "Itar-Tass", "TASS"),
    "Interfax": ("Interfax-Ukraine", "Interfax"),
    "Ukrinform": ("Ukrinform",),
    "PA": ("Press Association", "PA Media"),
    "dpa": ("Deutsche Presse-Agentur", "dpa", "DPA"),
    "ANSA": ("ANSA",),
    "EFE": ("Agencia EFE", "EFE"),
    "Kyodo": ("Kyodo News", "Kyodo"),
    "Jiji": ("Jiji Press",),
    "Yonhap": ("Yonhap News Agency", "Yonhap"),
    "KCNA": ("KCNA",),
    "PTI": ("Press Trust of India", "PTI"),
    "ANI": ("Asian News International", "ANI"),
    "IANS": ("IANS",),
    "Bernama": ("Bernama",),
    "Antara": ("Antara",),
    "Anadolu": ("Anadolu Agency", "Anadolu", "AA"),
    "IRNA": ("IRNA",),
    "Belga": ("Belga",),
    "Ritzau": ("Ritzau",),
    "Lusa": ("Lusa",),
    "CNN": ("CNN Newsource", "CNN Wire"),
    "Bloomberg": ("Bloomberg News", "Bloomberg"),
    "Canadian Press": ("The Canadian Press", "Canadian Press"),
    "AAP": ("Australian Associated Press", "AAP"),
    "RIA Novosti": ("RIA Novosti",),
    "Tribune News Service": ("Tribune News Service", "Tribune Content Agency"),
}
"""Agencies by the name under which they are shown, with the forms in which credits print them."""

_NAMED = {form: name for name, forms in AGENCIES.items() for form in forms}
_NAMED |= {form.upper(): name for form, name in _NAMED.items() if len(form) > 4}
_FOLDED = {form.casefold(): name for form, name in _NAMED.items() if len(form) > 4}
"""Short names count as printed only: "Pa", "ap" and "aa" are no agencies."""
_ONE = rf"(?:the )?\b(?:{'|'.join(re.escape(form) for form in sorted(_NAMED, key=lambda form: (-len(form), form)))})\b"
_ANY = re.compile(_ONE, re.IGNORECASE)
_KEYS = tuple(sorted({form.casefold() for form in _NAMED}))
_KEYS = tuple(key for key in _KEYS if not any(other != key and other in key for other in _KEYS))
"""What stands in every paragraph that names an agency: looked for first, as it takes no time."""
_SOME = rf"(?P<a>{_ONE}(?:\s*(?:,? and |[,/;&+])\s*{_ONE})*)"
_DASH = r"(?:—|–|--|-(?=\s)|\||_(?=\s))"
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w*"
_DATE = rf"(?:{_MONTH}\.?,? \d{{1,2}}(?:,? \d{{4}})?|\d{{1,2}} {_MONTH}\.?(?:,? \d{{4}})?)"
_PLACE = r"[A-Z][\w .’'-]{1,40}"
_THIS = r"(?:this|the) (?:report|story|article|dispatch|piece)"
_PEOPLE = r"(?:\s+(?:staff|writers?|reporters?|correspondents?|news|agency|agencies|newswire|wires?|\d{4}))*"

_Form = tuple[tuple[str, ...], str]
"""A pattern, and what stands in every paragraph that fits it, in small letters: one of these, where there are any."""
_DASHES = ("—", "–", "-", "|", "_")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_HEADS: tuple[_Form, ...] = (
    (("(", "["), rf"^.{{0,60}}?[(\[]\s*{_SOME}\s*[)\]]\s*\.?\s*{_DASH}"),  # PORT AVERIL (AP) —, Madrid (EFE).-
    (("(", "["), rf"^.{{0,60}}?[(\[]\s*{_SOME}\s*[)\]]\s*\.-"),
    # Port Averil, May 3 (IANS) The …
    (("(",), rf"^(?:(?-i:{_PLACE}),\s*{_DATE}|(?-i:{_PLACE}):)\s*\(\s*{_SOME}\s*\)\s+\S"),
    (_DASHES, rf"^\W*{_SOME}\s*{_DASH}\s*\S"),  # Xinhua | …, AFP - …
    (("dpa/",), r"^\W*(?P<a>dpa)/\S"),  # dpa/Ida Oru; "Reuters/Ida Oru" is a picture's
    (_MONTHS, rf"^\W*{_SOME},?\s+{_DATE}\s*[.:—–-]"),  # TASS, May 3.
    ((".", ":"), rf"^\W*{_SOME}(?-i:[.:]\s+[A-Z“\"])"),  # AP: The …
    (("/",), rf"^[^.]{{0,50}}\.?\s*/\s*{_SOME}\s*/"),  # PORT AVERIL, May 3. /TASS/.
    (_DASHES, rf"^(?-i:{_PLACE}),?[^.]{{0,40}}?(?:,|{_DASH})\s*{_SOME}\s*{_DASH}"),  # PORT AVERIL – AP –
)  # fmt: skip
"""How a paragraph of a credited text begins."""
_LINES: tuple[_Form, ...] = (
    ((), r"^\W*(?:(?:by|from|with|via|sources?|credits?|(?:news )?agenc(?:y|ies)|copyright|\(c\)|courtesy of)"
     rf"\b\W*(?:\d{{4}}\W*)?)?{_SOME}{_PEOPLE}\W*$"),  # Source: Reuters/AFP
    (("by",), r"^\W*(?:story |text |report |written |reporting )?by\b[^.\n]{0,60}?[,|/]?\s(?:of |for |at )?"
     rf"{_SOME}{_PEOPLE}\W*$"),
    ((",", "|", ";"), r"^(?-i:[A-Z][\w.’'-]*(?: (?:and )?[A-Z][\w.’'-]*){1,7})(?:,| \||;)"
     rf"\s*{_SOME}{_PEOPLE}\W*$"),
    (("contributed",), rf"\b{_SOME}[^.\n]{{0,120}}\bcontributed(?:\s+(?:to|reporting)\b|\s+from\b|\W*$)"),
    (("contributed",), rf"\bcontributed\b[^.\n]{{0,20}}\b(?:reporting|{_THIS})\b[^.\n]{{0,30}}\b{_SOME}"),
    (("files", "input", "material", "information", "contributions", "reporting"),
     rf"\b(?:files|inputs?|material|information|contributions|(?:additional )?reporting) (?:from|by)\b[^.\n]{{0,30}}?{_SOME}"
     r"(?=[^.\n]{0,40}\W*$|[^.\n]*\bused\b)"),
    (("with report",), rf"\bwith reports? from\b[^.\n]{{0,30}}?{_SOME}"),
    (("contributing",), rf"^\W*contributing\s*:.{{0,180}}?{_SOME}\W*$"),
    (("reporting by",), rf"\breporting by\b[^.\n]{{0,40}}? for {_SOME}"),
    (("report ", "story ", "article ", "dispatch ", "piece "),
     rf"\b{_THIS} (?:is |was |has been )?(?:\w+ ){{0,2}}(?:by|from|with (?:the )?permission of)\b[^.\n]{{0,20}}?{_SOME}"),
    (("©", "copyright", "(c)"), rf"(?:©|\bcopyright\b|\(c\))[^.\n]{{0,24}}?{_SOME}(?!\s*/)"),
    ((" by ",), rf"\b(?:distributed|provided|supplied) by {_SOME}"),
    (("(", "["), rf"[(\[]\s*(?:with )?(?:inputs? from )?{_SOME}(?:\s+news agency)?\s*[)\]]\W*$"),  # io/kk (dpa, AFP)
    (("website contains",), rf"^\W*{_SOME} website contains only a portion\b"),
)  # fmt: skip
"""Short lines that give credit."""
_TAIL = re.compile(rf"[.!?][\"”’)]*\s+(?:{_DASH}\s*)?{_SOME}\s*$")
"""A name behind the last sentence of a report: "… came. - AFP"."""
_PICTURE = re.compile(r"\b(?:photo(?:graph(?:er)?)?s?|images?|pictures?|video|footage|getty|handout)\b", re.IGNORECASE)
_LONG = 220
"""Characters beyond which a paragraph is no line of credits; its start and its end are read all the same."""
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
    for agency, _ in _name(report.byline or "", 0):
        found.setdefault(agency, Credit(agency, None))
    blocks = report.text.blocks
    closing = max((n for n, block in enumerate(blocks) if block.kind != "furniture"), default=-1)
    for n, block in enumerate(blocks):
        near = n < _ENDS or n >= len(blocks) - _ENDS
        if block.kind == "caption" or not (near or block.kind in {"byline", "dateline", "furniture"}):
            continue
        for agency, at in _credited(block.span.cut(report.text.words), closing=n == closing):
            here = Span(block.span.start + at.start, block.span.start + at.end)
            found.setdefault(agency, Credit(agency, Passage(report.text, here)))
    return tuple(found.values())


def _credited(paragraph: str, *, closing: bool) -> Iterator[tuple[str, Span]]:
    start, folded = paragraph[:_LONG], paragraph.casefold()
    if not any(key in folded for key in _KEYS):
        return
    if not (_ANY.search(start) or (closing and _ANY.search(paragraph))):
        return
    forms = (*_HEADS, *(_LINES if len(paragraph) <= _LONG else ()))
    found = [_compiled(form).search(start) for keys, form in forms if not keys or any(key in folded for key in keys)]
    if closing:
        found.append(_TAIL.search(paragraph, max(0, len(paragraph) - _LONG)))
    for match in found:
        if match and not _PICTURE.search(paragraph, max(0, match.start("a") - _LONG), match.start("a")):
            yield from _name(match["a"], match.start("a"))


@cache
def _compiled(form: str) -> re.Pattern[str]:
    """A pattern, made when the first paragraph may fit it: all of them take a tenth of a second."""
    return re.compile(form, re.IGNORECASE)


def _name(words: str, offset: int) -> Iterator[tuple[str, Span]]:
    """The agencies that words name, and where."""
    for form in _ANY.finditer(words):
        bare = re.sub(r"^the (?=\S)", "", form[0], flags=re.IGNORECASE)
        agency = _NAMED.get(bare) or _FOLDED.get(bare.casefold())
        if agency is not None:
            yield agency, Span(offset + form.end() - len(bare), offset + form.end())
