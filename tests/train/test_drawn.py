"""Drawn sheets: the same by seed, what is recorded is what is to be seen, and the held-out side never shows."""

import json
import random
import re
import shutil
from itertools import combinations, pairwise

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ppagent.errors import InputError
from ppagent.train.drawn import Drawer, dense, pages, sheets, shop
from ppagent.train.drawn.art import Art
from ppagent.train.drawn.fonts import DIRECT, HINTED, SMOOTH, FontBook
from ppagent.train.drawn.icons import SIZES, IconSet
from ppagent.train.drawn.look import make_look
from ppagent.train.drawn.painter import Painter
from ppagent.train.drawn.popups import dialog_over
from ppagent.train.drawn.record import READ
from ppagent.train.drawn.rows import rows as list_of_rows
from ppagent.train.drawn.themes import ThemeIcons, theme_names
from ppagent.train.drawn.words import Words, is_held_out
from ppagent.train.scene import desktop
from ppagent.train.sheet import ROLES, Element, Sheet

FONT_FOLDERS = (
    "/usr/share/fonts",
    "/usr/local/share/fonts",
    "/Library/Fonts",
    "/System/Library/Fonts",
    "C:/Windows/Fonts",
)
CONCEPTS = ["arrow left", "close", "home", "save", "search", "zoom in"]
PLACES = ((320, 240), (480, 360), (390, 844), (800, 600), (1024, 768), (1280, 1083))


def system_font():
    from pathlib import Path

    for folder in FONT_FOLDERS:
        for pattern in ("DejaVuSans.ttf", "*Sans*.ttf", "*.ttf"):
            for file in sorted(Path(folder).rglob(pattern)):
                return file.read_bytes()
    pytest.skip("this machine has no TrueType font")


@pytest.fixture(scope="module")
def assets(tmp_path_factory):
    """A small asset folder: one font for both sides, made-up words, six icons of two families, one theme."""
    folder = tmp_path_factory.mktemp("assets")
    data = system_font()
    for side in ("train", "held"):
        (folder / "fonts" / side).mkdir(parents=True)
        (folder / "fonts" / side / "Any.ttf").write_bytes(data)
    syllables = ["ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu"]
    words = [a + b + c for a in syllables for b in syllables for c in syllables]
    (folder / "words.txt").write_text("\n".join(words))
    names = [[concept] for concept in CONCEPTS]
    names[4].append("find")
    (folder / "icons.json").write_text(
        json.dumps({"concepts": CONCEPTS, "syn": names, "fam": ["one", "two"], "names": []})
    )
    kinds = [*range(len(CONCEPTS)), *range(len(CONCEPTS))]
    masks = {f"m{size}": np.stack([icon(kind, size) for kind in kinds]) for size in SIZES}
    half = len(CONCEPTS)
    np.savez(folder / "icons.npz", cid=np.array(kinds, np.int16), fam=np.array([0] * half + [1] * half, np.int8),
             held=np.array([False] * half + [True] * half), **masks)  # fmt: skip
    theme = folder / "theme_icons" / "train" / "plain" / "24"
    theme.mkdir(parents=True)
    for place, name in enumerate(["document-save", "edit-find", "zoom-in", "window-close"]):
        picture = Image.new("RGBA", (24, 24))
        ImageDraw.Draw(picture).ellipse((3, 3, 20, 20), (200, 40 * place, 60, 255))
        picture.save(theme / f"{name}.png")
    return folder


def icon(kind, size):
    picture = Image.new("L", (size, size))
    edge = size // 8
    ImageDraw.Draw(picture).rectangle(
        (edge, edge + kind, size - 1 - edge - kind, size - 1 - edge), outline=255, width=2
    )
    return np.asarray(picture) >> 3


def drawn(assets, seed, held_out=False, count=24):
    drawer = Drawer(assets, seed, held_out)
    return [drawer.sheet(*PLACES[number % len(PLACES)]) for number in range(count)]


def test_a_seed_says_what_is_drawn(assets):
    one, again, other = drawn(assets, 1, count=6), drawn(assets, 1, count=6), drawn(assets, 2, count=6)
    for first, second in zip(one, again, strict=True):
        assert np.array_equal(first.pixels, second.pixels)
        assert first.elements == second.elements
        assert np.array_equal(first.glyphs, second.glyphs)
        assert np.array_equal(first.pictograms, second.pictograms)
    assert any(not np.array_equal(a.pixels, b.pixels) for a, b in zip(one, other, strict=True))


