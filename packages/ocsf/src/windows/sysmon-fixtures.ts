import type { JsonObject } from '../record.ts'
import { mara, type WindowsFixture } from './windows-fixture.ts'

const process = {
  ProcessGuid: '{0fa1-01}',
  ProcessId: '4711',
  Image: 'C:\\Tools\\sync.exe',
  User: 'Fern\\Mara',
} as const

const sysmon = (
  id: number,
  classUid: number,
  activityId: number,
  resource: string | undefined,
  data: JsonObject,
  who: 'mara' | 'nobody' = 'mara',
): WindowsFixture => ({
  provider: 'Microsoft-Windows-Sysmon',
  channel: 'Microsoft-Windows-Sysmon/Operational',
  id,
  data: { RuleName: '-', UtcTime: '2026-03-04 09:15:27.123', ...data },
  classUid,
  activityId,
  ...(who === 'mara' ? { identityKey: mara } : {}),
  ...(resource === undefined ? {} : { resource }),
})

const hashes = 'SHA1=00AA,MD5=00BB,SHA256=00CC,IMPHASH=00DD'
const launch: JsonObject = {
  ...process,
  CommandLine: 'sync.exe --now',
  CurrentDirectory: 'C:\\Tools\\',
  LogonGuid: '{0fa1-77}',
  LogonId: '0x529AE3',
  IntegrityLevel: 'Medium',
  Hashes: hashes,
  ParentProcessGuid: '{0fa1-00}',
  ParentProcessId: '812',
  ParentImage: 'C:\\Windows\\explorer.exe',
  ParentCommandLine: 'explorer.exe',
}
const connection: JsonObject = {
  ...process,
  Protocol: 'tcp',
  Initiated: 'true',
  SourceIp: '10.0.0.5',
  SourcePort: '50123',
  DestinationIp: '203.0.113.9',
  DestinationPort: '443',
  DestinationHostname: 'pay.fern.example',
}
const pair: JsonObject = {
  SourceProcessId: '4711',
  SourceImage: 'C:\\Tools\\sync.exe',
  TargetProcessId: '700',
  TargetImage: 'C:\\Windows\\System32\\lsass.exe',
  SourceUser: 'FERN\\Mara',
  TargetUser: 'NT AUTHORITY\\SYSTEM',
}

/** Sysmon events, one a reading. */
export const sysmonFixtures: readonly WindowsFixture[] = [
  {
    ...sysmon(1, 1007, 1, 'C:\\Tools\\sync.exe', launch),
    sessionKey: 'ws-7.fern.example:0x529ae3',
  },
  sysmon(2, 1001, 6, 'C:\\a.txt', { ...process, TargetFilename: 'C:\\a.txt' }),
  { ...sysmon(3, 4001, 1, 'pay.fern.example', connection), sourceIp: '10.0.0.5' },
  sysmon(5, 1007, 2, 'C:\\Tools\\sync.exe', process),
  sysmon(6, 1002, 1, 'C:\\d.sys', { ImageLoaded: 'C:\\d.sys', Hashes: hashes }, 'nobody'),
  sysmon(7, 1005, 1, 'C:\\m.dll', { ...process, ImageLoaded: 'C:\\m.dll', Hashes: hashes }),
  sysmon(8, 1007, 4, pair.TargetImage as string, {
    ...pair,
    SourceProcessGuid: '{1}',
    TargetProcessGuid: '{2}',
  }),
  sysmon(9, 1001, 2, '\\Device\\HarddiskVolume1', { ...process, Device: '\\Device\\HarddiskVolume1' }),
  sysmon(10, 1007, 3, pair.TargetImage as string, {
    ...pair,
    SourceProcessGUID: '{1}',
    TargetProcessGUID: '{2}',
    GrantedAccess: '0x1010',
  }),
  sysmon(11, 1001, 1, 'C:\\new.txt', { ...process, TargetFilename: 'C:\\new.txt' }),
  sysmon(12, 201_001, 1, 'HKLM\\Software\\Fern', {
    ...process,
    EventType: 'CreateKey',
    TargetObject: 'HKLM\\Software\\Fern',
  }),
  sysmon(12, 201_002, 4, 'HKLM\\Software\\Fern\\Run', {
    ...process,
    EventType: 'DeleteValue',
    TargetObject: 'HKLM\\Software\\Fern\\Run',
  }),
  sysmon(13, 201_002, 2, 'HKLM\\Software\\Run\\Sync', {
    ...process,
    EventType: 'SetValue',
    TargetObject: 'HKLM\\Software\\Run\\Sync',
    Details: 'DWORD (0x00000001)',
  }),
  sysmon(14, 201_001, 5, 'HKLM\\New', { ...process, TargetObject: 'HKLM\\Old', NewName: 'HKLM\\New' }),
  sysmon(15, 1001, 1, 'C:\\x.exe:Zone', { ...process, TargetFilename: 'C:\\x.exe:Zone', Hash: 'MD5=00BB' }),
  sysmon(17, 1001, 1, '\\pipe', { ...process, PipeName: '\\pipe' }),
  sysmon(18, 1001, 14, '\\pipe', { ...process, PipeName: '\\pipe' }),
  sysmon(19, 3004, 1, 'Updater', {
    Operation: 'Created',
    User: 'FERN\\Mara',
    Name: 'Updater',
    Query: 'SELECT',
  }),
  sysmon(22, 4003, 1, 'pay.fern.example', {
    ...process,
    QueryName: 'pay.fern.example',
    QueryStatus: '0',
    QueryResults: 'type:  5 edge.fern.example;::ffff:203.0.113.9;',
  }),
  sysmon(23, 1001, 4, 'C:\\old.txt', { ...process, TargetFilename: 'C:\\old.txt', Hashes: hashes }),
  sysmon(25, 1007, 99, 'C:\\Tools\\sync.exe', { ...process, Type: 'Image is replaced' }),
  sysmon(27, 1001, 1, 'C:\\bad.exe', { ...process, TargetFilename: 'C:\\bad.exe' }),
  sysmon(16, 0, 99, undefined, { Configuration: '' }, 'nobody'),
]
