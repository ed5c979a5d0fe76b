"""Reports and a primary source in; what each report prints of it, word for word against the source, out.

A transcript, a press release, a post or a bill has the words themselves, so that of two wordings one is right. What is hard
here is whose words a report's quotations are: one that does not stand in the speech may be another speaker's, or of another
day. So only quotations of those who are known to speak in the source are said to stand nowhere in it, and who that is, is found
by the words: whose quotations do stand there. A source of speech has no quotation marks; all of it is said. It is no report: it
bears no witness, and nothing that it does not say is missing from it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from onrecord.collation.alignment import Strand, Token, align_places, collate_strands
from onrecord.collation.lexicon import CONDITIONALS, NEGATORS, NUMERALS, lemma, stem
from onrecord.collation.units import find_marked, is_found_by_comparing
from onrecord.collation.utterances import Group, join_tellings, strand_of
from onrecord.datamodel import (
    Account,
    Derivation,
    Difference,
    DifferenceKind,
    Interpretation,
    Mention,
    Passage,
    Person,
    Place,
    Rendering,
    Report,
    Standing,
    Statement,
    Telling,
    Text,
)
from onrecord.people import Cast
from onrecord.people.spelling import fold_name
from onrecord.record import verifying
from onrecord.record.differences import gravest_first
from onrecord.record.verifying import Finding, Quoted, find_quoted, locate_quotation, tell_difference
from onrecord.spans import Span
from onrecord.statements import find_statements
from onrecord.statements.sentences import find_sentences
from onrecord.stories.words import Word, find_words

__all__ = ["HeldAgainst", "hold_against_sources", "settled_by"]

TELLING_WORDS = 4
"""Words that matter which a quotation has at least that tells by standing in a source who speaks there, or by not standing…"""
LEAST_MATTER = 2
"""…there, of at least so many, that it is from elsewhere."""
SHARE = 1 / 3
"""Share of the words that the first speaker has in a source which another must have to be its speaker too, with…"""
TWICE = 2
"""…so many quotations at least: a single one may be credited wrongly."""
IN_OWN_WORDS = 0.5
"""Likelihood from which words without marks are told of a passage of the source."""
TOLD_WORDS = 3
"""Words that matter which the two share at least, and half of the report's."""
GOVERNED = 4
"""Words behind a "may" or "if" among which one stands that the report tells too, for the report to have dropped it."""

COUNTED = 3
"""Words behind a figure that are shown with it."""
BESIDE = 4
"""Words shown before and after words that were left out."""
ALIKE = 0.6
"""Share of the words that matter, figures aside, that a telling which is not joined has from one sentence of a source, and…"""
ALIKE_WORDS = 4
"""…how many at least: it is that sentence with another figure, or a denial turned round."""

_CONDITIONS = CONDITIONALS - {"until", "only", "except"} | {"once"}
"""Without those that bound a time or a number as often as a promise."""
_HEDGES = frozenset(
    stem(word)
    for word in """may might perhaps possibly probably likely consider hope intend plan aim expect try seek suggest propose
    weigh could maybe almost nearly some most partly gradually eventually""".split()
)
_HEDGING = frozenset(stem(word) for word in "may might perhaps possibly probably likely consider hope try seek maybe".split())
_ROUGH = frozenset("about around nearly almost some over under roughly approximately least most up".split())
_BORDERS = frozenset('.;:!?\n”"“')


@dataclass(frozen=True, slots=True)
class HeldAgainst:
    """What reports print of the sources, in the reports' order and by place, and what of it differs and matters."""

    renderings: tuple[Rendering, ...] = ()
    differences: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class _Source:
    """A primary source with what speaks in it: nothing of it is a statement until somebody is known to speak."""

    account: Account
    speakers: tuple[Person, ...]

    @property
    def report(self) -> Report:
        return self.account.report


@dataclass(frozen=True, slots=True)
class _Quotation:
    """A quotation of a report with where it stands in a source, or what comes nearest there."""

    report: Report
    quoted: Quoted
    statement: Statement | None
    person: Person | None
    source: Report | None
    found: Finding | None

    @property
    def words(self) -> list[Word]:
        return [word for part in self.quoted.parts for word in find_words(self.report.text.words, part.span)]

    @property
    def matter(self) -> list[Word]:
        return [word for word in self.words if not word.is_function_word]


@dataclass(frozen=True, slots=True)
class _Departure:
    """Where a rendering leaves its source, so that it matters: the words of both, and the sentence, with {who} in it."""

    kind: DifferenceKind
    rendering: Rendering
    printed: tuple[Passage, ...]
    original: tuple[Passage, ...]
    sentence: str
    plural: str


