import type { Random } from '../random.ts'
import type { LineAt } from '../range-record.ts'

export type ZeekConnection = {
  readonly from: string
  readonly to: string
  readonly port: number
  readonly service: string
  readonly durationSeconds: number
  readonly sentBytes: number
  readonly receivedBytes: number
}

/** A line of Zeek's conn.log, JSON with ISO 8601 times and `_path`. */
export function zeekConn(random: Random, connection: ZeekConnection): LineAt {
  const uid = `C${random.token(17)}`
  const port = random.integer(32_768, 60_999)
  return (atMs) =>
    JSON.stringify({
      _path: 'conn',
      ts: atMs / 1000,
      uid,
      'id.orig_h': connection.from,
      'id.orig_p': port,
      'id.resp_h': connection.to,
      'id.resp_p': connection.port,
      proto: 'tcp',
      service: connection.service,
      duration: connection.durationSeconds,
      orig_bytes: connection.sentBytes,
      resp_bytes: connection.receivedBytes,
      conn_state: 'SF',
      local_orig: true,
      local_resp: false,
      missed_bytes: 0,
      history: 'ShADadFf',
      orig_pkts: Math.ceil(connection.sentBytes / 1400) + 3,
      resp_pkts: Math.ceil(connection.receivedBytes / 1400) + 2,
    })
}
