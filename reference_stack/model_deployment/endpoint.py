"""The HTTP side of serving: a few paths, answered without any framework in between."""

import asyncio
import logging
import re
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from pydantic import ValidationError
from pydantic_core import to_json

from reference_stack.errors import StackError
from reference_stack.model_deployment.description import openapi, page
from reference_stack.model_deployment.request import Refusal, refusal
from reference_stack.model_deployment.serving import Asked, Serving, now

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

JSON = b"application/json"
HTML = b"text/html; charset=utf-8"
PROMETHEUS = b"text/plain; version=0.0.4; charset=utf-8"
MOST_BYTES = 1024 * 1024
PLAIN = re.compile(rb"[A-Za-z0-9._:-]{1,64}")
POLL_SECONDS = 0.1
LOG = logging.getLogger("reference_stack.service")

Reply = tuple[int, bytes, bytes]
"""Status, content type, body."""


class RefusedError(Exception):
    """The request cannot be answered; carries the status and the reason."""

    def __init__(self, status: int, field: str, problem: str) -> None:
        super().__init__(problem)
        self.status = status
        self.refusal = Refusal(field=field, problem=problem)


class Endpoint:
    """Answers the paths of the service and hands all others to the app around it.

    It is an ASGI middleware, so that its paths win over those of the framework: the
    framework's own page loads scripts from elsewhere, ours does not.
    """

    def __init__(self, app: App, serving: Serving) -> None:
        self._app = app
        self._serving = serving
        self._posts = {
            "/predict": serving.requests.one,
            "/predict_batch": serving.requests.many,
        }
        self._gets: dict[str, Callable[[], Awaitable[Reply]]] = {
            "/healthz": self._health,
            "/metrics": self._metrics,
            "/openapi.json": self._openapi,
            "/docs": self._docs,
            "/": self._docs,
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope.get("path", "")
        posted = path in self._posts
        if scope["type"] != "http" or not (posted or path in self._gets):
            await self._app(scope, receive, send)
            return
        began, cpu = time.perf_counter(), time.thread_time()
        try:
            _demand(scope, "POST" if posted else "GET")
            if posted:
                reply = await self._predict(scope, receive, (began, cpu))
            else:
                reply = await self._gets[path]()
        except RefusedError as refused:
            reply = refused.status, JSON, to_json(refused.refusal)
        except Exception:
            LOG.exception("no answer for %s", path)
            fault = Refusal(field="", problem="a fault of the service; see its log")
            reply = 500, JSON, to_json(fault)
        metrics = self._serving.metrics
        metrics.requests.labels(path, str(reply[0])).inc()
        metrics.seconds.labels(path).observe(time.perf_counter() - began)
        await _reply(send, reply)

    async def _predict(
        self, scope: Scope, receive: Receive, clocks: tuple[float, float]
    ) -> Reply:
        headers = dict(scope["headers"])
        asked = _asked(headers, clocks)
        body = await _body(receive)
        path = scope["path"]
        try:
            rows = self._posts[path](body)
        except ValidationError as error:
            status, why = refusal(error)
            raise RefusedError(status, why.field, why.problem) from None
        try:
            answers = self._serving.predict(rows, asked)
        except LookupError as error:
            raise RefusedError(
                503, "x-trial" if asked.trial else "", str(error)
            ) from None
        except StackError as error:
            raise RefusedError(503, "", str(error)) from None
        except OSError as error:
            raise RefusedError(503, "", f"the prediction log fails: {error}") from None
        if path == "/predict":
            return 200, JSON, to_json(answers[0], inf_nan_mode="null")
        return 200, JSON, to_json({"predictions": answers}, inf_nan_mode="null")

    async def _health(self) -> Reply:
        await look(self._serving)
        health = self._serving.health()
        return 200 if health.release is not None else 503, JSON, to_json(health)

    async def _metrics(self) -> Reply:
        return 200, PROMETHEUS, self._serving.metrics.text()

    async def _openapi(self) -> Reply:
        return 200, JSON, to_json(openapi(self._serving))

    async def _docs(self) -> Reply:
        return 200, HTML, page(self._serving).encode()


async def look(serving: Serving) -> None:
    """Notice new features and a new release; models load beside the requests."""
    serving.refresh()
    if serving.follower.changed():
        await asyncio.to_thread(serving.follow)


async def watch(serving: Serving) -> None:
    """Look again and again, for as long as the service runs."""
    while True:
        with suppress(OSError):
            await look(serving)
        await asyncio.sleep(POLL_SECONDS)


def _demand(scope: Scope, method: str) -> None:
    if scope["method"] != method:
        raise RefusedError(405, "method", f"{scope['path']} takes {method}")


def _asked(headers: dict[bytes, bytes], clocks: tuple[float, float]) -> Asked:
    """Read what the headers say about a request.

    Raises:
        RefusedError: One of them is malformed.
    """
    name = headers.get(b"x-request-id", b"")
    trial = headers.get(b"x-trial", b"")
    for key, value in ((b"x-request-id", name), (b"x-trial", trial)):
        if key in headers and not PLAIN.fullmatch(value):
            allowed = "1 to 64 letters, digits and . _ : -"
            raise RefusedError(400, key.decode(), f"should be {allowed}")
    time = headers.get(b"x-replay-time")
    return Asked(
        name.decode() or str(uuid4()),
        _time(time) if time is not None else now(),
        *clocks,
        trial=trial.decode(),
    )


def _time(value: bytes) -> datetime:
    try:
        found = datetime.fromisoformat(value.decode("ascii"))
    except ValueError:
        problem = "should be a time like 2013-04-01T06:00:00"
        raise RefusedError(400, "x-replay-time", problem) from None
    return found.astimezone(UTC).replace(tzinfo=None) if found.tzinfo else found


async def _body(receive: Receive) -> bytes:
    parts = b""
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RefusedError(400, "body", "the caller left before sending it all")
        parts += bytes(message.get("body", b""))
        if len(parts) > MOST_BYTES:
            raise RefusedError(413, "body", f"should be at most {MOST_BYTES} bytes")
        if not message.get("more_body"):
            return parts


async def _reply(send: Send, reply: Reply) -> None:
    status, kind, body = reply
    length = str(len(body)).encode()
    headers = [(b"content-type", kind), (b"content-length", length)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
