"""Prose in, the names of a report out, each with the one who bears it: a person, a body, a group of people, or a place.

No trained recogniser: a name is a run of capitalised words, and what it names is settled by a vote over the whole report:
titles before it, descriptions after it, what is said of it, the words it ends in. What is hard: capitals that mean nothing
(heads of sentences, headlines), last names that stand for the full name given elsewhere, two people with one last name, and
possessives whose apostrophe was lost. Where two people could bear a name, nobody is chosen.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from onrecord.datamodel import Text
from onrecord.spans import Span
from onrecord.statements.evidence import weigh_runs
from onrecord.statements.genders import hear_names, hear_pronouns
from onrecord.statements.given_names import likely_gender
from onrecord.statements.lexicon import BODY_HEADS, KIN, OUTLET_WORDS, countries
from onrecord.statements.names import Bearer, Gender, Name, Names, Nature
from onrecord.statements.prose import Prose, read_prose
from onrecord.statements.runs import ACRONYM, GROUP, POSSESSIVE, SUFFIXES, Run, find_runs

__all__ = ["Bearer", "Gender", "Name", "Names", "Nature", "find_names", "names_in"]


@lru_cache(maxsize=64)  # comparing reports asks for the same text's again and again
def names_in(text: Text) -> tuple[Prose, Names]:
    """The running words of a text, and the names in them."""
    prose = read_prose(text.words, text.blocks)
    return prose, find_names(prose)


def find_names(prose: Prose) -> Names:
    """The names of a report and their bearers."""
    return _bear(prose, weigh_runs(prose, find_runs(prose)))


def _fold(part: str) -> str:
    return part.replace(".", "").replace("’", "'").casefold()


def _compatible(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Can two folded names of two or more words be one? Same last word and suffix; first names equal, or an initial of it."""
    suffix_a, suffix_b = short[-1] in SUFFIXES, long[-1] in SUFFIXES
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


