"""Quotations in, what stands behind each of them out: word for word, altered, somebody else's, outside marks, or nowhere.

``verify_quotations`` reads the quotations of any text and looks for their words in reports. What is hard here is to be fair to
both sides. Printers' marks, spelling, capitals, an editor's bracket and an honest ellipsis alter nothing and are only named; a
word that matters, a "not" or an "if" that is lost alters everything, even behind an ellipsis. Words that stand in a report
outside quotation marks are the report's and not the speaker's. And where another report has the matter in quite other words (a
translation, a paraphrase), that is shown as the nearest and never counts as verified.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

from onrecord.collation.alignment import Strand, Token, align_places, align_strands
from onrecord.collation.lexicon import CONDITIONALS, NEGATORS, lemma, respell, stem
from onrecord.collation.units import find_marked, is_within
from onrecord.datamodel import Account, Manner, Passage, Place, Report, Statement, Text, VariantClass
from onrecord.people.spelling import fold_name, same_body, same_person
from onrecord.record.shelf import Shelf, Sources, words_of
from onrecord.spans import Span, trim_span
from onrecord.statements import find_statements
from onrecord.statements.marks import find_quotations
from onrecord.stories.words import Word, find_words

__all__ = [
    "Difference",
    "DifferenceKind",
    "Finding",
    "Quoted",
    "Standing",
    "Verification",
    "find_quoted",
    "locate_quotation",
    "tell_difference",
    "verify_quotations",
]

Standing = Literal["word for word", "altered", "somebody else's", "outside marks", "nowhere", "too short"]
DifferenceKind = Literal[
    "typography",
    "spelling",
    "bracket",
    "ellipsis",
    "inflection",
    "person-shift",
    "bowdlerised",
    "wording",
    "left out",
    "put in",
    "meaning left out",
    "cut short",
]
HARMLESS: frozenset[DifferenceKind] = frozenset({"typography", "spelling", "bracket", "ellipsis"})
"""Differences that alter no quotation: they are named, and that is all."""

LEAST_WORDS = 3
"""Words from which on a quotation can be told from chance, and of these…"""
LEAST_MATTER = 2
"""…words that matter."""
ALIKE = 0.6
"""Share of a quotation's words that must stand in a passage, in order, for the quotation to be that passage altered."""
FIRM = 0.75
"""The same where the differences look like those of two translations."""
FEW = 4
"""Up to so many words it must be all but one of them too."""
NEAREST = 0.34
"""Share of the words that matter which a passage must have to be shown as the nearest, and…"""
LEAST_ALIKE = 0.25
"""…of all words, in order."""
SLACK = 6
"""Words by which a passage may be longer than its quotation, and half the quotation more; with an ellipsis…"""
ELLIPSIS_SLACK = 60
"""…so many."""
BEFORE = 6
"""Words before a passage among which a "not" or "if" that governs it is looked for."""
LONGEST_CUE = 30
"""Words of a cue that interrupts a quotation, at most."""
MOST_ALIGNED = 10
"""Reports with which a quotation is aligned word by word, where it does not stand there as it is; but so many word pairs…"""
MOST_PAIRS = 400_000
"""…at most, after the first report."""

_CONDITIONS = CONDITIONALS | {"without"}
_ELLIPSIS = re.compile(r"\[\s*(?:\.\s?){3}\s*\]|\(\s*(?:\.\s?){3}\s*\)|[\[(]\s*…\s*[\])]|…|(?:\.\s?){3,}")
_BRACKET = re.compile(r"\[[^\]\[]{1,120}\]")
_LETTER = re.compile(r"\[\w{1,3}\]\w|\w\[\w{1,3}\]")
_STITCH = re.compile(r"[“”\"»«]")
_MARKS = " \t\r\n\"“”„‟«»‘’'‚‹›`´"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A quotation of the text that is verified: its parts (several where a cue interrupts it), and who is said to say it.

    ``depth`` is 0 for one that stands within no other.
    """

    parts: tuple[Passage, ...]
    speaker: str | None
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the quotation and the passage differ: the words of each (None: it has none there), and what that is."""

    kind: DifferenceKind
    quoted: str | None
    printed: str | None
    note: str = ""

    @property
    def harmless(self) -> bool:
        """Is it nothing that alters the words?"""
        return self.kind in HARMLESS


