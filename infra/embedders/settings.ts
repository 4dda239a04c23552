/** Which model of a provider makes vectors, and how it is asked. */
export type EmbedderSettings = {
  readonly model: string;
  /** Absent: the provider's usual address. */
  readonly baseUrl?: string;
  readonly apiKey?: string;
  /** How many numbers a vector has; null: asked of the model. */
  readonly dims: number | null;
};
