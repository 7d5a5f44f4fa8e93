import { LogText } from '../text/log-text.tsx'

/** An identity key (`aws:123:assumed-role/deploy`): where it lives softly, who it is clearly. */
export function Identity({ identityKey }: { readonly identityKey: string }) {
  const cut = Math.max(identityKey.lastIndexOf(':'), 0)
  return (
    <span className="mono" title={identityKey.slice(0, 300)}>
      {cut === 0 ? null : (
        <span className="quiet">
          <LogText text={identityKey.slice(0, cut + 1)} max={80} />
        </span>
      )}
      <LogText text={cut === 0 ? identityKey : identityKey.slice(cut + 1)} max={120} />
    </span>
  )
}
