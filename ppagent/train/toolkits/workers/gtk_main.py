"""In: plans on standard input, the look as arguments. Out: windows that GTK 3 drew, on standard output."""

from __future__ import annotations

import json
import sys
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gdk, GLib, Gtk  # noqa: E402
from gtk_bars import GtkBars  # noqa: E402
from wire import Layer, Mark, Rect, answer, meet, part, plans  # noqa: E402

_MOST = (1900, 1200)


def main() -> None:
    """Draw until the pipe closes."""
    look = json.loads(sys.argv[1])
    settings = Gtk.Settings.get_default()
    for key, value in look["settings"].items():
        settings.set_property(key, value)
    for plan in plans():
        answer(draw(plan, check=plan["check"]))


def draw(plan: dict[str, Any], *, check: bool) -> list[Layer]:
    """One window and what is open over it; empty when it grew larger than any screen."""
    builder = GtkBars(symbolic=plan["symbolic"])
    window = Gtk.Window(type=Gtk.WindowType.POPUP if plan["focus"] else Gtk.WindowType.TOPLEVEL)
    window.set_decorated(False)
    window.add(builder.build(plan["root"]))
    width, height = plan["size"]
    if not plan["fit"]:
        window.set_size_request(width, height)
    window.get_child().show_all()
    natural = window.get_preferred_size()[1]
    if natural.width > _MOST[0] or natural.height > _MOST[1]:
        window.destroy()
        return []
    # Room above and at the left, or menus that open over their boxes would have to scroll.
    window.move(600, 600)
    window.show()
    settle(window)
    arrange(window)
    settle(window)
    marks, builder.marks = builder.marks, []
    layers = [layer(window, marks, (0, 0), check=check)]
    menu = popup(builder, window, plan["popup"])
    if menu is not None:
        top = menu.get_toplevel()
        settle(top)
        _, x, y = top.get_window().get_origin()
        _, x0, y0 = window.get_window().get_origin()
        # The title of an open menu is drawn as chosen.
        layers = [
            layer(window, marks, (0, 0), check=False),
            layer(top, builder.marks, (x - x0, y - y0), check=check),
        ]
        menu.popdown()
    window.destroy()
    while Gtk.events_pending():
        Gtk.main_iteration()
    return layers


def settle(window: Any) -> None:
    """Run the toolkit until it has drawn the window after the last change."""
    drawn: list[bool] = []
    handler = window.connect_after("draw", lambda *_: drawn.append(True) and False)
    window.queue_draw()
    late = GLib.timeout_add(1000, lambda: drawn.append(False) or GLib.SOURCE_REMOVE)
    while not drawn:
        Gtk.main_iteration()
    if drawn[0]:
        GLib.source_remove(late)
    while Gtk.events_pending():
        Gtk.main_iteration()
    window.disconnect(handler)


def arrange(widget: Any) -> None:
    """Place handles between panes and turn to the pages in front: both need sizes first."""
    if isinstance(widget, Gtk.Paned):
        area = widget.get_allocation()
        upright = widget.get_orientation() == Gtk.Orientation.VERTICAL
        widget.set_position(int((area.height if upright else area.width) * widget.ppagent_share))
    if isinstance(widget, Gtk.Notebook):
        widget.set_current_page(widget.ppagent_page)
    if isinstance(widget, Gtk.Container):
        for child in widget.get_children():
            arrange(child)


