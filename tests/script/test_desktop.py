"""The verbs on a real XFCE desktop: Mousepad and Thunar, what they find, and what they say when they do not."""

import pytest
import xcffib
import xcffib.xproto as x

from ppagent.action.schema import Click, Key
from ppagent.desktop.card import find_env
from ppagent.desktop.packages import missing_needs
from ppagent.errors import InputError, ScreenLostError
from ppagent.files import read_picture
from ppagent.script import Desktop, ExpectationError, NotFoundError
from ppagent.script.errors import ScriptError
from ppagent.script.flow import load_flow
from ppagent.script.play import Player
from ppagent.trace.record import read_steps
from ppagent.trace.verify import verify

FILE = {"text": "File", "left_of": "Edit"}
SECRET = "Tr0ub4dor-zebra"  # noqa: S105 - made up


@pytest.fixture(scope="module")
def private():
    if missing_needs(find_env("xfce")):
        pytest.skip("needs the XFCE environment: tools/setup-system.sh")


@pytest.fixture(scope="module")
def desktop(private, tmp_path_factory):
    with Desktop(
        "xfce", size=(1280, 800), out=tmp_path_factory.mktemp("script") / "run", trace=True, timeout=30
    ) as up:
        up.start("mousepad --disable-server")
        up.wait_for({"exact": "Edit"}, timeout=60)
        up.move_window("Untitled", (40, 60), size=(700, 500))
        yield up


def written(desktop, text):
    """Fill the editor."""
    desktop.focus("Mousepad")
    desktop.press("ctrl+a")
    desktop.press("delete")
    desktop.type(text)


def pressed(desktop):
    """Keys and buttons that are down now, as the X server says."""
    core = desktop._hands._x11.server.core
    root = desktop._hands._x11.server.root
    return any(core.QueryKeymap().reply().keys) or core.QueryPointer(root).reply().mask & 0x1F0D


def test_a_text_in_several_places_must_be_told_apart(desktop):
    written(desktop, "apple pear\n" * 4 + "apple plum\n")
    assert len(desktop.find_all("apple")) == 5
    with pytest.raises(NotFoundError, match="'apple' is in 5 places") as caught:
        desktop.click("apple")
    assert "nth=1" in caught.value.hint
    assert len(caught.value.candidates) == 5
    assert caught.value.picture.is_file()
    first, last = (
        desktop.find({"text": "apple", "nth": 1}),
        desktop.find({"text": "apple", "left_of": "plum"}),
    )
    assert first.point[1] < last.point[1]
    desktop.double_click({"text": "apple", "left_of": "plum"})
    desktop.type("grape")
    desktop.press("ctrl+home")
    assert "grape plum" in desktop.read()
    assert desktop.find_all({"exact": "grape"})[0].text == "grape"


def test_what_is_not_there_is_said_with_what_comes_near(desktop):
    written(desktop, "Preferences for everyone\n")
    with pytest.raises(
        NotFoundError, match=r"'Preferenzes of all' was not found in .* s; best match was 'Preferences"
    ) as caught:
        desktop.click("Preferenzes of all", timeout=0.3)
    assert read_picture(caught.value.picture).shape == (800, 1280, 3)
    assert not desktop.exists("Preferenzes of all")
    with pytest.raises(ExpectationError, match=r"expected 'nobody' on .*it says 'Pref"):
        desktop.expect({"regex": "^Pref.*"}, text="nobody", timeout=0.2)
    desktop.expect({"regex": "^Pref.*"}, text="EVERY ONE")


def test_menus_dialogs_and_any_text(desktop):
    written(desktop, "grün ½ 漢字\n")
    desktop.click(FILE)
    desktop.hover("Save As...")
    desktop.click("Save As...")
    desktop.wait_for("Name:")
    desktop.press("ctrl", "a")
    desktop.type("grüße.txt\n")
    desktop.wait_vanish("Name:")
    assert desktop.stage.run("cat ~/grüße.txt") == (0, "grün ½ 漢字")
    assert desktop.window("grüße.txt").program == "Mousepad"


def test_a_picture_and_a_point_are_targets_too(desktop, tmp_path):
    menu = desktop.find({"exact": "Edit"})
    frame, box = desktop.sight.look(), menu.box
    from ppagent.files import png

    (tmp_path / "edit.png").write_bytes(
        png(
            frame.pixels[
                int(box.top) - 4 : int(box.bottom) + 4, int(box.left) - 6 : int(box.right) + 6
            ].copy()
        )
    )
    desktop.click(tmp_path / "edit.png")
    desktop.expect("Undo")
    desktop.press("escape")
    desktop.wait_vanish("Undo")
    desktop.click(menu.point)
    desktop.expect("Undo")
    desktop.press("escape")
    desktop.right_click({"region": (200, 300, 100, 100)})
    desktop.expect("Select All")
    desktop.press("escape")
    desktop.wait_vanish("Select All")


def test_scrolling_to_a_line_and_back(desktop):
    written(desktop, "".join(f"line number {number}\n" for number in range(60)))
    editor = {"region": (60, 150, 300, 150)}
    desktop.press("ctrl+home")
    assert not desktop.exists("line number 59")
    desktop.scroll_to("line number 59", at=editor, notches=12)
    assert not desktop.exists("line number 2")
    desktop.scroll_to("line number 2", at=editor, notches=12)
    desktop.drag("line number 2", "line number 5")
    desktop.press("delete")
    assert "line number 4" not in desktop.read().splitlines()


