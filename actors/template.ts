import { isFields } from '../events/json.ts';
import type { Json } from '../events/json.ts';

const HOLE = /\{\{\s*([^{}]*?)\s*\}\}/g;
const WHOLE = /^\{\{\s*([^{}]*?)\s*\}\}$/;
const REFERENCE = /^[A-Za-z_][\w-]*(\.[\w-]+)*$/;

/** A reference such as `steps.count.result` as its parts, or null when it is not written like one. */
export function referenceParts(reference: string): readonly string[] | null {
  return REFERENCE.test(reference) ? reference.split('.') : null;
}

/** Every reference in a template value, in order, as written (SPEC G23). */
export function templateReferences(template: Json): string[] {
  if (typeof template === 'string') return [...template.matchAll(HOLE)].map((match) => match[1]!);
  if (Array.isArray(template)) return template.flatMap((item: Json) => templateReferences(item));
  if (isFields(template)) return Object.values(template).flatMap((item) => templateReferences(item));
  return [];
}

function lookUp(reference: string, scope: Json): Json {
  let here: Json | undefined = scope;
  for (const part of referenceParts(reference) ?? [reference]) {
    const holder: Json | undefined = here;
    here = undefined;
    if (Array.isArray(holder)) here = holder[Number(part)];
    else if (isFields(holder) && Object.hasOwn(holder, part)) here = holder[part];
    if (here === undefined) throw new Error(`template: nothing stands at {{${reference}}} (no \`${part}\`)`);
  }
  return here;
}

/**
 * Fills a template: a string that is one reference becomes that value, a reference inside a longer string its text
 * (`encode` makes it safe there, such as encodeURIComponent in a path).
 * Throws an Error naming the reference where the scope has nothing.
 */
export function fillTemplate(
  template: Json,
  scope: Json,
  encode: (text: string) => string = (text) => text,
): Json {
  if (typeof template === 'string') {
    const whole = WHOLE.exec(template);
    if (whole) return lookUp(whole[1]!, scope);
    return template.replaceAll(HOLE, (_, reference: string) => {
      const value = lookUp(reference, scope);
      return encode(typeof value === 'string' ? value : JSON.stringify(value));
    });
  }
  if (Array.isArray(template)) return template.map((item: Json) => fillTemplate(item, scope, encode));
  if (isFields(template)) {
    return Object.fromEntries(
      Object.entries(template).map(([key, item]) => [key, fillTemplate(item, scope, encode)]),
    );
  }
  return template;
}
