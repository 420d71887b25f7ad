"""A reader with a second pair of eyes: what it cannot read is looked for, what it does not understand is left to them."""

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from ppagent.action.dialect import JsonDialect
from ppagent.action.schema import Click, Done, Fail, Move, Scroll, Type
from ppagent.catalog import find_agent
from ppagent.errors import CardError, InputError, MissingError
from ppagent.policy.base import Effect
from ppagent.policy.eyes import CardEyes
from ppagent.policy.reader.page import Box, Line
from ppagent.policy.reader.policy import ReaderPolicy
from ppagent.policy.scripted import ScriptedPolicy
from ppagent.prune.canvas import fit_canvas
from ppagent.prune.pruner import Perception, Pruner
from ppagent.run import policy_of

NANO = find_agent("nano")
CHANGED, NOTHING = Effect("confirmed", "It changed."), Effect("no_effect", "Nothing changed.")
SIZE = (640, 480)


SAVE = (Line("Save", Box(40, 40, 80, 56)),)


class Recorded(ScriptedPolicy):
    """A scripted model that notes its tasks, and how sure it was."""

    def __init__(self, *replies, confidence=0.9):
        super().__init__(replies)
        self.tasks, self.confidence = [], confidence

    def start(self, task):
        self.tasks.append(task)
        super().start(task)

    def reply(self, look, effect):
        return replace(super().reply(look, effect), confidence=self.confidence)


class Desk:
    """A screen with one written word, "Save", and a reader that looks at it."""

    def __init__(self, model, sure=0.5, lines=SAVE, *, refuses=True):
        self.model, self.step = model, 0
        eyes = CardEyes(NANO.model_copy(update={"refuses": refuses}), lambda: model, sure)
        self.policy = ReaderPolicy({}, lambda _: list(lines), eyes)
        self.pruner = Pruner(Perception())

    def act(self, effect=CHANGED):
        pixels = np.full((SIZE[1], SIZE[0], 3), self.step, np.uint8)
        look = self.pruner.look(pixels, self.policy.keyframe())
        reply = self.policy.reply(look, effect if self.step else None)
        self.step += 1
        return JsonDialect().parse(reply.text), reply


def first(task, *replies, lines=SAVE, **options):
    model = Recorded(*replies, **options)
    desk = Desk(model, lines=lines)
    desk.policy.start(task)
    action, reply = desk.act()
    return action, reply, model, desk


@pytest.mark.parametrize(
    ("task", "asked"),
    [
        ("click the zoom in icon", "click the zoom in icon"),
        ('double click the "Trash can" icon', "click the 'Trash can' icon"),
        ("right click on the red circle then press escape", "click the red circle"),
        ("click the second arrow button", "click the second arrow button"),
        ("select the moon", "click the moon"),
        ('click “the "1" button”', 'click the "1" button'),
    ],
)
def test_what_is_not_written_is_looked_for(task, asked):
    action, reply, model, desk = first(task, "click 500,250")
    assert isinstance(action, Click)
    assert action.point == (320, 120)
    assert (action.count, action.button) == (1 + ("double" in task), "right" if "right" in task else "left")
    assert model.tasks == [asked]
    assert f"[nano, {asked}: click 500,250 (0.90)]" in reply.prompt
    end, reply = desk.act()
    assert not isinstance(end, Fail)
    assert "nano" not in reply.prompt


@pytest.mark.parametrize("kind", ["drop-down list", "slider", "switch", "icon"])
def test_beside_a_label_the_thing_itself_is_looked_for(kind):
    action, _, model, _ = first(f'click the "Save" {kind}', "click 500,250")
    assert action.point == (320, 120)
    assert model.tasks == [f"click the 'Save' {kind}"]
    action, _, _, _ = first(f'click the "Save" {kind}', "fail")
    assert action.point == (60, 48), "the label, where nothing better is seen"


def test_what_is_written_is_read():
    action, _, model, _ = first("click Save", "click 900,900")
    assert action.point == (60, 48)
    assert model.tasks == []


@pytest.mark.parametrize(
    ("reply", "point"), [("click 475,950", (300, 458)), ("click 093,100", (60, 48)), ("fail", (60, 48))]
)
def test_of_two_things_with_the_same_words_the_one_they_point_at_is_taken(reply, point):
    lines = (Line("Save", Box(40, 40, 80, 56)), Line("Save", Box(280, 450, 320, 466)))
    action, _, model, _ = first('click the "Save" button', reply, lines=lines)
    assert action.point == point
    assert model.tasks == ["click the 'Save' button"]


