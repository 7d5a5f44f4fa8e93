import type { AuthorityChain } from '@countersign/explanation/explanation'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { lazy, Suspense } from 'react'
import { eventAddress } from '../events/event-search.ts'
import { Authority } from '../explanation/authority.tsx'
import { Card } from '../explanation/card.tsx'
import { chainQuery } from './identity-page-queries.ts'
import { type OfIdentity, ReadPart } from './read-part.tsx'

const ChainPicture = lazy(() =>
  import('./chain-picture.tsx').then((module) => ({ default: module.ChainPicture })),
)

/** Who stands behind it, as its last event shows: a picture, and the same as a list. */
export function ChainCard({ tenantId, identityKey }: OfIdentity) {
  const query = useQuery(chainQuery(tenantId, identityKey))
  return (
    <>
      <Card title="Who made it and who acts through it">
        <ReadPart query={query} none="nothing that it did was seen">
          {({ chain, eventId }) => (
            <>
              <Picture tenantId={tenantId} chain={chain} />
              <p className="quiet">
                By its last event,{' '}
                <Link
                  to="/events"
                  search={{ tenant: [tenantId], last: '30d', event: eventAddress({ tenantId, eventId }) }}
                  preload={false}
                >
                  open it
                </Link>
                .
              </p>
            </>
          )}
        </ReadPart>
      </Card>
      <Authority authority={query.data?.chain} />
    </>
  )
}

function Picture({ tenantId, chain }: { readonly tenantId: string; readonly chain: AuthorityChain }) {
  if (chain.chain.length < 2) return <p className="quiet">One hop only: there is nothing to draw.</p>
  return (
    <Suspense fallback={<p className="quiet">Drawing…</p>}>
      <ChainPicture tenantId={tenantId} chain={chain} />
    </Suspense>
  )
}
