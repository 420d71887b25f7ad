"""In: nodes of a plan. Out: GTK 3 bars, menus and rows, with marks of their buttons and items."""

from __future__ import annotations

from typing import Any

from gtk_lists import GtkLists
from gtk_parts import Node, bold, inside, state

from gi.repository import Gtk  # isort: skip

_STYLES = {
    "icons": Gtk.ToolbarStyle.ICONS,
    "text": Gtk.ToolbarStyle.TEXT,
    "both": Gtk.ToolbarStyle.BOTH,
    "both-h": Gtk.ToolbarStyle.BOTH_HORIZ,
}


class GtkBars(GtkLists):
    """Lists, and what stands round them."""

    def k_menubar(self, node: Node, group: str) -> Any:
        """A menu bar."""
        bar = Gtk.MenuBar()
        for each in node["menus"]:
            item = Gtk.MenuItem(label=each["name"])
            item.set_submenu(Gtk.Menu())
            bar.append(item)
            self.mark(item, "menu", each["name"], group=group)
        self.menubar = bar
        return bar

    def menu(self, items: list[Node], group: str) -> Any:
        """A menu, not yet open."""
        menu = Gtk.Menu()
        for each in items:
            if "sep" in each:
                menu.append(Gtk.SeparatorMenuItem())
                continue
            icon = self.icon_name(each["icon"])
            if "check" in each:
                item: Any = Gtk.CheckMenuItem(label=each["name"], active=each["check"])
            elif "radio" in each:
                item = Gtk.CheckMenuItem(label=each["name"], active=each["radio"], draw_as_radio=True)
            elif icon:
                item = Gtk.ImageMenuItem(
                    label=each["name"], image=self.image(icon, 16), always_show_image=True
                )
            else:
                item = Gtk.MenuItem(label=each["name"])
            if "sub" in each:
                item.set_submenu(Gtk.Menu())
            if "accel" in each:
                item.get_child().set_accel(
                    *Gtk.accelerator_parse(
                        each["accel"]
                        .replace("Ctrl+", "<Control>")
                        .replace("Alt+", "<Alt>")
                        .replace("Shift+", "<Shift>")
                    )
                )
            item.set_sensitive(not each.get("disabled"))
            on = {"disabled": each.get("disabled")} | (
                {"on": each.get("check", each.get("radio"))} if "check" in each or "radio" in each else {}
            )
            self.mark(
                item,
                "menu item",
                each["name"],
                state=state(on),
                group=group,
                drawn=lambda item=item: inside(item),
            )
            menu.append(item)
        menu.show_all()
        return menu

    def k_toolbar(self, node: Node, group: str) -> Any:
        """A tool bar."""
        del group
        bar = Gtk.Toolbar(
            orientation=Gtk.Orientation.VERTICAL if node["upright"] else Gtk.Orientation.HORIZONTAL
        )
        bar.set_style(_STYLES[node["style"]])
        for each in node["items"]:
            if "sep" in each:
                bar.insert(Gtk.SeparatorToolItem(), -1)
                continue
            icon = self.icon_name(each["icon"])
            item = Gtk.ToggleToolButton(active=each["on"]) if "on" in each else Gtk.ToolButton()
            if not icon and node["style"] == "icons":
                each["name"] = each["else"]
            item.set_label(each["name"])
            item.set_is_important(True)
            if icon:
                item.set_icon_widget(self.image(icon, node["size"]))
            item.set_sensitive(not each.get("disabled"))
            item.set_tooltip_text(each["name"])
            written = node["style"] != "icons" or not icon
            self.mark(
                item,
                "button",
                each["name"],
                written=written,
                state=state(each),
                drawn=lambda item=item: inside(item),
            )
            bar.insert(item, -1)
        return bar

    def k_header(self, node: Node, group: str) -> Any:
        """A title bar of the program's own."""
        bar = Gtk.HeaderBar()
        title = self.label(node["title"], "heading")
        bold(title)
        bar.set_custom_title(title)
        for side, pack in (("start", bar.pack_start), ("end", bar.pack_end)):
            for each in node[side]:
                pack(self.build({"k": "button", **each, "show": "icon"}, group))
        if node["controls"]:
            names = (
                ("Close", "window-close"),
                ("Maximize", "window-maximize"),
                ("Minimize", "window-minimize"),
            )
            for name, icon in names:
                if not self.icons.has_icon(icon + "-symbolic"):
                    continue
                button = Gtk.Button(valign=Gtk.Align.CENTER)
                button.get_style_context().add_class("titlebutton")
                button.get_style_context().add_class(name.lower())
                button.add(self.image(icon + "-symbolic", 16))
                (bar.pack_start if node["left"] else bar.pack_end)(button)
                self.mark(button, "button", name, written=False)
        return bar

    def k_status(self, node: Node, group: str) -> Any:
        """A line of texts at the foot."""
        box = Gtk.Box(spacing=12, margin_start=6, margin_end=6, margin_top=2, margin_bottom=2)
        for index, text in enumerate(node["texts"]):
            box.pack_start(self.label(text, "text", group), index == 0, True, 0)
        return box

    def k_rows(self, node: Node, group: str) -> Any:
        """Rows of a settings page: the name at the left, its control at the right."""
        box = Gtk.ListBox(selection_mode=Gtk.SelectionMode.NONE)
        for row in node["rows"]:
            line = Gtk.Box(spacing=12, border_width=6)
            texts = Gtk.Box(orientation=Gtk.Orientation.VERTICAL, valign=Gtk.Align.CENTER)
            texts.add(self.label(row["name"], "text" if row["c"]["k"] == "button" else "", group))
            if row["line"]:
                below = self.label(row["line"], "text", row["name"])
                below.get_style_context().add_class("dim-label")
                texts.add(below)
            line.pack_start(texts, True, True, 0)
            control = self.build(row["c"], row["name"] if row["c"]["k"] == "button" else group)
            control.set_valign(Gtk.Align.CENTER)
            line.pack_end(control, False, False, 0)
            box.add(line)
        return box
