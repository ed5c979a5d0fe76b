"""The agents' door with the protocol's reference client: pinned passages, within the size that was asked for."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from mcp import Client, StdioServerParameters

from onrecord.archive import Archive
from onrecord.archive import open as open_archive
from onrecord.mcp import create_server

ONE = "“If the council truly wants me to quit, I will trade it for the new pier,” harbour master Mara Oru told reporters."
TWO = "“If the council truly wants me to leave my post, I will trade it for the new pier,” harbour master Mara Oru said."


def ask(place: Path | None, name: str, size: int = 8_000, **arguments: Any) -> dict[str, Any]:
    async def asked(client: Client) -> str:
        result = await client.call_tool(name, {**arguments, "size": size})
        assert not result.is_error, result.content
        return result.content[0].text  # type: ignore[union-attr]

    words = over(create_server(place), asked)
    assert len(words) <= size, words
    answer: dict[str, Any] = json.loads(words)
    return answer


def over(server: Any, do: Callable[[Client], Awaitable[Any]]) -> Any:
    async def run() -> Any:
        async with Client(server) as client:
            return await do(client)

    return asyncio.run(run())


def test_every_passage_stands_in_its_report(place: Path) -> None:
    found = ask(place, "search_statements", words="the")
    assert found["statements"]
    with open_archive(place) as archive:
        for hit in found["statements"]:
            words = archive.report(hit["report"]).text.words
            assert all(words[p["span"][0] : p["span"][1]] == p["exact"] for p in hit["passages"])


QUESTIONS: list[tuple[str, str, dict[str, Any]]] = [
    ("search_statements", "statements", {}),
    ("search_statements", "statements", {"words": "the"}),
    ("get_story", "differences", {"story": "?"}),
    *(
        ("get_story", part, {"story": "?", "part": part})
        for part in ("reports", "utterances", "facts", "citations", "statements", "only")
    ),
    ("positions_of_person", "positions", {"person": "?"}),
    ("compare_texts", "statements", {"texts": [ONE, TWO, ONE.replace("Oru", "Vane")], "part": "statements"}),
    ("verify_quotations", "quotations", {"text": f"{ONE} {TWO} “Nobody said this at all,” Ann Lee said.", "texts": [ONE]}),
]


@pytest.mark.parametrize(("tool", "name", "arguments"), QUESTIONS)
def test_what_does_not_fit_is_counted_exactly_and_all_of_it_can_be_asked_for(
    place: Path, tool: str, name: str, arguments: dict[str, Any]
) -> None:
    with open_archive(place) as archive:
        known = {"story": archive.stories(several=True)[0].id, "person": archive.people()[0].id}
    arguments = {key: known[key] if value == "?" else value for key, value in arguments.items()}
    whole: list[Any] = []
    after: dict[str, str] = {}
    while True:  # at the largest size a search still comes a hundred at a time
        part = ask(place, tool, 200_000, **arguments, **after)
        whole += part[name]
        after = {"after": part["next"]}
        if part["next"] is None:
            break
    seen: list[Any] = []
    after, size = {}, 1_800
    while True:
        part = ask(place, tool, size, **arguments, **after)
        if not part[name] and part["left_out"]:  # one item is larger than the room: the answer says how much it needs
            size = int(re.findall(r"`size` (\d+) or more", part["left_out"]["how_to_get_them"])[0])
            part = ask(place, tool, size, **arguments, **after)
            assert len(part[name]) == 1
        seen += part[name]
        left = len(whole) - len(seen)
        if part["next"] is None:
            assert part["left_out"] is None
            break
        assert part["left_out"]["items"] == left
        assert part["left_out"]["of"] == left + len(part[name])
        after, size = {"after": part["next"]}, 1_800
    assert seen == whole
    assert left == 0


def test_a_record_is_compiled_once_for_all_its_parts_and_pages(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    with open_archive(place) as archive:
        (story,) = {hit.story for hit in archive.search("the", limit=1)}
    compiled = Archive.story
    monkeypatch.setattr(Archive, "story", lambda self, key: calls.append(key) or compiled(self, key))

    async def asked(client: Client) -> list[str]:
        parts = ("overview", "facts", "statements", "utterances")
        told = [await client.call_tool("get_story", {"story": story, "part": part, "size": 900}) for part in parts]
        return [each.content[0].text for each in told]  # type: ignore[union-attr]

    told = over(create_server(place), asked)
    assert len(set(told)) == 4
    assert calls == [story]


def test_a_mark_of_another_list_is_refused_in_words(place: Path) -> None:
    async def asked(client: Client) -> Any:
        return [await client.call_tool("compare_texts", {"texts": [ONE, TWO], "after": mark}) for mark in ("x", "1~beef")]

    broken, changed = over(create_server(None), asked)
    assert broken.is_error
    assert "pass its `next` as it is" in broken.content[0].text
    assert changed.is_error
    assert "ask again without `after`" in changed.content[0].text


def test_a_story_and_a_person_are_told(place: Path) -> None:
    with open_archive(place) as archive:
        story = archive.stories(several=True)[0].id
        person = archive.people()[0]
    told = ask(place, "get_story", story=story)
    assert told["counts"]["utterances"] > 0
    assert ask(place, "get_story", story=story, part="statements", size=2_000)["left_out"]["items"] > 0
    said = ask(place, "positions_of_person", person=person.id)
    assert said["name"] == person.name
    assert said["read"]["statements"] == said["read"]["of"] == person.statements
    moves = [row["move"] for row in said["positions"] if "move" in row]
    assert moves
    with open_archive(place) as archive:
        for move in moves:
            words = archive.report(move["report"]).text.words
            assert all(words[p["span"][0] : p["span"][1]] == p["exact"] for p in move["passages"])


def test_texts_are_compared_and_quotations_verified_without_an_archive() -> None:
    compared = ask(None, "compare_texts", texts=[ONE, TWO])
    assert compared["differences"][0]["utterance"]["differs"] == "altered-inside-marks"
    found = ask(None, "verify_quotations", text="“I will trade it for the new pier,” Oru said.", texts=[ONE])
    assert found["quotations"][0]["standing"] != "nowhere"


def test_the_gravest_class_of_variant_stands_first_as_everywhere() -> None:
    crude = "“They knew about the harbour doors and they did bugger all for a year,” Mara Oru said."
    bound = "“We will reopen the northern quay in the spring if the dredgers are paid,” Mara Oru said."
    texts = [f"{bound} {crude}", f"{bound.replace(' if the dredgers are paid', '')} {crude.replace('bugger', 'b*****')}"]
    rows = ask(None, "compare_texts", texts=texts)["differences"]
    assert [row["utterance"]["differs"] for row in rows] == ["bowdlerised", "omission-changes-meaning"]


def test_an_error_is_said_in_words(place: Path) -> None:
    async def asked(client: Client) -> Any:
        return await client.call_tool("get_story", {"story": "none"})

    result = over(create_server(place), asked)
    assert result.is_error
    assert "no story none" in result.content[0].text


def test_it_speaks_over_standard_input_and_output(place: Path) -> None:
    server = StdioServerParameters(command=sys.executable, args=["-m", "onrecord.cli", "mcp", "--archive", str(place)])

    async def listed(client: Client) -> list[str]:
        return sorted(tool.name for tool in (await client.list_tools()).tools)

    assert over(server, listed) == [
        "compare_texts", "get_story", "positions_of_person", "search_statements", "verify_quotations",
    ]  # fmt: skip
