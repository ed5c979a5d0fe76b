"""A text and its attributions in, statements out: each with its speaker, and what kind of saying it is.

Passages are cut, parents linked by id, and on top of the speaker come manner (by the marks alone), mode, act, negation, whom it
is about, its conditions and the channel through which the report has it. What is hard: every one of these is a judgement. Each
is left empty where the words do not carry it, and the reason for the speaker is told.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from onrecord.datamodel import Act, Derivation, Interpretation, Manner, Mode, Passage, Statement, Text, Via
from onrecord.spans import Span, gaps_between, merge_spans, trim_span
from onrecord.statements.act_reader import Ruled, settle, shipped_reader
from onrecord.statements.acts import can_bind, cue_decides, cue_lemmas, find_act, find_mode, is_bargain, tell_channel
from onrecord.statements.attribution import Attribution
from onrecord.statements.channels import Channel, find_channels
from onrecord.statements.lexicon import DOCUMENTS
from onrecord.statements.mentions import Names, names_in
from onrecord.statements.prose import Prose
from onrecord.statements.references import with_references
from onrecord.statements.speakers import Speaker, resolve_speakers
from onrecord.statements.targets import find_target

__all__ = ["DERIVATION", "interpret"]

DERIVATION = Derivation(maker="onrecord.statements rules and acts_v4", version="4")


def interpret(text: Text, attributions: tuple[Attribution, ...], *, read_acts: bool = True) -> tuple[Statement, ...]:
    """The statements of a text, in reading order of their first content.

    Attributions whose content lies in furniture are left out, and so are spans without a word in them. ``read_acts`` lets the
    trained reader have its say on act and mode; without it the rules alone decide. Raises `UnusableModel` where the reader's
    files are missing or damaged.
    """
    prose, names = names_in(text)
    kept = _part_signed(text.words, _outside_furniture(text, attributions))
    speakers = resolve_speakers(prose, names, kept)
    channels = with_references(prose, names, find_channels(prose, names))
    vias = _bind_channels(prose, names, kept, speakers, channels)
    dropped = _hand_on(prose, names, kept, speakers, vias)
    around = [_around(prose, each) for each in kept]
    modes = _carry_modes(prose, kept, speakers, vias, around)
    marks = _mark_index(prose)
    counts = Counter(name.bearer for name in names.names if name.bearer is not None)
    views = {
        index: _view_one(prose, names, each, speakers[index], vias[index], marks, around[index], modes.get(index))
        for index, each in enumerate(kept)
        if index not in dropped
    }
    if read_acts:
        _read_acts(text.words, kept, views)
    made: dict[int, Statement] = {}
    for index in sorted(range(len(kept)), key=lambda i: (_depth(kept, i), i)):
        each = kept[index]
        if index in dropped:
            continue
        above = each.parent
        while above is not None and above in dropped:
            above = kept[above].parent
        parent = made[above].id if above is not None else None
        interpretation = _interpret_one(text, prose, names, each, speakers[index], vias[index], views[index], counts)
        made[index] = Statement(
            content=_cut(text, each.content),
            cue=_cut(text, each.cue),
            source=_cut(text, each.source),
            interpretation=interpretation,
            parent=parent,
        )
    order = sorted(made, key=lambda i: (kept[i].content[0].start, -kept[i].content[-1].end, i))
    seen: set[str] = set()
    statements: list[Statement] = []
    for index in order:
        if made[index].id not in seen:  # two attributions of the same passages are one statement
            seen.add(made[index].id)
            statements.append(made[index])
    return tuple(statements)


def _cut(text: Text, spans: Iterable[Span]) -> tuple[Passage, ...]:
    return tuple(Passage(text, span) for span in spans)


def _depth(attributions: Sequence[Attribution], index: int) -> int:
    depth, parent = 0, attributions[index].parent
    while parent is not None and depth < len(attributions):
        depth, parent = depth + 1, attributions[parent].parent
    return depth


def _outside_furniture(text: Text, attributions: tuple[Attribution, ...]) -> tuple[Attribution, ...]:
    """The attributions whose words do not touch furniture; children of one that is dropped lose their parent."""
    furniture = [block.span for block in text.blocks if block.kind == "furniture"]
    kept = [
        index
        for index, each in enumerate(attributions)
        if not any(span.overlaps(block) for span in (*each.content, *each.cue, *each.source) for block in furniture)
    ]
    renumbered = {index: number for number, index in enumerate(kept)}
    return tuple(replace(attributions[index], parent=_new_parent(attributions, index, renumbered)) for index in kept)


def _part_signed(words: str, attributions: tuple[Attribution, ...]) -> tuple[Attribution, ...]:
    """Two quotations with a signature between them ("…" — Ida Oru, then the next one) are two: only the first is hers."""
    parted = list(attributions)
    for index, each in enumerate(attributions):
        if each.cue or len(each.source) != 1 or len(each.content) < 2:
            continue
        (source,) = each.source
        dash = words[max(0, source.start - 4) : source.start].strip()[-1:]
        line = words.find("\n", source.end)
        later = tuple(span for span in each.content if line >= 0 and span.start > line)
        first = tuple(span for span in each.content if span.end <= source.start)
        if dash in _DASHES and later and first and len(later) + len(first) == len(each.content):
            parted[index] = replace(each, content=first)
            below = _SIGNED.match(words, later[-1].end)
            parted.append(replace(each, content=later, source=(Span(*below.span(1)),) if below is not None else ()))
    return tuple(parted)


_DASHES = ("―", "—", "–", "-")
_SIGNED = re.compile(r"\s*[―—–-]\s*(\w[^\n]{0,50}?)[.\s]*(?=\n|$)")


def _new_parent(attributions: tuple[Attribution, ...], index: int, renumbered: dict[int, int]) -> int | None:
    """The new number of the parent; a chain of parents that runs in a circle is cut."""
    parent = attributions[index].parent
    seen = {index}
    at = parent
    while at is not None:
        if at in seen:
            return None
        seen.add(at)
        at = attributions[at].parent
    return None if parent is None else renumbered.get(parent)


@dataclass(slots=True)
class _View:
    """A statement's cue and content in words, and what is made of them: manner, mode and act."""

    cue: str
    content: str
    ruled: Ruled
    mode: Mode
    act: Act


