from __future__ import annotations

import pytest

from onrecord.statements.attribution import Attribution
from onrecord.statements.mentions import find_names
from onrecord.statements.prose import read_prose
from onrecord.statements.speakers import Speaker, resolve_speakers
from tests.specimens import draw


def speakers(drawn: str, parents: dict[int, int] | None = None) -> tuple[Speaker, ...]:
    """The speakers of attributions drawn as <s1> source, <c1> cue, <q1> content, <s2> … in order."""
    words, spans = draw(drawn)
    numbers = sorted({int(letter[1]) for letter in spans if len(letter) == 2})
    attributions = tuple(
        Attribution(
            content=spans[f"q{n}"],
            cue=spans.get(f"c{n}", ()),
            source=spans.get(f"s{n}", ()),
            score=1.0,
            why="drawn",
            parent=(parents or {}).get(k),
        )
        for k, n in enumerate(numbers)
    )
    prose = read_prose(words)
    return resolve_speakers(prose, find_names(prose), attributions)


def test_he_is_the_one_who_was_speaking():
    _, he = speakers(
        "Mayor Karl Oru met Per Holm. <s1>Oru</s1> <c1>said</c1> <q1>the wall would stand</q1>. <q2>“It will,”</q2> <s2>he</s2> <c2>added</c2>."
    )
    assert (he.name, he.resolved, he.kind) == ("Karl Oru", "yes", "person")


def test_she_is_not_a_man_who_stands_nearer():
    (she,) = speakers(
        "Ms. Ida Oru came late. Mr. Per Holm waited for Ms. Oru. Then Mr. Holm left. <q1>“Too bad,”</q1> <s1>she</s1> <c1>said</c1>."
    )
    assert she.name == "Ida Oru"


def test_two_who_are_equally_near_stay_undecided_and_both_are_told():
    (he,) = speakers("There were Karl Oru and Per Holm. <q1>“Too bad,”</q1> <s1>he</s1> <c1>said</c1>.")
    assert (he.name, he.resolved) == (None, "ambiguous")
    assert set(he.candidates) == {"Karl Oru", "Per Holm"}


def test_another_subject_in_between_takes_the_pronoun():
    """Seed: an intelligence chief spoke, then the president "reiterated"; "He stressed" is the president."""
    _, he = speakers(
        "President Karl Oru thanked them. <s1>Per Holm, the harbour chief</s1>, <c1>called</c1> <q1>it a shame</q1>.\n"
        "Oru repeated his hope for rain. <s2>He</s2> <c2>stressed</c2> <q2>that rain was needed</q2>."
    )
    assert he.name == "Karl Oru"


def test_a_question_is_answered_by_whom_it_was_put_to():
    _, he = speakers(
        "Karl Oru and Per Holm met on air. <s1>Oru</s1> <c1>asked</c1> Holm <q1>which wall he meant</q1>. <q2>“The old one,”</q2> <s2>he</s2> <c2>said</c2>."
    )
    assert he.name == "Per Holm"


def test_a_role_stands_for_the_one_person_who_has_it():
    (minister,) = speakers(
        "Tide Minister Ida Oru and Mayor Per Holm met. <s1>The minister</s1> <c1>said</c1> <q1>she was glad</q1>."
    )
    assert (minister.name, minister.kind) == ("Ida Oru", "person")


def test_the_former_president_is_not_the_president():
    (former,) = speakers(
        "President Ida Oru met former president Karl Holm. <s1>The former president</s1> <c1>said</c1> <q1>it was time</q1>."
    )
    assert former.name == "Karl Holm"


def test_a_role_that_two_have_is_ambiguous():
    (minister,) = speakers(
        "Tide Minister Ida Oru and Trade Minister Per Holm came. Rain fell. Snow fell. Hail fell. <s1>The minister</s1> <c1>said</c1> <q1>no</q1>."
    )
    assert (minister.name, minister.resolved) == (None, "ambiguous")
    assert set(minister.candidates) == {"Ida Oru", "Per Holm"}


