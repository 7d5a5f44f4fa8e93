/** A server of its own process for the benchmarks: `node server.ts DATA RULES…`; says where it is as one line of JSON. */
import process from 'node:process'
import { readRulePack } from '@countersign/server/detection/rule-pack'
import type { RuleDocument, RuleSource } from '@countersign/server/intake/ports'
import { startPlatform } from '@countersign/server/main'
import { readConfig } from '@countersign/server/platform/config'
import type { TenantId } from '@countersign/server/platform/tenancy/tenant-id'
import { probeRule } from './probe-rule.ts'

const [data = '', ...packs] = process.argv.slice(2)
const documents: RuleDocument[] = [{ pack: 'bench', path: 'probe.yml', text: probeRule }]
for (const path of packs) documents.push(...(await readRulePack(path)).documents)
const rules: RuleSource = {
  current: () => ({ version: 'bench', documents, tenants: {} }),
  onChange: () => () => undefined,
}
const config = readConfig(process.env, { data, port: '0', 'log-level': 'error' })
const running = await startPlatform({ config, rules })
process.once('SIGTERM', () => void running.stop().then(() => process.exit(0)))

const keys: Record<string, string> = {}
for (const tenant of ['load', 'probe'] as const) {
  await running.tenancy.createTenant(tenant as TenantId, tenant).catch(() => undefined)
  const name = `bench-${process.pid}`
  keys[tenant] = (await running.tenancy.createSource(tenant as TenantId, name, 'auto')).key
}
const answered = performance.now()
while (running.intake.rules().version === undefined) await new Promise((resolve) => setTimeout(resolve, 20))
const { url, createSignInLink } = running
const link = await createSignInLink()
const loaded = running.intake.rules()
const waitedMilliseconds = performance.now() - answered
console.log(
  JSON.stringify({
    url,
    keys,
    link,
    pid: process.pid,
    source: `bench-${process.pid}`,
    loaded,
    waitedMilliseconds,
  }),
)
