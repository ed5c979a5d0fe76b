"""How an editor judges in place: the small forms that stand in a story's page, and what a judgement's form says, read.

All buttons of a page belong to one sealed form, so that the page itself is the same for every visitor and can be kept.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote, urlencode

from markupsafe import Markup

from onrecord.collation import is_lent
from onrecord.datamodel import Fact, Statement, Utterance
from onrecord.outputs.page import Page

__all__ = ["Word", "fact_judging_of", "judging_of", "read_word", "statement_link"]

_FORM = Markup('<details class="judging"><summary>Judge</summary><p>{}</p><p class="buttons">{}</p></details>')
_BUTTON = Markup('<button form="judge" name="word" value="{}|{}|{}">{}</button>')


def judging_of(page: Page) -> Callable[[Utterance], Markup]:
    """What gives an utterance the buttons by which an editor says whether two of its tellings are of one utterance."""

    def judging(utterance: Utterance) -> Markup:
        things = [
            (page.edition.siglum_of(telling.report_id), telling.statement_id)
            for telling in utterance.tellings
            if (telling.report_id, telling.statement_id) not in lent
        ]
        return _pair("utterance", things) if len(things) > 1 else Markup("")

    lent = {
        (report.id, statement.id)
        for report, told in zip(page.record.reports, page.record.statements, strict=True)
        for statement in told
        if is_lent(statement)
    }
    return judging


def fact_judging_of(page: Page) -> Callable[[Fact], Markup]:
    """The same for a fact that reports tell differently: are two of its details on one matter?"""

    def judging(fact: Fact) -> Markup:
        things = [
            (
                f"{page.edition.siglum_of(d.report_id)} {d.passage.exact}"[:60],
                f"{d.report_id}@{d.passage.span.start}-{d.passage.span.end}",
            )
            for d in fact.values
        ]
        return _pair("fact", things) if len(things) > 1 else Markup("")

    return judging


def _pair(on: str, things: Sequence[tuple[str, str]]) -> Markup:
    """The first of the things and another, to be chosen where there are several, under the three verdicts."""
    (name, first), *others = ((name, quote(key, safe="")) for name, key in things)
    if len(others) == 1:
        asked = Markup("{} and {} are").format(name, others[0][0])
        key = f"{first}|{others[0][1]}"
    else:
        options = Markup("").join(Markup('<option value="{}">{}</option>').format(other, words) for words, other in others)
        chosen = Markup('<label>{} and <select form="judge" name="with-{}">{}</select> are</label>')
        asked = chosen.format(name, first, options)
        key = first
    buttons = Markup("").join(_BUTTON.format(on, verdict, key, verdict) for verdict in ("same", "not the same", "unsure"))
    return _FORM.format(asked, buttons)


def statement_link(story: str, report: str, statement: Statement) -> str:
    """Where one statement is judged; one that only another report vouches for is named by its place."""
    asked = {"story": story, "report": report, "statement": statement.id}
    if is_lent(statement):
        asked["at"] = f"{statement.content[0].span.start}-{statement.content[-1].span.end}"
    return "/judge?" + urlencode(asked, quote_via=quote)


@dataclass(frozen=True, slots=True)
class Word:
    """An editor's word as a form gives it."""

    on: str
    verdict: str
    first: str | None
    second: str | None
    speaker: str | None
    by: str
    note: str


def read_word(form: Mapping[str, Any]) -> Word:
    """The word of a form: one button's ``on|verdict|first|second``, the partner chosen beside it where that is empty."""

    def given(key: str) -> str:
        value = form.get(key, "")
        return " ".join(value.split()) if isinstance(value, str) else ""

    on, verdict, first, second = f"{given('word')}|||".split("|")[:4]
    second = second or given(f"with-{first}")
    first, second = (unquote(key) for key in (first, second))
    return Word(on, verdict, first or None, second or None, given("speaker") or None, given("by") or "editor", given("note"))
