import type { Probe, ProbeWindow } from '../probe.ts'
import { counted, type Judged, type ReadFacts, sentence, tenantProbe } from './tenant-probe.ts'

export type DetectionFigures = {
  readonly rulesOn: number
  readonly rulesOff: number
  readonly correlations: number
  /** Of the rules and of what the tenant changed of them. */
  readonly version: string
  readonly events: number
  readonly findings: number
  /** Up to when the correlations have seen what arrived. */
  readonly correlatedToMs: number | undefined
}

export type PackFigures = {
  readonly packs: readonly {
    readonly name: string
    readonly contentHash: string
    readonly installedMs: number
  }[]
  /** Changes of the tenant's own as they stand: rules, filters, correlations and switches. */
  readonly changes: readonly { readonly atMs: number; readonly by: string }[]
}

export type DeliveryFigures = {
  readonly channelsOn: number
  readonly delivered: number
  readonly failed: number
  /** Due for longer than `deliveryWaitMs`. */
  readonly late: number
}

export type DetectionReads = {
  readonly detection: ReadFacts<DetectionFigures>
  readonly packs: ReadFacts<PackFigures>
  readonly deliveries: ReadFacts<DeliveryFigures>
}

export const deliveryWaitMs = 3_600_000
const packAgeMaxDays = 90
const correlationLagMaxMs = 3_600_000
const dayMs = 86_400_000

export function detectionProbes({ detection, packs, deliveries }: DetectionReads): readonly Probe[] {
  return [
    tenantProbe('detection-run', detection, judgeDetection),
    tenantProbe('correlation-run', detection, judgeCorrelation),
    tenantProbe('detection-content', packs, judgePacks),
    tenantProbe('rule-change', packs, judgeChanges),
    tenantProbe('alert-delivery', deliveries, judgeDeliveries),
  ]
}

export function judgeDetection(figures: DetectionFigures): Judged {
  const { rulesOn, rulesOff, version, events, findings } = figures
  return {
    satisfied: rulesOn > 0,
    statement: sentence(
      `${counted(rulesOn, 'rule')} on and ${rulesOff} off, version ${version}`,
      `${counted(events, 'event')} met them`,
      `${counted(findings, 'finding')} came of it`,
    ),
    figures: { rulesOn, rulesOff, version, events, findings },
  }
}

export function judgeCorrelation(
  { correlations, correlatedToMs }: DetectionFigures,
  { nowMs }: ProbeWindow,
): Judged {
  const isCurrent = correlatedToMs !== undefined && nowMs - correlatedToMs <= correlationLagMaxMs
  return {
    satisfied: correlations > 0 && isCurrent,
    statement: sentence(
      `${counted(correlations, 'correlation')} on`,
      correlatedToMs === undefined
        ? 'none ever ran'
        : `all ran over what arrived up to ${new Date(correlatedToMs).toISOString()}`,
    ),
    figures: { correlations, correlatedToMs: correlatedToMs ?? null },
  }
}

export function judgePacks({ packs }: PackFigures, { nowMs }: ProbeWindow): Judged {
  const old = packs.filter(({ installedMs }) => nowMs - installedMs > packAgeMaxDays * dayMs)
  return {
    satisfied: packs.length > 0 && old.length === 0,
    statement: sentence(
      `${counted(packs.length, 'rule pack')} installed`,
      `${old.length} not brought up to date for ${packAgeMaxDays} days`,
    ),
    figures: { packs: packs.slice(0, 50) },
  }
}

export function judgeChanges({ changes }: PackFigures, { fromMs }: ProbeWindow): Judged {
  const recent = changes.filter(({ atMs }) => atMs >= fromMs)
  const nameless = changes.filter(({ by }) => by === '')
  return {
    satisfied: nameless.length === 0,
    statement: sentence(
      `${counted(recent.length, 'change')} of rules in the day`,
      `${counted(changes.length, 'change')} in force`,
      `${nameless.length} without an author`,
    ),
    figures: { recent: recent.length, inForce: changes.length, nameless: nameless.length },
  }
}

export function judgeDeliveries({ channelsOn, delivered, failed, late }: DeliveryFigures): Judged {
  return {
    satisfied: channelsOn > 0 && late === 0,
    statement: sentence(
      `${counted(channelsOn, 'channel')} on`,
      `${counted(delivered, 'message')} delivered`,
      `${failed} given up or refused`,
      `${late} waiting for longer than an hour`,
    ),
    figures: { channelsOn, delivered, failed, late },
  }
}
