"""Files, pages and folders in, reports out: each with its capture and its text, the text's paragraphs labelled."""

from __future__ import annotations

from onrecord.reports.blocks import label_blocks
from onrecord.reports.inputs import read_reports

__all__ = ["label_blocks", "read_reports"]
