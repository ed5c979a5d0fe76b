"""The learned finder as it ships: what it finds in an invented report, and that a report's result does not depend on its company."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from onrecord.models.loader import shipped_model
from onrecord.statements.learned import MODEL, ShippedReader, choose, find_attributions, find_drafts

HERE = Path(__file__).parent
WORDS = (HERE / "learned_text.txt").read_text(encoding="utf-8")


def told(words: str) -> list[tuple[str, str, str]]:
    """(source, cue, content) as the text has them."""
    return [
        tuple(" … ".join(span.cut(words) for span in getattr(each, role)) for role in ("source", "cue", "content"))  # type: ignore[misc]
        for each in find_attributions(words)
    ]


def test_an_interrupted_quotation_is_one_content_in_two_spans():
    (found,) = [a for a in find_attributions(WORDS) if "not safe" in a.content[0].cut(WORDS)]
    assert [span.cut(WORDS) for span in found.content] == [
        "“The old ferry is not safe,”",
        "“We counted nine leaks in a week, and I will not wait for a tenth.”",
    ]
    assert found.source[0].cut(WORDS).startswith("Ada Vale")


def test_speech_without_marks_is_found_by_its_cue():
    assert any(source == "She" and "told" in cue and "the hull was sound" in content for source, cue, content in told(WORDS))


def test_what_is_told_in_a_telling_stands_under_it():
    found = find_attributions(WORDS)
    inner = [a for a in found if a.source and a.source[0].cut(WORDS) == "Captain Rook"]
    assert inner
    assert inner[0].parent is not None
    assert found[inner[0].parent].source[0].cut(WORDS) == "She"


def test_a_mark_that_is_never_closed_costs_no_later_statement():
    sources = [source for source, _, _ in told(WORDS)]
    assert "Marn" in sources
    hurt = WORDS.replace("not safe,”", "not safe,")
    assert "Marn" in [source for source, _, _ in told(hurt)]
    assert any("not safe" in content for _, _, content in told(hurt))


def test_narration_is_nobodys_statement():
    assert not any("dogs" in content or "gulls" in content for _, _, content in told(WORDS))


def test_scores_are_chances_and_the_model_is_named():
    for each in find_attributions(WORDS):
        assert 0.0 < each.score <= 1.0
        assert each.score == round(each.score, 3)
        assert each.why in (f"model {MODEL}", f"model {MODEL}, told within", f"model {MODEL}, below its floor for a quotation")


@pytest.mark.parametrize("words", ["", " ", "\n\n", "…", "“”", "No."])
def test_a_text_with_nothing_to_tell_gives_nothing(words):
    assert find_attributions(words) == ()


@pytest.mark.parametrize(
    "words", ["“" * 3000, "said " * 2000, "a" * 9000, "\U0001f600 said “\U0001f600”.", "Ada said: \ud800 no"]
)
def test_odd_texts_end_in_a_result(words):
    for each in find_attributions(words):
        assert all(0 <= span.start < span.end <= len(words) for span in (*each.content, *each.cue, *each.source))


def test_a_report_gives_the_same_alone_in_company_and_in_another_process():
    alone = repr(find_attributions(WORDS))
    for company in ("Ada Vale said no.", WORDS[::-1], WORDS * 3):
        find_attributions(company)
        assert repr(find_attributions(WORDS)) == alone
    code = (
        "import sys; from pathlib import Path; from onrecord.statements.learned import find_attributions;"
        "sys.stdout.buffer.write(repr(find_attributions(Path(sys.argv[1]).read_text(encoding='utf-8'))).encode())"
    )
    other = subprocess.run([sys.executable, "-c", code, str(HERE / "learned_text.txt")], capture_output=True, check=True)
    assert other.stdout.decode() == alone


def test_no_torch_and_no_spacy_are_loaded():
    code = "import sys; from onrecord.statements.learned import find_attributions as f; f('Ada said no.'); print({'torch', 'spacy', 'transformers'} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "set()"


def test_the_shipped_file_says_what_the_trainer_said():
    """Stated tolerance of int8 against the trainer's float32: anchor logits within 1.0 and 0.25 on the mean; the same spans for all that are chosen but one in eight."""
    reference = json.loads((HERE / "learned_reference.json").read_text(encoding="utf-8"))
    reader = ShippedReader(shipped_model(MODEL))
    mine = find_drafts(WORDS, reader)
    by_cue = {tuple(map(tuple, r["cue"])): r for r in reference if r["cue"]}
    gaps = [
        abs(x.evidence[0] - by_cue[key]["evidence"][0])
        for x in mine
        if x.cue and (key := tuple(tuple(span) for span in x.cue)) in by_cue
    ]
    assert len(gaps) >= 8
    assert max(gaps) < 1.0
    assert sum(gaps) / len(gaps) < 0.25
    chosen = choose(mine, reader.calibration, floor=reader.calibration["floor"], why="")
    expected = {json.dumps([r["content"], r["source"]]) for r in reference}
    same = [json.dumps([[list(s) for s in x.content], [list(s) for s in x.source]]) in expected for x in chosen]
    assert sum(same) >= 0.875 * len(same)
