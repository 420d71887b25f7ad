"""In: dark or light, an accent, a number. Out: a style sheet for Qt, one of several looks."""

from __future__ import annotations

_FLAT = """
QWidget {{ background: {window}; color: {ink}; }}
QPushButton, QComboBox, QLineEdit, QSpinBox, QToolButton {{ background: {button}; border: 1px solid {line}; border-radius: {round}px; padding: 4px 8px; }}
QPushButton:checked, QToolButton:checked {{ background: {accent}; color: white; }}
QToolButton {{ padding: 3px; }}
QPushButton:disabled, QCheckBox:disabled, QComboBox:disabled, QLineEdit:disabled {{ color: gray; }}
QLineEdit, QSpinBox, QPlainTextEdit, QListView, QTreeView, QTableView {{ background: {base}; border: 1px solid {line}; }}
QLineEdit:focus, QPlainTextEdit:focus {{ border: 2px solid {accent}; }}
QListView::item:selected, QTreeView::item:selected, QTableView::item:selected {{ background: {accent}; color: white; }}
QListView::item {{ padding: {round}px; }}
QHeaderView::section {{ background: {button}; border: none; border-right: 1px solid {line}; padding: 4px; }}
QTabBar::tab {{ padding: 6px 14px; background: {window}; border: none; border-bottom: 2px solid {line}; }}
QTabBar::tab:selected {{ color: {accent}; border-bottom: 2px solid {accent}; }}
QMenu {{ border: 1px solid {line}; padding: 4px; }}
QMenu::item {{ padding: 5px 24px; }}
QMenu::item:selected, QMenuBar::item:selected {{ background: {accent}; color: white; }}
QMenuBar::item {{ padding: 5px 9px; background: transparent; }}
QToolBar {{ border: none; border-bottom: 1px solid {line}; spacing: 3px; padding: 3px; }}
QToolBar QToolButton {{ border: none; background: transparent; }}
QProgressBar {{ border: none; background: {line}; height: 6px; text-align: center; }}
QProgressBar::chunk {{ background: {accent}; }}
"""
_FILLED = """
QPushButton {{ background: {accent}; color: white; border: none; border-radius: {round}px; padding: 6px 16px; }}
QPushButton:disabled {{ background: gray; }}
"""
_LIGHT = {"window": "#f6f7f9", "ink": "#22262b", "button": "#ffffff", "line": "#ccd2d9", "base": "#ffffff"}
_DARK = {"window": "#23272e", "ink": "#dfe3e8", "button": "#2f353e", "line": "#454d59", "base": "#1b1e24"}


def sheet(dark: bool, accent: str, number: int) -> str:
    """A style sheet; the number chooses how round the corners are and whether buttons are filled."""
    text = _FLAT + (_FILLED if number % 2 else "")
    return text.format(**(_DARK if dark else _LIGHT), accent=accent, round=(0, 3, 6, 10)[number % 4])
