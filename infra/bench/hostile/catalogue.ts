import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { ProgramFile } from './program.ts';
import type { HostileProgram } from './program.ts';

/** Every hostile program of a folder beside this file, such as `javascript`, class by class, as it ends on an engine. */
export function catalogueOf(folder: string, engine = ''): HostileProgram[] {
  const path = fileURLToPath(new URL(`./${folder}/`, import.meta.url));
  return readdirSync(path)
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .flatMap((name) => {
      const file = ProgramFile.parse(parse(readFileSync(join(path, name), 'utf8')));
      return file.programs.map((program) => {
        const { ends = program.ends, kill = program.kill } = program.elsewhere[engine] ?? {};
        return { ...program, ends, kill, class: file.class };
      });
    });
}
