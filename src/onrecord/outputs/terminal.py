"""A record, statements or a check in, lines for a terminal out: a summary that fits one screen, with colours only where asked.

The summary shows what matters first and says how much it left out. What is hard here is that words which differ must be seen
without colour as well, so they stand in ‹angles›, and that report words may hold escape sequences: unseen characters are shown
by name and never reach the terminal.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO
from itertools import takewhile
from typing import TYPE_CHECKING, Literal, TypeVar

from rich.console import Console
from rich.table import Table
from rich.text import Text as Line

from onrecord.collation.details import NOT_TOLD
from onrecord.datamodel import (
    Alone,
    Detail,
    Fact,
    Interpretation,
    Note,
    Origins,
    Record,
    Report,
    Standing,
    Statement,
    Story,
    Utterance,
    VariantClass,
)
from onrecord.outputs.edition import LOSS_WORDS, VARIANT_WORDS, Edition, edit_record, spell_date, strongest_variant
from onrecord.outputs.readings import Row, Run, essence_of, lay_rows, lay_runs
from onrecord.outputs.unseen import show_unseen

if TYPE_CHECKING:
    from onrecord.record import Checking

__all__ = ["list_statements", "summarise_checking", "summarise_record"]

SCREEN = 40
"""Lines that a summary may have: one screen with the prompt."""

_ALTERED = "bold red"
_DIFFERS = "bold yellow"
_QUIET = "dim"
_WEIGHTY = frozenset(takewhile(lambda variant: variant != "person-shift", VARIANT_WORDS))
"""Classes beside which the lighter ones, from the shifted person on, are left unmarked."""

_STANDINGS: dict[Standing, str] = {
    "altered": _ALTERED,
    "cut": _DIFFERS,
    "not in the source": _DIFFERS,
    "in own words": "",
    "word for word": _QUIET,
}

T = TypeVar("T")


def summarise_record(record: Record, *, width: int, colour: bool) -> str:
    """The record on one screen: reports, what several tell and how it differs, facts, what stands alone, citations, notes."""
    edition = edit_record(record)
    head = [
        _counts(edition),
        Line(),
        *_rendered(_reports_table(edition), width, colour),
        *_differences(record),
        *_held(edition),
    ]
    tail = [*_links(edition), *_facts(edition), *_alone(edition), *_citations(edition), *_notes(record.notes)]
    lines = [*head, *_utterances(edition, width, SCREEN - len(head) - len(tail)), *tail]
    return _print(lines[:SCREEN], width=width, colour=colour)


def list_statements(report: Report, statements: Sequence[Statement], *, width: int, colour: bool) -> str:
    """The statements of one report, to be read: speaker, words, and on what the attribution rests."""
    lines = [
        Line.assemble((_plain(report.outlet or report.name), "bold"), "  ", _plain(report.headline or ""), "  "),
        Line(f"{spell_date(report.published)} · {_count(len(statements), 'statement', 'statements')}", _QUIET),
    ]
    numbers = {statement.id: number for number, statement in enumerate(statements, start=1)}
    for number, statement in enumerate(statements, start=1):
        reading = statement.interpretation
        lines += [
            Line(),
            Line.assemble((f"{number:>3} ", _QUIET), (_plain(_speaker(reading)), "bold"), (f"  {_facets(reading)}", _QUIET)),
            _indented(" … ".join(_plain(passage.exact) for passage in statement.content), width),
        ]
        evidence = [f"{reading.score:.2f} {_plain(reading.why)}"]
        if statement.cue:
            evidence.append("cue “" + " … ".join(_plain(passage.exact) for passage in statement.cue) + "”")
        evidence += ["on condition “" + _plain(passage.exact) + "”" for passage in reading.condition]
        evidence += [f"via {_plain(via.name)}" for via in reading.via]
        if statement.parent in numbers:
            evidence.append(f"told within {numbers[statement.parent]}")
        lines.append(_indented(" · ".join(evidence), width, style=_QUIET))
    return _print([*lines, Line()], width=width, colour=colour, too_long="wrap")


def list_stories(
    stories: Sequence[Story],
    reports: Sequence[Report],
    explain: Callable[[str], str],
    *,
    width: int,
    colour: bool,
) -> str:
    """Which reports tell one event, to be read: stories told by several reports first, then those that stand alone."""
    by_id = {report.id: report for report in reports}
    lines: list[Line] = []
    for story in sorted(stories, key=lambda story: len(story.reports) == 1):
        several = len(story.reports) > 1
        if several:
            lines += [Line(), Line.assemble((f"{story.id}  ", "bold"), _count(len(story.reports), "report", "reports"))]
            if story.follows is not None:
                lines.append(Line(f"follows on {story.follows}", _QUIET))
        for report_id in story.reports:
            report = by_id[report_id]
            told = " · ".join(
                _plain(part) for part in (report.published, report.outlet, report.headline or report.name) if part
            )
            lines.append(Line(f"  {_plain(report_id)}  {told}" if several else f"{story.id}  {_plain(report_id)}  {told}"))
            lines.append(_indented(_plain(explain(report_id)), width, style=_QUIET))
    return _print([*lines, Line()], width=width, colour=colour, too_long="wrap")


def summarise_checking(checking: Checking, *, refused: Sequence[Note], width: int, colour: bool) -> str:
    """What came of checking a record: each report's state, every fault by item, and whether the record holds."""
    table = Table.grid(padding=(0, 2))
    for report in checking.reports:
        state = {"proved": "green", "changed": "bold red", "words missing": "bold red"}.get(report.state, _QUIET)
        counts = _count(report.passages, "passage", "passages")
        counts += f", {report.moved} moved" if report.moved else ""
        counts += f", {report.broken} broken" if report.broken else ""
        table.add_row(Line(_plain(report.name), "bold"), Line(report.state, state), Line(counts, _QUIET))
    lines = _rendered(table, width, colour)
    for fault in checking.faults:
        place = f" in {_plain(fault.report)}" if fault.report else ""
        lines.append(Line.assemble(("× ", _ALTERED), f"{_plain(fault.item)}{place}: ", (_plain(fault.message), _QUIET)))
    lines += [Line(f"! {_plain(name)} is not among the record's reports", _DIFFERS) for name in checking.unknown]
    lines += [Line(f"! {_plain(note.name)} was refused: {_plain(note.reason)}", _DIFFERS) for note in refused]
    passages = sum(report.passages for report in checking.reports)
    if checking.holds:
        lines.append(Line(f"The record holds: {_count(passages, 'passage', 'passages')} proved again.", "bold green"))
    else:
        broken = len(checking.broken_items)
        others = len([fault for fault in checking.faults if fault.kind != "words"])
        found = [_count(broken, "item rests on words", "items rest on words") + " that are not there"] if broken else []
        found += [_count(others, "other fault", "other faults")] if others else []
        found = found or ["a report is not the one of the record, or its words are missing"]
        lines.append(Line(f"The record does not hold: {', '.join(found)}.", _ALTERED))
    return _print(lines, width=width, colour=colour, too_long="leave")


