/** `2026-03-04 09:01:02 to 09:07:01 UTC`: the same day is said once. */
export function evidenceSpan(firstMs: number, lastMs: number): string {
  const [firstDay, firstClock] = parts(firstMs)
  const [lastDay, lastClock] = parts(lastMs)
  if (firstDay === lastDay && firstClock === lastClock) return `${firstDay} ${firstClock} UTC`
  const last = firstDay === lastDay ? lastClock : `${lastDay} ${lastClock}`
  return `${firstDay} ${firstClock} to ${last} UTC`
}

function parts(ms: number): readonly [string, string] {
  const text = new Date(ms).toISOString()
  return [text.slice(0, 10), text.slice(11, 19)]
}
