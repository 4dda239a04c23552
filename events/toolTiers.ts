import { z } from 'zod';

export const CostTier = z.enum(['free', 'low', 'medium', 'high', 'very-high']);
export const SpeedTier = z.enum(['very-fast', 'fast', 'medium', 'slow', 'very-slow']);
export const QualityTier = z.enum(['poor', 'good', 'excellent', 'exceptional']);

/** Semver 2.0: `1.2.0`, `2.0.0-beta.1`. */
export const ToolVersion = z
  .string()
  .max(64)
  .regex(
    /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9A-Za-z-]+(\.[0-9A-Za-z-]+)*)?$/,
    'a version such as 1.2.0',
  );
