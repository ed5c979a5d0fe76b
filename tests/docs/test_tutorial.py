"""The commands of the README and the tutorial print what these pages say they print."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.docs.console import Shell, Step, blocks_of, refresh, show, steps_of

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/tutorial.md", "docs/verify.md", "docs/exports.md", "docs/positions.md")
PROSE = [*sorted((ROOT / "docs").rglob("*.md")), ROOT / "README.md", ROOT / "CONTRIBUTING.md"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_its_commands_print(name: str, tmp_path: Path) -> None:
    page = (ROOT / name).read_text(encoding="utf-8")
    assert blocks_of(page), f"{name} has no console block"
    shell = Shell(tmp_path)
    for block in blocks_of(page):
        for step in steps_of(block):
            printed = shell.run(step.command)
            assert printed.strip("\n") == step.printed.strip("\n"), (
                f"{name} is not up to date on `{step.command}`: python -m tests.docs.console {name}"
            )


def test_a_block_is_commands_and_what_they_print() -> None:
    block = "$ echo a \\\n>   b\na b\n$ true\n$ echo c\nc\n"
    steps = list(steps_of(block))
    assert steps == [Step("echo a \\\n  b", "a b\n"), Step("true", ""), Step("echo c", "c\n")]
    assert "".join(map(show, steps)) == block


def test_a_page_is_brought_up_to_date(tmp_path: Path) -> None:
    page = "Say\n\n```console\n$ echo a\nold\n$ echo b >&2; cd /\n```\n\nand ```console``` is left.\n"
    assert refresh(page, Shell(tmp_path)) == page.replace("old", "a").replace("cd /\n", "cd /\nb\n")


def test_the_onrecord_of_a_page_is_the_one_under_test(tmp_path: Path) -> None:
    import onrecord

    assert Shell(tmp_path).run("onrecord --version") == f"onrecord {onrecord.__version__}\n"


@pytest.mark.parametrize("page", PROSE, ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"
