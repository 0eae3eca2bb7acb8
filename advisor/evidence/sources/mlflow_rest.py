"""An MLflow tracking server over its REST interface: searches only, page by page.

No address but the given one is called: redirections are refused and proxies are not
used. Who may read is told by the address (`user:password@`) or by MLflow's own
variables: MLFLOW_TRACKING_USERNAME and _PASSWORD, or MLFLOW_TRACKING_TOKEN.
"""

import base64
import json
import os
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from http.client import HTTPException
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import unquote, urlencode, urlsplit
from urllib.request import (
    HTTPRedirectHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
    build_opener,
)

from advisor import language
from advisor.errors import EvidenceError
from advisor.evidence.sources.mlflow_facts import (
    MOST_FILES,
    MOST_RUNS,
    MOST_SECONDS,
    MOST_VERSIONS,
    Dataset,
    Metric,
    Run,
    Server,
    Version,
    looked_into,
    moment,
    number,
    packed,
    text,
)
from advisor.evidence.sources.skipped import Skipped
from advisor.language import t

TIMEOUT: Final = 20
MOST_BYTES: Final = 256_000_000
PAGE: Final = 1_000
# A server spends a millisecond or two on a run; the newest ones tell the most.
RUNS_SECONDS: Final = 8
_EXPERIMENTS: Final = 1_000
_MODELS: Final = 100
_BEHIND: Final = 60
_NOT_FOUND: Final = 404
_API: Final = "/api/2.0/mlflow"


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        """Follow nobody elsewhere."""


class _Api:
    """The interface of one server; every call is bounded in time and size."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        host = parts.netloc.rpartition("@")[2]
        self.name = f"{parts.scheme}://{host}"
        self._base = self.name + parts.path.rstrip("/")
        self._headers = {"Content-Type": "application/json"} | _credentials(address)
        self._opener: OpenerDirector = build_opener(ProxyHandler({}), _NoRedirect())
        self._end = time.monotonic() + MOST_SECONDS

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """Return what a question by GET brings."""
        return _mapping(self._call(f"{path}?{urlencode(query)}"))

    def search(self, path: str, ask: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a search by POST brings; it changes nothing on the server."""
        return _mapping(self._call(path, json.dumps(ask).encode()))

    def file(self, place: str, **query: str) -> str | None:
        """Return the text of an artifact, None where there is none to be had."""
        try:
            return self._call(f"{place}?{urlencode(query)}").decode("utf-8", "replace")
        except EvidenceError:
            return None

    def _call(self, path: str, body: bytes | None = None) -> bytes:
        left = self._end - time.monotonic()
        if left <= 0:
            raise EvidenceError(
                t("{name}: took over {most} seconds", name=self.name, most=MOST_SECONDS)
            )
        # The scheme is http or https: `read` is called with no other.
        request = Request(self._base + path, data=body, headers=self._headers)  # noqa: S310
        try:
            with self._opener.open(request, timeout=min(TIMEOUT, left)) as answer:
                found: bytes = answer.read(MOST_BYTES + 1)
        except HTTPError as fault:
            fault.close()
            raise EvidenceError(
                t(
                    "{name}: answered {code}; {advice}",
                    name=self.name,
                    code=fault.code,
                    advice=_advice(fault.code),
                )
            ) from None
        except (OSError, HTTPException, ValueError) as fault:
            reason = fault.reason if isinstance(fault, URLError) else fault
            raise EvidenceError(
                t(
                    "{name}: no answer ({reason}); expected a running MLflow server",
                    name=self.name,
                    reason=reason,
                )
            ) from None
        if len(found) > MOST_BYTES:
            raise EvidenceError(
                t(
                    "{name}: an answer over {most:,} bytes",
                    name=self.name,
                    most=MOST_BYTES,
                )
            )
        return found