def popup(builder: GtkBars, window: Any, wanted: dict[str, Any] | None) -> Any:
    """Open what the plan wants open; its marks are the builder's only ones. None when there is nothing to open."""
    if wanted is None:
        return None
    if wanted["kind"] == "combo":
        for combo, node in builder.combos:
            menus = Gtk.Menu.get_for_attach_widget(combo)
            if menus and visible(combo, window, None) and combo.get_sensitive():
                combo.popup()
                for item, name in zip(menus[0].get_children(), node["options"], strict=False):
                    builder.mark(item, "menu item", name, group=node["name"])
                return menus[0] if menus[0].get_mapped() else None
        return None
    menu = builder.menu(wanted["items"], "")
    if wanted["kind"] == "menu":
        title = builder.menubar.get_children()[wanted["at"]]
        for each in builder.marks:
            each.fields["group"] = title.get_label()
        title.set_submenu(menu)
        title.set_state_flags(Gtk.StateFlags.PRELIGHT, False)
        menu.popup_at_widget(title, Gdk.Gravity.SOUTH_WEST, Gdk.Gravity.NORTH_WEST, None)
    else:
        spot = Gdk.Rectangle()
        area = window.get_allocation()
        spot.x, spot.y, spot.width, spot.height = (
            int(wanted["x"] * area.width),
            int(wanted["y"] * area.height),
            1,
            1,
        )
        menu.popup_at_rect(window.get_window(), spot, Gdk.Gravity.SOUTH_EAST, Gdk.Gravity.NORTH_WEST, None)
    if not menu.get_mapped():
        return None
    items = [each for each in menu.get_children() if not isinstance(each, Gtk.SeparatorMenuItem)]
    if 0 <= wanted["hover"] < len(items):
        items[wanted["hover"]].set_state_flags(Gtk.StateFlags.PRELIGHT, False)
    return menu


def layer(window: Any, marks: list[Mark], place: tuple[int, int], *, check: bool) -> Layer:
    """Draw a toplevel and ask where its parts are."""
    scale = window.get_scale_factor()
    area = window.get_allocation()
    # What the X server shows: drawing into a surface of one's own leaves out heads of tables and other windows in it.
    shot = Gdk.pixbuf_get_from_window(window.get_window(), 0, 0, area.width, area.height)
    width, height = shot.get_width(), shot.get_height()
    parts = []
    for mark in marks:
        both = visible(mark.widget, window, mark.where)
        if both is None or (mark.text is not None and not mark.text()):
            continue
        box, whole = both
        hit = reached(window, mark, box) if check else None
        ink = visible(mark.widget, window, mark.ink) if mark.ink else None
        parts.append(part(mark.fields, box, whole, ink, scale, hit))
    return Layer(
        place[0] * scale, place[1] * scale, width, height, shot.get_pixels(), shot.get_rowstride(), parts
    )


def visible(widget: Any, window: Any, where: Any) -> tuple[Rect, Rect] | None:
    """What is seen of a part, and all of it, in the window's pixels."""
    if not widget.get_mapped():
        return None
    rect = where() if where else (0, 0, widget.get_allocated_width(), widget.get_allocated_height())
    if rect is None:
        return None
    x, y = widget.translate_coordinates(window, 0, 0)
    whole = (rect[0] + x, rect[1] + y, rect[2] + x, rect[3] + y)
    box: Rect | None = whole
    each = widget
    while each is not None and box is not None:
        x, y = each.translate_coordinates(window, 0, 0)
        box = meet(box, (x, y, x + each.get_allocated_width(), y + each.get_allocated_height()))
        each = each.get_parent()
    return (box, whole) if box is not None else None


def reached(window: Any, mark: Mark, box: Rect) -> bool:
    """Whether the pointer at the middle of a box is over the widget: the X server and the toolkit are asked."""
    pointer = Gdk.Display.get_default().get_default_seat().get_pointer()
    _, x, y = window.get_window().get_origin()
    pointer.warp(window.get_screen(), x + int((box[0] + box[2]) / 2), y + int((box[1] + box[3]) / 2))
    under = pointer.get_window_at_position()[0]
    if under is None:
        return False
    event = Gdk.Event.new(Gdk.EventType.BUTTON_PRESS)
    event.button.window = under
    owner = Gtk.get_event_widget(event)
    if owner is mark.widget or owner.is_ancestor(mark.widget):
        return True
    # Labels have no window: what they stand in gets the click.
    return bool(mark.fields["role"] in ("text", "heading", "tab") and mark.widget.is_ancestor(owner))


if __name__ == "__main__":
    main()
