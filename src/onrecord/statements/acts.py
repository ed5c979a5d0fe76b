"""A cue and a content in, the act and the mode of speaking out: seventeen acts, four modes.

The cue's verb decides where it can ("accused", "vowed", "declined"); a neutral one ("said") leaves it to the words that were
said: duties ("must", "should"), the speaker's own future ("we will"), plain praise and blame. What is hard is blame without a
blaming verb; only words that hardly ever serve for anything else are taken as such.
"""

from __future__ import annotations

import re
from functools import lru_cache

from onrecord.datamodel import Act, Mode
from onrecord.statements.cues import lemma_of
from onrecord.statements.judgements import find_judgement

__all__ = ["can_bind", "cue_decides", "cue_lemmas", "find_act", "find_mode", "is_bargain", "tell_channel"]


def _table(**acts: str) -> dict[str, Act]:
    return {lemma: act for act, lemmas in acts.items() for lemma in lemmas.split()}  # type: ignore[misc]


_ACTS = _table(
    predict="predict forecast foresee foretell project prophesy",
    announce="announce propose fire hire authorize authorise impose cancel unveil launch decide plan "
             "appoint nominate schedule introduce declare resign withdraw suspend",
    promise="promise vow pledge commit guarantee swear undertake",
    offer="offer volunteer invite",
    demand="demand urge call-for call-on ask-for request order insist-on beg implore entreat exhort require recommend press "
           "advise appeal plead "
           "command instruct petition lobby encourage propose-that",
    refuse="refuse reject decline rule-out rebuff spurn veto oppose block turn-down balk dismiss",
    agree="agree accept concur approve assent consent back-down ratify adopt",
    accuse="accuse allege misrepresent blame charge indict implicate sue",
    criticise="criticise criticize slam blast condemn denounce attack mock ridicule lambaste lambast rip decry deride rebuke "
              "scold chide "
              "assail bash berate belittle disparage lament complain bemoan insult taunt knock hammer excoriate fault "
              "savage skewer "
              "question disavow castigate chastise censure rail scoff trash object protest denigrate smear "
              "vilify demonise demonize "
              "lash disapprove repudiate jeer boo heckle",
    support="support praise endorse back defend laud applaud hail commend tout welcome salute champion favor favour compliment "
            "congratulate honor honour stand-by cheer celebrate embrace admire advocate credit reassure",
    deny="deny refute rebut contradict dispute",
    admit="admit concede confess acknowledge apologize apologise regret",
    threaten="threaten",
    warn="warn caution alert",
    ask="ask inquire enquire wonder query",
    thank="thank",
)  # fmt: skip

_THOUGHT = frozenset(
    """believe think want hope fear know feel wish intend expect doubt suspect consider prefer see like love hate plan seek
    oppose favor favour worry assume understand regard view imagine guess suppose dream learn realize realise trust need
    enjoy appreciate desire long yearn aspire aim care mind presume reckon envision anticipate judge perceive distrust
    admire respect dislike resent
    regret remember forget want eye consider contemplate mull weigh try attempt suspect mean agree disagree support
    interested willing ready
    eager afraid convinced confident optimistic happy glad angry upset concerned worried disappointed tired hopeful
    determined
    support back champion prioritize focus prepare value cherish favour revere idolize embrace identify sympathize lean
    sure certain aware surprised shocked proud""".split()
)
_WRITING = frozenset(
    """write tweet post blog publish email text report retweet sign pen rule print read cable editorialize co-write release file
    scribble type fax issue""".split()
)
_EVENT = frozenset(
    """show find indicate reveal suggest reflect demonstrate confirm expose illustrate underscore prove highlight document
    record list     include contain depict portray feature cover estimate count measure rank rate determine conclude""".split()
)
# This and the next read small letters: to leave the case to the expression would take three times as long.
_BY_WRITING = re.compile(
    r"\b(?:in|via|through|by|with|issued|released|posted|published|filed|sent|signed|to)\s+(?:an?|the|his|her|their|its|"
    r"this|that|"
    r"one|another|several|two)?\s*(?:[\w’'-]+\s+){0,3}?(?:statements?|letters?|tweets?|post(?:s|ings?)?|e-?mails?|"
    r"op-eds?|column|"
    r"editorial|memo|essay|article|blog|book|memoir|release|filing|lawsuit|ruling|opinion|newsletter|court papers|"
    r"brief|manifesto|petition|text messages?|facebook|twitter|instagram|website|web site|page)\b"
    r"|\bon\s+(?:(?:his|her|its|their|the)\s+)?(?:[\w’'-]+\s+){0,2}?(?:twitter|facebook|instagram|blog|website|web site|page)\b"
    r"|\b(?:tweeted|retweeted|posted|wrote|writes|emailed)\b",
)
_SPOKEN = re.compile(
    r"\b(?:interview\w*|told|speech|conference|rally|debate|briefing|phone|audience|crowd|reporters|hearing|testif\w+|remarks|"
    r"town hall|appear(?:ed|ance|ing)|stage|podium|speaking|asked)\b",
)
_TALLY = re.compile(
    r"\b(?:polls?|surveys?|data|figures|stud(?:y|ies)|analys[ei]s|average|tally|census|statistics|numbers)\b", re.I
)
_SHOWS = frozenset("show find indicate reflect demonstrate underscore prove illustrate expose highlight".split())
_MIND = re.compile(
    r"\b(?:goal|view|mind|image|dream|infatuated|rattled|convinced|interest|supporters? of|seen as|viewed as|sees? .* as|"
    r"favou?red|excitement|attention|appetite|enthusiasm|frustrat\w+|skeptic\w*|optimis\w+|reluctan\w+|intent)\b"
)
_FORM = re.compile(r"[a-z]+(?:[-'][a-z]+)*")


