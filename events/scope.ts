import { z } from 'zod';

/** What code of a capability may be and use; what is beyond is refused by name before it runs (SPEC G18, B29, B30). */
export const Scope = z.strictObject({
  languages: z
    .array(z.enum(['javascript', 'typescript', 'python', 'bash']))
    .min(1)
    .nullable()
    .default(null)
    .describe('Languages of implementations; that of the capability unless given'),
  engines: z
    .array(z.enum(['isolated-vm', 'quickjs', 'python', 'just-bash']))
    .min(1)
    .nullable()
    .default(null)
    .describe('Engines that may run it; any unless given'),
  packages: z
    .array(z.string().min(1).max(214))
    .max(20)
    .default([])
    .describe('Packages it may import beside what its language has; none can be given in this build'),
  network: z.boolean().default(false).describe('Only a tool reaches the network, by its section `tool`'),
  max_length: z.int().min(1).max(200_000).default(200_000).describe('Characters of an implementation'),
  /** Words an implementation may not contain. */
  forbidden: z.array(z.string().min(1).max(100)).max(50).default([]),
  /** Words an implementation must contain. */
  required: z.array(z.string().min(1).max(100)).max(50).default([]),
});
export type Scope = z.infer<typeof Scope>;