@pytest.mark.parametrize(("confidence", "point"), [(0.9, (576, 432)), (0.7, (60, 48))])
def test_a_text_that_is_nearly_the_name_gives_way_to_firm_eyes(confidence, point):
    lines = (Line("Save a copy", Box(40, 40, 80, 56)),)
    action, _, _, _ = first('click "Save a cope"', "click 900,900", lines=lines, confidence=confidence)
    assert action.point == point


def test_a_name_that_ends_like_a_kind_of_thing_is_a_name():
    lines = (Line("Use folder icon", Box(40, 40, 80, 56)),)
    action, _, model, _ = first('click "Use folder icon"', "click 900,900", lines=lines)
    assert action.point == (60, 48)
    assert model.tasks == []


def test_the_cross_that_they_see_is_before_one_that_is_only_shaped_so():
    desk = Desk(Recorded("click 500,250"), lines=())
    desk.policy.start('click "Close"')
    assert desk.act()[0].point == (320, 120)


def test_what_they_are_sure_of_is_clicked_before_a_submenu_is_opened():
    lines = (Line("More >", Box(40, 40, 80, 56)),)
    for confidence, refuses, kind in ((0.9, True, Click), (0.7, True, Move), (0.3, False, Click)):
        desk = Desk(Recorded("click 500,250", confidence=confidence), lines=lines, refuses=refuses)
        desk.policy.start("click the moon")
        assert isinstance(desk.act()[0], kind)


def test_a_title_that_is_cut_off_is_told_from_the_whole_one():
    lines = (Line("Travel plans.odt", Box(40, 40, 160, 56)), Line("Travel plan...", Box(280, 450, 360, 466)))
    action, _, _, _ = first('click the "Travel plans.odt" button', "click 500,950", lines=lines)
    assert action.point == (320, 458)
    action, _, _, _ = first('click the "Travel plans.odt" button', "click 150,100", lines=lines)
    assert action.point == (100, 48)


@pytest.mark.parametrize(
    ("reply", "confidence"), [("fail", 0.9), ("click 500,250", 0.3), ("key escape", 0.9), ("no action", 0.9)]
)
def test_what_is_not_there_either_way_is_said_plainly(reply, confidence):
    action, _, model, _ = first("click the gear icon", reply, confidence=confidence)
    assert isinstance(action, Fail)
    assert action.reason.startswith("I cannot see 'gear' on the screen")
    assert len(model.tasks) == 1


def test_a_field_without_a_label_is_found_before_it_is_typed_into():
    action, _, model, desk = first("type hello into the search field", "click 500,250")
    assert action == Click(point=(320, 120))
    assert model.tasks == ["click the search field"]
    assert desk.act()[0] == Type(text="hello")
    assert isinstance(desk.act()[0], Done)


def test_an_application_that_no_menu_names_is_opened_by_its_icon():
    _, _, model, desk = first("open the paint program", "click 500,250")
    actions = []
    while len(actions) < 40 and not (actions and isinstance(actions[-1], Click | Done | Fail)):
        actions.append(desk.act(NOTHING)[0])
    assert actions[-1] == Click(point=(320, 120))
    assert model.tasks == ["click the paint icon"]
    assert isinstance(desk.act(CHANGED)[0], Done)


def test_a_task_that_is_no_instruction_is_left_to_them():
    task = "Book the cheapest flight"
    action, reply, model, desk = first(task, "click 500,250", "scroll 100,500 0,3", "done booked")
    assert action == Click(point=(320, 120))
    assert "nano: click 500,250" in reply.prompt
    assert desk.act(NOTHING)[0] == Scroll(point=(64, 240), dy=3)
    assert desk.act()[0] == Done(text="booked")
    assert model.tasks == [task]
    assert model.effects == [None, NOTHING, CHANGED]
    # Another task is read again.
    desk.policy.start("click Save")
    assert desk.act()[0] == Click(point=(60, 48))


def test_without_them_both_end_as_before():
    policy = ReaderPolicy({}, lambda _: [])
    for task, says in (("Book a flight", "I do not know how to"), ("click the moon", "I cannot see")):
        policy.start(task)
        look = Pruner(Perception()).look(np.zeros((64, 64, 3), np.uint8))
        action = JsonDialect().parse(policy.reply(look, None).text)
        assert isinstance(action, Fail)
        assert says in action.reason


@pytest.fixture
def cards(tmp_path, brief_folder):
    """The two cards that come along, beside a tiny random model in place of nano's weights."""
    for name in ("nano", "reader-nano"):
        text = (Path(__file__).parents[2] / "agents" / f"{name}.toml").read_text()
        text = text.replace('eyes = "nano"', 'eyes = "./nano.toml"').replace("sure = 0.5", "sure = 0.0")
        (tmp_path / f"{name}.toml").write_text(text)
    (tmp_path / "nano").symlink_to(brief_folder)
    return tmp_path


