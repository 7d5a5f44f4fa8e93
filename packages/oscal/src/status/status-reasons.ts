import type { ControlDocument, KindStanding } from './control-status.ts'

const subjectsShownMax = 5

export function liveReason({ kindId, atMs, because }: KindStanding): string {
  return `${kindId} is evidence until ${momentWords(atMs)}: ${because}`
}

/** What keeps a control that was live from being so; nothing for a kind that is live. */
export function lapsedReason(standing: KindStanding): readonly string[] {
  return standing.standing === 'live' ? [] : [notEvidencedReason(standing)]
}

export function notEvidencedReason({ kindId, standing, atMs, subjects, facts }: KindStanding): string {
  const of = subjects.length === 0 ? '' : ` of ${subjectWords(subjects)}`
  if (standing === 'expired') return `The last ${kindId}${of} expired on ${momentWords(atMs)}.`
  if (standing === 'no-subject') return `Nothing is switched on that would give ${kindId}.`
  if (standing === 'never') return `No ${kindId}${of} has been recorded.`
  const failed = facts.find((fact) => fact.outcome === 'not-satisfied')
  return `The ${kindId}${of} of ${momentWords(atMs)} says otherwise: ${failed?.statement ?? 'no statement'}`
}

/** Why attached documents do not count. */
export function documentReasons(documents: readonly ControlDocument[], nowMs: number): readonly string[] {
  return documents.flatMap(({ title, effectiveMs, receivedMs, expiresMs }) => {
    if (expiresMs <= nowMs) return [`“${title}” was due for review on ${momentWords(expiresMs)}.`]
    if (effectiveMs > nowMs) return [`“${title}” is not in force before ${momentWords(effectiveMs)}.`]
    return receivedMs > nowMs ? [`“${title}” was received on ${momentWords(receivedMs)}.`] : []
  })
}

function subjectWords(subjects: readonly string[]): string {
  const shown = subjects.slice(0, subjectsShownMax).join(', ')
  const rest = subjects.length - subjectsShownMax
  return rest > 0 ? `${shown} and ${rest} more` : shown
}

function momentWords(ms: number | undefined): string {
  return ms === undefined
    ? 'an unknown moment'
    : `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
