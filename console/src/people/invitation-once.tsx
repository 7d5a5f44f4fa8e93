import type { Invitation } from '@countersign/api/person'
import { Button, Group } from '@mantine/core'
import css from '../settings/administration.module.css'
import { ShownOnce } from '../settings/shown-once.tsx'
import { Instant } from '../text/instant.tsx'

export function InvitationOnce(props: { readonly invitation: Invitation; readonly onClose: () => void }) {
  const { link, expiresAt } = props.invitation
  return (
    <div className={css.form}>
      <p>
        Hand this link to the person by a way you trust: whoever opens it first is that person. It works once,
        until <Instant at={expiresAt} /> UTC, and is not shown again.
      </p>
      <ShownOnce text={link} what="Link" />
      <Group justify="flex-end">
        <Button onClick={props.onClose}>I have the link</Button>
      </Group>
    </div>
  )
}
