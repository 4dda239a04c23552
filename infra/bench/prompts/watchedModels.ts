import type { Model } from '../../../actors/models/model.ts';

/** What models were asked and billed, counted beside the house and its log. */
export type Watch = {
  calls: number;
  costMicro: number;
  /** Texts of reviews in anything that was asked, as inputs, examples or mistakes. */
  readonly texts: Set<string>;
};

const INPUT = /\{"text":"(?:[^"\\]|\\.)*"\}/g;

/** The same models, watched. */
export function watchedModels(models: ReadonlyMap<string, Model>): {
  readonly models: ReadonlyMap<string, Model>;
  readonly watch: Watch;
} {
  const watch: Watch = { calls: 0, costMicro: 0, texts: new Set() };
  const watched = (model: Model): Model => ({
    name: model.name,
    provider: model.provider,
    model: model.model,
    simulated: model.simulated,
    costOf: (inputTokens, outputTokens) => model.costOf(inputTokens, outputTokens),
    complete: async (request, options) => {
      for (const { content } of request.messages)
        for (const [input] of content.matchAll(INPUT))
          watch.texts.add((JSON.parse(input) as { text: string }).text);
      const answer = await model.complete(request, options);
      watch.calls += 1;
      watch.costMicro += answer.usage.costMicro;
      return answer;
    },
  });
  return { models: new Map([...models].map(([name, model]) => [name, watched(model)])), watch };
}