def test_a_spokesperson_speaks_for_a_body():
    named, unnamed = speakers(
        "<s1>Jana Petrak, a spokeswoman for the Fisheries Council,</s1> <c1>said</c1> <q1>so</q1>. "
        "<s2>A spokesman for the Fisheries Council</s2> <c2>denied</c2> <q2>it</q2>."
    )
    assert (named.name, named.on_behalf_of) == ("Jana Petrak", "Fisheries Council")
    assert (unnamed.kind, unnamed.resolved, unnamed.on_behalf_of) == ("unnamed", "no", "Fisheries Council")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Secretary of State Ida Oru", "Ida Oru"),
        ("Oru's chief of staff, Per Holm,", "Per Holm"),
        ("Ida Oru, who had come late,", "Ida Oru"),
        ("Dag Holm Jr., the director of the harbour,", "Dag Holm Jr."),
    ],
)
def test_the_head_of_a_source_is_its_speaker(source: str, name: str):
    (speaker,) = speakers(f"<s1>{source}</s1> <c1>said</c1> <q1>it was late</q1>. Ida Oru nodded.")
    assert speaker.name == name


def test_joint_speakers_are_both_named():
    (both,) = speakers("<s1>Mayor Ida Oru and Per Holm</s1> <c1>said</c1> <q1>they would go</q1>.")
    assert (both.name, both.kind) == ("Ida Oru and Per Holm", "person")


def test_a_campaign_is_a_body_named_after_its_owner():
    (campaign,) = speakers("Ida Oru ran. Mrs. Oru won. <s1>Her campaign</s1> <c1>said</c1> <q1>it was proud</q1>.")
    assert (campaign.name, campaign.kind) == ("Oru campaign", "organisation")


def test_a_document_speaks_for_itself():
    (statement,) = speakers("<s1>The statement</s1> <c1>said</c1> <q1>the harbour was safe</q1>.")
    assert (statement.name, statement.kind) == ("statement", "document")


def test_the_passive_has_no_speaker():
    (nobody,) = speakers("Karl Oru left. <q1>The wall</q1> <c1>was said to be</c1> safe.")
    assert (nobody.name, nobody.resolved, nobody.kind) == (None, "none", "none")


def test_i_within_a_quotation_is_its_speaker():
    _, inner = speakers(
        "<s1>Karl Oru</s1> <c1>said</c1>: <q1>“<s2>I</s2> <c2>believe</c2> <q2>in rain</q2>.”</q1>", parents={1: 0}
    )
    assert inner.name == "Karl Oru"


def test_i_after_saying_without_marks_is_not_the_outer_speaker():
    """Seed: a minister's unmarked quotation tells what the president "is out there saying, I …"."""
    _, inner = speakers(
        "<s1>Karl Oru</s1> <c1>stated</c1>, <q1>I read that Holm is out there saying, <s2>I</s2> <c2>rejected</c2> <q2>the deal</q2></q1>.",
        parents={1: 0},
    )
    assert (inner.name, inner.resolved) == (None, "no")


def test_i_outside_marks_is_the_reports_own_voice_if_it_speaks_so():
    *_, author = speakers("I came by boat. I saw the wall. We left. <s1>I</s1> <c1>think</c1> <q1>it will fall</q1>.")
    assert (author.name, author.resolved, author.kind) == (None, "author", "author")


def test_who_is_the_name_before_it_even_over_a_time():
    (who,) = speakers(
        "Rain came after remarks by Per Holm earlier this week, <s1>who</s1> <c1>dismissed</c1> <q1>the warning</q1>."
    )
    assert who.name == "Per Holm"


