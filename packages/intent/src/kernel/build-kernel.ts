/** `npm run build:kernel -w @countersign/intent`: compiles `assembly/kernel.ts` into `generated/kernel-wasm.ts`. */
import { writeFileSync } from 'node:fs'
import { compileKernel, kernelModuleText } from './compile-kernel.ts'

const bytes = await compileKernel()
writeFileSync(new URL('generated/kernel-wasm.ts', import.meta.url), kernelModuleText(bytes))
console.log(`kernel: ${bytes.length} bytes`)
