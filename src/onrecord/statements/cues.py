"""The words that may report speech or thought: verbs and nouns with their forms, and how far each is to be trusted.

A lexicon alone says little: "said that" reports, "found a shop" does not. So every verb is weighed together with the
form of what
follows it (`rules.py` names these forms). What is hard is the long tail of verbs that report in one construction only.
"""

from __future__ import annotations

__all__ = ["CUE_LEMMAS", "NOUN_CUES", "VERB_FORMS", "lemma_of"]

# Written by hand and checked against the heads of cues in PolNeAR's training part (840 articles): kept are verbs
# that head a cue
# there in at least one of twenty uses, and verbs of saying, writing and thinking that are too rare there to count.
_REPORTING = (
    "say tell write add ask show suggest report argue announce claim find continue describe tweet accuse criticize "
    "criticise cite "
    "respond explain question declare acknowledge promise decline offer agree refer insist refuse warn vow urge "
    "recall reveal praise "
    "pledge conclude propose predict dismiss admit indicate reject denounce reply read note deny confirm repeat mock "
    "remind remark "
    "remember echo assure threaten complain assert emphasize emphasise concede reiterate thank chant demand boast "
    "quote answer decry "
    "stress joke allege disclose lament hint signal condemn plead apologize apologise imply caution underscore "
    "recommend contend label "
    "hail tout slam blast blame mention stipulate proclaim observe recount testify brag speculate interject shout "
    "yell scream whisper "
    "mutter murmur exclaim retort quip opine counter rebut refute dispute clarify specify maintain affirm reaffirm "
    "stipulate relate "
    "narrate recite state voice express estimate reckon project forecast advise inform notify instruct invite order "
    "beg implore "
    "entreat exhort encourage counsel lecture scold chide rebuke berate lambast lambaste excoriate deride ridicule "
    "disparage belittle "
    "decree rule find determine detail outline summarize summarise paraphrase portray characterize characterise "
    "depict dub call term "
    "deem brand tag liken compare equate charge assail attack bash rip rail defend applaud commend congratulate "
    "credit welcome endorse "
    "back support oppose favor favour advocate champion embrace repudiate disavow renounce reassure swear attest "
    "certify vouch muse "
    "ponder wonder doubt suspect fear worry hope wish want think believe feel know consider regard view see guess "
    "suppose assume presume "
    "imagine envision expect anticipate intend plan aim seek decide realize realise recognize recognise understand "
    "learn discover "
    "conclude judge perceive sense reason prefer like love hate dislike regret resent appreciate admire respect trust "
    "distrust mean "
    "post publish release issue retweet email text publicize reference allude touch comment talk speak discuss address debate "
    "highlight point lay raise press push pitch plug promote sell lobby petition appeal request require call "
    "object protest vent rant gripe grumble bemoan mourn downplay exaggerate minimize profess confess confide divulge "
    "leak blog "
    "sign name list identify introduce present deliver share repeat reveal unveil preview hype trumpet misstate lie "
    "gush rave enthuse crow taunt jeer heckle boo cheer shrug scoff sniff laugh sigh sob cry nod gesture interrupt chime "
    "expose accept approve challenge dare convince persuade force agree disagree concur acquiesce vote nominate rate rank "
    "appear seem sound look tend try attempt go begin start prove conjecture infer deduce surmise posit theorize hypothesize "
    "contemplate mull weigh dream forget interpret misinterpret distance notice study count aspire long yearn resolve "
    "demonstrate document reflect record focus concentrate emphasize use invoke denote signify translate "
    "rebuff ignore avoid shun snub spurn resist heed obey permit allow forbid ban bar authorize approve "
    "celebrate honor honour salute laud eulogize denigrate demean insult smear vilify demonize malign slander "
    "scorn loathe despise detest enjoy relish cherish value prize"
).split()
_IRREGULAR = {
    "say": "said", "tell": "told", "write": "wrote written", "read": "read", "find": "found", "think": "thought",
    "feel": "felt",
    "know": "knew known", "see": "saw seen", "understand": "understood", "mean": "meant", "swear": "swore sworn",
    "seek": "sought",
    "forecast": "forecast", "foretell": "foretold", "lay": "laid", "speak": "spoke spoken", "sell": "sold", "begin":
    "began begun",
    "go": "went gone", "show": "showed shown", "learn": "learned learnt", "misstate": "misstated", "forget": "forgot forgotten",
    "beg": "begged", "plan": "planned", "admit": "admitted", "refer": "referred", "infer": "inferred", "prefer": "preferred",
    "rip": "ripped", "plug": "plugged", "chat": "chatted", "brag": "bragged", "quip": "quipped", "bar": "barred",
    "ban": "banned",
    "tag": "tagged", "sob": "sobbed", "nod": "nodded", "permit": "permitted", "rebut": "rebutted", "label": "labeled labelled",
    "lie": "lied", "dub": "dubbed", "rebuff": "rebuffed", "regret": "regretted", "snub": "snubbed", "forbid":
    "forbade forbidden",
    "shun": "shunned", "dream": "dreamed dreamt", "hate": "hated", "chide": "chided", "deem": "deemed", "signal":
    "signaled signalled",
}  # fmt: skip
_IRREGULAR_ING = {
    "beg": "begging", "plan": "planning", "admit": "admitting", "refer": "referring", "infer": "inferring", "prefer":
    "preferring",
    "rip": "ripping", "plug": "plugging", "brag": "bragging", "quip": "quipping", "bar": "barring", "ban": "banning",
    "tag": "tagging", "sob": "sobbing", "nod": "nodding", "permit": "permitting", "rebut": "rebutting", "lie": "lying",
    "dub": "dubbing", "regret": "regretting", "snub": "snubbing", "forbid": "forbidding", "shun": "shunning",
    "forget": "forgetting",
    "label": "labeling labelling", "signal": "signaling signalling", "begin": "beginning", "see": "seeing", "agree": "agreeing",
    "disagree": "disagreeing", "decree": "decreeing",
}  # fmt: skip
# Other common verbs: they report nothing, but show where a clause has its verb.
_OTHER = (
    "abandon accomplish achieve act add adopt affect afford aid air alter apply appoint arrest arrive ask attend "
    "attract become "
    "beat bear behave benefit bet block blow bolster bomb borrow break bring broaden build burn buy capture care "
    "carry cast catch "
    "cause change choose clear close collapse collect come commit compete connect contain contribute control cost "
    "cover create cut "
    "damage deal defeat define delay depend deport destroy die direct disrupt divide dominate donate draft drag draw "
    "drive drop earn "
    "elect elevate eliminate emerge enable end engage ensure enter establish exceed exist exit expand exploit extend "
    "face fail fall fight "
    "figure file fill finish fire fit fix flee flip follow force form frame fuel fund gain gather generate get give "
    "govern grant grow "
    "guarantee halt handle happen have hear help hire hit hold host hurt impose improve include increase influence "
    "invade investigate join "
    "jump keep kick kill knock lack last launch lead leave let lift limit link listen live lose make march mark match "
    "matter meet miss move need "
    "negotiate obtain occur open operate order overcome owe own participate pass pay perform pick place play pose "
    "prepare prevail prevent "
    "proceed produce protect provide pull pursue put qualify quit range reach receive reduce reject remain remove "
    "replace represent resign "
    "respond rest restore result retain return reverse rise risk roll run save score secure send serve set settle "
    "shake shape shift shoot shut "
    "sit skip slip spark spend split spread stand stay steal step stick stop strengthen strike struggle succeed "
    "suffer surge surround survive "
    "suspend sustain sway swing switch take target teach tear test throw tie top track trail train travel treat "
    "trigger turn undermine "
    "unite upset visit wait wake walk watch weaken wear win withdraw work yield escalate vary"
).split()
_INVARIABLE = frozenset("read cast put set hit let cut bet forecast quit split spread hurt cost shut beat".split())
# Base forms that are nouns far oftener than verbs are left to their context as nouns, but for the forms of a cue.
NOUN_CUES = frozenset(
    (
        "claim portrayal depiction dismissal denunciation stance position rhetoric contention statement report demand "
        "call accusation allegation argument assertion announcement suggestion belief view opinion "
        "promise pledge vow warning threat offer proposal plan request plea appeal criticism praise question comment "
        "remark answer "
        "response reply refusal denial admission concession confirmation prediction estimate forecast declaration "
        "insistence hope fear "
        "concern worry doubt suspicion idea notion theory conclusion finding decision desire wish support opposition "
        "endorsement "
        "attack complaint objection rejection acknowledgement acknowledgment assurance explanation description "
        "characterization "
        "characterisation contention assessment analysis reference commitment willingness readiness intention determination "
        "preference recommendation advice instruction order ruling testimony message tweet letter speech charge boast "
        "joke lie rumor "
        "rumour speculation expectation confidence conviction disappointment frustration displeasure anger outrage "
        "surprise regret "
        "accusations claims allegations statements reports demands calls arguments assertions suggestions beliefs "
        "views opinions "
        "promises pledges warnings threats proposals plans requests pleas criticisms questions comments remarks predictions "
        "estimates hopes fears concerns worries doubts suspicions complaints objections assurances references attacks"
    ).split()
)


