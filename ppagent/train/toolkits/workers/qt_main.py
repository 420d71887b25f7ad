"""In: plans on standard input, the look as arguments. Out: windows that Qt 5 drew, on standard output."""

from __future__ import annotations

import json
import sys
from typing import Any

from PyQt5.QtCore import QEvent, QPoint, Qt
from PyQt5.QtGui import QColor, QFont, QIcon, QImage, QPalette
from PyQt5.QtWidgets import QApplication, QStyleFactory, QVBoxLayout, QWidget
from qt_bars import QtBars
from qt_sheets import sheet
from wire import Layer, Mark, Rect, answer, meet, part, plans

_MOST = (1900, 1200)
# The offscreen screen is 800 physical pixels high; longer menus would scroll.
_MENU_PX = 780


def main() -> None:
    """Draw until the pipe closes."""
    look = json.loads(sys.argv[1])
    QApplication.setAttribute(Qt.AA_UseHighDpiPixmaps)
    app = QApplication(sys.argv[:1])
    QIcon.setThemeSearchPaths(["/usr/share/icons"])
    QIcon.setThemeName(look["icons"])
    QIcon.setFallbackThemeName("hicolor")
    style = {"sheet": "Fusion"}.get(look["theme"], look["theme"].split("/")[0])
    app.setStyle(QStyleFactory.create(style))
    app.setFont(QFont(look["font"], look["points"]))
    app.setEffectEnabled(Qt.UI_AnimateMenu, False)
    app.setEffectEnabled(Qt.UI_AnimateCombo, False)
    app.setCursorFlashTime(0)
    if style in ("Fusion", "Breeze", "Oxygen"):
        app.setPalette(palette(look["dark"], QColor(look["accent"])))
    if look["theme"] == "sheet":
        app.setStyleSheet(sheet(look["dark"], look["accent"], look["points"]))
    for plan in plans():
        answer(draw(app, plan))


def palette(dark: bool, accent: QColor) -> QPalette:
    """A light or a dark palette with this colour for what is chosen."""
    window = QColor(49, 54, 59) if dark else QColor(239, 240, 241)
    found = QPalette(QColor(60, 65, 70) if dark else QColor(239, 240, 241), window)
    ink = QColor(235, 235, 235) if dark else QColor(35, 38, 41)
    for role in (QPalette.WindowText, QPalette.Text, QPalette.ButtonText):
        found.setColor(role, ink)
        found.setColor(QPalette.Disabled, role, QColor(128, 128, 128))
    found.setColor(QPalette.Base, QColor(35, 38, 41) if dark else QColor(252, 252, 252))
    found.setColor(QPalette.AlternateBase, QColor(42, 46, 50) if dark else QColor(243, 244, 246))
    found.setColor(QPalette.Highlight, accent)
    found.setColor(
        QPalette.HighlightedText, QColor(255, 255, 255) if accent.lightness() < 150 else QColor(20, 20, 20)
    )
    found.setColor(QPalette.PlaceholderText, QColor(128, 128, 128))
    found.setColor(QPalette.Link, QColor(80, 160, 240) if dark else QColor(20, 90, 200))
    return found


def draw(app: QApplication, plan: dict[str, Any]) -> list[Layer]:
    """One window and what is open over it; empty when it grew larger than any screen."""
    builder = QtBars()
    window = QWidget()
    layout = QVBoxLayout(window)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(builder.build(plan["root"]))
    width, height = plan["size"]
    if plan["fit"]:
        window.adjustSize()
    else:
        window.resize(width, height)
    window.move(0, 0)
    window.show()
    app.processEvents()
    if not plan["focus"] and app.focusWidget():
        app.focusWidget().clearFocus()
        app.processEvents()
    layers: list[Layer] = []
    if window.width() <= _MOST[0] and window.height() <= _MOST[1]:
        marks, builder.marks = builder.marks, []
        opened = popup(app, builder, window, plan["popup"])
        layers = [layer(window, window, marks, (0, 0))]
        if opened is not None:
            menu, place = opened
            layers.append(layer(menu, menu, builder.marks, place))
            menu.close()
    window.close()
    window.deleteLater()
    app.sendPostedEvents(None, QEvent.DeferredDelete)
    app.processEvents()
    return layers


