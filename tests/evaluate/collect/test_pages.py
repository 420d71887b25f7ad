"""Pages in a real Chromium: what is asked for is there, in the place the browser drew it."""

import shutil

import pytest

from ppagent.evaluate.collect.pages import Browser
from ppagent.evaluate.collect.plan import Look
from ppagent.evaluate.collect.unique import targets
from ppagent.evaluate.miniwob.chromium import PROGRAMS

PAGE = """<!doctype html><meta charset=utf-8><style>
*{margin:0;font:16px sans-serif} .b{position:absolute;width:100px;height:30px}
@media(prefers-color-scheme:dark){body{background:#000;color:#fff}}</style>
<button class=b style="left:20px;top:20px">Save</button>
<button class=b style="left:20px;top:60px">Twice</button><button class=b style="left:220px;top:60px">Twice</button>
<button class=b style="left:20px;top:100px">Covered</button><div class=b style="left:60px;top:100px;background:#888">x</div>
<button class=b style="left:20px;top:700px">Below</button>
<button class=b style="left:20px;top:140px" disabled>Grey</button>
<button class=b style="left:20px;top:180px;width:30px" aria-label="Close the list">✕</button>
<label class=b style="left:20px;top:220px;width:160px"><input type=checkbox> Remember</label>
<label class=b style="left:20px;top:260px;width:300px">Town <input></label>
<a class=b style="left:20px;top:300px" href="#h">Help</a>"""


@pytest.mark.skipif(not any(map(shutil.which, PROGRAMS)), reason="needs Chromium (Debian: chromium)")
def test_a_page_is_asked_about_what_is_seen_on_it(tmp_path):
    file = tmp_path / "page.html"
    file.write_text(PAGE)
    with Browser() as browser:
        pixels, things, theme = browser.take(file, Look((640, 400), 1.0, 0))
        double, more, dark = browser.take(file, Look((1280, 800), 2.0, 1))
    assert pixels.shape == (400, 640, 3)
    assert double.shape == (800, 1280, 3)
    assert (theme, dark) == ("light", "dark")
    assert pixels[390, 600].tolist() == [255, 255, 255]
    assert double[780, 1200].tolist() == [0, 0, 0]
    found = {one.instruction: one for one in targets(things)}
    assert set(found) == {"Save", "Close the list", "Remember", 'the "Town" field', "Help"}
    assert found["Save"].thing.box == (20, 20, 100, 30)
    assert found["Close the list"].data_type == "icon"
    assert found["Remember"].thing.box == (20, 220, 160, 30)
    twice = {one.instruction: one.thing.box for one in targets(more)}
    assert set(twice) == set(found)
    assert twice["Save"] == (40, 40, 200, 60)
