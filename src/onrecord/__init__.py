"""onrecord: who said what, in which words, according to whom, from several news reports of one event."""

from __future__ import annotations

__version__ = "0.1.0"
