import type { Fire, Word } from './word.ts'

/**
 * A set of words that a text begins (or, spelled backwards, ends) with, as one dense table over character classes:
 * `next[state + class]`. A state is its row's offset; row 0 is the start, row 1 is dead. Entries that lead to a state
 * with outputs are stored as `~state`, so the common path tests one sign. Latin-1 capitals share the class of their
 * small letters; characters in no word share class 0.
 */
export type AnchoredWords = {
  readonly classes: Uint8Array
  readonly next: Int32Array
  /** Outputs of the state at row r (state / width): outputs[starts[r] .. starts[r + 1]]. */
  readonly starts: Int32Array
  readonly outputs: Int32Array
  readonly width: number
}

type Node = { readonly edges: Map<number, Node>; readonly outputs: Set<number>; row: number }

const startRow = 0
const deadRow = 1

export function buildAnchoredWords(words: readonly Word[]): AnchoredWords {
  const classes = classify(words)
  const width = Math.max(...classes) + 1
  const nodes = grow(words, classes)
  const next = new Int32Array((nodes.length + 1) * width).fill(deadRow * width)
  const starts = new Int32Array(nodes.length + 2)
  const outputs: number[] = []
  for (const { row, edges, outputs: own } of nodes) {
    for (const [edge, child] of edges)
      next[row * width + edge] = child.outputs.size > 0 ? ~(child.row * width) : child.row * width
    starts[row] = outputs.length
    outputs.push(...own)
    starts[row + 1] = outputs.length
  }
  return { classes, next, starts, outputs: Int32Array.from(outputs), width }
}

function classify(words: readonly Word[]): Uint8Array {
  const classes = new Uint8Array(256)
  let count = 0
  for (const { text } of words)
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (classes[code] === 0) classes[code] = ++count
    }
  for (let code = 0; code < 256; code++) {
    const small = String.fromCharCode(code).toLowerCase()
    if (small.length === 1 && small.charCodeAt(0) < 256) classes[code] = classes[small.charCodeAt(0)]!
  }
  return classes
}

/** All nodes in the order of their rows, the root first. */
function grow(words: readonly Word[], classes: Uint8Array): readonly Node[] {
  const nodes: Node[] = []
  const add = (): Node => {
    const row = nodes.length === 0 ? startRow : nodes.length + deadRow
    const node: Node = { edges: new Map(), outputs: new Set(), row }
    nodes.push(node)
    return node
  }
  const root = add()
  for (const { text, outputs } of words) {
    let node = root
    for (let at = 0; at < text.length; at++) {
      const edge = classes[text.charCodeAt(at)]!
      let child = node.edges.get(edge)
      if (child === undefined) {
        child = add()
        node.edges.set(edge, child)
      }
      node = child
    }
    for (const output of outputs) node.outputs.add(output)
  }
  return nodes
}

function emit({ starts, outputs, width }: AnchoredWords, state: number, fire: Fire): void {
  const row = state / width
  for (let at = starts[row]!; at < starts[row + 1]!; at++) fire(outputs[at]!)
}

/** Words that the text begins with. */
export function walkForward(words: AnchoredWords, text: string, fire: Fire): void {
  const { classes, next, width } = words
  let state = startRow
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    state = next[state + (code < 256 ? classes[code]! : 0)]!
    if (state < 0) {
      state = ~state
      emit(words, state, fire)
    } else if (state === deadRow * width) return
  }
}

/** Words, spelled backwards, that the text ends with. */
export function walkBackward(words: AnchoredWords, text: string, fire: Fire): void {
  const { classes, next, width } = words
  let state = startRow
  for (let at = text.length - 1; at >= 0; at--) {
    const code = text.charCodeAt(at)
    state = next[state + (code < 256 ? classes[code]! : 0)]!
    if (state < 0) {
      state = ~state
      emit(words, state, fire)
    } else if (state === deadRow * width) return
  }
}