def test_a_sheet_can_be_drawn_by_its_own_seed(assets):
    drawer = Drawer(assets, 1)
    first = drawer.sheet(640, 480, seed=7)
    drawer.sheet(800, 600)
    assert np.array_equal(drawer.sheet(640, 480, seed=7).pixels, first.pixels)


def test_everything_recorded_is_on_the_sheet(assets):
    seen = set()
    for number, sheet in enumerate(drawn(assets, 3, count=48)):
        width, height = PLACES[number % len(PLACES)]
        assert sheet.pixels.shape == (height, width, 3)
        for element in sheet.elements:
            seen.add(element.role)
            assert element.role in ROLES
            assert element.name.strip()
            for left, top, right, bottom in filter(None, (element.box, element.ink)):
                assert 0 <= left < right <= width, element
                assert 0 <= top < bottom <= height, element
        for rows in (sheet.glyphs, sheet.pictograms):
            assert rows.dtype == np.int32
            assert ((rows[:, 1:] >= 0) & (rows[:, 1:] < (width, height))).all()
        assert set(sheet.pictograms[:, 0].tolist()) <= set(range(len(CONCEPTS)))
        assert ((sheet.glyphs[:, 0] > 32) & (sheet.glyphs[:, 0] < 127)).all()
    assert {
        "button",
        "field",
        "check box",
        "list item",
        "menu",
        "tab",
        "heading",
        "switch",
        "combo box",
        "cell",
    } <= seen


def test_letters_are_where_they_are_said_to_be(assets):
    """Around the middle of every letter there is ink: the pixels are not all one colour."""
    letters = flat = 0
    for sheet in drawn(assets, 4, count=12):
        for code, x, y in sheet.glyphs.tolist():
            if chr(code).isalnum():
                around = sheet.pixels[max(0, y - 5) : y + 6, max(0, x - 4) : x + 5].reshape(-1, 3)
                letters += 1
                flat += int((around.max(axis=0).astype(int) - around.min(axis=0)).max() < 12)
    assert letters > 500
    assert flat < 0.005 * letters


def test_a_written_name_has_its_letters_in_its_box(assets):
    for sheet in drawn(assets, 5, count=12):
        for element in sheet.elements:
            if (
                element.role in {"button", "tab", "menu", "cell"}
                and element.written
                and element.name.isascii()
            ):
                left, top, right, bottom = element.box
                codes, x, y = sheet.glyphs.T
                inside = codes[(x >= left - 1) & (x < right + 1) & (y >= top - 1) & (y < bottom + 1)]
                # Titles of windows are cut off on their buttons.
                name = (
                    element.name[: int(READ * len(element.name))]
                    if element.role == "button"
                    else element.name
                )
                missing = set(name) - set(map(chr, inside.tolist())) - {" "}
                assert not missing, element


@pytest.mark.parametrize("held_out", [False, True])
def test_words_keep_to_their_side(assets, held_out):
    every = set((assets / "words.txt").read_text().split())
    found = set()
    for sheet in drawn(assets, 6, held_out, count=18):
        for element in sheet.elements:
            for text in (element.name, element.value, element.hint):
                found |= every & {word.lower() for word in re.findall(r"[^\W\d_]+", text)}
    # A cut word may look like another one; whole ones of the other side must not be there.
    assert len(found) > 50
    wrong = {word for word in found if is_held_out(word) != held_out}
    assert not wrong


def test_icons_and_themes_keep_to_their_side(assets):
    train, held = IconSet(assets, held_out=False), IconSet(assets, held_out=True)
    assert list(train.by_family) == [0]
    assert list(held.by_family) == [1]
    assert ThemeIcons(assets, held_out=False).names == {
        "plain": ["document-save", "edit-find", "window-close", "zoom-in"]
    }
    assert ThemeIcons(assets, held_out=True).names == {}


@pytest.fixture
def painter(assets):
    rng = random.Random(8)
    words, icons, themes = (
        Words(assets / "words.txt", held_out=False),
        IconSet(assets, held_out=False),
        ThemeIcons(assets, held_out=False),
    )
    words.rng = rng
    look = make_look(rng, 1.0, FontBook(assets / "fonts", held_out=False), icons, themes)
    return Painter((400, 300), rng, look, words, Art(rng, look, icons, themes))


def test_what_is_covered_is_forgotten(painter):
    painter.text(20, 40, "hidden", role="button")
    painter.text(20, 200, "seen", role="button")
    painter.icon(30, 60, 16)
    painter.icon(300, 60, 16)
    painter.cover(0, 0, 100, 100)
    sheet = painter.sheet()
    assert [element.name for element in sheet.elements if element.role == "button"] == ["seen"]
    assert "".join(map(chr, sheet.glyphs[:, 0])) == "seen"
    assert sheet.pictograms[:, 1].tolist() == [308]


