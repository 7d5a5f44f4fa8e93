import type { Random } from '../random.ts'
import type { Trace } from '../range-record.ts'
import { type AwsPrincipal, assumeRoleWithWebIdentity, cloudTrail } from '../record/cloudtrail.ts'
import { kubernetesAudit, serviceAccount } from '../record/kubernetes.ts'
import type { Story } from '../simulated-tenant.ts'
import { meadowShop } from '../tenant/meadow-shop.ts'

const minuteMs = 60_000

/** The token of a web pod mines coins: first in the cluster, then with machines of the cloud account. */
export const clusterMining: Story = {
  id: 'cluster-mining',
  title: 'The token of a pod is used to mine coins in cluster and cloud',
  techniques: ['T1552.007', 'T1098.006', 'T1610', 'T1078.004', 'T1496'],
  identities: ['k8s::shop/web', `aws:${meadowShop.aws.account}:assumed-role/shop-web-irsa`],
  trace: (random) => [...inTheCluster(random), ...inTheCloud(random)],
}

function inTheCluster(random: Random): Trace {
  const base = {
    user: serviceAccount('shop', 'web'),
    groups: ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'],
    sourceIp: '10.20.8.41',
    userAgent: 'kubectl/v1.33.1 (linux/amd64) kubernetes/8adc0f0',
    namespace: 'shop',
  }
  const boundMs = random.integer(1, 20) * minuteMs
  const binding = {
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
  }
  const pod = {
    spec: { containers: [{ name: 'x', image: 'xmr', securityContext: { privileged: true } }] },
  }
  const request = (verb: string, resource: string, requestObject?: object) =>
    kubernetesAudit(random, { ...base, verb, resource, ...(requestObject && { requestObject }) })
  return [
    { afterMs: 0, source: 'k8s-audit', step: 'secrets are read', line: request('list', 'secrets') },
    {
      afterMs: boundMs,
      source: 'k8s-audit',
      step: 'every right is taken',
      line: request('create', 'clusterrolebindings', binding),
    },
    {
      afterMs: boundMs + random.integer(1, 30) * minuteMs,
      source: 'k8s-audit',
      step: 'a miner starts',
      line: request('create', 'pods', pod),
    },
  ]
}

function inTheCloud(random: Random): Trace {
  const keyId = `ASIA${random.token(16)}`
  const session = `web-${random.integer(1000, 9999)}`
  const sourceIp = `192.0.2.${random.integer(1, 250)}`
  const by: AwsPrincipal = {
    kind: 'role',
    role: 'shop-web-irsa',
    session,
    keyId,
    federatedFrom: meadowShop.clusterIssuer,
  }
  const startMs = random.integer(60, 150) * minuteMs
  const call = (operation: string, request: object) =>
    cloudTrail(random, {
      ...meadowShop.aws,
      call: operation,
      by,
      sourceIp,
      userAgent: 'Boto3/1.40.31',
      request,
    })
  const assumed = assumeRoleWithWebIdentity(random, {
    ...meadowShop.aws,
    role: 'shop-web-irsa',
    session,
    keyId,
    provider: meadowShop.clusterIssuer,
    subject: serviceAccount('shop', 'web'),
    sourceIp,
  })
  return [
    { afterMs: startMs, source: 'cloudtrail', step: 'the pod’s role is taken', line: assumed },
    {
      afterMs: startMs + 20_000,
      source: 'cloudtrail',
      step: 'machines start',
      line: call('ec2.RunInstances', { instanceType: 'p4d.24xlarge', maxCount: 8 }),
    },
    {
      afterMs: startMs + 90_000,
      source: 'cloudtrail',
      step: 'alarms go',
      line: call('guardduty.DeleteDetector', { detectorId: random.hex(32) }),
    },
  ]
}
