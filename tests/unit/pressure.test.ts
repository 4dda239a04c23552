import { describe, expect, it } from 'vitest';
import type { Hardware, PressureInputs } from '../../events/pressure.ts';
import { hardwareChange, modelsThatFit } from '../../machines/rules/hardware.ts';
import { detectLevel, inWindow } from '../../machines/rules/pressure/detectLevel.ts';
import { fallbacks, LEVELS } from '../../machines/rules/pressure/levels.ts';
import { tierUnder } from '../../machines/rules/pressure/tierUnder.ts';
import { given } from '../given.ts';

const NIGHT = { from: 22 * 60, to: 6 * 60 };
const inputs = (changes: Partial<PressureInputs> = {}): PressureInputs => ({
  context: null,
  platform: 'linux-x64',
  memory_mb: 16_000,
  load_percent: 20,
  minute: 9 * 60,
  time_zone: 'UTC',
  auto_detection: true,
  low_memory_mb: 2048,
  load_percent_max: 80,
  night: NIGHT,
  ...changes,
});
const detect = (changes?: Partial<PressureInputs>) => ({ type: 'detect', inputs: inputs(changes) }) as const;
const at = (time: string) => ({ at: `2026-01-01T${time}.000Z` });
const found = (changes: Partial<PressureInputs>) => {
  const { level, reason } = detectLevel(inputs(changes));
  return [level, reason];
};

