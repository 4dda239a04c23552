import { LogFailure } from '../failure.ts';

/** What a URL `nats://[user:password@]host:port[,host:port…][/name][?replicas=3&sync=always]` says. */
export type Address = {
  /** As it was given, but for the password. */
  readonly shown: string;
  readonly servers: readonly string[];
  readonly user: string | null;
  readonly password: string | null;
  /** First token of every subject: `dse`, or `dse-<name>`. */
  readonly root: string;
  /** First part of every stream's name: `DSE`, or `DSE_<NAME>`. */
  readonly house: string;
  readonly replicas: number;
  /** The operator says that the server syncs each write to disk (`sync_interval: always`). */
  readonly syncAlways: boolean;
  readonly tls: boolean;
};

const FORM =
  '`nats://[user:password@]host:port[,host:port][/name][?replicas=1|3|5&sync=always]`, or `tls://…`';

/** @throws LogFailure `address` naming the URL and its form. */
export function readAddress(url: string): Address {
  const wrong = (why: string): LogFailure =>
    new LogFailure('address', `log "${url.replace(/:[^:@/]*@/, ':…@')}": ${why}; the form is ${FORM}`);
  const found = /^(nats|tls):\/\/(?:([^:@/]*)(?::([^@/]*))?@)?([^/?]+)(?:\/([^?]*))?(?:\?(.*))?$/.exec(url);
  if (!found) throw wrong('this is no NATS address');
  const [, scheme, user, password, hosts, name = '', query = ''] = found;
  if (!/^[a-z0-9-]{0,32}$/.test(name)) throw wrong(`the name "${name}" may hold a-z, 0-9 and -`);
  const settings = new URLSearchParams(query);
  for (const key of settings.keys())
    if (key !== 'replicas' && key !== 'sync') throw wrong(`"${key}" is unknown`);
  const replicas = Number(settings.get('replicas') ?? 1);
  if (![1, 3, 5].includes(replicas)) throw wrong('replicas are 1, 3 or 5');
  return {
    shown: url.replace(/\/\/[^@/]*@/, '//'),
    servers: hosts!.split(','),
    user: user ? decodeURIComponent(user) : null,
    password: password ? decodeURIComponent(password) : null,
    root: name === '' ? 'dse' : `dse-${name}`,
    house: name === '' ? 'DSE' : `DSE_${name.toUpperCase().replaceAll('-', '_')}`,
    replicas,
    syncAlways: settings.get('sync') === 'always',
    tls: scheme === 'tls',
  };
}
