"""Closed word classes that names and speakers are read by: titles, roles, heads of bodies, documents, groups.

Nothing here names a particular person, outlet or event, and nothing is looked up that a report could say itself; countries come
from Unicode's locale data (by way of Babel). Every entry is in lower case and without a final point.
"""

from __future__ import annotations

from functools import cache

__all__ = [
    "ABBREVIATIONS",
    "BODY_HEADS",
    "BODY_NOUNS",
    "CALENDAR",
    "CHANNELS",
    "DOCUMENTS",
    "FEMALE",
    "FUNCTION_WORDS",
    "KIN",
    "MALE",
    "OUTLET_WORDS",
    "PARTICLES",
    "PERSON_NOUNS",
    "PLURAL_PEOPLE",
    "PREPOSITIONS",
    "ROLE_MODIFIERS",
    "SPOKES",
    "TITLES",
    "countries",
]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MALE = _words(
    "mr sir lord king prince pope father brother son husband uncle grandfather dad businessman congressman chairman "
    "spokesman councilman assemblyman senhor monsieur man boy actor duke stepfather nephew salesman anchorman"
)
FEMALE = _words(
    "mrs ms miss mme lady queen princess dame sister mother daughter wife aunt grandmother mom businesswoman "
    "congresswoman chairwoman spokeswoman councilwoman assemblywoman woman girl actress duchess stepmother niece "
    "widow anchorwoman madame"
)

TITLES = (
    MALE - _words("man boy father brother son husband uncle dad nephew grandfather actor king")
    | FEMALE - _words("woman girl sister mother daughter wife aunt mom niece grandmother widow actress")
    | _words(
        "dr prof professor rev reverend hon president vice-president premier chancellor minister secretary "
        "undersecretary senator "
        "sen sens representative representatives rep reps congressmen governor governors gov govs mayor mayors "
        "ambassador envoy commissioner "
        "speaker leader whip chief director chair chairperson spokesperson general gen admiral adm colonel col major "
        "maj captain "
        "capt lieutenant lt sergeant sgt corporal cpl officer detective sheriff judge justice magistrate attorney "
        "prosecutor "
        "solicitor counsel counselor ag cardinal archbishop bishop rabbi imam sheikh ayatollah emir sultan crown "
        "emperor king "
        "justices judges pres secretary-general secretary-treasurer co-chair councillor councilor councilmember "
        "alderman delegate assemblymember deputy coach manager adviser advisor strategist "
        "analyst candidate nominee republican democrat supt superintendent inspector constable ceo cfo coo spokesmen "
        "senators "
        "presidents ministers secretaries first-lady cmdr commander brig brigadier treasurer comptroller"
    )
)
"""Words that stand before a name and are no part of it."""

PERSON_NOUNS = (
    TITLES
    | MALE
    | FEMALE
    | _words(
        "lawyer lawyers author writer reporter correspondent journalist columnist editor publisher host moderator "
        "commentator pundit "
        "blogger aide operative consultant pollster economist historian scholar scientist researcher physician doctor "
        "nurse surgeon activist "
        "organizer organiser campaigner advocate singer musician filmmaker billionaire millionaire mogul developer "
        "executive founder "
        "co-founder owner partner investor banker entrepreneur farmer teacher student graduate veteran soldier pilot "
        "resident neighbor "
        "neighbour voter supporter critic rival opponent challenger incumbent contender frontrunner front-runner "
        "lawmaker legislator "
        "politician official insider source witness victim survivor suspect defendant plaintiff donor fundraiser "
        "friend ally "
        "colleague spouse parent child cousin newcomer fellow expert specialist lobbyist diplomat negotiator mediator "
        "agent "
        "investigator head boss member secretary-general star celebrity comedian athlete player president-elect "
        "lieutenant-governor "
        "firefighter trooper worker employee clerk administrator principal dean provost pastor priest preacher "
        "evangelist minister "
        "attorney-general predecessor successor counterpart co-chair cochair co-chairman someone somebody person individual"
    )
)
"""Nouns for one person by office, trade or relation."""

SPOKES = _words("spokesman spokeswoman spokesperson spokesmen spokespeople spokespersons representative")

KIN = _words(
    "husband wife son daughter brother sister father mother uncle aunt cousin nephew niece grandson granddaughter "
    "stepson stepdaughter widow widower fiancé fiancée girlfriend boyfriend parents sons daughters children family"
)

