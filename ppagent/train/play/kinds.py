"""In: a kit. Out: a job of any kind; how often each kind comes."""

from __future__ import annotations

from collections.abc import Callable

from ppagent.train.play import (
    kinds_choose,
    kinds_click,
    kinds_find,
    kinds_gates,
    kinds_menus,
    kinds_more,
    kinds_move,
    kinds_never,
    kinds_open,
    kinds_pads,
    kinds_pages,
    kinds_read,
    kinds_sections,
    kinds_shapes,
    kinds_times,
    kinds_type,
    kinds_typing,
    kinds_work,
)
from ppagent.train.play.kit import Job, Kit

MAKERS: dict[str, Callable[[Kit], Job]] = {
    **kinds_click.KINDS, **kinds_choose.KINDS, **kinds_type.KINDS, **kinds_find.KINDS, **kinds_pages.KINDS, **kinds_pads.KINDS,
    **kinds_shapes.KINDS, **kinds_move.KINDS, **kinds_work.KINDS,
    **kinds_more.KINDS, **kinds_gates.KINDS, **kinds_open.KINDS, **kinds_read.KINDS,
    **kinds_sections.KINDS, **kinds_menus.KINDS, **kinds_times.KINDS, **kinds_typing.KINDS, **kinds_never.KINDS,
}  # fmt: skip
_OFTEN = {"no_option": 1.3, "no_part": 1.7, "switched_off": 0.8, "no_fact": 1.1, "no_hit": 0.7, "menu": 1.3, "search": 1.2,
          "link_in": 2.5, "fold_then": 3.5, "to_tab": 1.5, "links": 1.2, "button_menu": 2.0, "cased": 2.5, "both": 1.6, "between": 1.6, "clock": 1.8, "focus": 1.8,
          "labelled": 1.3, "pieces": 0.8, "boxes": 3.0, "enter": 2.0, "login": 1.5, "tabs": 2.0, "form": 1.5, "button": 1.5, "select": 1.5, "scrolled": 1.5, "mail": 2.0, "row": 1.5,
          "posts": 1.5, "series": 1.5, "dialog": 1.5, "table": 1.5, "sums": 0.6, "waiting": 0.5, "resize": 0.4, "edit": 0.6, "editor": 0.4}  # fmt: skip
SHARES = {name: _OFTEN.get(name, 1.0) for name in MAKERS}
