import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PressureInputs } from '../../events/pressure.ts';
import { CapabilitySpec } from '../../events/capability.ts';
import { outcomeOf } from '../../infra/answers/taskOutcome.ts';
import { PressureSettings } from '../../infra/config/settings/pressure.ts';
import { day } from '../../infra/demo/day.ts';
import { createDse } from '../../infra/dse.ts';
import type { Dse } from '../../infra/dse.ts';
import { memorySubstrate } from '../../infra/log/memory/substrate.ts';
import { currentPressure, pressureInputs } from '../../infra/pressure/currentPressure.ts';
import { gpuMb, probeHardware } from '../../infra/pressure/hardware.ts';
import { machineNow, platformOf } from '../../infra/pressure/machineNow.ts';
import { PRESSURE, tellPressure } from '../../infra/pressure/tellPressure.ts';
import { handClock, hostOn, soundHistory } from '../hosting.ts';
import { scriptedModel } from '../scriptedModel.ts';

const idle = { platform: 'linux-x64', memoryMb: 16_000, loadPercent: 20 };
const settings = PressureSettings.parse({});

/** A house of nothing but a log, with a clock that is set by hand. */
function bareHouse() {
  const substrate = memorySubstrate();
  const clock = handClock();
  const host = hostOn(substrate, { clock: clock.read });
  const house = { host, substrate };
  const now = (time: string) => (clock.now = Date.parse(time));
  return { house, now };
}

describe('the pressure that is read', () => {
  it('follows the load, and gives the position of the fact that said so', async () => {
    const { house, now } = bareHouse();
    now('2026-01-15T09:00:00.000Z');
    const load = (loadPercent: number) => currentPressure(house, settings, null, { ...idle, loadPercent });
    const medium = { level: 'medium', optimisation: 'local', reason: 'default', position: 1 };
    expect(await load(45)).toEqual(medium);
    expect(await load(80)).toEqual(medium);
    expect(await load(81)).toEqual({ level: 'high', optimisation: 'none', reason: 'load', position: 2 });
    expect(await soundHistory(house.substrate, PRESSURE)).toHaveLength(2);
  });

  it('has its night in the zone that is configured', async () => {
    const { house, now } = bareHouse();
    const level = async (zone: string, time: string) => {
      now(time);
      const zoned = PressureSettings.parse({ time_zone: zone });
      return (await currentPressure(house, zoned, null, idle)).level;
    };
    expect(await level('Europe/Berlin', '2026-01-15T20:59:59.999Z')).toBe('medium');
    expect(await level('Europe/Berlin', '2026-01-15T21:00:00.000Z')).toBe('low');
    expect(await level('UTC', '2026-01-15T21:00:00.000Z')).toBe('medium');
    expect(await level('Europe/Berlin', '2026-01-16T05:00:00.000Z')).toBe('medium');
    expect(await level('Europe/Berlin', '2026-07-16T03:59:00.000Z')).toBe('low');
    expect(await level('Europe/Berlin', '2026-07-16T04:00:00.000Z')).toBe('medium');
  });

  it('does not flap when the clock runs back, and no commit is before the one before it', async () => {
    const { house, now } = bareHouse();
    const level = async (time: string, context: PressureInputs['context'] = null) => {
      now(time);
      return (await currentPressure(house, settings, context, idle)).level;
    };
    expect(await level('2026-01-15T05:59:00.000Z')).toBe('low');
    expect(await level('2026-01-15T06:00:00.000Z')).toBe('medium');
    expect(await level('2026-01-15T05:00:00.000Z')).toBe('medium');
    expect(await level('2026-01-15T05:59:59.000Z')).toBe('medium');
    expect(await level('2026-01-15T05:00:00.000Z', 'urgent')).toBe('high');
    expect(await level('2026-01-15T06:00:00.000Z')).toBe('medium');
    const history = await soundHistory(house.substrate, PRESSURE);
    const times = history.map(({ meta }) => meta.at);
    expect(times).toEqual(times.toSorted());
    expect(times).toHaveLength(4);
  });

  it('is what somebody set, until then', async () => {
    const { house, now } = bareHouse();
    const until = '2026-01-15T12:00:00.000Z';
    now('2026-01-15T09:00:00.000Z');
    await tellPressure(house.host, { type: 'set', level: 'training', until });
    const read = async () => (await currentPressure(house, settings, 'urgent', idle)).reason;
    expect(await read()).toBe('set');
    now(until);
    expect(await read()).toBe('urgent');
  });

  it('keeps what was measured and the settings it was judged by', async () => {
    const { house, now } = bareHouse();
    now('2026-01-15T09:30:00.000Z');
    expect(await pressureInputs(house, settings, 'background', idle)).toEqual({
      context: 'background',
      platform: 'linux-x64',
      memory_mb: 16_000,
      load_percent: 20,
      minute: 570,
      time_zone: 'UTC',
      auto_detection: true,
      low_memory_mb: 2048,
      load_percent_max: 80,
      night: { from: 1320, to: 360 },
    });
  });
});

