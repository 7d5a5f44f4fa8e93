import css from '../settings/settings.module.css'
import { Instant } from '../text/instant.tsx'
import type { Goes } from './retention-draft.ts'

/** What the days that are chosen do to what is there. */
export function GoesSentence({ goes, what }: { readonly goes: Goes; readonly what: string }) {
  if (goes.kind === 'nothing-there')
    return (
      <p className={css.goes} data-tone="quiet">
        There is none yet, so nothing goes.
      </p>
    )
  if (goes.kind === 'later')
    return (
      <p className={css.goes} data-tone="quiet">
        Nothing goes now; the oldest goes on <Instant at={new Date(goes.atMs).toISOString()} />.
      </p>
    )
  return (
    <p className={css.goes} data-tone="bad">
      Deleted for good with the next pass: {what} from before{' '}
      <Instant at={new Date(goes.beforeMs).toISOString()} />.
    </p>
  )
}
