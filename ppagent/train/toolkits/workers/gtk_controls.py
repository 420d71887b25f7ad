"""In: nodes of a plan. Out: GTK 3 buttons, fields and other controls, with marks of their parts."""

from __future__ import annotations

import random
from typing import Any

from gtk_parts import GtkParts, Node, inside, state
from wire import Rect

from gi.repository import Gtk  # isort: skip


class GtkControls(GtkParts):
    """Parts, and what people change by clicking."""

    def k_button(self, node: Node, group: str) -> Any:
        """A push button or a toggle button."""
        button = Gtk.ToggleButton(active=node["on"]) if "on" in node else Gtk.Button()
        icon = self.icon_name(node["icon"])
        show = node["show"] if icon else "text"
        if node["icon"] and not icon:
            node["name"] = node["else"]
        if show == "icon":
            button.add(self.image(icon, 16))
            button.set_tooltip_text(node["name"])
        else:
            button.set_label(node["name"])
        if show == "both":
            button.set_image(self.image(icon, 16))
            button.set_always_show_image(True)
        self.mark(
            button,
            "button",
            node["name"],
            written=show != "icon",
            state=state(node),
            group=group,
            drawn=lambda: inside(button),
        )
        return button

    def k_check(self, node: Node, group: str) -> Any:
        """A check box."""
        check = Gtk.CheckButton(label=node["name"], active=node["on"])
        self.mark(
            check, "check box", node["name"], state=state(node), group=group, drawn=lambda: inside(check)
        )
        return check

    def k_radio(self, node: Node, group: str) -> Any:
        """One of several."""
        box = Gtk.Box(
            orientation=Gtk.Orientation.HORIZONTAL if node["flat"] else Gtk.Orientation.VERTICAL, spacing=4
        )
        first = None
        for index, name in enumerate(node["options"]):
            radio = Gtk.RadioButton(label=name, group=first, halign=Gtk.Align.START)
            first = first or radio
            radio.set_active(index == node["at"])
            box.pack_start(radio, False, False, 0)
            on = {"on": index == node["at"], "disabled": node.get("disabled")}
            self.mark(radio, "radio button", name, state=state(on), group=group)
        return box

    def k_switch(self, node: Node, group: str) -> Any:
        """A switch, known by the label beside it."""
        switch = Gtk.Switch(active=node["on"], halign=Gtk.Align.START, valign=Gtk.Align.CENTER)
        self.mark(switch, "switch", node["name"], state=state(node), group=group)
        return switch

    def k_entry(self, node: Node, group: str) -> Any:
        """A line to type in."""
        entry = Gtk.Entry(
            text=node["value"], placeholder_text=node["hint"] or None, width_chars=node["width"]
        )
        entry.set_visibility(not node["secret"])
        if node.get("end"):
            entry.set_alignment(1.0)
        if node.get("icon") and self.icon_name(node["icon"]):
            entry.set_icon_from_icon_name(Gtk.EntryIconPosition.PRIMARY, self.icon_name(node["icon"]))
        fields = {"value": "" if node["secret"] else node["value"], "group": group, "state": state(node)}
        name = node["name"] or node["hint"]
        hint = node["hint"] if node["hint"] != name else ""
        self.mark(entry, "field", name, hint=hint, text=lambda: fits(entry), **fields)
        return entry

    def k_combo(self, node: Node, group: str) -> Any:
        """A choice that opens."""
        combo = Gtk.ComboBoxText()
        for option in node["options"]:
            combo.append_text(option)
        combo.set_active(node["at"])
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
        value = node["value"]
        spin = Gtk.SpinButton.new_with_range(min(-100, value), max(1000, value * 2), 1)
        spin.set_value(value)
        off = state(node)
        self.mark(
            spin,
            "spin button",
            node["name"],
            value=str(value),
            group=group,
            state=off,
            where=lambda: spin_area(spin, 0),
        )
        for index, name in ((1, "Decrease"), (2, "Increase")):
            self.mark(
                spin,
                "button",
                name,
                written=False,
                group=node["name"],
                state=off,
                where=lambda index=index: spin_area(spin, index),
            )
        return spin

    def k_slider(self, node: Node, group: str) -> Any:
        """A scale."""
        scale = Gtk.Scale.new_with_range(Gtk.Orientation.HORIZONTAL, 0, 100, 1)
        scale.set_value(node["value"])
        scale.set_draw_value(node["figure"])
        scale.set_size_request(node["width"], -1)
        self.mark(
            scale,
            "slider",
            node["name"],
            value=str(node["value"]) if node["figure"] else "",
            group=group,
            state=state(node),
        )
        return scale

    def k_progress(self, node: Node, group: str) -> Any:
        """How far it is."""
        del group
        bar = Gtk.ProgressBar(fraction=node["value"])
        if node["text"]:
            bar.set_text(node["text"])
            bar.set_show_text(True)
        return bar

    def k_link(self, node: Node, group: str) -> Any:
        """A link."""
        link = Gtk.LinkButton(uri="file:///", label=node["name"], halign=Gtk.Align.START)
        self.mark(link, "link", node["name"], group=group)
        return link

    def k_form(self, node: Node, group: str) -> Any:
        """Labels at the left, controls at the right."""
        grid = Gtk.Grid(row_spacing=6, column_spacing=12)
        for index, row in enumerate(node["rows"]):
            grid.attach(self.label(row["label"], ""), 0, index, 1, 1)
            control = self.build(row["c"], group)
            control.set_hexpand(node["wide"])
            if not node["wide"]:
                control.set_halign(Gtk.Align.START)
            grid.attach(control, 1, index, 1, 1)
        return grid

    def k_pad(self, node: Node, group: str) -> Any:
        """Keys in rows."""
        grid = Gtk.Grid(
            row_spacing=node["gap"], column_spacing=node["gap"], row_homogeneous=True, column_homogeneous=True
        )
        for y, row in enumerate(node["rows"]):
            for x, key in enumerate(row):
                button = Gtk.Button(label=key, hexpand=True, vexpand=True)
                button.set_size_request(node["size"], node["size"])
                self.mark(button, "button", key, group=group)
                grid.attach(button, x, y, 1, 1)
        return grid

    def k_colors(self, node: Node, group: str) -> Any:
        """Swatches; they have no names."""
        del group
        rng = random.Random(node["seed"])
        grid = Gtk.Grid(row_spacing=4, column_spacing=4)
        for y in range(node["rows"]):
            for x in range(node["cols"]):
                button = Gtk.ColorButton()
                color = button.get_rgba()
                color.red, color.green, color.blue = rng.random(), rng.random(), rng.random()
                button.set_rgba(color)
                grid.attach(button, x, y, 1, 1)
        return grid


def fits(entry: Any) -> bool:
    """Whether all of an entry's text is drawn."""
    room = entry.get_allocated_width() - (40 if entry.get_icon_name(Gtk.EntryIconPosition.PRIMARY) else 14)
    said = (
        entry.get_layout()
        if entry.get_text()
        else entry.create_pango_layout(entry.get_placeholder_text() or "")
    )
    return bool(said.get_pixel_size().width <= room)


def spin_area(spin: Any, index: int) -> Rect | None:
    """The text (0), the button with the minus (1) or that with the plus (2); they are windows of their own."""
    area = spin.get_allocation()
    inside = []
    for child in spin.get_window().get_children():
        x, y = child.get_position()
        width, height = child.get_width(), child.get_height()
        if (
            area.x <= x
            and x + width <= area.x + area.width
            and area.y <= y
            and y + height <= area.y + area.height
        ):
            inside.append((x - area.x, y - area.y, x - area.x + width, y - area.y + height))
    # Theme and version decide their order in the list; the text is always the left one.
    inside.sort()
    return inside[index] if len(inside) == 3 else None