def test_half_a_line_can_be_covered(painter):
    painter.text(20, 40, "abcdefgh", role="text")
    middle = painter.writings[0].across
    painter.cover(int(middle[4]), 0, 400, 100)
    sheet = painter.sheet()
    assert not sheet.elements
    assert "".join(map(chr, sheet.glyphs[:, 0])).startswith("abc")
    assert not set("efgh") & set(map(chr, sheet.glyphs[:, 0]))


def test_nothing_behind_a_dialog_can_be_clicked_through_it(painter):
    for row in range(8):
        painter.text(
            10, 20 + row * 36, "behind " * 6, role="list item", box=(0, row * 36, 400, row * 36 + 36)
        )
    dialog_over(painter)
    behind = [element for element in painter.elements if element.name.startswith("behind")]
    front = [element for element in painter.elements if not element.name.startswith("behind")]
    assert front
    for one in behind:
        for other in front:
            apart = one.box[3] <= other.box[1] or one.box[1] >= other.box[3]
            assert apart or one.box[2] <= other.box[0] or one.box[0] >= other.box[2]


def test_icons_of_one_meaning_share_a_name(painter):
    for place in range(12):
        painter.icon(20 + 30 * place, 100, 16, "search", plain=True)
    assert len({element.name for element in painter.elements}) == 1
    assert painter.elements[0].name.lower() in {"search", "find"}
    assert not painter.elements[0].written


@pytest.mark.parametrize("way", [DIRECT, HINTED, SMOOTH])
def test_text_is_as_wide_as_it_is_said_to_be(assets, way):
    font = FontBook(assets / "fonts", held_out=False).font("Any", 15, way)
    text = "Save the café"
    ends = np.concatenate([[0], font.advances(text).cumsum()]).astype(np.float32)
    mask = font.compose(text, ends[:-1], int(ends[-1]) + 1)
    columns = np.flatnonzero(mask.max(axis=0) > 60)
    assert columns[0] in range(2, 6)
    assert abs(columns[-1] - 3 - ends[-1]) < 4
    assert all(a < b for a, b in pairwise(ends))


def test_sizes_may_be_anything(assets):
    shapes = [sheet.pixels.shape for sheet in sheets(4, 9, assets, sizes=((333, 257), (2560, 1440)))]
    assert set(shapes) <= {(257, 333, 3), (1440, 2560, 3)}


def test_names_of_theme_icons_are_plain_words():
    for names in theme_names().values():
        assert names
        assert all(re.fullmatch(r"[a-z0-9 -]+", name) for name in names), names


def test_an_empty_folder_is_refused_with_a_hint(tmp_path):
    with pytest.raises(InputError, match=r"words\.txt") as error:
        Drawer(tmp_path, 0)
    assert "ppagent.train.assets" in error.value.hint


def test_accented_words_are_printed_but_only_their_plain_letters_recorded(painter):
    if not painter.look.text.has("é"):
        pytest.skip("the font of this machine has no accented letters")
    assert painter.text(20, 40, "the café", role="button") > 0
    sheet = painter.sheet()
    assert sheet.elements[0].name == "the café"
    assert "".join(map(chr, sheet.glyphs[:, 0])) == "thecaf"


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def drawn_by(assets, draw, seeds, size=(900, 600), scale=1.0):
    """Sheets on which there is one thing alone."""
    icons, themes = IconSet(assets, held_out=False), ThemeIcons(assets, held_out=False)
    words, fonts = Words(assets / "words.txt", held_out=False), FontBook(assets / "fonts", held_out=False)
    for seed in range(seeds):
        words.rng = rng = random.Random(seed)
        look = make_look(rng, scale, fonts, icons, themes)
        painter = Painter(size, rng, look, words, Art(rng, look, icons, themes))
        draw(painter, 4, 4, size[0] - 8, size[1] - 8)
        yield painter.sheet()


