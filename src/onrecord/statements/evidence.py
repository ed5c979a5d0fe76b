"""Runs of capitalised words in, the same runs read: titles taken off, and the evidence around each of what it names.

Titles before a name, descriptions after it, what is said of it, the words it ends in: each adds to one side of the vote.
"""

from __future__ import annotations

import re

from onrecord.spans import Span
from onrecord.statements.lexicon import (
    BODY_HEADS,
    BODY_NOUNS,
    CHANNELS,
    FEMALE,
    FUNCTION_WORDS,
    MALE,
    PERSON_NOUNS,
    PREPOSITIONS,
    ROLE_MODIFIERS,
    TITLES,
    countries,
)
from onrecord.statements.prose import Prose
from onrecord.statements.runs import ACRONYM, GROUP, POSSESSIVE, SUFFIXES, Run

__all__ = ["weigh_runs"]

_PARTISANS = frozenset(("republican", "democrat", "republicans", "democrats"))
_SAYS = frozenset(
    """said says say told tells tell added adds wrote writes tweeted asked asks argued argues noted notes called calls
    claimed claims     insisted insists warned warns vowed replied responded explained continued declared announced acknowledged
    suggested stated
    believes thinks wants is was has had will would could should did does also who then later""".split()
)
_ALSO_LAST = frozenset(
    "guardian house hall street post star church watch bank".split()
)  # ends of bodies that are last names too
_KINDS_OF_BODY = frozenset(
    "group company firm organization organisation newspaper magazine network website agency station outlet paper site "
    "publication daily weekly tabloid broadcaster nonprofit charity bank union".split()
)
_OF_BODIES = frozenset(
    "poll polls survey surveys user users employee employees executive executives headquarters website reporter anchor host "
    "magazine newspaper article app stock shares customers account page feed ceo chairman".split()
)
_PRINTED = frozenset(
    (noun, link)
    for noun, link in (
        *((noun, "in") for noun in ("report", "article", "story", "essay", "published", "reported")),
        *((noun, "by") for noun in ("reported", "published", "obtained", "report", "article", "story")),
        *((noun, "for") for noun in ("reporter", "writer", "correspondent", "columnist")),
        *((noun, "with") for noun in ("interview", "reporter")),
    )
)
"""What stands before an outlet that writes its article large: "a report in The Harbourer"."""
_AUXILIARIES = frozenset("is was has had will would could should did does".split())
_PLURAL_VERBS = frozenset("are were have say tell think want".split())
_LOCATIVE = frozenset("in at inside outside near across into around".split())
_COURTESIES = frozenset("mr mrs ms miss".split())
_RELATIVES = frozenset("that which who whose where".split())
_OPENERS = frozenset("the a an one another its his her their".split())
_JOINTS = frozenset("and but when while as because if although where".split())
_RULED = TITLES | BODY_NOUNS  # "president of", "city of": what follows is a place or a body
_TRADE = re.compile(r"[a-z]{4,}(?:ologist|icist|mist|rian|ician|nalist|ographer)|co-[a-z]+(?:or|er)")
"""Trades by their endings: physicist, biologist, mathematician, co-director."""
_DATELINE = re.compile(r"(?:, [A-Z][\w. ]{1,20})?(?: \([A-Z][\w. ]+\))?\s*(?:—|–|―|--|- )")
_AGE = re.compile(r"^, \d{1,3}\b")
_PARTY = re.compile(r"^ \((?:[RDI]|[A-Z]{1,3})[-,–—]")


def weigh_runs(prose: Prose, runs: list[Run]) -> list[Run]:
    """Runs with titles taken off and the evidence around them counted."""
    parsed: list[Run] = []
    for run in runs:
        _take_title(prose, run)
        if run.first < run.last:
            _look_before(prose, run)
            _look_after(prose, run)
            if _is_dateline(prose, run):
                run.place += 4
            if _heads_clause(prose, run):
                run.subject = True
                run.person += 1
            _look_inside(run, label=run.last < len(prose.tokens) and prose.gap(run.last)[:1] == ":")
            parsed.append(run)
        else:
            parsed.append(run)
    return parsed