@lru_cache(maxsize=4096)  # few cues, asked for again and again
def cue_lemmas(cue: str) -> tuple[str, ...]:
    """The verbs of a cue in their base form, phrases like "call for" as "call-for" before the verb itself."""
    forms = _FORM.findall(cue.lower())
    found: list[str] = []
    for position, form in enumerate(forms):
        lemma = lemma_of(form) or _EXTRA.get(form)
        if lemma is None:
            continue
        follower = forms[position + 1] if position + 1 < len(forms) else ""
        if form == "long" and follower not in ("", "for", "to"):
            continue  # "has long criticised"
        if follower in ("for", "on", "out", "down", "by", "that"):
            found.append(f"{lemma}-{follower}")
        found.append(lemma)
    return tuple(found)


_EXTRA = {
    "criticism": "criticise", "accusation": "accuse", "accusations": "accuse", "allegation": "accuse",
    "allegations": "accuse", "praise": "praise",
    "support": "support", "opposition": "oppose", "endorsement": "endorse", "denial": "deny", "warning": "warn",
    "threat": "threaten",
    "threats": "threaten", "promise": "promise", "pledge": "pledge", "vow": "vow", "offer": "offer",
    "demand": "demand", "demands": "demand",
    "attack": "attack", "attacks": "attack", "question": "ask", "questions": "ask", "prediction": "predict",
    "refusal": "refuse",
    "announcement": "announce", "admission": "admit", "apology": "apologize", "plea": "plead", "appointed": "appoint",
    "nominated": "nominate",
    "unveiled": "unveil", "chose": "decide", "picked": "decide", "willing": "willing", "willingness": "offer",
    "ready": "offer",
    "readiness": "offer", "launched": "launch", "hope": "hope", "hopes": "hope", "belief": "believe", "fear": "fear",
    "fears": "fear", "wish": "wish",
    "desire": "want", "opposed": "oppose", "interested": "interested", "confident": "confident",
    "convinced": "convinced", "concerned": "concerned",
    "worried": "worry", "sued": "sue", "approved": "approve", "adopted": "adopt", "vetoed": "veto",
    "apologized": "apologize", "idea": "think",
    "optimistic": "optimistic", "hopeful": "hopeful", "afraid": "afraid", "proud": "proud", "view": "view",
    "views": "view", "ruled": "rule",
    "need": "need", "needs": "need", "needed": "need", "trying": "try", "tries": "try", "tried": "try",
    "interest": "interested",
}  # fmt: skip

