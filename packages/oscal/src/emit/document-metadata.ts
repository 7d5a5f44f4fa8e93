import { canonical } from '@countersign/explanation/canonical'
import type { Metadata } from '../document/metadata.ts'
import { uuidOf } from '../document/uuid.ts'
import type { AssessedSystem } from './assessed-system.ts'
import { oscalText, ownProperty } from './oscal-text.ts'

export function operatorUuid({ operatorName }: AssessedSystem): string {
  return uuidOf('party', 'operator', operatorName)
}

export function tenantUuid({ tenantId }: AssessedSystem): string {
  return uuidOf(tenantId, 'party', 'tenant')
}

/** Who provides the service and whose system it is, in every document alike. */
export function metadataOf(system: AssessedSystem, title: string): Metadata {
  const { tenantName, operatorName, madeAt, oscalVersion } = system
  return {
    title: oscalText(`${title}: ${tenantName}`),
    'last-modified': madeAt,
    version: madeAt,
    'oscal-version': oscalVersion,
    props: [ownProperty('region', system.region), ownProperty('framework', system.framework.id)],
    roles: [
      { id: 'provider', title: 'Provider of the managed security service' },
      { id: 'asset-owner', title: 'Whose system it is' },
    ],
    parties: [
      { uuid: operatorUuid(system), type: 'organization', name: oscalText(operatorName) },
      { uuid: tenantUuid(system), type: 'organization', name: oscalText(tenantName) },
    ],
    'responsible-parties': [
      { 'role-id': 'provider', 'party-uuids': [operatorUuid(system)] },
      { 'role-id': 'asset-owner', 'party-uuids': [tenantUuid(system)] },
    ],
  }
}

/** The document with a UUID that is a function of its content: what changed has another one. */
export function withUuid<Body extends object>(
  { tenantId }: AssessedSystem,
  kind: string,
  body: Body,
): { readonly uuid: string } & Body {
  return { uuid: uuidOf(tenantId, kind, canonical(body)), ...body }
}
