"""Nothing from outside the program: a clock that stands still and randomness that follows the seed."""

import datetime
import random
import time

# 2024-01-01T00:00:00Z, as for JavaScript (infra/sandbox/guest/bootstrap.ts).
NOW = 1704067200
_seed = 0


def _still_clock():
    for name in ('time', 'monotonic', 'perf_counter', 'process_time', 'thread_time'):
        setattr(time, name, lambda: float(NOW))
        setattr(time, f'{name}_ns', lambda: NOW * 10**9)

    time.clock_gettime, time.clock_gettime_ns = lambda clock: float(NOW), lambda clock: NOW * 10**9

    def now(function):
        return lambda seconds=None: function(NOW if seconds is None else seconds)

    for name in ('gmtime', 'localtime', 'ctime'):
        setattr(time, name, now(getattr(time, name)))
    original = time.strftime
    time.strftime = lambda form, moment=None: original(form, time.gmtime() if moment is None else moment)

    def sleep(seconds):
        raise PermissionError('sleeping is not available in the sandbox')

    time.sleep = sleep
    real_date, real_moment = datetime.date, datetime.datetime

    class Dates(type):
        def __instancecheck__(cls, value):
            return isinstance(value, real_date)

    class Moments(type):
        def __instancecheck__(cls, value):
            return isinstance(value, real_moment)

    class date(real_date, metaclass=Dates):
        @classmethod
        def today(cls):
            return cls(2024, 1, 1)

    class moment(real_moment, metaclass=Moments):
        @classmethod
        def now(cls, tz=None):
            return cls.fromtimestamp(NOW, datetime.timezone.utc if tz is None else tz).replace(tzinfo=tz)

        @classmethod
        def utcnow(cls):
            return cls(2024, 1, 1)

        @classmethod
        def today(cls):
            return cls(2024, 1, 1)

    date.__name__ = date.__qualname__ = 'date'
    moment.__name__ = moment.__qualname__ = 'datetime'
    datetime.date, datetime.datetime = date, moment


def _seeded_random():
    native = random.Random

    class Random(native):
        def __init__(self, x=None):
            super().__init__(_seed if x is None else x)

        def seed(self, a=None, version=2):
            super().seed(_seed if a is None else a, version)

    random.Random = Random
    random._inst = Random(0)
    for name in dir(native):
        if hasattr(random, name) and not name.startswith('_') and name not in ('SystemRandom', 'Random'):
            setattr(random, name, getattr(random._inst, name))
    del random.SystemRandom


def still():
    _still_clock()
    _seeded_random()


def reseed(seed):
    """Afresh for every call."""
    global _seed
    _seed = seed
    random._inst.seed(seed)
