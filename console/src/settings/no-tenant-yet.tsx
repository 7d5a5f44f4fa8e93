import type { ReactNode } from 'react'
import { Empty } from '../shell/empty.tsx'
import { useReader } from './use-reader.ts'
import { useWords } from './use-words.ts'

/** A page about one tenant, where the person sees none. */
export function NoTenantYet({ children }: { readonly children: ReactNode }) {
  const say = useWords()
  const reader = useReader()
  return (
    <Empty title={say('nothing-visible')}>
      {reader.kind === 'operator' ? children : null} {say('nothing-visible.why')}
    </Empty>
  )
}
