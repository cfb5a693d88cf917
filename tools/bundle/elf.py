"""Where a program or library looks for its libraries: DT_RPATH and DT_RUNPATH, changed in place."""
import struct

RPATH, RUNPATH, STRTAB = 15, 29, 5
DYNAMIC, LOAD = 2, 1


def segments(data):
    start, = struct.unpack_from('<Q', data, 0x20)
    size, count = struct.unpack_from('<HH', data, 0x36)
    for i in range(count):  # (type, offset, address, bytes in the file)
        kind, _, offset, address, _, length = struct.unpack_from('<IIQQQQ', data, start + i * size)
        yield kind, offset, address, length


def dynamic_entries(data):
    """(place in the file, tag, value) of the dynamic section."""
    for kind, offset, _, length in segments(data):
        if kind == DYNAMIC:
            for at in range(offset, offset + length, 16):
                yield at, *struct.unpack_from('<qQ', data, at)


def file_place(data, address):
    for kind, offset, start, length in segments(data):
        if kind == LOAD and start <= address < start + length:
            return offset + address - start
    raise ValueError(f'address {address:#x} is in no segment')


def set_search_path(path, value, only_absolute=False, for_all=False):
    """Replaces the path that the linker wrote; True when there was one.

    only_absolute: a path that is already relative to the file stays. for_all: the path serves the libraries of
    the libraries too (DT_RPATH does; DT_RUNPATH, the newer, is for the file's own needs alone).
    """
    data = bytearray(path.read_bytes())
    entries = list(dynamic_entries(data))
    strings = next((file_place(data, address) for _, tag, address in entries if tag == STRTAB), None)
    found = False
    for at, tag, offset in entries:
        if tag not in (RPATH, RUNPATH):
            continue
        place = strings + offset
        old = bytes(data[place:data.index(b'\0', place)])
        found = True
        if only_absolute and not old.startswith(b'/'):
            continue
        if len(value) > len(old):
            raise ValueError(f'{path}: no room for {value} in place of {old.decode()}')
        data[place:place + len(old)] = value.encode().ljust(len(old), b'\0')
        if for_all:
            struct.pack_into('<q', data, at, RPATH)
    if found:
        path.write_bytes(data)
    return found
