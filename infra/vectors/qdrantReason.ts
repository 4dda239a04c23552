import { z } from 'zod';

/** What the client throws for an answer that is no success. */
const Answered = z.object({
  status: z.number(),
  data: z.object({ status: z.object({ error: z.string() }) }).optional(),
});

/** Why a request to Qdrant failed, in words: what the server said, else why it could not be asked. */
export function qdrantReason(error: unknown): string {
  const answered = Answered.safeParse(error);
  if (answered.success) {
    const { status, data } = answered.data;
    return `the server answered ${status}${data ? `: ${data.status.error}` : ''}`;
  }
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message} (${cause.message})` : error.message;
}
