import type { KubernetesDeed } from '../kubernetes/rbac-who-can.ts'
import type { CiPath } from './ci-paths.ts'
import type { KubernetesHop, KubernetesPath } from './kubernetes-paths.ts'
import { kubernetesRules } from './kubernetes-rules.ts'
import type { PathJson } from './path-json.ts'

/** A path beyond AWS, in the form of the others: what it ends in is a cluster, a cloud role, or a machine. */
export type OtherPathJson = Omit<PathJson, 'outcome'> & { readonly outcome: 'cluster' | 'role' | 'machine' }

/** @param cluster its name, or '' where nobody told it */
export function kubernetesPathJson(
  { subject, hops, assumes }: KubernetesPath,
  cluster: string,
): OtherPathJson {
  const end = cluster === '' ? 'cluster' : `cluster ${cluster}`
  const shown = hops.map((hop) => hopJson(hop, end))
  return {
    principal: subject,
    path: shown.map(({ id }) => id).join(' + '),
    hops: shown,
    steps: shown.flatMap(({ steps }) => steps),
    escalatesTo: end,
    outcome: 'cluster',
    certainty: 'proven',
    conditions: [],
    assumes,
  }
}

function hopJson(
  { rule, title, from, to, namespace, through }: KubernetesHop,
  end: string,
): PathJson['hops'][number] {
  const by = through.map((policy) => ({ policy, holder: from, statement: 'binding' }))
  const { deeds = [] } = kubernetesRules.find(({ id }) => id === rule) ?? {}
  const resource = namespace === undefined ? 'every namespace' : `namespace ${namespace}`
  return {
    id: rule,
    from,
    to: to ?? end,
    title,
    gains: 'principal',
    steps: deeds.map((deed) => ({ action: deedText(deed), resource, by })),
  }
}

function deedText(deed: KubernetesDeed): string {
  if (deed.kind !== 'resource') return `${deed.verb} ${deed.path}`
  const kind = deed.subresource === undefined ? deed.resource : `${deed.resource}/${deed.subresource}`
  return `${deed.verb} ${deed.apiGroup === '' ? kind : `${kind}.${deed.apiGroup}`}`
}

export function ciPathJson({ id, who, repository, workflow, role, because }: CiPath): OtherPathJson {
  const place = [repository, workflow].filter((part) => part !== undefined).join(' ')
  const end = role ?? `a machine that runs jobs of ${repository}`
  const steps =
    role === undefined
      ? []
      : [
          {
            action: 'sts:AssumeRoleWithWebIdentity',
            resource: role,
            by: [{ policy: 'trust', holder: role, statement: 'GitHub’s identity provider' }],
          },
        ]
  const title = place === '' ? because : `${because} (${place})`
  return {
    principal: who,
    path: id,
    hops: [{ id, from: who, to: end, title, gains: 'principal', steps }],
    steps,
    escalatesTo: end,
    outcome: role === undefined ? 'machine' : 'role',
    certainty: 'proven',
    conditions: [],
    assumes: [],
  }
}
