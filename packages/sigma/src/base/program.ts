/**
 * Conditions as numbers. A node is an offset into one shared Int32Array:
 * predicate [kind, predicate] · not [kind, node] · and/or [kind, n, nodes…] · at-least [kind, k, n, nodes…] ·
 * selection [kind, name, node] (true when its node is; it keeps the name for saying what matched).
 */
export const predicateNode = 0
export const notNode = 1
export const andNode = 2
export const orNode = 3
export const atLeastNode = 4
export const selectionNode = 5

/** Writes nodes, each distinct one once. */
export class ProgramWriter {
  private readonly words: number[] = []
  private readonly known = new Map<string, number>()
  readonly names: string[] = []
  private readonly nameIds = new Map<string, number>()

  write(...node: readonly number[]): number {
    const key = node.join(' ')
    const known = this.known.get(key)
    if (known !== undefined) return known
    const at = this.words.length
    for (const word of node) this.words.push(word)
    this.known.set(key, at)
    return at
  }

  /** `and` or `or`; of one operand, the operand itself. */
  join(kind: typeof andNode | typeof orNode, operands: readonly number[]): number {
    return operands.length === 1 ? operands[0]! : this.write(kind, operands.length, ...operands)
  }

  name(text: string): number {
    const known = this.nameIds.get(text)
    if (known !== undefined) return known
    this.nameIds.set(text, this.names.length)
    return this.names.push(text) - 1
  }

  finish(): Int32Array {
    return Int32Array.from(this.words)
  }
}

/** Where the list of nodes below a node begins; only for kinds that have one. */
export function firstChild(code: Int32Array, node: number): number {
  const kind = code[node]!
  if (kind === notNode) return node + 1
  return kind === atLeastNode ? node + 3 : node + 2
}

/** Where that list ends: its last place, or the one before its first when it is empty. */
export function lastChild(code: Int32Array, node: number): number {
  const kind = code[node]!
  if (kind === notNode) return node + 1
  if (kind === selectionNode) return node + 2
  return kind === atLeastNode ? node + 2 + code[node + 2]! : node + 1 + code[node + 1]!
}

/** The nodes below a node. */
export function childrenOf(code: Int32Array, node: number): readonly number[] {
  if (code[node] === predicateNode) return []
  return [...code.subarray(firstChild(code, node), lastChild(code, node) + 1)]
}