def test_a_flow_drags_with_any_button(desktop, tmp_path):
    connection = xcffib.connect(desktop.stage.display)
    window, root = connection.generate_id(), connection.get_setup().roots[0].root
    buttons = x.EventMask.ButtonPress | x.EventMask.ButtonRelease
    values = x.CW.OverrideRedirect | x.CW.EventMask, [1, buttons]
    connection.core.CreateWindow(0, window, root, 800, 300, 300, 200, 0, x.WindowClass.InputOnly, 0, *values)
    connection.core.MapWindow(window, is_checked=True).check()
    (tmp_path / "flow.yaml").write_text(
        "steps:\n- drag: {from: {point: [810, 310]}, to: {point: [1000, 450]}}\n  button: right\n"
    )
    assert Player(load_flow(tmp_path / "flow.yaml"), desktop).play().ok
    desktop.drag((810, 310), (1000, 450), button="middle")
    connection.core.GetInputFocus().reply()
    events = list(iter(connection.poll_for_event, None))
    connection.disconnect()
    assert [(type(one), one.detail, one.event_x, one.event_y) for one in events] == [
        (x.ButtonPressEvent, 3, 10, 10), (x.ButtonReleaseEvent, 3, 200, 150),
        (x.ButtonPressEvent, 2, 10, 10), (x.ButtonReleaseEvent, 2, 200, 150),
    ]  # fmt: skip


def test_highlighting_leaves_no_trace(desktop):
    before = desktop.sight.look()
    desktop.highlight({"exact": "Edit"}, seconds=0.1)
    desktop.wait_until_still()
    box = desktop.find({"exact": "Edit"}).box
    rows, cols = slice(int(box.top) - 8, int(box.bottom) + 8), slice(int(box.left) - 8, int(box.right) + 8)
    assert (before.pixels[rows, cols] == desktop.sight.look().pixels[rows, cols]).all()


def test_nothing_stays_pressed_whatever_goes_wrong(desktop, monkeypatch):
    hands = desktop._hands
    with pytest.raises(ScriptError, match="outside the screen"):
        desktop._act(Click(point=(5000, 5), modifiers=("ctrl", "shift")), "click far away")
    assert not pressed(desktop)

    def broken(*_, **__):
        hands._mouse.mouseDown(300, 300, button="left", _pause=False)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(
            hands, "_mouse", type("Mouse", (), {"__getattr__": lambda _, name: getattr(hands_mouse, name)})()
        )
        hands_mouse = __import__("pyautogui")
        type(hands._mouse).click = broken
        with pytest.raises(KeyboardInterrupt):
            desktop._act(Click(point=(300, 300), modifiers=("shift",)), "click")
        assert not pressed(desktop)
    with pytest.raises(InputError):
        desktop.press("ctrl+nosuchkey")
    assert not pressed(desktop)
    desktop._act(Key(keys=("shift",)), "shift")


def test_windows_come_move_and_go(desktop):
    desktop.start("thunar")
    thunar = desktop.focus("Thunar", timeout=60)
    assert desktop._hands.active_window().id == thunar.id
    desktop.move_window("Thunar", (500, 200), size=(600, 400))
    desktop.wait_until_still()
    assert desktop.window("Thunar").box[2:] == (600, 400)
    assert desktop.window("Thunar").box[0] == pytest.approx(500, abs=10)
    desktop.press("alt+f4")
    desktop.wait_until_still()
    with pytest.raises(NotFoundError, match=r"no window's title contains 'Thunar'; there are: .*Mousepad"):
        desktop.window("Thunar", timeout=0)
    with pytest.raises(NotFoundError):
        desktop.find({"text": "Downloads", "below": "Thunar"}, timeout=0)


def test_a_flow_with_a_secret_tells_it_nowhere(desktop, tmp_path, monkeypatch):
    monkeypatch.setenv("PPAGENT_TEST_PIN", SECRET)
    desktop.focus("Mousepad")
    (tmp_path / "flow.yaml").write_text(
        f"""
secrets: {{pin: {{env: PPAGENT_TEST_PIN}}}}
steps:
  - focus: Mousepad
  - press: ctrl+a
  - type: $(secret.pin)
  - read:
    as: all
  - if_visible: Nothing like it
    then: [press: escape]
    else: [repeat: 2, steps: [wait_until_still], as: turn]
  - click: {SECRET[:-1]}x and more
    timeout: 0.2
""".replace(
            "else: [repeat: 2, steps: [wait_until_still], as: turn]",
            "else: [{repeat: 2, as: turn, steps: [wait_until_still]}]",
        )
    )
    result = Player(load_flow(tmp_path / "flow.yaml"), desktop).play()
    assert not result.ok
    assert [bool(step.error) for step in result.steps] == [False] * 7 + [True]
    assert "flow.yaml:12:5" in result.steps[-1].at
    assert result.variables["turn"] == "2"
    said = repr(result.summary()).casefold().replace(" ", "")
    assert "•" in said
    assert SECRET.casefold() not in said.replace(f"{SECRET[:-1]}x".casefold(), "")
    kept = (desktop.out / "steps.jsonl").read_text()
    assert SECRET not in kept
    assert "type a secret" in kept
    from ppagent.policy.reader.page import RapidOcr

    last = read_picture(result.steps[-1].picture)
    assert "zebra" not in " ".join(line.text for line in RapidOcr()(last)).casefold()
    assert len(list(read_steps(desktop.out))) > 10
    assert verify(desktop.out).ok


def test_a_lost_screen_is_said_to_be_lost_with_its_last_picture(private, tmp_path):
    with (  # noqa: PT012 - what leaves the desktop is what counts
        pytest.raises(ScreenLostError, match="gone") as caught,
        Desktop("xfce", size=(800, 600), out=tmp_path / "out") as up,
    ):
        up.expect("Applications")
        up.stage._desktop.stop()
        up.click("Applications", timeout=1)
    assert read_picture(tmp_path / "out" / "failure-1.png").shape == (600, 800, 3)
    assert "failure-1.png" in caught.value.hint