def _view_one(
    prose: Prose,
    names: Names,
    each: Attribution,
    speaker: Speaker,
    via: tuple[Channel, ...],
    marks: tuple[list[int], list[int]],
    around: str,
    carried: Mode | None,
) -> _View:
    """What the rules make of a statement; ``around`` is its sentence without its content."""
    cue = " ".join(span.cut(prose.words) for span in each.cue)
    content = " ".join(span.cut(prose.words) for span in each.content)
    manner = _manner(prose, each.content, marks)
    inanimate = speaker.kind == "document" or (speaker.kind == "unnamed" and _is_document(prose, each.source))
    mode: Mode = find_mode(
        cue,
        kind=speaker.kind,
        sentence=around,
        inanimate=inanimate,
        quoted=manner != "indirect",
        outlet=speaker.kind == "organisation" and any(names.bearers[bearer].outlet for bearer in speaker.bearers),
        source=" ".join(span.cut(prose.words) for span in each.source),
    )
    if mode == "speech" and carried is not None:
        mode = carried
    if mode in ("speech", "thought") and any(channel.written for channel in via[:1]):
        mode = "writing"
    act: Act = find_act(cue, content, mode=mode, kind=speaker.kind)
    return _View(cue, content, Ruled(speaker.kind, mode, manner, act), mode, act)


def _read_acts(words: str, attributions: Sequence[Attribution], views: Mapping[int, _View]) -> None:
    """Let the trained reader have its say, in ``views``, on acts and modes that the rules leave open.

    It reads one statement right after the other, while its numbers are at hand: between other work each takes nearly a
    tenth longer.
    """
    asked = [
        (attributions[index], view)
        for index, view in views.items()
        if view.mode in ("speech", "writing") and not cue_decides(view.cue) and not is_bargain(view.cue, view.content)
    ]
    if not asked:
        return
    reader = shipped_reader()
    framed = [reader.frame(words, view.ruled, source=each.source, cue=each.cue, content=each.content) for each, view in asked]
    for (_, view), reading in zip(asked, [reader.read(each) for each in framed], strict=True):
        view.mode, read = settle(view.ruled, reading)
        if read not in ("promise", "offer") or view.ruled.manner != "direct" or can_bind(view.content):
            view.act = read


def _interpret_one(
    text: Text,
    prose: Prose,
    names: Names,
    each: Attribution,
    speaker: Speaker,
    via: tuple[Channel, ...],
    view: _View,
    counts: Counter[int],
) -> Interpretation:
    return Interpretation(
        speaker=speaker.name,
        resolved=speaker.resolved,
        kind=speaker.kind,
        manner=view.ruled.manner,
        score=round(min(1.0, max(0.0, each.score * speaker.score)), 3),
        why=f"{each.why}; {speaker.why}" if each.why else speaker.why,
        derivation=DERIVATION,
        mention=Passage(text, speaker.mention) if speaker.mention is not None else None,
        candidates=speaker.candidates,
        on_behalf_of=speaker.on_behalf_of,
        mode=view.mode,
        act=view.act,
        negated=_negated(prose, each),
        about=find_target(prose, names, each, speaker.bearers, view.act, counts),
        condition=_cut(text, _conditions(text.words, each, view.cue)),
        via=tuple(Via(channel.name, Passage(text, channel.span)) for channel in via),
    )


