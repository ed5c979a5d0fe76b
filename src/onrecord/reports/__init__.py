"""Files, pages, folders and web archives in, reports out: each with its capture and its text, in labelled paragraphs."""

from __future__ import annotations

from onrecord.reports.blocks import label_blocks
from onrecord.reports.captures import host_of, is_address, read_capture
from onrecord.reports.inputs import read_reports

__all__ = ["host_of", "is_address", "label_blocks", "read_capture", "read_reports"]
