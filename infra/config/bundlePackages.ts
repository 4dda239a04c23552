import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, extname, join, relative, resolve } from 'node:path';
import type { CapabilityFile } from '../../events/capability.ts';
import { sha256 } from '../../events/hash.ts';
import type { BundledPackage } from '../../events/scope.ts';
import { bundledSource, Unbundled } from './bundledSource.ts';
import type { Place } from './strictFile.ts';

type Report = (place: Place, message: string, remedy: string) => void;
type Manifest = {
  readonly version?: string;
  readonly type?: string;
  readonly main?: string;
  readonly exports?: unknown;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
};

const PIN =
  /^(?<name>(?:@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*)@(?<version>\d+\.\d+\.\d+[\w.+-]*)(?:#(?<hash>[0-9a-f]{64}))?$/;
const LONGEST = 200_000;

/**
 * The packages that `scope.packages` allows, each bundled from a `node_modules` beside the capability file, above it, or where this process stands: nothing
 * is fetched. What is not installed, or in another version or with another hash than was pinned, is reported by its name.
 */
export function bundlePackages(
  path: string,
  file: CapabilityFile,
  report: Report,
): readonly BundledPackage[] {
  const seen = new Set<string>();
  return file.scope.packages.flatMap((pin, index) => {
    const refuse = (message: string, remedy: string): [] => {
      report(['scope', 'packages', index], message, remedy);
      return [];
    };
    const { name, version, hash } = PIN.exec(pin)?.groups ?? {};
    if (name === undefined || version === undefined)
      return refuse(
        `the package "${pin}" is not pinned to one version`,
        'Write its name with its exact version, such as `left-pad@1.3.0`.',
      );
    if (seen.has(name)) return refuse(`the package "${name}" is there twice`, 'Remove one.');
    seen.add(name);
    if (!file.language.endsWith('script') || (file.kind !== 'function' && file.kind !== 'test'))
      return refuse(
        `the package "${name}" cannot be used by a ${file.kind} in ${file.language}`,
        'Remove it: packages are for functions and tests in JavaScript and TypeScript.',
      );
    const folder = installed(name, [dirname(resolve(path)), process.cwd()]);
    if (folder === null)
      return refuse(
        `the package "${name}" is not installed`,
        `Run \`npm install --save-exact ${name}@${version}\` beside the capability file; nothing is fetched for you.`,
      );
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    if (manifest.version !== version)
      return refuse(
        `the package "${name}" is installed in version ${manifest.version ?? 'unknown'}, and ${version} is pinned`,
        `Run \`npm install --save-exact ${name}@${version}\`, or pin the other version.`,
      );
    try {
      const source = sourceOf(folder, manifest);
      const made = sha256(source);
      if (hash !== undefined && hash !== made)
        return refuse(
          `the package "${name}" is not what was pinned: its bundle has the hash ${made}`,
          'Install it afresh and look at what changed before you pin another hash.',
        );
      return [{ name, version, integrity: integrityOf(folder, name), hash: made, source }];
    } catch (error) {
      if (!(error instanceof Unbundled)) throw error;
      return refuse(
        `the package "${name}" cannot be bundled: ${error.message}`,
        'Remove it, or use one that is a single file of JavaScript without dependencies.',
      );
    }
  });
}

function installed(name: string, starts: readonly string[]): string | null {
  for (const start of starts)
    for (let at = start; ; at = dirname(at)) {
      const folder = join(at, 'node_modules', name);
      if (existsSync(join(folder, 'package.json'))) return folder;
      if (at === dirname(at)) break;
    }
  return null;
}

function sourceOf(folder: string, manifest: Manifest): string {
  const needed = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  if (needed.length > 0) throw new Unbundled(`it depends on ${needed.join(', ')}`);
  const asked = exportOf(manifest.exports) ?? manifest.main ?? 'index.js';
  const entry = ['', '.js', '/index.js'].map((end) => join(folder, asked) + end).find(isScript);
  if (entry === undefined) throw new Unbundled(`its entry "${asked}" is no file of JavaScript`);
  if (relative(realpathSync(folder), realpathSync(entry)).startsWith('..'))
    throw new Unbundled('its entry lies outside the package');
  const module = extname(entry) === '.mjs' || (extname(entry) === '.js' && manifest.type === 'module');
  const source = bundledSource(readFileSync(entry, 'utf8'), module);
  if (source.length > LONGEST)
    throw new Unbundled(`its code has ${source.length} characters, ${LONGEST} are allowed`);
  return source;
}

function isScript(path: string): boolean {
  return /\.[cm]?js$/.test(path) && existsSync(path);
}

/** What `require` of the package would be given. */
function exportOf(exports: unknown): string | null {
  if (typeof exports === 'string') return exports;
  if (typeof exports !== 'object' || exports === null) return null;
  const known = exports as Readonly<Record<string, unknown>>;
  for (const condition of ['.', 'require', 'default', 'import']) {
    const found = exportOf(known[condition]);
    if (found !== null) return found;
  }
  return null;
}

/** As the lock file has it: npm keeps one inside `node_modules`. */
function integrityOf(folder: string, name: string): string | null {
  const modules = folder.slice(0, -name.length - 1);
  for (const lock of [join(modules, '.package-lock.json'), join(dirname(modules), 'package-lock.json')]) {
    if (!existsSync(lock)) continue;
    const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as {
      packages?: Readonly<Record<string, { readonly integrity?: string }>>;
    };
    const integrity = packages?.[`node_modules/${name}`]?.integrity;
    if (integrity !== undefined) return integrity;
  }
  return null;
}
