import { statfs } from 'node:fs/promises';
import { z } from 'zod';
import { readDoor } from '../../door/doorFile.ts';
import { holderOf } from '../../door/hold.ts';
import { command } from '../command.ts';
import type { Setting } from '../command.ts';
import { EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';
import { version } from '../version.ts';

type Finding = { readonly check: string; readonly state: 'ok' | 'warn' | 'bad'; readonly finding: string };

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
    const findings = [...(await engines()), ...(await place(setting)), ...(await log(setting))];
    yield* sayRows(findings, ['check', 'state', 'finding'], form, 'nothing to check');
    return findings.some(({ state }) => state === 'bad') ? EXIT.failed : EXIT.ok;
  },
});

const ok = (check: string, finding: string): Finding => ({ check, state: 'ok', finding });
const warn = (check: string, finding: string): Finding => ({ check, state: 'warn', finding });

async function engines(): Promise<readonly Finding[]> {
  const [{ version: duckdbVersion }, { openSandbox }] = await Promise.all([
    import('@duckdb/node-api'),
    import('../../sandbox/pool.ts'),
  ]);
  const found = [
    ok('dse', `version ${version}`),
    ok(
      'node',
      `${process.versions.node}, V8 ${process.versions.v8}, SQLite ${process.versions['sqlite'] ?? 'built in'}`,
    ),
    ok('duckdb', duckdbVersion()),
  ];
  try {
    const sandbox = await openSandbox({ size: 1 });
    try {
      const { engine, engineVersion, node, fuelTable, walls } = await sandbox.walls();
      found.push(ok('sandbox', `${engine} ${engineVersion} on Node ${node}, fuel table ${fuelTable}`));
      const wrapped = walls.some((wall) => wall.startsWith('bubblewrap'));
      for (const wall of walls) found.push(ok('wall', wall));
      if (!wrapped)
        found.push(
          warn(
            'wall',
            'bubblewrap does not work here: install it, or allow unprivileged user namespaces; the other walls stand',
          ),
        );
    } finally {
      await sandbox.close();
    }
  } catch (error) {
    found.push({ check: 'sandbox', state: 'bad', finding: `it does not start: ${(error as Error).message}` });
  }
  return found;
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
