import type { Json, JsonObject } from '../record.ts'
import type { SourceFixture } from '../source-fixtures.ts'
import { providerFixtures } from './provider-fixtures.ts'
import { securityFixtures } from './security-fixtures.ts'
import { sysmonFixtures } from './sysmon-fixtures.ts'
import type { WindowsFixture } from './windows-fixture.ts'

export const windowsFixtures: readonly WindowsFixture[] = [
  ...sysmonFixtures,
  ...securityFixtures,
  ...providerFixtures,
]

const computer = 'WS-7.fern.example'
const time = '2026-03-04T09:15:27.123Z'

/** As evtx_dump writes it. */
export function asEvtxJson({ provider, channel, id, data, audit }: WindowsFixture): JsonObject {
  return {
    Event: {
      System: {
        Provider: { '#attributes': { Name: provider } },
        EventID: id,
        Level: 0,
        Keywords: audit === 'failure' ? '0x8010000000000000' : audit ? '0x8020000000000000' : '0x0',
        TimeCreated: { '#attributes': { SystemTime: time } },
        EventRecordID: 77,
        Channel: channel,
        Computer: computer,
      },
      EventData: data,
    },
  }
}

/** As Winlogbeat 8 writes it, without its pipelines. */
export function asWinlogbeat({ provider, channel, id, data, audit }: WindowsFixture): JsonObject {
  return {
    '@timestamp': time,
    message: 'Something happened.\nDetails: …',
    winlog: {
      provider_name: provider,
      channel,
      event_id: String(id),
      record_id: 77,
      computer_name: computer,
      event_data: data,
      ...(audit === undefined ? {} : { keywords: [audit === 'success' ? 'Audit Success' : 'Audit Failure'] }),
    },
  }
}

/** As NXLog writes it: the event's own fields beside those of the record. */
export function asNxlog({ provider, channel, id, data, audit }: WindowsFixture): JsonObject {
  const type = audit === undefined ? {} : { EventType: `AUDIT_${audit.toUpperCase()}` as Json }
  return {
    EventTime: '2026-03-04 10:15:27',
    '@timestamp': time,
    Hostname: computer,
    SourceName: provider,
    Channel: channel,
    EventID: id,
    RecordNumber: 77,
    SeverityValue: 2,
    Message: 'Something happened.\r\nDetails: …',
    ...type,
    ...data,
  }
}

const shapes = [
  ['windows-evtx-json', asEvtxJson],
  ['windows-winlogbeat', asWinlogbeat],
  ['windows-nxlog', asNxlog],
] as const

/** Every event in every shape. */
export const windowsSourceFixtures: readonly SourceFixture[] = windowsFixtures.flatMap((fixture) =>
  shapes.map(([format, write]) => ({
    format,
    fields: write(fixture),
    identityKey: fixture.identityKey,
    action: fixture.provider === 'Acme-Backup' ? 'Acme-Backup#7' : actionOf(fixture),
    classUid: fixture.classUid,
  })),
)

function actionOf({ provider, id }: WindowsFixture): string {
  const short = /^Microsoft-Windows-(TaskScheduler|TerminalServices)/.exec(provider)?.[1]
  return short === undefined ? String(id) : `${short}#${id}`
}
