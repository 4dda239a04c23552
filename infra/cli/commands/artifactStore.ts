import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { z } from 'zod';
import type { FactData } from '../../../events/catalog.ts';
import type { Cause, Failure } from '../../../events/proof.ts';
import type { Fact } from '../../../events/commit.ts';
import type { Dse } from '../../dse.ts';
import { command, group } from '../command.ts';
import type { Setting } from '../command.ts';
import { commitsOf } from '../../answers/commits.ts';
import { declaredFrom } from '../declaredFrom.ts';
import { CliProblem, EXIT, requireSent } from '../exitCodes.ts';
import { factText } from '../print/factText.ts';
import { waitUntil } from '../waiting.ts';

const Options = z.strictObject({ name: z.string(), source: z.string(), capability: z.string() });

const CODES: Readonly<Record<Cause, number>> = {
  wrong: EXIT.refused,
  'low-quality': EXIT.refused,
  slow: EXIT.slow,
  contained: EXIT.contained,
  'weak-suite': EXIT.weakSuite,
};

/**
 * `dse artifact store --capability FILE|ID --code FILE`: proves somebody's code, and stores it when the proof holds. How it ends is an
 * exit code of its own: stored 0, wrong 3, slow 6, contained 7, a suite too weak to store on 8.
 */
export const artifactStore = command({
  name: 'artifact store',
  needs: 'workers',
  creates: true,
  opensDoor: true,
  options: Options,
  configure: (program, act) =>
    void group(program, 'artifact', '')
      .command('store [file]')
      .description("prove code of your own on the capability's suite, and store it when it passes")
      .requiredOption(
        '--capability <file-or-id>',
        'the capability it implements: its file, which is declared first, or its id',
      )
      .option('--code <file>', 'the code; the same as naming it without the option')
      .action((file: string | undefined, { capability, code }: { capability: string; code?: string }) => {
        const path = code ?? file;
        if (path === undefined || (code !== undefined && file !== undefined))
          throw new CliProblem(EXIT.usage, 'name the code once: --code FILE');
        act({ name: basename(path), source: sourceOf(path), capability: placed(capability) });
      }),
  async *run({ house, form, signal }, { name, source, capability }) {
    const dse = await house.dse();
    // 1. The capability, whose suite proves itself first.
    const id = isFile(capability) ? await declaredFrom(dse, capability) : capability;
    const refusal = isFile(capability) ? await suiteRefusal(dse, id, signal) : null;
    if (refusal !== null) {
      yield form.json
        ? {
            out: JSON.stringify({
              capability: id,
              state: 'suite-refused',
              cause: 'weak-suite',
              reason: refusal,
            }),
          }
        : { out: `capability/${id}: its suite was refused, so nothing can be stored on it: ${refusal}` };
      return EXIT.weakSuite;
    }
    // 2. The code, which proves itself.
    const { generatedFrom } = await import('../generatedFrom.ts');
    const { kind, id: artifact, artifact: generated } = await generatedFrom(dse, id, name, source);
    const { duplicateOf } = await import('../duplicateOf.ts');
    const same = await duplicateOf(dse, kind, artifact, generated, source);
    if (same !== null)
      throw new CliProblem(
        EXIT.conflict,
        `${name} is the same code as ${kind}/${same}, layout and comments aside, which is stored for "${id}" already: \`dse artifact show ${same}\``,
      );
    const ref = { kind, id: artifact };
    const sent = await dse.send(ref, { type: 'generate', artifact: generated }, `store-${artifact}`);
    if (sent.status === 'handled' || sent.status === 'refused')
      yield { err: `${kind}/${artifact} was proved before: this is what came of it` };
    else requireSent(sent, `${kind}/${artifact}`);
    const over = (state: string): boolean => !['generated', 'tested', 'absent'].includes(state);
    const ended = await waitUntil(dse, ref, over, signal);
    if (!ended) return EXIT.unavailable;
    // 3. What came of it.
    const history = await commitsOf(dse.substrate, ref);
    const facts = history.flatMap(({ commit }) => commit.events);
    const { cause, failures } = endOf(facts);
    if (form.json) {
      yield { out: JSON.stringify({ artifact, kind, state: ended.state, cause, failures, facts }) };
    } else {
      for (const fact of facts) yield { out: `${fact.type}  ${factText(fact)}` };
      for (const failure of failures) yield { out: failureText(failure) };
      yield { out: `${kind}/${artifact}: ${ended.state}${cause === null ? '' : ` (${cause})`}` };
    }
    if (ended.state !== 'rejected') return EXIT.ok;
    return cause === null ? EXIT.refused : CODES[cause];
  },
});

/** Why the suite of a capability just declared was refused; null when it proved itself. */
async function suiteRefusal(dse: Dse, id: string, signal: Setting['signal']): Promise<string | null> {
  const ref = { kind: 'capability', id } as const;
  const proved = await waitUntil(dse, ref, (state) => state !== 'proving', signal);
  if (proved?.state !== 'refused') return null;
  const facts = (await commitsOf(dse.substrate, ref)).flatMap(({ commit }) => commit.events);
  const refused = facts.findLast(({ type }) => type === 'suite.refused');
  return (refused?.data as FactData<'suite.refused'> | undefined)?.reason ?? 'no reason given';
}

function endOf(facts: readonly Fact[]): { cause: Cause | null; failures: readonly Failure[] } {
  const tested = facts.findLast(({ type }) => type === 'artifact.tested');
  const rejected = facts.findLast(({ type }) => type === 'artifact.rejected');
  return {
    cause: (rejected?.data as FactData<'artifact.rejected'> | undefined)?.cause ?? null,
    failures: (tested?.data as FactData<'artifact.tested'> | undefined)?.proof.failures ?? [],
  };
}

function failureText({ case: id, message, input, expected, actual }: Failure): string {
  const lines = Object.entries({ input, expected, actual }).flatMap(([name, text]) =>
    text === null ? [] : [`\n    ${name.padEnd(8)}  ${text}`],
  );
  return `  ${id}: ${message}${lines.join('')}`;
}

function isFile(capability: string): boolean {
  return existsSync(capability) && statSync(capability).isFile();
}

/** A file by its whole path, for the process behind a door has another folder; an id as it is. */
function placed(capability: string): string {
  if (isFile(capability)) return resolve(capability);
  if (/[./\\]/.test(capability))
    throw new CliProblem(
      EXIT.usage,
      `--capability ${capability}: there is no such file, and no id is written so`,
    );
  return capability;
}

function sourceOf(file: string): string {
  try {
    return readFileSync(resolve(file), 'utf8');
  } catch (error) {
    throw new CliProblem(EXIT.usage, `${file} cannot be read (${(error as Error).message})`);
  }
}
