import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SERVER_CACHE, versionOf } from './places.ts';
import type { NatsServerPlace } from './places.ts';

/** Debian's suites with a nats-server: bookworm has 2.9, the oldest DSE supports; sid has the current one. */
export const SUITES = ['bookworm', 'sid'] as const;
export type Suite = (typeof SUITES)[number];

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';

/** Debian's front door; apt goes there through the proxy of its environment. */
const MIRROR = 'http://deb.debian.org/debian';

/**
 * Brings the nats-server of a Debian suite into the project's cache, without touching the system: apt works in folders of its own, the
 * package is only unpacked. Needs apt and dpkg, no rights.
 * @throws Error naming what is missing and what to do.
 */
export function fetchServer(suite: Suite): NatsServerPlace {
  for (const tool of ['apt-get', 'dpkg-deb']) {
    if (!(process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, tool)))) {
      throw new Error(
        `${tool} is not here, so no nats-server can be fetched: install one from https://github.com/nats-io/nats-server/releases and put it on the PATH`,
      );
    }
  }
  const work = mkdtempSync(join(tmpdir(), 'dse-nats-server-'));
  try {
    for (const folder of ['etc/preferences.d', 'state/lists/partial', 'cache/archives/partial', 'out']) {
      mkdirSync(join(work, folder), { recursive: true });
    }
    const trust = existsSync(KEYRING) ? `[signed-by=${KEYRING}] ` : '';
    writeFileSync(join(work, 'etc/sources.list'), `deb ${trust}${MIRROR} ${suite} main\n`);
    const apt = [
      `Dir::Etc=${work}/etc`,
      `Dir::Etc::sourcelist=${work}/etc/sources.list`,
      'Dir::Etc::sourceparts=/dev/null',
      `Dir::State=${work}/state`,
      'Dir::State::status=/dev/null',
      `Dir::Cache=${work}/cache`,
      'APT::Sandbox::User=root',
      'Acquire::Retries=3',
    ].flatMap((option) => ['-o', option]);
    const run = (...args: string[]): void =>
      void execFileSync('apt-get', [...apt, '-qq', ...args], {
        cwd: join(work, 'out'),
        stdio: ['ignore', 'ignore', 'pipe'],
        timeout: 300_000,
      });
    run('update');
    run('download', `nats-server/${suite}`);
    const [archive] = readdirSync(join(work, 'out'));
    execFileSync('dpkg-deb', ['-x', join(work, 'out', archive!), join(work, 'unpacked')]);
    const binary = join(work, 'unpacked/usr/sbin/nats-server');
    const version = versionOf(binary);
    if (version === null) throw new Error(`the nats-server of ${suite} does not start here`);
    const place = join(SERVER_CACHE, version);
    mkdirSync(place, { recursive: true });
    const path = join(place, 'nats-server');
    rmSync(path, { force: true });
    copyFileSync(binary, path);
    chmodSync(path, 0o755);
    return { version, path };
  } catch (error) {
    const said = (error as { stderr?: Buffer }).stderr?.toString().trim();
    throw new Error(
      `the nats-server of Debian ${suite} was not fetched: ${said || (error as Error).message}`,
      { cause: error },
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
