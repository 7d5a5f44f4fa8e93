import { isOAuthClient, oauthClientItem } from '../oauth/client-items.ts'
import type { Importer } from './importer.ts'
import { allAre, listedObjects } from './listed-objects.ts'

const wrappers = ['clients', 'oauth_clients', 'Resources'] as const

/** OAuth clients by their metadata (RFC 7591). */
export const oauthImporter: Importer = {
  source: 'oauth',
  recognise: ({ value }) =>
    allAre(listedObjects(value, wrappers), isOAuthClient)
      ? 'it holds client_id and OAuth client metadata'
      : undefined,
  read(documents, { oauthIssuer }) {
    const items = documents.flatMap(({ name, value }) =>
      listedObjects(value, wrappers).flatMap((client) => oauthClientItem(client, oauthIssuer, name) ?? []),
    )
    const unplaced = items.filter(({ key }) => key.startsWith('oauth:/')).length
    return {
      items,
      gaps:
        unplaced === 0
          ? []
          : [
              `${unplaced} OAuth clients do not name their issuer: give it, since an id is unique there only.`,
            ],
    }
  },
}