def _is_document(prose: Prose, source: Sequence[Span]) -> bool:
    lowers = [prose.lowers[i] for span in source for i in prose.within(span)]
    return bool(lowers) and any(lower in DOCUMENTS for lower in lowers[:3]) and len(lowers) <= 4


# --- manner ----------------------------------------------------------------------------------------------------------------


def _mark_index(prose: Prose) -> tuple[list[int], list[int]]:
    """Starts and furthest ends so far of the quotations, to ask quickly what stands inside marks."""
    starts = [quotation.span.start for quotation in prose.quotations]
    ends: list[int] = []
    furthest = 0
    for quotation in prose.quotations:
        furthest = max(furthest, quotation.span.end)
        ends.append(furthest)
    return starts, ends


def _manner(prose: Prose, content: Sequence[Span], marks: tuple[list[int], list[int]]) -> Manner:
    """Direct if every word of the content stands inside quotation marks, indirect if none does."""
    starts, ends = marks
    inside = outside = 0
    for span in content:
        for token in prose.within(span):
            place = bisect_right(starts, prose.starts[token]) - 1
            if place >= 0 and prose.starts[token] < ends[place]:
                inside += 1
            else:
                outside += 1
    if not outside and inside:
        return "direct"
    return "mixed" if inside else "indirect"


# --- the sentence around -----------------------------------------------------------------------------------------------------


def _around(prose: Prose, each: Attribution) -> str:
    """The words of the sentences in which source and cue stand, without the content."""
    spans = [*each.source, *each.cue] or [each.content[0]]
    sentences = sorted({prose.sentence_of[i] for span in spans for i in prose.within(span)})
    pieces: list[str] = []
    for sentence in sentences[:2]:
        whole = prose.sentence_span(sentence)
        pieces += [gap.cut(prose.words) for gap in gaps_between(each.content, whole)]
    return " ".join(pieces)


_NEGATIONS = frozenset(
    "not never no nor neither cannot nothing nobody didn't doesn't don't won't wouldn't couldn't hasn't haven't hadn't "
    "can't isn't "
    "wasn't aren't weren't didnt doesnt dont wont wouldnt hasnt stopped declined refused failed without".split()
)


def _negated(prose: Prose, each: Attribution) -> bool:
    """Is the saying itself denied ("did not say", "has never called", "stopped short of saying")?"""
    for span in each.cue:
        tokens = prose.within(span)
        if any(prose.lowers[i] in _NEGATIONS - {"declined", "refused"} for i in tokens):
            return True
        if tokens:
            first = prose.sentences[prose.sentence_of[tokens[0]]][0]
            for i in range(max(first, tokens[0] - 2), tokens[0]):
                if prose.lowers[i] in _NEGATIONS and prose.gap(i + 1) == " ":
                    return True
    return False


def _carry_modes(
    prose: Prose,
    attributions: Sequence[Attribution],
    speakers: Sequence[Speaker],
    vias: Sequence[tuple[Channel, ...]],
    around: Sequence[str],
) -> dict[int, Mode]:
    """Writing, for statements that do not tell how they came, by speakers who are only ever said to write around them.

    "Oru wrote … She also noted …": the note is in the same letter. Whoever also speaks in the report has spoken until he writes
    again, and from then on for as long as nothing else is told.
    """
    told: dict[tuple[int, ...], list[tuple[int, int, Mode | None]]] = {}
    carried: dict[int, Mode] = {}
    for index, each in enumerate(attributions):
        if speakers[index].signed or _is_signed(prose.words, each):
            carried[index] = "writing"  # words printed over a name
        elif len(speakers[index].bearers) == 1 and each.parent is None:
            cue = " ".join(span.cut(prose.words) for span in each.cue)
            mode = "writing" if any(channel.written for channel in vias[index][:1]) else tell_channel(cue, around[index])
            start = (each.cue or each.content)[0].start
            told.setdefault(speakers[index].bearers, []).append((start, index, mode))
    for ways_told in told.values():
        ways_told.sort()
        ways = [mode for _, _, mode in ways_told if mode is not None]
        only = "speech" not in ways and 3 * len(ways) >= len(ways_told)
        last: Mode | None = "writing" if only else None
        sentence = -9
        for start, index, mode in ways_told:
            here = prose.sentence_of[min(prose.at(start), len(prose.tokens) - 1)]
            if mode is not None:
                last, sentence = mode, here
            elif last == "writing" and (here - sentence <= (_WRITES_ON if only else 3) or sentence < 0):
                carried[index] = "writing"
    return carried


