"""In: a count and a seed. Out: Sheets of windows that GTK 3 and Qt 5 drew themselves, with boxes from their widgets."""

from ppagent.train.toolkits.produce import sheets
from ppagent.train.toolkits.worker import missing

__all__ = ["missing", "sheets"]
