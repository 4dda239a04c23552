import { fact } from '../../events/catalog.ts';
import { decided, refused } from '../decision.ts';
import type { Decision } from '../decision.ts';
import { splitName, TOOL_SPLIT, toolSplit } from '../rules/toolSplit.ts';
import type { CapabilityCommand } from './commands.ts';
import type { CapabilityContext } from './machine.ts';

const digits = (value: number): string => String(Number(value.toPrecision(3)));

/** Whether a manifest with another contract is another tool under this name (SPEC B10); below a threshold nothing is said. */
export function weighed(
  { declared }: CapabilityContext,
  command: Extract<CapabilityCommand, { type: 'weighSplit' }>,
  self: string,
): Decision {
  const { type: _, ...read } = command;
  const { against, version, compared } = read;
  if (against !== declared?.spec)
    return refused(
      'conflict',
      `${self} is declared with the contract ${declared?.spec}, ${version} was held against ${against}: compare it again`,
    );
  if (compared.same > compared.inputs || compared.shared > compared.words)
    return refused('invalid', `more is the same than was compared: ${JSON.stringify(compared)}`);
  const { tests, spec, confidence, split } = toolSplit(compared);
  if (!split)
    return refused(
      'invalid',
      `${version} is the same tool as ${self}: tests differ by ${digits(tests)} (from ${TOOL_SPLIT.tests} on), description and schemas by ${digits(spec)} (from ${TOOL_SPLIT.spec} on), with confidence ${digits(confidence)} (from ${TOOL_SPLIT.confidence} on)`,
    );
  const proposed = splitName(self, version);
  const pointer = `For what was to be ${self} ${version}, see ${proposed}: it is another tool.`;
  return decided(fact('tool.split', { ...read, tests, spec, confidence, proposed, pointer }));
}
