"""Prose in, the names of a report out, each with the one who bears it: a person, a body, a group of people, or a place.

No trained recogniser: a name is a run of capitalised words, and what it names is settled by a vote over the whole report:
titles before it, descriptions after it, what is said of it, the words it ends in. What is hard: capitals that mean nothing
(heads of sentences, headlines), last names that stand for the full name given elsewhere, two people with one last name, and
possessives whose apostrophe was lost. Where two people could bear a name, nobody is chosen.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Literal

from onrecord.spans import Span
from onrecord.statements.cues import VERB_FORMS
from onrecord.statements.lexicon import (
    ABBREVIATIONS,
    BODY_HEADS,
    BODY_NOUNS,
    CALENDAR,
    FEMALE,
    FUNCTION_WORDS,
    MALE,
    OUTLET_WORDS,
    PARTICLES,
    PERSON_NOUNS,
    PLURAL_PEOPLE,
    PREPOSITIONS,
    ROLE_MODIFIERS,
    TITLES,
    countries,
)
from onrecord.statements.prose import Prose

__all__ = ["Bearer", "Gender", "Name", "Names", "Nature", "find_names"]

Nature = Literal["person", "organisation", "group", "place"]
Gender = Literal["he", "she"]


@dataclass(frozen=True, slots=True)
class Name:
    """One occurrence of a name: tokens ``[first, last)`` of the prose without title and possessive ending.

    ``bearers`` are the indices of those it may stand for: one, or several where the report does not say which.
    """

    first: int
    last: int
    span: Span
    bearers: tuple[int, ...]
    possessive: bool = False
    role: Span | None = None
    subject: bool = False

    @property
    def bearer(self) -> int | None:
        """The one bearer, if there is no doubt."""
        return self.bearers[0] if len(self.bearers) == 1 else None


@dataclass(frozen=True, slots=True)
class Bearer:
    """Who or what is named: the fullest name the report gives, what it is, and the words that tell its roles.

    ``votes`` says how clearly the report shows its nature; ``gender`` is the pronoun the report uses, if that is clear.
    """

    name: str
    nature: Nature
    votes: int
    gender: Gender | None
    fullest: Span
    roles: tuple[Span, ...] = ()
    outlet: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """All names of a report in reading order, and their bearers."""

    names: tuple[Name, ...]
    bearers: tuple[Bearer, ...]
    starting: dict[int, int] = field(repr=False, compare=False)

    def within(self, prose: Prose, span: Span) -> tuple[Name, ...]:
        """The names that begin inside a span."""
        return tuple(self.names[self.starting[i]] for i in prose.within(span) if i in self.starting)


@dataclass(slots=True)
class _Run:
    """A stretch of capitalised words under consideration."""

    first: int
    last: int
    parts: tuple[str, ...]
    possessive: bool
    role: Span | None = None
    titled: bool = False
    title_words: tuple[str, ...] = ()
    roles: tuple[Span, ...] = ()
    person: int = 0
    weak: int = 0  # the part of ``person`` that things may earn too
    shape: bool = False
    body: int = 0
    place: int = 0
    plural: bool = False
    headline: bool = False
    subject: bool = False
    the: bool = False
    gender: Gender | None = None
    heads: frozenset[int] = frozenset()
    reports: bool = False


_OFFICES = frozenset("secretary minister director speaker chief chairman president attorney general".split())
_PARTISANS = frozenset(("republican", "democrat", "republicans", "democrats"))
_ALSO_GIVEN = frozenset(("per", "will", "may"))  # function words that are given names too
_INNER_BREAKS = PREPOSITIONS - {"of", "for", "per"} | frozenset(
    "the a an is are was were if because than that and or but as not who how why when".split()
)
_SMALL_IN_TITLES = PREPOSITIONS | frozenset("a an the and but or nor so yet as if".split())
_SUFFIXES = frozenset(("jr", "sr", "ii", "iii", "iv"))
_SAYS = frozenset(
    """said says say told tells tell added adds wrote writes tweeted asked asks argued argues noted notes called calls
    claimed claims     insisted insists warned warns vowed replied responded explained continued declared announced acknowledged
    suggested stated
    believes thinks wants is was has had will would could should did does also who then later""".split()
)
_AUXILIARIES = frozenset("is was has had will would could should did does".split())
_PLURAL_VERBS = frozenset("are were have say tell think want".split())
_LOCATIVE = frozenset("in at inside outside near across into around".split())
_OPENERS = frozenset("the a an one another its his her their".split())
_JOINTS = frozenset("and but when while as because if although where".split())
_RULED = TITLES | BODY_NOUNS  # "president of", "city of": what follows is a place or a body
_GROUP = re.compile(
    r"(?:ans|crats|ists|lims|inos|inas|itas|ews|ese|evers|onists|isis|cs|nials|uddhists|indus|urds|erts|unnis|iites|abs|"
    r"oles|anders|utch"
    r"|rench|ritish|wiss|rish|lls|panish|axpayers|aliens)$"
)
_POSSESSIVE = re.compile(r"['’]s$|['’]$")
_ACRONYM = re.compile(r"^(?:[A-Z]\.?){2,6}s?$")
_AGE = re.compile(r"^, \d{1,3}\b")
_PARTY = re.compile(r"^ \((?:[RDI]|[A-Z]{1,3})[-,–—]")


def find_names(prose: Prose) -> Names:
    """The names of a report and their bearers."""
    return _bear(prose, _parse(prose, _find_runs(prose)))


# --- runs ------------------------------------------------------------------------------------------------------------------


def _is_name_word(token: str, lower: str) -> bool:
    return (
        token[0].isupper()
        and lower.removesuffix("'s") not in CALENDAR
        and lower not in ("i", "i'm", "i’m", "i've", "i’ve", "i'd", "i’d", "i'll", "i’ll")
    )


def _is_titlecase(prose: Prose, first: int, last: int) -> bool:
    """Is a sentence set in capitals word by word, as headlines are? Then capitals say nothing."""
    longer = [prose.tokens[i] for i in range(first, last) if len(prose.tokens[i]) > 3 and not prose.tokens[i][0].isdigit()]
    if len(longer) < 4:
        return False
    small = sum(prose.tokens[i][0].islower() and prose.lowers[i] not in _SMALL_IN_TITLES for i in range(first, last))
    # A sentence full of names has a verb in small letters; a headline has at most one stray small word.
    return small * 8 <= len(longer)


def _find_runs(prose: Prose) -> list[_Run]:
    """Runs of capitalised words, sentence heads that name nobody taken off."""
    tokens, lowers = prose.tokens, prose.lowers
    inner: Counter[str] = Counter()  # capitalised where a capital means something
    capital: Counter[str] = Counter()  # capitalised anywhere but in headlines
    plain: Counter[str] = Counter()  # in lower case anywhere
    heads = frozenset(_sentence_heads(prose))
    headline = [False] * len(prose.sentences)
    for number, (first, last) in enumerate(prose.sentences):
        headline[number] = _is_titlecase(prose, first, last)
        for i in range(first, last):
            token = tokens[i]
            if token[0].islower():
                plain[lowers[i]] += 1
            elif not headline[number]:
                capital[_bare(lowers[i])] += 1
                if i not in heads:
                    inner[_bare(lowers[i])] += 1
    runs: list[_Run] = []
    i = 0
    total = len(tokens)
    while i < total:
        if not _is_name_word(tokens[i], lowers[i]) or not tokens[i][0].isalpha():
            i += 1
            continue
        first, last = i, _extend(prose, i)
        i = last
        while first < last:
            lower = lowers[first]
            bare = _bare(lower)
            common = (lower in FUNCTION_WORDS or bare in FUNCTION_WORDS) and not (
                bare in _ALSO_GIVEN and (first not in heads or inner[bare])
            )
            if not common and first in heads:
                common = plain[lower] > 0 and inner[bare] == 0 and (bare not in TITLES or last - first == 1)
                common = common or (
                    last - first == 1 and inner[bare] == 0 and (lower.endswith(("ing", "ly")) or lower in PLURAL_PEOPLE)
                )
            if not common:
                break
            first += 1
        if first == last:
            continue
        possessive = bool(_POSSESSIVE.search(tokens[last - 1])) or (
            prose.words[prose.ends[last - 1] : prose.ends[last - 1] + 1] in ("'", "’")
            and tokens[last - 1].endswith("s")
            and prose.quoted[last - 1] == 0
        )
        sentence = prose.sentence_of[first]
        if headline[sentence]:
            runs += _split_headline(prose, first, last, capital, plain, heads)
            continue
        parts = tuple(tokens[k] for k in range(first, last))
        parts = (*parts[:-1], _POSSESSIVE.sub("", parts[-1]))
        runs.append(_Run(first, last, parts, possessive, heads=heads))
    return runs


def _split_headline(
    prose: Prose, first: int, last: int, capital: Counter[str], plain: Counter[str], heads: frozenset[int]
) -> list[_Run]:
    """A run of a title-case line: a full name is where what can be a first name stands before a name of the running text."""
    runs: list[_Run] = []
    at = first
    for k in range(first + 1, last):
        before, lower = prose.lowers[k - 1], _bare(prose.lowers[k])
        token = prose.tokens[k - 1]
        given = (
            token[0].isupper()
            and token[1:].islower()
            and not plain[before]
            and before not in VERB_FORMS
            and before not in FUNCTION_WORDS
            and before not in BODY_HEADS
            and before not in PERSON_NOUNS
            and before not in ROLE_MODIFIERS
            and before not in CALENDAR
            and before not in countries()
            and not before.endswith(("an", "ish", "ese", "ic", "s", "ing", "ed", "ly"))
            and prose.gap(k) == " "
            and len(token) > 2
        )
        if (
            given
            and capital[lower] >= 2
            and not plain[lower]
            and k - 1 >= at
            and lower not in BODY_HEADS
            and not _GROUP.search(lower)
        ):
            if k - 1 > at:
                runs.append(_run_of(prose, at, k - 1, headline=True, heads=heads))
            runs.append(_run_of(prose, k - 1, k + 1, headline=False, heads=heads))
            at = k + 1
    if at < last:
        runs.append(_run_of(prose, at, last, headline=True, heads=heads))
    return runs


def _run_of(prose: Prose, first: int, last: int, *, headline: bool, heads: frozenset[int]) -> _Run:
    parts = tuple(prose.tokens[k] for k in range(first, last))
    possessive = bool(_POSSESSIVE.search(parts[-1]))
    return _Run(first, last, (*parts[:-1], _POSSESSIVE.sub("", parts[-1])), possessive, headline=headline, heads=heads)


def _bare(lower: str) -> str:
    return _POSSESSIVE.sub("", lower)


def _sentence_heads(prose: Prose) -> set[int]:
    """Tokens whose capital may come from their place: first of a sentence, of a quotation, after a colon."""
    heads = {first for first, _ in prose.sentences}
    for quotation in prose.quotations:
        heads.add(prose.at(quotation.span.start))
    heads.update(
        i for i in range(1, len(prose.tokens)) if prose.tokens[i][0].isupper() and prose.gap(i)[:1] in (":", "—", "•", "*")
    )
    return heads


def _extend(prose: Prose, first: int) -> int:
    """The end of the run of name words that begins at a token."""
    tokens, lowers = prose.tokens, prose.lowers
    sentence_end = prose.sentences[prose.sentence_of[first]][1]
    at = first + 1
    while at < sentence_end:
        gap = prose.gap(at)
        before = lowers[at - 1]
        if _POSSESSIVE.search(before):
            break
        short = before in ABBREVIATIONS or (len(before) == 1 and before != "i") or before.endswith(".")
        if gap == ", " and lowers[at] in ("jr", "sr"):
            at += 1
            continue
        if gap == " & " and _is_name_word(tokens[at], lowers[at]):
            at += 1
            continue
        if gap not in (" ", "\xa0") and not (short and gap in (". ", " ")):
            break
        shouting = tokens[at - 1].isupper() and len(before) > 3 and not tokens[at].isupper()
        if (
            _is_name_word(tokens[at], lowers[at])
            and (lowers[at] not in _INNER_BREAKS or _is_initial(prose, at))
            and not shouting
        ):
            at += 1
            continue
        following = at + 1
        if following < sentence_end and prose.gap(following) == " ":
            if lowers[at] in PARTICLES and _is_name_word(tokens[following], lowers[following]):
                at += 2
                continue
            # The body or office itself stands right before: "Ministry of Defence", but not "President Ida Oru of Averland".
            joins = lowers[at] in ("of", "for", "on") and (lowers[at - 1] in BODY_HEADS or lowers[at - 1] in _OFFICES)
            if lowers[at] == "and":
                joins = any(
                    lowers[k] in ("of", "for", "on") and (lowers[k - 1] in BODY_HEADS or lowers[k - 1] in _OFFICES)
                    for k in range(first + 1, at)
                )
            if (
                joins
                and lowers[at] == "on"
                and lowers[at - 1] not in ("committee", "commission", "council", "conference", "institute")
            ):
                joins = False
            if joins and lowers[following] == "the" and following + 1 < sentence_end and prose.gap(following + 1) == " ":
                if _is_name_word(tokens[following + 1], lowers[following + 1]):
                    at += 3
                    continue
                break
            if joins and _is_name_word(tokens[following], lowers[following]):
                at += 2
                continue
        break
    return at


def _is_initial(prose: Prose, at: int) -> bool:
    return len(prose.tokens[at]) == 1 and prose.words[prose.ends[at] : prose.ends[at] + 2] == ". "


# --- what stands around a run ----------------------------------------------------------------------------------------------


def _parse(prose: Prose, runs: list[_Run]) -> list[_Run]:
    """Runs with titles taken off and the evidence around them counted."""
    parsed: list[_Run] = []
    for run in runs:
        _take_title(prose, run)
        if run.first < run.last:
            _look_before(prose, run)
            _look_after(prose, run)
            if _heads_clause(prose, run):
                run.subject = True
                run.person += 1
            _look_inside(run)
            parsed.append(run)
        else:
            parsed.append(run)
    return parsed


def _take_title(prose: Prose, run: _Run) -> None:
    """Split a run into the title before and the name; a run that is only a title keeps no name (first == last)."""
    lowers = [part.lower().rstrip(".") for part in run.parts]
    count = len(lowers)
    heads = [k for k, lower in enumerate(lowers) if lower in TITLES]
    if heads and any(lower in BODY_HEADS for lower in lowers[heads[-1] + 1 :]) and "of" not in lowers:
        return
    if not heads:
        _take_opening(prose, run, lowers)
        return
    # "Steve King": a title word that ends the run is a last name unless everything before describes it.
    head = heads[-1]
    if head == count - 1 or (head + 1 < count and all(lower in _SUFFIXES for lower in lowers[head + 1 :])):
        describing = all(
            lower in TITLES
            or lower in ROLE_MODIFIERS
            or lower in ("of", "the", "state")
            or lower in countries()
            or lower.endswith(("ian", "ish", "ese", "an"))
            for lower in lowers[:head]
        ) or (lowers[head] in _PARTISANS and count > 1)
        if describing:
            run.role = Span(prose.starts[run.first], prose.ends[run.last - 1])
            run.title_words = tuple(lowers)
            run.first = run.last
            return
        heads = heads[:-1]
        if not heads:
            _take_opening(prose, run, lowers)
            return
        head = heads[-1]
    # A given name that is also a title ("Dean", "Judge") is not in the list; a title in the middle ends the role.
    name = head + 1
    if name < count and lowers[name] in ("of", "for"):
        rest = count - name - 1
        if rest and lowers[name + 1] == "the":
            rest -= 1
        if rest <= 1:
            run.role = Span(prose.starts[run.first], prose.ends[run.last - 1])
            run.title_words = tuple(lowers)
            run.first = run.last
            return
        take = 1 if rest == 2 else 2
        name = count - take
        if len(lowers[name]) == 1 and name - 1 > head + 2:
            name -= 1
    if (
        any(lower in BODY_HEADS for lower in lowers[name:])
        and lowers[name:][-1] in BODY_HEADS
        and lowers[head] not in ("mr", "mrs", "ms")
    ):
        return
    run.role = Span(prose.starts[run.first], prose.ends[run.first + name - 1])
    run.title_words = tuple(lowers[:name])
    run.titled = True
    run.person += 4
    run.first += name
    run.parts = run.parts[name:]
    words = set(run.title_words)
    run.gender = "he" if words & MALE else "she" if words & FEMALE else None


def _take_opening(prose: Prose, run: _Run, lowers: list[str]) -> None:
    """Take off capitalised words that describe and are no title: "Author Ida Oru", "secretary of State Ida Oru"."""
    name = 0
    before = prose.lowers[run.first - 2 : run.first] if run.first >= 2 else ()
    if len(before) == 2 and before[0] in PERSON_NOUNS and before[1] == "of" and len(lowers) > 1:
        name = 1
    while name < len(lowers) - 1 and (
        (lowers[name] in PERSON_NOUNS and len(lowers) - name > 2)
        or (
            name == 0
            and run.first in run.heads
            and (lowers[name] in ROLE_MODIFIERS or (lowers[name].endswith(("ing", "ated", "ected", "zed"))))
        )
    ):
        name += 1
    if not name or lowers[-1] in BODY_HEADS or (_GROUP.search(lowers[-1]) and len(lowers) - name == 1):
        return
    run.role = Span(prose.starts[run.first], prose.ends[run.first + name - 1])
    run.person += 2
    run.first += name
    run.parts = run.parts[name:]


def _look_before(prose: Prose, run: _Run) -> None:
    """Titles in small letters, articles and prepositions before a name."""
    at = run.first - 1 if run.role is None else prose.at(run.role.start) - 1
    sentence_first = prose.sentences[prose.sentence_of[run.first]][0]
    if at < sentence_first or prose.gap(at + 1) not in (" ", ". ", " “", ' "'):
        if at >= sentence_first and prose.gap(at + 1).startswith(","):
            _look_at_role_before_comma(prose, run, at, sentence_first)
        return
    lower = prose.lowers[at]
    if lower in PERSON_NOUNS and not prose.tokens[at][0].isupper():
        start = at
        while (
            start > sentence_first
            and at - start < 6
            and prose.gap(start) == " "
            and (
                prose.lowers[start - 1] in ROLE_MODIFIERS
                or prose.lowers[start - 1] in PERSON_NOUNS
                or (prose.tokens[start - 1][0].isupper() and prose.lowers[start - 1] not in FUNCTION_WORDS)
            )
        ):
            start -= 1
        run.role = Span(prose.starts[start], prose.ends[run.first - 1])
        run.person += 4
        run.titled = True
        words = set(prose.lowers[start : at + 1])
        run.title_words = tuple(prose.lowers[start : at + 1])
        run.gender = run.gender or ("he" if words & MALE else "she" if words & FEMALE else None)
        return
    if (
        run.role is None
        and lower in ("by", "to")
        and prose.lowers[at - 1] in ("reported", "according", "published", "obtained")
    ):
        run.body += 2
        run.reports = lower == "by"
    if run.role is None and not _describes_noun(prose, run):
        if lower == "the":
            run.the = True
            run.body += 2
        elif lower in _LOCATIVE or (
            lower == "of" and at > sentence_first and (prose.lowers[at - 1] == "out" or prose.lowers[at - 1] in _RULED)
        ):
            run.body += 1
            run.place += 2
        elif lower == "from":
            run.place += 1


def _describes_noun(prose: Prose, run: _Run) -> bool:
    """Does the name stand before a noun in small letters, as in "the Oru campaign"? Then its article is the noun's."""
    at = run.last
    if run.possessive or at >= len(prose.tokens) or prose.gap(at) != " " or not prose.tokens[at][0].islower():
        return run.possessive
    lower = prose.lowers[at]
    return lower not in FUNCTION_WORDS and lower not in _SAYS and not lower.endswith("ed")


