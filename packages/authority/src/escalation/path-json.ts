import type { EscalationEdge, EscalationStep } from './escalation-edge.ts'
import type { EscalationPath } from './escalation-path.ts'
import type { StatementRef } from './placed-statement.ts'

export type PathStepJson = {
  readonly action: string
  readonly resource: string
  /** Policy and statement that let it happen. */
  readonly by: readonly { readonly policy: string; readonly holder: string; readonly statement: string }[]
}

export type PathHopJson = {
  /** Id of the public path. */
  readonly id: string
  readonly from: string
  readonly to: string
  readonly title: string
  readonly via?: { readonly type: string; readonly arn?: string }
  readonly gains: 'principal' | 'policy' | 'group'
  readonly steps: readonly PathStepJson[]
}

export type PathJson = {
  readonly principal: string
  /** Ids of the hops in order, joined by ` + ` where there are several. */
  readonly path: string
  readonly hops: readonly PathHopJson[]
  /** The calls of all hops, in order. */
  readonly steps: readonly PathStepJson[]
  readonly escalatesTo: string
  readonly outcome: 'admin' | 'data'
  readonly certainty: 'proven' | 'conditional'
  readonly conditions: readonly string[]
  readonly assumes: readonly string[]
}

/** A path as the command line and the API print it. */
export function pathJson(path: EscalationPath): PathJson {
  const hops = path.hops.map(hopJson)
  const last = path.reads === undefined ? [] : [stepJson(path.reads)]
  return {
    principal: path.principal,
    path: hops.map(({ id }) => id).join(' + '),
    hops,
    steps: [...hops.flatMap(({ steps }) => steps), ...last],
    escalatesTo: path.escalatesTo,
    outcome: path.outcome,
    certainty: path.certainty,
    conditions: path.unsure,
    assumes: path.assumes,
  }
}

function hopJson({ rule, from, to, title, via, steps }: EscalationEdge): PathHopJson {
  return {
    id: rule,
    from: from.principal,
    to: to.principal,
    title,
    ...(via === undefined ? {} : { via }),
    gains: to.extra === undefined ? 'principal' : to.extra.kind === 'granted' ? 'policy' : 'group',
    steps: steps.map(stepJson),
  }
}

function stepJson({ action, resource, by }: EscalationStep): PathStepJson {
  return { action, resource, by: by.map(refJson) }
}

/** `statement`: its `Sid`, or its place in the policy. */
function refJson({ policy, holder, sid, index }: StatementRef): PathStepJson['by'][number] {
  return { policy, holder, statement: sid ?? `#${index + 1}` }
}