# -- parts of the summary -----------------------------------------------------------------------------------------------------


def _counts(edition: Edition) -> Line:
    counts = [
        _count(len(edition.record.reports), "report", "reports"),
        _count(sum(map(len, edition.record.statements)), "statement", "statements"),
        f"{len(edition.utterances)} told by several",
    ]
    if edition.record.families:
        counts[0] += f", {_count(edition.record.independent_texts, 'independent text', 'independent texts')}"
    line = Line(" · ".join(counts), "bold")
    if edition.altered:
        line.append(" · ").append(f"{edition.altered} altered inside marks", _ALTERED)
    return line.append(" · ").append(
        _count(edition.conflicts, "conflict", "conflicts"), _ALTERED if edition.conflicts else "bold"
    )


def _reports_table(edition: Edition) -> Table:
    table = Table.grid(padding=(0, 2), expand=True)
    table.add_column(no_wrap=True)
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=26)
    table.add_column(no_wrap=True, overflow="ellipsis", ratio=1)
    table.add_column(no_wrap=True, overflow="ellipsis", max_width=26)
    table.add_column(no_wrap=True, justify="right")
    shown = _first(edition.record.reports, 7)
    for place, report in enumerate(shown):
        table.add_row(
            Line(edition.sigla[place], "bold"),
            Line(_plain(report.outlet or report.name), "bold"),
            Line(_plain(report.headline or report.name)),
            Line(_plain(spell_date(report.published)), _QUIET),
            Line(_count(len(edition.record.statements[place]), "statement", "statements"), _QUIET),
        )
    if left := len(edition.record.reports) - len(shown):
        table.add_row("", Line(f"and {left} more", _QUIET))
    return table