def _inflect() -> tuple[dict[str, str], dict[str, str]]:
    """Form to lemma for cues, form to word class for all verbs."""
    lemmas: dict[str, str] = {}
    classes: dict[str, str] = {}
    for cue, verbs in ((False, _OTHER), (True, _REPORTING)):
        for verb in dict.fromkeys(verbs):
            stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
            soft = verb.endswith("y") and verb[-2] not in "aeiou"
            s_form = verb[:-1] + "ies" if soft else verb + ("es" if verb.endswith(("s", "x", "ch", "sh", "z", "o")) else "s")
            past = _IRREGULAR.get(verb) or (verb[:-1] + "ied" if soft else (stem + "ed" if stem == verb else verb + "d"))
            ing = _IRREGULAR_ING.get(verb) or (verb + "ing" if verb.endswith("ee") else stem + "ing")
            for form in (verb, s_form):
                classes[form] = "b"
            if verb in _INVARIABLE:
                past = verb
            for form in past.split():
                classes[form] = "E"
            for form in ing.split():
                classes[form] = "G"
            if cue:
                for form in (verb, s_form, *past.split(), *ing.split()):
                    lemmas.setdefault(form, verb)
    return lemmas, classes


CUE_LEMMAS, VERB_FORMS = _inflect()


def lemma_of(form: str) -> str | None:
    """The verb that a form belongs to, if it may report."""
    return CUE_LEMMAS.get(form)
