import type { CapabilityFile } from '../../events/capability.ts';
import type { Place } from './strictFile.ts';

type Report = (place: Place, message: string, remedy: string) => void;

/** A scope nobody could keep to, or that asks for what generated code never gets, is refused by name. */
export function checkScope({ kind, language, scope }: CapabilityFile, report: Report): void {
  if (scope.network && kind !== 'tool')
    report(
      ['scope', 'network'],
      `a ${kind} cannot use the network`,
      'Remove it, or declare a `kind: tool` whose section `tool` names its service.',
    );
  if (scope.languages !== null && !scope.languages.includes(language))
    report(
      ['scope', 'languages'],
      `\`language: ${language}\` is not among them`,
      `Add ${language}, or change the language.`,
    );
  const both = scope.required.find((word) => scope.forbidden.includes(word));
  if (both !== undefined)
    report(['scope', 'required'], `"${both}" is required and forbidden`, 'Remove it from one of the two.');
}
