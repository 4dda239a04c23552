import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Model } from '../../../actors/models/model.ts';
import type { ModelEntry } from '../../config/settings/models.ts';
import { command } from '../command.ts';
import type { House } from '../house.ts';
import { EXIT } from '../exitCodes.ts';
import { sayRows } from '../print/say.ts';

const PROBE = 'Answer with the word OK.';
const PROBE_TOKENS = 16;
const PROBE_MS = 30_000;

/** `dse models`: the language models of the settings; `--probe` calls each once. */
export const models = command({
  name: 'models',
  needs: 'log',
  creates: true,
  options: z.strictObject({ probe: z.boolean() }),
  configure: (program, act) =>
    void program
      .command('models')
      .description('the language models of the settings file')
      .option('--probe', 'call each once; that is recorded, and costs what it costs')
      .action(({ probe = false }: { probe?: boolean }) => act({ probe })),
  async *run({ house, form, signal }, { probe }) {
    const { isSimulated } = await import('../../models/openModels.ts');
    const settings = await house.settings();
    const probed = probe ? await probes(house, signal) : new Map<string, Probed>();
    const rows = Object.entries(settings.models).map(([name, entry]) => ({
      name,
      provider: entry.provider,
      model: entry.model,
      price: form.json ? entry.price : priceText(entry.price),
      simulated: isSimulated(entry),
      generators: settings.generators.filter(({ model }) => model === name).map((one) => one.name),
      ...probed.get(name),
    }));
    const columns = ['name', 'provider', 'model', 'price', 'simulated', 'generators'];
    const none = `no models: there are none in ${settings.file ?? 'dse.yaml, and no such file'}`;
    const more = probe ? ['outcome', 'ms', 'cost_micro'] : [];
    yield* sayRows(rows, [...columns, ...more], form, none);
    for (const { message } of probed.values()) if (message !== null && !form.json) yield { err: message };
    return [...probed.values()].some(({ message }) => message !== null) ? EXIT.failed : EXIT.ok;
  },
});

function priceText(price: ModelEntry['price']): string {
  if (price === 'free') return 'free';
  return `$${price.input_usd_per_million} in, $${price.output_usd_per_million} out a million (${price.as_of})`;
}

type Probed = {
  readonly outcome: string;
  readonly ms: number;
  readonly cost_micro: number;
  readonly message: string | null;
};

async function probes(house: House, signal: AbortSignal): Promise<ReadonlyMap<string, Probed>> {
  const [{ recordedCalls }, { Recorder }, { workerName }] = await Promise.all([
    import('../../../actors/models/recordedCalls.ts'),
    import('../../../actors/recorder.ts'),
    import('../../deadWorkers.ts'),
  ]);
  const substrate = await house.substrate();
  const recorder = new Recorder(substrate, workerName(randomUUID()));
  const now = () => Date.now() + substrate.skewMs;
  const probed = [...(await house.models())].map(async ([name, model]) => {
    const called = recordedCalls(model, {
      recorder,
      blobs: substrate.blobs,
      now,
      for: null,
      correlation: 'probe',
    });
    return [name, await probeOf(called, signal)] as const;
  });
  return new Map(await Promise.all(probed));
}

async function probeOf(model: Model, signal: AbortSignal): Promise<Probed> {
  const answer = await model.complete(
    {
      messages: [{ role: 'user', content: PROBE }],
      temperature: null,
      maxTokens: PROBE_TOKENS,
      seed: null,
      format: null,
      timeoutMs: PROBE_MS,
      key: randomUUID(),
    },
    { signal },
  );
  return {
    outcome: answer.status === 'ok' ? 'ok' : answer.cause,
    ms: Math.round(answer.usage.latencyUs / 1000),
    cost_micro: answer.usage.costMicro,
    message: answer.status === 'ok' ? null : answer.message,
  };
}
