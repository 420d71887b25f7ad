"""In: a person's mouse and keys on an X display. Out: Events, each press with the screen as it was just before it."""

from __future__ import annotations

import struct
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any

import cv2
import numpy as np
from typing_extensions import Self

from ppagent.action.keys import canonical_key
from ppagent.errors import InputError, MissingError, ScreenLostError
from ppagent.files import png, write_atomically
from ppagent.hands.keymap import KEYSYMS
from ppagent.screen.capture import MssScreen
from ppagent.screen.frame import Frame
from ppagent.script.acts import flow_of
from ppagent.script.events import Event, acts_of, character, keysym_at, modifiers_of
from ppagent.script.flow import Flow
from ppagent.script.naming import Namer
from ppagent.script.write import as_yaml

STOP_KEYS = {"pause": 0xFF13, "scrolllock": 0xFF14}
_GRAB_S = 0.01
_RECENT = 16
"""Frames of the last moments that may still turn out to be the one before a press."""
_APART_S = 0.5
"""Keys that follow each other faster belong together: only the first needs a frame."""
_KINDS = {2: "key", 3: "key up", 4: "button", 5: "button up"}
_EVENT_BYTES = 32
_FROM_SERVER, _FROM_CLIENT, _END = 0, 1, 5
_CHANGE_MAPPING, _XKB_SET_MAP, _XKB_LOAD = 100, 9, 23
"""Requests by which keys come to mean something else (X protocol; XKB: SetMap, GetKbdByName)."""


class Recorder:
    """Records while it is entered; a context manager. Idle, it costs a question to the X server every 10 ms.

    Args:
        display: X display.
        stop_key: ends the recording and is not part of it: a key's name, ``pause`` or ``scrolllock``.

    Attributes:
        events: what happened so far.
        began: gives the screen before the first.
        error: what ended the recording by itself.
        stopped: set when the stop key was pressed or the display is gone.
    """

    def __init__(self, display: str, stop_key: str = "pause") -> None:
        self._stop_symbol = _symbol(stop_key)
        self.events: list[Event] = []
        self.stopped = threading.Event()
        self._ended = threading.Event()
        self._display, self._last_key_s = display, float("-inf")
        self._seen: deque[tuple[float, Frame]] = deque(maxlen=_RECENT)
        self._kept: tuple[Frame, Callable[[], Frame]] | None = None
        self.error: BaseException | None = None

    def __enter__(self) -> Self:
        import xcffib

        try:
            self._control: Any = xcffib.connect(self._display)
            self._data: Any = xcffib.connect(self._display)
        except xcffib.XcffibException as error:
            raise MissingError(f"no X server answers at display {self._display!r}") from error
        self._lost: Any = xcffib.XcffibException
        self._packer = ThreadPoolExecutor(1)
        self._read_mapping()
        self._modifier_bits()
        self._context = self._begin()
        self._screen = MssScreen(display=self._display)
        self._see()
        self.began = self._keep(self._seen[-1][1])
        self._threads = [threading.Thread(target=run, daemon=True) for run in (self._watch, self._listen)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ended.set()
        with suppress(self._lost):  # the display may be gone, and the recording with it
            self._record_control.DisableContext(self._context, is_checked=True).check()
        for thread in self._threads:
            thread.join()
        for connection in (self._control, self._data):
            connection.disconnect()
        self._screen.close()
        self._packer.shutdown()

    # The screen

    def _watch(self) -> None:
        try:
            while not self._ended.wait(_GRAB_S):
                self._see()
        except ScreenLostError as error:
            self.error = error
            self.stopped.set()

    def _see(self) -> None:
        frame = self._screen.grab()
        # While nothing is drawn, the picture that is known stays the latest.
        if not self._seen or frame.pixels is not self._seen[-1][1].pixels:
            self._seen.append((time.monotonic(), frame))

    def _before(self, at: float) -> Frame:
        """The last frame that was whole before a moment."""
        seen = list(self._seen)
        return next((frame for whole, frame in reversed(seen) if whole < at), seen[0][1])

    def _keep(self, frame: Frame) -> Callable[[], Frame]:
        """Keep a frame for long: losslessly packed, once for all that share it."""
        if self._kept is not None and self._kept[0].pixels is frame.pixels:
            return self._kept[1]
        packed: Future[bytes] = self._packer.submit(png, frame.pixels, 1)

        def unpack() -> Frame:
            data = np.frombuffer(packed.result(), dtype=np.uint8)
            pixels = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR_RGB), dtype=np.uint8)
            return Frame(pixels, frame.monitor, frame.captured_at)

        self._kept = frame, unpack
        return unpack

    # Mouse and keys

    def _begin(self) -> int:
        from xcffib import record

        if not self._control.core.QueryExtension(6, "RECORD").reply().present:
            raise MissingError(
                f"display {self._display} lacks the RECORD extension", "start the server with it"
            )
        self._record_control = self._control(record.key)
        self._record_data = self._data(record.key)
        xkb = self._control.core.QueryExtension(9, "XKEYBOARD").reply().major_opcode
        none8, none16 = record.Range8.synthetic(0, 0), record.Range16.synthetic(0, 0)
        nothing = record.ExtRange.synthetic(none8, none16)

        def wanted(events: tuple[int, int], core: int, minor: int) -> Any:
            layout = record.ExtRange.synthetic(
                record.Range8.synthetic(xkb, xkb), record.Range16.synthetic(minor, minor)
            )
            devices, requests = record.Range8.synthetic(*events), record.Range8.synthetic(core, core)
            return record.Range.synthetic(requests, none8, layout, nothing, none8, devices, none8, 0, 0)

        # Keys mean what the mapping says when they are pressed: its changes come in the same stream.
        ranges = [wanted((2, 5), _CHANGE_MAPPING, _XKB_SET_MAP), wanted((2, 5), _CHANGE_MAPPING, _XKB_LOAD)]
        context: int = self._control.generate_id()
        self._record_control.CreateContext(
            context, 0, 1, len(ranges), [record.CS.AllClients], ranges, is_checked=True
        ).check()
        return context

    def _read_mapping(self) -> None:
        """Ask for the whole keyboard mapping."""
        setup = self._control.get_setup()
        first, count = setup.min_keycode, setup.max_keycode - setup.min_keycode + 1
        reply = self._control.core.GetKeyboardMapping(first, count).reply()
        per, symbols = reply.keysyms_per_keycode, list(reply.keysyms)
        self._rows = {first + key: symbols[key * per : (key + 1) * per] for key in range(count)}
        self._outdated = False

    def _asked(self, data: bytes) -> None:
        """Follow a client's request that changes the mapping."""
        if data[0] != _CHANGE_MAPPING:
            self._outdated = True
            return
        count, first, per = data[1], data[4], data[5]
        symbols = struct.unpack_from(f"={count * per}I", data, 8)
        self._rows |= {first + key: list(symbols[key * per : (key + 1) * per]) for key in range(count)}

    def _modifier_bits(self) -> None:
        """Which modifiers are AltGr and num lock here."""
        reply = self._control.core.GetModifierMapping().reply()
        per, codes = reply.keycodes_per_modifier, list(reply.keycodes)
        self._level3, self._num_lock = 0x80, 0x10
        for place, code in enumerate(codes):
            if 0xFE03 in self._rows.get(code, ()):
                self._level3 = 1 << place // per
            elif 0xFF7F in self._rows.get(code, ()):
                self._num_lock = 1 << place // per

    def _listen(self) -> None:
        """Take what the server tells, until the context is disabled."""
        cookie = self._record_data.EnableContext(self._context)
        self._data.flush()
        try:
            while not self._ended.is_set():
                reply = cookie.reply()
                data = bytes(reply.data.buf())
                if reply.category == _FROM_CLIENT:
                    self._asked(data)
                elif reply.category == _FROM_SERVER:
                    for start in range(0, len(data) - _EVENT_BYTES + 1, _EVENT_BYTES):
                        self._take(data[start : start + _EVENT_BYTES])
                elif reply.category == _END:
                    return
        except self._lost as error:
            if not self._ended.is_set():
                self.error = error
                self.stopped.set()

    def _take(self, data: bytes) -> None:
        at = time.monotonic()
        kind, detail, _, time_ms, _, _, _, x, y, _, _, state = struct.unpack_from("=BBHIIIIhhhhH", data)
        if self.stopped.is_set() or (name := _KINDS.get(kind & 0x7F)) is None:
            return
        if name.startswith("button"):
            look = self._keep(self._before(at)) if name == "button" else None
            self._append(name, detail, 0, time_ms, (x, y), state, look)
            return
        if self._outdated:
            self._read_mapping()
        symbol, base = keysym_at(self._rows.get(detail, []), state, self._level3, self._num_lock)
        if symbol == self._stop_symbol:
            self.stopped.set()
            return
        look = None
        if name == "key":
            typed = bool(character(symbol)) and not modifiers_of(state & ~1)
            if at - self._last_key_s > _APART_S or not typed:
                look = self._keep(self._before(at))
            self._last_key_s = at if typed else float("-inf")
        self._append(name, symbol, base, time_ms, (x, y), state, look)

    def _append(
        self, name: Any, code: int, base: int, time_ms: int, point: tuple[int, int], state: int,
        look: Callable[[], Frame] | None,
    ) -> None:  # fmt: skip
        if name == "button":
            self._last_key_s = float("-inf")
        self.events.append(Event(name, code, time_ms / 1000, point, modifiers_of(state), look, base))


