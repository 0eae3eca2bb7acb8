"""A caller of the service that keeps its connection and repeats what got lost."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from http.client import HTTPConnection, HTTPException
from types import TracebackType
from typing import Any, Self

from reference_stack.errors import ReleaseError
from reference_stack.model_deployment.request import Health

TIMEOUT = 30.0
TRIES = 5
HEADERS = {"content-type": "application/json"}


class Client:
    """One connection to the service.

    A request is repeated when its connection breaks: it carries its id, and the
    prediction log is loaded by that id, so a repetition counts once.
    """

    def __init__(self, host: str, port: int) -> None:
        self._where = f"http://{host}:{port}"
        self._connection = HTTPConnection(host, port, timeout=TIMEOUT)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._connection.close()

    def predict(
        self, row: Mapping[str, object], request_id: str, made_at: datetime
    ) -> dict[str, Any]:
        """Ask for one prediction.

        Raises:
            ReleaseError: The service refused it, or cannot be reached.
        """
        return self._ask("/predict", row, request_id, made_at)

    def predict_batch(
        self, rows: Sequence[Mapping[str, object]], request_id: str, made_at: datetime
    ) -> list[dict[str, Any]]:
        """Ask for predictions of many rows; they come back in the same order.

        Raises:
            ReleaseError: The service refused them, or cannot be reached.
        """
        found = self._ask("/predict_batch", {"rows": rows}, request_id, made_at)
        answers: list[dict[str, Any]] = found["predictions"]
        return answers

    def health(self) -> Health:
        """Ask how the service is; it looks for news of release and features first.

        Raises:
            ReleaseError: It cannot be reached.
        """
        _, body = self.send("GET", "/healthz", b"", {})
        return Health.model_validate_json(body)

    def send(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, bytes]:
        """Send any request and return status and body.

        Raises:
            ReleaseError: No answer after several tries.
        """
        for _ in range(TRIES):
            try:
                self._connection.request(method, path, body or None, dict(headers))
                answer = self._connection.getresponse()
                return answer.status, answer.read()
            except (HTTPException, OSError):
                self._connection.close()
        raise ReleaseError(self._where, "no answer", "a running service")

    def _ask(
        self, path: str, content: object, request_id: str, made_at: datetime
    ) -> dict[str, Any]:
        names = {"x-request-id": request_id, "x-replay-time": made_at.isoformat()}
        body = json.dumps(content, allow_nan=False).encode()
        status, answer = self.send("POST", path, body, HEADERS | names)
        found: dict[str, Any] = json.loads(answer)
        if status != 200:  # noqa: PLR2004
            what = f"{status} {found.get('field', '')}: {found.get('problem', '')}"
            raise ReleaseError(f"{self._where}{path}", what)
        return found
