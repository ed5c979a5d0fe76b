"""The measures of positions and quotations fall where the key says something else."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from evaluation import following
from evaluation.measure import as_measures

ROOT = Path(__file__).parents[2]


def test_every_change_of_the_key_and_of_what_is_found_is_seen(tmp_path: Path) -> None:
    for folder in ("evaluation/positions", "src/onrecord/samples/ceasefire"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    quotations = json.loads((ROOT / "evaluation" / "quotations.json").read_text(encoding="utf-8"))
    short = [case for case in quotations if case["story"] == "ceasefire"][:3]
    short[0]["standing"] = "nowhere"
    (tmp_path / "evaluation" / "quotations.json").write_text(json.dumps(short), encoding="utf-8")
    path = tmp_path / "evaluation" / "positions" / "key.json"
    key = json.loads(path.read_text(encoding="utf-8"))
    key["moves"][0]["day"] = "1999-01-01"
    key["reversals"][0]["after"] = "never said"
    path.write_text(json.dumps(key), encoding="utf-8")
    assert all(each.is_file() for each in following.gold(tmp_path))
    found = as_measures(following.measure(tmp_path))
    assert found["quotations: verdict"].counts == {"right": 2, "of": 3}
    assert found["quotations: verdict"].cases[short[0]["id"]] is False
    assert found["positions: moves found"].counts == {"right": 16, "of": 17}
    assert found["positions: changes found"].counts == {"right": 2, "of": 3}
    assert found["positions: changes right"].counts == {"right": 2, "of": 3}
