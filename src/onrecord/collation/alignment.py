"""The tellings of one utterance, aligned word by word over all of them: strands of words in, a collation out.

In the words of philologists: each telling is a witness, what it has at a place is its reading, readings that differ are
variants. The alignment is progressive (Feng and Doolittle, 1987): the two most alike strands are aligned first, then profiles
of strands, so that no telling is the base and the order of the input decides nothing; ties are broken by the words themselves.
Words are then merged to phrases, and each place is classed. What is hard here is not to claim too much: only where two tellings
print a place inside quotation marks, with other words that matter, and the rest of the quotation stands firm, is it *altered*;
where the rest is reworded too, the two are most likely two translations, and nobody has altered anything.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, pairwise
from typing import Literal

from rapidfuzz.distance import OSA, LCSseq

from onrecord.collation.lacunae import find_lacunae, weighed
from onrecord.collation.lexicon import (
    AUXILIARIES,
    DEIXIS,
    LOST_APOSTROPHES,
    NEGATORS,
    NUMERALS,
    PRONOUNS,
    lemma,
    respell,
    stem,
)
from onrecord.collation.strands import Strand, Token
from onrecord.datamodel import Collation, Passage, Place, Text, VariantClass, Witness
from onrecord.spans import Span
from onrecord.stories.words import FUNCTION_WORDS

__all__ = ["Strand", "Token", "align_places", "align_strands", "collate_strands"]

GAP = -0.4
"""What a word without counterpart costs."""
APART = -0.9
"""What two words cost that have nothing in common: more than two gaps, so that they never pass for one place by chance."""
NEAR = 1.0
"""What two words score at least that are the same but for spelling, inflection, or the person or time that speaks."""
REPLACED = 3
"""How many times longer than the words it stands for a replacement is at most (and two words more): else they were left out."""
FIRM = 0.6
"""Share of the words of two quotations that must agree for a single difference to be called an alteration."""
FIRM_WORDS = 4
"""Words that must agree besides: of two quoted words that differ in one, nobody can say which is whose."""

FOLLOWS = 0.7
"""Share of the shorter telling's words, in order, from which a telling outside marks follows another word by word."""
FOLLOWS_WORDS = 5
"""Words that it has in order with it, at least."""
QUOTES_WORDS = 3
"""Words inside marks, a third of its own and in order with the others', by which a telling partly in own words follows them."""
TURNED = 3
"""Words that must come into one order with other tellings for a telling to be turned round."""
SHIFTED = 3
"""Words that may stand for a pronoun: "the harbour board" for "we"."""
PHRASE = 4
"""Words over which a verb of grammar may change the form of a phrase: "do not ask", "not to ask"."""
BRACKET = 80
"""Characters over which an editor's bracket may reach."""

_ELLIPSIS = re.compile(r"…|\.(?:\s?\.){2,}")
_NONE = frozenset("nothing nobody none never no nowhere neither".split())
_ANY = frozenset("anything anybody anyone any ever anywhere either".split())
_CONJUNCTIONS = frozenset("if unless when while because after before until once since provided".split())
_PARTICLES = frozenset({"do", "to", "that"})
_PERFECT = "hav"
_TENSES = frozenset({"do", "to", _PERFECT, "be"})
_OF_THINGS = frozenset({"it", "its", "itself"})
_SEVERITY: tuple[VariantClass, ...] = (
    "identical",
    "typographic",
    "spelling",
    "inflection",
    "person-shift",
    "bowdlerised",
    "wording",
    "altered-inside-marks",
)
CLOSE = 3
"""Words of its own, at most, that a phrase has between a verb of grammar and the next word that it shares."""
_Move = tuple[int | None, int | None]
Column = dict[int, int]
"""Which word (by its number) each strand has at a place; a strand without one is absent."""


def collate_strands(strands: Sequence[Strand]) -> Collation:
    """The collation of an utterance's tellings: what follows its wording aligned as one, what sums it up beside that, apart.

    Permuting the strands permutes the witnesses and changes nothing else.
    """
    followers = _followers(strands)
    beside = [s for s in range(len(strands)) if s not in followers]
    told = [strands[s] for s in followers]
    aligned = align_places(told) if len(followers) > 1 else ()
    lost = tuple(find_lacunae(told, aligned))
    places = list(_numbered(weighed(aligned, lost), followers))
    for s in beside:
        together = [*followers, s]
        places += _numbered(align_places([strands[n] for n in together], apart=len(followers)), together)
    lacunae = (replace(one, telling=followers[one.telling], held=followers[one.held]) for one in lost)
    return Collation(tuple(places), tuple(beside), tuple(lacunae))


