export type Span = { readonly fromMs: number; readonly toMs: number }

/** Smallest span shown, so that zooming into one moment still has an extent. */
const spanMinMs = 1_000

export function spanOf(timesMs: readonly number[]): Span {
  const fromMs = Math.min(...timesMs)
  const toMs = Math.max(...timesMs)
  const margin = Math.max((toMs - fromMs) * 0.03, spanMinMs / 2)
  return { fromMs: Math.floor(fromMs - margin), toMs: Math.ceil(toMs + margin) }
}

export function zoomed(span: Span, factor: number, around = (span.fromMs + span.toMs) / 2): Span {
  const width = Math.max((span.toMs - span.fromMs) * factor, spanMinMs)
  const share = (around - span.fromMs) / (span.toMs - span.fromMs)
  const fromMs = Math.round(around - width * share)
  return { fromMs, toMs: Math.round(fromMs + width) }
}

export function moved(span: Span, share: number): Span {
  const by = Math.round((span.toMs - span.fromMs) * share)
  return { fromMs: span.fromMs + by, toMs: span.toMs + by }
}

export function parseZoom(text: string | undefined): Span | undefined {
  const [fromMs, toMs] = (text ?? '').split('-').map(Number)
  return fromMs === undefined || toMs === undefined || !(toMs > fromMs) ? undefined : { fromMs, toMs }
}

const steps = [
  1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 21_600, 43_200, 86_400, 604_800, 2_592_000,
]

/** Round moments to label, at most `count` of them. */
export function ticksOf(span: Span, count: number): readonly number[] {
  const wanted = (span.toMs - span.fromMs) / count / 1_000
  const stepMs = (steps.find((step) => step >= wanted) ?? (steps.at(-1) as number)) * 1_000
  const ticks: number[] = []
  for (
    let at = Math.ceil(span.fromMs / stepMs) * stepMs;
    at <= span.toMs && ticks.length <= count;
    at += stepMs
  )
    ticks.push(at)
  return ticks
}