@dataclass(frozen=True, slots=True)
class Finding:
    """Where in a report the quotation stands, or what comes nearest to it: several passages where a cue interrupts them.

    ``marked`` says whether the report prints it inside quotation marks; ``speaker`` is whom the report gives it to.
    ``likeness`` is the share of the quotation's words that stand there in order.
    """

    report: Report
    passages: tuple[Passage, ...]
    speaker: str | None
    statement_id: str | None
    manner: Manner | None
    marked: bool
    same_speaker: bool | None
    differences: tuple[Difference, ...]
    likeness: float

    @property
    def words(self) -> str:
        """The words as the report prints them, with … where a cue interrupts them."""
        return " … ".join(passage.exact for passage in self.passages)

    @property
    def verbatim(self) -> bool:
        """Does it stand there word for word?"""
        return all(difference.harmless for difference in self.differences)


@dataclass(frozen=True, slots=True)
class Verification:
    """What stands behind one quotation: the verdict with its reason, the passages it stands in (best first), or the nearest."""

    quoted: Quoted
    standing: Standing
    why: str
    found: tuple[Finding, ...]
    nearest: Finding | None = None

    @property
    def words(self) -> str:
        """The quotation as printed, with … where a cue interrupts it."""
        return " … ".join(part.exact for part in self.quoted.parts)


def verify_quotations(text: Text | str, sources: Sources | Iterable[Account]) -> tuple[Verification, ...]:
    """Every quotation of a text held against reports, in the text's order.

    ``sources`` are accounts (see `onrecord.record.accounts`), or anything that names the accounts which share given words: a
    `Shelf`, an archive. The same text and the same accounts give the same result in any order of the accounts.
    """
    looked_at: Sources = Shelf(sources) if isinstance(sources, Iterable) else sources
    read = Text(text) if isinstance(text, str) else text
    return tuple(_verify(read, quoted, looked_at) for quoted in find_quoted(read))


def locate_quotation(text: Text, quoted: Quoted, account: Account) -> tuple[Finding, bool] | None:
    """Where a quotation of the text stands in one report, and whether it does: else that is merely what comes nearest.

    Whether the words stand inside marks there, and by whom they are said, does not matter. None where nothing comes near.
    """
    said = _read_quoted(text, quoted)
    words = _told_words(account)
    if not said.tokens:
        return None
    placed = _place_exactly(said, account, words) or _place_alike(said, account, words)
    found = [(_finding(quoted, account, words, region, differences, like), firm) for region, differences, like, firm in placed]
    return min(found, key=lambda pair: (not pair[1], _rank(pair[0])), default=None)


def find_quoted(text: Text, statements: Sequence[Statement] | None = None) -> tuple[Quoted, ...]:
    """The quotations of a text with whom it gives them to; parts that a cue interrupts in mid-sentence are one quotation."""
    told = find_statements(text) if statements is None else statements
    found: list[Quoted] = []
    goes_on: Statement | None = None
    for quotation in find_quotations(text.words):
        inner = trim_span(text.words, *quotation.span, strip=_MARKS)
        if inner is None:
            continue
        statement = _statement_at(told, inner)
        if statement is not None and not (quotation.closed and quotation.opened):
            inner = _within_content(text, inner, statement)
        passage = Passage(text, inner)
        joins = goes_on is not None and goes_on is statement and found[-1].depth == quotation.depth == 0
        # Between parts of one quotation stands a cue; words of the report's own make them two.
        joins = joins and not any(
            p.span.holds(Span(found[-1].parts[-1].span.start, inner.end)) for p in (statement.content if statement else ())
        )
        if joins and not text.words[: quotation.span.start].rstrip().endswith(":"):
            found[-1] = replace(found[-1], parts=(*found[-1].parts, passage))
        else:
            found.append(Quoted((passage,), _speaker_of(statement), quotation.depth))
        if quotation.depth == 0:
            goes_on = statement if text.words[inner.end - 1] not in ".!?…" else None
    return tuple(found)