def hold_against_sources(
    reports: Sequence[Report], statements: Sequence[tuple[Statement, ...]], sources: Sequence[Report], cast: Cast
) -> HeldAgainst:
    """Every quotation and every telling of those who speak in the sources, held against the sources' words.

    ``statements`` has a tuple for each report, ``cast`` says whose they are. The order of the input changes nothing.
    """
    if not sources:
        return HeldAgainst()
    accounts = [_account(source) for source in sources]
    quotations = [q for r, told in zip(reports, statements, strict=True) for q in _quotations(r, told, accounts, cast)]
    held = [_Source(account, _speakers_in(account, quotations, cast)) for account in accounts]
    speaking = {person.id for source in held for person in source.speakers}
    renderings: list[Rendering] = []
    departures: list[_Departure] = []
    for report, told in zip(reports, statements, strict=True):
        mine = [q for q in quotations if q.report is report and _is_compared(q, speaking)]
        found = [_held_quotation(q) for q in mine]
        quoted = [part.span for q in mine for part in q.quoted.parts]
        for source in held:
            found += _in_own_words(report, told, source, cast, [*quoted, *(p.span for r, _ in found for p in r.passages)])
        for rendering, its in sorted(found, key=lambda pair: [p.span for p in pair[0].passages]):
            renderings.append(rendering)
            departures += its
    return HeldAgainst(tuple(renderings), tuple(_told_together(departures, reports)))


def settled_by(held: HeldAgainst, found: Iterable[Difference]) -> tuple[Difference, ...]:
    """All differences, the gravest first, without those between reports of which the source says who is right."""
    settled = {(m.report_id, m.passage.span) for d in held.differences for m in d.passages}

    def is_open(difference: Difference) -> bool:
        return difference.kind in ("conflict", "one-sided", "other-speaker") or not any(
            m.report_id == report_id and m.passage.span.overlaps(span)
            for m in difference.passages
            for report_id, span in settled
        )

    return gravest_first((*held.differences, *(d for d in found if is_open(d))))


def _account(source: Report) -> Account:
    """A source to be searched. Its statements matter only where it has quotation marks: a cue that interrupts is not said."""
    statements = find_statements(source.text) if find_marked(source) else ()
    return Account(source, statements, ((),) * len(statements), ((),) * len(statements))


# -- quotations ---------------------------------------------------------------------------------------------------------------


def _quotations(report: Report, told: Sequence[Statement], sources: Sequence[Account], cast: Cast) -> Iterator[_Quotation]:
    """The outermost quotations of a report, each with the source that has its words, or comes nearest."""
    for quoted in find_quoted(report.text, told):
        if quoted.depth:
            continue
        statement = _statement_of(quoted, told)
        person = cast.person_of(report.id, statement) if statement is not None else None
        located = [(place, at) for at, source in enumerate(sources) if (place := locate_quotation(report.text, quoted, source))]
        firm = [(finding, at) for (finding, is_firm), at in located if is_firm]
        best = min(firm, key=lambda pair: (not pair[0].verbatim, -pair[0].likeness, pair[1]), default=None)
        source = sources[best[1]].report if best is not None else None
        yield _Quotation(report, quoted, statement, person, source, best[0] if best is not None else None)


def _statement_of(quoted: Quoted, told: Sequence[Statement]) -> Statement | None:
    """The statement that holds most of a quotation, the shortest where several do."""
    spans = [part.span for part in quoted.parts]
    held = [
        (sum(max(0, min(p.span.end, s.end) - max(p.span.start, s.start)) for p in each.content for s in spans), each)
        for each in told
    ]
    held = [(covered, each) for covered, each in held if 2 * covered > sum(map(len, spans))]
    return min(held, key=lambda pair: (sum(len(p.span) for p in pair[1].content), pair[1].id), default=(0, None))[1]


def _speakers_in(account: Account, quotations: Iterable[_Quotation], cast: Cast) -> tuple[Person, ...]:
    """Who speaks in a source: whose quotations stand in it word for word, or who is named as giving it out."""
    words: Counter[str] = Counter()
    times: Counter[str] = Counter()
    for quotation in quotations:
        stands = quotation.source is account.report and quotation.found is not None and quotation.found.verbatim
        if stands and quotation.person is not None and len(quotation.matter) >= TELLING_WORDS:
            words[quotation.person.id] += len(quotation.words)
            times[quotation.person.id] += 1
    most = max(words.values(), default=0)
    source = account.report
    given = {fold_name(name) for name in (source.byline, source.outlet) if name}
    return tuple(
        person
        for person in cast.people
        if (words[person.id] == most > 0)
        or (times[person.id] >= TWICE and words[person.id] >= SHARE * most)
        or fold_name(person.name) in given
    )


