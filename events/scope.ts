import { z } from 'zod';
import { Sha256 } from './commit.ts';

/** A package as it was bundled: what runs is this text, whose sha256 is `hash`. */
export const BundledPackage = z.strictObject({
  name: z.string().min(1).max(214),
  version: z.string().min(1).max(100),
  /** Of the archive it was installed from, as the lock file has it; null where there is no lock file. */
  integrity: z.string().max(300).nullable(),
  hash: Sha256,
  source: z.string().min(1).max(200_000),
});
export type BundledPackage = z.infer<typeof BundledPackage>;

/** Which package an artifact was proved with and runs with; the bundle is a blob. */
export const PackagePin = BundledPackage.omit({ source: true });

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
    .array(z.string().min(1).max(400))
    .max(20)
    .default([])
    .describe('npm packages it may `require`, each `name@1.2.3` or `name@1.2.3#<sha256 of its bundle>`'),
  network: z.boolean().default(false).describe('Only a tool reaches the network, by its section `tool`'),
  max_length: z.int().min(1).max(200_000).default(200_000).describe('Characters of an implementation'),
  /** Words an implementation may not contain. */
  forbidden: z.array(z.string().min(1).max(100)).max(50).default([]),
  /** Words an implementation must contain. */
  required: z.array(z.string().min(1).max(100)).max(50).default([]),
});
export type Scope = z.infer<typeof Scope>;
