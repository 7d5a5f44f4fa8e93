import type { Claim, EvidenceRef } from '@countersign/explanation/explanation'
import type { IdentityKey } from '@countersign/ocsf/event'
import type { AgentStep } from './agent-step.ts'

export type AgentMisuseKind =
  | 'unasked-tool-call'
  | 'tool-outside-mandate'
  | 'shared-credential'
  | 'principal-changed'
  | 'tool-redefined'

/** Something an agent did that its records do not cover, with what speaks for and against it. */
export type AgentMisuse = {
  readonly kind: AgentMisuseKind
  readonly agent: IdentityKey
  readonly timeMs: number
  /** One sentence a customer understands. */
  readonly statement: string
  readonly claims: readonly Claim[]
  /** Ids of the OWASP Top 10 for Agentic Applications (December 2025). */
  readonly owasp: readonly string[]
}

export const owaspOf: Readonly<Record<AgentMisuseKind, readonly string[]>> = {
  'unasked-tool-call': ['ASI01', 'ASI10'],
  'tool-outside-mandate': ['ASI02', 'ASI03'],
  'shared-credential': ['ASI03'],
  'principal-changed': ['ASI03', 'ASI09'],
  'tool-redefined': ['ASI04', 'ASI02'],
}

/** What could not be judged, in words: a mandate that nobody gave, a trace whose beginning is not there. */
export type AgentJudgement = { readonly found: readonly AgentMisuse[]; readonly notJudged: readonly string[] }

export function misuse(
  kind: AgentMisuseKind,
  step: AgentStep,
  statement: string,
  claims: readonly Claim[],
): AgentMisuse {
  return { kind, agent: step.agent, timeMs: step.timeMs, statement, claims, owasp: owaspOf[kind] }
}

export function claim(
  kind: Claim['kind'],
  certainty: Claim['certainty'],
  text: string,
  steps: readonly AgentStep[],
): Claim {
  return { kind, certainty, text, cites: cited(steps) }
}

const citedMax = 20

function cited(steps: readonly AgentStep[]): readonly EvidenceRef[] {
  return [...new Set(steps.map(({ eventId }) => eventId))]
    .slice(0, citedMax)
    .map((id) => ({ kind: 'event', id }))
}
