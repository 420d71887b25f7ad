"""In: a seeded generator. Out: words as windows print them; those held out of training are told by a checksum."""

from __future__ import annotations

import random
import zlib

# What menus, buttons and settings say; two words or more are told apart by commas.
_PHRASES = """
New,Open,Save,Save As,Close,Quit,Print,Print Preview,Page Setup,Properties,Export,Import,Send,Share,Reload,Revert,Undo,
Redo,Cut,Copy,Paste,Delete,Select All,Find,Find Next,Find Previous,Replace,Go to Line,Preferences,Settings,Options,
Zoom In,Zoom Out,Normal Size,Best Fit,Fullscreen,Show Sidebar,Show Toolbar,Status Bar,Line Numbers,Word Wrap,Sort By,
Ascending,Descending,Group By,Refresh,Stop,Back,Forward,Home,Up,Bookmarks,Add Bookmark,History,Downloads,Help,Contents,
About,Report a Bug,Check for Updates,Keyboard Shortcuts,Welcome,Recent Files,Clear List,Duplicate,Rename,Move To,Copy To,
Create Folder,Create Document,Open With,Open Terminal,Compress,Extract,Empty Trash,Restore,Mount,Eject,Connect,Disconnect,
Sign In,Sign Out,Log Out,Lock Screen,Shut Down,Restart,Suspend,Hibernate,Switch User,Apply,Cancel,OK,Yes,No,Reset,Defaults,
Browse,Choose,Next,Previous,Finish,Skip,Retry,Ignore,Abort,Continue,Install,Uninstall,Remove,Add,Edit,Update,Upgrade,
Download,Upload,Start,Pause,Resume,Record,Play,Mute,Volume,Brightness,Contrast,Saturation,Sharpness,Opacity,Size,Width,
Height,Rotation,Scale,Spacing,Margin,Padding,Border,Shadow,Color,Background,Foreground,Font,Font Size,Bold,Italic,
Underline,Strikethrough,Align Left,Align Right,Center,Justify,Increase Indent,Decrease Indent,Numbering,Bullets,Insert,
Insert Image,Insert Table,Insert Link,Symbol,Date and Time,Spelling,Thesaurus,Language,Translate,Word Count,Comment,
Track Changes,Accept,Reject,Compare,Merge,Split,Rows,Columns,Sheet,Cell,Formula,Chart,Filter,Freeze,Format,Style,
Theme,Appearance,Desktop,Wallpaper,Screensaver,Display,Resolution,Refresh Rate,Orientation,Multiple Displays,Night Light,
Mouse,Touchpad,Keyboard,Layout,Repeat Delay,Repeat Speed,Pointer Speed,Acceleration,Double Click,Scroll Direction,Network,
Wireless,Wired,Bluetooth,Proxy,Firewall,Hotspot,Airplane Mode,Address,Gateway,Subnet,Server,Port,Host,User Name,Password,
Full Name,First Name,Last Name,Email,Phone,Company,Street,City,Postcode,Country,Website,Notes,Description,Title,Subject,
Message,Tags,Category,Priority,Status,Owner,Group,Permissions,Read,Write,Execute,Created,Modified,Accessed,Type,Location,
Name,Path,File Name,Folder,Documents,Music,Pictures,Videos,Templates,Public,Trash,Computer,File System,Devices,Places,
Accounts,Users,Privacy,Security,Notifications,Sound,Input,Output,Microphone,Speakers,Headphones,Camera,Printers,Scanner,
Power,Battery,Sleep,Region,Formats,Units,Currency,Time Zone,Calendar,Clock,Alarm,Timer,Stopwatch,Events,Tasks,Reminders,
Contacts,Messages,Mail,Inbox,Sent,Drafts,Spam,Archive,Reply,Reply All,Mark as Read,Attach,Signature,Account,Profile,
General,Advanced,Behavior,Interface,Editor,View,Tools,Window,File,Plugins,Extensions,Modules,Sources,Packages,Services,
Processes,Resources,Memory,Processor,Disk,Threads,Speed,Temperature,Log,Console,Debug,Build,Run,Test,Project,Workspace,
Search,Navigate,Code,Refactor,Version Control,Commit,Push,Pull,Branch,Fetch,Stash,Clone,Remote,Repository,Diff,Blame,
Layers,Channels,Paths,Brush,Eraser,Pencil,Fill,Gradient,Crop,Resize,Rotate Left,Rotate Right,Flip Horizontal,
Flip Vertical,Blur,Invert,Selection,Deselect,Grid,Guides,Rulers,Snap,Canvas,Quality,Compression,Preset,Playlist,Album,
Artist,Genre,Year,Track,Shuffle,Repeat,Equalizer,Subtitles,Audio,Video,Codec,Bitrate,Sample Rate,Frame Rate,Stream,
Station,Library,Favorites,Collections,Show Hidden Files,Side Pane,Icon View,List View,Compact View,Tree View,Details,
Thumbnails,Hide,Show,Minimize,Maximize,Always on Top,Tile,Cascade,Center Window,Auto Save,Backup,Sync,Encryption,
Certificates,Keys,Cookies,Cache,Clear Data,Permissions,Block Popups,Default Browser,Startup,Session,Autostart,
Remember Password,Show Password,Enable Logging,Ask Before Closing,Confirm Delete,Use System Theme,Dark Mode,High Contrast,
Large Text,Animations,Transparency,Tooltips,Show Icons,Small Icons,Large Icons,Text Only,Text Below Icons,Custom,Automatic,
Manual,None,All,Default,Other,Local,Global,Private,Enabled,Disabled,Low,Medium,High,Daily,Weekly,Monthly,Never,Always,
Left,Right,Top,Bottom,First,Last,Small,Large,Quick,Full,Empty,Loading,Ready,Connected,Offline,Done,Failed,Warning,Error,
Information,Question,Unsaved Changes,Learn More,Show Details,More Options,Try Again,Keep,Discard,Overwrite,Merge Folders
"""
# Words for contents: file names, rows, sentences.
_PLAIN = """
river mountain garden window market engine planet bridge copper silver forest harbor island kitchen ladder lemon magnet
mirror needle ocean orange paper pepper pillow pocket rabbit ribbon saddle salmon shadow signal spider spring square
station stone summer sunset table temple thunder ticket tiger timber tomato tower travel tunnel turtle valley velvet
village violet walnut water whale wheat winter wolf yellow zebra apple banana barrel basket beacon berry bottle branch
breeze bronze bucket butter button cabin cactus camel candle canyon carpet castle cedar cherry chimney circle clover
cobalt coffee comet coral cotton cradle cricket crystal daisy delta desert diamond dolphin donkey dragon eagle echo ember
emerald falcon feather fern flame flute fossil fountain fox galaxy ginger glacier globe granite grape gravel hammer hazel
helmet heron honey horizon hotel indigo iron ivory jacket jasmine jungle kettle lagoon lantern laurel lava leaf lily lotus
maple marble meadow melon meteor mint monsoon mosaic moss nectar nickel north nutmeg oak oasis olive onyx opal orbit
orchid otter owl oyster palace panda pearl pebble pelican pine pioneer plum polar pond poppy prairie quartz quill rain
raven reef robin rocket rose ruby rust sage sail sand sapphire satin scarlet seed shell shore sky slate snow sparrow
spruce star steel storm stream sugar swan thistle tide topaz torch trail tulip twilight vapor vine wave willow wind wood
report budget invoice summary draft letter meeting agenda minutes survey results sample module chapter figure appendix
review proposal contract receipt order delivery customer product supplier warehouse account balance payment salary tax
schedule deadline milestone backlog sprint release manual guide tutorial recipe journal diary photo holiday birthday
concert lecture thesis homework exercise lesson quiz grade course library archive backup config script notes todo ideas
anna bruno clara david elena felix greta henry irene jonas karin lucas maria nils olga paul rosa simon tara victor wanda
berlin cairo delhi geneva havana jakarta kyoto lagos lima london madrid milan nairobi oslo paris prague quito rome seoul
sofia sydney tokyo tunis vienna warsaw zurich alpha beta gamma sigma omega lambda theta north south east west upper lower
the a of to and in is for on with as by at from this that be are it not can will when use one more all each new same
"""
_ENDINGS = [
    "txt",
    "pdf",
    "odt",
    "ods",
    "png",
    "jpg",
    "svg",
    "mp3",
    "ogg",
    "mp4",
    "mkv",
    "zip",
    "py",
    "c",
    "h",
    "html",
    "css",
    "json",
    "xml",
    "csv",
    "md",
    "log",
    "conf",
    "iso",
    "deb",
]


