"""A graph cut in two, so that each distinct text is encoded once and not in every row.

Handing a million rows of texts to a graph takes as long as a fifth of its trees. Many rows
share few texts, so the part that only looks at texts runs on the distinct ones, and the
rest takes the codes. Both parts are nodes of the same graph: the answers keep their bits.
"""

from collections.abc import Sequence
from typing import NamedTuple

import onnx
from onnx import GraphProto, ModelProto, NodeProto, TensorProto, ValueInfoProto, helper

TEXTS, NUMBERS = "texts", "numbers"


class Halves(NamedTuple):
    """Two graphs: `texts` to `codes` (float32, [rows, texts]), and the rest from there.

    `codes` is the name of what the first gives and the second takes.
    """

    encoding: bytes
    rest: bytes
    codes: str


def halves(graph: bytes, width: int) -> Halves | None:
    """Cut a graph after the encoding of its texts.

    Args:
        graph: A graph that takes `texts` [rows, width] and, if it wants, `numbers`.
        width: How many texts a row has.

    Returns:
        The two graphs; nothing where texts do not become one number each before they
        meet the numbers.
    """
    model = onnx.load_from_string(graph)
    first = _of_texts(model.graph)
    given = {name for node in first for name in node.output}
    later = [node for node in model.graph.node if not given.intersection(node.output)]
    met = {name for node in later for name in node.input if name in given}
    if len(met) != 1 or not _one_number_each(first, width):
        return None
    (codes,) = met
    between = helper.make_tensor_value_info(codes, TensorProto.FLOAT, [None, width])
    takes = {value.name: value for value in model.graph.input}
    others = [value for name, value in takes.items() if name != TEXTS]
    gives = list(model.graph.output)
    return Halves(
        encoding=_part(model, first, [takes[TEXTS]], [between]),
        rest=_part(model, later, [between, *others], gives),
        codes=codes,
    )


def _of_texts(graph: GraphProto) -> list[NodeProto]:
    """Return the nodes that depend on texts and constants alone."""
    known = {TEXTS, *(constant.name for constant in graph.initializer)}
    found = []
    for node in graph.node:
        if known.issuperset(node.input):
            known.update(node.output)
            found.append(node)
    return found


def _one_number_each(nodes: Sequence[NodeProto], width: int) -> bool:
    """Tell whether each text goes through an encoder of its own, in the order given."""
    kinds = [node.op_type for node in nodes]
    return kinds.count("LabelEncoder") == width and kinds[-1:] == ["Cast"]


def _part(
    model: ModelProto,
    nodes: Sequence[NodeProto],
    takes: Sequence[ValueInfoProto],
    gives: Sequence[ValueInfoProto],
) -> bytes:
    used = {name for node in nodes for name in node.input}
    constants = [c for c in model.graph.initializer if c.name in used]
    graph = helper.make_graph(nodes, "half", takes, gives, initializer=constants)
    half = helper.make_model(
        graph, opset_imports=model.opset_import, ir_version=model.ir_version
    )
    return bytes(half.SerializeToString())
