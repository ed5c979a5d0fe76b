"""Tokens in, noun phrases, subjects and clause ends out: the little grammar that the rules need.

Everything here looks at word classes only (`tokens.py`) and returns token positions. What is hard is a subject with
an apposition
or a relative clause ("Lee, who left in May, said"), a subject that is not there because a verb before it has it
("denied the claim
but said"), and the end of a reported clause.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.statements.cues import lemma_of
from onrecord.statements.tokens import TIME_WORDS, Tokens

__all__ = ["Grammar", "Group"]

_PHRASE = frozenset("NXbEGD#'")
_ATTACHES = frozenset("of for from at in with to on by near behind about against under among between across inside".split())
PRONOUNS = frozenset(("i", "he", "she", "it", "we", "they", "you"))
_LOOK_BACK = 60  # tokens; a subject that stands further off than this is not looked for


@dataclass(frozen=True, slots=True)
class Group:
    """A verb with what belongs to it: ``first`` is the first token of the group, ``verb`` the verb itself."""

    first: int
    verb: int
    passive: bool
    infinitive: bool
    participle: bool
    negated: bool
    modal: bool


class Grammar:
    """What stands around a verb, for one paragraph. ``units`` are sentences as token ranges."""

    def __init__(self, tokens: Tokens, units: Sequence[tuple[int, int]], jump: Sequence[int]) -> None:
        self.tokens = tokens
        self.units = units
        self.jump = jump  # for each token that opens a quotation the token behind that quotation, else its own position
        self._mains: dict[int, tuple[int, int] | None] = {}

    def group(self, verb: int, low: int) -> Group:
        """The verb group around a verb; nothing before the token ``low`` is looked at."""
        tags, words = self.tokens.tags, self.tokens.low
        first = verb
        be = infinitive = negated = modal = helped = False
        while first > low:
            tag = tags[first - 1]
            if tag == "B":
                be = be or first == verb or all(tags[k] == "A" for k in range(first, verb))
                helped = True
            elif tag == "M":
                modal = helped = True
            elif tag in "HZ":
                helped = True
            elif tag == "A" or (tag == "o" and words[first - 1].endswith(("self", "selves"))):
                if words[first - 1] in ("not", "never", "n't"):
                    negated = True
                if words[first - 1] in ("earlier", "later", "then", "however") and first - 2 > low and tags[first - 2] == ",":
                    break
            elif tag == "I" and tags[verb] == "G" and words[first - 1] in ("out", "up", "back", "around") and first - 1 > low:
                pass  # "is out there saying"
            elif tag == "T" and (tags[verb] == "b" or words[verb] == "read") and not helped:
                infinitive = True
                first -= 1
                break
            else:
                break
            if words[first - 1].endswith(("n't", "n’t")) or words[first - 1] in (
                "cannot",
                "didnt",
                "doesnt",
                "dont",
                "wouldnt",
            ):
                negated = True
            first -= 1
        tag = tags[verb]
        passive = be and tag in "EV" and words[verb] not in ("came", "went", "said" if not be else "")
        participle = tag == "G" and not be and not helped
        return Group(first, verb, passive, infinitive, participle, negated, modal)

    def subject(self, first: int, low: int) -> tuple[int, int] | None:
        """The noun phrase that ends right before a verb group, as a token range; None where no such phrase stands there."""
        tags, words = self.tokens.tags, self.tokens.low
        low = max(low, first - _LOOK_BACK)
        last = self._skip_time(first, low)
        if last <= low:
            return None
        tag = tags[last - 1]
        if tag == "Q" or tag == ")":
            if tag == ")" and (opening := self._bracket(last - 1, low)) is not None and opening > low:
                return self._phrase_back(opening, low, end=last)
            return None
        if tag in ",-":
            return self._parted_subject(last - 1, low)
        if (
            tag == "O"
            or (tag == "W" and words[last - 1] in ("who", "which"))
            or (tag == "t" and last - 1 > low and tags[last - 2] in "NX")
        ):
            return (last - 1, last)
        if tag in "NX#'bEG" or (
            tag == "D"
            and words[last - 1]
            in (
                "many",
                "some",
                "others",
                "most",
                "all",
                "both",
                "this",
                "that",
                "these",
                "those",
                "few",
                "several",
                "another",
                "each",
            )
        ):
            return self._phrase_back(last, low)
        return None

    def _skip_time(self, last: int, low: int) -> int:
        """Before "on Monday" or "last week" where a subject stands before that."""
        tags, words = self.tokens.tags, self.tokens.low
        at = last
        while at - 1 > low and (words[at - 1] in TIME_WORDS or tags[at - 1] == "#"):
            at -= 1
        if at == last or not any(words[k] in TIME_WORDS for k in range(at, last)):
            return last
        while at - 1 > low and words[at - 1] in (
            "on",
            "in",
            "last",
            "this",
            "earlier",
            "late",
            "early",
            "the",
            "that",
            "next",
            "same",
            "at",
        ):
            at -= 1
        return at if at > low and tags[at - 1] in "NXO'W" else last

    def _bracket(self, closing: int, low: int) -> int | None:
        for at in range(closing - 1, max(low, closing - 15) - 1, -1):
            if self.tokens.tags[at] == "(":
                return at
        return None

    def _parted_subject(self, comma: int, low: int) -> tuple[int, int] | None:
        """The subject before ", …, said": with its apposition or relative clause, without a mere aside."""
        tags, words = self.tokens.tags, self.tokens.low
        mark = tags[comma]
        at = comma - 1
        best: tuple[int, int] | None = None
        crossed = 0
        while at > low and comma - at < 40:
            if tags[at] == mark:
                crossed += 1
                if tags[at - 1] in "NX)'O" and at + 1 < comma:
                    phrase = self._phrase_back(at, low) if tags[at - 1] != ")" else self.subject(at, low)
                    inside = tags[at + 1]
                    if phrase is not None:
                        if (inside in "ASIGTHEC" and words[at + 1] not in ("including", "then")) or (inside == "V"):
                            # "Lee, in a letter to Oru, said": the aside is none of the name.
                            return phrase if best is None else best
                        if inside in "DNX#WbOtGA":
                            begins = phrase[0] == low or tags[phrase[0] - 1] in ",-CtSQ:;.W" or best is None
                            if begins:
                                best = (phrase[0], comma)
                            # "the mayor of Varn, Tolland, and its head, Oru, said": one more comma may still belong to it.
                            if phrase[0] == low or tags[phrase[0] - 1] != ",":
                                return best
                if crossed > 3:
                    break
            elif tags[at] in ";:.?!Q":
                break
            at -= 1
        if best is not None:
            return best
        # No apposition: the comma ends an aside that began the sentence; no subject here.
        _ = words
        return None

    def _phrase_back(self, last: int, low: int, *, end: int | None = None) -> tuple[int, int] | None:
        """The noun phrase that ends before the token ``last``."""
        tags, words = self.tokens.tags, self.tokens.low
        at = last
        joined = False
        settled = last  # the earliest position at which the phrase may begin
        while at > low:
            tag, word = tags[at - 1], words[at - 1]
            if tag in "NX#'bEGD" or word in ("top", "former", "own"):
                if tag == "G" and at < last and tags[at] in "DOoXT":
                    break  # "seeking the nomination": a verb, not a modifier
                if tag == "E" and at < last and tags[at] in "DOoTI":
                    break
                if (
                    tag == "b"
                    and at < last
                    and (
                        tags[at] in "DOo"
                        or (tags[at] == "X" and at - 1 > low and tags[at - 2] in "Nb" and self.tokens.may_be_verb(at - 1))
                    )
                ):
                    break
                at -= 1
                settled = at
            elif tag == "A" and at < last and at - 1 > low and tags[at - 2] in "DA" and at - 2 >= low:
                at -= 1
                settled = at
            elif tag == ")" and (opening := self._bracket(at - 1, low)) is not None:
                at = opening
            elif (tag == "I" and word in _ATTACHES) or (tag == "T" and at < last):
                if (
                    (at - 1 > low and tags[at - 2] in "NX')" and at < last and words[at] not in TIME_WORDS)
                    or (at - 1 > low and tags[at - 2] in "O#" and tags[at - 1] == "I" and words[at - 2] not in PRONOUNS)
                    or (
                        at - 1 > low
                        and tags[at - 2] == "D"
                        and words[at - 2]
                        in ("one", "some", "many", "most", "several", "all", "both", "few", "each", "none", "half")
                    )
                ):
                    at -= 1
                else:
                    break
            elif tag == "O" and word in ("one", "none", "others", "everyone") and at < last and tags[at] == "I":
                at -= 1
                settled = at
            elif tag == "C" and word in ("and", "or", "&") and at < last and at - 1 > low and tags[at - 2] in "NX')":
                joined = True
                at -= 1
            elif tag == "," and joined and at - 1 > low and tags[at - 2] in "NX)" and at < last and tags[at] in "NXDC#":
                at -= 1
            elif tag == "Q" and at < last and (opening := self._short_quotation(at - 1, low)) is not None:
                at = opening
            else:
                break
        first = settled
        if first >= last:
            return None
        if at > low and joined and self.tokens.may_be_verb(at - 1):
            # "… met the mayor and the council said": the joint stands between clauses.
            for k in range(last - 1, at - 1, -1):
                if tags[k] == "C":
                    first = k + 1
                    break
        elif at > low and tags[at - 1] in "VbBMHZE" and self.tokens.may_be_verb(at - 1):
            first = self._with_relative_clause(at - 1, low) or first
        while first < last - 1 and (
            words[first] in TIME_WORDS and tags[first + 1] in "XDN" and words[first + 1] not in TIME_WORDS
        ):
            first += 1
        if tags[first] in "'":
            first += 1
        if first >= last:
            return None
        return (first, end or last)

    def _short_quotation(self, closing: int, low: int) -> int | None:
        for at in range(closing - 1, max(low, closing - 5) - 1, -1):
            if self.tokens.tags[at] == ",":
                return None  # a comma within the marks ends a clause: Lee's “good will,” Oru said
            if self.tokens.tags[at] == "Q":
                return at
        return None

    def _with_relative_clause(self, verb: int, low: int) -> int | None:
        """Where "people who back the plan" begins, seen from its verb."""
        tags, words = self.tokens.tags, self.tokens.low
        for at in range(verb - 1, max(low, verb - 5), -1):
            if ((words[at] in ("who", "which") or tags[at] == "t") and tags[at - 1] in "NX") or (
                words[at] == "who" and words[at - 1] == "those"
            ):
                if words[at - 1] == "those":
                    return at - 1
                phrase = self._phrase_back(at, low)
                return phrase[0] if phrase else None
            if tags[at] not in "ABHMZ":
                return None
        return None

    def main_subject(self, before: int, unit: tuple[int, int]) -> tuple[int, int] | None:
        """The subject of a unit's main clause, for participles and second verbs that have none of their own."""
        key = unit[0]
        if key not in self._mains:
            self._mains[key] = self._find_main(unit)
        main = self._mains[key]
        return main if main is not None and main[1] <= before else None

    def _find_main(self, unit: tuple[int, int]) -> tuple[int, int] | None:
        tags, tokens = self.tokens.tags, self.tokens
        at, stop = unit
        # "After the vote, Lee left, saying …": the clause before the comma has another subject, or none.
        if tags[at] in "SIGE" or tokens.low[at] in ("to", "having"):
            for k in range(at, min(stop, at + 40)):
                if tags[k] == ",":
                    at = k + 1
                    break
        start = at
        while at < stop:
            if self.jump[at] > at:
                at = self.jump[at]
                continue
            if tokens.may_be_verb(at):
                first = self.group(at, start).first
                found = self.subject(first, start)
                if found is not None and tags[found[0]] not in "Wt":
                    return found
            at += 1
        return None

    def phrase_end(self, at: int, stop: int) -> int:
        """The token behind the noun phrase that begins at ``at``; ``at`` itself where none does."""
        tags, words = self.tokens.tags, self.tokens.low
        first = at
        if at < stop and tags[at] in "Oo":
            return at + 1
        head = False
        while at < stop:
            tag = tags[at]
            if tag == "D":
                if head and tags[at - 1] != "'":
                    break
                at += 1
            elif tag in "NX#":
                head = True
                at += 1
            elif tag == "'":
                at += 1
                head = False
            elif tag == "b" and head and (at + 1 >= stop or tags[at + 1] in ",.;:X") and tags[at - 1] in "NXEG":
                at += 1  # "the court advocate, Lee": a noun after all
            elif tag in "bEG" and (not head or tags[at - 1] in "D'#"):
                head = tag == "b"
                at += 1
            elif tag == "A" and not head and at + 1 < stop and tags[at + 1] in "NXEGb":
                at += 1
            elif tag == "I" and words[at] == "of" and head and at + 1 < stop:
                at += 1
                head = False
            elif (
                tag == "C"
                and words[at] in ("and", "&")
                and head
                and at + 1 < stop
                and tags[at + 1] in "NX"
                and tags[at - 1] in "NX"
            ):
                at += 1
            elif tag == "(":
                closing = next((k for k in range(at, min(stop, at + 8)) if tags[k] == ")"), None)
                if closing is None:
                    break
                at = closing + 1
            else:
                break
        return at if at > first else first

    def source_phrase_end(self, at: int, stop: int) -> int:
        """The end of a source phrase that begins at ``at``, with its prepositions and an apposition."""
        tags, words = self.tokens.tags, self.tokens.low
        end = self.phrase_end(at, stop)
        if end == at:
            return at
        if tags[at] in "Oo":
            return end
        while (
            end + 1 < stop
            and tags[end] in "IT"
            and words[end] in _ATTACHES
            and words[end + 1] not in TIME_WORDS
            and tags[end + 1] in "DNX#bEG"
        ):
            further = self.phrase_end(end + 1, stop)
            if further == end + 1:
                break
            end = further
        return end

    def with_apposition(self, end: int, stop: int) -> int:
        """The end of a source phrase with what follows it between commas or to the end of the sentence."""
        tags, words = self.tokens.tags, self.tokens.low
        if end + 1 >= stop or tags[end] != ",":
            return end
        nxt = tags[end + 1]
        if not (
            nxt in "DNX#b"
            or words[end + 1] in ("then", "who", "whose", "which", "former")
            or words[end + 1] in ("who", "whose", "which", "former")
        ):
            return end
        at = end + 1
        relative = tags[at] == "W"
        if relative and any(lemma_of(words[k]) is not None and tags[k] in "VEb" for k in range(at + 1, min(stop, at + 4))):
            return end  # "Lee, who said": a verb of saying of its own
        while at < stop and at - end < 40:
            if tags[at] in ".;:?!Q-" or (tags[at] == "S" and not relative):
                break
            if tags[at] == "," and at > end + 1:
                more = tags[at + 1] if at + 1 < stop else "."
                if tags[at - 1] == "#" and at == end + 2 and more in "DNX":
                    at += 1
                    continue  # "Lee, 25, a nurse"
                if more in "GSIQAOT" or more in ".":
                    break
                if lemma_of(self.tokens.low[at + 1] if at + 1 < stop else "") and tags[at + 1] == "G":
                    break
                if more == "D" or more == "C":
                    break
            at += 1
        return at

    def has_verb(self, first: int, last: int) -> bool:
        """Does a finite verb stand among the tokens?"""
        return any(
            (self.tokens.may_be_verb(k) and self.tokens.tags[k] != "E")
            or (self.tokens.tags[k] == "E" and self.tokens.may_be_verb(k))
            for k in range(first, last)
        )
