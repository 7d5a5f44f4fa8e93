import { Button, Group, Modal, Textarea } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, type ReactNode, useState } from 'react'
import css from '../settings/administration.module.css'
import { Refusal } from '../sources/refusal.tsx'

const reasonMaxChars = 2000

/** Does something that somebody answers for, and keeps why. */
export function ReasonDialog(props: {
  readonly title: string
  readonly children: ReactNode
  readonly confirm: string
  readonly run: (reason: string) => Promise<unknown>
  readonly onClose: () => void
}) {
  const [reason, setReason] = useState('')
  const done = useMutation({ mutationFn: () => props.run(reason.trim()), onSuccess: props.onClose })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    done.mutate()
  }
  return (
    <Modal opened onClose={props.onClose} title={props.title}>
      <form onSubmit={submit} className={css.form}>
        {props.children}
        <Textarea
          label="Reason"
          description="It is kept in the history."
          data-autofocus
          required
          rows={3}
          maxLength={reasonMaxChars}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Refusal error={done.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={props.onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={done.isPending} disabled={reason.trim() === ''}>
            {props.confirm}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
