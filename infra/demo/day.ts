import { Host } from '../../actors/host.ts';
import { bestUnder } from '../../machines/rules/pressure/bestUnder.ts';
import type { PressuredVariant } from '../../machines/rules/pressure/ceiling.ts';
import type { Optimisation } from '../../machines/rules/pressure/levels.ts';
import { PressureSettings } from '../config/settings/pressure.ts';
import { openLog } from '../log/open.ts';
import { currentPressure } from '../pressure/currentPressure.ts';
import { columns } from './columns.ts';
import type { DemoSetting } from './demos.ts';

/** The load of SPEC P81, percent. */
const DAY = [
  { time: '09:00', load: 85 },
  { time: '12:00', load: 45 },
  { time: '15:00', load: 90 },
  { time: '22:00', load: 15 },
] as const;
const DATE = '2026-01-15';

const tool = (artifact: string, quality: number, ms: number, needs: Optimisation): PressuredVariant => ({
  artifact,
  served: false,
  quality,
  p95Us: ms * 1000,
  costMicro: 0,
  needs,
});

/** The tools of SPEC P81 with their measures. */
const TOOLS = [
  tool('cache-only', 0.82, 50, 'none'),
  tool('local-opt', 0.88, 800, 'local'),
  tool('specialist', 0.92, 1200, 'cloud'),
];

/** What S0 6.5 wants of a day on average. */
const TARGET = 0.75;

/**
 * A day under changing pressure (SPEC P81): load, clock and the tools' measures are scripted, the level is decided by `pressure/main` on a log
 * of its own, and the tool chosen by the rule that chooses for tasks.
 */
export async function* day({ folder, json }: DemoSetting): AsyncGenerator<string> {
  const settings = PressureSettings.parse({});
  const substrate = await openLog(`sqlite:${folder}`);
  try {
    let now = 0;
    const host = new Host({ substrate, clock: () => now, writer: 'demo' });
    const rows = [];
    for (const { time, load } of DAY) {
      now = Date.parse(`${DATE}T${time}:00.000Z`);
      const machine = { platform: 'scripted', memoryMb: 16_384, loadPercent: load };
      const pressure = await currentPressure({ host, substrate }, settings, null, machine);
      const { level, reason, position } = pressure;
      const chosen = bestUnder(level, TOOLS, settings.levels, null)!;
      rows.push({
        time,
        load_percent: load,
        pressure: level,
        reason,
        tool: chosen.artifact,
        quality: chosen.quality,
        latency_ms: chosen.p95Us! / 1000,
        position,
      });
    }
    const mean = rows.reduce((sum, { quality }) => sum + quality, 0) / rows.length;
    if (json) {
      yield JSON.stringify({ simulated: ['load', 'clock', 'tools'], rows, mean_quality: mean });
      return;
    }
    yield 'A day under changing pressure. simulated: load, clock and what the three tools are measured at are scripted. Level and tool are decided.';
    yield '';
    const head = ['time', 'load %', 'pressure', 'reason', 'tool', 'quality', 'latency ms', 'position'];
    yield* columns(
      head,
      rows.map((row) => [
        row.time,
        row.load_percent,
        row.pressure.toUpperCase(),
        row.reason,
        row.tool,
        row.quality,
        row.latency_ms,
        row.position,
      ]),
    );
    yield '';
    const high = rows.filter(({ pressure }) => pressure === 'high').map(({ latency_ms }) => latency_ms);
    yield `Average quality ${mean.toFixed(2)} (target ${TARGET}). Under high pressure at most ${Math.max(...high)} ms, where ${settings.levels.high.max_latency_ms} ms are allowed.`;
    yield `Each level is a fact, pressure.changed, with what was measured, at the position of the last column.`;
  } finally {
    await substrate.close();
  }
}
