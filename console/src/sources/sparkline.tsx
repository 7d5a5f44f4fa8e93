const height = 22
const width = 120

/** Events per minute, oldest first. The numbers beside it say the same, so it is hidden from assistive technology. */
export function Sparkline({ perMinute }: { readonly perMinute: readonly number[] }) {
  const highest = Math.max(...perMinute, 1)
  const step = width / Math.max(perMinute.length, 1)
  return (
    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path d={`M0 ${height - 0.5}H${width}`} stroke="var(--line-strong)" />
      {perMinute.map((events, at) => {
        const tall = events === 0 ? 0 : Math.max((events / highest) * (height - 2), 1.5)
        return (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a minute is its place in the hour
            key={at}
            x={at * step}
            y={height - tall}
            width={Math.max(step - 0.5, 0.5)}
            height={tall}
            fill="var(--accent)"
          />
        )
      })}
    </svg>
  )
}
