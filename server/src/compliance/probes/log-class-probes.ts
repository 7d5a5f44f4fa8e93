import type { Probe } from '../probe.ts'
import { counted, type Judged, type ReadFacts, sentence, tenantProbe } from './tenant-probe.ts'

/** Events of one window that have the same class, format and kind of change, by where they came from. */
export type ClassRow = {
  readonly classUid: number
  readonly activityId: number
  readonly format: string
  /** OCSF `api.service.name`, empty when the record names none. */
  readonly service: string
  readonly events: number
  readonly sources: readonly string[]
}

type LogClass = {
  readonly kindId: string
  readonly what: string
  readonly holds: (row: ClassRow) => boolean
  /** Formats of sources that would have recorded such a thing if there had been one. */
  readonly recordedBy?: readonly string[]
}

const accountClasses = [3001, 3005, 3006]
const changing = [1, 3, 4]
const rightsServices = /^(?:iam|organizations|sts|sso|rbac\.authorization\.k8s\.io)(?:\.amazonaws\.com)?$/

const isRights = ({ classUid, activityId, service }: ClassRow): boolean =>
  accountClasses.includes(classUid) ||
  (classUid === 6003 && changing.includes(activityId) && rightsServices.test(service))

/** Each of these formats records changes of accounts, rights and configuration as they are made. */
const administrative = [
  'aws-cloudtrail',
  'windows-evtx-json',
  'windows-winlogbeat',
  'windows-nxlog',
  'kubernetes-audit',
  'github-audit',
  'okta-system-log',
  'entra-audit',
]

const equipment = ['aws-alb-access', 'aws-vpc-flow', 'zeek-json', 'zeek-tsv', 'suricata-eve', 'envoy-access']

export const logClasses: readonly LogClass[] = [
  {
    kindId: 'log-class-network',
    what: 'of network activity',
    holds: ({ classUid }) => classUid >= 4000 && classUid < 5000,
  },
  {
    kindId: 'log-class-accounts',
    what: 'that changed accounts, groups or rights',
    holds: isRights,
    recordedBy: administrative,
  },
  {
    kindId: 'log-class-access',
    what: 'of access to systems and applications',
    holds: ({ classUid }) => classUid === 3003 || (classUid >= 6001 && classUid <= 6005),
  },
  {
    kindId: 'log-class-authentication',
    what: 'of authentication',
    holds: ({ classUid }) => classUid === 3002,
  },
  {
    kindId: 'log-class-privileged',
    what: 'of administrative acts',
    holds: (row) => isRights(row) || (row.classUid === 6003 && changing.includes(row.activityId)),
    recordedBy: administrative,
  },
  {
    kindId: 'log-class-configuration',
    what: 'that changed a configuration',
    holds: ({ classUid, activityId }) =>
      classUid === 5001 || classUid === 5002 || (classUid === 6003 && changing.includes(activityId)),
    recordedBy: administrative,
  },
  {
    kindId: 'log-class-security-tools',
    what: 'from security tools',
    holds: ({ classUid, format }) => (classUid >= 2000 && classUid < 3000) || format === 'suricata-eve',
  },
  {
    kindId: 'vulnerability-check',
    what: 'of vulnerability scanners',
    holds: ({ classUid }) => classUid === 2002,
  },
  {
    kindId: 'log-class-resources',
    what: 'that measure duration or use',
    holds: ({ format, classUid }) => format === 'otel-genai-span' || classUid === 6008,
  },
  {
    kindId: 'log-class-network-equipment',
    what: 'from network equipment',
    holds: ({ format }) => equipment.includes(format),
  },
]

export function logClassProbes(read: ReadFacts<readonly ClassRow[]>): readonly Probe[] {
  return logClasses.map((logClass) =>
    tenantProbe(logClass.kindId, read, (rows) => judgeClass(logClass, rows)),
  )
}

export function judgeClass({ what, holds, recordedBy = [] }: LogClass, rows: readonly ClassRow[]): Judged {
  const found = rows.filter(holds)
  const events = found.reduce((sum, row) => sum + row.events, 0)
  const sources = new Set(found.flatMap((row) => row.sources))
  const able = rows.filter(({ format }) => recordedBy.includes(format))
  const recorders = new Set(able.flatMap((row) => row.sources))
  return {
    satisfied: events > 0 || recorders.size > 0,
    statement: sentence(
      `${counted(events, 'record')} ${what} from ${counted(sources.size, 'source')}`,
      recordedBy.length === 0
        ? undefined
        : `${counted(recorders.size, 'source')} sent that would record them`,
    ),
    figures: { events, sources: [...sources].slice(0, 50), recorders: [...recorders].slice(0, 50) },
  }
}
