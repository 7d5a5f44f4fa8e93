const rowsMax = 200_000

/**
 * Rows of a CSV text (RFC 4180) by the names of its header. Undefined: the header lacks a wanted column.
 * Rows beyond a bound are left out.
 */
export function csvRows(
  text: string,
  wanted: readonly string[],
): readonly Readonly<Record<string, string>>[] | undefined {
  const [header, ...rows] = cells(text)
  if (header === undefined || !wanted.every((name) => header.includes(name))) return undefined
  return rows
    .filter((row) => row.length > 1)
    .map((row) => Object.fromEntries(header.map((name, at) => [name, row[at] ?? ''])))
}

function cells(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]]
  // A quoted cell doubles the quotes it holds.
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end !== ',' && end !== '') rows.push([])
    if (end === '' || rows.length > rowsMax) break
  }
  return rows
}
