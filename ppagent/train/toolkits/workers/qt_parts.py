"""In: nodes of a plan. Out: Qt 5 widgets, and marks that tell where their parts are: containers and controls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PyQt5.QtCore import QRect, Qt
from PyQt5.QtGui import QIcon
from PyQt5.QtWidgets import (
    QCheckBox,
    QGroupBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QStyle,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)
from wire import Mark, Rect

Node = dict[str, Any]
_SIDES = {"top": QTabWidget.North, "bottom": QTabWidget.South, "left": QTabWidget.North}


class QtParts:
    """Builds widgets; every `k_NAME` makes one kind of node, and notes its marks."""

    def __init__(self) -> None:
        self.marks: list[Mark] = []
        self.combos: list[tuple[Any, Node]] = []
        self.menubar: Any = None

    def build(self, node: Node, group: str = "") -> Any:
        """The widget of a node; `group` is the heading it stands under."""
        widget = getattr(self, f"k_{node['k']}")(node, group)
        if node.get("disabled"):
            widget.setEnabled(False)
        return widget

    def mark(
        self,
        widget: Any,
        role: str,
        name: str,
        *,
        where: Callable[[], Rect | None] | None = None,
        text: Callable[[], bool] | None = None,
        drawn: Callable[[], Rect | None] | None = None,
        **fields: Any,
    ) -> None:
        """Note a part; a name that is empty is not worth noting."""
        if name:
            self.marks.append(Mark(widget, {"role": role, "name": name, **fields}, where, text, drawn))

    def icon(self, name: str) -> Any:
        """The icon as this theme has it; None when it has none."""
        if not name:
            return None
        icon = QIcon.fromTheme(name)
        return None if icon.isNull() else icon

    def label(
        self, text: str, role: str = "text", group: str = "", *, wrap: bool = False, heavy: bool = False
    ) -> Any:
        """A label, marked by the box of its text; an empty role marks nothing."""
        label = QLabel(text.replace("&", "&&"))
        label.setTextFormat(Qt.PlainText)
        label.setWordWrap(wrap)
        label.setSizePolicy(QSizePolicy.Preferred, QSizePolicy.Preferred if wrap else QSizePolicy.Fixed)
        if heavy:
            font = label.font()
            font.setBold(True)
            label.setFont(font)
        if role:
            self.mark(
                label,
                role,
                text,
                where=lambda: ink(label),
                text=lambda: label.height() >= label.heightForWidth(label.width()),
                group=group,
            )
        return label

    def _box(self, node: Node, group: str, layout: Any) -> Any:
        widget = QWidget()
        widget.setLayout(layout)
        layout.setSpacing(node.get("gap", 6))
        pad = node.get("pad", 0)
        layout.setContentsMargins(pad, pad, pad, pad)
        if node.get("end"):
            layout.addStretch(1)
        loose = isinstance(layout, QVBoxLayout)
        for each in node["c"]:
            child = self.build(each, group)
            small = loose and isinstance(child, (QPushButton, QCheckBox, QRadioButton))
            layout.addWidget(child, 1 if each.get("grow") else 0, *([Qt.AlignLeft] if small else []))
        if not any(each.get("grow") for each in node["c"]) and not node.get("end"):
            layout.addStretch(1)
        return widget

    def k_v(self, node: Node, group: str) -> Any:
        """Things below one another."""
        return self._box(node, group, QVBoxLayout())

    def k_h(self, node: Node, group: str) -> Any:
        """Things beside one another."""
        return self._box(node, group, QHBoxLayout())

    def k_scroll(self, node: Node, group: str) -> Any:
        """A view that scrolls."""
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(self.build(node["c"], group))
        return scroll

    def k_frame(self, node: Node, group: str) -> Any:
        """A frame with a title; flat: a bold heading alone."""
        del group
        if not node["flat"]:
            box = QGroupBox(node["name"].replace("&", "&&"))
            layout = QVBoxLayout(box)
            layout.addWidget(self.build(node["c"], node["name"]))
            self.mark(box, "heading", node["name"], where=lambda: group_title(box))
            return box
        widget = QWidget()
        layout = QVBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.label(node["name"], "heading", heavy=True))
        layout.addWidget(self.build(node["c"], node["name"]))
        return widget

    def k_paned(self, node: Node, group: str) -> Any:
        """Two things with a handle between them."""
        split = QSplitter(Qt.Vertical if node["upright"] else Qt.Horizontal)
        for each in node["c"]:
            split.addWidget(self.build(each, group))
        split.setChildrenCollapsible(False)
        split.setSizes([int(1000 * node["at"]), int(1000 * (1 - node["at"]))])
        return split

    def k_tabs(self, node: Node, group: str) -> Any:
        """A notebook; only the page in front has contents."""
        tabs = QTabWidget()
        tabs.setTabPosition(_SIDES[node["side"]])
        tabs.setDocumentMode(len(node["pages"]) % 3 == 0)
        bar = tabs.tabBar()
        for index, page in enumerate(node["pages"]):
            tabs.addTab(
                self.build(page["c"], page["name"]) if page["c"] else QWidget(),
                page["name"].replace("&", "&&"),
            )
            front = index == node["at"]
            self.mark(
                bar,
                "tab",
                page["name"],
                where=lambda index=index: rect(bar.tabRect(index)),
                group=group,
                state="selected" if front else "",
            )
        tabs.setCurrentIndex(node["at"])
        return tabs

    def k_label(self, node: Node, group: str) -> Any:
        """A heading or a line of text."""
        heading = bool(node.get("heading"))
        return self.label(node["text"], "heading" if heading else "text", group, wrap=True, heavy=heading)

    def k_image(self, node: Node, group: str) -> Any:
        """A large picture."""
        del group
        label, icon = QLabel(), self.icon(node["icon"])
        if icon:
            label.setPixmap(icon.pixmap(node["size"]))
        return label


def state(node: Node) -> str:
    """The state of an Element that a node asks for."""
    if node.get("disabled"):
        return "disabled"
    return "" if "on" not in node else "on" if node["on"] else "off"


def rect(area: QRect) -> Rect | None:
    """A rectangle of Qt; None when it is empty."""
    return (
        (area.left(), area.top(), area.left() + area.width(), area.top() + area.height())
        if area.isValid()
        else None
    )


def ink(label: Any) -> Rect | None:
    """Where a label's text is, in its own pixels."""
    area = label.contentsRect()
    flags = int(label.alignment()) | (Qt.TextWordWrap if label.wordWrap() else 0)
    return rect(label.fontMetrics().boundingRect(area, flags, label.text().replace("&&", "&")))


def group_title(box: Any) -> Rect | None:
    """Where a frame's title is."""
    from PyQt5.QtWidgets import QStyleOptionGroupBox

    option = QStyleOptionGroupBox()
    box.initStyleOption(option)
    return rect(box.style().subControlRect(QStyle.CC_GroupBox, option, QStyle.SC_GroupBoxLabel, box))
