import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router'
import { ProblemError } from './api/client.ts'
import { sessionQuery, tenantsQuery } from './api/queries.ts'
import { auditSearch } from './audit/audit-search.ts'
import { complianceSearch, frameworkSearch } from './compliance/compliance-search.ts'
import { eventSearch } from './events/event-search.ts'
import { evidenceSearch, logSearch, packSearch } from './evidence/evidence-search.ts'
import { handOverSearch } from './handover/hand-over-search.ts'
import { checkSearch } from './identities/checks/check-search.ts'
import { configurationSearch } from './identities/configuration-search.ts'
import { identitySearch } from './identities/identity-search.ts'
import { inventorySearch } from './identities/inventory-search.ts'
import { incidentSearch } from './incident/incident-search.ts'
import { mandateSearch } from './mandates/mandate-search.ts'
import { notificationSearch } from './notifications/notification-search.ts'
import { homeSearch } from './people/home-search.ts'
import { queueSearch } from './queue/queue-search.ts'
import { listSearch } from './routes/asked.ts'
import { ruleSearch } from './rules/rule-search.ts'
import { brandQuery } from './settings/brand-query.ts'
import { Failure } from './shell/failure.tsx'
import { NothingHere } from './shell/nothing-here.tsx'
import { accountSearch } from './sign-in/account-search.ts'
import { signInSearch } from './sign-in/sign-in-search.ts'
import { signalSearch } from './signals/signal-search.ts'
import { sourceSearch } from './sources/source-search.ts'
import { triageSearch } from './triage/triage-search.ts'
import { whoCanSearch } from './who-can/who-can-search.ts'

type Context = { readonly client: QueryClient }

const root = createRootRouteWithContext<Context>()({ notFoundComponent: NothingHere })

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: signInSearch,
  // Nobody sees our name before the operator's; without an answer the console looks like itself.
  beforeLoad: ({ context }) => context.client.prefetchQuery(brandQuery),
  component: lazyRouteComponent(() => import('./sign-in/sign-in-page.tsx'), 'SignInPage'),
})

/** Everything behind it needs a session; who has none is sent to sign in and comes back. */
const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    try {
      await Promise.all([
        context.client.ensureQueryData(sessionQuery),
        context.client.ensureQueryData(tenantsQuery),
        context.client.prefetchQuery(brandQuery),
      ])
    } catch (error) {
      if (error instanceof ProblemError && error.problem.status === 401) {
        throw redirect({ to: '/sign-in', search: { back: location.href } as never })
      }
      throw error
    }
  },
  component: lazyRouteComponent(() => import('./shell/shell.tsx'), 'Shell'),
  errorComponent: ({ error }) => <Failure error={error} />,
})

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/queue' })
  },
})

const queue = createRoute({
  getParentRoute: () => signedIn,
  path: '/queue',
  validateSearch: queueSearch,
  component: lazyRouteComponent(() => import('./queue/queue-page.tsx'), 'QueuePage'),
})

const incident = createRoute({
  getParentRoute: () => signedIn,
  path: '/incidents/$tenantId/$incidentId',
  validateSearch: incidentSearch,
  component: lazyRouteComponent(() => import('./incident/incident-page.tsx'), 'IncidentPage'),
})

const events = createRoute({
  getParentRoute: () => signedIn,
  path: '/events',
  validateSearch: eventSearch,
  component: lazyRouteComponent(() => import('./events/events-page.tsx'), 'EventsPage'),
})

const handOver = createRoute({
  getParentRoute: () => signedIn,
  path: '/hand-over',
  validateSearch: handOverSearch,
  component: lazyRouteComponent(() => import('./handover/hand-over-page.tsx'), 'HandOverPage'),
})

const identities = createRoute({
  getParentRoute: () => signedIn,
  path: '/identities',
  validateSearch: identitySearch,
  component: lazyRouteComponent(() => import('./identities/identities-page.tsx'), 'IdentitiesPage'),
})

const identity = createRoute({
  getParentRoute: () => signedIn,
  path: '/identities/$tenantId/$key',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./identities/identity-page.tsx'), 'IdentityPage'),
})

const inventory = createRoute({
  getParentRoute: () => signedIn,
  path: '/identities/inventory',
  validateSearch: inventorySearch,
  component: lazyRouteComponent(() => import('./identities/inventory-page.tsx'), 'InventoryPage'),
})

const whoCan = createRoute({
  getParentRoute: () => signedIn,
  path: '/identities/who-can',
  validateSearch: whoCanSearch,
  component: lazyRouteComponent(() => import('./who-can/who-can-page.tsx'), 'WhoCanPage'),
})

const identityChecks = createRoute({
  getParentRoute: () => signedIn,
  path: '/identities/checks',
  validateSearch: checkSearch,
  component: lazyRouteComponent(() => import('./identities/checks/checks-page.tsx'), 'ChecksPage'),
})

const configurations = createRoute({
  getParentRoute: () => signedIn,
  path: '/identities/configurations',
  validateSearch: configurationSearch,
  component: lazyRouteComponent(() => import('./identities/configurations-page.tsx'), 'ConfigurationsPage'),
})

const mandates = createRoute({
  getParentRoute: () => signedIn,
  path: '/identities/mandates',
  validateSearch: mandateSearch,
  component: lazyRouteComponent(() => import('./mandates/mandates-page.tsx'), 'MandatesPage'),
})

const signals = createRoute({
  getParentRoute: () => signedIn,
  path: '/identities/signals',
  validateSearch: signalSearch,
  component: lazyRouteComponent(() => import('./signals/signals-page.tsx'), 'SignalsPage'),
})

