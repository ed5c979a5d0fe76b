"""The templates of the app and its styles and scripts: what a page is printed with, in the server and in its workers."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from jinja2 import ChoiceLoader, Environment, PackageLoader

from onrecord.datamodel import ACTS
from onrecord.outputs.edition import spell_date
from onrecord.outputs.page import environment

__all__ = ["MEDIA", "PANES", "VISITOR", "asset", "load_templates", "static_file", "templates"]

VISITOR = "<visitor>"
"""Stands in a page that is kept where each visitor's own part is put; no word of a report comes to a page with a raw ``<``."""
PANES = "<panes>"
"""Stands where the reports' words are put."""
MEDIA = {"page.css": "text/css", "page.js": "text/javascript", "web.css": "text/css", "web.js": "text/javascript"}
"""The files of ours that a browser may ask for."""


@cache
def static_file(name: str) -> tuple[bytes, str]:
    """A style or script and its digest."""
    package, folder = ("onrecord.outputs", "templates") if name.startswith("page.") else ("onrecord.web", "static")
    data = files(package).joinpath(folder, name).read_bytes()
    return data, hashlib.sha256(data).hexdigest()[:16]


def asset(name: str) -> str:
    """The address of a style or script of ours, which changes with its bytes."""
    return f"/static/{static_file(name)[1]}/{name}"


@cache
def templates() -> Environment:
    """The app's templates over those of a record's page."""
    made = environment().overlay(loader=ChoiceLoader([PackageLoader("onrecord.web"), PackageLoader("onrecord.outputs")]))
    made.filters["part"] = lambda words: quote(words, safe="")
    made.filters["month"] = _month
    made.filters["sentence"] = _sentence
    made.filters["grouped"] = lambda number: f"{number:,}"
    made.globals.update(asset=asset, acts=ACTS, day=lambda published: spell_date((published or "")[:10] or None))
    return made


def load_templates() -> None:
    """Compile all of them, so that nobody waits for it."""
    for name in templates().list_templates(extensions=["j2"]):
        templates().get_template(name)


def _sentence(message: str) -> str:
    """A message as a sentence: a capital before, where it begins with a word, and a full stop behind."""
    first = message.split(" ", 1)[0]
    begun = message[:1].upper() + message[1:] if first.isalpha() else message
    return begun if begun.endswith((".", "!", "?")) else f"{begun}."


def _month(published: str) -> str:
    """`2031-03` as words; what is no month as it is."""
    try:
        return f"{date.fromisoformat(published + '-01'):%B %Y}"
    except ValueError:
        return published
