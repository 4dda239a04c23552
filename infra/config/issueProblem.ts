import { z } from 'zod';
import { nearest } from './nearest.ts';

type Place = readonly (string | number)[];
type Found = {
  readonly place: Place;
  readonly key?: string;
  readonly message: string;
  readonly remedy: string;
};

/** The schema of a part, wrappers (optional, default, …) taken off; null where it cannot be told. */
function schemaAt(schema: unknown, place: Place): unknown {
  let here: unknown = schema;
  while (
    here instanceof z.ZodOptional ||
    here instanceof z.ZodDefault ||
    here instanceof z.ZodPrefault ||
    here instanceof z.ZodNullable
  ) {
    here = here.unwrap();
  }
  const [part, ...rest] = place;
  if (part === undefined) return here;
  if (here instanceof z.ZodObject) return schemaAt(here.shape[part], rest);
  if (here instanceof z.ZodArray) return schemaAt(here.element, rest);
  if (here instanceof z.ZodRecord) return schemaAt(here.valueType, rest);
  if (here instanceof z.ZodUnion) {
    return (
      here.options.map((option: unknown) => schemaAt(option, place)).find((found) => found !== null) ?? null
    );
  }
  return null;
}

function fieldsOf(schema: unknown): string[] {
  if (schema instanceof z.ZodObject) return Object.keys(schema.shape);
  if (schema instanceof z.ZodUnion) return schema.options.flatMap((option: unknown) => fieldsOf(option));
  return [];
}

const list = (words: readonly unknown[]) => words.map((word) => `\`${String(word)}\``).join(', ');

function valueAt(value: unknown, place: Place): unknown {
  let here = value;
  for (const part of place) {
    if (typeof here !== 'object' || here === null) return undefined;
    here = Object.entries(here).find(([key]) => key === String(part))?.[1];
  }
  return here;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** It says no more than that the value is of another type. */
function ofAnotherType(issue: z.core.$ZodIssue, value: unknown): boolean {
  if (issue.code === 'invalid_value') return issue.values.every((one) => typeof one !== typeof value);
  return issue.code === 'invalid_type';
}

/** What to write in place of what is beyond a bound. */
function boundText(issue: z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall): string {
  const big = issue.code === 'too_big';
  const bound = String(big ? issue.maximum : issue.minimum);
  if (issue.origin === 'string') return `Write ${big ? 'at most' : 'at least'} ${bound} characters.`;
  if (issue.origin === 'array') return `Write ${big ? 'at most' : 'at least'} ${bound} entries.`;
  const open = issue.inclusive === false;
  if (big) return `Write a number ${open ? 'below' : 'up to'} ${bound}.`;
  return `Write a number ${open ? 'above' : 'from'} ${bound}${open ? '' : ' on'}.`;
}

/** One zod issue as problems: what is wrong, where, and what to write there. */
export function issueProblem(schema: unknown, issue: z.core.$ZodIssue, raw: unknown): Found[] {
  const place = issue.path.map((part) => (typeof part === 'number' ? part : String(part)));
  const value = valueAt(raw, place);
  if (issue.code === 'unrecognized_keys') {
    const fields = fieldsOf(schemaAt(schema, place));
    return issue.keys.map((key) => {
      const close = nearest(key, fields);
      const known = fields.length > 0 ? `Fields here: ${list(fields)}.` : 'Remove it.';
      return {
        place,
        key,
        message: 'unknown field',
        remedy: close === null ? known : `Did you mean \`${close}\`?`,
      };
    });
  }
  if (issue.code === 'invalid_key') {
    const why = issue.issues.map(({ message }) => message).join('; ');
    const name = String(place.at(-1));
    return [
      {
        place: place.slice(0, -1),
        key: name,
        message: `\`${name}\` is not possible as a name`,
        remedy: `Choose another: ${why}.`,
      },
    ];
  }
  if (issue.code === 'invalid_union' && value === undefined)
    return [{ place, message: 'missing', remedy: 'Add it.' }];
  if (issue.code === 'invalid_union') {
    // The branch that came furthest says most: one that fails below this place, else one with another code than its type.
    const branch =
      issue.errors.find((issues) =>
        issues.some((one) => one.path.length > 0 || one.code === 'unrecognized_keys'),
      ) ?? issue.errors.find((issues) => issues.some((one) => !ofAnotherType(one, value)));
    const inner = (branch ?? issue.errors[0] ?? []).map((one) => ({
      ...one,
      path: [...issue.path, ...one.path],
    }));
    if (inner.length > 0) return inner.flatMap((one) => issueProblem(schema, one, raw));
  }
  if (issue.code === 'invalid_value') {
    const values = issue.values.map((one) => String(one));
    const close = typeof value === 'string' ? nearest(value, values) : null;
    const hint = close === null ? '' : `Did you mean \`${close}\`? `;
    const fields = fieldsOf(schemaAt(schema, place));
    const instead =
      close !== null || fields.length === 0 ? '' : ` Or write fields: ${list([...new Set(fields)])}.`;
    return [
      {
        place,
        message: `${shown(value)} is not possible here`,
        remedy: `${hint}Write one of ${list(values)}.${instead}`,
      },
    ];
  }
  if (issue.code === 'invalid_type') {
    const missing = value === undefined;
    return [
      {
        place,
        message: missing ? 'missing' : `${shown(value)} is not of type ${issue.expected}`,
        remedy: missing ? `Add it (type ${issue.expected}).` : `Write a value of type ${issue.expected}.`,
      },
    ];
  }
  if ((issue.code === 'too_big' || issue.code === 'too_small') && /^Too (big|small):/.test(issue.message))
    return [{ place, message: `${shown(value)} does not fit`, remedy: boundText(issue) }];
  if (issue.code === 'custom') {
    return [
      { place, message: issue.message, remedy: String(issue.params?.['remedy'] ?? 'Correct the value.') },
    ];
  }
  return [{ place, message: `${shown(value)} does not fit`, remedy: `${issue.message}.` }];
}
