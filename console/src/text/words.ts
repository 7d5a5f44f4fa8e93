/** A text for two audiences: the operator's people, in the words of the field, and a tenant's own, in everyday ones. */
type Words = readonly [exact: string, plain: string]

/** Every text of a page that says the same to both in other words. An empty list has a title and, under it, why. */
export const words = {
  'queue.title': ['Queue of incidents', 'Incidents of your company'],
  'hand-over.note': [
    'Open incidents in the order of the queue, each with the last note on it.',
    'What is not settled yet, the most serious first, each with what was written last.',
  ],
  'identities.note': [
    'seen in the last 30 days',
    'people, programs and agents that did something in 30 days',
  ],
  'who-can.note': ['by the policy held here', 'by what is set up in your company'],
  'who-can.none': ['Ask who could do something', 'Ask who could do something'],
  'who-can.none.why': [
    'An action and a resource are enough. The answer names everybody whom the policy held here lets do it, and the statement by which; who cannot be settled stands apart, with what is missing.',
    'Name what is done and on what. The answer names everybody who could, and why. Where it cannot be told, it says what is missing.',
  ],
  'mandates.none': [
    'Nobody has said yet what an identity may do',
    'Nobody has said yet what a program or agent may do',
  ],
  'mandates.none.why': [
    'A mandate names a purpose, actions and resources, a sponsor who answers for them, and an end. Without one, what an identity is granted cannot be called too much.',
    'An agreement says what a program is there for, what it may do, who answers for it, and until when. Without one, nobody can say that it does too much.',
  ],
  'step-ups.none': ['Nothing waits for a yes', 'Nothing waits for your yes'],
  'step-ups.none.why': [
    'An action that its mandate allows only with somebody’s yes waits here, for a few minutes.',
    'What a program may do only with somebody’s yes waits here, for a few minutes.',
  ],
  'decisions.none': ['Nobody has asked the decision point yet', 'No program has asked for leave yet'],
  'decisions.none.why': [
    'Agents and gateways that ask before they act are answered by it; each answer is kept here.',
    'Programs that ask before they act get an answer, and each answer is kept here with its reason.',
  ],
  'configurations.none': ['No policy is held of this tenant', 'Nothing is known yet of what is set up'],
  'configurations.none.why': [
    'Without it, nobody can tell why an action could be done or who else could. Push what get-account-authorization-details, kubectl or your repository gives.',
    'Without it, nobody can tell why something could be done or who else could. Those who look after your systems can send it.',
  ],
  'signals.none': ['Nobody tells us of sessions and risks yet', 'Nobody tells us of warnings yet'],
  'signals.none.why': [
    'An identity provider or device manager that speaks Shared Signals tells when a session is revoked, a credential changes or a risk rises. Decisions heed it at once.',
    'The systems that your people sign in with can tell when somebody is signed out, changes a password or looks risky. What programs may do follows at once.',
  ],
  'streams.none': ['Nobody is told yet', 'Nobody is told yet'],
  'streams.none.why': [
    'A receiver makes a stream itself, with an API key that has the right signal.receive. From then on it is told when a session is revoked, a credential changes or a risk is set here.',
    'Another system can ask to be told when somebody is signed out, a password changes or a risk is set here.',
  ],
  'evidence.none': ['Nothing was logged yet', 'Nothing is on record yet'],
  'evidence.none.why': [
    'What is received, found, decided and done for this tenant leaves an entry within seconds of it.',
    'Whatever is done for your company is put on record within seconds, so that it can be proven later.',
  ],
  'logs.none': ['This tenant has no log yet', 'Your company has no record yet'],
  'logs.none.why': [
    'It begins with the first thing that is received, found, decided or done for the tenant.',
    'It begins with the first thing that is done for your company.',
  ],
  'witnesses.none': ['Nobody outside of the service watches this log', 'Nobody but us watches your record'],
  'witnesses.none.why': [
    'Without a witness, whoever keeps the log could show different people different histories, and nobody would notice.',
    'A witness of your own, on a machine of your own, makes sure that nobody can rewrite what was recorded, not even us.',
  ],
  'frameworks.none': [
    'This tenant follows no framework yet',
    'Nothing that is asked of you is followed here yet',
  ],
  'frameworks.none.why': [
    'Choose what the tenant is held to; its controls are then judged by what is in the evidence, all the time.',
    'Choose the laws and standards that your company is held to. From then on you see what of them is shown to be kept, and what is not.',
  ],
  'sources.none': ['No source yet', 'Nothing of your company is watched yet'],
  'sources.none.why': [
    'A source is a key for one shipper. Vector, Fluent Bit, Beats, rsyslog and OpenTelemetry send here as they are; the format is recognised from what arrives.',
    'Each system of your company that is watched sends what happens in it. Those who look after your security set that up with you.',
  ],
  'own-rules.none': ['This tenant has no rules of its own', 'Nothing is looked for in your company alone'],
  'own-rules.none.why': [
    'A rule finds what only this tenant minds. A filter keeps a rule of a pack quiet about what is usual here.',
    'What only your company minds can be looked for, and what is usual with you can be kept quiet.',
  ],
  'keys.none': ['This tenant has no API key', 'No program of your company has a key'],
  'keys.none.why': [
    'A key lets a program use the API inside this tenant, with the rights you choose and until a day you choose. Shippers need none: they send with the key of a source.',
    'A key lets a program of your company read from here, with the rights you choose and until a day you choose.',
  ],
  'people.none': ['Nobody of this tenant can sign in yet', 'Nobody of your company can sign in yet'],
  'people.none.why': [
    "People of a tenant see that tenant and nothing else. The operator's people see it by their own role.",
    'People whom you invite see what concerns your company and nothing else.',
  ],
  'audit.none': ['Nothing in the trail matches', 'Nothing that was done matches'],
  'audit.none.why': [
    'You see what concerns the tenants you may see. An action is a whole name, such as incident.resolve, or its beginning with a dot, such as incident.',
    'You see what was done with the data of your company. Show all of it to see more.',
  ],
  'nothing-visible': ['No tenant is visible to you', 'Nothing is visible to you'],
  'nothing-visible.why': [
    'Either no tenant exists yet, or your role holds none.',
    'Those who look after your security can say why.',
  ],
  'not-for-you': ['Your role does not show this page', 'This page is not part of what you see'],
  'column.source': ['Source', 'What sends'],
  'column.formats': ['Recognised as', 'What it is'],
  'column.unparsed': ['Not parsed', 'Could not be read'],
  'column.stage': ['Stage', 'How far'],
  'column.sponsor': ['Sponsor', 'Who answers for it'],
  'column.expires': ['Expires', 'Until'],
  'column.identities': ['Identities', 'Who is in it'],
  'column.pushed': ['Pushed', 'Sent'],
  'column.configuration': ['Configuration', 'What is set up'],
} as const satisfies Readonly<Record<string, Words>>

export type WordId = keyof typeof words

/** A list that says why it is empty: two texts, title and reason. */
export type EmptyWordId = { [Id in WordId]: `${Id}.why` extends WordId ? Id : never }[WordId]
