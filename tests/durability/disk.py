"""The other half of `disk.c`: builds it, tells it what goes wrong, and after a
kill takes back what was never made to last, as a power cut would."""

import ctypes
import mmap
import os
import pathlib
import shutil
import struct
import subprocess

SOURCE = pathlib.Path(__file__).with_name("disk.c")
RECORD = struct.Struct("=4I4Q")
WRITE, CUT, SYNC, CREATE, RENAME, UNLINK, MKDIR = range(1, 8)


class Control(ctypes.Structure):
    """`struct control` of disk.c, which says what each means."""

    _fields_ = [("room", ctypes.c_int64), ("clock", ctypes.c_int64)] + [
        (name, ctypes.c_int32)
        for name in ("read_only", "bad_write", "bad_sync", "bad_read", "lying", "pad")
    ]


def library(folder):
    """Compiles the library into a folder."""
    target = pathlib.Path(folder) / "disk.so"
    command = ["cc", "-O1", "-shared", "-fPIC", "-o", str(target), str(SOURCE), "-ldl", "-lpthread"]
    subprocess.run(command, check=True)
    return target


class Disk:
    """What a program sees of `root`; `environment` starts it on this disk. Without
    `forgets`, nothing is noted and nothing can be taken back."""

    def __init__(self, folder, root, forgets=False):
        self.root = pathlib.Path(root)
        self.root.mkdir(mode=0o700, exist_ok=True)
        self.journal = pathlib.Path(folder) / "journal"
        control = pathlib.Path(folder) / "control"
        control.write_bytes(bytes(ctypes.sizeof(Control)))
        with control.open("r+b") as file:
            self.map = mmap.mmap(file.fileno(), 0)
        self.control = Control.from_buffer(self.map)
        self.control.room = -1
        self.environment = {
            "LD_PRELOAD": str(library(folder)),
            "DISK_ROOT": str(self.root),
            "DISK_CONTROL": str(control),
        }
        if forgets:
            self.environment["DISK_JOURNAL"] = str(self.journal)

    def well(self):
        """Nothing goes wrong any more."""
        ctypes.memset(ctypes.addressof(self.control), 0, ctypes.sizeof(Control))
        self.control.room = -1

    def lose(self, random=None):
        """Takes back what did not last; answers how many changes that were.
        With `random`, about half of the lost writes come to the disk after
        all, some of them in part: a disk may write in any order."""
        lost = pending(self.journal)
        files = Files(self.root)
        for record in reversed(lost):
            undo(record, files)
        if random:
            for record in lost:
                redo(record, files, random)
        self.journal.unlink(missing_ok=True)
        shutil.rmtree(f"{self.journal}.aside", ignore_errors=True)
        return len(lost)


class Record:
    def __init__(self, head, texts):
        self.kind, a, b, _, device, inode, self.at, self.size = RECORD.unpack(head)
        self.file = (device, inode)
        self.a, self.b = texts[:a], texts[a : a + b]


def records(journal):
    with open(journal, "rb") as file:
        while len(head := file.read(RECORD.size)) == RECORD.size:
            _, a, b, *_ = RECORD.unpack(head)
            texts = file.read(a + b)
            if len(texts) < a + b:
                return  # The kill came first, and so the change was not made.
            yield Record(head, texts)


def pending(journal):
    """The changes that no sync has made last, in their order."""
    waiting = {}  # of a file or folder, in order
    count = 0
    if not journal.exists():
        return []
    for record in records(journal):
        if record.kind == SYNC:
            waiting.pop(record.file, None)
        else:
            waiting.setdefault(record.file, []).append((count, record))
        count += 1
    changes = [change for changes in waiting.values() for change in changes]
    return [record for _, record in sorted(changes, key=lambda change: change[0])]


class Files:
    """Where each inode is at the moment."""

    def __init__(self, root):
        self.root = root
        self.look()

    def look(self):
        self.paths = {}
        for folder, _, names in os.walk(self.root):
            for name in names:
                path = os.path.join(folder, name)
                info = os.lstat(path)
                self.paths[info.st_dev, info.st_ino] = path

    def open(self, record):
        path = self.paths.get(record.file)
        return path and open(path, "r+b")


def undo(record, files):
    if record.kind in (WRITE, CUT):
        if file := files.open(record):
            with file:
                file.seek(record.at)
                file.write(record.a)
                file.truncate(record.size)
        return
    path = os.fsdecode(record.a)
    kept = f"{files.root.parent}/journal.aside/{record.at}"
    if record.kind == CREATE and os.path.exists(path):
        os.unlink(path)
    elif record.kind == MKDIR:
        shutil.rmtree(path, ignore_errors=True)
    elif record.kind == UNLINK:
        os.rename(kept, path)
    elif record.kind == RENAME:
        new = os.fsdecode(record.b)
        if os.path.exists(new):
            os.rename(new, path)
        if record.at:
            os.rename(kept, new)
    files.look()


def redo(record, files, random):
    if record.kind not in (WRITE, CUT) or random.random() < 0.5:
        return
    file = files.open(record)
    if not file:
        return
    with file:
        if record.kind == CUT:
            file.truncate(record.at)
            return
        whole = record.b
        if random.random() < 0.2:
            whole = whole[: random.randrange(0, len(whole) + 1, 512)]
        file.seek(record.at)
        file.write(whole)
