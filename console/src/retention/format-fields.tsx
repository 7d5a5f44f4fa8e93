import type { Retention } from '@countersign/api/retention'
import { sourceFormats } from '@countersign/ocsf/source-format'
import { Button, NativeSelect, TextInput } from '@mantine/core'
import css from '../settings/administration.module.css'
import settingsCss from '../settings/settings.module.css'
import { useNow } from '../text/use-now.ts'
import { GoesSentence } from './goes-sentence.tsx'
import { dayMilliseconds, daysOf, goesWith, type RetentionDraft } from './retention-draft.ts'

type Props = {
  readonly before: Retention
  readonly draft: RetentionDraft
  readonly onDraft: (draft: RetentionDraft) => void
}

/** Formats of events with a time of their own, such as noisy network logs. */
export function FormatFields({ before, draft, onDraft }: Props) {
  const nowMs = useNow()
  const { formats } = draft
  const free = sourceFormats.filter((name) => formats.every(({ format }) => format !== name))
  const set = (next: RetentionDraft['formats']) => onDraft({ ...draft, formats: next })
  return (
    <fieldset className={settingsCss.part}>
      <legend>Events of one format</legend>
      {formats.map(({ format, days }) => (
        <div key={format} className={css.sectionHead}>
          <TextInput
            label={`Days to keep: ${format}`}
            inputMode="numeric"
            required
            className={css.short}
            error={daysOf(days) === undefined ? 'A whole number from 1 to 36500' : undefined}
            value={days}
            onChange={(event) => {
              const typed = event.currentTarget.value
              set(formats.map((one) => (one.format === format ? { format, days: typed } : one)))
            }}
          />
          <Button
            variant="subtle"
            size="compact-xs"
            onClick={() => set(formats.filter((one) => one.format !== format))}
          >
            As all other events
          </Button>
          <FormatSentence before={before} format={format} days={daysOf(days)} nowMs={nowMs} />
        </div>
      ))}
      <NativeSelect
        label="Another format"
        size="xs"
        className={css.short}
        value=""
        data={[
          { value: '', label: 'Choose a format' },
          ...free.map((name) => ({ value: name, label: name })),
        ]}
        onChange={(event) => {
          const format = event.currentTarget.value
          if (format !== '') set([...formats, { format, days: '30' }])
        }}
      />
    </fieldset>
  )
}

/** How old the events of a format are is told once it has a time of its own; until then the cut is said. */
function FormatSentence(props: {
  readonly before: Retention
  readonly format: string
  readonly days: number | undefined
  readonly nowMs: number
}) {
  const { days, nowMs } = props
  if (days === undefined) return null
  const known = props.before.formats.find(({ format }) => format === props.format)
  const goes =
    known === undefined
      ? ({ kind: 'now', beforeMs: nowMs - days * dayMilliseconds } as const)
      : goesWith(known.oldestAt, days, nowMs)
  return (
    <GoesSentence goes={goes} what={known === undefined ? 'such events, if there are any,' : 'such events'} />
  )
}