def test_nobody_named_stays_unnamed():
    officials, several = speakers(
        "<s1>Two senior officials</s1> <c1>said</c1> <q1>so</q1>. <s2>Many</s2> <c2>doubted</c2> <q2>it</q2>."
    )
    assert officials.kind == several.kind == "unnamed"
    assert officials.resolved == several.resolved == "no"


def test_every_resolution_has_its_reason():
    for speaker in speakers("<s1>Oru</s1> <c1>said</c1> <q1>so</q1>. <s2>It</s2> <c2>seems</c2> <q2>so</q2>."):
        assert speaker.why


def test_he_is_the_one_in_apposition_to_the_subject_of_the_sentence_before():
    told, he = speakers(
        "<s1>Mr. Per Holm</s1> <c1>said</c1> <q1>the quay was his</q1>.\n"
        "When Mr. Holm joked, the public laughed, and the judge, Karl Oru, put down his pen. "
        "<q2>“Silence,”</q2> <s2>he</s2> <c2>said</c2>."
    )
    assert told.name == "Per Holm"
    assert he.name == "Karl Oru"


def test_she_is_the_minister_who_was_asked_though_no_word_tells_her_gender():
    (she,) = speakers(
        "Ida Oru, chief executive of Tide and Isles Ferries, met the crews.\n"
        "The transport minister, Ada Holm, was asked in the assembly. <q1>“Not we,”</q1> <s1>she</s1> <c1>said</c1>."
    )
    assert she.name == "Ada Holm"


def test_a_place_or_a_group_is_never_he():
    (he,) = speakers(
        "President Karl Oru of Averland spoke. Troops left Lower Saltmere, and Lower Saltmere was still. "
        "Prosecutors waited. <q1>“We go,”</q1> <s1>he</s1> <c1>said</c1> in Lower Saltmere."
    )
    assert he.name == "Karl Oru"


def test_who_after_a_time_is_the_person_named_before_it():
    (who,) = speakers(
        "There were remarks from Secretary of Tides Karl Oru earlier this month, <s1>who</s1> <c1>dismissed</c1> <q1>the idea of a dam</q1>."
    )
    assert who.name == "Karl Oru"


def test_saying_belongs_to_whoever_is_saying_it_not_to_who_tells_of_it():
    _, inner = speakers(
        "<s1>Karl Oru</s1> <c1>said</c1> <q1>that Per Holm is <c2>saying</c2> <q2>the dam holds</q2></q1>.", parents={1: 0}
    )
    assert inner.name == "Per Holm"


def test_saying_without_a_name_right_before_stays_unresolved():
    _, inner = speakers(
        "<s1>Karl Oru</s1> <c1>said</c1> <q1>that somebody there is <c2>saying</c2> <q2>the dam holds</q2></q1>.",
        parents={1: 0},
    )
    assert (inner.name, inner.resolved) == (None, "no")


def test_a_quotation_without_a_word_on_its_speaker_tells_who_stands_near():
    (nobody,) = speakers("Mayor Ida Oru waited at the gate.\n<q1>“The mill will not open.”</q1>\nMr. Per Holm went home.")
    assert (nobody.name, nobody.resolved, nobody.kind) == (None, "no", "unnamed")
    assert nobody.candidates == ("Ida Oru", "Per Holm")


def test_a_name_in_the_speakers_own_marks_is_not_his():
    told, he = speakers(
        "<s1>President Karl Oru</s1> <c1>said</c1> <q1>little</q1>.\n"
        "<q2>“The strike on Holm Bridge was an error,”</q2> <s2>he</s2> <c2>added</c2>."
    )
    assert told.name == he.name == "Karl Oru"


def test_a_quotation_is_its_signers():
    (signed,) = speakers("Readers wrote to us.\n\n<q1>“The wall must stay.”</q1>\n\n— Ida Oru, Harbour City\n\nMore follows.")
    assert (signed.name, signed.signed) == ("Ida Oru", True)