def _take_title(prose: Prose, run: Run) -> None:
    """Split a run into the title before and the name; a run that is only a title keeps no name (first == last)."""
    lowers = [part.lower().rstrip(".") for part in run.parts]
    count = len(lowers)
    heads = [k for k, lower in enumerate(lowers) if lower in TITLES]
    if heads and lowers[heads[-1]] in _PARTISANS and any(lower in BODY_HEADS for lower in lowers[heads[-1] + 1 :][:1]):
        return  # "the Republican Party of …"
    rest = lowers[heads[-1] + 1 :] if heads else []
    last_name = len(rest) == 2 and rest[-1] in _ALSO_LAST and rest[0] not in BODY_HEADS
    if any(lower in BODY_HEADS for lower in rest) and "of" not in lowers and not last_name:
        return
    if not heads:
        _take_opening(prose, run, lowers)
        return
    # "Steve King": a title word that ends the run is a last name unless everything before describes it.
    head = heads[-1]
    if head == count - 1 or (head + 1 < count and all(lower in SUFFIXES for lower in lowers[head + 1 :])):
        describing = all(
            lower in TITLES
            or lower in ROLE_MODIFIERS
            or lower in ("of", "the", "state")
            or lower in countries()
            or lower.endswith(("ian", "ish", "ese", "an"))
            for lower in lowers[:head]
        ) or (lowers[head] in _PARTISANS and count > 1)
        if describing and not (count == 2 and lowers[0] in _COURTESIES):  # "Mr. King"
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
        words_left = count - name - 1
        if words_left and lowers[name + 1] == "the":
            words_left -= 1
        if words_left <= 1:
            run.role = Span(prose.starts[run.first], prose.ends[run.last - 1])
            run.title_words = tuple(lowers)
            run.first = run.last
            return
        take = 1 if words_left == 2 else 2
        name = count - take
        if len(lowers[name]) == 1 and name - 1 > head + 2:
            name -= 1
    if (
        any(lower in BODY_HEADS for lower in lowers[name:])
        and lowers[name:][-1] in BODY_HEADS - _ALSO_LAST
        and lowers[head] not in ("mr", "mrs", "ms")
    ):
        return
    run.role = Span(prose.starts[run.first], prose.ends[run.first + name - 1])
    run.title_words = tuple(lowers[:name])
    run.titled = True
    run.person += 4
    run.sure += 4
    run.first += name
    run.parts = run.parts[name:]
    words = set(run.title_words)
    run.gender = "he" if words & MALE else "she" if words & FEMALE else None


def _take_opening(prose: Prose, run: Run, lowers: list[str]) -> None:
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
    trade = next((k for k in range(len(lowers) - 3, 0, -1) if lowers[k] in PERSON_NOUNS), None)
    if trade is not None and len(lowers) - trade <= 4 and not any(lower in BODY_HEADS for lower in lowers[trade + 1 :]):
        name = trade + 1  # "Harbour City Public Advocate Ida Oru"
    if not name or lowers[-1] in BODY_HEADS or (GROUP.search(lowers[-1]) and len(lowers) - name == 1):
        return
    run.role = Span(prose.starts[run.first], prose.ends[run.first + name - 1])
    run.person += 2
    run.sure += 2
    run.first += name
    run.parts = run.parts[name:]


