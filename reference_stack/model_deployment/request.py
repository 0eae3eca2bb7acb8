"""What a caller sends and gets, typed from the goal of the case."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    TypeAdapter,
    ValidationError,
    create_model,
)

from reference_stack.case import Goal, RequestField
from reference_stack.model_deployment.router import Arm
from reference_stack.values import Value

MOST_ROWS = 1000
LONGEST_ID = 64
PRINTABLE = r"^[^\x00-\x1f\x7f]+$"
SECONDS = r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"
STRICT = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class Answer(BaseModel):
    """The answer to one row."""

    request_id: str
    model_version: str
    arm: Arm
    probability: float
    decision: bool
    threshold: float


class Answers(BaseModel):
    """The answers to a batch, in the order of its rows."""

    predictions: list[Answer]


class Refusal(BaseModel):
    """Why a request was refused: the field it is about, and what is wrong there."""

    field: str
    problem: str


class Health(Value):
    """How the service is: what it serves, and why not what it was told to."""

    ok: bool
    release: int | None
    champion: str | None
    challenger: str | None
    stage: str | None
    problem: str
    worker: str
    features: int


class Requests:
    """The two kinds of request of a case, ready to be read from JSON."""

    def __init__(self, goal: Goal) -> None:
        kinds: dict[str, Any] = {n: _field(f) for n, f in goal.request.items()}
        self.row: type[BaseModel] = create_model(
            "Request", __config__=STRICT, id=(_text(LONGEST_ID), ...), **kinds
        )
        rows = Annotated[list[self.row], Field(min_length=1, max_length=MOST_ROWS)]  # type: ignore[name-defined]
        self.batch: type[BaseModel] = create_model(
            "Batch", __config__=STRICT, rows=(rows, ...)
        )
        self._row = TypeAdapter(self.row)
        self._batch = TypeAdapter(self.batch)

    def one(self, body: bytes) -> list[dict[str, Any]]:
        """Read one row; the result has one element.

        Raises:
            ValidationError: It is not JSON, or a field is not as it should be.
        """
        return [self._row.validate_json(body).__dict__]

    def many(self, body: bytes) -> list[dict[str, Any]]:
        """Read a batch of at most `MOST_ROWS` rows.

        Raises:
            ValidationError: It is not JSON, or a field is not as it should be.
        """
        batch = self._batch.validate_json(body)
        return [row.__dict__ for row in batch.__dict__["rows"]]


def refusal(error: ValidationError) -> tuple[int, Refusal]:
    """Return the status and the text for the first thing wrong with a request."""
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return 400, Refusal(field="body", problem=first["msg"])
    field = ".".join(str(part) for part in first["loc"]) or "body"
    return 422, Refusal(field=field, problem=first["msg"])


def _text(longest: int) -> Any:
    return Annotated[str, StringConstraints(max_length=longest, pattern=PRINTABLE)]


def _field(field: RequestField) -> tuple[Any, Any]:
    kind: Any
    if field.type == "text":
        kind = _text(field.longest)
    elif field.type == "timestamp":
        pattern = StringConstraints(pattern=SECONDS)
        kind = Annotated[str, pattern, AfterValidator(_a_time)]
    else:
        kind = Annotated[float, Field(ge=field.min, le=field.max)]
    return (kind | None, None) if field.nullable else (kind, ...)


def _a_time(text: str) -> str:
    datetime.fromisoformat(text)
    return text
