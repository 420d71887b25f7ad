"""In: nodes of a plan. Out: Qt 5 bars, menus and rows, with marks of their buttons and items."""

from __future__ import annotations

from typing import Any

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QKeySequence
from PyQt5.QtWidgets import (
    QAction,
    QActionGroup,
    QFrame,
    QHBoxLayout,
    QMenu,
    QMenuBar,
    QToolBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from qt_lists import QtLists
from qt_parts import Node, rect, state

_STYLES = {
    "icons": Qt.ToolButtonIconOnly,
    "text": Qt.ToolButtonTextOnly,
    "both": Qt.ToolButtonTextUnderIcon,
    "both-h": Qt.ToolButtonTextBesideIcon,
}


class QtBars(QtLists):
    """Lists, and what stands round them."""

    def k_menubar(self, node: Node, group: str) -> Any:
        """A menu bar."""
        self.menubar = bar = QMenuBar()
        for each in node["menus"]:
            action = bar.addAction(each["name"].replace("&", "&&"))
            self.mark(
                bar,
                "menu",
                each["name"],
                where=lambda action=action: rect(bar.actionGeometry(action)),
                group=group,
            )
        return bar

    def menu(self, items: list[Node], group: str, parent: Any) -> Any:
        """A menu, not yet open."""
        menu = QMenu(parent)
        alone = []
        for each in items:
            if "sep" in each:
                menu.addSeparator()
                continue
            action = QAction(each["name"].replace("&", "&&"), menu)
            icon = self.icon(each["icon"])
            if icon:
                action.setIcon(icon)
            if "check" in each or "radio" in each:
                action.setCheckable(True)
                action.setChecked(each.get("check", each.get("radio")))
            if "radio" in each:
                alone.append(QActionGroup(menu))
                alone[-1].addAction(action)
            if "accel" in each:
                action.setShortcut(QKeySequence(each["accel"]))
            if "sub" in each:
                action.setMenu(QMenu(menu))
            action.setEnabled(not each.get("disabled"))
            on = {"disabled": each.get("disabled")} | (
                {"on": action.isChecked()} if action.isCheckable() else {}
            )
            wide = menu.fontMetrics().horizontalAdvance(each["name"])
            self.mark(
                menu,
                "menu item",
                each["name"],
                wide=wide,
                where=lambda action=action: rect(menu.actionGeometry(action)),
                state=state(on),
                group=group,
            )
            menu.addAction(action)
        return menu

    def k_toolbar(self, node: Node, group: str) -> Any:
        """A tool bar."""
        del group
        bar = QToolBar()
        bar.setOrientation(Qt.Vertical if node["upright"] else Qt.Horizontal)
        bar.setIconSize(QSize(node["size"], node["size"]))
        bar.setToolButtonStyle(_STYLES[node["style"]])
        for each in node["items"]:
            if "sep" in each:
                bar.addSeparator()
                continue
            icon = self.icon(each["icon"])
            if not icon and node["style"] == "icons":
                each["name"] = each["else"]
            action = QAction(each["name"].replace("&", "&&"), bar)
            if icon:
                action.setIcon(icon)
            if "on" in each:
                action.setCheckable(True)
                action.setChecked(each["on"])
            action.setEnabled(not each.get("disabled"))
            bar.addAction(action)
            written = node["style"] != "icons" or not icon
            self.mark(bar.widgetForAction(action), "button", each["name"], written=written, state=state(each))
        return bar

    def k_header(self, node: Node, group: str) -> Any:
        """A row of tool buttons with the title between them."""
        widget = QWidget()
        row = QHBoxLayout(widget)
        row.setContentsMargins(4, 4, 4, 4)
        for side in ("start", "title", "end"):
            if side == "title":
                row.addStretch(1)
                row.addWidget(self.label(node["title"], "heading", heavy=True))
                row.addStretch(1)
                continue
            for each in node[side]:
                button = self.build({"k": "button", **each, "show": "icon"}, group)
                if isinstance(button, QToolButton):
                    button.setAutoRaise(True)
                row.addWidget(button)
        return widget

    def k_status(self, node: Node, group: str) -> Any:
        """A line of texts at the foot."""
        widget = QWidget()
        row = QHBoxLayout(widget)
        row.setContentsMargins(6, 1, 6, 1)
        for index, text in enumerate(node["texts"]):
            row.addWidget(self.label(text, "text", group), 1 if index == 0 else 0)
        return widget

    def k_rows(self, node: Node, group: str) -> Any:
        """Rows of a settings page: the name at the left, its control at the right."""
        widget = QFrame()
        column = QVBoxLayout(widget)
        for row in node["rows"]:
            line, texts = QHBoxLayout(), QVBoxLayout()
            button = row["c"]["k"] == "button"
            texts.addWidget(self.label(row["name"], "text" if button else "", group))
            if row["line"]:
                texts.addWidget(self.label(row["line"], "text", row["name"]))
            line.addLayout(texts)
            line.addStretch(1)
            line.addWidget(self.build(row["c"], row["name"] if button else group))
            column.addLayout(line)
        return widget
