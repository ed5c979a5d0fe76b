"""Words in, what they judge out: do they charge somebody with a wrong, blame, or praise him?

Only words that hardly ever serve for anything else are taken, and only where somebody else is spoken of: "a disaster" is
blame in "his plan is a disaster" and a flood in "the disaster". Negation turns praise into blame, and blame into neither.
"""

from __future__ import annotations

import re
from typing import Literal

__all__ = ["Judgement", "find_judgement"]

Judgement = Literal["wrong", "blame", "praise"]

# These read small letters: to leave the case to the expression would take four times as long.
_WRONG = re.compile(
    r"\b(?:lie[sd]?|lying|liars?|fraud(?:ulent)?|corrupt(?:ion)?|crook(?:ed)?|cheat(?:ed|ing|s)?|illegal(?:ly)?|broke the law|"
    r"violat\w+|crimes?|criminal\w*|rigged|racis[tm]|bigot\w*|deceiv\w+|deceit\w*|mislead\w*|misled|con (?:man|artist)|stole|"
    r"steal(?:ing)?|conspir\w+|cover-?up|betray\w+|treason|discriminat\w+|sexual(?:ly)? assault\w*|harass\w+|extort\w+|brib\w+|"
    r"launder\w+|abus(?:ed?|ing)|sexis[tm]|hypocri\w+|fascis[tm]|sabotag\w+|collu\w+|smear\w*|slander\w*|libel\w*|perjur\w+|"
    r"xenophob\w*|misogyn\w*|profiteer\w*|plagiari\w+|falsely|fabricat\w+|distort\w+|covering up|hid(?:ing|den)?|"
    r"violence against|incit\w+|exploit(?:ed|ing|s)?|defraud\w*|swindl\w+|misrepresent\w*|to blame|at fault|"
    r"the fault of|unfairly|torture\w*|murder\w*|invaded)\b",
)
_BLAME = re.compile(
    r"\b(?:disasters?|disastrous|disgrac\w+|fail(?:ed|ure|ures|ing|s)?|terrible|horribl[ey]|awful|weak(?:ness|er)?|"
    r"incompeten\w+|"
    r"unfit|unqualified|dangerous(?:ly)?|reckless\w*|irresponsible|stupid\w*|dumb|idiot\w*|ridiculous|absurd|nonsense|pathetic|"
    r"shameful|shame(?:less)?|outrageous|outrage|offensive|disgust\w+|divisive|hat(?:e|eful|red)|wrong|worst|worse|bad(?:ly)?|"
    r"losers?|jokes?|clown|dishonest\w*|ignoran\w+|embarrass\w+|hurtful|inappropriate|unacceptable|appalling|mess|crazy|"
    r"insan\w+|"
    r"delusional|out of touch|insult\w*|temperament|careless\w*|unpatriotic|cruel\w*|demean\w+|extrem(?:e|ist|ism)|radical|"
    r"mean-spirited|phony|thin-skinned|broken|poor judgment|bad judgment|unhinged|scandals?|dictator|demagogue\w*|"
    r"bull(?:y|ies|ying)|"
    r"rant|desperate|hostile|misguided|foolish|flawed|unfair\w*|undermin\w+|damag(?:e|ed|ing)|destroy\w*|ruin\w*|"
    r"hurt(?:s|ing)?|"
    r"attack(?:s|ed|ing)?|mock\w*|ignor(?:e|ed|es|ing)|refus(?:es|ed|ing|al)|lacks?|lacking|unable|incapable|unwilling|"
    r"doesn[’']t (?:know|understand|care|have)|don[’']t (?:know|understand|care)|has no (?:idea|plan|clue|business)|"
    r"no idea|clueless|"
    r"out of control|flip-?flop\w*|double standard|tone-?deaf|distract\w+|pander\w*|fear-?mongering|scar(?:e|"
    r"ing) tactics|toxic|"
    r"vile|vicious|nasty|ugly|sad|sick|fake|false|untrue|baseless|unfounded|misinform\w*|vulgar|crude|arrogan\w+|cynical|"
    r"cowardly|coward|hollow|empty|meaningless|too (?:far|little|late|weak)|lost (?:his|her|its|their) way|afraid of|"
    r"arbitrary|disrespect\w*|inaccurate|incomplete|nerve to|fiction|talking point|opportunis\w+|afford to|threat(?:en|"
    r"ens|ening)?|"
    r"narciss\w+|egotis\w+|erratic|unstable|unpredictable|bigotry|prejudice\w*|intoleran\w+|isolat(?:e|ed|ionist)|rants?)\b",
)
_PRAISE = re.compile(
    r"\b(?:great|terrific|wonderful|excellent|outstanding|fantastic|best|brilliant|incredibl[ey]|tremendous|amazing|"
    r"strong(?:er|est)? (?:leader|candidate|voice)|proud(?:ly)?|honou?r(?:ed|able)?|respect(?:s|ed)?|admire\w*|love(?:s|d)?|"
    r"good (?:man|woman|guy|friend|job|person)|courag\w+|brave|smart|qualified|integrity|hero\w*|impressive|impressed|"
    r"inspir\w+|"
    r"extraordinary|talented|champion|right (?:choice|thing|person|man|woman)|well[- ]prepared|experienced|steady|decent|"
    r"thoughtful|compassion\w*|dignity|leadership|fighter|fights? for|stood up|stands? (?:up|with|for)|trust(?:ed|s)?|"
    r"endors\w+|"
    r"support(?:s|ed|ing)?|back(?:s|ed|ing)? (?:him|her)|vot(?:e|ing) for|credit|deserves?|rising star|visionary|genius|"
    r"success(?:ful|fully)?|accomplish\w+|strong|strength|true (?:friend|leader)|loyal|honest|principled|tough|remarkable|"
    r"commend\w*|gifted|class act|has (?:done|been) (?:a )?(?:great|good))\b",
)
_NOT = re.compile(
    r"\b(?:not|never|no|nobody|isn[’']t|wasn[’']t|don[’']t|doesn[’']t|didn[’']t|won[’']t|can[’']?t|cannot|without|hardly)\b",
)
_OTHERS = re.compile(
    r"\b(?:he|she|they|him|her|his|their|them|you|your)\b|(?<=[\w,’'”\"] )(?!I\b|I[’'])[A-Z][a-z]{2,}|"
    r"^[\s\"“‘']*[A-Z][a-z]+(?:[’']s)? (?!of\b)[a-z]"
)
_NEAR = 28
"""Characters before a word of judgement within which a negation turns it."""


def find_judgement(content: str) -> Judgement | None:
    """What the words of a statement judge, or None.

    >>> find_judgement("his plan is a disaster"), find_judgement("the flood was a disaster")
    ('blame', None)
    >>> find_judgement("she is a great minister"), find_judgement("he is not a great minister")
    ('praise', 'blame')
    """
    if not _OTHERS.search(content):
        return None
    low = content.lower()
    wrong, _ = _count(_WRONG, low)
    blame, unblamed = _count(_BLAME, low)
    praise, unpraised = _count(_PRAISE, low)
    blame += unpraised
    if wrong and wrong + blame > praise:
        return "wrong"
    if blame > praise:
        return "blame"
    if praise > blame + unblamed:
        return "praise"
    return None


def _count(words: re.Pattern[str], low: str) -> tuple[int, int]:
    """How many words stand in a content in small letters, and how many are denied."""
    plain = denied = 0
    for match in words.finditer(low):
        if _NOT.search(low, max(0, match.start() - _NEAR), match.start()):
            denied += 1
        else:
            plain += 1
    return plain, denied