def read(address: str) -> Server:
    """Return what a tracking server knows; raise EvidenceError if it does not answer."""
    api = _Api(address)
    skipped: list[Skipped] = []
    runs = {run.id: run for run in _runs(api, skipped)}
    versions = _described(api, tuple(_versions(api, skipped)))
    runs |= _behind(api, versions, runs)
    wanted = {v.run_id for v in looked_into(versions)} & set(runs)
    return Server(
        address=api.name,
        runs=tuple(runs.values()),
        versions=versions,
        files={id_: _files(api, id_) for id_ in sorted(wanted)},
        skipped=tuple(skipped),
    )


def _runs(api: _Api, skipped: list[Skipped]) -> list[Run]:
    """Return the newest runs, as many as the server tells in time."""
    end = time.monotonic() + RUNS_SECONDS
    experiments = [
        text(found.get("experiment_id"))
        for found in _pages(api, "experiments", {"max_results": _EXPERIMENTS})
    ]
    ask = {
        "experiment_ids": experiments[:_EXPERIMENTS],
        "max_results": PAGE,
        "order_by": ["attributes.start_time DESC"],
    }
    found: list[Run] = []
    for raw in _pages(api, "runs", ask) if experiments else ():
        late = len(found) % PAGE == 0 and time.monotonic() > end
        if late or len(found) == MOST_RUNS:
            reason = f"runs older than the {len(found):,} newest"
            skipped.append(Skipped(place="mlflow", reason=reason))
            break
        found.append(_run(raw))
    return found


def _behind(
    api: _Api, versions: tuple[Version, ...], known: Mapping[str, Run]
) -> dict[str, Run]:
    """Return the runs behind versions that are older than the runs that were read."""
    order = sorted(versions, key=lambda v: (v.live, text(v.created)))
    wanted = [v.run_id for v in order[-_BEHIND:] if v.run_id not in known]
    found: dict[str, Run] = {}
    for id_ in filter(None, dict.fromkeys(wanted)):
        try:
            raw = _part(api.get(f"{_API}/runs/get", run_id=id_), "run")
        except EvidenceError:
            continue
        if _part(raw, "info").get("lifecycle_stage") == "active":
            found[id_] = _run(raw)
    return found


