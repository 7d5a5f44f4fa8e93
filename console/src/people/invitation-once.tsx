import type { Invitation } from '@countersign/api/person'
import { Button, Group } from '@mantine/core'
import css from '../settings/administration.module.css'
import { ShownOnce } from '../settings/shown-once.tsx'
import { Instant } from '../text/instant.tsx'
import { LogText } from '../text/log-text.tsx'

export function InvitationOnce(props: { readonly invitation: Invitation; readonly onClose: () => void }) {
  const { link, expiresAt, mail } = props.invitation
  return (
    <div className={css.form}>
      {mail?.isSent === true && <p>The link is on its way to the person by mail.</p>}
      {mail?.isSent === false && (
        <p>
          The mail could not be sent: <LogText text={mail.error ?? ''} max={300} />
        </p>
      )}
      <p>
        {mail?.isSent === true ? 'Should it not arrive, hand' : 'Hand'} this link to the person by a way you
        trust: whoever opens it first is that person. It works once, until <Instant at={expiresAt} /> UTC, and
        is not shown again.
      </p>
      <ShownOnce text={link} what="Link" />
      <Group justify="flex-end">
        <Button onClick={props.onClose}>I have the link</Button>
      </Group>
    </div>
  )
}
