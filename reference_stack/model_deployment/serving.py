"""Serving without HTTP: features, arms, scores, the log line, the answer."""

import gc
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from reference_stack import case as cases
from reference_stack.features import Online
from reference_stack.model_deployment.loaded import Deployed, Follower, Model
from reference_stack.model_deployment.metrics import Metrics
from reference_stack.model_deployment.request import Health, Requests
from reference_stack.model_deployment.router import arm
from reference_stack.model_deployment.writing import Writer
from reference_stack.settings import Settings

Row = Mapping[str, object]
Features = Mapping[str, str | float]
MEGABYTE = 1024 * 1024
STATM = Path("/proc/self/statm")


@dataclass(frozen=True)
class Asked:
    """The circumstances of one request; `trial` names the version that must answer."""

    request_id: str
    made_at: datetime
    began: float
    cpu: float
    trial: str = ""


class Serving:
    """One worker of the service; `start` before anything else."""

    def __init__(self, settings: Settings, worker: str = "1") -> None:
        self.settings = settings
        self.worker = worker
        self.case = cases.load(settings.case)
        self.requests = Requests(self.case.goal)
        self.metrics = Metrics()
        self.follower = Follower(settings.release, settings.models)
        self._log = Writer(settings.predictions, worker)
        self._trials = Writer(settings.home / "trials", worker)
        self._rss = _resident()
        self._changes = 0

    def start(self) -> None:
        """Load what there is and keep the garbage collector off what stays."""
        self.settings.home.mkdir(parents=True, exist_ok=True)
        self._online = Online(self.settings.online, self.case)
        self.refresh()
        self.follow()
        gc.collect()
        gc.freeze()

    def stop(self) -> None:
        """Close the files."""
        self._log.close()
        self._trials.close()
        self._online.close()

    def refresh(self) -> None:
        """Read newly published features; called often, cheap when nothing changed."""
        self._changes += self._online.refresh()
        self._rss = _resident()

    def follow(self) -> None:
        """Load the release of release.json (slow: a thread should do it)."""
        self.follower.follow()
        if self.follower.deployed:
            self.metrics.release.set(self.follower.deployed.release.number)

    def health(self) -> Health:
        """Tell what is served and what is wrong."""
        found = self.follower.deployed
        release = found.release if found else None
        return Health(
            ok=found is not None and not self.follower.problem,
            release=release.number if release else None,
            champion=release.champion if release else None,
            challenger=release.challenger if release else None,
            stage=release.stage if release else None,
            problem=self.follower.problem,
            worker=self.worker,
            features=self._changes,
        )

    def predict(self, rows: Sequence[Row], asked: Asked) -> list[dict[str, object]]:
        """Score rows, log every prediction, and return the answers in order.

        A trial is answered by the version it names and logged apart from the others.

        Raises:
            LookupError: No release could be loaded yet, or not the version of a trial.
            OSError: The log could not be written, so there is no answer either.
        """
        deployed = _chosen(self.follower, asked.trial)
        features = [self._online.look_up(row, asked.made_at) for row in rows]
        first = deployed.champion.scorer.score(features)
        second, problem = _beside(deployed.challenger, features)
        lines, answers = [], []
        for n, row in enumerate(rows):
            name = asked.request_id if len(rows) == 1 else f"{asked.request_id}.{n}"
            scores = first[n], second[n] if second else None
            line = _line(deployed, str(row["id"]), scores, problem)
            line |= {"request_id": name, "features": features[n], "request": row}
            lines.append(line)
            answers.append(_answer(line, deployed))
        self._write(lines, asked)
        return answers

    def _write(self, lines: list[dict[str, object]], asked: Asked) -> None:
        shared = {
            "made_at": asked.made_at.isoformat(),
            "wall_ms": 1000 * (time.perf_counter() - asked.began) / len(lines),
            "cpu_ms": 1000 * (time.thread_time() - asked.cpu) / len(lines),
            "rss_mb": self._rss,
        }
        for line in lines:
            line.update(shared)
        log = self._trials if asked.trial else self._log
        log.append(lines, asked.made_at)
        for line in lines:
            labels = str(line["version"]), str(line["arm"]), str(line["status"])
            self.metrics.predictions.labels(*labels).inc()


def _chosen(follower: Follower, trial: str) -> Deployed:
    found = follower.deployed
    if found is None:
        raise LookupError(f"no model is released: {follower.problem}")
    if not trial or trial == found.release.champion:
        return replace(found, challenger=None) if trial else found
    if found.challenger is None or trial != found.challenger.version:
        raise LookupError(f"version {trial} is not loaded")
    return replace(found, champion=found.challenger, challenger=None)


def _beside(
    model: Model | None, features: Sequence[Features]
) -> tuple[list[float], str]:
    """Score with the challenger; its faults never reach the caller."""
    if model is None:
        return [], ""
    try:
        return model.scorer.score(features), ""
    except Exception as error:
        return [], f"challenger {model.version}: {type(error).__name__}"


def _line(
    deployed: Deployed,
    entity: str,
    scores: tuple[float, float | None],
    problem: str,
) -> dict[str, object]:
    """Choose the arm and fill in what the log says about one prediction."""
    release, champion, challenger = (
        deployed.release,
        deployed.champion,
        deployed.challenger,
    )
    own, other, status = scores[0], scores[1], "ok"
    chosen, beside = champion, challenger
    side = "champion"
    if challenger and release.stage == "split":
        side = arm(release.salt, release.share, entity)
        if side == "challenger" and other is not None and math.isfinite(other):
            chosen, beside, own, other = challenger, champion, other, own
        elif side == "challenger":
            status, problem = "fallback", problem or "challenger: not a number"
    if not math.isfinite(own):
        status, problem = "not_a_number", f"version {chosen.version}: not a number"
    return {
        "entity_id": entity,
        "arm": side,
        "version": chosen.version,
        "probability": own,
        "decision": own >= chosen.threshold,
        "other_version": beside.version if beside else None,
        "other_probability": other,
        "status": status,
        "problem": problem or None,
    }


def _answer(line: Mapping[str, object], deployed: Deployed) -> dict[str, object]:
    champion, challenger = deployed.champion, deployed.challenger
    own = line["version"] == champion.version
    model = champion if own or challenger is None else challenger
    return {
        "request_id": line["request_id"],
        "model_version": line["version"],
        "arm": line["arm"],
        "probability": line["probability"],
        "decision": line["decision"],
        "threshold": model.threshold,
    }


def now() -> datetime:
    """Return the present time as naive UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def _resident() -> float:
    """Return the memory this process holds, in megabytes (0 where Linux is not)."""
    try:
        pages = int(STATM.read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * 4096 / MEGABYTE