def _look_before(prose: Prose, run: Run) -> None:
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
        run.sure += 4
        run.titled = True
        words = set(prose.lowers[start : at + 1])
        run.title_words = tuple(prose.lowers[start : at + 1])
        run.gender = run.gender or ("he" if words & MALE else "she" if words & FEMALE else None)
        return
    if lower in _KINDS_OF_BODY and not prose.tokens[at][0].isupper():
        run.body += 4  # "the activist group Harbour Eye"
    if (
        run.role is None
        and len(run.parts) == 1
        and lower in ("by", "to")
        and prose.lowers[at - 1] in ("reported", "according", "published", "obtained")
    ):
        run.body += 2
        run.reports = lower == "by"
    # "The Harbourer" within a sentence: an outlet that writes its article large.
    large = lower == "the" and prose.tokens[at][0].isupper() and at not in run.heads
    if run.role is None and (large or not _describes_noun(prose, run)):
        if lower == "the":
            run.the = True
            run.body += 4 if large else 2
            run.reports = run.reports or (large and at > sentence_first + 1 and tuple(prose.lowers[at - 2 : at]) in _PRINTED)
        elif lower in _LOCATIVE or (
            lower == "of" and at > sentence_first and (prose.lowers[at - 1] == "out" or prose.lowers[at - 1] in _RULED)
        ):
            run.body += 1
            run.place += 2
        elif lower == "from":
            run.place += 1


def _describes_noun(prose: Prose, run: Run) -> bool:
    """Does the name stand before a noun in small letters, as in "the Oru campaign"? Then its article is the noun's."""
    at = run.last
    if run.possessive or at >= len(prose.tokens) or prose.gap(at) != " " or not prose.tokens[at][0].islower():
        return run.possessive
    lower = prose.lowers[at]
    return lower not in FUNCTION_WORDS and lower not in _SAYS and not lower.endswith("ed")


def _look_at_role_before_comma(prose: Prose, run: Run, at: int, sentence_first: int) -> None:
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
                run.sure += 3
                words = set(prose.lowers[start:end])
                if run.gender is None:
                    run.gender = "he" if words & MALE else "she" if words & FEMALE else None
            return
        if k != at and prose.gap(k + 1) != " ":
            return


def _heads_clause(prose: Prose, run: Run) -> bool:
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
    opens = prose.lowers[at] in _OPENERS or bool(POSSESSIVE.search(prose.lowers[at]))
    clause = at == first or prose.gap(at)[:1] in ",;:—–" or prose.lowers[at - 1] in _JOINTS
    verbs = any(prose.lowers[i] in _SAYS or prose.lowers[i].endswith("ed") for i in range(at, end))
    return opens and clause and not verbs


def _is_dateline(prose: Prose, run: Run) -> bool:
    """Does the name open its paragraph in capitals, and a dash follow ("HARBOUR CITY, Averland —")?"""
    if not all(part.isupper() for part in run.parts) or run.first != prose.sentences[prose.sentence_of[run.first]][0]:
        return False
    return _DATELINE.match(prose.words, prose.ends[run.last - 1]) is not None


def _look_after(prose: Prose, run: Run) -> None:
    """What follows a name: ", the …,", ", who", an age, a party, a verb of saying."""
    end = prose.ends[run.last - 1]
    after = prose.words[end : end + 12]
    at = run.last
    sentence_last = prose.sentences[prose.sentence_of[run.first]][1]
    if _PARTY.match(after):
        run.person += 4
        run.sure += 4
        return
    if _AGE.match(after):
        run.person += 4
        run.sure += 4
    if at >= sentence_last:
        return
    gap, lower = prose.gap(at), prose.lowers[at]
    if gap == "." and lower in ("com", "org", "net") and not prose.tokens[at][0].isupper():
        run.body += 4  # "Harbourwatch.com"
    if gap == " " and not run.possessive:
        if lower in ("reported", "reports") or (
            lower in ("first", "also", "has", "had") and at + 1 < sentence_last and prose.lowers[at + 1] == "reported"
        ):
            run.reports = True
            # "…, Harbourwire reported." of one word: the way in which an agency or an outlet is cited.
            last = at + 1 >= sentence_last or prose.words[prose.ends[at]] in ".,"
            if last and len(run.parts) == 1 and run.first > 0 and prose.gap(run.first).strip(" ”’\"'") == ",":
                run.body += 2
        if lower in _OF_BODIES:
            run.thing += 3
        run.plural = lower in _PLURAL_VERBS and run.parts[-1].lower().endswith("s")
        if lower in _SAYS:
            run.subject = True
            run.person += 1
            run.weak += lower in _AUXILIARIES
        elif lower.endswith("ed") and prose.tokens[at][0].islower():
            run.subject = True
        elif lower in ("himself", "herself"):
            run.person += 3
            run.sure += 3
            run.gender = "he" if lower == "himself" else "she"
    elif gap == ", " and not run.possessive:
        # "the mayor of Harbour, who": the mayor.
        within = run.first > 0 and len(run.parts) < 3 and prose.lowers[run.first - 1] in PREPOSITIONS and run.role is None
        if lower in ("who", "whose", "whom") and not within:
            run.person += 3
            run.sure += 3
            run.subject = True
        elif lower in ("who", "whose", "whom"):
            run.person += 1
        elif lower == "which":
            run.body += 2
        elif not _is_place_before(prose, run):
            _look_at_apposition(prose, run, at, sentence_last)


