import { kernelWasm } from './generated/kernel-wasm.ts'
import type { Kernel } from './kernel.ts'

const pageBytes = 65_536
let compiled: WebAssembly.Module | undefined

/** A kernel of WebAssembly SIMD with a zeroed heap of at least `floats`. Compiled once, in the process. */
export function wasmKernel(floats: number): Kernel {
  compiled ??= new WebAssembly.Module(Uint8Array.from(atob(kernelWasm), (letter) => letter.charCodeAt(0)))
  const memory = new WebAssembly.Memory({ initial: Math.ceil((floats * 4) / pageBytes) + 1 })
  const { exports } = new WebAssembly.Instance(compiled, { env: { memory } })
  return { heap: new Float32Array(memory.buffer), ...(exports as Omit<Kernel, 'heap'>) }
}
