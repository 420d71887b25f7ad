"""What a thing is called, and that nothing else on the screen could be meant."""

from hypothesis import assume, given
from hypothesis import strategies as st

from ppagent.evaluate.collect.thing import WORDS, Thing
from ppagent.evaluate.collect.unique import SEEN, plain, targets


def thing(name, box=(0, 0, 60, 20), role="push button", **more):
    given_ = {"application": "a", "group": "g", "drawn": True, **more}
    return Thing(role=role, name=name, box=box, **given_)


def said(*things):
    return [one.instruction for one in targets(things)]


def test_a_name_that_nothing_else_has_is_enough():
    assert said(thing("Save"), thing("Open", (0, 40, 60, 20))) == ["Save", "Open"]


def test_a_name_is_made_unique_by_kind_or_left_out():
    tab, button = thing("Fonts", (0, 0, 50, 20), "page tab"), thing("Fonts", (90, 0, 50, 20))
    assert said(tab, button) == ['the "Fonts" tab', 'the "Fonts" button']
    assert said(tab, button, thing("Fonts...", (200, 0, 50, 20))) == ['the "Fonts" tab']


def test_what_is_only_painted_makes_a_name_ambiguous_but_is_no_target():
    row = thing("Home", (0, 100, 120, 24), "table cell")
    painted = thing("Home", (600, 400, 40, 14), SEEN)
    own_text = thing("Home", (8, 104, 40, 14), SEEN)
    assert said(row, own_text) == ["Home"]
    assert said(row, own_text, painted) == ['the "Home" list item']


def test_greyed_out_things_are_no_targets_but_count_as_others():
    assert said(thing("Save", live=False), thing("Save", (90, 0, 60, 20))) == []


def test_a_row_and_its_cell_are_one():
    assert said(
        thing("Music", (0, 0, 200, 20), "table cell"), thing("Music", (22, 0, 178, 20), "table cell")
    ) == ["Music"]


def test_a_heading_around_a_link_is_not_another_thing():
    assert said(thing("News", role="link"), thing("News", (0, 0, 800, 60), "heading")) == ["News"]


def test_fields_are_called_by_their_label():
    entry = thing("", role="text", label="File name:", drawn=False)
    assert said(entry, thing("File name:", (-70, 0, 60, 20), "label")) == ['the "File name" field']
    value = thing("Last one", role="combo box", drawn=True)
    assert said(value) == []
    assert said(thing("4 px", role="slider", drawn=False)) == []


def test_icons_are_called_by_their_tooltip_and_count_as_icons():
    (found,) = targets([thing("Open Parent", (0, 0, 31, 31), tooltip="Open the parent folder", drawn=False)])
    assert (found.instruction, found.data_type) == ("Open the parent folder", "icon")


def test_a_name_cut_short_is_neither_text_nor_icon():
    assert said(thing("a document with a long name - Editor", (0, 0, 200, 28), drawn=False)) == []


def test_names_that_nobody_says_are_left_out():
    names = [
        "edit-clear-symbolic",
        "gtk-close",
        "<p style='x'>Count",
        "2026-11-22",
        "Mon, 23:54",
        "x" * 61,
        "",
        "…",
        'say "yes"',
    ]
    assert said(*(thing(name, (0, 40 * place, 60, 20)) for place, name in enumerate(names))) == [
        'the "…" button'
    ]


def test_a_lone_sign_is_called_by_its_kind():
    assert said(thing("+"), thing("-", (0, 40, 60, 20)), thing(".", (0, 80, 60, 20))) == [
        'the "+" button', 'the "-" button', 'the "." button',
    ]  # fmt: skip


def test_the_keys_of_a_menu_item_are_not_its_name():
    assert said(thing("Print… Ctrl+Shift+P", role="menu item")) == ["Print"]


boxes = st.tuples(*[st.integers(0, 300)] * 2, *[st.integers(8, 90)] * 2)
things = st.lists(
    st.builds(
        thing,
        st.sampled_from(["Save", "save…", "Open", "Home", "7", ""]),
        boxes,
        st.sampled_from([*sorted(WORDS), "label", SEEN]),
        label=st.sampled_from(["", "Name:", "Save"]),
        tooltip=st.sampled_from(["", "Open", "Go home"]),
        drawn=st.booleans(),
        live=st.booleans(),
    ),
    max_size=12,
)


@given(things)
def test_no_two_targets_of_a_screen_are_called_alike_and_none_is_out_of_reach(screen):
    found = targets(screen)
    assert len({plain(one.instruction) for one in found}) == len(found)
    assert all(one.thing in screen and one.thing.live and one.thing.word for one in found)


@given(things, st.integers(0, 11))
def test_the_order_in_which_a_tree_is_told_changes_nothing(screen, turn):
    areas = [one.box[2] * one.box[3] for one in screen]
    assume(len(set(areas)) == len(areas))
    turned = targets(screen[turn:] + screen[:turn])
    assert sorted(one.instruction for one in turned) == sorted(one.instruction for one in targets(screen))


@given(things)
def test_a_double_of_everything_elsewhere_leaves_nothing_to_ask_for(screen):
    far = [one.model_copy(update={"box": (one.box[0] + 5000, *one.box[1:])}) for one in screen]
    assert targets([*screen, *far]) == []