def held(word: str) -> bool:
    """Whether this word is kept out of training: one in ten are, the same everywhere."""
    return zlib.crc32(word.lower().encode()) % 10 == 0


def any_held(text: str) -> bool:
    """Whether a word of the text is held out."""
    return any(held(word) for word in split(text))


def split(text: str) -> list[str]:
    """The words of letters in a text, in lower case."""
    return "".join(c.lower() if c.isalpha() else " " for c in text).split()


class Words:
    """Words of one side of the division: training's, or the held-out ones.

    Args:
        rng: where every choice comes from.
        held_out: True: each phrase has a held-out word; False: none has.
    """

    def __init__(self, rng: random.Random, *, held_out: bool) -> None:
        self.rng = rng
        self.held_out = held_out
        phrases = sorted({each.strip() for each in _PHRASES.replace("\n", ",").split(",") if each.strip()})
        self.phrases = [each for each in phrases if any_held(each) == held_out]
        plain = sorted(set(_PLAIN.split()) | {word for each in phrases for word in split(each)})
        self.plain = [each for each in plain if held(each) == held_out]

    def allowed(self, text: str) -> bool:
        """Whether this text may be printed on this side; for evaluation every text may."""
        return self.held_out or not any_held(text)

    def word(self) -> str:
        """One word in lower case."""
        return self.rng.choice(self.plain)

    def label(self) -> str:
        """What a button or menu item says."""
        rng = self.rng
        if rng.random() < 0.7:
            return rng.choice(self.phrases)
        words = [self.word() for _ in range(rng.choice((1, 1, 2, 2, 3)))]
        return " ".join(words).capitalize() if rng.random() < 0.5 else " ".join(words).title()

    def labels(self, count: int) -> list[str]:
        """Different labels; fewer when the side has no more."""
        found: dict[str, None] = {}
        for _ in range(count * 4):
            found.setdefault(self.label())
            if len(found) == count:
                break
        return list(found)

    def sentence(self, most: int = 12) -> str:
        """Some words with a full stop."""
        return " ".join(self.word() for _ in range(self.rng.randint(3, most))).capitalize() + "."

    def file(self) -> str:
        """A file name."""
        rng = self.rng
        stem = rng.choice(("_", "-", " ", "")).join(self.word() for _ in range(rng.choice((1, 1, 2))))
        if not self.allowed(stem):
            # Two words run together are a third.
            stem = self.word()
        if rng.random() < 0.3:
            stem += str(rng.randint(1, 2025))
        endings = [each for each in _ENDINGS if self.held_out or not held(each)]
        return f"{stem.capitalize() if rng.random() < 0.3 else stem}.{rng.choice(endings)}"

    def number(self) -> str:
        """A figure as tables print it."""
        rng = self.rng
        kind = rng.randrange(6)
        if kind == 0:
            return f"{rng.randint(0, 100)} %"
        if kind == 1:
            return f"{rng.uniform(0, 999):.1f} {'MB' if self.allowed('MB') else ''}".strip()
        if kind == 2:
            return f"{rng.randint(2001, 2029)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
        if kind == 3:
            return f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}"
        if kind == 4:
            return f"{rng.randint(0, 9999):,}"
        return str(rng.randint(0, 99999))

    def value(self) -> str:
        """What somebody typed into a field."""
        rng = self.rng
        kind = rng.randrange(5)
        if kind == 0:
            return f"{self.word()}@{self.word()}.{'org' if self.allowed('org') else self.word()}"
        if kind == 1:
            return f"/{self.word()}/{self.word()}"
        if kind == 2:
            return self.number()
        if kind == 3:
            return self.file()
        return " ".join(self.word() for _ in range(rng.randint(1, 3))).capitalize()
