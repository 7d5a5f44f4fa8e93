import type { DocumentPost, ExemptionPut, FrameworkChoicePut } from '@countersign/api/compliance'
import { type QueryClient, queryOptions } from '@tanstack/react-query'
import { api } from '../api/client.ts'
import { tenantPath } from '../api/queries.ts'

const againMilliseconds = 30_000

export const overviewQuery = (tenantId: string) =>
  queryOptions({
    queryKey: ['compliance', tenantId],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/compliance', { path: { tenantId }, signal }),
    refetchInterval: againMilliseconds,
  })

export const frameworkQuery = (tenantId: string, frameworkId: string) =>
  queryOptions({
    queryKey: ['compliance', tenantId, frameworkId],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/compliance/frameworks/{frameworkId}', {
        path: { tenantId, frameworkId },
        signal,
      }),
    refetchInterval: againMilliseconds,
    retry: false,
  })

/** Names one control of a tenant. */
export type ControlName = {
  readonly tenantId: string
  readonly frameworkId: string
  readonly controlId: string
}

export const controlQuery = (path: ControlName) =>
  queryOptions({
    queryKey: ['compliance', path.tenantId, path.frameworkId, path.controlId],
    queryFn: ({ signal }) =>
      api.call('GET /api/tenants/{tenantId}/compliance/frameworks/{frameworkId}/controls/{controlId}', {
        path,
        signal,
      }),
    retry: false,
  })

/** Whatever is shown of a tenant's compliance is read again. */
export function readComplianceAgain(client: QueryClient, tenantId: string): Promise<unknown> {
  return client.invalidateQueries({ queryKey: ['compliance', tenantId] })
}

export function chooseFrameworks(tenantId: string, body: FrameworkChoicePut) {
  return api.call('PUT /api/tenants/{tenantId}/compliance/frameworks', {
    path: { tenantId },
    body,
    action: 'framework.choose',
  })
}

/** Errors: REQUEST_INVALID, BODY_TOO_LARGE. */
export function attachDocument(path: ControlName, body: DocumentPost) {
  return api.call(
    'POST /api/tenants/{tenantId}/compliance/frameworks/{frameworkId}/controls/{controlId}/documents',
    { path, body, action: 'control.attach' },
  )
}

export function withdrawDocument(tenantId: string, documentId: string) {
  return api.call('DELETE /api/tenants/{tenantId}/compliance/documents/{documentId}', {
    path: { tenantId, documentId },
    action: 'control.withdraw',
  })
}

/** Address of an attached document as a file. */
export function documentAddress(tenantId: string, documentId: string): string {
  return tenantPath(tenantId, 'compliance', 'documents', documentId)
}

export function exemptControl(path: ControlName, body: ExemptionPut) {
  return api.call(
    'PUT /api/tenants/{tenantId}/compliance/frameworks/{frameworkId}/controls/{controlId}/exemption',
    { path, body, action: 'control.exempt' },
  )
}

export function endExemption(path: ControlName) {
  return api.call(
    'DELETE /api/tenants/{tenantId}/compliance/frameworks/{frameworkId}/controls/{controlId}/exemption',
    { path, action: 'control.end-exemption' },
  )
}
