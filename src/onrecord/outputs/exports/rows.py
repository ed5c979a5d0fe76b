"""An account in, its statements as rows out: the columns that tables, lines and databases share.

Every row has the outlet, the day and the address of its report, so that a row torn out of its table can still be traced; and
the words with their span, what stands before and after them, and the digest of the text, so that it can be proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from onrecord.datamodel import Account, Passage

__all__ = ["COLUMNS", "Row", "pin_of", "rows_of"]

Row = dict[str, Any]
Kind = Literal["text", "number", "flag", "score"]

COLUMNS: tuple[tuple[str, Kind, str], ...] = (
    ("outlet", "text", "who published the report"),
    ("published", "text", "when, ISO 8601 as far as known"),
    ("url", "text", "where"),
    ("headline", "text", "the report's headline"),
    ("report", "text", "the report's id"),
    ("story", "text", "the story it belongs to, where stories were grouped"),
    ("digest", "text", "SHA-256 of the report's text, which the spans count in"),
    ("statement", "text", "the statement's id"),
    ("parent", "text", "the statement within which it is told"),
    ("speaker", "text", "the fullest name this report gives"),
    ("resolved", "text", "how sure the speaker is: yes, ambiguous, no, none, author"),
    ("person", "text", "the speaker's name over all reports; several joined by “; ”"),
    ("person_id", "text", "the ids of those persons, in the same order"),
    ("for_body", "text", "the body for which a spokesperson speaks"),
    ("kind", "text", "person, organisation, group, document, unnamed, author, none"),
    ("act", "text", "what the speaker does by saying it"),
    ("negated", "flag", "the report says that it was not said"),
    ("about", "text", "whom it concerns"),
    ("mode", "text", "speech, writing, thought, event"),
    ("manner", "text", "direct, indirect, mixed"),
    ("words", "text", "what is said, parts joined by “ … ”"),
    ("condition", "text", "its condition"),
    ("source", "text", "the words that name the speaker"),
    ("cue", "text", "the words that say that it is said"),
    ("via", "text", "through whom the report has it, nearest first"),
    ("utterances", "text", "ids of the utterances that several reports tell, of which this is one telling"),
    ("origins_lower", "number", "independent witnesses behind the first of them, at least"),
    ("origins_upper", "number", "and at most"),
    ("score", "score", "0 to 1: how sure the finder is of content and source"),
    ("why", "text", "the evidence in words"),
    ("start", "number", "first character of the words in the report's text (code points)"),
    ("end", "number", "the character behind the last"),
    ("prefix", "text", "what stands before them"),
    ("suffix", "text", "what stands after them"),
    ("spans", "text", "all parts as [[start, end], …] where a cue interrupts them"),
)
"""Name, kind and meaning of each column, in order."""


def rows_of(account: Account) -> Iterator[Row]:
    """The statements of an account as rows, every column always there; unknown is None."""
    report = account.report
    for statement, people, utterances in zip(account.statements, account.people, account.utterances, strict=True):
        said = statement.interpretation
        first, last = statement.content[0], statement.content[-1]
        yield {
            "outlet": report.outlet,
            "published": report.published,
            "url": report.url,
            "headline": report.headline,
            "report": report.id,
            "story": account.story,
            "digest": report.text.id,
            "statement": statement.id,
            "parent": statement.parent,
            "speaker": said.speaker,
            "resolved": said.resolved,
            "person": _joined(person.name for person in people),
            "person_id": _joined(person.id for person in people),
            "for_body": said.on_behalf_of,
            "kind": said.kind,
            "act": said.act,
            "negated": said.negated,
            "about": said.about,
            "mode": said.mode,
            "manner": said.manner,
            "words": words_of_parts(statement.content),
            "condition": words_of_parts(said.condition),
            "source": words_of_parts(statement.source),
            "cue": words_of_parts(statement.cue),
            "via": _joined(via.name for via in said.via),
            "utterances": _joined(utterance.id for utterance in utterances),
            "origins_lower": utterances[0].origins.lower if utterances else None,
            "origins_upper": utterances[0].origins.upper if utterances else None,
            "score": said.score,
            "why": said.why,
            "start": first.span.start,
            "end": last.span.end,
            "prefix": first.prefix,
            "suffix": last.suffix,
            "spans": str([list(passage.span) for passage in statement.content]),
        }


def words_of_parts(passages: tuple[Passage, ...]) -> str | None:
    """The words of several passages as one string; None where there are none."""
    return " … ".join(passage.exact for passage in passages) or None


def _joined(values: Iterator[str]) -> str | None:
    return "; ".join(values) or None


def pin_of(passage: Passage) -> Row:
    """A passage with all that is needed to prove it."""
    return {"span": list(passage.span), "exact": passage.exact, "prefix": passage.prefix, "suffix": passage.suffix}
