import { NativeSelect, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { evidenceKinds, kindWords } from './entry-name.ts'
import type { EvidenceSearch } from './evidence-search.ts'

/** What the list of entries is narrowed to; all of it is in the address. */
export function EvidenceFilters({ search }: { readonly search: EvidenceSearch }) {
  const navigate = useNavigate()
  const go = (next: Partial<EvidenceSearch>) =>
    void navigate({ to: '/evidence', search: { ...search, ...next }, replace: true })
  return (
    <>
      <NativeSelect
        size="xs"
        aria-label="Kind of entry"
        value={search.kind ?? ''}
        data={[
          { value: '', label: 'Every kind' },
          ...evidenceKinds.map((kind) => ({ value: kind, label: kindWords[kind][0] })),
        ]}
        onChange={(event) => go({ kind: evidenceKinds.find((kind) => kind === event.currentTarget.value) })}
      />
      <TextInput
        size="xs"
        type="date"
        aria-label="From this day (UTC)"
        value={search.from ?? ''}
        onChange={(event) => go({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        size="xs"
        type="date"
        aria-label="To this day (UTC)"
        value={search.to ?? ''}
        onChange={(event) => go({ to: event.currentTarget.value || undefined })}
      />
    </>
  )
}
