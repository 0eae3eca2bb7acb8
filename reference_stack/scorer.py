"""A model as an ONNX graph: features in, probabilities out, no pickle and no frame.

The graph takes `texts` (string, [rows, texts]) and `numbers` (float32,
[rows, numbers]); it gives `probabilities` (float32, [rows, 2]).
"""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from typing import TYPE_CHECKING, Self

import numpy as np
import onnxruntime as ort
import pandas as pd
from numpy.typing import NDArray

from reference_stack.errors import ModelError

if TYPE_CHECKING:
    from reference_stack.halves import Halves

PROBABILITIES = "probabilities"
MANY = 10_000
"""Rows from which it pays to encode distinct texts only."""
CHUNK = 5_000

Texts = NDArray[np.object_]
Numbers = NDArray[np.float32]


class Scorer:
    """Scores rows with a graph; safe to share between threads.

    A row gets the same bits alone, in a batch and in a frame, whatever `threads` is:
    each run of the graph keeps to one thread, as two would add up trees in another order.

    Args:
        graph: The ONNX graph.
        texts: Its text features in order.
        numbers: Its number features in order.
        threads: Threads that may share the rows of a large frame.

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
        self._graph, self._threads = graph, threads
        self._session = _session(graph)
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
            scored = self.score_cells(
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
        missing = [n for n in (*self.texts, *self.numbers) if n not in frame]
        if missing:
            raise ModelError("a frame to score", f"lacks {', '.join(missing)}")
        numbers = frame[list(self.numbers)].to_numpy(dtype=np.float32)
        if len(frame) >= MANY and self._many is not None:
            return self._many.run(frame[list(self.texts)], numbers, self._threads)
        return self.score_cells(frame[list(self.texts)].to_numpy(dtype=object), numbers)

    @cached_property
    def _many(self) -> "_Many | None":
        return _Many.of(self._graph, len(self.texts)) if self.texts else None

    def score_cells(self, texts: Texts, numbers: Numbers) -> Numbers:
        """Return the probability of each row of texts and numbers, in their order."""
        if not len(texts) and not len(numbers):
            return np.zeros(0, dtype=np.float32)
        given: dict[str, Texts | Numbers] = {}
        if self.texts:
            given["texts"] = texts
        if self.numbers:
            given["numbers"] = numbers
        return _probabilities(self._session, given)


class _Many:
    """A graph in two halves, for frames with many rows and few distinct texts."""

    def __init__(self, cut: "Halves") -> None:
        self._codes = cut.codes
        self._encoding = _session(cut.encoding)
        self._rest = _session(cut.rest)

    @classmethod
    def of(cls, graph: bytes, width: int) -> Self | None:
        # A service scores no frames and need not import the package of graphs.
        from reference_stack.halves import halves  # noqa: PLC0415

        cut = halves(graph, width)
        return cls(cut) if cut else None

    def run(self, texts: pd.DataFrame, numbers: Numbers, threads: int) -> Numbers:
        codes = self._encoded(texts)

        def part(start: int) -> Numbers:
            rows = slice(start, start + CHUNK)
            given = {self._codes: codes[rows]}
            if numbers.shape[1]:
                given["numbers"] = numbers[rows]
            return _probabilities(self._rest, given)

        with ThreadPoolExecutor(threads) as pool:
            return np.concatenate(list(pool.map(part, range(0, len(codes), CHUNK))))

    def _encoded(self, texts: pd.DataFrame) -> Numbers:
        """Return the codes of texts [rows, texts], each distinct text encoded once."""
        found = [pd.factorize(texts[n], use_na_sentinel=False) for n in texts]
        distinct = np.full(
            (max(len(u) for _, u in found), len(found)), "", dtype=object
        )
        for column, (_, values) in enumerate(found):
            distinct[: len(values), column] = values
        codes: Numbers = self._encoding.run([self._codes], {"texts": distinct})[0]
        places = [codes[place, column] for column, (place, _) in enumerate(found)]
        return np.column_stack(places)


def _probabilities(
    session: ort.InferenceSession, given: Mapping[str, Texts | Numbers]
) -> Numbers:
    probabilities: Numbers = session.run([PROBABILITIES], given)[0]
    return probabilities[:, 1]


def _session(graph: bytes) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    try:
        return ort.InferenceSession(graph, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's errors share no public parent
        first = str(error).splitlines()[0]
        raise ModelError("the ONNX graph", f"cannot be loaded ({first})") from None
