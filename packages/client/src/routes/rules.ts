// Made by "npm run generate:client" from the description that the server gives of itself.
export type RulesRoutes = {
  /** Rules that run, and those that were refused */
  readonly 'GET /api/rules': {
    readonly query?: {
      readonly q?: string
      readonly pack?: string
      readonly level?: 'informational' | 'low' | 'medium' | 'high' | 'critical'
      readonly tenant?: string
    }
    readonly answer: {
      readonly items: readonly {
        readonly id: string
        readonly title: string
        readonly level: 'informational' | 'low' | 'medium' | 'high' | 'critical'
        readonly kind: 'rule' | 'correlation'
        readonly pack: string
        readonly author: string | null
        readonly license: string | null
        readonly tags: readonly string[]
        readonly disabledFor?: readonly string[]
        readonly tenantId?: string
      }[]
      readonly refused?: readonly {
        readonly pack: string
        readonly path: string
        readonly title: string | null
        readonly reason: string
      }[]
      readonly total?: number
    }
  }
  /** Rules that were refused, and why */
  readonly 'GET /api/rules/refused': {
    readonly answer: {
      readonly items: readonly {
        readonly pack: string
        readonly path: string
        readonly title: string | null
        readonly reason: string
      }[]
    }
  }
  /** Installed packs */
  readonly 'GET /api/rule-packs': {
    readonly answer: {
      readonly items: readonly {
        readonly pack: string
        readonly origin: string
        readonly contentHash: string
        readonly installedAt: string
        readonly rules: number
        readonly refused: number
        readonly license: string | null
      }[]
    }
  }
  /** Take a pack away */
  readonly 'DELETE /api/rule-packs/{pack}': {
    readonly path: { readonly pack: string }
    readonly answer: null
  }
  /** A rule with its text and attribution */
  readonly 'GET /api/rules/{ruleId}': {
    readonly path: { readonly ruleId: string }
    readonly answer: {
      readonly id: string
      readonly title: string
      readonly level: 'informational' | 'low' | 'medium' | 'high' | 'critical'
      readonly kind: 'rule' | 'correlation'
      readonly pack: string
      readonly author: string | null
      readonly license: string | null
      readonly tags: readonly string[]
      readonly disabledFor?: readonly string[]
      readonly tenantId?: string
      readonly description: string | null
      readonly status: string | null
      readonly references: readonly string[]
      readonly falsePositives: readonly string[]
      readonly path: string
      readonly contentHash: string
      readonly yaml: string
    }
  }
  /** Switch a rule on or off for a tenant */
  readonly 'PUT /api/tenants/{tenantId}/rules/{ruleId}': {
    readonly path: { readonly tenantId: string; readonly ruleId: string }
    readonly body: { readonly enabled: boolean }
    readonly answer: { readonly enabled: boolean }
  }
  /** Rules and filters that a tenant added for itself */
  readonly 'GET /api/tenants/{tenantId}/own-rules': {
    readonly path: { readonly tenantId: string }
    readonly answer: {
      readonly items: readonly {
        readonly tenantId: string
        readonly id: string
        readonly kind: 'rule' | 'correlation' | 'filter'
        readonly title: string
        readonly yaml: string
        readonly changedAt: string
        readonly changedBy: string
        readonly version: string
      }[]
    }
  }
  /** Add a rule or filter, or replace the one with its id */
  readonly 'POST /api/tenants/{tenantId}/own-rules': {
    readonly path: { readonly tenantId: string }
    readonly body: { readonly yaml: string }
    readonly answer: {
      readonly tenantId: string
      readonly id: string
      readonly kind: 'rule' | 'correlation' | 'filter'
      readonly title: string
      readonly yaml: string
      readonly changedAt: string
      readonly changedBy: string
      readonly version: string
    }
  }
  /** Remove one */
  readonly 'DELETE /api/tenants/{tenantId}/own-rules/{ruleId}': {
    readonly path: { readonly tenantId: string; readonly ruleId: string }
    readonly answer: null
  }
  /** Try a rule on what tenants sent in the last days */
  readonly 'POST /api/rule-tests': {
    readonly body: {
      readonly tenantIds: readonly string[]
      readonly days: number
      readonly yaml?: string
      readonly ruleId?: string
    }
    readonly answer: {
      readonly testId: string
      readonly ruleId: string
      readonly title: string
      readonly kind: 'rule' | 'correlation'
      readonly by: string
      readonly createdAt: string
      readonly from: string
      readonly to: string
      readonly tenants: readonly {
        readonly tenantId: string
        readonly state: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed'
        readonly scanned: number
        readonly total: number
        readonly failure: string | null
        readonly result: {
          readonly findings: { readonly before: number; readonly after: number }
          readonly newFindings: number
          readonly goneFindings: number
          readonly incidentsAlone: { readonly before: number; readonly after: number }
          readonly perDay: readonly {
            readonly day: string
            readonly before: number
            readonly after: number
          }[]
          readonly firstNew: readonly {
            readonly findingId: string
            readonly time: string
            readonly eventIds: readonly string[]
            readonly action: string
            readonly identityKey: string | null
            readonly host: string | null
            readonly sourceIp: string | null
            readonly resource: string | null
            readonly matched: readonly {
              readonly selection: string
              readonly field: string
              readonly value: string
            }[]
          }[]
          readonly firstGone: readonly {
            readonly findingId: string
            readonly time: string
            readonly eventIds: readonly string[]
            readonly action: string
            readonly identityKey: string | null
            readonly host: string | null
            readonly sourceIp: string | null
            readonly resource: string | null
            readonly matched: readonly {
              readonly selection: string
              readonly field: string
              readonly value: string
            }[]
          }[]
          readonly unreadable: number
          readonly uncompared: number
        } | null
      }[]
    }
  }
  /** The last 50 tests */
  readonly 'GET /api/rule-tests': {
    readonly answer: {
      readonly items: readonly {
        readonly testId: string
        readonly ruleId: string
        readonly title: string
        readonly kind: 'rule' | 'correlation'
        readonly by: string
        readonly createdAt: string
        readonly from: string
        readonly to: string
        readonly tenants: readonly {
          readonly tenantId: string
          readonly state: 'waiting' | 'running' | 'done' | 'cancelled' | 'failed'
          readonly scanned: number
          readonly total: number
          readonly failure: string | null
          readonly result: {
            readonly findings: { readonly before: number; readonly after: number }
            readonly newFindings: number
            readonly goneFindings: number
            readonly incidentsAlone: { readonly before: number; readonly after: number }
            readonly perDay: readonly {
              readonly day: string
              readonly before: number
              readonly after: number
            }[]
            readonly firstNew: readonly {
              readonly findingId: string
              readonly time: string
              readonly eventIds: readonly string[]
              readonly action: string
              readonly identityKey: string | null
              readonly host: string | null
              readonly sourceIp: string | null
              readonly resource: string | null
              readonly matched: readonly {
                readonly selection: string
                readonly field: string
                readonly value: string
              }[]
            }[]
            readonly firstGone: readonly {
              readonly findingId: string
              readonly time: string
              readonly eventIds: readonly string[]
              readonly action: string
              readonly identityKey: string | null
              readonly host: string | null
              readonly sourceIp: string | null
              readonly resource: string | null
              readonly matched: readonly {
                readonly selection: string
                readonly field: string
                readonly value: string
              }[]
            }[]
            readonly unreadable: number
            readonly uncompared: number
          } | null
        }[]
      }[]
    }
  }
  /** How far a test is, and the difference it found */
  readonly 'GET /api/rule-tests/{testId}': {
    readonly path: { readonly testId: string }
    readonly answer: RulesRoutes['POST /api/rule-tests']['answer']
  }
  /** Cancel a test */
  readonly 'DELETE /api/rule-tests/{testId}': {
    readonly path: { readonly testId: string }
    readonly answer: null
  }
}
