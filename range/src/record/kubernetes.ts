import type { Random } from '../random.ts'
import type { LineAt } from '../range-record.ts'

export type KubernetesRequest = {
  readonly verb: string
  readonly resource: string
  readonly subresource?: string
  readonly namespace: string
  readonly name?: string
  readonly user: string
  readonly groups?: readonly string[]
  readonly sourceIp: string
  readonly userAgent: string
  readonly code?: number
  /** Logged at level Request and above only. */
  readonly requestObject?: object
}

/** A Kubernetes audit event (audit.k8s.io/v1, stage ResponseComplete). */
export function kubernetesAudit(random: Random, request: KubernetesRequest): LineAt {
  const auditId = random.uuid()
  const path = [
    `/api/v1/namespaces/${request.namespace}/${request.resource}`,
    request.name,
    request.subresource,
  ]
  const code = request.code ?? 200
  return (atMs) =>
    JSON.stringify({
      kind: 'Event',
      apiVersion: 'audit.k8s.io/v1',
      level: request.requestObject === undefined ? 'Metadata' : 'Request',
      auditID: auditId,
      stage: 'ResponseComplete',
      requestURI: path.filter(Boolean).join('/'),
      verb: request.verb,
      user: { username: request.user, groups: request.groups ?? ['system:authenticated'] },
      sourceIPs: [request.sourceIp],
      userAgent: request.userAgent,
      objectRef: {
        resource: request.resource,
        namespace: request.namespace,
        ...(request.name && { name: request.name }),
        apiVersion: 'v1',
        ...(request.subresource && { subresource: request.subresource }),
      },
      ...(request.requestObject && { requestObject: request.requestObject }),
      responseStatus: {
        metadata: {},
        ...(code >= 400 && { status: 'Failure', reason: code === 403 ? 'Forbidden' : 'NotFound' }),
        code,
      },
      requestReceivedTimestamp: microseconds(atMs),
      stageTimestamp: microseconds(atMs + 4),
      annotations: {
        'authorization.k8s.io/decision': code === 403 ? 'forbid' : 'allow',
        'authorization.k8s.io/reason':
          code === 403 ? '' : `RBAC: allowed by RoleBinding "${request.namespace}-workload"`,
      },
    })
}

function microseconds(atMs: number): string {
  return new Date(atMs).toISOString().replace('Z', '000Z')
}

export function serviceAccount(namespace: string, name: string): string {
  return `system:serviceaccount:${namespace}:${name}`
}
