import { styleText } from 'node:util';
import type { Form, Said } from '../command.ts';
import { tableText } from './table.ts';

type Row = Readonly<Record<string, unknown>>;
type Style = Parameters<typeof styleText>[0];

/** Many rows: a table for people, one JSON object a line for programs. */
export function* sayRows(
  rows: readonly Row[],
  columns: readonly string[],
  form: Form,
  none: string,
): Generator<Said> {
  if (form.json) {
    for (const row of rows) yield { out: JSON.stringify(row) };
  } else if (rows.length === 0) {
    yield { err: none };
  } else {
    yield {
      out: tableText(
        columns,
        rows.map((row) => columns.map((column) => row[column])),
        form,
      ),
    };
  }
}

/** One thing: its fields under each other, or one JSON object. */
export function* sayOne(value: Row, form: Form): Generator<Said> {
  if (form.json) {
    yield { out: JSON.stringify(value) };
    return;
  }
  const width = Math.max(...Object.keys(value).map((name) => name.length));
  for (const [name, field] of Object.entries(value)) {
    const text = typeof field === 'string' ? field : JSON.stringify(field, null, 0);
    yield { out: `${painted('bold', name.padEnd(width), form)}  ${text ?? '-'}` };
  }
}

/** Text in a colour, where colours are wanted. */
export function painted(style: Style, text: string, form: Form): string {
  return form.colour ? styleText(style, text, { validateStream: false }) : text;
}