describe('the level that is found', () => {
  it('is high on a Raspberry Pi, with little memory, above 80 % load; low at night; else medium', () => {
    expect(found({ platform: 'raspberry-pi' })).toEqual(['high', 'platform']);
    expect(found({ memory_mb: 2047 })).toEqual(['high', 'memory']);
    expect(found({ memory_mb: 2048 })).toEqual(['medium', 'default']);
    expect(found({ load_percent: 81 })).toEqual(['high', 'load']);
    expect(found({ load_percent: 80 })).toEqual(['medium', 'default']);
    expect(found({ minute: 23 * 60 })).toEqual(['low', 'night']);
    expect(found({})).toEqual(['medium', 'default']);
  });

  it('follows what somebody said before anything that is measured', () => {
    const worst = { platform: 'raspberry-pi', load_percent: 95, minute: 0 };
    expect(found({ ...worst, context: 'background' })).toEqual(['low', 'background']);
    expect(found({ ...worst, context: 'training' })).toEqual(['training', 'training']);
    expect(found({ minute: 0, context: 'urgent' })).toEqual(['high', 'urgent']);
  });

  it('is high under load at night too, where the papers disagree (C3)', () => {
    expect(found({ load_percent: 95, minute: 23 * 60 })).toEqual(['high', 'load']);
    expect(found({ platform: 'raspberry-pi', minute: 23 * 60 })).toEqual(['high', 'platform']);
  });

  it('is medium without detection unless somebody says otherwise', () => {
    const off = { auto_detection: false, platform: 'raspberry-pi', load_percent: 100, minute: 0 };
    expect(found(off)).toEqual(['medium', 'default']);
    expect(found({ ...off, context: 'urgent' })).toEqual(['high', 'urgent']);
  });

  it('has a night that is half-open and may lie within a day (C5)', () => {
    const nights = ['21:59', '22:00', '23:59', '00:00', '05:59', '06:00', '06:59'].map((time) => {
      const [hour, minute] = time.split(':').map(Number) as [number, number];
      return inWindow(hour * 60 + minute, NIGHT);
    });
    expect(nights).toEqual([false, true, true, true, true, false, false]);
    expect([59, 60, 119, 120].map((minute) => inWindow(minute, { from: 60, to: 120 }))).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});

describe('the levels', () => {
  it('are those of the paper (P35-P37), training those of C4', () => {
    const row = (level: keyof typeof LEVELS) => Object.values(LEVELS[level]);
    expect(row('high')).toEqual([0.6, 1000, 'none', true, 'medium']);
    expect(row('medium')).toEqual([0.75, 10_000, 'local', true, 'low']);
    expect(row('low')).toEqual([0.85, null, 'cloud', false, null]);
    expect(row('training')).toEqual([0.5, null, 'none', false, null]);
  });

  it('fall back along the chain, and a circle ends where it began', () => {
    expect(fallbacks('high', LEVELS)).toEqual(['medium', 'low']);
    expect(fallbacks('low', LEVELS)).toEqual([]);
    const circle = { ...LEVELS, low: { ...LEVELS.low, fallback_pressure: 'high' as const } };
    expect(fallbacks('high', circle)).toEqual(['medium', 'low']);
  });

  it('let high pressure generate with local means though it improves nothing (C7)', () => {
    const tiers = (purpose: 'optimise' | 'generate') =>
      (['high', 'medium', 'low', 'training'] as const).map((level) => tierUnder(level, purpose, LEVELS));
    expect(tiers('optimise')).toEqual(['none', 'local', 'cloud', 'none']);
    expect(tiers('generate')).toEqual(['local', 'cloud', 'cloud', 'local']);
  });
});

describe("the house's pressure", () => {
  const calm = given('pressure').when(detect());

  it('says a level with its reason and all that was measured, once', () => {
    calm
      .thenFacts([
        'pressure.changed',
        { level: 'medium', before: null, reason: 'default', inputs: inputs(), until: null },
      ])
      .in('medium');
    calm.when(detect({ load_percent: 79 })).thenRefused('conflict', 'medium already');
    calm
      .when(detect({ load_percent: 81 }))
      .thenFacts(['pressure.changed', { level: 'high', before: 'medium', reason: 'load' }])
      .in('high');
  });

  it('stays as somebody set it until it is released, whatever is measured', () => {
    const set = calm
      .when({ type: 'set', level: 'training', until: null })
      .thenFacts(['pressure.changed', { level: 'training', reason: 'set', inputs: null }])
      .in('training');
    set.when(detect({ load_percent: 99 })).thenRefused('conflict', 'dse pressure release');
    set.when(detect({ context: 'urgent' })).thenRefused('conflict', 'training pressure is set');
    set.when({ type: 'set', level: 'training', until: null }).thenRefused('conflict', 'like this already');
    set
      .when({ type: 'release', inputs: inputs() })
      .thenFacts(['pressure.changed', { level: 'medium', before: 'training', reason: 'default' }])
      .when({ type: 'release', inputs: inputs() })
      .thenRefused('conflict', 'no pressure level is set');
  });

  it('is recorded when what was set ends on the same level', () => {
    calm
      .when({ type: 'set', level: 'medium', until: null })
      .thenFacts(['pressure.changed', { level: 'medium', before: 'medium', reason: 'set' }])
      .when({ type: 'release', inputs: inputs() })
      .thenFacts(['pressure.changed', { level: 'medium', before: 'medium', reason: 'default' }]);
  });

  it('holds what was set up to its end, and measures from then on', () => {
    const until = at('08:00:00').at;
    const set = calm.when({ type: 'set', level: 'HIGH', until }, at('07:00:00')).in('high');
    set.when(detect(), at('07:59:59')).thenRefused('conflict', `until ${until}`);
    set.when(detect(), at('08:00:00')).thenFacts(['pressure.changed', { level: 'medium' }]);
    set
      .when(detect({ load_percent: 90 }), at('08:00:00'))
      .thenFacts(['pressure.changed', { reason: 'load' }]);
    calm.when({ type: 'set', level: 'low', until }, at('08:00:00')).thenRefused('invalid', 'is over');
  });

  it('refuses a level that does not exist, and names the four', () => {
    calm
      .when({ type: 'set', level: 'extreme', until: null })
      .thenRefused('invalid', 'there is no pressure level "extreme": there are high, medium, low, training');
  });
});

describe('hardware', () => {
  const machine = (gpu_gb: number | null, memory_mb = 16_000): Hardware => ({
    gpu_mb: gpu_gb === null ? null : gpu_gb * 1024,
    memory_mb,
    cores: 8,
  });

  it('has models that fit: below 8 GB, below 16 GB, from 16 GB (T27)', () => {
    const fits = [null, 4, 6, 8, 12, 16, 24].map((gb) => {
      const { size, large } = modelsThatFit(gb === null ? null : gb * 1024);
      return [size, large];
    });
    expect(fits).toEqual([
      ['7B', false],
      ['7B', false],
      ['7B', false],
      ['16B', false],
      ['16B', false],
      ['16B', true],
      ['16B', true],
    ]);
    expect([modelsThatFit(null).generator, modelsThatFit(8192).generator]).toEqual([
      'codellama',
      'deepseek-coder:16b',
    ]);
  });

  it('grew by more than half: 24 → 40 yes, 24 → 32 no, 24 → 36 no (T29)', () => {
    expect(hardwareChange(machine(24), machine(40))).toEqual({ ratio: 40 / 24, grew: true });
    expect(hardwareChange(machine(24), machine(32))).toBeNull();
    expect(hardwareChange(machine(24), machine(36))).toBeNull();
  });

  it('goes by main memory only where there is no card on either side', () => {
    expect(hardwareChange(machine(24, 8000), machine(24, 64_000))).toBeNull();
    expect(hardwareChange(machine(null, 8000), machine(null, 16_000))).toEqual({ ratio: 2, grew: true });
    expect(hardwareChange(machine(null), machine(8))).toEqual({ ratio: null, grew: true });
    expect(hardwareChange(machine(8), machine(null))).toEqual({ ratio: null, grew: false });
  });

  it('is recorded at the first look, when it grew, and when it shrank, so that growing back counts', () => {
    const probe = (gb: number) => ({ type: 'probe', hardware: machine(gb) }) as const;
    given('pressure')
      .when(probe(24))
      .thenFacts(['hardware.changed', { before: null, ratio: null, grew: false }])
      .when(probe(32))
      .thenRefused('conflict');
    const grown = given('pressure')
      .when(probe(24))
      .when(probe(48))
      .thenFacts(['hardware.changed', { before: machine(24), after: machine(48), ratio: 2, grew: true }]);
    grown
      .when(probe(12))
      .thenFacts(['hardware.changed', { ratio: 0.25, grew: false }])
      .when(probe(48))
      .thenFacts(['hardware.changed', { grew: true }]);
    grown.in('unknown');
  });
});
