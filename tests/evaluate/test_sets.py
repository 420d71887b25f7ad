"""Grounding sets: each read by its own convention, and nothing bad read at all."""

import zipfile

import pytest

from ppagent.errors import InputError
from ppagent.evaluate.sample import BoxTarget, PolygonTarget, RefusalTarget
from ppagent.evaluate.sets import Choice, load_set


def load(path, skip_bad=False, **choice):
    return load_set(path, Choice(**choice), skip_bad=skip_bad)


@pytest.mark.parametrize("name", ["screenspot", "screenspot-v2"])
def test_screenspot_boxes_are_x_y_width_height(sets, name):
    found = load(sets[name]())
    assert (found.name, len(found.samples), found.problems) == (name, 12, ())
    second = next(one for one in found.samples if one.picture.name == "web_1.png")
    assert second.target == BoxTarget(left=50, top=10, right=90, bottom=30)
    assert second.size_px == (320, 192)
    assert second.facets == {"platform": ("web",), "type": ("text",), "source": ("shop",)}
    assert second.cluster == "web_1.png"
    assert len({one.id for one in found.samples}) == 12


def test_screenspot_pro_boxes_are_corners_and_it_has_languages_styles_and_negatives(sets):
    folder = sets["screenspot-pro"]()
    found = load(folder)
    assert (found.name, len(found.samples), found.refusals) == ("screenspot-pro", 6, False)
    one = found.samples[2]
    assert one.id == "blender_windows_2"
    assert one.target == BoxTarget(left=100, top=50, right=142, bottom=80)
    assert one.cluster == "blender"
    assert one.facets == {
        "group": ("CAD",), "application": ("blender",), "platform": ("windows",), "type": ("icon",), "language": ("en",),
    }  # fmt: skip
    assert load(folder, language="cn").samples[2].instruction == "保存 2"
    negative = load(folder, negative=True)
    assert negative.refusals
    assert {type(one.target) for one in negative.samples} == {RefusalTarget}
    styled = load(folder, style="action").samples[0]
    assert styled.facets["style"] == ("action",)
    assert styled.instruction == "save 0", "as its own scorer asks"
    for wrong in ({"style": "action"}, {"negative": True}):
        with pytest.raises(InputError, match="Chinese only"):
            load(folder, language="cn", **wrong)


def test_osworld_g_has_boxes_polygons_and_refusals(sets):
    folder = sets["osworld-g"]()
    box, polygon, refusal = load(folder).samples
    assert box.target == BoxTarget(left=200, top=100, right=250, bottom=120)
    assert isinstance(polygon.target, PolygonTarget)
    assert polygon.target.area == 100 * 100 - 80 * 60
    assert polygon.target.holds(20, 50)
    assert not polygon.target.holds(60, 60), "the inside of the C is not the C"
    assert polygon.target.holds(*polygon.target.inside())
    assert refusal.target == RefusalTarget()
    assert box.facets == {"target": ("bbox",), "capability": ("Button",)}
    refined = folder / "OSWorld-G_refined.json"
    (folder / "OSWorld-G.json").rename(refined)
    assert load(refined).name == "osworld-g"


def test_a_limit_draws_by_the_seed_and_a_smaller_one_draws_a_part(sets):
    folder = sets["folder"](count=30)
    all_of_them = [one.id for one in load(folder).samples]
    ten, four = ([one.id for one in load(folder, limit=n, seed=3).samples] for n in (10, 4))
    assert set(four) < set(ten) < set(all_of_them)
    assert ten == sorted(ten, key=all_of_them.index)
    assert [one.id for one in load(folder, limit=10, seed=4).samples] != ten


def test_the_sum_covers_annotations_and_pictures(sets, change):
    folder = sets["folder"]()
    before = load(folder).sha256
    assert load(folder).sha256 == before
    other = (folder / "1.png").read_bytes()
    kept = (folder / "0.png").read_bytes()
    (folder / "0.png").write_bytes(other)
    assert load(folder).sha256 != before
    (folder / "0.png").write_bytes(kept)
    change(folder / "annotations.json", lambda rows: rows[0].update(instruction="another"))
    assert load(folder).sha256 != before


