"""Which agent is taken when nobody names one: the best that can really work here, and a reason that a person understands."""

import json
import sys

import pytest

from ppagent import cli
from ppagent.catalog import agent_cards
from ppagent.choose import Machine, choose, lacks
from ppagent.run import RunResult

GIB = 2**30
CONFIG = {"text_config": {"num_hidden_layers": 36, "num_key_value_heads": 8, "head_dim": 128}}


@pytest.fixture
def machine(tmp_path):
    """Makes a machine that has some models, of so many GiB each, and a GPU with so much free memory."""

    def make(models=None, gpu_gib=None, environ=None):
        asked = []
        folders = {}
        for number, (name, gib) in enumerate((models or {}).items()):
            folders[name] = folder = tmp_path / str(number)
            folder.mkdir()
            (folder / "config.json").write_text(json.dumps(CONFIG))
            with (folder / "model.safetensors").open("wb") as file:
                file.truncate(int(gib * GIB))

        def weights(model):
            return next((folder for name, folder in folders.items() if model.endswith(name)), None)

        def gpu():
            asked.append(True)
            return None if gpu_gib is None else int(gpu_gib * GIB)

        made = Machine(environ or {}, weights, gpu)
        return made, asked

    return make


QWEN = {"Qwen3-VL-2B-Instruct": 4, "Qwen3-VL-4B-Instruct": 8, "Qwen3-VL-8B-Instruct": 16}
NANO = {"/nano": 0.05}


@pytest.mark.parametrize(
    ("models", "gpu_gib", "agent", "because"),
    [
        ({}, None, "reader", "no weights"),
        ({}, 80, "reader", "no larger model"),
        (NANO, None, "reader-nano", "nano are here"),
        (QWEN, 80, "qwen3-vl-8b", "80 GiB"),
        (QWEN, 20, "qwen3-vl-4b", "20 GiB"),
        (QWEN | NANO, 13, "qwen3-vl-2b", "13 GiB"),
        (QWEN | NANO, 6, "reader-nano", "more than the 6 GiB"),
        (QWEN | NANO, None, "reader-nano", "need a GPU"),
        (QWEN, None, "reader", "need a GPU"),
        ({"Qwen3-VL-2B-Instruct": 4} | NANO, 80, "qwen3-vl-2b", "80 GiB"),
    ],
)
def test_the_best_that_can_work_here_is_taken(machine, models, gpu_gib, agent, because):
    here, asked = machine(models, gpu_gib)
    choice = choose(here)
    assert choice.agent == agent
    assert because in choice.why
    # Asking for a GPU takes seconds: not where no model would use it.
    assert bool(asked) == bool(models.keys() & QWEN.keys())


def test_the_users_own_setting_comes_first(machine):
    here, asked = machine(QWEN, 80, {"PPAGENT_AGENT": "my/card.toml"})
    assert choose(here).agent == "my/card.toml"
    assert "PPAGENT_AGENT" in choose(here).why
    assert not asked


def test_what_an_agent_lacks(machine):
    nothing, _ = machine()
    cards = {card.name: card for card in agent_cards()}
    assert lacks(cards["reader"], nothing) == ""
    assert "Qwen3-VL-2B" in lacks(cards["qwen3-vl-2b"], nothing)
    assert "nano" in lacks(cards["reader-nano"], nothing)
    with_nano, _ = machine(NANO)
    assert lacks(cards["reader-nano"], with_nano) == lacks(cards["nano"], with_nano) == ""
    blind = cards["reader-nano"].model_copy(update={"eyes": "nobody"})
    assert "nobody" in lacks(blind, with_nano)


def test_the_list_of_agents_says_which_are_ready(monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path))
    snapshot = tmp_path / "models--Qwen--Qwen3-VL-2B-Instruct" / "snapshots" / "abc"
    snapshot.mkdir(parents=True)

    def listed():
        monkeypatch.setattr(sys, "argv", ["ppagent", "agents", "--json"])
        with pytest.raises(SystemExit) as end:
            cli.main()
        assert not end.value.code
        return {card["name"]: card for card in json.loads(capsys.readouterr().out)}

    (snapshot / "config.json").write_text(json.dumps(CONFIG))
    cards = listed()
    assert cards["reader"]["ready"]
    assert not cards["qwen3-vl-2b"]["ready"]
    assert "Qwen/Qwen3-VL-2B-Instruct" in cards["qwen3-vl-2b"]["lacks"]
    # Half a download is none.
    index = {"weight_map": {"a": "model-00001-of-00002.safetensors", "b": "model-00002-of-00002.safetensors"}}
    (snapshot / "model.safetensors.index.json").write_text(json.dumps(index))
    (snapshot / "model-00001-of-00002.safetensors").write_bytes(b"")
    assert not listed()["qwen3-vl-2b"]["ready"]
    (snapshot / "model-00002-of-00002.safetensors").write_bytes(b"")
    assert listed()["qwen3-vl-2b"]["ready"]


@pytest.mark.parametrize("given", [[], ["--agent", "auto"], ["--agent", "reader"]])
def test_a_run_says_which_agent_it_took_and_why(monkeypatch, capsys, tmp_path, given):
    monkeypatch.setenv("PPAGENT_AGENT", "reader")
    asked = []

    def execute(options, **_):
        asked.append(options.agent)
        return RunResult("done", "", 1, 1, 1, 0.1, tmp_path, tmp_path / "report.html", None, 0)

    monkeypatch.setattr("ppagent.run.execute", execute)
    monkeypatch.setattr(sys, "argv", ["ppagent", "run", "--task", "click Save", "--json", *given])
    with pytest.raises(SystemExit) as end:
        cli.main()
    printed = capsys.readouterr()
    result = json.loads(printed.out)
    assert not end.value.code
    assert asked == ["reader"]
    assert result["agent"] == "reader"
    chosen = given != ["--agent", "reader"]
    assert ("PPAGENT_AGENT names it" in printed.err) == chosen
    assert result["chosen_because"] == ("PPAGENT_AGENT names it" if chosen else None)
