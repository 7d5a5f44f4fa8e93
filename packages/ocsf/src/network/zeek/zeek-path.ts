import { textOf } from '../../fields.ts'
import type { JsonObject } from '../../record.ts'
import { remember } from '../../remember.ts'

/**
 * Which log a record is of: stated in `_path` (JSON streaming logs, our reading of TSV) or `@path`, otherwise told from
 * the columns that only one log has. Zeek's plain JSON writer states no path: the file name does.
 */
export function zeekPath(fields: JsonObject): string | undefined {
  return textOf(fields._path) ?? textOf(fields['@path']) ?? pathFromColumns(fields)
}

const columns: readonly (readonly [path: string, first: string, second: string])[] = [
  ['conn', 'conn_state', 'orig_pkts'],
  ['dns', 'trans_id', 'rejected'],
  ['dns', 'qtype_name', 'query'],
  ['http', 'trans_depth', 'method'],
  ['http', 'trans_depth', 'status_code'],
  ['http', 'trans_depth', 'request_body_len'],
  ['ssl', 'resumed', 'established'],
  ['x509', 'certificate.serial', 'certificate.subject'],
  ['files', 'fuid', 'analyzers'],
  ['files', 'fuid', 'seen_bytes'],
  ['smtp', 'trans_depth', 'helo'],
  ['smtp', 'trans_depth', 'mailfrom'],
  ['ssh', 'auth_attempts', 'client'],
  ['ssh', 'kex_alg', 'mac_alg'],
  ['kerberos', 'request_type', 'client'],
  ['kerberos', 'request_type', 'service'],
  ['ntlm', 'domainname', 'hostname'],
  ['ntlm', 'server_nb_computer_name', 'server_dns_computer_name'],
  ['rdp', 'cookie', 'security_protocol'],
  ['smb_files', 'action', 'times.modified'],
  ['smb_mapping', 'share_type', 'path'],
  ['ftp', 'command', 'reply_code'],
  ['notice', 'note', 'msg'],
  ['intel', 'seen.indicator', 'seen.where'],
  ['dhcp', 'msg_types', 'mac'],
  ['weird', 'name', 'peer'],
]

function pathFromColumns(fields: JsonObject): string | undefined {
  for (const [path, first, second] of columns)
    if (fields[first] !== undefined && fields[second] !== undefined) return path
  return undefined
}

/** `conn_red`, `open_conn` and `conn_long` are the `conn` log, cut down or written while the connection lasts. */
export const plainPath: (path: string) => string = remember((path) =>
  path.replace(/^open_/, '').replace(/_(?:red|long|agg)$/, ''),
)
