import type { Accent, Brand } from '@countersign/api/settings'
import { inkOn, judgeAccent, textContrastMin } from '@countersign/brand/accent'
import type { Colour } from '@countersign/brand/contrast'
import { CountersignError } from '../platform/errors.ts'

/** Errors: ACCENT_UNREADABLE, with the scheme, the contrast it has, and a colour close by that can be read. */
export function checkAccent(accent: Accent): void {
  const complaints = (['light', 'dark'] as const).flatMap((scheme) => {
    const verdict = judgeAccent(scheme, accent[scheme] as Colour)
    if (verdict.kind === 'readable') return []
    // Rounded down: 4.496 is not enough, and must not be shown as the 4.5 that would be.
    const ratio = (Math.floor(verdict.ratio * 100) / 100).toFixed(2)
    return `${scheme}: ${accent[scheme]} has ${ratio}:1 on ${verdict.surface} and needs ${textContrastMin}:1; ${verdict.near} has it`
  })
  if (complaints.length > 0) throw new CountersignError('ACCENT_UNREADABLE', complaints.join('. '))
}

export function shownAccent(accent: Accent | null): Brand['accent'] {
  if (accent === null) return null
  const shown = (fill: string) => ({ fill, ink: inkOn(fill as Colour) })
  return { light: shown(accent.light), dark: shown(accent.dark) }
}
