"""What a process gives up before it runs a program. Each wall that stands is named; bubblewrap stands round all of this."""

import ctypes
import os
import platform
import resource
import struct

# What an interpreter needs that computes and reads its own library. Everything else fails with EPERM: no new processes or
# threads, no signals to others, no sockets, no tracing, no randomness of the host.
CALLS = {
    'x86_64': (
        0xC000003E,
        [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 19, 20, 25, 28, 39, 60, 72, 79, 89, 96, 131, 186, 202, 217,
         219, 228, 229, 231, 257, 262, 334],
    ),
    'aarch64': (
        0xC00000B7,
        [17, 25, 29, 56, 57, 61, 62, 63, 64, 65, 66, 67, 73, 78, 79, 80, 93, 94, 98, 113, 114, 128, 132, 134, 135, 139, 169, 172,
         178, 214, 215, 216, 222, 226, 233, 293],
    ),
}
PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 4, 22, 38
_libc = ctypes.CDLL(None, use_errno=True)


def _instruction(code, jump_true, jump_false, k):
    return struct.pack('HBBI', code, jump_true, jump_false, k)


def _filter():
    known = CALLS.get(platform.machine())
    if known is None:
        return None
    architecture, calls = known
    refuse = _instruction(0x06, 0, 0, 0x00050000 | 1)
    lines = [
        _instruction(0x20, 0, 0, 4),
        _instruction(0x15, 1, 0, architecture),
        refuse,
        _instruction(0x20, 0, 0, 0),
    ]
    for index, call in enumerate(calls):
        lines.append(_instruction(0x15, len(calls) - index, 0, call))
    return b''.join([*lines, refuse, _instruction(0x06, 0, 0, 0x7FFF0000)])


FILTER = _filter()


def shut():
    """The server: nobody may look into it or take its open files, and no program it starts gains rights."""
    _libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    _libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def confine(memory_mb):
    """A program's process: limits first, then the filter, after which not even limits can be changed."""
    with open('/proc/self/statm', encoding='ascii') as file:
        own = int(file.read().split()[0]) * resource.getpagesize()
    limit = own + memory_mb * 2**20
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (32, 32))
    if FILTER is None:
        return
    buffer = ctypes.create_string_buffer(FILTER, len(FILTER))
    program = struct.pack('HxxxxxxP', len(FILTER) // 8, ctypes.addressof(buffer))
    if _libc.prctl(PR_SET_SECCOMP, 2, ctypes.create_string_buffer(program, len(program)), 0, 0) != 0:
        raise OSError(ctypes.get_errno(), 'the system-call filter could not be set')


def walls():
    """Tries the walls in a process of its own and says which stand."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        found = ['one process per artifact', 'limits of memory, processor time, files']
        try:
            confine(256)
            if _fails(os.fork) and _fails(lambda: os.kill(os.getppid(), 0)):
                found.append('system calls filtered')
            if _fails(lambda: open('/etc/passwd', 'rb').close()) and _fails(lambda: os.mkdir('/kept')):
                found.append('no files but the library of Python')
            os.write(writing, '\n'.join(found).encode())
        finally:
            os._exit(0)
    os.close(writing)
    text = b''
    while chunk := os.read(reading, 4096):
        text += chunk
    os.close(reading)
    os.waitpid(pid, 0)
    return text.decode().split('\n') if text else []


def _fails(attempt):
    try:
        attempt()
        return False
    except OSError:
        return True
