import { z } from 'zod';
import { Id } from '../../events/commit.ts';
import { GeneratorEntry } from '../config/settings/generators.ts';
import { ModelEntry, PriceList } from '../config/settings/models.ts';
import { SettingsFile } from '../config/settings/settingsFile.ts';
import type { DocComments } from './docComments.ts';
import { fieldTable } from './shapeTable.ts';

/** Shapes with a section of their own, in the order they are met. */
const sections = { ModelEntry, PriceList, GeneratorEntry } as const;

/** What reading asks of the file that no single field says. */
const rules = [
  'A `recorded` model has a `file` and neither `base_url` nor `api_key_env`; any other has no `file`.',
  'A generator names a model of this file. No two generators have one name, and none that of a built-in one.',
  'The `sentinel` is one of the models of this file.',
  'A tier names `generators` of this file, each on one tier at most; a window of the day and a zone are ones; `high_value` is not below `low_value`.',
  'No key stands in the file. An address carries neither user nor password.',
] as const;

const example = `models:
  small:
    provider: openai
    model: gpt-4.1-mini
    price: { input_usd_per_million: 0.4, output_usd_per_million: 1.6, as_of: 2025-04-14 }
  local:
    provider: ollama
    model: qwen3:4b
    price: free
    concurrency: 1
generators:
  - { name: small-cool, model: small, temperature: 0.2, tier: fast }
optimization:
  tiers: { cloud: { tool: small-cool, cost_per_optimization: 0.3 } }
  offline_batch: { schedule: '22:00-06:00', time_zone: Europe/Berlin, max_daily_budget: 5 }`;

/** The JSON Schema of the settings file, as editors use it. */
export function settingsSchema(): unknown {
  return z.toJSONSchema(SettingsFile, { io: 'input', unrepresentable: 'any' });
}

/** The reference of the settings file as Markdown. `docs` are the docstrings beside the schemas. */
export function settingsReference(docs: DocComments): string {
  const named = new Map<z.core.$ZodType, string>(
    Object.entries(sections).map(([name, schema]) => [schema, name]),
  );
  const words = new Map<z.core.$ZodType, string>([[Id, 'id']]);
  const shapes = { named, words };
  return [
    '# The settings file',
    '',
    'Generated from `infra/config/settings` by `npm run docs:reference`; do not edit by hand.',
    '',
    '`dse.yaml` in the current folder, or the file that `--config` or `DSE_CONFIG` names; YAML or JSON. Without one everything is as by',
    'default. Unknown fields are refused with line, column and the nearest name; `dse config validate` reads it and uses nothing. Editors',
    'check it with [its JSON Schema](schemas/settings.json). What models do and cost: [language models](../explanation/models.md).',
    '',
    '```yaml',
    example,
    '```',
    '',
    ...fieldTable('SettingsFile', SettingsFile, shapes, docs),
    'Reading checks more than the fields:',
    '',
    ...rules.map((rule) => `- ${rule}`),
    '',
    ...Object.entries(sections).flatMap(([name, schema]) => {
      const others = { named: new Map([...named].filter(([other]) => other !== schema)), words };
      return [`## ${name}`, '', docs.get(name) ?? '', '', ...fieldTable(name, schema, others, docs)];
    }),
  ].join('\n');
}
