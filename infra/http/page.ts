import { z } from 'zod';

/** Which part of a list is asked for. */
export const Page = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100).describe('At most so many'),
  offset: z.coerce.number().int().min(0).default(0).describe('After so many'),
});
