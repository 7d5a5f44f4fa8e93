import { blend, type Colour, contrast } from './contrast.ts'

export type Scheme = 'light' | 'dark'

/** What the console puts text on, and how strongly it tints that with the accent. Taken from its tokens; a test compares. */
export const schemes: Readonly<
  Record<Scheme, { readonly surfaces: readonly Colour[]; readonly tint: number; readonly extreme: Colour }>
> = {
  light: { surfaces: ['#f3f5f8', '#ffffff', '#f7f9fb', '#edf1f6'], tint: 0x14 / 0xff, extreme: '#000000' },
  dark: { surfaces: ['#0a0d13', '#10141c', '#171d28', '#1a2130'], tint: 0x1f / 0xff, extreme: '#ffffff' },
}

/** WCAG 2.2, success criterion 1.4.3, level AA: text of ordinary size. */
export const textContrastMin = 4.5

export type AccentVerdict =
  | {
      readonly kind: 'readable'
      /** Text on a surface of the accent's colour. */
      readonly ink: Colour
    }
  | {
      readonly kind: 'unreadable'
      /** The surface it is hardest to read on, and the contrast there. */
      readonly surface: Colour
      readonly ratio: number
      /** The same colour, made just light or dark enough. */
      readonly near: Colour
    }

/**
 * Whether links and buttons of this colour can be read in a scheme of the console.
 *
 *     judgeAccent('light', '#ffcc00') // { kind: 'unreadable', surface: '#eeeee3', ratio: 1.294…, near: '#7d6400' }
 */
export function judgeAccent(scheme: Scheme, accent: Colour): AccentVerdict {
  const { surface, ratio } = hardest(scheme, accent)
  if (ratio >= textContrastMin) return { kind: 'readable', ink: inkOn(accent) }
  return { kind: 'unreadable', surface, ratio, near: nearest(scheme, accent) }
}

/** Black or white; one of both always has 4.5:1, since they have 21:1 between them. */
export function inkOn(fill: Colour): Colour {
  return contrast('#ffffff', fill) >= contrast('#000000', fill) ? '#ffffff' : '#000000'
}

function hardest(scheme: Scheme, accent: Colour): { readonly surface: Colour; readonly ratio: number } {
  const { surfaces, tint } = schemes[scheme]
  return surfaces
    .flatMap((surface) => [surface, blend(accent, surface, tint)])
    .map((surface) => ({ surface, ratio: contrast(accent, surface) }))
    .reduce((worst, one) => (one.ratio < worst.ratio ? one : worst))
}

/** Mixed with black or white in steps of a hundredth, as little as does. */
function nearest(scheme: Scheme, accent: Colour): Colour {
  const { extreme } = schemes[scheme]
  for (let hundredths = 1; hundredths < 100; hundredths++) {
    const near = blend(extreme, accent, hundredths / 100)
    if (hardest(scheme, near).ratio >= textContrastMin) return near
  }
  return extreme
}
