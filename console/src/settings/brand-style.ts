import type { Brand } from '@countersign/api/settings'

type Shades = { readonly fill: string; readonly ink: string }

/** The accent's tokens of both schemes, as a style sheet; the server has checked that everybody can read them. */
export function brandStyle(accent: Brand['accent']): string {
  if (accent === null) return ''
  return (['dark', 'light'] as const).map((scheme) => rule(scheme, accent[scheme])).join('\n')
}

/** The soft tints are as strong as in theme/tokens.css. */
function rule(scheme: 'dark' | 'light', { fill, ink }: Shades): string {
  const soft = `${fill}${scheme === 'dark' ? '1f' : '14'}`
  return `:root[data-mantine-color-scheme="${scheme}"] { --accent: ${fill}; --accent-text: ${fill}; --accent-soft: ${soft}; --on-accent: ${ink}; --focus: ${fill}; }`
}
