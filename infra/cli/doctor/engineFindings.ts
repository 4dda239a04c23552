import type { Sandbox, Walls } from '../../../actors/ports.ts';
import { type Finding, ok, warn } from './finding.ts';

/** Each engine for code: what it is and which walls stand round it here, or why it is not usable and what to do. */
export async function engineFindings(): Promise<readonly Finding[]> {
  const [{ openSandbox }, { openPython }, { openBash }, { chooseEngine }] = await Promise.all([
    import('../../sandbox/pool.ts'),
    import('../../sandbox/python.ts'),
    import('../../sandbox/bash.ts'),
    import('../../sandbox/engine.ts'),
  ]);
  const chosen = await attempt(() => chooseEngine().name);
  const names = ['isolated-vm', 'quickjs'] as const;
  const javascript = names.toSorted((a, b) => Number(b === chosen) - Number(a === chosen));
  const found: Finding[] = [];
  // 1. JavaScript: without any engine nothing works.
  const usable: Walls[] = [];
  for (const engine of javascript) {
    const walls = await wallsOf(() => openSandbox({ size: 1, engine }));
    const use = engine === chosen ? 'JavaScript' : 'JavaScript with DSE_SANDBOX=' + engine;
    if (typeof walls === 'string') found.push(warn(engine, walls));
    else {
      found.push(engineFinding(engine, use, walls));
      usable.push(walls);
    }
  }
  const [first] = usable;
  if (first === undefined)
    return [...found, { check: 'sandbox', state: 'bad', finding: 'no engine for JavaScript starts here' }];
  // 2. The walls of the one in use.
  for (const wall of first.walls) found.push(ok('wall', wall));
  if (!first.walls.some((wall) => wall.startsWith('bubblewrap')))
    found.push(
      warn(
        'wall',
        'bubblewrap does not work here: install it, or allow unprivileged user namespaces; the other walls stand',
      ),
    );
  // 3. Other languages: only capabilities in them need these.
  for (const [engine, use, open] of [
    ['python', 'Python', openPython],
    ['just-bash', 'bash', openBash],
  ] as const) {
    const walls = await wallsOf(() => open({ size: 1 }));
    found.push(typeof walls === 'string' ? warn(engine, walls) : engineFinding(engine, use, walls));
  }
  return found;
}

function engineFinding(
  check: string,
  use: string,
  { engineVersion, node, fuelTable, walls }: Walls,
): Finding {
  const wrapped = walls.some((wall) => wall.startsWith('bubblewrap')) ? ', in bubblewrap' : '';
  return ok(
    check,
    `runs ${use}: version ${engineVersion} on Node ${node}, fuel table ${fuelTable}, ${walls.length} walls${wrapped}`,
  );
}

/** The walls, or why it does not start. */
async function wallsOf(open: () => Promise<Sandbox>): Promise<Walls | string> {
  const sandbox = await attempt(open);
  if (typeof sandbox === 'string') return `not usable here: ${sandbox}`;
  try {
    return await sandbox.walls();
  } finally {
    await sandbox.close();
  }
}

async function attempt<T>(what: () => T | Promise<T>): Promise<T | string> {
  try {
    return await what();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
