import { Button, Group, Modal, Textarea, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { dayEnd } from '../evidence/evidence-search.ts'
import css from '../settings/administration.module.css'
import { AskDialog } from '../settings/ask-dialog.tsx'
import { say } from '../shell/notices.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { type ControlName, endExemption, exemptControl, readComplianceAgain } from './compliance-queries.ts'

const [reasonMinChars, reasonMaxChars] = [10, 2000]

type Props = { readonly name: ControlName; readonly onClose: () => void }

/** Says that a control does not apply, with a reason that stands beside the person's name. */
export function ExemptDialog({ name, onClose }: Props) {
  const client = useQueryClient()
  const [reason, setReason] = useState('')
  const [review, setReview] = useState('')
  const exempt = useMutation({
    mutationFn: () => exemptControl(name, { reason: reason.trim(), reviewAt: dayEnd(review) ?? null }),
    onSuccess: async () => {
      await readComplianceAgain(client, name.tenantId)
      say('The control does not apply from now on')
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    exempt.mutate()
  }
  return (
    <Modal opened onClose={onClose} title="The control does not apply">
      <form onSubmit={submit} className={css.form}>
        <Textarea
          label="Reason"
          description="An auditor reads it beside your name."
          data-autofocus
          required
          rows={3}
          maxLength={reasonMaxChars}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <TextInput
          type="date"
          label="To be looked at again by the end of (UTC)"
          description="Empty: it stands until somebody ends it."
          value={review}
          onChange={(event) => setReview(event.currentTarget.value)}
        />
        <Refusal error={exempt.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={exempt.isPending} disabled={reason.trim().length < reasonMinChars}>
            It does not apply
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

export function EndExemption({ name, onClose }: Props) {
  const client = useQueryClient()
  return (
    <AskDialog
      title="The control applies again"
      confirm="It applies"
      onClose={onClose}
      run={async () => {
        await endExemption(name)
        await readComplianceAgain(client, name.tenantId)
        say('The control applies again')
      }}
    >
      <p>From now on it is judged by its evidence and documents. That it did not apply stays on record.</p>
    </AskDialog>
  )
}
