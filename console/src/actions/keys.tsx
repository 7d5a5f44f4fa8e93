import { keyLabels } from './key-chord.ts'
import css from './keys.module.css'

const isMac = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.userAgent)

export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className={css.keys}>
      {keyLabels(keys, isMac).map((label) => (
        <kbd key={label} className={css.key}>
          {label}
        </kbd>
      ))}
    </span>
  )
}
