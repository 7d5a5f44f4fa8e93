import type { Lake } from '../../platform/lake/lake.ts'
import type { ClockOfSource, ContentFigures, LoggingChanges } from './intake-probes.ts'
import type { ClassRow } from './log-class-probes.ts'
import type { ReadFacts } from './tenant-probe.ts'

/** Questions about what arrived in a window: one statement each, answered by counts alone. */
export type LakeReads = {
  readonly classes: ReadFacts<readonly ClassRow[]>
  readonly content: ReadFacts<ContentFigures>
  readonly clocks: ReadFacts<readonly ClockOfSource[]>
  readonly logging: ReadFacts<Omit<LoggingChanges, 'changes'>>
  readonly arrivals: ReadFacts<{ readonly events: number; readonly findings: number }>
}

/** Classes in which somebody does something: identity and access, application, remote and file activity. */
const actedClasses = '3001, 3002, 3003, 3005, 3006, 6001, 6002, 6003, 6004, 6005'

/** How sources call the end of a log. */
const stopActions = [
  'StopLogging',
  'DeleteTrail',
  'DeleteFlowLogs',
  'StopConfigurationRecorder',
  'DeleteConfigurationRecorder',
  'DeleteDetector',
  'DisableSecurityHub',
  'log-clear',
  '1102',
]

const inWindow = `received_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')
         AND received_at < fromUnixTimestamp64Milli({nowMs:Int64}, 'UTC')`

export function lakeReads(lake: Lake): LakeReads {
  return {
    classes: (tenantId, window) =>
      lake.forTenant(tenantId).query<ClassRow>(
        ({ events }) => `
          SELECT class_uid AS classUid, activity_id AS activityId, format, service, count() AS events,
            groupUniqArray(100)(source_id) AS sources
          FROM ${events} WHERE ${inWindow}
          GROUP BY classUid, activityId, format, service ORDER BY events DESC LIMIT 10000`,
        window,
      ),
    content: async (tenantId, window) => {
      const [row] = await lake.forTenant(tenantId).query<ContentFigures>(
        ({ events }) => `
          SELECT count() AS events, countIf(action != '' OR activity_name != '') AS withAction,
            countIf(source_ip != '' OR host != '' OR resource != '') AS withPlace,
            countIf(identity_key != '') AS withIdentity
          FROM ${events} WHERE ${inWindow} AND class_uid IN (${actedClasses})`,
        window,
      )
      return row ?? { events: 0, withAction: 0, withPlace: 0, withIdentity: 0 }
    },
    clocks: (tenantId, window) =>
      lake.forTenant(tenantId).query<ClockOfSource>(
        ({ events }) => `
          SELECT source_id AS sourceId, count() AS events,
            countIf(time > received_at + INTERVAL 1 MINUTE) AS ahead,
            quantile(0.5)((toUnixTimestamp64Milli(received_at) - toUnixTimestamp64Milli(time)) / 1000) AS medianDelaySeconds
          FROM ${events} WHERE ${inWindow} GROUP BY sourceId ORDER BY sourceId LIMIT 10000`,
        window,
      ),
    logging: async (tenantId, window) => {
      const params = { ...window, stopActions }
      const [row] = await lake
        .forTenant(tenantId)
        .query<{ stops: number; stopsInFindings: number; sources: number }>(
          ({ events, findings }) => `
          SELECT countIf(isStop) AS stops, uniq(source_id) AS sources,
            countIf(isStop AND event_id IN (
              SELECT arrayJoin(event_ids) FROM ${findings}
              WHERE created_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC'))) AS stopsInFindings
          FROM (SELECT event_id, source_id, action IN {stopActions:Array(String)} AS isStop
                FROM ${events} WHERE ${inWindow})`,
          params,
        )
      return row ?? { stops: 0, stopsInFindings: 0, sources: 0 }
    },
    arrivals: async (tenantId, window) => {
      const scoped = lake.forTenant(tenantId)
      const [[events], [findings]] = await Promise.all([
        scoped.query<{ rows: number }>(
          (tables) => `SELECT count() AS rows FROM ${tables.events} WHERE ${inWindow}`,
          window,
        ),
        scoped.query<{ rows: number }>(
          (tables) => `
            SELECT count() AS rows FROM ${tables.findings}
            WHERE created_at >= fromUnixTimestamp64Milli({fromMs:Int64}, 'UTC')`,
          { fromMs: window.fromMs },
        ),
      ])
      return { events: events?.rows ?? 0, findings: findings?.rows ?? 0 }
    },
  }
}
