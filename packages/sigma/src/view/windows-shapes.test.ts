import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { JsonObject } from '@countersign/ocsf/record'
import type { SourceFormat } from '@countersign/ocsf/source-format'
import { matchOf, ruleOf } from '../rule-fixture.ts'
import { conflicts } from './record-log-source.ts'
import { viewOf } from './views.ts'

type Event = {
  readonly channel: string
  readonly id: number
  readonly provider?: string
  readonly data: JsonObject
  /** UserData, below its operation. */
  readonly user?: JsonObject
}

/** One event in the three JSON shapes that Windows events arrive in. */
const shapes: readonly (readonly [SourceFormat, (event: Event) => JsonObject])[] = [
  [
    'windows-evtx-json',
    ({ channel, id, provider = 'P', data, user }) => ({
      Event: {
        System: {
          Provider: { '#attributes': { Name: provider } },
          EventID: id,
          Channel: channel,
          Computer: 'PC',
        },
        ...(user === undefined ? { EventData: data } : { UserData: { Operation: user } }),
      },
    }),
  ],
  [
    'windows-winlogbeat',
    ({ channel, id, provider = 'P', data, user }) => ({
      event: { code: String(id) },
      winlog: {
        channel,
        event_id: String(id),
        provider_name: provider,
        computer_name: 'PC',
        ...(user === undefined ? { event_data: data } : { user_data: user }),
      },
    }),
  ],
  [
    'windows-nxlog',
    ({ channel, id, provider = 'P', data, user }) => ({
      Hostname: 'PC',
      SourceName: provider,
      ...(user ?? data),
      EventType: 'INFO',
      Message: `x\r\nEventType: ${String(data.EventType ?? '')}\r\n`,
      EventID: id,
      Channel: channel,
    }),
  ],
]

const firesInEveryShape = (detection: string, logSource: string, event: Event, wanted = true): void => {
  for (const [format, shape] of shapes)
    assert.equal(
      matchOf(ruleOf(detection, logSource), shape(event), { format }) !== undefined,
      wanted,
      `${format}: ${JSON.stringify(shape(event))}`,
    )
}

const sysmon = 'Microsoft-Windows-Sysmon/Operational'

test('process creation is Sysmon 1 and Security 4688, under one name', () => {
  const detection = "s: {Image|endswith: '\\cmd.exe', ParentImage|endswith: '\\word.exe'}\ncondition: s"
  const logSource = '{product: windows, category: process_creation}'
  const data = { Image: 'C:\\cmd.exe', ParentImage: 'C:\\word.exe' }
  firesInEveryShape(detection, logSource, { channel: sysmon, id: 1, data })
  const security = { NewProcessName: 'C:\\cmd.exe', ParentProcessName: 'C:\\word.exe' }
  firesInEveryShape(detection, logSource, { channel: 'Security', id: 4688, data: security })
  firesInEveryShape(detection, logSource, { channel: sysmon, id: 7, data }, false)
})

test('what happened to a registry key decides its category', () => {
  const of = (category: string) => `{product: windows, category: ${category}}`
  const detection = 's: {TargetObject|contains: Run}\ncondition: s'
  const key = (id: number, EventType: string): Event => ({
    channel: sysmon,
    id,
    data: { EventType, TargetObject: 'HKCU\\Run' },
  })
  firesInEveryShape(detection, of('registry_add'), key(12, 'CreateKey'))
  firesInEveryShape(detection, of('registry_delete'), key(12, 'CreateKey'), false)
  firesInEveryShape(detection, of('registry_delete'), key(12, 'DeleteValue'))
  firesInEveryShape(detection, of('registry_set'), key(13, 'SetValue'))
  firesInEveryShape(detection, of('registry_set'), key(12, 'CreateKey'), false)
  for (const id of [12, 13, 14]) firesInEveryShape(detection, of('registry_event'), key(id, 'CreateKey'))
  firesInEveryShape('s: {EventType: SetValue}\ncondition: s', of('registry_set'), key(13, 'SetValue'))
})

test('UserData below its operation reads like EventData', () => {
  firesInEveryShape('s: {FilePath|endswith: .ps1}\ncondition: s', '{product: windows, service: applocker}', {
    channel: 'Microsoft-Windows-AppLocker/MSI and Script',
    id: 8007,
    data: {},
    user: { FilePath: 'C:\\x.ps1' },
  })
})

test("Defender's names with blanks are read without them, and its own source name before the shipper's", () => {
  const detection =
    "s: {EventID: 1119, ThreatName|contains: EICAR, SourceName: 'Real-Time Protection'}\ncondition: s"
  const event = (names: readonly string[]): Event => ({
    channel: 'Microsoft-Windows-Windows Defender/Operational',
    id: 1119,
    provider: 'Microsoft-Windows-Windows Defender',
    data: { [names[0]!]: 'Tool:EICAR_Test', [names[1]!]: 'Real-Time Protection' },
  })
  firesInEveryShape(
    detection,
    '{product: windows, service: windefend}',
    event(['Threat Name', 'Source Name']),
  )
  firesInEveryShape(
    detection,
    '{product: windows, service: windefend}',
    event(['Threat_Name', 'Source_Name']),
  )
})

test('antivirus rules read Defender', () => {
  firesInEveryShape(
    's: {Signature|contains: Mimikatz, Filename|endswith: .exe}\ncondition: s',
    '{category: antivirus}',
    {
      channel: 'Microsoft-Windows-Windows Defender/Operational',
      id: 1116,
      data: { 'Threat Name': 'HackTool:Mimikatz', Path: 'file:_C:\\m.exe' },
    },
  )
})

