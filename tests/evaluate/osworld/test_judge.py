"""OSWorld's rules: what comes of several metrics, of saying that a task cannot be done, of files that are not there."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppagent.evaluate.osworld.judge import score, unsupported
from ppagent.evaluate.osworld.machine import UnsupportedError
from ppagent.evaluate.osworld.metrics import METRICS
from ppagent.evaluate.osworld.task import Evaluator, Task

TRUTHS = st.lists(st.booleans(), min_size=1, max_size=5)


def several(truths, conj):
    """Metrics that are right or wrong as told."""
    return Evaluator.model_validate({
        "func": ["exact_match"] * len(truths), "conj": conj,
        "result": [{"type": "rule", "rules": truth} for truth in truths],
        "expected": [{"type": "rule", "rules": {"expected": True}}] * len(truths),
    })  # fmt: skip


def rules(source):
    return source.settings()["rules"]


@settings(deadline=None)
@given(TRUTHS)
def test_and_needs_all_and_or_needs_one(truths):
    assert score(several(truths, "and"), failed=False, get=rules)[0] == float(all(truths))
    assert score(several(truths, "or"), failed=False, get=rules)[0] == float(any(truths))


def test_parts_average_under_and_and_the_best_counts_under_or(monkeypatch):
    monkeypatch.setitem(METRICS, "exact_match", lambda result, _: result)
    evaluator = several([0.5, 1.0], "and")
    assert score(evaluator, failed=False, get=rules)[0] == pytest.approx(0.75)
    assert score(several([0.5, 0.25], "or"), failed=False, get=rules)[0] == 0.5
    assert score(several([float("nan")], "and"), failed=False, get=rules)[0] == 0.0


def test_later_metrics_are_not_asked_once_it_is_decided():
    asked = []

    def get(source):
        asked.append(source)
        return source.settings()["rules"]

    score(several([False, True, True], "and"), failed=False, get=get)
    score(several([True, False, False], "or"), failed=False, get=get)
    assert len(asked) == 4  # each time one metric: its result and what is expected


def test_saying_that_it_cannot_be_done_is_right_only_if_it_cannot():
    infeasible = Evaluator.model_validate({"func": "infeasible"})
    assert score(infeasible, failed=True, get=rules)[0] == 1.0
    assert score(infeasible, failed=False, get=rules)[0] == 0.0
    assert score(several([True], "and"), failed=True, get=rules)[0] == 0.0


def test_a_metric_without_an_expectation_gets_the_result_alone_and_options_by_name():
    evaluator = Evaluator.model_validate({
        "func": ["is_utc_0", "literal_match"], "result": [{"type": "rule", "rules": "\n\n\nTime zone: X (WET, +0000)"}, {"type": "rule", "rules": "AB"}],
        "expected": [None, {"type": "rule", "rules": "ab"}], "options": [None, {"ignore_case": True}],
    })  # fmt: skip
    assert score(evaluator, failed=False, get=rules)[0] == 1.0


def test_what_an_agent_leaves_behind_can_be_wrong_but_breaks_nothing():
    def gone(source):
        if source.type == "rule":
            return source.settings()["rules"]
        raise FileNotFoundError("grep.out")

    evaluator = Evaluator.model_validate(
        {"func": "check_list", "result": {"type": "cache_file"}, "expected": {"type": "rule", "rules": {}}}
    )
    value, why = score(evaluator, failed=False, get=gone)
    assert (value, why) == (0.0, "check_list: there is no grep.out → 0")
    odd = Evaluator.model_validate(
        {
            "func": "check_font_size",
            "result": {"type": "x"},
            "expected": {"type": "rule", "rules": {"type": "range"}},
        }
    )
    assert (
        score(odd, failed=False, get=lambda source: {} if source.type == "x" else source.settings()["rules"])[
            0
        ]
        == 0.0
    )


def test_what_is_not_known_is_named_and_not_judged():
    task = Task.model_validate({
        "id": "a", "instruction": "x", "config": [{"type": "googledrive"}],
        "evaluator": {"func": "compare_table", "result": {"type": "googledrive_file"}, "postconfig": [{"type": "login"}]},
    })  # fmt: skip
    said = unsupported(task)
    assert all(
        name in said
        for name in ("set-up googledrive", "set-up login", "metric compare_table", "getter googledrive_file")
    )
    unknown_rule = Evaluator.model_validate(
        {
            "func": "is_expected_tabs",
            "result": {"type": "rule", "rules": []},
            "expected": {"type": "rule", "rules": {"type": "colour"}},
        }
    )
    with pytest.raises(UnsupportedError, match="colour"):
        score(unknown_rule, failed=False, get=rules)


@pytest.mark.parametrize(
    ("metric", "text", "rule", "options", "right"),
    [
        ("check_config_status", '(theme "Light")\n', {"key": "theme", "value": '"Light"'}, {}, True),
        ("check_config_status", '# (theme "Light")\n', {"key": "theme", "value": '"Light"'}, {}, False),
        ("check_config_status", "(hide-docks yes)\n", {"key": "hide-docks", "value": "yes"}, {}, True),
        ("check_config_status", "(undo-levels-size 100)\n", {"key": "undo-levels", "value": "100"}, {}, False),
        ("check_qt_max_volume", "qt-max-volume=200\n", {"expected_qt_max_volume": 200}, {}, True),
        ("check_qt_max_volume", "#qt-max-volume=125\n", {"expected_qt_max_volume": 125}, {}, True),
        ("check_qt_max_volume", "", {"expected_qt_max_volume": 200}, {}, False),
        ("check_qt_bgcone", "qt-bgcone=0\n", {"expected_qt_bgcone": 0}, {}, True),
        ("check_qt_minimal_view", "qt-minimal-view=1\n", {"expected_qt_minimal_view": 1}, {}, True),
        ("check_play_and_exit", "#play-and-exit=0\n", {"expected_play_and_exit": 0}, {}, True),
        ("is_vlc_recordings_folder", "input-record-path=/home/user/Desktop\n", {"recording_file_path": "/home/user/Desktop"}, {}, True),
        ("check_qt_slider_colours", "qt-slider-colours=1;2;3;90;99;0\n", {"type": "blackish"}, {}, True),
        ("check_qt_slider_colours", "qt-slider-colours=1;2;3;90;100;0\n", {"type": "blackish"}, {}, False),
        ("file_contains", "one two", {"expected": ["one", "two"]}, {}, True),
        ("check_line_number", "12:00:01 AM all\nAverage: all\n12:00:02 AM all", {"expected": "2"}, {}, True),
        ("check_list", "ii openjdk-17-jre\n", {"expect": [r"openjdk-\d+-jre"], "unexpect": ["rc"]}, {}, True),
        ("check_image_file_size", "12345", {"max_size": 5}, {}, False),
        ("check_json_settings", '{"a": 1, "b": 2}', {"expected": {"a": 1}}, {}, True),
        ("check_json_keybindings", '// mine\n[{"key": "ctrl+j"}]', {"expected": {"key": "ctrl+j"}}, {}, True),
        ("compare_config", '{"a"', {"expected": '{"a": 1}'}, {"containment_ok": True}, True),
        ("check_auto_saving_time", '<i xmlns:oor="http://openoffice.org/2001/registry"><item oor:path="/org.openoffice.Office.Common/Save/Document"><prop oor:name="AutoSaveTimeIntervall"><value>3</value></prop></item></i>', {"minutes": 3}, {}, True),
    ],
)  # fmt: skip
def test_settings_are_read_from_the_files_that_programs_write(tmp_path, metric, text, rule, options, right):
    file = tmp_path / "settings"
    file.write_text(text)
    assert METRICS[metric](str(file), rule, **options) == float(right)
    assert METRICS[metric](None, rule, **options) == 0.0


@pytest.mark.parametrize(
    ("metric", "result", "rule", "right"),
    [
        ("is_expected_active_tab_approximate", "chrome://settings/x?search=1", {"type": "url", "url": "chrome://settings/x"}, True),
        ("is_expected_active_tab", {"url": "https://www.a.org/b/"}, {"type": "url", "url": "https://a.org/b"}, True),
        ("is_expected_active_tab", None, {"type": "url", "url": "https://a.org/b"}, False),
        ("is_expected_tabs", [{"url": "https://a.org"}, {"url": "https://b.org/"}], {"type": "url", "urls": ["https://b.org", "https://www.a.org"]}, True),
        ("is_expected_tabs", [{"url": "https://a.org"}], {"type": "url", "urls": ["https://a.org", "https://a.org"]}, False),
        ("is_expected_url_pattern_match", "chrome://settings/appearance", {"expected": ["^chrome://settings/appearance/?$"]}, True),
        ("is_expected_url_pattern_match", "", {"expected": [""]}, False),
        ("is_expected_bookmarks", {"bookmark_bar": {"children": [{"type": "folder", "name": "A"}]}}, {"type": "bookmark_bar_folders_names", "names": ["A"]}, True),
        ("is_expected_bookmarks", {}, {"type": "bookmark_bar_folders_names", "names": []}, False),
        ("check_font_size", {"default_font_size": 24}, {"type": "range", "min": 16, "max": 99999}, True),
        ("check_font_size", {"default_font_size": 16}, {"type": "range", "min": 16, "max": 99999}, False),
        ("check_include_exclude", "a b", {"include": ["a"], "exclude": ["c"]}, True),
        ("check_include_exclude", None, {"include": []}, False),
        ("match_in_list", "Bing", {"expected": ["Bing"]}, True),
        ("is_extension_installed", "x y", {"type": "not_contain", "expected": "z"}, True),
        ("check_gnome_favorite_apps", "['b', 'a']\n", {"expected": ["a", "b"]}, True),
        ("check_gnome_favorite_apps", "__import__('os')", {"expected": []}, False),
        ("check_left_panel", '<d><document-frame name="Slides View"/></d>', None, True),
        ("check_left_panel", "<d/>", None, False),
    ],
)  # fmt: skip
def test_metrics_compare_as_osworld_does(metric, result, rule, right):
    arguments = [result] if rule is None else [result, json.loads(json.dumps(rule))]
    assert METRICS[metric](*arguments) == float(right)
