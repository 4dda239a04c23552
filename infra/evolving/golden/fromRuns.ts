import { schemaCheck } from '../../../actors/proving/schema.ts';
import { sameOutput } from '../../../actors/proving/sameOutput.ts';
import { comparing } from '../../../actors/evolving/goldenSuite.ts';
import type { Workshop } from '../../../actors/workshop.ts';
import type { GoldenExample } from '../../../events/golden.ts';
import { parseJson } from '../../../events/json.ts';
import type { Json } from '../../../events/json.ts';
import { RunBatch } from '../../../events/run.ts';
import type { Run, Value } from '../../../events/run.ts';
import { exampleOf, keyOf } from './drafts.ts';
import type { Drafted } from './drafts.ts';
import type { Served } from './served.ts';
import { truths } from './truth.ts';

const PAGE = 200;

type Known = { readonly input: Json; readonly text: string; readonly run: Run };

/**
 * Examples from what was recorded of a capability in production (SPEC E17, C68), the most recent distinct inputs first. A run of quality `minQuality` or above is good and
 * its answer the expected one, unless the suite or the oracle knows better; every other run is a failure and is kept where they know what is right. A workflow's
 * steps and runs that a cache answered count as any other.
 */
export async function fromRuns(
  { host: { substrate }, sandbox }: Pick<Workshop, 'host' | 'sandbox'>,
  served: Served,
  { limit, minQuality }: { readonly limit: number; readonly minQuality: number },
): Promise<Drafted> {
  const { capability, spec, suite } = served;
  const position = await substrate.runs.position();
  const latest = new Map<string, Run>();
  let seen = 0;
  for (let after = 0; ;) {
    const page = await substrate.runs.read(after, PAGE, capability);
    for (const { body } of page)
      for (const run of RunBatch.parse(JSON.parse(body)).runs) {
        seen += 1;
        latest.delete(run.input.hash);
        latest.set(run.input.hash, run);
      }
    const last = page.at(-1);
    if (!last || last.position >= position) break;
    after = last.position;
  }
  const left = { unknown: 0, erased: 0, unfit: 0, over: 0 };
  const fits = schemaCheck(spec.input);
  const found = new Map<string, Known>();
  for (const run of [...latest.values()].toReversed()) {
    const input = await valueOf(substrate.blobs, run.input);
    if (input === undefined) left.erased += 1;
    else if (fits(input).length > 0) left.unfit += 1;
    else {
      const { text } = keyOf(input);
      if (!found.has(text)) found.set(text, { input, text, run });
    }
  }
  const known = await truths({ spec, suite }, [...found.keys()], sandbox);
  const compareOf = comparing(suite);
  const examples: GoldenExample[] = [];
  for (const { input, text, run } of found.values()) {
    const output = run.output === null ? undefined : await valueOf(substrate.blobs, run.output);
    const good =
      run.outcome === 'ok' && run.quality !== null && run.quality >= minQuality && output !== undefined;
    const truth = known.get(text);
    const expected = truth ?? (good ? output : undefined);
    if (expected === undefined) left.unknown += 1;
    else if (examples.length === limit) left.over += 1;
    else {
      const compare = compareOf(text);
      const judgeable = truth !== undefined && !(typeof compare === 'object' && 'predicate' in compare);
      const right =
        judgeable && output !== undefined && run.outcome === 'ok' ? sameOutput(truth, output, compare) : good;
      examples.push(exampleOf(input, expected, right ? 'good' : 'failure'));
    }
  }
  const secret = new Set(suite.held_out.map(({ input }) => keyOf(input).id));
  return {
    source: 'production',
    examples,
    hidden: new Set(examples.flatMap(({ id }) => (secret.has(id) ? [id] : []))),
    left_out: left,
    repeated: seen - found.size - left.erased - left.unfit,
    position,
  };
}

/** A recorded value, or undefined when its blob was erased. */
async function valueOf(
  blobs: Workshop['host']['substrate']['blobs'],
  value: Value,
): Promise<Json | undefined> {
  if ('json' in value) return parseJson(value.json);
  const bytes = await blobs.get(value.hash);
  return bytes === null ? undefined : parseJson(Buffer.from(bytes).toString('utf8'));
}
