/** Stands in a table for rows that are far from the window; it has no cells, so it is not read out. */
export function GapRow({ px }: { readonly px: number }) {
  return px <= 0 ? null : <tr style={{ height: px }} />
}
