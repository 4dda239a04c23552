import { readFileSync } from 'node:fs';
import { arch, availableParallelism, hostname, loadavg, platform, totalmem } from 'node:os';
import { RASPBERRY_PI } from '../../machines/rules/pressure/detectLevel.ts';

/** The state of the machine this process runs on. */
export type MachineNow = {
  /** `raspberry-pi`, or the operating system and its architecture. */
  readonly platform: string;
  readonly memoryMb: number;
  /** Of all cores, over the last minute. Windows does not count it: 0. */
  readonly loadPercent: number;
};

const DEVICE_TREE = '/proc/device-tree/model';

/** What the process may use of the main memory, MB. */
export function memoryMb(): number {
  const bound = process.constrainedMemory();
  return Math.floor((bound > 0 ? Math.min(bound, totalmem()) : totalmem()) / 2 ** 20);
}

/** Looks at the machine (SPEC P38, P40, A10). `DSE_PLATFORM` says what it is where it does not look like it. */
export function machineNow(env: Readonly<Record<string, string | undefined>>): MachineNow {
  const load = loadavg()[0] ?? 0;
  return {
    platform: platformOf(env['DSE_PLATFORM'], hostname(), deviceModel()),
    memoryMb: memoryMb(),
    loadPercent: Math.round((load / availableParallelism()) * 1000) / 10,
  };
}

/** A Raspberry Pi is known by its device tree or by its host name. */
export function platformOf(said: string | undefined, host: string, model: string): string {
  if (said) return said.slice(0, 80);
  return /raspberry/i.test(host) || /raspberry/i.test(model) ? RASPBERRY_PI : `${platform()}-${arch()}`;
}

function deviceModel(): string {
  try {
    return readFileSync(DEVICE_TREE, 'utf8');
  } catch {
    // Only boards have a device tree.
    return '';
  }
}
