"""The gate against runners made up for the purpose: what opens it, what closes it, and what it takes to move a floor."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from evaluation.doors import find_shared
from evaluation.gate import digest_gold, main
from evaluation.measure import UnfitMeasure, as_measures
from evaluation.pins import EPSILON, describe_pins, read_pins
from evaluation.runners import RUNNERS, Runner


def share(right: int, of: int, *, cases: str = "") -> dict[str, object]:
    """A measure of ``right`` out of ``of``; ``cases`` draws them: ``+-+`` is case 0 right, 1 wrong, 2 right."""
    return {
        "value": right / of,
        "counts": {"right": right, "of": of},
        "cases": {f"mill-fire/{i}": mark == "+" for i, mark in enumerate(cases)},
    }


class Workshop:
    """A repository with one gold file, a folder of pins, and runners that give what the test wants."""

    def __init__(self, root: Path) -> None:
        self.root = root / "repository"
        self.folder = self.root / "evaluation"
        self.gold = self.root / "mill-fire.json"
        self.folder.mkdir(parents=True)
        self.gold.write_text('{"speaker": "Ilse Maron"}', encoding="utf-8")
        self.measures: dict[str, dict[str, object]] = {"speakers": share(2, 4, cases="++--")}
        self.runners = [Runner(name="mill", about="a mill fire", needs_shared=False, gold=lambda r: [self.gold], run=self.run)]

    def run(self, root: Path) -> dict[str, dict[str, object]]:
        return self.measures

    def gate(self, *arguments: str, environ: dict[str, str] | None = None) -> int:
        return main(arguments, runners=self.runners, folder=self.folder, root=self.root, environ=environ or {})

    def floor(self, measure: str = "speakers") -> float:
        return read_pins(self.folder)[0]["mill"].floors[measure]

    def reasons(self) -> list[dict[str, object]]:
        return read_pins(self.folder)[1]


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    made = Workshop(tmp_path)
    assert made.gate("--update") == 0
    return made


def test_it_is_closed_before_anything_is_pinned(tmp_path: Path) -> None:
    assert Workshop(tmp_path).gate() == 1


def test_it_opens_on_what_was_pinned(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    assert workshop.gate() == 0
    assert "gate: open\n" in capsys.readouterr().out


def test_it_closes_when_a_measure_falls(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    workshop.measures["speakers"] = share(1, 4, cases="+---")
    assert workshop.gate() == 1
    assert "lost 1: mill-fire/1" in capsys.readouterr().out


def test_one_case_among_the_most_that_any_measure_has_is_more_than_epsilon() -> None:
    assert EPSILON < 2 * 1000 / 4400 - 2 * 999 / 4400


def test_rounding_does_not_close_it(workshop: Workshop) -> None:
    workshop.measures["speakers"] = {**share(2, 4, cases="++--"), "value": 0.5 - EPSILON / 2}
    assert workshop.gate() == 0


def test_rounding_does_not_let_a_floor_creep_down(workshop: Workshop) -> None:
    workshop.measures["speakers"] = {**share(2, 4, cases="++--"), "value": 0.5 - EPSILON / 2}
    assert workshop.gate("--update") == 0
    assert workshop.floor() == 0.5


def test_cases_gained_and_lost_are_named_even_where_the_figure_stays(
    workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    workshop.measures["speakers"] = share(2, 4, cases="+-+-")
    assert workshop.gate() == 0
    out = capsys.readouterr().out
    assert "gained 1: mill-fire/2" in out
    assert "lost 1: mill-fire/1" in out


def test_a_better_run_raises_the_floor(workshop: Workshop) -> None:
    workshop.measures["speakers"] = share(3, 4, cases="+++-")
    assert workshop.gate("--update") == 0
    assert workshop.floor() == 0.75


def test_update_alone_does_not_lower_a_floor(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    workshop.measures["speakers"] = share(1, 4, cases="+---")
    assert workshop.gate("--update") == 1
    assert workshop.floor() == 0.5
    assert "--allow-regression" in capsys.readouterr().out


def test_a_floor_falls_for_a_reason_and_the_reason_stays(workshop: Workshop) -> None:
    workshop.measures["speakers"] = share(1, 4, cases="+---")
    assert workshop.gate("--update", "--allow-regression", "two joint speakers were right by accident") == 0
    assert workshop.floor() == 0.25
    workshop.measures["speakers"] = share(3, 4, cases="+++-")
    assert workshop.gate("--update") == 0
    assert [reason["reason"] for reason in workshop.reasons()] == ["two joint speakers were right by accident"]


@pytest.mark.parametrize("arguments", [("--allow-regression", "why"), ("--update", "--allow-regression", "  ")])
def test_a_reason_needs_an_update_and_words(workshop: Workshop, arguments: tuple[str, ...]) -> None:
    with pytest.raises(SystemExit):
        workshop.gate(*arguments)


def test_a_quiet_edit_of_the_gold_closes_it(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    workshop.gold.write_text('{"speaker": "Ilse Marron"}', encoding="utf-8")
    assert workshop.gate() == 1
    assert "the gold is not the one" in capsys.readouterr().out
    assert workshop.gate("--update") == 1
    assert workshop.gate("--update", "--gold-changed", "the name was misspelt") == 0
    assert workshop.gate() == 0
    assert workshop.reasons()[0]["reason"] == "the name was misspelt"


def test_other_cases_on_the_same_gold_close_it(workshop: Workshop) -> None:
    workshop.measures["speakers"] = share(2, 3, cases="++-")
    assert workshop.gate() == 1


def test_a_measure_that_disappears_closes_it(workshop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    workshop.measures = {}
    assert workshop.gate() == 1
    assert "gone; its floor is 0.5000" in capsys.readouterr().out
    assert workshop.gate("--update") == 1


def test_a_new_measure_needs_a_floor(workshop: Workshop) -> None:
    workshop.measures["cues"] = share(1, 2)
    assert workshop.gate() == 1
    assert workshop.gate("--update") == 0
    assert workshop.gate() == 0


def test_a_runner_that_was_pinned_and_is_gone_closes_it(workshop: Workshop) -> None:
    workshop.runners = []
    assert workshop.gate() == 1
    assert workshop.gate("--update") == 1
    assert workshop.gate("--update", "--allow-regression", "the mill is measured elsewhere") == 0
    assert workshop.gate() == 0


def test_a_runner_that_breaks_closes_it_and_the_others_are_still_judged(
    workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(root: Path) -> dict[str, dict[str, object]]:
        raise OSError("the kiln is cold")

    workshop.runners.insert(0, replace(workshop.runners[0], name="kiln", run=broken))
    assert workshop.gate() == 1
    out = capsys.readouterr().out
    assert "OSError: the kiln is cold" in out
    assert "ok      speakers" in out
    assert workshop.gate("--update", "--allow-regression", "a", "--gold-changed", "b") == 1


def test_without_the_shared_folder_it_says_so_and_judges_the_rest(
    workshop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    workshop.runners.append(replace(workshop.runners[0], name="elsewhere", needs_shared=True))
    assert workshop.gate() == 0
    out = capsys.readouterr().out
    assert "not run: no folder `shared`" in out
    assert "gate: open without elsewhere" in out


def test_pins_of_what_could_not_run_are_kept(workshop: Workshop, tmp_path: Path) -> None:
    shared = tmp_path / "labels"
    shared.mkdir()
    workshop.runners.append(replace(workshop.runners[0], name="elsewhere", needs_shared=True, gold=lambda s: [s / "gold.json"]))
    (shared / "gold.json").write_text("{}", encoding="utf-8")
    assert workshop.gate("--update", environ={"ONRECORD_SHARED": str(shared)}) == 0
    assert workshop.gate("--update") == 0
    assert set(read_pins(workshop.folder)[0]) == {"mill", "elsewhere"}


def test_gold_that_is_missing_in_the_shared_folder_is_no_failure(workshop: Workshop, tmp_path: Path) -> None:
    workshop.runners.append(replace(workshop.runners[0], name="elsewhere", needs_shared=True, gold=lambda s: [s / "gold.json"]))
    assert workshop.gate(environ={"ONRECORD_SHARED": str(tmp_path)}) == 0


def test_the_shared_folder_stands_beside_the_repository_unless_the_environment_says_otherwise(tmp_path: Path) -> None:
    root, elsewhere = tmp_path / "repository", tmp_path / "labels"
    assert find_shared(root, {}) is None
    (tmp_path / "shared").mkdir()
    elsewhere.mkdir()
    assert find_shared(root, {}) == tmp_path / "shared"
    assert find_shared(root, {"ONRECORD_SHARED": str(elsewhere)}) == elsewhere


def test_the_digest_knows_names_and_bytes(tmp_path: Path) -> None:
    a, b = tmp_path / "a.txt", tmp_path / "b.txt"
    a.write_text("one", encoding="utf-8")
    b.write_text("two", encoding="utf-8")
    digest = digest_gold([a, b], tmp_path)
    assert digest == digest_gold([b, a], tmp_path)
    b.write_text("one", encoding="utf-8")
    a.write_text("two", encoding="utf-8")
    assert digest != digest_gold([a, b], tmp_path)


@pytest.mark.parametrize(
    "unfit",
    [
        {"value": 52.0},
        {"value": float("nan")},
        {"value": True},
        {"value": 0.5, "counts": {"right": 1.0}},
        {"value": 0.5, "cases": {"a": 1}},
        {"value": 0.5, "cases": {"The mayor told the council on Tuesday that it would not": True}},
        {"value": 0.5, "floor": 0.1},
        {"counts": {}},
    ],
)
def test_a_measure_that_cannot_be_judged_is_refused(unfit: dict[str, object]) -> None:
    with pytest.raises(UnfitMeasure, match="speakers"):
        as_measures({"speakers": unfit})


def test_each_runner_has_a_name_of_its_own() -> None:
    assert len({runner.name for runner in RUNNERS}) == len(RUNNERS)


def test_what_is_pinned_in_this_repository_belongs_to_its_runners() -> None:
    folder = Path(__file__).parents[2] / "evaluation"
    pins, reasons = read_pins(folder)
    assert set(pins) <= {runner.name for runner in RUNNERS}
    for name, pinned in pins.items():
        entry = json.loads((folder / "floors.json").read_text(encoding="utf-8"))["runners"][name]
        assert {m: len(pinned.cases.get(m, {})) for m in pinned.floors} == {m: e["cases"] for m, e in entry["measures"].items()}
    assert all(str(reason["reason"]).strip() for reason in reasons)
    if pins:
        assert (folder / "floors.md").read_text(encoding="utf-8") == describe_pins(pins, reasons)


def test_the_page_of_floors_shows_every_floor_and_reason(workshop: Workshop) -> None:
    workshop.measures["speakers"] = share(1, 4, cases="+---")
    workshop.gate("--update", "--allow-regression", "two joint speakers were right by accident")
    page = (workshop.folder / "floors.md").read_text(encoding="utf-8")
    assert "| mill: speakers | 0.2500 | 1 right, 4 of | 4 |" in page
    assert "- allow-regression: two joint speakers were right by accident" in page
