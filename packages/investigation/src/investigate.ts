import { createHash } from 'node:crypto'
import { canonical } from '@countersign/explanation/canonical'
import { evidenceKey, type KnownEvidence } from '@countersign/explanation/citation'
import type { Claim, Decider, EvidenceRef, Explanation } from '@countersign/explanation/explanation'
import { sealed } from '@countersign/explanation/explanation-hash'
import { visibleText, wellFormed } from '@countersign/explanation/hostile-text'
import { changeClaims } from './change-claims.ts'
import { companyClaims } from './company-claims.ts'
import { doingClaims } from './doing-claims.ts'
import type { Answer, Facts, Subject } from './facts.ts'
import { firstTimeClaims } from './first-time-claims.ts'
import { historyMinDays, type QuestionId, questions, spans } from './question.ts'
import { reachClaims } from './reach-claims.ts'
import { sightClaims } from './sight-claims.ts'
import { statementOf } from './statement.ts'
import { timelineOf } from './timeline.ts'
import { whoClaims } from './who-claims.ts'
import { missing } from './words.ts'

/** Which claims of the explanation answer a question, as indexes into `explanation.claims`. */
export type Answered = { readonly question: QuestionId; readonly claims: readonly number[] }

export type Investigation = { readonly explanation: Explanation; readonly answers: readonly Answered[] }

/** Raised with every change of what is asked or how an answer is worded. */
const investigatorVersion = '1'
const textMaxChars = 2000

/**
 * The story of an incident: every question answered by claims that cite what was found, or by one that says what is
 * missing. The same facts give the same explanation, bit for bit.
 */
export function investigate(subject: Subject, facts: Facts): Investigation {
  const claims: Claim[] = []
  const answers = questions.map(({ id }): Answered => {
    const told = claimsOf(id, facts).map(visible)
    const indexes = told.map((_, at) => claims.length + at)
    claims.push(...told)
    return { question: id, claims: indexes }
  })
  const { tenantId, region, incidentId } = subject
  const explanation = sealed(
    wellFormed({
      tenantId,
      region,
      subject: { kind: 'incident-finding' as const, id: incidentId },
      statement: visibleText(statementOf(subject, facts), textMaxChars),
      claims,
      timeline: timelineOf(subject, facts),
      decidedBy: [investigatorDecider()],
    }),
  )
  return { explanation, answers }
}

function claimsOf(question: QuestionId, facts: Facts): readonly Claim[] {
  switch (question) {
    case 'who':
      return told(facts.who, 'who it is', whoClaims)
    case 'first-time':
      return told(facts['first-time'], 'whether this is the first time', firstTimeClaims)
    case 'doings':
      return told(facts.doings, 'what else it did', doingClaims)
    case 'company':
      return told(facts.company, 'who else did the same or shares its session or address', companyClaims)
    case 'changes':
      return told(facts.changes, 'what changed before', changeClaims)
    case 'reach':
      return told(facts.reach, 'what it could reach', reachClaims)
    case 'sight':
      return told(facts.sight, 'whether our sources saw everything', sightClaims)
  }
}

function told<T>(answer: Answer<T>, what: string, claims: (value: T) => readonly Claim[]): readonly Claim[] {
  const found = answer.known ? claims(answer.value) : []
  if (found.length > 0) return found
  const reason = answer.known ? 'nothing was found that tells' : answer.reason
  return [missing(`It is not known ${what}: ${visibleText(reason, 300)}.`)]
}

function visible(claim: Claim): Claim {
  return { ...claim, text: visibleText(claim.text, textMaxChars) }
}

/** Everything that was found: what the story may cite, and nothing beyond it. */
export function evidenceFound(subject: Subject, facts: Facts): KnownEvidence {
  const keys = new Set(subject.events.map(({ eventId }) => evidenceKey({ kind: 'event', id: eventId })))
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'cites') for (const cite of inner as readonly EvidenceRef[]) keys.add(evidenceKey(cite))
      else collect(inner)
    }
  }
  collect(facts)
  return keys
}

function investigatorDecider(): Decider {
  const content = canonical({ investigatorVersion, questions, spans, historyMinDays })
  return {
    kind: 'rule',
    name: 'investigator',
    version: investigatorVersion,
    contentHash: createHash('sha256').update(content).digest('hex'),
  }
}