test('unnamed data is Data in every shape, also where only the message is left', () => {
  const detection = "s: {Data|contains: 'HostApplication=evil'}\ncondition: s"
  const logSource = '{product: windows, category: ps_classic_start}'
  const channel = 'Windows PowerShell'
  const text = 'HostName=x\nHostApplication=evil'
  const records: readonly (readonly [SourceFormat, JsonObject])[] = [
    [
      'windows-evtx-json',
      { Event: { System: { EventID: 400, Channel: channel }, EventData: { Data: ['Available', text] } } },
    ],
    [
      'windows-winlogbeat',
      {
        winlog: { channel, event_id: 400, event_data: { param1: 'Available', param2: 'None', param3: text } },
      },
    ],
    ['windows-nxlog', { Channel: channel, EventID: 400, Data: 'Available', Data_1: text }],
    ['windows-nxlog', { Channel: channel, EventID: 400, Message: text }],
  ]
  for (const [format, record] of records)
    assert.ok(matchOf(ruleOf(detection, logSource), record, { format }) !== undefined, JSON.stringify(record))
})

/** Channel, event id and what a rule calls it. Written from the public documentation of the sources. */
const meanings: readonly (readonly [string, number, string])[] = [
  [sysmon, 2, 'category: file_change'],
  [sysmon, 3, 'category: network_connection'],
  [sysmon, 5, 'category: process_termination'],
  [sysmon, 6, 'category: driver_load'],
  [sysmon, 7, 'category: image_load'],
  [sysmon, 8, 'category: create_remote_thread'],
  [sysmon, 9, 'category: raw_access_thread'],
  [sysmon, 10, 'category: process_access'],
  [sysmon, 11, 'category: file_event'],
  [sysmon, 15, 'category: create_stream_hash'],
  [sysmon, 17, 'category: pipe_created'],
  [sysmon, 18, 'category: pipe_created'],
  [sysmon, 20, 'category: wmi_event'],
  [sysmon, 22, 'category: dns_query'],
  [sysmon, 23, 'category: file_delete'],
  [sysmon, 25, 'category: process_tampering'],
  [sysmon, 26, 'category: file_delete'],
  [sysmon, 29, 'category: file_executable_detected'],
  [sysmon, 255, 'category: sysmon_error'],
  ['Microsoft-Windows-PowerShell/Operational', 4103, 'category: ps_module'],
  ['Microsoft-Windows-PowerShell/Operational', 4104, 'category: ps_script'],
  ['PowerShellCore/Operational', 4104, 'category: ps_script'],
  ['Windows PowerShell', 600, 'category: ps_classic_provider_start'],
  ['Microsoft-Windows-Kernel-File', 12, 'category: file_access'],
  ['Security', 4624, 'service: security'],
  ['security', 4624, 'service: security'],
  ['System', 7045, 'service: system'],
  ['Application', 1000, 'service: application'],
  ['Microsoft-Windows-TaskScheduler/Operational', 106, 'service: taskscheduler'],
  ['Microsoft-Windows-Bits-Client/Operational', 16403, 'service: bits-client'],
  ['Microsoft-Windows-AppLocker/EXE and DLL', 8004, 'service: applocker'],
  ['Microsoft-Windows-CodeIntegrity/Operational', 3033, 'service: codeintegrity-operational'],
  ['Microsoft-Windows-Windows Firewall With Advanced Security/Firewall', 2004, 'service: firewall-as'],
  ['DNS Server', 150, 'service: dns-server'],
  ['Microsoft-Windows-DNS-Server/Analytical', 260, 'service: dns-server-analytic'],
  ['Microsoft-Windows-DNS Client Events/Operational', 3008, 'service: dns-client'],
  ['Microsoft-Windows-NTLM/Operational', 8001, 'service: ntlm'],
  ['Microsoft-Windows-LDAP-Client/Debug', 30, 'service: ldap'],
  ['MSExchange Management', 1, 'service: msexchange-management'],
  [
    'Microsoft-Windows-TerminalServices-LocalSessionManager/Operational',
    21,
    'service: terminalservices-localsessionmanager',
  ],
  ['Microsoft-Windows-AppXDeploymentServer/Operational', 854, 'service: appxdeployment-server'],
  ['Microsoft-Windows-Security-Mitigations/Kernel Mode', 11, 'service: security-mitigations'],
  ['Microsoft-Windows-Shell-Core/Operational', 28115, 'service: shell-core'],
  ['OpenSSH/Operational', 4, 'service: openssh'],
  ['Microsoft-Windows-Diagnosis-Scripted/Operational', 101, 'service: diagnosis-scripted'],
  ['Microsoft-Windows-CAPI2/Operational', 70, 'service: capi2'],
  ['Microsoft-Windows-LSA/Operational', 300, 'service: lsa-server'],
  [
    'Microsoft-Windows-CertificateServicesClient-Lifecycle-System/Operational',
    1007,
    'service: certificateservicesclient-lifecycle-system',
  ],
  ['Microsoft-Windows-WMI-Activity/Operational', 5861, 'service: wmi'],
  ['Microsoft-Windows-SmbClient/Security', 31017, 'service: smbclient-security'],
  ['Microsoft-Windows-DriverFrameworks-UserMode/Operational', 2003, 'service: driver-framework'],
]
for (const [channel, id, meaning] of meanings)
  test(`${channel} ${id} is ${meaning}`, () => {
    const [part, name] = meaning.split(': ') as ['category' | 'service', string]
    const none = { product: 'windows', category: undefined, service: undefined }
    for (const [format, shape] of shapes) {
      const source = viewOf(format).classify(shape({ channel, id, data: {} }))
      assert.ok(!conflicts({ ...none, [part]: name }, source), source.key)
      assert.ok(conflicts({ ...none, [part]: 'something-else' }, source), source.key)
    }
  })
