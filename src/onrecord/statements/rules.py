"""Text in, attributions out, by rules: who is said to have said or thought what, without any trained model.

Each verb or noun that can report is looked at with what stands around it. Its *form* (``that``, ``quote``,
``after``, ``inf`` …)
says where content and source are to be sought; lemma and form together say how far to trust the find: their
precision, counted on
PolNeAR's training part (`precision.py`), is the ``score``. What is hard: the end of a reported clause, quotations carried on
without a cue, and to stay silent where a verb of saying says nothing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from onrecord.spans import Span, merge_spans
from onrecord.statements.attribution import Attribution
from onrecord.statements.cues import NOUN_CUES, lemma_of
from onrecord.statements.marks import Quotation, find_quotations
from onrecord.statements.phrases import Grammar, Group
from onrecord.statements.precision import precision_of
from onrecord.statements.sentences import find_paragraphs, find_sentences_within
from onrecord.statements.tokens import TIME_WORDS, find_tokens

__all__ = ["Find", "find_all", "find_attributions"]

# Finds below this precision are not given. On every fifth training article, with counts from the others, F1 is flat from 0.26
# to 0.38 while precision rises all the way; the floor stands as high as a rare form that is needed, unmarked speech in the
# first person, allows.
FLOOR = 0.33
# On the same articles 38 of the 54 quotations given without a cue are a content of the gold, 51 lie within one.
WITHOUT_CUE = 0.7

# Verbs that take an addressee before what is told.
_ADDRESSING = frozenset(
    (
        "tell assure remind warn inform notify persuade convince promise advise ask write email text instruct caution "
        "show teach "
        "reassure lecture urge beg implore order invite encourage counsel press challenge command direct"
    ).split()
)
# Verbs that a bare clause can follow ("said he would").
_CLAUSAL = frozenset(
    (
        "say think believe know hope claim argue suggest insist feel fear wish guess suppose note add admit announce "
        "acknowledge "
        "concede predict show find mean estimate expect declare deny explain figure imagine indicate joke learn "
        "maintain mention "
        "presume pretend promise proclaim realize recall reckon remember report reveal state suspect swear understand vow warn "
        "worry write assume assert conclude confirm contend decide reply see agree tell read bet tweet complain boast "
        "brag lament "
        "imply hint signal allege speculate charge doubt assure pledge quip opine recommend say stress emphasize emphasise hear"
    ).split()
)
_SPEAKING = frozenset(
    (
        "say state add write tell reply respond continue explain declare announce tweet note argue insist claim warn "
        "ask answer "
        "remark observe exclaim quip joke recall conclude stress emphasize emphasise assert admit acknowledge report post read"
    ).split()
)
_BARE_QUOTE = frozenset("call dub label term describe brand deem".split())
_FIRST_PERSON = frozenset("i we me us my our i'm i’m we're we’re i've i’ve we've we’ve i'll we'll im ive you your".split())
# Tokens on either side of a cue within which its source and content are sought: no sentence of news is longer, and a text
# without full stops must not cost the square of its length.
_REACH = 250
_PORTRAYALS = frozenset(
    ("characterization", "characterisation", "description", "portrayal", "depiction", "view", "dismissal", "denunciation")
)
_STOPWORDS = frozenset(("but", "while", "although", "though", "whereas"))
_ENDS = frozenset(".;:?!")


@dataclass(frozen=True, slots=True)
class Find:
    """A possible attribution before it is weighed: the lemma of its cue, its form, and its spans."""

    lemma: str
    form: str
    content: tuple[Span, ...]
    cue: tuple[Span, ...]
    source: tuple[Span, ...]
    shared: bool = False  # the source is the subject of another verb
    inside: bool = False  # the cue stands inside quotation marks


def find_attributions(words: str, *, quoted: bool = False) -> tuple[Attribution, ...]:
    """The attributions of a text in the order of their first character; with ``quoted`` only those of paragraphs with marks.

    >>> text = "“We will stay,” Oru said."
    >>> [found] = find_attributions(text)
    >>> [span.cut(text) for span in found.content], [span.cut(text) for span in found.source], found.why
    (['“We will stay,”'], ['Oru'], 'say after')
    """
    weighed = [(find, _trust(find)) for find in find_all(words, quoted=quoted)]
    kept = _settle([(find, score) for find, score in weighed if score >= FLOOR])
    kept += _without_cue(words, [find for find, _ in kept])
    kept.sort(key=lambda each: (min(_starts(each[0])), -each[0].content[-1].end, each[0].cue))
    parents = _parents([find for find, _ in kept])
    return tuple(
        Attribution(find.content, find.cue, find.source, round(score, 3), f"{find.lemma} {find.form}".strip(), parent)
        for (find, score), parent in zip(kept, parents, strict=True)
    )


def _starts(find: Find) -> list[int]:
    return [span.start for span in (*find.content, *find.cue, *find.source)]


def _settle(weighed: list[tuple[Find, float]]) -> list[tuple[Find, float]]:
    """Of two finds with the same content, the one more to be trusted."""
    best: dict[tuple[Span, ...], tuple[Find, float]] = {}
    for find, score in weighed:
        old = best.get(find.content)
        if old is None or score > old[1]:
            best[find.content] = (find, score)
    return list(best.values())


def _without_cue(words: str, finds: list[Find]) -> list[tuple[Find, float]]:
    """Whole quoted sentences that no cue is near: somebody's words, and the text does not say here whose."""
    told = merge_spans(span for find in finds for span in find.content)
    starts = [span.start for span in told]
    kept: list[tuple[Find, float]] = []
    goes_on = False
    for quotation in find_quotations(words):
        span = quotation.span
        if quotation.depth or not quotation.opened:
            continue
        carried, goes_on = goes_on, quotation.why in ("continues", "continued") and not quotation.closed
        nearest = bisect_right(starts, span.end - 1) - 1
        if nearest >= 0 and told[nearest].overlaps(span):
            goes_on = False
            continue
        if carried and kept:
            find, score = kept[-1]
            kept[-1] = (replace(find, content=(*find.content, span)), score)
        elif _is_whole_sentence(words, quotation):
            kept.append((Find("", "quotation without cue", (span,), (), (), False), WITHOUT_CUE))
    return kept


