import type { NatsConnection } from '@nats-io/transport-node';

/** What the server calls itself, e.g. `2.15.1`. */
export const serverVersion = ({ info }: NatsConnection): string => info?.version ?? '0.0.0';

export function isOlderThan(nc: NatsConnection, major: number, minor: number): boolean {
  const [its = 0, itsMinor = 0] = serverVersion(nc).split('.').map(Number);
  return its < major || (its === major && itsMinor < minor);
}
