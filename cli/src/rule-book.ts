import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readRulePack } from '@countersign/server/detection/rule-pack'
import { compileRuleBase, type RuleBase } from '@countersign/sigma/base/rule-base'
import { capturesFor, unreportedParts } from '@countersign/sigma/correlation/captures'
import { type PlannedCorrelation, planCorrelations } from '@countersign/sigma/correlation/plan-correlations'
import type { SigmaDocument } from '@countersign/sigma/document/document'
import { parseSigmaDocuments } from '@countersign/sigma/document/parse-documents'
import { createOverlay, type Overlay } from '@countersign/sigma/overlay'

/** A rule file, or a document of one, that cannot be used, and why. */
export type RefusedRule = {
  readonly pack: string
  readonly path: string
  readonly id?: string
  readonly title?: string
  readonly reason: string
}

export type RulePackSummary = {
  readonly name: string
  /** Where it was read from, as the person named it. */
  readonly path: string
  readonly rules: number
  readonly correlations: number
  readonly filters: number
  readonly refused: number
}

/** Rules ready to run: compiled together, with their filters and correlations, and what was refused. */
export type RuleBook = {
  readonly packs: readonly RulePackSummary[]
  readonly base: RuleBase
  /** Present when there are filters: what they leave out. */
  readonly overlay: Overlay | undefined
  readonly correlations: readonly PlannedCorrelation[]
  /** Rules whose matches a correlation counts. */
  readonly counted: ReadonlySet<string>
  /** Rules that only feed a correlation, and are no findings of their own. */
  readonly unreported: ReadonlySet<string>
  readonly refused: readonly RefusedRule[]
}

/** The pack that comes with the project. */
export const starterPackPath = fileURLToPath(new URL('../../rules', import.meta.url))

/** Errors: RULE_PACK_UNREADABLE when a path is no rule pack; single bad rules are refused, with their reason. */
export async function openRuleBook(paths: readonly string[]): Promise<RuleBook> {
  const packs: ReadPack[] = []
  for (const path of paths) packs.push(await readPack(path))
  const { documents, doubles } = withoutDoubles(packs.flatMap((pack) => pack.documents))
  const { planned, refused: unplanned } = planCorrelations(documents)
  const captures = capturesFor(planned)
  const base = compileRuleBase(
    documents.filter((document) => document.kind === 'rule'),
    { captures },
  )
  const filters = documents.filter((document) => document.kind === 'filter')
  const refused = [
    ...packs.flatMap((pack) => pack.refused),
    ...doubles,
    ...[...unplanned, ...base.rejected].map(refusedRule),
  ]
  return {
    packs: packs.map((pack) => summaryOf(pack, documents, refused)),
    base,
    overlay: filters.length === 0 ? undefined : createOverlay(base, { filters }),
    correlations: planned,
    counted: new Set(captures.keys()),
    unreported: unreportedParts(planned),
    refused,
  }
}

type ReadPack = {
  readonly name: string
  readonly path: string
  readonly documents: readonly UsableDocument[]
  readonly refused: readonly RefusedRule[]
}

type UsableDocument = Exclude<SigmaDocument, { kind: 'unsupported' }>

async function readPack(path: string): Promise<ReadPack> {
  const name = resolve(path) === starterPackPath ? 'countersign' : undefined
  const pack = await readRulePack(path, name)
  const documents: UsableDocument[] = []
  const refused: RefusedRule[] = []
  for (const { text, ...origin } of pack.documents) {
    for (const document of parseSigmaDocuments(text, origin)) {
      if (document.kind !== 'unsupported') documents.push(document)
      else refused.push(refusedDocument(document))
    }
  }
  const skipped = pack.skipped.filter(({ reason }) => reason !== 'a folder of tests holds no rules')
  refused.push(...skipped.map((file) => ({ pack: pack.name, ...file })))
  return { name: pack.name, path, documents, refused }
}

function refusedDocument(document: Extract<SigmaDocument, { kind: 'unsupported' }>): RefusedRule {
  const { origin, id, title, reason } = document
  return {
    ...origin,
    ...(id === undefined ? {} : { id }),
    ...(title === undefined ? {} : { title }),
    reason,
  }
}

function refusedRule({ rule, reason }: RuleBase['rejected'][number]): RefusedRule {
  return { pack: rule.origin.pack, path: rule.origin.path, id: rule.id, title: rule.title, reason }
}

/** The first of several with one id is meant; the same document twice is no fault. */
function withoutDoubles(documents: readonly UsableDocument[]): {
  readonly documents: readonly UsableDocument[]
  readonly doubles: readonly RefusedRule[]
} {
  const byId = new Map<string, UsableDocument>()
  const doubles: RefusedRule[] = []
  for (const document of documents) {
    const { header } = document
    const known = byId.get(header.id)
    if (known === undefined) byId.set(header.id, document)
    else if (known.header.contentHash !== header.contentHash)
      doubles.push(
        refusedRule({
          rule: header,
          reason: `its id is already that of ${known.header.origin.pack}/${known.header.origin.path}`,
        }),
      )
  }
  return { documents: [...byId.values()], doubles }
}

function summaryOf(
  pack: ReadPack,
  documents: readonly UsableDocument[],
  refused: readonly RefusedRule[],
): RulePackSummary {
  const refusedHere = refused.filter((rule) => rule.pack === pack.name)
  const unusable = new Set(refusedHere.map(({ path, id }) => `${path}\0${id}`))
  const used = documents.filter(
    ({ header: { id, origin } }) => origin.pack === pack.name && !unusable.has(`${origin.path}\0${id}`),
  )
  const count = (kind: UsableDocument['kind']) => used.filter((document) => document.kind === kind).length
  return {
    name: pack.name,
    path: pack.path,
    rules: count('rule'),
    correlations: count('correlation'),
    filters: count('filter'),
    refused: refusedHere.length,
  }
}

/** `91 rules and 6 correlations of the starter pack`, for a person. */
export function ruleBookWords({ packs }: RuleBook): string {
  return packs
    .map(({ name, path, rules, correlations }) => {
      const over =
        correlations === 0 ? '' : ` and ${correlations} correlation${correlations === 1 ? '' : 's'}`
      const from = path === starterPackPath ? 'the starter pack that comes with Countersign' : path
      return `${rules} rule${rules === 1 ? '' : 's'}${over} from ${from === path ? `${name} (${path})` : from}`
    })
    .join(', ')
}
