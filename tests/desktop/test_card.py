import re
import shutil
from pathlib import Path

import pytest

from ppagent.desktop import packages
from ppagent.desktop.card import App, EnvCard, env_cards, env_folder, find_env
from ppagent.desktop.packages import missing_needs, require_needs
from ppagent.desktop.xvfb import XvfbDesktop
from ppagent.errors import CardError, InputError, MissingError

TOP = Path(__file__).parents[2]


def test_the_catalogue_holds_a_live_and_a_private_desktop():
    cards = {card.name: card for card in env_cards()}
    assert {"desktop": "live", "xfce": "xvfb"}.items() <= {
        name: card.kind for name, card in cards.items()
    }.items()
    assert cards["xfce"] == find_env("xfce") == find_env(str(TOP / "envs/xfce"))
    assert env_folder("xfce") == TOP / "envs/xfce"


def test_every_package_a_card_names_is_in_the_one_list():
    listed = set(re.sub("#.*", "", (TOP / "packages.txt").read_text()).split())
    for card in env_cards():
        assert set(card.needs.values()) <= listed, card.name
        for program in [card.settings, *card.session, *(app.command for app in card.apps.values())]:
            assert not program or program.split()[0] in card.needs, program


def test_an_unknown_environment_names_the_known_ones():
    with pytest.raises(InputError, match="kde") as caught:
        find_env("kde")
    assert "desktop, xfce" in caught.value.hint


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ('kind = "vnc"', "env.toml:3: kind:"),
        ("sise = [1, 2]", "env.toml:4: sise:"),
        ("size = [10, 800]", "env.toml:4: size"),
    ],
)
def test_a_bad_card_is_told_by_file_and_line(bare, line, what):
    text = (bare / "env.toml").read_text()
    lines = text.splitlines()[:3]
    lines = [*lines[:2], line] if line.startswith("kind") else [*lines, line]
    (bare / "env.toml").write_text("\n".join(lines))
    with pytest.raises(CardError) as caught:
        find_env(str(bare))
    assert what in str(caught.value)


def test_missing_programs_are_named_with_the_command_before_anything_starts(bare, monkeypatch):
    needs = {"no-such-program": "xvfb", "/no/such/file": "greybird-gtk-theme", "sh": "dash"}
    card = EnvCard(name="bare", description="", kind="xvfb", needs=needs)
    assert set(missing_needs(card)) == {"no-such-program", "/no/such/file"}
    with pytest.raises(MissingError) as caught:
        XvfbDesktop(card, bare).start()
    assert caught.value.hint == "sudo apt-get install --no-install-recommends greybird-gtk-theme xvfb"
    monkeypatch.setattr(packages.shutil, "which", shutil.which)
    require_needs(card.model_copy(update={"needs": {"sh": "dash"}}))


@pytest.mark.parametrize(
    "asked", [{"size": (10, 10)}, {"size": (1280, 99999)}, {"scale": 9.0}, {"scale": 0.5}]
)
def test_what_the_user_asks_is_held_to_the_cards_limits(bare, asked):
    with pytest.raises(InputError):
        XvfbDesktop(find_env(str(bare)), bare, **asked)


def test_a_live_card_is_no_private_desktop():
    with pytest.raises(InputError, match="not a private desktop"):
        XvfbDesktop(find_env("desktop"), env_folder("desktop"))


def test_an_apps_command_knows_its_home():
    app = App(command="edit '~/a b.txt' ~", window="E", size=(10, 10))
    assert app.argv(Path("/home/user")) == ["edit", "/home/user/a b.txt", "~"]
