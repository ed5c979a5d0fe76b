"""How good onrecord is, measured: runners score it against gold, and the gate keeps it from getting worse in silence."""