def _is_compared(quotation: _Quotation, speaking: Collection[str]) -> bool:
    """Is it a quotation of a source's speaker, or of nobody known and in a source's words?"""
    if quotation.person is not None and quotation.person.id in speaking:
        return bool(quotation.words) and (quotation.found is not None or len(quotation.matter) >= LEAST_MATTER)
    return quotation.person is None and quotation.found is not None and len(quotation.matter) >= TELLING_WORDS


def _held_quotation(quotation: _Quotation) -> tuple[Rendering, list[_Departure]]:
    speaker = quotation.person.name if quotation.person is not None else None
    statement_id = quotation.statement.id if quotation.statement is not None else None
    passages = quotation.quoted.parts
    if quotation.found is None or quotation.source is None:
        why = "the source has no such words"
        rendering = Rendering(quotation.report.id, statement_id, speaker, "not in the source", passages, None, (), (), why)
        sentence = f"{{who}} {speaker} as saying “{_brief(_joined(passages))}”, which stands nowhere in the source."
        gone = _Departure("not-in-source", rendering, passages, (), sentence.replace("{who}", "{who} quotes"), "")
        gone = replace(gone, plural=sentence.replace("{who}", "{who} quote"))
        return rendering, [gone] if len(quotation.matter) >= TELLING_WORDS else []
    found = quotation.found
    weighty = [d for d in found.differences if not d.harmless]
    strands = (_strand(quotation.report.text, passages), _strand(quotation.source.text, found.passages))
    places = align_places(strands)
    why = "; ".join(tell_difference(d) for d in found.differences[:4]) or "the very same words"
    rendering = Rendering(
        quotation.report.id,
        statement_id,
        speaker,
        _standing(weighty),
        passages,
        quotation.source.id,
        found.passages,
        places,
        why,
    )
    departures = [departure for d in weighty for departure in _departure(d, rendering, places)]
    if not any(departure.kind == "missing-condition" for departure in departures):
        departures += _lost_condition(quotation.report, quotation.source, rendering)
    return rendering, departures


def _standing(weighty: Sequence[verifying.Difference]) -> Standing:
    kinds = {d.kind for d in weighty}
    if not kinds:
        return "word for word"
    return "cut" if kinds <= {"left out", "cut short"} else "altered"


def _strand(text: Text, passages: Sequence[Passage]) -> Strand:
    """The words of a quotation or of what it quotes: all of them are said, whatever marks stand there."""
    tokens = (Token(word, part, True) for part, p in enumerate(passages) for word in find_words(text.words, p.span))
    return Strand(text, tuple(tokens))


def _departure(d: verifying.Difference, rendering: Rendering, places: Sequence[Place]) -> Iterator[_Departure]:
    """What of a difference matters: not a "that" left out, nor another form of the same word."""
    if d.kind in ("inflection", "person-shift") or not (_matters(d.quoted) or _matters(d.printed)):
        return
    printed, original = _pinned(d, rendering, places)
    has = _brief(d.printed or "")
    if d.kind == "wording":
        kind: DifferenceKind = "altered"
        what = f"The source has “{has}”; {{who}} {{print}} “{_brief(d.quoted or '')}” inside the marks."
    elif d.kind == "bowdlerised":
        kind = "bowdlerised"
        what = f"{{who}} {{mask}} a word (“{d.quoted}”) that the source has: “{has}”."
    elif d.kind == "put in":
        kind = "altered"
        what = f"{{who}} {{put}} “{_brief(d.quoted or '')}” into the quotation; the source does not have it."
    elif d.kind == "cut short":
        kind = "missing-condition" if _is_condition(d.printed or "") else "hardened"
        where = "begin the quotation behind" if d.note.startswith("it begins") else "end the quotation before"
        verb, rest = where.split(" ", 1)
        what = f"{{who}} {{{verb}}} {rest} “{has}”, which the source has."
    else:
        kind = "missing-condition" if _is_condition(d.printed or "") else "altered"
        how = "behind an ellipsis" if "behind an ellipsis" in d.note else "without a sign"
        whole = _with_neighbours(original[0], rendering)
        what = f"{{who}} {{leave}} “{has}” out of the source’s “{whole}”, {how}."
    yield _Departure(kind, rendering, printed, original, *_numbered(what))


