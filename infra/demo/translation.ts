import { z } from 'zod';
import { capabilityState } from '../../actors/workshop.ts';
import { deriveSeed } from '../../machines/rules/random.ts';
import { createDse } from '../dse.ts';
import type { Dse } from '../dse.ts';
import { storeLadder } from '../storeLadder.ts';
import { columns } from './columns.ts';
import type { DemoSetting } from './demos.ts';
import { runTraffic } from './traffic.ts';
import { CALLS, phrasesOf, STREAM, translator } from './translator.ts';

const Row = z.object({
  calls: z.coerce.number(),
  tool: z.string(),
  cache_hit_rate: z.number(),
  quality: z.number(),
  fuel: z.number(),
  switched_to: z.string().nullable(),
  reason: z.string().nullable(),
  position: z.coerce.number(),
});

/** Each check: who answered, what the first tool would have known, how well the answers were, and what came of it. */
const CHECKS = `
  WITH tool AS (SELECT artifact, any_value(tool) AS tool FROM ladders WHERE step = 'joined' GROUP BY artifact),
  fuel AS (SELECT position, avg(fuel) AS fuel FROM runs WHERE capability = 'translate' GROUP BY position)
  SELECT sum(o.runs) OVER (ORDER BY o.seq) AS calls, t.tool, o.shadow_hits / o.shadow_n AS cache_hit_rate,
    o.quality_sum / o.quality_n AS quality, f.fuel, s.tool AS switched_to, s.reason, o.seq AS position
  FROM fact.runs_observed o JOIN tool t ON t.artifact = o.ran JOIN fuel f ON f.position = o.to_position
  LEFT JOIN ladders s ON s.step_seq = o.seq AND s.step = 'switched'
  ORDER BY o.seq`;

const Tool = z.object({ tool: z.string(), artifact: z.string(), state: z.string() });

/** The tools as they stand in the end. */
const TOOLS = `
  SELECT l.tool, l.artifact, a.state FROM ladders l JOIN artifacts a ON a.artifact_id = l.artifact
  WHERE l.step = 'joined' ORDER BY l.step_seq`;

type Lived = {
  readonly rows: readonly z.infer<typeof Row>[];
  readonly tools: readonly z.infer<typeof Tool>[];
};

async function lived(dse: Dse): Promise<Lived> {
  const name = translator.capability;
  await dse.declare(translator, name);
  await dse.settle();
  await dse.submit(name, 'demo-translate', translator.description);
  await dse.settle();
  const failed = await storeLadder(dse, name, new AbortController().signal);
  await dse.settle();
  const { served } = (await capabilityState(dse.host, name)).context;
  if (failed.length > 0 || served === null)
    throw new Error(`demo translation: not every tool was stored (${failed.join(', ')})`);
  const phases = STREAM.map(({ what, unseen }, index) => ({
    name: what,
    runs: CALLS,
    values: phrasesOf(unseen, deriveSeed(dse.seed, `phrases ${index}`)),
  }));
  await runTraffic(dse, name, { phases }, () => {});
  return {
    rows: z.array(Row).parse((await dse.query(CHECKS)).rows),
    tools: z.array(Tool).parse((await dse.query(TOOLS)).rows),
  };
}

const SIMULATED = ['phrases', 'tools'];
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

/**
 * The story of S0 3.3 (SPEC P21): a phrase table answers, new words appear, the hybrid takes over, and the table again when it knows what is
 * said. Phrases and tools are scripted; the tools are stored, run and judged like any other, and the ladder of the capability decides.
 */
export async function* translation({ folder, seed, json }: DemoSetting): AsyncGenerator<string> {
  const dse = await createDse({ folder, seed });
  try {
    const { rows, tools } = await lived(dse);
    if (json) {
      yield JSON.stringify({ simulated: SIMULATED, ladder: translator.ladder, rows, tools });
      return;
    }
    yield 'A translator whose inputs change. simulated: what people say is scripted, the tools stand in for real ones. They are stored code, run and judged;';
    yield `every ${CALLS} calls the ladder ${translator.ladder!.tools.join(' → ')} looks, and switches by itself.`;
    yield '';
    const head = [
      'calls',
      'what happens',
      'answers',
      'table knows',
      'quality',
      'fuel a call',
      'then',
      'position',
    ];
    const shown = rows.map((row, index) => ({
      ...row,
      what: STREAM[index]!.what,
      unseen: STREAM[index]!.unseen,
    }));
    // Ten checks in which nothing happens are one line.
    const quiet = shown.findIndex(({ switched_to }) => switched_to !== null);
    const first = shown.slice(0, quiet);
    const mean = (of: (row: z.infer<typeof Row>) => number): number =>
      first.reduce((sum, row) => sum + of(row), 0) / first.length;
    const lines = [
      {
        ...first.at(-1)!,
        cache_hit_rate: mean((row) => row.cache_hit_rate),
        quality: mean((row) => row.quality),
        fuel: mean((row) => row.fuel),
      },
      ...shown.slice(quiet),
    ];
    yield* columns(
      head,
      lines.map((row) => [
        row.calls,
        row.what,
        row.tool,
        percent(row.cache_hit_rate),
        Number(row.quality.toFixed(3)),
        Math.round(row.fuel),
        row.switched_to === null ? '' : `${row.switched_to} (${row.reason})`,
        row.position,
      ]),
    );
    yield '';
    const rules = translator.ladder!;
    yield `Away from the table below ${percent(rules.cache_hit_min)} known, back from ${percent(rules.cache_hit_back)} with a quality of ${rules.quality_back}; in between nothing moves.`;
    yield 'What the table knows is measured while another tool answers, too: it is asked beside it.';
    yield `Each switch is a fact, tool.switched, at the position of the last column. In the end: ${tools.map(({ tool, state }) => `${tool} ${state}`).join(', ')}.`;
  } finally {
    await dse.close();
  }
}
