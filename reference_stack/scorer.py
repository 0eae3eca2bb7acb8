"""A model as an ONNX graph: features in, probabilities out, no pickle and no frame.

The graph takes `texts` (string, [rows, texts]) and `numbers` (float32,
[rows, numbers]); it gives `probabilities` (float32, [rows, 2]).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import onnxruntime as ort
import pandas as pd
from numpy.typing import NDArray

from reference_stack.errors import ModelError

PROBABILITIES = "probabilities"


class Scorer:
    """Scores rows with a graph; one session, safe to share between threads.

    Args:
        graph: The ONNX graph.
        texts: Its text features in order.
        numbers: Its number features in order.
        threads: Threads that one call may use; more than one pays for many rows only.

    Raises:
        ModelError: The graph cannot be loaded or takes other inputs.
    """

    def __init__(
        self,
        graph: bytes,
        texts: Sequence[str],
        numbers: Sequence[str],
        threads: int = 1,
    ) -> None:
        self.texts = tuple(texts)
        self.numbers = tuple(numbers)
        self._session = _session(graph, threads)
        takes = {i.name: i.shape[1] for i in self._session.get_inputs()}
        wanted = {"texts": len(self.texts), "numbers": len(self.numbers)}
        if takes != {name: width for name, width in wanted.items() if width}:
            raise ModelError("the ONNX graph", f"takes {takes}", f"wanted {wanted}")

    def score(self, rows: Sequence[Mapping[str, str | float]]) -> list[float]:
        """Return the probability of each row; features it does not know are ignored.

        Raises:
            ModelError: A row lacks a feature, or a number is a text.
        """
        try:
            texts = [[row[name] for name in self.texts] for row in rows]
            numbers = [[row[name] for name in self.numbers] for row in rows]
            scored = self._run(
                np.array(texts, dtype=object), np.array(numbers, dtype=np.float32)
            )
        except KeyError as error:
            raise ModelError("a row to score", f"lacks {error.args[0]}") from None
        except ValueError as error:
            raise ModelError("a row to score", str(error)) from None
        return [float(p) for p in scored]

    def score_frame(self, frame: pd.DataFrame) -> NDArray[np.float32]:
        """Return the probability of each row of a frame with the features as columns.

        Raises:
            ModelError: The frame lacks a feature.
        """
        try:
            texts = frame[list(self.texts)].to_numpy(dtype=object)
            numbers = frame[list(self.numbers)].to_numpy(dtype=np.float32)
        except KeyError as error:
            raise ModelError("a frame to score", str(error.args[0])) from None
        return self._run(texts, numbers)

    def _run(
        self, texts: NDArray[np.object_], numbers: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        if not len(texts) and not len(numbers):
            return np.zeros(0, dtype=np.float32)
        given: dict[str, NDArray[np.object_] | NDArray[np.float32]] = {}
        if self.texts:
            given["texts"] = texts
        if self.numbers:
            given["numbers"] = numbers
        probabilities: NDArray[np.float32] = self._session.run([PROBABILITIES], given)[
            0
        ]
        return probabilities[:, 1]


def _session(graph: bytes, threads: int) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no public parent
        first = str(error).splitlines()[0]
        raise ModelError("the ONNX graph", f"cannot be loaded ({first})") from None
