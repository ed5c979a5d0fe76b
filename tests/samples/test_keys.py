import re
from pathlib import Path

import pytest

from evaluation.keys import (
    KeyFault,
    Story,
    faults,
    pin,
    pinned_entries,
    read_story,
    read_texts,
    spans_of,
    story_folders,
)

FOLDERS = story_folders()
STORIES = [read_story(folder) for folder in FOLDERS]


def entries(part: str) -> list[tuple[Story, dict]]:
    return [(story, entry) for story in STORIES for entry in story.key[part]]


def readings(*classes: str) -> list[dict]:
    return [r for _, u in entries("utterances") for r in u["readings"] if r["class"] in classes]


def damaged(kind: str) -> list[tuple[Story, dict]]:
    return [(story, q) for story, q in entries("statements") if q.get("damage") == kind]


def line_of(story: Story, entry: dict) -> str:
    text = story.texts[entry["report"]]
    return text[: entry["at"]].rsplit("\n", 1)[-1] + text[entry["at"] :].split("\n", 1)[0]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_key_is_sound(folder: Path) -> None:
    story = read_story(folder)
    assert faults(story.key, story.texts) == []
    for name, entry in pinned_entries(story.key):
        for suffix, report in (
            [("", entry["report"])] if "report" in entry else zip(("_a", "_b"), entry["reports"], strict=True)
        ):
            exact, at = entry[f"exact{suffix}"], entry[f"at{suffix}"]
            for piece, (start, end) in zip(
                [exact] if isinstance(exact, str) else exact or [], spans_of(exact, at), strict=True
            ):
                assert story.texts[report][start:end] == piece, name


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_report_has_its_metadata(folder: Path) -> None:
    import json

    texts = read_texts(folder)
    assert 3 <= len(texts) <= 5
    for name, text in texts.items():
        metadata = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        assert list(metadata) == ["outlet", "url", "published", "title", "byline"]
        assert re.fullmatch(r"https://([\w-]+\.)*(example|example\.(org|net|com))/\S+", metadata["url"])
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", metadata["published"])
        assert 220 <= len(text.split()) <= 550


def test_a_moved_word_is_a_fault() -> None:
    story = read_story(FOLDERS[0])
    report = next(iter(story.texts))
    moved = {**story.texts, report: "x" + story.texts[report]}
    told = sum(1 for _, entry in pinned_entries(story.key) if entry.get("report") == report)
    assert len(faults(story.key, moved)) >= told > 10


def test_words_that_stand_twice_are_not_pinned_by_guess() -> None:
    key = {
        "utterances": [],
        "facts": [
            {"id": "f1", "kind": "number", "verdict": "single", "values": [{"report": "echo", "exact": "two", "at": None}]}
        ],
    }
    with pytest.raises(KeyFault, match="2 places for 'two'"):
        pin(key, {"echo": "two boats and two men"})
    key["facts"][0]["values"][0]["exact"] = "and ⟦two⟧ men"
    assert pin(key, {"echo": "two boats and two men"})["facts"][0]["values"][0] == {"report": "echo", "exact": "two", "at": 14}


# --- every difficulty that the samples are there for stands in at least one of them -----------------------------------------


def test_there_are_four_stories_and_one_is_the_demo() -> None:
    assert len(STORIES) >= 4
    assert [story.name for story in STORIES if story.key["demo"]] == ["ceasefire"]


@pytest.mark.parametrize(
    "wanted",
    [
        "identical",
        "typographic",
        "spelling",
        "inflection",
        "person-shift",
        "translation",
        "synonym",
        "omission",
        "omission-changes-meaning",
        "altered-inside-marks",
        "bowdlerised",
    ],
)
def test_every_class_of_reading_occurs(wanted: str) -> None:
    assert readings(wanted)


def test_an_ellipsis_that_leaves_the_meaning_alone() -> None:
    assert any("…" in (r["exact_a"], r["exact_b"]) for r in readings("omission"))


def test_a_dropped_condition() -> None:
    assert any((r["exact_a"] or r["exact_b"]).startswith("If ") for r in readings("omission-changes-meaning"))


def test_direct_in_one_report_and_indirect_in_another() -> None:
    manners = [{(t["report"], t["manner"]) for t in u["tellings"]} for _, u in entries("utterances")]
    assert sum(any(a != b and {m, n} == {"direct", "indirect"} for a, m in u for b, n in u) for u in manners) >= 10


def test_headlines_tell_too() -> None:
    in_headlines = [t for _, u in entries("utterances") for t in u["tellings"] if t.get("place") == "headline"]
    assert {"direct", "indirect"} <= {t["manner"] for t in in_headlines}


def test_one_report_has_no_headline_in_its_text() -> None:
    import json

    headless = [
        name
        for folder in FOLDERS
        for name, text in read_texts(folder).items()
        if json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))["title"] not in text
    ]
    assert headless == ["radio-northmere"]


@pytest.mark.parametrize("kind", ["unclosed", "marks-lost", "doubled", "nested", "paragraphs", "mixed-marks"])
def test_every_damage_to_marks_occurs(kind: str) -> None:
    assert damaged(kind)


