import type { FrameworkSummary } from '@countersign/api/compliance'
import { Button, Group, Modal, NativeSelect } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import adminCss from '../settings/administration.module.css'
import { say } from '../shell/notices.tsx'
import { TenantChip } from '../shell/tenant-chip.tsx'
import { Refusal } from '../sources/refusal.tsx'
import { LogText } from '../text/log-text.tsx'
import { plural } from '../text/time-words.ts'
import css from './compliance.module.css'
import { chooseFrameworks, readComplianceAgain } from './compliance-queries.ts'

/** Baseline by framework; the empty text is all of it, and a framework that is not there is not followed. */
type Choice = ReadonlyMap<string, string>

/** Chooses what a tenant is held to. */
export function ChooseFrameworks(props: {
  readonly tenantId: string
  readonly frameworks: readonly FrameworkSummary[]
  readonly onClose: () => void
}) {
  const { tenantId, frameworks, onClose } = props
  const client = useQueryClient()
  const [choice, setChoice] = useState<Choice>(() => choiceOf(frameworks))
  const save = useMutation({
    mutationFn: () =>
      chooseFrameworks(tenantId, {
        frameworks: [...choice].map(([frameworkId, id]) => ({
          frameworkId,
          baselineId: id === '' ? null : id,
        })),
      }),
    onSuccess: async () => {
      await readComplianceAgain(client, tenantId)
      say(`${plural(choice.size, 'framework')} followed from now on`)
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Modal opened onClose={onClose} size="lg" title="Choose what the tenant is held to">
      <form onSubmit={submit} className={adminCss.form}>
        <p>
          <TenantChip tenantId={tenantId} /> What is chosen is judged from now on. Documents stay when a
          framework is taken away.
        </p>
        <div>
          {frameworks.map((framework) => (
            <Pick key={framework.frameworkId} framework={framework} choice={choice} onChoice={setChoice} />
          ))}
        </div>
        <Refusal error={save.error} />
        <Group justify="flex-end" gap={8}>
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending}>
            Save
          </Button>
        </Group>
      </form>
    </Modal>
  )
}

function choiceOf(frameworks: readonly FrameworkSummary[]): Choice {
  return new Map(
    frameworks.flatMap(({ frameworkId, chosen }) =>
      chosen === null ? [] : [[frameworkId, chosen.baselineId ?? '']],
    ),
  )
}

function Pick(props: {
  readonly framework: FrameworkSummary
  readonly choice: Choice
  readonly onChoice: (choice: Choice) => void
}) {
  const { framework, choice, onChoice } = props
  const { frameworkId, title, baselines, controls, counting } = framework
  const baselineId = choice.get(frameworkId)
  const set = (id: string | undefined) => {
    const others = [...choice].filter(([other]) => other !== frameworkId)
    onChoice(new Map(id === undefined ? others : [...others, [frameworkId, id]]))
  }
  return (
    <div className={css.pick}>
      <label className={adminCss.check}>
        <input
          type="checkbox"
          checked={baselineId !== undefined}
          onChange={(event) => set(event.currentTarget.checked ? '' : undefined)}
        />
        <span>
          <LogText text={title} max={160} /> <span className="quiet">{plural(controls, 'control')}</span>
        </span>
      </label>
      {baselineId === undefined || baselines.length === 0 ? null : (
        <NativeSelect
          size="xs"
          aria-label={`How much of ${title}`}
          value={baselineId}
          data={[
            { value: '', label: `All of it, ${plural(controls, 'control')}` },
            ...baselines.map((one) => ({
              value: one.id,
              label: `${one.title}, ${plural(one.controls, 'control')}`,
            })),
          ]}
          onChange={(event) => set(event.currentTarget.value)}
        />
      )}
      <p>{counting}</p>
    </div>
  )
}
