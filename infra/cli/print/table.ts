import { styleText } from 'node:util';
import Table from 'cli-table3';
import type { Form } from '../command.ts';

/** What a cell may hold: a value of JSON, or nothing. */
type Cell = unknown;

const plain = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: '  ',
};

/** A cell as people read it: at most 4 significant digits behind the point, JSON for what has parts, `-` for nothing. */
export function cellText(value: Cell): string {
  if (value === null || value === undefined) return '-';
  if (typeof value === 'number')
    return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Rows under their columns, without lines; numbers to the right. Nothing is cut unless the terminal is narrower. */
export function tableText(
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
  form: Form,
): string {
  const numeric = columns.map(
    (_, index) =>
      rows.length > 0 && rows.every((row) => row[index] === null || typeof row[index] === 'number'),
  );
  const cells = rows.map((row) => columns.map((_, index) => cellText(row[index])));
  const widths = fitted(
    columns.map((column, index) => Math.max(column.length, ...cells.map((row) => row[index]!.length))),
    form.width,
  );
  const table = new Table({
    head: columns.map((column) =>
      form.colour ? styleText('bold', column, { validateStream: false }) : column,
    ),
    chars: plain,
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colAligns: numeric.map((right) => (right ? 'right' : 'left')),
    colWidths: widths,
  });
  table.push(...cells);
  return table
    .toString()
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}

/** What is wider than the terminal loses from its widest columns; cli-table3 marks a cut with `…`. */
function fitted(widths: readonly number[], width: number | null): number[] {
  const fit = [...widths];
  if (width === null) return fit;
  const room = width - 2 * (fit.length - 1);
  while (fit.reduce((sum, one) => sum + one, 0) > room) {
    const widest = fit.indexOf(Math.max(...fit));
    if (fit[widest]! <= 8) break;
    fit[widest]! -= 1;
  }
  return fit;
}
