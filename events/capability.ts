import { z } from 'zod';
import { Caching } from './caching.ts';
import { Choosing } from './choosing.ts';
import { Id } from './commit.ts';
import { Json } from './json.ts';
import { JsonSchema } from './jsonSchema.ts';
import { CallLimits, Objectives, Observe, Quota } from './objectives.ts';
import { RolloutRules } from './rolloutRules.ts';
import { BundledPackage, Scope } from './scope.ts';
import { Example, Postcondition, Property, Relation, RobustnessInput } from './statements.ts';
import { ToolSpec } from './tool.ts';
import { ToolLadder } from './toolLadder.ts';
import { WorkflowSpec } from './workflow.ts';

const code = {
  /** The code itself; either this or `file`. */
  source: z.string().min(1).max(200_000).optional(),
  file: z.string().min(1).optional().describe('Beside the capability file or below it'),
};
const oneOfSourceAndFile = (
  value: { source?: string | undefined; file?: string | undefined },
  context: z.RefinementCtx,
): void => {
  if ((value.source === undefined) === (value.file === undefined)) {
    context.addIssue({
      code: 'custom',
      message: 'code has either `source` or `file`, not both or none',
      params: { remedy: 'Give one of the two.' },
    });
  }
};
const provenance = z.string().min(1).max(300).describe('Where this code comes from');

/** Starting code, faulty or slow as it may be; generators breed from it. */
export const SeedFile = z
  .strictObject({
    /** Tells it from the other seeds. */
    name: Id,
    ...code,
    provenance,
  })
  .superRefine(oneOfSourceAndFile);
/** Known-bad code: a suite that it passes is refused (law 4). */
export const ControlFile = z
  .strictObject({
    /** Names it where the suite is proved or refused. */
    name: Id,
    ...code,
  })
  .superRefine(oneOfSourceAndFile);
/** A trusted reference that answers questions about new inputs; no generator ever sees it. */
export const OracleFile = z.strictObject({ ...code, provenance }).superRefine(oneOfSourceAndFile);

/** What one task of this capability may spend on a search. */
export const Search = z.strictObject({
  evaluations: z.int().min(1).max(100_000).default(600).describe('Runs of the visible suite per attempt'),
  attempts: z.int().min(1).max(10).default(3).describe('Attempts, each with another generator'),
});

const shape = {
  /** The name; everything refers to it. */
  capability: Id,
  /** What it does, in words; generators read it. */
  description: z.string().min(1).max(1000),
  /** `tool` and `workflow` need the section of that name; a `test` judges answers: its output is a boolean; the seeds of a `prompt` are genomes. */
  kind: z.enum(['function', 'test', 'tool', 'workflow', 'prompt']).default('function'),
  /** Of seeds, controls and oracle; of a prompt, controls and oracle. */
  language: z.enum(['javascript', 'typescript', 'python', 'bash']).default('javascript'),
  /** The function that is called. */
  entry: z
    .string()
    .regex(/^[A-Za-z_$][\w$]*$/, 'the name of a top-level function')
    .default('main'),
  spread: z.boolean().default(false).describe('Call entry(...input) in place of entry(input)'),
  /** Off: what answers differently when it is run again may be stored, and its proof says so. */
  deterministic: z.boolean().default(true),
  /** What goes in. Inputs are also generated from it. */
  input: JsonSchema,
  /** What comes out; checked on every run. */
  output: JsonSchema,
  /** What is right. Generators see these. */
  examples: z.array(Example).min(1).max(500),
  /** Examples that no generator sees: they find overfitting. */
  held_out: z.array(Example).max(500).default([]),
  /** Statements checked on generated inputs and on every run. */
  properties: z.array(Property).max(20).default([]),
  /** Inputs without an answer, on which properties and determinism are checked. */
  inputs: z.array(Json).max(200).default([]),
  /** Statements about the outputs of related inputs. */
  relations: z.array(Relation).max(20).default([]),
  /** Statements checked on every run. */
  postconditions: z.array(Postcondition).max(20).default([]),
  /** Malformed inputs and what may come of them; a fixed list is always tried too. */
  robustness: z.array(RobustnessInput).max(100).default([]),
  /** What an implementation must reach. */
  objectives: Objectives.prefault({}),
  /** What one call may use. */
  limits: CallLimits.prefault({}),
  /** What an implementation may be and use; the rest is refused by name. */
  scope: Scope.prefault({}),
  /** What all calls may use together. */
  quota: Quota.prefault({}),
  /** Whether answers are given again. */
  cache: Caching.prefault({}),
  /** When runs count as drift. */
  observe: Observe.prefault({}),
  /** What a task may spend. */
  search: Search.prefault({}),
  /** That `dse daemon` looks for something better by itself. */
  evolve: z
    .strictObject({
      generations: z
        .int()
        .min(1)
        .max(1000)
        .optional()
        .describe('Generations of a population at most; default: as the settings say'),
      deploy: z
        .enum(['offer', 'none'])
        .default('offer')
        .describe('`offer`: what is shown to be better is offered for serving. `none`: it stays stored'),
    })
    .optional(),
  /** How it is learned which generator fares best; absent: as the settings say. */
  choosing: Choosing.optional(),
  /** Tools that take over from each other, cheapest first; what is stored for one of its seeds serves in its turn. */
  ladder: ToolLadder.optional(),
  /** How a descendant takes over; left out: at once. */
  rollout: RolloutRules.optional(),
  /** The HTTP call of a `tool`. */
  tool: ToolSpec.nullable().default(null),
  /** The steps of a `workflow`. */
  workflow: WorkflowSpec.nullable().default(null),
};

const kindHasItsSection = (
  value: { kind: string; tool: unknown; workflow: unknown },
  context: z.RefinementCtx,
): void => {
  for (const section of ['tool', 'workflow'] as const) {
    if ((value.kind === section) !== (value[section] !== null)) {
      context.addIssue({
        code: 'custom',
        path: ['kind'],
        message: `the section \`${section}\` and \`kind: ${section}\` belong together`,
        params: { remedy: `Add the section or correct the kind.` },
      });
    }
  }
};

/** A capability as written in YAML or JSON (issue 2, step 2). */
export const CapabilityFile = z
  .strictObject({
    ...shape,
    /** Starting code, most promising first; without any, memory or a language model has to bring the first code. */
    seeds: z.array(SeedFile).max(15).default([]),
    /** Wrong code of your own that the suite must refuse, beside the empty, constant and identity answers. */
    controls: z.array(ControlFile).max(20).default([]),
    /** A trusted reference that answers for new inputs of held-out drift cases. */
    oracle: OracleFile.nullable().default(null),
  })
  .superRefine(kindHasItsSection);
export type CapabilityFile = z.infer<typeof CapabilityFile>;

const Source = z.string().min(1).max(200_000);

/** The same with every source read: a plain JSON value, stored as a blob. */
export const CapabilitySpec = z
  .strictObject({
    ...shape,
    seeds: z.array(z.strictObject({ name: Id, source: Source, provenance })),
    controls: z.array(z.strictObject({ name: Id, source: Source })).default([]),
    oracle: z.strictObject({ source: Source, provenance }).nullable().default(null),
    /** What `scope.packages` names, bundled when the file was read; absent where it names none. */
    packages: z.array(BundledPackage).max(20).optional(),
  })
  .superRefine(kindHasItsSection);
export type CapabilitySpec = z.infer<typeof CapabilitySpec>;
