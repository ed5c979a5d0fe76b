"""An address in, the outcome of the report that stands there out: used, or refused with the reason."""

from __future__ import annotations

from onrecord.datamodel import Outcome
from onrecord.errors import NotFetched
from onrecord.intake.fetching import Fetched, Fetcher
from onrecord.reports import read_capture
from onrecord.reports.fields import Fields

__all__ = ["fetch_report", "read_fetched"]


def fetch_report(address: str, fetcher: Fetcher) -> Outcome:
    """The outcome of the report at the address. Never raises for what stands there."""
    try:
        return read_fetched(fetcher.fetch(address))
    except NotFetched as error:
        led = "" if error.address.rstrip("/") == address.rstrip("/") else f"{error.address}: "
        return Outcome(address, None, f"{led}{error.reason}")


def read_fetched(page: Fetched, *, fill: Fields | None = None) -> Outcome:
    """The outcome of a page that was fetched; ``fill`` gives what the page does not say of itself."""
    outcome = read_capture(
        page.data,
        url=page.url,
        form="txt" if page.kind == "text/plain" else "html",
        charset=page.charset,
        fill=fill,
        shown=page.asked,
    )
    if page.url != page.asked and outcome.report is not None and outcome.report.url != page.asked:
        reasons = [reason for reason in (outcome.reason, f"it led on to {page.url}") if reason]
        return Outcome(outcome.name, outcome.report, "; ".join(reasons))
    return outcome
