/**
 * Stands in for isolated-vm in a child whose other walls are to be tried: what it runs is as free as a program that has escaped its
 * isolate. Loaded by path, like the native engine; nothing of the product loads it.
 */
import { createContext, runInContext, Script } from 'node:vm';

class Isolate {
  isDisposed = false;

  dispose() {
    this.isDisposed = true;
  }

  createContextSync() {
    const context = createContext({});
    // After the hardening, which would take it away with the rest of the host.
    const release = () => undefined;
    return { context, release };
  }

  compileScriptSync(code, { filename = 'bootstrap.js' } = {}) {
    const script = new Script(code, { filename });
    return {
      runSync(realm, { timeout, reference = false } = {}) {
        if (!reference) realm.context.process = process;
        const value = script.runInContext(realm.context, timeout === undefined ? {} : { timeout });
        return reference ? held(realm.context, value) : value;
      },
    };
  }
}

function held(context, ask) {
  return {
    release: () => undefined,
    applySync(_self, question, { timeout }) {
      context.$dse_question = question;
      context.$dse_ask = ask;
      return runInContext('$dse_ask(...$dse_question)', context, { timeout });
    },
  };
}

export const ivm = { Isolate };
