import type {
  AuthorityHop,
  Claim,
  CostStatement,
  Decider,
  EvidenceRef,
  Explanation,
  ProposedAction,
} from './explanation.ts'
import { visibleText } from './hostile-text.ts'
import { decisionItems, setItems } from './outline-authority.ts'

/** An explanation as headings and items: what every rendering is made from. All text is visible and bounded. */
export type Outline = {
  readonly id: string
  readonly statement: string
  readonly sections: readonly OutlineSection[]
}

export type OutlineSection = {
  readonly kind: SectionKind
  readonly heading: string
  readonly items: readonly OutlineItem[]
  /** Items beyond `itemsPerSectionMax`, which are not listed. */
  readonly omitted: number
}

export type SectionKind =
  | 'happened'
  | 'rules'
  | 'authority'
  | 'decision'
  | 'sets'
  | 'against'
  | 'missing'
  | 'intent'
  | 'cost'
  | 'actions'
  | 'decided-by'

export type OutlineItem = {
  readonly text: string
  readonly certainty?: Claim['certainty']
  readonly cites: readonly EvidenceRef[]
  /** A command to copy; shown verbatim, never run. */
  readonly command?: string
  readonly details: readonly string[]
}

export const textMaxChars = 2000
export const itemsPerSectionMax = 200

const headings: Readonly<Record<SectionKind, string>> = {
  happened: 'What happened',
  rules: 'Why it was reported',
  authority: 'On whose credentials',
  decision: 'Why it could be done, or not',
  sets: 'Mandated, granted, used',
  against: 'What speaks against it',
  missing: 'What we do not know',
  intent: 'Intent',
  cost: 'Cost',
  actions: 'Proposed actions (none has been taken)',
  'decided-by': 'Decided by',
}

export function outlineOf(explanation: Explanation): Outline {
  const { claims, authority, intent, cost } = explanation
  const forIt = claims.filter((claim) => claim.kind === 'for')
  const sections: readonly (readonly [SectionKind, readonly OutlineItem[]])[] = [
    ['happened', forIt.filter((claim) => !restsOnRule(claim)).map(claimItem)],
    ['rules', forIt.filter(restsOnRule).map(claimItem)],
    ['authority', (authority?.chain ?? []).map(hopItem)],
    ['decision', authority?.decision === undefined ? [] : decisionItems(authority.decision)],
    ['sets', authority?.sets === undefined ? [] : setItems(authority.sets)],
    ['against', claims.filter((claim) => claim.kind === 'against').map(claimItem)],
    ['missing', missingItems(claims, authority?.missing ?? [])],
    ['intent', intent === undefined ? [] : [{ ...item(intent.reason), cites: intent.drivers }]],
    ['cost', cost === undefined ? [] : [costItem(cost)]],
    ['actions', (explanation.actions ?? []).map(actionItem)],
    ['decided-by', explanation.decidedBy.map(deciderItem)],
  ]
  return {
    id: explanation.id,
    statement: shown(explanation.statement),
    sections: sections.filter(([, items]) => items.length > 0).map(([kind, items]) => section(kind, items)),
  }
}

function section(kind: SectionKind, items: readonly OutlineItem[]): OutlineSection {
  return {
    kind,
    heading: headings[kind],
    items: items.slice(0, itemsPerSectionMax),
    omitted: Math.max(0, items.length - itemsPerSectionMax),
  }
}

const shown = (text: string) => visibleText(text, textMaxChars)
const item = (text: string): OutlineItem => ({ text: shown(text), cites: [], details: [] })
const restsOnRule = (claim: Claim) => claim.cites[0]?.kind === 'rule'

function claimItem(claim: Claim): OutlineItem {
  return { ...item(claim.text), certainty: claim.certainty, cites: claim.cites }
}

function hopItem(hop: AuthorityHop): OutlineItem {
  return { ...item(`${hop.actor}: ${hop.via}`), certainty: hop.certainty, cites: hop.cites }
}

/** A gap in the chain of authority is often a claim too; it is said once. */
function missingItems(claims: readonly Claim[], gaps: readonly string[]): readonly OutlineItem[] {
  const missing = claims.filter((claim) => claim.kind === 'missing')
  const said = new Set(missing.map((claim) => claim.text))
  return [...missing.map(claimItem), ...gaps.filter((gap) => !said.has(gap)).map(item)]
}

function costItem(cost: CostStatement): OutlineItem {
  const money = (amount: number) => `${amount.toFixed(2)} ${cost.currency}`
  return item(`${money(cost.amount)} (between ${money(cost.low)} and ${money(cost.high)}): ${cost.method}`)
}

function actionItem(action: ProposedAction): OutlineItem {
  const details = [`Effect: ${action.effect}`, `Breaks: ${action.breaks}`, `To undo: ${action.reversal}`]
  return {
    ...item(action.title),
    details: details.map(shown),
    ...(action.command === undefined ? {} : { command: shown(action.command) }),
  }
}

/** Enough of a hash to tell versions apart; the document itself holds all of it. */
const hashShownChars = 16

function shortHash(hash: string): string {
  return hash.length > hashShownChars ? `${hash.slice(0, hashShownChars)}…` : hash
}

function deciderItem({ kind, name, version, contentHash }: Decider): OutlineItem {
  return item(`${kind} “${name}”, ${version}, SHA-256 ${shortHash(contentHash)}`)
}
