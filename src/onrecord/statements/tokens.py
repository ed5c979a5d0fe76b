"""A paragraph in, its tokens with offsets and coarse word classes out.

The classes are no parts of speech from a trained tagger but what closed lists and endings tell: enough to see where a noun
phrase ends and where a verb may stand. What is hard is left to whoever reads them: "claims", "plan" or "support" are noun or
verb by their neighbours, and `may_be_verb` says only that they can be one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from onrecord.spans import Span
from onrecord.statements.cues import VERB_FORMS

__all__ = ["TIME_WORDS", "Tokens", "find_tokens"]

_TOKEN = re.compile(
    r"""(?P<mark>[“”„‟«»"]|``|''|â€œ|â€\ufffd|â€\x9d)
    |(?P<poss>['’]s?(?![^\W\d_])|â€™s(?!\w))
    |(?P<word>(?:[^\W\d_]\.){2,}|(?:Mr|Mrs|Ms|Dr|Sen|Sens|Rep|Reps|Gov|Gen|Lt|Col|Sgt|Capt|St|Rev|Prof|Jr|Sr|No|Inc|Corp)\.
        |[@\#]\w+|[$£€]?\d+(?:[.,:]\d+)*%?(?:[^\W\d_]+)?(?:-\w+)*|[^\W\d_](?:\.(?=\s[A-Z]))|[^\W_]+(?:(?:['’/&-]|â€™)[^\W_]+)*)
    |(?P<dash>--+|[—–]|â€[“”]|(?<=\s)-(?=\s))
    |(?P<dots>\.{2,}|…)
    |(?P<other>\S)""",
    re.X,
)
_POSSESSIVE = re.compile(r"(?:['’]|â€™)s$")


def _classes() -> dict[str, str]:
    table = {
        "D": "the a an this these those his her their its our my your some any no every each all both many several "
        "most few other "
        "another such more much fewer certain various enough half",
        "O": "he she they we i you it everyone everybody someone somebody nobody anyone one others none",
        "o": "him them me us himself herself themselves itself myself ourselves yourself yourselves",
        "W": "who whom whose which what how why where when whether whatever whoever",
        "t": "that",
        "I": "of in on at by for with from about against into over under between among through during despite within without "
        "toward towards upon across around behind near inside outside off per via amid besides beyond beside above below like "
        "along alongside throughout regarding concerning out up down than",
        "T": "to",
        "C": "and or but nor yet &",
        "S": "because although while as if unless though since after before until once whereas so",
        "M": "will would can could should may might must shall cannot ca wo 'll 'd ’ll ’d won't can't couldn't "
        "wouldn't shouldn't won’t can’t "
        "couldn’t wouldn’t shouldn’t mustn't i'll we'll they'll he'll she'll you'll it'll i’ll we’ll they’ll he’ll "
        "she’ll you’ll it’ll "
        "i'd we'd they'd he'd she'd you'd i’d we’d they’d he’d she’d you’d wont wouldnt couldnt shouldnt",
        "B": "is are was were be been being am 's 're isn't aren't wasn't weren't isn’t aren’t wasn’t weren’t i'm "
        "we're they're "
        "you're he's she's it's that's there's what's who's i’m we’re they’re you’re he’s she’s it’s that’s there’s "
        "what’s who’s "
        "isnt arent wasnt werent im",
        "H": "has have had having hasn't haven't hadn't hasn’t haven’t hadn’t i've we've they've you've i’ve we’ve "
        "they’ve you’ve ive",
        "Z": "do does did don't doesn't didn't don’t doesn’t didn’t doing dont doesnt didnt",
        "A": "not also never now then later still just only even already again once recently often always sometimes "
        "soon there here too "
        "very far long ago however meanwhile instead perhaps maybe indeed therefore thus otherwise earlier first "
        "previously n't "
        "nonetheless nevertheless moreover quite rather almost ever well back away",
        "V": "said told wrote written thought knew came went saw made took gave got felt found kept left held began "
        "became brought meant spoke sent "
        "stood heard ran lost paid met won led sat spent rose fell drew grew sought fought taught bought caught sold "
        "broke drove "
        "chose threw flew understood says goes comes takes makes gives gets seems tells knows means became shook "
        "swore laid hung stuck",
    }
    return {word: tag for tag, words in table.items() for word in words.split()}


_CLASS = _classes()
TIME_WORDS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tomorrow tonight week month year night "
    "morning afternoon evening day "
    "weekend earlier later recently january february march april june july august september october november december "
    "hour hours "
    "minutes days weeks months years ago time moment".split()
)
_STANDALONE = frozenset(("another", "some", "many", "others", "most", "several", "few", "both", "all", "those", "these"))
_PLURALS = frozenset(("people", "men", "women", "children", "police", "percent", "media", "clergy", "staff", "data"))
_WORDY = frozenset("DOoWtITCSMBHZAVGEbNX#")


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of one paragraph as parallel columns.

    ``tags`` holds one letter each: D determiner, O subject pronoun, o other pronoun, W wh-word, t "that", I
    preposition, T "to",
    C conjunction, S subordinator, M modal, B be, H have, Z do, A adverb, V finite verb, E word in -ed, G word in
    -ing, b word that
    can be a verb's base or -s form, N other word, X capitalised word, # number, ' possessive, Q quotation mark, - dash, or the
    punctuation mark itself.
    """

    start: Sequence[int]
    end: Sequence[int]
    low: Sequence[str]
    tags: list[str]
    upper: Sequence[bool]

    def __len__(self) -> int:
        return len(self.start)

    def span(self, first: int, last: int) -> Span:
        """The characters of the tokens ``first`` to ``last``, the last one not included."""
        return Span(self.start[first], self.end[last - 1])

    def at(self, position: int) -> int:
        """The first token that ends after a position."""
        return bisect_left(self.end, position + 1)

    def is_word(self, index: int) -> bool:
        """Is it a word, not a mark?"""
        return self.tags[index] in _WORDY

    def may_be_verb(self, index: int) -> bool:
        """Can it be a verb, by its form and the word before?"""
        tag = self.tags[index]
        if tag in "VMBHZ":
            return True
        if tag not in "Eb":
            return False
        before = self.tags[index - 1] if index else "."
        if before == "D" and self.low[index - 1] in _STANDALONE:
            return tag == "E" or self.low[index - 1] not in ("this", "that", "another", "each")
        if before in "D'#" or (before in "I.Q:" and tag == "b"):
            return False
        if tag == "E" and before in "NX" and index + 1 < len(self.tags) and self.low[index + 1] == "by":
            return False
        if tag != "b":
            return True
        if before in "GE":
            return False
        # A base form agrees with a plural, an -s form with a singular.
        low, noun = self.low[index], self.low[index - 1] if index else ""
        if before == "T":
            return not low.endswith("s") or low.endswith("ss")
        if before in "Nb":
            plural = (noun.endswith("s") and not noun.endswith("ss")) or noun in _PLURALS
            return plural != (low.endswith("s") and not low.endswith("ss"))
        return True


def find_tokens(words: str, span: Span) -> Tokens:
    """The tokens of a stretch of text, with their classes."""
    starts: list[int] = []
    ends: list[int] = []
    lows: list[str] = []
    tags: list[str] = []
    uppers: list[bool] = []

    def put(start: int, end: int, low: str, tag: str, upper: bool) -> None:
        starts.append(start)
        ends.append(end)
        lows.append(low)
        tags.append(tag)
        uppers.append(upper)

    fresh = True  # at the beginning of a sentence, where a capital says nothing
    for match in _TOKEN.finditer(words, span.start, span.end):
        kind = match.lastgroup
        start, end = match.span()
        if kind == "word":
            word = match[0]
            low = word.lower()
            if "â" in low:
                low = low.replace("â€™", "’")
            upper = word[0].isupper()
            tag = _CLASS.get(low)
            if tag is None and len(word) > 2 and (tail := _POSSESSIVE.search(word)) is not None:
                cut = start + tail.start()
                low = low[: tail.start()]
                put(start, cut, low, _guess(low, upper and not fresh, word), upper)
                put(cut, end, "'s", "'", False)
            else:
                if tag is None or (upper and not fresh and tag not in "OM" and (tag != "D" or low != "the")):
                    tag = _guess(low, upper and not fresh, word)
                put(start, end, low, tag, upper)
            fresh = False
        elif kind == "mark":
            put(start, end, '"', "Q", False)
            # A capital behind a mark begins a sentence or a name; the list of closed classes decides.
        elif kind == "poss":
            # "players' union" against a closing single mark: a possessive stands right behind a word in s.
            low = "'s" if match[0][-1] == "s" or (lows and lows[-1].endswith("s") and ends[-1] == start) else "'"
            put(start, end, low, "'" if low == "'s" else ",", False)
        elif kind == "dash":
            put(start, end, "-", "-", False)
        elif kind == "dots":
            put(start, end, "…", ".", False)
            fresh = True
        else:
            mark = match[0]
            put(start, end, mark, mark if mark in ".,;:!?()[]" else "*", False)
            if mark in ".!?:":
                fresh = True
    return Tokens(starts, ends, lows, tags, uppers)


def _guess(low: str, capital: bool, word: str) -> str:
    """The class of a word that is in no closed list."""
    if word[0].isdigit() or word[0] in "$£€":
        return "#"
    if capital or word[0] in "@#":
        return "X"
    if low in VERB_FORMS:
        return VERB_FORMS[low]
    if (
        low.endswith("ly")
        and len(low) > 4
        and low not in ("family", "ally", "reply", "supply", "early", "likely", "rally", "assembly")
    ):
        return "A"
    if low.endswith("ing") and len(low) > 5:
        return "G"
    if low.endswith("ed") and len(low) > 4 and low not in ("hundred", "speed", "breed"):
        return "E"
    return "N"