const compliance = createRoute({
  getParentRoute: () => signedIn,
  path: '/compliance',
  validateSearch: complianceSearch,
  component: lazyRouteComponent(() => import('./compliance/compliance-page.tsx'), 'CompliancePage'),
})

const framework = createRoute({
  getParentRoute: () => signedIn,
  path: '/compliance/$frameworkId',
  validateSearch: frameworkSearch,
  component: lazyRouteComponent(() => import('./compliance/framework-page.tsx'), 'FrameworkPage'),
})

const evidence = createRoute({
  getParentRoute: () => signedIn,
  path: '/evidence',
  validateSearch: evidenceSearch,
  component: lazyRouteComponent(() => import('./evidence/evidence-page.tsx'), 'EvidencePage'),
})

const evidenceLogs = createRoute({
  getParentRoute: () => signedIn,
  path: '/evidence/logs',
  validateSearch: logSearch,
  component: lazyRouteComponent(() => import('./evidence/logs-page.tsx'), 'LogsPage'),
})

const evidencePacks = createRoute({
  getParentRoute: () => signedIn,
  path: '/evidence/packs',
  validateSearch: packSearch,
  component: lazyRouteComponent(() => import('./evidence/pack-page.tsx'), 'PackPage'),
})

const triage = createRoute({
  getParentRoute: () => signedIn,
  path: '/triage',
  validateSearch: triageSearch,
  component: lazyRouteComponent(() => import('./triage/triage-page.tsx'), 'TriagePage'),
})

const tenants = createRoute({
  getParentRoute: () => signedIn,
  path: '/tenants',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./tenants/tenants-page.tsx'), 'TenantsPage'),
})

const sources = createRoute({
  getParentRoute: () => signedIn,
  path: '/sources',
  validateSearch: sourceSearch,
  component: lazyRouteComponent(() => import('./sources/sources-page.tsx'), 'SourcesPage'),
})

const rules = createRoute({
  getParentRoute: () => signedIn,
  path: '/rules',
  validateSearch: ruleSearch,
  component: lazyRouteComponent(() => import('./rules/rules-page.tsx'), 'RulesPage'),
})

const administration = createRoute({
  getParentRoute: () => signedIn,
  id: 'administration',
  component: lazyRouteComponent(() => import('./settings/administration.tsx'), 'Administration'),
})

const account = createRoute({
  getParentRoute: () => administration,
  path: '/account',
  validateSearch: accountSearch,
  component: lazyRouteComponent(() => import('./sign-in/account-page.tsx'), 'AccountPage'),
})

const people = createRoute({
  getParentRoute: () => administration,
  path: '/people',
  validateSearch: homeSearch,
  component: lazyRouteComponent(() => import('./people/people-page.tsx'), 'PeoplePage'),
})

const keys = createRoute({
  getParentRoute: () => administration,
  path: '/keys',
  validateSearch: homeSearch,
  component: lazyRouteComponent(() => import('./people/keys-page.tsx'), 'KeysPage'),
})

const audit = createRoute({
  getParentRoute: () => administration,
  path: '/audit',
  validateSearch: auditSearch,
  component: lazyRouteComponent(() => import('./audit/audit-page.tsx'), 'AuditPage'),
})

const settings = createRoute({
  getParentRoute: () => administration,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
})

const notifications = createRoute({
  getParentRoute: () => administration,
  path: '/settings/notifications',
  validateSearch: notificationSearch,
  component: lazyRouteComponent(() => import('./notifications/notifications-page.tsx'), 'NotificationsPage'),
})

const retention = createRoute({
  getParentRoute: () => administration,
  path: '/settings/retention',
  validateSearch: homeSearch,
  component: lazyRouteComponent(() => import('./retention/retention-page.tsx'), 'RetentionPage'),
})

const contact = createRoute({
  getParentRoute: () => administration,
  path: '/settings/contact',
  validateSearch: homeSearch,
  component: lazyRouteComponent(() => import('./settings/contact-page.tsx'), 'ContactPage'),
})

const groups = createRoute({
  getParentRoute: () => administration,
  path: '/settings/groups',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./groups/groups-page.tsx'), 'GroupsPage'),
})

const brand = createRoute({
  getParentRoute: () => administration,
  path: '/settings/brand',
  component: lazyRouteComponent(() => import('./settings/brand-page.tsx'), 'BrandPage'),
})

const signOn = createRoute({
  getParentRoute: () => administration,
  path: '/settings/sign-on',
  validateSearch: listSearch,
  component: lazyRouteComponent(() => import('./sso/sso-page.tsx'), 'SsoPage'),
})

const administrationPages = administration.addChildren([
  account,
  people,
  keys,
  audit,
  settings,
  notifications,
  retention,
  contact,
  groups,
  brand,
  signOn,
])

const routeTree = root.addChildren([
  signIn,
  signedIn.addChildren([
    home,
    queue,
    incident,
    handOver,
    events,
    identities,
    identity,
    inventory,
    whoCan,
    identityChecks,
    configurations,
    mandates,
    signals,
    compliance,
    framework,
    evidence,
    evidenceLogs,
    evidencePacks,
    triage,
    tenants,
    sources,
    rules,
    administrationPages,
  ]),
])

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree,
    context: { client },
    defaultPreload: 'intent',
    defaultErrorComponent: ({ error }) => <Failure error={error} />,
    // Plain names and values, so that a person can read, write and share an address.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch,
  })
}

function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    const text = Array.isArray(value) ? value.join(',') : String(value ?? '')
    if (text !== '') query.set(name, text)
  }
  const text = query.toString().replaceAll('%2C', ',').replaceAll('%3A', ':')
  return text === '' ? '' : `?${text}`
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof makeRouter>
  }
}