def _look_at_role_before_comma(prose: Prose, run: _Run, at: int, sentence_first: int) -> None:
    """A description that ends in a comma before the name: "her chief of staff, Ida Oru,"."""
    end = at + 1
    for k in range(at, max(sentence_first, at - 6) - 1, -1):
        lower = prose.lowers[k]
        if lower in PERSON_NOUNS and (k == at or prose.lowers[k + 1] in ("of", "for", "to", "at", "in", "with", "on")):
            start = k
            while (
                start > sentence_first
                and prose.gap(start) == " "
                and k - start < 6
                and (
                    prose.lowers[start - 1] in ROLE_MODIFIERS
                    or prose.lowers[start - 1] in PERSON_NOUNS
                    or prose.lowers[start - 1] not in FUNCTION_WORDS
                )
            ):
                start -= 1
            opener = prose.lowers[start - 1] if start > sentence_first else ""
            first = prose.lowers[start]
            if (
                opener in ("the", "a", "an", "his", "her", "their", "its", "another", "one")
                or first.endswith(("'s", "’s"))
                or opener.endswith(("'s", "’s"))
            ):
                run.roles = (*run.roles, Span(prose.starts[start], prose.ends[end - 1]))
                run.person += 3
                words = set(prose.lowers[start:end])
                if run.gender is None:
                    run.gender = "he" if words & MALE else "she" if words & FEMALE else None
            return
        if k != at and prose.gap(k + 1) != " ":
            return


