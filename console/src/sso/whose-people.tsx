import { NativeSelect } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { tenantsQuery } from '../api/queries.ts'

/** A provider signs in the operator's people or one tenant's, and keeps to it. */
export function WhosePeople(props: { readonly home: string; readonly onHome: (home: string) => void }) {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  return (
    <NativeSelect
      label="Signs in people of"
      description="It cannot be changed later."
      size="xs"
      value={props.home}
      data={[
        { value: '', label: 'The operator' },
        ...tenants.map(({ id, name }) => ({ value: id, label: name.slice(0, 60) })),
      ]}
      onChange={(event) => props.onHome(event.currentTarget.value)}
    />
  )
}
