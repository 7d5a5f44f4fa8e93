import { parseAllDocuments } from 'yaml'

/** A rule file larger than this is refused before it is parsed. SigmaHQ's largest is under 100 KB. */
export const ruleFileMaxBytes = 1024 * 1024
/** Documents in one file. */
export const ruleFileMaxDocuments = 1000
/** Nesting of lists and maps in one document. */
export const ruleMaxDepth = 32
/** Resolved alias nodes of one document: beyond it the file is an alias bomb. */
export const ruleMaxAliases = 100
/** Lists, maps and scalars in one document, with aliases counted each time they are used. */
export const ruleMaxNodes = 50_000

export type YamlDocument =
  | { readonly kind: 'yaml'; readonly value: unknown; readonly text: string }
  | { readonly kind: 'broken'; readonly reason: string; readonly text: string }

/** The YAML documents of one file, each with its own text. Bounded in size, depth and aliases; never throws. */
export function readYaml(text: string): readonly YamlDocument[] {
  const refusal = refuse(text)
  if (refusal !== undefined) return [{ kind: 'broken', reason: refusal, text: '' }]
  try {
    const documents = parseAllDocuments(text, { prettyErrors: true, logLevel: 'silent' })
    if (!Array.isArray(documents)) return []
    if (documents.length > ruleFileMaxDocuments)
      return [{ kind: 'broken', reason: `file with more than ${ruleFileMaxDocuments} documents`, text: '' }]
    const whole = documents.length === 1 ? text : undefined
    return documents.map((document) => {
      const own = whole ?? text.slice(document.range[0], document.range[2])
      const problem = document.errors[0]
      if (problem !== undefined)
        return { kind: 'broken', reason: `YAML: ${firstLine(problem.message)}`, text: own }
      return readValue(() => document.toJS({ maxAliasCount: ruleMaxAliases }), own)
    })
  } catch (error) {
    return [{ kind: 'broken', reason: `YAML: ${describe(error)}`, text: '' }]
  }
}

/** What can be refused from the text alone: the parser recurses, so deep flow nesting must not reach it. */
function refuse(text: string): string | undefined {
  if (text.length > ruleFileMaxBytes) return `file larger than ${ruleFileMaxBytes} bytes`
  if (/[[{][\s[{]{200}/.test(text)) return `nesting deeper than ${ruleMaxDepth}`
  return undefined
}

function readValue(read: () => unknown, text: string): YamlDocument {
  try {
    const value = read()
    const problem = measure(value, 0, { left: ruleMaxNodes })
    return problem === undefined ? { kind: 'yaml', value, text } : { kind: 'broken', reason: problem, text }
  } catch (error) {
    return { kind: 'broken', reason: `YAML: ${describe(error)}`, text }
  }
}

function measure(value: unknown, depth: number, budget: { left: number }): string | undefined {
  if (depth > ruleMaxDepth) return `nesting deeper than ${ruleMaxDepth}`
  if (--budget.left < 0) return `more than ${ruleMaxNodes} values`
  if (typeof value !== 'object' || value === null) return undefined
  for (const inner of Object.values(value)) {
    const problem = measure(inner, depth + 1, budget)
    if (problem !== undefined) return problem
  }
  return undefined
}

function describe(error: unknown): string {
  if (error instanceof RangeError) return `nesting deeper than ${ruleMaxDepth}`
  return error instanceof Error ? firstLine(error.message) : String(error)
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]!
}