def test_the_name_below_a_quotation_that_goes_on_into_a_sentence_signs_nothing():
    (found,) = speakers(
        "Readers wrote.\n\n<q1>“The wall must stay.”</q1>\n\nIda Oru left the room after that and was not seen again."
    )
    assert found.resolved == "no"


def test_i_in_a_letter_is_its_signer():
    first, second = speakers(
        "LETTERS\n\n<s1>I</s1> <c1>think</c1> <q1>the wall must stay</q1>.\n\nIda Oru.\n\n"
        "<s2>I</s2> <c2>believe</c2> <q2>it must go</q2>.\n\nKarl Holm."
    )
    assert (first.name, second.name) == ("Ida Oru", "Karl Holm")


def test_us_in_capitals_is_a_country_and_nobodys_we():
    (told,) = speakers("<s1>US President Karl Oru</s1> <c1>said</c1> <q1>the wall would stay</q1>.")
    assert told.name == "Karl Oru"


def test_a_second_who_has_the_first_ones_antecedent():
    (who,) = speakers(
        "<q2>“No,”</q2> said Ida Oru, whom the mayor appointed to the board and <s1>who</s1> <c1>supports</c1> <q1>the wall</q1>.".replace(
            "<q2>", ""
        ).replace("</q2>", "")
    )
    assert who.name == "Ida Oru"


@pytest.mark.parametrize(
    ("report", "name"),
    [
        (
            "Senator Ida Oru called the wall a gift. <s1>The Harbour Republican</s1> <c1>said</c1> <q1>it would stay</q1>.",
            "Ida Oru",
        ),
        ("Governor Ida Oru called the wall a gift. <s1>The Harbour senator</s1> <c1>said</c1> <q1>it would go</q1>.", None),
        ("Ms. Ida Oru saw it. <s1>The judge who heard her</s1> <c1>said</c1> <q1>it would go</q1>.", None),
    ],
)
def test_a_description_goes_to_whoever_clearly_leads_unless_her_office_is_another(report: str, name: str | None):
    (told,) = speakers(report)
    assert (told.name if told.resolved == "yes" else None) == name


def test_a_body_that_is_only_described_is_nobody_named():
    (agency,) = speakers("It rained in Orven. <s1>The agency</s1> <c1>said</c1> <q1>it would go on</q1>.")
    assert (agency.name, agency.kind, agency.resolved) == ("agency", "unnamed", "no")


def test_several_senators_are_not_the_one_who_is_called_senator():
    (they,) = speakers("Senator Ida Oru wrote a letter. <s1>The senators</s1> <c1>said</c1> <q1>it was late</q1>.")
    assert they.kind == "unnamed"


def test_who_after_two_names_is_both():
    (both,) = speakers("It was told by Ida Oru and Per Holm, <s1>who</s1> <c1>saw</c1> <q1>the boats leave</q1>.")
    assert both.name == "Ida Oru and Per Holm"


def test_who_after_a_group_and_its_place_is_the_group():
    (group,) = speakers("It pleased Democrats in Orven, <s1>who</s1> <c1>say</c1> <q1>it helps them</q1>.")
    assert (group.name, group.kind) == ("Democrats", "group")


def test_the_owner_of_a_claim_makes_it():
    (owner,) = speakers("<s1>Factcheckers</s1> took up Ida Oru’s <c1>claim</c1> <q1>that the wall was sold</q1>.")
    assert owner.name == "Ida Oru"


def test_the_label_of_a_turn_is_its_speaker():
    (turn,) = speakers("Ida Orumel was on air. <s1>A transcript</s1> <c1>follows</c1>.\n\n<q1>ORUMEL: We stay here.</q1>")
    assert turn.name == "Ida Orumel"


def test_what_only_describes_the_name_before_it_is_that_name():
    (ally,) = speakers("Even Norway, <s1>the island's only ally</s1>, <c1>said</c1> <q1>it was enough</q1>.")
    assert ally.name == "Norway"


