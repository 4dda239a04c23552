import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Completes `package-lock.json` after a change of dependencies (`npm run lock`). Where a registry lacks the binaries of
 * other platforms, npm leaves them out of the lock file and `npm ci` then refuses it ("Missing: … from lock file").
 * Their entries follow from the name: exact version, platform, optional. npm checks what it downloads only where an
 * entry has an integrity; these have none, and the platform this was run on always has one.
 */
type Entry = {
  readonly license?: string;
  readonly dev?: boolean;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};
type Lock = { packages: Record<string, Entry> };

const systems = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'x64'];

/** `@oxlint/binding-linux-arm64-musl` → linux, arm64, musl. Null when the name does not end in a platform. */
function platformOf(name: string): { os: string[]; cpu: string[]; libc?: string[] } | null {
  const words = name.split('/').at(-1)!.split('-');
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  if (os === undefined || cpu === undefined) return null;
  const last = words.at(-1)!;
  const libc = last.startsWith('musl') ? 'musl' : last.startsWith('gnu') ? 'glibc' : null;
  return { os: [os], cpu: [cpu], ...(os === 'linux' && libc !== null ? { libc: [libc] } : {}) };
}

const file = new URL('../../package-lock.json', import.meta.url);
const lock: Lock = JSON.parse(readFileSync(file, 'utf8'));
const added: string[] = [];

for (const [path, owner] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(owner.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`;
    if (place in lock.packages || `${path}/${place}` in lock.packages) continue;
    const platform = platformOf(name);
    if (platform === null)
      throw new Error(`${name} of ${path} is missing from the lock file and names no platform`);
    if (!/^\d/.test(version))
      throw new Error(`${path} asks for ${name}@${version}: only an exact version can be added`);
    const entry = {
      version,
      cpu: platform.cpu,
      ...(owner.dev && { dev: true }),
      ...(platform.libc && { libc: platform.libc }),
      ...(owner.license && { license: owner.license }),
      optional: true,
      os: platform.os,
    };
    lock.packages[place] = entry;
    added.push(name);
  }
}

lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
);
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`package-lock.json: ${added.length} entries for other platforms added\n`);