describe('the machine', () => {
  it('is a Raspberry Pi by its host name, its device tree, or by word', () => {
    expect(platformOf(undefined, 'RaspberryPi-3', '')).toBe('raspberry-pi');
    expect(platformOf(undefined, 'box', 'Raspberry Pi 5 Model B Rev 1.0\0')).toBe('raspberry-pi');
    expect(platformOf('raspberry-pi', 'box', '')).toBe('raspberry-pi');
    expect(platformOf('', 'box', '')).toBe(`${process.platform}-${process.arch}`);
    expect(machineNow({ DSE_PLATFORM: 'raspberry-pi' })).toMatchObject({ platform: 'raspberry-pi' });
  });

  it('has some memory and a load', () => {
    const { memoryMb, loadPercent } = machineNow({});
    expect(memoryMb).toBeGreaterThan(64);
    expect(loadPercent).toBeGreaterThanOrEqual(0);
  });

  it('has no graphics memory where the program that knows is not there, or knows nothing', async () => {
    expect(await gpuMb('no-such-program-of-any-driver')).toBeNull();
    expect(await gpuMb('echo')).toBeNull();
  });

  it('that grew by more than half is recorded, and what did not is not', async () => {
    const { house } = bareHouse();
    const probe = (gpu_mb: number) =>
      probeHardware(house, async () => ({ gpu_mb, memory_mb: 16_000, cores: 8 }));
    expect((await probe(24_576)).grewAt).toBeNull();
    expect((await probe(32_768)).grewAt).toBeNull();
    expect((await probe(40_960)).grewAt).toBe(2);
  });
});

