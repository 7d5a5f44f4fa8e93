import { useComputedColorScheme } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { logoFor } from './brand-mark.tsx'
import { brandQuery } from './brand-query.ts'
import { brandStyle } from './brand-style.ts'

const sheet = new CSSStyleSheet()

/** Puts the operator's colours and icon on every page, the sign-in page included. */
export function Branded() {
  const { data: brand } = useQuery(brandQuery)
  const scheme = useComputedColorScheme('dark')
  const accent = brand?.accent ?? null
  const icon = logoFor(brand, scheme)?.url
  useEffect(() => {
    // Through the object model: the content security policy has no need to allow more styles for it.
    sheet.replaceSync(brandStyle(accent))
    if (!document.adoptedStyleSheets.includes(sheet)) document.adoptedStyleSheets.push(sheet)
  }, [accent])
  useEffect(() => {
    if (icon !== undefined) document.querySelector('link[rel=icon]')?.setAttribute('href', icon)
  }, [icon])
  return null
}
