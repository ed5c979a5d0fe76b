"""The shapes of the API: one for errors, one for lists, and what may be sent. The nouns are those of the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Generic, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field

__all__ = [
    "CheckAsked",
    "CompareAsked",
    "Error",
    "Facets",
    "JudgementAsked",
    "Listed",
    "ReportGiven",
    "ReportsAsked",
    "VerifyAsked",
    "WithdrawalAsked",
    "faults",
]

T = TypeVar("T")


class Fault(BaseModel):
    """What is wrong with one part of a request."""

    where: str = Field(description="The part, as a path: `body.reports.0.text`.")
    message: str


class ErrorBody(BaseModel):
    """What went wrong: a code for programs, words with the way out for people."""

    code: str = Field(examples=["not-found"])
    message: str = Field(examples=["the archive holds no story story-0000"])
    faults: list[Fault] = Field(default_factory=list, description="The parts of the request that are wrong, if that is it.")


class Error(BaseModel):
    """The one shape of every error."""

    error: ErrorBody


class Listed(BaseModel, Generic[T]):
    """The one shape of every list: some items in a fixed order, and where the next ones are."""

    items: list[T]
    next: str | None = Field(description="Pass it as `after` to go on; null at the end.")
    total: int | None = Field(default=None, description="How many there are on all pages; null where that is not counted.")


class Counted(BaseModel):
    """A value and how many statements have it."""

    name: str
    statements: int


class CountedPerson(Counted):
    """A person and how many statements are theirs."""

    id: str


class Facets(BaseModel):
    """What a search would find, counted."""

    total: int
    speakers: list[Counted] = Field(description="By the name that the report gives.")
    people: list[CountedPerson] = Field(description="By who it is over all stories.")
    acts: list[Counted]
    manners: list[Counted]
    outlets: list[Counted]
    months: list[Counted]


class _Asked(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ReportGiven(_Asked):
    """A report: its text or its page, and what is known of it. Its address is kept as given and never opened."""

    text: str | None = Field(default=None, max_length=5_000_000, description="The words. Spans count its code points.")
    html: str | None = Field(default=None, max_length=10_000_000, description="Instead of the text: a page.")
    id: str | None = Field(default=None, max_length=500)
    outlet: str | None = Field(default=None, max_length=500)
    url: str | None = Field(default=None, max_length=4_000)
    published: str | None = Field(default=None, max_length=100, description="ISO 8601; weekdays are resolved against it.")
    title: str | None = Field(default=None, max_length=2_000)
    byline: str | None = Field(default=None, max_length=2_000)

    def row(self) -> dict[str, Any]:
        """As a line of JSONL."""
        return {key: value for key, value in self.model_dump().items() if value is not None}


_REPORTS: list[dict[str, str]] = [
    {
        "id": "post",
        "outlet": "The Harbour Post",
        "published": "2031-03-13",
        "text": "“If it saves the ferry, I am ready to quit,” harbour master Mara Oru told reporters on Thursday.",
    },
    {
        "id": "wire",
        "outlet": "Coast Wire",
        "published": "2031-03-13",
        "text": "“If there is hope for the ferry, I am ready to leave my post,” Mara Oru said.",
    },
]


class ReportsAsked(_Asked):
    """Reports to read."""

    reports: list[ReportGiven] = Field(min_length=1, max_length=60, examples=[_REPORTS])


class CompareAsked(ReportsAsked):
    """Reports of one event to compare."""

    texts: bool = Field(default=True, description="False leaves the reports' words out and keeps their digests.")


class CheckAsked(_Asked):
    """A record to prove, alone or against its reports."""

    record: dict[str, Any] = Field(
        description="A record of format `onrecord/1`, as `compare` gives it.", examples=[{"format": "onrecord/1"}]
    )
    reports: list[ReportGiven] = Field(default_factory=list, max_length=60)


class VerifyAsked(_Asked):
    """A text whose quotations are to be verified, against the given reports, or without any against the archive."""

    text: str = Field(
        min_length=1, max_length=1_000_000, examples=["“I am ready to quit,” Oru told the Post, it was said on Friday."]
    )
    reports: list[ReportGiven] = Field(default_factory=list, max_length=60, examples=[_REPORTS])


class JudgementAsked(_Asked):
    """An editor's word on two things, or on one statement."""

    on: Literal["person", "utterance", "fact", "story", "statement"] = "utterance"
    verdict: Literal["same", "not the same", "unsure", "wrong speaker", "not a statement"]
    first: str = Field(max_length=500, description="A person's id, or a statement's.", examples=["s-0123456789abcdef"])
    second: str | None = Field(default=None, max_length=500, examples=["s-fedcba9876543210"])
    speaker: str | None = Field(default=None, max_length=500, description="The right speaker, where one was wrong.")
    by: str = Field(min_length=1, max_length=200, description="Who says so.", examples=["Ines Tolvanen"])
    note: str = Field(default="", max_length=2_000)


class WithdrawalAsked(_Asked):
    """A judgement that is taken back."""

    by: str = Field(min_length=1, max_length=200, examples=["Ines Tolvanen"])
    why: str = Field(default="", max_length=2_000)


def faults(errors: list[Any]) -> list[Mapping[str, str]]:
    """Validation errors as faults."""
    return [{"where": ".".join(map(str, error["loc"])), "message": error["msg"]} for error in errors]
