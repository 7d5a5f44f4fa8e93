import { useState } from 'react'
import { shownMaxChars, textParts } from './hidden-characters.ts'
import css from './log-text.module.css'

const tooltipMaxChars = 2_000

/**
 * Text that came out of a log: never markup, its direction isolated, hidden characters spelled out in a marked chip.
 * `max` bounds what is shown; the rest is counted.
 */
export function LogText(props: {
  readonly text: string
  readonly mono?: boolean
  readonly max?: number
  readonly lines?: boolean
}) {
  const [all, setAll] = useState(false)
  const max = props.max ?? shownMaxChars
  const cut = !all && props.text.length > max
  const shown = cut ? props.text.slice(0, max) : props.text
  return (
    <bdi
      className={props.mono ? 'mono' : undefined}
      title={cut && props.max !== undefined ? spelledOut(props.text) : undefined}
    >
      <Parts text={shown} lines={props.lines ?? false} />
      {cut && props.max === undefined ? (
        <button type="button" className={css.more} onClick={() => setAll(true)}>
          show all {props.text.length.toLocaleString('en')} characters
        </button>
      ) : null}
      {cut && props.max !== undefined ? <span className="quiet">…</span> : null}
    </bdi>
  )
}

/** For a tooltip, which has no marked chips. */
function spelledOut(text: string): string {
  return textParts(text.slice(0, tooltipMaxChars), false)
    .map((part) => (part.kind === 'text' ? part.text : part.label))
    .join('')
}

function Parts({ text, lines }: { readonly text: string; readonly lines: boolean }) {
  return textParts(text, lines).map((part, at) =>
    part.kind === 'text' ? (
      part.text
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text never move
      <span key={at} className={css.hidden} title={`Invisible characters in the log: ${part.label}`}>
        {part.label}
      </span>
    ),
  )
}