describe('a task that says what it wants', () => {
  const RIGHT = 'function clamp(n) { return Math.min(10, Math.max(0, n)); }';
  const folder = mkdtempSync(join(tmpdir(), 'dse-pressure-'));
  const dear = scriptedModel('dear', () => `\`\`\`javascript\n${RIGHT}\n\`\`\``);
  let dse: Dse;
  let tasks = 0;

  function clamping(capability: string, seeds: readonly string[]): CapabilitySpec {
    return CapabilitySpec.parse({
      capability,
      description: `Limits a number to the range from 0 to 10, for ${capability}.`,
      entry: 'clamp',
      input: { type: 'integer', minimum: -100, maximum: 100 },
      output: { type: 'integer' },
      examples: [-5, 0, 3, 10].map((input) => ({ input, output: Math.min(10, Math.max(0, input)) })),
      held_out: [{ input: 77, output: 10 }],
      objectives: { fuel_target: 1, quality_min: 0.5 },
      search: { evaluations: 60, attempts: 1 },
      seeds: seeds.map((source, index) => ({ name: `s${index}`, source, provenance: 'the test' })),
      controls: [],
      oracle: null,
    });
  }

  const set = (level: string) => dse.send(PRESSURE, { type: 'set', level, until: null });
  async function declared(capability: string, seeds: readonly string[]): Promise<string> {
    await dse.declare(clamping(capability, seeds), join(folder, 'capability.yaml'));
    await dse.settle();
    return capability;
  }
  async function submitted(capability: string, wants: { quality?: number; urgent?: boolean }) {
    const id = `wants-${(tasks += 1)}`;
    await dse.submit(capability, id, '', { deadline_ms: null, ...wants });
    await dse.settle();
    return outcomeOf(dse.substrate, id);
  }

  beforeAll(async () => {
    const generator = {
      name: 'dear',
      model: dear,
      temperature: null,
      maxTokens: null,
      tier: 'fast',
    } as const;
    dse = await createDse({ folder, modelGenerators: [generator] });
  });
  beforeEach(() => {
    dear.asked.length = 0;
  });
  afterAll(async () => {
    await dse.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('is refused with the numbers where nothing is measured and too little is expected', async () => {
    await set('high');
    expect(await submitted(await declared('clamp-unmeasured', [RIGHT]), { quality: 0.9 })).toMatchObject({
      outcome: 'rejected',
      reason:
        'Quality 0.90 not achievable under HIGH pressure (max: 0.75). Recommend MEDIUM pressure or accept quality 0.75.',
      pressure: {
        level: 'high',
        reason: 'set',
        required: 0.9,
        max_quality: 0.75,
        measured: false,
        warning: null,
      },
    });
  });

  it('is refused by what is measured, answered by what is stored, or given the best with a warning', async () => {
    const capability = await declared('clamp-measured', [RIGHT]);
    await set('medium');
    const first = await submitted(capability, {});
    expect(first).toMatchObject({ outcome: 'answered', pressure: null });
    const best = first.quality!;
    expect(await submitted(capability, { quality: best - 0.01 })).toMatchObject({
      outcome: 'answered',
      artifact: first.artifact,
      pressure: { max_quality: best, measured: true, warning: null },
    });
    const refused = await submitted(capability, { quality: 0.999 });
    expect(refused.outcome).toBe('rejected');
    expect(refused.reason).toMatch(
      /^Quality 0\.999 not achievable under MEDIUM pressure \(max: 0\.\d+\)\. Accept quality 0\.\d+ or increase resources\.$/,
    );
    await set('low');
    expect(await submitted(capability, { quality: 0.999 })).toMatchObject({
      outcome: 'answered',
      artifact: first.artifact,
      pressure: { level: 'low', required: 0.999, warning: refused.reason!.replace('MEDIUM', 'LOW') },
    });
  });

  it('that says nothing takes the same way whatever the pressure is', async () => {
    const ways = [];
    for (const level of ['high', 'low']) {
      await set(level);
      const { outcome, pressure, steps } = await submitted(await declared(`clamp-${level}`, [RIGHT]), {});
      ways.push([outcome, pressure, steps.map(({ fact }) => fact.type)]);
    }
    expect(ways[0]).toEqual(ways[1]);
    expect(ways[0]![1]).toBeNull();
  });

  it('lets no model be asked that costs something under high pressure, and says so (C7)', async () => {
    await set('high');
    const capability = await declared('clamp-written', []);
    const refused = await submitted(capability, { quality: 0.7 });
    expect(refused.outcome).toBe('unanswered');
    expect(refused.reason).toContain('the pressure lets no model be asked that costs something');
    expect(dear.asked).toHaveLength(0);
    await set('medium');
    expect((await submitted(capability, { quality: 0.7 })).outcome).toBe('answered');
    expect(dear.asked).toHaveLength(1);
  });

  it('is not written by a learned setting that costs something under high pressure either (C7)', async () => {
    const capability = await declared('clamp-learned', []);
    const from = { kind: 'optimization', id: 'clamp-learned-opt1' } as const;
    const expert = { name: 'x', generator: 'dear', temperature: 0.4, fitness: 0.9, gain: 1.2 };
    const id = 'learned';
    await dse.host.send(
      { kind: 'capability', id: capability },
      { type: 'registerExpert', ...expert },
      { id, correlation: id, causation: id, from },
    );
    await set('high');
    const refused = await submitted(capability, { quality: 0.7 });
    expect(dear.asked).toHaveLength(0);
    expect(refused.outcome).toBe('unanswered');
    await set('medium');
    await submitted(capability, { quality: 0.7 });
    expect(dear.asked).toMatchObject([{ temperature: 0.4 }]);
  });

  it('has to reach the floor of its level, and what it says if that is more', async () => {
    const needed = async (level: string, wants: { quality?: number; urgent?: boolean }) => {
      await set(level);
      const { steps } = await submitted(await declared(`clamp-floor-${tasks}`, [RIGHT]), wants);
      return (steps[0]!.fact.data['request'] as { quality_min: number }).quality_min;
    };
    expect(await needed('high', { urgent: true })).toBe(0.6);
    expect(await needed('medium', { quality: 0.8 })).toBe(0.8);
    expect(await needed('low', { quality: 0.1 })).toBe(0.85);
    expect(await needed('low', {})).toBe(0.5);
  });

  it('is urgent: high pressure, which its facts keep, and a deadline', async () => {
    const capability = await declared('clamp-urgent', [RIGHT]);
    await dse.send(PRESSURE, {
      type: 'release',
      inputs: await pressureInputs(dse, settings, null, idle),
    });
    await dse.submit(capability, 'hurry', '', { urgent: true });
    await dse.settle();
    const { pressure, steps } = await outcomeOf(dse.substrate, 'hurry');
    expect(pressure).toMatchObject({ level: 'high', required: null, warning: null });
    expect((steps[0]!.fact.data['request'] as { deadline_ms: number }).deadline_ms).toBe(15_000);
  });
});

it('the simulated day gives the table of the paper (P81), its mean computed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'dse-day-'));
  try {
    const lines: string[] = [];
    for await (const line of day({ folder, seed: 1, json: true })) lines.push(line);
    const { rows, mean_quality, simulated } = JSON.parse(lines.join('')) as {
      rows: readonly Record<string, unknown>[];
      mean_quality: number;
      simulated: readonly string[];
    };
    const table = rows.map(({ time, load_percent, pressure, tool, quality, latency_ms }) =>
      [time, load_percent, pressure, tool, quality, latency_ms].join(' '),
    );
    expect(table).toEqual([
      '09:00 85 high cache-only 0.82 50',
      '12:00 45 medium local-opt 0.88 800',
      '15:00 90 high cache-only 0.82 50',
      '22:00 15 low specialist 0.92 1200',
    ]);
    expect(mean_quality).toBeCloseTo(0.86, 10);
    expect(simulated).toEqual(['load', 'clock', 'tools']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
