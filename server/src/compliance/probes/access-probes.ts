import type { Probe, ProbeWindow } from '../probe.ts'
import { counted, type Judged, type ReadFacts, sentence, tenantProbe } from './tenant-probe.ts'

/** Entries of the tenant's log after everything that waited was brought in. */
export type TrailFigures = { readonly acts: number; readonly waiting: number }

export type SignInRules = {
  readonly passwordMinCharacters: number
  readonly failuresFree: number
  readonly lockMaxSeconds: number
  readonly sessionSeconds: number
  readonly idleSeconds: number
}

export type FactorFigures = {
  /** People who see the tenant and are not switched off. */
  readonly people: number
  readonly changing: number
  /** Of those who may change something, without passkey, one-time codes or single sign-on. */
  readonly changingWithout: number
}

export type CredentialFigures = {
  readonly apiKeys: number
  readonly apiKeysOld: number
  readonly apiKeysNeverUsed: number
  readonly sourceKeys: number
  readonly sourceKeysOld: number
}

export type InventoryFigures = {
  readonly identities: number
  readonly ownerless: number
  readonly foldedToMs: number | undefined
}

export type MandateFigures = {
  readonly inForce: number
  readonly pastReview: number
  readonly pastEnd: number
  readonly withoutSponsor: number
}

export type DecisionFigures = {
  readonly decisions: number
  readonly denied: number
  readonly withoutReason: number
}

export type ExcessFigures = {
  readonly passedAtMs: number | undefined
  readonly identities: number
  readonly waiting: number
  readonly failing: number
  readonly untold: number
}

export type AccessReads = {
  readonly trail: ReadFacts<TrailFigures>
  readonly signIn: ReadFacts<SignInRules>
  readonly factors: ReadFacts<FactorFigures>
  readonly credentials: ReadFacts<CredentialFigures>
  readonly inventory: ReadFacts<InventoryFigures>
  readonly mandates: ReadFacts<MandateFigures>
  readonly decisions: ReadFacts<DecisionFigures>
  readonly excess: ReadFacts<ExcessFigures>
}

/** What is asked of the service itself, whatever an operator may set. */
const minimum: SignInRules = {
  passwordMinCharacters: 12,
  failuresFree: 10,
  lockMaxSeconds: 300,
  sessionSeconds: 12 * 3600,
  idleSeconds: 4 * 3600,
}
/** A key of a source or of the API is changed within this time. */
export const credentialAgeMaxMs = 365 * 86_400_000

export function accessProbes(reads: AccessReads): readonly Probe[] {
  return [
    tenantProbe('audit-trail', reads.trail, judgeTrail),
    tenantProbe('sign-in-policy', reads.signIn, judgeSignIn),
    tenantProbe('mfa-state', reads.factors, judgeFactors),
    tenantProbe('credential-age', reads.credentials, judgeCredentials),
    tenantProbe('identity-inventory', reads.inventory, judgeInventory),
    tenantProbe('mandate-review', reads.mandates, judgeMandates),
    tenantProbe('decision-recorded', reads.decisions, judgeDecisions),
    tenantProbe('excess-authority', reads.excess, judgeExcess),
  ]
}

export function judgeTrail({ acts, waiting }: TrailFigures): Judged {
  return {
    satisfied: waiting === 0,
    statement: sentence(
      `${counted(acts, 'act')} of the hour in the log`,
      `${waiting} still waiting after everything was brought in`,
    ),
    figures: { acts, waiting },
  }
}

export function judgeSignIn(rules: SignInRules): Judged {
  const weaker = [
    rules.passwordMinCharacters < minimum.passwordMinCharacters ? 'shorter passwords' : undefined,
    rules.failuresFree > minimum.failuresFree ? 'more failures before a wait' : undefined,
    rules.lockMaxSeconds < minimum.lockMaxSeconds ? 'shorter waits' : undefined,
    rules.sessionSeconds > minimum.sessionSeconds ? 'longer sessions' : undefined,
    rules.idleSeconds > minimum.idleSeconds ? 'longer idle sessions' : undefined,
  ].filter((one) => one !== undefined)
  return {
    satisfied: weaker.length === 0,
    statement: sentence(
      `passwords of ${rules.passwordMinCharacters} characters or more`,
      `a wait after ${rules.failuresFree} failures, of up to ${rules.lockMaxSeconds} seconds`,
      `sessions end after ${rules.sessionSeconds} seconds, idle ones after ${rules.idleSeconds}`,
      weaker.length === 0 ? undefined : `weaker than the minimum: ${weaker.join('; ')}`,
    ),
    figures: { rules, minimum, weaker },
  }
}

export function judgeFactors({ people, changing, changingWithout }: FactorFigures): Judged {
  return {
    satisfied: changingWithout === 0,
    statement: sentence(
      `${people === 1 ? '1 person' : `${people} people`} may see the tenant`,
      `${changing} may change something`,
      `${changingWithout} of these have no second factor`,
    ),
    figures: { people, changing, changingWithout },
  }
}

export function judgeCredentials(figures: CredentialFigures): Judged {
  const old = figures.apiKeysOld + figures.sourceKeysOld
  return {
    satisfied: old === 0,
    statement: sentence(
      `${counted(figures.apiKeys, 'API key')} and ${counted(figures.sourceKeys, 'source key')} in use`,
      `${old} older than a year`,
      `${figures.apiKeysNeverUsed} never used`,
    ),
    figures,
  }
}

export function judgeInventory(
  { identities, ownerless, foldedToMs }: InventoryFigures,
  { fromMs }: ProbeWindow,
): Judged {
  return {
    satisfied: foldedToMs !== undefined && foldedToMs >= fromMs,
    statement: sentence(
      `${counted(identities, 'identity')} known`,
      `${ownerless} without an owner`,
      foldedToMs === undefined
        ? 'events were never looked at'
        : `events looked at up to ${new Date(foldedToMs).toISOString()}`,
    ),
    figures: { identities, ownerless, foldedToMs: foldedToMs ?? null },
  }
}

export function judgeMandates({ inForce, pastReview, pastEnd, withoutSponsor }: MandateFigures): Judged {
  return {
    satisfied: pastReview === 0 && pastEnd === 0 && withoutSponsor === 0,
    statement: sentence(
      `${counted(inForce, 'mandate')} in force`,
      `${pastReview} past the review`,
      `${pastEnd} past the end`,
      `${withoutSponsor} that nobody answers for`,
    ),
    figures: { inForce, pastReview, pastEnd, withoutSponsor },
  }
}

export function judgeDecisions({ decisions, denied, withoutReason }: DecisionFigures): Judged {
  return {
    satisfied: withoutReason === 0,
    statement:
      decisions === 0
        ? 'Nobody asked the decision point in the hour.'
        : sentence(
            `${counted(decisions, 'decision')} in the hour`,
            `${denied} denied`,
            `${withoutReason} without a reason`,
          ),
    figures: { decisions, denied, withoutReason },
  }
}

export function judgeExcess(figures: ExcessFigures, { fromMs }: ProbeWindow): Judged {
  const { passedAtMs, identities, waiting, failing, untold } = figures
  return {
    satisfied: passedAtMs !== undefined && passedAtMs >= fromMs && untold === 0,
    statement: sentence(
      passedAtMs === undefined
        ? 'the checks of identities never ran'
        : `${counted(identities, 'identity')} checked at ${new Date(passedAtMs).toISOString()}`,
      `${waiting} wait for the next pass`,
      `${counted(failing, 'failed check')} open`,
      `${untold} without a finding`,
    ),
    figures: { ...figures, passedAtMs: passedAtMs ?? null },
  }
}
