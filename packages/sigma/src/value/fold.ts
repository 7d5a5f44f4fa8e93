/**
 * The form in which texts are compared when case does not count (Sigma's default): Unicode lower case, with the two
 * small sigmas made one, because which of them `toLowerCase` yields depends on what follows.
 */
export function fold(text: string): string {
  const lower = text.toLowerCase()
  return lower.includes('ς') ? lower.replaceAll('ς', 'σ') : lower
}
