"""A visitor of the app without a browser: speaks Streamlit's protocol and sees widgets.

As a browser does, it keeps what each widget holds, sends all of it with each change,
reruns a fragment as often as the page asks, follows the address that the page sets, and
connects again when the line breaks.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Delta_pb2 import Delta
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

PATIENCE: Final = 60.0
# After so long a person would reload the page.
PATIENCE_FOR_A_CLICK: Final = 10.0
RETRY: Final = 0.5
KINDS: Final = ("button", "radio", "text_input", "selectbox", "checkbox")


@dataclass(frozen=True)
class Widget:
    """A widget as the page drew it: its own message, and the fragment it stands in."""

    drawn: Any
    fragment: str


@dataclass
class Visitor:
    """One visitor of one page. `origin` is where it says that it comes from."""

    address: str
    page: str
    query: str = ""
    origin: str = ""
    widgets: dict[str, Widget] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    _line: ClientConnection | None = None
    _values: dict[str, WidgetState] = field(default_factory=dict)
    _finished: asyncio.Event = field(default_factory=asyncio.Event)
    _awaited: str = ""
    _hash: str = ""
    _tasks: dict[str, asyncio.Task[None]] = field(default_factory=dict)

    async def __aenter__(self) -> Self:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def open(self) -> None:
        """Connect, again and again while nobody answers, and wait for the whole page."""
        until = perf_counter() + PATIENCE
        while True:
            try:
                await self._open()
            except (OSError, TimeoutError, WebSocketException):
                await self.close()
                if perf_counter() > until:
                    raise
                await asyncio.sleep(RETRY)
            else:
                return

    async def close(self) -> None:
        """Hang up; what the widgets hold is forgotten, as by a browser's reload."""
        tasks, self._tasks = list(self._tasks.values()), {}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._line:
            await self._line.close()
        self._line = None
        self.widgets.clear()
        self._values.clear()

    @property
    def is_connected(self) -> bool:
        """Tell whether the line still stands."""
        return "reading" in self._tasks and not self._tasks["reading"].done()

    async def hung_up(self) -> None:
        """Wait until the line breaks."""
        await asyncio.wait({self._tasks["reading"]})

    def find(self, key: str) -> Widget | None:
        """Return the widget whose id contains the key, None if the page has none."""
        found = [w for id_, w in self.widgets.items() if key in id_]
        return found[-1] if found else None

    async def press(self, widget: Widget) -> float:
        """Press a button; return the seconds until the page has answered."""
        state = WidgetState(id=widget.drawn.id, trigger_value=True)
        return await self._act(widget, state)

    async def choose(self, widget: Widget, option: str) -> float:
        """Choose an option; return the seconds until the page has answered."""
        state = WidgetState(id=widget.drawn.id, string_value=option)
        self._values[state.id] = state
        return await self._act(widget)

    def fill(self, widget: Widget, text: str) -> None:
        """Write into a field of a form, which is sent with the form's button."""
        state = WidgetState(id=widget.drawn.id, string_value=text)
        self._values[state.id] = state

    async def _open(self) -> None:
        headers = {"X-Forwarded-For": self.origin} if self.origin else {}
        self._line = await connect(
            f"{self.address}/_stcore/stream",
            subprotocols=[Subprotocol("streamlit")],
            additional_headers=headers,
            compression=None,
            max_size=None,
            open_timeout=PATIENCE,
        )
        self._hash = ""
        self._tasks["reading"] = asyncio.create_task(self._read(self._line))
        await self._rerun("")

    async def _act(self, widget: Widget, *pressed: WidgetState) -> float:
        began = perf_counter()
        await self._rerun(widget.fragment, pressed)
        return perf_counter() - began

    async def _rerun(self, fragment: str, pressed: Iterable[WidgetState] = ()) -> None:
        """Ask for a run and wait until one of this fragment, or of all, is finished."""
        self._finished.clear()
        self._awaited = fragment
        await self._send(fragment, pressed)
        line = self._tasks["reading"]
        done = asyncio.create_task(self._finished.wait())
        patience = PATIENCE_FOR_A_CLICK if fragment else PATIENCE
        await asyncio.wait(
            {line, done}, timeout=patience, return_when=asyncio.FIRST_COMPLETED
        )
        done.cancel()
        if not self._finished.is_set():
            raise TimeoutError("the line broke, or the page did not answer")

    async def _send(
        self, fragment: str, pressed: Iterable[WidgetState] = (), own: bool = True
    ) -> None:
        asked = BackMsg()
        run = asked.rerun_script
        run.query_string = self.query
        run.fragment_id = fragment
        run.is_auto_rerun = not own
        run.page_script_hash = self._hash
        run.page_name = "" if self._hash else self.page
        run.widget_states.widgets.extend([*self._values.values(), *pressed])
        run.context_info.url = f"{self.address.replace('ws', 'http', 1)}/{self.page}"
        if self._line is None:
            raise TimeoutError("the line is not open")
        await self._line.send(asked.SerializeToString())

    async def _read(self, line: ClientConnection) -> None:
        with suppress(WebSocketException):
            async for raw in line:
                told = ForwardMsg()
                told.ParseFromString(raw if isinstance(raw, bytes) else raw.encode())
                self._take(told)

    def _take(self, told: ForwardMsg) -> None:
        match told.WhichOneof("type"):
            case "new_session":
                self._begins(told)
            case "delta":
                self._drawn(told.delta)
            case "navigation":
                self._hash = told.navigation.page_script_hash
            case "auto_rerun":
                self._repeats(told.auto_rerun.fragment_id, told.auto_rerun.interval)
            case "page_info_changed":
                self.query = told.page_info_changed.query_string
            case "script_finished":
                self._ended(told)

    def _begins(self, told: ForwardMsg) -> None:
        if ran := set(told.metadata.run.fragment_ids):
            kept = {id_: w for id_, w in self.widgets.items() if w.fragment not in ran}
            self.widgets = kept
            return
        self.widgets.clear()
        for name in [name for name in self._tasks if name != "reading"]:
            self._tasks.pop(name).cancel()

    def _drawn(self, delta: Delta) -> None:
        element = delta.new_element
        kind = element.WhichOneof("type")
        if kind in KINDS:
            self._show(getattr(element, kind), delta.fragment_id)
        elif kind == "exception":
            self.failures.append(
                f"{element.exception.type}: {element.exception.message}"
            )
        elif kind == "alert" and element.alert.format == element.alert.ERROR:
            self.failures.append(element.alert.body)

    def _show(self, drawn: Any, fragment: str) -> None:
        self.widgets.pop(drawn.id, None)
        self.widgets[drawn.id] = Widget(drawn, fragment)
        if getattr(drawn, "set_value", False) and hasattr(drawn, "raw_value"):
            self._values[drawn.id] = WidgetState(
                id=drawn.id, string_value=drawn.raw_value
            )

    def _repeats(self, fragment: str, seconds: float) -> None:
        if old := self._tasks.pop(fragment, None):
            old.cancel()
        self._tasks[fragment] = asyncio.create_task(self._again(fragment, seconds))

    async def _again(self, fragment: str, seconds: float) -> None:
        with suppress(WebSocketException, TimeoutError):
            while True:
                await asyncio.sleep(seconds)
                await self._send(fragment, own=False)

    def _ended(self, told: ForwardMsg) -> None:
        """Take note of the end of a run.

        A finished run is told as cut short when the next one began before the line was
        free; all that a fragment drew has been sent all the same. A page that was cut
        short is drawn again, or was complete if a fragment of it runs next.
        """
        ran = told.metadata.run.fragment_ids
        if not ran and told.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
            return
        shown = {id_: v for id_, v in self._values.items() if id_ in self.widgets}
        self._values = shown
        if not ran or not self._awaited or self._awaited in ran:
            self._finished.set()
