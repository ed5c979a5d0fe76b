"""A record built from the answer key itself scores full marks; what is taken from it or altered costs exactly that."""

import copy
import json

import pytest

from evaluation.keys import Story, read_story, spans_of, story_folders
from evaluation.samples import MEASURES, as_measures, main, score, score_all

STORIES = {folder.name: read_story(folder) for folder in story_folders()}


def spans(entry: dict, side: str = "") -> list[list[int]]:
    return [list(span) for span in spans_of(entry[f"exact{side}"], entry[f"at{side}"])]


def perfect(story: Story) -> dict:
    """The record that a faultless reader would write."""
    key, ids = story.key, {name: f"r-{name}" for name in story.texts}
    ended = lambda entry: {"report": ids[entry["report"]], "span": spans(entry)[0]}  # noqa: E731

    def place(row: dict) -> dict:
        witnesses = [
            {"report": ids[report], "telling": k, "span": spans(row, side)[0] if row[f"exact{side}"] else None}
            for k, (report, side) in enumerate(zip(row["reports"], ("_a", "_b"), strict=True))
        ]
        return {"class": row["class"], "witnesses": witnesses}

    return {
        "format": "onrecord/1",
        "reports": [
            {
                "id": ids[name],
                "name": name,
                "blocks": [{"kind": "furniture", "span": spans(x)[0]} for x in key["furniture"] if x["report"] == name],
            }
            for name in sorted(story.texts)
        ],
        "statements": [
            {
                "report": ids[q["report"]],
                "content": spans(q),
                "speaker": q["speaker"],
                "resolved": "yes" if q["speaker"] else "no",
            }
            for q in key["statements"]
        ],
        "utterances": [
            {
                "id": u["id"],
                "speaker": u["speaker"],
                "tellings": [{"report": ids[t["report"]], "content": spans(t)} for t in u["tellings"]],
                "readings": [place(row) for row in u["readings"] if row["class"] != "identical"],
                "origins": u["origins"],
            }
            for u in key["utterances"]
        ],
        "facts": [
            {"id": f"{f['id']}{n}", "verdict": f["verdict"], "dispute": f.get("dispute", False), "values": values, "why": ""}
            for f in key["facts"]
            for n, values in enumerate(sides(f, ended))
        ],
        "citations": [{**ended(x), "cites": x["cites"], "own": x["own"]} for x in key["citations"]],
        "copies": [
            {"reports": [ids[r] for r in x["reports"]], "a": spans(x, "_a")[0], "b": spans(x, "_b")[0]} for x in key["copies"]
        ],
        "only": {ids[r]: [{"kind": x["kind"], "span": spans(x)[0]} for x in xs] for r, xs in key["only"].items()},
        "leaves_out": {
            ids[r]: [name if name.startswith("u") else f"{name}0" for name in names] for r, names in key["leaves_out"].items()
        },
        "differences": [{"kind": d["kind"], "passages": [ended(p) for p in d["passages"]]} for d in key["differences"]],
        "reversals": [{"speaker": x["speaker"], "from": ended(x["from"]), "to": ended(x["to"])} for x in key["reversals"]],
    }


def sides(fact: dict, ended) -> list[list[dict]]:
    """A fact's values; where the key sets two sides against each other, every value of one against every one of the other."""
    if not any("side" in value for value in fact["values"]):
        return [[ended(value) for value in fact["values"]]]
    a, b = ([v for v in fact["values"] if v["side"] == side] for side in "ab")
    return [[ended(x), ended(y)] for x in a for y in b if x["report"] != y["report"]]


@pytest.fixture(params=sorted(STORIES))
def story(request) -> Story:
    return STORIES[request.param]


@pytest.fixture
def ceasefire() -> tuple[Story, dict]:
    return STORIES["ceasefire"], perfect(STORIES["ceasefire"])


def test_the_key_itself_scores_full_marks(story: Story) -> None:
    for name, tally in score(story, perfect(story)).items():
        if tally is None:
            assert name in ("omissions that change the meaning",), name
            continue
        assert tally.found == tally.gold, (name, [case for case, found in tally.cases.items() if not found])
        assert tally.system is None or tally.right == tally.system, name
        assert tally.value == 1.0


def test_an_empty_record_finds_nothing_and_claims_nothing(ceasefire) -> None:
    story, record = ceasefire
    record |= {"statements": [], "utterances": [], "facts": [], "citations": [], "copies": []}
    tallies = score(story, record)
    for name in ("utterance pairs", "facts conflict", "citations", "copies", "readings", "origins"):
        assert (tallies[name].found, tallies[name].right, tallies[name].value) == (0, 0, 0.0)
        assert tallies[name].gold > 0
    assert tallies["quotations"].notes == {"not found": tallies["quotations"].gold}


def test_what_a_record_does_not_carry_is_no_zero(ceasefire) -> None:
    story, record = ceasefire
    for part in ("only", "leaves_out", "differences", "reversals"):
        del record[part]
    for report in record["reports"]:
        del report["blocks"]
    tallies = score(story, record)
    silent = {name for name, tally in tallies.items() if tally is None}
    assert silent == {
        "furniture", "only", "leaves out", "differences", "order of differences", "reversals",
    }  # fmt: skip
    assert silent.isdisjoint(as_measures(tallies))


