import { visibleText } from '@countersign/explanation/hostile-text'
import type { Property } from '../document/metadata.ts'
import { ownNamespace } from './assessed-system.ts'

const textMaxChars = 2000

/** Text that may come from outside, as OSCAL's strings want it: one line, visible, no blanks around it, never empty. */
export function oscalText(text: string): string {
  const line = visibleText(text, textMaxChars).replaceAll(/\s+/g, ' ').trim()
  return line === '' ? 'not stated' : line
}

export function ownProperty(name: string, value: string): Property {
  return { name, ns: ownNamespace, value: oscalText(value) }
}

/** A reference that is a valid URI reference, whatever characters it came with. */
export function oscalHref(href: string): string {
  return encodeURI(href.toWellFormed().trim())
    .replaceAll(/%25([0-9A-Fa-f]{2})/g, '%$1')
    .replaceAll(/[[\]^`|\\{}<>"]/g, (character) => encodeURIComponent(character))
}

export function instant(ms: number): string {
  return new Date(ms).toISOString()
}

/** OSCAL's ids begin with a letter or underscore; numbers of a law do not: `3.2.3.c` is `p3.2.3.c`. */
export function oscalId(id: string): string {
  const token = id.replaceAll(/[^\p{L}\p{N}._-]/gu, '-')
  return /^[\p{L}_]/u.test(token) ? token : `p${token}`
}

/** The id of a control's statement, as NIST forms it. */
export function statementId(controlId: string): string {
  return `${oscalId(controlId)}_smt`
}