def _is_whole_sentence(words: str, quotation: Quotation) -> bool:
    """Does the quotation begin where a sentence may begin, and hold at least one?"""
    span = quotation.span
    before = words[max(0, span.start - 40) : span.start].rstrip(" ")
    inside = span.cut(words).strip("“”«»„\"'`‘’ ")
    return (
        (not before or before[-1] in '.!?:\n\r”"’')
        and inside[:1].isupper()
        and len(inside.split()) >= 5
        and (inside[-1:] in ".!?…" or not quotation.closed)
    )


def _parents(finds: list[Find]) -> list[int | None]:
    """For each find the narrowest other one whose content holds its cue and content."""
    parents: list[int | None] = [None] * len(finds)
    pieces = sorted(
        ((span.start, -span.end, index) for index, find in enumerate(finds) for span in find.content),
    )
    cues = sorted((find.cue[0].start, index) for index, find in enumerate(finds) if find.cue)
    around: list[tuple[int, int, int]] = []
    at = 0
    for cue, index in cues:
        while at < len(pieces) and pieces[at][0] <= cue:
            start, end, holder = pieces[at]
            around = [each for each in around if each[1] > start]
            around.append((start, -end, holder))
            at += 1
        around = [each for each in around if each[1] > cue]
        content = finds[index].content
        for start, end, holder in reversed(around):
            if holder != index and start <= content[0].start and content[-1].end <= end and (start, end) != tuple(content[0]):
                parents[index] = holder
                break
    return parents


def find_all(words: str, *, quoted: bool = False) -> list[Find]:
    """Every possible attribution with its form, unweighed; what `precision.py` is counted from.

    With ``quoted``, paragraphs that neither hold a quotation nor announce one are passed over, which saves most of the time.
    """
    quotations = find_quotations(words)
    finds: list[Find] = []
    at = 0
    carry: int | None = None  # the find that a quotation running on from the paragraph before belongs to
    colon: tuple[Find, int] | None = None
    for paragraph in find_paragraphs(words):
        here: list[Quotation] = []
        while at < len(quotations) and quotations[at].span.start < paragraph.end:
            here.append(quotations[at])
            at += 1
        if quoted and not here and colon is None and not _announces(words, paragraph):
            carry = None
            continue
        reader = _Paragraph(words, paragraph, here)
        if colon is not None:
            finds.append(replace(colon[0], content=(*colon[0].content, _whole(paragraph, here))))
            if here and here[-1].why in ("continues", "continued") and not here[-1].closed:
                carry = len(finds) - 1
            colon = None
        elif carry is not None and here and here[0].span.start == paragraph.start:
            old = finds[carry]
            finds[carry] = replace(old, content=(*old.content, here[0].span))
        if not (here and not here[-1].closed and here[-1].why in ("continues", "continued")):
            carry = None
        before = len(finds)
        finds += reader.finds()
        if here and here[-1].why in ("continues", "continued") and not here[-1].closed:
            last = here[-1].span
            for index in range(len(finds) - 1, before - 1, -1):
                if any(span.overlaps(last) for span in finds[index].content) and not finds[index].inside:
                    carry = index
                    break
        if reader.colon is not None:
            colon = (reader.colon, 0)
    return finds


def _announces(words: str, paragraph: Span) -> bool:
    """Does a paragraph end in a colon?"""
    return ":" in words[max(paragraph.start, paragraph.end - 3) : paragraph.end]


def _whole(paragraph: Span, quotations: list[Quotation]) -> Span:
    """A paragraph announced by a colon: its quotation, or all of it."""
    if quotations and quotations[0].span.start == paragraph.start:
        return quotations[0].span
    return paragraph