def test_a_lost_telling_costs_its_pairs(ceasefire) -> None:
    story, record = ceasefire
    before = score(story, record)["utterance pairs"]
    door = next(u for u in record["utterances"] if u["id"] == "u7")
    door["tellings"] = [t for t in door["tellings"] if t["report"] != "r-morning-flare"]
    after = score(story, record)["utterance pairs"]
    assert (before.found - after.found, before.right - after.right, before.system - after.system) == (2, 2, 2)


def test_a_false_join_costs_precision_and_no_recall(ceasefire) -> None:
    story, record = ceasefire
    door, funerals = (next(u for u in record["utterances"] if u["id"] == name) for name in ("u7", "u6"))
    door["tellings"].append(funerals["tellings"][1])
    tally = score(story, record)["utterance pairs"]
    assert tally.found == tally.gold
    assert tally.system - tally.right == 3


def test_another_speaker_costs_the_pair(ceasefire) -> None:
    story, record = ceasefire
    next(u for u in record["utterances"] if u["id"] == "u5")["speaker"] = "Nadia Strell"
    tally = score(story, record)["utterance pairs"]
    assert (tally.gold - tally.found, tally.system - tally.right) == (1, 1)


def test_a_name_is_right_in_any_form_that_a_report_prints(ceasefire) -> None:
    story, record = ceasefire
    for statement in record["statements"]:
        statement["speaker"] = {"Ilian Morvath": "Mr Morvath", "Nadia Strell": "Nadja Strell"}.get(
            statement["speaker"], statement["speaker"]
        )
    tally = score(story, record)["quotations"]
    assert tally.found == tally.gold


def test_quotations_are_wrong_unresolved_or_missing(ceasefire) -> None:
    story, record = ceasefire
    told = [s for s in record["statements"] if s["speaker"] == "Piet Sonnewald"]
    told[0]["speaker"], told[1]["speaker"] = "Dagna Ruel", None
    record["statements"].remove(told[2])
    tally = score(story, record)["quotations"]
    assert tally.gold - tally.found == 3
    assert tally.notes == {"wrong": 1, "unresolved": 1, "not found": 1}


def test_nobody_may_speak_for_a_song_or_a_banner() -> None:
    story = STORIES["works-fire"]
    record = perfect(story)
    next(s for s in record["statements"] if s["speaker"] is None)["speaker"] = "Marek Tolliver"
    tally = score(story, record)["nobody's quotations"]
    assert (tally.gold, tally.found) == (1, 0)


def test_a_class_that_is_wrong_is_a_place_that_is_found(ceasefire) -> None:
    story, record = ceasefire
    pardon = next(u for u in record["utterances"] if u["id"] == "u5")
    pardon["readings"][0]["class"] = "synonym"
    tally = score(story, record)["readings"]
    assert (tally.gold - tally.found, tally.notes["place found"]) == (1, tally.gold)


def test_wording_stands_for_synonym_and_translation(ceasefire) -> None:
    story, record = ceasefire
    for utterance in record["utterances"]:
        for place in utterance["readings"]:
            place["class"] = {"translation": "wording", "synonym": "wording"}.get(place["class"], place["class"])
    tally = score(story, record)["readings"]
    assert tally.found == tally.gold


def test_a_difference_between_equal_words_is_denied(ceasefire) -> None:
    story, record = ceasefire
    days = next(u for u in record["utterances"] if u["id"] == "u2")
    before = score(story, record)["readings"].found
    days["tellings"] = [t for t in days["tellings"] if t["report"] != "r-morning-flare"]
    assert before - score(story, record)["readings"].found == 1  # its words are the same as another report's, but not joined


def test_a_false_alarm_inside_marks_costs_precision(ceasefire) -> None:
    story, record = ceasefire
    place = next(p for u in record["utterances"] for p in u["readings"] if p["class"] == "translation")
    place["class"] = "altered-inside-marks"
    tally = score(story, record)["altered or bowdlerised"]
    assert (tally.found, tally.system - tally.right) == (tally.gold, 1)


def test_a_missed_alteration_costs_recall(ceasefire) -> None:
    story, record = ceasefire
    bridge = next(u for u in record["utterances"] if u["id"] == "u4")
    bridge["readings"] = [p for p in bridge["readings"] if p["class"] != "altered-inside-marks"]
    tally = score(story, record)["altered or bowdlerised"]
    assert (tally.found, tally.gold, tally.system) == (0, 6, 0)


def test_omissions_that_change_the_meaning_are_told_apart_where_the_record_does(ceasefire) -> None:
    story, record = ceasefire
    assert score(story, record)["omissions that change the meaning"].value == 1.0
    light = next(p for u in record["utterances"] for p in u["readings"] if p["class"] == "omission")
    light["class"] = "omission-changes-meaning"
    tally = score(story, record)["omissions that change the meaning"]
    assert (tally.found, tally.system - tally.right) == (tally.gold, 1)


