"""An archive of an invented story, an app over it, and a client that calls it under a name it knows."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import uvicorn
from fastapi.testclient import TestClient

import onrecord
from onrecord.archive import open as open_archive
from onrecord.samples import find_sample
from onrecord.web import Settings, create_app
from onrecord.web.settings import SERVED


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("web") / "onrecord.db"
    with open_archive(path) as archive:
        archive.add(onrecord.read_reports([str(find_sample("harbour-trial"))]))
        archive.update()
    return path


@pytest.fixture(scope="session")
def client(place: Path) -> Iterator[TestClient]:
    with TestClient(create_app(Settings(archive=place, patience=120)), base_url="http://localhost") as client:
        yield client


@pytest.fixture(scope="session")
def story(client: TestClient) -> str:
    told = client.get("/api/v1/stories", params={"several": True}).json()["items"]
    return str(told[0]["id"])


def seal_of(client: TestClient, path: str) -> str:
    """The seal of the forms of a page."""
    found = re.search(r'name="seal" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The address of a real server, run as `onrecord serve` runs it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=port, **SERVED))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    until = time.monotonic() + 60
    while not server.started and time.monotonic() < until:
        time.sleep(0.05)
    assert server.started
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(20)
