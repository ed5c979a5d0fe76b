"""What words have in common: word forms in, keys out under which they are the same in one respect or another.

Three keys, each coarser than the one before: ``respell`` undoes spelling (British and American, numerals, contractions),
``lemma`` inflection, ``stem`` also derivation ("resignation", "resign"). What is hard here is to be coarse enough to see that
two outlets print one thing and never so coarse that opposites meet: a negating prefix is therefore taken off only together with
a sign that it was there (``split_negation``).

The keys are for comparing and are never shown. The suffix rules follow the idea of Harman's S-stemmer (1991) and Porter (1980),
cut down to endings that keep the meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

__all__ = [
    "AUXILIARIES",
    "CONDITIONALS",
    "DEIXIS",
    "LOST_APOSTROPHES",
    "NEGATORS",
    "NUMERALS",
    "PRONOUNS",
    "RAISERS",
    "key_of",
    "lemma",
    "magnitudes",
    "phrase_stems",
    "respell",
    "split_negation",
    "stem",
]

NUMERALS = {
    word: str(value)
    for value, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
        eighteen nineteen twenty""".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"}
_ORDINALS = {"second": "2nd", "third": "3rd", "fourth": "4th", "fifth": "5th", "sixth": "6th", "seventh": "7th"} | {
    "eighth": "8th",
    "ninth": "9th",
    "tenth": "10th",
}

NEGATORS = frozenset(
    """not no never none nobody nothing neither nor cannot without cant dont doesnt didnt isnt arent wasnt werent wont wouldnt
    couldnt shouldnt havent hasnt hadnt aint refuse refused refuses refusing deny denied denies denying reject rejected rejects
    rejecting dismiss dismissed dismisses dismissing rebuff rebuffed fail failed fails failing lack lacked lacks""".split()
)
"""Words that turn what follows into its opposite. Verbs of refusing are among them: "refused to sign" tells "will not sign"."""

_SPELLINGS = {
    "ok": "okay",
    "grey": "gray",
    "adviser": "advisor",
    "advisers": "advisors",
    "sceptic": "skeptic",
    "sceptics": "skeptics",
    "sceptical": "skeptical",
    "plough": "plow",
    "whisky": "whiskey",
    "ageing": "aging",
}
"""Words in two spellings that no ending tells."""
_CONTRACTIONS: Mapping[str, tuple[str, ...]] = {
    "cannot": ("can", "not"),
    "cant": ("can", "not"),
    "wont": ("will", "not"),
    "im": ("i", "am"),
    "ive": ("i", "have"),
    "youre": ("you", "are"),
    "youve": ("you", "have"),
    "theyre": ("they", "are"),
    "theyve": ("they", "have"),
    "weve": ("we", "have"),
    "thats": ("that", "is"),
    "hes": ("he", "is"),
    "shes": ("she", "is"),
} | {f"{verb}nt": (verb, "not") for verb in "do does did is are was were would could should have has had must need".split()}

CONDITIONALS = frozenset("if unless until provided providing only except".split())
"""Words with which a condition opens; those who compare add what else binds a clause for them ("once", "without")."""

RAISERS = frozenset("believe think expect consider imagine suppose see".split())
"""Verbs that carry a denial on into the clause after them: "does not believe that … is realistic"."""

SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12, "bn": 9, "m": 6}
DOZENS = {"tens": 1, "dozens": 1, "hundreds": 2, "thousands": 3}
"""Powers of ten: of the words after a figure, and of those that stand for a figure ("hundreds of billions")."""

PRONOUNS: dict[str, str] = {
    word: role
    for role, words in {
        "who": "i you he she we they it",
        "whom": "me him us them",
        "whose": "my your his our their its",
        "of whom": "mine yours hers ours theirs",
        "self": "myself yourself himself herself itself ourselves yourselves themselves",
    }.items()
    for word in words.split()
} | {"her": "whose"}
"""What a pronoun of person stands for in the sentence, whoever it is that it means."""

AUXILIARIES = frozenset("be hav do wil can may must to that".split())
"""Lemmas of the verbs, and the particles, that come and go with tense and with indirect speech."""

