import { parse } from 'yaml'

/** A data file does not say what it has to: where, and what is wrong. */
export class DataFault extends Error {
  constructor(where: string, problem: string) {
    super(`${where}: ${problem}`)
    this.name = 'DataFault'
  }
}

export type YamlMap = Readonly<Record<string, unknown>>

/** A node of a data file with the path to it, for faults that a person can act on. */
export type YamlNode = { readonly value: unknown; readonly where: string }

/** @throws DataFault when the text is not YAML */
export function readYamlFile(text: string, name: string): YamlNode {
  try {
    return { value: parse(text, { maxAliasCount: 0 }), where: name }
  } catch (error) {
    throw new DataFault(name, error instanceof Error ? error.message : String(error))
  }
}

/** A map that has no keys but these: a misspelt key is a fault, not silence. */
export function mapOf({ value, where }: YamlNode, keys: readonly string[]): YamlMap {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new DataFault(where, 'is not a map')
  const strange = Object.keys(value).find((key) => !keys.includes(key))
  if (strange !== undefined)
    throw new DataFault(where, `has the key ${strange}; known are ${keys.join(', ')}`)
  return value as YamlMap
}

export function childOf(node: YamlNode, map: YamlMap, key: string): YamlNode {
  return { value: map[key], where: `${node.where} › ${key}` }
}

export function textOf({ value, where }: YamlNode): string {
  // YAML reads 3.1 as a number: ids are quoted, and one that is not is told at once.
  if (typeof value !== 'string' || value.trim() === '')
    throw new DataFault(where, 'is not a text (quote ids that look like numbers)')
  return value.trim()
}

export function optionalTextOf(node: YamlNode): string | undefined {
  return node.value === undefined ? undefined : textOf(node)
}

export function countOf({ value, where }: YamlNode): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value <= 0)
    throw new DataFault(where, 'is not a whole number above 0')
  return value
}

export function flagOf({ value, where }: YamlNode): boolean {
  if (value === undefined) return false
  if (typeof value !== 'boolean') throw new DataFault(where, 'is neither true nor false')
  return value
}

export function oneOf<Choice extends string>(node: YamlNode, choices: readonly Choice[]): Choice {
  const text = textOf(node)
  const found = choices.find((choice) => choice === text)
  if (found === undefined) throw new DataFault(node.where, `is ${text}; known are ${choices.join(', ')}`)
  return found
}

/** A list, which may be left out. */
export function listOf({ value, where }: YamlNode): readonly YamlNode[] {
  if (value === undefined || value === null) return []
  if (!Array.isArray(value)) throw new DataFault(where, 'is not a list')
  return value.map((item, index) => ({ value: item, where: `${where} › ${index + 1}` }))
}

export function textsOf(node: YamlNode): readonly string[] {
  return listOf(node).map(textOf)
}