_WRITES_ON = 8
"""For how many sentences somebody who is only said to write goes on writing."""


def _is_signed(words: str, each: Attribution) -> bool:
    """Does the source stand after the content and a dash, as a signature does, with no word of saying?"""
    if each.cue or len(each.source) != 1 or each.source[0].start < each.content[-1].end:
        return False
    between = words[each.content[-1].end : each.source[0].start].strip()
    return between in _DASHES


# --- conditions ------------------------------------------------------------------------------------------------------------

_CONDITION = re.compile(
    r"\b(?:only\s+)?(?:if|unless|provided(?:\s+that)?|providing\s+that|as\s+long\s+as|so\s+long\s+as|"
    r"on\s+(?:the\s+)?condition\s+(?:that|of)|in\s+exchange\s+for|"
    r"in\s+return\s+for|contingent\s+(?:up)?on|conditional\s+on|in\s+case|assuming|only\s+when|"
    r"without\s+(?:a|an|the)\s+\w+)\b",
    re.I,
)
_CONDITION_HINTS = tuple("if unless provid long condition return exchange contingent case assum only without".split())
"""Parts of words without one of which there is no condition; asked first, as that is quick."""
_NO_CONDITION = re.compile(
    r"\b(?:even|as|what|see|know|knows|asked|wonder|wondered|ask|sure|whether|decide|determine|not|doubt|tell|say|like|"
    r"and)\s+$",
    re.I,
)
_FORMULA = re.compile(
    r"if\s+(?:I\s+may|you\s+will|you\s+like|necessary|any(?:thing)?|not|possible|so|you\s+please|I\s+might|only)\b", re.I
)
_STOP = re.compile(r"[,;:.?!—–\"”“\n]|\s-\s|''|\bthen\b")
_LEADING_IF = re.compile(r"[\s\"“]*if\b", re.I)
_ASKING = frozenset("ask wonder question inquire see know doubt".split())


def _conditions(words: str, each: Attribution, cue: str) -> tuple[Span, ...]:
    """The conditions under which the content holds, each to the end of its clause."""
    asks = bool(_ASKING & set(cue_lemmas(cue))) or "asked" in cue.lower()
    found: list[Span] = []
    for span in each.content:
        low = words[span.start : span.end].lower()
        if not any(hint in low for hint in _CONDITION_HINTS):
            continue
        at = span.start
        while (match := _CONDITION.search(words, at, span.end)) is not None:
            at = match.end()
            before = words[max(span.start, match.start() - 14) : match.start()]
            lead = match[0].lower()
            if lead.endswith("if") and (
                (_NO_CONDITION.search(before) and not lead.startswith("only"))
                or _FORMULA.match(words, match.start())
                or (asks and _LEADING_IF.match(words, span.start) and match.start() - span.start < 4)
            ):
                continue
            end = _clause_end(words, match.end(), span.end)
            trimmed = trim_span(words, match.start(), end)
            if trimmed is not None and len(trimmed) > len(match[0]) + 2:
                found.append(trimmed)
                at = max(at, trimmed.end)
    return merge_spans(found)


def _clause_end(words: str, start: int, end: int) -> int:
    """Where the clause that begins with a condition ends: the next stop, but not one within a number or an abbreviation."""
    at = start
    while (match := _STOP.search(words, at, end)) is not None:
        mark = match[0]
        inside = mark in ".," and words[match.end() : match.end() + 1].strip() and words[match.end()].isalnum()
        short = (
            mark == "."
            and match.start() - 2 >= start
            and words[match.start() - 2 : match.start()].strip(" .").isupper()
            and match.start() + 1 < end
            and len(words[match.start() - 2 : match.start()].strip(" .")) == 1
        )
        if not inside and not short and match.start() - start > 1:
            return match.start()
        at = match.end()
    return end


# --- via -------------------------------------------------------------------------------------------------------------------


# For how many sentences an interview, or a posting, goes on while nobody else speaks and no other channel is named.
_LASTS = 8
_WRITTEN_LASTS = 2


