import { inkOn, judgeAccent, type Scheme, textContrastMin } from '@countersign/brand/accent'
import { isColour } from '@countersign/brand/contrast'
import { Button, TextInput } from '@mantine/core'
import css from './brand-page.module.css'

/** The accent of one scheme, and whether everybody can read it there, while it is being chosen. */
export function AccentField(props: {
  readonly scheme: Scheme
  readonly colour: string
  readonly onColour: (colour: string) => void
}) {
  const { scheme, onColour } = props
  const colour = props.colour.trim().toLowerCase()
  return (
    <div className={css.accent}>
      <div className={css.colour}>
        <input
          type="color"
          aria-label={`Choose the colour for ${scheme}`}
          value={isColour(colour) ? colour : '#808080'}
          onChange={(event) => onColour(event.currentTarget.value)}
        />
        <TextInput
          label={`Colour in ${scheme}`}
          required
          withAsterisk={false}
          maxLength={7}
          value={props.colour}
          onChange={(event) => onColour(event.currentTarget.value)}
        />
      </div>
      <Verdict scheme={scheme} colour={colour} onColour={onColour} />
    </div>
  )
}

function Verdict(props: {
  readonly scheme: Scheme
  readonly colour: string
  readonly onColour: (colour: string) => void
}) {
  const { scheme, colour, onColour } = props
  if (!isColour(colour)) return <p className={css.verdict}>A colour is # and six digits or letters a to f.</p>
  const verdict = judgeAccent(scheme, colour)
  if (verdict.kind === 'readable')
    return (
      <p className={css.verdict} data-tone="good">
        Everybody can read it; text on it is {inkOn(colour) === '#ffffff' ? 'white' : 'black'}.
      </p>
    )
  // Rounded down: 4.496 must not be shown as the 4.5 that would be enough.
  const ratio = (Math.floor(verdict.ratio * 100) / 100).toFixed(2)
  return (
    <p className={css.verdict} data-tone="bad">
      Hard to read: {ratio}:1, and {textContrastMin}:1 is needed.{' '}
      <Button variant="default" size="compact-xs" onClick={() => onColour(verdict.near)}>
        Take {verdict.near}
      </Button>
    </p>
  )
}