NOISE = np.random.default_rng(5).integers(0, 255, (300, 500, 3), np.uint8)
LARGE = np.full((2160, 3840, 3), 90, np.uint8)
LARGE[900:1200, 1600:2100] = NOISE
SCREENS = {
    "one colour": np.full((600, 800, 3), 200, np.uint8),
    "noise": NOISE,
    "larger than nano takes": LARGE,
}


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize(
    "task",
    [
        "click the zoom in icon",
        "öffne das Menü und speichere",
        "菜单を開く 🙂",
        "do " + "it again and " * 150,
    ],
)
def test_whatever_it_is_shown_and_told_it_answers_with_an_action_on_the_screen(cards, screen, task):
    policy = policy_of(find_agent(str(cards / "reader-nano.toml")))
    policy._ocr = lambda _: []
    policy.start(task)
    pixels = SCREENS[screen]
    pruner = Pruner(Perception())
    for effect in (None, NOTHING):
        look = pruner.look(pixels, policy.keyframe())
        action = JsonDialect().parse(policy.reply(look, effect).text)
        for point in (getattr(action, "point", None), getattr(action, "end", None)):
            assert point is None or (0 <= point[0] <= pixels.shape[1] and 0 <= point[1] <= pixels.shape[0])
        if isinstance(action, Done | Fail):
            break
    policy.close()


def test_a_screen_larger_than_the_model_takes_is_scaled_for_it_and_its_points_back():
    model = Recorded("click 500,500")
    canvas = fit_canvas(np.zeros((2160, 3840, 3), np.uint8), 32)
    glance = CardEyes(NANO, lambda: model, 0.5).find(canvas, "the dot")
    (look,) = model.seen
    assert look.canvas.shown_px[0] * look.canvas.shown_px[1] <= NANO.perception.max_pixels < 3840 * 2160
    assert glance.point[0] == pytest.approx(1920, abs=32)
    assert glance.point[1] == pytest.approx(1080, abs=32)


def test_the_cards_model_says_how_sure_it_was(cards):
    policy = policy_of(find_agent(str(cards / "nano.toml")))
    policy.start("click the dot")
    reply = policy.reply(Pruner(policy.card.perception).look(SCREENS["noise"]), None)
    assert 0 < reply.confidence <= 1
    assert policy.family.model.dtype == (torch.bfloat16 if torch.cuda.is_available() else torch.float32)


def test_weights_that_are_missing_are_a_plain_error_before_anything_starts(cards):
    (cards / "nano").unlink()
    for name in ("nano", "reader-nano"):
        with pytest.raises(MissingError, match=str(cards / "nano")) as error:
            policy_of(find_agent(str(cards / f"{name}.toml")))
        assert "copy the complete model folder there" in error.value.hint


def test_eyes_without_a_model_are_refused(cards):
    text = (cards / "reader-nano.toml").read_text().replace("./nano.toml", "reader")
    (cards / "blind.toml").write_text(text)
    with pytest.raises(InputError, match="'reader' has no model"):
        policy_of(find_agent(str(cards / "blind.toml")))


def test_a_cards_folder_is_its_own(cards, monkeypatch, tmp_path_factory):
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    card = find_agent(str(cards / "reader-nano.toml"))
    assert card.eyes == str(cards / "nano.toml")
    assert Path(find_agent(card.eyes).model.id).resolve() == (cards / "nano").resolve()
    assert Path(NANO.model.id).parent.name == "agents"
    assert json.dumps(card.model_dump(mode="json"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ('policy = "transformers"\neyes = "reader"', "only a reader"),
        ('policy = "transformers"\nprompt = "You are"', "no place for a prompt"),
    ],
)
def test_a_card_that_contradicts_itself_is_refused(cards, change, says):
    text = (cards / "nano.toml").read_text().replace('policy = "transformers"', change)
    (cards / "bad.toml").write_text(text)
    with pytest.raises(CardError, match=says):
        find_agent(str(cards / "bad.toml"))


def test_who_must_not_refuse_guesses_last():
    """What nobody is sure of is clicked where it may be, but only where it cannot be read either."""
    for task, point in (("click Save", (60, 48)), ("click the moon icon", (320, 120))):
        desk = Desk(Recorded("click 500,250", confidence=0.2), refuses=False)
        desk.policy.start(task)
        assert desk.act()[0].point == point


def test_who_must_not_refuse_points_at_something(cards):
    card = find_agent(str(cards / "nano.toml")).model_copy(update={"refuses": False})
    policy = policy_of(card)
    policy.start("click the dot")
    for screen in SCREENS.values():
        reply = policy.reply(Pruner(card.perception).look(screen, "lost"), None)
        assert re.fullmatch(r"click \d{3},\d{3}", reply.text)
    policy.close()
