import { useQuery } from '@tanstack/react-query'
import { tenantsQuery } from '../api/queries.ts'

/** The tenant a page is about: the one in the address, else the first that the person sees; undefined: they see none. */
export function useTenantShown(inAddress: string | undefined): string | undefined {
  const { data: tenants = [] } = useQuery(tenantsQuery)
  return inAddress ?? tenants[0]?.id
}
