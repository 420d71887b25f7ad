"""Tiny grounding sets, written as the real ones are published."""

import json
import sys

import cv2
import numpy as np
import pytest

from ppagent import cli
from ppagent.files import png


def screen(number, size=(320, 192)):
    """A flat screen with a few buttons of noise: some blocks repeat, some do not."""
    rng = np.random.default_rng(number)
    pixels = np.full((size[1], size[0], 3), 200 + number % 40, np.uint8)
    for _ in range(4):
        x, y = int(rng.integers(0, size[0] - 40)), int(rng.integers(0, size[1] - 30))
        pixels[y : y + 20, x : x + 36] = rng.integers(0, 255, (20, 36, 3))
    return pixels


def write_json(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def write_picture(path, number=0, size=(320, 192)):
    path.parent.mkdir(parents=True, exist_ok=True)
    data = png(screen(number, size)) if path.suffix == ".png" else None
    if data is None:
        data = cv2.imencode(path.suffix, screen(number, size))[1].tobytes()
    path.write_bytes(data)


@pytest.fixture
def sets(tmp_path):
    """Writes one set of each kind below a folder; gives the folders by name."""

    def spot(folder, suffix, pictures):
        for kind, sources in (("mobile", ["ios"]), ("desktop", ["windows", "macos"]), ("web", ["shop"])):
            rows = []
            for index in range(4):
                write_picture(folder / pictures / f"{kind}_{index}.png", index)
                rows.append({
                    "img_filename": f"{kind}_{index}.png", "bbox": [20 + 30 * index, 10, 40, 20],
                    "instruction": f"open {index}", "data_type": "text" if index % 2 else "icon",
                    "data_source": sources[index % len(sources)],
                })  # fmt: skip
            write_json(folder / f"screenspot_{kind}{suffix}.json", rows)
        return folder

    def pro(folder):
        for app, group in (("word_macos", "Office"), ("blender_windows", "CAD")):
            rows = []
            for index in range(3):
                name = f"{app}/shot_{index}.png"
                write_picture(folder / "images" / name, index, (640, 384))
                rows.append({
                    "id": f"{app}_{index}", "img_filename": name, "bbox": [100, 50, 140 + index, 80],
                    "img_size": [640, 384], "instruction": f"save {index}", "instruction_cn": f"保存 {index}",
                    "platform": app.split("_")[1], "application": app.split("_")[0], "group": group,
                    "ui_type": "icon" if index else "text",
                })  # fmt: skip
            write_json(folder / "annotations" / f"{app}.json", rows)
        return folder

    def world(folder):
        write_picture(folder / "images" / "a.png")
        common = {"image_path": "a.png", "image_size": [320, 192], "GUI_types": ["Button"]}
        # The corners' mean of this "C" is outside of it.
        ring = [10, 10, 110, 10, 110, 30, 30, 30, 30, 90, 110, 90, 110, 110, 10, 110]
        write_json(folder / "OSWorld-G.json", [
            {"id": "b", "instruction": "the button", "box_type": "bbox", "box_coordinates": [200, 100, 50, 20], **common},
            {"id": "p", "instruction": "the C", "box_type": "polygon", "box_coordinates": ring, **common},
            {"id": "r", "instruction": "the unicorn", "box_type": "refusal", "box_coordinates": [-1, -1, -1, -1], **common},
        ])  # fmt: skip
        return folder

    def own(folder, count=6, per_picture=2):
        rows = []
        for index in range(count):
            name = f"{index // per_picture}.png"
            write_picture(folder / name, index // per_picture)
            rows.append({
                "id": f"t{index}", "img_filename": name, "bbox": [10 + index % 7, 20, 60 + index % 5, 40],
                "instruction": f"thing {index}", "data_type": "icon" if index % 3 else "text",
            })  # fmt: skip
        write_json(folder / "annotations.json", rows)
        return folder

    return {
        "screenspot": lambda: spot(tmp_path / "spot", "", "screenspot_imgs"),
        "screenspot-v2": lambda: spot(tmp_path / "spot2", "_v2", "screenspotv2_image"),
        "screenspot-pro": lambda: pro(tmp_path / "pro"),
        "osworld-g": lambda: world(tmp_path / "world"),
        "folder": lambda **options: own(tmp_path / "own", **options),
    }


@pytest.fixture
def change():
    """Changes the annotations of a file in place."""

    def edit(file, how):
        rows = json.loads(file.read_text(encoding="utf-8"))
        how(rows)
        write_json(file, rows)

    return edit


@pytest.fixture
def ppagent(monkeypatch, capsys):
    """Runs a command in this process; gives its exit code, stdout and stderr."""

    def call(*arguments):
        monkeypatch.setattr(sys, "argv", ["ppagent", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        printed = capsys.readouterr()
        return ended.value.code or 0, printed.out, printed.err

    return call
