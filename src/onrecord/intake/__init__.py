"""Reports from the web: addresses in, outcomes out. The only room that touches the network, and only when it is called.

`Fetcher` fetches politely and within limits, `fetch_report` makes a report of what it gets. What can go wrong with one address
costs that address alone.

    with Fetcher(Manners(contact="desk@halmpost.example")) as fetcher:
        outcome = fetch_report("https://orringazette.example/donk", fetcher)
"""

from __future__ import annotations

from onrecord.intake.fetching import Fetched, Fetcher, Manners
from onrecord.intake.pages import fetch_report

__all__ = ["Fetched", "Fetcher", "Manners", "fetch_report"]
