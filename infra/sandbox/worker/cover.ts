import type { instrument as Instrument } from 'oxc-coverage-instrument';

let instrument: typeof Instrument | null = null;

/** Hands over the native instrumenter, loaded while the process was still allowed to. */
export function useCoverage(loaded: typeof Instrument | null): void {
  instrument = loaded;
}

const PREAMBLE =
  /^var (cov_\w+) = \(function \(\) \{ var path = .*?; var coverageData = (\{.*\}); coverageData\.hash = hash; .*return actualCoverage; \}\)\(\);/m;

/**
 * Statement and branch counters by oxc. Its preamble would publish them as a property of the global object, where the program could
 * write them; here they are a script-scoped constant whose name does not occur in the program.
 */
export function cover(source: string): string {
  if (instrument === null)
    throw new Error('coverage is not available: oxc-coverage-instrument has no binary for this platform');
  for (let salt = 0; ; salt += 1) {
    const code = instrumented(instrument, source, salt);
    const found = PREAMBLE.exec(code);
    if (found === null) throw new Error('oxc-coverage-instrument changed the form of its preamble');
    const [preamble, name = '', data = ''] = found;
    if (source.includes(name)) continue;
    const { s, b, f } = JSON.parse(data) as Record<string, unknown>;
    const counters = `const ${name} = $dse_cover(${JSON.stringify({ s, b, f })});`;
    return code.slice(0, found.index) + counters + code.slice(found.index + preamble.length);
  }
}

/** What acorn reads and oxc does not is a program without coverage, not a broken sandbox. */
function instrumented(instrument: typeof Instrument, source: string, salt: number): string {
  try {
    return instrument(source, `program-${salt}.js`, {
      sourceType: 'script' as never,
      trackOptionalChainBranches: false,
    }).code;
  } catch (error) {
    throw new SyntaxError(`coverage: ${error instanceof Error ? error.message : String(error)}`);
  }
}
