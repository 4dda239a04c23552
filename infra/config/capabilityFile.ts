import { parse } from 'acorn';
import { contradictions } from '../../actors/proving/contradictions.ts';
import { drawInputs } from '../../actors/proving/drawInputs.ts';
import { schemaCheck } from '../../actors/proving/schema.ts';
import type { SchemaCheck } from '../../actors/proving/schema.ts';
import { CapabilityFile, CapabilitySpec } from '../../events/capability.ts';
import type { JsonSchema } from '../../events/jsonSchema.ts';
import { bundlePackages } from './bundlePackages.ts';
import { checkAccuracy } from './checkAccuracy.ts';
import { checkScope } from './checkScope.ts';
import { declaredSeed } from './declaredSeed.ts';
import { percentStages } from './percentStages.ts';
import { checkReferences } from './references.ts';
import { readSourceFile } from './sourceFile.ts';
import { placeText, readStrictFile } from './strictFile.ts';
import type { Place, Problem } from './strictFile.ts';

export type CapabilityReading =
  | { readonly ok: true; readonly capability: CapabilitySpec }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export type Report = (place: Place, message: string, remedy: string) => void;

const said = (error: unknown) => (error instanceof Error ? error.message : String(error));

function compiled(schema: JsonSchema, place: Place, report: Report): SchemaCheck {
  try {
    return schemaCheck(schema);
  } catch (error) {
    report(place, `not a JSON Schema: ${said(error)}`, 'Correct the keyword it names (JSON Schema 2020-12).');
    return () => [];
  }
}

/** Values that claim to be of the contract must be. Inputs of `error` examples may be malformed on purpose. */
function checkValues(file: CapabilityFile, report: Report): void {
  const input = compiled(file.input, ['input'], report);
  const output = compiled(file.output, ['output'], report);
  const fits = (check: SchemaCheck, value: Parameters<SchemaCheck>[0], place: Place, which: string) => {
    const [first] = check(value);
    if (first !== undefined) {
      report(place, `does not fit the ${which} schema: ${first}`, 'Correct the value or the schema.');
    }
  };
  for (const section of ['examples', 'held_out'] as const) {
    file[section].forEach((example, index) => {
      if (example.output === undefined) return;
      fits(input, example.input, [section, index, 'input'], 'input');
      fits(output, example.output, [section, index, 'output'], 'output');
    });
  }
  file.inputs.forEach((value, index) => fits(input, value, ['inputs', index], 'input'));
}

/** Properties need generated inputs, so the input schema must be one that inputs can be drawn from. */
function checkDrawing(file: CapabilityFile, report: Report): void {
  if (file.properties.length === 0) return;
  try {
    drawInputs(file.input, { seed: 1, count: 1 });
  } catch (error) {
    report(
      ['input'],
      said(error),
      'Simplify the schema, or write `inputs` by hand in place of `properties`.',
    );
  }
}

/** Code in a capability file is one function expression; anything after it would run unasked. */
function checkFunction(code: string, place: Place, example: string, report: Report): void {
  try {
    const { body } = parse(`(${code}\n)`, { ecmaVersion: 'latest' });
    const [statement] = body;
    const expression = statement?.type === 'ExpressionStatement' ? statement.expression.type : '';
    if (body.length !== 1) throw new SyntaxError('there is more than one expression');
    if (expression !== 'ArrowFunctionExpression' && expression !== 'FunctionExpression') {
      throw new SyntaxError('it is not a function');
    }
  } catch (error) {
    const what = place.at(-1) === 'change' ? 'a change' : 'a predicate';
    report(place, `not ${what}: ${said(error)}`, `Write one function, such as \`${example}\`.`);
  }
}

const PREDICATE = '(input, output) => output.length <= input.length';

function checkPredicates(file: CapabilityFile, report: Report): void {
  for (const section of ['properties', 'postconditions', 'relations'] as const) {
    file[section].forEach(({ holds }, index) => {
      checkFunction(holds, [section, index, 'holds'], PREDICATE, report);
    });
    const names = file[section].map(({ name }) => name);
    names.forEach((name, index) => {
      if (names.indexOf(name) < index)
        report([section, index, 'name'], `\`${name}\` is there twice`, 'Rename one.');
    });
  }
  file.relations.forEach(({ change }, index) => {
    checkFunction(change, ['relations', index, 'change'], '(list) => [...list].reverse()', report);
  });
  for (const section of ['examples', 'held_out'] as const) {
    file[section].forEach(({ compare }, index) => {
      if (typeof compare !== 'object' || !('predicate' in compare)) return;
      checkFunction(compare.predicate, [section, index, 'compare', 'predicate'], PREDICATE, report);
    });
  }
}

/** A test judges answers: what comes out is a boolean. */
function checkKind(file: CapabilityFile, report: Report): void {
  if (file.kind !== 'test') return;
  if (typeof file.output === 'object' && file.output['type'] === 'boolean') return;
  report(['output'], 'a test answers with a boolean', 'Write `output: { type: boolean }`.');
}

