"""In: nodes of a plan. Out: Qt 5 buttons, fields and other controls, with marks of their parts."""

from __future__ import annotations

import random
from typing import Any

from PyQt5.QtCore import QSize, Qt
from PyQt5.QtGui import QColor, QPalette
from PyQt5.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionButton,
    QStyleOptionSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from qt_parts import Node, QtParts, rect, state
from wire import Rect


class QtControls(QtParts):
    """Parts, and what people change by clicking."""

    def k_button(self, node: Node, group: str) -> Any:
        """A push button, a toggle button or a tool button."""
        icon = self.icon(node["icon"])
        show = node["show"] if icon else "text"
        if node["icon"] and not icon:
            node["name"] = node["else"]
        button: Any = QToolButton() if show == "icon" else QPushButton(node["name"].replace("&", "&&"))
        if icon and show != "text":
            button.setIcon(icon)
        if "on" in node:
            button.setCheckable(True)
            button.setChecked(node["on"])
        self.mark(button, "button", node["name"], written=show != "icon", state=state(node), group=group)
        return button

    def k_check(self, node: Node, group: str) -> Any:
        """A check box."""
        check = QCheckBox(node["name"].replace("&", "&&"))
        check.setChecked(node["on"])
        self.mark(
            check,
            "check box",
            node["name"],
            state=state(node),
            group=group,
            drawn=lambda: toggle_ink(check, QStyle.SE_CheckBoxContents),
        )
        return check

    def k_radio(self, node: Node, group: str) -> Any:
        """One of several."""
        widget = QWidget()
        layout: Any = QHBoxLayout(widget) if node["flat"] else QVBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        for index, name in enumerate(node["options"]):
            radio = QRadioButton(name.replace("&", "&&"))
            radio.setChecked(index == node["at"])
            layout.addWidget(radio, 0, Qt.AlignLeft)
            on = {"on": index == node["at"], "disabled": node.get("disabled")}
            self.mark(
                radio,
                "radio button",
                name,
                state=state(on),
                group=group,
                drawn=lambda radio=radio: toggle_ink(radio, QStyle.SE_RadioButtonContents),
            )
        layout.addStretch(1)
        return widget

    def k_switch(self, node: Node, group: str) -> Any:
        """Qt has no switches: a check box known by the label beside it."""
        check = QCheckBox()
        check.setChecked(node["on"])
        check.setSizePolicy(QSizePolicy.Fixed, QSizePolicy.Fixed)
        self.mark(check, "check box", node["name"], state=state(node), group=group)
        return check

    def k_entry(self, node: Node, group: str) -> Any:
        """A line to type in."""
        entry = QLineEdit(node["value"])
        entry.setPlaceholderText(node["hint"])
        entry.setMinimumWidth(node["width"] * 8)
        entry.setCursorPosition(0)
        if node["secret"]:
            entry.setEchoMode(QLineEdit.Password)
        if node.get("end"):
            entry.setAlignment(Qt.AlignRight)
        icon = self.icon(node.get("icon", ""))
        if icon:
            entry.addAction(icon, QLineEdit.LeadingPosition)
        name = node["name"] or node["hint"]
        self.mark(
            entry,
            "field",
            name,
            value="" if node["secret"] else node["value"],
            hint=node["hint"] if node["hint"] != name else "",
            group=group,
            state=state(node),
            text=lambda: (
                entry.fontMetrics().horizontalAdvance(node["value"] or node["hint"])
                < entry.width() - (40 if icon else 14)
            ),
        )
        return entry

    def k_combo(self, node: Node, group: str) -> Any:
        """A choice that opens."""
        combo = QComboBox()
        combo.addItems(node["options"])
        combo.setCurrentIndex(node["at"])
        self.combos.append((combo, node))
        self.mark(
            combo,
            "combo box",
            node["name"],
            value=node["options"][node["at"]],
            group=group,
            state=state(node),
        )
        return combo

    def k_spin(self, node: Node, group: str) -> Any:
        """A figure with two buttons."""
        spin = QSpinBox()
        spin.setRange(min(-100, node["value"]), max(1000, node["value"] * 2))
        spin.setValue(node["value"])
        off = state(node)
        area = lambda part: lambda: spin_area(spin, part)  # noqa: E731
        self.mark(
            spin,
            "spin button",
            node["name"],
            value=str(node["value"]),
            group=group,
            state=off,
            where=area(QStyle.SC_SpinBoxEditField),
        )
        for name, part in (("Increase", QStyle.SC_SpinBoxUp), ("Decrease", QStyle.SC_SpinBoxDown)):
            self.mark(spin, "button", name, written=False, group=node["name"], state=off, where=area(part))
        return spin

    def k_slider(self, node: Node, group: str) -> Any:
        """A scale."""
        slider = QSlider(Qt.Horizontal)
        slider.setRange(0, 100)
        slider.setValue(node["value"])
        slider.setMinimumWidth(node["width"])
        self.mark(slider, "slider", node["name"], group=group, state=state(node))
        return slider

    def k_progress(self, node: Node, group: str) -> Any:
        """How far it is."""
        del group
        bar = QProgressBar()
        bar.setValue(int(node["value"] * 100))
        bar.setTextVisible(bool(node["text"]))
        return bar

    def k_link(self, node: Node, group: str) -> Any:
        """A link."""
        label = QLabel(f'<a href="#">{node["name"]}</a>')
        label.setSizePolicy(QSizePolicy.Fixed, QSizePolicy.Fixed)
        self.mark(label, "link", node["name"], group=group)
        return label

    def k_form(self, node: Node, group: str) -> Any:
        """Labels at the left, controls at the right."""
        widget = QWidget()
        form = QFormLayout(widget)
        form.setContentsMargins(0, 0, 0, 0)
        form.setFieldGrowthPolicy(
            QFormLayout.AllNonFixedFieldsGrow if node["wide"] else QFormLayout.FieldsStayAtSizeHint
        )
        for row in node["rows"]:
            form.addRow(self.label(row["label"], ""), self.build(row["c"], group))
        return widget

    def k_pad(self, node: Node, group: str) -> Any:
        """Keys in rows."""
        widget = QWidget()
        grid = QGridLayout(widget)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(node["gap"])
        for y, row in enumerate(node["rows"]):
            for x, key in enumerate(row):
                button = QPushButton(key.replace("&", "&&"))
                button.setMinimumSize(node["size"], node["size"])
                button.setSizePolicy(QSizePolicy.Ignored, QSizePolicy.Expanding)
                self.mark(button, "button", key, group=group)
                grid.addWidget(button, y, x)
        return widget

    def k_colors(self, node: Node, group: str) -> Any:
        """Swatches; they have no names."""
        del group
        rng, widget = random.Random(node["seed"]), QWidget()
        grid = QGridLayout(widget)
        for y in range(node["rows"]):
            for x in range(node["cols"]):
                swatch = QLabel()
                swatch.setMinimumSize(QSize(24, 20))
                palette = swatch.palette()
                palette.setColor(
                    QPalette.Window, QColor(rng.randrange(256), rng.randrange(256), rng.randrange(256))
                )
                swatch.setPalette(palette)
                swatch.setAutoFillBackground(True)
                grid.addWidget(swatch, y, x)
        return widget


def toggle_ink(button: Any, element: Any) -> Rect | None:
    """The indicator and the text of a check box or radio button."""
    option = QStyleOptionButton()
    button.initStyleOption(option)
    area = button.style().subElementRect(element, option, button)
    width = button.fontMetrics().horizontalAdvance(button.text().replace("&&", "&"))
    return (0, area.top(), min(area.left() + width + 4, button.width()), area.bottom())


def spin_area(spin: Any, part: Any) -> Rect | None:
    """Where a part of a spin box is."""
    option = QStyleOptionSpinBox()
    spin.initStyleOption(option)
    return rect(spin.style().subControlRect(QStyle.CC_SpinBox, option, part, spin))
