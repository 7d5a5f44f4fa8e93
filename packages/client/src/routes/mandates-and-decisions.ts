// Made by "npm run generate:client" from the description that the server gives of itself.
import type {
  AccessEntity,
  AccessPolicyPut,
  AccessPolicyRow,
  DecisionDetail,
  DecisionPage,
  StepUp,
  StepUpAnswer,
  StepUpList,
} from '@countersign/api/decision'
import type {
  MandateDetail,
  MandatePage,
  MandatePut,
  MandateRow,
  NewMandate,
  NewMandateProposal,
} from '@countersign/api/mandate'
import type { AutonomyChange } from '@countersign/api/triage'
export type MandatesAndDecisionsRoutes = {
  /** Mandates, last changed first */
  readonly 'GET /api/tenants/{tenantId}/mandates': {
    readonly path: { readonly tenantId: string }
    readonly query?: {
      readonly identity?: string
      readonly status?: string
      readonly cursor?: string
      readonly limit?: number
    }
    readonly answer: MandatePage
  }
  /** Propose a mandate */
  readonly 'POST /api/tenants/{tenantId}/mandates': {
    readonly path: { readonly tenantId: string }
    readonly body: NewMandate
    readonly answer: MandateRow
  }
  /** A mandate with its policies, evidence and history */
  readonly 'GET /api/tenants/{tenantId}/mandates/{mandateId}': {
    readonly path: { readonly tenantId: string; readonly mandateId: string }
    readonly answer: MandateDetail
  }
  /** Change a mandate that is proposed */
  readonly 'PUT /api/tenants/{tenantId}/mandates/{mandateId}': {
    readonly path: { readonly tenantId: string; readonly mandateId: string }
    readonly body: MandatePut
    readonly answer: MandateRow
  }
  /** Propose one from what an identity was seen to do */
  readonly 'POST /api/tenants/{tenantId}/mandates/proposals': {
    readonly path: { readonly tenantId: string }
    readonly body: NewMandateProposal
    readonly answer: MandateRow
  }
  /** Answer for a mandate and put it in force */
  readonly 'POST /api/tenants/{tenantId}/mandates/{mandateId}/approve': {
    readonly path: { readonly tenantId: string; readonly mandateId: string }
    readonly body: AutonomyChange
    readonly answer: MandateRow
  }
  /** Decline a proposed mandate */
  readonly 'POST /api/tenants/{tenantId}/mandates/{mandateId}/decline': {
    readonly path: { readonly tenantId: string; readonly mandateId: string }
    readonly body: AutonomyChange
    readonly answer: MandateRow
  }
  /** Say that a mandate is still right */
  readonly 'POST /api/tenants/{tenantId}/mandates/{mandateId}/review': {
    readonly path: { readonly tenantId: string; readonly mandateId: string }
    readonly body: AutonomyChange
    readonly answer: MandateRow
  }
  /** End a mandate at once */
  readonly 'POST /api/tenants/{tenantId}/mandates/{mandateId}/revoke': {
    readonly path: { readonly tenantId: string; readonly mandateId: string }
    readonly body: AutonomyChange
    readonly answer: MandateRow
  }
  /** Answers of the decision point, newest first */
  readonly 'GET /api/tenants/{tenantId}/decisions': {
    readonly path: { readonly tenantId: string }
    readonly query?: {
      readonly subject?: string
      readonly action?: string
      readonly resource?: string
      readonly mandate?: string
      readonly decision?: 'true' | 'false'
      readonly from?: string
      readonly to?: string
      readonly cursor?: string
      readonly limit?: number
    }
    readonly answer: DecisionPage
  }
  /** A decision with its explanation */
  readonly 'GET /api/tenants/{tenantId}/decisions/{decisionId}': {
    readonly path: { readonly tenantId: string; readonly decisionId: string }
    readonly answer: DecisionDetail
  }
  /** The tenant’s own Cedar policies in force */
  readonly 'GET /api/tenants/{tenantId}/access-policies': {
    readonly path: { readonly tenantId: string }
    readonly answer: { readonly items: readonly AccessPolicyRow[] }
  }
  /** All versions of a policy */
  readonly 'GET /api/tenants/{tenantId}/access-policies/{policyId}/versions': {
    readonly path: { readonly tenantId: string; readonly policyId: string }
    readonly answer: {
      readonly items: readonly {
        readonly policyId: string
        readonly version: number
        readonly name: string
        readonly text: string
        readonly changedAt: string
        readonly changedBy: string
        readonly removed: boolean
      }[]
    }
  }
  /** Add a policy or a version of it */
  readonly 'PUT /api/tenants/{tenantId}/access-policies/{policyId}': {
    readonly path: { readonly tenantId: string; readonly policyId: string }
    readonly body: AccessPolicyPut
    readonly answer: AccessPolicyRow
  }
  /** Take a policy out of force */
  readonly 'DELETE /api/tenants/{tenantId}/access-policies/{policyId}': {
    readonly path: { readonly tenantId: string; readonly policyId: string }
    readonly answer: null
  }
  /** What searches of the decision point look through */
  readonly 'GET /api/tenants/{tenantId}/access-directory': {
    readonly path: { readonly tenantId: string }
    readonly answer: { readonly items: readonly AccessEntity[] }
  }
  /** Replace it */
  readonly 'PUT /api/tenants/{tenantId}/access-directory': {
    readonly path: { readonly tenantId: string }
    readonly body: { readonly items: readonly AccessEntity[] }
    readonly answer: null
  }
  /** Decisions that wait, or waited, for somebody’s yes */
  readonly 'GET /api/tenants/{tenantId}/step-ups': {
    readonly path: { readonly tenantId: string }
    readonly answer: StepUpList
  }
  /** Say yes or no */
  readonly 'POST /api/tenants/{tenantId}/step-ups/{stepUpId}/answer': {
    readonly path: { readonly tenantId: string; readonly stepUpId: string }
    readonly body: StepUpAnswer
    readonly answer: StepUp
  }
}