def _within_content(text: Text, inner: Span, statement: Statement) -> Span:
    """A quotation without its closing or opening mark, as far as the statement's content goes."""
    inside = [p.span for p in statement.content if p.span.overlaps(inner)]
    start = max(inner.start, min(span.start for span in inside))
    return trim_span(text.words, start, min(inner.end, max(span.end for span in inside)), strip=_MARKS) or inner


# -- one quotation ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Said:
    """The words of a quotation, with what its printer owns up to: brackets, and ellipses before a word (by its number)."""

    text: Text
    tokens: tuple[Token, ...]
    bracketed: frozenset[int]
    gaps: frozenset[int]
    ends_sentence: bool

    @property
    def ns(self) -> tuple[str, ...]:
        return tuple(token.word.n for token in self.tokens)

    @property
    def own(self) -> list[int]:
        """The words that are not in an editor's brackets."""
        return [at for at in range(len(self.tokens)) if at not in self.bracketed]


def _read_quoted(text: Text, quoted: Quoted) -> _Said:
    tokens: list[Token] = []
    bracketed: set[int] = set()
    gaps: set[int] = set()
    for number, part in enumerate(quoted.parts):
        start, end = part.span
        ellipses = [Span(*match.span()) for match in _ELLIPSIS.finditer(text.words, start, end)]
        letters = [Span(*match.span()) for match in _LETTER.finditer(text.words, start, end)]
        brackets = [Span(*match.span()) for match in _BRACKET.finditer(text.words, start, end)]
        brackets = [span for span in brackets if not any(span.overlaps(other) for other in (*letters, *ellipses))]
        before = start
        for word in _words_with_letters(text.words, part.span):
            if any(span.start >= before and span.end <= word.span.start for span in ellipses):
                gaps.add(len(tokens))
            before = word.span.end
            inside = next((span for span in brackets if span.holds(word.span)), None)
            if inside is not None:
                if inside.cut(text.words).strip("[] ").casefold() == "sic":
                    continue
                bracketed.add(len(tokens))
            tokens.append(Token(word, number, True))
        if any(span.start >= before for span in ellipses):
            gaps.add(len(tokens))
    last = quoted.parts[-1]
    return _Said(text, tuple(tokens), frozenset(bracketed), frozenset(gaps), last.exact.rstrip(_MARKS)[-1:] in tuple(".!?"))


def _words_with_letters(text: str, span: Span) -> list[Word]:
    """The words of a stretch; one of which an editor has changed a letter ("[t]he", "attack[ed]") is one word."""
    joined: list[Word] = []
    for word in words_of(text, span):
        between = text[joined[-1].span.end : word.span.start] if joined else " "
        if joined and between in ("]", "["):
            before = joined.pop()
            joined.append(Word(Span(before.span.start, word.span.end), before.t + word.t, before.n + word.n))
        else:
            joined.append(word)
    return joined


