import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { NormalisedEvent } from '../event.ts'
import { normalise } from '../normalise.ts'
import { createRecordReader } from '../reader.ts'
import type { JsonObject } from '../record.ts'
import type { WindowsFixture } from './windows-fixture.ts'
import { asEvtxJson, asNxlog, asWinlogbeat, windowsFixtures } from './windows-fixtures.ts'

const context = { receivedAtMs: 1_772_615_800_000 }

function readingOf(fields: JsonObject): NormalisedEvent {
  const raw = JSON.stringify(fields)
  const reading = createRecordReader('auto').read(raw)
  assert.ok(reading.kind === 'record', raw)
  const result = normalise(reading.format, reading.record, context)
  assert.ok(result.kind === 'event', raw)
  return result.normalised
}

const named = ({ provider, id, classUid }: WindowsFixture) => `${provider} ${id} as ${classUid}`

test('each event gets its class, activity, identity, session, address and resource in all three shapes', () => {
  for (const fixture of windowsFixtures)
    for (const write of [asEvtxJson, asWinlogbeat, asNxlog]) {
      const { event, ...keys } = readingOf(write(fixture))
      assert.deepEqual(
        {
          classUid: event.class_uid,
          activityId: event.activity_id,
          identityKey: keys.identityKey,
          resource: keys.resource,
          sessionKey: keys.sessionKey,
          sourceIp: keys.sourceIp,
        },
        {
          classUid: fixture.classUid,
          activityId: fixture.activityId,
          identityKey: fixture.identityKey,
          resource: fixture.resource,
          sessionKey: fixture.sessionKey,
          sourceIp: fixture.sourceIp,
        },
        `${named(fixture)}, ${keys.format}`,
      )
      assert.equal(keys.host, 'ws-7.fern.example')
      assert.equal(event.time, Date.UTC(2026, 2, 4, 9, 15, 27, 123))
    }
})

test('the three shapes of one event differ in nothing that the event says', () => {
  for (const fixture of windowsFixtures) {
    const [evtx, beats, flat] = [asEvtxJson, asWinlogbeat, asNxlog].map((write) => {
      const { message: _message, ...event } = readingOf(write(fixture)).event
      return event
    })
    // A flat record holds the fields of the record beside those of the event.
    if (fixture.id !== 19) assert.deepEqual(flat, evtx, named(fixture))
    assert.deepEqual(beats, evtx, named(fixture))
  }
})

test('audit keywords decide the outcome, and the codes say why', () => {
  const failed = windowsFixtures.find(({ id }) => id === 4625)
  assert.ok(failed)
  for (const write of [asEvtxJson, asWinlogbeat, asNxlog]) {
    const { event } = readingOf(write(failed))
    assert.equal(event.status_id, 2)
    assert.equal(event.status_code, '0xc000006a')
    assert.equal(event.status_detail, 'wrong password')
  }
})

test('Sysmon reports what was done; a blocked file and a failed look-up are failures', () => {
  const status = (id: number, data: JsonObject = {}) => {
    const fixture = windowsFixtures.find((known) => known.id === id && known.provider.endsWith('Sysmon'))
    assert.ok(fixture)
    return readingOf(asNxlog({ ...fixture, data: { ...fixture.data, ...data } })).event.status
  }
  assert.deepEqual([status(1), status(11), status(22)], ['Success', 'Success', 'Success'])
  assert.deepEqual([status(27), status(22, { QueryStatus: '9003' })], ['Failure', 'Failure'])
})

test('attributes with @, data as a list of names and texts, and UserData are read like the usual form', () => {
  const usual = windowsFixtures.find(({ id }) => id === 1)
  assert.ok(usual)
  const expected = readingOf(asEvtxJson(usual))
  const system = {
    Provider: { '@Name': usual.provider },
    EventID: { '#text': '1', '@Qualifiers': '' },
    Level: '0',
    TimeCreated: { '@SystemTime': '2026-03-04T09:15:27.1230000Z' },
    EventRecordID: '77',
    Channel: usual.channel,
    Computer: 'WS-7.fern.example',
  }
  const data = Object.entries(usual.data).map(([name, text]) => ({ '@Name': name, '#text': text }))
  assert.deepEqual(readingOf({ Event: { System: system, EventData: { Data: data } } }), expected)
  assert.deepEqual(
    readingOf({ Event: { System: system, UserData: { '#attributes': { x: 'y' }, Operation: usual.data } } }),
    expected,
  )
})

test('what a Beat moved to ECS is found there', () => {
  const { identityKey, resource, event } = readingOf({
    '@timestamp': '2026-03-04T09:15:27.123Z',
    event: { code: '1', provider: 'Microsoft-Windows-Sysmon' },
    winlog: { channel: 'Microsoft-Windows-Sysmon/Operational', event_data: { LogonId: '0x1f' } },
    host: { name: 'WS-7' },
    user: { name: 'Mara', domain: 'FERN' },
    process: {
      executable: 'C:\\Tools\\sync.exe',
      command_line: 'sync.exe --now',
      pid: 4711,
      parent: { executable: 'C:\\Windows\\explorer.exe', pid: 812 },
    },
  })
  assert.equal(identityKey, 'windows:FERN\\mara')
  assert.equal(resource, 'C:\\Tools\\sync.exe')
  assert.equal((event.process as JsonObject).cmd_line, 'sync.exe --now')
})

test('Winlogbeat 6 keeps everything at the top', () => {
  const { format, identityKey, host } = readingOf({
    '@timestamp': '2026-03-04T09:15:27.123Z',
    source_name: 'Microsoft-Windows-Security-Auditing',
    log_name: 'Security',
    event_id: 4688,
    computer_name: 'WS-7',
    keywords: ['Audit Success'],
    event_data: { SubjectUserName: 'mara', SubjectDomainName: 'FERN', NewProcessName: 'C:\\x.exe' },
  })
  assert.deepEqual([format, identityKey, host], ['windows-winlogbeat', 'windows:FERN\\mara', 'ws-7'])
})

