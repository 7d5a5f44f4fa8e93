/** Test code: a started platform with one tenant, and what shippers send to it. */
import { join } from 'node:path'
import { type RunningPlatform, startPlatform } from '../main.ts'
import { readConfig } from '../platform/config.ts'
import type { TenantId } from '../platform/tenancy/tenant-id.ts'
import { temporaryFolder } from '../platform/test-server.ts'
import type { RuleSet, RuleSource } from './ports.ts'

export const shop = 'shop' as TenantId

export type TestIntake = {
  readonly running: RunningPlatform
  readonly url: string
  readonly createKey: (
    name: string,
    format?: string,
  ) => Promise<{ readonly key: string; readonly sourceId: string }>
  /** Rows of a source, in the order of their ids. */
  readonly rows: <Row>(
    table: 'events' | 'unparsed' | 'findings',
    sourceId: string,
    columns: string,
  ) => Promise<readonly Row[]>
  readonly stop: () => Promise<void>
}

export async function startIntake(
  name: string,
  flags: Readonly<Record<string, string>> = {},
  rules: readonly string[] = [],
): Promise<TestIntake> {
  const folder = temporaryFolder(name)
  const config = readConfig(
    {},
    { data: join(folder.path, 'data'), port: '0', 'log-level': 'silent', ...flags },
  )
  const running = await startPlatform({ config, consoleFolder: folder.path, rules: fixedRules(rules) })
  await running.tenancy.createTenant(shop, 'The Shop')
  return {
    running,
    url: running.url,
    createKey: async (sourceName, format = 'auto') => {
      const { key, source } = await running.tenancy.createSource(shop, sourceName, format)
      return { key, sourceId: source.sourceId }
    },
    rows: (table, sourceId, columns) => {
      const id = { events: 'event_id', unparsed: 'line_id', findings: 'finding_id' }[table]
      return running.platform.lake
        .forTenant(shop)
        .query(
          (tables) =>
            `SELECT ${columns} FROM ${tables[table]} WHERE source_id = {source:String} ORDER BY ${id}`,
          {
            source: sourceId,
          },
        )
    },
    stop: async () => {
      await running.stop()
      folder.remove()
    },
  }
}

/** YAML documents as a rule set that never changes. */
export function fixedRules(documents: readonly string[]): RuleSource {
  return { current: () => ruleSet(documents), onChange: () => () => undefined }
}

export function ruleSet(documents: readonly string[], version = 'fixed'): RuleSet {
  const numbered = documents.map((text, number) => ({ pack: 'test', path: `${number}.yml`, text }))
  return { version, documents: numbered, tenants: {} }
}

export function bearer(key: string, headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return { authorization: `Bearer ${key}`, ...headers }
}

/** A CloudTrail record of our own making. */
export function cloudTrail(
  number: number,
  over: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  return {
    eventVersion: '1.09',
    eventTime: `2026-03-04T09:${String(Math.floor(number / 60) % 60).padStart(2, '0')}:${String(number % 60).padStart(2, '0')}Z`,
    eventSource: 'iam.amazonaws.com',
    eventName: 'ListUsers',
    awsRegion: 'eu-central-1',
    sourceIPAddress: '198.51.100.7',
    userAgent: 'aws-cli/2.15.0',
    eventID: `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`,
    eventType: 'AwsApiCall',
    recipientAccountId: '111122223333',
    userIdentity: {
      type: 'IAMUser',
      principalId: 'AIDAEXAMPLE',
      arn: 'arn:aws:iam::111122223333:user/deploy',
      accountId: '111122223333',
      accessKeyId: 'AKIAEXAMPLE000000001',
      userName: 'deploy',
    },
    ...over,
  }
}

export function ndjson(records: readonly unknown[]): string {
  return records.map((record) => `${JSON.stringify(record)}\n`).join('')
}

/** Fires on a CloudTrail record that makes an access key. */
export const accessKeyRule = `
title: Access key made
id: 3f2c0d0a-7f4e-4f0e-8a43-1f2f8f1b0001
status: test
level: high
author: Countersign
logsource: { product: aws, service: cloudtrail }
detection:
  selection: { eventSource: iam.amazonaws.com, eventName: CreateAccessKey }
  condition: selection
`