LOST_APOSTROPHES: dict[str, tuple[str, str]] = {
    "well": ("we", "will"),
    "were": ("we", "are"),
    "wed": ("we", "would"),
    "ill": ("i", "will"),
    "id": ("i", "would"),
    "hell": ("he", "will"),
    "shell": ("she", "will"),
    "shed": ("she", "would"),
    "hed": ("he", "would"),
}
"""Words that may be two with their apostrophe lost; only what stands beside them in another telling can say so."""

DEIXIS: dict[str, str] = {
    "this": "that",
    "these": "those",
    "here": "there",
    "now": "then",
    "today": "that day",
    "ago": "before",
}
"""Words that point from the speaker's place and time, and what they become in a report."""

_IRREGULAR: dict[str, str] = {
    form: base
    for base, forms in {
        "be": "am is are was were been being",
        "have": "has had having",
        "do": "does did done doing",
        "will": "would shall",
        "should": "should",
        "can": "could",
        "may": "might",
        "go": "goes went gone going",
        "say": "says said",
        "tell": "told",
        "make": "made making",
        "take": "took taken",
        "give": "gave given",
        "get": "got gotten",
        "come": "came",
        "become": "became",
        "see": "saw seen",
        "know": "knew known",
        "think": "thought",
        "find": "found",
        "leave": "left leaving",
        "keep": "kept",
        "hold": "held",
        "bring": "brought",
        "buy": "bought",
        "fight": "fought",
        "seek": "sought",
        "teach": "taught",
        "catch": "caught",
        "sell": "sold",
        "pay": "paid",
        "send": "sent",
        "spend": "spent",
        "build": "built",
        "lose": "lost losing",
        "win": "won winning",
        "run": "ran running",
        "begin": "began begun",
        "speak": "spoke spoken",
        "break": "broke broken",
        "choose": "chose chosen choosing",
        "write": "wrote written writing",
        "rise": "rose risen",
        "fall": "fell fallen",
        "grow": "grew grown",
        "throw": "threw thrown",
        "show": "shown showed",
        "draw": "drew drawn",
        "drive": "drove driven",
        "lead": "led",
        "meet": "met",
        "stand": "stood",
        "understand": "understood",
        "hear": "heard",
        "mean": "meant",
        "feel": "felt",
        "deal": "dealt",
        "die": "died dying",
        "lie": "lied lying",
        "man": "men",
        "woman": "women",
        "child": "children",
        "person": "people persons",
        "foot": "feet",
        "shoot": "shot",
        "strike": "struck",
        "steal": "stole stolen",
        "swear": "swore sworn",
        "wear": "wore worn",
        "forget": "forgot forgotten",
        "forgive": "forgave forgiven",
    }.items()
    for form in forms.split()
}

_KEEP = frozenset(
    "news series species always perhaps this his its us yes was has thus gas bus during nothing something".split()
) | {
    "anything",
    "everything",
    "morning",
    "evening",
    "king",
    "thing",
    "spring",
    "string",
    "bring",
    "need",
    "indeed",
    "speed",
    "hundred",
    "red",
    "bed",
    "led",
    "united",
}
"""Words that only look inflected."""

_DERIVATION = tuple(
    sorted(
        """ization isation ational ations ation itions ition ments ment ness ships ship nes ability ibility ities ity enc anc
        ency ancy abl ibl iz ically ical ally ly ions ion ers er ors or ists ist ism iv al ic""".split(),
        key=len,
        reverse=True,
    )
)
_SYNONYMS = (
    "resign quit resignation",
    "kill slay murder",
    "dead death die",
    "hurt injure wound",
    "buy purchase acquire",
    "help aid assistance assist",
    "begin start",
    "end stop halt cease",
    "job post",
    "sorry apology apologise apologize",
    "war conflict",
    "vote ballot",
    "police policeman",
    "call phone",
    "talk speak negotiation discussion",
    "u.s america american",
    "child kid",
    "try attempt",
    "build construct",
    "big large huge",
    "scared afraid",
    "fire sack",
    "wrong mistaken",
    "untrue false",
    "ready willing",
    "member membership join",
    "number figure",
    "area region",
    "sector industry",
    "comment remark",
    "employee worker",
    "lawsuit suit",
)
"""Words that news reports print for one another; the first of a line stands for all."""