def _differences(record: Record) -> list[Line]:
    """The gravest differences, each a sentence."""
    if not record.differences:
        return []
    shown = _first(record.differences, 3)
    lines = [Line(), Line("Differences that matter", "bold underline")]
    for difference in shown:
        style = _ALTERED if difference.kind in ("altered", "conflict", "missing-condition", "not-in-source") else _DIFFERS
        lines.append(Line.assemble("   ", (difference.kind.replace("-", " "), style), f"  {_plain(difference.sentence)}"))
    if left := len(record.differences) - len(shown):
        lines.append(Line(f"   and {left} more", _QUIET))
    return lines


def _held(edition: Edition) -> list[Line]:
    """How each report's words stand against the primary sources."""
    record = edition.record
    if not record.sources:
        return []
    names = ", ".join(_plain(source.headline or source.name) for source in record.sources)
    lines = [Line(), Line.assemble(("Held against the source", "bold underline"), (f"  {names}", _QUIET))]
    for place, report in enumerate(_first(record.reports, 7)):
        counted = Counter(rendering.standing for rendering in record.renderings if rendering.report_id == report.id)
        line = Line.assemble("   ", (edition.sigla[place], "bold"), "  ")
        for number, (standing, style) in enumerate(_STANDINGS.items()):
            if counted[standing]:
                line.append(" · " if number and line.plain[-1] != " " else "").append(f"{counted[standing]} {standing}", style)
        lines.append(line if counted else line.append("tells nothing of it", _QUIET))
    if left := len(record.reports) - 7:
        lines += [Line(f"   and {left} more reports", _QUIET)] if left > 0 else []
    return lines


def _utterances(edition: Edition, width: int, room: int) -> list[Line]:
    """As many utterances as there is room for, and how many more there are."""
    if not edition.utterances:
        return [Line(), Line("Told by several: nothing was found in more than one report", _QUIET)]
    lines = [Line(), Line("Told by several", "bold underline")]
    for number, utterance in enumerate(edition.utterances, start=1):
        block = _utterance(edition, utterance, number, width)
        left = len(edition.utterances) - number
        if len(lines) + len(block) + (left > 0) > room:
            lines.append(Line(f"  and {left + 1} more: --html shows all", _QUIET))
            break
        lines += block
    return lines


