import { readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { capabilityState } from '../../actors/workshop.ts';
import type { CapabilitySpec } from '../../events/capability.ts';
import { readCapabilityFile } from '../config/capabilityFile.ts';
import { problemText } from '../config/strictFile.ts';
import { readTrafficFile } from '../config/trafficFile.ts';
import type { Dse } from '../dse.ts';
import { report } from './report.ts';
import { runTraffic } from './traffic.ts';

export type DemoOptions = {
  readonly dse: Dse;
  /** Three capabilities instead of all. */
  readonly small: boolean;
  /** The report, line by line. */
  readonly out: (line: string) => void;
  /** What happens meanwhile. */
  readonly progress: (line: string) => void;
};

function shownFolder(folder: string): string {
  const way = relative(process.cwd(), folder);
  return way === '' || way.startsWith('..') ? folder : way;
}

const EXAMPLES = fileURLToPath(new URL('../../docs/examples/', import.meta.url));
const SMALL: readonly string[] = ['email-validator', 'list-sort', 'price-total'];
/** Workflows come after what they use. */
const ORDER = { function: 0, test: 0, tool: 1, workflow: 2, prompt: 3 } as const;

type Example = { readonly spec: CapabilitySpec; readonly path: string; readonly folder: string };

async function examples(small: boolean): Promise<readonly Example[]> {
  const found: Example[] = [];
  for (const entry of readdirSync(EXAMPLES, { withFileTypes: true })) {
    if (!entry.isDirectory() || (small && !SMALL.includes(entry.name))) continue;
    const folder = join(EXAMPLES, entry.name);
    const path = join(folder, 'capability.yaml');
    const read = await readCapabilityFile(path);
    if (!read.ok) throw new Error(read.problems.map(problemText).join('\n'));
    // The others need an interpreter that is not everywhere: `dse doctor` says whether it is.
    if (!/^(java|type)script$/.test(read.capability.language)) continue;
    found.push({ spec: read.capability, path, folder });
  }
  return found.toSorted(
    (a, b) => ORDER[a.spec.kind] - ORDER[b.spec.kind] || (a.spec.capability < b.spec.capability ? -1 : 1),
  );
}

/** One capability from its file to the end of its traffic; what is done already is not done again. */
async function live(dse: Dse, example: Example, progress: (line: string) => void): Promise<void> {
  const { spec, path, folder } = example;
  const name = spec.capability;
  await dse.declare(spec, path);
  await dse.settle();
  await dse.submit(name, `demo-${dse.seed}-${name}`, spec.description);
  await dse.settle();
  const { context, state } = await capabilityState(dse.host, name);
  if (!context.served) {
    progress(`${name}: ${state}, nothing is served; see \`dse audit capability/${name}\``);
    return;
  }
  const traffic = await readTrafficFile(join(folder, 'traffic.yaml'));
  if (!traffic.ok) throw new Error(traffic.problems.map(problemText).join('\n'));
  let shown = context.served;
  await runTraffic(dse, name, traffic.traffic, (done, all) => {
    if (done % 300 === 0 || done === all) progress(`${name}: ${done} of ${all} runs, served by ${shown}`);
  });
  shown = (await capabilityState(dse.host, name)).context.served ?? shown;
}

/** The main job on the built-in examples (issue: demo). */
export async function demo({ dse, small, out, progress }: DemoOptions): Promise<void> {
  const chosen = await examples(small);
  out(
    `DSE demo, seed ${dse.seed}: ${chosen.length} capabilities are proposed, proved, run, drift and evolve, on real code, nothing simulated. ` +
      `About ${small ? 'ten seconds' : 'a minute'} on two cores. Data: ${shownFolder(dse.folder)}`,
  );
  for (const [index, example] of chosen.entries()) {
    progress(`[${index + 1}/${chosen.length}] ${example.spec.capability}: ${example.spec.description}`);
    await live(dse, example, progress);
  }
  await dse.recorder.flush();
  // Workflows ran capabilities whose own traffic was over: what their steps showed is observed too.
  for (const { spec } of chosen) {
    await dse.observer.observe(spec.capability);
    await dse.settle();
  }
  await report(dse, out);
}
