// Made by "npm run generate:client" from the description that the server gives of itself.

import type { Retention } from '@countersign/api/retention'
import type {
  CreatedSource,
  NewSource,
  ReplayResult,
  SourceList,
  UnparsedLine,
} from '@countersign/api/source'
import type { NewTenant, Tenant, TenantList } from '@countersign/api/tenant'
import type { TenantGroup, TenantGroupList, TenantGroupPut } from '@countersign/api/tenant-group'
export type TenantsAndSourcesRoutes = {
  /** Visible tenants */
  readonly 'GET /api/tenants': {
    readonly answer: TenantList
  }
  /** Add a tenant */
  readonly 'POST /api/tenants': {
    readonly body: NewTenant
    readonly answer: Tenant
  }
  /** Sources, with how much they sent */
  readonly 'GET /api/sources': {
    readonly query?: { readonly tenant?: string }
    readonly answer: SourceList
  }
  /** Add a source; its key is shown once */
  readonly 'POST /api/tenants/{tenantId}/sources': {
    readonly path: { readonly tenantId: string }
    readonly body: NewSource
    readonly answer: CreatedSource
  }
  /** Revoke the key of a source */
  readonly 'DELETE /api/tenants/{tenantId}/sources/{sourceId}': {
    readonly path: { readonly tenantId: string; readonly sourceId: string }
    readonly answer: null
  }
  /** Groups of tenants */
  readonly 'GET /api/tenant-groups': {
    readonly answer: TenantGroupList
  }
  /** Make or change a group */
  readonly 'PUT /api/tenant-groups/{groupId}': {
    readonly path: { readonly groupId: string }
    readonly body: TenantGroupPut
    readonly answer: TenantGroup
  }
  /** Remove a group */
  readonly 'DELETE /api/tenant-groups/{groupId}': {
    readonly path: { readonly groupId: string }
    readonly answer: null
  }
  /** Send records; the key of the source says whose they are */
  readonly 'POST /ingest/{source}': {
    readonly path: { readonly source: string }
    readonly answer: {
      readonly batchId: string
      readonly events: number
      readonly unparsed: number
      readonly findings: number
    }
  }
  /** Lines that could not be read, and why */
  readonly 'GET /api/tenants/{tenantId}/sources/{sourceId}/unparsed': {
    readonly path: { readonly tenantId: string; readonly sourceId: string }
    readonly query?: { readonly cursor?: string; readonly limit?: number }
    readonly answer: { readonly items: readonly UnparsedLine[]; readonly nextCursor?: string }
  }
  /** Read them again */
  readonly 'POST /api/tenants/{tenantId}/sources/{sourceId}/unparsed/replay': {
    readonly path: { readonly tenantId: string; readonly sourceId: string }
    readonly answer: ReplayResult
  }
  /** How long what the tenant sent is kept */
  readonly 'GET /api/tenants/{tenantId}/retention': {
    readonly path: { readonly tenantId: string }
    readonly answer: Retention
  }
  /** Set how long it is kept */
  readonly 'PUT /api/tenants/{tenantId}/retention': {
    readonly path: { readonly tenantId: string }
    readonly body: {
      readonly events: number | 'default'
      readonly unparsed: number | 'default'
      readonly findings: number | 'default'
      readonly incidents: number | 'default'
      readonly formats: Readonly<Record<string, number>>
    }
    readonly answer: Retention
  }
}
