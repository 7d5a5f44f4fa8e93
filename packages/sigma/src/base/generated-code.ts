import { andNode, atLeastNode, childrenOf, notNode, orNode, predicateNode, selectionNode } from './program.ts'

/** A condition as a function of its predicates. */
export type NodeCode = (predicate: (id: number) => boolean) => boolean

/** Conditions with more nodes stay interpreted: engines do not optimise functions that large. */
const generatedMaxNodes = 500

/** undefined until the first attempt; false where the runtime forbids code generation (`--disallow-code-generation-from-strings`). */
let allowed: boolean | undefined

/** Generated code for a node, or undefined where it may not be made. The source holds numbers and operators only. */
export function compileNode(code: Int32Array, node: number): NodeCode | undefined {
  if (allowed === false || sizeOf(code, node, generatedMaxNodes) > generatedMaxNodes) return undefined
  try {
    const made = new Function('p', `return ${expression(code, node)}`) as NodeCode
    allowed = true
    return made
  } catch (error) {
    if (!(error instanceof EvalError)) throw error
    allowed = false
    return undefined
  }
}

function expression(code: Int32Array, node: number): string {
  const kind = code[node]!
  if (kind === predicateNode) return `p(${code[node + 1]})`
  const inner = childrenOf(code, node).map((child) => expression(code, child))
  if (kind === notNode) return `!${inner[0]}`
  if (kind === selectionNode) return inner[0]!
  if (kind === atLeastNode) return `(${inner.map((part) => `(${part}?1:0)`).join('+')}>=${code[node + 1]})`
  if (inner.length === 0) return kind === andNode ? 'true' : 'false'
  return `(${inner.join(kind === orNode ? '||' : '&&')})`
}

function sizeOf(code: Int32Array, node: number, budget: number): number {
  let size = 1
  for (const child of childrenOf(code, node)) {
    size += sizeOf(code, child, budget - size)
    if (size > budget) return size
  }
  return size
}
