// Made by "npm run generate:client" from the description that the server gives of itself.
import type {
  AuditList,
  AutonomyChange,
  ClosingPage,
  TrainingRequested,
  TriageFamilies,
  TriageFamily,
  TriageModelPage,
} from '@countersign/api/triage'
export type TriageRoutes = {
  /** Families of findings, how far people agree with it, and whether it may close */
  readonly 'GET /api/tenants/{tenantId}/triage/families': {
    readonly path: { readonly tenantId: string }
    readonly answer: TriageFamilies
  }
  /** Let it close in a family, once that is earned */
  readonly 'POST /api/tenants/{tenantId}/triage/families/{ruleId}/grant': {
    readonly path: { readonly tenantId: string; readonly ruleId: string }
    readonly body: AutonomyChange
    readonly answer: TriageFamily
  }
  /** Let it close there no longer */
  readonly 'POST /api/tenants/{tenantId}/triage/families/{ruleId}/withdraw': {
    readonly path: { readonly tenantId: string; readonly ruleId: string }
    readonly body: AutonomyChange
    readonly answer: TriageFamily
  }
  /** What it closed, why, and how often it was wrong */
  readonly 'GET /api/tenants/{tenantId}/triage/closings': {
    readonly path: { readonly tenantId: string }
    readonly query?: { readonly cursor?: string; readonly limit?: number }
    readonly answer: ClosingPage
  }
  /** Closed incidents that wait for a blind review */
  readonly 'GET /api/tenants/{tenantId}/triage/audit': {
    readonly path: { readonly tenantId: string }
    readonly answer: AuditList
  }
  /** The model in use: data, calibration, drift, cost, and a training under way */
  readonly 'GET /api/tenants/{tenantId}/triage/model': {
    readonly path: { readonly tenantId: string }
    readonly answer: TriageModelPage
  }
  /** Train it again now */
  readonly 'POST /api/tenants/{tenantId}/triage/model/train': {
    readonly path: { readonly tenantId: string }
    readonly answer: TrainingRequested
  }
}
