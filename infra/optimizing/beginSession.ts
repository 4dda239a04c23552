import type { Host, Sent } from '../../actors/host.ts';
import { decodeCommit } from '../../events/codec.ts';

/** Begins a session that waits; `budget`: whose money it spends, in place of that of its plan. Its cause is that it was asked for, so that `dse why` goes on from what came of it to who asked and what was known then. */
export async function beginSession(host: Host, session: string, by: string, budget?: string): Promise<Sent> {
  const ref = { kind: 'optimization', id: session } as const;
  const id = `begin-${session}`;
  const [asked] = await host.substrate.events.read(ref, 0, 1);
  const correlation =
    asked === undefined ? id : decodeCommit(asked.body, `the first commit of ${session}`).meta.correlation;
  return host.send(
    ref,
    { type: 'begin', by, ...(budget === undefined ? {} : { budget }) },
    { id, correlation, causation: asked?.id ?? id },
  );
}
