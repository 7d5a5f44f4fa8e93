import type { PackReport } from './verify-pack.ts'

const linesMax = 50

/** A report for a terminal: what was checked, each defect by name, and what is not there. */
export function packReportText(report: PackReport): string {
  const { ok, manifest, items, documents, defects, notChecked, missing, keysFrom, cosignedBy } = report
  const about =
    manifest === undefined
      ? []
      : [`Tenant ${manifest.tenantId}, region ${manifest.region}, ${manifest.from} to ${manifest.to}`]
  const keys =
    keysFrom === 'given'
      ? 'Signatures were checked with the keys that you gave.'
      : 'Signatures were checked with the keys in the pack. Compare them with keys that you hold: --policy FILE.'
  return [
    ...about,
    `${items} entries are in the log; ${documents} documents match what was logged.`,
    keys,
    cosignedBy.length === 0 ? 'No witness cosigned.' : `Cosigned by ${cosignedBy.join(', ')}.`,
    ...section(
      'Defects',
      defects.map(({ where, what }) => `${where}: ${what}`),
    ),
    ...section(
      'Not checked',
      notChecked.map(({ where, what }) => `${where}: ${what}`),
    ),
    ...section(
      'Missing',
      missing.map(({ what, because }) => `${what}: ${because}`),
    ),
    ok ? 'VERIFIED' : 'NOT VERIFIED',
    '',
  ].join('\n')
}

function section(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return []
  const more = lines.length > linesMax ? [`  … and ${lines.length - linesMax} more`] : []
  return [`${title}:`, ...lines.slice(0, linesMax).map((line) => `  ${printable(line)}`), ...more]
}

/** Texts of a pack may come from anybody: no control character reaches a terminal. */
function printable(line: string): string {
  return line.replaceAll(/\p{Cc}/gu, '�')
}
