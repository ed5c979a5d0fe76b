"""Sources in, speakers out: who the words "he", "the minister" or "a spokesman for the party" stand for, or why nobody can say.

Each source is read for its head (a name, a description, a pronoun, a document), then resolved to the fullest name that this
report gives. Attributions are read in order, so that a speaker who is already talking can be the "he" of the next sentence.
What is hard: a wrong name is the worst error. So a pronoun takes a name only where one candidate clearly leads; two equally
good ones stay *ambiguous*, and a description that nobody in the report bears stays unnamed.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from onrecord.spans import Span
from onrecord.statements.attribution import Attribution
from onrecord.statements.descriptions import ADVERBS, read_phrase
from onrecord.statements.discourse import FIRST, PLURAL, THIRD, Discourse, Speaker, from_name
from onrecord.statements.given_names import likely_gender
from onrecord.statements.lexicon import PREPOSITIONS
from onrecord.statements.names import Gender, Name, Names
from onrecord.statements.pronouns import read_first_person, read_it, read_plural, read_pronoun, read_relative
from onrecord.statements.prose import Prose

__all__ = ["Speaker", "resolve_speakers"]

_RELATIVE = frozenset("who whom whose which that".split())
_VAGUE = frozenset(
    "many some others several most few both all those these none everyone everybody someone somebody anyone anybody "
    "people one "
    "another nobody critics plenty there".split()
)
_AUXILIARY = frozenset("was were is are be been being am got gets".split())
_WORDS_OF = frozenset(
    "claim claims remark remarks comment comments statement assertion argument suggestion accusation allegation charge "
    "insistence contention warning promise pledge vow call demand complaint criticism prediction belief view".split()
)
_VOICE = 2
"""How often one of two namesakes must be heard elsewhere, and the other never, for the bare name to be taken as his."""
_NAMED = 0.5
"""How likely a given name must make the other pronoun for a single one to be mistrusted."""
_BEING = frozenset("is was are were am been be".split())
_NOBODY = frozenset(
    "reportedly allegedly supposedly purportedly apparently presumably expected rumored rumoured alleged reported "
    "known considered believed thought seen said".split()
)


def resolve_speakers(prose: Prose, names: Names, attributions: Sequence[Attribution]) -> tuple[Speaker, ...]:
    """The speaker of each attribution, in the attributions' order."""
    first = _Resolver(prose, names, attributions)
    speakers = first.resolve()
    # What the clear pronouns say of their owners decides the unclear ones: she who was "she" twice is no candidate for "he".
    heard = first.heard_genders()
    if not heard:
        return _settle_namesakes(names, speakers)
    bearers = tuple(
        replace(bearer, gender=heard[index]) if index in heard and bearer.gender is None else bearer
        for index, bearer in enumerate(names.bearers)
    )
    return _settle_namesakes(names, _Resolver(prose, replace(names, bearers=bearers), attributions).resolve())


def _settle_namesakes(names: Names, speakers: tuple[Speaker, ...]) -> tuple[Speaker, ...]:
    """Give the words of a bare last name to the only one of its bearers who otherwise speaks in the report."""
    said = Counter(each.bearers[0] for each in speakers if each.resolved == "yes" and len(each.bearers) == 1)
    settled: list[Speaker] = []
    for each in speakers:
        speaking = [bearer for bearer in each.bearers if said[bearer]]
        if each.resolved == "ambiguous" and each.namesakes and len(speaking) == 1 and said[speaking[0]] >= _VOICE:
            bearer = names.bearers[speaking[0]]
            why = f"{each.why}, and only {bearer.name} is heard elsewhere"
            each = replace(
                each, name=bearer.name, resolved="yes", kind="person", why=why, score=0.5, candidates=(), bearers=(speaking[0],)
            )
        settled.append(each)
    return tuple(settled)


