// Made by "npm run generate:client" from the description that the server gives of itself.
import type { BackTest, BackTestList, NewBackTest } from '@countersign/api/back-test'
import type { Coverage } from '@countersign/api/coverage'
import type {
  NewOwnRule,
  OwnRule,
  OwnRuleList,
  RefusedRuleList,
  RuleDetail,
  RuleList,
  RulePackList,
  RuleSwitch,
} from '@countersign/api/rule'
export type RulesRoutes = {
  /** Rules that run, and those that were refused */
  readonly 'GET /api/rules': {
    readonly query?: {
      readonly q?: string
      readonly pack?: string
      readonly level?: 'informational' | 'low' | 'medium' | 'high' | 'critical'
      readonly tenant?: string
    }
    readonly answer: RuleList
  }
  /** Rules that were refused, and why */
  readonly 'GET /api/rules/refused': {
    readonly answer: RefusedRuleList
  }
  /** Installed packs */
  readonly 'GET /api/rule-packs': {
    readonly answer: RulePackList
  }
  /** Take a pack away */
  readonly 'DELETE /api/rule-packs/{pack}': {
    readonly path: { readonly pack: string }
    readonly answer: null
  }
  /** A rule with its text and attribution */
  readonly 'GET /api/rules/{ruleId}': {
    readonly path: { readonly ruleId: string }
    readonly answer: RuleDetail
  }
  /** Switch a rule on or off for a tenant */
  readonly 'PUT /api/tenants/{tenantId}/rules/{ruleId}': {
    readonly path: { readonly tenantId: string; readonly ruleId: string }
    readonly body: RuleSwitch
    readonly answer: RuleSwitch
  }
  /** Rules and filters that a tenant added for itself */
  readonly 'GET /api/tenants/{tenantId}/own-rules': {
    readonly path: { readonly tenantId: string }
    readonly answer: OwnRuleList
  }
  /** Add a rule or filter, or replace the one with its id */
  readonly 'POST /api/tenants/{tenantId}/own-rules': {
    readonly path: { readonly tenantId: string }
    readonly body: NewOwnRule
    readonly answer: OwnRule
  }
  /** Remove one */
  readonly 'DELETE /api/tenants/{tenantId}/own-rules/{ruleId}': {
    readonly path: { readonly tenantId: string; readonly ruleId: string }
    readonly answer: null
  }
  /** Try a rule on what tenants sent in the last days */
  readonly 'POST /api/rule-tests': {
    readonly body: NewBackTest
    readonly answer: BackTest
  }
  /** The last 50 tests */
  readonly 'GET /api/rule-tests': {
    readonly answer: BackTestList
  }
  /** How far a test is, and the difference it found */
  readonly 'GET /api/rule-tests/{testId}': {
    readonly path: { readonly testId: string }
    readonly answer: BackTest
  }
  /** Cancel a test */
  readonly 'DELETE /api/rule-tests/{testId}': {
    readonly path: { readonly testId: string }
    readonly answer: null
  }
  /** What the rules could see in what arrives */
  readonly 'GET /api/tenants/{tenantId}/coverage': {
    readonly path: { readonly tenantId: string }
    readonly answer: Coverage
  }
}
