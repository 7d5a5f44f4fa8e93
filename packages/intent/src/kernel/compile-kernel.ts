import { readFileSync } from 'node:fs'
import { main } from 'assemblyscript/asc'

const source = new URL('../../assembly/kernel.ts', import.meta.url)

/** Compiles the kernel's source; the same source and compiler give the same bytes. Used by the build and its test. */
export async function compileKernel(): Promise<Uint8Array> {
  const written = new Map<string, Uint8Array>()
  const flags = ['--runtime', 'stub', '--importMemory', '--enable', 'simd', '-O3', '--noAssert']
  const { error, stderr } = await main(['kernel.ts', '--outFile', 'kernel.wasm', ...flags], {
    readFile: (name) => (name === 'kernel.ts' ? readFileSync(source, 'utf8') : null),
    writeFile: (name, contents) => {
      written.set(name, typeof contents === 'string' ? new TextEncoder().encode(contents) : contents)
    },
    listFiles: () => [],
  })
  const bytes = written.get('kernel.wasm')
  if (error !== null || bytes === undefined)
    throw new Error(`the kernel does not compile: ${stderr.toString()}`)
  return bytes
}

export function kernelModuleText(bytes: Uint8Array): string {
  return `/** WebAssembly of assembly/kernel.ts. Generated: npm run build:kernel -w @countersign/intent */\nexport const kernelWasm =\n  '${Buffer.from(bytes).toString('base64')}'\n`
}
