import type { Random } from '../random.ts'
import type { LineAt } from '../range-record.ts'

export type ProcessStart = {
  readonly host: string
  readonly domain: string
  readonly user: string
  readonly image: string
  readonly commandLine: string
  readonly parentImage: string
  readonly parentCommandLine: string
}

/** Sysmon event 1 as Winlogbeat ships it. */
export function sysmonProcessStart(random: Random, start: ProcessStart): LineAt {
  const guid = `{${random.uuid()}}`
  const recordId = random.integer(10_000, 9_000_000)
  const logonId = `0x${random.hex(6)}`
  const sha256 = random.hex(64).toUpperCase()
  const processId = String(random.integer(1000, 20_000))
  return (atMs) => {
    const at = new Date(atMs).toISOString()
    return JSON.stringify({
      '@timestamp': at,
      '@metadata': { beat: 'winlogbeat', type: '_doc', version: '9.1.4' },
      event: {
        kind: 'event',
        code: '1',
        provider: 'Microsoft-Windows-Sysmon',
        action: 'Process Create (rule: ProcessCreate)',
      },
      host: { name: start.host, hostname: start.host },
      log: { level: 'information' },
      winlog: {
        api: 'wineventlog',
        channel: 'Microsoft-Windows-Sysmon/Operational',
        provider_name: 'Microsoft-Windows-Sysmon',
        event_id: '1',
        record_id: recordId,
        computer_name: start.host,
        user: { identifier: 'S-1-5-18', name: 'SYSTEM', domain: 'NT AUTHORITY', type: 'User' },
        event_data: {
          UtcTime: at.replace('T', ' ').replace('Z', ''),
          ProcessGuid: guid,
          ProcessId: processId,
          Image: start.image,
          CommandLine: start.commandLine,
          CurrentDirectory: 'C:\\Windows\\system32\\',
          User: `${start.domain}\\${start.user}`,
          LogonId: logonId,
          IntegrityLevel: 'Medium',
          Hashes: `SHA256=${sha256}`,
          ParentImage: start.parentImage,
          ParentCommandLine: start.parentCommandLine,
        },
      },
      message: 'Process Create',
    })
  }
}
