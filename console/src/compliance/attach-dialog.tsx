import { encodeBase64 } from '@countersign/tlog/base64'
import { Button, FileInput, Group, Modal, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { dayEnd, dayStart } from '../evidence/evidence-search.ts'
import css from '../settings/administration.module.css'
import { say } from '../shell/notices.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { attachDocument, type ControlName, readComplianceAgain } from './compliance-queries.ts'
import { mediaTypeOf } from './media-type.ts'

/** Attaches a policy, plan or record, with the dates that it says of itself. */
export function AttachDialog({
  name,
  onClose,
}: {
  readonly name: ControlName
  readonly onClose: () => void
}) {
  const client = useQueryClient()
  const [draft, setDraft] = useState({ title: '', effective: '', expires: '' })
  const [file, setFile] = useState<File | null>(null)
  const [effectiveAt, expiresAt] = [dayStart(draft.effective), dayEnd(draft.expires)]
  const isInOrder = effectiveAt !== undefined && expiresAt !== undefined && effectiveAt < expiresAt
  const attach = useMutation({
    mutationFn: async (chosen: {
      readonly file: File
      readonly effectiveAt: string
      readonly expiresAt: string
    }) => {
      const { file, effectiveAt, expiresAt } = chosen
      const content = encodeBase64(new Uint8Array(await file.arrayBuffer()))
      const fileName = file.name.slice(0, 200)
      const document = { title: draft.title.trim(), fileName, mediaType: mediaTypeOf(file.type) }
      return attachDocument(name, { ...document, effectiveAt, expiresAt, content })
    },
    onSuccess: async () => {
      await readComplianceAgain(client, name.tenantId)
      say('The document is attached')
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (file !== null && isInOrder) attach.mutate({ file, effectiveAt, expiresAt })
  }
  return (
    <Modal opened onClose={onClose} size="lg" title="Attach a document">
      <form onSubmit={submit} className={css.form}>
        <TextInput
          label="Title"
          data-autofocus
          required
          maxLength={300}
          value={draft.title}
          onChange={(event) => setDraft({ ...draft, title: event.currentTarget.value })}
        />
        <FileInput label="File" required value={file} onChange={setFile} />
        <TextInput
          type="date"
          label="In force from (UTC)"
          description="It counts from this day, or from now when that is later."
          required
          value={draft.effective}
          onChange={(event) => setDraft({ ...draft, effective: event.currentTarget.value })}
        />
        <TextInput
          type="date"
          label="To be reviewed by the end of (UTC)"
          description="It counts no more afterwards."
          required
          error={
            draft.effective !== '' && draft.expires !== '' && !isInOrder
              ? 'It has to be after the day from which it is in force'
              : undefined
          }
          value={draft.expires}
          onChange={(event) => setDraft({ ...draft, expires: event.currentTarget.value })}
        />
        <Refusal error={attach.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={attach.isPending} disabled={file === null || !isInOrder}>
            Attach
          </Button>
        </Group>
      </form>
    </Modal>
  )
}