/** What may answer differently each time cannot be answered for by an answer of before. */
function checkCache(file: CapabilityFile, report: Report): void {
  if (file.cache.results === 'off' || file.deterministic) return;
  report(
    ['cache', 'results'],
    'the answers of a capability that is not `deterministic` are not reused',
    'Write `results: off`, or take `deterministic: false` out.',
  );
}

/** A ladder is of seeds; of a tool or workflow the declaration itself is one, called `declared`. */
function checkLadder(file: CapabilityFile, report: Report): void {
  const own = file.kind === 'tool' || file.kind === 'workflow' ? ['declared'] : [];
  const names = [...own, ...file.seeds.map(({ name }) => name)];
  file.ladder?.tools.forEach((tool, index) => {
    if (!names.includes(tool))
      report(['ladder', 'tools', index], `\`${tool}\` is no seed`, `Name one of: ${names.join(', ')}.`);
  });
}

/** What can be known before anything runs: two examples that no program can meet both. */
function checkContradictions(file: CapabilityFile, report: Report): void {
  const places: Place[] = [
    ...file.examples.map((_, index) => ['examples', index]),
    ...file.held_out.map((_, index) => ['held_out', index]),
  ];
  for (const [one, other] of contradictions([...file.examples, ...file.held_out])) {
    report(
      places[other]!,
      `contradicts ${placeText(places[one]!)}: the same input, another outcome`,
      'Correct or remove one of the two.',
    );
  }
}

type Code = { readonly source?: string | undefined; readonly file?: string | undefined };

/** The text of a source, and for JavaScript that it parses. TypeScript is parsed by the sandbox. */
async function sourceOf(
  path: string,
  code: Code,
  language: string,
  place: Place,
  report: Report,
): Promise<string> {
  let source = code.source ?? '';
  if (code.file !== undefined) {
    const read = await readSourceFile(path, code.file);
    if (!read.ok) {
      const message =
        read.why === 'outside'
          ? `\`${code.file}\` is outside the capability's folder`
          : `cannot read \`${code.file}\``;
      report([...place, 'file'], message, 'Name a file beside the capability file or below it.');
      return '';
    }
    source = read.source;
  }
  if (language !== 'javascript') return source;
  try {
    parse(source, { ecmaVersion: 'latest', sourceType: 'script' });
  } catch (error) {
    const where = code.file === undefined ? 'source' : 'file';
    report(
      [...place, where],
      `the code does not parse: ${said(error)}`,
      'Correct the code (line:column is of the code).',
    );
  }
  return source;
}

/**
 * Reads a capability file, YAML or JSON, strictly (issue 2, step 2): every field known, schemas valid, values of the
 * contract, predicates and JavaScript sources parsable, files inside the folder. All problems are reported at once,
 * each with line and column; an unreadable file is a problem too, never an exception.
 */
export async function readCapabilityFile(path: string): Promise<CapabilityReading> {
  const read = await readStrictFile(path, CapabilityFile, percentStages);
  if (!read.ok) return read;
  const problems: Problem[] = [];
  const capability = await checkedCapability(path, read.value, (place, message, remedy) =>
    problems.push(read.problem(place, message, remedy)),
  );
  return capability === null ? { ok: false, problems } : { ok: true, capability };
}

/** What a file of the right shape declares, its sources read; null when something was reported, each thing with its place in `file`. */
export async function checkedCapability(
  path: string,
  file: CapabilityFile,
  told: Report,
): Promise<CapabilitySpec | null> {
  let sound = true;
  const report: Report = (...problem) => {
    sound = false;
    told(...problem);
  };
  checkValues(file, report);
  if (sound) checkDrawing(file, report);
  checkKind(file, report);
  checkAccuracy(file, report);
  checkCache(file, report);
  checkContradictions(file, report);
  checkPredicates(file, report);
  checkReferences(file, report);
  checkScope(file, report);
  checkLadder(file, report);
  const packages = bundlePackages(path, file, report);
  const load = (code: Code, place: Place) => sourceOf(path, code, file.language, place, report);
  const seed = async (code: Code, place: Place): Promise<string> => {
    if (file.kind === 'function' || file.kind === 'test') return load(code, place);
    const read = declaredSeed(file.kind, await sourceOf(path, code, 'json', place, report));
    if (read.ok) return read.source;
    report(
      place,
      `not a ${file.kind}: ${read.message}`,
      file.kind === 'prompt'
        ? 'Write its fields (docs/how-to/prompts.md): `rubric`, `model_key` and what else differs from the defaults.'
        : `Write it like the section \`${file.kind}\`, as JSON.`,
    );
    return '';
  };
  const seeds = await Promise.all(
    file.seeds.map(async ({ name, provenance, ...code }, index) => ({
      name,
      provenance,
      source: await seed(code, ['seeds', index]),
    })),
  );
  const controls = await Promise.all(
    file.controls.map(async ({ name, ...code }, index) => ({
      name,
      source: await load(code, ['controls', index]),
    })),
  );
  const oracle =
    file.oracle === null
      ? null
      : { provenance: file.oracle.provenance, source: await load(file.oracle, ['oracle']) };
  if (!sound) return null;
  const used = packages.length === 0 ? {} : { packages };
  return CapabilitySpec.parse({ ...file, seeds, controls, oracle, ...used });
}
