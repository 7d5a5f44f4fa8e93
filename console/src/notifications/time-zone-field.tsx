import { NativeSelect } from '@mantine/core'

/** Where the browser is; `UTC` where it does not say. */
export const ownTimeZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'

const timeZones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')]

export function TimeZoneField(props: { readonly zone: string; readonly onZone: (zone: string) => void }) {
  const zones = timeZones.includes(props.zone) ? timeZones : [props.zone, ...timeZones]
  return (
    <NativeSelect
      label="Time zone"
      size="xs"
      value={props.zone}
      data={zones.map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
      onChange={(event) => props.onZone(event.currentTarget.value)}
    />
  )
}
