"""The command line: the only place that prints, reads the environment or decides on an exit code.

``app`` is the program; each module imported below holds the commands of one group and registers them, in the order of the
imports, which is that of the help. ``program`` has the program itself, ``console`` what the commands share.
"""

from __future__ import annotations

from onrecord.cli.program import app, main

# isort: split
from onrecord.cli import reports

# isort: split
from onrecord.cli import stories

# isort: split
from onrecord.cli import proof

# isort: split
from onrecord.cli import following

# isort: split
from onrecord.cli import exporting

# isort: split
from onrecord.cli import archive

# isort: split
from onrecord.cli import serving

__all__ = ["app", "archive", "exporting", "following", "main", "proof", "reports", "serving", "stories"]
