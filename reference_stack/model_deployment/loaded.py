"""What the service holds in memory: the release it follows and its models."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from reference_stack.errors import ModelError, ReleaseError, StackError
from reference_stack.model_deployment.release import ModelFile, Release
from reference_stack.scorer import Scorer

Mark = tuple[int, int, int]


class Inputs(BaseModel):
    """The facts of a model that serving needs; the others are not read."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    texts: tuple[str, ...]
    numbers: tuple[str, ...]
    threshold: float


@dataclass(frozen=True)
class Model:
    """A model ready to score."""

    version: str
    scorer: Scorer
    threshold: float


@dataclass(frozen=True)
class Deployed:
    """A release and its models: replaced as a whole, never changed."""

    release: Release
    champion: Model
    challenger: Model | None


@dataclass
class Follower:
    """Follows release.json: loads what it asks for, keeps the old state when it cannot."""

    release: Path
    models: Path
    deployed: Deployed | None = None
    problem: str = "no release yet"
    _seen: Mark | None = None
    _kept: dict[tuple[str, str], Model] = field(default_factory=dict)

    def changed(self) -> bool:
        """Tell whether the file is another one than that of the last `follow`."""
        return _mark(self.release) != self._seen

    def follow(self) -> None:
        """Load the release of the file; on any fault keep the old one and say why."""
        self._seen = _mark(self.release)
        try:
            wanted = read(self.release)
            self.deployed = self._loaded(wanted)
            self.problem = ""
        except StackError as error:
            self.problem = str(error)

    def _loaded(self, wanted: Release) -> Deployed:
        kept = {
            version: self._kept.get((version, file.onnx_sha256))
            or load(self.models / version, version, file)
            for version, file in wanted.models.items()
        }
        self._kept |= {
            (version, wanted.models[version].onnx_sha256): model
            for version, model in kept.items()
        }
        try:
            challenger = kept[wanted.challenger] if wanted.challenger else None
            return Deployed(wanted, kept[wanted.champion], challenger)
        except KeyError as error:
            what = f"version {error.args[0]} is not among its models"
            raise ReleaseError(str(self.release), what) from None


def read(path: Path) -> Release:
    """Read release.json.

    Raises:
        ReleaseError: It is missing, or not a release.
    """
    try:
        return Release.model_validate_json(path.read_bytes())
    except OSError:
        raise ReleaseError(str(path), "no release yet", "a first deployment") from None
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "top"
        what = f"not a release ({first['msg']} at {place})"
        wanted = "the file as the last release wrote it"
        raise ReleaseError(str(path), what, wanted) from None


def write(path: Path, release: Release) -> None:
    """Put a release in place in one step, so that a reader sees the old or the new."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".new")
    fresh.write_text(release.model_dump_json(indent=1), encoding="utf-8")
    fresh.replace(path)


def load(folder: Path, version: str, file: ModelFile) -> Model:
    """Load a model after checking its digest.

    Raises:
        ModelError: A file is missing, or is not the one that was registered.
    """
    where = f"model {version}"
    try:
        onnx = (folder / "model.onnx").read_bytes()
        facts = Inputs.model_validate_json((folder / "facts.json").read_bytes())
    except OSError as error:
        name = Path(str(error.filename)).name
        raise ModelError(where, f"{name} cannot be read", str(folder)) from None
    except ValidationError:
        raise ModelError(where, "facts.json is not what was registered") from None
    if hashlib.sha256(onnx).hexdigest() != file.onnx_sha256:
        raise ModelError(
            where, "model.onnx was changed", f"a file with SHA-256 {file.onnx_sha256}"
        )
    return Model(version, Scorer(onnx, facts.texts, facts.numbers), facts.threshold)


def _mark(path: Path) -> Mark | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
