"""The service described: OpenAPI for programs, one page for people, both offline."""

import json
from html import escape
from typing import Any

from pydantic import TypeAdapter

from reference_stack.model_deployment.request import Answer, Answers, Health, Refusal
from reference_stack.model_deployment.serving import Serving

REFERENCE = "#/components/schemas/{model}"
HEADERS = {
    "x-request-id": "Your name for the request; made up when left out.",
    "x-trial": "A version that must answer, for tests; logged apart from the others.",
    "x-replay-time": "The time of the prediction, for replays; now when left out.",
}


def openapi(serving: Serving) -> dict[str, Any]:
    """Return the OpenAPI 3.1 description of the service."""
    kinds: dict[str, Any] = {
        "Request": serving.requests.row,
        "Batch": serving.requests.batch,
        "Answer": Answer,
        "Answers": Answers,
        "Refusal": Refusal,
        "Health": Health,
    }
    schemas: dict[str, Any] = {}
    for name, kind in kinds.items():
        schema = TypeAdapter(kind).json_schema(ref_template=REFERENCE)
        schemas |= schema.pop("$defs", {})
        schemas[name] = schema
    goal = serving.case.goal
    return {
        "openapi": "3.1.0",
        "info": {
            "title": goal.title,
            "description": goal.question,
            "version": serving.case.digest[:12],
        },
        "paths": {
            "/predict": _post("Predict one", "Request", "Answer"),
            "/predict_batch": _post("Predict many", "Batch", "Answers"),
            "/healthz": _get("How the service is", _content("Health")),
            "/metrics": _get("Figures for Prometheus", {"text/plain": {}}),
        },
        "components": {"schemas": schemas},
    }


def page(serving: Serving) -> str:
    """Return the description as one HTML page that loads nothing from anywhere."""
    found = openapi(serving)
    paths = "".join(
        f"<h2>{method.upper()} {path}</h2><p>{escape(about['summary'])}</p>"
        for path, methods in found["paths"].items()
        for method, about in methods.items()
    )
    schemas = "".join(
        f"<h3>{escape(name)}</h3><pre>{escape(json.dumps(schema, indent=1))}</pre>"
        for name, schema in found["components"]["schemas"].items()
    )
    title = escape(found["info"]["title"])
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{title}</title>'
        "<style>body{font:16px sans-serif;max-width:50em;margin:2em auto}"
        "pre{background:#f4f4f4;padding:1em;overflow:auto}</style>"
        f"<h1>{title}</h1><p>{escape(found['info']['description'])}</p>"
        '<p>For programs: <a href="/openapi.json">openapi.json</a></p>'
        f"{paths}<h2>Schemas</h2>{schemas}</html>"
    )


def _content(model: str) -> dict[str, Any]:
    schema = {"$ref": REFERENCE.format(model=model)}
    return {"application/json": {"schema": schema}}


def _get(summary: str, content: dict[str, Any]) -> dict[str, Any]:
    good = {"description": "Fine", "content": content}
    return {"get": {"summary": summary, "responses": {"200": good}}}


def _post(summary: str, sent: str, answered: str) -> dict[str, Any]:
    refused = {"description": "Refused", "content": _content("Refusal")}
    headers = [
        {
            "name": name,
            "in": "header",
            "required": False,
            "description": text,
            "schema": {"type": "string"},
        }
        for name, text in HEADERS.items()
    ]
    good = {"description": "Fine", "content": _content(answered)}
    statuses = dict.fromkeys(("400", "413", "422", "503"), refused)
    return {
        "post": {
            "summary": summary,
            "parameters": headers,
            "requestBody": {"required": True, "content": _content(sent)},
            "responses": {"200": good, **statuses},
        }
    }
