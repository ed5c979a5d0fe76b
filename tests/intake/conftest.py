from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace

import httpx
import pytest

from onrecord.intake import Fetcher, Manners
from tests.intake.sites import Site, running_site

QUICK = Manners(delay=0.0, connect=0.3, read=0.3, total=0.6, most_bytes=100_000, permits=lambda address: address == "127.0.0.1")
"""Limits of fractions of a second; one address is taken for the Internet, all others for one's own network."""
TRUST = httpx.create_ssl_context()


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as site:
        yield site


@pytest.fixture
def fetcher() -> Iterator[Callable[..., Fetcher]]:
    """Makes fetchers with other manners than the quick ones."""
    with ExitStack() as opened:

        def make(
            *, sleep: Callable[[float], None] = lambda seconds: None, resolve: object = None, **changes: object
        ) -> Fetcher:
            given = {} if resolve is None else {"resolve": resolve}
            return opened.enter_context(Fetcher(replace(QUICK, **changes), sleep=sleep, trust=TRUST, **given))  # type: ignore[arg-type]

        yield make
