/** What was worked out lately, by what it follows from: the same again, so that forgetting it changes nothing but time. */
export class Lately<Value> {
  readonly #most: number;
  readonly #known = new Map<string, Value>();

  constructor(most: number) {
    this.#most = most;
  }

  of(key: string, make: () => Value): Value {
    const known = this.#known.get(key);
    if (known !== undefined) {
      this.#known.delete(key);
      this.#known.set(key, known);
      return known;
    }
    const made = make();
    this.#known.set(key, made);
    if (this.#known.size > this.#most) this.#known.delete(this.#known.keys().next().value!);
    return made;
  }

  forget(key: string): void {
    this.#known.delete(key);
  }
}