test('the local time of NXLog is used only when nothing states the zone', () => {
  const base = { EventID: 6005, SourceName: 'EventLog', Channel: 'System', Hostname: 'ws' }
  const at = (times: JsonObject) => new Date(readingOf({ ...base, ...times }).event.time).toISOString()
  const local = { EventTime: '2026-03-04 10:15:27' }
  assert.equal(at({ ...local, '@timestamp': '2026-03-04T09:15:28Z' }), '2026-03-04T09:15:28.000Z')
  assert.equal(at({ EventTime: '2026-03-04T10:15:27+01:00' }), '2026-03-04T09:15:27.000Z')
  assert.equal(at(local), '2026-03-04T10:15:27.000Z')
})

test('logons that every machine has tie nothing together', () => {
  for (const logon of ['0x3e7', '0x3E4', '0x0', '-']) {
    const fields = { SubjectUserName: 'WS-7$', SubjectDomainName: 'FERN', SubjectLogonId: logon }
    const fixture = windowsFixtures.find(({ id }) => id === 4688)
    assert.ok(fixture)
    const reading = readingOf(asEvtxJson({ ...fixture, data: { ...fixture.data, ...fields } }))
    assert.equal(reading.sessionKey, undefined)
    assert.equal(reading.identityKey, 'windows:FERN\\ws-7$')
  }
})

test('a command line that pretends to be the account line makes the account unknown, not another', () => {
  const fixture = windowsFixtures.find(({ id }) => id === 4103)
  assert.ok(fixture)
  const ContextInfo = ' Host Application = powershell -c "\n User = FERN\\admin\n"\r\n User = FERN\\mara\r\n'
  assert.equal(readingOf(asEvtxJson({ ...fixture, data: { ContextInfo } })).identityKey, undefined)
})

test('PowerShell: the program that hosts it is the resource, the whole command line stays with the actor', () => {
  const fixture = windowsFixtures.find(({ id }) => id === 4103)
  assert.ok(fixture)
  const hosts: readonly (readonly [command: string, program: string])[] = [
    ['powershell.exe -enc AAAA', 'powershell.exe'],
    ['"C:\\Program Files\\PowerShell\\7\\pwsh.exe" -c x', 'C:\\Program Files\\PowerShell\\7\\pwsh.exe'],
    ['C:\\Program Files\\Tool\\host.EXE /q', 'C:\\Program Files\\Tool\\host.EXE'],
    ['custom-host -x', 'custom-host'],
  ]
  for (const [command, program] of hosts) {
    const { resource, event } = readingOf(
      asEvtxJson({ ...fixture, data: { ContextInfo: ` Host Application = ${command}\r\n` } }),
    )
    assert.equal(resource, program)
    assert.equal(((event.actor as JsonObject).process as JsonObject).cmd_line, command)
  }
})

test('an event id means nothing without its provider', () => {
  const { event, action } = readingOf({
    EventID: 1,
    SourceName: 'Acme-Sync',
    Channel: 'Application',
    EventTime: '2026-03-04T09:15:27Z',
  })
  assert.deepEqual([event.class_uid, action], [0, 'Acme-Sync#1'])
})

test('a provider that calls itself like a channel does not decide how that channel is read', () => {
  const base = { EventID: 4688, EventTime: '2026-03-04T09:15:27Z', NewProcessName: 'C:\\x.exe' }
  const claims = readingOf({ ...base, SourceName: 'Security', Channel: 'Application' })
  const lostItsProvider = readingOf({ ...base, Channel: 'Security' })
  assert.deepEqual([claims.event.class_uid, claims.action], [0, 'Security#4688'])
  assert.deepEqual([lostItsProvider.event.class_uid, lostItsProvider.action], [1007, '4688'])
})

test('well-known accounts keep their form in every language and case, and domains are one label', () => {
  const key = (User: string) => {
    const fixture = windowsFixtures.find(({ id }) => id === 11)
    assert.ok(fixture)
    return readingOf(asEvtxJson({ ...fixture, data: { ...fixture.data, User } })).identityKey
  }
  assert.equal(key('NT AUTHORITY\\SYSTEM'), 'windows:NT AUTHORITY\\SYSTEM')
  assert.equal(key('nt-autorität\\System'), 'windows:NT AUTHORITY\\SYSTEM')
  assert.equal(key('corp.example\\Eve'), 'windows:CORP\\eve')
  assert.equal(key('eve@corp.example'), 'windows:CORP\\eve')
  assert.equal(key('Eve'), 'windows:eve')
})

const anyValue = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string(), fc.integer(), fc.constant('-'))

test('whatever stands in the data of a known event, the event has a class, a time and the same reading twice', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...windowsFixtures),
      fc.constantFrom(asEvtxJson, asWinlogbeat, asNxlog),
      fc.array(fc.tuple(fc.nat(40), anyValue), { maxLength: 6 }),
      (fixture, write, changes) => {
        const names = Object.keys(fixture.data)
        const data: { [name: string]: unknown } = { ...fixture.data }
        for (const [at, value] of changes) data[names[at % names.length] ?? 'x'] = value
        const fields = JSON.parse(
          JSON.stringify(write({ ...fixture, data: data as JsonObject })),
        ) as JsonObject
        const { event } = readingOf(fields)
        assert.ok(Number.isSafeInteger(event.time) && Number.isInteger(event.type_uid))
        assert.deepEqual(readingOf(fields).event, event)
      },
    ),
    { numRuns: 400 },
  )
})
