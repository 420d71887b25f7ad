import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ppagent.desktop import wallpaper
from ppagent.desktop.card import env_folder, find_env
from ppagent.desktop.home import settings, write_home
from ppagent.desktop.layout import choose_layout
from ppagent.errors import CardError

CARD = find_env("xfce")


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_no_seed_is_the_plain_look():
    layout = choose_layout(CARD, None, (1280, 800), 1)
    assert (layout.theme, layout.panel, layout.open) == (CARD.looks.themes[0], "top", ())


def test_the_same_seed_is_the_same_look_and_seeds_differ():
    layouts = [choose_layout(CARD, seed, (1920, 1080), 1) for seed in range(40)]
    assert layouts == [choose_layout(CARD, seed, (1920, 1080), 1) for seed in range(40)]
    assert len(set(layouts)) == 40
    assert {layout.panel for layout in layouts} == {"top", "bottom"}
    assert {layout.theme.dark for layout in layouts} == {True, False}
    assert {len(layout.open) for layout in layouts} == {0, 1, 2}
    assert len({layout.wallpaper.kind for layout in layouts}) == 6


@given(
    seed=st.integers(0, 2**63),
    size=st.tuples(st.integers(800, 5120), st.integers(600, 2880)),
    scale=st.sampled_from([1.0, 1.5, 2.0]),
)
def test_every_open_window_lies_within_the_screen(seed, size, scale):
    layout = choose_layout(CARD, seed, size, scale)
    for app in layout.open:
        left, top, width, height = app.box
        if CARD.apps[app.app].size[1] * scale > size[1] - 100 * scale:
            continue
        assert left >= 0
        assert top >= (28 * scale if layout.panel == "top" else 0)
        assert left + width <= size[0]
        assert top + height <= size[1]


@pytest.mark.parametrize("seed", [None, 0, 3])
def test_the_home_is_the_same_for_the_same_seed(tmp_path, seed):
    layout = choose_layout(CARD, seed, (640, 480), 1)
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_home(env_folder("xfce"), tmp_path / name, tmp_path, layout, (640, 480), 1)
    first = files(tmp_path / "a")
    assert first == files(tmp_path / "b")
    assert {"Documents/notes.txt", ".bashrc", ".config/chromium/First Run"} < set(first)
    theme = first[".config/xfce4/xfconf/xfce-perchannel-xml/xsettings.xml"].decode()
    assert f'"ThemeName" type="string" value="{layout.theme.gtk}"' in theme
    assert not any(re.search(rb"\$[a-z]", text) for name, text in first.items() if name.endswith(".xml"))


def test_a_template_that_names_nothing_is_told(tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home/x.xml").write_text("$no_such_thing")
    with pytest.raises(CardError, match=r"x\.xml.*no_such_thing") as caught:
        write_home(tmp_path, tmp_path, tmp_path, choose_layout(CARD, 1, (640, 480), 1), (640, 480), 1)
    assert "gtk_theme" in caught.value.hint


@pytest.mark.parametrize(
    ("scale", "whole", "dpi"), [(1.0, "1", "96"), (1.5, "1", "144"), (2.0, "2", "96"), (3.0, "3", "96")]
)
def test_a_scale_is_whole_windows_and_the_rest_in_fonts(scale, whole, dpi):
    values = settings(choose_layout(CARD, None, (1280, 800), scale), scale, None)
    assert (values["scale"], values["font_dpi"]) == (whole, dpi)


@pytest.mark.parametrize("draw", [wallpaper.hills, wallpaper.blobs])
def test_generated_wallpapers_repeat_and_fill_the_screen(draw):
    colours = ("#3b6ea5", "#2e3440")
    picture = draw((321, 200), colours, 5)
    assert picture.shape == (200, 321, 3)
    assert picture.dtype == np.uint8
    assert np.array_equal(picture, draw((321, 200), colours, 5))
    assert not np.array_equal(picture, draw((321, 200), colours, 6))
