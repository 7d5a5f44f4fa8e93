import { createHash } from 'node:crypto'
import { type Vocabulary, vocabularyOf } from '../sequence/vocabulary.ts'
import { type Layout, layoutOf } from './layout.ts'

/** Trained weights and the types they know. Nothing else decides what the model says. */
export type SequenceModel = {
  readonly layout: Layout
  readonly vocabulary: Vocabulary
  readonly weights: Float32Array
}

const magic = 'CSINTENT1\n'

/** One file: a magic line, one line of JSON with size and types, then the weights as little-endian 32-bit floats. */
export function modelBytes({ layout, vocabulary, weights }: SequenceModel): Uint8Array {
  const head = { hidden: layout.hidden, context: layout.context, types: vocabulary.types }
  return framed(magic, head, weights)
}

/** @throws RangeError when the bytes are not a model of this version */
export function readModel(bytes: Uint8Array): SequenceModel {
  const { head, floats } = unframed(magic, bytes)
  const { hidden, context, types } = head as { hidden: number; context: number; types: readonly string[] }
  const vocabulary = vocabularyOf(types)
  const layout = layoutOf({ hidden, context, types: vocabulary.types.length + 1 })
  if (floats.length !== layout.total)
    throw new RangeError('the weights of the model do not fit its size: the file is cut or damaged')
  return { layout, vocabulary, weights: floats }
}

/** SHA-256 of the model's file, in hex. */
export function modelHash(model: SequenceModel): string {
  return createHash('sha256').update(modelBytes(model)).digest('hex')
}

export function framed(mark: string, head: unknown, floats: Float32Array): Uint8Array {
  const text = new TextEncoder().encode(`${mark}${JSON.stringify(head)}\n`)
  const bytes = new Uint8Array(text.length + floats.length * 4)
  bytes.set(text)
  const view = new DataView(bytes.buffer, text.length)
  for (let index = 0; index < floats.length; index += 1)
    view.setFloat32(index * 4, floats[index] as number, true)
  return bytes
}

export function unframed(
  mark: string,
  bytes: Uint8Array,
): { readonly head: unknown; readonly floats: Float32Array } {
  const start = new TextDecoder().decode(bytes.subarray(0, mark.length))
  const end = bytes.indexOf(10, mark.length)
  if (start !== mark || end < 0) throw new RangeError(`this is not a file of kind ${mark.trim()}`)
  const head: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(mark.length, end)))
  const view = new DataView(bytes.buffer, bytes.byteOffset + end + 1, bytes.length - end - 1)
  const floats = Float32Array.from({ length: Math.floor(view.byteLength / 4) }, (_, index) =>
    view.getFloat32(index * 4, true),
  )
  return { head, floats }
}
