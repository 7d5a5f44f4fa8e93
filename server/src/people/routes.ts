import { addAccess } from '../platform/auth/access.ts'
import { sealingKeys, secretBox } from '../platform/auth/secret-box.ts'
import type { App } from '../platform/http/app.ts'
import { isSecure } from '../platform/http/security-headers.ts'
import type { Platform } from '../platform/platform.ts'
import type { TenancyService } from '../tenancy/service.ts'
import { addApiKeyRoutes } from './api-key-routes.ts'
import { addMyRoutes } from './my-routes.ts'
import type { RouteParts } from './open-session.ts'
import type { MailInvitation, TellSessionsEnded } from './parts.ts'
import { addPeopleRoutes } from './people-routes.ts'
import { addProviderRoutes } from './provider-routes.ts'
import { openPeopleService, type PeopleService } from './service.ts'
import { cookiesOf, sessionCookieName } from './session-cookie.ts'
import { addSessionRoutes } from './session-routes.ts'
import { addSignInRoutes } from './sign-in-routes.ts'
import { addSsoRoutes } from './sso-routes.ts'

export type PeoplePorts = {
  readonly sessionsEnded: TellSessionsEnded
  readonly mailInvitation: MailInvitation | undefined
}

/** Finds out who asks, before any route of any feature; and everything about signing in, people and API keys. */
export function addPeople(
  app: App,
  platform: Platform,
  tenancy: TenancyService,
  { sessionsEnded, mailInvitation }: PeoplePorts,
): PeopleService {
  const { config, region, clock, dataDir } = platform
  const { limits, publicUrl } = config
  const secure = isSecure(config)
  const box = secretBox(...sealingKeys(config.sealingKeys, dataDir.secretKey))
  const people = openPeopleService({ ...platform, limits, box, tenancy, sessionsEnded })
  const { sessions, apiKeys } = people
  const cookieName = sessionCookieName(secure)
  addAccess(app, { resolveSession: sessions.resolve, resolveApiKey: apiKeys.resolve, cookieName, publicUrl })
  addRoutes(app, {
    people,
    cookies: cookiesOf(secure),
    region,
    publicUrl,
    stepSeconds: limits.signInStepSeconds,
    freshSeconds: limits.freshSignInSeconds,
    now: clock.now,
    mailInvitation,
  })
  return people
}

function addRoutes(app: App, parts: RouteParts): void {
  addSessionRoutes(app, parts)
  addSignInRoutes(app, parts)
  addSsoRoutes(app, parts)
  addMyRoutes(app, parts)
  addPeopleRoutes(app, parts)
  addProviderRoutes(app, parts)
  addApiKeyRoutes(app, parts)
}
