import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type * as Core from 'quickjs-emscripten-core';
import type { Cell, Cells } from './cell.ts';
import { IsolateCell, type IsolateMaker } from './isolateCell.ts';
import { QuickJsCell, type QuickJsModule } from './quickjsCell.ts';

/** The files an engine consists of. */
export type EngineFiles =
  | { readonly name: 'isolated-vm'; readonly binary: string }
  | { readonly name: 'quickjs'; readonly core: string; readonly variant: string; readonly wasm: string };

/** The little of WebAssembly that is used here; the types of Node do not have it. */
type Memory = { readonly buffer: ArrayBuffer; grow: (pages: number) => number };
type WebAssemblyHere = {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => Memory;
};
const { WebAssembly } = globalThis as unknown as { WebAssembly: WebAssemblyHere };

const load = createRequire(import.meta.url);

/** Loads the engine while files may still be read. */
export async function openCells(files: EngineFiles): Promise<Cells> {
  if (files.name === 'quickjs') return openQuickJs(files);
  const { ivm } = load(files.binary) as { ivm: { Isolate: IsolateMaker } };
  return {
    make: (memoryMb) => new IsolateCell(ivm.Isolate, memoryMb),
    stocked: () => true,
    restock: () => null,
  };
}

/** Instances are made ahead, because making one is asynchronous and orders are carried out in one go: a load or a call takes two. */
const STOCK = 4;
const PAGES_PER_MB = 16;
const FIRST_PAGES = 256;
const PAGES_MAX = 32_768;
/** An instance whose memory has grown beyond this is not used again: memory never shrinks. */
const REUSED_MB = 32;

async function openQuickJs(files: Extract<EngineFiles, { name: 'quickjs' }>): Promise<Cells> {
  const { newQuickJSWASMModuleFromVariant, newVariant } = load(files.core) as typeof Core;
  const { default: variant } = load(files.variant) as { default: Core.QuickJSSyncVariant };
  const wasmModule = new WebAssembly.Module(readFileSync(files.wasm));
  const stock: QuickJsModule[] = [];

  const instantiate = async (): Promise<QuickJsModule> => {
    const wasmMemory = new WebAssembly.Memory({ initial: FIRST_PAGES, maximum: PAGES_MAX });
    const grow = wasmMemory.grow.bind(wasmMemory);
    const bytes = (): number => wasmMemory.buffer.byteLength;
    const quickjs = await newQuickJSWASMModuleFromVariant(
      newVariant(variant, { wasmModule, wasmMemory } as unknown as Core.CustomizeVariantOptions),
    );
    const made: QuickJsModule = { quickjs, bytes, limitMb: 0, refused: false };
    wasmMemory.grow = (pages) => {
      if (bytes() / 65_536 + pages <= made.limitMb * PAGES_PER_MB) return grow(pages);
      made.refused = true;
      throw new RangeError('beyond the memory limit');
    };
    return made;
  };
  const fill = async (): Promise<void> => {
    while (stock.length < STOCK) stock.push(await instantiate());
  };
  const free = (module: QuickJsModule): void => {
    if (module.bytes() <= REUSED_MB * 2 ** 20 && stock.length < STOCK) stock.push(module);
  };
  const make = (memoryMb: number): Cell => {
    const module = stock.pop();
    if (module === undefined) throw new Error('no engine instance is left before the next order');
    return new QuickJsCell(module, memoryMb, free);
  };
  await fill();
  return { make, stocked: () => stock.length > 0, restock: () => (stock.length < STOCK ? fill() : null) };
}
