import { z } from 'zod';
import { Example, Postcondition, Property, RobustnessInput } from './statements.ts';
import { JsonSchema } from './jsonSchema.ts';
import { Id } from './commit.ts';
import { Json } from './json.ts';
import { CallLimits, Objectives, Observe, Quota } from './objectives.ts';
import { ToolSpec } from './tool.ts';
import { CostTier, QualityTier, SpeedTier, ToolVersion } from './toolTiers.ts';
import { toolSupport, ToolType } from './toolTypes.ts';

/** What a manifest says of a tool beside what it does: kept with the name of the version. */
const meta = {
  tags: z.array(z.string().min(1).max(40)).max(20).default([]),
  /** What a call costs, beside other tools. */
  cost_tier: CostTier.nullable().default(null),
  /** How soon it answers, beside other tools. */
  speed_tier: SpeedTier.nullable().default(null),
  /** How good its answers are said to be; its quality is measured. */
  quality_tier: QualityTier.nullable().default(null),
  /** Of two tools that fit the same, the higher is named first. */
  priority: z.int().min(0).max(1000).default(0),
  /** For whoever chooses among tools. */
  usage_notes: z.string().max(2000).default(''),
  /** On: its name means its latest version, never a descendant that was bred from one. */
  immutable: z.boolean().default(false),
  /** Off: its failures take nothing off when tools are ranked. Runs are recorded all the same. */
  track_usage: z.boolean().default(true),
};

const Executable = z.strictObject({
  http: ToolSpec.optional().describe('The HTTP call of an `API_CONNECTOR`; it has a `base_url`'),
  /** The code of a `PYTHON_FUNCTION` or `BASH_SCRIPT`; either this or `file`. */
  source: z.string().min(1).max(200_000).optional(),
  file: z.string().min(1).optional().describe('Beside the manifest or below it'),
  entry: z
    .string()
    .regex(/^[A-Za-z_$][\w$]*$/, 'the name of a top-level function')
    .default('main'),
  spread: z.boolean().default(false).describe('Call entry(...input) in place of entry(input)'),
});

const Llm = z.strictObject({
  /** Of the configuration, or as the provider calls it. */
  model: z.string().min(1).max(200),
  system: z.string().max(20_000).optional(),
  prompt: z.string().min(1).max(20_000).describe('With `{{input}}` and `{{input.field}}`'),
  temperature: z.number().min(0).max(2).optional(),
  max_tokens: z.int().min(1).optional(),
});

/** One version of a tool as written in YAML or JSON (SPEC B22): another way to write a capability, whose versions are its artifacts. */
export const ToolManifest = z
  .strictObject({
    /** The capability's id. */
    name: Id,
    type: ToolType,
    version: ToolVersion,
    /** What it does, in words. */
    description: z.string().min(1).max(1000),
    executable: Executable.optional(),
    llm: Llm.optional(),
    /** What goes in; every version of a name has the same. */
    input: JsonSchema,
    /** What comes out; checked on every run. */
    output: JsonSchema,
    /** What is right: a version is proved on them before it gets its name. */
    examples: z.array(Example).min(1).max(500),
    held_out: z.array(Example).max(500).default([]),
    properties: z.array(Property).max(20).default([]),
    postconditions: z.array(Postcondition).max(20).default([]),
    robustness: z.array(RobustnessInput).max(100).default([]),
    inputs: z.array(Json).max(200).default([]),
    objectives: Objectives.prefault({}),
    limits: CallLimits.prefault({}),
    quota: Quota.prefault({}),
    observe: Observe.prefault({}),
    ...meta,
  })
  .superRefine(({ type, executable, llm }, context) => {
    const problem = (path: string, message: string, remedy: string): void =>
      context.addIssue({ code: 'custom', path: [path], message, params: { remedy } });
    if ((executable === undefined) === (llm === undefined)) {
      problem('type', 'a tool has either `executable` or `llm`, not both or none', 'Give one of the two.');
      return;
    }
    const support = toolSupport[type];
    if (support === null || executable === undefined) {
      if (support !== null)
        problem('llm', `the type ${type} is no language model`, 'Write `executable`, or correct the type.');
      return;
    }
    const code = [executable.source, executable.file].filter((one) => one !== undefined).length;
    if ('kind' in support && (executable.http === undefined || code > 0))
      problem('executable', `an ${type} is called by \`http\` alone`, 'Write `executable: { http: … }`.');
    if ('language' in support && (executable.http !== undefined || code !== 1))
      problem(
        'executable',
        `a ${type} is code: either \`source\` or \`file\``,
        'Write one of the two, and no `http`.',
      );
    if (executable.http?.service !== undefined)
      problem(
        'executable',
        'a manifest starts no `service`',
        'Write the `base_url` where it answers, or a capability file.',
      );
  });
export type ToolManifest = z.infer<typeof ToolManifest>;
