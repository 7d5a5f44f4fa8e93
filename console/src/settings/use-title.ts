import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { brandQuery, ownName } from './brand-query.ts'

/** Title of the window: the page, then the operator's name for the product. */
export function useTitle(page: string): void {
  const { data: brand } = useQuery(brandQuery)
  const name = brand?.name ?? ownName
  useEffect(() => {
    document.title = `${page} · ${name}`
  }, [page, name])
}
