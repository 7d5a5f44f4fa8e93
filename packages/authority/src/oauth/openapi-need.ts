import { listOf, objectOf } from '@countersign/ocsf/fields'
import type { Json } from '@countersign/ocsf/record'
import type { ScopeNeed } from './decide-scopes.ts'

/**
 * The scopes that an operation of an API asks for, as its OpenAPI 3.x document says: the operation's own `security`, else
 * the document's. Only OAuth 2 and OpenID Connect schemes have scopes; undefined where the operation is not in it.
 */
export function openApiNeed(document: Json, method: string, path: string): ScopeNeed | undefined {
  const root = objectOf(document)
  const paths = objectOf(root.paths)
  const template = Object.keys(paths).find((one) => matchesTemplate(one, path))
  if (template === undefined) return undefined
  const operation = objectOf(paths[template])[method.toLowerCase()]
  if (operation === undefined) return undefined
  const schemes = objectOf(objectOf(root.components).securitySchemes)
  const stated = objectOf(operation).security ?? root.security
  const anyOf = listOf(stated).flatMap((requirement) => {
    const scopes = Object.entries(objectOf(requirement)).flatMap(([name, list]) => {
      const { type } = objectOf(schemes[name])
      return type === 'oauth2' || type === 'openIdConnect' ? listOf(list) : []
    })
    const texts = scopes.filter((scope): scope is string => typeof scope === 'string')
    return texts.length === 0 ? [] : [texts]
  })
  return { operation: `${method.toUpperCase()} ${template}`, anyOf }
}

function matchesTemplate(template: string, path: string): boolean {
  const wanted = template.split('/')
  const given = path.split('?', 1)[0]?.split('/') ?? []
  return (
    wanted.length === given.length && wanted.every((part, at) => /^\{.*\}$/.test(part) || part === given[at])
  )
}