_DUTY = re.compile(  # reads small letters
    r"\b(?:should|must|need(?:s)? to|ha(?:s|ve) to|ha(?:s|ve) got to|ought to|let'?s|let’s|got to|cannot be allowed|"
    r"it is time (?:to|for)|it's time (?:to|for)|"
    r"it’s time (?:to|for))\b",
)
_FUTURE_OWN = re.compile(
    r"\b(?:I|we)(?:\s+will|[’']ll|\s+shall|(?:\s+am|[’']m|\s+are|[’']re)\s+going to)\b|\bwill (?:never )?(?:work|fight|"
    r"do everything)\b"
)
_FUTURE = re.compile(r"\b(?:will|would|going to|is likely|are likely|[’']ll)\b")
_READY = re.compile(  # reads small letters
    r"\b(?:i am|i[’']m|we are|we[’']re|he is|she is|they are|would be|is|are|was|were) (?:ready|willing|prepared|"
    r"open) to\b|\bi am ready\b"
    r"|\bin exchange for\b|\bexchange (?:it|this|that|\w+ \w+) for\b|\bin return for\b",
)
_BARGAIN = re.compile(
    r"\bexchange\s+(?:[\w’'-]+\s+){1,4}?for\b|\bcontingent (?:up)?on\b"
    r"|^\W*(?:that\s+)?(?:his|her|their|its|my|our)\s+(?:own\s+)?(?:willingness|readiness)\s+to\b"
    # "If the ministry pays for new nets, we will stay in harbour": a deed for one that serves whoever speaks
    r"|^\W*if\s+[\w’' -]{1,40}?\b(?:pays?|gives?|grants?|lifts?|frees?|releases?|returns?|signs?|guarantees?|hands?"
    r"|agrees?|accepts?)(?!\s+(?:no|nothing|none|nobody|little)\b|ing\b)\b[^.;:!?]{0,80},\W+(?:then\s+)?(?:I|we)(?:\s+(?:will|would)|[’']ll)\b"
    r"(?!\s+(?:not|never|have|need|be|see|sue|strike|fight|retaliate|respond|resist|oppose|protest|leave|quit|close|block)\b)",
    re.I,
)
_BARGAIN_HINTS = ("exchange", "return", "contingent", "willing", "ready", "readiness", "prepared", "open", "if ")
"""Parts of words without one of which nobody gives something for something; asked first, as that is quick."""
_CONDITIONAL = re.compile(r"\b(?:if|unless)\b[^.;:!?,]*", re.I)
"""What somebody might do charges him with nothing ("if the town broke the deal")."""
_UNDER_CONDITION = re.compile(r"\b(?:if|provided|as long as|in exchange|in return)\b", re.I)
_GIVES = re.compile(r"\W*to\s+[a-z]|[^.;]*?\b(?:in exchange|in return)\b|\W*(?:[\w’'-]+\s+){1,3}for\s", re.I)
_NO_GIFT = re.compile(
    r"\W*(?:[\w’'-]+\s+){0,4}?(?:apolog|condolence|thank|prayer|praise|support|criticis|defen[cs]e|view|proof|reason)", re.I
)
_TAKES = frozenset(
    ("accept", "reject", "refuse", "decline", "dismiss", "deny", "accuse", "criticise", "criticize", "warn", "ask")
)
_ASSAILS = re.compile(
    r"\b(?:pok\w+ fun|sound\w* off|t(?:ak|ook)\w* (?:aim|a shot|a swipe|issue|offen[sc]e)|lash\w* out|go(?:es|"
    r"ing)? after|went after|"
    r"call\w* out|la(?:y|id) into|t(?:ear|ore) into|hits?\b(?! on)|(?:launch|step)\w* .*attack|rail\w* against)"
)
_CLAIM = re.compile(
    r"[\s\"“]*(?:(?:the|any|that|such|a|his|her|their|this)\s+)?(?:\w+\s+)?(?:notions?|ideas?|claims?|suggestions?|"
    r"charges?|allegations?|"
    r"accusations?|criticisms?|reports?|label)\b",
    re.I,
)
_OWNS_UP = re.compile(r"\b(?:a mistake|my mistakes?|I was wrong|I regret|I apologi[sz]e|I[’']m sorry|I am sorry|I may have)\b")
_IMPERATIVE = re.compile(
    r"[\s\"“‘']*(?:please|come|don[’']?t|do not|stop|join|give|tell|vote|look|get|take|keep|show|release|remember|drop|go|"
    r"ask yourself|wake up|listen|read|call|send|put)\s(?!is\b|was\b|has\b|of\b)[a-z]",
    re.I,
)
_DENIES = re.compile(
    r"[\s\"“]*(?:that\s+)?(?:I|we|he|she|they)(?:\s+(?:had|have|has|was|were|is|am|are|did)|[’'](?:m|ve|re|s|"
    r"d))\s*(?:not|never|n[’']t)\s+"
    r"(?!know|want|think|believe|have|expect|plan|recall|see|sure|going|yet|like|feel|understand|support)"
    r"|[\s\"“]*(?:that\s+)?(?:I|he|she)\s+(?:never|didn[’']t)\s+(?!know|want|think|believe|have|see|like|feel|"
    r"understand|thought)",
)
_LIKELY = re.compile(
    r"\b(?:is|are|was|were|[’']s) (?:un|more |less |most )?likely to\b|"
    r"\bwill (?:probably|likely|eventually)\b|\bgoing to (?:win|lose|happen)\b"
)
_DECIDED = re.compile(
    r"\b(?:he|she|they|it|we|I|campaign|company|committee|party|government|office)\s+(?:had|has|have)\s+(?:suspended|"
    r"fired|hired|"
    r"decided|launched|filed|appointed|agreed|ended|cancell?ed|withdrawn|signed|scheduled|chosen|selected|invited)\b"
)
_THANKS = re.compile(r"\b(?:thank(?:s| you)?|grateful)\b", re.I)
_QUESTION = re.compile(r"\?[\"”’']*\s*$")