def _is_place_before(prose: Prose, run: Run) -> bool:
    """Is what follows no description of the name: "in Harbour, the mayor", "in Harbour, Averland, the candidate"?"""
    if not run.first or len(run.parts) > 2:
        return False
    if prose.gap(run.first) == ", " and prose.tokens[run.first - 1][0].isupper():
        return True
    return run.role is None and prose.gap(run.first) == " " and prose.lowers[run.first - 1] in _LOCATIVE


def _look_at_apposition(prose: Prose, run: Run, at: int, sentence_last: int) -> None:
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
        if lower in PERSON_NOUNS or _TRADE.fullmatch(lower):
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
        run.sure += 3
        run.subject = True
        run.roles = (*run.roles, Span(prose.starts[at], prose.ends[stop - 1]))
        joint = next((k for k in range(at, stop) if prose.lowers[k] in PREPOSITIONS), stop)
        words = set(prose.lowers[at:joint])
        if run.gender is None and len(words & (MALE | FEMALE)) == 1:
            run.gender = "he" if words & MALE else "she"
    elif opens and prose.lowers[at] in ("the", "a", "an"):
        ends = PREPOSITIONS | _RELATIVES
        end = next((k for k in range(at + 1, stop) if prose.lowers[k] in ends or prose.lowers[k].endswith("ed")), stop)
        head = prose.lowers[end - 1]
        if head in BODY_HEADS:
            run.body += 2
        elif head in BODY_NOUNS and prose.lowers[at] != "the" and run.role is None:
            run.body += 3  # "Wallwatch, a watchdog group that"


def _look_inside(run: Run, *, label: bool) -> None:
    """The words of the name itself; the label of a turn ("ORU: We stay") is in capitals and no acronym."""
    lowers = [part.lower().rstrip(".") for part in run.parts]
    whole = " ".join(lowers)
    if lowers[-1] in SUFFIXES and len(lowers) > 1:
        run.person += 4
        run.sure += 4
    if lowers[-1] in BODY_HEADS or ("of" in lowers and lowers[lowers.index("of") - 1] in BODY_HEADS):
        run.body += 4 if len(lowers) > 1 else 2
    if len(lowers) == 1 and ACRONYM.match(run.parts[0]) and len(run.parts[0]) <= 6 and not run.headline and not label:
        run.body += 4
    if whole in countries() or whole in CHANNELS:
        run.body += 6
    if lowers[-1].rpartition("-")[2] in ("tv", "fm", "am", "news"):
        run.body += 4  # "KHRB-TV"
    if lowers[0] in ("team", "camp", "operation", "project"):
        run.body += 4
    run.shape = (
        2 <= len(lowers) <= 4 and lowers[-1] not in BODY_HEADS and not run.the and "of" not in lowers and "&" not in whole
    )
    if len(lowers) >= 2 and any(len(lower) == 1 for lower in lowers[:-1]):
        run.person += 2
        run.sure += 2
