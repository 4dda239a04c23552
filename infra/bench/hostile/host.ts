/**
 * A host of its own for `bench hostile`: it holds a sandbox and lets one program after another loose in it. Whoever started it counts how
 * often it has to be started again.
 */
import { Arena } from './arena.ts';
import { catalogueOf } from './catalogue.ts';
import type { Verdict } from './challenge.ts';
import { contenderOf } from './engines.ts';

export type HostOrder = { readonly program: string };
export type HostReport =
  | { readonly ready: true; readonly engine: string; readonly walls: readonly string[] }
  | { readonly verdict: Verdict };

const [, , catalogue = '', name = ''] = process.argv;
const programs = new Map(catalogueOf(catalogue, name).map((program) => [program.name, program]));
const arena = await Arena.open(contenderOf(catalogue, name));

function say(report: HostReport): void {
  process.send?.(report);
}

async function obey({ program: name }: HostOrder): Promise<void> {
  const program = programs.get(name);
  if (program === undefined) throw new Error(`there is no hostile program "${name}"`);
  say({ verdict: await arena.challenge(program) });
}

process.on('message', (order) => void obey(order as HostOrder));
process.once('disconnect', () => void arena.close().then(() => process.exit(0)));
const { engine, engineVersion, walls } = await arena.sandbox.walls();
say({ ready: true, engine: `${engine} ${engineVersion}`, walls });