@lru_cache(maxsize=256)  # asked for twice of a text's statements
def tell_channel(cue: str, sentence: str) -> Mode | None:
    """Writing or speech, where the words around a statement say so; None where they leave it open.

    ``sentence`` is the statement's sentence without its content.
    """
    lemmas = set(cue_lemmas(cue))
    low = sentence.lower()
    if lemmas & _WRITING or _BY_WRITING.search(low):
        return "writing"
    return "speech" if _SPOKEN.search(low) else None


def find_mode(
    cue: str, *, kind: str, sentence: str, inanimate: bool, quoted: bool, outlet: bool = False, source: str = ""
) -> Mode:
    """Speech, writing, thought, or an event that shows something.

    ``sentence`` is the attribution's sentence without its content, ``inanimate`` says that the source is a document or finding,
    ``source`` is its words. Quoted words are never only thought.
    """
    lemmas = set(cue_lemmas(cue))
    lowered = cue.lower()
    if (
        not inanimate
        and not quoted
        and kind in ("none", "unnamed", "organisation")
        and lemmas & _SHOWS
        and not lemmas & {"say", "report", "tell"}
    ):
        return "event"
    if inanimate and _TALLY.search(source):
        return "event"
    if inanimate and "according" in lowered:
        return "writing"
    if inanimate:
        if lemmas & {
            "say",
            "state",
            "read",
            "write",
            "call",
            "argue",
            "accuse",
            "ask",
            "tell",
            "describe",
            "claim",
            "demand",
            "note",
        }:
            return "writing"
        if lemmas & _EVENT or not lemmas or "according" in lowered:
            return "event" if lemmas & (_EVENT - {"report"}) or "according" in lowered else "writing"
        return "writing"
    if outlet and lemmas & {
        "report",
        "say",
        "note",
        "describe",
        "call",
        "reveal",
        "claim",
        "suggest",
        "quote",
        "argue",
        "declare",
    }:
        return "writing"
    if lemmas & _WRITING or "tweet" in lowered or "statement" in lowered:
        return "writing"
    if outlet and "according" in lowered:
        return "writing"
    if not quoted and _MIND.search(lowered):
        return "thought"
    if not quoted and lemmas & _THOUGHT and not lemmas & {"say", "tell", "ask", "add", "announce"}:
        return "thought"
    if (
        kind == "none"
        and not quoted
        and re.search(r"\b(?:seem|appear|look|expect|consider|believ|known|unclear|view|see)", lowered)
    ):
        return "thought"
    return tell_channel(cue, sentence) or "speech"


_DECIDING = frozenset(
    """accuse acknowledge admit allege announce attack blame blast call-for call-on condemn criticise criticize decline defend
    denounce deny endorse order pledge praise promise refuse support thank threaten urge vow warn""".split()
)
"""Verbs after which at least seven of eight labelled statements (`training/labels`) have the verb's act; four or more of each
were labelled, but one after "thank"."""


