"""Accounts as GEXF 1.3: a graph of who cites whom, for Gephi and networkx.

A node is an outlet, or whoever is cited; an edge goes from the report's outlet to whom it cites, as often as it does. A
report's citations of its own outlet are no edge.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from onrecord.datamodel import Account
from onrecord.outputs.unseen import show_unseen

__all__ = ["write"]

_SPACE = "http://gexf.net/1.3"


def write(accounts: Iterable[Account], path: Path) -> int:
    """Write the graph; returns the number of citations in it."""
    edges: Counter[tuple[str, str]] = Counter()
    first: dict[tuple[str, str], str] = {}
    outlets: Counter[str] = Counter()
    names: dict[str, str] = {}
    for account in accounts:
        outlet = account.report.outlet or account.report.name
        names.setdefault(outlet.casefold(), outlet)
        outlets[outlet.casefold()] += 1
        for citation in account.citations:
            if citation.own:
                continue
            names.setdefault(citation.cites.casefold(), citation.cites)
            edge = (outlet.casefold(), citation.cites.casefold())
            edges[edge] += 1
            day = (account.report.published or "")[:10]
            first[edge] = min(filter(None, (first.get(edge), day)), default="")
    numbers = {key: str(number) for number, key in enumerate(sorted(names))}
    root = ET.Element("gexf", xmlns=_SPACE, version="1.3")
    graph = ET.SubElement(root, "graph", defaultedgetype="directed", mode="static")
    _attributes(graph, "node", {"kind": "string", "reports": "integer"})
    _attributes(graph, "edge", {"first": "string"})
    nodes = ET.SubElement(graph, "nodes")
    for key, number in numbers.items():
        node = ET.SubElement(nodes, "node", id=number, label=show_unseen(names[key]))
        _values(node, {"kind": "outlet" if outlets[key] else "cited", "reports": str(outlets[key])})
    drawn = ET.SubElement(graph, "edges")
    for at, (edge, times) in enumerate(sorted(edges.items())):
        source, target = (numbers[key] for key in edge)
        line = ET.SubElement(drawn, "edge", id=str(at), source=source, target=target, weight=str(times))
        _values(line, {"first": first[edge]})
    ET.indent(root)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    return edges.total()


def _attributes(graph: ET.Element, of: str, kinds: dict[str, str]) -> None:
    declared = ET.SubElement(graph, "attributes", {"class": of})
    for title, kind in kinds.items():
        ET.SubElement(declared, "attribute", id=title, title=title, type=kind)


def _values(element: ET.Element, values: dict[str, str]) -> None:
    held = ET.SubElement(element, "attvalues")
    for title, value in values.items():
        ET.SubElement(held, "attvalue", {"for": title, "value": value})
