import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Model } from '../../actors/models/model.ts';
import type { ModelEntry } from '../config/settings/models.ts';
import type { Settings } from '../config/settings/settingsFile.ts';
import { failedAttempt } from './attempt.ts';
import type { Attempt } from './attempt.ts';
import { CalledModel } from './calledModel.ts';
import { BadRecording } from './recordings.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What an entry asks for to be called; null: no key. */
export function keyVariable({ provider, base_url, api_key_env }: ModelEntry): string | null {
  return api_key_env ?? (provider === 'openai' && base_url === undefined ? 'OPENAI_API_KEY' : null);
}

/** Whether answers or prices of a model are not real ones. */
export function isSimulated({ provider, simulated }: ModelEntry): boolean {
  return provider === 'recorded' || simulated;
}

/**
 * The models of the settings by their names. Nothing is called yet; the client of a provider is loaded only where it is used. A key that is not
 * set is the outcome `bad_key` of each call. Throws `BadRecording` for a file of completions that cannot be read.
 */
export async function openModels(
  { models, file }: Pick<Settings, 'models' | 'file'>,
  variables: Variables,
): Promise<ReadonlyMap<string, Model>> {
  const folder = file === null ? '.' : dirname(file);
  const opened = Object.entries(models).map(async ([name, entry]) => {
    const variable = keyVariable(entry);
    const secret = variable === null ? null : (variables[variable] ?? '');
    const attempt = secret === '' ? withoutKey(variable ?? '') : await attemptOf(entry, folder, secret);
    const model = new CalledModel(
      {
        name,
        provider: entry.provider,
        model: entry.model,
        simulated: isSimulated(entry),
        price: entry.price,
        timeoutMs: entry.timeout_ms,
        retries: entry.retries,
        ratePerMinute: entry.rate_per_minute,
        concurrency: entry.concurrency,
        secret,
      },
      attempt,
    );
    return [name, model] as const;
  });
  return new Map(await Promise.all(opened));
}

function withoutKey(variable: string): Attempt {
  return async () => failedAttempt('bad_key', `the environment variable ${variable} is not set`);
}

async function attemptOf(entry: ModelEntry, folder: string, apiKey: string | null): Promise<Attempt> {
  const { provider, model, base_url: baseUrl = null, file = '' } = entry;
  if (provider === 'openai') {
    const { openAiAttempt } = await import('./openai.ts');
    return openAiAttempt({ model, baseUrl, apiKey });
  }
  if (provider === 'ollama') {
    const { ollamaAttempt } = await import('./ollama.ts');
    return ollamaAttempt({ model, baseUrl, apiKey });
  }
  const [{ recordedAttempt }, { Recordings }] = await Promise.all([
    import('./recorded.ts'),
    import('./recordings.ts'),
  ]);
  const path = resolve(folder, file);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw new BadRecording(`cannot read ${path} (${error.code}): check \`file\` in the settings`);
  });
  return recordedAttempt(Recordings.parse(text, path));
}