def popup(
    app: QApplication, builder: QtBars, window: Any, wanted: dict[str, Any] | None
) -> tuple[Any, tuple[int, int]] | None:
    """Open what the plan wants open, and say where; the builder's marks are then its parts."""
    if wanted is None:
        return None
    if wanted["kind"] == "combo":
        for combo, node in builder.combos:
            if visible(combo, window, None) and combo.isEnabled():
                combo.showPopup()
                app.processEvents()
                view = combo.view()
                for index, name in enumerate(node["options"]):
                    at = combo.model().index(index, 0)
                    builder.mark(
                        view.viewport(),
                        "menu item",
                        name,
                        where=lambda at=at, view=view: _rect(view.visualRect(at)),
                        wide=view.fontMetrics().horizontalAdvance(name),
                        group=node["name"],
                    )
                top = view.window()
                spot = combo.mapTo(window, QPoint(0, combo.height()))
                return top, (spot.x(), spot.y())
        return None
    most = int(_MENU_PX / window.devicePixelRatioF() / (window.fontMetrics().height() * 2))
    title, group, spot = (
        None,
        "",
        QPoint(int(wanted.get("x", 0) * window.width()), int(wanted.get("y", 0) * window.height())),
    )
    if wanted["kind"] == "menu":
        title = builder.menubar.actions()[wanted["at"]]
        area = builder.menubar.actionGeometry(title)
        if not area.isValid():
            return None
        group, spot = (
            title.text().replace("&&", "&"),
            builder.menubar.mapTo(window, area.bottomLeft() + QPoint(0, 1)),
        )
        builder.menubar.setActiveAction(title)
    menu = builder.menu(wanted["items"][:most], group, window)
    menu.popup(QPoint(0, 0))
    items = [each for each in menu.actions() if not each.isSeparator()]
    if 0 <= wanted["hover"] < len(items):
        menu.setActiveAction(items[wanted["hover"]])
    app.processEvents()
    return menu, (spot.x(), spot.y())


def layer(top: Any, window: Any, marks: list[Mark], place: tuple[int, int]) -> Layer:
    """Draw a toplevel and ask where its parts are."""
    image = top.grab().toImage().convertToFormat(QImage.Format_ARGB32_Premultiplied)
    scale = image.width() / top.width()
    parts = []
    for mark in marks:
        both = visible(mark.widget, window, mark.where)
        if both is None or (mark.text is not None and not mark.text()):
            continue
        box, whole = both
        ink = visible(mark.widget, window, mark.ink) if mark.ink else None
        hit = reached(window, mark.widget, box)
        parts.append(part(mark.fields, box, whole, ink, scale, hit))
    bits = image.constBits()
    bits.setsize(image.sizeInBytes())
    x, y = round(place[0] * scale), round(place[1] * scale)
    return Layer(x, y, image.width(), image.height(), bytes(bits), image.bytesPerLine(), parts)


def _rect(area: Any) -> Rect:
    return (area.left(), area.top(), area.left() + area.width(), area.top() + area.height())


def visible(widget: Any, window: Any, where: Any) -> tuple[Rect, Rect] | None:
    """What is seen of a part, and all of it, in the window's pixels."""
    if not widget.isVisible():
        return None
    area = where() if where else (0, 0, widget.width(), widget.height())
    if area is None:
        return None
    corner = widget.mapTo(window, QPoint(0, 0))
    whole = (area[0] + corner.x(), area[1] + corner.y(), area[2] + corner.x(), area[3] + corner.y())
    box: Rect | None = whole
    each = widget
    while each is not None and box is not None:
        corner = each.mapTo(window, QPoint(0, 0))
        box = meet(box, (corner.x(), corner.y(), corner.x() + each.width(), corner.y() + each.height()))
        each = None if each is window else each.parentWidget()
    return (box, whole) if box is not None else None


def reached(window: Any, widget: Any, box: Rect) -> bool:
    """Whether the widget under the middle of a box is the one, or stands in it."""
    got = window.childAt(int((box[0] + box[2]) / 2), int((box[1] + box[3]) / 2)) or window
    return got is widget or bool(widget.isAncestorOf(got))


if __name__ == "__main__":
    main()
