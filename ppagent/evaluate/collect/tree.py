"""In: a desktop's message bus. Out: the accessibility trees of the programs on it, as plain nodes.

The interfaces are those of AT-SPI 2 (freedesktop.org, at-spi2-core, ``xml/*.xml``).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any

from typing_extensions import Self

from ppagent.desktop.windows import Box
from ppagent.evaluate.collect.bus import Bus

ACCESSIBLE = "org.a11y.atspi.Accessible"
_COMPONENT = "org.a11y.atspi.Component"
_ACTION = "org.a11y.atspi.Action"
_IMAGE = "org.a11y.atspi.Image"
_TEXT = "org.a11y.atspi.Text"
_PROPERTIES = "org.freedesktop.DBus.Properties"
_ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
_DRIVER = ("org.freedesktop.DBus", "/org/freedesktop/DBus")
_SCREEN, _LABELLED_BY = 0, 2
_MOST_NODES = 4000
"""Of one program: a table may have millions of cells."""
STATES = {
    "checked": 4, "enabled": 8, "multi_line": 17, "pressed": 20, "selected": 23, "sensitive": 24, "showing": 25, "visible": 30,
}  # fmt: skip
"""Bits of ``AtspiStateType``."""

Reference = tuple[str, str]
"""Name on the bus and path of an object."""


@dataclass(frozen=True, slots=True)
class Node:
    """One object of a program's tree.

    Attributes:
        reference: to ask it more.
        parent: index of its parent in the same list; -1 for the program itself.
        role: AT-SPI's name for what it is: ``push button``.
        name: what assistive technology reads out; may be empty.
        description: what it says besides, often the tooltip.
        label: name of what labels it.
        states: those of `STATES` that hold.
        box: on the screen, in the program's own unit; None when it has none.
        image: it shows a picture: its size in the program's own unit; None when it does not say so.
        pid: of the program, as the desktop's processes see it.
    """

    reference: Reference
    parent: int
    role: str
    name: str = ""
    description: str = ""
    label: str = ""
    states: frozenset[str] = frozenset()
    box: Box | None = None
    image: tuple[int, int] | None = None
    pid: int = 0


class Trees:
    """All accessible programs of one desktop; a context manager.

    Args:
        session_bus: the desktop's.
        user: whose it is.

    Raises:
        ScreenLostError: there is no accessibility bus.
    """

    def __init__(self, session_bus: str, user: int) -> None:
        with Bus(session_bus, user) as bus:
            address = bus.call(("org.a11y.Bus", "/org/a11y/bus"), "org.a11y.Bus", "GetAddress")
        self._bus = Bus(address, user)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bus.__exit__(kind, error, trace)

    def programs(self) -> dict[int, Reference]:
        """Process id → its tree's root, of all that have one."""
        roots = [(str(name), str(path)) for name, path in self._bus.call(_ROOT, ACCESSIBLE, "GetChildren")]
        pids = self._bus.calls(
            [
                (_DRIVER, "org.freedesktop.DBus", "GetConnectionUnixProcessID", "s", (name,))
                for name, _ in roots
            ]
        )
        return {pid[0]: root for pid, root in zip(pids, roots, strict=True) if pid}

    def nodes(self, pid: int, root: Reference) -> list[Node]:
        """A program's tree, parents before children, without what is not showing; level by level, all calls of one at once."""
        found = [Node(root, -1, "application", self._texts([root], "Name")[0], pid=pid)]
        level = [0]
        while level and len(found) < _MOST_NODES:
            answers = self._ask([found[index].reference for index in level], ACCESSIBLE, "GetChildren")
            children = [
                ((str(name), str(path)), index)
                for index, answer in zip(level, answers, strict=True)
                for name, path in (answer[0] if answer else [])
                if name == root[0]
            ]
            states = self._ask([reference for reference, _ in children], ACCESSIBLE, "GetState")
            showing = [
                (reference, parent, _states(state))
                for (reference, parent), state in zip(children, states, strict=True)
                if state
                # A menu that is open shows, the item that opened it need not say so.
                and (_states(state) & {"showing", "visible"} or found[parent].role == "application")
            ]
            level = list(range(len(found), len(found) + len(showing)))
            found += self._described(showing, pid)
        return found

    def act(self, reference: Reference) -> bool:
        """Do what an object is for, as assistive technology would; False: it cannot."""
        return bool(self._ask([reference], _ACTION, "DoAction", "i", 0)[0])

    def contents(self, references: list[Reference]) -> list[tuple[str, str]]:
        """Per object the text that stands in it and the text that it shows when it is empty; both may be empty."""
        texts = self._ask(references, _TEXT, "GetText", "ii", 0, -1)
        attributes = self._ask(references, ACCESSIBLE, "GetAttributes")
        return [
            (str(text[0]) if text else "", str(more[0].get("placeholder-text", "")) if more else "")
            for text, more in zip(texts, attributes, strict=True)
        ]

    def _described(self, showing: list[tuple[Reference, int, frozenset[str]]], pid: int) -> list[Node]:
        references = [reference for reference, _, _ in showing]
        roles = self._ask(references, ACCESSIBLE, "GetRoleName")
        names, descriptions = self._texts(references, "Name"), self._texts(references, "Description")
        boxes = self._ask(references, _COMPONENT, "GetExtents", "u", _SCREEN)
        images = self._images(references)
        relations = self._ask(references, ACCESSIBLE, "GetRelationSet")
        labels = self._labels(relations)
        return [
            Node(
                reference, parent, str(role[0]) if role else "", name, description, label, states,
                _box(box), _size(image), pid,
            )
            for (reference, parent, states), role, name, description, label, box, image in zip(
                showing, roles, names, descriptions, labels, boxes, images, strict=True
            )
        ]  # fmt: skip

    def _images(self, references: list[Reference]) -> list[Any]:
        """Sizes of what shows a picture; asking others is a bug that programs complain about."""
        interfaces = self._ask(references, ACCESSIBLE, "GetInterfaces")
        having = [index for index, answer in enumerate(interfaces) if answer and _IMAGE in answer[0]]
        sizes = self._ask([references[index] for index in having], _IMAGE, "GetImageSize")
        found = dict(zip(having, sizes, strict=True))
        return [found.get(index) for index in range(len(references))]

    def _labels(self, relations: list[Any]) -> list[str]:
        labels: list[Reference | None] = []
        for answer in relations:
            given = [
                targets for kind, targets in (answer[0] if answer else []) if kind == _LABELLED_BY and targets
            ]
            labels.append((str(given[0][0][0]), str(given[0][0][1])) if given else None)
        given_by = [one for one in labels if one]
        roles = self._ask(given_by, ACCESSIBLE, "GetRoleName")
        # Some programs name the whole group that a thing is in as its label.
        texts = iter(
            text if role and role[0] == "label" else ""
            for text, role in zip(self._texts(given_by, "Name"), roles, strict=True)
        )
        return [next(texts) if one else "" for one in labels]

    def _texts(self, references: list[Reference], name: str) -> list[str]:
        answers = self._ask(references, _PROPERTIES, "Get", "ss", ACCESSIBLE, name)
        # Below the first line comes what explains it.
        lines = [str(answer[0][1]).strip().splitlines() if answer else [] for answer in answers]
        return [" ".join(text[0].split()) if text else "" for text in lines]

    def _ask(
        self, references: list[Reference], interface: str, method: str, signature: str = "", *body: Any
    ) -> list[Any]:
        return self._bus.calls([(one, interface, method, signature, body) for one in references])


def in_pixels(nodes: list[Node], factor: float) -> list[Node]:
    """The same with boxes times ``factor``: programs count in their own unit, which is not always the screen's pixel."""
    scaled = []
    for node in nodes:
        box = node.box and (
            round(node.box[0] * factor), round(node.box[1] * factor),
            round(node.box[2] * factor), round(node.box[3] * factor),
        )  # fmt: skip
        image = node.image and (round(node.image[0] * factor), round(node.image[1] * factor))
        scaled.append(replace(node, box=box, image=image))
    return scaled


def _states(answer: Any) -> frozenset[str]:
    words = answer[0]
    bits = words[0] | words[1] << 32
    return frozenset(name for name, bit in STATES.items() if bits >> bit & 1)


def _box(answer: Any) -> Box | None:
    if not answer:
        return None
    left, top, width, height = answer[0]
    return (left, top, width, height) if width > 0 and height > 0 else None


def _size(answer: Any) -> tuple[int, int] | None:
    return (answer[0], answer[1]) if answer and answer[0] > 0 and answer[1] > 0 else None