def _utterance(edition: Edition, utterance: Utterance, number: int, width: int) -> list[Line]:
    strongest = strongest_variant(utterance.collation)
    style = _ALTERED if strongest == "altered-inside-marks" else _QUIET if strongest == "identical" else _DIFFERS
    label = "word for word the same" if strongest == "identical" else VARIANT_WORDS[strongest][0]
    lines = [
        Line.assemble(
            (f"{number:>2} ", _QUIET),
            (_plain(utterance.speaker or "speaker not settled"), "bold"),
            "  ",
            (label, style),
            (f"  {_origins(utterance.origins)}", _QUIET),
        )
    ]
    rows = lay_rows(number, utterance)
    marked = _worth_marking(rows, utterance)
    alike: dict[tuple[bool, bool, tuple[str, ...]], tuple[list[str], tuple[Run, ...]]] = {}
    for count, telling in enumerate(utterance.tellings):
        words = edition.record.reports[edition.places[telling.report_id]].text.words
        beside = count in utterance.collation.beside
        essence = tuple(essence_of(tuple(lay_runs(words, telling, count, rows))))
        runs = tuple(lay_runs(words, telling, count, marked))
        sigla, _ = alike.setdefault((beside, telling.manner == "mixed", essence), ([], runs))
        sigla.append(edition.siglum_of(telling.report_id))
    margin = max(len(" ".join(sigla)) for sigla, _ in alike.values())
    for (beside, quoted, _), (sigla, runs) in _first(sorted(alike.items(), key=lambda item: item[0][0]), 4):
        line = Line.assemble("   ", (f"{' '.join(sigla):<{margin}}", "bold"), "  ")
        if beside:
            line.append("partly in own words: " if quoted else "in own words: ", _QUIET).append(
                _plain("".join(run.words for run in runs))
            )
            line.truncate(width, overflow="ellipsis")
            lines.append(line)
        else:
            lines.append(line.append_text(_telling(runs, width - margin - 5, strongest)))
    if (left := len(alike) - 4) > 0:
        lines.append(Line(f"   {'':<{margin}}  and {left} more wording{'s' * (left > 1)}", _QUIET))
    lines += [_note(f"   {'':<{margin}}  {words}", width) for words in _under(edition, utterance)]
    return lines


def _worth_marking(rows: tuple[Row, ...], utterance: Utterance) -> tuple[Row, ...]:
    """The rows without those in which only a short telling, a headline or a few words quoted, lacks what all others have."""
    lengths = [sum(len(passage.span) for passage in telling.content) for telling in utterance.tellings]
    short = {number for number, length in enumerate(lengths) if 2 * length < max(lengths)}
    return tuple(row for row in rows if row.apart is not None or not _is_only_cut(row, short))


def _is_only_cut(row: Row, short: set[int]) -> bool:
    has = {reading.exact.casefold() for reading in row.readings if reading is not None}
    lacks = {number for number in row.tellings if row.readings[number] is None}
    return len(has) == 1 and bool(lacks) and lacks <= short


def _under(edition: Edition, utterance: Utterance) -> Iterator[str]:
    """What stands under the apparatus: omissions that change the meaning, and which wording can derive from which."""
    sigla = [edition.siglum_of(telling.report_id) for telling in utterance.tellings]
    for lacuna in utterance.collation.lacunae:
        words = _plain(lacuna.words.exact)
        yield f"{sigla[lacuna.telling]} lacks {LOSS_WORDS[lacuna.loses]} that {sigla[lacuna.held]} has: “{words}”"
    for descent in utterance.descents:
        whose = " or ".join(dict.fromkeys(sigla[n] for n in descent.sources))
        yield f"{sigla[descent.telling]} can have its wording from {whose}: {_plain(descent.why)}"
    for half in utterance.halves:
        told = " ".join(dict.fromkeys(edition.siglum_of(telling.report_id) for telling in half.tellings))
        words = " … ".join(_plain(passage.exact.strip(' ,.;"“”‘’')) for passage in half.tellings[0].content)
        yield f"{_origins(half.origins)} of “{words}”, which {told} {'tells' if len(told) == 1 else 'tell'}"


def _note(words: str, width: int) -> Line:
    line = Line(words, _QUIET)
    line.truncate(width, overflow="ellipsis")
    return line


