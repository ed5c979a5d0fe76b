"""Which tellings are joined, and which are left apart."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import numpy as np

from onrecord.collation.pairs import LOOKS, Regression, Weights
from onrecord.collation.units import find_units
from onrecord.collation.utterances import join_tellings
from onrecord.people import cast_people
from tests.collation.told import compare, told

PRINTED = (
    "<q>“We will not sell the harbour. I would rather see it silt up,”</q> Ida Oru <c>said</c> in Port Averil on Monday. "
    "The gulls were loud. She spoke of <m>a “thieves’ bargain”</m> with the dredgers."
)
TOLD = (
    "Ida Oru <c>said</c> on Monday that <i>they would not sell the harbour</i>. "
    "She also <c2>called</c2> the contract <m>a “thieves’ bargain”</m>. Ferries ran late."
)


def exact(comparison) -> list[list[str]]:
    return [[passage.exact for telling in u.tellings for passage in telling.content] for u in comparison.utterances]


def test_direct_and_indirect_tellings_of_one_sentence_are_joined_and_a_quoted_label_too() -> None:
    found = exact(compare(told(PRINTED, name="post"), told(TOLD, name="herald")))
    assert ["they would not sell the harbour", "“We will not sell the harbour."] in found
    assert ["a “thieves’ bargain”", "a “thieves’ bargain”"] in found
    assert len(found) == 2


def test_one_label_is_joined_whatever_the_words_around_it_but_not_over_two_people() -> None:
    one = told(
        "<s>Tam Bel</s> <c>called</c> <m>the chair a “hermit” for putting off the annual ballot over the harbour wall</m>.",
        name="post",
        speakers={"m": "Tam Bel"},
    )
    same = told(
        "It follows <s>Tam Bel</s>’s <c>description</c> of <m>her as a “hermit” after two votes were dropped in spring</m>.",
        name="herald",
        speakers={"m": "Tam Bel"},
    )
    other = told(
        "It follows <s>Ida Oru</s>’s <c>description</c> of <m>her as a “hermit” after two votes were dropped in spring</m>.",
        name="herald",
        speakers={"m": "Ida Oru"},
    )
    assert len(compare(one, same).utterances) == 1
    assert compare(one, other).utterances == ()


def test_the_order_of_the_reports_changes_nothing() -> None:
    third = told("<q>“We won’t sell the harbour,”</q> Oru <c>told</c> reporters.", name="echo")
    stories = [told(PRINTED, name="post"), told(TOLD, name="herald"), third]
    wanted = compare(*stories)
    assert wanted.utterances
    for order in permutations(stories):
        assert compare(*order) == wanted


def test_what_one_denies_is_not_what_the_other_asserts() -> None:
    will = told("Ida Oru <c>said</c> <i>she will resign as harbour chair</i>.", name="post")
    not_so = told("Ida Oru <c>said</c> <i>she will not resign as harbour chair</i>.", name="herald")
    assert compare(will, not_so).utterances == ()


def test_where_in_its_clause_a_denial_stands_does_not_turn_it() -> None:
    one = told("<q>“The boats are never sold while they are at sea,”</q> Ida Oru <c>said</c>.", name="post")
    other = told("Ida Oru <c>denied</c> that <i>any of the boats was ever sold at sea</i>.", name="herald")
    (utterance,) = compare(one, other).utterances
    assert utterance.speaker == "Ida Oru"


def test_what_is_said_before_and_not_is_not_denied() -> None:
    one = told("Ida Oru <c>said</c> <i>she would sell the boats and not the nets</i>.", name="post")
    other = told("Ida Oru <c>said</c> <i>she would not sell the boats</i>.", name="herald")
    assert compare(one, other).utterances == ()


def test_what_a_quotation_sets_against_its_first_half_after_the_cue_is_told_with_it() -> None:
    one = told("<q>“I will not close forty quays for one storm,”</q> Ida Oru <c>said</c>.", name="post")
    whole = told(
        "<q>“I will not close 40 quays for one storm,”</q> Ida Oru <c>said</c>, "
        "<q>“but I will close any that I would not let my own daughter fish from.”</q>",
        name="herald",
    )
    (utterance,) = compare(one, whole).utterances
    assert "daughter" in " ".join(passage.exact for telling in utterance.tellings for passage in telling.content)


def test_a_name_alone_tells_nothing() -> None:
    one = told(
        "Bram Sallow <c>accused</c> <i>Harbour Chair Ida Oru of Port Averil</i>.", name="post", speakers={"i": "Bram Sallow"}
    )
    other = told(
        "Bram Sallow <c>criticised</c> <i>Harbour Chair Ida Oru of Port Averil</i>.",
        name="herald",
        speakers={"i": "Bram Sallow"},
    )
    assert compare(one, other).utterances == ()


def test_a_cue_that_denies_counts_as_a_denial() -> None:
    denied = told("Ida Oru <c>denied</c> that <i>any door in the packing hall was locked</i>.", name="post")
    never = told("<q>“No door in the packing hall is locked,”</q> Ida Oru <c>said</c>.", name="herald")
    (utterance,) = compare(denied, never).utterances
    assert utterance.speaker == "Ida Oru"


def test_the_same_words_of_two_people_are_two_utterances() -> None:
    one = told("<q>“The ferry is late again,”</q> Ida Oru <c>said</c>.", name="post")
    other = told("<q>“The ferry is late again,”</q> Bram Sallow <c>said</c>.", name="herald", speakers={"q": "Bram Sallow"})
    assert compare(one, other).utterances == ()


def test_the_same_person_on_the_same_matter_says_two_things() -> None:
    one = told("<q>“The ferry company owes the islands an answer by Friday,”</q> Ida Oru <c>said</c>.", name="post")
    other = told("<q>“Nobody on the islands believes the ferry company any more,”</q> Ida Oru <c>said</c>.", name="herald")
    assert compare(one, other).utterances == ()


def test_a_phrase_stands_for_the_verb_it_means() -> None:
    one = told("Ida Oru <c>said</c> <i>she was ready to step down as harbour chair for the sake of calm</i>.", name="post")
    other = told("<q>“For the sake of calm I am willing to resign as harbour chair,”</q> Ida Oru <c>said</c>.", name="herald")
    (utterance,) = compare(one, other).utterances
    assert "step" in utterance.why or "resign" in utterance.why


def test_a_figure_is_a_number_where_the_rest_is_told_in_other_words() -> None:
    one = told(
        "<q>“It is a number we can carry to the dockside,”</q> Ida Oru <c>said</c>. Gulls cried over the barges.", name="post"
    )
    other = told("Rain fell. Ida Oru <c>said</c> that <i>she could carry the figure to her crew</i>.", name="herald")
    assert len(compare(one, other).utterances) == 1
    crate = told("Rain fell. Ida Oru <c>said</c> that <i>she could carry the crates to her crew</i>.", name="herald")
    assert compare(one, crate).utterances == ()


def test_other_figures_keep_two_sentences_apart() -> None:
    one = told("Ida Oru <c>said</c> <i>the council would pay 40 crowns a ton</i>.", name="post")
    other = told("Ida Oru <c>said</c> <i>the council would pay 90 crowns a boat</i>.", name="herald")
    assert compare(one, other).utterances == ()


def test_sentences_that_follow_one_another_in_both_reports_are_one_utterance() -> None:
    one = told("<q>“We will not sell the harbour. I would rather see it silt up.”</q> So <c>said</c> Ida Oru.", name="post")
    other = told(
        "<q>“We will never sell the harbour. I would rather watch it silt up.”</q> So <c>said</c> Ida Oru.", name="herald"
    )
    (utterance,) = compare(one, other).utterances
    assert [len(telling.content) for telling in utterance.tellings] == [1, 1]
    assert "silt up" in utterance.tellings[0].content[0].exact


def test_a_quotation_that_its_cue_interrupts_is_one_telling_of_two_passages() -> None:
    one = told("<q>“We will not sell the harbour,”</q> Ida Oru <c>said</c>, <q>“to any dredger.”</q>", name="post")
    other = told("<q>“We will not sell the harbour to any dredger,”</q> Ida Oru <c>said</c>.", name="herald")
    (utterance,) = compare(one, other).utterances
    assert sorted(len(telling.content) for telling in utterance.tellings) == [1, 2]


def test_the_reports_own_voice_tells_no_utterance() -> None:
    one, (statement,) = told("Perhaps <i>the harbour board will never sell the quay</i>.", name="post")
    other, (again,) = told("Surely <i>the harbour board will never sell the quay</i>.", name="herald")
    authored = [replace(s, interpretation=replace(s.interpretation, resolved="author")) for s in (statement, again)]
    assert compare((one, (authored[0],)), (other, (authored[1],))).utterances == ()


def test_a_join_says_why() -> None:
    (utterance, *_) = compare(told(PRINTED, name="post"), told(TOLD, name="herald")).utterances
    assert "same speaker (Ida Oru)" in utterance.why
    assert "harbour" in utterance.why
    assert 0 < utterance.score <= 1


def test_a_long_tail_about_something_else_is_no_part_of_the_telling_but_a_condition_is() -> None:
    long = told(
        "<q>“We will not sell the harbour to any dredger, and the school roof needs new slates before the rains come down on "
        "forty children,”</q> Ida Oru <c>said</c>.",
        name="post",
    )
    bound = told(
        "<q>“If the banks hold and the council in the capital keeps its word about the old loan this spring, we will not sell the "
        "harbour to any dredger,”</q> Ida Oru <c>said</c>.",
        name="echo",
    )
    short = told("<q>“We will not sell the harbour to any dredger,”</q> Ida Oru <c>said</c>.", name="herald")
    assert all("slates" not in words for row in exact(compare(long, short)) for words in row)
    assert any("If the banks hold" in words for row in exact(compare(bound, short)) for words in row)


def test_one_report_has_nothing_to_be_joined_with() -> None:
    assert compare(told(PRINTED, name="post")).utterances == ()
    assert compare().utterances == ()


def test_two_outlets_with_the_very_same_text_tell_the_same_utterances() -> None:
    same = told(PRINTED, name="post", outlet="Post"), told(PRINTED, name="herald", outlet="Herald")
    assert same[0][0].text.id == same[1][0].text.id
    found = compare(*same)
    assert ["“We will not sell the harbour. I would rather see it silt up,”"] * 2 in exact(found)
    assert {t.report_id for t in found.utterances[0].tellings} == {same[0][0].id, same[1][0].id}


def test_a_label_is_told_without_whom_it_is_given_to_and_what_is_added() -> None:
    one = told("Tam Bel <c>called</c> <m>her a “hermit”</m> on Monday.", name="post", speakers={"m": "Tam Bel"})
    other = told(
        "Tam Bel <c>described</c> <m>her as a “hermit” for putting off the annual ballot over the wall</m>.",
        name="herald",
        speakers={"m": "Tam Bel"},
    )
    assert exact(compare(one, other)) == [["a “hermit”", "a “hermit”"]]


def test_one_denial_in_two_ways_is_joined() -> None:
    one = told("Ida Oru <c>dismissed</c> <i>the idea of an island joining the grid as unrealistic</i>.", name="post")
    other = told(
        "Ida Oru <c>said</c> <i>the council does not believe that membership of the grid for an island is a realistic plan</i>.",
        name="herald",
    )
    assert len(compare(one, other).utterances) == 1


def test_the_rest_of_a_quotation_is_told_with_what_was_found_of_it() -> None:
    whole = "“The wall was built for calmer winters, and the council was told so twice before the storm,” Ida Oru said."
    part = told(
        "“<q>The wall was built for calmer winters</q>, and the council was told so twice before the storm,” Ida Oru <c>said</c>.",
        name="post",
    )
    full = told(f"<q>{whole[: whole.index(' Ida')]}</q> Ida Oru <c>said</c>.", name="herald")
    (utterance,) = compare(part, full).utterances
    assert all("twice before the storm" in " ".join(p.exact for p in t.content) for t in utterance.tellings)


def test_a_sentence_of_two_quotations_tells_both_where_others_print_them_apart() -> None:
    one = told(
        "Ida Oru <c>said</c> <m>the wardens should “mind their own rotten jetties” and “stop frightening the oyster widows”</m>.",
        name="post",
    )
    other = told(
        "Ida Oru <c>said</c> <m>they should “mind their own rotten jetties” and “stop frightening the oyster widows”</m>.",
        name="herald",
    )
    third = told(
        "<q>“The wardens should mind their own rotten jetties,”</q> Ida Oru <c>said</c>. The band played on for an hour. "
        "<q2>“And they should stop frightening the oyster widows of this town,”</q2> Oru <c2>said</c2>.",
        name="echo",
    )
    found = exact(compare(one, other, third))
    jetties = [words for words in found if "“The wardens should mind their own rotten jetties,”" in words]
    widows = [words for words in found if "“And they should stop frightening the oyster widows of this town,”" in words]
    assert len(jetties) == len(widows) == 1
    assert jetties != widows
    assert all(len(words) == 3 for words in (*jetties, *widows))


def test_what_two_say_together_is_what_each_of_them_says() -> None:
    quoted = "<q>“We shall not pay one penny for the harbour wall,”</q> <s>Tam Bel</s> <c>said</c>."
    one = told(quoted, name="post", speakers={"q": "Tam Bel"})
    both = told(
        "<s>Ida Oru and Tam Bel</s> <c>said</c> <i>they would not pay one penny for the harbour wall</i>.",
        name="herald",
        speakers={"i": "Ida Oru and Tam Bel"},
    )
    assert [u.speaker for u in compare(one, both).utterances] == ["Tam Bel"]
    other = told(quoted.replace("Tam Bel", "Nils Roe"), name="post", speakers={"q": "Nils Roe"})
    assert compare(other, both).utterances == ()


def test_a_video_may_hold_the_words_of_whoever_speaks_in_it() -> None:
    words = "we shall not pay one penny for the rotten harbour wall this year or next"
    one = told(f"<q>“{words.capitalize()},”</q> <s>Tam Bel</s> <c>said</c>.", name="post", speakers={"q": "Tam Bel"})
    report, (statement,) = told(
        f"A video <c>says</c>: <q>“{words.capitalize()}.”</q>", name="herald", speakers={"q": "a video"}
    )
    video = replace(statement, interpretation=replace(statement.interpretation, kind="document"))
    assert [u.speaker for u in compare(one, (report, (video,))).utterances] == ["Tam Bel"]


def test_a_condition_is_no_utterance_of_its_own() -> None:
    one = told(
        "<q>“If the boats are not moving by Monday, the town will run them itself,”</q> Ida Oru <c>said</c>.", name="post"
    )
    turned = told(
        "Ida Oru <c>said</c> <i>the town would run the ferries itself if they were not moving by Monday</i>.", name="herald"
    )
    bare = told("Ida Oru <c>said</c> <q>“the town will run them itself.”</q>", name="packet")
    (utterance,) = compare(one, turned, bare).utterances
    assert len(utterance.tellings) == 3
    assert any("Monday" in passage.exact for telling in utterance.tellings for passage in telling.content)


def test_the_same_words_of_him_and_of_her_are_not_joined_however_many_print_his() -> None:
    words = "<q>“The harbour wall was built for calmer winters and nobody was told so,”</q> <s>{}</s> <c>said</c>."
    stories = [
        told(words.format(pronoun), name=name, speakers={"q": "Bram Sallow"})
        for name, pronoun in (("post", "he"), ("herald", "he"), ("echo", "she"))
    ]
    [utterance] = compare(*stories).utterances
    assert {telling.report_id for telling in utterance.tellings} == {report.id for report, _ in stories[:2]}


def test_a_body_is_not_another_whose_name_begins_with_its_own() -> None:
    def of_bodies(one: str, other: str) -> int:
        stories = [
            told(
                f"<i>it will send two new {what} to the harbour of Sarrow before the winter</i>, {body} <c>said</c>.", name=body
            )
            for what, body in (("ships", one), ("crews", other))
        ]
        bodies = [
            (
                report,
                tuple(replace(s, interpretation=replace(s.interpretation, speaker=body, kind="organisation")) for s in mine),
            )
            for (report, mine), body in zip(stories, (one, other), strict=True)
        ]
        return len(compare(*bodies).utterances)

    assert of_bodies("Norvania Freight", "Norvania Freight") == 1
    assert of_bodies("Norvania", "Norvania Freight") == 0


def test_a_person_speaks_for_a_body_unless_few_reports_say_so() -> None:
    board, director = "Harbour Board", "Ida Oru"
    kinds = {board: "organisation", director: "person"}

    def named(*speakers: str) -> str | None:
        stories = [
            told(
                f"<q>“The harbour of Sarrow will get two new cranes before the winter storms,”</q> {speaker} <c>said</c>.",
                name=f"r{number}",
                speakers={"q": speaker},
            )
            for number, speaker in enumerate(speakers)
        ]
        known = [
            (report, tuple(replace(s, interpretation=replace(s.interpretation, kind=kinds[speaker])) for s in mine))
            for (report, mine), speaker in zip(stories, speakers, strict=True)
        ]
        (utterance,) = compare(*known).utterances
        assert len(utterance.tellings) == len(speakers)
        return utterance.speaker

    assert named(board, director) == named(board, board, director) == "Ida Oru"
    assert named(board, board, board, director) == "Harbour Board"


BELOW = "Ida Oru <c>said</c>: <q>“The raid on the salt carts was a {} and we will answer for it,”</q> and left the hall."


def test_a_quoted_headline_is_joined_by_the_words_that_its_report_prints_below() -> None:
    headed = told("‘It was a crime’: Oru to quit Tarn\n" + BELOW.format("crime"), name="flare", headline=True)
    plain = told(BELOW.format("mistake"), name="herald")
    assert any("‘It was a crime’" in found for found in exact(compare(headed, plain)))
    other = told("‘It was a farce’: Oru to quit Tarn\n" + BELOW.format("crime"), name="flare", headline=True)
    assert not any("farce" in words for found in exact(compare(other, plain)) for words in found)


def test_a_name_that_two_reports_spell_otherwise_is_one_word_and_two_that_one_report_prints_are_two() -> None:
    def spellings(*stories) -> set[str]:
        reports, statements = [report for report, _ in stories], [found for _, found in stories]
        units = find_units(reports, statements, cast_people(reports, statements))
        return {key for unit in units for key in unit.weights if key.startswith("hald")}

    one = "Ida Oru <c>said</c> that <i>the ferry would leave Upper Haldin on Friday</i>. It rained."
    other = "Rain fell. Ida Oru <c>said</c>: <q>“The ferry leaves Upper Haldyn on Friday.”</q>"
    assert len(spellings(told(one, name="post"), told(other, name="herald"))) == 1
    both = other + " Upper Haldin is a village."
    assert len(spellings(told(one, name="post"), told(both, name="herald"))) == 2


def surely_joined(*stories) -> int:
    """How many utterances are joined where the weights find every pair unlikely."""
    first, second = (np.zeros(len(LOOKS[look])) for look in ("first", "second"))
    weights = Weights(Regression(first, first + 1, first, -9.0), Regression(second, second + 1, second, -9.0))
    reports, statements = zip(*stories, strict=True)
    return len(join_tellings(reports, statements, cast=cast_people(reports, statements), weights=weights).groups)


def test_a_quotation_that_stands_word_for_word_in_a_longer_one_tells_it_however_common_its_words_are() -> None:
    whole = told(
        "<q>“If the audit finds that I knew of the rot, I will leave the same day,”</q> Ida Oru <c>said</c>.", name="post"
    )
    cut = "Gulls cried all day. <q>“I will leave the same day,”</q> {} <c>told</c> reporters at the pier."
    assert surely_joined(whole, told(cut.format("Ida Oru"), name="herald")) == 1
    assert surely_joined(whole, told(cut.format("Tam Bel"), name="herald", speakers={"q": "Tam Bel"})) == 0
    assert surely_joined(whole, told("<q>“Knew of the rot,”</q> Ida Oru <c>said</c> as gulls cried.", name="herald")) == 0
    assert surely_joined(whole, told("Ida Oru <c>said</c> <i>she will leave the same day</i>.", name="herald")) == 0
