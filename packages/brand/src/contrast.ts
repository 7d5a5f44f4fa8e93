/** `#rrggbb`, lower case. */
export type Colour = `#${string}`

export function isColour(text: string): text is Colour {
  return /^#[0-9a-f]{6}$/.test(text)
}

/** WCAG 2.2, "contrast ratio": 1 (the same) to 21 (black on white). */
export function contrast(one: Colour, other: Colour): number {
  const [first, second] = [luminance(one), luminance(other)]
  return (Math.max(first, second) + 0.05) / (Math.min(first, second) + 0.05)
}

/** `share` of `over`, 0 to 1, laid on `under`: what a browser makes of a half-transparent colour. */
export function blend(over: Colour, under: Colour, share: number): Colour {
  const below = channels(under)
  const mixed = channels(over).map((value, at) => Math.round(value * share + (below[at] ?? 0) * (1 - share)))
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map(linear)
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}

function linear(value: number): number {
  const share = value / 255
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
}

function channels(colour: Colour): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
}