def _telling(runs: Iterable[Run], width: int, strongest: VariantClass) -> Line:
    """A telling on one line: where it is too long, shared words give way and words that differ stay.

    Light variants (“I” told as “she”, another spelling) are left unmarked beside weightier ones, which they would drown.
    """
    marked = set(_WEIGHTY if strongest in _WEIGHTY else VARIANT_WORDS) - {"identical"}
    laid = [(_plain(run.words), run) for run in runs]
    spare = width
    for keep in (None, 5, 3, 2, 1, 0):
        line = Line()
        for words, run in laid:
            if run.passage is not None and run.variant in marked:
                marks = _ALTERED if run.variant == "altered-inside-marks" else _DIFFERS
                line.append(f"‹{words}›", marks)
            elif run.place is not None and run.passage is None:
                line.append("‹›", _DIFFERS)
            else:
                line.append(_shortened(words, keep))
        if line.cell_len <= spare:
            return line
    line.truncate(spare, overflow="ellipsis")
    return line


def _shortened(words: str, keep: int | None) -> str:
    """The first and last words of a run, with the blanks at its ends; all of it where that is hardly longer."""
    if keep is None or len(words.split()) <= 2 * keep + 1:
        return words
    split = words.split()
    before = words[: len(words) - len(words.lstrip())]
    after = words[len(words.rstrip()) :]
    return before + " ".join([*split[:keep], "…", *split[len(split) - keep :]]) + after


def _links(edition: Edition) -> list[Line]:
    """How many tellings may be one utterance, or the same position on another occasion; the page shows them."""
    kinds = [link.kind for link in edition.record.links]
    if not kinds:
        return []
    unsure, elsewhere = kinds.count("unsure"), kinds.count("same-position")
    counts = [f"{unsure} may be one utterance"] * bool(unsure)
    counts += [f"{elsewhere} the same position on another occasion"] * bool(elsewhere)
    return [Line(), Line.assemble(("Not joined", "bold underline"), "  ", " · ".join(counts), ("  --html shows them", _QUIET))]


def _facts(edition: Edition) -> list[Line]:
    weighed = [fact for fact in edition.facts if fact.verdict in ("conflict", "dispute", "coarser")]
    weighed.sort(key=_lightness)
    if not weighed:
        return []
    lines = [Line(), Line("Facts that differ", "bold underline")]
    shown = _first(weighed, 4)
    for fact in shown:
        values = " · ".join(f"{edition.siglum_of(value.report_id)} {_value(value)}" for value in fact.values)
        verdict = (fact.verdict, _ALTERED if fact.verdict == "conflict" else _DIFFERS)
        reason = (f"  {_plain(edition.reason(fact))}", _QUIET)
        lines.append(Line.assemble("   ", verdict, f" {fact.kind}: ", values, reason))
    if left := len(weighed) - len(shown):
        lines.append(Line(f"   and {left} more", _QUIET))
    return lines


def _value(detail: Detail) -> str:
    """The words of a detail; of one that a report does not give, the words that tell the matter without it."""
    words = _plain(detail.passage.exact)
    return f"without it (“{words}”)" if detail.value == NOT_TOLD else words


def _lightness(fact: Fact) -> tuple[bool, bool]:
    """Conflicts and disputes first, then figures and days that two reports give; names, and what one tells without, last."""
    light = fact.kind in ("name", "title") or any(d.value == NOT_TOLD for d in fact.values)
    return fact.verdict not in ("conflict", "dispute"), light


def _alone(edition: Edition) -> list[Line]:
    record = edition.record
    by_report: dict[int, list[Alone]] = {}
    for alone in record.only:
        by_report.setdefault(edition.places[alone.report_id], []).append(alone)
    if not by_report:
        return []
    lines = [Line(), Line("In one report only", "bold underline")]
    shown = _first(sorted(by_report), 6)
    for place in shown:
        kinds = [
            (kind, [alone for alone in by_report[place] if alone.kind == kind]) for kind in ("quotation", "figure", "name")
        ]
        counts = ", ".join(_count(len(found), kind, f"{kind}s") for kind, found in kinds if found)
        line = Line.assemble("   ", (edition.sigla[place], "bold"), f"  {counts}")
        first = next(found[0] for _, found in kinds if found)
        lines.append(line.append(f"  {_plain(first.passage.exact)}", _QUIET))
    if left := len(by_report) - len(shown):
        lines.append(Line(f"   and {left} more reports", _QUIET))
    return lines


