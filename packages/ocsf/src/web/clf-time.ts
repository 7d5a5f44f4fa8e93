const months = 'JanFebMarAprMayJunJulAugSepOctNovDec'
const shape = /^\d{2}\/[A-Z][a-z]{2}\/\d{4}:\d{2}:\d{2}:\d{2}(?: ?[+-]\d{4})?$/

/**
 * Milliseconds since the epoch of a Common Log Format time, `04/Mar/2026:09:15:27 +0100`; without a zone it is read as
 * UTC. Undefined for anything else.
 */
export function clfTimeMs(text: string): number | undefined {
  if (!shape.test(text)) return undefined
  const month = months.indexOf(text.slice(3, 6))
  if (month % 3 !== 0) return undefined
  const ms = Date.UTC(
    Number(text.slice(7, 11)),
    month / 3,
    Number(text.slice(0, 2)),
    Number(text.slice(12, 14)),
    Number(text.slice(15, 17)),
    Number(text.slice(18, 20)),
  )
  return ms - zoneMs(text.slice(20).trim())
}

function zoneMs(zone: string): number {
  if (zone === '') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(3, 5))
  return (zone.startsWith('-') ? -minutes : minutes) * 60_000
}
