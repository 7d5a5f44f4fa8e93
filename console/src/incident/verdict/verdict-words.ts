import type { IncidentVerdict, Verdict } from '@countersign/api/triage'
import { plural } from '../../text/time-words.ts'

const words: Readonly<Record<Verdict, string>> = {
  close: 'Harmless by all that is known',
  group: 'Part of what was escalated beside it',
  escalate: 'Looks like an attack',
  abstain: 'A person has to look',
}

export const verdictWords = (verdict: Verdict): string => words[verdict]

/** A share of 1 as a percentage. What is not certain is never shown as 0 % or 100 %. */
export function percentWords(share: number): string {
  if (share > 0 && share < 0.001) return '< 0.1 %'
  if (share < 1 && share > 0.999) return '> 99.9 %'
  return `${Number((share * 100).toFixed(1))} %`
}

/** The effect that a driver has on the logit of an attack, in words. */
export function pullWords(pull: number): string {
  if (pull === 0) return 'makes no difference alone'
  return `${pull > 0 ? 'speaks for' : 'speaks against'} an attack (${Math.abs(pull).toFixed(2)})`
}

/** Ids of the events that the verdict hangs on. */
export function drivingEvents(verdict: IncidentVerdict | null | undefined): ReadonlySet<string> {
  return new Set(verdict?.drivers.flatMap(({ eventIds }) => eventIds))
}

/** "2 harmless, 1 attack". */
export const labelWords = (benign: number, attack: number): string =>
  `${benign} harmless, ${plural(attack, 'attack')}`
