"""In: nodes of a plan. Out: Qt 5 lists, trees, tables, icon views and editors, with marks of their cells."""

from __future__ import annotations

from typing import Any

from PyQt5.QtCore import QDate, QSize, Qt
from PyQt5.QtWidgets import (
    QCalendarWidget,
    QListView,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QStyle,
    QTableView,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
)
from qt_controls import QtControls
from qt_parts import Node, rect
from wire import Rect


class QtLists(QtControls):
    """Controls, and what shows many things at once."""

    def k_list(self, node: Node, group: str) -> Any:
        """One column, chosen one selected."""
        view = QListWidget()
        view.setIconSize(QSize(node["size"], node["size"]))
        for row in node["rows"]:
            item = QListWidgetItem(row["name"])
            icon = self.icon(row["icon"])
            if icon:
                item.setIcon(icon)
            view.addItem(item)
        view.setCurrentRow(node["at"])
        for index, row in enumerate(node["rows"]):
            self._cell(
                view,
                view.model().index(index, 0),
                "list item",
                row["name"],
                group=group,
                state="selected" if index == node["at"] else "",
            )
        return view

    def _cell(self, view: Any, index: Any, role: str, name: str, **fields: Any) -> None:
        self.mark(
            view.viewport(),
            role,
            name,
            where=lambda: rect(view.visualRect(index)),
            drawn=lambda: content(view, index),
            text=lambda: view.sizeHintForIndex(index).width() <= view.visualRect(index).width() + 1,
            **fields,
        )

    def k_table(self, node: Node, group: str) -> Any:
        """Several columns with heads."""
        view = QTableWidget(len(node["rows"]), len(node["cols"]))
        view.setHorizontalHeaderLabels(node["cols"])
        view.verticalHeader().setVisible(False)
        view.setShowGrid(node["lines"])
        view.setAlternatingRowColors(len(node["rows"]) % 2 == 0)
        view.setSelectionBehavior(QTableView.SelectRows)
        view.verticalHeader().setDefaultSectionSize(view.fontMetrics().height() + 6)
        icon = self.icon(node["icon"])
        for y, row in enumerate(node["rows"]):
            for x, text in enumerate(row):
                item = QTableWidgetItem(text)
                if x == 0 and icon:
                    item.setIcon(icon)
                if x == 0 and node["checks"]:
                    item.setCheckState(Qt.Checked if node["checks"][y] else Qt.Unchecked)
                view.setItem(y, x, item)
                chosen = "selected" if y == node["at"] else ""
                self._cell(
                    view, view.model().index(y, x), "cell", text, group=row[0] if x else group, state=chosen
                )
        view.resizeColumnsToContents()
        if node["at"] >= 0:
            view.selectRow(node["at"])
        self._heads(view, view.horizontalHeader(), node["cols"], group)
        return view

    def _heads(self, view: Any, head: Any, names: list[str], group: str) -> None:
        head.setDefaultAlignment(Qt.AlignLeft | Qt.AlignVCenter)
        head.setStretchLastSection(True)
        for index, name in enumerate(names):
            self.mark(
                head.viewport(),
                "button",
                name,
                where=lambda index=index: (
                    head.sectionViewportPosition(index),
                    0,
                    head.sectionViewportPosition(index) + head.sectionSize(index),
                    head.height(),
                ),
                text=lambda index=index: head.sectionSizeHint(index) <= head.sectionSize(index),
                drawn=lambda index=index: head_ink(head, index, view),
                group=group,
            )

    def k_tree(self, node: Node, group: str) -> Any:
        """Branches and leaves."""
        view = QTreeWidget()
        view.setHeaderHidden(True)
        for row in node["rows"]:
            branch = self._branch(view, row, node["icons"], group)
            view.addTopLevelItem(branch)
            for leaf in row["c"]:
                branch.addChild(self._branch(view, leaf, node["icons"], group))
            branch.setExpanded(row["open"])
        return view

    def _branch(self, view: Any, row: Node, icons: bool, group: str) -> Any:
        item = QTreeWidgetItem([row["name"]])
        icon = self.icon(row["icon"])
        if icons and icon:
            item.setIcon(0, icon)
        self.mark(
            view.viewport(),
            "list item",
            row["name"],
            where=lambda: rect(view.visualItemRect(item)),
            drawn=lambda: content(view, view.indexFromItem(item)),
            text=lambda: (
                view.sizeHintForIndex(view.indexFromItem(item)).width()
                <= view.visualItemRect(item).width() + 1
            ),
            group=group,
        )
        return item

    def k_icons(self, node: Node, group: str) -> Any:
        """Pictures with names below."""
        view = QListWidget()
        view.setViewMode(QListView.IconMode)
        view.setResizeMode(QListView.Adjust)
        view.setIconSize(QSize(node["size"], node["size"]))
        view.setSpacing(8)
        for index, each in enumerate(node["items"]):
            item = QListWidgetItem(each["name"])
            icon = self.icon(each["icon"])
            if icon:
                item.setIcon(icon)
            view.addItem(item)
            at = view.model().index(index, 0)
            item.setSelected(index == node["at"])
            chosen = "selected" if index == node["at"] else ""
            self.mark(
                view.viewport(),
                "file",
                each["name"],
                where=lambda at=at: rect(view.visualRect(at)),
                group=group,
                state=chosen,
            )
        return view

    def k_text(self, node: Node, group: str) -> Any:
        """An editor; each line that is not wrapped is a text of its own."""
        view = QPlainTextEdit(node["text"])
        for index, line in enumerate(node["text"].split("\n")):
            self.mark(
                view.viewport(), "text", line, where=lambda index=index: text_line(view, index), group=group
            )
        return view

    def k_calendar(self, node: Node, group: str) -> Any:
        """A month; days of other months are not marked."""
        calendar = QCalendarWidget()
        calendar.setSelectedDate(QDate(node["year"], node["month"], node["day"]))
        for name, part in (
            ("Previous Month", "qt_calendar_prevmonth"),
            ("Next Month", "qt_calendar_nextmonth"),
        ):
            self.mark(calendar.findChild(QToolButton, part), "button", name, written=False, group=group)
        days = calendar.findChild(QTableView, "qt_calendar_calendarview")
        cells = [days.model().index(row, column) for row in range(1, 7) for column in range(1, 8)]
        texts = [str(at.data()) for at in cells]
        first = texts.index("1")
        for at, day in zip(cells[first:], range(1, calendar.selectedDate().daysInMonth() + 1), strict=False):
            chosen = "selected" if day == node["day"] else ""
            self.mark(
                days.viewport(),
                "cell",
                str(day),
                where=lambda at=at: rect(days.visualRect(at)),
                group=group,
                state=chosen,
            )
        return calendar


def content(view: Any, index: Any) -> Rect | None:
    """The icon and the text of a cell: its left part."""
    area = view.visualRect(index)
    width = min(area.width(), view.sizeHintForIndex(index).width())
    return rect(area) and (area.left(), area.top(), area.left() + width, area.top() + area.height())


def head_ink(head: Any, index: int, view: Any) -> Rect | None:
    """The text of a column's head."""
    left = head.sectionViewportPosition(index) + view.style().pixelMetric(QStyle.PM_HeaderMargin)
    width = head.fontMetrics().horizontalAdvance(head.model().headerData(index, Qt.Horizontal))
    return (
        left,
        0,
        min(left + width + 4, head.sectionViewportPosition(index) + head.sectionSize(index)),
        head.height(),
    )


def text_line(view: Any, index: int) -> Rect | None:
    """Where a line of an editor is; None when it is wrapped."""
    block = view.document().findBlockByNumber(index)
    layout = block.layout()
    if layout.lineCount() != 1:
        return None
    area = view.blockBoundingGeometry(block).translated(view.contentOffset())
    line = layout.lineAt(0).naturalTextRect().translated(area.topLeft())
    return (line.left(), line.top(), line.right(), line.bottom())
