import type { ModelRequest } from '../../../actors/models/model.ts';
import { isFields, parseJson } from '../../../events/json.ts';
import { deriveSeed, randomFrom } from '../../../machines/rules/random.ts';
import { adviceIn } from './advice.ts';
import type { Hand } from './hands.ts';
import { judged } from './judged.ts';
import type { Asked, Shown } from './judged.ts';

/** Words of reasoning on each word of the review. */
const REASONING = { usual: 2, long: 6 } as const;
/** Below this temperature nobody forgets the shape of an answer. */
const SURE = 0.5;

/** The answer of a scripted model to the question of a prompt, whole: the caller cuts it at its bound. */
export function answered(hand: Hand, request: ModelRequest): string {
  const asked = askedIn(request);
  const answer = judged(hand, asked) >= 0 ? 'positive' : 'negative';
  // Asked to correct itself it is brief and keeps to the shape.
  const again = request.messages.length > 2;
  const slip = randomFrom(deriveSeed(asked.seed, `slip ${asked.question}`)).uniform();
  const chance = hand.slips * Math.max(0, (asked.temperature - SURE) / (1 - SURE));
  if (!again && slip < chance) return `I should say that it is ${answer}.`;
  if (!asked.cot) return JSON.stringify({ answer });
  return JSON.stringify({ reasoning: again ? 'As before.' : reasoning(asked), answer });
}

/** Reads the question as the engine writes it: rubric and examples in the first message, the input in the second. */
function askedIn({ messages, format, temperature, seed }: ModelRequest): Asked {
  const [system, input] = [messages[0]!.content, messages[1]!.content];
  const schema = format!.schema;
  const properties = isFields(schema) ? schema['properties'] : undefined;
  return {
    instructions: system,
    text: textOf(input),
    shown: shownIn(system),
    cot: isFields(properties) && 'reasoning' in properties,
    temperature: temperature ?? 0,
    question: `${system}\n${input}`,
    seed: seed ?? 0,
  };
}

function shownIn(system: string): readonly Shown[] {
  return [...system.matchAll(/^Input: (.*)\nAnswer: "(.*)"$/gm)].map(([, input, answer]) => ({
    text: textOf(input!),
    answer: answer!,
  }));
}

/** The engine asks about nothing that is no input of the capability. */
function textOf(input: string): string {
  return (parseJson(input) as { text: string }).text;
}

function reasoning({ text, instructions }: Asked): string {
  const words = text.split(/\s+/);
  const times = adviceIn(instructions).includes('length') ? REASONING.long : REASONING.usual;
  return Array.from({ length: times }, () => words.join(' ')).join('; ');
}
