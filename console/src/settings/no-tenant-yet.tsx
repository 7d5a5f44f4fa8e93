import type { ReactNode } from 'react'
import { Empty } from '../shell/empty.tsx'

/** A page about one tenant, where the person sees none. */
export function NoTenantYet({ children }: { readonly children: ReactNode }) {
  return (
    <Empty title="No tenant is visible to you">
      {children} Either no tenant exists yet, or your role holds none.
    </Empty>
  )
}
