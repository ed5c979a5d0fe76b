"""Which wordings can derive from which: an utterance's tellings and what shows where they have them in, suggestions out.

As in the criticism of texts (Maas, 1927): a wording that is cut out of a longer one derives from it and not the other way; what
two witnesses share against the others shows that they are kin. What is hard here is that the speaker was there to be heard: two
reporters of one speech agree and owe each other nothing, and a quotation that is merely shorter at its ends shows no more than
where one stopped. That they share narration shows that they are kin, and not which was first: most likely a third text was.
So nothing is said but where the evidence has a direction: a report names the other's outlet; words are gone from the middle,
and none are there that the other lacks; or an indirect telling has the words of one direct telling and of no other. Where two
wordings could be the source, or where the days of publication speak against it, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from rapidfuzz.distance import LCSseq

from onrecord.collation.lexicon import respell, stem
from onrecord.collation.origins import Provenance
from onrecord.collation.strands import Strand
from onrecord.datamodel import Collation, Descent, Passage, Report, Statement, Telling, Witness
from onrecord.spans import Span
from onrecord.stories.words import find_words

__all__ = ["find_descents"]

CUT_WORDS = 7
"""Words that a wording has at least for its being cut out of a longer one to say something."""
GONE = 2
"""Words that matter that are gone from its middle at least."""
OWN = 2
"""Words that matter that a telling may have beyond a telling from which it derives, where its report names it."""
SHARED = 2
"""Words that matter that an indirect telling shares with one direct telling against the others, at least."""
ALIKE = 6
"""Words in order that a telling has with the one from which its report says it has it."""


def find_descents(
    reports: Sequence[Report],
    tellings: Sequence[Telling],
    strands: Sequence[Strand],
    statements: Sequence[Statement],
    collation: Collation,
    provenance: Provenance,
) -> tuple[Descent, ...]:
    """The suggestions for one utterance, by telling; ``reports`` has the report of each telling."""
    witnesses = [n for n in range(len(tellings)) if n not in collation.beside and strands[n].tokens]
    if len({reports[n].id for n in witnesses}) < 2:
        return ()
    story = _Told(reports, tellings, strands, statements, collation, provenance, tuple(witnesses))
    found = (story.of(telling) for telling in witnesses)
    return tuple(descent for descent in found if descent is not None)


@dataclass(frozen=True, slots=True)
class _Told:
    reports: Sequence[Report]
    tellings: Sequence[Telling]
    strands: Sequence[Strand]
    statements: Sequence[Statement]
    collation: Collation
    provenance: Provenance
    witnesses: tuple[int, ...]

    def of(self, telling: int) -> Descent | None:
        """From what one telling can have its wording; None where nothing decides."""
        mine = self.reports[telling]
        others = [n for n in self.witnesses if self.reports[n].id != mine.id and not _is_earlier(mine, self.reports[n])]
        for find in (self._named, self._cut, self._shared):
            found = find(telling, others)
            if found is not None:
                return found
        return None

    def _named(self, telling: int, others: Sequence[int]) -> Descent | None:
        """The report names another's outlet as where it has these words."""
        told = (self.tellings[telling].content, self.statements[telling])
        named = [n for n in others if self.provenance.names(self.reports[telling].id, self.reports[n].id, [told])]
        near = [n for n in named if self._shared_words(telling, n) >= ALIKE and self._own_matter(telling, n) <= OWN]
        sources = self._one_wording(near)
        if not sources:
            return None
        name, source = self._name(telling), self._name(sources[0])
        evidence = (*self._whole(telling), *self._whole(sources[0]))
        return Descent(telling, sources, evidence, f"{name} names {source}’s outlet as its source and has these words with it")

    def _cut(self, telling: int, others: Sequence[int]) -> Descent | None:
        """Words are gone from the middle of another wording, and none are there that it lacks."""
        if len(self.strands[telling].tokens) < CUT_WORDS:
            return None
        gone = {n: lost for n in others if (lost := self._gone(telling, n))}
        # Of wordings that are cut out of one another, the nearest one.
        near = [n for n in gone if not any(m != n and self._inside(m, n) and not self._inside(n, m) for m in gone)]
        sources = self._one_wording(near)
        if not sources:
            return None
        name, source = self._name(telling), self._name(sources[0])
        lost = gone[sources[0]]
        words = " … ".join(passage.exact for passage in lost)
        evidence = (*self._whole(telling), *(Witness(sources[0], passage) for passage in lost))
        why = f"all words of {name} stand in {source} in the same order, and “{_short(words)}” is gone from between them"
        return Descent(telling, sources, evidence, why)

    def _shared(self, telling: int, others: Sequence[int]) -> Descent | None:
        """An indirect telling has, where the direct ones differ, the words of one of them and of no other."""
        own = (n for n in self.witnesses if self.reports[n].id == self.reports[telling].id)
        if any(self.tellings[n].manner == "direct" for n in own):
            return None  # it tells its own quotation
        direct = [n for n in others if self.tellings[n].manner == "direct"]
        votes: dict[int, list[tuple[Passage, Passage]]] = {n: [] for n in direct}
        differing: set[int] = set()
        for place in self.collation.aligned:
            read = {w.telling: w.passage for w in place.witnesses if w.passage is not None}
            mine = read.get(telling)
            matter = {n: _matter(read[n]) for n in direct if n in read}
            if mine is None or not _matter(mine) or len({frozenset(m) for m in matter.values()}) < 2:
                continue
            agree = [n for n in matter if _matter(mine) == matter[n]]
            if agree and len(matter) == len(direct):
                differing.update(set(matter) - set(agree))
                for n in agree:
                    votes[n].append((mine, read[n]))
        best = [n for n in direct if votes[n]]
        sources = self._one_wording([n for n in best if n not in differing])
        if not sources or any(n in differing for n in best):
            return None
        if len(frozenset[str]().union(*(_matter(mine) for mine, _ in votes[sources[0]]))) < SHARED:
            return None
        name, source = self._name(telling), self._name(sources[0])
        words = ", ".join(f"“{mine.exact}”" for mine, _ in votes[sources[0]])
        evidence = [w for mine, theirs in votes[sources[0]] for w in (Witness(telling, mine), Witness(sources[0], theirs))]
        against = _listed([self._name(n) for n in direct if n in differing])
        return Descent(telling, sources, tuple(evidence), f"{name} has {words} with {source}, against {against}")

    def _one_wording(self, near: Sequence[int]) -> tuple[int, ...]:
        """The tellings, where all print the same words; none where they differ, for then nothing says which it was."""
        return tuple(near) if len({self._key(n) for n in near}) == 1 else ()

    def _key(self, n: int) -> tuple[tuple[str, ...], ...]:
        return tuple(respell(word) for word in self.strands[n].ns)

    def _inside(self, telling: int, other: int) -> list[int] | None:
        """Where the words of a telling stand in another, if all stand there in the same order."""
        mine, theirs = self._key(telling), self._key(other)
        if LCSseq.similarity(mine, theirs) < len(mine):
            return None
        return [at for op in LCSseq.opcodes(mine, theirs) if op.tag == "equal" for at in range(op.dest_start, op.dest_end)]

    def _gone(self, telling: int, other: int) -> tuple[Passage, ...]:
        """The stretches that matter of another wording that are gone from the middle of a telling; none where it is no cut."""
        at = self._inside(telling, other)
        if at is None:
            return ()
        strand = self.strands[other]
        found: list[Passage] = []
        for here, there in pairwise(at):
            tokens = strand.tokens[here + 1 : there]
            if sum(not token.word.is_function_word for token in tokens) >= GONE and len({t.part for t in tokens}) == 1:
                found.append(Passage(strand.text, Span(tokens[0].word.span.start, tokens[-1].word.span.end)))
        return tuple(found)

    def _shared_words(self, telling: int, other: int) -> int:
        return int(LCSseq.similarity(*([stem(w) for w in self.strands[n].ns] for n in (telling, other))))

    def _own_matter(self, telling: int, other: int) -> int:
        theirs = {stem(word) for word in self.strands[other].ns}
        mine = {stem(t.word.n) for t in self.strands[telling].tokens if not t.word.is_function_word}
        return len(mine - theirs)

    def _whole(self, n: int) -> Iterator[Witness]:
        return (Witness(n, passage) for passage in self.tellings[n].content)

    def _name(self, n: int) -> str:
        return self.reports[n].outlet or self.reports[n].name


def _matter(passage: Passage) -> frozenset[str]:
    return frozenset(stem(word.n) for word in find_words(passage.exact) if not word.is_function_word)


def _is_earlier(one: Report, other: Report) -> bool:
    """Was the one published before the other, as far as both say: by the moment, or else by the day?"""
    if one.published is None or other.published is None:
        return False
    try:
        a, b = datetime.fromisoformat(one.published), datetime.fromisoformat(other.published)
    except ValueError:
        return False
    if len(one.published) > len("2031-03-09") < len(other.published) and (a.tzinfo is None) == (b.tzinfo is None):
        return a < b
    return a.date() < b.date()


def _short(words: str) -> str:
    return words if len(words) <= 90 else f"{words[:60].rsplit(' ', 1)[0]} …"


def _listed(names: Sequence[str]) -> str:
    unique = list(dict.fromkeys(names))
    return unique[0] if len(unique) == 1 else f"{', '.join(unique[:-1])} and {unique[-1]}"