ROLE_MODIFIERS = _words(
    "former ex acting interim outgoing incoming then late current longtime veteran retired senior junior deputy assistant "
    "associate vice chief top lead leading national international federal state local foreign prime presidential "
    "vice-presidential gubernatorial congressional senatorial mayoral legal political economic military defense defence "
    "security policy press campaign communications media finance financial budget trade energy health education treasury "
    "intelligence executive managing general independent conservative liberal democratic republican libertarian green "
    "progressive opposition ruling party majority minority house senate fellow co-founding founding first second staff "
    "business real estate investment hedge fund tech television tv radio talk show news sports fashion best-selling "
    "nobel-prize-winning onetime one-time would-be self-described district county city town village regional district "
    "supreme court high appeals chairing fire police army navy human resources digital data field outreach"
)

PLURAL_PEOPLE = _words(
    "officials aides advisers advisors allies critics supporters opponents backers voters lawmakers legislators senators "
    "representatives congressmen experts analysts observers pundits commentators strategists operatives consultants "
    "economists "
    "historians scholars scientists researchers activists advocates protesters demonstrators donors leaders executives "
    "employees workers residents neighbors neighbours citizens people many some others several most few both all those "
    "students "
    "teachers parents police authorities prosecutors lawyers attorneys investigators detectives firefighters soldiers "
    "troops "
    "veterans reporters journalists editors witnesses sources insiders delegates members candidates rivals contenders "
    "politicians governors mayors ministers diplomats envoys negotiators mediators doctors nurses friends relatives family "
    "spokesmen fans viewers readers audience crowd respondents women men americans immigrants migrants millennials "
    "everyone "
    "nobody anyone half majority percent number friends campaigners regulators watchdogs conservatives liberals "
    "progressives "
    "evangelicals moderates independents one two three four five six seven eight nine ten dozens hundreds thousands "
    "millions "
    "another judges bankers investors traders farmers union bosses chiefs heads figures folks players individuals"
)
"""Heads of descriptions that name nobody."""

BODY_NOUNS = _words(
    "company firm bank agency ministry department government administration campaign committee commission council "
    "court party "
    "parliament senate congress house board bureau office panel group organization organisation foundation institute "
    "university college school union association federation league coalition alliance network station newspaper paper "
    "outlet "
    "magazine website site publication team club church force army military regime state country nation city county team "
    "hospital museum authority organisers organizers jury tribunal legislature assembly cabinet caucus task ambassador "
    "embassy "
    "consulate fund pac superpac think-tank nonprofit charity corporation business industry camp staff transition "
    "delegation "
    "conference programme program show embassy secretariat kremlin pentagon chamber"
)
"""Common nouns for bodies ("the ministry", "his campaign")."""

BODY_HEADS = _words(
    "ministry department council party committee commission agency bureau office board court parliament senate "
    "congress house "
    "assembly university college institute institution school academy foundation association federation union league "
    "coalition alliance society center centre corporation corp inc company co ltd llc plc group holdings bank fund trust "
    "exchange reserve service services administration authority campaign caucus conference convention church army navy "
    "force "
    "forces guard police news press times post journal herald tribune chronicle gazette guardian telegraph mirror sun star "
    "globe observer examiner inquirer courier dispatch sentinel reporter review magazine today weekly daily radio "
    "television "
    "tv network broadcasting media report project initiative action pac network nations organization organisation club "
    "team "
    "hospital museum library airlines motors electric systems technologies energy partners associates brothers sons "
    "industries "
    "international international watch observatory front movement brigade brigades legion chamber secretariat embassy "
    "cabinet treasury fed kremlin pentagon vatican states kingdom republic emirates islands isles county city hall street"
)
"""Last (or first, before "of") words of names that bodies bear."""

OUTLET_WORDS = _words(
    "news press times post journal herald tribune chronicle gazette guardian telegraph mirror sun star globe observer "
    "examiner "
    "inquirer courier dispatch sentinel review magazine today weekly daily radio television tv network broadcasting media "
    "report bulletin standard independent mail express record register beacon bee courant monitor leader argus echo wire"
)
"""Words in the names of outlets."""

