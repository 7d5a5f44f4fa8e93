import { smallLetters } from './small-letters.ts'
import type { Fire, Word } from './word.ts'

/**
 * A set of words as one dense table over character classes: `next[state + class]`. A state is its row's offset.
 * Entries that lead to a state with outputs are stored as `~state`, so the common path tests one sign. Latin-1 capitals
 * share the class of their small letters; characters in no word share class 0.
 */
export type Automaton = {
  readonly classes: Uint8Array
  readonly next: Int32Array
  /** Outputs of the state at row r (state / width): outputs[starts[r] .. starts[r + 1]]. */
  readonly starts: Int32Array
  readonly outputs: Int32Array
  readonly width: number
}

/** Bytes of the tables. */
export function automatonBytes({ next, starts, outputs }: Automaton): number {
  return next.byteLength + starts.byteLength + outputs.byteLength
}

type Node = {
  readonly edges: Map<number, Node>
  row: number
  fail: Node | undefined
  readonly outputs: Set<number>
}

/**
 * `search`: words anywhere (Aho-Corasick). `anchored`: words from the first character on; the walk stops in row 1,
 * which is dead.
 */
export function buildAutomaton(words: readonly Word[], mode: 'search' | 'anchored'): Automaton {
  const classes = classify(words)
  const width = Math.max(...classes) + 1
  const nodes = grow(words, classes)
  if (mode === 'search') linkFailures(nodes)
  return flatten(nodes, classes, width, mode)
}

function classify(words: readonly Word[]): Uint8Array {
  const classes = new Uint8Array(256)
  let count = 0
  for (const { text } of words)
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (classes[code] === 0) classes[code] = ++count
    }
  for (let code = 0; code < 256; code++) classes[code] = classes[smallLetters[code]!]!
  return classes
}

const newNode = (): Node => ({ edges: new Map(), row: 0, fail: undefined, outputs: new Set() })

/** All nodes, the root first, parents before children by level. */
function grow(words: readonly Word[], classes: Uint8Array): readonly Node[] {
  const root = newNode()
  for (const { text, outputs } of words) {
    let node = root
    for (let at = 0; at < text.length; at++) {
      const edge = classes[text.charCodeAt(at)]!
      let child = node.edges.get(edge)
      if (child === undefined) {
        child = newNode()
        node.edges.set(edge, child)
      }
      node = child
    }
    for (const output of outputs) node.outputs.add(output)
  }
  const nodes = [root]
  for (let index = 0; index < nodes.length; index++) nodes.push(...nodes[index]!.edges.values())
  return nodes
}

function linkFailures(nodes: readonly Node[]): void {
  const root = nodes[0]!
  for (const node of nodes)
    for (const [edge, child] of node.edges) {
      let fail = node === root ? undefined : node.fail
      while (fail !== undefined && !fail.edges.has(edge)) fail = fail.fail
      child.fail = node === root ? root : (fail?.edges.get(edge) ?? root)
      for (const output of child.fail.outputs) child.outputs.add(output)
    }
}

function flatten(
  nodes: readonly Node[],
  classes: Uint8Array,
  width: number,
  mode: 'search' | 'anchored',
): Automaton {
  const shift = mode === 'anchored' ? 1 : 0
  for (const [index, node] of nodes.entries()) node.row = index === 0 ? 0 : index + shift
  const rows = nodes.length + shift
  const next = new Int32Array(rows * width)
  const starts = new Int32Array(rows + 1)
  const outputs: number[] = []
  if (mode === 'anchored') next.fill(width)
  for (const node of nodes) {
    const base = node.row * width
    if (node.fail !== undefined) next.copyWithin(base, node.fail.row * width, node.fail.row * width + width)
    for (const [edge, child] of node.edges)
      next[base + edge] = child.outputs.size > 0 ? ~(child.row * width) : child.row * width
  }
  const byRow = [...nodes].sort((left, right) => left.row - right.row)
  for (const node of byRow) {
    starts[node.row] = outputs.length
    outputs.push(...node.outputs)
    starts[node.row + 1] = outputs.length
    if (node.row === 0) starts.fill(outputs.length, 1, 2 + shift)
  }
  return { classes, next, starts, outputs: Int32Array.from(outputs), width }
}

function emit({ starts, outputs, width }: Automaton, state: number, fire: Fire): void {
  const row = state / width
  for (let at = starts[row]!; at < starts[row + 1]!; at++) fire(outputs[at]!)
}

/** Words that the text begins with. */
export function walkForward(automaton: Automaton, text: string, fire: Fire): void {
  const { classes, next, width } = automaton
  let state = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    state = next[state + (code < 256 ? classes[code]! : 0)]!
    if (state < 0) {
      state = ~state
      emit(automaton, state, fire)
    } else if (state === width) return
  }
}

/** Words, spelled backwards, that the text ends with. */
export function walkBackward(automaton: Automaton, text: string, fire: Fire): void {
  const { classes, next, width } = automaton
  let state = 0
  for (let at = text.length - 1; at >= 0; at--) {
    const code = text.charCodeAt(at)
    state = next[state + (code < 256 ? classes[code]! : 0)]!
    if (state < 0) {
      state = ~state
      emit(automaton, state, fire)
    } else if (state === width) return
  }
}

/** Texts this long are copied out first: bytes are read several times quicker than characters of a string. */
const copiedMinChars = 24
const copyMaxChars = 16 * 1024
const copy = Buffer.allocUnsafeSlow(copyMaxChars)

/** Words anywhere in the text; `latin` when it has no character beyond Latin-1. */
export function searchThrough(automaton: Automaton, text: string, latin: boolean, fire: Fire): void {
  if (text.length < copiedMinChars || !latin) searchCharacters(automaton, text, fire)
  else if (text.length <= copyMaxChars) searchBytes(automaton, 0, text, fire)
  else {
    let state = 0
    for (let at = 0; at < text.length; at += copyMaxChars)
      state = searchBytes(automaton, state, text.slice(at, at + copyMaxChars), fire)
  }
}

function searchCharacters(automaton: Automaton, text: string, fire: Fire): void {
  const { classes, next } = automaton
  let state = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    state = next[state + (code < 256 ? classes[code]! : 0)]!
    if (state < 0) {
      state = ~state
      emit(automaton, state, fire)
    }
  }
}

/** Returns the state it ends in. */
function searchBytes(automaton: Automaton, from: number, text: string, fire: Fire): number {
  const { classes, next } = automaton
  const end = copy.write(text, 0, 'latin1')
  let state = from
  for (let at = 0; at < end; at++) {
    state = next[state + classes[copy[at]!]!]!
    if (state < 0) {
      state = ~state
      emit(automaton, state, fire)
    }
  }
  return state
}
