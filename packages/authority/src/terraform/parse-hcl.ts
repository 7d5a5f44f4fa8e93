import type { HclParser } from './configuration.ts'

/** A file larger than this is no configuration a person keeps. */
const hclMaxChars = 4_000_000

/** HCL through HashiCorp's own parser, compiled to WebAssembly. */
export const parseHcl: HclParser = async (path, text) => {
  if (text.length > hclMaxChars) throw new Error(`it holds ${text.length} characters`)
  // Loaded when the first file needs it: it is a megabyte of WebAssembly.
  const { parse } = await import('@cdktf/hcl2json')
  // The parser reports a place by the name it is given; a name of ours keeps hostile ones out of its messages.
  return await parse(path.split('/').at(-1) ?? 'main.tf', text)
}
