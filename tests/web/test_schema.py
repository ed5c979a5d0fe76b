"""The API held against its own schema: a few examples of each operation here, more by hand."""

from __future__ import annotations

from pathlib import Path

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from onrecord.web import Settings, create_app

CHECKS = [not_a_server_error, content_type_conformance, response_schema_conformance, status_code_conformance]
EXAMPLES = 4
PATIENCE = 120
"""Seconds: the first comparison starts a process, on a machine that may be busy."""


def test_the_api_does_what_its_schema_says(place: Path) -> None:
    app = create_app(Settings(archive=place, hosts=("testserver",)))
    operations = 0
    for found in schemathesis.openapi.from_asgi("/api/v1/openapi.json", app).get_all_operations():
        operation = found.ok()
        operations += 1

        @settings(
            max_examples=EXAMPLES,
            deadline=None,
            phases=[Phase.generate],
            derandomize=True,
            suppress_health_check=list(HealthCheck),
            database=None,
        )
        @given(case=operation.as_strategy())
        def holds(case) -> None:
            case.call_and_validate(checks=CHECKS, timeout=PATIENCE)

        holds()
    assert operations >= 15
