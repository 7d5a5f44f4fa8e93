import type { Brand, Logo } from '@countersign/api/settings'
import { useComputedColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Mark } from '../shell/mark.tsx'
import { LogText } from '../text/log-text.tsx'
import css from './brand.module.css'
import { brandQuery, ownName } from './brand-query.ts'

/** A picture this much wider than high holds the name already. */
const wordmarkMinRatio = 1.7

/** The operator's logo and name; ours where there is none. */
export function BrandMark({ size }: { readonly size: number }) {
  const { data: brand } = useQuery(brandQuery)
  const scheme = useComputedColorScheme('dark')
  const logo = logoFor(brand, scheme)
  const name = brand?.name ?? ownName
  if (logo !== undefined && logo.width / logo.height >= wordmarkMinRatio)
    return <img src={logo.url} alt={name} className={css.wordmark} style={{ height: size }} />
  return (
    <>
      {logo === undefined ? (
        <Mark size={size} />
      ) : (
        <img src={logo.url} alt="" width={size} height={size} className={css.symbol} />
      )}
      <span>
        <LogText text={name} max={40} />
      </span>
    </>
  )
}

/** One picture alone serves both schemes. */
export function logoFor(brand: Pick<Brand, 'logo'> | undefined, scheme: 'light' | 'dark'): Logo | undefined {
  const other = scheme === 'dark' ? 'light' : 'dark'
  return brand?.logo[scheme] ?? brand?.logo[other] ?? undefined
}
