import type { KubernetesDeed } from '../kubernetes/rbac-who-can.ts'

/** How a subject of a cluster becomes another, or runs the cluster. */
export type KubernetesRule = {
  readonly id: string
  readonly title: string
  /** All of them have to be allowed. */
  readonly deeds: readonly KubernetesDeed[]
  /** Asked in each namespace, or of the cluster as a whole. */
  readonly scope: 'namespace' | 'cluster'
  /** `accounts`: every service account within the scope. `cluster`: the cluster itself. */
  readonly yields: 'accounts' | 'cluster'
  readonly assumes?: string
}

const rbac = 'rbac.authorization.k8s.io'
const certificates = 'certificates.k8s.io'

function deed(verb: string, apiGroup: string, resource: string, subresource?: string): KubernetesDeed {
  const part = subresource === undefined ? {} : { subresource }
  return { kind: 'resource', verb, apiGroup, resource, ...part }
}

const makes = (id: string, apiGroup: string, resource: string): KubernetesRule => ({
  id,
  title: `makes ${resource} that run as a service account`,
  deeds: [deed('create', apiGroup, resource)],
  scope: 'namespace',
  yields: 'accounts',
})

/** Source: Kubernetes documentation, "Role Based Access Control Good Practices", and the RBAC reference. */
export const kubernetesRules: readonly KubernetesRule[] = [
  makes('k8s-create-pods', '', 'pods'),
  makes('k8s-create-deployments', 'apps', 'deployments'),
  makes('k8s-create-daemonsets', 'apps', 'daemonsets'),
  makes('k8s-create-statefulsets', 'apps', 'statefulsets'),
  makes('k8s-create-jobs', 'batch', 'jobs'),
  makes('k8s-create-cronjobs', 'batch', 'cronjobs'),
  {
    id: 'k8s-exec',
    title: 'runs commands inside pods',
    deeds: [deed('create', '', 'pods', 'exec')],
    scope: 'namespace',
    yields: 'accounts',
    assumes: 'that a pod runs as the account',
  },
  {
    id: 'k8s-ephemeral-container',
    title: 'adds a container to running pods',
    deeds: [deed('patch', '', 'pods', 'ephemeralcontainers')],
    scope: 'namespace',
    yields: 'accounts',
    assumes: 'that a pod runs as the account',
  },
  {
    id: 'k8s-read-secrets',
    title: 'reads secrets that hold tokens of service accounts',
    deeds: [deed('list', '', 'secrets')],
    scope: 'namespace',
    yields: 'accounts',
    assumes: 'that a token of the account is kept as a secret',
  },
  {
    id: 'k8s-request-token',
    title: 'asks for tokens of service accounts',
    deeds: [deed('create', '', 'serviceaccounts', 'token')],
    scope: 'namespace',
    yields: 'accounts',
  },
  {
    id: 'k8s-impersonate-account',
    title: 'acts as service accounts',
    deeds: [deed('impersonate', '', 'serviceaccounts')],
    scope: 'namespace',
    yields: 'accounts',
  },
  {
    id: 'k8s-impersonate-group',
    title: 'acts as any user in any group, such as system:masters',
    deeds: [deed('impersonate', '', 'users'), deed('impersonate', '', 'groups')],
    scope: 'cluster',
    yields: 'cluster',
  },
  {
    id: 'k8s-bind',
    title: 'binds itself to any cluster role',
    deeds: [deed('bind', rbac, 'clusterroles'), deed('create', rbac, 'clusterrolebindings')],
    scope: 'cluster',
    yields: 'cluster',
  },
  {
    id: 'k8s-escalate',
    title: 'rewrites cluster roles beyond its own rights',
    deeds: [deed('escalate', rbac, 'clusterroles'), deed('update', rbac, 'clusterroles')],
    scope: 'cluster',
    yields: 'cluster',
    assumes: 'that it is bound to a cluster role',
  },
  {
    id: 'k8s-sign-certificate',
    title: 'has a client certificate signed under a name of its choosing',
    deeds: [
      deed('create', certificates, 'certificatesigningrequests'),
      deed('update', certificates, 'certificatesigningrequests', 'approval'),
      deed('approve', certificates, 'signers'),
    ],
    scope: 'cluster',
    yields: 'cluster',
    assumes: 'that some user or group runs the cluster',
  },
  {
    id: 'k8s-node-proxy',
    title: 'speaks to the kubelets, and runs commands in every pod',
    deeds: [deed('create', '', 'nodes', 'proxy')],
    scope: 'cluster',
    yields: 'accounts',
    assumes: 'that a pod runs as the account',
  },
  {
    id: 'k8s-webhook',
    title: 'changes every object on its way into the cluster',
    deeds: [deed('create', 'admissionregistration.k8s.io', 'mutatingwebhookconfigurations')],
    scope: 'cluster',
    yields: 'cluster',
  },
]