def _heads_clause(prose: Prose, run: _Run) -> bool:
    """Is the name, between commas, in apposition to the subject of its clause: "the judge, Ida Oru, put down"?"""
    if run.possessive or run.last >= len(prose.tokens) or prose.gap(run.last)[:1] != ",":
        return False
    first = prose.sentences[prose.sentence_of[run.first]][0]
    at = run.first
    while at > first and run.first - at < 3 and prose.gap(at)[:1] in (" ", "\xa0"):
        at -= 1
    if at <= first or prose.gap(at) != ", ":
        return False
    end = at
    at -= 1
    while at > first and end - at < 9 and prose.gap(at) == " " and prose.lowers[at - 1] not in _JOINTS:
        at -= 1
    opens = prose.lowers[at] in _OPENERS or bool(_POSSESSIVE.search(prose.lowers[at]))
    clause = at == first or prose.gap(at)[:1] in ",;:—–" or prose.lowers[at - 1] in _JOINTS
    verbs = any(prose.lowers[i] in _SAYS or prose.lowers[i].endswith("ed") for i in range(at, end))
    return opens and clause and not verbs


def _look_after(prose: Prose, run: _Run) -> None:
    """What follows a name: ", the …,", ", who", an age, a party, a verb of saying."""
    end = prose.ends[run.last - 1]
    after = prose.words[end : end + 12]
    at = run.last
    sentence_last = prose.sentences[prose.sentence_of[run.first]][1]
    if _PARTY.match(after):
        run.person += 4
        return
    if _AGE.match(after):
        run.person += 4
    if at >= sentence_last:
        return
    gap, lower = prose.gap(at), prose.lowers[at]
    if gap == " " and not run.possessive:
        if lower in ("reported", "reports"):
            run.reports = True
        run.plural = lower in _PLURAL_VERBS and run.parts[-1].lower().endswith("s")
        if lower in _SAYS:
            run.subject = True
            run.person += 1
            run.weak += lower in _AUXILIARIES
        elif lower.endswith("ed") and prose.tokens[at][0].islower():
            run.subject = True
        elif lower in ("himself", "herself"):
            run.person += 3
            run.gender = "he" if lower == "himself" else "she"
    elif gap == ", " and not run.possessive:
        if lower in ("who", "whose", "whom"):
            run.person += 3
            run.subject = True
        elif lower == "which":
            run.body += 2
        else:
            _look_at_apposition(prose, run, at, sentence_last)


