"""The gate: every measure against its pinned floor, every gold file against its pinned digest, every case against the last run.

    python -m evaluation.gate                                   judge
    python -m evaluation.gate --update                          judge, then pin what is better
    python -m evaluation.gate --update --allow-regression "…"   also pin what is worse; the reason is kept in floors.json
    python -m evaluation.gate --update --gold-changed "…"       also pin other gold; the reason is kept in floors.json

Comes in: the runners of `evaluation.runners`. Goes out: a table, and exit code 0 or 1. ``floors.json`` holds for each runner
the digest of its gold and for each measure the floor, the counts seen with it and the number of cases;
``pinned/<runner>.json`` holds which cases were right (ids only, never words), so that a change shows what it gained and what it
lost even where the figure stays the same. What is hard is honesty by default: a measure that disappears, a new one without a
floor, another number of cases and an edited gold file all fail, because each is a way to look better without being better.

Material that is not in this repository (``../shared``, or the folder named by ``ONRECORD_SHARED``) may be missing. Then the
gate says so and judges what needs nothing but the repository: our own samples.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evaluation.doors import find_shared
from evaluation.measure import Measure, UnfitMeasure, as_measures
from evaluation.pins import EPSILON, Pins, read_pins, repin, write_pins
from evaluation.runners import RUNNERS, Runner

__all__ = ["Finding", "Run", "digest_gold", "judge", "main", "run_one"]

SHOWN = 12
"""Cases listed under a measure; the rest is counted."""

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Finding:
    """What the gate has to say of one measure (or, with ``measure`` None, of a runner as a whole); ``fails`` closes the gate.

    ``kind`` is what `repin` needs to know: ``fell`` takes a reason for a regression, ``gold`` a reason for other gold.
    """

    runner: str
    measure: str | None
    kind: str
    words: str
    fails: bool = False
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """One runner's outcome: its gold's digest and measures, or the reason why it did not run."""

    runner: str
    gold: str | None = None
    measures: Mapping[str, Measure] = field(default_factory=dict)
    missing: str | None = None
    error: str | None = None


def digest_gold(files: Iterable[Path], root: Path) -> str:
    """One SHA-256 over the names (below ``root``) and bytes of gold files, in the order of their names."""
    total = hashlib.sha256()
    for name, path in sorted((path.relative_to(root).as_posix(), path) for path in files):
        total.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return f"sha256:{total.hexdigest()}"


def run_one(runner: Runner, root: Path, shared: Path | None) -> Run:
    """What a runner measures now; a runner whose material is missing, or that breaks, is an outcome and no exception."""
    base = shared if runner.needs_shared else root
    if base is None:
        return Run(runner.name, missing="no folder `shared` beside the repository (or set ONRECORD_SHARED)")
    gold = runner.gold(base)
    absent = [path for path in gold if not path.is_file()]
    if absent or not gold:
        return Run(runner.name, missing=f"its gold is missing ({absent[0].name if absent else 'no file'})")
    try:
        measures = as_measures(runner.run(base))
    except UnfitMeasure as error:
        return Run(runner.name, error=str(error))
    except Exception as error:  # whatever breaks a runner closes the gate with its reason; the others are still worth seeing
        return Run(runner.name, error=f"{type(error).__name__}: {error}")
    return Run(runner.name, gold=digest_gold(gold, base), measures=measures)


def judge(run: Run, pins: Pins | None) -> tuple[Finding, ...]:
    """Everything to be said of a run beside its pins, failures and news alike, in the order of the measures."""
    name = run.runner
    if run.missing is not None:
        return (Finding(name, None, "missing", f"not run: {run.missing}"),)
    if run.error is not None:
        return (Finding(name, None, "broken", f"broke: {run.error}", fails=True),)
    found: list[Finding] = []
    if pins is None:
        found.append(Finding(name, None, "new", "nothing is pinned yet: look at the figures, then --update", fails=True))
        pins = Pins(gold=run.gold or "", floors={}, counts={}, cases={})
    if run.gold != pins.gold:
        found.append(Finding(name, None, "gold", "the gold is not the one the floors were pinned on", fails=True))
    names = sorted({*run.measures, *pins.floors})
    found.extend(_judge_measure(name, measure, run.measures.get(measure), pins) for measure in names)
    return tuple(found)


def _judge_measure(name: str, measure: str, now: Measure | None, pins: Pins) -> Finding:
    floor = pins.floors.get(measure)
    if now is None:
        return Finding(name, measure, "fell", f"gone; its floor is {floor:.4f}", fails=True)
    if floor is None:
        words = f"{now.value:.4f}  has no floor yet: --update  {_show_counts(now.counts)}".rstrip()
        return Finding(name, measure, "new", words, fails=True)
    before = pins.cases.get(measure, {})
    gained = tuple(case for case, right in now.cases.items() if right and not before.get(case, False))
    lost = tuple(case for case, right in before.items() if right and not now.cases.get(case, False))
    line = f"{now.value:.4f}  floor {floor:.4f}  {_show_counts(now.counts)}".rstrip()
    if set(now.cases) != set(before):
        words = f"{line}  {len(now.cases)} cases, pinned with {len(before)} (or others)"
        return Finding(name, measure, "gold", words, fails=True, gained=gained, lost=lost)
    if now.value < floor - EPSILON:
        return Finding(name, measure, "fell", line, fails=True, gained=gained, lost=lost)
    return Finding(name, measure, "rose" if now.value > floor + EPSILON else "ok", line, gained=gained, lost=lost)


def _show_counts(counts: Mapping[str, int]) -> str:
    return "(" + ", ".join(f"{count:,} {name}" for name, count in counts.items()) + ")" if counts else ""


def _show(findings: Iterable[Finding]) -> None:
    for finding in findings:
        mark = "FAIL" if finding.fails else finding.kind
        print(f"  {mark:8}{finding.measure or finding.runner:38} {finding.words}")
        for what, cases in (("gained", finding.gained), ("lost", finding.lost)):
            if cases:
                more = f" and {len(cases) - SHOWN} more" if len(cases) > SHOWN else ""
                print(f"          {what} {len(cases)}: {', '.join(cases[:SHOWN])}{more}")


def _refused(findings: Iterable[Finding], *, worse: str | None, other_gold: str | None) -> list[str]:
    """Why the pins may not be written, one line for each obstacle."""
    refused = []
    for finding in findings:
        what = f"{finding.runner}: {finding.measure or 'gold'}"
        if finding.kind == "broken":
            refused.append(f"{what}: the runner broke")
        elif finding.kind == "fell" and not worse and not other_gold:
            refused.append(f'{what} would fall: --allow-regression "why that is right"')
        elif finding.kind == "gold" and not other_gold:
            refused.append(f'{what} is other gold: --gold-changed "what changed and why"')
    return refused


def main(
    arguments: Sequence[str] | None = None,
    *,
    runners: Sequence[Runner] = RUNNERS,
    folder: Path = HERE,
    root: Path = HERE.parent,
    environ: Mapping[str, str] = os.environ,
) -> int:
    """Run the gate; 0 where it holds (or was pinned anew), 1 where it does not."""
    names = ", ".join(runner.name for runner in runners)
    parser = argparse.ArgumentParser(prog="python -m evaluation.gate", description="Judge onrecord against its pinned floors.")
    parser.add_argument("--update", action="store_true", help="pin this run; floors only rise")
    parser.add_argument("--allow-regression", metavar="REASON", help="with --update: let floors fall, and keep the reason")
    parser.add_argument("--gold-changed", metavar="REASON", help="with --update: pin on other gold, and keep the reason")
    parser.add_argument("--only", action="append", metavar="RUNNER", help=f"one of {names}; may be repeated")
    options = parser.parse_args(arguments)
    for reason in (options.allow_regression, options.gold_changed):
        if reason is not None and not (options.update and reason.strip()):
            parser.error("--allow-regression and --gold-changed go with --update and need a reason in words")
    unknown = set(options.only or ()) - {r.name for r in runners}
    if unknown:
        parser.error(f"no runner is called {', '.join(sorted(unknown))}")

    shared = find_shared(root, environ)
    pins, reasons = read_pins(folder)
    chosen = [runner for runner in runners if not options.only or runner.name in options.only]
    everything: list[Finding] = []
    runs: list[Run] = []
    for runner in chosen:
        run = run_one(runner, root, shared)
        findings = judge(run, pins.get(runner.name))
        print(f"{runner.name}: {runner.about}")
        _show(findings)
        runs.append(run)
        everything.extend(findings)
    if not options.only:
        for stray in sorted(set(pins) - {r.name for r in runners}):
            everything.append(Finding(stray, None, "fell", "is pinned, and no runner has this name", fails=True))
            _show(everything[-1:])

    if options.update:
        refused = _refused(everything, worse=options.allow_regression, other_gold=options.gold_changed)
        if refused:
            print("gate: not pinned\n  " + "\n  ".join(refused))
            return 1
        for run in (run for run in runs if run.missing is None):
            assert run.gold is not None
            before, worse, other = pins.get(run.runner), bool(options.allow_regression), bool(options.gold_changed)
            pins[run.runner] = repin(run.gold, run.measures, before, worse=worse, other_gold=other)
        for stray in sorted(set(pins) - {r.name for r in runners}):
            del pins[stray]
            (folder / "pinned" / f"{stray}.json").unlink(missing_ok=True)
        reasons.extend(_reasons(everything, options.allow_regression, options.gold_changed))
        write_pins(folder, pins, reasons)
        print("gate: pinned")
        return 0

    failed = [finding for finding in everything if finding.fails]
    absent = [run.runner for run in runs if run.missing is not None]
    partly = f" without {', '.join(absent)} (see above)" if absent else ""
    print(f"gate: {f'closed, {len(failed)} to mend' if failed else 'open'}{partly}")
    return 1 if failed else 0


def _reasons(findings: Iterable[Finding], worse: str | None, other_gold: str | None) -> list[dict[str, object]]:
    """The reasons given, each with the measures it stands for; when and by whom is the version history's to say."""
    found = list(findings)
    given = (("allow-regression", worse, "fell"), ("gold-changed", other_gold, "gold"))
    kept: list[dict[str, object]] = []
    for option, reason, kind in given:
        about = [f"{f.runner}: {f.measure or 'gold'}  {f.words}" for f in found if f.kind == kind]
        if reason and about:
            kept.append({"option": option, "reason": reason.strip(), "about": about})
    return kept


if __name__ == "__main__":
    sys.exit(main())
