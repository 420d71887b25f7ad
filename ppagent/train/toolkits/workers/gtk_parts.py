"""In: nodes of a plan. Out: GTK 3 widgets, and marks that tell where their parts are: containers and controls."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gi

gi.require_version("Gtk", "3.0")
from gi.repository import Gtk, Pango  # noqa: E402
from wire import Mark, Rect  # noqa: E402

Node = dict[str, Any]


class GtkParts:
    """Builds widgets; every `k_NAME` makes one kind of node, and notes its marks."""

    def __init__(self, *, symbolic: bool) -> None:
        self.marks: list[Mark] = []
        self.combos: list[tuple[Any, Node]] = []
        self.icons = Gtk.IconTheme.get_default()
        self.symbolic = symbolic

    def build(self, node: Node, group: str = "") -> Any:
        """The widget of a node; `group` is the heading it stands under."""
        widget = getattr(self, f"k_{node['k']}")(node, group)
        if node.get("disabled"):
            widget.set_sensitive(False)
        if node.get("pad"):
            widget.set_border_width(node["pad"]) if isinstance(widget, Gtk.Container) else None
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

    def icon_name(self, name: str) -> str:
        """The icon as this theme has it; empty when it has none."""
        if self.symbolic and self.icons.has_icon(name + "-symbolic"):
            return name + "-symbolic"
        return name if name and self.icons.has_icon(name) else ""

    def image(self, name: str, size: int) -> Any:
        """A picture of that many pixels."""
        image = Gtk.Image.new_from_icon_name(name, Gtk.IconSize.BUTTON)
        image.set_pixel_size(size)
        return image

    def label(self, text: str, role: str = "text", group: str = "", **fields: Any) -> Any:
        """A label, marked by the ink box of its text; an empty role marks nothing."""
        label = Gtk.Label(label=text, xalign=0)
        if role:
            self.mark(
                label, role, text, where=lambda: ink(label), text=lambda: shown(label), group=group, **fields
            )
        return label

    def _box(self, node: Node, group: str, orientation: Any) -> Any:
        box = Gtk.Box(orientation=orientation, spacing=node.get("gap", 6), homogeneous=False)
        children = [(self.build(each, group), each) for each in node["c"]]
        if node.get("same"):
            sizes = Gtk.SizeGroup(mode=Gtk.SizeGroupMode.HORIZONTAL)
            for child, _ in children:
                sizes.add_widget(child)
        if node.get("end"):
            box.set_halign(Gtk.Align.END)
        for child, each in children:
            box.pack_start(child, bool(each.get("grow")), True, 0)
        return box

    def k_v(self, node: Node, group: str) -> Any:
        """Things below one another; those that need no width keep their own."""
        box = self._box(node, group, Gtk.Orientation.VERTICAL)
        for child in box.get_children():
            if isinstance(child, (Gtk.CheckButton, Gtk.Button, Gtk.Switch)):
                child.set_halign(Gtk.Align.START)
        return box

    def k_h(self, node: Node, group: str) -> Any:
        """Things beside one another."""
        return self._box(node, group, Gtk.Orientation.HORIZONTAL)

    def k_scroll(self, node: Node, group: str) -> Any:
        """A view that scrolls."""
        scroll = Gtk.ScrolledWindow()
        scroll.add(self.build(node["c"], group))
        return scroll

    def k_frame(self, node: Node, group: str) -> Any:
        """A frame with a title; flat: a bold heading alone."""
        del group
        frame = Gtk.Frame(shadow_type=Gtk.ShadowType.NONE if node["flat"] else Gtk.ShadowType.ETCHED_IN)
        title = self.label(node["name"], "heading")
        if node["flat"]:
            bold(title)
        frame.set_label_widget(title)
        frame.add(self.build(node["c"], node["name"]))
        return frame

    def k_paned(self, node: Node, group: str) -> Any:
        """Two things with a handle between them."""
        upright = node["upright"]
        paned = Gtk.Paned(orientation=Gtk.Orientation.VERTICAL if upright else Gtk.Orientation.HORIZONTAL)
        for index, each in enumerate(node["c"]):
            child = self.build(each, group)
            (paned.pack1 if index == 0 else paned.pack2)(child, True, True)
        paned.ppagent_share = node["at"]
        return paned

    def k_tabs(self, node: Node, group: str) -> Any:
        """A notebook; only the page in front has contents."""
        book = Gtk.Notebook(scrollable=True)
        book.set_tab_pos(
            {"top": Gtk.PositionType.TOP, "bottom": Gtk.PositionType.BOTTOM, "left": Gtk.PositionType.LEFT}[
                node["side"]
            ]
        )
        for index, page in enumerate(node["pages"]):
            front = index == node["at"]
            tab = self.label(page["name"], "tab", group, state="selected" if front else "")
            tab.show()
            child = self.build(page["c"], page["name"]) if page["c"] else Gtk.Box()
            child.show()
            book.append_page(child, tab)
        book.ppagent_page = node["at"]
        return book

    def k_label(self, node: Node, group: str) -> Any:
        """A heading or a line of text."""
        label = self.label(node["text"], "heading" if node.get("heading") else "text", group)
        label.set_line_wrap(True)
        label.set_max_width_chars(50)
        if node.get("heading"):
            bold(label)
        return label

    def k_image(self, node: Node, group: str) -> Any:
        """A large picture."""
        del group
        name = self.icon_name(node["icon"])
        return self.image(name, node["size"]) if name else Gtk.Box()


def state(node: Node) -> str:
    """The state of an Element that a node asks for."""
    if node.get("disabled"):
        return "disabled"
    return "" if "on" not in node else "on" if node["on"] else "off"


def bold(label: Any) -> None:
    """Make a label's text bold."""
    attributes = Pango.AttrList()
    attributes.insert(Pango.attr_weight_new(Pango.Weight.BOLD))
    label.set_attributes(attributes)


def ink(label: Any) -> Rect:
    """Where a label's text is, in the label's own pixels."""
    x, y = label.get_layout_offsets()
    area = label.get_allocation()
    _, logical = label.get_layout().get_pixel_extents()
    left, top = x - area.x + logical.x, y - area.y + logical.y
    return (left, top, left + logical.width, top + logical.height)


def inside(widget: Any) -> Rect | None:
    """Where the labels and pictures within a widget are, in its own pixels, its indicator included."""
    found: list[Rect] = []

    def visit(each: Any) -> None:
        if isinstance(each, (Gtk.Label, Gtk.Image)) and each.get_mapped():
            x, y = each.translate_coordinates(widget, 0, 0)
            box = (
                ink(each)
                if isinstance(each, Gtk.Label)
                else (0, 0, each.get_allocated_width(), each.get_allocated_height())
            )
            found.append((box[0] + x, box[1] + y, box[2] + x, box[3] + y))
        elif isinstance(each, Gtk.Container):
            each.forall(visit)

    widget.forall(visit)
    if not found:
        return None
    left = 0 if isinstance(widget, Gtk.CheckButton) else min(each[0] for each in found)
    return (
        left,
        min(each[1] for each in found),
        max(each[2] for each in found),
        max(each[3] for each in found),
    )


def shown(label: Any) -> bool:
    """Whether all of a label's text is drawn."""
    return not label.get_layout().is_ellipsized()
