"""A test of a desktop application: ``pytest examples/scripts/test_greeting.py``. The fixture comes with ppagent."""


def test_a_text_is_saved_under_its_name(desktop):
    desktop.start("mousepad --disable-server")
    desktop.wait_for({"exact": "Edit"}, timeout=60)
    desktop.type("Hello, world ½ 漢字\n")
    desktop.press("ctrl+shift+s")
    desktop.wait_for("Name:")
    desktop.press("ctrl+a")
    desktop.type("grüße.txt\n")
    desktop.wait_vanish("Name:")
    status, text = desktop.stage.run("cat ~/grüße.txt")
    assert (status, text) == (0, "Hello, world ½ 漢字")


def test_another_one_has_a_desktop_of_its_own(desktop):
    desktop.start("mousepad --disable-server")
    desktop.click({"text": "File", "left_of": "Edit"}, timeout=60)
    desktop.click("Open...")
    desktop.expect("Home")
    assert not desktop.exists("grüße.txt")