def _citations(edition: Edition) -> list[Line]:
    cited: dict[tuple[str, str], int] = {}
    for citation in edition.record.citations:
        key = (edition.siglum_of(citation.report_id), _plain(citation.cites) + (" (its own)" if citation.own else ""))
        cited[key] = cited.get(key, 0) + 1
    if not cited:
        return []
    chains = [f"{letter} → {name}" + (f" ×{count}" if count > 1 else "") for (letter, name), count in cited.items()]
    return [Line(), Line.assemble(("Citations", "bold underline"), "  ", " · ".join(chains))]


def _notes(notes: Sequence[Note]) -> list[Line]:
    if not notes:
        return []
    lines = [Line()]
    ordered = sorted(notes, key=lambda note: note.outcome != "refused")
    for note in _first(ordered, 3):
        style = _ALTERED if note.outcome == "refused" else _QUIET
        lines.append(Line.assemble((note.outcome, style), f" {_plain(note.name)}: ", (_plain(note.reason), _QUIET)))
    if len(notes) > 3:
        lines.append(Line(f"and {len(notes) - 3} more notes", _QUIET))
    return lines


# -- words and lines ----------------------------------------------------------------------------------------------------------


def _speaker(reading: Interpretation) -> str:
    if reading.resolved == "author":
        return "the report itself"
    if reading.resolved == "none":
        return "nobody in particular"
    if reading.resolved == "yes" and reading.speaker is not None:
        return reading.speaker + (f", for {reading.on_behalf_of}" if reading.on_behalf_of else "")
    if reading.candidates:
        return "not settled: " + " or ".join(reading.candidates)
    return "not settled"


def _facets(reading: Interpretation) -> str:
    return f"{reading.manner} {reading.mode}, {'not ' if reading.negated else ''}{reading.act}"


def _origins(origins: Origins) -> str:
    if origins.lower == origins.upper:
        return _count(origins.lower, "origin", "origins")
    return f"{origins.lower}–{origins.upper} origins"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


def _first(items: Sequence[T], limit: int) -> Sequence[T]:
    """All of them, or the first so many where one line more would not do."""
    return items if len(items) <= limit else items[:limit]


def _plain(words: str) -> str:
    """Words on one line, with nothing in them that a terminal would obey."""
    return show_unseen(_BLANKS.sub(" ", words))


_BLANKS = re.compile(r"\s+")


def _indented(words: str, width: int, *, style: str = "") -> Line:
    line = Line(style=style)
    wrapped = Line(words).wrap(_console(width, colour=False), width - 4)
    for number, part in enumerate(wrapped):
        line.append(("\n" if number else "") + "    " + part.plain.rstrip())
    return line


def _console(width: int, *, colour: bool) -> Console:
    # Everything that rich would otherwise ask the environment for is given, so that the lines depend on the record alone.
    return Console(
        file=StringIO(),
        width=width,
        force_terminal=colour,
        color_system="standard" if colour else None,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
        _environ={},
    )


def _rendered(table: Table, width: int, colour: bool) -> list[Line]:
    console = _console(width, colour=colour)
    console.print(table)
    file = console.file
    assert isinstance(file, StringIO)
    return [Line.from_ansi(line.rstrip()) for line in file.getvalue().splitlines()]


def _print(lines: Iterable[Line], *, width: int, colour: bool, too_long: Literal["cut", "wrap", "leave"] = "cut") -> str:
    console = _console(width, colour=colour)
    for line in lines:
        if too_long == "cut":
            line.truncate(width, overflow="ellipsis")
        console.print(line, soft_wrap=too_long != "wrap")
    file = console.file
    assert isinstance(file, StringIO)
    return "\n".join(line.rstrip() for line in file.getvalue().splitlines()) + "\n"