class _Resolver:
    """One pass over a report's attributions in reading order."""

    def __init__(self, prose: Prose, names: Names, attributions: Sequence[Attribution]) -> None:
        self.scene = Discourse(prose, names, attributions)

    def resolve(self) -> tuple[Speaker, ...]:
        def place(index: int) -> tuple[int, int]:
            each = self.scene.attributions[index]
            return min(span.start for span in (*each.source, *each.cue, *each.content)), index

        def depth(index: int) -> int:
            steps, parent = 0, self.scene.attributions[index].parent
            while parent is not None and steps < 8:
                steps, parent = steps + 1, self.scene.attributions[parent].parent
            return steps

        # A parent is read before what is told in it, whatever comes first on the page.
        for index in sorted(range(len(self.scene.attributions)), key=lambda i: (place(self._root(i)), depth(i), place(i))):
            speaker = self._read(index)
            self.scene.done[index] = speaker
            self.scene.order.append(index)
            self.scene.at[index] = self._anchor(index)
        return tuple(self.scene.done[index] for index in range(len(self.scene.attributions)))

    def heard_genders(self) -> dict[int, Gender]:
        """The pronoun of people whose gender the names left open, where the clear cases all agree."""
        votes: dict[int, set[Gender]] = {}
        for bearer, gender in self.scene.clear:
            if self.scene.names.bearers[bearer].gender is None:
                votes.setdefault(bearer, set()).add(gender)
        told = {bearer: genders.pop() for bearer, genders in votes.items() if len(genders) == 1}
        likely = {bearer: likely_gender(self.scene.names.bearers[bearer].name) for bearer in told}
        return {bearer: gender for bearer, gender in told.items() if likely[bearer] * (1 if gender == "he" else -1) > -_NAMED}

    def _printed_beside(self, index: int) -> Speaker | None:
        """Who the page itself puts beside the words, whatever else was taken for their source: a label, an owner.

        The turn of a transcript ("ORU: We stay"); the owner of
        a "claim" ("the paper took up Oru's claim that …").
        """
        prose, each = self.scene.prose, self.scene.attributions[index]
        start = prose.at(each.content[0].start)
        if start >= len(prose.tokens):
            return None
        if each.source and each.source[-1].end < each.content[0].start:
            label = self.scene.name_at(start)
            if label is not None and prose.tokens[start].isupper() and prose.gap(label.last)[:1] == ":":
                return from_name(self.scene, label, (), [], why="the label of a turn: ")
        if each.cue and each.source:
            cue = prose.at(each.cue[0].start)
            if cue < len(prose.tokens) and prose.lowers[cue] in _WORDS_OF:
                owner = next((n for n in self.scene.by_sentence.get(prose.sentence_of[cue], ()) if n.last == cue), None)
                if owner is not None and owner.possessive and not any(s.overlaps(owner.span) for s in each.source):
                    return from_name(self.scene, owner, (), [], why="the owner of the words: ")
        return None

    def _root(self, index: int) -> int:
        for _ in range(8):
            parent = self.scene.attributions[index].parent
            if parent is None:
                break
            index = parent
        return index

    def _anchor(self, index: int) -> int:
        each = self.scene.attributions[index]
        spans = each.source or each.cue or each.content
        return min(self.scene.prose.at(spans[0].start), max(0, len(self.scene.prose.tokens) - 1))

    def _read(self, index: int) -> Speaker:
        each = self.scene.attributions[index]
        printed = self._printed_beside(index)
        if printed is not None:
            return printed
        tokens = [i for span in each.source for i in self.scene.prose.within(span)]
        if not tokens:
            return self._read_missing(index)
        lowers = [self.scene.prose.lowers[i].removesuffix("'s") for i in tokens]
        whole = Span(self.scene.prose.starts[tokens[0]], self.scene.prose.ends[tokens[-1]])
        bare = [lower for lower in lowers if lower not in ADVERBS] or lowers
        head = bare[0]
        named = any(i in self.scene.names.starting for i in tokens)
        if head in THIRD and (len(bare) == 1 or (len(bare) == 2 and head in ("he", "she") and not named)):
            return read_pronoun(self.scene, index, tokens[0], THIRD[head], whole)
        if head in FIRST and (len(bare) == 1 or head not in ("my", "our")):
            return read_first_person(self.scene, index, tokens[0], whole)
        if len(bare) == 1:
            if head in PLURAL:
                return read_plural(self.scene, index, tokens[0], whole)
            if head in _RELATIVE:
                return read_relative(self.scene, index, tokens[0], whole)
            if head in ("it", "its", "itself", "this"):
                return read_it(self.scene, index, tokens[0], whole)
            if head in ("you", "your"):
                return Speaker(None, "no", "unnamed", "the reader or somebody spoken to, not named", 0.3, whole)
            if head in _VAGUE:
                return Speaker(None, "no", "unnamed", "several people, none of them named", 0.8, whole)
        return read_phrase(self.scene, index, tokens, lowers, whole)

    def _read_missing(self, index: int) -> Speaker:
        """No words for the source: the passive names nobody; a quotation that goes on has the speaker it had."""
        prose = self.scene.prose
        each = self.scene.attributions[index]
        cue = [i for span in each.cue for i in prose.within(span)]
        if cue:
            lowers = [prose.lowers[i] for i in cue]
            if "saying" in lowers[:3] and (ongoing := self._subject_of_saying(cue[lowers.index("saying")])) is not None:
                return ongoing
            before = {prose.lowers[i] for i in range(max(prose.sentences[prose.sentence_of[cue[0]]][0], cue[0] - 3), cue[0])}
            passive = (
                bool(_AUXILIARY & (set(lowers) | before))
                or any(lower in _NOBODY for lower in lowers)
                or lowers[0] in PREPOSITIONS
                or lowers[0] in ("it",)
                or (lowers[0].endswith("ing") and cue[0] > 0 and prose.lowers[cue[0] - 1] == "from")
            )
            verbal = lowers[0].endswith(("ing", "ed")) or lowers[0] in ("said", "says", "told", "tells", "wrote", "adds", "and")
            if passive or not verbal:
                return Speaker(None, "none", "none", "no source in the sentence: nobody is named as saying it", 0.7)
            earlier = self._in_sentence(cue[0])
            if earlier is not None:
                return replace(earlier, why=f"the subject carried on in the sentence: {earlier.why}", score=earlier.score * 0.8)
            return Speaker(None, "none", "none", "no source in the sentence", 0.5)
        start = prose.at(each.content[0].start)
        if start < len(prose.tokens):
            signed = self._signature(each.content[-1].end) if prose.quoted[start] else None
            if signed is not None:
                return replace(from_name(self.scene, signed, (), [], why="signed below: "), signed=True)
            sentence = prose.sentence_of[start]
            for done in reversed(self.scene.order):
                back = sentence - prose.sentence_of[self.scene.at[done]]
                if back < 0 or self.scene.attributions[done].parent != each.parent:
                    continue
                speaker = self.scene.done[done]
                paragraphs = prose.paragraph_of[sentence] - prose.paragraph_of[prose.sentence_of[self.scene.at[done]]]
                quoted = prose.quoted[start] > 0
                if (
                    quoted
                    and speaker.resolved == "yes"
                    and speaker.kind in ("person", "organisation", "group")
                    and (
                        (paragraphs == 0 and back <= 4)
                        or (paragraphs == 1 and self._goes_on(each.content[0].start))
                        or (paragraphs <= 2 and self._stands_alone(each.content) and not self._taken_over(done, start))
                    )
                ):
                    return replace(speaker, why=f"the quotation goes on: {speaker.why}", score=speaker.score * 0.75)
                break
        near = self._people_around(start) if start < len(prose.tokens) and prose.quoted[start] else ()
        return Speaker(
            None,
            "no",
            "unnamed",
            "a quotation without a word on who speaks",
            0.3,
            candidates=tuple(self.scene.names.bearers[bearer].name for bearer in near),
        )

    def _subject_of_saying(self, token: int) -> Speaker | None:
        """Whoever "is out there saying": the name right before the verb, or nobody; never whoever tells of it."""
        prose = self.scene.prose
        first = prose.sentences[prose.sentence_of[token]][0]
        be = next((i for i in range(token - 1, max(first, token - 4) - 1, -1) if prose.lowers[i] in _BEING), None)
        if be is None:
            return None
        for name in reversed(self.scene.by_sentence.get(prose.sentence_of[token], ())):
            if name.last == be and not name.possessive:
                return from_name(self.scene, name, (), [])
        return Speaker(None, "no", "unnamed", "whoever “is saying” it is not named right before", 0.3)

    def _people_around(self, token: int) -> tuple[int, ...]:
        """The people named outside quotations in the paragraphs before and after a quotation, in reading order."""
        prose = self.scene.prose
        paragraph = prose.paragraph_of[prose.sentence_of[token]]
        found: dict[int, None] = {}
        for name in self.scene.names.names:
            apart = prose.paragraph_of[prose.sentence_of[name.first]] - paragraph
            if apart > 1:
                break
            if apart < -1 or name.bearer is None or prose.quoted[name.first]:
                continue
            if self.scene.is_somebody(name.bearer):
                found.setdefault(name.bearer)
        return tuple(found)[:5]

    def _signature(self, position: int) -> Name | None:
        """The name that opens the short line after a quotation, or follows it after a dash: "— Ida Oru, Harbour City"."""
        prose = self.scene.prose
        token = prose.at(position)
        if token >= len(prose.tokens):
            return None
        between = prose.words[position : prose.starts[token]]
        line = prose.words.find("\n", prose.starts[token])
        length = len(prose.words[prose.starts[token] : line if line >= 0 else len(prose.words)].split())
        if length > 12 or not any(mark in between for mark in "\n—–―-"):
            return None
        name = self.scene.name_at(token)
        if name is None or name.bearer is None or self.scene.names.bearers[name.bearer].nature != "person":
            return None
        after = name.last
        if after < len(prose.tokens) and prose.sentence_of[after] == prose.sentence_of[token] and prose.gap(after)[:1] == " ":
            return None  # the name goes on into a sentence
        return name

    def _stands_alone(self, content: Sequence[Span]) -> bool:
        """Does a quotation fill its paragraph?"""
        prose = self.scene.prose
        first, last = prose.at(content[0].start), prose.at(content[-1].end) - 1
        paragraph = prose.paragraph_of[prose.sentence_of[first]]
        before = first == 0 or prose.paragraph_of[prose.sentence_of[first - 1]] != paragraph
        after = last + 1 >= len(prose.tokens) or prose.paragraph_of[prose.sentence_of[last + 1]] != paragraph
        return before and after

    def _taken_over(self, done: int, token: int) -> bool:
        """Is somebody else the subject between the last statement and a token, or is there more text than a line or two?"""
        prose = self.scene.prose
        bearers = self.scene.done[done].bearers
        first = prose.sentence_of[self.scene.at[done]]
        for number in range(first + 1, prose.sentence_of[token]):
            subject = self.scene.main_subject(number, token)
            if subject is not None and subject[1] not in bearers:
                return True
        return prose.sentence_of[token] - first > 4

    def _goes_on(self, position: int) -> bool:
        """Was the quotation of the paragraph before left open, as printers do where the next paragraph continues it?"""
        place = bisect_left([quotation.span.start for quotation in self.scene.prose.quotations], position)
        return place > 0 and self.scene.prose.quotations[place - 1].why in ("continues", "continued")

    def _in_sentence(self, token: int) -> Speaker | None:
        """Who speaks, or is the subject, earlier in the same sentence."""
        prose = self.scene.prose
        sentence = prose.sentence_of[token]
        for done in reversed(self.scene.order):
            if (
                prose.sentence_of[self.scene.at[done]] == sentence
                and self.scene.at[done] < token
                and self.scene.done[done].resolved == "yes"
            ):
                return self.scene.done[done]
        subjects = [
            name
            for name in self.scene.by_sentence.get(sentence, ())
            if name.first < token and name.subject and not prose.quoted[name.first]
        ]
        if subjects:
            return from_name(self.scene, subjects[0], (), [])
        return None
