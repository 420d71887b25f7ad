"""In: nothing. Out: the icon buttons that programs have: the meanings of their icons, what they are called, what their tooltips say."""

from __future__ import annotations

Tool = tuple[str, str, str]
"""The meaning of an icon; what the button is called; what its tooltip says. The latter two have alternatives parted by bars."""

HEADER: tuple[Tool, ...] = (
    ("arrow left", "back|go back", "Go back"),
    ("arrow right", "forward|go forward", "Go forward"),
    ("add", "new|add|create", "Make a new one"),
    ("sidebar", "sidebar|toggle sidebar", "Show or hide the side bar"),
    ("folder open", "open|open file", "Open something"),
    ("undo", "undo", "Take the last step back"),
    ("redo", "redo", "Do it again"),
    ("refresh", "refresh|reload", "Look for what is new"),
)
HEADER_END: tuple[Tool, ...] = (
    ("search", "search|find", "Search here"),
    ("star", "favourites|bookmark", "Keep this"),
    ("share", "share", "Give it to others"),
    ("grid", "grid view|view", "Change how things are shown"),
    ("list", "list view", "Change how things are shown"),
    ("bell", "notifications", "What is new"),
    ("zoom in", "zoom in|larger", "Make everything larger"),
    ("menu", "menu|main menu|primary menu", "Open the menu of the program"),
    ("more vertical", "menu|view options|more", "More"),
)
FIND: tuple[Tool, ...] = (
    ("chevron up", "previous|find previous|previous match", "Go to the match before|Find the previous one"),
    ("chevron down", "next|find next|next match", "Go to the following match|Find the next one"),
)
WAYS = (("Aa", "match case", "Tell capitals from small letters"), ("ab", "whole words", "Find whole words only"),
        (".*", "regular expression", "The search text is a regular expression"))  # fmt: skip
