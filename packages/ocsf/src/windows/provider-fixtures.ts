import type { JsonObject } from '../record.ts'
import { bySubject, mara, subject, type WindowsFixture } from './windows-fixture.ts'

const other = (
  provider: string,
  channel: string,
  id: number,
  classUid: number,
  activityId: number,
  data: JsonObject,
  more: Partial<WindowsFixture> = {},
): WindowsFixture => ({ provider, channel, id, data, classUid, activityId, ...more })

/** Events of the other providers. */
export const providerFixtures: readonly WindowsFixture[] = [
  other('Microsoft-Windows-Eventlog', 'Security', 1102, 1008, 1, subject, {
    ...bySubject,
    resource: 'Security',
    audit: 'success',
  }),
  other(
    'Service Control Manager',
    'System',
    7045,
    201_004,
    1,
    {
      ServiceName: 'sync',
      ImagePath: '%TEMP%\\s.exe',
      ServiceType: 'user mode service',
      StartType: 'auto start',
    },
    { resource: 'sync' },
  ),
  other(
    'Service Control Manager',
    'System',
    7036,
    201_004,
    4,
    { param1: 'sync', param2: 'stopped' },
    { resource: 'sync' },
  ),
  other(
    'Microsoft-Windows-PowerShell',
    'Microsoft-Windows-PowerShell/Operational',
    4103,
    1009,
    1,
    {
      ContextInfo:
        '        Host Application = powershell.exe -c x\r\n        User = FERN\\mara\r\n        Connected User = \r\n',
      Payload: 'CommandInvocation(Get-Date): "Get-Date"',
    },
    { identityKey: mara, resource: 'powershell.exe' },
  ),
  other(
    'Microsoft-Windows-PowerShell',
    'Microsoft-Windows-PowerShell/Operational',
    4104,
    1009,
    1,
    {
      MessageNumber: '1',
      MessageTotal: '2',
      ScriptBlockText: 'Get-Date',
      ScriptBlockId: 'b1',
      Path: 'C:\\a.ps1',
    },
    { resource: 'C:\\a.ps1' },
  ),
  other(
    'PowerShell',
    'Windows PowerShell',
    800,
    1009,
    1,
    {
      param1: 'Get-Date',
      param2: '\tDetailSequence=1\n\n\tUserId=FERN\\mara\n\tHostApplication=powershell.exe\n',
    },
    { identityKey: mara, resource: 'powershell.exe' },
  ),
  other(
    'Microsoft-Windows-Windows Defender',
    'Microsoft-Windows-Windows Defender/Operational',
    1116,
    2004,
    1,
    {
      'Threat Name': 'Trojan:Win32/Made.Up',
      'Threat ID': '17',
      'Severity ID': '5',
      'Category Name': 'Trojan',
      'Detection ID': '{d-1}',
      'Detection User': 'FERN\\mara',
      Path: 'file:_C:\\Users\\mara\\x.exe',
    },
    { identityKey: mara, resource: 'C:\\Users\\mara\\x.exe' },
  ),
  other(
    'Microsoft-Windows-TaskScheduler',
    'Microsoft-Windows-TaskScheduler/Operational',
    106,
    1006,
    1,
    { TaskName: '\\Sync', UserContext: 'FERN\\mara' },
    { identityKey: mara, resource: '\\Sync' },
  ),
  other(
    'Microsoft-Windows-TerminalServices-RemoteConnectionManager',
    'Microsoft-Windows-TerminalServices-RemoteConnectionManager/Operational',
    1149,
    3002,
    1,
    { Param1: 'mara', Param2: 'FERN', Param3: '10.0.0.9' },
    { identityKey: mara, sourceIp: '10.0.0.9', resource: 'WS-7.fern.example' },
  ),
  other('Acme-Backup', 'Application', 7, 0, 99, { Note: 'done' }),
]