def _misprinted(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Are two full names a letter apart in a first name of some length?"""
    a, b = short[0], long[0]
    return short[1:] == long[1:] and min(len(a), len(b)) > 4 and a[0] == b[0] and Levenshtein.distance(a, b) == 1


class _Draft:
    """A bearer while the votes are counted."""

    def __init__(self, key: tuple[str, ...]) -> None:
        self.key = key
        self.runs: list[int] = []
        self.person = 0
        self.weak = 0
        self.sure = 0
        self.body = 0
        self.thing = 0
        self.place = 0
        self.group = 0
        self.heads = True  # only ever where a capital comes from the place


def _bear(prose: Prose, runs: list[Run]) -> Names:
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
        courteous = known is not None and any(keys[m] == known and {"mr", "mrs", "ms"} & {*named[m].title_words} for m in multi)
        if known is not None and len(known) == len(key) - 1 and (courteous or likely_gender(" ".join(key))):
            whole.discard(known)
            for short in (k for k in multi if keys[k] == known):
                keys[short] = key  # "Ida" is a given name, "Mr. Lee Oru" a last one: "Lee Oru" is short for "Ida Lee Oru"
        elif known is not None and key[-1] not in BODY_HEADS and (counts[known] >= counts[key] or run.first in run.heads):
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
            if not fitting and counts[key] == 1:  # "Donand Oru" once beside a Donald Oru
                fitting = [d for d in by_last[_last(key)] if _misprinted(key, drafts[d].key)]
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
    heard = hear_names(prose, named, keys)
    for k, run in enumerate(named):
        if keys[k] in heard:
            run.person += 1  # somebody who is "he" or "she"
    owners = _Owners(prose, named, keys, bound, by_last, heard)
    single = [k for k in range(len(named)) if len(keys[k]) == 1 and not named[k].headline]
    for k in single:
        (word,) = keys[k]
        if ACRONYM.match(named[k].parts[0]) and len(word) <= 3:
            continue  # "U.N." is no Mr. Un
        if word in countries() and not named[k].titled:
            continue
        bound[k] = owners.of(k, word)
        if not bound[k] and len(by_first.get(word, ())) == 1 and not named[k].the:
            (whose,) = by_first[word]
            # "Mr. Oru" for an Oru Ida-bo, whose family name comes first.
            if strength[whose] >= 3 or (named[k].titled and strength[whose] >= 1):
                bound[k] = (whose,)
    by_middle: dict[str, set[int]] = defaultdict(set)
    for d, each in enumerate(drafts):
        if len(each.key) == 3 and each.key[-1] not in SUFFIXES and strength[d] >= 1 and len(each.key[1]) > 2:
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
    _bind_bodies(named, keys, bound, drafts)
    _bind_misprints(named, keys, bound, drafts)
    for k, run in enumerate(named):
        if run.headline:
            bound[k] = ()
    headline_names = _bind_headlines(prose, named, by_whole, by_last)
    _vote(prose, named, bound, drafts)
    return _settle(prose, keys, named, bound, drafts, headline_names)


def _last(key: tuple[str, ...]) -> str:
    return key[-2] if key[-1] in SUFFIXES and len(key) > 1 else key[-1]


def _is_relative(prose: Prose, first: int) -> bool:
    """Is a name that begins at a token said to be a relative of somebody: "her father, Robert", "Oru's late wife Ida"?"""
    kin = first - 1
    if kin < 1 or prose.lowers[kin] not in KIN or prose.gap(first).strip(" ,"):
        return False
    whose = prose.lowers[max(0, kin - 2) : kin]
    return any(word in ("his", "her", "their", "my") or word.endswith("'s") for word in whose)


_OFTEN = 5
"""How often a bare last name must be followed by "he" not to be hers who alone bears it in full."""
_CLEARLY = 0.8
"""How likely a given name must make a pronoun for it to tell two namesakes apart."""


class _Owners:
    """Who owns a bare last name at a place of the report."""

    def __init__(
        self,
        prose: Prose,
        named: list[Run],
        keys: list[tuple[str, ...]],
        bound: list[tuple[int, ...]],
        by_last: dict[str, list[int]],
        heard: dict[tuple[str, ...], tuple[Gender, int]],
    ) -> None:
        self.named = named
        self.by_last = by_last
        self.heard = heard
        self.first_full: dict[int, int] = {}
        self.genders: dict[int, Gender] = {}
        self.full_at: dict[int, list[int]] = defaultdict(list)
        self.relatives: set[int] = set()
        for k in range(len(named)):
            if len(keys[k]) > 1:
                for d in bound[k]:
                    if d not in self.first_full and _is_relative(prose, named[k].first):
                        self.relatives.add(d)
                    self.first_full.setdefault(d, named[k].first)
                    if not prose.quoted[named[k].first]:
                        self.full_at[d].append(named[k].first)
                    likely = likely_gender(" ".join(keys[k]))
                    given: Gender | None = None if abs(likely) < _CLEARLY else "he" if likely > 0 else "she"
                    if (gender := named[k].gender or heard.get(keys[k], (given,))[0]) is not None:
                        self.genders.setdefault(d, gender)
        self.bare: dict[str, list[int]] = defaultdict(list)
        for k in range(len(named)):
            if len(keys[k]) == 1 and not named[k].headline:
                self.bare[keys[k][0]].append(named[k].first)

    def of(self, k: int, word: str) -> tuple[int, ...]:
        """The bearers a bare name may stand for at its place; one where the report leaves no doubt."""
        run = self.named[k]
        candidates = self.by_last.get(word, [])
        heard, times = self.heard.get((word,), (None, 0))
        gender = run.gender or heard
        if gender is not None and (run.gender is not None or len(candidates) > 1 or times >= _OFTEN):
            candidates = [d for d in candidates if self.genders.get(d, gender) == gender]
        if len(candidates) == 1 and candidates[0] in self.relatives and self.bare[word][0] < self.first_full[candidates[0]]:
            return ()  # "Oru … her father, Bram Oru": she is Oru, whom the report never calls in full
        if len(candidates) < 2:
            return tuple(candidates)
        # The one who owned the bare name before any namesake came up keeps it; the others go by their full names.
        order = sorted(candidates, key=lambda d: self.first_full[d])
        second = self.first_full[order[1]]
        early = sum(self.first_full[order[0]] < at < second for at in self.bare[word])
        sure = [d for d in candidates if gender is not None and self.genders.get(d) == gender]
        if len(sure) == 1 and not (early and self.genders.get(order[0]) is None):
            return tuple(sure)
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
    named: list[Run],
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
        capitals = "".join(part[0] for part in run.parts if part[0].isupper())
        if len(keys[k]) > 1 and len(capitals) > 2 and len(bound[k]) == 1:
            initials[capitals.casefold()].add(bound[k][0])
    for k, run in enumerate(named):
        if len(keys[k]) != 1 or run.headline:
            continue
        (word,) = keys[k]
        if ACRONYM.match(run.parts[0]) and len(initials.get(word, ())) == 1:
            bound[k] = tuple(initials[word])
        elif run.the and len(tails.get(word, ())) == 1:
            bound[k] = tuple(tails[word])


def _bind_bodies(named: list[Run], keys: list[tuple[str, ...]], bound: list[tuple[int, ...]], drafts: list[_Draft]) -> None:
    """Bind "the Supreme Court" to the Supreme Court of Averland where the report names just one, by its country before it."""
    fuller: dict[int, int] = {}
    for short, each in enumerate(drafts):
        if len(each.key) < 2 or each.key[-1] not in BODY_HEADS:
            continue
        longer = [
            long
            for long, other in enumerate(drafts)
            if other.key[-len(each.key) :] == each.key and _is_state(other.key[: -len(each.key)])
        ]
        longer.sort(key=lambda long: -len(drafts[long].key))
        before = {_initials(drafts[long].key[: -len(each.key)]) for long in longer}
        if len(before) == 1:  # "U.N." and "United Nations" are one
            fuller |= {short: longer[0]} | dict.fromkeys(longer[1:], longer[0])
    if fuller:
        for k in range(len(named)):
            bound[k] = tuple(dict.fromkeys(fuller.get(d, d) for d in bound[k]))


def _is_state(words: tuple[str, ...]) -> bool:
    return " ".join(words) in countries() or words in (("united", "nations"), ("un",), ("us",), ("eu",), ("uk",))


def _initials(words: tuple[str, ...]) -> str:
    return words[0] if len(words) == 1 else "".join(word[0] for word in words)


def _bind_misprints(named: list[Run], keys: list[tuple[str, ...]], bound: list[tuple[int, ...]], drafts: list[_Draft]) -> None:
    """Bind a bare last name that nobody bears to the one introduced before it whose last name is a letter away.

    "Ida Orumel … Orumal said": nobody speaks by a last name without having been introduced. Names that the report gives to
    two people (Walz, Waltz) both have their full names there, so neither is taken for the other.
    """
    full = [
        (named[k].first, bound[k][0], _last(keys[k]))
        for k in range(len(named))
        if len(keys[k]) > 1 and named[k].shape and not named[k].headline and len(bound[k]) == 1
    ]
    for k, run in enumerate(named):
        if len(keys[k]) != 1 or run.headline or len(bound[k]) != 1 or len(keys[k][0]) < 5 or not run.person:
            continue
        (word,) = keys[k]
        if drafts[bound[k][0]].key != (word,) or run.the or run.title_words:
            continue
        near = {
            d
            for first, d, last in full
            if first < run.first and last != word and last[0] == word[0] and Levenshtein.distance(last, word) == 1
        }
        if len(near) == 1 and not any(last == word for _, _, last in full):
            bound[k] = tuple(near)


def _bind_headlines(
    prose: Prose,
    named: list[Run],
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
                key = tuple(_fold(POSSESSIVE.sub("", prose.tokens[k])) for k in range(at, at + length))
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


def _vote(prose: Prose, named: list[Run], bound: list[tuple[int, ...]], drafts: list[_Draft]) -> None:
    """Sum the evidence for each bearer over all its names."""
    for k, run in enumerate(named):
        for d in bound[k]:
            each = drafts[d]
            each.runs.append(k)
            each.person += run.person
            each.weak += run.weak
            each.sure += run.sure
            each.body += run.body
            each.thing += run.thing
            each.place += run.place
            label = run.last < len(prose.tokens) and prose.gap(run.last)[:1] == ":"  # "ORU: I was there."
            each.heads = each.heads and run.first in run.heads and not label and not run.possessive
            single = len(run.parts) == 1 and not run.titled
            if single and (run.plural or (not run.the and GROUP.search(run.parts[0].lower()))):
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
    keys: list[tuple[str, ...]],
    named: list[Run],
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
        if len(each.key) == 1 and not each.sure:
            each.body += each.thing
        if not mine or (len(each.key) == 1 and each.heads and not strong and not each.body and not each.group):
            continue  # no name, or a word whose capital comes from its place alone
        best = max(mine, key=lambda run: (len(run.parts), -run.first))
        nature: Nature
        if each.group and len(each.key) == 1 and not each.sure and each.body < 4:
            nature = "group"
        elif each.place >= 2 and not each.sure and each.body <= each.place and strong <= each.place:
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
        fullest = _span(prose, best)
        if nature == "person" and len(each.key) == 1 and any(run.titled for run in mine):
            fullest = _named_within(prose, named, keys, each.key[0], gender) or fullest
        renumbered[index] = len(bearers)
        bearers.append(
            Bearer(
                name=_print(prose, fullest, person=nature == "person"),
                nature=nature,
                votes=abs(each.person - each.body),
                gender=gender if nature == "person" else None,
                fullest=fullest,
                roles=tuple(sorted(set(roles))),
                outlet=nature == "organisation" and (last in OUTLET_WORDS or any(run.reports for run in mine)),
                firm=nature == "person" and each.sure > 0,
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
            end = prose.starts[stop - 1] + len(POSSESSIVE.sub("", prose.tokens[stop - 1]))
            possessive = end < prose.ends[stop - 1]
            names.append(Name(first, stop, Span(prose.starts[first], end), (renumbered[d],), possessive, None, True))
    names.sort(key=lambda name: name.first)
    genders = hear_pronouns(prose, names, bearers)
    bearers = [_with_gender(bearer, genders.get(index)) for index, bearer in enumerate(bearers)]
    return Names(tuple(names), tuple(bearers), {name.first: position for position, name in enumerate(names)})


def _with_gender(bearer: Bearer, heard: Gender | None) -> Bearer:
    if bearer.gender is not None or heard is None or bearer.nature != "person":
        return bearer
    return replace(bearer, gender=heard)


def _begins(prose: Prose, run: Run) -> bool:
    """Does the name, or its title, open the sentence?"""
    first = prose.sentences[prose.sentence_of[run.first]][0]
    start = run.first if run.role is None or run.role.start >= prose.starts[run.first] else prose.at(run.role.start)
    return start <= first + run.the and not run.possessive


def _span(prose: Prose, run: Run) -> Span:
    """The characters of the name without a possessive ending."""
    start, end = prose.starts[run.first], prose.ends[run.last - 1]
    ending = POSSESSIVE.search(prose.tokens[run.last - 1])
    end -= len(ending[0]) if ending else 0
    if run.parts[-1].lower() in ("jr", "sr", "inc", "corp", "co", "ltd") and prose.words[end : end + 1] == ".":
        end += 1
    return Span(start, end)


def _named_within(prose: Prose, named: list[Run], keys: list[tuple[str, ...]], last: str, gender: Gender | None) -> Span | None:
    """The full name of "Mr. Oru" where the report has it only within another, "the Edo Oru Foundation"."""
    found = {
        keys[k][0]: Span(prose.starts[run.first], prose.ends[run.first + 1])
        for k, run in reversed(tuple(enumerate(named)))
        if len(keys[k]) > 2 and keys[k][1] == last and run.last - run.first == len(keys[k])
    }
    if len(found) != 1:
        return None
    (given, span), *_ = found.items()
    likely = likely_gender(f"{given} {last}")
    return span if gender is not None and likely and (likely > 0) == (gender == "he") else None


def _print(prose: Prose, span: Span, *, person: bool) -> str:
    """The name as it should be shown: as printed, but a person's name in all capitals set in small ones."""
    words = span.cut(prose.words)
    if person and words.isupper() and len(words) > 3 and not ACRONYM.match(words):
        words = words.title()
    return " ".join(words.split())
