"""In: nodes of a plan. Out: GTK 3 lists, trees, tables, icon views and editors, with marks of their cells."""

from __future__ import annotations

from typing import Any

from gtk_controls import GtkControls
from gtk_parts import Node, inside
from wire import Rect

from gi.repository import GdkPixbuf, Gtk  # isort: skip


class GtkLists(GtkControls):
    """Controls, and what shows many things at once."""

    def k_list(self, node: Node, group: str) -> Any:
        """One column, chosen one selected."""
        store = Gtk.ListStore(str, str)
        for row in node["rows"]:
            store.append((row["name"], self.icon_name(row["icon"])))
        view = self._view(
            store,
            [(node["rows"][0]["name"], 0)],
            1 if any(row["icon"] for row in node["rows"]) else None,
            node["size"],
        )
        view.set_headers_visible(False)
        self._cells(view, store, [0], "list item", group, node["at"])
        return self._scrolled(view)

    def k_table(self, node: Node, group: str) -> Any:
        """Several columns with heads."""
        count = len(node["cols"])
        store = Gtk.ListStore(*([str] * (count + 1)), bool)
        icon = self.icon_name(node["icon"]) if node["icon"] else ""
        for index, row in enumerate(node["rows"]):
            store.append((*row, icon, bool(node["checks"] and node["checks"][index])))
        view = self._view(
            store, list(zip(node["cols"], range(count), strict=True)), count if icon else None, 16
        )
        if node["lines"]:
            view.set_grid_lines(Gtk.TreeViewGridLines.BOTH)
        for column, name in zip(view.get_columns(), node["cols"], strict=True):
            column.set_resizable(True)
            self.mark(
                column.get_button(),
                "button",
                name,
                group=group,
                drawn=lambda column=column: inside(column.get_button()),
            )
        self._cells(view, store, list(range(count)), "cell", group, node["at"])
        if node["checks"]:
            self._checks(view, count + 1, node)
        return self._scrolled(view)

    def k_tree(self, node: Node, group: str) -> Any:
        """Branches and leaves."""
        store = Gtk.TreeStore(str, str)
        for row in node["rows"]:
            branch = store.append(None, (row["name"], self.icon_name(row["icon"])))
            for leaf in row["c"]:
                store.append(branch, (leaf["name"], self.icon_name(leaf["icon"])))
        view = self._view(store, [("", 0)], 1 if node["icons"] else None, 16)
        view.set_headers_visible(False)
        for index, row in enumerate(node["rows"]):
            if row["open"]:
                view.expand_row(Gtk.TreePath.new_from_indices([index]), False)
        self._cells(view, store, [0], "list item", group, -1)
        return self._scrolled(view)

    def _view(self, store: Any, columns: list[tuple[str, int]], icon: int | None, size: int) -> Any:
        view = Gtk.TreeView(model=store)
        for title, index in columns:
            column = Gtk.TreeViewColumn(title=title)
            if index == 0 and icon is not None:
                picture = Gtk.CellRendererPixbuf(width=size + 6)
                picture.set_property(
                    "stock-size", Gtk.IconSize.MENU if size < 24 else Gtk.IconSize.LARGE_TOOLBAR
                )
                column.pack_start(picture, False)
                column.add_attribute(picture, "icon-name", icon)
            text = Gtk.CellRendererText()
            column.pack_start(text, True)
            column.add_attribute(text, "text", index)
            column.ppagent_text = text
            view.append_column(column)
        return view

    def _cells(self, view: Any, store: Any, columns: list[int], role: str, group: str, at: int) -> None:
        if at >= 0:
            view.get_selection().select_path(Gtk.TreePath.new_from_indices([at]))

        def visit(_store: Any, path: Any, at_row: Any) -> None:
            path, values = path.copy(), [store.get_value(at_row, index) for index in columns]
            for index, value in zip(columns, values, strict=True):
                column = view.get_column(index)
                self.mark(
                    view,
                    role,
                    value,
                    where=lambda path=path, column=column: row(view, path, column),
                    drawn=lambda path=path, column=column: cell(view, path, column),
                    text=lambda path=path, column=column: cell(view, path, column) is not None,
                    group=values[0] if index else group,
                    state="selected" if path.get_depth() == 1 and path.get_indices()[0] == at else "",
                )

        store.foreach(visit)

    def _checks(self, view: Any, index: int, node: Node) -> None:
        toggle = Gtk.CellRendererToggle()
        column = Gtk.TreeViewColumn("", toggle, active=index)
        column.ppagent_text = toggle
        view.insert_column(column, 0)
        for place, (row, on) in enumerate(zip(node["rows"], node["checks"], strict=True)):
            path = Gtk.TreePath.new_from_indices([place])
            self.mark(
                view,
                "check box",
                row[0],
                where=lambda path=path: cell(view, path, column),
                state="on" if on else "off",
                group=row[0],
            )

    def _scrolled(self, view: Any) -> Any:
        scroll = Gtk.ScrolledWindow(shadow_type=Gtk.ShadowType.IN)
        scroll.add(view)
        return scroll

    def k_icons(self, node: Node, group: str) -> Any:
        """Pictures with names below."""
        store = Gtk.ListStore(str, GdkPixbuf.Pixbuf)
        for item in node["items"]:
            name = self.icon_name(item["icon"]) or "text-x-generic"
            try:
                picture = self.icons.load_icon(name, node["size"], Gtk.IconLookupFlags.FORCE_SIZE)
            except Exception:  # noqa: BLE001 - a theme's broken icon is no reason to stop
                picture = None
            store.append((item["name"], picture))
        view = Gtk.IconView(model=store, text_column=0, pixbuf_column=1)
        view.set_item_width(node["size"] + 50)
        for index, item in enumerate(node["items"]):
            path = Gtk.TreePath.new_from_indices([index])
            if index == node["at"]:
                view.select_path(path)
            self.mark(
                view,
                "file",
                item["name"],
                where=lambda path=path: icon_cell(view, path),
                group=group,
                state="selected" if index == node["at"] else "",
            )
        return self._scrolled(view)

    def k_text(self, node: Node, group: str) -> Any:
        """An editor; each line that is not wrapped is a text of its own."""
        view = Gtk.TextView(wrap_mode=Gtk.WrapMode.WORD, left_margin=4)
        view.get_buffer().set_text(node["text"])
        for index, line in enumerate(node["text"].split("\n")):
            self.mark(view, "text", line, where=lambda index=index: text_line(view, index), group=group)
        return self._scrolled(view)

    def k_calendar(self, node: Node, group: str) -> Any:
        """A month; its days are drawn by the toolkit, which does not say where."""
        del group
        calendar = Gtk.Calendar()
        calendar.select_month(node["month"] - 1, node["year"])
        calendar.select_day(node["day"])
        return calendar


