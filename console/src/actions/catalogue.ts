/**
 * Everything a person can do in the console, in one table. A button, a key, the palette, the context menu and the
 * server's audit trail all take the action from here, by its id.
 */
export type ActionEntry = {
  readonly title: string
  readonly section:
    | 'Administration'
    | 'Go to'
    | 'Queue'
    | 'Incident'
    | 'Event'
    | 'Identities'
    | 'Checks'
    | 'Mandates'
    | 'Triage'
    | 'Configurations'
    | 'Signals'
    | 'Proof'
    | 'Sources'
    | 'Rules'
    | 'View'
  /** Alternatives; each is a key, `mod+` a key, or a sequence of two keys with a blank. */
  readonly keys: readonly string[]
}

const entry = (section: ActionEntry['section'], title: string, ...keys: string[]): ActionEntry => ({
  section,
  title,
  keys,
})

export const actionCatalogue = {
  'go.queue': entry('Go to', 'Go to the queue', 'g q'),
  'go.hand-over': entry('Go to', 'Go to the hand-over', 'g h'),
  'go.identities': entry('Go to', 'Go to identities', 'g i'),
  'go.inventory': entry('Go to', 'Go to the inventory', 'g v'),
  'go.who-can': entry('Go to', 'Go to who can', 'g w'),
  'go.configurations': entry('Go to', 'Go to configurations', 'g n'),
  'go.mandates': entry('Go to', 'Go to mandates', 'g m'),
  'go.signals': entry('Go to', 'Go to signals', 'g f'),
  'go.compliance': entry('Go to', 'Go to compliance', 'g o'),
  'go.evidence': entry('Go to', 'Go to the evidence', 'g d'),
  'go.triage': entry('Go to', 'Go to the noise', 'g z'),
  'go.tenants': entry('Go to', 'Go to tenants', 'g t'),
  'go.events': entry('Go to', 'Go to event search', 'g e'),
  'go.sources': entry('Go to', 'Go to sources', 'g s'),
  'go.rules': entry('Go to', 'Go to rules', 'g r'),
  'go.people': entry('Go to', 'Go to people', 'g p'),
  'go.audit': entry('Go to', 'Go to the audit trail', 'g l'),
  'go.account': entry('Go to', 'Go to your account', 'g a'),
  'go.settings': entry('Go to', 'Go to the settings', 'g c'),

  'queue.down': entry('Queue', 'Next row', 'j', 'ArrowDown'),
  'queue.up': entry('Queue', 'Previous row', 'k', 'ArrowUp'),
  'queue.first': entry('Queue', 'First row', 'Home'),
  'queue.last': entry('Queue', 'Last row', 'End'),
  'queue.open': entry('Queue', 'Open the row', 'Enter', 'o'),
  'queue.mark': entry('Queue', 'Mark or unmark the row', 'x'),
  'queue.mark-all': entry('Queue', 'Mark all loaded rows', 'shift+x'),
  'queue.mark-none': entry('Queue', 'Unmark all rows', 'Escape'),
  'queue.show-new': entry('Queue', 'Show what arrived', 'n'),
  'queue.filter-text': entry('Queue', 'Filter by text', '/'),
  'queue.clear-filters': entry('Queue', 'Clear all filters', 'shift+c'),

  'incident.take': entry('Incident', 'Assign to me', 'a'),
  'incident.assign': entry('Incident', 'Assign to a person', 'shift+a'),
  'incident.start': entry('Incident', 'Mark as in progress', 'i'),
  'incident.snooze': entry('Incident', 'Snooze', 's'),
  'incident.wake': entry('Incident', 'Bring back from its snooze', 'shift+s'),
  'incident.merge': entry('Incident', 'Merge into one incident', 'm'),
  'incident.unmerge': entry('Incident', 'Take out a merged incident'),
  'incident.note': entry('Incident', 'Write a note', 'c'),
  'incident.resolve': entry('Incident', 'Resolve with a reason', 'e'),
  'incident.reopen': entry('Incident', 'Reopen', 'shift+e'),
  'incident.investigate': entry('Incident', 'Investigate again', 'q'),
  'incident.benign': entry('Incident', 'Say that it was harmless', 'h'),
  'incident.attack': entry('Incident', 'Say that it was an attack', 'x'),
  'verdict.replay': entry('Incident', 'Come to the verdict again'),
  'proposal.approve': entry('Incident', 'Approve a proposal'),
  'proposal.refuse': entry('Incident', 'Refuse a proposal'),
  'incident.next': entry('Incident', 'Next incident of the queue', 'j', ']'),
  'incident.previous': entry('Incident', 'Previous incident of the queue', 'k', '['),
  'incident.back': entry('Incident', 'Back to the queue', 'u'),
  'incident.first-event': entry('Incident', 'Open the first event', 'v'),
  'incident.copy-link': entry('Incident', 'Copy a link to this view', 'y'),

  'event.search': entry('Event', 'Edit the query', '/'),
  'event.search-again': entry('Event', 'Search again, up to now', 'n'),
  'event.copy-link': entry('Event', 'Copy a link to these events', 'y'),
  'event.down': entry('Event', 'Next event', 'j', 'ArrowDown'),
  'event.up': entry('Event', 'Previous event', 'k', 'ArrowUp'),
  'event.first': entry('Event', 'First event', 'Home'),
  'event.last': entry('Event', 'Last event', 'End'),
  'event.open': entry('Event', 'Open the event', 'Enter', 'o'),
  'event.columns': entry('Event', 'Choose the columns', 'shift+c'),
  'event.raw': entry('Event', 'Show the raw record', 'r'),
  'event.ocsf': entry('Event', 'Show the OCSF form', 'f'),
  'event.why': entry('Event', 'Show why it could be done', 'b'),
  'event.copy-raw': entry('Event', 'Copy the raw record, byte for byte', 'c'),
  'event.close': entry('Event', 'Close the event', 'Escape'),

  'identity.filter-text': entry('Identities', 'Filter the identities', '/'),
  'identity.clear-filters': entry('Identities', 'Clear all filters of the identities', 'shift+c'),
  'identity.down': entry('Identities', 'Next identity', 'j', 'ArrowDown'),
  'identity.up': entry('Identities', 'Previous identity', 'k', 'ArrowUp'),
  'identity.open': entry('Identities', 'Open the identity', 'Enter', 'o'),
  'identity.events': entry('Identities', 'Show the events of the identity'),
  'identity.change': entry('Identities', 'Set owner, sponsor and purpose', 'shift+o'),
  'identity.risk': entry('Identities', 'Set the risk of the identity', 'shift+r'),
  'identity.page': entry('Identities', 'Open the whole identity', 'p'),
  'identity.close': entry('Identities', 'Close the identity or check', 'Escape'),
  'configuration.push': entry('Configurations', 'Push a configuration', 'shift+n'),
  'configuration.close': entry('Configurations', 'Close the configuration', 'Escape'),

  'autonomy.grant': entry('Triage', 'Let the platform close in the family'),
  'autonomy.withdraw': entry('Triage', 'Let it close there no longer'),
  'review.benign': entry('Triage', 'Say that what was closed was harmless'),
  'review.attack': entry('Triage', 'Say that what was closed was an attack'),

  'mandate.propose': entry('Mandates', 'Propose a mandate from use', 'shift+n'),
  'mandate.approve': entry('Mandates', 'Approve the mandate', 'shift+a'),
  'mandate.decline': entry('Mandates', 'Decline the mandate'),
  'mandate.review': entry('Mandates', 'Say that the mandate is still right'),
  'mandate.revoke': entry('Mandates', 'Revoke the mandate'),
  'mandate.close': entry('Mandates', 'Close the mandate', 'Escape'),
  'step-up.approve': entry('Mandates', 'Say yes to what waits'),
  'step-up.refuse': entry('Mandates', 'Say no to what waits'),

  'signal-source.create': entry('Signals', 'Trust a signal source', 'shift+n'),
  'signal-source.change': entry('Signals', 'Change the signal source'),
  'signal-source.remove': entry('Signals', 'Remove the signal source'),
  'signal-stream.enable': entry('Signals', 'Enable the stream'),
  'signal-stream.pause': entry('Signals', 'Pause the stream'),
  'signal-stream.verify': entry('Signals', 'Send a verification event on the stream'),
  'signal-stream.remove': entry('Signals', 'Remove the stream'),

  'evidence.verify': entry('Proof', 'Verify the entry in this browser', 'b'),
  'proof.close': entry('Proof', 'Close the entry or control', 'Escape'),
  'witness.save': entry('Proof', 'Add a witness', 'shift+n'),
  'witness.remove': entry('Proof', 'Remove the witness'),
  'framework.choose': entry('Proof', 'Choose the frameworks', 'shift+f'),
  'control.attach': entry('Proof', 'Attach a document to the control', 'shift+a'),
  'control.withdraw': entry('Proof', 'Withdraw the document'),
  'control.exempt': entry('Proof', 'Say that the control does not apply'),
  'control.end-exemption': entry('Proof', 'Say that the control applies again'),

  'source.create': entry('Sources', 'Create a source', 'shift+n'),
  'source.replay': entry('Sources', 'Read unparsed lines again'),
  'source.revoke': entry('Sources', 'Revoke the source key'),
  'source.unparsed': entry('Sources', 'Show the lines that were not parsed'),
  'source.events': entry('Sources', 'Show the events of the source'),
  'source.close': entry('Sources', 'Close the lines', 'Escape'),
  'tenant.create': entry('Sources', 'Create a tenant', 'shift+t'),

  'rules.filter-text': entry('Rules', 'Filter the rules', '/'),
  'rules.close': entry('Rules', 'Close the rule', 'Escape'),
  'rules.copy': entry('Rules', 'Copy the rule', 'c'),
  'rules.switch': entry('Rules', 'Switch the rule on or off for a tenant'),
  'own-rule.create': entry('Rules', 'Write an own rule', 'shift+n'),
  'own-rule.change': entry('Rules', 'Edit the own rule'),
  'own-rule.save': entry('Rules', 'Save the own rule'),
  'own-rule.test': entry('Rules', 'Try the rule on past events'),
  'own-rule.test-cancel': entry('Rules', 'Stop the test of a rule'),
  'own-rule.remove': entry('Rules', 'Remove the own rule'),
  'rules.clear-filters': entry('Rules', 'Clear all filters of the rules', 'shift+c'),

  'view.saved': entry('View', 'Saved views', 'w'),
  'view.save': entry('View', 'Save a view'),
  'view.remove': entry('View', 'Remove a saved view'),
  'api-key.create': entry('Administration', 'Create an API key', 'shift+k'),
  'api-key.revoke': entry('Administration', 'Revoke the API key'),
  'audit.export': entry('Administration', 'Export what is shown of the audit trail'),
  'audit.filter-action': entry('Administration', 'Filter the audit trail by action', '/'),
  'person.invite': entry('Administration', 'Invite a person', 'shift+n'),
  'person.change': entry('Administration', 'Change the person'),
  'person.invite-again': entry('Administration', 'Invite the person again'),
  'person.end-sessions': entry('Administration', 'Sign the person out everywhere'),
  'notification-channel.create': entry('Administration', 'Create a channel', 'shift+c'),
  'notification-channel.change': entry('Administration', 'Change the channel'),
  'notification-channel.test': entry('Administration', 'Send a test to the channel'),
  'notification-channel.remove': entry('Administration', 'Remove the channel'),
  'notification-channel.close': entry('Administration', 'Close the channel', 'Escape'),
  'tenant.retention-save': entry('Administration', 'Change how long things are kept', 'shift+r'),
  'tenant-group.create': entry('Administration', 'Create a group', 'shift+g'),
  'tenant-group.save': entry('Administration', 'Change the group'),
  'tenant-group.remove': entry('Administration', 'Remove the group'),
  'sign-in-provider.create': entry('Administration', 'Set up a provider', 'shift+p'),
  'sign-in-provider.save': entry('Administration', 'Change the provider'),
  'sign-in-provider.test': entry('Administration', 'Test the provider'),
  'sign-in-provider.remove': entry('Administration', 'Remove the provider'),
  'settings.save': entry('Administration', 'Save the brand', 'mod+s'),
  'tenant-settings.save': entry('Administration', 'Save contact and words', 'mod+Enter'),

  'view.palette': entry('View', 'Find an action', 'mod+k'),
  'view.shortcuts': entry('View', 'Show the shortcuts', '?'),
  'view.scheme': entry('View', 'Switch between dark and light', 't'),
  'session.sign-out': entry('View', 'Sign out'),
} as const satisfies Readonly<Record<string, ActionEntry>>

export type ActionId = keyof typeof actionCatalogue

export const actionIds = Object.keys(actionCatalogue) as readonly ActionId[]
