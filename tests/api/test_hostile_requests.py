"""Requests that were made to do harm: each gets the status that fits it, and tells nothing from inside."""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

MAKER = Path(__file__).parents[3] / "shared" / "hostile" / "make_bad_inputs.py"


@pytest.fixture(scope="module")
def requests(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    if not MAKER.is_file():
        pytest.skip("needs ../shared/hostile beside the project")
    spec = importlib.util.spec_from_file_location("make_bad_inputs", MAKER)
    assert spec is not None
    assert spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    maker.OUT = tmp_path_factory.mktemp("hostile")
    maker.make_text()
    return json.loads((maker.OUT / "bad_requests.json").read_text("utf-8"))


def test_each_gets_the_status_that_fits_it(client: TestClient, requests: list[dict[str, Any]]) -> None:
    assert len(requests) >= 15
    for each in requests:
        kind = "application/x-www-form-urlencoded" if each["name"] == "wrong_ct" else "application/json"
        body = json.dumps(each["body"]) if "body" in each else each["raw"]
        for accept in ("application/json", "text/event-stream"):
            headers = {"content-type": kind, "accept": accept}
            response = client.post("/api/v1/ask", content=body.encode(), headers=headers)
            assert response.status_code in each["status"], (each["name"], response.text[:300])
            assert "Traceback" not in response.text
            assert len(response.text) < 20_000
            if response.status_code >= 400:
                assert response.headers["content-type"] == "application/problem+json"


def test_openai_clients_that_send_them_get_errors_of_their_form(
    client: TestClient, requests: list[dict[str, Any]]
) -> None:
    for each in requests:
        if "body" not in each:
            continue
        words = each["body"].get("question", "x")
        asked = {"model": "minutebook", "messages": [{"role": "user", "content": words}], **each["body"]}
        response = client.post("/v1/chat/completions", json=asked)
        assert response.status_code in (200, 400, 413), each["name"]
        if response.status_code != 200:
            assert set(response.json()["error"]) == {"message", "type", "param", "code"}
