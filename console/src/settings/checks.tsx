import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { LogText } from '../text/log-text.tsx'
import css from './administration.module.css'

/** More than this is looked through by typing. */
const unfilteredMax = 12

/** Any of several, each with its box. */
export function Checks(props: {
  readonly legend: string
  readonly choices: readonly { readonly id: string; readonly label: string }[]
  readonly chosen: readonly string[]
  readonly onChosen: (chosen: readonly string[]) => void
}) {
  const { choices, chosen, onChosen } = props
  const [text, setText] = useState('')
  const sought = text.trim().toLowerCase()
  const shown = choices.filter(({ id, label }) => `${label} ${id}`.toLowerCase().includes(sought))
  return (
    <fieldset className={css.checks}>
      <legend>
        {props.legend}
        {choices.length > unfilteredMax ? (
          <span className="quiet number">{` · ${chosen.length} of ${choices.length}`}</span>
        ) : null}
      </legend>
      {choices.length > unfilteredMax ? (
        <TextInput
          aria-label={`Filter: ${props.legend}`}
          placeholder="Filter"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      ) : null}
      {shown.length === 0 ? (
        <span className="quiet">{choices.length === 0 ? 'there are none' : 'none matches'}</span>
      ) : null}
      <div className={css.scrolling}>
        {shown.map(({ id, label }) => (
          <label key={id} className={css.check}>
            <input
              type="checkbox"
              checked={chosen.includes(id)}
              onChange={() =>
                onChosen(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id])
              }
            />
            <LogText text={label} max={80} />
          </label>
        ))}
      </div>
    </fieldset>
  )
}
