"""The speed of serving, in short: the long form is `python -m benchmarks serving`."""

from benchmarks.serving import CALLERS, OURS, PEERS, measure

PEER = "FastAPI + ONNX"


def test_a_short_run_serves_the_pipelines_own_scores_and_keeps_up() -> None:
    table = measure(300, peers=(PEER,))

    names = {f"{name}, {n} callers" for name in (OURS, PEER) for n in CALLERS}
    assert set(table) == names
    assert all(row["failed"] == 0 for row in table.values())
    assert table[f"{PEER}, 8 callers"]["ours / it"] > 0.2


def test_every_aim_is_for_a_server_that_is_measured() -> None:
    aims = {name: peer.aim for name, peer in PEERS.items() if peer.aim}

    assert aims == {
        "mlflow models serve": 25,
        "BentoML on pandas": 20,
        "FastAPI + ONNX": 0.5,
    }
