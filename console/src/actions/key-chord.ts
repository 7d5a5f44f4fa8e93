/** What of a key event decides its chord. */
export type KeyPress = {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly altKey: boolean
  readonly shiftKey: boolean
}

/** `j`, `shift+e`, `mod+k`, `?`: as the catalogue writes it; undefined for a modifier alone or an Alt chord. */
export function chordOf(press: KeyPress): string | undefined {
  if (press.altKey || ['Shift', 'Control', 'Meta', 'Alt', 'CapsLock'].includes(press.key)) return undefined
  const mod = press.ctrlKey || press.metaKey ? 'mod+' : ''
  const letter = /^[a-z]$/i.test(press.key)
  const shift = press.shiftKey && letter ? 'shift+' : ''
  return `${mod}${shift}${letter ? press.key.toLowerCase() : press.key}`
}

/** Keys as a reader says them: `mod+k` is ⌘ K on a Mac and Ctrl K elsewhere. */
export function keyLabels(keys: string, isMac: boolean): readonly string[] {
  const names: Readonly<Record<string, string>> = {
    mod: isMac ? '⌘' : 'Ctrl',
    shift: 'Shift',
    ArrowDown: '↓',
    ArrowUp: '↑',
    Escape: 'Esc',
    Enter: 'Enter',
  }
  return keys.split(/[+ ]/).map((key) => names[key] ?? (key.length === 1 ? key.toUpperCase() : key))
}
