import type { Retention, RetentionClass } from '@countersign/api/retention'
import { Button, Group, Modal, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import css from '../settings/administration.module.css'
import settingsCss from '../settings/settings.module.css'
import { useReader } from '../settings/use-reader.ts'
import { say } from '../shell/notices.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { useNow } from '../text/use-now.ts'
import { FormatFields } from './format-fields.tsx'
import { GoesSentence } from './goes-sentence.tsx'
import { daysOf, draftOf, goesWith, putOf, type RetentionDraft, retentionClasses } from './retention-draft.ts'
import { saveRetention } from './retention-queries.ts'
import { className, whatGoes } from './retention-words.ts'

/** Chooses how long things are kept, and says for each what that deletes. */
export function RetentionDialog(props: {
  readonly tenantId: string
  readonly before: Retention
  readonly onClose: () => void
}) {
  const { tenantId, before, onClose } = props
  const client = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(before))
  const put = putOf(draft)
  const save = useMutation({
    mutationFn: saveRetention.bind(undefined, tenantId),
    onSuccess: (saved) => {
      client.setQueryData(['retention', tenantId], saved)
      say('How long things are kept is changed')
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (put !== undefined) save.mutate(put)
  }
  return (
    <Modal opened onClose={onClose} size="lg" title="Change how long things are kept">
      <form onSubmit={submit} className={css.form}>
        <p>
          <TenantChip tenantId={tenantId} /> Deleting is real: what goes cannot be brought back.
        </p>
        {retentionClasses.map((kept) => (
          <ClassFields key={kept} kept={kept} before={before} draft={draft} onDraft={setDraft} />
        ))}
        <FormatFields before={before} draft={draft} onDraft={setDraft} />
        <Refusal error={save.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={put === undefined}>
            {deletesNow(before, draft, Date.now()) ? 'Save and delete' : 'Save'}
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

function deletesNow(before: Retention, draft: RetentionDraft, nowMs: number): boolean {
  const goes = (oldestAt: string | null, days: number | undefined) =>
    days !== undefined && goesWith(oldestAt, days, nowMs).kind === 'now'
  const ofClasses = before.classes.some((one) => goes(one.oldestAt, chosenDays(one, draft)))
  const ofFormats = draft.formats.some(({ format, days }) => {
    const known = before.formats.find((one) => one.format === format)
    // How old the events of a format are is not told before it has a time of its own.
    return known === undefined || goes(known.oldestAt, daysOf(days))
  })
  return ofClasses || ofFormats
}

function chosenDays(one: Retention['classes'][number], draft: RetentionDraft): number | undefined {
  const { isDefault, days } = draft.classes[one.class]
  return isDefault ? one.defaultDays : daysOf(days)
}

function ClassFields(props: {
  readonly kept: RetentionClass
  readonly before: Retention
  readonly draft: RetentionDraft
  readonly onDraft: (draft: RetentionDraft) => void
}) {
  const { kept, draft } = props
  const reader = useReader()
  const nowMs = useNow()
  const one = props.before.classes.find((each) => each.class === kept)
  if (one === undefined) return null
  const { isDefault, days } = draft.classes[kept]
  const set = (change: Partial<RetentionDraft['classes'][RetentionClass]>) =>
    props.onDraft({ ...draft, classes: { ...draft.classes, [kept]: { ...draft.classes[kept], ...change } } })
  const chosen = chosenDays(one, draft)
  return (
    <fieldset className={settingsCss.part}>
      <legend>{className(kept, reader)}</legend>
      <label className={css.check}>
        <input type="checkbox" checked={isDefault} onChange={() => set({ isDefault: !isDefault })} />
        The default, {one.defaultDays} days
      </label>
      {isDefault ? null : (
        <TextInput
          label={`Days to keep: ${className(kept, reader)}`}
          inputMode="numeric"
          required
          className={css.short}
          error={chosen === undefined ? 'A whole number from 1 to 36500' : undefined}
          value={days}
          onChange={(event) => set({ days: event.currentTarget.value })}
        />
      )}
      {chosen === undefined ? null : (
        <GoesSentence goes={goesWith(one.oldestAt, chosen, nowMs)} what={whatGoes(kept, reader)} />
      )}
    </fieldset>
  )
}
