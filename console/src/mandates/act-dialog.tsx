import type { MandateRow } from '@countersign/api/mandate'
import { useQueryClient } from '@tanstack/react-query'
import { Identity } from '../shell/identity.tsx'
import { say } from '../shell/notices.tsx'
import { LogText } from '../text/log-text.tsx'
import { actOnMandate, type MandateAct, readMandatesAgain } from './mandate-queries.ts'
import { scopeWords } from './mandate-words.ts'
import { ReasonDialog } from './reason-dialog.tsx'

type Words = {
  readonly title: string
  readonly confirm: string
  readonly what: string
  readonly done: string
}

const wordsOf: Readonly<Record<MandateAct, Words>> = {
  approve: {
    title: 'Approve a mandate',
    confirm: 'Approve',
    what: 'You become, or are, its sponsor: you answer for what it allows until it ends.',
    done: 'Mandate approved',
  },
  decline: {
    title: 'Decline a mandate',
    confirm: 'Decline',
    what: 'It allows nothing, and cannot be approved later. A new one can be proposed.',
    done: 'Mandate declined',
  },
  review: {
    title: 'Review a mandate',
    confirm: 'It is still right',
    what: 'You say that it is still wanted as it is. The next review is planned from today.',
    done: 'Mandate reviewed',
  },
  revoke: {
    title: 'Revoke a mandate',
    confirm: 'Revoke',
    what: 'From the next decision on it allows nothing. What the identity may do by its own policies stays.',
    done: 'Mandate revoked',
  },
}

/** Approves, declines, reviews or revokes a mandate, with the reason that is kept. */
export function ActDialog(props: {
  readonly mandate: MandateRow
  readonly act: MandateAct
  readonly onClose: () => void
}) {
  const { mandate, act } = props
  const client = useQueryClient()
  const words = wordsOf[act]
  const run = async (reason: string) => {
    await actOnMandate(mandate, act, reason)
    await readMandatesAgain(client, mandate.tenantId)
    say(words.done)
  }
  return (
    <ReasonDialog title={words.title} confirm={words.confirm} run={run} onClose={props.onClose}>
      <div>
        <p>
          <Identity identityKey={mandate.identityKey} />
        </p>
        <p>
          <LogText text={mandate.terms.purpose} max={400} />
        </p>
        <p className="quiet">{scopeWords(mandate.terms)}</p>
      </div>
      <p>{words.what}</p>
    </ReasonDialog>
  )
}