def _numbered(places: Iterable[Place], numbers: Sequence[int]) -> Iterator[Place]:
    """The places with the witnesses' numbers among all strands."""
    for place in places:
        witnesses = (replace(witness, telling=numbers[witness.telling]) for witness in place.witnesses)
        yield replace(place, witnesses=tuple(sorted(witnesses, key=lambda witness: witness.telling)))


def _followers(strands: Sequence[Strand]) -> list[int]:
    """The strands that are witnesses of the utterance's wording: most of which stands inside marks, and those that follow one.

    Where nothing stands inside marks, the strand that is most like all others tells what the wording is.
    """
    keys = [tuple(stem(n) for n in strand.ns) for strand in strands]
    found = [s for s, strand in enumerate(strands) if _is_quoted(strand)]
    if not found and any(keys):
        likest = {s: (_likeness(keys, key), len(key), key, strands[s].ns) for s, key in enumerate(keys) if key}
        found = [max(likest, key=likest.__getitem__)]
    rest = [s for s in range(len(strands)) if s not in found and keys[s]]
    while joined := [s for s in rest if any(_follows(strands[s], strands[t]) for t in found)]:
        found += joined
        rest = [s for s in rest if s not in joined]
    return sorted(found)


def _follows(strand: Strand, other: Strand) -> bool:
    """Has it the other's words in order, whoever is the one who speaks, or does a good part of it quote them?"""
    mine, theirs = _said(strand.ns, other.ns), _said(other.ns, strand.ns)
    if LCSseq.similarity(mine, theirs) >= max(FOLLOWS_WORDS, FOLLOWS * min(len(mine), len(theirs))):
        return True
    quoted = [token.word.n for token in strand.tokens if token.marked]
    if len(quoted) < max(QUOTES_WORDS, len(strand.tokens) / 3):
        return False
    marked = [token.word.n for token in other.tokens if token.marked]
    return LCSseq.similarity(_said(quoted, marked), _said(marked, quoted)) >= max(QUOTES_WORDS, FOLLOWS * len(quoted))


def _said(ns: Sequence[str], beside: Sequence[str]) -> list[str]:
    """The words as they are compared between direct and indirect speech: by stem, a pronoun by what it stands for."""
    return [DEIXIS.get(n) or PRONOUNS.get(n) or stem(n) for n in _flat(ns, beside)]


def _likeness(keys: Sequence[tuple[str, ...]], key: tuple[str, ...]) -> float:
    return sum(LCSseq.similarity(key, other) for other in keys)


def align_places(strands: Sequence[Strand], apart: int | None = None) -> tuple[Place, ...]:
    """The places of strands in order; each has one witness per strand, numbered as given.

    Every word of every strand stands in exactly one place, and in its order. A strand of no words is a witness without a
    passage everywhere. With ``apart``, the number of a strand in words of its own: only the places in which it has words beside
    others, classed by how it differs from them.
    """
    strands = _in_one_order(strands)
    columns = align_strands(strands)
    places = [
        [[strands[s].tokens[column[s]] for column in run if s in column] for s in range(len(strands))]
        for run in _runs(strands, columns)
    ]
    translated = _translated(strands, places)
    ellipses = _ellipses(strands, places)
    return tuple(
        _place(strands, readings, translated, marks, apart)
        for readings, marks in zip(places, ellipses, strict=True)
        if apart is None or (readings[apart] and sum(map(bool, readings)) > 1)
    )


def _in_one_order(strands: Sequence[Strand]) -> tuple[Strand, ...]:
    """The strands, where one that tells the same clauses in another order is turned round: "if A, then B" and "B if A".

    The strand that is most like all others keeps its order, and the others are turned where that brings `TURNED` words more
    into one order with it. The two stretches are then parts of their own, so that no reading reaches over their border.
    """
    if len(strands) < 2:
        return tuple(strands)
    keys = [tuple(stem(n) for n in strand.ns) for strand in strands]
    likeness = {key: _likeness(keys, key) for key in keys}
    pivot = max(likeness, key=lambda key: (likeness[key], len(key), key))
    return tuple(_turned(strand, key, pivot) for strand, key in zip(strands, keys, strict=True))


