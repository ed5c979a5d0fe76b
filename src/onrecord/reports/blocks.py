"""The words of a report in; its paragraphs out, each labelled headline, byline, dateline, caption, body or furniture.

Furniture is what the page says of itself or to its reader: invitations, links to other stories, buttons, credits. It is told
by where a line stands and by its form (no sentence, addressed to the reader, a label with a title, an address of e-mail, one
word alone), never by a list of known lines. What is hard is to lose nothing of the article: a subheading looks like a menu
entry, a hard-wrapped line like a paragraph, an unfinished sentence like a link. So a line with a quotation or a whole sentence
is body unless it plainly speaks to the reader, and where form and place do not decide, it is body.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain
from statistics import median

from onrecord.datamodel import Block, BlockKind
from onrecord.spans import Span, trim_span

__all__ = ["label_blocks"]

_LONG = 800
"""Characters beyond which a paragraph is body whatever its form; keeps every pattern below linear in the text."""
_CLOSE = 40
"""Characters at the end of a paragraph in which the mark that closes its sentence is looked for."""

_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?…][)\]\"'”’»“]*\s*$")
_QUOTATION = re.compile(r"[“”„«»\"]|``|''|(?<!\w)['‘](?=\w)[^\n]{1,300}?(?<=[.,!?])['’]")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w{2,}|https?://|\bwww\.\w|\b[\w-]+\.(?:com|org|net|co\.uk)\b", re.IGNORECASE)
_HANDLE = re.compile(r"(?<![\w(])@\w{2,}")
_LABEL = re.compile(r"\s*([^\W\d_]+(?:[ '’-][^\W\d_]+){0,3})\s*[:|]\s+(?=\S)")
_CODE = re.compile(r"[.#@\w\s,:()-]*\{|\}|[a-z-]+\s*:\s*[\w#%.!()-]+(?:[\s,]+[\w#%.!()-]+){0,3}\s*;|</?\w[^<>]*>?")
_BULLET = re.compile(r"\s*[•◦▪‣*·–—-]\s*\S")
_COPYRIGHT = re.compile(r"\s*(?:©|\(c\)|copyright\b.*(?:©|\d{4}|reserved))|.{0,60}\ball rights reserved\b", re.IGNORECASE)
_BYLINE = re.compile(r"\s*by:?\s+[^\W\d_]", re.IGNORECASE)
_CREDITS = re.compile(
    r"[\s(]*(?:additional |with )?(?:reporting|writing|editing|compiled|produced|written|edited) by:?\s", re.IGNORECASE
)
_CONTRIBUTED = re.compile(r"\bcontributed (?:reporting )?to this (?:report|story|article|post)\W*$", re.IGNORECASE)
_PLACE_LINE = re.compile(r"\s*[^\W\d_a-z][^a-z(]{2,40}(?:\([^)]{2,30}\))?\s*[—–-]+\s*$")
_PHOTO_CREDIT = re.compile(
    r"\((?=[^()]{2,70}\)\.?\s*$)[^()]*\b(?:photos?|image|file|via|getty|press|handout|courtesy|afp|epa|reuters)\b"
    r"|\b(?:photo(?:graph)?(?: by|:| via| credit:?| courtesy)|(?:image|picture)(?::| via))\s+[^.]{2,60}\.?\s*$"
    r"|\s*file(?: photo)?\s*[-—–:]\s"
    r"|\b(?:image|photo|picture)s? (?:caption|copyright|credit)\b|\b(?:hide|show|toggle) caption\b",
    re.IGNORECASE,
)
_BRACKETED = re.compile(r"\[[^\[\]]{3,120}\]")
_TWEET = re.compile(r"[—–-]\s*[^()]{1,60}\(\s*@\s*\w+\s*\)")

# Two classes of words, not lines: the things of which a page speaks when it speaks of itself, and the bare verbs with which it
# asks its reader to do something. A line needs more than one sign (no sentence, position, "us", "your", "below") to count.
_PAGE_WORDS = frozenset(
    _WORD.findall(
        """
        ad ads advert advertisement advertising alert alerts app archive archives article articles below briefing
        caption channel chart charts comment commenting comments contact continues cookie cookies correspondent credit
        download edition editorial email emails explainer facebook feedback gallery getty graphic graphics here
        homepage image images inbox instagram latest link linkedin links live login logout mail map menu more news
        newsdesk newsletter newsletters next page pages photo photos picks picture pictures playing podcast popular
        posted preferences premium previous print privacy promoted reader readers reading recommended registered
        related reply scroll section settings share shares sign signup slideshow sponsored stories story subscribe
        subscriber subscribers subscription tags telegram terms topic topics trending twitter update updates video
        videos watch whatsapp widget youtube
        """
    )
)
_READER_VERBS = frozenset(
    _WORD.findall(
        """
        add advertise ask become bookmark browse buy call check choose click close comment contact continue copy
        discover donate download email enable enjoy enter explore find follow get give go help hide install join keep
        learn leave like listen load log login look mail meet open order pay pin play please print read refresh
        register reply report request return save scroll search see send share shop show sign skip stay stream submit
        subscribe support swipe tap tell try turn tweet unlock upgrade use view visit vote want watch write
        """
    )
)
_YOU = frozenset(("us", "our", "you", "your", "yours"))
_READER = _YOU | {"here", "below"}
_ASKING = frozenset(("what", "how", "why", "who", "where", "when", "which"))
_SMALL = frozenset(
    _WORD.findall(
        """
        a about after all also an and any are as at be by do for from get go has have he her his how i in into is it
        its last me most my new no not now of off on or other out over see she so than that the their them then there
        these they this those to today top up was we what when who will with
        """
    )
)
_DATE_NAMES = frozenset(
    _WORD.findall(
        """
        january february march april may june july august september october november december jan feb mar apr jun jul
        aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur
        thurs fri sat sun am pm m ago updated published posted modified
        """
    )
)
_DATE_WORDS = _DATE_NAMES | frozenset(
    _WORD.findall(
        """
        gmt utc bst est edt et pst pdt pt cst cdt ct cet eet at on of a p hour hours minute minutes day days first
        last date time
        """
    )
)


@dataclass(frozen=True, slots=True)
class _Paragraph:
    """One paragraph, with what its form says of it."""

    span: Span
    words: str
    tokens: tuple[str, ...]

    @property
    def is_sentence(self) -> bool:
        return _SENTENCE_END.search(self.words, max(0, len(self.words) - _CLOSE)) is not None

    @property
    def is_quoting(self) -> bool:
        return _QUOTATION.search(self.words, 0, _LONG) is not None

    @property
    def is_prose(self) -> bool:
        """Is this plainly running text: a sentence, a quotation, or simply long?"""
        return len(self.tokens) >= 20 or (len(self.tokens) >= 4 and (self.is_sentence or self.is_quoting))


def label_blocks(words: str, *, title: str | None = None, byline: str | None = None) -> tuple[Block, ...]:
    r"""The paragraphs of a text in order, each with its kind; together they hold every character that is not white space.

    Lines that were wrapped by hand at a fixed width are one paragraph again; otherwise a line is a paragraph. ``title`` and
    ``byline`` are those given with the report, if any; they only help to tell the lines that repeat them.

    >>> text = "Mayor offers to go\nBy Ada Oru\nThe mayor of Vell offered to resign on Monday.\nFollow us for updates"
    >>> [block.kind for block in label_blocks(text)]
    ['headline', 'byline', 'body', 'furniture']
    """
    paragraphs = [
        _Paragraph(span, span.cut(words), tuple(_WORD.findall(span.cut(words)[:2000].lower())))
        for span in _find_paragraphs(words)
    ]
    kinds = _label(paragraphs, title=title, byline=byline)
    return tuple(Block(kind, paragraph.span) for kind, paragraph in zip(kinds, paragraphs, strict=True))


# --- paragraphs ---------------------------------------------------------------------------------------------------------------


def _find_paragraphs(words: str) -> list[Span]:
    """The paragraphs of a text: its lines, where hand-wrapped ones are joined."""
    lines: list[Span] = []
    follows: list[bool] = []  # does the line stand directly below the one before, without an empty line between?
    at = 0
    directly = False
    for end in chain((m.span() for m in _LINE_END.finditer(words)), [(len(words), len(words))]):
        line = trim_span(words, at, end[0])
        if line is not None:
            lines.append(line)
            follows.append(directly)
        directly = line is not None
        at = end[1]
    joins = _find_wraps(words, lines, follows)
    paragraphs: list[Span] = []
    for line, joined in zip(lines, joins, strict=True):
        if joined:
            paragraphs[-1] = Span(paragraphs[-1].start, line.end)
        else:
            paragraphs.append(line)
    return paragraphs


def _find_wraps(words: str, lines: list[Span], follows: list[bool]) -> list[bool]:
    """For each line, does it go on with the paragraph of the line before, because that one was wrapped by hand?

    A text is taken as wrapped where nearly no line is longer than 120 characters and, of the lines that directly follow
    another, at least four in ten follow one of 50 characters or more that ends no sentence, and four in ten of these begin
    with a small letter: in running English about eight in ten words begin small, where each line is a paragraph almost none
    does. Then two habits of wrapping are told apart: breaking before the word that would pass the margin, and breaking at the
    first blank beyond it.
    """
    pairs = [i for i in range(1, len(lines)) if follows[i]]
    unfinished = {i for i in pairs if 50 <= len(lines[i - 1]) <= 120 and not _SENTENCE_END.search(lines[i - 1].cut(words))}
    goes_on = {i for i in unfinished if words[lines[i].start].islower()}
    long = sum(len(lines[i - 1]) > 120 for i in pairs)
    if (
        not goes_on
        or long > 0.02 * len(pairs)
        or 10 * len(unfinished) < 4 * len(pairs)
        or 10 * len(goes_on) < 4 * len(unfinished)
    ):
        return [False] * len(lines)
    lengths = sorted(len(lines[i - 1]) for i in goes_on)
    usual = median(lengths)
    widest = max(len(lines[i - 1]) for i in pairs)
    needs = {i: len(lines[i - 1]) + 1 + len(lines[i].cut(words).split(maxsplit=1)[0]) for i in pairs}
    if sum(needs[i] > widest for i in goes_on) >= 0.95 * len(goes_on):
        full = {i for i in pairs if needs[i] > widest}
    else:
        shortest = lengths[len(lengths) // 50]
        full = {i for i in pairs if len(lines[i - 1]) >= shortest}
    full |= {i for i in unfinished if len(lines[i - 1]) >= 0.8 * usual}
    return [i in full or i in goes_on for i in range(len(lines))]


# --- kinds --------------------------------------------------------------------------------------------------------------------


def _label(paragraphs: list[_Paragraph], *, title: str | None, byline: str | None) -> list[BlockKind]:
    """The kind of each paragraph: first what its form shows anywhere, then what its place before or behind the prose shows."""
    shown: list[BlockKind | None] = [_kind_by_form(p) for p in paragraphs]
    repeated = Counter(p.tokens for p in paragraphs)
    for i, p in enumerate(paragraphs):
        if shown[i] is None and repeated[p.tokens] > 1 and _could_be_furniture(p, at_most=8):
            shown[i] = "furniture"

    headline = _find_headline(paragraphs, shown, title)
    prose = [i for i, p in enumerate(paragraphs) if shown[i] is None and i != headline and p.is_prose]
    if not prose:
        kinds: list[BlockKind] = [kind or "body" for kind in shown]
        if headline is not None:
            kinds[headline] = "headline"
        return kinds
    first, last = prose[0], _find_last(paragraphs, prose)
    behind = sum(len(p.tokens) for p in paragraphs[last + 1 :])
    trusted = behind <= sum(len(paragraphs[i].tokens) for i in prose if i <= last)
    names = set(_WORD.findall(byline.lower())) if byline else set()

    kinds = []
    for i, p in enumerate(paragraphs):
        if i == headline:
            kinds.append("headline")
        elif i < first:
            above, below = headline is not None and i < headline, headline is not None and i > headline
            kinds.append(_kind_before_prose(p, shown[i], names, above=above, below=below))
        elif shown[i] is not None:
            kinds.append(shown[i] or "body")
        elif i > last and trusted:
            kinds.append(_kind_behind_prose(p, names))
        elif len(p.tokens) == 1 and _could_be_furniture(p, at_most=1) and not p.words.endswith(":"):
            kinds.append("furniture")
        else:
            kinds.append("body")
    return kinds


def _find_last(paragraphs: list[_Paragraph], prose: list[int]) -> int:
    """Which paragraph ends the article: the last whole sentence or long one. Titles of other stories quote and ask, too."""
    for i in reversed(prose):
        p = paragraphs[i]
        if len(p.tokens) >= 20 or (p.is_sentence and not (len(p.tokens) <= 15 and p.words.endswith("?"))):
            return i
    return prose[-1]


def _could_be_furniture(p: _Paragraph, *, at_most: int) -> bool:
    """Is this a short line that is neither a sentence nor a quotation nor an entry of a list?"""
    return len(p.tokens) <= at_most and not p.is_sentence and not p.is_quoting and not _BULLET.match(p.words)


def _kind_by_form(p: _Paragraph) -> BlockKind | None:
    """What a paragraph is by its form alone, wherever it stands; None where the form does not tell."""
    words, tokens = p.words, p.tokens
    if not tokens:
        return "furniture"
    if len(tokens) > 80 or len(words) > _LONG:
        return None
    if _CODE.fullmatch(words):
        return "furniture"
    if len(tokens) <= 60 and _COPYRIGHT.match(words):
        return "furniture"
    if len(tokens) <= 40 and (_CREDITS.match(words) or _CONTRIBUTED.search(words)):
        return "byline"
    if _is_date_line(p) or _PLACE_LINE.match(words):
        return "dateline"
    if p.is_quoting:
        return None
    if len(tokens) >= 5 and _PHOTO_CREDIT.search(words):
        return "caption"
    if _BRACKETED.fullmatch(words):
        return "furniture"
    if _TWEET.search(words):
        return None
    if _speaks_to_reader(p) or _speaks_of_page(p):
        return "furniture"
    return None


def _speaks_to_reader(p: _Paragraph) -> bool:
    """Does the line ask its reader to do something, or give an address to write to?"""
    tokens = p.tokens
    page = sum(t in _PAGE_WORDS for t in tokens)
    reader = sum(t in _READER for t in tokens)
    asks = tokens[0] in _READER_VERBS
    if _ADDRESS.search(p.words) and len(tokens) <= 45:
        return asks or not p.is_sentence or (reader > 0 and page > 0)
    if _HANDLE.search(p.words) and len(tokens) <= 30 and (asks or reader or page):
        return True
    yours = sum(t in _YOU for t in tokens)
    if (
        not asks
        and not p.is_sentence
        and ((len(tokens) <= 12 and yours > 1) or (len(tokens) <= 8 and yours and tokens[0] not in _ASKING))
    ):
        return True  # a few words to "you" that are no sentence; but "What you need to know" may head a part of the article
    if not asks or len(tokens) > 25:
        return False
    if p.is_sentence:
        return page > 0 and (reader > 0 or len(tokens) <= 5)
    return len(tokens) <= 15 and (page > 0 or reader > 0)


def _speaks_of_page(p: _Paragraph) -> bool:
    """Is the line a label with a title, or made mostly of words for parts of a page?"""
    if p.is_sentence and not p.words.rstrip().endswith("?"):
        return False
    label = _LABEL.match(p.words)
    if label and len(p.tokens) <= 25:
        named = _WORD.findall(label[1].lower())
        rest_is_page = all(t in _PAGE_WORDS or t in _SMALL or t in _READER_VERBS for t in named)
        if named[0] in _READER_VERBS or (rest_is_page and not _SMALL.issuperset(named)):
            return True
    if p.is_sentence:
        return False
    if 2 <= len(p.tokens) <= 25 and p.tokens[-2] in _READER_VERBS and p.tokens[-1] in _PAGE_WORDS:
        return True  # a title with "Read more" behind it
    telling = [t for t in p.tokens if t not in _SMALL and not t[0].isdigit()]
    return bool(telling) and len(p.tokens) <= 8 and 2 * sum(t in _PAGE_WORDS for t in telling) > len(telling)


def _is_date_line(p: _Paragraph) -> bool:
    """Does the line hold a date or a time and nothing else?"""
    return (
        len(p.tokens) <= 14
        and any(t[0].isdigit() for t in p.tokens)
        and any(t in _DATE_NAMES for t in p.tokens)
        and all(t in _DATE_WORDS or t[0].isdigit() for t in p.tokens)
    )


def _find_headline(paragraphs: list[_Paragraph], shown: list[BlockKind | None], title: str | None) -> int | None:
    """Which of the first paragraphs is the headline: the one that repeats the title, else the first with a headline's form."""
    opening = range(min(6, len(paragraphs)))
    wanted = frozenset(_WORD.findall(title.lower())) if title else frozenset()
    for i in opening:
        have, size = frozenset(paragraphs[i].tokens), len(paragraphs[i].tokens)
        # Near: most words shared, or all of them with little added. A title often carries the outlet's name, a printed headline
        # a kicker or a date; a long first sentence that holds all words of a short title is no headline.
        shared = len(have & wanted) / max(1, len(have | wanted))
        if shared >= 0.8 or (
            size <= 25 and (shared >= 0.6 or (len(wanted) >= 3 and wanted <= have and size <= 2 * len(wanted)))
        ):
            return i
    for i in opening:
        p = paragraphs[i]
        if shown[i] is not None or len(p.tokens) < 3:
            continue
        followed = any(len(q.tokens) > len(p.tokens) and q.is_prose for q in paragraphs[i + 1 : i + 8])
        fits = len(p.tokens) <= 25 and (not p.is_sentence or p.words.endswith("?")) and not p.words.endswith((":", ","))
        # Where a title is given, a first line that shares little with it is a deck, a kicker or a menu entry.
        fits = fits and (not wanted or 4 * len(frozenset(p.tokens) & wanted) >= len(wanted))
        return i if fits and followed and not _BYLINE.match(p.words) else None
    return None


