import { Button, Group } from '@mantine/core'
import css from '../settings/administration.module.css'
import { copyText } from '../shell/notices.tsx'

export function RecoveryCodes(props: { readonly codes: readonly string[]; readonly onDone: () => void }) {
  return (
    <div className={css.once}>
      <strong>Keep these recovery codes. They are shown this once.</strong>
      <p>Each signs you in once, in place of a code, when the phone is not at hand.</p>
      <ul className={css.codes} aria-label="Recovery codes">
        {props.codes.map((code) => (
          <li key={code}>{code}</li>
        ))}
      </ul>
      <Group gap={8}>
        <Button variant="default" onClick={() => void copyText(props.codes.join('\n'), 'Recovery codes')}>
          Copy them
        </Button>
        <Button onClick={props.onDone}>I have kept them</Button>
      </Group>
    </div>
  )
}