def _bind_channels(
    prose: Prose, names: Names, attributions: Sequence[Attribution], speakers: Sequence[Speaker], channels: Sequence[Channel]
) -> list[tuple[Channel, ...]]:
    """For each attribution the channels of its sentence outside its content and source, the nearest to the cue first.

    A speaker who goes on ("she added") in the sentences just after keeps the channel he had.
    """
    places = [channel.span.start for channel in channels]
    bound: list[tuple[Channel, ...]] = [()] * len(attributions)
    order = sorted(range(len(attributions)), key=lambda i: (attributions[i].cue or attributions[i].content)[0].start)
    carried: tuple[tuple[int, ...], int, tuple[Channel, ...]] | None = None
    for index in order:
        each = attributions[index]
        anchors = [*each.cue, *each.source] or [each.content[0]]
        tokens = [i for span in anchors for i in prose.within(span)]
        if not tokens:
            continue
        anchor = each.cue[0].start if each.cue else anchors[0].start
        mine: list[Channel] = []
        for sentence in sorted({prose.sentence_of[i] for i in tokens}):
            whole = prose.sentence_span(sentence)
            for channel in channels[bisect_left(places, whole.start) : bisect_left(places, whole.end)]:
                if any(span.holds(channel.span) for span in each.content) or any(
                    span.overlaps(channel.span) for span in each.source
                ):
                    continue
                if channel.teller and each.source and speakers[index].name == channel.name:
                    continue
                if _tells_of_another(prose.words, each, channel):
                    continue
                mine.append(channel)
        mine.sort(key=lambda channel: (_apart(channel, anchor), channel.span.start))
        bearers = speakers[index].bearers
        sentence = prose.sentence_of[tokens[0]]
        if mine:
            bound[index] = tuple(mine[:3])
            if (mine[0].lasting or mine[0].written) and bearers:
                carried = (bearers, sentence, bound[index])
        elif carried is not None and not each.cue and each.source and carried[2][0].lasting and each.parent is None:
            bound[index] = carried[2]  # a turn of the same programme, whoever speaks
        elif (
            carried is not None
            and bearers == carried[0]
            and 0 <= sentence - carried[1] <= (_LASTS if carried[2][0].lasting else _WRITTEN_LASTS)
            and each.parent is None
        ):
            bound[index] = carried[2]
            if carried[2][0].lasting:
                carried = (bearers, sentence, carried[2])
        elif carried is not None and bearers and bearers != carried[0]:
            carried = None
    return bound


_TURNS_AWAY = re.compile(r"\b(?:that|which|who|whom|whose|where|while|whereas|although|though|but)\b", re.I)


def _tells_of_another(words: str, each: Attribution, channel: Channel) -> bool:
    """Is a channel behind a telling that of a clause hung on it: "…, a plan that Halm, according to the Post, rejects"?"""
    end = max(span.end for span in (*each.content, *each.cue, *each.source))
    sourced = channel.form in ("according to", "reported by")
    return sourced and channel.whole.start > end and _TURNS_AWAY.search(words, end, channel.whole.start) is not None


def _apart(channel: Channel, anchor: int) -> int:
    return channel.span.start - anchor if channel.span.start >= anchor else anchor - channel.span.end


def _hand_on(
    prose: Prose,
    names: Names,
    attributions: Sequence[Attribution],
    speakers: Sequence[Speaker],
    vias: list[tuple[Channel, ...]],
) -> frozenset[int]:
    """Give what an outlet is said to report, where that is a statement of its own, the outlet as channel (in ``vias``).

    Returns the outlets' attributions that hold nothing but such a statement: they add only the channel.
    """
    dropped: set[int] = set()
    for index, each in enumerate(attributions):
        if each.parent is None or not each.cue or not each.source:
            continue
        above, teller = attributions[each.parent], speakers[each.parent]
        if not above.cue or not above.source or len(teller.bearers) != 1 or teller.name is None or teller.mention is None:
            continue
        bearer = names.bearers[teller.bearers[0]]
        if not bearer.outlet or teller.bearers == speakers[index].bearers:
            continue
        if all(channel.name != teller.name for channel in vias[index]):
            cue = above.cue[0]
            whole = Span(min(teller.mention.start, cue.start), max(teller.mention.end, cue.end))
            vias[index] = (Channel(teller.name, teller.mention, whole, "reported by", teller=True), *vias[index])
        inner = {i for span in (*each.content, *each.cue, *each.source) for i in prose.within(span)}
        if all(i in inner or prose.lowers[i] == "that" for span in above.content for i in prose.within(span)):
            dropped.add(each.parent)
    return frozenset(dropped)
