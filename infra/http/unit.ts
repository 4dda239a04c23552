/** Who asks, as a request to run has it: what is empty names nobody. */
export function unitOf(named: string | null | undefined): { readonly unit?: string } {
  return named ? { unit: named } : {};
}
