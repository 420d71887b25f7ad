"""A real private desktop, once per session; starting one costs about two seconds."""

import shutil

import pytest

from ppagent.desktop.card import env_folder, find_env
from ppagent.desktop.packages import missing_needs
from ppagent.desktop.xvfb import XvfbDesktop


@pytest.fixture(scope="session")
def xfce():
    if missing_needs(find_env("xfce")):
        pytest.skip("needs the XFCE environment: tools/setup-system.sh")
    return find_env("xfce")


@pytest.fixture(scope="session")
def desktop(xfce):
    with XvfbDesktop(xfce, env_folder("xfce"), size=(1280, 800), seed=1) as started:
        yield started


@pytest.fixture
def bare(tmp_path):
    """An X server with nothing on it, in a folder of the user's own: starts in a tenth of a second."""
    if not shutil.which("Xvfb"):
        pytest.skip("needs Xvfb")
    (tmp_path / "env.toml").write_text(
        'name = "bare"\ndescription = "nothing"\nkind = "xvfb"\nsize = [640, 480]\n'
    )
    return tmp_path