@lru_cache(maxsize=256)  # asked for twice of a text's statements
def is_bargain(cue: str, content: str) -> bool:
    """Does the content give something for something, or does the cue offer a thing or a deed ("offered to resign")?"""
    lemmas = set(cue_lemmas(cue))
    if lemmas & _TAKES:
        return False
    if "offer" in lemmas and _GIVES.match(content) and not _NO_GIFT.match(content):
        return True
    low = content.lower()
    if not any(hint in low for hint in _BARGAIN_HINTS):
        return False
    return bool(_BARGAIN.search(content) or (_READY.search(low) and _UNDER_CONDITION.search(content)))


_ONE_OF_US = re.compile(r"\b(?:I|[Ww]e)\b")


def can_bind(content: str) -> bool:
    """Can words in quotation marks be a promise or an offer? Either binds the speaker, who says "I" or "we" of it."""
    return _ONE_OF_US.search(content) is not None


def cue_decides(cue: str) -> bool:
    """Does the cue's verb say what act it is, whatever the content ("accused", "vowed"; who "reports" only states)?"""
    lemmas = cue_lemmas(cue)
    first = next((lemma for lemma in lemmas if lemma in _ACTS), None)
    return first in _DECIDING or (first is None and "report" in lemmas)


def find_act(cue: str, content: str, *, mode: Mode, kind: str) -> Act:
    """What the speaker does by saying it."""
    lemmas = cue_lemmas(cue)
    lowered = cue.lower()
    if mode == "event":
        return "state"
    asked_to = (
        "ask" in lemmas
        and re.match(r"[\s\"“]*(?:\S+\s+){0,4}to\b", content) is not None
        and not content.lstrip('"“ ').lower().startswith(("whether", "if", "about", "what", "why", "how"))
    )
    if mode != "thought" and is_bargain(cue, content):
        return "offer"
    if mode != "thought" and _ASSAILS.search(lowered):
        return "criticise"
    if mode != "thought" and {"reject", "dismiss", "refute"} & set(lemmas) and _CLAIM.match(content):
        return "deny"
    for lemma in lemmas:
        act = _ACTS.get(lemma)
        if lemma == "ask" and asked_to:
            return "demand"
        if act is None:
            continue
        if mode == "thought":
            return "state"
        return act
    if mode == "thought":
        return "state"
    if "call" in lemmas or "describe" in lemmas or "label" in lemmas or "refer" in lemmas or "brand" in lemmas:
        # "called Oru a liar": the object is somebody else.
        judged = find_judgement(f"he {content}")
        return "accuse" if judged == "wrong" else "criticise" if judged == "blame" else "support" if judged else "state"
    if "report" in lemmas:
        return "state"  # what one reports of others one does not do oneself
    return _act_of_words(content, lowered)


def _act_of_words(content: str, cue: str) -> Act:
    """The act of words told by a neutral cue."""
    if _THANKS.match(content.lstrip("\"“‘'` ")):
        return "thank"
    if _QUESTION.search(content) and len(content) < 160:
        return "ask"
    if re.search(
        r"\b(?:won[’']t|will not|would not|wouldn[’']t|cannot|can[’']t|refuse[sd]? to)\s+(?:accept|sign|allow|support|"
        r"vote|participate|attend|apologize|release|comment|tolerate|recognize)\b",
        content,
    ):
        return "refuse"
    low = content.lower()
    if _READY.search(low):
        return "offer"
    if _OWNS_UP.search(content):
        return "admit"
    if _IMPERATIVE.match(content):
        return "demand"
    duty = _DUTY.search(low)
    judged = find_judgement(_CONDITIONAL.sub("", content))
    if judged == "wrong":
        return "accuse"
    if duty and judged != "praise":
        return "demand"
    if judged is not None:
        return "criticise" if judged == "blame" else "support"
    if _FUTURE_OWN.search(content):
        return "promise" if re.search(r"\bI(?: will|[’']ll)\b", content) else "announce"
    if _DENIES.match(content):
        return "deny"
    if _LIKELY.search(content):
        return "predict"
    if re.match(r"[\s\"“]*(?:that\s+)?(?:he|she)\s+(?:will|would)\s+(?!be\b|have\b|not\b)", content):
        return "promise"
    if _DECIDED.search(content) or re.match(
        r"[\s\"“]*(?:that\s+)?(?:he|she|they|it)\s+(?:will|would|is going to|plans? to)\b", content
    ):
        return "announce"
    return "state"
