import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The next long-term version, brought into the project's cache: `isolated-vm` has a build of its own for each, and V8 differs. */
const VERSION = '26.10.0';
/** What depends on the engine: walls, fuel, folding. */
const SUITES = ['tests/integration/sandbox', 'tests/contract/sandbox', 'tests/property'];

const root = fileURLToPath(new URL('../../', import.meta.url));
const folder = join(root, 'node_modules/.cache/dse/node', VERSION);
const node = join(folder, 'node_modules/node/bin', process.platform === 'win32' ? 'node.exe' : 'node');

if (!existsSync(node)) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "allowScripts": { "node": true } }\n');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', `node@${VERSION}`], {
    cwd: folder,
    stdio: 'inherit',
  });
}
const { status } = spawnSync(node, [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...SUITES], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, PATH: `${dirname(node)}:${process.env['PATH'] ?? ''}` },
});
process.exit(status ?? 1);