def row(view: Any, path: Any, column: Any) -> Rect | None:
    """Where a cell is; None when the row is folded away."""
    area = view.get_cell_area(path, column)
    left, top = view.convert_bin_window_to_widget_coords(area.x, area.y)
    return (left, top, left + area.width, top + area.height) if area.height > 0 else None


def cell(view: Any, path: Any, column: Any) -> Rect | None:
    """Where the text of a cell is; None when the row is folded away."""
    area = view.get_cell_area(path, column)
    if area.height <= 0 or area.width <= 0:
        return None
    column.cell_set_cell_data(view.get_model(), view.get_model().get_iter(path), False, False)
    renderer = column.ppagent_text
    offset, width = column.cell_get_position(renderer)
    _, natural = renderer.get_preferred_width(view)
    left, top = view.convert_bin_window_to_widget_coords(area.x + offset, area.y)
    if natural > width + 1:
        return None
    return (left, top, left + natural, top + area.height)


def icon_cell(view: Any, path: Any) -> Rect | None:
    """Where an item of an icon view is."""
    found, area = view.get_cell_rect(path, None)
    if not found:
        return None
    return (area.x, area.y, area.x + area.width, area.y + area.height)


def text_line(view: Any, index: int) -> Rect | None:
    """Where a line of an editor is; None when it is wrapped."""
    start = view.get_buffer().get_iter_at_line(index)
    end = start.copy()
    end.forward_to_line_end()
    first, last = view.get_iter_location(start), view.get_iter_location(end)
    if first.y != last.y or last.x <= first.x:
        return None
    left, top = view.buffer_to_window_coords(2, first.x, first.y)
    return (left, top, left + last.x - first.x, top + first.height)
