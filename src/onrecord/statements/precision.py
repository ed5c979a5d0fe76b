from __future__ import annotations
def precision_of(lemma: str, form: str, *, shared: bool, inside: bool) -> float:
    return 0.5
