import { compileRuleBase } from '@countersign/sigma/base/rule-base'
import { planCorrelations } from '@countersign/sigma/correlation/plan-correlations'
import type { SigmaDocument } from '@countersign/sigma/document/document'
import { parseSigmaDocuments } from '@countersign/sigma/document/parse-documents'
import { CountersignError } from '../platform/errors.ts'
import { type Library, overlayOf, ownOrigin } from './rule-library.ts'

export type OwnDocument = Exclude<SigmaDocument, { kind: 'unsupported' }>

/**
 * Reads one Sigma document that a tenant adds for itself, and refuses what would never run: a filter that names no
 * installed rule, a correlation over a missing one, an id that a pack uses. Errors: RULE_INVALID, saying what to change.
 */
export function readOwnDocument(library: Library, tenantId: string, text: string): OwnDocument {
  const document = onlyDocument(text)
  const objection = takenId(document, library) ?? objectionTo(document, library, tenantId)
  if (objection !== undefined) throw invalid(objection)
  return document
}

/**
 * Reads a rule or correlation that is to be tried and not stored: it may have the id of a rule of a pack, as a changed
 * version of it. Errors: RULE_INVALID.
 */
export function readTestDocument(
  library: Library,
  tenantId: string,
  text: string,
): Exclude<OwnDocument, { kind: 'filter' }> {
  const document = onlyDocument(text)
  if (document.kind === 'filter') throw invalid('a filter is tried by trying the rule that it narrows')
  const objection = objectionTo(document, library, tenantId)
  if (objection !== undefined) throw invalid(objection)
  return document
}

function onlyDocument(text: string): OwnDocument {
  if (text.includes('\0')) throw invalid('the text holds a NUL character')
  const documents = parseSigmaDocuments(text, ownOrigin)
  const [document] = documents
  if (document === undefined) throw invalid('the text holds no document')
  if (documents.length > 1) throw invalid('the text holds several documents; add them one by one')
  if (document.kind === 'unsupported') throw invalid(document.reason)
  return document
}

function takenId({ header }: OwnDocument, library: Library): string | undefined {
  const taken = library.catalogue.rules.get(header.id)
  return taken === undefined
    ? undefined
    : `the id ${header.id} belongs to the rule "${taken.header.title}"; give this one an id of its own`
}

function objectionTo(document: OwnDocument, library: Library, tenantId: string): string | undefined {
  const { header } = document
  const others = overlayOf(library, tenantId).own.filter(
    (own) => own.kind === 'unsupported' || own.header.id !== header.id,
  )
  switch (document.kind) {
    case 'rule':
      return compileRuleBase([document]).rejected[0]?.reason
    case 'correlation': {
      const installed = [...library.catalogue.rules.values()].filter((rule) => rule.header.id !== header.id)
      const all = [...installed, ...others, document]
      return planCorrelations(all).refused.find(({ rule }) => rule === header)?.reason
    }
    case 'filter':
      return objectionToFilter(document, library, others)
  }
}

function objectionToFilter(
  filter: Extract<OwnDocument, { kind: 'filter' }>,
  { catalogue }: Library,
  others: readonly SigmaDocument[],
): string | undefined {
  const rejected = compileRuleBase([{ ...filter, kind: 'rule' }]).rejected[0]
  if (rejected !== undefined) return rejected.reason
  if (filter.rules === 'any') return undefined
  const known = new Set<string>()
  for (const rule of [...catalogue.rules.values(), ...others]) {
    if (rule.kind !== 'rule') continue
    known.add(rule.header.id)
    if (rule.name !== undefined) known.add(rule.name)
  }
  const missing = filter.rules.find((reference) => !known.has(reference))
  return missing === undefined
    ? undefined
    : `the filter names the rule "${missing.slice(0, 200)}", which is not installed`
}

function invalid(detail: string): CountersignError {
  return new CountersignError('RULE_INVALID', detail)
}
