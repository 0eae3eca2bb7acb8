"""The service: one BentoML service, with our endpoint in front of its own paths.

It has no inner services and no BentoML API of its own, so nothing it answers is ever
unpickled. Start it with `serve.Service`, which sets the environment it reads.
"""

import asyncio
import logging
import os
import signal
from contextlib import suppress
from pathlib import Path

import bentoml

from reference_stack.model_deployment.endpoint import Endpoint, watch
from reference_stack.model_deployment.serve import ENVIRONMENT, PARENT
from reference_stack.model_deployment.serving import Serving
from reference_stack.settings import Settings

LOG = logging.getLogger("reference_stack.service")
SETTINGS = Settings.model_validate_json(os.environ[ENVIRONMENT])
SERVING = Serving(SETTINGS, str(bentoml.server_context.worker_index or 1))


@bentoml.service(
    name="reference_stack",
    workers=SETTINGS.workers,
    traffic={"timeout": 30},
    metrics={"enabled": False},
    logging={"access": {"enabled": False}},
    tracing={"excluded_urls": ["/predict", "/predict_batch"]},
)
class ModelService:
    """Follows release.json and answers predictions."""

    @bentoml.on_startup  # type: ignore[untyped-decorator]
    async def start(self) -> None:
        """Load the release and begin to watch for the next one."""
        logging.getLogger("uvicorn.access").disabled = True
        SERVING.start()
        self._watch = asyncio.create_task(watch(SERVING))
        self._guard = asyncio.create_task(end_with_parent())

    @bentoml.on_shutdown  # type: ignore[untyped-decorator]
    async def stop(self) -> None:
        """Stop watching and close the files."""
        for task in (self._watch, self._guard):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        SERVING.stop()


async def end_with_parent() -> None:
    """End the service when the process that started it is gone, however it went."""
    starter, supervisor = os.environ.get(PARENT), os.getppid()
    while starter and os.getppid() == supervisor:
        if _parent_of(supervisor) not in {starter, None}:
            LOG.warning("whoever started the service is gone; it ends")
            os.kill(supervisor, signal.SIGTERM)
            return
        await asyncio.sleep(1.0)
    if starter:
        LOG.warning("the supervisor is gone; this worker ends")
        os.kill(os.getpid(), signal.SIGTERM)


def _parent_of(pid: int) -> str | None:
    """Return the parent of a process, if the system has a /proc to tell."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii")
    except OSError:
        return None
    return stat.rpartition(")")[2].split()[1]


ModelService.add_asgi_middleware(Endpoint, serving=SERVING)  # type: ignore[attr-defined]
