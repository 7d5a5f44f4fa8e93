import { createHash } from 'node:crypto'

const batchIdDigits = 21
const frameDigits = 6
const elementDigits = 5

/** What makes two requests one batch: the same sender, the same key of its own, the same bytes after decompression. */
export type BatchIdentity = {
  readonly tenantId: string
  readonly sourceId: string
  readonly batchKey: string
  readonly framing: string
}

/**
 * 21 hex digits of SHA-256 (84 bits): equal for a batch that is sent again, whatever its compression, and different by
 * chance only once in 2^42 batches. JSON frames the parts, so that no two identities share an encoding.
 */
export function batchIdOf(
  { tenantId, sourceId, batchKey, framing }: BatchIdentity,
  body: Uint8Array,
): string {
  return createHash('sha256')
    .update(JSON.stringify(['batch', tenantId, sourceId, batchKey, framing]))
    .update(body)
    .digest('hex')
    .slice(0, batchIdDigits)
}

/**
 * 32 hex digits: the batch, the frame's place in it and, for a frame that bundles records, the element's place from 1.
 * An unparsed line has the id that its event gets once it can be read.
 */
export function recordId(batchId: string, frame: number, element = 0): string {
  return `${batchId}${hex(frame, frameDigits)}${hex(element, elementDigits)}`
}

/** The id of an element of an unparsed line that turned out to be a bundle. */
export function elementId(lineId: string, element: number): string {
  return `${lineId.slice(0, batchIdDigits + frameDigits)}${hex(element, elementDigits)}`
}

/** Most frames of a batch and most elements of a frame that ids can tell apart. */
export const framesMax = 16 ** frameDigits
export const elementsMax = 16 ** elementDigits

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0')
}