def test_a_name_in_another_place_is_not_described():
    (office,) = speakers("In Norway, <s1>a spokesman</s1>, <c1>said</c1> <q1>it was enough</q1>.")
    assert office.name != "Norway"


def test_two_bodies_are_named_together_where_one_is_described():
    (both,) = speakers("<s1>The Orven Times and the Holm newspaper chain</s1> <c1>argued</c1> <q1>it was time</q1>.")
    assert both.name == "Orven Times and Holm newspaper chain"


def test_a_judge_in_the_lead_is_the_one_judge_named_below():
    (judge,) = speakers(
        "<s1>A Harbour judge</s1> <c1>has ruled</c1> <q1>that the wall stays</q1>.\n\nJustice Ida Oru wrote it down."
    )
    assert judge.name == "Ida Oru"


def test_a_judge_in_the_lead_is_nobody_where_two_are_named():
    (judge,) = speakers(
        "<s1>A Harbour judge</s1> <c1>has ruled</c1> <q1>that the wall stays</q1>.\n\nJudge Ida Oru and Judge Per Holm were there."
    )
    assert judge.resolved != "yes"


def test_his_wife_is_the_only_wife_that_the_report_names():
    (wife,) = speakers("Karl Oru left his wife Ida Oru. <s1>His ex-wife</s1> <c1>said</c1> <q1>she was glad</q1>.")
    assert wife.name == "Ida Oru"


def test_of_two_namesakes_the_only_one_who_is_heard_has_the_bare_name():
    said = speakers(
        "<s1>Karl Oru</s1> <c1>said</c1> <q1>it was late</q1>. <s2>Karl Oru</s2> <c2>said</c2> <q2>it rained</q2>. "
        "Ida Oru was there. Ida Oru left. Karl Oru stayed. Per Holm slept. <s3>Oru</s3> <c3>said</c3> <q3>it was enough</q3>."
    )
    assert said[2].name == "Karl Oru"


def test_of_two_namesakes_who_are_both_heard_neither_is_guessed():
    said = speakers(
        "<s1>Karl Oru</s1> <c1>said</c1> <q1>it was late</q1>. <s2>Ida Oru</s2> <c2>said</c2> <q2>it rained</q2>. "
        "Karl Oru stayed. Ida Oru stayed. Per Holm slept. <s3>Oru</s3> <c3>said</c3> <q3>it was enough</q3>."
    )
    assert (said[2].name, said[2].resolved) == (None, "ambiguous")


def test_the_team_is_the_campaign_where_the_report_calls_it_so():
    (team,) = speakers("The Oru campaign was late. Ida Oru slept. <s1>The Oru team</s1> <c1>said</c1> <q1>it was ready</q1>.")
    assert team.name == "Oru campaign"


def test_they_may_be_the_body_that_the_sentence_before_is_about():
    (body,) = speakers(
        "The Harbour Observatory did a check. On Monday <s1>they</s1> <c1>announced</c1> <q1>that the tide was low</q1>."
    )
    assert body.name == "Harbour Observatory"


def test_that_behind_the_description_of_a_body_is_the_body():
    (body,) = speakers("Money went to Tideline45, a super PAC <s1>that</s1> <c1>intends</c1> <q1>to build walls</q1>.")
    assert (body.name, body.kind) == ("Tideline45", "organisation")


def test_which_behind_the_description_of_two_is_not_the_last_of_them():
    (both,) = speakers(
        "It came from Averland and Corvane, the two great ports, <s1>which</s1> <c1>vowed</c1> <q1>to stop</q1>."
    )
    assert (both.resolved, both.kind) == ("no", "unnamed")


def test_it_is_the_body_that_opens_the_sentence():
    (body,) = speakers("The Tide Agency needs to wait unless <s1>it</s1> <c1>wants</c1> <q1>to tell all</q1>.")
    assert (body.name, body.kind) == ("Tide Agency", "organisation")
