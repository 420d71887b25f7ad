"""Tasks done on drawn screens: episodes as fast as they are learnt from."""

from ppagent.train.play.player import Player

__all__ = ["Player"]
