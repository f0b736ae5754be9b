"""Files that commands write: never over what they read, and in place whole or not at all."""

import errno
import io
import os
import shutil
import sys
from collections.abc import Hashable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from stat import S_ISCHR
from tempfile import TemporaryFile, gettempdir
from typing import TYPE_CHECKING, BinaryIO, NamedTuple, Self

from streams.exits import Misuse, Stop, Unavailable

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

BUFFER = 1 << 20
STANDARD_OUTPUT = Path("standard output")
_STREAMS = {"/dev/stdout": 1, "/dev/stderr": 2}
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EIO}


def refuse_overwriting(outputs: Mapping[str, Path | None], inputs: Mapping[str, Iterable[Path]]) -> None:
    """Misuse, naming both, where an output is a file that is read, or another output.

    `outputs`: option → file; `inputs`: what they are, for a person → files. Devices may be named twice.
    """
    taken = {_identity(path): f"the {what} {path}" for what, paths in inputs.items() for path in paths}
    taken.pop(None, None)
    for option, path in outputs.items():
        if path is None:
            continue
        places = [path] if is_special(path) else [path, _part(_real(path))]
        for identity in filter(None, map(_identity, places)):
            if identity in taken:
                raise Misuse(f"{option} {path} would write over {taken[identity]}; name another file")
        taken |= dict.fromkeys(map(_identity, places), f"{option} {path}")
        taken.pop(None, None)


def is_special(path: Path) -> bool:
    """It is there and neither a regular file nor a folder: a device or a pipe, or one of our own streams."""
    return str(path) in _STREAMS or (path.exists() and not path.is_file() and not path.is_dir())


def unwritable(shown: object, error: OSError) -> Unavailable:
    """What to raise where writing `shown` failed on the way."""
    return Unavailable(
        f"{shown}: found no way to write on ({error.strerror}); free room or name another place"
    )


def unopened(shown: object, error: OSError) -> Stop:
    """What to raise where `shown` could not be opened for writing or put in place."""
    if error.errno in _NO_ROOM:
        return unwritable(shown, error)
    return Misuse(f"{shown}: found {error.strerror}, expected a place to write")


class Outputs:
    """The files a command writes, as a context: no one is in place before all are whole.

    A regular file is written beside its place, under its name and `.part`, and put there at the end; after a
    failure the old one is still there. What is no regular file is written directly. Raises Misuse where a
    file cannot be opened, Unavailable where writing fails.
    """

    def __init__(self) -> None:
        self._open: list[_Open] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                for each in self._open:
                    each.finish()
                for each in self._open:
                    each.put_in_place()
        finally:
            for each in self._open:
                each.give_up()

    def open(self, path: Path) -> BinaryIO:
        """A file to write that becomes `path`."""
        return self._add(_open_direct(path) if is_special(path) else _open_part(path))

    def hold_back(self, path: Path | None) -> BinaryIO:
        """Like `open`, for one who may begin again: a special file, or standard output where None, gets
        nothing before the end.
        """
        if path is not None and not is_special(path):
            return self.open(path)
        return self._add(_Open(_nameless(), path or STANDARD_OUTPUT, held=True))

    def _add(self, opened: "_Open") -> BinaryIO:
        self._open.append(opened)
        return opened.file


class _Open(NamedTuple):
    file: BinaryIO
    shown: Path
    part: Path | None = None
    held: bool = False

    def finish(self) -> None:
        try:
            if self.held:
                self._pour()
            self.file.close()
        except OSError as error:
            raise unwritable(self.shown, error) from None

    def put_in_place(self) -> None:
        if self.part is not None:
            try:
                self.part.replace(_real(self.shown))
            except OSError as error:
                raise unopened(self.shown, error) from None

    def give_up(self) -> None:
        """Leave nothing; of what is finished and in place there is nothing to leave."""
        with suppress(OSError, Stop):
            self.file.close()
        if self.part is not None:
            with suppress(OSError):
                self.part.unlink(missing_ok=True)

    def _pour(self) -> None:
        self.file.seek(0)
        if self.shown != STANDARD_OUTPUT:
            with _open_direct(self.shown).file as target:
                shutil.copyfileobj(self.file, target, BUFFER)
            return
        sys.stdout.flush()
        # Past the buffer: what it cannot get rid of it would try to write again at the interpreter's end.
        stdout = getattr(sys.stdout.buffer, "raw", sys.stdout.buffer)
        while piece := self.file.read(BUFFER):
            rest = memoryview(piece)
            while rest:
                rest = rest[stdout.write(rest) or 0 :]


class _Named(io.FileIO):
    """A file that says which one it is where it cannot be written."""

    def __init__(self, file: Path | int, shown: Path, mode: str = "wb") -> None:
        self._shown = shown
        super().__init__(file, mode)

    def write(self, piece: "ReadableBuffer", /) -> int:
        try:
            return super().write(piece)
        except OSError as error:
            raise unwritable(self._shown, error) from None


def _open_direct(path: Path) -> _Open:
    stream = _STREAMS.get(str(path))
    try:
        # Our own streams by descriptor: opened by name, a file they go to would be cut to nothing.
        raw = _Named(path if stream is None else os.dup(stream), path)
    except OSError as error:
        raise unopened(path, error) from None
    return _Open(io.BufferedWriter(raw, BUFFER), path)


def _nameless() -> BinaryIO:
    """A file that is gone when it is closed."""
    with TemporaryFile(buffering=0) as file:
        return io.BufferedRandom(_Named(os.dup(file.fileno()), Path(gettempdir()), "rb+"), BUFFER)


def _open_part(path: Path) -> _Open:
    target = _real(path)
    if target.is_dir():
        raise Misuse(f"{path}: found a folder, expected a file to write")
    part = _part(target)
    try:
        if target.exists() and not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        raw = _Named(part, path)
        if target.exists():
            part.chmod(target.stat().st_mode & 0o777)
    except OSError as error:
        raise unopened(path, error) from None
    return _Open(io.BufferedWriter(raw, BUFFER), path, part)


def _part(target: Path) -> Path:
    return target.with_name(target.name + ".part")


def _real(path: Path) -> Path:
    """Where it lies: a link stays a link to what is written."""
    return Path(os.path.realpath(path))


def _identity(path: Path) -> Hashable:
    """The same for every name of one file, there or not yet; None for devices, which may be named twice."""
    try:
        found = path.stat()
    except OSError:
        return str(_real(path))
    return None if S_ISCHR(found.st_mode) else (found.st_dev, found.st_ino)
