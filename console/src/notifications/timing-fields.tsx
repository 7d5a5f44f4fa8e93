import { NativeSelect, TextInput } from '@mantine/core'
import css from '../settings/administration.module.css'
import settingsCss from '../settings/settings.module.css'
import type { ChannelDraft } from './channel-draft.ts'
import type { DraftProps } from './channel-form.tsx'
import { TimeZoneField } from './time-zone-field.tsx'

const digests = [
  { value: 'none', label: 'Each by itself' },
  { value: 'hour', label: 'Gathered, once an hour' },
  { value: 'day', label: 'Gathered, once a day' },
] as const

/** When it is sent: hours that are quiet, and whether messages are gathered. */
export function TimingFields({ draft, onChange }: DraftProps) {
  return (
    <fieldset className={settingsCss.part}>
      <legend>When</legend>
      <NativeSelect
        label="Messages"
        size="xs"
        value={draft.digest}
        data={[...digests]}
        onChange={(event) =>
          onChange({
            digest: digests.find(({ value }) => value === event.currentTarget.value)?.value ?? draft.digest,
          })
        }
      />
      <DigestFields draft={draft} onChange={onChange} />
      <label className={css.check}>
        <input
          type="checkbox"
          checked={draft.hasQuietHours}
          onChange={(event) => onChange({ hasQuietHours: event.currentTarget.checked })}
        />
        Quiet hours: messages wait until they end
      </label>
      {draft.hasQuietHours ? <QuietFields draft={draft} onChange={onChange} /> : null}
      {draft.digest !== 'none' || draft.hasQuietHours ? (
        <label className={css.check}>
          <input
            type="checkbox"
            checked={draft.criticalPierces}
            onChange={(event) => onChange({ criticalPierces: event.currentTarget.checked })}
          />
          What is critical is sent at once all the same
        </label>
      ) : null}
    </fieldset>
  )
}

function DigestFields({ draft, onChange }: DraftProps) {
  if (draft.digest === 'none') return null
  return (
    <div className={css.pair}>
      {draft.digest === 'hour' ? (
        <TextInput
          label="Minute of the hour"
          type="number"
          min={0}
          max={59}
          required
          value={draft.digestMinute}
          onChange={(event) => onChange({ digestMinute: event.currentTarget.valueAsNumber || 0 })}
        />
      ) : (
        <ClockField label="At" time={draft.digestAt} onTime={(digestAt) => onChange({ digestAt })} />
      )}
      <TimeZoneField zone={draft.digestZone} onZone={(digestZone) => onChange({ digestZone })} />
    </div>
  )
}

function QuietFields({ draft, onChange }: DraftProps) {
  const { quietHours } = draft
  const set = (change: Partial<ChannelDraft['quietHours']>) =>
    onChange({ quietHours: { ...quietHours, ...change } })
  return (
    <div className={css.pair}>
      <ClockField label="From" time={quietHours.from} onTime={(from) => set({ from })} />
      <ClockField label="To" time={quietHours.to} onTime={(to) => set({ to })} />
      <TimeZoneField zone={quietHours.timeZone} onZone={(timeZone) => set({ timeZone })} />
    </div>
  )
}

function ClockField(props: {
  readonly label: string
  readonly time: string
  readonly onTime: (time: string) => void
}) {
  return (
    <TextInput
      label={props.label}
      type="time"
      required
      value={props.time}
      onChange={(event) => props.onTime(event.currentTarget.value)}
    />
  )
}