class _Paragraph:
    """One paragraph with its tokens, quotations and sentences, and the rules that read it."""

    def __init__(self, words: str, paragraph: Span, quotations: list[Quotation]) -> None:
        self.words = words
        self.paragraph = paragraph
        self.tokens = tokens = find_tokens(words, paragraph)
        count = len(tokens)
        self.quotations = [quotation for quotation in quotations if quotation.depth == 0]
        self.quotation_starts = [quotation.span.start for quotation in self.quotations]
        self.quotation_ends = [quotation.span.end for quotation in self.quotations]
        self.inside: list[Span | None] = [None] * count
        self.jump = list(range(count))
        self.opens: dict[int, int] = {}  # token of an opening mark -> its quotation
        self.closes: dict[int, int] = {}  # token of a closing mark -> its quotation
        solid: list[Span] = []
        for number, quotation in enumerate(self.quotations):
            first, last = tokens.at(quotation.span.start), tokens.at(quotation.span.end - 1)
            if first >= count:
                continue
            for index, printed in ((first, quotation.opened), (last, quotation.closed)):
                if printed and tokens.end[index] - tokens.start[index] == 1:
                    tokens.tags[index] = "Q"  # a single mark, which only the reader of marks can tell from an apostrophe
            if quotation.opened:
                self.opens[first] = number
            if quotation.closed:
                self.closes[last] = number
            if quotation.closed and quotation.opened:
                solid.append(quotation.span)
                self.jump[first] = last + 1
                for index in range(first, last + 1):
                    self.inside[index] = quotation.span
            elif quotation.why in ("continues", "continued"):
                for index in range(first, last + 1):
                    self.inside[index] = quotation.span
        self.units, self.sentences = self._read_units(solid)
        self.unit_of = [0] * count
        for number, (first, last) in enumerate(self.units):
            for index in range(first, last):
                self.unit_of[index] = number
        self.grammar = Grammar(tokens, self.units, self.jump)
        self.colon: Find | None = None
        self.run_on: tuple[int, int, tuple[Span, ...]] | None = None
        self.claimed: dict[int, int] = {}  # quotation -> index of the find that has it as its own

    def _read_units(self, solid: list[Span]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        """Sentences as token ranges; units are sentences joined where a quotation runs over their border."""
        tokens = self.tokens
        sentences: list[tuple[int, int]] = []
        units: list[tuple[int, int]] = []
        at = 0
        number = 0
        until = -1
        for sentence in find_sentences_within(self.words, self.paragraph):
            last = at
            while last < len(tokens) and tokens.start[last] < sentence.end:
                last += 1
            if last == at:
                continue
            sentences.append((at, last))
            if units and until > sentence.start:
                units[-1] = (units[-1][0], last)
            else:
                units.append((at, last))
            while number < len(solid) and solid[number].start < sentence.end:
                until = max(until, solid[number].end)
                number += 1
            at = last
        return units, sentences

    # -- the walk over all words that can report ----------------------------------------------------------------------------

    def finds(self) -> list[Find]:
        """All finds of the paragraph."""
        tokens = self.tokens
        found: list[Find] = []
        for index, low in enumerate(tokens.low):
            tag = tokens.tags[index]
            if tag in "VbEG" and (lemma := lemma_of(low)) is not None:
                found += self._read_verb(index, lemma)
            elif low == "according" and index + 1 < len(tokens) and tokens.low[index + 1] == "to":
                found += self._according(index, index + 2, "according")
            elif low == "as" and index + 2 < len(tokens) and tokens.low[index + 2] == "by" and tag == "S":
                lemma = lemma_of(tokens.low[index + 1])
                if lemma in _SPEAKING:
                    found += self._according(index, index + 3, lemma)
            if low in NOUN_CUES and tag in "NbEG":
                found += self._read_noun(index, low)
        self._carry_on(found)
        return found

    def _bounds(self, index: int) -> tuple[int, int]:
        """The tokens a cue may look at: its unit, or the sentence within the quotation that it stands in."""
        first, last = self.units[self.unit_of[index]]
        first, last = max(first, index - _REACH), min(last, index + _REACH)
        quotation = self.inside[index]
        if quotation is not None:
            tokens = self.tokens
            first = max(first, tokens.at(quotation.start) + 1)
            last = min(last, tokens.at(quotation.end - 1))
            if quotation.end == tokens.end[-1] and self.tokens.tags[-1] != "Q":
                last = len(tokens)
            for at in range(index - 1, first - 1, -1):
                if tokens.tags[at] in ".?!" and tokens.low[at] != "…":
                    first = at + 1
                    break
            for at in range(index, last):
                if tokens.tags[at] in ".?!" and tokens.low[at] != "…":
                    last = at + 1
                    break
        return first, last

    def _read_verb(self, index: int, lemma: str) -> Iterator[Find]:
        """The finds of one verb."""
        tokens, grammar = self.tokens, self.grammar
        tags = tokens.tags
        low, high = self._bounds(index)
        if not low <= index < high:
            return
        group = grammar.group(index, low)
        finite = tokens.may_be_verb(index) or group.participle or group.infinitive
        if tags[index] == "b" and not group.infinitive and not group.modal and group.first == index:
            before = tags[index - 1] if index > low else "."
            if before in "D'#IG" or (before in ".,Q;:-" and not self._inverts(index, low, high)):
                finite = False
        if not finite:
            return
        after = self._after(index, lemma, group, low, high)
        if after is not None:
            yield after
            return
        if group.passive:
            passive = self._passive(index, lemma, group, low, high)
            if passive is not None:
                yield passive
            return
        ahead = self._ahead(index, lemma, group, low, high)
        if ahead is not None:
            yield ahead

    # -- content before the cue: "…," Oru said ------------------------------------------------------------------------------

    def _inverts(self, index: int, low: int, high: int) -> bool:
        return index + 1 < high and self.tokens.tags[index + 1] in "DNXO#"

    def _after(self, index: int, lemma: str, group: Group, low: int, high: int) -> Find | None:
        """Content that stands before its cue, and may go on behind it."""
        tokens, grammar = self.tokens, self.grammar
        tags = tokens.tags
        if group.passive or group.infinitive or lemma in ("call", "see", "want"):
            return None
        subject: tuple[int, int] | None = None
        left = -1
        inverted = False
        if group.first > low:
            before = tags[group.first - 1]
            if before in ",Q-" or (before in "?!" and lemma in _SPEAKING):
                if tags[index] == "G":
                    return None
                end = grammar.source_phrase_end(index + 1, high)
                if (
                    end > index + 1
                    and tags[index + 1] in "DNX#Ob"
                    and not (end < high and tokens.may_be_verb(end) and tags[end] != "E")
                    and (before == "Q" or lemma in _SPEAKING)
                    and lemma != "tell"  # "Oru, the mayor, told reporters": whom one tells stands there, never who tells
                    # "A union official, Tam Oru, said managers …": what stands before is a name, no content
                    and (before != "," or tags[group.first - 2] == "Q" or grammar.has_verb(low, group.first - 1))
                ):
                    # "…," said Oru, the mayor.
                    inverted = True
                    subject = (index + 1, grammar.with_apposition(end, high))
                    left = group.first
            if subject is None:
                subject = grammar.subject(group.first, low)
                left = subject[0] if subject is not None else -1
        elif self.unit_of[index] > 0 and self._inverts(index, low, high) and lemma in _SPEAKING and tags[index] != "b":
            # “Stop!” said Oru.
            end = grammar.source_phrase_end(index + 1, high)
            if end > index + 1:
                inverted = True
                subject = (index + 1, grammar.with_apposition(end, high))
                left = low
        if subject is None or left < low:
            return None
        if tags[subject[0]] in "Wt" and not inverted:
            return None
        behind = subject[1] if inverted else index + 1
        quoted_left = False
        region: tuple[int, int] | None = None
        if left == low:
            # The quotation may have ended the unit before: “Stop!” Oru said.
            number = self.unit_of[index]
            if number == 0 or self.inside[index] is not None:
                return None
            before_first, before_last = self.units[number - 1]
            if tags[before_last - 1] != "Q" or (before_last - 1) not in self.closes:
                return None
            ended = tokens.low[before_last - 2] if before_last - 2 >= before_first else ""
            if not self._ends_here(behind, high) or ended == "." or (ended not in "?!,-…" and self._quotes_next(behind, high)):
                return None
            quoted_left = True
            region = (before_first, before_last)
        else:
            mark = left - 1
            while mark > low and tags[mark] == "A":  # "…," then Oru said
                mark -= 1
            if tags[mark] == "Q" and mark in self.closes:
                quoted_left = True
                region = (low, mark + 1)
            elif tags[mark] in ",-" and mark > low:
                if tags[mark - 1] == "Q" and (mark - 1) in self.closes:
                    quoted_left = True
                elif low in self.opens and not self.quotations[self.opens[low]].closed:
                    quoted_left = True  # “We will stay, Oru said.  The closing mark is lost.
                region = (low, mark)
            elif tags[mark] in "?!" and lemma in _SPEAKING:
                region = (low, mark + 1)
        if region is None or region[1] <= region[0]:
            return None
        if (not quoted_left or lemma not in _SPEAKING) and not self._ends_here(behind, high, lemma):
            return None
        if not quoted_left and (
            lemma not in _CLAUSAL or (behind < high - 1 and tags[behind] == "," and self._shouts(behind + 1))
        ):
            return None
        if not quoted_left and not grammar.has_verb(*region) and region[1] - region[0] < 4:
            verb_next = behind + 1 < high and tags[behind] == "," and tags[behind + 1] in "VMBHZ"
            if not verb_next:
                return None
        if not quoted_left and tags[region[0]] in "ISGE" and self._quotes_next(behind, high):
            return None  # "At a meeting on Sunday, Oru said, “…”"
        content = [self._left_content(region, quoted_left)]
        if content[0] is None:
            return None
        form = "after" if quoted_left else "after clause"
        # What stands behind the cue: “…,” Oru said, “…”
        at = behind
        while at < high and not (tags[at] in ".;:?!,-" or at in self.opens):
            at += 1
        more: Span | None = None
        if at < high and (at in self.opens or (tags[at] in ",:-" and at + 1 in self.opens and at + 1 < high)):
            first = at if at in self.opens else at + 1
            if tags[first - 1] in ",:-":
                more = self._clause(first, high, index)
        elif not quoted_left and at < high - 1 and tags[at] == "," and not grammar.has_verb(*region):
            # "The plan, Oru said, is dead"
            more = self._clause(at + 1, high, index)
            form = "amid clause"
        spans = tuple(span for span in (content[0], more) if span is not None)
        return self._make(lemma, form, spans, group, subject, index)

    def _shouts(self, at: int) -> bool:
        """Does unmarked speech begin here for certain: a capital on a word that is no name?"""
        tokens = self.tokens
        return tokens.upper[at] and (
            tokens.tags[at] in "DOtMBZW" or tokens.low[at] in _FIRST_PERSON or tokens.low[at] in ("no", "yes")
        )

    def _ends_here(self, at: int, high: int, lemma: str = "tell") -> bool:
        """Is what follows a cue only an aside (to whom, where, when), so that the content must stand elsewhere?"""
        tags, words = self.tokens.tags, self.tokens.low
        steps = 0
        while at < high and steps < 14:
            tag = tags[at]
            if tag in ".;?!,:-" or at in self.opens:
                return True
            if words[at] == "when":
                return True
            if tag in "tWSG" or (tag in "MBZV" and steps > 0):
                return tag in "SG"
            if tag == "O" and words[at] not in ("it",) and steps == 0:
                return False
            if steps == 0 and tag in "DNX#b" and words[at] not in TIME_WORDS:
                # An addressee is short: "told the paper."
                end = self.grammar.phrase_end(at, high)
                if lemma not in _ADDRESSING or (end < high and (tags[end] in "MBHZVOt" or self.tokens.may_be_verb(end))):
                    return False
                at = max(end, at + 1)
                steps += 1
                continue
            at += 1
            steps += 1
        return at >= high

    def _quotes_next(self, at: int, high: int) -> bool:
        """Does a quotation follow, behind a comma or colon at most, before the sentence ends?"""
        tags = self.tokens.tags
        for k in range(at, min(high, at + 14)):
            if k in self.opens:
                return k == at or tags[k - 1] in ",:"
            if tags[k] in ".;?!":
                return False
        return False

    def _left_content(self, region: tuple[int, int], quoted: bool) -> Span | None:
        """The content in the part of a sentence before its cue."""
        tokens = self.tokens
        first, last = region
        if quoted:
            # The first quotation of the region, or all of it where words before the marks belong to the content.
            closing = last - 1 if last - 1 in self.closes else None
            if closing is not None:
                quotation = self.quotations[self.closes[closing]]
                opening = tokens.at(quotation.span.start)
                if quotation.opened and not quotation.closed:
                    opening = first
                words_before = [k for k in range(first, opening) if tokens.is_word(k)]
                if opening <= first or not words_before:
                    return Span(
                        min(quotation.span.start, tokens.start[first]) if first < opening else quotation.span.start,
                        tokens.end[closing],
                    )
                if tokens.tags[opening - 1] in ",:" and self._has_cue(first, opening):
                    return quotation.span
        while first < last - 1 and (tokens.tags[first] in "C,A-" or not tokens.is_word(first)) and first not in self.opens:
            first += 1
        return tokens.span(first, last) if first < last else None

    def _has_cue(self, first: int, last: int) -> bool:
        tokens = self.tokens
        return any(
            tokens.tags[k] in "VEbG" and lemma_of(tokens.low[k]) in _SPEAKING and self.inside[k] is None
            for k in range(first, last)
        )

    # -- content behind the cue ---------------------------------------------------------------------------------------------

    def _ahead(self, index: int, lemma: str, group: Group, low: int, high: int) -> Find | None:
        """Content that follows its cue."""
        tokens, _grammar = self.tokens, self.grammar
        _tags, _words = tokens.tags, tokens.low
        form, at = self._form(index, lemma, high)
        if form is None:
            return None
        subject, shared = self._source(group, low, index)
        if form == "colon par":
            source = (tokens.span(*subject),) if subject is not None else ()
            cue = (tokens.span(group.first, index + 1),)
            if lemma in _SPEAKING and self.inside[index] is None:
                # The paragraph behind the colon is the content; `find_all` puts it in.
                self.colon = Find(lemma, form, (), cue, source, shared)
            return None
        if at >= high:
            return None
        run_on = False
        if form in ("that", "clause", "wh", "colon", "if") or form.startswith(("quote", "comma")):
            end = self._clause_end(at, high, index)
            if subject is not None and subject[0] > low and self._subordinate(subject[0] - 1, low):
                end = self._first_comma(at, end)
            if form.startswith("comma"):
                further = self._run_on(index, end, high)
                run_on = further > end
                end = further
        elif form in ("inf", "obj inf"):
            end = self._clause_end(at, high, index, tight=True)
        else:
            end = self._phrase_stop(at, high)
        end = self._trim(at, end)
        if end <= at:
            return None
        span = tokens.span(at, end)
        if end - 1 in self.opens and end - 1 not in self.closes:
            quotation = self.quotations[self.opens[end - 1]]
            span = Span(span.start, max(span.end, quotation.span.end))
        if form.startswith(("quote", "colon")) and at in self.opens:
            quotation = self.quotations[self.opens[at]]
            if quotation.why != "opening mark missing":
                stop = self._cut_damaged(quotation, index)
                span = Span(span.start, max(stop, span.end) if quotation.closed else stop)
        find = self._make(lemma, form, (span,), group, subject, index, shared=shared)
        if run_on and find is not None:
            self.run_on = (index, end, find.source)
        return find

    def _cut_damaged(self, quotation: Quotation, index: int) -> int:
        return quotation.span.end

    def _form(self, index: int, lemma: str, high: int) -> tuple[str | None, int]:
        """What follows the verb: the name of the form and the token at which content begins."""
        tokens, grammar = self.tokens, self.grammar
        tags, words = tokens.tags, tokens.low
        at = index + 1
        while at < high and (
            tags[at] == "A"
            or (
                words[at] in ("out", "up", "down", "back")
                and lemma
                in ("point", "lay", "call", "hit", "fire", "shoot", "lash", "speak", "come", "push", "back", "set", "write")
            )
        ):
            at += 1
        if at >= high:
            return None, at
        first = at
        # "said in a statement on Monday that": look behind the phrases that may stand between.
        look = at
        steps = 0
        addressed = False
        while look < high and steps < 25:
            tag = tags[look]
            if look in self.opens:
                number = self.opens[look]
                if tags[look - 1] == ":":
                    return "colon", look
                if look == first or tags[look - 1] == "," or (addressed and lemma in _ADDRESSING):
                    return self._quote_form(first, look, addressed), look
                _ = number
                break
            if tag == "t" and (look == first or words[look - 1] not in ("so",)):
                if look == first or steps == 0:
                    return "that", look
                if lemma in _ADDRESSING or lemma in _CLAUSAL or lemma in _SPEAKING:  # noqa: SIM102
                    if (lemma in _ADDRESSING and addressed) or tags[look - 1] in "NXo#,'" or words[look - 1] in TIME_WORDS:
                        return "that", look
                break
            if tag == ":":
                if look + 1 >= high:
                    return ("colon par", look) if look + 1 >= len(tokens) else (None, look)
                return "colon", look + 1
            if tag == ",":
                if look + 1 < high and look + 1 in self.opens:
                    return self._quote_form(first, look + 1, addressed), look + 1
                if (
                    look + 1 < high
                    and (look == first or addressed)
                    and lemma in _SPEAKING
                    and self._speech_begins(look + 1, high)
                ):
                    if words[look + 1] in _FIRST_PERSON:
                        return "comma first person", look + 1
                    return "comma speech" if self._shouts(look + 1) else "comma", look + 1
                if look + 1 < high and tags[look + 1] in "IS" and look > first and steps < 12:
                    look += 1
                    steps += 1
                    continue
                if look + 1 < high and tags[look + 1] == "t" and lemma in _CLAUSAL:
                    return "that", look + 1
                break
            if tag == "W" and look == first:
                return "wh", look
            if tag == "W" and addressed and lemma in _ADDRESSING and words[look] not in ("who", "which", "whom", "whose"):
                return "wh", look
            if (
                words[look] == "if"
                and (look == first or (addressed and lemma == "ask"))
                and lemma in ("ask", "wonder", "say", "see", "know", "question")
            ):
                return "if", look
            if tag in "IT" or (tag == "D" and steps > 0 and tags[look - 1] == "I"):
                if tag == "T" and look + 1 < high and tags[look + 1] in "bBHZVN" and (look == first or addressed):
                    break
                end = grammar.phrase_end(look + 1, high)
                if end == look + 1:
                    break
                look = end
                steps += 1
                continue
            if words[look] in TIME_WORDS or (
                words[look] in ("last", "this", "earlier", "late", "early")
                and look + 1 < high
                and words[look + 1] in TIME_WORDS
            ):
                look += 1
                steps += 1
                continue
            if tag == "A" and look > first:
                look += 1
                continue
            if look == first and tag in "DNX#oOb" and (lemma in _ADDRESSING or lemma in ("call",)) and not addressed:
                if tag == "O" and words[look] not in ("you", "it", "reporters", "everyone"):
                    break
                end = grammar.phrase_end(look, high)
                if end == look:
                    break
                look = end
                addressed = True
                steps += 1
                continue
            break
        tag = tags[first]
        if tag == "T":
            if first + 1 < high and (
                tags[first + 1] in "bBHZ"
                or (
                    tags[first + 1] in "NA"
                    and lemma
                    in (
                        "refuse",
                        "decline",
                        "want",
                        "hope",
                        "vow",
                        "pledge",
                        "promise",
                        "offer",
                        "plan",
                        "seek",
                        "try",
                        "agree",
                        "threaten",
                        "intend",
                        "expect",
                        "propose",
                        "decide",
                        "choose",
                        "ask",
                        "demand",
                        "like",
                        "prefer",
                    )
                )
            ):
                return "inf", first
            return "prep to", first + 1
        if tag == "I":
            return f"prep {words[first]}", first + 1
        if tag == "G":
            return "ing", first
        if tag in ".;?!,-:)" or tag == "Q":
            return None, first
        if tag in "OtDNX#boE'" or tag == "b":
            end = grammar.phrase_end(first, high)
            if end == first:
                end = first + 1
            # A bare clause: its subject, then a verb.
            verb = grammar.source_phrase_end(first, high) if tag not in "Oo" else end
            for stop in (end, verb):
                k = stop
                while k < high and tags[k] == "A":
                    k += 1
                if (
                    k < high
                    and tags[first] != "o"
                    and (tags[k] in "MBHZV" or (tags[k] in "bE" and tokens.may_be_verb(k)))
                    and lemma in _CLAUSAL
                ):
                    return "clause", first
            if addressed and lemma in _ADDRESSING and look > first and look < high:
                if tags[look] == "T" and look + 1 < high:
                    return "obj inf", first
                if tags[look] in "ODXN":
                    inner = grammar.phrase_end(look, high)
                    if inner < high and (tags[inner] in "MBHZV" or tokens.may_be_verb(inner)):
                        return "clause", look
            if end < high and tags[end] == "T" and end + 1 < high and tags[end + 1] in "bBHZ":
                return "obj inf", first
            if end < high and words[end] in ("of", "for", "as", "with", "about", "to") and lemma in (
                "accuse", "praise", "criticize", "criticise", "blame", "thank", "describe", "ask", "call", "see",
                "regard", "view", "portray",
                "dismiss", "attack", "condemn", "cite", "identify", "characterize", "denounce", "press", "question",
                "fault", "credit", "compare", "liken",
            ):  # fmt: skip
                return f"obj {words[end]}", first
            return "np", first
        if tag in "MBHZV":
            return None, first
        return "np", first

    def _subordinate(self, before: int, low: int) -> bool:
        """Does the clause with the cue hang on another, as "While the mayor said …, the council left" does?"""
        tokens = self.tokens
        return (tokens.tags[before] == "S" and tokens.low[before] != "so") or tokens.low[before] == "when"

    def _first_comma(self, at: int, end: int) -> int:
        """The first comma behind ``at``, or the end of a quotation with a comma before its closing mark."""
        tokens = self.tokens
        k = at
        while k < end:
            if self.jump[k] > k:
                k = self.jump[k]
                if k - 2 >= at and tokens.low[k - 2] == ",":
                    return min(k, end)
                continue
            if tokens.tags[k] == "," and k > at + 2:
                return k
            k += 1
        return end

    def _quote_form(self, first: int, look: int, addressed: bool) -> str:
        """The name for a quotation behind a verb: at once, to somebody, further off, or as a mere part of the clause."""
        if look == first:
            return "quote bare"
        if look == first + 1:
            return "quote"
        return "quote told" if addressed else "quote far"

    def _speech_begins(self, at: int, high: int) -> bool:
        """Does unmarked direct speech begin behind "stated,"? It does with a capital or in the first person."""
        tokens = self.tokens
        if tokens.low[at] in _FIRST_PERSON:
            return True
        if not tokens.upper[at] or tokens.tags[at] in "GIS":
            return False
        return self.grammar.has_verb(at, min(high, at + 14))

    def _run_on(self, index: int, end: int, high: int) -> int:
        """Unmarked direct speech goes on over sentences in the first person, to a cue that adds or closes."""
        tokens = self.tokens
        if tokens.low[end] if end < len(tokens) and tokens.tags[end] == "," else "":
            return end
        if self.inside[index] is not None or self.run_on is not None or not self._first_person(index, end):
            return end
        number = self.unit_of[index]
        for first, last in self.units[number + 1 : number + 6]:
            if last - first > _REACH:
                break
            closing = next((k for k in range(first + 1, last - 1) if tokens.tags[k] == "," and self._adds(k + 1)), None)
            if closing is not None:
                return closing
            if not self._first_person(first, last):
                break
            end = last
        return end

    def _first_person(self, first: int, last: int) -> bool:
        return any(self.tokens.low[k] in _FIRST_PERSON for k in range(first, last))

    def _adds(self, at: int) -> bool:
        """Does a participle of saying stand here (", adding")?"""
        tokens = self.tokens
        return at < len(tokens) and tokens.tags[at] == "G" and lemma_of(tokens.low[at]) in _ADDING

    def _source(self, group: Group, low: int, index: int) -> tuple[tuple[int, int] | None, bool]:
        """The source of a verb, and whether it is another verb's subject."""
        grammar, tags = self.grammar, self.tokens.tags
        unit = self.units[self.unit_of[index]] if self.inside[index] is None else (low, index)
        if group.participle or group.infinitive:
            if self.run_on is not None and self.run_on[1] <= index <= self.run_on[1] + 2:
                return self._tokens_of(self.run_on[2]), True
            if group.participle and group.first > low and tags[group.first - 1] in "NX'O":
                found = grammar.subject(group.first, low)
                if found is not None:
                    return found, False
            return grammar.main_subject(group.first, unit), True
        found = grammar.subject(group.first, low)
        if found is not None:
            return found, False
        if group.first > low and tags[group.first - 1] in "C,":
            return grammar.main_subject(group.first, unit), True
        return None, False

    def _tokens_of(self, spans: tuple[Span, ...]) -> tuple[int, int] | None:
        if not spans:
            return None
        return self.tokens.at(spans[0].start), self.tokens.at(spans[-1].end - 1) + 1

    def _passive(self, index: int, lemma: str, group: Group, low: int, high: int) -> Find | None:
        """Beside a passive ("was accused of …"): the content is whom and what, the source at most an agent."""
        tokens, grammar = self.tokens, self.grammar
        tags, words = tokens.tags, tokens.low
        at = index + 1
        while at < high and tags[at] == "A":
            at += 1
        patient = grammar.subject(group.first, low)
        if at >= high or patient is None:
            return None
        word = words[at]
        if tags[at] == "T" or word in ("of", "as", "for", "with", "about", "on", "that") or tags[at] == "t":
            end = self._trim(at, self._clause_end(at, high, index, tight=True))
            if end <= at:
                return None
            content: tuple[Span, ...] = (tokens.span(*patient), tokens.span(at, end))
            source: tuple[int, int] | None = None
            for k in range(at, min(end, at + 12)):
                if (
                    words[k] == "by"
                    and k + 1 < end
                    and lemma in ("accuse", "describe", "ask", "tell", "criticize", "criticise", "praise", "say", "call")
                ):
                    source = (k + 1, grammar.source_phrase_end(k + 1, end))
                    content = (content[0], tokens.span(at, k)) if k > at else (content[0],)
                    break
            if source is not None and source[1] <= source[0]:
                source = None
            return self._make(lemma, f"passive {word if tags[at] != 'T' else 'to'}", content, group, source, index)
        if word == "by":
            end = grammar.source_phrase_end(at + 1, high)
            if end > at + 1:
                return self._make(lemma, "passive by", (tokens.span(*patient),), group, (at + 1, end), index)
        return None

    # -- nouns and phrases --------------------------------------------------------------------------------------------------

    def _read_noun(self, index: int, low_word: str) -> Iterator[Find]:
        """Beside a noun: "her demand for …" or "the claim that" it brings."""
        tokens, grammar = self.tokens, self.grammar
        tags, words = tokens.tags, tokens.low
        low, high = self._bounds(index)
        at = index + 1
        if at >= high or not low <= index:
            return
        before = tags[index - 1] if index > low else "."
        if tags[index] == "b" and before not in "D'NXEGA":
            return
        if tags[at] == "t":
            form = "noun that"
        elif tags[at] == "T" and at + 1 < high and tags[at + 1] in "bBHZ":
            form = "noun to"
        elif words[at] in ("of", "for", "about", "on", "against"):
            form = f"noun {words[at]}"
            at += 1
        else:
            return
        k = index
        while k > low and tags[k - 1] in "NEG#XA" and index - k < 4:
            k -= 1
        source: tuple[int, int] | None = None
        if k > low and tags[k - 1] == "'":
            source = grammar._phrase_back(k - 1, low)
            form += " owned"
        elif words[k - 1 if k > low else k] in ("his", "her", "their", "its", "my", "our") and k > low:
            source = (k - 1, k)
            form += " owned"
        elif form not in ("noun that", "noun to", "noun of"):
            return
        end = (
            self._clause_end(at, high, index, tight=True)
            if form.startswith(("noun that", "noun to"))
            else self._phrase_stop(at, high)
        )
        end = self._trim(at, end)
        if end <= at:
            return
        if form.startswith("noun of") and low_word in _PORTRAYALS and "as" in words[at:end]:
            form = "noun of as" + form[7:]
        elif self._holds_mark((tokens.span(at, end),)):
            form += " quoted"
        yield Find(
            low_word, form, (tokens.span(at, end),), (tokens.span(index, index + 1),),
            (tokens.span(*source),) if source is not None else (), inside=self.inside[index] is not None,
        )  # fmt: skip

    def _according(self, index: int, at: int, lemma: str) -> Iterator[Find]:
        """Beside "according to Oru" or "as reported by Oru" (who stands at ``at``): what is before it, or what follows."""
        tokens, grammar = self.tokens, self.grammar
        tags = tokens.tags
        low, high = self._bounds(index)
        end = grammar.source_phrase_end(at, high)
        if end == at:
            while end < high and tags[end] not in ".,;:?!Q":
                end += 1
        if end <= at:
            return
        if index > low and tags[at] not in "Oo":
            # At the beginning of a sentence the comma ends the phrase: "According to Oru, the mayor is ill".
            end = grammar.with_apposition(end, high)
        content: list[Span] = []
        form = "according"
        first = low
        if index - low > 2:
            stop = index - 1 if tags[index - 1] in ",-" else index
            while first < stop and tags[first] in "CA,-":
                first += 1
            holder = grammar.subject(stop, low)
            goes_on = (
                end + 1 < high
                and tags[end] == ","
                and (tags[end + 1] in "MBHVZ" or (tags[end + 1] == "E") or not grammar.has_verb(first, stop))
            )
            if goes_on and (further := self._clause(end + 1, high, index)) is not None:
                # "the town, according to Oru, has refused": the clause around it, from its subject on.
                if holder is not None and tags[end + 1] in "MBHVZE":
                    first = holder[0]
                content += [tokens.span(first, stop), further] if first < stop else [further]
                form = "according amid"
            elif first < stop:
                content.append(tokens.span(first, stop))
        elif end < high:
            begin = end + 1 if tags[end] in ",:-" else end
            further = self._clause(begin, high, index) if begin < high else None
            if further is not None:
                content.append(further)
                form = "according first"
        if content:
            yield Find(
                lemma,
                form,
                tuple(content),
                (tokens.span(index, at),),
                (tokens.span(at, end),),
                inside=self.inside[index] is not None,
            )

    # -- where content ends -------------------------------------------------------------------------------------------------

    def _clause(self, at: int, high: int, cue: int) -> Span | None:
        """The reported clause that begins at ``at``, if there is anything of it."""
        end = self._trim(at, self._clause_end(at, high, cue))
        return self.tokens.span(at, end) if end > at else None

    def _clause_end(self, at: int, high: int, cue: int, *, tight: bool = False) -> int:
        """The token behind a reported clause that begins at ``at``."""
        tokens, _grammar = self.tokens, self.grammar
        tags, words = tokens.tags, tokens.low
        k = at
        while k < high:
            if self.jump[k] > k and self.inside[cue] is None:
                k = self.jump[k]
                if k < high and (self._adds(k) or self._said_here(k, high) or (tags[k] == "G" and words[k - 2] == ",")):
                    return k  # “…,” adding that
                continue
            tag = tags[k]
            if k > at:
                if tag == "," or tag == "-":
                    if self._adds(k + 1) or (k + 2 < high and words[k + 1] == "according"):
                        return k
                    if k + 1 < high and tags[k + 1] == "A" and self._adds(k + 2):
                        return k
                    if tag == "," and self._said_here(k + 1, high):
                        return k
                    if (
                        tag == ","
                        and tight
                        and k + 1 < high
                        and (tags[k + 1] in "SCG" or words[k + 1] in ("which", "who", "where", "when"))
                        and words[k + 1] not in ("and", "or")
                    ):
                        return k
                    if tag == "," and k + 1 < high and words[k + 1] in _STOPWORDS and not (k + 2 < high and tags[k + 2] == "t"):
                        return k
                elif tag == ";":
                    return k
                elif tag == "C" and self._second_cue(k, high):
                    return k - 1 if tags[k - 1] == "," else k
                elif (
                    tight
                    and tag == "S"
                    and words[k]
                    in ("while", "because", "although", "after", "when", "before", "since", "as", "unless", "though")
                ):
                    return k
            k += 1
        return high

    def _said_here(self, at: int, high: int) -> bool:
        """Does ", Oru said." end a sentence here?"""
        tokens, tags = self.tokens, self.tokens.tags
        if at >= high:
            return False
        if lemma_of(tokens.low[at]) in _SPEAKING and tags[at] in "V" and self._inverts(at, at, high):
            return True
        end = self.grammar.phrase_end(at, high)
        if end == at or end >= high:
            return False
        while end < high and tags[end] in "AH":
            end += 1
        return (
            end < high
            and tags[end] in "VE"
            and lemma_of(tokens.low[end]) in _SPEAKING
            and (end + 1 >= high or tags[end + 1] in ".,;:IQ")
        )

    def _second_cue(self, conjunction: int, high: int) -> bool:
        """Does a second verb of saying follow "and" or "but", with a clause of its own?"""
        tokens, tags = self.tokens, self.tokens.tags
        k = conjunction + 1
        while k < high and tags[k] == "A":
            k += 1
        if k >= high or tags[k] not in "VE":
            return False
        lemma = lemma_of(tokens.low[k])
        return lemma is not None and lemma in _COORDINATES

    def _phrase_stop(self, at: int, high: int) -> int:
        """The end of an object: a noun phrase with what hangs on it, up to the next clause."""
        _tokens, tags, words = self.tokens, self.tokens.tags, self.tokens.low
        k = at
        while k < high:
            if self.jump[k] > k:
                k = self.jump[k]
                continue
            tag = tags[k]
            if tag in ".;:?!)":
                return k
            if k > at and tag in ",-":
                following = tags[k + 1] if k + 1 < high else "."
                # A list goes on; anything else is another clause.
                if not (following in "NX#D" and self._list_goes_on(k + 1, high)):
                    return k
            if k > at and tag == "S" and words[k] not in ("as", "if"):
                return k
            if (
                k > at
                and tag == "C"
                and k + 1 < high
                and (tags[k + 1] in "VMBHZ" or (tags[k + 1] in "EA" and self._verb_soon(k + 1, high)))
            ):
                return k
            if k > at and tag == "C" and words[k] == "but":
                return k
            k += 1
        return high

    def _verb_soon(self, at: int, high: int) -> bool:
        tags = self.tokens.tags
        while at < high and tags[at] == "A":
            at += 1
        return at < high and tags[at] in "EVMBHZ"

    def _list_goes_on(self, at: int, high: int) -> bool:
        tags = self.tokens.tags
        for k in range(at, min(high, at + 8)):
            if tags[k] == "C":
                return True
            if tags[k] in "VMBHZSt.;":
                return False
        return False

    def _trim(self, first: int, last: int) -> int:
        """The end without punctuation that stands outside the marks."""
        tags = self.tokens.tags
        while last > first and tags[last - 1] in ".,;:-(" and self.tokens.low[last - 1] != "…":
            last -= 1
        return last

    # -- quotations that nobody has claimed ---------------------------------------------------------------------------------

    def _carry_on(self, found: list[Find]) -> None:
        """A quotation without a cue of its own goes on with the one before it in the paragraph."""
        if not found or not self.quotations:
            return
        owners: list[int | None] = [None] * len(self.quotations)
        for index, find in enumerate(found):
            if find.inside:
                continue
            for span in find.content:
                for number in self._quotations_in(span):
                    owner = owners[number]
                    if owner is None or _rank(find) < _rank(found[owner]):
                        owners[number] = index
        tokens = self.tokens
        for number in range(1, len(self.quotations)):
            if owners[number] is not None or owners[number - 1] is None:
                continue
            quotation = self.quotations[number]
            first = tokens.at(quotation.span.start)
            unit = self.units[self.unit_of[first]]
            if first != unit[0] or not quotation.opened:
                continue
            owner = owners[number - 1]
            assert owner is not None
            find = found[owner]
            if not find.form.startswith(("after", "quote", "colon", "that")):
                continue
            # Nothing but the cue's own sentence may stand between them.
            previous = tokens.at(self.quotations[number - 1].span.start)
            if self.unit_of[first] - self.unit_of[previous] > (2 if find.form == "after" else 1):
                continue
            last = tokens.at(quotation.span.end - 1) + 1
            end = self._trim(first, unit[1]) if quotation.closed and quotation.opened else last
            end = max(end, last)
            found[owner] = replace(
                find, content=(*find.content, Span(quotation.span.start, tokens.end[min(end, len(tokens)) - 1]))
            )
            owners[number] = owner

    def _make(
        self,
        lemma: str,
        form: str,
        content: tuple[Span, ...],
        group: Group,
        subject: tuple[int, int] | None,
        index: int,
        *,
        shared: bool = False,
    ) -> Find | None:
        tokens = self.tokens
        source = (tokens.span(*subject),) if subject is not None and subject[0] < subject[1] else ()
        if source and any(span.overlaps(source[0]) for span in content):
            return None
        cue = tokens.span(max(group.first, 0), index + 1)
        if source and source[0].overlaps(cue):
            cue = tokens.span(index, index + 1)
        if form.startswith(("np", "obj", "prep", "inf", "ing", "passive", "wh")) and self._holds_mark(content):
            form += " quoted"
        return Find(lemma, form, content, (cue,), source, shared, self.inside[index] is not None)

    def _holds_mark(self, content: tuple[Span, ...]) -> bool:
        """Do quotation marks stand in the content?"""
        return any(not self.quotations[k].span.holds(span) for span in content for k in self._quotations_in(span))

    def _quotations_in(self, span: Span) -> range:
        """The outer quotations that share a character with a span, as positions in ``quotations``."""
        return range(bisect_right(self.quotation_ends, span.start), bisect_left(self.quotation_starts, span.end))


_ADDING = frozenset(
    (
        "add say note argue claim call insist explain warn tell suggest declare accuse write stress describe cite "
        "promise vow urge "
        "predict assert acknowledge state conclude ask point complain recall emphasize emphasise saying"
    ).split()
)
_COORDINATES = frozenset(
    (
        "say add call accuse insist urge warn vow promise suggest argue note tell declare claim write describe ask "
        "praise criticize "
        "emphasize emphasise stress remark demand deny admit acknowledge predict pledge blame denounce dismiss state maintain"
    ).split()
)


def _trust(find: Find) -> float:
    return precision_of(find.lemma, find.form, shared=find.shared, inside=find.inside, sourced=bool(find.source))


_OWNERS = ("after", "quote", "colon", "that")


def _rank(find: Find) -> int:
    """Which of two finds over one quotation has it as its own: the one whose form is about quotations."""
    form = find.form.split()[0]
    return _OWNERS.index(form) if form in _OWNERS and find.form != "after clause" else len(_OWNERS)
