import { useQuery } from '@tanstack/react-query'
import { Card } from '../explanation/card.tsx'
import { ThreeSets } from '../explanation/three-sets.tsx'
import { setsQuery } from './identity-page-queries.ts'
import { type OfIdentity, ReadPart } from './read-part.tsx'

/** What it is mandated, what it is granted, and what it was seen to use. */
export function SetsCard({ tenantId, identityKey }: OfIdentity) {
  const query = useQuery(setsQuery(tenantId, identityKey))
  if (query.data !== undefined) return <ThreeSets sets={query.data} />
  return (
    <Card title="Mandated, granted, used">
      <ReadPart query={query} none="nothing was seen of it, and no policy names it">
        {() => null}
      </ReadPart>
    </Card>
  )
}
