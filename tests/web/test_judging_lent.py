"""A statement that only another report vouches for: the archive holds none there, and an editor may judge it all the same."""

from __future__ import annotations

import html
import re
from pathlib import Path

from fastapi.testclient import TestClient

import onrecord
from onrecord.archive import open as open_archive
from onrecord.samples import find_sample
from onrecord.web import Settings, create_app
from tests.web.conftest import seal_of


def test_its_speaker_is_put_right_and_the_word_is_taken_back(tmp_path: Path) -> None:
    place = tmp_path / "onrecord.db"
    with open_archive(place) as archive:
        archive.add(onrecord.read_reports([str(find_sample("works-fire"))]))
        archive.update()
    with TestClient(create_app(Settings(archive=place, patience=60)), base_url="http://localhost") as client:
        story = client.get("/api/v1/stories").json()["items"][0]["id"]
        page = client.get(f"/stories/{story}").text
        (path,) = {html.unescape(each) for each in re.findall(r'href="(/judge\?[^"]*at=[^"]*)"', page)}
        lent = re.search(r"statement=([^&]+)", path)
        assert lent is not None
        assert f"|{lent[1]}" not in page  # no button asks what the archive cannot know
        asked = client.get(path)
        assert asked.status_code == 200
        assert "another one does" in asked.text
        word = re.search(r'value="(statement\|missed one\|[^"]+)"', asked.text)
        assert word is not None

        given = {"seal": seal_of(client, "/verify"), "back": f"/stories/{story}", "by": "Ines Tolvanen"}
        changed = client.post("/judge", data={**given, "word": html.unescape(word[1]), "speaker": "Petronella Quist"})
        assert changed.status_code == 200
        assert "<bdi>Petronella Quist</bdi>" in changed.text
        (made,) = client.get("/api/v1/judgements").json()["items"]
        back = client.post("/judge", data={**given, "withdraw": made["id"]})
        assert "<bdi>Petronella Quist</bdi>" not in back.text
        broken = client.post("/judge", data={**given, "word": "statement|missed one|x@1-2-3"})
        assert broken.status_code in (404, 422)
