import type { Random } from '../random.ts'
import type { Trace } from '../range-record.ts'
import { type AwsPrincipal, cloudTrail } from '../record/cloudtrail.ts'
import { entraSignIn } from '../record/entra.ts'
import { sysmonProcessStart } from '../record/windows.ts'
import { zeekConn } from '../record/zeek.ts'
import type { SimulatedTenant } from '../simulated-tenant.ts'
import { backupRansom } from '../story/backup-ransom.ts'
import { passwordSpray } from '../story/password-spray.ts'
import { lanternPay } from './lantern-pay.ts'

export const paymentsFirm: SimulatedTenant = {
  id: 'lantern-pay',
  name: 'Lantern Pay',
  share: 4,
  sources: [
    { name: 'windows', format: 'auto' },
    { name: 'zeek', format: 'auto' },
    { name: 'entra', format: 'auto' },
    { name: 'cloudtrail', format: 'auto' },
  ],
  routines: [
    { name: 'a desk computer starts programs', weight: 14, trace: deskWork },
    { name: 'machines talk over the network', weight: 26, trace: connection },
    { name: 'a colleague signs in', weight: 4, trace: signIn },
    { name: 'settlement moves files', weight: 5, trace: settlement },
    { name: 'an administrator maintains a server', weight: 1, trace: maintenance },
  ],
  stories: [passwordSpray],
  longStories: [backupRansom],
}

const programs = [
  [
    'C:\\Program Files\\Microsoft Office\\root\\Office16\\EXCEL.EXE',
    '"EXCEL.EXE" "C:\\Users\\%u\\Documents\\reconciliation.xlsx"',
  ],
  [
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
    '"msedge.exe" --type=renderer --lang=de',
  ],
  ['C:\\Windows\\System32\\svchost.exe', 'C:\\Windows\\system32\\svchost.exe -k netsvcs -p -s BITS'],
  ['C:\\Windows\\System32\\conhost.exe', '\\??\\C:\\Windows\\system32\\conhost.exe 0xffffffff -ForceV1'],
  ['C:\\Windows\\System32\\taskhostw.exe', 'taskhostw.exe KEYROAMING'],
] as const

function deskWork(random: Random): Trace {
  const [image, commandLine] = random.pick(programs)
  const user = random.pick(lanternPay.staff)
  return [
    {
      afterMs: 0,
      source: 'windows',
      line: sysmonProcessStart(random, {
        host: `desk-${String(random.integer(1, 24)).padStart(2, '0')}.lantern.example`,
        domain: 'LANTERN',
        user,
        image,
        commandLine: commandLine.replace('%u', user),
        parentImage: 'C:\\Windows\\explorer.exe',
        parentCommandLine: 'C:\\Windows\\Explorer.EXE',
      }),
    },
  ]
}

function connection(random: Random): Trace {
  const [to, port, service] = random.pick([
    ['10.40.1.10', 53, 'dns'],
    ['203.0.113.200', 443, 'ssl'],
    ['10.40.2.5', 5432, 'postgresql'],
    ['10.40.1.20', 445, 'smb'],
  ] as const)
  return [
    {
      afterMs: 0,
      source: 'zeek',
      line: zeekConn(random, {
        from: `10.40.7.${random.integer(2, 90)}`,
        to,
        port,
        service,
        durationSeconds: Number((random.next() * 9).toFixed(6)),
        sentBytes: random.integer(120, 9000),
        receivedBytes: random.integer(300, 250_000),
      }),
    },
  ]
}

function signIn(random: Random): Trace {
  const user = `${random.pick(lanternPay.staff)}@lantern-pay.example`
  const base = {
    tenantGuid: lanternPay.entraTenant,
    user,
    app: 'AWS IAM Identity Center',
    sourceIp: lanternPay.officeIp(random),
    country: 'DE',
  }
  const success = entraSignIn(random, { ...base, errorCode: 0, mfa: true })
  if (random.chance(0.85)) return [{ afterMs: 0, source: 'entra', line: success }]
  const code = random.pick([50126, 50076])
  return [
    { afterMs: 0, source: 'entra', line: entraSignIn(random, { ...base, errorCode: code, mfa: false }) },
    { afterMs: 18_000, source: 'entra', line: success },
  ]
}

function settlement(random: Random): Trace {
  const by: AwsPrincipal = {
    kind: 'role',
    role: 'settlement-batch',
    session: 'batch-7f21',
    keyId: 'ASIAQ3LANTERNSETTLE1',
  }
  const key = `clearing/${random.integer(100, 999)}/pacs008.xml`
  const base = {
    ...lanternPay.aws,
    by,
    sourceIp: '10.40.9.14',
    userAgent: 'aws-sdk-go-v2/1.39.0 os/linux lang/go#1.25',
  }
  return [
    {
      afterMs: 0,
      source: 'cloudtrail',
      line: cloudTrail(random, {
        ...base,
        call: 's3.GetObject',
        request: { bucketName: 'lantern-clearing', key },
      }),
    },
    {
      afterMs: 400,
      source: 'cloudtrail',
      line: cloudTrail(random, {
        ...base,
        call: 'kms.Decrypt',
        request: { encryptionAlgorithm: 'SYMMETRIC_DEFAULT' },
      }),
    },
  ]
}

function maintenance(random: Random): Trace {
  return [
    {
      afterMs: 0,
      source: 'windows',
      line: sysmonProcessStart(random, {
        host: `srv-pay-0${random.integer(1, 3)}.lantern.example`,
        domain: 'LANTERN',
        user: 'adm-keller',
        image: 'C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe',
        commandLine: 'powershell.exe -NoProfile -File C:\\ops\\patch-report.ps1',
        parentImage: 'C:\\Windows\\System32\\taskeng.exe',
        parentCommandLine: 'taskeng.exe {ops-patch-report}',
      }),
    },
  ]
}
