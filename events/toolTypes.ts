import { z } from 'zod';

/** The kinds of tool the source papers name (SPEC A24, A25). */
export const ToolType = z.enum([
  'API_CONNECTOR',
  'PYTHON_FUNCTION',
  'BASH_SCRIPT',
  'DATABASE',
  'FILE_SYSTEM',
  'VECTOR_STORE',
  'CACHE',
  'MESSAGE_QUEUE',
  'LOCAL_LLM',
  'CLOUD_LLM',
  'FINE_TUNED_LLM',
  'EMBEDDING_MODEL',
  'OPTIMIZER',
  'TRAINING_PIPELINE',
]);
export type ToolType = z.infer<typeof ToolType>;

/** What a capability file declares to have one: values of its `kind` or `language`. Null: this build has no adapter. */
export const toolSupport: Readonly<
  Record<ToolType, { readonly kind: 'tool' } | { readonly language: 'python' | 'bash' } | null>
> = {
  API_CONNECTOR: { kind: 'tool' },
  PYTHON_FUNCTION: { language: 'python' },
  BASH_SCRIPT: { language: 'bash' },
  DATABASE: null,
  FILE_SYSTEM: null,
  VECTOR_STORE: null,
  CACHE: null,
  MESSAGE_QUEUE: null,
  LOCAL_LLM: null,
  CLOUD_LLM: null,
  FINE_TUNED_LLM: null,
  EMBEDDING_MODEL: null,
  OPTIMIZER: null,
  TRAINING_PIPELINE: null,
};