def _look_at_apposition(prose: Prose, run: _Run, at: int, sentence_last: int) -> None:
    """A description between commas after a name."""
    stop = at + 1
    while (
        stop < sentence_last
        and stop - at < 16
        and prose.gap(stop)[:1] not in (",", ";", ":", ".", "—", "–", "(", '"', "“", ")")
    ):
        stop += 1
    opens = prose.lowers[at] in ("the", "a", "an", "his", "her", "one", "their", "its", "then", "now", "former", "another")
    person = False
    for k in range(at, min(stop, at + 9)):
        lower = prose.lowers[k]
        if lower in PERSON_NOUNS:
            person = True
            break
        if lower in ("said", "is", "was", "has", "were", "and", "but", "which", "that", "who") and k > at:
            break
        if lower in BODY_HEADS and opens:
            break
    if person and not opens:
        # "Oru, Harbour Minister Ida Lee, and …" is a list: what follows the title words must still describe.
        while k + 1 < stop and prose.lowers[k + 1] in PERSON_NOUNS and prose.tokens[k + 1][0].islower():
            k += 1
        person = k == stop - 1 or prose.lowers[k + 1] in ("of", "for", "to", "at", "in", "who", "and", "with", "on")
    if person and (
        opens
        or prose.tokens[at][0].isupper()
        or prose.lowers[at] in ROLE_MODIFIERS
        or prose.lowers[at] in PERSON_NOUNS
        or prose.lowers[at].endswith(("'s", "’s"))
    ):
        run.person += 3
        run.subject = True
        run.roles = (*run.roles, Span(prose.starts[at], prose.ends[stop - 1]))
        joint = next((k for k in range(at, stop) if prose.lowers[k] in PREPOSITIONS), stop)
        words = set(prose.lowers[at:joint])
        if run.gender is None and len(words & (MALE | FEMALE)) == 1:
            run.gender = "he" if words & MALE else "she"
    elif opens and prose.lowers[at] in ("the", "a", "an"):
        head = prose.lowers[stop - 1]
        if head in BODY_HEADS:
            run.body += 2


