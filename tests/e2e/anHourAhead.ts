/** Loaded into a process before anything else: its clock is an hour ahead of everybody's. */
const HOUR = 3_600_000;
const Real = Date;
globalThis.Date = new Proxy(Real, {
  construct: (target, given: readonly unknown[]) =>
    given.length === 0 ? new target(Real.now() + HOUR) : Reflect.construct(target, given),
  get: (target, key) => (key === 'now' ? () => target.now() + HOUR : Reflect.get(target, key)),
});
