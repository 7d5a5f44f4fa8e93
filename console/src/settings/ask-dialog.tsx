import { Button, Group, Modal } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Refusal } from '../sources/refusal.tsx'
import css from './administration.module.css'

/** Asks before something that cannot be taken back, saying what it ends. */
export function AskDialog(props: {
  readonly title: string
  readonly children: ReactNode
  /** Words of the button that does it. */
  readonly confirm: string
  readonly run: () => Promise<unknown>
  readonly onClose: () => void
  /** What is done after it succeeded, where the dialog does not just close. */
  readonly onDone?: () => void
}) {
  const done = useMutation({ mutationFn: props.run, onSuccess: props.onDone ?? props.onClose })
  return (
    <Modal opened onClose={props.onClose} title={props.title}>
      <div className={css.form}>
        {props.children}
        <Refusal error={done.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={props.onClose} data-autofocus>
            Cancel
          </Button>
          <Button loading={done.isPending} onClick={() => done.mutate()}>
            {props.confirm}
          </Button>
        </Group>
      </div>
    </Modal>
  )
}
