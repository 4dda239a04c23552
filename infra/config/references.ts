import { referenceParts, templateReferences } from '../../actors/template.ts';
import type { CapabilityFile } from '../../events/capability.ts';
import type { Json } from '../../events/json.ts';
import { nearest } from './nearest.ts';
import type { Place } from './strictFile.ts';

type Report = (place: Place, message: string, remedy: string) => void;

/** Reports each reference of a template that will have no value when it is filled (SPEC G23). */
function check(
  template: Json,
  place: Place,
  roots: readonly string[],
  steps: readonly string[],
  report: Report,
): void {
  for (const reference of templateReferences(template)) {
    const [root, step, field] = referenceParts(reference) ?? [];
    if (root === undefined || !roots.includes(root)) {
      report(
        place,
        `{{${reference}}} refers to nothing`,
        `References here start with ${roots.map((name) => `\`${name}\``).join(' or ')}.`,
      );
    } else if (root === 'steps' && (step === undefined || !steps.includes(step))) {
      const close = nearest(step ?? '', steps);
      const hint = close === null ? '' : ` Did you mean \`${close}\`?`;
      report(place, `{{${reference}}} refers to no earlier step`, `Refer to a step above this one.${hint}`);
    } else if (root === 'steps' && field !== 'result') {
      report(place, `{{${reference}}} is not a step's result`, `Write {{steps.${step}.result}}.`);
    }
  }
}

/** Checks the references of a tool's request mapping and of a workflow's steps; steps see only what ran before them. */
export function checkReferences(file: CapabilityFile, report: Report): void {
  if (file.tool) {
    const { path, headers, body, result } = file.tool;
    check(path, ['tool', 'path'], ['input'], [], report);
    check(headers, ['tool', 'headers'], ['input'], [], report);
    if (body !== undefined) check(body, ['tool', 'body'], ['input'], [], report);
    check(result, ['tool', 'result'], ['body'], [], report);
    if ((file.tool.base_url === undefined) === (file.tool.service === undefined)) {
      report(['tool'], 'a tool has either `base_url` or `service`', 'Give one of the two.');
    }
  }
  if (file.workflow) {
    const earlier: string[] = [];
    file.workflow.steps.forEach((step, index) => {
      check(step.input, ['workflow', 'steps', index, 'input'], ['input', 'steps'], earlier, report);
      if (earlier.includes(step.id))
        report(['workflow', 'steps', index, 'id'], `\`${step.id}\` is there twice`, 'Rename one.');
      earlier.push(step.id);
    });
    if (file.workflow.output !== undefined) {
      check(file.workflow.output, ['workflow', 'output'], ['input', 'steps'], earlier, report);
    }
  }
}
