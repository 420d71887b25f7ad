"""In: names of the freedesktop icon naming specification. Out: what a person would call the picture."""

from __future__ import annotations

# name of the icon: plain words, only where taking the family name away does not give them.
_SAID = {
    "list-add": "Add", "list-remove": "Remove", "go-home": "Home", "go-previous": "Back", "go-next": "Forward",
    "go-up": "Up", "go-down": "Down", "go-first": "First", "go-last": "Last", "go-top": "Top", "go-bottom": "Bottom",
    "go-jump": "Go To", "view-refresh": "Refresh", "process-stop": "Stop", "system-run": "Run",
    "system-search": "Search", "edit-find": "Find", "edit-find-replace": "Replace", "edit-select-all": "Select All",
    "document-properties": "Properties", "document-page-setup": "Page Setup", "document-print-preview": "Print Preview",
    "document-open-recent": "Recent Files", "document-save-as": "Save As", "document-revert": "Revert",
    "document-send": "Send", "format-text-bold": "Bold", "format-text-italic": "Italic",
    "format-text-underline": "Underline", "format-text-strikethrough": "Strikethrough",
    "format-justify-left": "Align Left", "format-justify-right": "Align Right", "format-justify-center": "Center",
    "format-justify-fill": "Justify", "format-indent-more": "Increase Indent", "format-indent-less": "Decrease Indent",
    "media-playback-start": "Play", "media-playback-pause": "Pause", "media-playback-stop": "Stop",
    "media-record": "Record", "media-skip-forward": "Next", "media-skip-backward": "Previous",
    "media-seek-forward": "Fast Forward", "media-seek-backward": "Rewind", "media-eject": "Eject",
    "media-playlist-shuffle": "Shuffle", "media-playlist-repeat": "Repeat", "zoom-fit-best": "Best Fit",
    "zoom-original": "Normal Size", "zoom-in": "Zoom In", "zoom-out": "Zoom Out", "window-close": "Close",
    "window-new": "New Window", "tab-new": "New Tab", "folder-new": "New Folder", "bookmark-new": "Add Bookmark",
    "contact-new": "New Contact", "appointment-new": "New Appointment", "mail-message-new": "New Message",
    "mail-reply-sender": "Reply", "mail-reply-all": "Reply All", "mail-forward": "Forward", "mail-attachment": "Attach",
    "mail-send": "Send", "mail-mark-important": "Mark as Important", "mail-mark-junk": "Mark as Junk",
    "address-book-new": "Address Book", "help-browser": "Help", "help-contents": "Contents", "help-about": "About",
    "help-faq": "Questions", "user-trash": "Trash", "user-home": "Home Folder", "user-desktop": "Desktop",
    "folder-documents": "Documents", "folder-download": "Downloads", "folder-music": "Music",
    "folder-pictures": "Pictures", "folder-videos": "Videos", "folder-open": "Open Folder",
    "folder-remote": "Remote Folder", "network-workgroup": "Network", "network-server": "Server",
    "network-wired": "Wired Network", "network-wireless": "Wireless Network", "drive-harddisk": "Hard Disk",
    "drive-optical": "Optical Drive", "drive-removable-media": "Removable Drive", "media-floppy": "Floppy Disk",
    "media-flash": "Memory Card", "audio-volume-high": "Volume", "audio-volume-muted": "Muted",
    "audio-input-microphone": "Microphone", "audio-card": "Sound Card", "audio-headphones": "Headphones",
    "camera-photo": "Camera", "camera-web": "Webcam", "video-display": "Display", "input-mouse": "Mouse",
    "input-keyboard": "Keyboard", "input-gaming": "Game Controller", "battery": "Battery", "computer": "Computer",
    "printer": "Printer", "scanner": "Scanner", "phone": "Phone", "weather-clear": "Sun", "weather-clear-night": "Moon",
    "weather-showers": "Rain", "weather-snow": "Snow", "weather-storm": "Storm", "weather-overcast": "Clouds",
    "emblem-favorite": "Favorite", "emblem-important": "Important", "emblem-photos": "Photos",
    "emblem-system": "System", "emblem-default": "Default", "emblem-readonly": "Read Only", "emblem-shared": "Shared",
    "dialog-information": "Information", "dialog-warning": "Warning", "dialog-error": "Error",
    "dialog-question": "Question", "dialog-password": "Password", "system-log-out": "Log Out",
    "system-lock-screen": "Lock Screen", "system-shutdown": "Shut Down", "system-reboot": "Restart",
    "system-users": "Users", "system-file-manager": "File Manager", "system-help": "Help",
    "system-software-update": "Software Update", "preferences-system": "Settings",
    "preferences-desktop-wallpaper": "Wallpaper", "preferences-desktop-font": "Fonts",
    "preferences-desktop-locale": "Language", "preferences-desktop-theme": "Theme",
    "preferences-desktop-keyboard": "Keyboard Settings", "preferences-desktop-screensaver": "Screensaver",
    "preferences-system-network": "Network Settings", "preferences-system-windows": "Windows",
    "preferences-desktop-accessibility": "Accessibility", "utilities-terminal": "Terminal",
    "utilities-system-monitor": "System Monitor", "accessories-calculator": "Calculator",
    "accessories-text-editor": "Text Editor", "accessories-dictionary": "Dictionary", "web-browser": "Web Browser",
    "internet-mail": "Mail", "x-office-calendar": "Calendar", "x-office-address-book": "Contacts",
    "x-office-document": "Document", "x-office-spreadsheet": "Spreadsheet", "x-office-presentation": "Presentation",
    "text-x-generic": "Text File", "image-x-generic": "Image", "audio-x-generic": "Audio", "video-x-generic": "Video",
    "package-x-generic": "Package", "text-html": "Web Page", "changes-allow": "Unlock", "changes-prevent": "Lock",
    "starred": "Starred", "avatar-default": "User", "alarm": "Alarm", "open-menu": "Menu", "view-more": "More",
    "view-grid": "Icon View", "view-list": "List View", "insert-image": "Insert Image", "insert-link": "Insert Link",
    "insert-object": "Insert Object", "insert-text": "Insert Text", "tools-check-spelling": "Check Spelling",
    "application-exit": "Quit", "find-location": "Find Location", "mark-location": "Mark Location",
    "software-update-available": "Updates", "image-missing": "Missing Image", "accessories-character-map": "Characters",
    "applications-games": "Games", "applications-graphics": "Graphics", "applications-internet": "Internet",
    "applications-multimedia": "Multimedia", "applications-office": "Office", "applications-development": "Development",
    "applications-science": "Science", "applications-utilities": "Utilities", "applications-system": "System Tools",
}  # fmt: skip
_FAMILIES = ("document", "edit", "go", "format", "view", "object", "tools")
_SHORT = [
    "document-new",
    "document-open",
    "document-save",
    "document-print",
    "document-export",
    "document-import",
    "document-edit",
    "edit-undo",
    "edit-redo",
    "edit-cut",
    "edit-copy",
    "edit-paste",
    "edit-delete",
    "edit-clear",
    "view-fullscreen",
    "view-restore",
    "view-sort-ascending",
    "view-sort-descending",
    "object-flip-horizontal",
    "object-flip-vertical",
    "object-rotate-left",
    "object-rotate-right",
]

ICONS = {**dict.fromkeys(_SHORT, ""), **_SAID}


def plain(icon: str) -> str:
    """What a person calls an icon: ``document-save-as`` is "Save As"; ``-symbolic`` says nothing."""
    icon = icon.removesuffix("-symbolic")
    if _SAID.get(icon):
        return _SAID[icon]
    family, _, rest = icon.partition("-")
    words = rest if rest and family in _FAMILIES else icon
    return words.replace("-", " ").title()


ACTIONS = [
    name
    for name in ICONS
    if name.split("-")[0]
    in [
        "document",
        "edit",
        "go",
        "format",
        "view",
        "object",
        "list",
        "zoom",
        "media",
        "mail",
        "window",
        "tab",
        "process",
        "system",
        "help",
        "insert",
        "tools",
        "folder",
        "bookmark",
        "contact",
        "appointment",
        "address",
        "application",
    ]
    and name not in ("media-floppy", "media-flash", "folder-remote", "system-users")
]
"""What tool bars show."""
PLACES = [name for name in ICONS if name not in ACTIONS]
"""What side bars and lists show."""
FILES = [name for name in ICONS if "x-generic" in name or name.startswith("x-office") or name == "text-html"]
"""What files look like; ``folder`` is one more."""
