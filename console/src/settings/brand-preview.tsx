import type { Settings } from '@countersign/api/settings'
import { inkOn, judgeAccent, type Scheme } from '@countersign/brand/accent'
import { type Colour, isColour } from '@countersign/brand/contrast'
import type { CSSProperties } from 'react'
import { Mark } from '../shell/mark.tsx'
import { LogText } from '../text/log-text.tsx'
import type { BrandDraft } from './brand-draft.ts'
import { logoFor } from './brand-mark.tsx'
import css from './brand-page.module.css'

/** Canvas, surface, line, text and the console's own accent of each scheme, as in theme/tokens.css. */
const tokens: Readonly<
  Record<Scheme, Readonly<Record<'canvas' | 'surface' | 'line' | 'text' | 'accent', Colour>>>
> = {
  dark: { canvas: '#0a0d13', surface: '#10141c', line: '#222a38', text: '#e8ecf3', accent: '#6ee7c8' },
  light: { canvas: '#f3f5f8', surface: '#ffffff', line: '#dfe4ec', text: '#131822', accent: '#007a61' },
}

/** The bar and a page as they will be in both schemes, while somebody is still choosing. */
export function BrandPreview(props: { readonly draft: BrandDraft; readonly logo: Settings['logo'] }) {
  return (
    <div className={css.previews}>
      {(['dark', 'light'] as const).map((scheme) => (
        <Preview key={scheme} scheme={scheme} {...props} />
      ))}
    </div>
  )
}

function Preview(props: {
  readonly scheme: Scheme
  readonly draft: BrandDraft
  readonly logo: Settings['logo']
}) {
  const { scheme, draft, logo } = props
  const { canvas, surface, line, text, accent: own } = tokens[scheme]
  const typed = draft[scheme].trim().toLowerCase()
  const accent = draft.hasAccent && isColour(typed) ? readable(scheme, typed) : own
  const style = {
    '--p-canvas': canvas,
    '--p-surface': surface,
    '--p-line': line,
    '--p-text': text,
    '--p-accent': accent,
    '--accent': accent,
    '--text': text,
    '--p-ink': inkOn(accent),
  } as CSSProperties
  const picture = logoFor({ logo }, scheme)
  return (
    // A picture of the console: what stands in it is said by the fields beside it.
    <div className={css.preview} style={style} aria-hidden="true" data-testid={`preview-${scheme}`}>
      <div className={css.previewBar}>
        {picture === undefined ? (
          <Mark size={18} />
        ) : (
          <img src={picture.url} alt="" className={css.previewLogo} />
        )}
        <strong>
          <LogText text={draft.name} max={40} />
        </strong>
      </div>
      <div className={css.previewBody}>
        <span className={css.previewTitle}>
          In {scheme}
          {draft.hasAccent && accent !== typed ? `, with ${accent}` : ''}
        </span>
        <span className={css.previewLink}>A link to an incident</span>
        <span className={css.previewButton}>Sign in</span>
      </div>
    </div>
  )
}

/** A colour that not everybody could read is refused: what would be taken in its place is shown. */
function readable(scheme: Scheme, colour: Colour): Colour {
  const verdict = judgeAccent(scheme, colour)
  return verdict.kind === 'readable' ? colour : verdict.near
}
