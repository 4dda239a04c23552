import type {
  PressureContext,
  PressureInputs,
  PressureLevel,
  PressureReason,
} from '../../events/pressure.ts';
import type { PressureContext as State } from '../../machines/pressure/machine.ts';
import type { Optimisation } from '../../machines/rules/pressure/levels.ts';
import { tierUnder } from '../../machines/rules/pressure/tierUnder.ts';
import type { PressureSettings } from '../config/settings/pressure.ts';
import type { Dse } from '../running.ts';
import { minuteIn, parseSchedule } from '../dayWindow.ts';
import { machineNow } from './machineNow.ts';
import type { MachineNow } from './machineNow.ts';
import { PRESSURE, tellPressure } from './tellPressure.ts';

export type CurrentPressure = {
  readonly level: PressureLevel;
  /** What may be spent to make something better; `none` starts nothing (SPEC A11, C7). */
  readonly optimisation: Optimisation;
  readonly reason: PressureReason;
  /** Of the commit that said so. */
  readonly position: number;
};

type House = Pick<Dse, 'host' | 'substrate'>;

/**
 * The pressure the house is under now: measures, tells the log where that changes the level, and gives what the log says (SPEC C3).
 * `context`: what somebody said of what they want. @throws Error when the log takes nothing.
 */
export async function currentPressure(
  dse: House,
  settings: PressureSettings,
  context: PressureContext | null = null,
  machine: MachineNow = machineNow(process.env),
): Promise<CurrentPressure> {
  const inputs = await pressureInputs(dse, settings, context, machine);
  const sent = await tellPressure(dse.host, { type: 'detect', inputs });
  if (sent.status === 'unavailable') throw new Error(sent.reason);
  const { snapshot, head } = await dse.host.look(PRESSURE);
  const [last] = await dse.substrate.events.read(PRESSURE, head!.version - 1, 1);
  const level = snapshot.value as PressureLevel;
  return {
    level,
    optimisation: tierUnder(level, 'optimise', settings.levels),
    reason: (snapshot.context as State).reason!,
    position: last!.position,
  };
}

/** What the edge measures. A clock that ran back does not count: the day is never earlier than when the level was last decided. */
export async function pressureInputs(
  { host }: Pick<Dse, 'host'>,
  settings: PressureSettings,
  context: PressureContext | null,
  { platform, memoryMb, loadPercent }: MachineNow,
): Promise<PressureInputs> {
  const { decided } = (await host.look(PRESSURE)).snapshot.context as State;
  const now = Math.max(host.now(), decided === null ? 0 : Date.parse(decided));
  return {
    context,
    platform,
    memory_mb: memoryMb,
    load_percent: loadPercent,
    minute: minuteIn(settings.time_zone, now),
    time_zone: settings.time_zone,
    auto_detection: settings.auto_detection,
    low_memory_mb: settings.low_memory_mb,
    load_percent_max: settings.load_percent,
    night: parseSchedule(settings.night)!,
  };
}
