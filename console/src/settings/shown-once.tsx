import { Button } from '@mantine/core'
import { copyText } from '../shell/notices.tsx'
import css from './administration.module.css'

/** A secret that the server tells once and keeps no copy of. */
export function ShownOnce({ text, what }: { readonly text: string; readonly what: string }) {
  return (
    <div className={css.once}>
      <code className="mono" data-testid="shown-once">
        {text}
      </code>
      <Button variant="default" data-autofocus onClick={() => void copyText(text, what)}>
        Copy {what.toLowerCase()}
      </Button>
    </div>
  )
}
