import { isObject } from '@countersign/ocsf/fields'
import { readPolicyDocument } from '../aws/policy-document.ts'
import type { ResourceInstance } from './instance.ts'
import { isList, isUnknown, memberOf, plainOf, type TfValue, textOf } from './tf-value.ts'

/** Reads attributes of instances, and collects what could not be read. */
export type Reader = {
  readonly text: (instance: ResourceInstance, name: string) => string | undefined
  readonly gap: (words: string) => void
}

/** Gaps beyond this many are counted, not listed. */
const gapsMax = 200

export type Gaps = { readonly add: (words: string) => void; readonly list: () => readonly string[] }

export function gapList(): Gaps {
  const found = new Set<string>()
  let more = 0
  return {
    add: (words) => {
      if (found.size < gapsMax) found.add(words)
      else if (!found.has(words)) more++
    },
    list: () => (more === 0 ? [...found] : [...found, `and ${more} more gaps`]),
  }
}

export function readerOf(gap: (words: string) => void): Reader {
  return {
    gap,
    text: ({ attributes }, name) => {
      const value = memberOf(attributes, name)
      return value === undefined || value === null || value === '' ? undefined : textOf(value)
    },
  }
}

/** One name or a list of names; an unknown one is its placeholder. */
export function namesIn(value: TfValue | undefined): readonly string[] {
  if (value === undefined || value === null) return []
  return (isList(value) ? value : [value]).map(textOf).filter((name) => name !== '')
}

/** A policy document: JSON text, or what `jsonencode` would have made of a value. */
export function documentIn(instance: ResourceInstance, name: string, { gap }: Reader): unknown {
  const value = memberOf(instance.attributes, name)
  if (value === undefined || value === null) return undefined
  if (isUnknown(value)) {
    gap(`${instance.address}: ${name} cannot be worked out (${textOf(value)}); what it grants is left out`)
    return undefined
  }
  const document = readPolicyDocument(plainOf(value))
  if (isObject(document)) return document
  gap(`${instance.address}: ${name} is no policy in JSON; what it grants is left out`)
  return undefined
}
