import { statfs } from 'node:fs/promises';
import { z } from 'zod';
import { readDoor } from '../../door/doorFile.ts';
import { holderOf } from '../../door/hold.ts';
import { command } from '../command.ts';
import type { Setting } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { engineFindings } from '../doctor/engineFindings.ts';
import { type Finding, ok, warn } from '../doctor/finding.ts';
import { sayRows } from '../print/say.ts';
import { version } from '../version.ts';

const SPACE_MIN = 256 * 1024 * 1024;

/** `dse doctor`: engines, walls, the log's features, what lags, what is pending. */
export const doctor = command({
  name: 'doctor',
  needs: 'knowledge',
  creates: true,
  options: z.strictObject({}),
  configure: (program, act) =>
    void program
      .command('doctor')
      .description('check engines, walls, log, lags and pending work')
      .action(() => act({})),
  async *run(setting) {
    const { form } = setting;
    const { keyFindings } = await import('../doctor/keyFindings.ts');
    const findings = [
      ...(await host()),
      ...(await engineFindings()),
      ...(await place(setting)),
      ...(await keyFindings(setting.house.folder)),
      ...(await log(setting)),
    ];
    yield* sayRows(findings, ['check', 'state', 'finding'], form, 'nothing to check');
    return findings.some(({ state }) => state === 'bad') ? EXIT.failed : EXIT.ok;
  },
});

async function host(): Promise<readonly Finding[]> {
  const { version: duckdbVersion } = await import('@duckdb/node-api');
  return [
    ok('dse', `version ${version}`),
    ok(
      'node',
      `${process.versions.node}, V8 ${process.versions.v8}, SQLite ${process.versions['sqlite'] ?? 'built in'}`,
    ),
    ok('duckdb', duckdbVersion()),
  ];
}

async function place({ house }: Setting): Promise<readonly Finding[]> {
  const { bavail, bsize } = await statfs(house.folder);
  const free = bavail * bsize;
  const holder = holderOf(house.folder);
  const door = readDoor(house.folder);
  const space = `${Math.round(free / 1e6)} MB free at ${house.folder}`;
  return [
    free < SPACE_MIN ? warn('disk', `${space}: the log refuses to grow when it is full`) : ok('disk', space),
    ok('holder', holder ? `process ${holder.pid} (${holder.command})` : 'nobody'),
    ok('door', door ? `${door.address}, process ${door.pid}` : 'closed'),
  ];
}

async function log({ house }: Setting): Promise<readonly Finding[]> {
  const substrate = await house.substrate();
  const projection = await house.projection();
  const lag = await projection.lag();
  const [events, runs, effects, waiting, dead, timer, untold] = await Promise.all([
    substrate.events.position(),
    substrate.runs.position(),
    substrate.effects.pending(),
    substrate.tasks.waiting(),
    substrate.tasks.dead(),
    substrate.timers.next(),
    substrate.feed?.lag() ?? null,
  ]);
  const failing = effects.filter(({ attempts }) => attempts > 0);
  const names = [...new Set(effects.map(({ effect }) => effect.name))].join(', ');
  return [
    ok(
      'log',
      `${substrate.url}: position ${events}, run position ${runs}; effects, timers and leases in the log`,
    ),
    ...(substrate.skewMs === 0
      ? []
      : [
          warn(
            'clock',
            `this machine is ${-substrate.skewMs / 1000} s ahead of the log's server: corrected here, set the clock`,
          ),
        ]),
    ...(untold === null
      ? []
      : [
          ok(
            'feed',
            untold === 0 ? 'everything is told' : `${untold} commits are not told yet: a worker tells them`,
          ),
        ]),
    ok('projection', `${lag.events} events and ${lag.runs} run batches behind before this look`),
    ok(
      'effects',
      effects.length === 0
        ? 'none pending'
        : `${effects.length} pending (${names}), oldest at position ${effects[0]!.position}`,
    ),
    ...failing.map(({ key, effect, attempts, lastError }) =>
      warn('effect', `${effect.name} ${key}: ${attempts} attempts, last: ${lastError}`),
    ),
    ok('timers', timer === null ? 'none' : `next at ${new Date(timer).toISOString()}`),
    dead.length > 0
      ? warn('tasks', `${waiting} wait, ${dead.length} dead: \`dse tasks dead\``)
      : ok('tasks', `${waiting} wait, none dead`),
  ];
}
