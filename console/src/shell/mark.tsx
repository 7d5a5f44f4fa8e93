/** The product's mark; its name stands beside it, so it is hidden from assistive technology. */
export function Mark({ size }: { readonly size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <path
        d="M25 9A11 11 0 1 0 25 23"
        fill="none"
        stroke="var(--accent)"
        strokeWidth="3.6"
        strokeLinecap="round"
      />
      <path
        d="m11 16 4.5 4.4L27 9"
        fill="none"
        stroke="var(--text)"
        strokeWidth="3.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  )
}
