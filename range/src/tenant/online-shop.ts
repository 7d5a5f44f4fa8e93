import type { Random } from '../random.ts'
import type { Trace } from '../range-record.ts'
import { type AwsPrincipal, cloudTrail } from '../record/cloudtrail.ts'
import { entraSignIn } from '../record/entra.ts'
import { kubernetesAudit, serviceAccount } from '../record/kubernetes.ts'
import { nginxCombined } from '../record/web-access.ts'
import type { SimulatedTenant } from '../simulated-tenant.ts'
import { clusterMining } from '../story/cluster-mining.ts'
import { tokenTheft } from '../story/token-theft.ts'
import { meadowShop } from './meadow-shop.ts'

const { entraTenant, staff } = meadowShop
const { account, region } = meadowShop.aws
const browsers = [
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0',
] as const

const orderService: AwsPrincipal = {
  kind: 'role',
  role: 'shop-orders-task',
  session: 'i-0f3a9b1c2d3e4f501',
  keyId: 'ASIAQ3SHOPORDERS0001',
}

export const onlineShop: SimulatedTenant = {
  id: 'meadow-shop',
  name: 'Meadow Shop',
  share: 5,
  sources: [
    { name: 'web', format: 'auto' },
    { name: 'cloudtrail', format: 'auto' },
    { name: 'k8s-audit', format: 'auto' },
    { name: 'entra', format: 'auto' },
  ],
  routines: [
    { name: 'a shopper looks around and sometimes buys', weight: 30, trace: shopperVisit },
    { name: 'the order service stores invoices', weight: 8, trace: storeInvoice },
    { name: 'the cluster keeps itself running', weight: 8, trace: clusterRoutine },
    { name: 'a bot probes for old software', weight: 1, trace: webProbe },
    { name: 'a colleague signs in', weight: 2, trace: staffSignIn },
    { name: 'a dashboard reads metrics and is denied one call', weight: 2, trace: dashboard },
  ],
  stories: [],
  longStories: [tokenTheft, clusterMining],
}

function shopperVisit(random: Random): Trace {
  const sourceIp = `198.51.100.${random.integer(1, 250)}`
  const userAgent = random.pick(browsers)
  const sku = random.integer(100, 999)
  const steps: [string, string, number][] = [
    ['GET', '/', 200],
    ['GET', `/products/${sku}`, random.chance(0.03) ? 404 : 200],
    ['GET', '/assets/app.js', 304],
  ]
  if (random.chance(0.3)) steps.push(['POST', '/cart', 201])
  if (random.chance(0.12)) steps.push(['POST', '/checkout', random.chance(0.04) ? 402 : 201])
  return steps.map(([method, path, status], at) => ({
    afterMs: at * random.integer(400, 9000),
    source: 'web',
    line: nginxCombined({ sourceIp, method, path, status, bytes: random.integer(300, 48_000), userAgent }),
  }))
}

function storeInvoice(random: Random): Trace {
  const key = `invoices/2026/${random.integer(100_000, 999_999)}.pdf`
  return [
    {
      afterMs: 0,
      source: 'cloudtrail',
      line: cloudTrail(random, {
        account,
        region,
        call: 's3.PutObject',
        by: orderService,
        sourceIp: '10.20.4.17',
        userAgent: 'aws-sdk-java/2.31.7 Linux/6.1 OpenJDK_64-Bit_Server_VM/21',
        request: {
          bucketName: 'meadow-invoices',
          key,
          Host: 'meadow-invoices.s3.eu-central-1.amazonaws.com',
        },
        readOnly: false,
      }),
    },
  ]
}

function clusterRoutine(random: Random): Trace {
  const namespace = random.pick(['shop', 'search', 'monitoring'])
  const verb = random.pick(['get', 'list', 'watch', 'update'])
  const resource = random.pick(['endpoints', 'configmaps', 'pods', 'leases'])
  return [
    {
      afterMs: 0,
      source: 'k8s-audit',
      line: kubernetesAudit(random, {
        verb,
        resource,
        namespace,
        user: serviceAccount(namespace, 'default-operator'),
        groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
        sourceIp: `10.20.0.${random.integer(2, 30)}`,
        userAgent: 'operator/v1.14.2 (linux/amd64) kubernetes/$Format',
      }),
    },
  ]
}

function webProbe(random: Random): Trace {
  const sourceIp = `192.0.2.${random.integer(1, 250)}`
  const paths = ['/wp-login.php', '/.env', '/phpmyadmin/', '/.git/config', '/actuator/health']
  return paths.map((path, at) => ({
    afterMs: at * 350,
    source: 'web',
    line: nginxCombined({
      sourceIp,
      method: 'GET',
      path,
      status: 404,
      bytes: 153,
      userAgent: 'Mozilla/5.0 zgrab/0.x',
    }),
  }))
}

function staffSignIn(random: Random): Trace {
  const user = `${random.pick(staff)}@meadow-shop.example`
  const sourceIp = `203.0.113.${random.integer(2, 60)}`
  const base = { tenantGuid: entraTenant, user, app: 'Office 365 Exchange Online', sourceIp, country: 'DE' }
  const success = {
    afterMs: 21_000,
    source: 'entra',
    line: entraSignIn(random, { ...base, errorCode: 0, mfa: true }),
  }
  if (!random.chance(0.15)) return [{ ...success, afterMs: 0 }]
  return [
    { afterMs: 0, source: 'entra', line: entraSignIn(random, { ...base, errorCode: 50126, mfa: false }) },
    success,
  ]
}

function dashboard(random: Random): Trace {
  const by: AwsPrincipal = {
    kind: 'role',
    role: 'grafana-reader',
    session: 'grafana',
    keyId: 'ASIAQ3SHOPGRAFANA001',
  }
  const base = { account, region, by, sourceIp: '10.20.6.3', userAgent: 'Grafana/12.2 aws-sdk-go-v2/1.39.0' }
  return [
    {
      afterMs: 0,
      source: 'cloudtrail',
      line: cloudTrail(random, { ...base, call: 'monitoring.ListMetrics', request: {} }),
    },
    {
      afterMs: 120,
      source: 'cloudtrail',
      line: cloudTrail(random, {
        ...base,
        call: 'rds.DescribeDBInstances',
        error: {
          code: 'AccessDenied',
          message: `User: arn:aws:sts::${account}:assumed-role/grafana-reader/grafana is not authorized to perform: rds:DescribeDBInstances`,
        },
      }),
    },
  ]
}
