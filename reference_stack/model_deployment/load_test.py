"""Load: requests from many callers at once, and how long each of them waited."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from math import ceil

from reference_stack.case import Goal
from reference_stack.gate import Gate
from reference_stack.values import Value

WARM_UP = 50
END = b"\r\n\r\n"
LENGTH = b"content-length:"


class Load(Value):
    """What a load came to; `failed` counts answers other than 200."""

    requests: int
    failed: int
    seconds: float
    p50_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        """Answers per second."""
        return self.requests / self.seconds


def offered(address: tuple[str, int], requests: Sequence[bytes], callers: int) -> Load:
    """Send requests over kept connections, each caller one after another.

    Args:
        address: Host and port.
        requests: Whole HTTP requests, dealt out among the callers.
        callers: How many connections are busy at the same time.

    Raises:
        OSError: The service cannot be reached or ends a connection.
    """
    return asyncio.run(_offered(address, requests, callers))


def posted(
    path: str, content: object, headers: Mapping[str, str] | None = None
) -> bytes:
    """Return a whole HTTP/1.1 POST request with a JSON body."""
    body = json.dumps(content).encode()
    fields = {
        "host": "localhost",
        "content-type": "application/json",
        "content-length": str(len(body)),
        **(headers or {}),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"POST {path} HTTP/1.1\r\n{head}\r\n".encode() + body


def load_gate(found: Load, goal: Goal, version: str) -> Gate:
    """Return whether a version answers fast enough under the load of the peak."""
    limit = next((kpi.max for kpi in goal.kpis if kpi.id == "latency"), None)
    slow = limit is not None and found.p99_ms > limit
    reason = "the 99th percentile is within its limit"
    if slow:
        reason = f"the 99th percentile is above {limit:g} ms"
    if found.failed:
        reason = f"{found.failed} of {found.requests} requests failed"
    passed = not (slow or found.failed)
    return Gate(
        id="load_test",
        phase="model_deployment",
        question="Does the new version answer fast enough at the busiest hour?",
        passed=passed,
        reason=reason,
        figures={"requests": found.requests, "version": version},
        otherwise=None if passed else "model_deployment",
    )


async def _offered(
    address: tuple[str, int], requests: Sequence[bytes], callers: int
) -> Load:
    times: list[float] = []
    parts = [requests[n::callers] for n in range(callers)]
    warm = [part[: ceil(WARM_UP / callers)] for part in parts]
    connections = [await asyncio.open_connection(*address) for _ in range(callers)]
    try:
        pairs = list(zip(connections, warm, strict=True))
        await asyncio.gather(*(_call(c, part, []) for c, part in pairs))
        began = time.perf_counter()
        pairs = list(zip(connections, parts, strict=True))
        failed = await asyncio.gather(*(_call(c, part, times) for c, part in pairs))
        seconds = time.perf_counter() - began
    finally:
        for _, writer in connections:
            writer.close()
    times.sort()
    return Load(
        requests=len(times),
        failed=sum(failed),
        seconds=seconds,
        p50_ms=1000 * times[len(times) // 2],
        p99_ms=1000 * times[min(len(times) - 1, int(0.99 * len(times)))],
    )


async def _call(
    connection: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    requests: Sequence[bytes],
    times: list[float],
) -> int:
    """Send requests one after another, note how long each took, count the failed."""
    reader, writer = connection
    failed = 0
    for request in requests:
        began = time.perf_counter()
        writer.write(request)
        head = (await reader.readuntil(END)).lower()
        size = head[head.index(LENGTH) + len(LENGTH) :].split(b"\r\n", 1)[0]
        await reader.readexactly(int(size))
        times.append(time.perf_counter() - began)
        failed += b" 200 " not in head[:16]
    return failed
