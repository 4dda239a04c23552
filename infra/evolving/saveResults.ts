import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { EvolutionResults } from './results.ts';

/** The name of the file in its folder (SPEC E11). */
export const RESULTS_FILE = 'evolution_results.json';

/** Writes `evolution_results.json` into a folder, which is made, and gives its path. @throws Error of the file system */
export async function saveResults(folder: string, results: EvolutionResults): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, RESULTS_FILE);
  await writeFile(path, `${JSON.stringify(EvolutionResults.parse(results), null, 2)}\n`);
  return path;
}