@pytest.mark.parametrize("draw", [list_of_rows, shop.shelf, dense.dense_list, dense.permissions])
@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_what_is_in_a_row_belongs_to_the_title_printed_beside_it(assets, draw, scale):
    grouped = 0
    for sheet in drawn_by(assets, draw, 12, scale=scale):
        titles = {one.name: one for one in sheet.elements if one.written}
        inside = [one for one in sheet.elements if not one.written and one.group]
        grouped += len(inside)
        for one in inside:
            title = titles[
                max((name for name in titles if one.group.startswith(name.rstrip(".").rstrip())), key=len)
            ]
            assert one.ink is not None
            assert one.box[0] <= one.ink[0] < one.ink[2] <= one.box[2], one
            assert not overlap(one.ink, title.ink), (one, title)
            if draw is not shop.shelf:
                middle = (one.ink[1] + one.ink[3]) / 2
                assert title.box[1] < middle < title.box[3], (one, title)
                assert not overlap(one.box, title.box), (one, title)
        for first, second in combinations(inside, 2):
            assert not overlap(first.ink, second.ink), (first, second)
    assert grouped > 20


def test_there_is_something_to_be_seen_where_an_icon_is_said_to_be(assets):
    places = flat = 0
    for sheet in drawn_by(assets, list_of_rows, 12):
        for one in sheet.elements:
            if not one.written and one.ink is not None and one.state != "disabled":
                left, top, right, bottom = map(int, one.ink)
                pixels = sheet.pixels[top:bottom, left:right].reshape(-1, 3).astype(int)
                places += 1
                flat += int(np.ptp(pixels, axis=0).max() < 12)
    assert places > 100
    assert flat < 0.02 * places


def test_buttons_of_windows_go_by_the_whole_title(assets):
    drawer, titles = Drawer(assets, 3), ["bakeli monura", "setivo zubake limonu rasetivo zubakeli monurase"]
    cut = whole = 0
    for seed in range(160):
        sheet = drawer.bar(700, 32, titles, seed)
        assert sheet.pixels.shape == (32, 700, 3)
        for one, other in combinations(sheet.elements, 2):
            assert not overlap(one.box, other.box), (one, other)
        for one in sheet.elements:
            if one.name in titles and one.ink is not None:
                printed = sheet.glyphs[(sheet.glyphs[:, 1] >= one.box[0]) & (sheet.glyphs[:, 1] < one.box[2])]
                letters = "".join(map(chr, printed[:, 0])).rstrip(".")
                known = one.name.replace(" ", "")
                if known.startswith(letters) and letters:
                    assert (
                        one.written == (len(letters) >= 0.55 * len(known))
                        or 0.5 < len(letters) / len(known) < 0.7
                    )
                    cut += letters != known
                    whole += letters == known
    assert cut > 3
    assert whole > 5


def test_an_upright_bar_fills_its_place_too(assets):
    drawer = Drawer(assets, 3)
    assert any(drawer.bar(160, 600, ["bakeli monura"], seed).elements for seed in range(5))


def test_on_some_desktops_nothing_is_open(painter, monkeypatch):
    opened = []
    monkeypatch.setattr(pages, "window", lambda *_, **named: opened.append(named["title"]))
    counts, things = [], 0
    for _ in range(60):
        before, painter.elements = len(opened), []
        pages.desktop(painter)
        counts.append(len(opened) - before)
        things += len(painter.elements) if not counts[-1] else 0
    assert 3 < counts.count(0) < 25
    assert things, "there are icons and bars on them all the same"


def test_a_desktop_may_have_a_bar_that_names_its_windows(assets):
    drawer, title = Drawer(assets, 3), "bakeli monura"
    heading = Element("heading", title, (8, 6, 120, 24), (10, 8, 100, 22))
    window = Sheet(np.full((300, 400, 3), 200, np.uint8), (heading,), "made", np.zeros((0, 3), np.int32))
    named = 0
    for seed in range(20):
        screen = desktop([window], random.Random(seed), drawer.bar)
        assert [one.name for one in screen.elements if one.role == "heading"] == [title]
        buttons = [one for one in screen.elements if one.role == "button" and one.name == title]
        assert len(buttons) <= 1
        named += len(buttons)
        height, width = screen.pixels.shape[:2]
        for one in screen.elements:
            assert 0 <= one.box[0] < one.box[2] <= width
            assert 0 <= one.box[1] < one.box[3] <= height
    assert 5 < named < 20


def test_a_name_of_an_icon_is_not_that_of_another_thing(tmp_path, assets):
    """A church's cross is no button that closes a window."""
    folder = tmp_path / "assets"
    shutil.copytree(assets, folder)
    told = json.loads((folder / "icons.json").read_text())
    told["names"] = [f"any:{concept}" for concept in CONCEPTS] * 2
    told["names"][1] = "any:cross"
    (folder / "icons.json").write_text(json.dumps(told))
    icons = IconSet(folder, held_out=False)
    assert all(icons.pick(random.Random(seed), 0) != 1 for seed in range(60))
