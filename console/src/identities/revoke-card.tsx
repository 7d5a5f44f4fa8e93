import { useQuery } from '@tanstack/react-query'
import { Card } from '../explanation/card.tsx'
import { ProposedActions } from '../explanation/proposed-actions.tsx'
import { revokePlanQuery } from './identity-page-queries.ts'
import { type OfIdentity, ReadPart } from './read-part.tsx'

/** How to stop it, in order, through every session that was issued from it. A person does it. */
export function RevokeCard({ tenantId, identityKey }: OfIdentity) {
  const query = useQuery(revokePlanQuery(tenantId, identityKey))
  if (query.data !== undefined && query.data.actions.length > 0)
    return <ProposedActions actions={query.data.actions} />
  return (
    <Card title="How to stop it">
      <ReadPart query={query} none="nothing that it did was seen, so there is no plan to stop it">
        {() => <p className="quiet">No step is known that would stop it.</p>}
      </ReadPart>
    </Card>
  )
}
