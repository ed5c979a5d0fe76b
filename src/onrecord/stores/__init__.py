"""Where reports and findings are kept: one schema over SQLite (one file) and PostgreSQL (by URL).

``schema`` has the tables, ``packing`` carries a statement to a row and back, ``terms`` cuts words for the index, ``index``
finds them again, ``store`` opens a database, keeps transactions and says in plain words what went wrong. Nothing here reads a
report or decides anything about its content.
"""

from __future__ import annotations

from onrecord.stores.store import Store, open_store

__all__ = ["Store", "open_store"]