def _look_inside(run: _Run) -> None:
    """The words of the name itself."""
    lowers = [part.lower().rstrip(".") for part in run.parts]
    whole = " ".join(lowers)
    if lowers[-1] in _SUFFIXES and len(lowers) > 1:
        run.person += 4
    if lowers[-1] in BODY_HEADS or ("of" in lowers and lowers[lowers.index("of") - 1] in BODY_HEADS):
        run.body += 4 if len(lowers) > 1 else 2
    if len(lowers) == 1 and _ACRONYM.match(run.parts[0]) and len(run.parts[0]) <= 6 and not run.headline:
        run.body += 4
    if whole in countries():
        run.body += 6
    if lowers[0] in ("team", "camp", "operation", "project"):
        run.body += 4
    run.shape = (
        2 <= len(lowers) <= 4 and lowers[-1] not in BODY_HEADS and not run.the and "of" not in lowers and "&" not in whole
    )
    if len(lowers) >= 2 and any(len(lower) == 1 for lower in lowers[:-1]):
        run.person += 2


# --- bearers ---------------------------------------------------------------------------------------------------------------


def _fold(part: str) -> str:
    return part.replace(".", "").replace("’", "'").casefold()


def _compatible(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Can two folded names of two or more words be one? Same last word and suffix; first names equal, or an initial of it."""
    suffix_a, suffix_b = short[-1] in _SUFFIXES, long[-1] in _SUFFIXES
    if suffix_a != suffix_b or short[-1] != long[-1]:
        return False
    a, b = (short[:-1], long[:-1]) if suffix_a else (short, long)
    if len(a) < 2 or len(b) < 2 or a[-1] != b[-1]:
        return False
    if a[0] != b[0] and not (len(a[0]) == 1 and b[0].startswith(a[0])) and not (len(b[0]) == 1 and a[0].startswith(b[0])):
        return False
    middle_a, middle_b = a[1:-1], b[1:-1]
    if middle_a and middle_b:
        return all(x[0] == y[0] for x, y in zip(middle_a, middle_b, strict=False))
    return True


class _Draft:
    """A bearer while the votes are counted."""

    def __init__(self, key: tuple[str, ...]) -> None:
        self.key = key
        self.runs: list[int] = []
        self.person = 0
        self.weak = 0
        self.body = 0
        self.place = 0
        self.group = 0
        self.heads = True  # only ever where a capital comes from the place


def _bear(prose: Prose, runs: list[_Run]) -> Names:
    """Bearers by chaining names, a vote on each one's nature, and the names bound to them."""
    named = [run for run in runs if run.first < run.last]
    keys = [tuple(_fold(part) for part in run.parts) for run in named]
    drafts: list[_Draft] = []
    by_last: dict[str, list[int]] = defaultdict(list)
    by_first: dict[str, list[int]] = defaultdict(list)
    by_whole: dict[tuple[str, ...], int] = {}
    bound: list[tuple[int, ...]] = [()] * len(named)

    def draft(key: tuple[str, ...]) -> int:
        drafts.append(_Draft(key))
        by_whole[key] = len(drafts) - 1
        return len(drafts) - 1

    # Longer names first: what they are made of decides what the shorter ones mean. Headlines and first words last.
    whole = set(keys)
    counts = Counter(keys)
    multi = [k for k in range(len(named)) if len(keys[k]) > 1 and not named[k].headline]
    for k in sorted(multi, key=lambda k: (-len(keys[k]), named[k].first)):
        key, run = keys[k], named[k]
        known = next((key[cut:] for cut in range(1, len(key) - 1) if key[cut:] in whole and run.body < 4), None)
        if known is not None and key[-1] not in BODY_HEADS and (counts[known] > counts[key] or run.first in run.heads):
            # "Harbourman Ida Oru" beside an "Ida Oru": what stands before describes her.
            cut = len(key) - len(known)
            run.first += cut
            run.parts = run.parts[cut:]
            keys[k] = key = known
        if key not in by_whole and key[-1].endswith("s") and (*key[:-1], key[-1][:-1]) in whole:
            key = (*key[:-1], key[-1][:-1])  # a lost apostrophe: "Ida Orus offer" beside an "Ida Oru"
        body = run.body >= 4 and run.body > run.person
        found = by_whole.get(key)
        if found is None and not body:
            fitting = [d for d in by_last[_last(key)] if _compatible(key, drafts[d].key)]
            found = fitting[0] if len(fitting) == 1 else None
            if found is not None:
                by_whole[key] = found
        if found is None:
            found = draft(key)
            if not body and not {"of", "for", "&"} & set(key):
                by_last[_last(key)].append(found)
                by_first[key[0]].append(found)
        bound[k] = (found,)
    strength: Counter[int] = Counter()
    for k in multi:
        strength[bound[k][0]] += named[k].person
    for d in {bound[k][0] for k in multi if named[k].shape}:
        strength[d] += 1
    heard = _hear_names(prose, named, keys)
    for k, run in enumerate(named):
        if keys[k] in heard:
            run.person += 1  # somebody who is "he" or "she"
    owners = _Owners(named, keys, bound, by_last, prose.quoted, heard)
    single = [k for k in range(len(named)) if len(keys[k]) == 1 and not named[k].headline]
    for k in single:
        (word,) = keys[k]
        if _ACRONYM.match(named[k].parts[0]) and len(word) <= 3:
            continue  # "U.N." is no Mr. Un
        if word in countries() and not named[k].titled:
            continue
        bound[k] = owners.of(k, word)
        if not bound[k] and len(by_first.get(word, ())) == 1 and not named[k].the and not named[k].titled:
            (whose,) = by_first[word]
            if strength[whose] >= 3:
                bound[k] = (whose,)
    by_middle: dict[str, set[int]] = defaultdict(set)
    for d, each in enumerate(drafts):
        if len(each.key) == 3 and each.key[-1] not in _SUFFIXES and strength[d] >= 1 and len(each.key[1]) > 2:
            by_middle[each.key[1]].add(d)
    for k in single:
        if bound[k]:
            continue
        (word,) = keys[k]
        if len(by_middle.get(word, ())) == 1 and named[k].gender is not None:
            bound[k] = tuple(by_middle[word])  # "Ms. Oru" for Ida Oru Lee
            continue
        found = by_whole.get((word,))
        if found is None and word.endswith("s") and not named[k].possessive:
            # A lost apostrophe: "Orus offer" where the report has an Oru.
            stem = word[:-1]
            if by_last.get(stem) and len(by_last[stem]) == 1:
                found = by_last[stem][0]
                named[k].possessive = True
            elif any(keys[m] == (stem,) for m in single) and not any(keys[m] == (word,) and named[m].subject for m in single):
                found = by_whole.get((stem,))
                found = draft((stem,)) if found is None else found
        bound[k] = (draft((word,)) if found is None else found,)
    _bind_acronyms(prose, named, keys, bound, drafts, by_whole)
    for k, run in enumerate(named):
        if run.headline:
            bound[k] = ()
    headline_names = _bind_headlines(prose, named, by_whole, by_last)
    _vote(prose, named, bound, drafts)
    return _settle(prose, runs, named, bound, drafts, headline_names)


def _hear_names(prose: Prose, named: list[_Run], keys: list[tuple[str, ...]]) -> dict[tuple[str, ...], Gender]:
    """The pronoun that follows a name before any other name does; only where it is always the same one."""
    votes: dict[tuple[str, ...], Counter[Gender]] = defaultdict(Counter)
    for k, run in enumerate(named):
        if run.body >= 4 or run.place or run.headline:
            continue
        stop = named[k + 1].first if k + 1 < len(named) else len(prose.tokens)
        last = min(stop, run.last + 18)
        for i in range(run.last, last):
            if prose.lowers[i] in _HE or prose.lowers[i] in _SHE:
                votes[keys[k]]["he" if prose.lowers[i] in _HE else "she"] += 1
                break
        if run.gender is not None:
            votes[keys[k]][run.gender] += 3
    return {
        key: counts.most_common(1)[0][0]
        for key, counts in votes.items()
        if counts.most_common(1)[0][1] >= 2 and counts.most_common(1)[0][1] >= 0.8 * counts.total()
    }


def _last(key: tuple[str, ...]) -> str:
    return key[-2] if key[-1] in _SUFFIXES and len(key) > 1 else key[-1]


class _Owners:
    """Who owns a bare last name at a place of the report."""

    def __init__(
        self,
        named: list[_Run],
        keys: list[tuple[str, ...]],
        bound: list[tuple[int, ...]],
        by_last: dict[str, list[int]],
        quoted: tuple[int, ...],
        heard: dict[tuple[str, ...], Gender],
    ) -> None:
        self.named = named
        self.by_last = by_last
        self.heard = heard
        self.first_full: dict[int, int] = {}
        self.genders: dict[int, Gender] = {}
        self.full_at: dict[int, list[int]] = defaultdict(list)
        for k in range(len(named)):
            if len(keys[k]) > 1:
                for d in bound[k]:
                    self.first_full.setdefault(d, named[k].first)
                    if not quoted[named[k].first]:
                        self.full_at[d].append(named[k].first)
                    if (gender := named[k].gender or heard.get(keys[k])) is not None:
                        self.genders.setdefault(d, gender)
        self.bare: dict[str, list[int]] = defaultdict(list)
        for k in range(len(named)):
            if len(keys[k]) == 1 and not named[k].headline:
                self.bare[keys[k][0]].append(named[k].first)

    def of(self, k: int, word: str) -> tuple[int, ...]:
        """The bearers a bare name may stand for at its place; one where the report leaves no doubt."""
        run = self.named[k]
        candidates = self.by_last.get(word, [])
        gender = run.gender or self.heard.get((word,))
        if gender is not None:
            candidates = [d for d in candidates if self.genders.get(d, gender) == gender]
        if len(candidates) < 2:
            return tuple(candidates)
        if gender is not None:
            sure = [d for d in candidates if self.genders.get(d) == gender]
            if len(sure) == 1:
                return tuple(sure)
        # The one who owned the bare name before any namesake came up keeps it; the others go by their full names.
        order = sorted(candidates, key=lambda d: self.first_full[d])
        second = self.first_full[order[1]]
        early = sum(self.first_full[order[0]] < at < second for at in self.bare[word])
        if early >= 1 or run.first < second:
            return (order[0],)
        # Named in full again after the bare name has come into use: not the one meant by it.
        start = self.bare[word][0]
        again = {d: sum(at > start for at in self.full_at[d]) for d in candidates}
        least, most = sorted(again.values())[0], sorted(again.values())[-2 if len(again) > 2 else -1]
        if most >= 2 and least * 3 <= most and sum(count == least for count in again.values()) == 1:
            return tuple(d for d in order if again[d] == least)
        return tuple(order)


def _bind_acronyms(
    prose: Prose,
    named: list[_Run],
    keys: list[tuple[str, ...]],
    bound: list[tuple[int, ...]],
    drafts: list[_Draft],
    by_whole: dict[tuple[str, ...], int],
) -> None:
    """Bind "NLA" to the National Lighthouse Agency where the report has one, and "the Post" to the outlet that ends so."""
    initials: dict[str, set[int]] = defaultdict(set)
    tails: dict[str, set[int]] = defaultdict(set)
    for index, each in enumerate(drafts):
        if len(each.key) >= 2:
            strong = [part for part in each.key if part not in ("of", "the", "for", "and", "on", "de", "la")]
            if len(strong) >= 2:
                initials["".join(part[0] for part in strong)].add(index)
            if each.key[-1] in BODY_HEADS:
                tails[each.key[-1]].add(index)
    for k, run in enumerate(named):
        if len(keys[k]) != 1 or run.headline:
            continue
        (word,) = keys[k]
        if _ACRONYM.match(run.parts[0]) and len(initials.get(word, ())) == 1:
            bound[k] = tuple(initials[word])
        elif run.the and len(tails.get(word, ())) == 1:
            bound[k] = tuple(tails[word])


def _bind_headlines(
    prose: Prose,
    named: list[_Run],
    known: dict[tuple[str, ...], int],
    by_last: dict[str, list[int]],
) -> list[tuple[int, int, int]]:
    """Names in title-case lines: only those that the running text has too, the longest match first."""
    found: list[tuple[int, int, int]] = []
    longest = max((len(key) for key in known), default=1)
    for run in named:
        if not run.headline:
            continue
        at = run.first
        while at < run.last:
            for length in range(min(longest, run.last - at), 0, -1):
                key = tuple(_fold(_POSSESSIVE.sub("", prose.tokens[k])) for k in range(at, at + length))
                bearer = known.get(key)
                if bearer is None and length == 1 and len(by_last.get(key[0], ())) == 1:
                    bearer = by_last[key[0]][0]
                if bearer is not None:
                    found.append((at, at + length, bearer))
                    at += length
                    break
            else:
                at += 1
    return found


def _vote(prose: Prose, named: list[_Run], bound: list[tuple[int, ...]], drafts: list[_Draft]) -> None:
    """Sum the evidence for each bearer over all its names."""
    for k, run in enumerate(named):
        for d in bound[k]:
            each = drafts[d]
            each.runs.append(k)
            each.person += run.person
            each.weak += run.weak
            each.body += run.body
            each.place += run.place
            label = run.last < len(prose.tokens) and prose.gap(run.last)[:1] == ":"  # "ORU: I was there."
            each.heads = each.heads and run.first in run.heads and not label and not run.possessive
            single = len(run.parts) == 1 and not run.titled
            if single and (run.plural or (not run.the and _GROUP.search(run.parts[0].lower()))):
                each.group += 1
    small = {prose.lowers[i] for i, token in enumerate(prose.tokens) if token[0].islower()}
    for each in drafts:
        if not any(named[k].shape for k in each.runs):
            continue
        # Shape tells of a bearer once, however often the name is printed, and not where it ends in a word the report uses.
        if each.key[-1] not in small:
            each.person += 1
            each.weak += 1
        elif each.key[-1].endswith("s"):
            each.body += 1


def _settle(
    prose: Prose,
    runs: list[_Run],
    named: list[_Run],
    bound: list[tuple[int, ...]],
    drafts: list[_Draft],
    headline_names: list[tuple[int, int, int]],
) -> Names:
    """Frozen bearers and names in reading order."""
    bearers: list[Bearer] = []
    renumbered: dict[int, int] = {}
    for index, each in enumerate(drafts):
        mine = [named[k] for k in each.runs]
        strong = each.person - each.weak
        if not mine or (len(each.key) == 1 and each.heads and not strong and not each.body and not each.group):
            continue  # no name, or a word whose capital comes from its place alone
        best = max(mine, key=lambda run: (len(run.parts), -run.first))
        nature: Nature
        if each.group and len(each.key) == 1 and each.person <= each.group + 2 and each.body < 4:
            nature = "group"
        elif each.place >= 2 and not strong and each.body <= each.place:
            nature = "place"
        elif each.body > each.person or (each.body >= 2 and each.body == each.person and len(each.key) == 1):
            nature = "organisation"
        else:
            nature = "person"
        titled = Counter(run.gender for run in mine if run.gender is not None)
        gender = titled.most_common(1)[0][0] if titled and len(titled) == 1 else None
        roles: list[Span] = []
        for run in mine:
            if run.role is not None:
                roles.append(run.role)
            roles += run.roles
        last = best.parts[-1].lower()
        renumbered[index] = len(bearers)
        bearers.append(
            Bearer(
                name=_print(prose, best, person=nature == "person"),
                nature=nature,
                votes=abs(each.person - each.body),
                gender=gender if nature == "person" else None,
                fullest=_span(prose, best),
                roles=tuple(sorted(set(roles))),
                outlet=nature == "organisation" and (last in OUTLET_WORDS or any(run.reports for run in mine)),
            )
        )
    names = [
        Name(
            first=run.first,
            last=run.last,
            span=_span(prose, run),
            bearers=tuple(renumbered[d] for d in bound[k] if d in renumbered),
            possessive=run.possessive,
            role=run.role,
            subject=run.subject or _begins(prose, run),
        )
        for k, run in enumerate(named)
        if any(d in renumbered for d in bound[k])
    ]
    for first, stop, d in headline_names:
        if d in renumbered:
            end = prose.starts[stop - 1] + len(_POSSESSIVE.sub("", prose.tokens[stop - 1]))
            possessive = end < prose.ends[stop - 1]
            names.append(Name(first, stop, Span(prose.starts[first], end), (renumbered[d],), possessive, None, True))
    names.sort(key=lambda name: name.first)
    genders = _hear_pronouns(prose, names, bearers)
    bearers = [_with_gender(bearer, genders.get(index)) for index, bearer in enumerate(bearers)]
    return Names(tuple(names), tuple(bearers), {name.first: position for position, name in enumerate(names)})


def _with_gender(bearer: Bearer, heard: Gender | None) -> Bearer:
    if bearer.gender is not None or heard is None or bearer.nature != "person":
        return bearer
    return Bearer(bearer.name, bearer.nature, bearer.votes, heard, bearer.fullest, bearer.roles, bearer.outlet)


def _begins(prose: Prose, run: _Run) -> bool:
    """Does the name, or its title, open the sentence?"""
    first = prose.sentences[prose.sentence_of[run.first]][0]
    start = run.first if run.role is None or run.role.start >= prose.starts[run.first] else prose.at(run.role.start)
    return start <= first and not run.possessive


def _span(prose: Prose, run: _Run) -> Span:
    """The characters of the name without a possessive ending."""
    start, end = prose.starts[run.first], prose.ends[run.last - 1]
    ending = _POSSESSIVE.search(prose.tokens[run.last - 1])
    end -= len(ending[0]) if ending else 0
    if run.parts[-1].lower() in ("jr", "sr", "inc", "corp", "co", "ltd") and prose.words[end : end + 1] == ".":
        end += 1
    return Span(start, end)


def _print(prose: Prose, run: _Run, *, person: bool) -> str:
    """The name as it should be shown: as printed, but a person's name in all capitals set in small ones."""
    words = _span(prose, run).cut(prose.words)
    if person and words.isupper() and len(words) > 3 and not _ACRONYM.match(words):
        words = words.title()
    return " ".join(words.split())


_HE = frozenset(("he", "him", "his", "himself", "he's", "he’s", "he'd", "he’d", "he'll", "he’ll"))
_SHE = frozenset(("she", "her", "hers", "herself", "she's", "she’s", "she'd", "she’d", "she'll", "she’ll"))

_OWN = frozenset(("his", "himself", "her", "herself"))


def _hear_pronouns(prose: Prose, names: list[Name], bearers: list[Bearer]) -> dict[int, Gender]:
    """The pronoun that follows a person where no other could be meant: the only one of the sentence or of the one before.

    Each use is a vote; the pronoun is taken as the person's own at two votes and four fifths of them.
    """
    people: dict[int, list[tuple[int, int]]] = defaultdict(list)
    subjects: dict[int, int] = {}  # the token after a person who is the subject -> who it is
    for name in names:
        if name.bearer is not None and bearers[name.bearer].nature == "person":
            people[prose.sentence_of[name.first]].append((name.first, name.bearer))
            if name.subject and not name.possessive:
                subjects[name.last] = name.bearer
    votes: dict[int, Counter[Gender]] = defaultdict(Counter)
    for number, (first, last) in enumerate(prose.sentences):
        here = people.get(number, [])
        before = (
            people.get(number - 1, []) if number and prose.paragraph_of[number] - prose.paragraph_of[number - 1] <= 1 else []
        )
        for i in range(first, last):
            lower = prose.lowers[i]
            gender: Gender
            if lower in _HE:
                gender = "he"
            elif lower in _SHE:
                gender = "she"
            else:
                continue
            earlier = {bearer for at, bearer in here if at < i}
            candidates = earlier or {bearer for _, bearer in before}
            if len(candidates) == 1:
                votes[candidates.pop()][gender] += 2 if earlier else 1
            elif (
                lower in _OWN
                and (near := next((k for k in range(i, max(first, i - 6), -1) if k in subjects), None)) is not None
                and not any(near <= at < i for at, _ in here)
                and not any(prose.gap(k)[:1] in ",;:" for k in range(near + 1, i + 1))
            ):
                votes[subjects[near]][gender] += 2  # "Oru put down his pen"
            elif earlier and here[0][0] - first <= 3:
                votes[here[0][1]][gender] += 1
    heard: dict[int, Gender] = {}
    for bearer, counts in votes.items():
        (gender, most), total = counts.most_common(1)[0], counts.total()
        if most >= 2 and most * 5 >= total * 4:
            heard[bearer] = gender
    return heard
