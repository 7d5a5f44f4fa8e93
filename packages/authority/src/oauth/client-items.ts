import { idOf, isObject, listOf, objectOf, textOf, textsOf } from '@countersign/ocsf/fields'
import type { JsonObject } from '@countersign/ocsf/record'
import { accountableOf } from '../inventory/accountable-text.ts'
import type { Credential, InventoryItem } from '../inventory/inventory-item.ts'
import { isoTime } from '../inventory/item-times.ts'

/** Whether an object is client metadata (RFC 7591, section 2), as a registration answers or a metadata document holds. */
export function isOAuthClient(entry: JsonObject): boolean {
  return (
    textOf(entry.client_id) !== undefined &&
    ['redirect_uris', 'grant_types', 'token_endpoint_auth_method', 'client_name', 'client_id_issued_at'].some(
      (name) => entry[name] !== undefined,
    )
  )
}

/**
 * An OAuth client. Its secret, registration token and keys are passed over: only that they exist, and until when, is kept.
 * @param issuer who registered it (RFC 8414 `issuer`), where the caller knows; else the host of its registration URI
 */
export function oauthClientItem(
  client: JsonObject,
  issuer: string | undefined,
  file: string,
): InventoryItem | undefined {
  const id = textOf(client.client_id)
  if (id === undefined) return undefined
  const place = issuer === undefined ? hostOf(textOf(client.registration_client_uri)) : bareIssuer(issuer)
  const createdAt = isoTime(client.client_id_issued_at)
  return {
    key: `oauth:${place ?? ''}/${id}`,
    kind: 'oauth-client',
    provider: 'oauth',
    displayName: textOf(client.client_name) ?? id,
    ...(createdAt === undefined ? {} : { createdAt }),
    accountable: textsOf(client.contacts).flatMap((contact) =>
      accountableOf('owner', contact, 'named in the contacts of the client metadata (RFC 7591)'),
    ),
    credentials: credentialsOf(client, createdAt),
    grants: [
      ...(textOf(client.scope) ?? '')
        .split(' ')
        .filter((scope) => scope !== '')
        .map((action) => ({ action })),
      ...textsOf(client.grant_types).map((type) => ({ action: `grant type ${type}` })),
    ],
    // An id is unique at its issuer only.
    alsoKnownAs: place === undefined ? [] : [{ kind: 'oauth-client-id', value: `${place}/${id}` }],
    evidence: { source: 'oauth', locator: `${file}: client ${id}` },
  }
}

/** RFC 7591, section 3.2.1: `client_secret_expires_at` of 0 means never. */
function credentialsOf(client: JsonObject, createdAt: string | undefined): readonly Credential[] {
  const expiresAt = isoTime(client.client_secret_expires_at)
  const hasSecret =
    client.client_secret !== undefined ||
    client.client_secret_expires_at !== undefined ||
    /^client_secret/.test(textOf(client.token_endpoint_auth_method) ?? '')
  const keys = listOf(objectOf(client.jwks).keys).filter(isObject)
  const jwksUri = textOf(client.jwks_uri)
  return [
    ...(hasSecret
      ? [
          {
            kind: 'client-secret' as const,
            id: 'client secret',
            ...(createdAt === undefined ? {} : { createdAt }),
            ...(expiresAt === undefined ? {} : { expiresAt }),
          },
        ]
      : []),
    ...keys.map((key) => ({ kind: 'private-key' as const, id: idOf(key.kid) ?? 'unnamed key' })),
    ...(jwksUri === undefined
      ? []
      : [{ kind: 'private-key' as const, id: `keys published at ${hostOf(jwksUri)}` }]),
  ]
}

function hostOf(uri: string | undefined): string | undefined {
  return uri === undefined || !URL.canParse(uri) ? undefined : new URL(uri).host
}

const bareIssuer = (issuer: string): string =>
  issuer
    .replace(/^https:\/\//, '')
    .replace(/\/$/, '')
    .toLowerCase()