def _turned(strand: Strand, key: tuple[str, ...], pivot: tuple[str, ...]) -> Strand:
    plain = LCSseq.similarity(key, pivot)
    borders = [at for at in range(2, len(key) - 1) if strand.tokens[at].word.n in _CONJUNCTIONS or _after_comma(strand, at)]
    best = max(borders, key=lambda at: (LCSseq.similarity(key[at:] + key[:at], pivot), -at), default=0)
    if not best or LCSseq.similarity(key[best:] + key[:best], pivot) < max(plain + TURNED, plain * 4 // 3):
        return strand
    moved = tuple(replace(token, part=token.part + len(key)) for token in strand.tokens[:best])
    return replace(strand, tokens=strand.tokens[best:] + moved)


def _after_comma(strand: Strand, at: int) -> bool:
    before, here = strand.tokens[at - 1].word.span, strand.tokens[at].word.span
    return "," in strand.text.words[before.end : here.start]


def align_strands(strands: Sequence[Strand]) -> list[Column]:
    """Columns in order, each with the words that stand in the same place."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for number, strand in enumerate(strands):
        if strand.tokens:
            groups.setdefault(strand.ns, []).append(number)
    if not groups:
        return []
    # Strands of the same words are aligned once; the sorted words, not the input's order, decide between ties.
    keys = sorted(groups)
    profiles: dict[int, list[Column]] = {k: [{k: at} for at in range(len(key))] for k, key in enumerate(keys)}
    alike = {(a, b): LCSseq.normalized_similarity(keys[a], keys[b]) for a, b in combinations(range(len(keys)), 2)}
    members: dict[int, list[int]] = {k: [k] for k in profiles}
    while len(profiles) > 1:
        best = max(
            combinations(sorted(profiles), 2), key=lambda pair: (_mean_likeness(alike, members, pair), -pair[0], -pair[1])
        )
        a, b = best
        profiles[a] = _merge(keys, profiles[a], profiles.pop(b))
        members[a] += members.pop(b)
    (columns,) = profiles.values()
    return [{number: at for k, at in column.items() for number in groups[keys[k]]} for column in columns]


def _mean_likeness(alike: dict[tuple[int, int], float], members: dict[int, list[int]], pair: tuple[int, int]) -> float:
    crossing = [alike[min(a, b), max(a, b)] for a in members[pair[0]] for b in members[pair[1]]]
    return sum(crossing) / len(crossing)


def _merge(keys: Sequence[tuple[str, ...]], left: list[Column], right: list[Column]) -> list[Column]:
    """Two profiles made one: global alignment (Needleman and Wunsch, 1970), columns scored by the mean over their words."""
    a = [[keys[k][at] for k, at in column.items()] for column in left]
    b = [[keys[k][at] for k, at in column.items()] for column in right]
    width = len(b) + 1
    best = [[GAP * j for j in range(width)]]
    step = [[2] * width]  # 0 both, 1 left only, 2 right only
    for i, these in enumerate(a, 1):
        above, row, steps = best[-1], [GAP * i], [1]
        one = these[0] if len(these) == 1 else None
        for j in range(1, width):
            those = b[j - 1]
            single = one is not None and len(those) == 1
            both = above[j - 1] + (_word_score(one, those[0]) if single else _column_score(these, those))
            only_left, only_right = above[j] + GAP, row[j - 1] + GAP
            if both >= only_left and both >= only_right:
                row.append(both)
                steps.append(0)
            elif only_left >= only_right:
                row.append(only_left)
                steps.append(1)
            else:
                row.append(only_right)
                steps.append(2)
        best.append(row)
        step.append(steps)
    moves: list[_Move] = []
    i, j = len(a), len(b)
    while i or j:
        move = step[i][j] if i else 2
        i, j = i - (move != 2), j - (move != 1)
        moves.append((i if move != 2 else None, j if move != 1 else None))
    moves.reverse()
    merged: list[Column] = []
    for at, (i_or_none, j_or_none) in enumerate(moves):
        here = left[i_or_none] if i_or_none is not None else {}
        there = right[j_or_none] if j_or_none is not None else {}
        if (
            here
            and there
            and 0 < at < len(moves) - 1
            and _stands_alone(moves, at)
            and _is_chance(keys, (here, there), moves, at)
        ):
            merged += [here, there]
        else:
            merged.append({**here, **there})
    return merged


def _stands_alone(moves: Sequence[_Move], at: int) -> bool:
    """Is it the only word in common between words that both profiles have of their own?

    That two phrases both hold a "the" says nothing. Where only one has more words, they are left out around it.
    """
    own: set[int] = set()
    for step in (-1, 1):
        beside = at + step
        if None not in moves[beside]:
            return False
        while 0 <= beside < len(moves) and None in moves[beside]:
            own.add(moves[beside].index(None))
            beside += step
    return len(own) == 2


def _is_chance(keys: Sequence[tuple[str, ...]], columns: Sequence[Column], moves: Sequence[_Move], at: int) -> bool:
    """May two phrases both hold these words of grammar by chance? Not a verb's ("were", "been") beside what they share."""
    words = [keys[k][n] for column in columns for k, n in column.items()]
    if not all(n in FUNCTION_WORDS and n not in NEGATORS and n not in PRONOUNS for n in words):
        return False
    near = (*moves[max(0, at - CLOSE) : at], *moves[at + 1 : at + 1 + CLOSE])
    verbs = all(lemma(n) in AUXILIARIES - _PARTICLES for n in words)
    return not (verbs and any(None not in move for move in near))


def _column_score(these: list[str], those: list[str]) -> float:
    if len(these) == 1 and len(those) == 1:
        return _word_score(these[0], those[0])
    return sum(_word_score(m, n) for m in these for n in those) / (len(these) * len(those))


@lru_cache(maxsize=1 << 18)
def _word_score(m: str, n: str) -> float:
    """How much speaks for two words standing in the same place."""
    little = m in FUNCTION_WORDS and n in FUNCTION_WORDS
    if m == n:
        return 1.2 if little else 3.0
    if lemma(m) == lemma(n) or respell(m) == respell(n):
        return 1.1 if little else 2.6
    if m in PRONOUNS and n in PRONOUNS:
        return NEAR if PRONOUNS[m] == PRONOUNS[n] else 0.2
    if DEIXIS.get(m, m) == DEIXIS.get(n, n):
        return NEAR
    if _may_have_lost(m, n) or _may_have_lost(n, m):
        return NEAR
    if _masks(m, n) or _masks(n, m):
        return 2.6
    if stem(m) == stem(n):
        return 2.0
    if len(m) > 4 and len(n) > 4 and m[0] == n[0] and OSA.distance(m, n, score_cutoff=2) <= 2:
        return 1.8
    if lemma(respell(m)[0]) == lemma(respell(n)[0]):
        return NEAR
    return APART


def _may_have_lost(m: str, n: str) -> bool:
    """Is the first two words with their apostrophe lost, and the second one of them, in whatever person ("well", "he")?"""
    return m in LOST_APOSTROPHES and (PRONOUNS.get(n) == "who" or lemma(n) == lemma(LOST_APOSTROPHES[m][1]))


def _masks(masked: str, plain: str) -> bool:
    """Is the first a form of the second with letters starred out?"""
    if "*" not in masked or "*" in plain:
        return False
    head, tail = masked.split("*", 1)[0], masked.rsplit("*", 1)[1]
    return plain.startswith(head) and plain.endswith(tail) and len(plain) > len(head) + len(tail)


_Kind = Literal["same", "spelt", "near", "loose"]


@dataclass(slots=True)
class _Run:
    """Columns merged to a phrase.

    ``same``: two strands or more are present, with the same words; ``spelt``: with the same word spelt or printed otherwise;
    ``near``: with forms of the same words; else ``loose``.
    """

    kind: _Kind
    present: frozenset[int]
    columns: list[Column]


def _runs(strands: Sequence[Strand], columns: Sequence[Column]) -> list[list[Column]]:
    """Columns merged to phrases: those that agree (to the letter, or but for typography), and those that differ."""
    runs: list[_Run] = []
    for column in columns:
        run = _Run(_kind(strands, column), frozenset(column), [column])
        before = runs[-1] if runs else None
        if (
            before is not None
            and (before.kind, before.present) == (run.kind, run.present)
            and not _sides_change(strands, before.columns, run.columns)
            and not _leaves_part(strands, before.columns, run.columns)
        ):
            before.columns.append(column)
        else:
            runs.append(run)
    split: list[list[Column]] = []
    for run in _absorbed(strands, _in_one_form(strands, _replaced(strands, runs))):
        split += _split_typography(strands, run.columns) if run.kind == "same" else [run.columns]
    return split


def _kind(strands: Sequence[Strand], column: Column) -> _Kind:
    ns = {strands[s].tokens[i].word.n for s, i in column.items()}
    if len(ns) == 1:
        return "same" if len(column) > 1 or len(strands) == 1 else "loose"
    if len({respell(n) for n in ns}) == 1:
        return "spelt"
    return "near" if all(_word_score(m, n) >= NEAR for m, n in combinations(sorted(ns), 2)) else "loose"


def _replaced(strands: Sequence[Strand], runs: Sequence[_Run]) -> list[_Run]:
    """Runs, where words of one strand next to other words of another have become one place: the one was put for the other.

    A stretch that is much longer than its neighbour stays a place of its own: it was left out, not replaced.
    """
    kept: list[_Run] = []
    everyone = frozenset(s for s, strand in enumerate(strands) if strand.tokens)
    for run in runs:
        before = kept[-1] if kept else None
        if (
            before is not None
            and not _leaves_part(strands, before.columns, run.columns)
            and not _sides_change(strands, before.columns, run.columns)
        ):
            joined = _Run("loose", before.present | run.present, before.columns + run.columns)
            if _replaces(before, run, everyone) and not _goes_on_alone(strands, before.columns, run):
                kept[-1] = joined
                continue
            kinds = {before.kind, run.kind}
            if (kinds == {"near", "loose"} or (kinds == {"near"} and before.present != run.present)) and _is_one_form(
                strands, joined.columns
            ):
                kept[-1] = joined
                continue
        kept.append(run)
    return kept


def _in_one_form(strands: Sequence[Strand], runs: Sequence[_Run]) -> list[_Run]:
    """Runs, where a verb of grammar that some strands lack is one place with the words whose form it changes.

    "paid" stands beside "had paid", "do not ask" beside "not to ask": one phrase in two forms, and nothing is left out.
    """
    kept: list[_Run] = []
    rest = list(runs)
    while rest:
        run = rest.pop(0)
        taken: list[Column] = []
        if run.kind == "loose" and len(run.columns) <= PHRASE and _is_grammar(strands, run.columns):
            ahead = [column for other in rest[:PHRASE] for column in other.columns][:PHRASE]
            for size in range(1, len(ahead) + 1):
                joined = run.columns + ahead[:size]
                firm = [strands[s].tokens[i].word for s, i in ahead[size - 1].items()]
                if (
                    any(not word.is_function_word for word in firm)
                    and len(ahead[size - 1]) > len(run.present)
                    and len({s for column in joined for s in column}) > len(run.present)
                    and not _leaves_part(strands, run.columns, ahead[:size])
                    and _reads_in_full(strands, joined)
                    and _is_one_form(strands, joined)
                ):
                    taken = ahead[:size]
                    break
        if not taken:
            kept.append(run)
            continue
        present = frozenset(s for column in (*run.columns, *taken) for s in column)
        kept.append(_Run("near", present, [*run.columns, *taken]))
        left = len(taken)
        while left:
            first = rest[0]
            if len(first.columns) <= left:
                left -= len(first.columns)
                rest.pop(0)
            else:
                rest[0] = replace(first, columns=first.columns[left:])
                left = 0
    return kept


def _is_grammar(strands: Sequence[Strand], columns: Sequence[Column]) -> bool:
    words = {strands[s].tokens[i].word.n for column in columns for s, i in column.items()}
    return all(lemma(n) in _TENSES for n in words)


def _reads_in_full(strands: Sequence[Strand], columns: Sequence[Column]) -> bool:
    """Has no strand but words of grammar of its own there, and each that has words has those that the phrase is about?"""
    readings = [[strands[s].tokens[c[s]].word for c in columns if s in c] for s in range(len(strands))]
    matter = {frozenset(lemma(w.n) for w in reading if not w.is_function_word) for reading in readings if reading}
    return len(matter) == 1


def _replaces(before: _Run, run: _Run, everyone: frozenset[int]) -> bool:
    """Do the two stretches stand for one another, by who has them and by their length?"""
    short, long = sorted((len(before.columns), len(run.columns)))
    if before.kind == run.kind == "loose":
        return bool(before.present & run.present) or long <= REPLACED * short + 2
    if {"near", "spelt"} & {before.kind, run.kind} or before.present & run.present:
        return False
    if before.present | run.present == everyone:
        return long <= REPLACED * short + 2  # nobody lacks words: "behind", "on the other side"
    # What several strands agree on against another is one place with it only where both are short: "bridge", "harbour".
    return long <= min(short + 1, REPLACED)


def _is_one_form(strands: Sequence[Strand], columns: Sequence[Column]) -> bool:
    """Is the stretch one phrase in several forms, as "I cannot" and "he could not"?"""
    readings = [[strands[s].tokens[c[s]] for c in columns if s in c] for s in range(len(strands))]
    return all(
        _class_of(a, b) in {"identical", "typographic", "spelling", "inflection", "person-shift"}
        for a, b in combinations(filter(None, readings), 2)
    )


def _sides_change(strands: Sequence[Strand], run: Sequence[Column], following: Sequence[Column]) -> bool:
    """Do two strands agree in the one and differ in the other, so that the two are two places?"""
    read: tuple[dict[int, list[str]], dict[int, list[str]]] = ({}, {})
    for columns, words in zip((run, following), read, strict=True):
        for column in columns:
            for s, at in column.items():
                words.setdefault(s, []).append(strands[s].tokens[at].word.n)
    pairs = {(tuple(read[0][s]), tuple(read[1][s])) for s in read[0].keys() & read[1].keys()}
    # They agree in both or in neither where each reading of the one goes with one reading of the other.
    return not len({one for one, _ in pairs}) == len({other for _, other in pairs}) == len(pairs)


def _goes_on_alone(strands: Sequence[Strand], run: Sequence[Column], following: _Run) -> bool:
    """Do two strands agree in the one, and only one of them has the other: words that it adds to what both have?"""
    read = {s: tuple(strands[s].tokens[c[s]].word.n for c in run if s in c) for s in range(len(strands))}
    return any(
        read[a] and read[a] == read[b] and (a in following.present) != (b in following.present)
        for a, b in combinations(range(len(strands)), 2)
    )


def _leaves_part(strands: Sequence[Strand], run: Sequence[Column], following: Sequence[Column]) -> bool:
    """Would some strand's reading reach over the words that interrupt its telling?"""
    last = {s: strands[s].tokens[i].part for column in run for s, i in column.items()}
    return any(last.get(s, part) != part for c in following for s, i in c.items() for part in (strands[s].tokens[i].part,))


def _absorbed(strands: Sequence[Strand], runs: Sequence[_Run]) -> list[_Run]:
    """Runs, where a lone word of grammar between two long differences has become part of one difference.

    That two reworded phrases both hold an "of" says nothing, and cuts the reading in pieces nobody can read.
    """
    kept: list[_Run] = []
    at = 0
    while at < len(runs):
        run = runs[at]
        if kept and at + 1 < len(runs) and run.kind != "loose" and len(run.columns) == 1:
            before, after = kept[-1], runs[at + 1]
            word = next(strands[s].tokens[i].word for s, i in run.columns[0].items())
            together = before.present | run.present | after.present
            if (
                before.kind == after.kind == "loose"
                and word.is_function_word
                and word.n not in NEGATORS
                and (run.present < together or (len(together) > 1 and min(len(before.columns), len(after.columns)) > 1))
                and not _leaves_part(strands, before.columns, run.columns + after.columns)
                and not _sides_change(strands, before.columns, after.columns)
                and not _sides_change(strands, run.columns, after.columns)
            ):
                kept[-1] = _Run("loose", together, before.columns + run.columns + after.columns)
                at += 2
                continue
        kept.append(run)
        at += 1
    return kept


def _split_typography(strands: Sequence[Strand], run: list[Column]) -> list[list[Column]]:
    """A run of equal words, cut so that words printed alike to the letter stand apart from those that are not."""
    differs = [len({strands[s].tokens[i].word.t for s, i in column.items()}) > 1 for column in run]
    for at in range(1, len(run)):
        between = {
            strands[s].text.words[strands[s].tokens[i - 1].word.span.end : strands[s].tokens[i].word.span.start]
            for s, i in run[at].items()
        }
        if len(between) > 1:
            differs[at - 1] = differs[at] = True
    pieces: list[list[Column]] = []
    for at, column in enumerate(run):
        if pieces and differs[at] == differs[at - 1]:
            pieces[-1].append(column)
        else:
            pieces.append([column])
    return pieces


def _translated(strands: Sequence[Strand], places: Sequence[list[list[Token]]]) -> set[tuple[int, int]]:
    """Pairs of strands whose quoted words differ as two translations do: in several places, in grammar as well as in matter."""
    pairs: set[tuple[int, int]] = set()
    prints = [[_print_of(reading) for reading in readings] for readings in places]
    # In a story of many reports most print the same: what two readings are to each other is looked at once for each place.
    known: list[dict[tuple[object, object], tuple[int, int, bool, bool]]] = [{} for _ in places]
    marked = [[at for at, readings in enumerate(places) if _all_marked(readings[s])] for s in range(len(strands))]
    for a, b in combinations(range(len(strands)), 2):
        agree = apart = differing = reworded = 0
        theirs = frozenset(marked[b])
        for at in marked[a]:
            if at not in theirs:
                continue
            key = prints[at][a], prints[at][b]
            if key not in known[at]:
                known[at][key] = _agreement(places[at][a], places[at][b])
            alike, unlike, matters, in_grammar = known[at][key]
            agree, apart = agree + alike, apart + unlike
            differing, reworded = differing + matters, reworded + in_grammar
        if (differing > 1 and reworded) or agree < FIRM_WORDS or agree < FIRM * (agree + apart):
            pairs.add((a, b))
    return pairs


def _agreement(these: Sequence[Token], those: Sequence[Token]) -> tuple[int, int, bool, bool]:
    """Of two quoted readings: words that agree, words that do not, and whether they differ in matter, and in grammar too."""
    if _class_of(these, those) in {"identical", "typographic", "spelling", "inflection"}:
        return len(these), 0, False, False
    differs = _matter(these) != _matter(those)
    reworded = differs and (len(these) != len(those) or _grammar(these) != _grammar(those))
    return 0, max(len(these), len(those)), differs, reworded


def _print_of(reading: Sequence[Token]) -> tuple[tuple[str, bool], ...]:
    """A reading to the letter: two of the same print are to any other reading what the one of them is."""
    return tuple((token.word.t, token.marked) for token in reading)


def _all_marked(reading: Sequence[Token]) -> bool:
    return bool(reading) and all(token.marked for token in reading)


def _matter(reading: Iterable[Token]) -> frozenset[str]:
    """What a reading says, leaving inflection aside: words that matter, and those that deny."""
    return frozenset(lemma(t.word.n) for t in reading if not t.word.is_function_word or t.word.n in NEGATORS)


def _grammar(reading: Iterable[Token]) -> list[str]:
    return [lemma(t.word.n) for t in reading if t.word.is_function_word and t.word.n not in NEGATORS]


def _ellipses(strands: Sequence[Strand], places: Sequence[list[list[Token]]]) -> list[list[Passage | None]]:
    """For each place and strand that lacks words there, the ellipsis between its neighbours that owns up to it, if any."""
    found: list[list[Passage | None]] = [[None] * len(strands) for _ in places]
    for s, strand in enumerate(strands):
        last: Token | None = None
        lacking: list[int] = []
        for at, readings in enumerate(places):
            if not readings[s]:
                lacking.append(at)
                continue
            following = readings[s][0]
            if last is not None and lacking and last.part == following.part:
                start, end = last.word.span.end, following.word.span.start
                match = _ELLIPSIS.search(strand.text.words, start, end) if start < end else None
                if match is not None:
                    found[lacking[0]][s] = Passage(strand.text, Span(*match.span()))
            last, lacking = readings[s][-1], []
    return found


def _place(
    strands: Sequence[Strand],
    readings: Sequence[Sequence[Token]],
    translated: set[tuple[int, int]],
    marks: Sequence[Passage | None],
    apart: int | None,
) -> Place:
    witnesses = tuple(
        Witness(
            s, Passage(strands[s].text, Span(reading[0].word.span.start, reading[-1].word.span.end)) if reading else marks[s]
        )
        for s, reading in enumerate(readings)
    )
    present = [s for s, reading in enumerate(readings) if reading]
    worst: VariantClass = "identical"
    prints = [_print_of(reading) for reading in readings]
    classes: dict[tuple[object, object], VariantClass] = {}
    for a, b in combinations(present, 2):
        if apart not in (None, a, b):
            continue
        key = prints[a], prints[b]
        if key not in classes:
            classes[key] = _class_of(readings[a], readings[b])
        found = classes[key]
        if found == "identical" and witnesses[a].passage != witnesses[b].passage:
            found = _printed(witnesses[a].passage, witnesses[b].passage)
        if found == "wording" and (a, b) not in translated and _is_altered(strands, readings, a, b):
            found = "altered-inside-marks"
        worst = max(worst, found, key=_SEVERITY.index)
    lacking = len(readings) - len(present)
    if lacking and apart is None and worst in {"identical", "typographic"}:
        # Of two tellings, and wherever as many have the words as lack them, the shorter omits.
        # What a report says around a quotation is its own: the quotation lacks nothing.
        own = not any(token.marked for s in present for token in readings[s]) and all(
            _is_quoted(strands[s]) for s, reading in enumerate(readings) if not reading
        )
        return Place("addition" if own or lacking > len(present) else "omission", witnesses)
    return Place(worst, witnesses)


def _is_quoted(strand: Strand) -> bool:
    """Does most of it stand inside marks?"""
    return 2 * sum(token.marked for token in strand.tokens) > len(strand.tokens)


def _printed(a: Passage | None, b: Passage | None) -> VariantClass:
    return "identical" if a is not None and b is not None and a.exact == b.exact else "typographic"


def _is_altered(strands: Sequence[Strand], readings: Sequence[Sequence[Token]], a: int, b: int) -> bool:
    """Do both print the place inside marks, with other words that matter, and no bracket that owns up to it?"""
    these, those = readings[a], readings[b]
    if not _all_marked(these) or not _all_marked(those):
        return False
    said = _matter(these), _matter(those)
    # Where one has but a word of grammar ("the" beside "the boats"), it lacks words and has no others in their place.
    if said[0] == said[1] or (not all(said) and NEGATORS.isdisjoint(t.word.n for t in (*these, *those))):
        return False
    if _denies_elsewhere(strands[a], these, those) or _denies_elsewhere(strands[b], those, these):
        return False
    return not (_is_bracketed(strands[a].text, these) or _is_bracketed(strands[b].text, those))


def _denies_elsewhere(strand: Strand, here: Sequence[Token], there: Sequence[Token]) -> bool:
    """Has a strand "anything" where the other has "nothing", and a "not" besides: one denial in two forms?"""
    outside = {token.word.n for token in strand.tokens} - {token.word.n for token in here}
    return (
        not _ANY.isdisjoint(t.word.n for t in here)
        and not _NONE.isdisjoint(t.word.n for t in there)
        and not NEGATORS.isdisjoint(outside)
    )


def _is_bracketed(text: Text, reading: Sequence[Token]) -> bool:
    """Does an editor's square bracket hold the reading, or part of it?"""
    start, end = reading[0].word.span.start, reading[-1].word.span.end
    opened = text.words.rfind("[", max(0, start - BRACKET), start)
    return "[" in text.words[start:end] or (opened >= 0 and "]" not in text.words[opened:start])


def _class_of(these: Sequence[Token], those: Sequence[Token]) -> VariantClass:
    """How two readings differ, by their words alone; ``wording`` where nothing more is known."""
    if not these or not those:
        return "omission"
    a, b = [t.word.n for t in these], [t.word.n for t in those]
    if a == b:
        return "identical"
    if [NUMERALS.get(n, n) for n in a] == [NUMERALS.get(n, n) for n in b]:
        return "typographic"
    if "".join(a) == "".join(b):
        return "spelling" if len(a) != len(b) else "typographic"
    if len(a) == len(b) and all(m == n or _masks(m, n) or _masks(n, m) for m, n in zip(a, b, strict=True)):
        return "bowdlerised"
    flat_a, flat_b = _flat(a, b), _flat(b, a)
    if flat_a == flat_b or (len(these) == len(those) and all(map(_is_misspelling, these, those))):
        return "spelling"
    if [n for n in map(lemma, flat_a) if n not in _PARTICLES] == [n for n in map(lemma, flat_b) if n not in _PARTICLES]:
        return "inflection"
    if _is_tense(flat_a, flat_b):
        return "inflection"
    if not (_all_marked(these) and _all_marked(those)):
        # Inside marks "it" is a thing; outside them it may be the body that speaks of itself.
        if _bare(flat_a) == _bare(flat_b) and not set(map(lemma, flat_a)).isdisjoint(map(lemma, flat_b)):
            return "inflection"
        fixed = frozenset[str]().union(*(_OF_THINGS for reading in (these, those) if _all_marked(reading)))
        if _is_shifted(flat_a, flat_b, fixed):
            return "person-shift"
    return "wording"


def _flat(ns: Sequence[str], beside: Sequence[str]) -> list[str]:
    """The words in one spelling, contractions undone; "well" is "we will" where the other has a pronoun."""
    return [
        word
        for n in ns
        for word in (LOST_APOSTROPHES[n] if n in LOST_APOSTROPHES and not PRONOUNS.keys().isdisjoint(beside) else respell(n))
    ]


def _bare(ns: Sequence[str]) -> list[str]:
    """The lemmas without what comes and goes with tense in indirect speech: "has water", "would have water"."""
    return [n for n in map(lemma, ns) if n not in AUXILIARIES]


def _is_tense(a: Sequence[str], b: Sequence[str]) -> bool:
    """Do two readings differ in the tense of a verb alone: "were" and "had been", "paid" and "had paid"?

    Voice and duty are no tense: "had shot" and "was shot", "had paid" and "had to pay" differ in more.
    """
    forms = [[lemma(n) for n in ns] for ns in (a, b)]
    if any(here == _PERFECT and after == "to" for ns in forms for here, after in pairwise(ns)):
        return False
    verbs = [[n for n in ns if n not in _TENSES] for ns in forms]
    voices = [("be" in ns, any(n.endswith("ing") for n in words)) for ns, words in zip(forms, (a, b), strict=True)]
    passive = voices[0][0] != voices[1][0] and not (voices[0][1] or voices[1][1])
    return verbs[0] == verbs[1] and not passive and (bool(verbs[0]) or not set(forms[0]).isdisjoint(forms[1]))


def _is_shifted(a: Sequence[str], b: Sequence[str], fixed: Collection[str]) -> bool:
    """Do two readings say the same but for what indirect speech changes: the person, the tense, the pointing?

    A pronoun may become the one whom it stands for ("we" told as "the company"), unless it is among the ``fixed`` ones.
    """
    these, those = ([n for n in ns if _unshifted(n) not in AUXILIARIES] for ns in (a, b))
    pairs = [_unshifted(m) == _unshifted(n) for m, n in zip(these, those, strict=False)]
    if len(these) == len(those) and all(pairs):
        return True
    start = pairs.index(False) if False in pairs else len(pairs)
    while len(these) > start and len(those) > start and _unshifted(these[-1]) == _unshifted(those[-1]):
        these, those = these[:-1], those[:-1]
    left, right = these[start:], those[start:]
    pronouns = PRONOUNS.keys() - fixed
    return any(len(m) == 1 and m[0] in pronouns and 1 <= len(n) <= SHIFTED for m, n in ((left, right), (right, left)))


def _unshifted(n: str) -> str:
    """The word without what indirect speech changes in it: the person, the tense, the pointing."""
    return DEIXIS.get(n) or PRONOUNS.get(n) or lemma(n)


def _is_misspelling(a: Token, b: Token) -> bool:
    """The same word, or one name in two spellings; other words of nearly the same letters may well be other words."""
    m, n = a.word, b.word
    if m.n == n.n or respell(m.n) == respell(n.n):
        return True
    names = m.t[0].isupper() and n.t[0].isupper() and m.n[0] == n.n[0] and min(len(m.n), len(n.n)) > 4
    return names and m.n.isalpha() and n.n.isalpha() and lemma(m.n) != lemma(n.n) and OSA.distance(m.n, n.n) <= 2
