import { decideAudit } from '../kubernetes/audit-decision.ts'
import { rbacPolicy } from '../kubernetes/decide-rbac.ts'
import type { RbacSnapshot } from '../kubernetes/rbac-snapshot.ts'
import type { EventDecider } from './event-decider.ts'

/** The API server's own reason where it wrote one; else the RBAC given, asked again. */
export function kubernetesDecider(snapshot?: RbacSnapshot): EventDecider {
  const policy = snapshot === undefined ? undefined : rbacPolicy(snapshot)
  return {
    format: 'kubernetes-audit',
    decide: ({ fields }) => Promise.resolve(decideAudit(fields, policy)),
  }
}
