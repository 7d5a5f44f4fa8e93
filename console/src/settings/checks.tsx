import { LogText } from '../text/log-text.tsx'
import css from './administration.module.css'

/** Any of several, each with its box. */
export function Checks(props: {
  readonly legend: string
  readonly choices: readonly { readonly id: string; readonly label: string }[]
  readonly chosen: readonly string[]
  readonly onChosen: (chosen: readonly string[]) => void
}) {
  const { chosen, onChosen } = props
  return (
    <fieldset className={css.checks}>
      <legend>{props.legend}</legend>
      {props.choices.length === 0 ? <span className="quiet">there are none</span> : null}
      <div className={css.scrolling}>
        {props.choices.map(({ id, label }) => (
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
