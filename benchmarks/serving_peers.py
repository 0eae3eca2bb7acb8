"""Two servers to compare with: a bare FastAPI endpoint on ONNX, an empty Starlette one.

Run by uvicorn; the folder of the model is in the environment variable `SERVED`.
"""

import os
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel, create_model
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from benchmarks.serving_case import FEATURES
from reference_stack.scorer import Scorer

KINDS: dict[str, Any] = {
    **dict.fromkeys(FEATURES.texts, (str, ...)),
    **dict.fromkeys(FEATURES.numbers, (float, ...)),
}
Sent: type[BaseModel] = create_model("Sent", **KINDS)
SCORER = Scorer(
    (Path(os.environ["SERVED"]) / "model.onnx").read_bytes(),
    FEATURES.texts,
    FEATURES.numbers,
)

fast = FastAPI()


@fast.post("/predict")
async def predict(row: Sent) -> dict[str, float]:
    """Score one row."""
    return {"probability": SCORER.score([vars(row)])[0]}


async def nothing(request: Request) -> JSONResponse:
    """Read the row and answer a constant."""
    await request.json()
    return JSONResponse({"probability": 0.5})


empty = Starlette(routes=[Route("/predict", nothing, methods=["POST"])])
