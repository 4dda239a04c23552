import { resolve } from 'node:path';
import { existsSync } from 'node:fs';
import { z } from 'zod';
import { Choosing } from '../../../events/choosing.ts';
import { Id } from '../../../events/commit.ts';
import { SEARCHES } from '../../../actors/generators/searches.ts';
import { MEMORY_GENERATOR, NEIGHBOUR_GENERATOR, SEED_GENERATOR } from '../../../machines/task/context.ts';
import { nearest } from '../nearest.ts';
import type { Problem, StrictFile } from '../strictFile.ts';
import { EvolutionSettings } from './evolution.ts';
import { Generators } from './generators.ts';
import { MemorySettings } from './memory.ts';
import { Models } from './models.ts';
import { namedBy, OptimizationSettings, TIERS } from './optimization.ts';
import { PressureSettings } from './pressure.ts';
import { ServeSettings } from './serve.ts';

/** The settings of a house, `dse.yaml` (DESIGN 10). Each section has a file of its own beside this one; none is needed. */
export const SettingsFile = z.strictObject({
  /** Language models by the names they have here. A name is an id of at most 58 characters. */
  models: Models.default({}),
  /** Models that propose code. */
  generators: Generators.default([]),
  /** How it is learned which generator fares best, of capabilities that do not say it themselves. */
  choosing: Choosing.default({ learner: 'plain' }),
  /** One of `models`, asked within half a second how long a task can wait, where its words do not say it by the rules; null: nobody. */
  sentinel: Id.nullable().default(null),
  /** How what was stored is found again. */
  memory: MemorySettings.prefault({}),
  /** Under which pressure the house is, and what that means. */
  pressure_management: PressureSettings.prefault({}),
  /** How `dse serve` is reached. */
  serve: ServeSettings.prefault({}),
  /** What may be spent on making things better, on what, and when. */
  optimization: OptimizationSettings.prefault({}),
  /** How populations search, and what they may spend. */
  evolution: EvolutionSettings.prefault({}),
});

export type Settings = z.infer<typeof SettingsFile> & {
  /** Whence they were read, absolute; null: there is no file, everything is as by default. */
  readonly file: string | null;
};

export type SettingsReading =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly Problem[] };

/** Looked for in the current folder when no other is named. */
export const SETTINGS_FILE = 'dse.yaml';

/** Reads the settings file strictly; each problem with line and column. A file that was `named` has to be there, `dse.yaml` need not. */
export async function readSettings(named: string | null): Promise<SettingsReading> {
  const file = resolve(named ?? SETTINGS_FILE);
  if (named === null && !existsSync(file))
    return { ok: true, settings: { ...SettingsFile.parse({}), file: null } };
  const { readStrictFile } = await import('../strictFile.ts');
  const read = await readStrictFile(file, SettingsFile);
  if (!read.ok) return read;
  const problems = [...generatorProblems(read), ...sentinelProblems(read), ...tierProblems(read)];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, settings: { ...read.value, file } };
}

type Read = Extract<StrictFile<z.infer<typeof SettingsFile>>, { ok: true }>;

const BUILT_IN: readonly string[] = [...SEARCHES, SEED_GENERATOR, MEMORY_GENERATOR, NEIGHBOUR_GENERATOR];

/** The sentinel is one of the models. */
function sentinelProblems(read: Read): readonly Problem[] {
  const { sentinel, models } = read.value;
  if (sentinel === null || Object.hasOwn(models, sentinel)) return [];
  const close = nearest(sentinel, Object.keys(models));
  const remedy =
    close === null
      ? 'Add it to `models`, or take it out.'
      : `Did you mean \`${close}\`? Else add it to \`models\`.`;
  return [read.problem(['sentinel'], `there is no model \`${sentinel}\``, remedy)];
}

/** A generator has a name of its own and a model that is there. */
function generatorProblems(read: Read): readonly Problem[] {
  const { value } = read;
  const names = value.generators.map(({ name }) => name);
  const known = Object.keys(value.models);
  return value.generators.flatMap(({ name, model }, index) => {
    const at = (field: string, message: string, remedy: string) =>
      read.problem(['generators', index, field], message, remedy);
    const close = nearest(model, known);
    return [
      ...(BUILT_IN.includes(name)
        ? [at('name', `\`${name}\` is a built-in generator`, 'Choose another name.')]
        : []),
      ...(names.indexOf(name) < index ? [at('name', `\`${name}\` is there twice`, 'Rename one.')] : []),
      ...(Object.hasOwn(value.models, model)
        ? []
        : [
            at(
              'model',
              `there is no model \`${model}\``,
              close === null
                ? 'Add it to `models`, or name one of those.'
                : `Did you mean \`${close}\`? Else add it to \`models\`.`,
            ),
          ]),
    ];
  });
}

/** A tier names generators of this file, and no generator stands on two tiers. */
function tierProblems(read: Read): readonly Problem[] {
  const { generators, optimization } = read.value;
  const names = generators.map(({ name }) => name);
  const stands = new Map<string, string>();
  return TIERS.flatMap((tier) =>
    namedBy(optimization.tiers[tier]).flatMap((name) => {
      const at = (message: string, remedy: string) =>
        read.problem(['optimization', 'tiers', tier, 'tool'], message, remedy);
      const other = stands.get(name);
      stands.set(name, tier);
      if (other !== undefined)
        return [at(`\`${name}\` is on tier \`${other}\` already`, 'Leave it on one of them.')];
      if (names.includes(name)) return [];
      if (BUILT_IN.includes(name))
        return [at(`\`${name}\` is built in and belongs to tier \`local\` always`, 'Take it out.')];
      const close = nearest(name, names);
      const remedy =
        close === null
          ? 'Add it to `generators`, or take it out.'
          : `Did you mean \`${close}\`? Else add it to \`generators\`.`;
      return [at(`there is no generator \`${name}\``, remedy)];
    }),
  );
}