def _with_neighbours(passage: Passage, rendering: Rendering) -> str:
    """Words of a source with a few before and after them, of the passage in which they stand."""
    whole = next((p for p in rendering.original if p.span.holds(passage.span)), passage)
    words = find_words(whole.exact)
    start, end = passage.span.start - whole.span.start, passage.span.end - whole.span.start
    before = [w.span.start for w in words if w.span.end <= start][-BESIDE:]
    after = [w.span.end for w in words if w.span.start >= end][:BESIDE]
    return _brief(whole.exact[min([start, *before]) : max([end, *after])])


def _numbered(sentence: str) -> tuple[str, str]:
    """A sentence of one report, and of several: "{who} {print}" is "A prints", "A and B print"."""
    one = sentence
    for verb in ("print", "mask", "put", "begin", "end", "leave", "tell", "give"):
        one = one.replace(f"{{{verb}}}", f"{verb}s")
        sentence = sentence.replace(f"{{{verb}}}", verb)
    return one, sentence


def _pinned(
    d: verifying.Difference, rendering: Rendering, places: Sequence[Place]
) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """The words of a difference in the report and in the source, as they are aligned; else the whole of both."""
    for place in places:
        mine, theirs = (witness.passage for witness in place.witnesses)
        if (mine.exact if mine else None, theirs.exact if theirs else None) == (d.quoted, d.printed):
            return (mine,) if mine else rendering.passages, (theirs,) if theirs else rendering.original
    return rendering.passages, rendering.original


def _matters(words: str | None) -> bool:
    return any(not w.is_function_word or w.n in NEGATORS or w.n in _CONDITIONS for w in find_words(words or ""))


def _is_condition(words: str) -> bool:
    return any(word.n in _CONDITIONS for word in find_words(words))


# -- what is told without marks -----------------------------------------------------------------------------------------------


def _in_own_words(
    report: Report, told: Sequence[Statement], source: _Source, cast: Cast, quoted: Sequence[Span]
) -> Iterator[tuple[Rendering, list[_Departure]]]:
    """The tellings outside marks of those who speak in a source, each with the passage of the source that it tells.

    Joined as tellings of two reports are, where the source is a report all of which its speaker says.
    """
    met = list(quoted)
    for person in source.speakers:
        mine = tuple(s for s in told if cast.person_of(report.id, s) == person)
        said = _all_said(source.report, person)
        lent = cast.lent(person, source.report.id, said)
        for group in join_tellings((report, source.report), (mine, said), cast=lent).groups:
            if group.score >= IN_OWN_WORDS:
                for rendering, departures in _held_telling(report, source.report, group, quoted):
                    met += [p.span for p in rendering.passages]
                    yield rendering, departures
        for statement in mine:
            rendering_or_none = _turned_round(report, source.report, statement, person)
            if rendering_or_none is not None and not _is_quoted(statement.content, met):
                yield rendering_or_none, list(_departures_of_telling(report, source.report, rendering_or_none, statement))


def _all_said(source: Report, person: Person) -> tuple[Statement, ...]:
    """Every paragraph of a source as a statement of its speaker."""
    said = Interpretation(
        speaker=person.name,
        resolved="yes",
        kind=person.kind,
        manner="direct",
        score=1.0,
        why="a primary source",
        derivation=Derivation("source", "1"),
    )
    body = [block.span for block in source.text.blocks if block.kind == "body"] or [Span(0, len(source.text.words))]
    return tuple(Statement((Passage(source.text, span),), (), (), said) for span in body)


def _held_telling(
    report: Report, source: Report, group: Group, quoted: Sequence[Span]
) -> Iterator[tuple[Rendering, list[_Departure]]]:
    pairs = list(zip(group.tellings, group.statements, strict=True))
    theirs = [(telling, statement) for telling, statement in pairs if telling.report_id == source.id]
    for telling, statement in pairs:
        if telling.report_id != report.id or not theirs or _is_quoted(telling.content, quoted):
            continue
        original, _ = max(theirs, key=lambda pair: (_shared(telling.content, pair[0].content), -pair[0].content[0].span.start))
        shared = _shared(telling.content, original.content)
        if shared < TOLD_WORDS or 2 * shared < len(_stems(_joined(telling.content))):
            continue
        strands = (strand_of(report, telling, statement), _strand(source.text, original.content))
        places = collate_strands(strands).places
        rendering = Rendering(
            report.id,
            None if is_found_by_comparing(statement) else statement.id,
            group.speaker,
            "in own words",
            telling.content,
            source.id,
            original.content,
            places,
            group.why,
        )
        yield rendering, list(_departures_of_telling(report, source, rendering, statement))