_PHRASES = {
    ("step", "down"): "resign",
    ("stand", "down"): "resign",
    ("leave", "post"): "resign",
    ("leave", "office"): "resign",
    ("leave", "job"): "resign",
    ("give", "up"): "resign",
    ("pull", "out"): "withdraw",
    ("move", "out"): "withdraw",
    ("turn", "down"): "reject",
    ("call", "off"): "cancel",
    ("put", "off"): "delay",
    ("shut", "down"): "close",
    ("go", "back"): "return",
    ("send", "back"): "return",
    ("set", "up"): "establish",
    ("put", "down"): "kill",
    ("take", "part"): "participate",
    ("break", "down"): "collapse",
    ("speed", "up"): "accelerate",
    ("drop", "out"): "withdraw",
    ("hand", "over"): "surrender",
}
"""A verb and the word near it with which it stands for one other verb."""
_PARTICLES = frozenset(other for _, other in _PHRASES)
PHRASE_REACH = 4
"""Words over which such a phrase may be drawn apart: "pull the whole army out"."""

_VOWELS = frozenset("aeiouy")

_IN_ISE = (("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("ises", "izes"), ("ise", "ize"))
_ISE = tuple(there for there, _ in _IN_ISE)
_OTHER_ENDINGS = (
    ("yse", "yze"),
    ("ysed", "yzed"),
    ("ence", "ense"),
    ("ogue", "og"),
    ("tre", "ter"),
    ("tres", "ters"),
    ("mme", "m"),
)
_OTHERS = tuple(there for there, _ in _OTHER_ENDINGS)


@lru_cache(maxsize=65536)
def respell(n: str) -> tuple[str, ...]:
    """The word in one spelling: numerals as digits, contractions undone, American endings made British and so on.

    >>> respell("defense") == respell("defence"), respell("ten"), respell("dont")
    (True, ('10',), ('do', 'not'))
    """
    if n in NUMERALS:
        return (NUMERALS[n],)
    if n in _ORDINALS:
        return (_ORDINALS[n],)
    if n in _CONTRACTIONS:
        return _CONTRACTIONS[n]
    key = _SPELLINGS.get(n, n)
    if len(n) > 4:
        for there, here in _IN_ISE if key.endswith(_ISE) else ():
            if key.endswith(there):
                key = key.removesuffix(there) + here
                break
        key = key.replace("our", "or") if key.endswith(("our", "ours", "oured", "ouring", "ourable", "ourite")) else key
        for there, here in _OTHER_ENDINGS if key.endswith(_OTHERS) else ():
            if key.endswith(there):
                key = key.removesuffix(there) + here
                break
        for there, here in (("lled", "led"), ("lling", "ling"), ("ller", "ler"), ("aeo", "eo"), ("aed", "ed")):
            key = key.replace(there, here)
    return (key,)


@lru_cache(maxsize=65536)
def lemma(n: str) -> str:
    """A key that all inflected forms of a word share (and seldom another word).

    >>> [lemma(n) for n in ("guarantees", "guaranteed", "planned", "plan", "was", "parties", "party")]
    ['guarante', 'guarante', 'plan', 'plan', 'be', 'party', 'party']
    """
    key = respell(n)[0] if len(respell(n)) == 1 else n
    if key in _IRREGULAR:
        return _finish(_IRREGULAR[key])
    if len(key) < 4 or key in _KEEP or not key.isalpha():
        return key
    if len(key) > 4 and key.endswith(("ies", "ied")):
        key = key[:-3] + "y"
    elif key.endswith(("sses", "xes", "ches", "shes", "zes")):
        key = key[:-2]
    elif key.endswith("s") and not key.endswith(("ss", "us", "is")):
        key = key[:-1]
    elif key.endswith("ed") and not key.endswith("eed") and _has_vowel(key[:-2]):
        key = key[:-2]
    elif key.endswith("eed") and len(key) > 5:
        key = key[:-1]
    elif key.endswith("ing") and len(key) > 5 and _has_vowel(key[:-3]):
        key = key[:-3]
    return _finish(_IRREGULAR.get(key, key))


def _finish(key: str) -> str:
    """Without the letters at the end that come and go before other endings: "hope", "hoping"; "plan", "planned"."""
    if len(key) > 3 and key.endswith("e"):
        key = key[:-1]
    if len(key) > 3 and key[-1] == key[-2] and key[-1] not in "aeiou":
        key = key[:-1]
    return key


@lru_cache(maxsize=65536)
def stem(n: str) -> str:
    """A key that words of one family share, and words that reports print for one another.

    >>> stem("resignation") == stem("resign") == stem("quit"), stem("membership") == stem("members")
    (True, True)
    """
    key = _strip(lemma(n))
    return _families().get(key, key)


def phrase_stems(ns: Sequence[str]) -> dict[int, str]:
    """For the verbs that make a phrase with a word soon after, by their number: the stem of the one verb it stands for.

    >>> phrase_stems(["to", "pull", "the", "army", "out"]) == {1: stem("withdraw")}
    True
    """
    found: dict[int, str] = {}
    for at, other in enumerate(ns):
        if other in _PARTICLES:
            for verb in range(max(0, at - PHRASE_REACH), at):
                single = _phrases().get((lemma(ns[verb]), other))
                if single is not None:
                    found.setdefault(verb, single)
    return found


def magnitudes(ns: Sequence[str]) -> set[str]:
    """The orders of magnitude that are named, so that "hundreds of billions" meets "$500 billion".

    >>> magnitudes(["500", "billion"]) == magnitudes(["hundreds", "of", "billions"])
    True
    """
    found: set[str] = set()
    for at, n in enumerate(ns):
        power = SCALES.get(n.removesuffix("s"))
        if power is None or not at:
            continue
        figure = ns[at - 1].lstrip("$£€¥ ").replace(",", "")
        digits = figure.split(".")[0]
        if digits.isdigit():
            found.add(f"~{power + len(digits) - 1}")
        elif at > 1 and figure == "of" and ns[at - 2] in DOZENS:
            found.add(f"~{power + DOZENS[ns[at - 2]]}")
    return found


@lru_cache(maxsize=1)
def _phrases() -> dict[tuple[str, str], str]:
    return {(lemma(verb), other): stem(single) for (verb, other), single in _PHRASES.items()}


@lru_cache(maxsize=1)
def _families() -> dict[str, str]:
    """For the stem of each word that has synonyms, the stem that stands for all of them."""
    return {_strip(lemma(word)): _strip(lemma(line.split()[0])) for line in _SYNONYMS for word in line.split()}


def _strip(key: str) -> str:
    """Without endings of derivation: two at most ("memberships", "organisational"), and never down to a bare syllable."""
    for _ in range(2):
        for ending in _DERIVATION if key.endswith(_DERIVATION) else ():
            if key.endswith(ending) and len(key) - len(ending) >= 4:
                key = key.removesuffix(ending)
                break
    return key[:-1] if len(key) > 4 and key[-1] in "eyi" else key


@lru_cache(maxsize=65536)
def split_negation(n: str) -> tuple[str, bool]:
    """The word without a prefix that turns it into its opposite, and whether it had one.

    >>> split_negation("unrealistic"), split_negation("under")
    (('realistic', True), ('under', False))
    """
    if (
        n.startswith("un")
        and len(n) > 7
        and not n.startswith(("under", "unit", "univ", "unless", "union", "uniq", "unif", "until"))
    ):
        return n[2:], True
    for prefix in ("impossib", "irrespons", "irrelev", "illegal", "illegit", "incorrect", "inaccura", "invalid", "inappropr"):
        if n.startswith(prefix):
            return n[2:], True
    return n, False


def key_of(n: str) -> tuple[str, bool]:
    """The stem under which a word is compared, and whether the word denies it."""
    plain, denied = split_negation(n)
    return stem(plain), denied


def _has_vowel(key: str) -> bool:
    return len(key) > 2 and any(c in _VOWELS for c in key)
