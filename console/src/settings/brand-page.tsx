import type { Settings } from '@countersign/api/settings'
import { useQuery } from '@tanstack/react-query'
import { useRefusal } from '../api/rights.ts'
import listCss from '../rows/list-page.module.css'
import { Failure } from '../shell/failure.tsx'
import { LogText } from '../text/log-text.tsx'
import css from './administration.module.css'
import { BrandForm } from './brand-form.tsx'
import pageCss from './brand-page.module.css'
import { LogoField } from './logo-field.tsx'
import { NotForYou } from './not-for-you.tsx'
import { SettingsHead } from './settings-head.tsx'
import { settingsQuery } from './settings-queries.ts'
import { useTitle } from './use-title.ts'

/** How the operator shows itself to its people and its customers. */
export function BrandPage() {
  const refusal = useRefusal('settings.read')
  useTitle('Brand')
  return refusal === undefined ? <Brand /> : <NotForYou refusal={refusal} />
}

function Brand() {
  const { data: settings, error, refetch } = useQuery(settingsQuery)
  const mayWrite = useRefusal('settings.write') === undefined
  if (error !== null && settings === undefined)
    return <Failure error={error} onRetry={() => void refetch()} />
  return (
    <>
      <SettingsHead title="Brand" note="seen by everybody, from the sign-in page on" />
      {settings === undefined ? (
        <p className={listCss.reading}>Reading the brand…</p>
      ) : (
        <BrandForm key={settings.version} settings={settings} mayWrite={mayWrite}>
          <section className={css.section} aria-label="Logo">
            <h2>Logo</h2>
            <p>
              A PNG or WebP that does not move, up to 256 KiB and 2048 pixels. One alone is used in both
              schemes. It is changed as soon as it is chosen.
            </p>
            <div className={pageCss.logos}>
              <LogoField scheme="dark" logo={settings.logo.dark} mayWrite={mayWrite} />
              <LogoField scheme="light" logo={settings.logo.light} mayWrite={mayWrite} />
            </div>
          </section>
          <Domain settings={settings} />
        </BrandForm>
      )}
    </>
  )
}

/** Where people reach it: decided by whoever runs the server, since signing in hangs on it. */
function Domain({ settings: { publicUrl } }: { readonly settings: Settings }) {
  return (
    <section className={css.section} aria-label="Domain">
      <h2>Domain</h2>
      <p>
        {publicUrl === null ? (
          'No public address is set: links carry the one the server listens on, and notifications carry none.'
        ) : (
          <>
            People sign in at <LogText text={publicUrl} max={200} mono />, and links carry it.
          </>
        )}{' '}
        Whoever runs the server sets it as <span className="mono">public-url</span> in its configuration.
      </p>
    </section>
  )
}
