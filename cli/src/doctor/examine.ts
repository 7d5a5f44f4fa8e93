import type { Config } from '@countersign/server/platform/config'
import { askRunningServer } from '@countersign/server/platform/control'
import { dataDirPaths } from '@countersign/server/platform/data-dir'
import { isCountersignError } from '@countersign/server/platform/errors'
import type { PlatformStatus } from '@countersign/server/status'
import { examineMachine } from './examine-machine.ts'
import { examineServer } from './examine-server.ts'
import { type Finding, fail, warn } from './finding.ts'

/** Everything there is to say about this installation, from the ground up. */
export async function examine(config: Config): Promise<readonly Finding[]> {
  return [...(await examineMachine(config)), ...(await examineRunning(config))]
}

/** Only a running server can say how its stores are: the engines let nobody else in beside it. */
async function examineRunning(config: Config): Promise<readonly Finding[]> {
  try {
    const { control } = dataDirPaths(config.dataDir)
    const askedAtMs = Date.now()
    const status = await askRunningServer<PlatformStatus>(control, 'status')
    return examineServer(status, (askedAtMs + Date.now()) / 2)
  } catch (error) {
    if (isCountersignError(error, 'NOT_RUNNING')) {
      return [
        warn(
          'server',
          `none runs on ${config.dataDir}, so stores, sources and rules were not looked at`,
          'Start it with "countersign start", or name another --data directory.',
        ),
      ]
    }
    return [
      fail('server', `it does not answer: ${(error as Error).message}`, 'Read its log, then restart it.'),
    ]
  }
}