def _turned_round(report: Report, source: Report, statement: Statement, person: Person) -> Rendering | None:
    """A telling with the words of one sentence of the source, and another figure or a denial turned round: never joined."""
    said = _joined(statement.content)
    mine = _stems(said) - _figures(said)
    best: tuple[int, int, Span] | None = None
    for span in find_sentences(source.text.words):
        shared = len(mine & _stems(span.cut(source.text.words)))
        if shared >= ALIKE_WORDS and shared >= ALIKE * len(mine) and (best is None or (shared, -span.start) > best[:2]):
            best = shared, -span.start, span
    if best is None:
        return None
    original = (Passage(source.text, best[2]),)
    places = align_places((strand_of(report, _telling(report, statement), statement), _strand(source.text, original)))
    return Rendering(
        report.id,
        statement.id,
        person.name,
        "in own words",
        statement.content,
        source.id,
        original,
        places,
        f"{best[0]} words that matter in common",
    )


def _telling(report: Report, statement: Statement) -> Telling:
    return Telling(report.id, statement.id, statement.content, statement.interpretation.manner)


def _is_quoted(content: Sequence[Passage], quoted: Sequence[Span]) -> bool:
    """Does most of a telling stand in quotations that are held against the source by themselves?"""
    inside = sum(max(0, min(p.span.end, q.end) - max(p.span.start, q.start)) for p in content for q in quoted)
    return 2 * inside > sum(len(p.span) for p in content)


def _shared(a: Sequence[Passage], b: Sequence[Passage]) -> int:
    return len(_stems(_joined(a)) & _stems(_joined(b)))


def _departures_of_telling(report: Report, source: Report, rendering: Rendering, statement: Statement) -> Iterator[_Departure]:
    yield from _lost_condition(report, source, rendering)
    around = " ".join(p.exact for p in (*rendering.passages, *statement.cue, *statement.source))
    around += " " + " ".join(span.cut(report.text.words) for span in _holding(report, rendering.passages))
    told = _stems(around)
    inside = [w for p in rendering.original for w in find_words(source.text.words, p.span)]
    for at, word in enumerate(inside):
        governed = inside[at + 1 : at + 1 + GOVERNED]
        kept = any(stem(w.n) in told for w in governed if not w.is_function_word)
        if stem(word.n) in _HEDGING and kept and not told & _HEDGES:
            passage = Passage(source.text, Span(word.span.start, governed[-1].span.end))
            what = f"The source has “{passage.exact}”; {{who}} {{tell}} it without “{word.t}”."
            yield _Departure("hardened", rendering, rendering.passages, (passage,), *_numbered(what))
            break
    yield from _other_figures(report, source, rendering)
    yield from _turned_denial(report, source, rendering)


def _turned_denial(report: Report, source: Report, rendering: Rendering) -> Iterator[_Departure]:
    """One of the two denies what the other asserts: between the first and the last word that both have."""
    ends = ((report, rendering.passages), (source, rendering.original))
    words = [[w for p in passages for w in find_words(end.text.words, p.span)] for end, passages in ends]
    keys = [{stem(w.n) for w in those if not w.is_function_word and w.n not in NEGATORS} for those in words]
    both = keys[0] & keys[1]
    denials = []
    for those in words:
        shared = [at for at, w in enumerate(those) if stem(w.n) in both]
        inside = those[max(0, shared[0] - BESIDE) : shared[-1] + 1] if shared else []
        denials.append(sum(w.n in NEGATORS for w in inside))
    if sorted(denials) == [0, 1] and len(both) >= ALIKE_WORDS:
        what = f"{{who}} {{tell}} “{_brief(_joined(rendering.passages))}”; the source: “{_brief(_joined(rendering.original))}”."
        yield _Departure("altered", rendering, rendering.passages, rendering.original, *_numbered(what))


