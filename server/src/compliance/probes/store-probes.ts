import type { Probe, ProbeWindow } from '../probe.ts'
import { counted, type Judged, type ReadFacts, sentence, tenantProbe } from './tenant-probe.ts'

export type LogAudit = {
  readonly entries: number
  readonly checkedFiles: number
  readonly damaged: readonly string[]
  /** Proofs of entries drawn from all over the newest ones, verified with the log's own key. */
  readonly proofs: number
}

export type WitnessFigures = {
  readonly witnesses: number
  readonly cosignedAtMs: number | undefined
  readonly conflicts: number
}

export type KeptClass = {
  readonly name: string
  readonly days: number
  readonly oldestMs: number | undefined
}
export type RetentionFigures = {
  readonly classes: readonly KeptClass[]
  /** Between two runs: what is due may be there that long. */
  readonly everySeconds: number
}

export type BackupFigures =
  | { readonly kind: 'none' }
  | {
      readonly kind: 'found'
      readonly createdMs: number
      readonly files: number
      readonly bytes: number
      readonly broken: readonly string[]
    }

export type HealthFigures = {
  readonly isLakeUp: boolean
  readonly isStateUp: boolean
  readonly isLogOpen: boolean
  /** Times in the hour in which no heartbeat was written. */
  readonly gaps: number
}

export type StoreReads = {
  readonly log: ReadFacts<LogAudit>
  readonly witnesses: ReadFacts<WitnessFigures>
  readonly retention: ReadFacts<RetentionFigures>
  readonly backup: ReadFacts<BackupFigures>
  readonly health: ReadFacts<HealthFigures>
}

const dayMs = 86_400_000

export function storeProbes(reads: StoreReads): readonly Probe[] {
  return [
    tenantProbe('log-integrity', reads.log, judgeLog),
    tenantProbe('checkpoint-witnessed', reads.witnesses, judgeWitnesses),
    tenantProbe('retention-run', reads.retention, judgeRetention),
    tenantProbe('backup-verified', reads.backup, judgeBackup),
    tenantProbe('platform-health', reads.health, judgeHealth),
  ]
}

export function judgeLog({ entries, checkedFiles, damaged, proofs }: LogAudit): Judged {
  return {
    satisfied: entries > 0 && damaged.length === 0 && proofs > 0,
    statement: sentence(
      `the log has ${counted(entries, 'entry')}`,
      `${counted(checkedFiles, 'file')} checked against it and ${damaged.length} damaged`,
      `${counted(proofs, 'proof')} of entries drawn from it verified`,
    ),
    figures: { entries, checkedFiles, damaged: damaged.slice(0, 20), proofs },
  }
}

export function judgeWitnesses(
  { witnesses, cosignedAtMs, conflicts }: WitnessFigures,
  { fromMs }: ProbeWindow,
): Judged {
  return {
    satisfied: cosignedAtMs !== undefined && cosignedAtMs >= fromMs && conflicts === 0,
    statement: sentence(
      witnesses === 0 ? 'no witness is set up' : `${witnesses} set up as witness`,
      cosignedAtMs === undefined
        ? 'none cosigned'
        : `the newest cosignature is of ${new Date(cosignedAtMs).toISOString()}`,
      `${counted(conflicts, 'conflict')} told`,
    ),
    figures: { witnesses, cosignedAtMs: cosignedAtMs ?? null, conflicts },
  }
}

export function judgeRetention({ classes, everySeconds }: RetentionFigures, { nowMs }: ProbeWindow): Judged {
  const graceMs = 2 * everySeconds * 1000
  const over = classes.filter(
    ({ days, oldestMs }) => oldestMs !== undefined && nowMs - oldestMs > days * dayMs + graceMs,
  )
  return {
    satisfied: over.length === 0,
    statement: sentence(
      ...classes.map(({ name, days }) => `${name} kept ${days} days`),
      over.length === 0
        ? 'none longer'
        : `kept longer than that: ${over.map(({ name }) => name).join(' and ')}`,
    ),
    figures: { classes: classes.map((one) => ({ ...one, oldestMs: one.oldestMs ?? null })) },
  }
}

export function judgeBackup(backup: BackupFigures, { fromMs }: ProbeWindow): Judged {
  if (backup.kind === 'none')
    return { satisfied: false, statement: 'No backup was ever made by this server.', figures: {} }
  const { createdMs, files, bytes, broken } = backup
  return {
    satisfied: createdMs >= fromMs && broken.length === 0,
    statement: sentence(
      `the newest backup is of ${new Date(createdMs).toISOString()}`,
      `${counted(files, 'file')} of ${bytes} bytes compared with its manifest`,
      broken.length === 0 ? 'whole' : `${broken.length} not as they were`,
    ),
    figures: { createdMs, files, bytes, broken: broken.slice(0, 20) },
  }
}

export function judgeHealth({ isLakeUp, isStateUp, isLogOpen, gaps }: HealthFigures): Judged {
  const down = [isLakeUp ? '' : 'lake', isStateUp ? '' : 'state', isLogOpen ? '' : 'log'].filter(Boolean)
  return {
    satisfied: down.length === 0 && gaps === 0,
    statement: sentence(
      down.length === 0 ? 'lake, state and log answer' : `${down.join(' and ')} did not answer`,
      `${counted(gaps, 'gap')} between heartbeats in the hour`,
    ),
    figures: { isLakeUp, isStateUp, isLogOpen, gaps },
  }
}