def _kind_before_prose(p: _Paragraph, shown: BlockKind | None, names: set[str], *, above: bool, below: bool) -> BlockKind:
    """The kind of a paragraph before the first prose, above or below the headline if there is one."""
    if _is_byline(p, names):
        return "byline"
    if shown is not None:
        return shown
    if above and _could_be_furniture(p, at_most=6) and not p.words.endswith((";", ",", ":")):
        return "furniture"
    if _could_be_furniture(p, at_most=3):
        is_name = all(w[0].isupper() and not w.isupper() and w[-1].isalpha() for w in p.words.split())
        if below and len(p.tokens) > 1 and is_name and not _PAGE_WORDS & set(p.tokens):
            return "byline"  # a bare name under the headline
        return "furniture"
    return "body"


def _kind_behind_prose(p: _Paragraph, names: set[str]) -> BlockKind:
    if _is_byline(p, names):
        return "byline"
    # Two numbers or more: rather a row of a list or table than a link.
    row = sum(t[0].isdigit() for t in p.tokens) >= 2
    return "furniture" if _could_be_furniture(p, at_most=15) and not row else "body"


def _is_byline(p: _Paragraph, names: set[str]) -> bool:
    """Does the line begin with "By" and a name, or hold the given byline and little else?"""
    if len(p.tokens) > 15 or p.is_sentence or p.is_quoting:
        return False
    if _BYLINE.match(p.words):
        return True
    return bool(names) and names <= set(p.tokens) and len(p.tokens) <= 2 * len(names) + 4