def _pages(api: _Api, kind: str, ask: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    token = ""
    while True:
        page = {"page_token": token} if token else {}
        answer = api.search(f"{_API}/{kind}/search", {**ask, **page})
        yield from _items(answer, kind)
        before, token = token, text(answer.get("next_page_token"))
        if not token or token == before:
            return


def _run(raw: Mapping[str, Any]) -> Run:
    info, data, inputs = (_part(raw, key) for key in ("info", "data", "inputs"))
    tags = _texts(data, "tags")
    return Run(
        id=text(info.get("run_id")),
        experiment=text(info.get("experiment_id")),
        name=text(info.get("run_name")) or tags.get("mlflow.runName", ""),
        status=text(info.get("status")),
        start=moment(info.get("start_time")),
        end=moment(info.get("end_time")),
        params=_texts(data, "params"),
        metrics={
            text(one.get("key")): Metric(
                number(one.get("value")), moment(one.get("timestamp"))
            )
            for one in _items(data, "metrics")
        },
        tags=tags,
        datasets=tuple(map(_dataset, _items(inputs, "dataset_inputs"))),
        models=tuple(
            text(one.get("model_id")) for one in _items(inputs, "model_inputs")
        ),
    )


def _dataset(raw: Mapping[str, Any]) -> Dataset:
    data = _part(raw, "dataset")
    context = _texts(raw, "tags").get("mlflow.data.context", "")
    return Dataset(
        name=text(data.get("name")),
        digest=text(data.get("digest")),
        source=text(data.get("source")),
        context=context,
    )


def _versions(api: _Api, skipped: list[Skipped]) -> Iterator[Version]:
    """Yield the versions of the models; a server may have no registry."""
    try:
        # Why something was left out is data of a scan, which are kept in English.
        with language.use(language.SOURCE):
            models = tuple(_listed(api, "registered-models", "registered_models", ""))
    except EvidenceError as fault:
        skipped.append(Skipped(place="mlflow registry", reason=str(fault)))
        return
    for model in models[:_MODELS]:
        name = text(model.get("name"))
        aliases = [
            (text(a.get("alias")), text(a.get("version")))
            for a in _items(model, "aliases")
        ]
        quoted = name.replace("'", "''")
        for raw in _listed(api, "model-versions", "model_versions", f"name='{quoted}'"):
            version = text(raw.get("version"))
            yield _version(raw, tuple(a for a, of in aliases if of == version))


def _listed(api: _Api, path: str, key: str, only: str) -> Iterator[dict[str, Any]]:
    token, seen = "", 0
    while seen < MOST_VERSIONS:
        ask = {"max_results": "1000", "filter": only, "page_token": token}
        answer = api.get(f"{_API}/{path}/search", **{k: v for k, v in ask.items() if v})
        found = _items(answer, key)
        yield from found
        seen += len(found)
        token = text(answer.get("next_page_token"))
        if not token or not found:
            return


def _version(raw: Mapping[str, Any], aliases: tuple[str, ...]) -> Version:
    return Version(
        model=text(raw.get("name")),
        number=text(raw.get("version")),
        run_id=text(raw.get("run_id")),
        created=moment(raw.get("creation_timestamp")),
        status=text(raw.get("status")),
        stage=text(raw.get("current_stage")),
        tags=_texts(raw, "tags"),
        aliases=aliases,
        location=text(raw.get("source")),
        model_id=text(raw.get("model_id")),
    )


def _described(api: _Api, versions: tuple[Version, ...]) -> tuple[Version, ...]:
    into = set(map(id, looked_into(versions)))
    return tuple(_looked(api, v) if id(v) in into else v for v in versions)


def _looked(api: _Api, version: Version) -> Version:
    found = api.file(
        "/model-versions/get-artifact",
        path="MLmodel",
        name=version.model,
        version=version.number,
    )
    return replace(version, packed=packed(found)) if found else version


def _files(api: _Api, run: str) -> tuple[str, ...]:
    try:
        answer = api.get(f"{_API}/artifacts/list", run_id=run)
    except EvidenceError:
        return ()
    return tuple(text(f.get("path")) for f in _items(answer, "files"))[:MOST_FILES]


def _credentials(address: str) -> dict[str, str]:
    parts = urlsplit(address)
    token = os.environ.get("MLFLOW_TRACKING_TOKEN")
    user = unquote(parts.username or "") or os.environ.get("MLFLOW_TRACKING_USERNAME")
    if user:
        secret = unquote(parts.password or "") or os.environ.get(
            "MLFLOW_TRACKING_PASSWORD", ""
        )
        both = base64.b64encode(f"{user}:{secret}".encode()).decode()
        return {"Authorization": f"Basic {both}"}
    return {"Authorization": f"Bearer {token}"} if token else {}


def _advice(code: int) -> str:
    if code in (401, 403):
        return t("expected user and password, or MLFLOW_TRACKING_TOKEN")
    if code == _NOT_FOUND:
        return t("expected the address of an MLflow tracking server")
    return t("expected a tracking server of MLflow that answers without redirection")


def _mapping(raw: bytes) -> dict[str, Any]:
    try:
        found = json.loads(raw or b"{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise EvidenceError(
            t("mlflow: the answer is no JSON; expected an MLflow server")
        )
    return found


def _part(raw: Mapping[str, Any], key: str) -> dict[str, Any]:
    found = raw.get(key)
    return found if isinstance(found, dict) else {}


def _items(raw: Mapping[str, Any], key: str) -> list[dict[str, Any]]:
    found = raw.get(key)
    return [i for i in found if isinstance(i, dict)] if isinstance(found, list) else []


def _texts(raw: Mapping[str, Any], key: str) -> dict[str, str]:
    return {text(i.get("key")): text(i.get("value")) for i in _items(raw, key)}
