// Made by "npm run generate:client" from the description that the server gives of itself.

import type { ComplianceRoutes } from './routes/compliance.ts'
import type { EventsRoutes } from './routes/events.ts'
import type { EvidenceRoutes } from './routes/evidence.ts'
import type { IdentitiesRoutes } from './routes/identities.ts'
import type { IncidentsRoutes } from './routes/incidents.ts'
import type { MandatesAndDecisionsRoutes } from './routes/mandates-and-decisions.ts'
import type { NotificationClocksRoutes } from './routes/notification-clocks.ts'
import type { NotificationsRoutes } from './routes/notifications.ts'
import type { OperatingRoutes } from './routes/operating.ts'
import type { PeopleRoutes } from './routes/people.ts'
import type { RulesRoutes } from './routes/rules.ts'
import type { SharedSignalsRoutes } from './routes/shared-signals.ts'
import type { SigningInRoutes } from './routes/signing-in.ts'
import type { TenantsAndSourcesRoutes } from './routes/tenants-and-sources.ts'
import type { TriageRoutes } from './routes/triage.ts'

/** Every route by method and address, as the server describes it. */
export type ApiRoutes = IncidentsRoutes &
  TriageRoutes &
  EventsRoutes &
  EvidenceRoutes &
  ComplianceRoutes &
  NotificationClocksRoutes &
  IdentitiesRoutes &
  SharedSignalsRoutes &
  MandatesAndDecisionsRoutes &
  RulesRoutes &
  TenantsAndSourcesRoutes &
  NotificationsRoutes &
  PeopleRoutes &
  SigningInRoutes &
  OperatingRoutes