def test_damage_is_what_it_is_said_to_be() -> None:
    for story, quotation in damaged("unclosed"):
        after = line_of(story, quotation)
        assert sum(after.count(mark) for mark in '“”"') % 2 == 1
    for story, quotation in damaged("marks-lost"):
        assert not re.search('[“”"]', line_of(story, quotation))
    for story, quotation in damaged("doubled"):
        assert "``" in line_of(story, quotation)
        assert "''" in line_of(story, quotation)
    for story, quotation in damaged("mixed-marks"):
        line = line_of(story, quotation)
        assert "“" in line
        assert '"' in line
    opened = [line_of(story, q).lstrip() for story, q in damaged("paragraphs") if line_of(story, q).lstrip()[0] == "“"]
    assert len(opened) >= 4
    assert any("”" not in line for line in opened)


def test_one_report_has_lost_all_its_apostrophes() -> None:
    lost = [name for story in STORIES for name, text in story.texts.items() if not re.search(r"\w[’']\w", text)]
    assert lost == ["daily-prow"]


def test_one_report_has_the_line_ends_of_another_system() -> None:
    assert [name for s in STORIES for name, text in s.texts.items() if "\r\n" in text] == ["averil-advertiser"]


@pytest.mark.parametrize("kind", ["number", "date", "place", "amount"])
def test_coarser_figures_dates_places_and_amounts(kind: str) -> None:
    assert any(f["verdict"] == "coarser" and f["kind"] == kind for _, f in entries("facts"))


def test_conflicts_between_reports_and_disputes_between_speakers() -> None:
    conflicts = [f for _, f in entries("facts") if f["verdict"] == "conflict"]
    assert {f["dispute"] for f in conflicts} == {True, False}
    assert len(conflicts) >= 6


def test_names_of_people_and_of_a_place_are_spelt_in_two_ways() -> None:
    spellings = [{v["exact"].casefold() for v in f["values"]} for _, f in entries("facts") if f["kind"] == "spelling"]
    assert sum(len(forms) > 1 for forms in spellings) >= 4
    assert {"upper haldin", "upper haldyn"} in spellings


@pytest.mark.parametrize("form", ["as reported by", "told the Halcyon Post", "ccording to", "familiar with", "has reported"])
def test_hearsay_in_its_forms(form: str) -> None:
    assert any(form in line_of(story, x) for story, x in entries("citations"))


@pytest.mark.parametrize("form", [r"\([A-Z][\w ]+\) —", r"contributed to this report", r"^(By )?[\w ,]*Press|Wire$"])
def test_agencies_are_credited_in_their_forms(form: str) -> None:
    assert any(re.search(form, line_of(story, x).strip()) for story, x in entries("citations"))


def test_copies_are_shared_narration() -> None:
    copies = entries("copies")
    assert {story.name for story, _ in copies} >= {"ceasefire", "works-fire", "harbour-trial"}
    assert all(len(x["exact_a"].split()) >= 8 and len(x["exact_b"].split()) >= 8 for _, x in copies)


def test_furniture_stands_at_the_top_in_the_middle_and_at_the_end() -> None:
    places = [x["at"] / len(story.texts[x["report"]]) for story, x in entries("furniture")]
    assert min(places) == 0
    assert any(0.2 < place < 0.8 for place in places)
    assert max(places) > 0.9


def test_origins_are_counted_in_every_way() -> None:
    bounds = {
        (u["origins"]["lower"], u["origins"]["upper"], len({t["report"] for t in u["tellings"]}))
        for _, u in entries("utterances")
    }
    assert any(upper < told for _, upper, told in bounds)  # copies or a citation chain
    assert any(lower == upper == told for lower, upper, told in bounds)  # each has its own
    assert any(lower < upper for lower, upper, _ in bounds)  # not to be decided


def test_a_position_is_reversed() -> None:
    reversals = entries("reversals")
    assert any(x["speaker"] == "Orla Tressick" for _, x in reversals)
    assert all(x["from"]["report"] != x["to"]["report"] for _, x in reversals)


def test_the_same_opinion_on_two_occasions_is_kept_apart() -> None:
    assert any(x["speaker"] == "Bennet Garrow" for _, x in entries("same_position"))


@pytest.mark.parametrize("kind", ["altered", "missing-condition", "conflict", "hardened", "softened", "bowdlerised"])
def test_differences_that_matter_of_every_kind(kind: str) -> None:
    assert any(x["kind"] == kind for _, x in entries("differences"))


def test_every_quotation_in_marks_is_listed() -> None:
    marked = re.compile(r"[“‘\"](?!\s)([^”\"\n]+?)(?:[”\"]|(?<=\w)’(?!\w))")
    for story in STORIES:
        for report, text in story.texts.items():
            listed = [s for q in story.key["statements"] if q["report"] == report for s in spans_of(q["exact"], q["at"])]
            for found in marked.finditer(text):
                assert any(s < found.end(1) and found.start(1) < e for s, e in listed), (report, found.group())
