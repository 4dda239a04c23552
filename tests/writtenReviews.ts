import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const THINGS = [
  'case',
  'charger',
  'headset',
  'battery',
  'screen',
  'phone',
  'cable',
  'speaker',
  'button',
  'camera',
];
const PRAISE = ['great', 'superb', 'reliable', 'sturdy', 'excellent'];
const BLAME = ['bad', 'flimsy', 'defective', 'awful', 'useless'];

/** Reviews that nobody wrote, TAB and label, as the UCI file has them: plain, negated, turning, and saying nothing. */
export function writtenReviews(): readonly string[] {
  return THINGS.flatMap((thing, at) => [
    ...PRAISE.flatMap((word) => [`The ${thing} is ${word}.\t1`, `I find this ${thing} ${word}.\t1`]),
    ...BLAME.flatMap((word) => [`A ${word} ${thing}.\t0`, `So ${word}, this ${thing}.\t0`]),
    `This ${thing} is not ${PRAISE[at % 5]} at all.\t0`,
    `The ${thing} was not ${BLAME[at % 5]} at all.\t1`,
    `It looks ${PRAISE[at % 5]}, but the ${thing} is ${BLAME[at % 5]}.\t0`,
    `I use the ${thing} on day ${at}.\t${at % 2}`,
  ]);
}

/** A folder with a file of such reviews. */
export async function reviewsFolder(lines: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dse-reviews-'));
  await writeFile(join(folder, 'amazon_cells_labelled.txt'), `${lines.join('\n')}\n`);
  return folder;
}