PLAY: tuple[Tool, ...] = (
    ("skip back", "previous|previous track", "Go to the track before|Play the previous one"),
    ("rewind", "rewind|seek backward", "Go some seconds back"),
    ("play", "play", "Play|Start playing"),
    ("pause", "pause", "Pause the playback"),
    ("stop", "stop", "Stop|Stop playing"),
    ("fast forward", "fast forward|seek forward", "Go some seconds on"),
    ("skip forward", "next|next track", "Go to the following track|Play the next one"),
)
SOUND: tuple[Tool, ...] = (
    ("volume", "volume|mute", "Turn the sound off|Sound"),
    ("shuffle", "shuffle|random", "Play in any order"),
    ("repeat", "repeat|loop", "Begin again at the end"),
    ("list", "playlist|show playlist", "Show what comes next"),
    ("fullscreen", "full screen|fullscreen", "Fill the whole screen|Enter full screen"),
    ("sliders", "equalizer|audio settings", "Adjust sound and effects"),
    ("cast", "cast|play on another device", "Show on a television"),
    ("settings", "settings|quality", "Speed and quality"),
    ("chat", "subtitles|captions", "Turn subtitles on"),
    ("camera", "snapshot|take snapshot", "Take a picture of this frame"),
    ("heart", "like", "Like this track"),
    ("repeat one", "repeat one|repeat this track", "Play this one over and over; click again for all"),
    ("subtitles", "subtitles|captions", "Show what is said (C)"),
    ("playback speed", "speed|playback speed", "Play slower or faster"),
    ("speedometer", "speed", "Play slower or faster"),
    ("picture in picture", "picture in picture|small window", "Keep the film above other windows (I)"),
    ("replay 10", "replay|back ten seconds", "See the last seconds again"),
    ("forward 10", "skip ahead|on ten seconds", "Leave out some seconds"),
    ("eject", "eject", "Take the disc out"),
    ("record", "record", "Record what is played; click again to stop"),
    ("playlist", "queue|show queue", "What is played after this"),
    ("waveform", "visualisation|waves", "Show the sound as waves"),
    ("screen share", "cast|cast to screen", "Play on another screen"),
    ("info", "media information|info", "What kind of file this is"),
)
MANAGE: tuple[Tool, ...] = (
    ("arrow left", "back|go back", "Go to the folder seen before"),
    ("arrow right", "forward|go forward", "Go forward again"),
    ("arrow up", "up|go up", "Go one folder up|Open the containing folder"),
    ("home", "home|home folder", "Go to the personal folder"),
    ("refresh", "refresh|reload", "Read the folder again"),
)
MANAGE_END: tuple[Tool, ...] = (
    ("search", "search|find", "Look for files here"),
    ("list", "list view|details", "Show as a list"),
    ("grid", "icon view|grid view", "Show as icons"),
    ("folder plus", "new folder|create folder", "Make a folder here"),
    ("sort", "sort|sort order", "Change the order"),
    ("menu", "menu|main menu", "Open the menu of the window"),
    ("eye", "hidden files|show what is hidden", "Show what is hidden"),
)
BEFORE: tuple[Tool, ...] = (
    ("arrow left", "back|go back", "Go back a page|Go to the page before"),
    ("arrow right", "forward|go forward", "Go forward a page"),
    ("refresh", "reload|refresh", "Load this page again|Reload the page"),
    ("home", "home|home page", "Open the start page"),
)
INSIDE: tuple[Tool, ...] = (
    ("star", "bookmark|bookmark page", "Keep this page|Bookmark the page"),
    ("book", "reader view|reader", "Read without distractions"),
    ("translate", "translate|translate page", "Translate the page"),
    ("qr code", "qr code", "Make a code of this address"),
    ("share", "share|share page", "Share this page"),
    ("zoom in", "zoom", "Zoom of this page"),
    ("mobile", "send to device", "Send to your phone"),
)
AFTER: tuple[Tool, ...] = (
    ("download", "downloads|show downloads", "Show what was downloaded"),
    ("puzzle", "extensions|add-ons", "Manage extensions"),
    ("sidebar", "sidebar|show sidebar", "Show the side bar"),
    ("shield", "protection|ad blocker", "Block what follows you"),
    ("bookmark", "bookmarks|reading list", "Show the bookmarks"),
    ("history", "history", "Pages seen before"),
    ("user circle", "profile|account", "You|Account|Signed in as this person"),
    ("split", "split view|two pages", "Show two pages side by side"),
    ("print", "print page", "Put this page on paper (Ctrl+P)"),
    ("battery charging", "performance", "Save power and memory"),
    ("incognito", "private window|private browsing", "Nothing of this is remembered"),
    ("edit square", "note|page notes", "Write something about this page"),
    ("sparkles", "assistant|ask about this page", "Ask what is on this page"),
)
SEARCH_TABS: Tool = ("chevron down", "search tabs|list all tabs", "Find an open tab|All tabs that are open")
MENU: tuple[Tool, ...] = (
    ("more vertical", "menu|browser menu|settings and more", "Customise and control"),
    ("menu", "menu|application menu|open menu", "Open the menu of the browser"),
    ("more", "menu|more tools", "More"),
)
TOOLS: tuple[Tool, ...] = (
    ("cursor", "select|select objects|pointer", "Choose and change objects"),
    ("move", "move|move tool", "Move a layer or a selection"),
    ("crop", "crop|crop tool", "Cut off the margins of the picture"),
    ("square", "rectangle|rectangle select", "Mark a region with four corners"),
    ("circle", "ellipse|ellipse select", "Draw a round shape"),
    ("hexagon", "polygon", "Draw a shape with many corners"),
    ("star", "star|star shape", "Draw stars"),
    ("slash", "line|line tool", "Draw a straight line"),
    ("pen", "pencil|pencil tool", "Draw with hard edges"),
    ("brush", "brush|paintbrush", "Paint with soft strokes"),
    ("feather", "ink|calligraphy", "Draw with a pen that follows the hand"),
    ("eraser", "eraser", "Rub out to the ground"),
    ("droplet", "fill|bucket fill|blur", "Fill a region with colour"),
    ("text", "text|text tool", "Write on the picture"),
    ("zoom in", "zoom|zoom tool", "Look closer or from further away"),
    ("ruler", "measure", "Measure lengths and angles"),
    ("cut", "scissors|intelligent scissors", "Cut a shape out along its edge"),
    ("refresh", "rotate|rotate tool", "Turn the layer"),
    ("flip horizontal", "flip|mirror", "Turn left to right"),
    ("scale", "scale", "Make the layer larger or smaller"),
    ("magnet", "snap|snap to grid", "Let things cling to the grid"),
    ("palette", "colours|gradient", "Fill with colours that run into each other"),
    ("eye", "show|preview", "Show how it will look"),
    ("sun", "brightness|dodge", "Make parts lighter"),
    ("contrast", "contrast", "Strengthen light and dark"),
    ("grid", "grid", "Show lines at equal distances"),
    ("image", "insert image|place image", "Put a picture in"),
    ("table", "table|insert table", "Put a table in"),
    ("link", "link|insert link", "Put a link in"),
    ("layers", "layers", "Order what lies above each other"),
    ("cube", "3d view|extrude", "Give it depth"),
    ("lock", "lock|lock position", "Keep it where it is"),
    ("target", "align to centre", "Put it in the middle"),
    ("align left", "align left", "Put left edges in a line"),
    ("undo", "undo", "Take the last step back"),
    ("redo", "redo", "Do it again"),
)
OPTIONS: tuple[Tool, ...] = (
    ("columns", "width", "Width of the thing that is marked"),
    ("sort", "height", "Height of the thing that is marked"),
    ("refresh", "angle|rotation", "How far it is turned"),
    ("droplet", "opacity", "How much shines through"),
    ("text", "font size|text size", "Height of the letters"),
    ("sun", "brightness", "How light it is"),
    ("contrast", "contrast", ""),
    ("brush", "brush size|size", "Width of the strokes"),
    ("zoom in", "zoom", "How close it is seen"),
    ("border all", "border|border width", "Thickness of the edge"),
    ("palette", "colour|fill", "Colour of the inside"),
    ("grid", "grid size|spacing", "Distance of the lines"),
    ("ruler", "length|unit", "Unit of lengths"),
)
LETTERED = (
    ("X", "x position"),
    ("Y", "y position"),
    ("W", "width"),
    ("H", "height"),
    ("R", "radius"),
    ("Z", "z position"),
    ("A", "angle"),
)
UNDER: tuple[Tool, ...] = (
    ("file plus", "new|new layer", "Make a layer above this one"),
    ("folder plus", "new group|new layer group", "Make a group"),
    ("chevron up", "raise|raise layer", "Move this layer up"),
    ("chevron down", "lower|lower layer", "Move this layer down"),
    ("copy", "duplicate|duplicate layer", "Make a second one of it"),
    ("anchor", "anchor|merge down", "Join it with the one below"),
    ("circle", "mask|add mask", "Hide parts of it"),
    ("link", "link|link layers", "Tie layers together"),
    ("delete", "delete|delete layer", "Throw this layer away"),
)