BAD = [
    (lambda rows: rows[1].update(img_filename="gone.png"), "t1: the picture gone.png is missing"),
    (
        lambda rows: rows[1].update(bbox=[300, 20, 60, 40]),
        r"t1: the box \(300, 20\) to \(360, 60\) is outside",
    ),
    (
        lambda rows: rows[1].update(bbox=[-9, 20, 60, 40]),
        "t1: the box .* is outside the picture of 320x192 px",
    ),
    (lambda rows: rows[1].update(bbox=[9, 20, 0, 40]), "t1: the box .* is empty"),
    (lambda rows: rows[1].update(bbox=[9, 20, 40]), "t1: bbox"),
    (lambda rows: rows[1].update(bbox=[9, 20, 40, float("nan")]), "t1: bbox"),
    (lambda rows: rows[1].update(id="t0"), "t0: the id is there twice, again in annotations.json"),
    (lambda rows: rows[1].update(colour="red"), "t1: colour: Extra inputs are not permitted"),
    (lambda rows: rows[1].update(img_size=[100, 100]), "t1: .* is 320x192 px and is stated to be 100x100"),
    (lambda rows: rows[1].update(instruction=" "), "t1: the instruction is empty"),
    (lambda rows: rows[1].pop("instruction"), "t1: instruction: Field required"),
    (lambda rows: rows.__setitem__(1, "text"), "annotations:1: "),
]


@pytest.mark.parametrize(("how", "said"), BAD)
def test_bad_samples_are_named_and_left_out_only_when_asked(sets, change, how, said):
    folder = sets["folder"]()
    change(folder / "annotations.json", how)
    with pytest.raises(InputError, match=f"sample {said}") as error:
        load(folder)
    assert "--skip-bad" in error.value.hint
    rest = load(folder, skip_bad=True)
    assert len(rest.samples) == 5
    assert len(rest.problems) == 1
    assert rest.problems[0].sample in said


def test_a_picture_that_is_cut_short_is_bad(sets):
    folder = sets["folder"]()
    data = (folder / "2.png").read_bytes()
    (folder / "2.png").write_bytes(data[: len(data) // 2])
    with pytest.raises(InputError, match=r"sample t4: the picture 2.png cannot be read.*1 more"):
        load(folder)
    assert len(load(folder, skip_bad=True).samples) == 4


def test_a_box_rounded_outwards_is_not_bad(sets, change):
    folder = sets["folder"]()
    change(folder / "annotations.json", lambda rows: rows[1].update(bbox=[-0.6, 20, 320.9, 40]))
    assert len(load(folder).samples) == 6


def test_what_is_no_set_is_said_plainly(sets, tmp_path):
    archive = tmp_path / "screenspot.zip"
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("a.txt", "a")
    with pytest.raises(InputError, match="is a zip archive") as error:
        load(archive)
    assert "unpack" in error.value.hint
    with pytest.raises(InputError, match="holds no grounding set") as error:
        load(tmp_path)
    assert "unpack screenspot.zip" in error.value.hint
    with pytest.raises(InputError, match="does not exist") as error:
        load(tmp_path / "nowhere")
    assert "tasks: xfce, miniwob" in error.value.hint
    with pytest.raises(InputError, match="holds no screenspot-pro"):
        load(sets["folder"](), name="screenspot-pro")
    with pytest.raises(InputError, match="no languages"):
        load(sets["folder"](), language="cn")
    broken = tmp_path / "annotations.json"
    broken.write_text("[\n{,}]")
    with pytest.raises(InputError, match=r"annotations.json:2: not JSON"):
        load(tmp_path)
    broken.write_text("{}")
    with pytest.raises(InputError, match="not a list"):
        load(broken)
    broken.write_text("[]")
    with pytest.raises(InputError, match="no sample"):
        load(broken)