def _verify(text: Text, quoted: Quoted, sources: Sources) -> Verification:
    said = _read_quoted(text, quoted)
    if not said.tokens:
        return Verification(quoted, "too short", "it holds no words", ())
    own = [said.tokens[at].word.n for at in said.own]
    findings: list[Finding] = []
    near: list[Finding] = []
    aligned = 0
    most = max(1, min(MOST_ALIGNED, MOST_PAIRS // (2 * len(said.tokens) ** 2)))
    for account in sources.sharing(own):
        words = _told_words(account)
        placed = _place_exactly(said, account, words)
        if not placed:
            aligned += 1
            if aligned > most:
                continue
            placed = _place_alike(said, account, words)
        for region, differences, likeness, firm in placed:
            finding = _finding(quoted, account, words, region, differences, likeness)
            (findings if firm else near).append(finding)
    findings.sort(key=_rank)
    near.sort(key=_rank)
    return _judge(quoted, said, findings, near[0] if near else None)


def _rank(finding: Finding) -> tuple[object, ...]:
    """Best first: word for word, by the same speaker, inside marks; then the reports' own order."""
    return (
        not finding.verbatim,
        (finding.same_speaker is False) + 2 * (not finding.marked),
        finding.same_speaker is None,
        -finding.likeness,
        sum(not d.harmless for d in finding.differences),
        finding.report.published is None,
        finding.report.published or "",
        finding.report.name,
        finding.report.id,
        finding.passages[0].span,
    )


def _judge(quoted: Quoted, said: _Said, found: list[Finding], nearest: Finding | None) -> Verification:
    matter = [at for at in said.own if not said.tokens[at].word.is_function_word]
    short = len(said.own) < LEAST_WORDS or len(matter) < LEAST_MATTER
    best = found[0] if found else None
    if best is not None and short and not (best.verbatim and best.marked and best.same_speaker and len(said.own) > 1):
        return Verification(quoted, "too short", "so few words may stand anywhere by chance", tuple(found))
    if best is None:
        if short:
            return Verification(quoted, "too short", "so few words may stand anywhere by chance", (), nearest)
        why = "no report has these words" + ("; the nearest has the matter in other words" if nearest is not None else "")
        return Verification(quoted, "nowhere", why, (), nearest)
    verbatim = [f for f in found if f.verbatim]
    theirs = [f for f in verbatim if f.marked and f.same_speaker is not False]
    if theirs:
        return Verification(quoted, "word for word", _reason(theirs[0]), tuple(found))
    others = [f for f in verbatim if f.marked]
    altered = [f for f in found if not f.verbatim and f.marked and f.same_speaker]
    if others and not altered:
        why = f"{_outlet(others[0])} has these words from {others[0].speaker}, not from {quoted.speaker}"
        return Verification(quoted, "somebody else's", why, tuple(found))
    unmarked = [f for f in verbatim if not f.marked]
    if unmarked and not altered:
        return Verification(quoted, "outside marks", _unmarked_reason(unmarked[0]), tuple(found))
    first = altered[0] if altered else best
    ordered = (first, *(f for f in found if f is not first))
    if first.same_speaker is False and first.marked:
        why = f"{_outlet(first)} has them, with differences, from {first.speaker}, not from {quoted.speaker}"
        return Verification(quoted, "somebody else's", why, ordered)
    if not first.marked and first.likeness < FIRM:
        return Verification(quoted, "nowhere", "no report quotes these words; the nearest tells the matter unquoted", (), first)
    return Verification(quoted, "altered", _reason(first), ordered)


def _outlet(finding: Finding) -> str:
    return finding.report.outlet or finding.report.name


def _reason(finding: Finding) -> str:
    worst = [d for d in finding.differences if not d.harmless] or list(finding.differences)
    where = f"{_outlet(finding)} has it"
    who = "" if finding.same_speaker else "; who says it there is not settled" if finding.speaker is None else ""
    if not worst:
        return f"{where} in the very same words{who}"
    told = "; ".join(tell_difference(d) for d in worst[:3])
    more = f" and {len(worst) - 3} more" if len(worst) > 3 else ""
    return f"{where}, with {told}{more}{who}"


def tell_difference(d: Difference) -> str:
    """The difference in words: ‘“harbour” for “bridge” (wording)’."""
    if d.note:
        return d.note
    if d.quoted is None:
        return f"“{d.printed}” {d.kind}"
    if d.printed is None:
        return f"“{d.quoted}” {d.kind}"
    return f"“{d.quoted}” for “{d.printed}” ({d.kind})"


def _unmarked_reason(finding: Finding) -> str:
    if finding.statement_id is None or finding.speaker is None:
        return f"{_outlet(finding)} has these words in its own voice, outside quotation marks"
    return f"{_outlet(finding)} tells this of {finding.speaker} without quotation marks: a paraphrase, not their words"


# -- where the words stand ----------------------------------------------------------------------------------------------------

_Region = tuple[int, int]
"""First and last word of a passage, by their numbers in the report; the last one included."""
_Placed = tuple[_Region, tuple[Difference, ...], float, bool]


def _told_words(account: Account) -> tuple[Word, ...]:
    """The words of a report, without those of a cue that interrupts a quotation (“We will stay,” Oru said, “and wait”)."""
    text = account.report.text.words
    words = words_of(text)
    marked = find_marked(account.report)
    cues = [
        Span(a.span.end, b.span.start)
        for statement in account.statements
        if len(statement.content) > 1
        for a, b in pairwise(sorted(statement.content, key=lambda p: p.span))
        if a.span.end < b.span.start and is_within(marked, _edge(a, -1)) and is_within(marked, _edge(b, 0))
    ]
    if not cues:
        return words
    starts = [word.span.start for word in words]
    dropped: set[int] = set()
    for cue in cues:
        first = bisect_left(starts, cue.start)
        last = bisect_left(starts, cue.end)
        if last - first <= LONGEST_CUE:
            dropped.update(k for k in range(first, last) if not is_within(marked, words[k].span))
    return tuple(word for k, word in enumerate(words) if k not in dropped)


def _edge(passage: Passage, at: int) -> Span:
    """The first or last character of a passage that is no mark."""
    inner = trim_span(passage.exact, 0, len(passage.exact), strip=_MARKS + ".,") or Span(0, 1)
    start = passage.span.start + (inner.start if at == 0 else inner.end - 1)
    return Span(start, start + 1)


def _place_exactly(said: _Said, account: Account, words: tuple[Word, ...]) -> list[_Placed]:
    """Where the very words stand one after the other, every time they do; nothing where a bracket or ellipsis interrupts."""
    if said.bracketed or any(0 < gap < len(said.tokens) for gap in said.gaps):
        return []
    text = account.report.text
    ns = said.ns
    placed: list[_Placed] = []
    for at in range(len(words) - len(ns) + 1):
        if words[at].n == ns[0] and all(words[at + k].n == n for k, n in enumerate(ns)):
            region = (at, at + len(ns) - 1)
            differences = [
                *_printed_otherwise(said, text.words, words[at : at + len(ns)]),
                *_cut_at_the_ends(said, text.words, words, region),
            ]
            placed.append((region, tuple(differences), 1.0, True))
    return placed


def _printed_otherwise(said: _Said, text: str, printed: Sequence[Word]) -> list[Difference]:
    """Words that are the same but for capitals, accents, hyphens and the like, and an ellipsis of the report that is lost.

    A capital at the beginning is the printer's.
    """
    found: list[Difference] = []
    for at, (token, word) in enumerate(zip(said.tokens, printed, strict=True)):
        mine = token.word
        if mine.t != word.t and (at or mine.t.casefold() != word.t.casefold()):
            bare = [re.sub(r"\W", "", t.casefold()) for t in (mine.t, word.t)]
            found.append(Difference("typography" if bare[0] == bare[1] else "spelling", mine.t, word.t))
        if not at or said.tokens[at - 1].part != token.part:
            continue
        ours = said.text.words[said.tokens[at - 1].word.span.end : mine.span.start]
        theirs = text[printed[at - 1].span.end : word.span.start]
        if ("-" in ours) != ("-" in theirs):
            quoted, there = (
                f"{a}{gap}{b}"
                for a, gap, b in ((said.tokens[at - 1].word.t, ours, mine.t), (printed[at - 1].t, theirs, word.t))
            )
            found.append(Difference("typography", quoted, there))
        if _ELLIPSIS.search(theirs) and at not in said.gaps:
            found.append(Difference("left out", None, "…", "the ellipsis lost that stands there for words left out"))
    return found


def _place_alike(said: _Said, account: Account, words: tuple[Word, ...]) -> list[_Placed]:
    """The one passage of a report that is most like the quotation, with where they differ."""
    text = account.report.text
    window = _window(said, words)
    if window is None:
        return []
    marked = find_marked(account.report)
    mine = Strand(said.text, said.tokens)
    strand = Strand(text, tuple(Token(w, 0, is_within(marked, w.span)) for w in words[window[0] : window[1]]))
    region = _trim(mine, strand)
    if region is None:
        return []
    first, last = window[0] + region[0], window[0] + region[1]
    theirs = Strand(text, strand.tokens[region[0] : region[1] + 1])
    places = align_places((mine, theirs))
    differences, matched, longest = _differences(said, places)
    differences += _cut_at_the_ends(said, text.words, words, (first, last))
    own = len(said.own)
    matter = {stem(said.tokens[at].word.n) for at in said.own if not said.tokens[at].word.is_function_word}
    have = {stem(t.word.n) for t in theirs.tokens}
    share = len(matter & have) / len(matter) if matter else 0.0
    likeness = matched / max(1, own)
    translated = any(d.kind == "wording" for d in differences) and not any(
        place.variant == "altered-inside-marks" for place in places
    )
    least = FIRM if (translated and own > 6) or own <= FEW else ALIKE
    firm = likeness >= least and share >= 0.5 and longest >= min(LEAST_WORDS, max(2, own - 1))
    if not firm and (share < NEAREST or likeness < LEAST_ALIKE or len(matter & have) < LEAST_MATTER):
        return []
    return [((first, last), tuple(differences), round(likeness, 3), firm)]


def _window(said: _Said, words: Sequence[Word]) -> tuple[int, int] | None:
    """The stretch of a report in which most words of the quotation stand: first word, and the one behind the last."""
    wanted: dict[str, float] = {}
    for at in said.own:
        wanted.setdefault(stem(said.tokens[at].word.n), 0.2 if said.tokens[at].word.is_function_word else 1.0)
    hits = [(j, key) for j, word in enumerate(words) if (key := stem(word.n)) in wanted]
    size = len(said.tokens)
    width = size + SLACK + size // 2 + (ELLIPSIS_SLACK if said.gaps else 0)
    best: tuple[float, int] | None = None
    window: tuple[int, int] | None = None
    inside: dict[str, int] = {}
    weight = 0.0
    left = 0
    for right, (j, key) in enumerate(hits):
        inside[key] = inside.get(key, 0) + 1
        weight += wanted[key] if inside[key] == 1 else 0
        while j - hits[left][0] >= width:
            gone = hits[left][1]
            inside[gone] -= 1
            weight -= wanted[gone] if not inside[gone] else 0
            left += 1
        rank = (round(weight, 6), hits[left][0] - j)
        if best is None or rank > best:
            best = rank
            window = (max(0, hits[left][0] - 4), min(len(words), hits[right][0] + 5))
    return window


def _trim(mine: Strand, theirs: Strand) -> _Region | None:
    """The words of the report's strand from the first to the last that stands for one of the quotation's.

    A word of grammar that is far from all others at an end stands there by chance and is cut off.
    """
    pairs = [(column[0], column[1]) for column in align_strands((mine, theirs)) if len(column) == 2]
    pairs = [(i, j) for i, j in pairs if _alike(mine.tokens[i].word, theirs.tokens[j].word)]
    while len(pairs) > 1 and _is_stray(mine, pairs[0], pairs[1]):
        pairs.pop(0)
    while len(pairs) > 1 and _is_stray(mine, pairs[-1], pairs[-2]):
        pairs.pop()
    if not pairs:
        return None
    # What the quotation has beyond its first and last such word may stand for as many words of the report's sentence.
    words = [token.word for token in theirs.tokens]
    first, last = pairs[0][1], pairs[-1][1]
    for _ in range(pairs[0][0]):
        if not first or _parted(theirs.text.words, words[first - 1], words[first]):
            break
        first -= 1
    for _ in range(len(mine.tokens) - 1 - pairs[-1][0]):
        if last + 1 == len(words) or _parted(theirs.text.words, words[last], words[last + 1]):
            break
        last += 1
    return first, last


def _parted(text: str, word: Word, following: Word) -> bool:
    """Does a sentence or a quotation end or begin between the two?"""
    return bool(set(text[word.span.end : following.span.start]) & set('.!?;:“”"«»\n'))


def _alike(a: Word, b: Word) -> bool:
    return a.n == b.n or lemma(a.n) == lemma(b.n) or respell(a.n) == respell(b.n) or stem(a.n) == stem(b.n)


def _is_stray(mine: Strand, edge: tuple[int, int], inner: tuple[int, int]) -> bool:
    apart = abs(edge[1] - inner[1]) - abs(edge[0] - inner[0])
    return mine.tokens[edge[0]].word.is_function_word and apart > 2


_KINDS: dict[VariantClass, DifferenceKind] = {
    "typographic": "typography",
    "spelling": "spelling",
    "inflection": "inflection",
    "person-shift": "person-shift",
    "bowdlerised": "bowdlerised",
    "wording": "wording",
    "altered-inside-marks": "wording",
}


def _words_of(passage: Passage | None) -> Passage | None:
    """What a telling has at a place; an ellipsis, which stands for what was left out, is nothing."""
    return passage if passage is not None and passage.exact.strip(" .…") else None


def _differences(said: _Said, places: Sequence[Place]) -> tuple[list[Difference], int, int]:
    """Where the two differ, how many of the quotation's own words stand there in order, and the longest run of such words."""
    found: list[Difference] = []
    matched = run = longest = 0
    at = 0
    for place in places:
        mine, theirs = (_words_of(witness.passage) for witness in place.witnesses)
        first = at
        if mine is not None:
            while at < len(said.tokens) and said.tokens[at].word.span.start < mine.span.end:
                at += 1
        here = range(first, at)
        bracketed = bool(here) and all(k in said.bracketed for k in here)
        if mine is not None and theirs is not None and place.variant in ("identical", "typographic", "spelling", "inflection"):
            matched += sum(k not in said.bracketed for k in here)
            run += len(here)
            longest = max(longest, run)
        else:
            run = 0
        if place.variant == "identical":
            continue
        quoted, printed = (p.exact if p is not None else None for p in (mine, theirs))
        if place.variant == "typographic" and any(gap in said.gaps for gap in range(first + 1, at)):
            continue
        if bracketed:
            found.append(Difference("bracket", quoted, printed))
        elif mine is None:
            found += _left_out(said, first, theirs)
        elif theirs is None:
            kept = " ".join(said.tokens[k].word.t for k in here if k not in said.bracketed)
            found.append(Difference("put in", kept, None, f"“{kept}” put in"))
        elif place.variant == "typographic" and first == 0 and quoted and printed and quoted.casefold() == printed.casefold():
            continue
        else:
            kind = _KINDS[place.variant]
            if any(gap in said.gaps for gap in range(first + 1, at)) and kind == "wording":
                found += _left_out(said, first + 1, theirs)
            found.append(Difference(kind, quoted, printed, _whose_denial(kind, quoted, printed)))
    return found, matched, longest


def _whose_denial(kind: DifferenceKind, quoted: str | None, printed: str | None) -> str:
    """A note where one of the two denies what the other says."""
    denies = [any(w.n in NEGATORS for w in find_words(words or "")) for words in (quoted, printed)]
    if kind == "wording" and denies[0] != denies[1]:
        return f"“{quoted}” for “{printed}”: the one denies what the other says"
    return ""


def _left_out(said: _Said, at: int, theirs: Passage | None) -> list[Difference]:
    """What to say of words that the quotation lacks before its word of this number."""
    if theirs is None:
        return []
    words = [word.n for word in find_words(theirs.exact)]
    turns = sorted(({*words} & (NEGATORS | _CONDITIONS)), key=words.index)
    # A word of grammar beside the ellipsis may have been aligned with its like on the other side of the gap.
    owned = any(near in said.gaps for near in (at - 1, at, at + 1))
    if _STITCH.search(theirs.exact):
        return [Difference("left out", None, theirs.exact, "words of two quotations made one")]
    if turns:
        how = "behind an ellipsis" if owned else "without a sign"
        note = f"“{theirs.exact}” left out {how}, and with it “{turns[0]}”"
        return [Difference("meaning left out", None, theirs.exact, note)]
    return [Difference("ellipsis" if owned else "left out", None, theirs.exact)]


def _cut_at_the_ends(said: _Said, text: str, words: Sequence[Word], region: _Region) -> list[Difference]:
    """A condition cut off behind the quotation, or a denial before it: within the sentence that the report prints."""
    first, last = region
    found: list[Difference] = []
    if last + 1 < len(words) and said.ends_sentence and len(said.tokens) not in said.gaps:
        between = text[words[last].span.end : words[last + 1].span.start]
        if words[last + 1].n in CONDITIONALS and not set(between) & set('.!?”"»'):
            stop = next((k for k in range(last + 1, len(words)) if _ends_here(text, words, k)), len(words) - 1)
            lost = text[words[last + 1].span.start : words[min(stop, last + 12)].span.end]
            found.append(Difference("cut short", None, lost, f"it ends before “{_brief(lost)}”"))
    for k in range(first - 1, max(-1, first - 1 - BEFORE), -1):
        if set(text[words[k].span.end : words[k + 1].span.start]) & set('.!?;:,“”"«»—–'):
            break
        if words[k].n in NEGATORS and any(
            w.n in ("that", "say", "said", "think", "believe", "mean", "claim") for w in words[k + 1 : first]
        ):
            lost = text[words[k].span.start : words[first].span.start].strip()
            found.append(Difference("cut short", None, lost, f"it begins behind “{_brief(lost)}”"))
            break
    return found


def _ends_here(text: str, words: Sequence[Word], k: int) -> bool:
    follows = text[words[k].span.end : words[k + 1].span.start] if k + 1 < len(words) else "."
    return bool(set(follows) & set('.!?”"»\n'))


def _brief(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:57].rsplit(' ', 1)[0]} …"


# -- who says it --------------------------------------------------------------------------------------------------------------


def _finding(
    quoted: Quoted,
    account: Account,
    words: Sequence[Word],
    region: _Region,
    differences: tuple[Difference, ...],
    likeness: float,
) -> Finding:
    text = account.report.text
    inside = words[region[0] : region[1] + 1]
    spans = _stretches(words_of(text.words), inside)
    statement = _statement_at(account.statements, max(spans, key=len))
    marked = find_marked(account.report)
    speaker = _speaker_of(statement)
    return Finding(
        report=account.report,
        passages=tuple(Passage(text, span) for span in spans),
        speaker=speaker,
        statement_id=statement.id if statement is not None else None,
        manner=statement.interpretation.manner if statement is not None else None,
        marked=2 * sum(is_within(marked, word.span) for word in inside) > len(inside),
        same_speaker=_same_speaker(quoted.speaker, speaker, statement),
        differences=differences,
        likeness=likeness,
    )


def _stretches(all_words: Sequence[Word], inside: Sequence[Word]) -> list[Span]:
    """The words of a passage as spans, parted where words of the report were left aside."""
    at = bisect_left([word.span.start for word in all_words], inside[0].span.start)
    spans: list[Span] = []
    for word in inside:
        if spans and all_words[at] == word:
            spans[-1] = Span(spans[-1].start, word.span.end)
        else:
            while all_words[at] != word:
                at += 1
            spans.append(word.span)
        at += 1
    return spans


def _statement_at(statements: Sequence[Statement], span: Span) -> Statement | None:
    """The statement in which a stretch stands, the innermost where one is told within another."""
    holding = [
        (covered, -sum(len(p.span) for p in s.content), -at)
        for at, s in enumerate(statements)
        if 2 * (covered := sum(_shared(p.span, span) for p in s.content)) > len(span)
    ]
    if not holding:
        return None
    most = max(covered for covered, _, _ in holding)
    _, _, at = max((size, covered, at) for covered, size, at in holding if covered >= 0.9 * most)
    return statements[-at]


def _shared(a: Span, b: Span) -> int:
    return max(0, min(a.end, b.end) - max(a.start, b.start))


def _speaker_of(statement: Statement | None) -> str | None:
    """Whom a text gives a statement to by name; a description ("a senior aide") names nobody."""
    if statement is None:
        return None
    said = statement.interpretation
    return said.speaker if said.resolved == "yes" and said.kind in ("person", "organisation", "group", "document") else None


def _same_speaker(name: str | None, other: str | None, statement: Statement | None) -> bool | None:
    """Are the two one speaker? None where one of them is not known."""
    if name is None or other is None:
        return None
    body = statement.interpretation.on_behalf_of if statement is not None else None
    names = [other, *([body] if body else []), *(other.split(" and ") if " and " in other else [])]
    mine = [name, *(name.split(" and ") if " and " in name else [])]
    return any(_one_name(a, b) for a in mine for b in names)


def _one_name(a: str, b: str) -> bool:
    x, y = fold_name(a), fold_name(b)
    return bool(x and y) and (x == y or same_person(x, y) is not None or same_body(x, y) is not None)
