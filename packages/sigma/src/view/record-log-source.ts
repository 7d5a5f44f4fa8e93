import type { RuleLogSource } from '../document/log-source.ts'

/**
 * What a record is known to be, in Sigma's terms. A part that is undefined is not known; an empty list says that the
 * record has no category (or service) that any rule could mean. Interned: the same source is the same object.
 */
export type RecordLogSource = {
  readonly key: string
  readonly product: string | undefined
  readonly categories: readonly string[] | undefined
  readonly services: readonly string[] | undefined
  /** One field whose value is the same in every record of this source (`EventID`): rules that demand another are left out. */
  readonly constant: { readonly field: string; readonly value: string } | undefined
}

/** A rule must not fire where its log source contradicts what is known of the record. */
export function conflicts(rule: RuleLogSource, record: RecordLogSource): boolean {
  return (
    (rule.product !== undefined && record.product !== undefined && rule.product !== record.product) ||
    misses(rule.category, record.categories) ||
    misses(rule.service, record.services)
  )
}

function misses(wanted: string | undefined, known: readonly string[] | undefined): boolean {
  return wanted !== undefined && known !== undefined && !known.includes(wanted)
}

/** Distinct log sources remembered at once; hostile records can invent any number. */
export const logSourcesMax = 4096
const interned = new Map<string, RecordLogSource>()

export type LogSourceParts = {
  readonly product?: string | undefined
  readonly categories?: readonly string[] | undefined
  readonly services?: readonly string[] | undefined
  readonly constant?: RecordLogSource['constant']
}

export function recordLogSource(parts: LogSourceParts): RecordLogSource {
  const key = [
    parts.product ?? '?',
    parts.categories?.join(',') ?? '?',
    parts.services?.join(',') ?? '?',
    parts.constant === undefined ? '' : `${parts.constant.field}=${parts.constant.value}`,
  ].join('\0')
  const known = interned.get(key)
  if (known !== undefined) return known
  if (interned.size >= logSourcesMax) interned.clear()
  const { product, categories, services, constant } = parts
  const source: RecordLogSource = { key, product, categories, services, constant }
  interned.set(key, source)
  return source
}

export const unknownLogSource: RecordLogSource = recordLogSource({})
