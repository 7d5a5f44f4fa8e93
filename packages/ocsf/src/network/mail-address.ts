import { type Found, textOf } from '../fields.ts'

/** `"Mara" <mara@fern.example>` and `<mara@fern.example>` are `mara@fern.example`; anything else stays as it is. */
export function mailAddress(value: Found): string | undefined {
  const text = textOf(value)
  if (text === undefined) return undefined
  const open = text.lastIndexOf('<')
  const close = text.indexOf('>', open)
  return open === -1 || close <= open + 1 ? text : text.slice(open + 1, close)
}

/** The addresses of a list, or undefined when it holds none. */
export function mailAddresses(values: readonly string[]): readonly string[] | undefined {
  const found = values.flatMap((value) => mailAddress(value) ?? [])
  return found.length === 0 ? undefined : found
}
