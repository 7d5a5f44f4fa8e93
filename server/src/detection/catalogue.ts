import { compileRuleBase } from '@countersign/sigma/base/rule-base'
import { planCorrelations } from '@countersign/sigma/correlation/plan-correlations'
import type { SigmaCorrelationRule } from '@countersign/sigma/document/correlation-rule'
import type { SigmaDocument, SigmaFilter } from '@countersign/sigma/document/document'
import type { RuleLogSource } from '@countersign/sigma/document/log-source'
import { parseSigmaDocuments } from '@countersign/sigma/document/parse-documents'
import type { RuleHeader } from '@countersign/sigma/match'
import type { RuleDocument } from '../intake/service.ts'

/** A rule or correlation that runs. Its detection is not kept: the workers compile it, nobody else reads it. */
export type CatalogueRule =
  | {
      readonly kind: 'rule'
      readonly header: RuleHeader
      readonly name: string | undefined
      readonly logSource: RuleLogSource
    }
  | SigmaCorrelationRule

/** A document that does not run, and why. */
export type Refusal = {
  readonly pack: string
  readonly path: string
  readonly id: string | undefined
  readonly title: string | undefined
  readonly reason: string
}

/** What the installed packs hold, read once and kept by every node. */
export type Catalogue = {
  readonly rules: ReadonlyMap<string, CatalogueRule>
  /** Filters that come with a pack: they hold for every tenant. */
  readonly filters: readonly RuleHeader[]
  readonly refused: readonly Refusal[]
  /** Files that hold at least one rule that runs, or a filter. */
  readonly documents: readonly RuleDocument[]
}

export const emptyCatalogue: Catalogue = { rules: new Map(), filters: [], refused: [], documents: [] }

/** Files read before others get a turn. */
const filesPerTurn = 25

/**
 * Reads every document and says of each whether it runs. Thousands of files are a second of work, so `pause` is awaited
 * between small portions.
 */
export async function readCatalogue(
  documents: readonly RuleDocument[],
  pause: () => Promise<unknown>,
): Promise<Catalogue> {
  const reading = new CatalogueReading()
  for (const [at, document] of documents.entries()) {
    if (at % filesPerTurn === 0) await pause()
    reading.add(document)
  }
  return reading.finish()
}

class CatalogueReading {
  private readonly rules = new Map<string, CatalogueRule>()
  private readonly filters: SigmaFilter[] = []
  private readonly refused: Refusal[] = []
  private readonly documents: RuleDocument[] = []

  add(document: RuleDocument): void {
    const { text, ...origin } = document
    const before = this.rules.size + this.filters.length
    for (const found of parseSigmaDocuments(text, origin)) this.take(found)
    if (this.rules.size + this.filters.length > before) this.documents.push(document)
  }

  /** Correlations and filters last: what they refer to may stand in any file. */
  finish(): Catalogue {
    for (const { rule, reason } of planCorrelations([...this.rules.values()]).refused) {
      this.rules.delete(rule.id)
      this.refused.push(refusalOf(rule, reason))
    }
    const filters = this.filters.filter((filter) => this.narrowsSomething(filter)).map(({ header }) => header)
    return { rules: this.rules, filters, refused: this.refused, documents: this.documents }
  }

  private narrowsSomething({ header, rules }: SigmaFilter): boolean {
    if (rules === 'any') return true
    const names = new Set([...this.rules.values()].flatMap((rule) => [rule.header.id, rule.name]))
    if (rules.some((reference) => names.has(reference))) return true
    this.refused.push(refusalOf(header, 'none of the rules that the filter names is installed'))
    return false
  }

  private take(document: SigmaDocument): void {
    if (document.kind === 'unsupported') {
      const { origin, id, title, reason } = document
      this.refused.push({ ...origin, id, title, reason })
      return
    }
    const objection = this.objectionTo(document)
    if (objection !== undefined) this.refused.push(refusalOf(document.header, objection))
    else if (document.kind === 'filter') this.filters.push(document)
    else this.rules.set(document.header.id, kept(document))
  }

  private objectionTo(document: Exclude<SigmaDocument, { kind: 'unsupported' }>): string | undefined {
    const { header } = document
    if (document.kind === 'filter')
      return compileRuleBase([{ ...document, kind: 'rule' }]).rejected[0]?.reason
    const known = this.rules.get(header.id)?.header.origin
    if (known !== undefined) return `its id is taken by ${known.pack}/${known.path}`
    if (header.status === 'deprecated' || header.status === 'unsupported')
      return `its authors mark it as ${header.status}`
    return document.kind === 'rule' ? compileRuleBase([document]).rejected[0]?.reason : undefined
  }
}

function kept(document: Extract<SigmaDocument, { kind: 'rule' | 'correlation' }>): CatalogueRule {
  if (document.kind === 'correlation') return document
  const { kind, header, name, logSource } = document
  return { kind, header, name, logSource }
}

function refusalOf({ id, title, origin }: RuleHeader, reason: string): Refusal {
  return { pack: origin.pack, path: origin.path, id, title, reason }
}
