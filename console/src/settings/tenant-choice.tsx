import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { tenantsQuery } from '../api/queries.ts'

/** One tenant of those the person sees; nothing to choose where there is one only. */
export function TenantChoice(props: {
  readonly chosen: string
  /** Name of a choice that is no tenant, with the empty text as its value. */
  readonly none?: string
  readonly onChoose: (tenantId: string) => void
}) {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  const none = props.none === undefined ? [] : [{ value: '', label: props.none }]
  const choices = [...none, ...tenants.map(({ id, name }) => ({ value: id, label: name.slice(0, 60) }))]
  if (choices.length < 2) return null
  return (
    <NativeSelect
      size="xs"
      maw={240}
      aria-label="Whose"
      value={props.chosen}
      data={choices}
      onChange={(event) => props.onChoose(event.currentTarget.value)}
    />
  )
}