def test_both_bounds_of_the_origins_count(ceasefire) -> None:
    story, record = ceasefire
    offer = next(u for u in record["utterances"] if u["id"] == "u1")
    offer["origins"] = {"lower": 3, "upper": 3}
    tally = score(story, record)["origins"]
    assert (tally.gold - tally.found, tally.notes["lower right"] - tally.notes["upper right"]) == (1, 1)


def test_a_conflict_that_is_none_costs_precision(ceasefire) -> None:
    story, record = ceasefire
    killed = next(f for f in record["facts"] if f["id"] == "f10")
    killed["verdict"] = "conflict"
    tallies = score(story, record)
    assert tallies["facts conflict"].system - tallies["facts conflict"].right == 3
    assert tallies["facts coarser"].gold - tallies["facts coarser"].found == 3


def test_a_dispute_between_speakers_is_no_conflict_between_reports(ceasefire) -> None:
    story, record = ceasefire
    disputes = [f for f in record["facts"] if f["dispute"]]
    disputes[0]["dispute"] = False
    tallies = score(story, record)
    assert tallies["facts conflict"].system - tallies["facts conflict"].right == 1
    assert tallies["facts dispute"].gold - tallies["facts dispute"].found == 1


def test_a_story_without_any_dispute_given_has_missed_those_of_its_key(ceasefire) -> None:
    story, record = ceasefire
    record["facts"] = [fact for fact in record["facts"] if not fact["dispute"]]
    tally = score(story, record)["facts dispute"]
    assert tally is not None
    assert tally.gold > 0
    assert tally.found == 0


def test_a_lost_citation_costs_one(ceasefire) -> None:
    story, record = ceasefire
    record["citations"].remove(next(x for x in record["citations"] if x["cites"] == "Halcyon Post" and not x["own"]))
    tally = score(story, record)["citations"]
    assert (tally.gold - tally.found, tally.system - tally.right) == (1, 0)


def test_own_and_optional_citations_count_neither_way(ceasefire) -> None:
    story, record = ceasefire
    before = score(story, record)["citations"]
    record["citations"] = [x for x in record["citations"] if not x["own"] and x["cites"] != "Red Lantern"]
    after = score(story, record)["citations"]
    assert (after.gold, after.found, after.system, after.right) == (before.gold, before.found, before.system, before.right)


def test_a_lost_copy_costs_one_and_an_invented_one_another(ceasefire) -> None:
    story, record = ceasefire
    lost = record["copies"].pop()
    record["copies"].append({**lost, "a": [0, 40]})
    tally = score(story, record)["copies"]
    assert (tally.gold - tally.found, tally.system - tally.right) == (1, 1)


def test_a_paragraph_called_furniture_costs_precision(ceasefire) -> None:
    story, record = ceasefire
    text = story.texts["halcyon-post"]
    start = text.index("It was the most sombre")
    report = next(r for r in record["reports"] if r["name"] == "halcyon-post")
    report["blocks"].append({"kind": "furniture", "span": [start, start + 60]})
    tally = score(story, record)["furniture"]
    assert (tally.found, tally.system - tally.right) == (tally.gold, 1)


def test_what_another_report_tells_too_does_not_stand_alone(ceasefire) -> None:
    story, record = ceasefire
    door = next(u for u in record["utterances"] if u["id"] == "u7")["tellings"][0]
    record["only"][door["report"]].append({"kind": "quotation", "span": door["content"][0]})
    tally = score(story, record)["only"]
    assert (tally.found, tally.system - tally.right) == (tally.gold, 1)


def test_the_order_of_differences_counts(ceasefire) -> None:
    story, record = ceasefire
    record["differences"][0], record["differences"][1] = record["differences"][1], record["differences"][0]
    tallies = score(story, record)
    assert tallies["differences"].value == 1.0
    assert (tallies["order of differences"].gold - tallies["order of differences"].found) == 1
    assert "first one first" not in tallies["order of differences"].notes


def test_a_missed_reversal_costs_one() -> None:
    story = STORIES["ferry-strike"]
    record = perfect(story)
    record["reversals"].pop()
    tally = score(story, record)["reversals"]
    assert (tally.gold, tally.found, tally.right, tally.system) == (2, 1, 1, 1)


def test_counts_add_up_over_stories() -> None:
    records = {name: perfect(story) for name, story in STORIES.items()}
    total = score_all(STORIES.values(), records)
    assert total["quotations"].gold == sum(score(s, records[n])["quotations"].gold for n, s in STORIES.items())
    assert all(len(tally.cases) == tally.gold for tally in total.values() if tally)
    assert set(total) == set(MEASURES)


def test_scoring_changes_nothing(story: Story) -> None:
    record = perfect(story)
    before = copy.deepcopy(record)
    score(story, record)
    assert record == before


def test_the_command_prints_every_measure(tmp_path, capsys) -> None:
    for name, story in STORIES.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(perfect(story)), encoding="utf-8")
    assert main([str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert all(name in printed for name in MEASURES)


def test_the_command_names_a_missing_record(tmp_path, capsys) -> None:
    assert main([str(tmp_path)]) == 1
    assert "no record of ceasefire, ferry-strike, harbour-trial, works-fire" in capsys.readouterr().err