def _symbol(name: str) -> int:
    key = name.strip().lower()
    return STOP_KEYS[key] if key in STOP_KEYS else _known(canonical_key(key))


def _known(key: str) -> int:
    if key not in KEYSYMS:
        raise InputError(
            f"the key {key!r} would be missed in the recording", "choose one such as pause or f12"
        )
    return KEYSYMS[key]


@contextmanager
def recording(display: str, stop_key: str = "pause") -> Iterator[Recorder]:
    """Record until the stop key or ctrl-C; the ctrl+c that a terminal on the same screen was sent is not part of it."""
    recorder = Recorder(display, stop_key)
    with recorder:
        try:
            yield recorder
        except KeyboardInterrupt:
            recorder.events[:] = _without_interrupt(recorder.events)


def _without_interrupt(events: list[Event]) -> list[Event]:
    for index in range(len(events) - 1, max(len(events) - 8, -1), -1):
        event = events[index]
        if event.kind == "key" and event.code in (0x63, 0x43) and "ctrl" in event.modifiers:
            return events[:index]
        if event.kind.startswith("button"):
            break
    return events


def write_flow(recorder: Recorder, file: Path, *, secret: bool = False, **about: Any) -> Flow:
    """Make a flow of a recording and write it, its pictures beside it.

    Args:
        recorder: that has ended.
        file: YAML.
        secret: what was typed becomes ``$(secret.typed)``.
        about: other fields of the flow, such as ``env``.

    Raises:
        InputError: nothing was done, or the file cannot be written.
    """
    acts = acts_of(recorder.events, secret=secret)
    if not acts and not about.get("steps"):
        raise InputError("nothing was recorded: no button and no key was pressed")
    unsaid = [act.action.text for act in acts if act.secret and act.action.kind == "type"]
    flow = flow_of(acts, Namer(file.parent, file.stem, unsaid=unsaid), recorder.began, **about)
    write_atomically(file, as_yaml(flow).encode())
    return flow