DOCUMENTS = _words(
    "statement report study poll polls survey surveys analysis letter memo memorandum email emails e-mail e-mails document "
    "documents filing filings lawsuit suit complaint indictment affidavit brief transcript law bill act treaty agreement "
    "resolution constitution order ruling opinion verdict article story column editorial op-ed book memoir biography "
    "post tweet "
    "tweets message messages release ad ads advertisement commercial video videos tape tapes recording recordings "
    "slide slides "
    "data figures statistics records record census findings research evidence papers paper deposition testimony petition "
    "communique communiqué declaration platform plan proposal website headline caption note review audit investigation "
    "inquiry "
    "numbers results estimate estimates forecast model index rankings ballot text texts subpoena draft charter rule rules "
    "regulation regulations legislation measure policy contract application press-release cable cables chart map graphic "
    "photo photos sign banner manifesto questionnaire exit-polls summary "
    "summaries excerpt excerpts average averages skit sketch footage clip clips readout editorials advisory guidelines "
    "commentary submission submissions"
)
"""Common nouns for documents and findings."""

CHANNELS = _words(
    "twitter facebook instagram youtube snapchat reddit tumblr telegram linkedin tiktok whatsapp wechat weibo periscope medium"
)

CALENDAR = _words(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october "
    "november december jan feb mar apr jun jul aug sept sep oct nov dec christmas thanksgiving easter halloween ramadan"
)

ABBREVIATIONS = _words(
    "mr mrs ms dr sen sens rep reps gov govs gen adm col lt maj capt sgt cpl rev hon prof supt sec st jr sr pres atty "
    "cmdr brig "
    "ft mt dist dept univ inc corp co ltd no vs u.s u.n u.k d.c messrs"
)
"""Shortened words whose point ends no sentence and parts no name."""

PARTICLES = _words(
    "de da del della di du la le van von der den ten ter zu bin bint ibn al el abu dos das dello los las af av y ben"
)
"""Lower-case words within names."""

PREPOSITIONS = _words(
    "of in on at by with from to for about against between among over under after before during through into without "
    "within "
    "near since until upon toward towards like unlike despite beyond behind beside besides across along around including "
    "regarding concerning than via per amid amidst alongside versus"
)

FUNCTION_WORDS = PREPOSITIONS | _words(
    "the a an this that these those he she it we they you i his her hers its our their my your who whom whose which "
    "what when where why "
    "how and but or nor so yet if unless although though because while as once whether not no yes now then there here "
    "also even "
    "still just only both either neither each every all some any many most more much few several other others another such "
    "same one two three four five six seven eight nine ten is are was were be been being am do does did has have had "
    "can could "
    "will would shall should may might must let me him them us himself herself itself themselves myself yourself "
    "given wherever whatever whenever whoever longtime dump "
    "perhaps maybe indeed however moreover meanwhile instead nevertheless nonetheless thus hence therefore otherwise asked "
    "according speaking last earlier later today tomorrow yesterday recently finally first second third next never "
    "ever always "
    "often sometimes again already soon too very well oh ok okay hello hi thank thanks please sorry hey look listen "
    "follow read see "
    "say says said tell told don't didn't doesn't isn't wasn't aren't won't can't couldn't wouldn't shouldn't it's that's "
    "there's he's she's we're they're you're i'm we've they've i've you've i'll we'll he'll she'll they'll i'd he'd "
    "she'd let's "
    "what's who's here's how's nobody nothing everyone everything someone something anyone anything none "
    "im thats dont didnt doesnt isnt wasnt arent wont cant couldnt wouldnt shouldnt youre theyre ive theyve weve whats "
    "heres theres hes shes wed well hed theyd theyll youve youd youll itll itd whos hows wheres "
    "havent hasnt hadnt werent mustnt wouldve couldve shouldve mightve "
    "did-not like photo image video advertisement related updated story share watch click sign subscribe login"
)
"""Words that are capitalised at the head of a sentence or headline and name nobody."""


@cache
def countries() -> frozenset[str]:
    """The English names of the world's countries and territories, in lower case, from Unicode's locale data."""
    from babel import Locale  # imported where it is used: reading its tables costs some 30 ms, once

    names = {name.lower() for code, name in Locale("en").territories.items() if len(code) == 2}
    for name in tuple(names):
        names.add(name.replace(" & ", " and "))
    return frozenset(
        names
        | _words("u.s us u.k uk u.n un e.u eu america britain england scotland wales russia europe turkey u.s. u.k. u.n. e.u.")
    )