def _lost_condition(report: Report, source: Report, rendering: Rendering) -> Iterator[_Departure]:
    """The condition in the source's sentences that the report gives nowhere."""
    words = [w for span in _holding(source, rendering.original) for w in find_words(source.text.words, span)]
    clauses = [_clause(source.text, words[at:]) for at, word in enumerate(words) if word.n in _CONDITIONS]
    lost = next((clause for clause in clauses if clause is not None and not _is_given(report, clause)), None)
    if lost is not None:
        whose = f"{rendering.speaker}’s words" if rendering.speaker else "the words"
        what = f"{{who}} {{give}} {whose} without the condition that the source has: “{_brief(lost.exact)}”."
        yield _Departure("missing-condition", rendering, rendering.passages, (lost,), *_numbered(what))


def _other_figures(report: Report, source: Report, rendering: Rendering) -> Iterator[_Departure]:
    """Places in which the two have other figures, and the report does not round."""
    for place in rendering.places:
        mine, theirs = (witness.passage for witness in place.witnesses)
        if mine is None or theirs is None:
            continue
        these, those = (_figures(p.exact) for p in (mine, theirs))
        before = find_words(report.text.words, Span(max(0, mine.span.start - 24), mine.span.start)) if mine.span.start else ()
        rough = _ROUGH & {w.n for w in (*before[-2:], *find_words(mine.exact))}
        if these and those and not these & those and not rough:
            mine, theirs = _with_what(report.text, mine), _with_what(source.text, theirs)
            what = f"The source has “{theirs.exact}”; {{who}} {{tell}} “{mine.exact}”."
            yield _Departure("conflict", rendering, (mine,), (theirs,), *_numbered(what))


def _with_what(text: Text, figure: Passage) -> Passage:
    """A figure with the words behind it, which say what it counts."""
    last = figure.span.end
    for word in find_words(text.words, Span(last, min(len(text.words), last + 40)))[:COUNTED]:
        if set(text.words[last : word.span.start]) & (_BORDERS | {","}):
            break
        last = word.span.end
    return Passage(text, Span(figure.span.start, last))


def _figures(words: str) -> set[str]:
    return {n for word in find_words(words) if (n := NUMERALS.get(word.n, word.n))[0].isdigit()}


def _holding(report: Report, passages: Sequence[Passage]) -> list[Span]:
    return [s for s in find_sentences(report.text.words) if any(p.span.overlaps(s) for p in passages)]


def _clause(text: Text, words: Sequence[Word]) -> Passage | None:
    """A condition from its first word to the end of its clause."""
    last = words[0]
    for word in words[1:]:
        between = text.words[last.span.end : word.span.start]
        if _BORDERS & set(between) or "," in between or " – " in between or "—" in between:
            break
        last = word
    return Passage(text, Span(words[0].span.start, last.span.end)) if last is not words[0] else None


def _is_given(report: Report, condition: Passage) -> bool:
    """Does the report give the condition, in whatever words, in some sentence of its own?"""
    terms = _stems(condition.exact)
    return not terms or any(
        2 * len(terms & _stems(span.cut(report.text.words))) >= len(terms) for span in find_sentences(report.text.words)
    )


def _stems(words: str) -> set[str]:
    return {stem(word.n) for word in find_words(words) if not word.is_function_word} | {
        stem(lemma(word.n)) for word in find_words(words) if stem(word.n) in _HEDGES
    }


# -- sentences ----------------------------------------------------------------------------------------------------------------


def _told_together(departures: Iterable[_Departure], reports: Sequence[Report]) -> Iterator[Difference]:
    """One difference for all reports that leave a source in the same way."""
    names = {report.id: report.outlet or report.name for report in reports}
    alike: dict[tuple[DifferenceKind, str], list[_Departure]] = {}
    for departure in departures:
        alike.setdefault((departure.kind, departure.sentence), []).append(departure)
    for (kind, _), held in alike.items():
        who = list(dict.fromkeys(names[d.rendering.report_id] for d in held))
        listed = who[0] if len(who) == 1 else f"{', '.join(who[:-1])} and {who[-1]}"
        sentence = (held[0].sentence if len(who) == 1 else held[0].plural).replace("{who}", listed)
        mentions = [Mention(d.rendering.report_id, p) for d in held for p in d.printed]
        source_id = held[0].rendering.source_id
        mentions += [Mention(source_id, p) for p in held[0].original if source_id is not None]
        items = tuple(dict.fromkeys(d.rendering.id for d in held))
        yield Difference(kind, sentence, tuple(dict.fromkeys(mentions)), items)


def _joined(passages: Sequence[Passage]) -> str:
    return " … ".join(passage.exact for passage in passages)


def _brief(words: str) -> str:
    words = words.rstrip(" ,")
    return words if len(words) <= 90 else f"{words[:60].rsplit(' ', 1)[0]} …"
